//! The weights of the verdict: for each term one at few lengths, where few words are known and where most are, interpolated between.
//!
//! `verdict.tsv` is written by `cargo bench --bench verdict`, to be run after every change of the weights of beads or of the packs.

use std::sync::LazyLock;

use super::terms::{COUNT, Case, NAMES};

/// Sentences of the shorter text at which the weights stand.
pub const LENGTHS: [usize; 4] = [1, 4, 16, 64];
/// Share of known words from which on most are known.
const MOST_KNOWN: f64 = 0.6;
/// Names of what is known, as they stand in the file.
const KNOWLEDGE: [&str; 2] = ["few", "most"];

/// Number of weights.
pub const WEIGHTS: usize = COUNT * LENGTHS.len() * KNOWLEDGE.len();

/// The fitted weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// By knowledge, length and term.
    weights: Vec<f64>,
}

/// What each weight counts for in a case: few are not 0.
pub fn shares(case: &Case) -> Vec<(usize, f64)> {
    let at = (case.sentences.max(1) as f64).ln();
    let places: Vec<f64> = LENGTHS.iter().map(|&length| (length as f64).ln()).collect();
    let above = places.iter().position(|&place| place >= at).unwrap_or(places.len() - 1);
    let below = above.saturating_sub(1);
    let gap = places[above] - places[below];
    let part = if gap > 0.0 { ((at - places[below]) / gap).clamp(0.0, 1.0) } else { 1.0 };
    let known = (case.knowledge / MOST_KNOWN).clamp(0.0, 1.0);
    let mut shares = Vec::with_capacity(4 * COUNT);
    for (knowledge, much) in [1.0 - known, known].into_iter().enumerate() {
        for (length, near) in [(below, 1.0 - part), (above, part)] {
            let share = much * near;
            let first = (knowledge * LENGTHS.len() + length) * COUNT;
            if share > 0.0 {
                shares.extend(case.terms.iter().enumerate().map(|(term, value)| (first + term, share * value)));
            }
        }
    }
    shares
}

impl Fitted {
    /// Weights in the order of [`shares`].
    pub fn new(weights: Vec<f64>) -> Self {
        Self { weights }
    }

    /// The weights that were fitted and built in.
    pub fn built_in() -> &'static Self {
        static FITTED: LazyLock<Fitted> = LazyLock::new(|| Fitted::parse(include_str!("verdict.tsv")));
        &FITTED
    }

    /// Reads lines of how much is known, a term, and a weight for each of [`LENGTHS`], tabs between. What the text does not name weighs nothing.
    pub fn parse(text: &str) -> Self {
        let mut weights = vec![0.0; WEIGHTS];
        for line in text.lines() {
            let mut fields = line.split('\t');
            let knowledge = fields.next().and_then(|name| KNOWLEDGE.iter().position(|known| *known == name));
            let term = fields.next().and_then(|name| NAMES.iter().position(|known| *known == name));
            let (Some(knowledge), Some(term)) = (knowledge, term) else { continue };
            for (length, value) in (0..LENGTHS.len()).zip(fields) {
                weights[(knowledge * LENGTHS.len() + length) * COUNT + term] = value.parse().unwrap_or(0.0);
            }
        }
        Self { weights }
    }

    /// The same as a file.
    pub fn lines(&self) -> String {
        let line = |(knowledge, term): (usize, usize)| {
            let weight = |length| format!("\t{:.3}", self.weights[(knowledge * LENGTHS.len() + length) * COUNT + term]);
            let weights: String = (0..LENGTHS.len()).map(weight).collect();
            format!("{}\t{}{weights}\n", KNOWLEDGE[knowledge], NAMES[term])
        };
        (0..KNOWLEDGE.len()).flat_map(|knowledge| (0..COUNT).map(move |term| (knowledge, term))).map(line).collect()
    }

    /// Probability that two texts translate each other.
    pub fn probability(&self, case: &Case) -> f64 {
        let score: f64 = shares(case).into_iter().map(|(at, share)| self.weights[at] * share).sum();
        1.0 / (1.0 + (-score).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_as_they_are_written() {
        let fitted = Fitted::new((0..WEIGHTS).map(|at| at as f64 / 8.0).collect());
        assert_eq!(Fitted::parse(&fitted.lines()), fitted);
        assert_eq!(Fitted::parse("# a comment\nfew\tunheard\t1\t2\t3\t4\n"), Fitted::new(vec![0.0; WEIGHTS]));
        let built_in = Fitted::built_in();
        assert!(Fitted::parse(&built_in.lines()) == *built_in && built_in.weights.iter().any(|weight| *weight != 0.0));
    }
}
