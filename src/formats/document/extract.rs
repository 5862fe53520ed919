//! Builds a document of blocks from the pieces of text that a reader hands over in order.
//!
//! Formats with markup store text in pieces: runs of one style, entities, cells, notes in the middle of a sentence. Readers hand the pieces
//! over as they come and say where blocks end; here they become one text with one line for each block. White space is as on the page: a run
//! of it is one space, and none stands at the edges of a block. Notes and text boxes anchored inside a block follow it. Formatting (bold, a
//! link) is recorded beside the text, never in it.

use std::path::Path;

use crate::error::Result;
use crate::formats::document::style::{Style, Styled};
use crate::model::{Block, BlockKind, Cue, Document, SourceOffsets};
use crate::source::limits::{INSETS, STYLE_CHANGES};
use crate::source::{Budget, unusable};

/// A picture that was met but not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Pictured {
    /// As [`Picture::offset`](crate::model::Picture::offset).
    pub offset: usize,
    /// Where it is, as the format says it.
    pub reference: String,
    /// What it shows.
    pub description: String,
}

/// A document under construction.
#[derive(Debug, Default)]
pub(in crate::formats) struct Extract {
    whole: Styled,
    blocks: Vec<Block>,
    boilerplate: Vec<Block>,
    cues: Vec<Cue>,
    language: Option<String>,
    /// Where the parts of the file begin that were read so far.
    sections: Vec<usize>,
    /// The pictures since they were last taken.
    pictures: Vec<Pictured>,
    /// Those in the current block, which they will follow.
    inside: Vec<(String, String)>,
    /// The current block.
    current: Styled,
    /// How it goes on.
    style: Style,
    /// Changes of style so far.
    changes: usize,
    /// The blocks that were interrupted by an inset, the outermost first.
    interrupted: Vec<(Styled, Option<BlockKind>)>,
    /// What the insets held, to follow the block they are anchored in.
    insets: Vec<(BlockKind, Styled)>,
    /// The kind of all blocks of the inset, if it has one.
    inset_kind: Option<BlockKind>,
}

impl Extract {
    /// Adds to the current block.
    pub fn say(&mut self, piece: &str) {
        self.current.turn(&self.style);
        let current = self.current.text_mut();
        for c in piece.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => {
                    let spaced = current.is_empty() || current.ends_with([' ', '\n']);
                    if !spaced {
                        current.push(' ');
                    }
                }
                c if is_read(c) => current.push(c),
                _ => {}
            }
        }
    }

    /// Text from here on has this style.
    pub fn set_style(&mut self, style: Style) {
        if self.style != style {
            self.changes += 1;
            self.style = if self.changes < STYLE_CHANGES { style } else { Style::default() };
        }
    }

    /// Adds text in its own styles.
    pub fn say_styled(&mut self, piece: &Styled) {
        let before = self.style.clone();
        for (range, style) in piece.parts(0..piece.text().len()) {
            self.set_style(style.clone());
            self.say(piece.text().get(range).unwrap_or_default());
        }
        self.set_style(before);
    }

    /// Ends a line within the current block.
    pub fn end_line(&mut self) {
        let current = self.current.text_mut();
        current.truncate(current.trim_end_matches(' ').len());
        if !current.is_empty() && !current.ends_with('\n') {
            current.push('\n');
        }
    }

    /// The current block.
    pub fn open_text(&self) -> &str {
        self.current.text()
    }

    /// Removes the hyphen at the end of the current block.
    pub fn take_back_hyphen(&mut self) {
        self.current.text_mut().pop();
    }

    /// Bytes of the current block.
    pub fn open_length(&self) -> usize {
        self.current.text().len()
    }

    /// Whether the current block is at the beginning of a line.
    pub fn is_at_line_start(&self) -> bool {
        self.current.text().ends_with('\n')
    }

    /// The text goes on in another part of the file.
    pub fn begin_section(&mut self) {
        let start = self.whole.text().len();
        if self.sections.last() != Some(&start) {
            self.sections.push(start);
        }
    }

    /// A picture stands here, or, within a block, after it.
    pub fn picture(&mut self, reference: &str, description: &str) {
        self.inside.push((reference.to_owned(), description.to_owned()));
        // Nobody indents by more spaces, and they would be counted again at each picture.
        let blank = self.current.text().chars().take(100).all(char::is_whitespace);
        if blank && self.interrupted.is_empty() {
            self.place_pictures();
        }
    }

    /// The pictures met since the last call.
    pub fn take_pictures(&mut self) -> Vec<Pictured> {
        self.place_pictures();
        std::mem::take(&mut self.pictures)
    }

    fn place_pictures(&mut self) {
        let end = self.whole.text().len();
        // At the end of the block before, so that it belongs to this section and not to the next one.
        let offset = if self.sections.last() == Some(&end) { end } else { end.saturating_sub(1) };
        let pictured = |(reference, description)| Pictured { offset, reference, description };
        self.pictures.extend(self.inside.drain(..).map(pictured));
    }

    /// Ends the current block; does nothing if it is empty.
    pub fn close(&mut self, kind: BlockKind) {
        let content = std::mem::take(&mut self.current);
        let kind = self.inset_kind.unwrap_or(kind);
        if !self.interrupted.is_empty() {
            if !content.text().trim().is_empty() {
                self.insets.push((kind, content));
            }
            return;
        }
        put(&mut self.whole, &mut self.blocks, kind, &content);
        for (kind, content) in std::mem::take(&mut self.insets) {
            put(&mut self.whole, &mut self.blocks, kind, &content);
        }
        self.place_pictures();
    }

    /// Adds a block in which nothing is changed, blank ones too: a row of a table, whose number is its id.
    pub fn row(&mut self, kind: BlockKind, content: &str) {
        let text = self.whole.text_mut();
        let start = text.len();
        text.push_str(content);
        self.blocks.push(Block { range: start..text.len(), kind });
        text.push('\n');
    }

    /// The blocks so far, one by one, to be repeated elsewhere.
    pub fn into_pieces(mut self) -> Vec<Styled> {
        while !self.interrupted.is_empty() {
            self.leave_inset();
        }
        self.close(BlockKind::Paragraph);
        let piece = |block: &Block| {
            let mut piece = Styled::default();
            piece.append(&self.whole, block.range.clone());
            piece
        };
        self.blocks.iter().map(piece).collect()
    }

    /// Interrupts the block in the making by something that is anchored in it: a note (all of whose blocks are of this kind) or a box.
    pub fn enter_inset(&mut self, kind: Option<BlockKind>) -> bool {
        if self.interrupted.len() >= INSETS {
            return false;
        }
        self.interrupted.push((std::mem::take(&mut self.current), self.inset_kind));
        self.inset_kind = kind.or(self.inset_kind);
        true
    }

    /// Goes on with the block that was interrupted.
    pub fn leave_inset(&mut self) {
        self.close(BlockKind::Paragraph);
        if let Some((current, kind)) = self.interrupted.pop() {
            self.current = current;
            self.inset_kind = kind;
        }
    }

    /// The number of blocks so far.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Of the blocks from this one on, those marked become boilerplate, or go altogether.
    pub fn set_aside(&mut self, from: usize, marks: &[bool], keep: bool) {
        let blocks = self.blocks.split_off(from.min(self.blocks.len()));
        let Some(start) = blocks.first().map(|block| block.range.start) else { return };
        let rest = self.whole.split_off(start);
        for (at, block) in blocks.into_iter().enumerate() {
            let mut content = Styled::default();
            content.append(&rest, block.range.start - start..block.range.end - start);
            match (marks.get(at).copied().unwrap_or(false), keep) {
                (false, _) => put(&mut self.whole, &mut self.blocks, block.kind, &content),
                (true, true) => put(&mut self.whole, &mut self.boilerplate, block.kind, &content),
                (true, false) => {}
            }
        }
    }

    /// Sets the language of the document, if it is certain.
    pub fn set_language(&mut self, tag: &str) {
        self.language = crate::lang::parse(tag).or(self.language.take());
    }

    /// Gives the times of the stretches of the text.
    pub fn set_cues(&mut self, cues: Vec<Cue>) {
        self.cues = cues;
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        self.whole.text()
    }

    /// The document. `declared` is the language that the file claims, which templates often get wrong; it is believed where the text agrees
    /// or shows none.
    pub fn finish(mut self, path: &Path, declared: Option<&str>) -> Result<Document> {
        while !self.interrupted.is_empty() {
            self.leave_inset();
        }
        self.close(BlockKind::Paragraph);
        // Offsets are 32 bits wide in places.
        if self.whole.text().len() as u64 > Budget::Text.bytes() {
            return Err(unusable(path, "the text in it is longer than 4 GiB", "split it"));
        }
        let language = self.language.or_else(|| {
            let tag = crate::lang::parse(declared?)?;
            let detected = crate::lang::detect(self.whole.text());
            let agrees = detected == "und" || detected.split('-').next() == tag.split('-').next();
            agrees.then_some(tag)
        });
        let (text, marks) = self.whole.finish();
        let document = Document::new(path, text, self.blocks, SourceOffsets::Extracted)?;
        Ok(document
            .with_boilerplate(self.boilerplate)?
            .with_marks(marks)?
            .with_cues(self.cues)
            .with_sections(self.sections)
            .with_language(language))
    }
}

/// Whether a character other than white space is kept: control characters and marks of possible word breaks are not.
pub fn is_read(c: char) -> bool {
    !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\0'..='\u{1f}' | '\u{7f}')
}

/// Adds a block to a text, if there is anything in it.
fn put(whole: &mut Styled, blocks: &mut Vec<Block>, kind: BlockKind, content: &Styled) {
    let trimmed = content.text().trim();
    if trimmed.is_empty() {
        return;
    }
    let from = content.text().len() - content.text().trim_start().len();
    let start = whole.text().len();
    whole.append(content, from..from + trimmed.len());
    blocks.push(Block { range: start..whole.text().len(), kind });
    // No mark goes beyond its block.
    whole.turn(&Style::default());
    whole.text_mut().push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_follows_its_block() {
        let mut extract = Extract::default();
        extract.say("  One\n ");
        extract.enter_inset(Some(BlockKind::Note));
        extract.say("a note");
        extract.close(BlockKind::Paragraph);
        extract.leave_inset();
        extract.say(" two. ");
        extract.close(BlockKind::Paragraph);
        extract.say("Next");
        let document = extract.finish(Path::new("f"), Some("en")).unwrap();
        assert_eq!(document.text(), "One two.\na note\nNext\n");
        let kinds: Vec<_> = document.blocks().iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Note, BlockKind::Paragraph]);
    }
}
