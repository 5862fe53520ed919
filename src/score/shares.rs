//! A group of sentences in, the word pairs that speak for it out: what [`evidence`](super::evidence) sums up, taken apart again.
//!
//! A token gains ln(1 + k·r/p₀) where r is the sum of what the words of the other side give it; each of these words has its share of the
//! gain by its part of the sum. What the group's own bead taught the lexicon is left out, as it is when the group is scored.

use crate::hash::Map;
use crate::lexicon::learn::{PRIOR_STRENGTH, SMOOTHING};
use crate::lexicon::{Lexicon, Table};
use crate::tokens::Prepared;

/// What one word of a group does for one of the other side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WordShare {
    /// Token position in the source text.
    pub source: u32,
    /// Token position in the target text.
    pub target: u32,
    /// Its part of the lexical gain of both directions, nats.
    pub nats: f32,
}

/// Smaller shares are left out: they are sums of chance.
const LEAST: f32 = 0.05;

/// The word pairs of a group of sentences, the strongest first.
pub fn of_group(source: &Prepared, target: &Prepared, lexicon: &Lexicon, s: &[usize], t: &[usize]) -> Vec<WordShare> {
    let mut shares: Map<(u32, u32), f32> = Map::default();
    let far =
        Half { from: source, to: target, table: &lexicon.forward, own: own(&lexicon.source_bead, &lexicon.target_bead, s, t, lexicon) };
    let near = Half { from: target, to: source, table: &lexicon.backward, own: far.own };
    far.visit(s, t, |from, to, nats| *shares.entry((from, to)).or_default() += nats);
    near.visit(t, s, |from, to, nats| *shares.entry((to, from)).or_default() += nats);
    let mut shares: Vec<WordShare> =
        shares.into_iter().filter(|(_, nats)| *nats >= LEAST).map(|((source, target), nats)| WordShare { source, target, nats }).collect();
    shares.sort_by(|a, b| b.nats.total_cmp(&a.nats).then((a.source, a.target).cmp(&(b.source, b.target))));
    shares
}

/// Weight of the training bead that holds sentences of both sides of the group, if there is one.
fn own(source_bead: &[u32], target_bead: &[u32], s: &[usize], t: &[usize], lexicon: &Lexicon) -> Option<f32> {
    let bead = |of: &[u32], ids: &[usize]| ids.iter().find_map(|&id| of.get(id).copied().filter(|&bead| bead != u32::MAX));
    let bead = bead(source_bead, s).filter(|&found| Some(found) == bead(target_bead, t))?;
    lexicon.bead_weights.get(bead as usize).copied()
}

/// One direction.
struct Half<'a> {
    from: &'a Prepared,
    to: &'a Prepared,
    table: &'a Table,
    /// Weight of the group's own training bead.
    own: Option<f32>,
}

impl Half<'_> {
    fn visit(&self, from_ids: &[usize], to_ids: &[usize], mut visit: impl FnMut(u32, u32, f32)) {
        let places = |side: &Prepared, ids: &[usize]| -> Vec<u32> {
            ids.iter().flat_map(|&id| side.tokens.starts[id]..side.tokens.starts[id + 1]).collect()
        };
        let (from, to) = (places(self.from, from_ids), places(self.to, to_ids));
        let taught = self.taught(&to);
        let scale = 1.0 / (from.len() as f32).max(1.0);
        for &place in &to {
            let word = self.to.tokens.ids[place as usize];
            let given: Vec<(u32, f32)> = from.iter().map(|&giver| (giver, self.probability(giver, word, &taught))).collect();
            let sum: f32 = given.iter().map(|&(_, p)| p).sum();
            if sum <= 0.0 {
                continue;
            }
            let gain = (scale * sum / self.to.background[word as usize]).ln_1p();
            given.iter().filter(|(_, p)| *p > 0.0).for_each(|&(giver, p)| visit(giver, place, gain * p / sum));
        }
    }

    /// What the group's own bead gave one occurrence of a word with probability 1, for each word of the far side.
    fn taught(&self, to: &[u32]) -> Map<u32, f32> {
        let mut taught: Map<u32, f32> = Map::default();
        let Some(weight) = self.own else { return taught };
        for &place in to {
            let denominator = self.table.denominators.get(place as usize).copied().unwrap_or(0.0);
            if denominator > 0.0 {
                *taught.entry(self.to.tokens.ids[place as usize]).or_default() += weight / denominator;
            }
        }
        taught
    }

    fn probability(&self, giver: u32, word: u32, taught: &Map<u32, f32>) -> f32 {
        let giver = self.from.tokens.ids[giver as usize];
        let row = self.table.row(giver);
        let Some(entry) = row.iter().find(|entry| entry.word == word) else { return 0.0 };
        let total = self.table.totals[giver as usize] + PRIOR_STRENGTH + SMOOTHING;
        let own = (taught.get(&word).copied().unwrap_or(0.0) * entry.used).min(entry.count);
        (entry.count - own + PRIOR_STRENGTH * entry.prior) / (total - own)
    }
}
