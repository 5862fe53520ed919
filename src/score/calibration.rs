//! The confidence of a bead: the probability that exactly this bead is right, computed from its posterior.
//!
//! The posterior is what the model believes; how far to believe the model is learned from gold. The map is Platt's (2000): a logistic
//! regression on the logit of the posterior, with a slope and an intercept for each kind of bead, because 1-1 beads, larger ones, unmatched
//! sentences and repairs after the search err differently. The map is fitted to posteriors of weights that never saw the corpus; where there
//! are no such weights, posteriors are surer than they should be, and a factor, the *caution*, draws the result towards one half (else 1).
//! Intercept and slope change with how unsure the whole path is: free translations are believed too much.
//!
//! `calibration.tsv` is written by `cargo bench --bench calibration`, to be run after every change of the weights.

use std::sync::LazyLock;

use crate::model::Bead;

/// Names of the terms, in order, as they stand in the file.
pub const NAMES: [&str; COUNT] =
    ["one-one", "many", "unmatched", "repaired", "slope one-one", "slope many", "slope unmatched", "unsure", "slope unsure"];

/// Number of terms.
pub const COUNT: usize = 9;

/// The terms of a bead.
pub type Terms = [f64; COUNT];

/// Posteriors nearer to 0 or 1 than this are not told apart: the sums behind them are not that exact.
const NEAREST: f64 = 1e-4;

/// The map.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// A weight for each term.
    pub weights: Terms,
    /// Factor on the logit of the result, in (0, 1].
    pub caution: f64,
}

/// The terms of a bead whose confidence still is its posterior. `repaired`: it was made after the search, across others. `unsure`: share of the
/// sentences of both texts that stand in wrong steps, as far as the posteriors tell; where much is unsure they are surer than they should be.
pub fn terms(bead: &Bead, repaired: bool, unsure: f32) -> Terms {
    let p = f64::from(bead.confidence).clamp(NEAREST, 1.0 - NEAREST);
    let logit = (p / (1.0 - p)).ln();
    let kind = match (bead.source.len(), bead.target.len()) {
        (1, 1) => 0,
        (0, _) | (_, 0) => 2,
        _ => 1,
    };
    let mut terms = [0.0; COUNT];
    terms[kind] = 1.0;
    terms[4 + kind] = logit;
    terms[3] = f64::from(u8::from(repaired));
    terms[7] = f64::from(unsure);
    terms[8] = logit * f64::from(unsure);
    terms
}

impl Calibration {
    /// Reads lines of a name, a tab and a weight. Terms that the text does not name have weight 0.
    pub fn parse(text: &str) -> Self {
        let mut read = Self { weights: [0.0; COUNT], caution: 1.0 };
        for (name, value) in text.lines().filter_map(|line| line.split_once('\t')) {
            let value = value.parse().unwrap_or(0.0);
            match NAMES.iter().position(|known| *known == name) {
                Some(at) => read.weights[at] = value,
                None if name == "caution" => read.caution = value,
                None => {}
            }
        }
        read
    }

    /// The map that was fitted and built in.
    pub fn built_in() -> &'static Self {
        static MAP: LazyLock<Calibration> = LazyLock::new(|| Calibration::parse(include_str!("calibration.tsv")));
        &MAP
    }

    /// The probability that a bead with these terms is right.
    pub fn confidence(&self, terms: &Terms) -> f64 {
        logistic(self.caution * dot(&self.weights, terms))
    }
}

fn dot(a: &Terms, b: &Terms) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(p: f32) -> Bead {
        Bead::new(vec![0], vec![0], p)
    }

    #[test]
    fn a_bead_is_as_sure_as_its_kind_and_the_caution_say() {
        let map = Calibration::parse("# a comment\none-one\t0.5\nslope one-one\t0.75\nrepaired\t-2\ncaution\t0.5\n");
        let even = terms(&bead(0.5), false, 0.0);
        assert!((map.confidence(&even) - logistic(0.25)).abs() < 1e-9);
        assert!((map.confidence(&terms(&bead(0.5), true, 0.0)) - logistic(-0.75)).abs() < 1e-9);
        // What is not named has no weight.
        assert_eq!(map.confidence(&terms(&Bead::new(vec![0], vec![], 0.9), false, 0.5)), 0.5);
        assert!(Calibration::built_in().confidence(&terms(&bead(0.9), false, 0.0)) > 0.5);
    }
}
