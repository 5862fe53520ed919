//! Plain text: every line is a block, or every paragraph.

mod lines;
mod paragraphs;
mod wrap;

use std::path::Path;

use crate::error::Result;
use crate::formats::descriptor::{Descriptor, Reading};
use crate::formats::document::Sign;
use crate::model::{Document, SourceOffsets, Split};

/// Plain text.
pub static FORMAT: Descriptor = Descriptor::new("text").read(
    Reading::new("Plain text", "plain text", &["txt", "text"], Sign::Name, |mut file| {
        let (text, offsets) = file.decoded()?;
        document(file.path, text, offsets, file.options.split)
    })
    .alias("txt"),
);

/// A text with its blocks.
pub(super) fn document(path: &Path, text: String, offsets: SourceOffsets, split: Split) -> Result<Document> {
    let blocks = match split {
        Split::Lines => lines::blocks(&text),
        Split::Sentences | Split::Paragraphs => paragraphs::blocks(&text),
    };
    Document::new(path, text, blocks, offsets)
}
