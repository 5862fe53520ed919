//! What is usual between the two texts at hand, against which a single bead is judged.
//!
//! A lexicon that knows every word explains two thirds of a good translation, one that knows little a quarter; a children's book is translated
//! sentence by sentence, a novel is not. The same number speaks for a bead in one pair of texts and against it in another, so the features
//! compare: with the share of a sentence that is usually explained (its level), and with how often each shape of bead was found in the pass
//! before (empirical Bayes: a few beads of the usual kinds are added, so that a short text changes little).

use std::ops::Range;

use crate::tokens::Prepared;

/// Kinds of beads that are counted: as in [`shape`].
pub const SHAPES: usize = 7;
/// Share of each kind of bead among beads with both sides, and of unmatched sentences for each bead, in texts of which nothing is known:
/// roughly what the hand-made alignments have.
const USUAL: [f32; SHAPES] = [0.84, 0.11, 0.02, 0.005, 0.015, 0.005, 0.005];
const USUAL_NULLS: f32 = 0.03;
/// Beads of the usual kinds that are added to those found.
const ADDED: f32 = 30.0;

/// The number of the kind of a bead of `a` and `b` sentences: 1-1, 1-2, 1-3, 1-many, 2-2, 2-3, larger.
pub fn shape(a: usize, b: usize) -> usize {
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
pub struct Habits {
    /// Characters of target for one of source.
    pub length_ratio: f32,
    /// Logarithm of how much more often each kind of bead was found than is usual.
    pub shapes: [f32; SHAPES],
    /// The same for omitted and for added sentences.
    pub nulls: [f32; 2],
}

impl Habits {
    /// Before anything is found.
    pub fn unknown(source: &Prepared, target: &Prepared) -> Self {
        let total = |side: &Prepared| side.chars.iter().sum::<f32>() + 1.0;
        Self { length_ratio: (total(target) / total(source)).clamp(0.4, 2.5), shapes: [0.0; SHAPES], nulls: [0.0; 2] }
    }

    /// From the steps of a path, each with its probability. `before` speaks where little was found.
    pub fn of<'s>(
        steps: impl Iterator<Item = (&'s Range<usize>, &'s Range<usize>, f64)>,
        source: &Prepared,
        target: &Prepared,
        before: &Self,
    ) -> Self {
        let chars = |side: &Prepared, ids: &Range<usize>| side.chars[ids.clone()].iter().sum::<f32>();
        let mut lengths = (20.0, 20.0 * before.length_ratio);
        let (mut shapes, mut nulls) = (USUAL.map(|share| share * ADDED), [USUAL_NULLS * ADDED; 2]);
        for (s, t, weight) in steps {
            let weight = weight as f32;
            match (s.is_empty(), t.is_empty()) {
                (false, false) => {
                    shapes[shape(s.len(), t.len())] += weight;
                    lengths.0 += weight * chars(source, s);
                    lengths.1 += weight * chars(target, t);
                }
                (false, true) => nulls[0] += weight,
                (true, _) => nulls[1] += weight,
            }
        }
        let beads: f32 = shapes.iter().sum();
        let mut shape = 0..SHAPES;
        Self {
            length_ratio: (lengths.1 / lengths.0).clamp(0.2, 5.0),
            shapes: shapes.map(|found| shape.next().map_or(0.0, |at| (found / beads / USUAL[at]).ln())),
            nulls: nulls.map(|found| (found / beads / USUAL_NULLS).ln()),
        }
    }
}

/// The share of a sentence that is explained where it is explained best, for a sentence that has a counterpart: that of the sentence with
/// three tenths of the text's weight above it, so that even where half of a text is missing it is one that has.
pub fn level(best: &[f32], weights: &[f32]) -> f32 {
    let mut order: Vec<(f32, f32)> = best.iter().copied().zip(weights.iter().copied()).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
    let whole: f32 = weights.iter().sum();
    let mut above = 0.0;
    for (share, weight) in order {
        above += weight;
        if above >= 0.3 * whole {
            return share.max(LEAST_LEVEL);
        }
    }
    LEAST_LEVEL
}

/// Less than this is chance.
const LEAST_LEVEL: f32 = 0.1;

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn the_level_is_that_of_the_sentences_with_a_counterpart() {
        assert_eq!(level(&[0.6, 0.1, 0.7, 0.05, 0.65], &[1.0; 5]), 0.65);
        assert_eq!(level(&[], &[]), 0.1);
    }
}
