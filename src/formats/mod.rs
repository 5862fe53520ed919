//! Every format that is read or written, each in one place.
//!
//! Everything about TMX is in `tmx/`, for instance: how it is read as a text and as a bitext, how it is written, and why a tool would
//! refuse it. A format describes itself ([`Descriptor`]), and [`ALL`] lists them all. What several share is in [`document`] (files of one
//! text), [`bitext`](mod@bitext) (files of two texts and their beads) and [`output`] (what is written).

pub mod bitext;
pub mod bitextor;
pub mod csv;
mod descriptor;
pub mod document;
pub mod docx;
pub mod epub;
pub mod faults;
pub(crate) mod formula;
pub mod html;
pub mod intertext;
pub mod jsonl;
pub mod ladder;
pub mod markdown;
pub mod moses;
pub mod odt;
pub mod output;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod pdf;
pub mod po;
mod records;
pub mod sketch;
pub mod srt;
mod subtitles;
pub mod table;
pub mod tei;
pub mod text;
pub mod tmx;
pub mod tsv;
pub mod vecalign;
pub mod vtt;
pub mod xces;
pub mod xliff;
pub mod xliff12;
pub mod xlsx;

pub use descriptor::{Descriptor, Files, Format, Reading, Write, Writing, asked_by, named, named_or_alias, read, written};

/// Every format, in the order in which they are listed for people and tried in recognition.
pub static ALL: &[Format] = &[
    &text::FORMAT,
    &markdown::FORMAT,
    &docx::FORMAT,
    &odt::FORMAT,
    &pdf::FORMAT,
    &po::FORMAT,
    &table::FORMAT,
    &tsv::FORMAT,
    &csv::FORMAT,
    &xlsx::FORMAT,
    &jsonl::FORMAT,
    &tmx::FORMAT,
    &xliff::FORMAT,
    &xliff12::FORMAT,
    &html::FORMAT,
    &epub::FORMAT,
    &moses::FORMAT,
    &xces::FORMAT,
    &intertext::FORMAT,
    &tei::FORMAT,
    &bitextor::FORMAT,
    &sketch::FORMAT,
    &vecalign::FORMAT,
    &ladder::FORMAT,
    #[cfg(feature = "parquet")]
    &parquet::FORMAT,
    &srt::FORMAT,
    &vtt::FORMAT,
];
