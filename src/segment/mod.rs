//! Splits a document into sentences.
//!
//! Every block is split by itself, so that a sentence never leaves its paragraph. A sentence is a range of the document's text without the
//! white space around it: sentences and the gaps between them give the document back, byte for byte. Rules rather than a trained model find
//! the ends (see `boundary.rs`): they need no data, run at the speed of reading, give the same result everywhere, and each of their
//! mistakes can be explained.

mod after;
mod before;
mod boundary;
mod character;
mod thai;

#[cfg(test)]
mod cases;

use std::ops::Range;

use crate::error::Result;
use crate::lang::Conventions;
use crate::model::{Block, BlockKind, Document, Sentence, Split, Text};

/// Finds the sentences of a document. `language` is a BCP 47 tag, `und` if it is not known.
///
/// With [`Split::Sentences`] every block is split by the rules of the language; a line break within a block is a space, a blank line always
/// ends a sentence. With [`Split::Lines`] every block of kind [`BlockKind::Line`] is one unit, blank ones too (as an empty range), so that ids
/// are line numbers. With [`Split::Paragraphs`], and for other kinds of block with [`Split::Lines`], every block that is not blank is one unit.
///
/// # Errors
/// None in practice; see [`Text::new`].
///
/// ```
/// use diptych::model::{Block, BlockKind, Document, SourceOffsets, Split};
/// use diptych::segment;
///
/// let text = "Dr. Smith left at 3.30 p.m. on Friday. Nobody saw him.".to_owned();
/// let blocks = vec![Block { range: 0..text.len(), kind: BlockKind::Paragraph }];
/// let document = Document::new("-", text, blocks, SourceOffsets::Shifted(0))?;
/// let text = segment(document, "en", Split::Sentences)?;
/// assert_eq!(text.len(), 2);
/// assert_eq!(text.sentence(1), "Nobody saw him.");
/// # Ok::<(), diptych::Error>(())
/// ```
pub fn segment(document: Document, language: &str, split: Split) -> Result<Text> {
    let mut sentences = Vec::new();
    let conventions = Conventions::of(language);
    for (at, block) in document.blocks().iter().enumerate() {
        let text = document.text().get(block.range.clone()).unwrap_or("");
        let mut push = |range: Range<usize>| {
            sentences.push(Sentence { range: block.range.start + range.start..block.range.start + range.end, block: at });
        };
        match split {
            Split::Sentences => sentences_of(text, language, conventions).into_iter().for_each(&mut push),
            Split::Lines | Split::Paragraphs => unit(text, block, split).into_iter().for_each(&mut push),
        }
    }
    Text::new(document, language, sentences)
}

/// The whole block as one unit, without the white space around it; a blank one only where ids are line numbers.
fn unit(text: &str, block: &Block, split: Split) -> Option<Range<usize>> {
    let range = trimmed(text, 0..text.len());
    let keep_blank = split == Split::Lines && block.kind == BlockKind::Line;
    (keep_blank || !range.is_empty()).then_some(range)
}

/// The ranges of the sentences of one block.
fn sentences_of(text: &str, language: &str, conventions: &Conventions) -> Vec<Range<usize>> {
    let mut ends = boundary::boundaries(text, language, conventions);
    if matches!(language.split('-').next(), Some("th" | "lo" | "und")) && text.contains(thai::is_thai_or_lao) {
        ends.extend(thai::clause_ends(text));
        ends.sort_unstable();
        ends.dedup();
    }
    ends.push(text.len());
    let mut start = 0;
    let mut sentences = Vec::with_capacity(ends.len());
    for end in ends {
        let range = trimmed(text, start..end);
        if !range.is_empty() {
            sentences.push(range);
        }
        start = end;
    }
    sentences
}

/// A range without the white space around it; if nothing is left, the empty range at its start.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let whole = text.get(range.clone()).unwrap_or("");
    let left = whole.trim_start();
    if left.is_empty() {
        return range.start..range.start;
    }
    let start = range.end - left.len();
    start..start + left.trim_end().len()
}
