//! Whether two texts translate each other at all, as a probability.
//!
//! An alignment is found between any two texts, and after a few rounds of learning from itself it even looks good. What an unrelated pair
//! cannot do is fit better than the same text *back to front*: that has the same words, lengths and numbers, and as much freedom to be
//! matched by chance, but no order that a translation could follow. So the odds of all paths against the path without a bead are compared
//! with those of the reversed target, before and after learning. Most translations are so far beyond what chance reaches that this need not
//! be done.

use crate::align::Stage;
use crate::align::passes::{Pass, Search};
use crate::align::tuning::{LEAST_JUDGED, SURE};
use crate::error::Result;

/// How many [`Terms`] there are.
pub const TERMS: usize = 6;

/// The terms of the verdict: 1; how much better they fit than reversed before learning (logarithm of the ratio of the odds); the same after
/// learning, and as a difference per sentence of the shorter text, from -1 to 3; the share of the shorter text that is paired; and by how
/// many e-folds one text is longer than twice the other, for in a much longer text chance has more to choose from.
pub type Terms = [f64; TERMS];

/// Logarithm of the odds that two texts translate each other, a weight for each of the [`Terms`]: logistic regression by `cargo bench
/// --bench verdict` on gold documents, their halves against the whole, and pairs of unrelated documents.
const WEIGHTS: Terms = [-9.01, 8.95, -3.36, 1.11, 8.05, -2.39];
/// The same where nothing is learned.
const WEIGHTS_ALONE: Terms = [-9.21, 6.15, 0.0, 0.0, 9.75, -2.42];

/// Probability that two texts translate each other; 1 where nothing can be said.
///
/// # Errors
/// If it would take more memory than there is left.
pub fn related(search: &Search, last: &Pass) -> Result<f32> {
    let (n, m) = (search.source.len(), search.target.len());
    if n.min(m) < LEAST_JUDGED || search.learns() && last.odds >= SURE * (n + m) as f64 {
        return Ok(1.0);
    }
    let terms = search.clock().time(Stage::Verdict, || terms(search, last))?;
    let weights = if search.learns() { WEIGHTS } else { WEIGHTS_ALONE };
    let score: f64 = terms.iter().zip(weights).map(|(term, weight)| term * weight).sum();
    Ok((1.0 / (1.0 + (-score).exp())) as f32)
}

/// What tells whether two texts translate each other.
///
/// # Errors
/// As [`related`].
pub fn terms(search: &Search, last: &Pass) -> Result<Terms> {
    let (n, m) = (search.source.len(), search.target.len());
    let shorter = n.min(m).max(1);
    let (reversed, back) = search.reversed()?;
    let ratio = |one: f64, other: f64| ((one.max(0.0) + 1.0) / (other.max(0.0) + 1.0)).ln();
    let before = ratio(last.first_odds, back.odds);
    let paired = last.steps.iter().filter(|step| !step.source.is_empty() && !step.target.is_empty());
    let paired: f64 = paired.map(|step| step.posterior * (step.source.len() + step.target.len()) as f64).sum();
    let paired = (paired / (2 * shorter) as f64).min(1.0);
    let longer = (n.max(m) as f64 / (2 * shorter) as f64).max(1.0).ln();
    if !search.learns() {
        return Ok([1.0, before, 0.0, 0.0, paired, longer]);
    }
    let back = reversed.last(back)?;
    let difference = ((last.odds - back.odds) / shorter as f64).clamp(-1.0, 3.0);
    Ok([1.0, before, ratio(last.odds, back.odds), difference, paired, longer])
}
