//! Finds which sentences of two texts translate each other.
//!
//! The first pass uses only what needs no learning: identical words, numbers, look-alikes, packs, lengths, punctuation, blocks. Every later
//! pass learns a lexicon from the beads of the one before and scores again (`passes`). What no monotone path can express is repaired
//! afterwards (`repair`), and the posteriors become confidences. Programs use [`Aligner`].

mod aligner;
#[doc(hidden)]
pub mod anchors;
mod blocks;
#[doc(hidden)]
pub mod corridor;
pub mod explain;
#[doc(hidden)]
pub mod lattice;
#[cfg(test)]
mod naive;
#[doc(hidden)]
pub mod need;
mod order;
#[doc(hidden)]
pub mod passes;
mod posterior;
mod realign;
mod repair;
mod stats;
mod stretches;
mod tuning;
#[doc(hidden)]
pub mod verdict;

pub use aligner::{Aligner, Builder, Progress};
pub use realign::Realigner;
pub use stats::{Stage, Stats};
pub use stretches::{Stretch, stretches};

use crate::error::Result;
use crate::model::{Alignment, Bead, Text};
use crate::score::calibration::{Calibration, Terms};
use passes::{Pass, Search};
use verdict::Verdict;

/// The options of an alignment. `Default` gives the defaults of the command line.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// Most sentences on one side of a contiguous bead, 1 to 8.
    pub max_bead: usize,
    /// Most rounds of retraining on the text itself, 0 to 5. Each round learns a lexicon from the beads of the one before; where the lexicons know
    /// most words there is only one.
    pub rounds: usize,
    /// Whether beads may cross each other or have holes where the evidence is strong.
    pub moved: bool,
    /// Whether the built-in lexicons of the two languages are used.
    pub packs: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_bead: 4, rounds: 2, moved: true, packs: true }
    }
}

impl Options {
    /// With beads of at most this many sentences on a side.
    #[must_use]
    pub fn max_bead(self, max_bead: usize) -> Self {
        Self { max_bead, ..self }
    }

    /// With at most this many rounds of retraining.
    #[must_use]
    pub fn rounds(self, rounds: usize) -> Self {
        Self { rounds, ..self }
    }

    /// With or without beads that cross each other.
    #[must_use]
    pub fn moved(self, moved: bool) -> Self {
        Self { moved, ..self }
    }

    /// With or without the built-in lexicons.
    #[must_use]
    pub fn packs(self, packs: bool) -> Self {
        Self { packs, ..self }
    }
}

/// Pairs the sentences of two texts: the shorthand for an [`Aligner`] that needs nothing but options.
///
/// # Errors
/// [`Unusable`](crate::error::ErrorKind::Unusable) if an option is out of its range.
pub fn align(source: &Text, target: &Text, options: &Options) -> Result<Alignment> {
    Aligner::builder().options(options.clone()).build()?.align(source, target)
}

/// The alignment that the beads of a last pass make.
fn finished(search: &Search, pass: &Pass, judged: Vec<(Bead, Terms)>) -> Result<Alignment> {
    let _meanwhile = search.ledger().take(need::beads(judged.len()))?;
    let verdict = verdict::of(search, pass);
    let (n, m) = (search.source.len(), search.target.len());
    // Without a text on the other side there is nothing to doubt.
    let beads = if n == 0 || m == 0 { judged.into_iter().map(|(bead, _)| bead).collect() } else { confident(judged, verdict) };
    let mut beads: Vec<Bead> = beads.into_iter().map(|bead| search.named(bead)).collect();
    order::mark_moved(&mut beads);
    Ok(Alignment::new(beads, n, m)?.with_related(verdict.related()))
}

/// Turns the posteriors of beads into confidences, to the four digits that files give: what is written and what is kept then agree. No pair is
/// surer than the two texts are related.
fn confident(judged: Vec<(Bead, Terms)>, verdict: Verdict) -> Vec<Bead> {
    judged.into_iter().map(|(bead, terms)| sure(bead, &terms, verdict)).collect()
}

fn sure(bead: Bead, terms: &Terms, verdict: Verdict) -> Bead {
    let pairs = !bead.source.is_empty() && !bead.target.is_empty();
    let confidence = Calibration::built_in().confidence(terms) * if pairs { verdict.bound() } else { 1.0 };
    Bead { confidence: ((confidence * 1e4).round() / 1e4) as f32, ..bead }
}
