//! A document in, its sentences out.

use crate::error::Result;
use crate::model::{Document, Sentence, Split, Text};

/// Finds the sentences of a document. `language` is a BCP 47 tag, `und` if it is not known.
///
/// # Errors
/// None in practice: what [`Text::new`] checks.
pub fn segment(document: Document, language: &str, _split: Split) -> Result<Text> {
    let sentences = document.blocks().iter().enumerate().map(|(block, b)| Sentence { range: b.range.clone(), block }).collect();
    Text::new(document, language, sentences)
}
