//! The word pairs that speak for a group of sentences: its lexical gain ([`spans`](super::spans)) taken apart again.
//!
//! A token gains ln(1 + k·r/p₀) where r is the sum of what the words of the other side give it; each of these words has its share of the
//! gain by its part of the sum. The counts of the group's own bead are left out, as they are when the group is scored.

use crate::hash::Map;
use crate::lexicon::{Direction, Lexicon, NONE};
use crate::model::{Pair, Side};
use crate::score::tuning::{LEAST_ATTRIBUTED, MOST_ATTRIBUTED};
use crate::tokens::Prepared;

/// What one word of a group does for one of the other side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WordShare {
    /// Token position in each text.
    pub places: Pair<u32>,
    /// Its part of the lexical gain of both directions, nats.
    pub nats: f32,
}

/// The word pairs of a group of sentences, the strongest first.
pub fn of_group(texts: Pair<&Prepared>, lexicon: &Lexicon, ids: Pair<&[usize]>) -> Vec<WordShare> {
    let bead = own_bead(lexicon, ids);
    let places = Pair::from_fn(|side| {
        let all = ids[side].iter().flat_map(|&id| texts[side].tokens.range(id));
        all.take(MOST_ATTRIBUTED).collect::<Vec<usize>>()
    });
    let mut shares: Map<(u32, u32), f32> = Map::default();
    for from in Side::BOTH {
        let (givers, takers) = (&places[from], &places[from.other()]);
        visit(texts[from], texts[from.other()], lexicon.direction(from), bead, givers, takers, |giver, taker, nats| {
            let pair = if from == Side::Source { (giver, taker) } else { (taker, giver) };
            *shares.entry((pair.0 as u32, pair.1 as u32)).or_default() += nats;
        });
    }
    let strong = shares.into_iter().filter(|(_, nats)| *nats >= LEAST_ATTRIBUTED);
    let mut strong: Vec<WordShare> = strong.map(|(places, nats)| WordShare { places: places.into(), nats }).collect();
    strong.sort_by(|a, b| b.nats.total_cmp(&a.nats).then((a.places.source, a.places.target).cmp(&(b.places.source, b.places.target))));
    strong
}

/// The training bead that holds sentences of both sides of the group, if there is one.
fn own_bead(lexicon: &Lexicon, ids: Pair<&[usize]>) -> Option<u32> {
    let bead = |side: Side| ids[side].iter().find_map(|&id| lexicon.bead_of[side].get(id).copied().filter(|&bead| bead != NONE));
    bead(Side::Source).filter(|&found| Some(found) == bead(Side::Target))
}

/// Calls `visit` with the places of each explaining and explained token and the contribution.
fn visit(
    from: &Prepared,
    to: &Prepared,
    lexicon: Direction,
    bead: Option<u32>,
    givers: &[usize],
    takers: &[usize],
    mut visit: impl FnMut(usize, usize, f32),
) {
    // What the group's own bead gave one occurrence of a word with probability 1.
    let mut own: Map<u32, f32> = Map::default();
    for &place in takers {
        if let Some(bead) = bead {
            *own.entry(to.tokens.ids[place]).or_default() += lexicon.share(bead, place);
        }
    }
    let probability = |giver: usize, word: u32| {
        let giver = from.tokens.ids[giver];
        let entry = lexicon.table.row(giver).iter().find(|entry| entry.word == word);
        entry.map_or(0.0, |entry| entry.probability_without(lexicon.table.total(giver), own.get(&word).copied().unwrap_or(0.0)))
    };
    let scale = 1.0 / (givers.len() as f32).max(1.0);
    for &place in takers {
        let word = to.tokens.ids[place];
        let given: Vec<(usize, f32)> = givers.iter().map(|&giver| (giver, probability(giver, word))).collect();
        let sum: f32 = given.iter().map(|&(_, p)| p).sum();
        if sum <= 0.0 {
            continue;
        }
        let gain = (scale * sum / to.background[word as usize]).ln_1p();
        given.iter().filter(|(_, p)| *p > 0.0).for_each(|&(giver, p)| visit(giver, place, gain * p / sum));
    }
}
