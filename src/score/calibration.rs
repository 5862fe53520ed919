//! The posterior of a bead in, the probability that exactly this bead is right out.
//!
//! The posterior is what the model believes; how far to believe the model is learned from gold. The map is Platt's (2000): a logistic
//! regression on the logit of the posterior, with a slope and an intercept for each kind of bead, because 1-1 beads, larger ones, unmatched
//! sentences and what was put right after the search err differently. The weights that made the posteriors were fitted to the same gold, so on
//! texts that nobody has seen they are surer than they should be: the result is drawn towards one half by a factor, the *caution*.
//!
//! `calibration.tsv` is written by `cargo bench --bench calibration`, to be run after every change of the weights.

use std::sync::LazyLock;

use crate::model::Bead;

/// Names of the terms, in order, as they stand in the file.
const NAMES: [&str; COUNT] = ["one-one", "many", "unmatched", "repaired", "slope one-one", "slope many", "slope unmatched"];

/// Number of terms.
pub const COUNT: usize = 7;

/// The terms of a bead.
pub type Terms = [f64; COUNT];

/// Posteriors nearer to 0 or 1 than this are not told apart: the sums behind them are not that exact.
const NEAREST: f64 = 1e-4;

/// Strength of the pull towards zero when the map is fitted.
const RIDGE: f64 = 1.0;

/// The map.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    weights: Terms,
    /// Factor on the logit of the result, in (0, 1].
    caution: f64,
}

/// A bead of which it is known whether it is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    /// Its terms.
    pub terms: Terms,
    /// Whether it is right.
    pub right: bool,
    /// How much it counts.
    pub weight: f64,
}

/// The terms of a bead whose confidence still is its posterior. `repaired`: it was made after the search, across others.
pub fn terms(bead: &Bead, repaired: bool) -> Terms {
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
    terms
}

impl Calibration {
    /// Reads the form that [`render`](Self::render) writes. Terms that the text does not name have weight 0.
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

    /// The map as text.
    pub fn render(&self) -> String {
        let mut text = String::from("# Written by `cargo bench --bench calibration`\n");
        for (name, weight) in NAMES.iter().zip(self.weights) {
            text += &format!("{name}\t{weight:.4}\n");
        }
        text + &format!("caution\t{:.4}\n", self.caution)
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

    /// The likeliest map of these cases, by Newton's method.
    pub fn fit(cases: &[Case], caution: f64) -> Self {
        let mut weights = [0.0; COUNT];
        for _ in 0..30 {
            let mut gradient = weights.map(|w| -RIDGE * w);
            let mut curvature = [[0.0; COUNT]; COUNT];
            (0..COUNT).for_each(|k| curvature[k][k] = RIDGE);
            for Case { terms, right, weight } in cases {
                let p = logistic(dot(&weights, terms));
                for (k, x) in terms.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                    gradient[k] += weight * (f64::from(u8::from(*right)) - p) * x;
                    curvature[k].iter_mut().zip(terms).for_each(|(sum, y)| *sum += weight * p * (1.0 - p) * x * y);
                }
            }
            let step = solve(curvature, gradient);
            weights.iter_mut().zip(step).for_each(|(w, s)| *w += s);
        }
        Self { weights, caution }
    }
}

fn dot(a: &Terms, b: &Terms) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// Gauss and Jordan's elimination; the matrix has a ridge, so no pivot vanishes.
fn solve(mut matrix: [[f64; COUNT]; COUNT], mut right: Terms) -> Terms {
    for k in 0..COUNT {
        let (row, value) = (matrix[k], right[k]);
        for i in (0..COUNT).filter(|&i| i != k) {
            let factor = matrix[i][k] / row[k];
            matrix[i].iter_mut().zip(row).for_each(|(x, y)| *x -= factor * y);
            right[i] -= factor * value;
        }
    }
    std::array::from_fn(|k| right[k] / matrix[k][k])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(p: f32) -> Bead {
        Bead::new(vec![0], vec![0], p)
    }

    #[test]
    fn what_was_fitted_is_what_is_read() {
        let map = Calibration { weights: [0.5, -0.25, 1.0, -2.0, 0.75, 0.5, 0.125], caution: 0.875 };
        assert_eq!(Calibration::parse(&map.render()), map);
        assert!(Calibration::built_in().confidence(&terms(&bead(0.9), false)) > 0.5);
    }

    #[test]
    fn too_sure_a_model_is_believed_less() {
        // Of the beads said to be right nine times in ten, three in four are; of those said to be right half the time, half.
        let case = |at: usize| match at % 8 {
            even if even % 2 == 0 => Case { terms: terms(&bead(0.9), false), right: even != 0, weight: 1.0 },
            odd => Case { terms: terms(&bead(0.5), false), right: odd < 4, weight: 1.0 },
        };
        let cases: Vec<Case> = (0..800).map(case).collect();
        let confidence = |caution: f64, p: f32| Calibration::fit(&cases, caution).confidence(&terms(&bead(p), false));
        assert!((confidence(1.0, 0.9) - 0.75).abs() < 0.01);
        assert!((confidence(1.0, 0.5) - 0.5).abs() < 0.01);
        assert!(confidence(0.8, 0.9) < confidence(1.0, 0.9));
    }
}
