//! The types that every room shares: document, block, sentence, bead, alignment.
//!
//! A [`Document`] is the text exactly as decoded and never changes; everything later is a half-open byte range into it, so that nothing is
//! lost and every sentence can be shown in place. All ranges in this crate are half-open and lie on character boundaries.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};

mod alignment;
mod mark;
mod order;
mod picture;
mod side;

pub use alignment::{Alignment, Bead, BeadKind, UNRELATED};
pub use mark::{Mark, MarkKind};
pub use order::ReadingOrder;
pub use picture::Picture;
pub use side::{Pair, Side};

/// What a block of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A title or heading.
    Heading,
    /// A paragraph of running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A cell of a table.
    TableCell,
    /// The caption of a picture or table.
    Caption,
    /// A footnote or endnote; it stands after the block that refers to it.
    Note,
    /// A line of a line-based format, whose paragraphs are not known.
    Line,
}

/// A stretch of a document that holds whole sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Bytes of [`Document::text`].
    pub range: Range<usize>,
    /// What it is.
    pub kind: BlockKind,
}

/// How offsets into the decoded text become offsets into the file on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceOffsets {
    /// The file is UTF-8, and the text begins this many bytes into it (3 after a byte-order mark, else 0).
    Shifted(usize),
    /// Any other encoding: runs of characters of one width each, ascending, the first at text offset 0.
    Runs(Vec<OffsetRun>),
    /// The text was taken out of a format that stores it otherwise (a Word file, say): offsets are those of the extracted text, because
    /// no stretch of the file holds just these bytes.
    Extracted,
}

/// When a stretch of the text is on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Bytes of [`Document::text`].
    pub range: Range<usize>,
    /// When it appears, in milliseconds from the beginning.
    pub start: u64,
    /// When it goes.
    pub end: u64,
}

impl SourceOffsets {
    /// The byte of the file at which the character at this byte of the text begins.
    pub fn file_offset(&self, offset: usize) -> usize {
        match self {
            Self::Shifted(by) => offset + by,
            Self::Extracted => offset,
            Self::Runs(runs) => {
                let after = runs.partition_point(|run| run.text as usize <= offset);
                match after.checked_sub(1).and_then(|at| runs.get(at)) {
                    Some(run) => {
                        let characters = (offset - run.text as usize) / usize::from(run.text_width.max(1));
                        run.file as usize + characters * usize::from(run.file_width)
                    }
                    None => offset,
                }
            }
        }
    }
}

/// A run of characters that all take the same number of bytes in the text, and the same number in the file.
///
/// Kept small, because a text in a non-Latin alphabet has about two for each word; 32 bits are enough, because longer files are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetRun {
    /// Byte of the text at which the run begins.
    pub text: u32,
    /// Byte of the file at which the run begins.
    pub file: u32,
    /// Bytes a character of this run takes in the text, at least 1.
    pub text_width: u8,
    /// Bytes a character of this run takes in the file.
    pub file_width: u8,
}

/// A text as decoded, with its blocks. Immutable once built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    path: PathBuf,
    text: String,
    blocks: Vec<Block>,
    offsets: SourceOffsets,
    boilerplate: Vec<Block>,
    cues: Vec<Cue>,
    marks: mark::Marks,
    pictures: Vec<Picture>,
    sections: Vec<usize>,
    language: Option<String>,
}

impl Document {
    /// A document from its parts. `blocks` are ascending, do not overlap, and lie on character boundaries of `text`.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if they do not.
    pub fn new(path: impl Into<PathBuf>, text: String, blocks: Vec<Block>, offsets: SourceOffsets) -> Result<Self> {
        let path = path.into();
        check_order(&path, &text, &blocks)?;
        let (boilerplate, cues, marks, pictures, sections) = Default::default();
        Ok(Self { path, text, blocks, offsets, boilerplate, cues, marks, pictures, sections, language: None })
    }

    /// Adds the stretches that are on the page but not part of the text: menus, buttons, cookie notices. They are in no block, so they are
    /// kept and not aligned.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if they are out of order or cut a character.
    pub fn with_boilerplate(self, boilerplate: Vec<Block>) -> Result<Self> {
        check_order(&self.path, &self.text, &boilerplate)?;
        Ok(Self { boilerplate, ..self })
    }

    /// Adds the times of its stretches, in the order of the text.
    #[must_use]
    pub fn with_cues(self, cues: Vec<Cue>) -> Self {
        Self { cues, ..self }
    }

    /// With its inline formatting.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if the marks are out of order, not nested, empty, or cut a character.
    pub fn with_marks(self, marks: Vec<Mark>) -> Result<Self> {
        Ok(Self { marks: mark::Marks::new(&self.path, &self.text, marks)?, ..self })
    }

    /// Adds its pictures, in the order of the text.
    #[must_use]
    pub fn with_pictures(self, pictures: Vec<Picture>) -> Self {
        Self { pictures, ..self }
    }

    /// Adds the bytes of the text at which the parts of its file begin, ascending: the pages of a book.
    #[must_use]
    pub fn with_sections(self, sections: Vec<usize>) -> Self {
        Self { sections, ..self }
    }

    /// Adds the language that the file declares, a BCP 47 tag.
    #[must_use]
    pub fn with_language(self, language: Option<String>) -> Self {
        Self { language, ..self }
    }

    /// Where the document came from: a path, `-` for standard input, or any name for a text in memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text as decoded.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// What is on the page but not part of the text, in order; see [`with_boilerplate`](Self::with_boilerplate).
    pub fn boilerplate(&self) -> &[Block] {
        &self.boilerplate
    }

    /// The times of the stretches of a subtitle file; empty for anything else.
    pub fn cues(&self) -> &[Cue] {
        &self.cues
    }

    /// What is bold, italic, a link; empty where the format does not say, or there is nothing.
    pub fn marks(&self) -> &[Mark] {
        self.marks.list()
    }

    /// Indices into [`marks`](Self::marks) of those that overlap a range of the text, ascending.
    pub fn marks_in(&self, range: &Range<usize>) -> Vec<usize> {
        self.marks.touched(range)
    }

    /// The pictures, where they were asked for and the format has some.
    pub fn pictures(&self) -> &[Picture] {
        &self.pictures
    }

    /// Where the parts of the file begin that the text is made of; empty for a file of one part.
    pub fn sections(&self) -> &[usize] {
        &self.sections
    }

    /// The language that the file says it is in, where that can be believed.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Turns a range of [`text`](Self::text) into the range of bytes of the file it was decoded from; the same range if the text was
    /// [extracted](SourceOffsets::Extracted).
    pub fn source_range(&self, range: &Range<usize>) -> Range<usize> {
        self.offsets.file_offset(range.start)..self.offsets.file_offset(range.end)
    }
}

fn check_order(path: &Path, text: &str, blocks: &[Block]) -> Result<()> {
    let mut end = 0;
    for block in blocks {
        if block.range.start < end || block.range.end < block.range.start || text.get(block.range.clone()).is_none() {
            let what = format!("block {:?} overlaps its neighbour or cuts a character", block.range);
            return Err(Error::unusable(path, what, "report this reader's bug"));
        }
        end = block.range.end;
    }
    Ok(())
}

/// What counts as one unit of the alignment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// Sentences, by the rules of the language.
    #[default]
    Sentences,
    /// Every line is a unit, blank ones too, so that ids are line numbers.
    Lines,
    /// Every block (paragraph, heading, list item) is a unit.
    Paragraphs,
}

/// A sentence: a range of the document's text without the white space around it, and the block it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of [`Document::text`].
    pub range: Range<usize>,
    /// Index into [`Document::blocks`].
    pub block: usize,
}

/// A document with its language and its sentences: what is aligned. A copy shares the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    document: Arc<Document>,
    language: String,
    sentences: Vec<Sentence>,
    /// Corrected wordings, by the byte at which the sentence begins, which does not change when sentences before it are cut.
    corrections: BTreeMap<usize, String>,
}

impl Text {
    /// A segmented document. `language` is a BCP 47 tag (`und` if it is not known); `sentences` are ascending, do not overlap, and each
    /// lies within its block.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if they do not.
    pub fn new(document: impl Into<Arc<Document>>, language: impl Into<String>, sentences: Vec<Sentence>) -> Result<Self> {
        let document = document.into();
        check_sentences(&document, 0, &sentences)?;
        Ok(Self { document, language: language.into(), sentences, corrections: BTreeMap::new() })
    }

    /// The document the sentences are ranges of.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The same, shared.
    pub fn shared_document(&self) -> Arc<Document> {
        Arc::clone(&self.document)
    }

    /// BCP 47 tag of the language, `und` if it is not known.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The sentences, in order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Number of sentences.
    pub fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Whether there is no sentence at all.
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// The wording of a sentence: its [correction](Self::correction), or as it stands in the document (line breaks of hard-wrapped text
    /// included); empty if there is no such sentence.
    pub fn sentence(&self, index: usize) -> &str {
        self.correction(index).unwrap_or_else(|| self.original(index))
    }

    /// The text of a sentence exactly as it stands in the document, whatever corrections say; empty if there is no such sentence.
    pub fn original(&self, index: usize) -> &str {
        self.sentences.get(index).and_then(|s| self.document.text.get(s.range.clone())).unwrap_or("")
    }

    /// What a person wrote in place of a sentence. Its range stays that of the document.
    pub fn correction(&self, index: usize) -> Option<&str> {
        if self.corrections.is_empty() {
            return None;
        }
        self.corrections.get(&self.sentences.get(index)?.range.start).map(String::as_str)
    }

    /// Corrects the sentence that begins at a byte of the document, or takes its correction back; gives what it was corrected to before.
    pub fn correct(&mut self, start: usize, wording: Option<String>) -> Option<String> {
        match wording {
            Some(wording) => self.corrections.insert(start, wording),
            None => self.corrections.remove(&start),
        }
    }

    /// The corrected sentences, by id, with their wordings.
    pub fn corrections(&self) -> impl Iterator<Item = (usize, &str)> {
        let id = |start: usize| self.sentences.binary_search_by_key(&start, |sentence| sentence.range.start).ok();
        self.corrections.iter().filter_map(move |(&start, wording)| Some((id(start)?, wording.as_str())))
    }

    /// Replaces some sentences by others, which must be as [`new`](Self::new) requires.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if there are no such sentences or the new ones do not fit between the neighbours of the old; then nothing has
    /// changed.
    pub fn resegment(&mut self, old: Range<usize>, new: Vec<Sentence>) -> Result<()> {
        let before = old.start.checked_sub(1).and_then(|at| self.sentences.get(at)).map_or(0, |sentence| sentence.range.end);
        let after = self.sentences.get(old.end).map_or(self.document.text.len(), |sentence| sentence.range.start);
        let there = self.sentences.get(old.clone()).is_some();
        let ends = new.last().is_none_or(|last| last.range.end <= after);
        if !there || !ends {
            let what = format!("sentences {old:?} cannot be replaced by {new:?}");
            return Err(Error::unusable(self.document.path.clone(), what, "undo the edit"));
        }
        check_sentences(&self.document, before, &new)?;
        self.sentences.splice(old, new);
        Ok(())
    }
}

fn check_sentences(document: &Document, mut end: usize, sentences: &[Sentence]) -> Result<()> {
    for sentence in sentences {
        let inside = document
            .blocks
            .get(sentence.block)
            .is_some_and(|block| block.range.start <= sentence.range.start && sentence.range.end <= block.range.end);
        if !inside || sentence.range.start < end || document.text.get(sentence.range.clone()).is_none() {
            let what = format!("sentence {:?} overlaps its neighbour or leaves its block", sentence.range);
            return Err(Error::unusable(document.path.clone(), what, "report this segmenter's bug"));
        }
        end = sentence.range.end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "Ça va. Oui.\nNon.";

    fn block(range: Range<usize>) -> Block {
        Block { range, kind: BlockKind::Paragraph }
    }

    fn document() -> Document {
        Document::new("a.txt", WHOLE.into(), vec![block(0..12), block(13..17)], SourceOffsets::Shifted(3)).unwrap()
    }

    fn sentence(range: Range<usize>, block: usize) -> Sentence {
        Sentence { range, block }
    }

    fn text() -> Text {
        Text::new(document(), "fr", vec![sentence(0..7, 0), sentence(8..12, 0), sentence(13..17, 1)]).unwrap()
    }

    #[test]
    fn blocks_lie_in_order_on_character_boundaries() {
        for blocks in [
            vec![block(0..7), block(6..12)],
            vec![block(1..7)],
            vec![block(13..18)],
            vec![Block { range: Range { start: 5, end: 4 }, ..block(0..0) }],
        ] {
            assert!(Document::new("a.txt", WHOLE.into(), blocks.clone(), SourceOffsets::Extracted).is_err(), "{blocks:?}");
        }
        assert_eq!(document().source_range(&(2..7)), 5..10);
    }

    #[test]
    fn offsets_lead_through_runs_of_any_width() {
        // In Latin-1 each character is one byte: Ç takes two in the text.
        let run = |text, file, text_width| OffsetRun { text, file, text_width, file_width: 1 };
        let offsets = SourceOffsets::Runs(vec![run(0, 0, 2), run(2, 1, 1)]);
        assert_eq!([0, 2, 3, 12].map(|offset| offsets.file_offset(offset)), [0, 1, 2, 11]);
        assert_eq!(SourceOffsets::Extracted.file_offset(7), 7);
        assert_eq!(SourceOffsets::Runs(Vec::new()).file_offset(7), 7);
    }

    #[test]
    fn sentences_lie_in_their_blocks() {
        let text = text();
        assert_eq!((0..4).map(|at| text.sentence(at)).collect::<Vec<_>>(), ["Ça va.", "Oui.", "Non.", ""]);
        for sentences in [
            vec![sentence(0..7, 1)],
            vec![sentence(0..7, 0), sentence(5..12, 0)],
            vec![sentence(8..14, 0)],
            vec![sentence(1..7, 0)],
            vec![sentence(13..17, 2)],
        ] {
            assert!(Text::new(document(), "fr", sentences.clone()).is_err(), "{sentences:?}");
        }
    }

    #[test]
    fn a_correction_stays_with_its_sentence_when_others_are_cut() {
        let mut text = text();
        assert_eq!(text.correct(13, Some("No.".into())), None);
        assert_eq!(text.correct(13, Some("Mais non.".into())), Some("No.".into()));
        text.resegment(0..1, vec![sentence(0..3, 0), sentence(4..7, 0)]).unwrap();
        assert_eq!(text.corrections().collect::<Vec<_>>(), [(3, "Mais non.")]);
        assert_eq!([text.sentence(3), text.original(3), text.sentence(1)], ["Mais non.", "Non.", "va."]);
        assert_eq!((text.correct(13, None), text.correction(3)), (Some("Mais non.".into()), None));
    }

    #[test]
    fn sentences_that_do_not_fit_leave_the_old_ones() {
        let before = text();
        for (old, new) in
            [(1..2, vec![sentence(5..12, 0)]), (0..1, vec![sentence(0..9, 0)]), (2..4, vec![]), (1..2, vec![sentence(8..12, 1)])]
        {
            let mut text = before.clone();
            assert!(text.resegment(old.clone(), new.clone()).is_err(), "{old:?} {new:?}");
            assert_eq!(text, before);
        }
        let mut text = before;
        text.resegment(1..1, vec![]).unwrap();
        text.resegment(0..2, vec![sentence(0..12, 0)]).unwrap();
        assert_eq!((text.len(), text.sentence(0)), (2, "Ça va. Oui."));
    }
}
