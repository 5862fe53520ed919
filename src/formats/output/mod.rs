//! Writes bitexts: what the writers of all formats share.
//!
//! Every writer takes a [`Bitext`] and writes to anything that takes bytes; none knows where the texts came from. The same bitext gives the
//! same bytes on every run, so no writer looks at the clock. The sentences of a bead are joined by one space (Chinese and Japanese ones by
//! nothing), and a line end inside a sentence becomes one space, in every format alike.

use std::io::{self, Write};
use std::ops::Range;

use super::{Files, Format, epub, table, tmx};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Alignment, Bead, Pair, Side, Text};

pub mod flat;
pub(super) mod inline;
pub(super) mod marked;
mod parts;
mod remark;
pub(super) mod xml;

pub use marked::is_right_to_left;
pub use parts::Parts;
pub use remark::Remark;

/// Beads below this confidence are shown as doubtful by default.
pub const DOUBTFUL: f32 = 0.6;

/// Two segmented texts and what was found between them.
#[derive(Clone, Copy, Debug)]
pub struct Bitext<'a> {
    /// The source text.
    pub source: &'a Text,
    /// The target text.
    pub target: &'a Text,
    alignment: &'a Alignment,
    min_confidence: f32,
}

impl<'a> Bitext<'a> {
    /// Puts an alignment to its texts.
    ///
    /// # Errors
    /// [`ErrorKind::BadAlignment`] if it is an alignment of other numbers of sentences.
    pub fn new(source: &'a Text, target: &'a Text, alignment: &'a Alignment) -> Result<Self> {
        let (is, should) = ((alignment.source_len(), alignment.target_len()), (source.len(), target.len()));
        if is != should {
            let what = format!("it pairs {} with {} sentences, the texts have {} and {}", is.0, is.1, should.0, should.1);
            let remedy = "align these texts again".into();
            return Err(Error::new(source.document().path(), ErrorKind::BadAlignment { what, remedy }));
        }
        Ok(Self { source, target, alignment, min_confidence: 0.0 })
    }

    /// Leaves out two-sided beads below this confidence, in [0, 1]. Omitted and added sentences stay: they pair nothing.
    #[must_use]
    pub fn with_min_confidence(self, min_confidence: f32) -> Self {
        Self { min_confidence, ..self }
    }

    /// One of the texts.
    pub fn text(&self, side: Side) -> &'a Text {
        if side == Side::Source { self.source } else { self.target }
    }

    /// The languages of the texts.
    pub fn languages(&self) -> Pair<&'a str> {
        Pair::new(self.source.language(), self.target.language())
    }

    /// The beads to be written, in reading order.
    pub fn beads(&self) -> impl Iterator<Item = &'a Bead> {
        let min_confidence = self.min_confidence;
        self.alignment.beads().iter().filter(move |bead| !is_pair(bead) || bead.confidence >= min_confidence)
    }

    /// The beads to be written that have sentences on both sides, in reading order.
    pub fn pairs(&self) -> impl Iterator<Item = &'a Bead> {
        self.beads().filter(|bead| is_pair(bead))
    }

    /// How many beads [`with_min_confidence`](Self::with_min_confidence) leaves out.
    pub fn left_out(&self) -> usize {
        self.alignment.beads().len() - self.beads().count()
    }

    /// Every bead, those below the smallest confidence included.
    pub fn all_beads(&self) -> &'a [Bead] {
        self.alignment.beads()
    }

    /// The sentences of a bead as one line for each side.
    pub fn lines(&self, bead: &Bead) -> Pair<String> {
        Pair::new(self.source_line(bead), self.target_line(bead))
    }

    /// The source sentences of a bead as one line.
    pub fn source_line(&self, bead: &Bead) -> String {
        flat::joined(bead.source.iter().map(|&id| self.source.sentence(id)))
    }

    /// The target sentences of a bead as one line.
    pub fn target_line(&self, bead: &Bead) -> String {
        flat::joined(bead.target.iter().map(|&id| self.target.sentence(id)))
    }
}

fn is_pair(bead: &Bead) -> bool {
    !bead.source.is_empty() && !bead.target.is_empty()
}

/// What some formats need to know beyond the bitext.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How the table is laid out.
    pub table: table::Layout,
    /// What the head of a TMX file says.
    pub tmx: tmx::Header,
    /// How a bilingual book is laid out.
    pub epub: epub::Layout,
    /// The remarks of a check, for the page; `None` without a check.
    pub remarks: Option<Vec<Remark>>,
}

/// Writes a bitext in one of the formats of a single stream.
///
/// # Errors
/// What the writer says; [`io::ErrorKind::Unsupported`] for the formats that are several files, which [`Parts`] writes.
pub fn write(out: &mut dyn Write, bitext: &Bitext, format: Format, settings: &Settings) -> io::Result<()> {
    match format.writing.map(|writing| writing.files) {
        Some(Files::Text(write) | Files::Binary(write)) => write(out, bitext, settings),
        _ => Err(io::Error::new(io::ErrorKind::Unsupported, format!("{} is several files, not one stream", format.name))),
    }
}

/// A probability as it is written where numbers are not text: to four decimals.
pub fn rounded(probability: f32) -> f64 {
    (f64::from(probability) * 1e4).round() / 1e4
}

/// Where sentences stand in the file that their text came from.
pub(crate) fn ranges(text: &Text, ids: &[usize]) -> impl Iterator<Item = Range<usize>> {
    let sentences = ids.iter().filter_map(|&id| text.sentences().get(id));
    sentences.map(|sentence| text.document().source_range(&sentence.range))
}

/// Ids as the line formats list them.
pub(crate) fn list(ids: &[usize], separator: &str) -> String {
    ids.iter().map(usize::to_string).collect::<Vec<_>>().join(separator)
}
