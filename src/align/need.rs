//! How much memory the steps of an alignment take, from the sizes of what they are about to allocate, and the account that it is taken from.
//!
//! Most of it are the cells of the band: what spans explain of sentences, kept for two passes, and the lattice, which goes when its path is
//! found. Lists by sentence and by token come next. What is small, or in proportion to these, is not counted by itself; `tests/suite/memory.rs`
//! compares the sums with what processes take, on ordinary texts and on the worst there are.

use std::mem::size_of;
use std::path::PathBuf;
use std::sync::Arc;

use crate::align::lattice::{Step, shapes};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::lexicon::train::beads::TrainingBead;
use crate::memory::{Account, Memory, Taken};
use crate::model::{Bead, Pair, Sentence, Side, Text};
use crate::score::band::Band;
use crate::score::calibration::Terms;
use crate::score::spans::Spans;
use crate::tokens::{Prepared, Tokens};

/// What a small allocation takes, its header included.
const ALLOCATION: usize = 32;

/// Bytes of a vector that grows as it is filled, against what it holds in the end.
const GROWTH: f64 = 1.5;

/// What the alignment of two texts takes.
#[derive(Clone, Debug)]
pub struct Ledger {
    account: Account,
    /// How errors call the texts.
    names: Pair<PathBuf>,
}

impl Ledger {
    /// For two texts.
    pub fn new(account: Account, texts: Pair<&Text>) -> Self {
        Self { account, names: texts.map(|text| text.document().path().to_owned()) }
    }

    /// One that refuses nothing.
    pub fn unlimited() -> Self {
        Self { account: Memory::new(u64::MAX).account(), names: Pair::default() }
    }

    /// Takes this much until what is returned is dropped.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] if the limit is less.
    pub fn take(&self, bytes: u64) -> Result<Arc<Taken>> {
        let short = |short: crate::memory::Short| {
            let kind = ErrorKind::TooLarge { other: self.names.target.clone(), need: short.need, limit: short.limit };
            Error::new(&self.names.source, kind)
        };
        self.account.take(bytes).map(Arc::new).map_err(short)
    }

    /// The most that was taken at a time.
    pub fn most(&self) -> u64 {
        self.account.most()
    }
}

fn grown(bytes: usize) -> u64 {
    (bytes as f64 * GROWTH) as u64
}

/// Two texts as they were read, and as they will be when they are prepared: tokens are counted roughly, word types not at all.
pub fn texts(texts: Pair<&Text>) -> u64 {
    texts
        .iter()
        .map(|text| {
            document(text) + grown(Tokens::estimate(text.document().text()) * Prepared::TOKEN) + (text.len() * Prepared::SENTENCE) as u64
        })
        .sum()
}

/// Two texts with what was made of them.
pub fn prepared(read: Pair<&Text>, prepared: Pair<&Prepared>) -> u64 {
    read.iter().map(document).sum::<u64>() + prepared.iter().map(|text| text.bytes() as u64).sum::<u64>()
}

fn document(text: &&Text) -> u64 {
    let document = text.document();
    // Blocks and sentences are found one after the other.
    document.text().len() as u64 + grown(size_of_val(document.blocks()) + text.len() * size_of::<Sentence>())
}

/// Tables of what is known of the words.
pub fn lexicon(lexicon: &Lexicon) -> u64 {
    lexicon.tables.iter().map(|table| table.bytes() as u64).sum()
}

/// Learning a lexicon from some beads: the beads, sums by token, and rows that are cut after they are filled.
pub fn learning(texts: Pair<&Prepared>, beads: &[TrainingBead]) -> u64 {
    let of = |side: Side| {
        let text = texts[side];
        let taught: usize = beads.iter().flat_map(|bead| &bead.sentences[side]).map(|&id| text.tokens.range(id).len()).sum();
        text.tokens.ids.len() * 4 + taught * 16 + text.len() * 4 + Lexicon::learned(text.tokens.words.len(), taught)
    };
    (of(Side::Source) + of(Side::Target) + beads.len() * (60 + 2 * ALLOCATION)) as u64
}

/// What a pass keeps: what spans explain, and its path.
pub fn evidence(texts: Pair<&Prepared>, band: &Band, max_bead: usize) -> u64 {
    let transposed = band.transposed(texts.target.len());
    let Pair { source, target } = texts.map(Prepared::len);
    let spans = Spans::bytes(source, band, max_bead) + Spans::bytes(target, &transposed, max_bead);
    spans as u64 + grown((source + target) * (4 + size_of::<Step>()))
}

/// The lattice over a band: scores of beads, sums from both ends, the best way to each cell.
pub fn lattice(texts: Pair<&Prepared>, band: &Band, max_bead: usize) -> u64 {
    let cell = shapes(max_bead).len() * 4 + size_of::<[f64; 4]>() + size_of::<[f64; 3]>() + 1 + 10;
    let sentences = texts.source.len() + texts.target.len();
    (band.area() * cell + sentences * 48) as u64
}

/// So many steps that could stand in the place of others.
pub fn rivals(count: usize) -> u64 {
    grown(count * size_of::<Step>())
}

/// Beads while they are judged: those of the path, repaired, with their terms, and the ids by which they are found again.
pub fn beads(count: usize) -> u64 {
    let bead = size_of::<Bead>() + 2 * ALLOCATION;
    (count * (3 * bead + 2 * size_of::<Terms>())) as u64
}
