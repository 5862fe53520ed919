//! Lengths that are unusual in this very text: half a sentence lost, or something inserted.
//!
//! Usual is the median of the logarithm of target length by source length, and the usual spread is the median distance from it (both
//! robust: the errors that are sought do not shift them). Short sentences spread further, so they are allowed to.

use super::{Finding, Row, Rule};

/// Fewer pairs do not say what is usual.
const FEWEST: usize = 8;
/// Shorter sentences may have any length.
const SHORTEST: usize = 30;
/// Smallest logarithm of a ratio that is a finding, for long sentences and for short ones (below 60 characters).
const FAR: (f64, f64) = (0.5, 0.8);

/// What is usual.
pub(super) struct Usual {
    median: f64,
    deviation: f64,
}

impl Usual {
    /// Learns what is usual.
    pub fn of(pairs: &[Row]) -> Option<Self> {
        let mut ratios: Vec<f64> = pairs.iter().filter_map(ratio).collect();
        if ratios.len() < FEWEST {
            return None;
        }
        let middle = median(&mut ratios)?;
        let mut distances: Vec<f64> = ratios.iter().map(|ratio| (ratio - middle).abs()).collect();
        // 1.4826 makes of the median distance the standard deviation of a normal distribution.
        Some(Self { median: middle, deviation: 1.4826 * median(&mut distances)? })
    }
}

pub(super) trait Finds {
    fn finding(&self, pair: &Row) -> Option<Finding>;
}

impl Finds for Option<Usual> {
    fn finding(&self, pair: &Row) -> Option<Finding> {
        let usual = self.as_ref()?;
        let distance = ratio(pair)? - usual.median;
        let far = if length(&pair.source).max(length(&pair.target)) < 60 { FAR.1 } else { FAR.0 };
        if distance.abs() < far.max(3.5 * usual.deviation) {
            return None;
        }
        let percent = (100.0 * distance.exp()).round();
        let word = if distance < 0.0 { "short" } else { "long" };
        Some(pair.finding(Rule::Length, format!("the target is unusually {word} for this text: {percent} % of what is usual")))
    }
}

fn length(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The logarithm of target by source length, of sentences long enough.
fn ratio(pair: &Row) -> Option<f64> {
    let (source, target) = (length(&pair.source), length(&pair.target));
    (source.max(target) >= SHORTEST && source > 0 && target > 0).then(|| (target as f64 / source as f64).ln())
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
