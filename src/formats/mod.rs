//! Every format that is read or written, each in one place.
//!
//! Whoever wants to know what `diptych` makes of a TMX file finds it in `tmx/`: how it is read as a text, how as a bitext, how it is written,
//! and for what reasons a tool would refuse it. What formats share stands in `document/` (files of one text), `bitext/` (files of two texts and
//! their beads) and `output/` (what all writers need).

pub mod bitext;
pub mod bitextor;
pub mod csv;
pub mod document;
mod docx;
pub mod epub;
pub mod faults;
pub mod html;
pub mod intertext;
pub mod jsonl;
pub mod ladder;
mod markdown;
pub mod moses;
mod odt;
pub mod output;
#[cfg(feature = "parquet")]
pub mod parquet;
mod pdf;
mod po;
pub mod sketch;
mod subtitles;
pub mod table;
pub mod tei;
mod text;
pub mod tmx;
pub mod tsv;
pub mod vecalign;
pub mod xces;
pub mod xliff;
pub mod xlsx;
