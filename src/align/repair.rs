//! Repairs the beads of a path where no monotone path can be right.
//!
//! Three things are looked for, each at a price, so that only strong evidence moves anything: neighbours that were swapped, unmatched
//! sentences whose partner stands elsewhere, and sentences that belong to a bead across something inserted (a caption, a page header: the
//! bead then has a hole). What crosses the longest monotone chain of beads is called moved.

use rayon::prelude::*;

use crate::align::order::mark_moved;
use crate::align::passes::{Pass, Search};
use crate::align::tuning::{CROSSING_PRICE, HOLE_PRICE, HOLE_REACH, LEAST_JOINED, LEAST_MASS, LEAST_SHARE, MOST_LOOKED_UP, SWAP_PRICE};
use crate::hash::{Map, Set};
use crate::lexicon::Lexicon;
use crate::model::{Bead, Pair, Side};
use crate::score::bead::BeadEvidence;
use crate::score::evidence::{Evidence, share};
use crate::score::features::{self, Follows, Vector};
use crate::score::weights::Weights;
use crate::tokens::Prepared;

/// Everything a repair may use.
pub struct Repair<'a> {
    search: &'a Search,
    lexicon: &'a Lexicon,
    evidence: Evidence<'a>,
    weights: &'a Weights,
    beads: Vec<Option<Bead>>,
}

impl<'a> Repair<'a> {
    /// Of beads that a pass found, by this lexicon.
    pub fn new(search: &'a Search, lexicon: &'a Lexicon, pass: &'a Pass, beads: Vec<Bead>) -> Self {
        let beads = beads.into_iter().map(Some).collect();
        Self { search, lexicon, evidence: pass.evidence(search), weights: &pass.weights, beads }
    }

    /// The unmatched sentences paired whose partner stands elsewhere, and nothing else.
    pub fn pairs_only(mut self) -> Vec<Bead> {
        self.pair_the_unmatched();
        self.beads.into_iter().flatten().collect()
    }

    /// All repairs; the beads in reading order.
    pub fn run(mut self) -> Vec<Bead> {
        self.swap_neighbours();
        self.pair_the_unmatched();
        self.fill_across_holes();
        let mut beads: Vec<Bead> = self.beads.into_iter().flatten().collect();
        mark_moved(&mut beads);
        beads
    }

    fn text(&self, side: Side) -> &'a Prepared {
        self.evidence.texts[side]
    }

    /// Score of leaving a sentence unmatched, as one of several.
    fn null(&self, side: Side, id: usize) -> f32 {
        let mut x = features::null(&self.evidence, side, id, Follows::Same);
        x[features::Feature::NullBest as usize] = 0.0;
        x[features::Feature::NullBestUsual as usize] = 0.0;
        x[features::Feature::NullKnownBestUsual as usize] = 0.0;
        self.weights.score(&x)
    }

    /// Score of a pair of neighbours on the path, without the counts of its bead.
    fn near(&self, i: usize, j: usize) -> f32 {
        self.weights.score(&features::bead(&self.evidence, Pair::new(i..i + 1, j..j + 1)))
    }

    /// The features of any group, with the counts of its bead.
    pub fn features(&self, s: &[usize], t: &[usize]) -> Vector {
        let ids = Pair::new(s, t);
        let of = |lexicon: &Lexicon, level| BeadEvidence::anywhere(&self.evidence, lexicon.tables.as_ref(), level, ids);
        let known = self.evidence.known.as_ref().map(|view| of(self.search.prior(), view.level));
        let now = of(self.lexicon, self.evidence.now.level);
        features::group(&self.evidence, ids.map(|ids| ids.iter().copied()), &now, known.as_ref())
    }

    /// Score of any group, and the lesser share of the two sides that is explained.
    fn group(&self, s: &[usize], t: &[usize]) -> (f32, f32) {
        let x = self.features(s, t);
        (self.weights.score(&x), x[features::Feature::LeastCoverage as usize])
    }

    /// Two beads 1-1 one after the other whose sentences fit better crosswise.
    fn swap_neighbours(&mut self) {
        for at in 1..self.beads.len() {
            let (Some(a), Some(b)) = (&self.beads[at - 1], &self.beads[at]) else { continue };
            let ([i], [j], [k], [l]) = (&a.source[..], &a.target[..], &b.source[..], &b.target[..]) else { continue };
            let (i, j, k, l) = (*i, *j, *k, *l);
            if l < j || k < i {
                continue;
            }
            let gain = self.near(i, l) + self.near(k, j) - self.near(i, j) - self.near(k, l) - SWAP_PRICE;
            if gain > 0.0 {
                let confidence = logistic(gain);
                self.beads[at - 1] = Some(Bead::new(vec![i], vec![l], confidence));
                self.beads[at] = Some(Bead::new(vec![k], vec![j], confidence));
            }
        }
    }

    /// The unmatched sentences of one side, with the place of their bead.
    fn unmatched(&self, side: Side) -> Map<usize, usize> {
        let mut found = Map::default();
        for (at, bead) in self.beads.iter().enumerate() {
            let Some(bead) = bead else { continue };
            if bead.ids(side.other()).is_empty() {
                found.extend(bead.ids(side).iter().map(|&id| (id, at)));
            }
        }
        found
    }

    /// Pairs of unmatched sentences that stand in each other's words.
    fn pair_the_unmatched(&mut self) {
        let (omitted, added) = (self.unmatched(Side::Source), self.unmatched(Side::Target));
        if omitted.is_empty() || added.is_empty() {
            return;
        }
        let crowd = (omitted.len().max(added.len()) as f32).ln();
        let mut order: Vec<usize> = omitted.keys().copied().collect();
        order.sort_unstable();
        let gains = |&i: &usize| {
            let gain = |j| {
                let (score, share) = self.group(&[i], &[j]);
                let gain = score - self.null(Side::Source, i) - self.null(Side::Target, j) - CROSSING_PRICE - crowd;
                (gain > 0.0 && share >= LEAST_SHARE).then_some((gain, i, j))
            };
            self.candidates(i, &added).into_iter().filter_map(gain).collect::<Vec<_>>()
        };
        let mut pairs: Vec<(f32, usize, usize)> = order.par_iter().flat_map_iter(gains).collect();
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut used_source, mut used_target) = (Set::default(), Set::default());
        for (gain, i, j) in pairs {
            if used_source.contains(&i) || used_target.contains(&j) {
                continue;
            }
            used_source.insert(i);
            used_target.insert(j);
            self.beads[added[&j]] = None;
            self.beads[omitted[&i]] = Some(Bead::new(vec![i], vec![j], logistic(gain)));
        }
    }

    /// The few unmatched target sentences that share most with a source sentence, by its rarer words.
    fn candidates(&self, i: usize, added: &Map<usize, usize>) -> Vec<usize> {
        let (source, target) = (self.text(Side::Source), self.text(Side::Target));
        if source.sentence_mass[i] < LEAST_MASS {
            return Vec::new();
        }
        let mut weights: Map<usize, f32> = Map::default();
        for entry in source.tokens.sentence(i).iter().flat_map(|&word| self.lexicon.tables.source.row(word)) {
            let places = target.postings.of(entry.word);
            if places.len() > MOST_LOOKED_UP {
                continue;
            }
            for &place in places {
                let j = target.sentence_of[place as usize] as usize;
                if added.contains_key(&j) && target.sentence_mass[j] >= LEAST_MASS {
                    *weights.entry(j).or_default() += target.mass[place as usize];
                }
            }
        }
        let mut best: Vec<(usize, f32)> = weights.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.truncate(3);
        best.into_iter().map(|(j, _)| j).collect()
    }

    /// Unmatched sentences that belong to a bead near them, over something that stands between.
    fn fill_across_holes(&mut self) {
        // Few have such a bead: they are found in parallel and then processed one after the other, because each sees the beads as those
        // before left them.
        let some: Vec<usize> = (0..self.beads.len()).into_par_iter().filter(|&at| self.taken_in(at).is_some()).collect();
        for at in some {
            if let Some((near, joined)) = self.taken_in(at) {
                self.beads[near] = Some(joined);
                self.beads[at] = None;
            }
        }
    }

    /// The bead near the unmatched sentence at `at` that gains most by taking it in, with it, and its place.
    fn taken_in(&self, at: usize) -> Option<(usize, Bead)> {
        let bead = self.beads[at].as_ref()?;
        let side = if bead.source.is_empty() { Side::Target } else { Side::Source };
        let &[id] = &bead.ids(side)[..] else { return None };
        if !bead.ids(side.other()).is_empty() {
            return None;
        }
        let mut best: Option<(f32, usize, Bead)> = None;
        for near in at.saturating_sub(HOLE_REACH + 1)..(at + HOLE_REACH + 2).min(self.beads.len()) {
            let Some((gain, joined)) = self.joined(near, side, id) else { continue };
            if best.as_ref().is_none_or(|b| gain > b.0) {
                best = Some((gain, near, joined));
            }
        }
        let (gain, near, mut joined) = best.filter(|b| b.0 > 0.0)?;
        joined.confidence = joined.confidence.min(logistic(gain));
        Some((near, joined))
    }

    /// Share of a sentence that some sentences of the other side explain, as far as the band reaches.
    fn explained_by(&self, others: &[usize], side: Side, id: usize) -> f32 {
        let explaining = &self.evidence.now.spans[side.other()];
        share(others.iter().map(|&other| explaining.get(other, 1, id).covered).sum(), self.text(side).sentence_mass[id])
    }

    /// The bead at `near` with one more sentence that it does not touch, and what that gains.
    fn joined(&self, near: usize, side: Side, id: usize) -> Option<(f32, Bead)> {
        let bead = self.beads[near].as_ref().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty())?;
        let own = bead.ids(side);
        if own.len() >= 3 || own.iter().any(|&other| other.abs_diff(id) <= 1) {
            return None;
        }
        if self.explained_by(bead.ids(side.other()), side, id) < LEAST_JOINED {
            return None;
        }
        let mut joined = bead.clone();
        let own = joined.ids_mut(side);
        own.push(id);
        own.sort_unstable();
        let gain = self.group(&joined.source, &joined.target).0 - self.group(&bead.source, &bead.target).0 - self.null(side, id);
        Some((gain - HOLE_PRICE, joined))
    }
}

fn logistic(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}
