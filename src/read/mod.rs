//! Bytes in, a document out.

use std::path::Path;

use crate::error::Result;
use crate::model::{Block, BlockKind, Document, SourceOffsets, Split};

/// A document from text in memory: paragraphs found as in a plain-text file.
///
/// # Errors
/// None in practice: what [`Document::new`] checks.
pub fn from_text(path: impl AsRef<Path>, text: impl Into<String>, _split: Split) -> Result<Document> {
    let text = text.into();
    let blocks = text
        .lines()
        .map(|line| {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            Block { range: start..start + line.len(), kind: BlockKind::Line }
        })
        .collect();
    Document::new(path.as_ref(), text, blocks, SourceOffsets::Shifted(0))
}
