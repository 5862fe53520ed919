//! Measures how reliable the confidences of links are.
//!
//! Of the links that are said to be right with probability p, a share of p should be right. Links are put into ten bins of equal width by
//! their confidence; the expected calibration error is the mean, over all links, of the distance between a bin's mean confidence and the
//! share of its links that is right (Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning", 2015).

use serde::Serialize;

use super::Link;
use crate::hash::Map;
use crate::model::Side;

/// Number of bins, of equal width.
pub const BINS: usize = 10;

/// A link of this confidence or more is called sure.
pub const SURE: f64 = 0.9;

/// The links whose confidence lies in one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Bin {
    /// Least confidence.
    pub from: f64,
    /// Upper bound of the confidence; only the last bin holds it.
    pub to: f64,
    /// How many links there are.
    pub links: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share of them that is right.
    pub right: f64,
}

/// The reliability of confidences.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reliability {
    /// The bins, ascending.
    pub bins: Vec<Bin>,
    /// All links as if in one bin.
    pub all: Bin,
    /// Expected calibration error, in [0, 1].
    pub error: f64,
    /// The sure links ([`SURE`]) as if in one bin.
    pub sure: Bin,
    /// Share of the right links that are sure.
    pub kept: f64,
}

/// Whether each link of a result is right, `None` for those whose sentences the gold does not mention at all.
///
/// A two-sided link is right if it is in the gold; with `block`, for gold that pairs groups of sentences, if it lies inside one gold link. A
/// link with an empty side is right if the gold leaves all its sentences without a counterpart.
pub fn judge(result: &[Link], gold: &[Link], block: bool) -> Vec<Option<bool>> {
    let sentences = |link: &Link| link.as_ref().sides().flat_map(|(side, ids)| ids.iter().map(move |&id| (side, id))).collect::<Vec<_>>();
    let mut gold_of: Map<(Side, usize), &Link> = Map::default();
    for link in gold {
        gold_of.extend(sentences(link).into_iter().map(|sentence| (sentence, link)));
    }
    let empty = |link: &Link| link.iter().any(Vec::is_empty);
    let judged = |link: &Link| {
        let of: Vec<Option<&Link>> = sentences(link).iter().map(|sentence| gold_of.get(sentence).copied()).collect();
        let first = of.iter().copied().flatten().next()?;
        if empty(link) {
            return Some(of.iter().all(|link| link.is_some_and(empty)));
        }
        let one = of.iter().all(|link| link.is_some_and(|link| std::ptr::eq(link, first)));
        let sizes = |link: &Link| link.as_ref().map(Vec::len);
        Some(one && (block || sizes(link) == sizes(first)))
    };
    result.iter().map(judged).collect()
}

/// Measures confidences: pairs of the confidence of a link and whether it is right.
pub fn reliability(links: impl IntoIterator<Item = (f64, bool)>) -> Reliability {
    let edge = |bin: usize| bin as f64 / BINS as f64;
    let mut bins: Vec<Bin> = (0..BINS).map(|bin| Bin { from: edge(bin), to: edge(bin + 1), ..Bin::default() }).collect();
    let mut all = Bin { to: 1.0, ..Bin::default() };
    let mut sure = Bin { from: SURE, to: 1.0, ..Bin::default() };
    for (confidence, right) in links {
        let bin = ((confidence.clamp(0.0, 1.0) * BINS as f64) as usize).min(BINS - 1);
        bins.get_mut(bin).into_iter().for_each(|bin| bin.add(confidence, right));
        all.add(confidence, right);
        if confidence >= SURE {
            sure.add(confidence, right);
        }
    }
    let kept = if all.right > 0.0 { sure.right / all.right } else { 0.0 };
    let error = bins.iter().map(|bin| (bin.confidence - bin.right).abs()).sum::<f64>() / all.links.max(1) as f64;
    bins.iter_mut().chain([&mut all, &mut sure]).for_each(Bin::divide);
    Reliability { bins, all, error, sure, kept }
}

impl Bin {
    fn add(&mut self, confidence: f64, right: bool) {
        self.links += 1;
        self.confidence += confidence;
        self.right += f64::from(u8::from(right));
    }

    /// Turns sums into means.
    fn divide(&mut self) {
        let links = self.links.max(1) as f64;
        self.confidence /= links;
        self.right /= links;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pair;

    fn link(source: &[usize], target: &[usize]) -> Link {
        Pair::new(source.to_vec(), target.to_vec())
    }

    #[test]
    fn a_link_is_right_or_wrong_or_not_judged() {
        let gold = [link(&[0, 1], &[0, 1]), link(&[2], &[]), link(&[3], &[3])];
        let cases = [
            (link(&[1, 0], &[0, 1]), Some(true), Some(true)),
            (link(&[0], &[0]), Some(false), Some(true)),
            (link(&[1], &[3]), Some(false), Some(false)),
            (link(&[2], &[]), Some(true), Some(true)),
            (link(&[0], &[]), Some(false), Some(false)),
            (link(&[3], &[2]), Some(false), Some(false)),
            (link(&[9], &[3]), Some(false), Some(false)),
            (link(&[9], &[9]), None, None),
            (link(&[], &[2]), None, None),
        ];
        for (case, exact, block) in cases {
            assert_eq!(judge(std::slice::from_ref(&case), &gold, false), [exact], "{case:?}");
            assert_eq!(judge(std::slice::from_ref(&case), &gold, true), [block], "{case:?}");
        }
    }

    #[test]
    fn a_small_case_by_hand() {
        let found = reliability([(1.0, true), (0.9, true), (0.95, false), (0.5, true), (0.5, false)]);
        assert_eq!(found.bins.iter().map(|bin| bin.links).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 2, 0, 0, 0, 3]);
        // The last bin says 0.95 and is right in two of three; the other is right as often as it says.
        assert!((found.error - 0.6 * (0.95 - 2.0 / 3.0)).abs() < 1e-9);
        assert_eq!((found.sure.links, found.sure.right, found.kept), (3, 2.0 / 3.0, 2.0 / 3.0));
        assert_eq!(reliability([]).error, 0.0);
    }
}
