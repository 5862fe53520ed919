//! Bead-type priors: how often each type of bead is to be expected between the two texts at hand, and how long one is against the other.
//!
//! A children's book is translated sentence by sentence, a novel is not. So the types that the pass before found are counted (empirical
//! Bayes: a few beads of the usual types are added), and the features compare with what is usual in all texts.

use std::ops::Range;

use crate::model::{Pair, Side};
use crate::score::tuning::{ADDED_BEADS, ADDED_CHARS, ADDED_LENGTH, ADDED_SHARE, SURE, USUAL_SPREAD, USUAL_TYPES, USUAL_UNMATCHED};
use crate::tokens::Prepared;

/// Types of beads with both sides: as in [`bead_type`].
pub const TYPES: usize = USUAL_TYPES.len();

/// The type of a bead of `a` and `b` sentences: 1-1, 1-2, 2-1, 1-3, 3-1, 1-many, many-1, 2-2, 2-3 or 3-2, larger. Chinese novels have many
/// 1-2 beads in English and hardly a 2-1 bead.
#[inline]
pub fn bead_type(a: usize, b: usize) -> usize {
    match (a, b) {
        (1, 1) => 0,
        (1, 2) => 1,
        (2, 1) => 2,
        (1, 3) => 3,
        (3, 1) => 4,
        (1, _) => 5,
        (_, 1) => 6,
        (2, 2) => 7,
        (2, 3) | (3, 2) => 8,
        _ => 9,
    }
}

/// What the pass before found.
#[derive(Clone, Debug, PartialEq)]
pub struct BeadTypePriors {
    /// Characters of target for one of source.
    pub length_ratio: f32,
    /// Absolute logarithm of the ratio of lengths of a sure 1-1 bead, in the mean.
    pub length_spread: f32,
    /// Logarithm of how much more often each type of bead was found than is usual.
    pub types: [f32; TYPES],
    /// The same for unmatched sentences of each side.
    pub unmatched: Pair<f32>,
    /// Share of the sentences that stand in steps that are wrong, as far as the pass could tell; 0 before anything is found.
    pub unsure: f32,
    /// Share of the beads that are larger than 1-1; 0 before anything is found.
    pub mixed: f32,
}

impl BeadTypePriors {
    /// Before anything is found.
    pub fn unknown(texts: Pair<&Prepared>) -> Self {
        let chars = texts.map(|text| text.chars.iter().sum::<f32>() + 1.0);
        Self {
            length_ratio: (chars.target / chars.source).clamp(0.4, 2.5),
            length_spread: USUAL_SPREAD,
            types: [0.0; TYPES],
            unmatched: Pair::default(),
            unsure: 0.0,
            mixed: 0.0,
        }
    }

    /// From the steps of a path, each with its probability. `before` speaks where little was found.
    pub fn of<'s>(steps: impl Iterator<Item = (Pair<&'s Range<usize>>, f64)>, texts: Pair<&Prepared>, before: &Self) -> Self {
        let steps: Vec<(Pair<&Range<usize>>, f64)> = steps.collect();
        let mut found = Found::new(before);
        steps.iter().for_each(|&(ids, weight)| found.count(ids, weight as f32, texts));
        found.close_gap();
        let beads: f32 = found.types.iter().sum();
        let [one_one, ..] = found.types;
        let length_ratio = (found.chars.target / found.chars.source).clamp(0.2, 5.0);
        Self {
            length_ratio,
            length_spread: found.spread(length_ratio),
            types: std::array::from_fn(|at| (found.types[at] / beads / USUAL_TYPES[at]).ln()),
            unmatched: found
                .unmatched
                .map(|found| ((found + USUAL_UNMATCHED * ADDED_SHARE * beads) / (1.0 + ADDED_SHARE) / beads / USUAL_UNMATCHED).ln()),
            mixed: 1.0 - one_one / beads,
            unsure: unsure(steps.iter().map(|&(ids, weight)| (ids.source.len() + ids.target.len(), weight))),
        }
    }
}

/// Share of the sentences that stand in wrong steps, from the size and the posterior of each step of a path.
pub fn unsure(steps: impl Iterator<Item = (usize, f64)>) -> f32 {
    let (sentences, right) = steps.fold((0.0, 0.0), |(sentences, right), (size, p)| (sentences + size as f64, right + p * size as f64));
    if sentences > 0.0 { (1.0 - right / sentences) as f32 } else { 0.0 }
}

/// What a path has of beads, each step counted as much as it is probable.
struct Found {
    chars: Pair<f32>,
    types: [f32; TYPES],
    unmatched: Pair<f32>,
    /// Unmatched sentences of both sides since the last bead.
    gap: Pair<f32>,
    /// Logarithms of the ratios of lengths of the sure 1-1 beads.
    ratios: Vec<f32>,
}

impl Found {
    /// Nothing but what is usual.
    fn new(before: &BeadTypePriors) -> Self {
        Self {
            chars: Pair::new(ADDED_CHARS, ADDED_CHARS * before.length_ratio),
            types: USUAL_TYPES.map(|share| share * ADDED_BEADS),
            unmatched: Pair::new(USUAL_UNMATCHED * ADDED_BEADS, USUAL_UNMATCHED * ADDED_BEADS),
            gap: Pair::default(),
            ratios: Vec::new(),
        }
    }

    fn count(&mut self, ids: Pair<&Range<usize>>, weight: f32, texts: Pair<&Prepared>) {
        match (ids.source.is_empty(), ids.target.is_empty()) {
            (false, false) => {
                self.close_gap();
                self.types[bead_type(ids.source.len(), ids.target.len())] += weight;
                let chars = Pair::from_fn(|side| texts[side].chars[ids[side].clone()].iter().sum::<f32>());
                Side::BOTH.into_iter().for_each(|side| self.chars[side] += weight * chars[side]);
                if ids.source.len() == 1 && ids.target.len() == 1 && weight > SURE {
                    self.ratios.push(((chars.target + ADDED_LENGTH) / (chars.source + ADDED_LENGTH)).ln());
                }
            }
            (false, true) => self.gap.source += weight,
            (true, _) => self.gap.target += weight,
        }
    }

    /// Counts what the gap since the last bead leaves out. What faces each other in one gap is more often a free translation that was not
    /// recognised than an omission and an addition: if it counted, one mistake would make the next one likelier.
    fn close_gap(&mut self) {
        let facing = self.gap.source.min(self.gap.target);
        Side::BOTH.into_iter().for_each(|side| self.unmatched[side] += self.gap[side] - facing);
        self.gap = Pair::default();
    }

    /// How far the lengths of 1-1 beads are from this ratio, in the mean.
    fn spread(&self, ratio: f32) -> f32 {
        let sum: f32 = self.ratios.iter().map(|one| (one - ratio.ln()).abs()).sum();
        (sum + USUAL_SPREAD * ADDED_BEADS) / (self.ratios.len() as f32 + ADDED_BEADS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Split;

    #[test]
    fn what_is_found_often_is_expected() {
        let text = crate::text("t", "One line.\nAnother.\nA third.\n", Some("en"), Split::Lines).unwrap();
        let texts = Prepared::pair(&text, &text);
        let texts = texts.as_ref();
        let unknown = BeadTypePriors::unknown(texts);
        assert_eq!((unknown.length_ratio, unknown.types), (1.0, [0.0; TYPES]));
        let none = BeadTypePriors::of(std::iter::empty(), texts, &unknown);
        assert!(none.types.iter().chain(&none.unmatched).all(|prior| prior.abs() < 1e-3), "{none:?}");
        let (one, two, empty) = (0..1, 1..3, 3..3);
        let steps = [(Pair::new(&one, &two), 1.0), (Pair::new(&two, &empty), 1.0)];
        let found = BeadTypePriors::of(steps.into_iter(), texts, &unknown);
        assert!(found.types[bead_type(1, 2)] > 0.2 && found.types[0] < 0.0, "{found:?}");
        assert!(found.unmatched.source > found.unmatched.target && found.length_ratio > 1.0, "{found:?}");
    }
}
