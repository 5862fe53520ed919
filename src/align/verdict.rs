//! The last pass in, the probability that the two texts translate each other at all out.
//!
//! An alignment is found between any two texts, and after a few rounds of learning from itself it even looks good. What an unrelated pair
//! cannot do is fit better than the same text *back to front*: that has the same words, lengths and numbers, and as much freedom to be matched
//! by chance, but no order that a translation could follow. So the odds of all paths against the path without a bead are compared with those of
//! the reversed target, before and after learning. Most translations are so far beyond what chance reaches that this need not be done.

use crate::align::passes::{Aligner, Pass};

/// Texts of fewer sentences than this are too short for a verdict: whatever they are, nothing is said.
const LEAST_SENTENCES: usize = 8;
/// Odds a sentence (nats) that no unrelated texts reach after learning: of 206 such pairs, made of different documents of the gold corpora or of
/// different parts of one document and its translation, the highest was 1.02; nine in ten of the gold documents are above.
const SURE: f64 = 1.3;

/// Logarithm of the odds: a constant, and the weights of how much better the texts fit than reversed. After a logistic regression on the gold
/// documents, parts of them with and without gaps, and the unrelated pairs. With the packs the gold documents are at 3.3 or more and the pairs
/// at -0.5 or less; without them, at 0.5 or more, and all but one pair at -0.5 or less.
const CONSTANT: f64 = -4.3;
/// Of the logarithm of the ratio of the odds before learning.
const RATIO_BEFORE: f64 = 9.5;
/// Of the same after learning.
const RATIO_AFTER: f64 = 1.3;
/// Of the difference of the odds after learning, a sentence of the shorter text, between -1 and 3.
const DIFFERENCE: f64 = 0.95;
/// Of the share of the shorter text that is paired.
const PAIRED: f64 = 2.2;
/// Taken away for every e-fold by which one text is longer than twice the other: in a much longer text chance has more to choose from.
const LENGTHS: f64 = 1.0;
/// What the odds are multiplied by: the pairs above were chosen to be hard.
const SLOPE: f64 = 2.0;
/// Of the ratio before learning where there is no other.
const RATIO_ALONE: f64 = 13.0;

/// Probability that the texts of an aligner translate each other; 1 where nothing can be said.
pub fn related(aligner: &Aligner, last: &Pass) -> f32 {
    let (n, m) = (aligner.source.len(), aligner.target.len());
    let (sentences, shorter) = ((n + m) as f64, n.min(m));
    if shorter < LEAST_SENTENCES || aligner.rounds() > 0 && last.odds >= SURE * sentences {
        return 1.0;
    }
    let turned = aligner.turned();
    let back = turned.first();
    let ratio = |one: f64, other: f64| ((one.max(0.0) + 1.0) / (other.max(0.0) + 1.0)).ln();
    let before = ratio(aligner.first().odds, back.odds);
    let paired = last.steps.iter().filter(|step| !step.source.is_empty() && !step.target.is_empty());
    let paired: f64 = paired.map(|step| step.posterior * (step.source.len() + step.target.len()) as f64).sum();
    let score =
        CONSTANT + PAIRED * (paired / (2 * shorter) as f64).min(1.0) - LENGTHS * (n.max(m) as f64 / (2 * shorter) as f64).max(1.0).ln();
    let score = if aligner.rounds() == 0 {
        score + RATIO_ALONE * before
    } else {
        let back = turned.after(back, |_, _| ());
        let difference = ((last.odds - back.odds) / shorter as f64).clamp(-1.0, 3.0);
        score + RATIO_BEFORE * before + RATIO_AFTER * ratio(last.odds, back.odds) + DIFFERENCE * difference
    };
    (1.0 / (1.0 + (-SLOPE * score).exp())) as f32
}
