//! Pairs of sentences that share rare translated words, numbers or names, the best chain of them, and the band around it.
//!
//! Seed, chain, extend, as in genome alignment (Li, "Minimap2", 2018): no search band around the diagonal, so that a missing chapter of any
//! size costs nothing. No anchor is trusted alone: a chain pays for every change of diagonal.

use crate::hash::Map;
use crate::lexicon::Table;
use crate::score::band::Band;
use crate::side::Side;

/// A pair of sentences with the weight of what they share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// Source sentence.
    pub source: u32,
    /// Target sentence.
    pub target: u32,
    /// Sum of the weights of the shared words, nats.
    pub weight: f32,
}

/// A seed that occurs more often than this on a side is left out.
const MOST_OCCURRENCES: usize = 8;
/// Least translation probability of a seed.
const LEAST_PROBABILITY: f32 = 0.3;
/// Earlier anchors that a new one may be chained to.
const LOOK_BACK: usize = 64;
/// Rows and columns added around the chain.
const MARGIN: usize = 8;
/// Cells of the gap between two anchors beyond which only a strip along its diagonal is searched.
const MOST_CELLS: usize = 4_000_000;

/// The band around the best chain of anchors that `table` (source to target) gives.
pub fn band(source: &Side, target: &Side, table: &Table) -> Band {
    let chain = chain(&anchors(source, target, table));
    around(source.len(), target.len(), &chain)
}

/// All anchors, by source sentence and then target sentence.
pub fn anchors(source: &Side, target: &Side, table: &Table) -> Vec<Anchor> {
    let mut found: Map<(u32, u32), f32> = Map::default();
    for word in 0..source.tokens.words.len() as u32 {
        let here = source.all_places(word);
        if here.len() > MOST_OCCURRENCES {
            continue;
        }
        for entry in table.row(word) {
            let p = probability(table, word, entry);
            let there = target.all_places(entry.word);
            if p < LEAST_PROBABILITY || there.len() > MOST_OCCURRENCES {
                continue;
            }
            let weight = p * (source.len() as f32 + 1.0).ln() / (here.len().max(there.len()) as f32);
            for &a in here {
                for &b in there {
                    *found.entry((source.sentence_of[a as usize], target.sentence_of[b as usize])).or_default() += weight;
                }
            }
        }
    }
    let mut anchors: Vec<Anchor> = found.into_iter().map(|((source, target), weight)| Anchor { source, target, weight }).collect();
    anchors.sort_unstable_by_key(|anchor| (anchor.source, anchor.target));
    anchors
}

fn probability(table: &Table, word: u32, entry: &crate::lexicon::Entry) -> f32 {
    use crate::lexicon::learn::{PRIOR_STRENGTH, SMOOTHING};
    (entry.count + PRIOR_STRENGTH * entry.prior)
        / (table.totals[word as usize] + PRIOR_STRENGTH + if entry.count > 0.0 { SMOOTHING } else { 0.0 })
}

/// The chain of anchors, ascending on both sides, with the most weight after paying for its changes of diagonal.
pub fn chain(anchors: &[Anchor]) -> Vec<Anchor> {
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(anchors.len());
    for (at, anchor) in anchors.iter().enumerate() {
        let mut here = (anchor.weight, usize::MAX);
        for earlier in (at.saturating_sub(LOOK_BACK)..at).rev() {
            let other = &anchors[earlier];
            if other.source < anchor.source && other.target < anchor.target {
                let shift = (f64::from(anchor.source - other.source) - f64::from(anchor.target - other.target)).abs();
                let value = best[earlier].0 + anchor.weight - (shift / 4.0).ln_1p() as f32;
                if value > here.0 {
                    here = (value, earlier);
                }
            }
        }
        best.push(here);
    }
    let mut at = (0..best.len()).max_by(|&a, &b| best[a].0.total_cmp(&best[b].0).then(b.cmp(&a)));
    let mut chain = Vec::new();
    while let Some(here) = at {
        chain.push(anchors[here]);
        at = Some(best[here].1).filter(|&earlier| earlier != usize::MAX);
    }
    chain.reverse();
    chain
}

/// The band that holds the gaps between the anchors of a chain, with a margin.
fn around(n: usize, m: usize, chain: &[Anchor]) -> Band {
    let mut rectangles = Vec::new();
    let mut last = (0, 0);
    let ends = chain.iter().map(|anchor| (anchor.source as usize, anchor.target as usize)).chain([(n, m)]);
    for (i, j) in ends {
        let (rows, columns) = (i - last.0, j - last.1);
        let left = last.1.saturating_sub(MARGIN);
        if (rows + 1) * (columns + 1) <= MOST_CELLS {
            rectangles.push((last.0.saturating_sub(MARGIN)..(i + MARGIN + 1).min(n + 1), left..j + MARGIN + 1));
        } else {
            let half = (MOST_CELLS / (rows + 1)).max(100);
            for row in 0..=rows {
                let centre = last.1 + row * columns / rows.max(1);
                rectangles.push((last.0 + row..last.0 + row + 1, centre.saturating_sub(half)..centre + half));
            }
        }
        last = (i, j);
    }
    Band::covering(n, m, rectangles)
}
