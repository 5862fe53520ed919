//! Two segmented texts in, their beads out.
//!
//! The first pass knows only what needs no learning: lengths, identical words, numbers, look-alikes, punctuation, blocks. Every later
//! pass learns a lexicon from the beads of the one before and scores again.

pub mod anchors;
pub mod around;
mod blocks;
pub mod explain;
pub mod fit;
pub mod lattice;
#[cfg(test)]
mod naive;
mod passes;
mod repair;
pub mod stretches;
pub mod verdict;

pub use around::{Realigner, align_around};
pub use passes::{Aligner, Pass};

use crate::error::Result;
use crate::lexicon::prior::Sources;
use crate::model::{Alignment, Bead, Text};
use crate::score::calibration::{Calibration, Terms};
use crate::score::weights::Model;

/// What may be set about an alignment. `Default` is what the command line takes when nothing is said.
#[derive(Clone, Debug, PartialEq)]
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

/// Pairs the sentences of two texts, with the built-in lexicons of their languages unless [`Options::packs`] is off.
///
/// # Errors
/// None in practice: the result is checked before it is returned.
pub fn align(source: &Text, target: &Text, options: &Options) -> Result<Alignment> {
    let known = if options.packs { Sources::built_in(source.language(), target.language()) } else { Sources::default() };
    align_with(source, target, options, &known, |_, _| ())
}

/// The same with lexicons of the caller's choice ([`Options::packs`] is not looked at), for those who wait: `report` is called before each
/// pass with its number, from 0, and the number of all.
///
/// # Errors
/// None in practice: the result is checked before it is returned.
pub fn align_with(source: &Text, target: &Text, options: &Options, known: &Sources, report: impl FnMut(usize, usize)) -> Result<Alignment> {
    let aligner = Aligner::new(source, target, options, Model::built_in(), known);
    let pass = aligner.last(report);
    finished(&aligner, &pass)
}

/// The same for those who may lose patience: `go_on` is asked before each pass and before the verdict (which may take as long as all passes), and
/// `None` is what comes of a no.
///
/// # Errors
/// None in practice: the result is checked before it is returned.
pub fn align_while(
    source: &Text,
    target: &Text,
    options: &Options,
    known: &Sources,
    mut go_on: impl FnMut() -> bool,
) -> Result<Option<Alignment>> {
    if !go_on() {
        return Ok(None);
    }
    let aligner = Aligner::new(source, target, options, Model::built_in(), known);
    let mut pass = aligner.first();
    for round in 1.. {
        if aligner.is_enough(round, &pass) {
            break;
        }
        if !go_on() {
            return Ok(None);
        }
        pass = aligner.next(&pass);
    }
    if go_on() { finished(&aligner, &pass).map(Some) } else { Ok(None) }
}

/// The alignment that a last pass makes.
fn finished(aligner: &Aligner, pass: &Pass) -> Result<Alignment> {
    let related = verdict::related(aligner, pass);
    let alone = aligner.source.is_empty() || aligner.target.is_empty();
    // Without a text on the other side there is nothing to doubt.
    let beads = if alone { aligner.beads(pass) } else { confident(aligner.judged(pass), related) };
    let mut beads: Vec<Bead> = beads.into_iter().map(|bead| aligner.named(bead)).collect();
    repair::mark_moved(&mut beads);
    Ok(Alignment::new(beads, aligner.source.len(), aligner.target.len())?.with_related(related))
}

/// Turns the posteriors of beads into confidences, to the four digits that files give: what is written and what is kept then agree. No pair is
/// surer than the two texts are related.
fn confident(judged: Vec<(Bead, Terms)>, related: f32) -> Vec<Bead> {
    judged.into_iter().map(|(bead, terms)| sure(bead, &terms, related)).collect()
}

fn sure(bead: Bead, terms: &Terms, related: f32) -> Bead {
    let pairs = !bead.source.is_empty() && !bead.target.is_empty();
    let confidence = Calibration::built_in().confidence(terms) * if pairs { f64::from(related) } else { 1.0 };
    Bead { confidence: ((confidence * 1e4).round() / 1e4) as f32, ..bead }
}
