//! Reads PDF.
//!
//! A PDF knows glyphs and places, and nothing of words, lines or paragraphs. `hayro-interpret` runs the drawing instructions of each page
//! and hands over the glyphs (`read.rs`); `page.rs` makes lines of them, in the order of columns, with `bidi.rs` for scripts that run from
//! right to left; `flow.rs` drops running heads and page numbers, and joins lines into paragraphs. Text that is drawn invisibly is read
//! too: it is what a scanner recognised.
//!
//! Whoever makes a PDF decides how much memory and time its reader takes: streams unpack a thousandfold at every layer, forms draw forms.
//! The program therefore reads a PDF in a child process, within limits of the system (`contained.rs`). The library in another program reads
//! it where it is called, with what bounds can be kept from outside of `hayro-interpret` (`read.rs`, `streams.rs`): these stop what is known,
//! and not everything.
//!
//! A feature, because the crate is as large as everything else: without it a PDF is still recognised, and refused with its name.

use std::path::Path;

use crate::error::Result;
use crate::formats::descriptor::{Descriptor, Reading};
use crate::formats::document::Sign;
use crate::model::Document;

#[cfg(feature = "pdf")]
mod bidi;
#[cfg(feature = "pdf")]
mod contained;
#[cfg(feature = "pdf")]
mod flow;
#[cfg(feature = "pdf")]
mod page;
#[cfg(feature = "pdf")]
mod read;
#[cfg(feature = "pdf")]
mod streams;

#[cfg(feature = "pdf")]
#[doc(hidden)]
pub use contained::serve;

/// PDF with text in it.
pub static FORMAT: Descriptor = Descriptor::new("pdf").read(Reading::new(
    "PDF with text in it",
    "a PDF",
    &["pdf"],
    Sign::Bytes(|bytes| bytes.get(..bytes.len().min(1024)).is_some_and(|head| head.windows(5).any(|window| window == b"%PDF-"))),
    |file| document(file.path, file.bytes),
));

/// Reads a PDF.
#[cfg(feature = "pdf")]
fn document(path: &Path, bytes: Vec<u8>) -> Result<Document> {
    contained::document(path, &bytes).unwrap_or_else(|| {
        streams::check(path, &bytes)?;
        read::document(path, bytes)
    })
}

/// The error of a program without this feature.
#[cfg(not(feature = "pdf"))]
fn document(path: &Path, _: Vec<u8>) -> Result<Document> {
    let remedy = "build it with the feature `pdf`, or save the text in another format";
    Err(crate::source::unusable(path, "this diptych was built without PDF", remedy))
}
