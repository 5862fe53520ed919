//! Which words translate which: translation probabilities in both directions, for the words of the two texts at hand.
//!
//! [`prior`] gives what is known before anything is aligned (look-alikes, packs, lexicons of the user); [`train::beads`] adds what is
//! learned from the beads of an alignment, and [`train::corpus`] makes packs of many sentence pairs, both by IBM Model 1 on one
//! `cooccurrence` pass and one expectation step (`em`). The result is a [`Table`] for each direction, over the word ids of the two
//! texts, so that a look-up is an index and never a hash.

pub mod built_in;
mod cooccurrence;
mod em;
pub mod pack;
pub mod pool;
pub mod prior;
mod table;
pub mod train;
pub mod tuning;

pub use cooccurrence::NONE;
pub use table::{Entry, Table};

use crate::model::{Pair, Side};
use crate::tokens::Prepared;

/// Both directions, and which training bead each sentence was in.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// For the words of each side their translations into words of the other.
    pub tables: Pair<Table>,
    /// Training bead of each sentence, [`NONE`] if none; empty if nothing was learned.
    pub bead_of: Pair<Vec<u32>>,
    /// Weight of each training bead.
    pub weights: Vec<f32>,
}

/// A lexicon as one direction sees it.
#[derive(Clone, Copy, Debug)]
pub struct Direction<'a> {
    /// The translations of the words of one side.
    pub table: &'a Table,
    /// Training bead of each sentence of that side.
    from: &'a [u32],
    /// Training bead of each sentence of the other side.
    to: &'a [u32],
    weights: &'a [f32],
}

impl Lexicon {
    /// The prior as a lexicon.
    pub fn known(tables: Pair<Table>) -> Self {
        Self { tables, ..Self::default() }
    }

    /// Bytes that learning the translations of so many words takes that occur so often in all.
    pub fn learned(words: usize, occurrences: usize) -> usize {
        let entries = (words * tuning::beads::MOST_ENTRIES).min(2 * occurrences);
        words * 2 * size_of::<Vec<Entry>>() + entries * 2 * size_of::<Entry>()
    }

    /// The direction from a side to the other.
    pub fn direction(&self, from: Side) -> Direction<'_> {
        Direction { table: &self.tables[from], from: &self.bead_of[from], to: &self.bead_of[from.other()], weights: &self.weights }
    }

    /// What it says of some sentences of its two texts; `part` are these sentences, `whole` the texts.
    pub fn part(&self, whole: Pair<&Prepared>, part: Pair<&Prepared>, sentences: Pair<&[usize]>) -> Self {
        let beads = |side: Side| {
            let of = &self.bead_of[side];
            if of.is_empty() { Vec::new() } else { sentences[side].iter().map(|&id| of[id]).collect() }
        };
        Self {
            tables: Pair::from_fn(|side| self.tables[side].part(part[side], whole[side.other()], sentences[side.other()])),
            bead_of: Pair::from_fn(beads),
            weights: self.weights.clone(),
        }
    }
}

impl Direction<'_> {
    /// The training bead of a sentence of the side that is translated from, or [`NONE`].
    #[inline]
    pub fn bead(&self, sentence: usize) -> u32 {
        self.from.get(sentence).copied().unwrap_or(NONE)
    }

    /// Whether a sentence of the other side was in this training bead.
    #[inline]
    pub fn holds(&self, bead: u32, sentence: usize) -> bool {
        bead != NONE && self.to[sentence] == bead
    }

    /// What a training bead gave one occurrence of a pair of probability 1 for a token of the other side that it holds.
    #[inline]
    pub fn share(&self, bead: u32, place: usize) -> f32 {
        let denominator = self.table.denominators[place];
        if denominator > 0.0 { self.weights[bead as usize] / denominator } else { 0.0 }
    }
}
