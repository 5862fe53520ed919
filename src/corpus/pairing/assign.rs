//! The one-to-one assignment of the greatest sum: which document goes with which, given what each pair is worth.
//!
//! Shortest augmenting paths with prices (Jonker and Volgenant, 1987) over the candidate pairs, which are few for each document: a new
//! document takes its best place, and the one it displaces looks for another, as long as the total gains by it. Staying alone is worth
//! nothing, and is always possible.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::hash::Map;

/// Assigns sources to `targets` targets: for each source, its target. `worth` has for each source the targets it may get and what they are
/// worth (more than 0).
pub(super) fn assign(worth: &[Vec<(u32, f32)>], targets: usize) -> Vec<Option<u32>> {
    let most = worth.iter().flatten().fold(0.0_f32, |most, &(_, worth)| most.max(worth));
    let alone = f64::from(most);
    let costs = worth.iter().map(|row| row.iter().map(|&(target, worth)| (target, alone - f64::from(worth))).collect()).collect();
    let mut assignment = Assignment {
        costs,
        alone,
        source_prices: vec![0.0; worth.len()],
        target_prices: vec![0.0; targets],
        owners: vec![None; targets],
        places: vec![None; worth.len()],
    };
    for source in 0..worth.len() {
        assignment.enter(source);
    }
    assignment.places
}

struct Assignment {
    /// For each source its targets and what they cost.
    costs: Vec<Vec<(u32, f64)>>,
    /// What it costs to stay alone.
    alone: f64,
    source_prices: Vec<f64>,
    target_prices: Vec<f64>,
    /// Who has each target.
    owners: Vec<Option<usize>>,
    /// What each source has.
    places: Vec<Option<u32>>,
}

/// How a target is reached.
#[derive(Clone, Copy)]
struct Reached {
    distance: f64,
    from: usize,
    settled: bool,
}

impl Assignment {
    /// Finds the cheapest way to give a new source a place, or to leave it or another alone instead.
    fn enter(&mut self, new: usize) {
        let mut reached: Map<u32, Reached> = Map::default();
        let mut queue: BinaryHeap<Reverse<Step>> = BinaryHeap::new();
        let (mut source, mut distance) = (new, 0.0);
        let mut end = (f64::INFINITY, None);
        let last = loop {
            let here = distance - self.source_prices[source];
            if here + self.alone < end.0 {
                end = (here + self.alone, Some(source));
            }
            for &(target, cost) in &self.costs[source] {
                let there = here + cost - self.target_prices[target as usize];
                if reached.get(&target).is_none_or(|known| !known.settled && there < known.distance) {
                    reached.insert(target, Reached { distance: there, from: source, settled: false });
                    queue.push(Reverse(Step(there, target)));
                }
            }
            let Some(Step(next, target)) = nearest(&mut queue, &mut reached) else { break None };
            if next >= end.0 {
                // It stays unsettled: no way through it is worth its price.
                reached.remove(&target);
                break None;
            }
            match self.owners[target as usize] {
                None => {
                    end.0 = next;
                    break Some(target);
                }
                Some(owner) => (source, distance) = (owner, next),
            }
        };
        self.settle(new, end.0, &reached);
        self.shift(new, last, end.1, &reached);
    }

    /// New prices, so that no pair that is kept could be had cheaper.
    fn settle(&mut self, new: usize, end: f64, reached: &Map<u32, Reached>) {
        self.source_prices[new] += end;
        for (&target, known) in reached.iter().filter(|(_, known)| known.settled) {
            self.target_prices[target as usize] -= end - known.distance;
            if let Some(owner) = self.owners[target as usize] {
                self.source_prices[owner] += end - known.distance;
            }
        }
    }

    /// Moves everyone on the way: to the free target `last`, or so that `left` stays alone.
    fn shift(&mut self, new: usize, last: Option<u32>, left: Option<usize>, reached: &Map<u32, Reached>) {
        let mut free = match (last, left) {
            (Some(target), _) => Some(target),
            (None, Some(source)) => self.places[source].take(),
            (None, None) => None,
        };
        while let Some(target) = free {
            let Some(from) = reached.get(&target).map(|known| known.from) else { return };
            free = self.places[from].replace(target);
            self.owners[target as usize] = Some(from);
            if from == new {
                return;
            }
        }
    }
}

/// Settles the nearest target that is not yet settled.
fn nearest(queue: &mut BinaryHeap<Reverse<Step>>, reached: &mut Map<u32, Reached>) -> Option<Step> {
    while let Some(Reverse(Step(distance, target))) = queue.pop() {
        // What was reached by a shorter way since stands in the queue a second time.
        if let Some(known) = reached.get_mut(&target).filter(|known| !known.settled && known.distance == distance) {
            known.settled = true;
            return Some(Step(distance, target));
        }
    }
    None
}

/// A distance and a target, the nearest first, then the first.
#[derive(PartialEq)]
struct Step(f64, u32);

impl Eq for Step {}

impl Ord for Step {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    #[test]
    fn who_is_driven_out_finds_another_place_or_none() {
        let worth = vec![vec![(0, 0.9), (1, 0.8)], vec![(0, 0.7)], vec![(1, 0.1), (2, 0.05)], vec![]];
        assert_eq!(assign(&worth, 3), [Some(1), Some(0), Some(2), None]);
        let worth = |second| vec![vec![(0, 0.9), (1, second)], vec![(0, 0.7)], vec![(0, 0.2)]];
        assert_eq!(assign(&worth(0.1), 2), [Some(0), None, None]);
        assert_eq!(assign(&worth(0.3), 2), [Some(1), Some(0), None]);
    }

    /// All ways to assign, tried one after the other.
    fn best(worth: &[Vec<(u32, f32)>], taken: u32) -> f32 {
        let Some((row, rest)) = worth.split_first() else { return 0.0 };
        let free = row.iter().filter(|(target, _)| taken & (1 << target) == 0);
        free.map(|&(target, worth)| worth + best(rest, taken | 1 << target)).fold(best(rest, taken), f32::max)
    }

    #[test]
    fn no_other_assignment_is_worth_more() {
        let mut dice = Dice(1);
        let mut roll = |sides: u32| dice.roll(u64::from(sides)) as u32;
        for _ in 0..500 {
            let (sources, targets) = (roll(7), 1 + roll(6));
            let mut worth: Vec<Vec<(u32, f32)>> = Vec::new();
            for _ in 0..sources {
                let all = (0..targets).filter(|_| roll(2) == 0).collect::<Vec<u32>>();
                worth.push(all.into_iter().map(|target| (target, (1 + roll(20)) as f32 / 20.0)).collect());
            }
            let places = assign(&worth, targets as usize);
            let mut taken: Vec<u32> = places.iter().flatten().copied().collect();
            taken.sort_unstable();
            assert!(taken.windows(2).all(|pair| pair[0] != pair[1]), "{worth:?} {places:?}");
            let sum: f32 = places
                .iter()
                .zip(&worth)
                .filter_map(|(place, row)| row.iter().find(|(target, _)| Some(*target) == *place))
                .map(|(_, worth)| worth)
                .sum();
            assert!((sum - best(&worth, 0)).abs() < 1e-4, "{worth:?} {places:?}");
        }
    }
}
