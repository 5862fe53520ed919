//! Bead-type priors: how often each type of bead is to be expected between the two texts at hand, and how long one is against the other.
//!
//! A children's book is translated sentence by sentence, a novel is not. So the types that the pass before found are counted (empirical
//! Bayes: a few beads of the usual types are added), and the features compare with what is usual in all texts.

use std::ops::Range;

use crate::model::{Pair, Side};
use crate::score::tuning::{ADDED_BEADS, ADDED_CHARS, USUAL_TYPES, USUAL_UNMATCHED};
use crate::tokens::Prepared;

/// Types of beads with both sides: as in [`bead_type`].
pub const TYPES: usize = USUAL_TYPES.len();

/// The type of a bead of `a` and `b` sentences: 1-1, 1-2, 1-3, 1-many, 2-2, 2-3, larger.
#[inline]
pub fn bead_type(a: usize, b: usize) -> usize {
    match (a.min(b), a.max(b)) {
        (1, 1) => 0,
        (1, 2) => 1,
        (1, 3) => 2,
        (1, _) => 3,
        (2, 2) => 4,
        (2, 3) => 5,
        _ => 6,
    }
}

/// What the pass before found.
#[derive(Clone, Debug, PartialEq)]
pub struct BeadTypePriors {
    /// Characters of target for one of source.
    pub length_ratio: f32,
    /// Logarithm of how much more often each type of bead was found than is usual.
    pub types: [f32; TYPES],
    /// The same for unmatched sentences of each side.
    pub unmatched: Pair<f32>,
}

impl BeadTypePriors {
    /// Before anything is found.
    pub fn unknown(texts: Pair<&Prepared>) -> Self {
        let chars = texts.map(|text| text.chars.iter().sum::<f32>() + 1.0);
        Self { length_ratio: (chars.target / chars.source).clamp(0.4, 2.5), types: [0.0; TYPES], unmatched: Pair::default() }
    }

    /// From the steps of a path, each with its probability. `before` speaks where little was found.
    pub fn of<'s>(steps: impl Iterator<Item = (Pair<&'s Range<usize>>, f64)>, texts: Pair<&Prepared>, before: &Self) -> Self {
        let mut chars = Pair::new(ADDED_CHARS, ADDED_CHARS * before.length_ratio);
        let mut types = USUAL_TYPES.map(|share| share * ADDED_BEADS);
        let mut unmatched = Pair::new(USUAL_UNMATCHED * ADDED_BEADS, USUAL_UNMATCHED * ADDED_BEADS);
        for (ids, weight) in steps {
            let weight = weight as f32;
            match (ids.source.is_empty(), ids.target.is_empty()) {
                (false, false) => {
                    types[bead_type(ids.source.len(), ids.target.len())] += weight;
                    for side in Side::BOTH {
                        chars[side] += weight * texts[side].chars[ids[side].clone()].iter().sum::<f32>();
                    }
                }
                (false, true) => unmatched.source += weight,
                (true, _) => unmatched.target += weight,
            }
        }
        let beads: f32 = types.iter().sum();
        Self {
            length_ratio: (chars.target / chars.source).clamp(0.2, 5.0),
            types: std::array::from_fn(|at| (types[at] / beads / USUAL_TYPES[at]).ln()),
            unmatched: unmatched.map(|found| (found / beads / USUAL_UNMATCHED).ln()),
        }
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
        assert!(found.types[bead_type(2, 1)] > 0.2 && found.types[0] < 0.0, "{found:?}");
        assert!(found.unmatched.source > found.unmatched.target && found.length_ratio > 1.0, "{found:?}");
    }
}
