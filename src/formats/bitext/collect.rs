//! Builds two texts and their alignment from rows, one for each bead.
//!
//! A row says which sentences it holds, if its format does. Those ids give the order of the texts, so that moved beads come out where they
//! stood; they are then renumbered from 0, because a format may have left some beads out. Where a row has one text for several sentences,
//! the text is cut by the rules of its language; if that gives another number than the row says, the last piece takes the rest or the
//! missing ones are empty, so that the ids and texts of a bead are what they were in any case.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::formats::bitext::{Aligned, Options};
use crate::formats::output::flat;
use crate::hash::Set;
use crate::lang;
use crate::model::{Alignment, Bead, BeadKind, Block, BlockKind, Document, Pair, Sentence, Side, SourceOffsets, Split, Text};
use crate::segment;
use crate::source::limits;

/// A file holds more than its length on the disk can honestly say.
pub(in crate::formats) fn too_many(path: &Path) -> Error {
    Error::unusable(path, "this file holds far more sentences than any of its length", "check where it comes from")
}

/// One side of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::formats) struct Cell {
    /// Its sentences, if the format numbers them.
    pub ids: Option<Vec<usize>>,
    /// Their texts, or one text for all of them.
    pub texts: Vec<String>,
    /// The paragraph of each sentence, if the format knows it.
    pub paragraphs: Vec<usize>,
}

impl Cell {
    /// A text whose sentences are not numbered; a blank one is not a sentence.
    pub fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        let texts = if text.trim().is_empty() { Vec::new() } else { vec![text] };
        Self { ids: None, texts, paragraphs: Vec::new() }
    }

    /// The same, numbered.
    pub fn numbered(mut self, ids: Option<Vec<usize>>) -> Self {
        self.ids = ids;
        self
    }

    fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.ids.as_ref().is_none_or(Vec::is_empty)
    }

    /// How many sentences it holds.
    fn len(&self) -> usize {
        self.ids.as_ref().map_or(self.texts.len(), Vec::len)
    }
}

/// A bead as a file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::formats) struct Row {
    pub cells: Pair<Cell>,
    pub kind: Option<BeadKind>,
    pub confidence: Option<f32>,
}

impl Row {
    /// Two texts with the properties that a file gives them: `source-ids`, `target-ids`, `kind`, `confidence`.
    pub fn of<'a>(texts: Pair<String>, said: impl Fn(&str) -> Option<&'a str>) -> Self {
        let ids = |name| said(name).and_then(|ids| ids.split_whitespace().map(|id| id.parse().ok()).collect());
        let ids = Pair::new(ids("source-ids"), ids("target-ids"));
        Self {
            cells: texts.zip(ids).map(|(text, ids)| Cell::of(text).numbered(ids)),
            kind: said("kind").and_then(kind_of),
            confidence: said("confidence").and_then(|number| number.parse().ok()),
        }
    }

    /// Two texts without any properties.
    pub fn plain(texts: Pair<impl Into<String>>) -> Self {
        Self { cells: texts.map(Cell::of), ..Self::default() }
    }
}

/// The kind of a bead by its name.
pub(in crate::formats) fn kind_of(name: &str) -> Option<BeadKind> {
    [BeadKind::Match, BeadKind::Omitted, BeadKind::Added, BeadKind::Moved].into_iter().find(|kind| kind.as_str() == name)
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Collected {
    pub rows: Vec<Row>,
    /// Languages as the file names them.
    pub languages: Pair<Option<String>>,
    /// Names of the texts, if the file says them.
    pub names: Pair<Option<String>>,
    /// The files that were read, if it was not one.
    pub files: Vec<PathBuf>,
    /// What further rows may hold.
    room: Room,
}

/// How many sentences, and bytes of text, rows may yet hold: files say a thing once and mean it a million times, by packing or by reference.
#[derive(Clone, Copy, Debug)]
struct Room {
    sentences: usize,
    bytes: usize,
}

impl Room {
    /// In a file of so many bytes as it lies on the disk.
    fn of(packed: usize) -> Self {
        Self { sentences: limits::sentences(packed), bytes: limits::row_bytes(packed) }
    }
}

impl Default for Room {
    fn default() -> Self {
        Self::of(0)
    }
}

/// A sentence on its way into a text.
struct Piece {
    id: usize,
    row: usize,
    text: String,
    paragraph: Option<usize>,
}

impl Collected {
    /// Nothing yet, of a file of so many bytes as it lies on the disk.
    pub fn of(packed: usize) -> Self {
        Self { room: Room::of(packed), ..Self::default() }
    }

    /// The rows are those of another file as well, of so many bytes as it lies on the disk.
    pub fn and_of(&mut self, packed: usize) {
        let (more, none) = (Room::of(packed), Room::default());
        self.room.sentences += more.sentences - none.sentences;
        self.room.bytes = self.room.bytes.saturating_add(more.bytes - none.bytes);
    }

    /// Adds a row, unless it holds nothing.
    pub fn push(&mut self, path: &Path, row: Row) -> Result<()> {
        if row.cells.iter().all(Cell::is_empty) {
            return Ok(());
        }
        let sentences = row.cells.iter().map(|cell| cell.len().max(cell.texts.len())).sum();
        let bytes = row.cells.iter().flat_map(|cell| &cell.texts).map(String::len).sum();
        let Room { sentences: left, bytes: of_text } = self.room;
        let (Some(sentences), Some(bytes)) = (left.checked_sub(sentences), of_text.checked_sub(bytes)) else {
            return Err(too_many(path));
        };
        self.room = Room { sentences, bytes };
        self.rows.push(row);
        Ok(())
    }

    /// The texts and the alignment; languages named by the user win over those of the file.
    pub fn aligned(mut self, path: &Path, options: &Options) -> Result<Aligned> {
        let Pair { source, target } = Pair::from_fn(|side| self.side(path, side, options.languages[side].as_deref()));
        let ((source, source_ids), (target, target_ids)) = (source?, target?);
        let ids = source_ids.into_iter().zip(target_ids);
        // A row may number sentences and have no text for them: where numbers do not count, it holds nothing.
        let rows = self.rows.iter().zip(ids).filter(|(_, (source, target))| !source.is_empty() || !target.is_empty());
        let beads = rows.map(|(row, (source, target))| {
            let mut bead = Bead::new(source, target, row.confidence.filter(|p| (0.0..=1.0).contains(p)).unwrap_or(1.0));
            if bead.kind == BeadKind::Match && row.kind == Some(BeadKind::Moved) {
                bead.kind = BeadKind::Moved;
            }
            bead
        });
        let alignment = Alignment::new(beads.collect(), source.len(), target.len())?;
        Ok(Aligned { source, target, alignment, files: self.files })
    }

    /// One of the texts, and for each row the ids of its sentences in it.
    fn side(&mut self, path: &Path, side: Side, said: Option<&str>) -> Result<(Text, Vec<Vec<usize>>)> {
        let language = match said.or(self.languages[side].as_deref()) {
            Some(language) => language.to_owned(),
            None => lang::detect(&self.sample(side)),
        };
        let pieces = self.pieces(side, &language);
        let mut ids = vec![Vec::new(); self.rows.len()];
        let (mut text, mut blocks, mut sentences): (String, Vec<Block>, Vec<Sentence>) = Default::default();
        let mut before: Option<usize> = None;
        for (id, piece) in pieces.into_iter().enumerate() {
            let start = text.len();
            text.push_str(&piece.text);
            let end = text.len();
            text.push('\n');
            match blocks.last_mut().filter(|_| piece.paragraph.is_some() && piece.paragraph == before) {
                Some(block) => block.range.end = end,
                None => blocks.push(Block { range: start..end, kind: BlockKind::Paragraph }),
            }
            before = piece.paragraph;
            sentences.push(Sentence { range: start..end, block: blocks.len().saturating_sub(1) });
            if let Some(ids) = ids.get_mut(piece.row) {
                ids.push(id);
            }
        }
        let name = self.names[side].as_deref().map_or(path, Path::new);
        let document = Document::new(name, text, blocks, SourceOffsets::Shifted(0))?;
        Ok((Text::new(document, language, sentences)?, ids))
    }

    /// Enough of one side to tell its language.
    fn sample(&self, side: Side) -> String {
        let mut sample = String::new();
        for text in self.cells(side).flat_map(|cell| &cell.texts) {
            sample.push_str(text);
            sample.push('\n');
            if sample.len() > 20_000 {
                break;
            }
        }
        sample
    }

    fn cells(&self, side: Side) -> impl Iterator<Item = &Cell> {
        self.rows.iter().map(move |row| &row.cells[side])
    }

    /// The sentences of one side in their order, taken out of the rows.
    fn pieces(&mut self, side: Side, language: &str) -> Vec<Piece> {
        // Memories that were put together number their sentences from the beginning again: then the order of the rows is all there is.
        let mut seen = Set::default();
        let numbered = self.cells(side).filter(|cell| !cell.is_empty()).all(|cell| {
            cell.ids.as_ref().is_some_and(|ids| ids.is_sorted_by(|a, b| a < b) && !ids.is_empty() && ids.iter().all(|&id| seen.insert(id)))
        });
        let mut pieces = Vec::new();
        for (row, cell) in self.rows.iter_mut().map(|row| &mut row.cells[side]).enumerate() {
            let texts = cut(cell, if numbered { cell.len() } else { cell.texts.len() }, language);
            for (at, text) in texts.into_iter().enumerate() {
                let id = cell.ids.as_ref().filter(|_| numbered).and_then(|ids| ids.get(at).copied()).unwrap_or(pieces.len());
                pieces.push(Piece { id, row, text, paragraph: cell.paragraphs.get(at).copied() });
            }
        }
        pieces.sort_by_key(|piece| piece.id);
        pieces
    }
}

/// The text of a cell as this many sentences; it is taken out of it.
fn cut(cell: &mut Cell, count: usize, language: &str) -> Vec<String> {
    let texts = std::mem::take(&mut cell.texts);
    if texts.len() == count {
        return texts;
    }
    let whole = texts.join(" ");
    let blocks = vec![Block { range: 0..whole.len(), kind: BlockKind::Paragraph }];
    let text = Document::new("-", whole.clone(), blocks, SourceOffsets::Shifted(0))
        .and_then(|document| segment::segment(document, language, Split::Sentences));
    let ends: Vec<usize> = match &text {
        Ok(text) => text.sentences().iter().map(|sentence| sentence.range.end).take(count.saturating_sub(1)).collect(),
        Err(_) => Vec::new(),
    };
    let mut sentences = Vec::with_capacity(count);
    let mut from = 0;
    for end in ends {
        sentences.push(whole.get(from..end).unwrap_or_default().trim().to_owned());
        from = end;
    }
    sentences.push(whole.get(from..).unwrap_or_default().trim().to_owned());
    // Where the pieces would be joined by a space that was not there, the text counts for more than its cut.
    if flat::joined(sentences.iter().map(String::as_str)) != flat::line_of(&whole) {
        sentences = vec![whole];
    }
    sentences.resize(count, String::new());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(source: (&str, &[usize]), target: (&str, &[usize])) -> Row {
        let cell = |(text, ids): (&str, &[usize])| Cell::of(text).numbered(Some(ids.to_vec()));
        Row { cells: Pair::new(cell(source), cell(target)), ..Row::default() }
    }

    fn aligned(rows: Vec<Row>) -> Aligned {
        let languages = Pair::new(Some("en".to_owned()), Some("fr".to_owned()));
        let mut collected = Collected { languages, ..Collected::default() };
        rows.into_iter().for_each(|row| collected.push(Path::new("f"), row).unwrap());
        collected.aligned(Path::new("f"), &Options::default()).unwrap()
    }

    #[test]
    fn rows_hold_no_more_than_a_file_of_that_length_could() {
        let path = Path::new("f");
        let whole = |row: &Row, packed| {
            let mut collected = Collected::of(packed);
            (0..600_000).find_map(|_| collected.push(path, row.clone()).err()).map(|error| error.to_string())
        };
        let refused = Some("f: this file holds far more sentences than any of its length; check where it comes from".to_owned());
        assert_eq!(whole(&Row::plain(Pair::new("a", "b")), 1_000), refused);
        assert_eq!(whole(&Row::plain(Pair::new("a", "b")), 4 * 600_000), None);
        assert_eq!(whole(&Row::plain(Pair::new("a", "")), 1_000), None);
        assert_eq!(whole(&Row::default(), 0), None);
        assert_eq!(whole(&Row::plain(Pair::new("a".repeat(1_000), String::new())), 1_000), refused);
    }

    #[test]
    fn ids_give_the_order_of_the_texts_and_are_counted_anew() {
        let read = aligned(vec![row(("One.", &[5]), ("Deux.", &[9])), row(("Two.", &[8]), ("Un.", &[2]))]);
        assert_eq!((read.source.sentence(0), read.source.sentence(1)), ("One.", "Two."));
        assert_eq!((read.target.sentence(0), read.target.sentence(1)), ("Un.", "Deux."));
        assert_eq!(read.alignment.beads()[0].target, [1]);
    }

    #[test]
    fn one_text_for_several_sentences_is_cut() {
        let cell = |text: &str| Cell::of(text);
        assert_eq!(cut(&mut cell("It rains. Nobody sees it."), 2, "en"), ["It rains.", "Nobody sees it."]);
        assert_eq!(cut(&mut cell("It rains. Nobody sees it. So what?"), 2, "en"), ["It rains.", "Nobody sees it. So what?"]);
        assert_eq!(cut(&mut cell("It rains."), 2, "en"), ["It rains.", ""]);
    }

    #[test]
    fn ids_that_are_said_twice_do_not_count() {
        let read = aligned(vec![row(("One.", &[0]), ("Un.", &[0])), row(("Two.", &[0]), ("Deux.", &[0]))]);
        assert_eq!((read.source.len(), read.target.len()), (2, 2));
    }
}
