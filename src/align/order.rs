//! Which beads are moved, and the order in which beads are read.

use crate::hash::{Map, Set};
use crate::model::{Bead, BeadKind, ReadingOrder};

/// The heaviest chain that ends below each place, as prefix maxima (a Fenwick tree).
pub(super) struct PrefixMaxima<W> {
    tree: Vec<(W, usize)>,
}

/// The number that stands for nothing.
pub(super) const NONE: usize = usize::MAX;

impl<W: Copy + PartialOrd> PrefixMaxima<W> {
    /// For places below `size`; where nothing was added, the maximum is `least` and [`NONE`].
    pub fn new(size: usize, least: W) -> Self {
        Self { tree: vec![(least, NONE); size + 1] }
    }

    /// The heaviest of what was added below a place, of equal ones the first that was added there, and its number.
    pub fn below(&self, place: usize) -> (W, usize) {
        let mut best = self.tree[0];
        let mut k = place;
        while k > 0 {
            if self.tree[k].0 > best.0 {
                best = self.tree[k];
            }
            k &= k - 1;
        }
        best
    }

    /// Adds something of some weight at a place.
    pub fn add(&mut self, place: usize, weight: W, number: usize) {
        let mut k = place + 1;
        while k < self.tree.len() {
            if weight > self.tree[k].0 {
                self.tree[k] = (weight, number);
            }
            k += k & k.wrapping_neg();
        }
    }
}

/// Marks as moved every bead with both sides that is off the heaviest chain ascending on both sides (by number of sentences; the later bead
/// of a swapped pair moves), and no other.
pub(super) fn mark_moved(beads: &mut [Bead]) {
    let is_pair = |bead: &Bead| !bead.source.is_empty() && !bead.target.is_empty();
    let two_sided: Vec<usize> = (0..beads.len()).filter(|&at| is_pair(&beads[at])).collect();
    two_sided.iter().for_each(|&at| beads[at].kind = BeadKind::Match);
    if two_sided.windows(2).all(|pair| beads[pair[0]].target[0] < beads[pair[1]].target[0]) {
        return;
    }
    let mut order = two_sided.clone();
    order.sort_by_key(|&at| beads[at].source[0]);
    let size = beads.iter().flat_map(|bead| &bead.target).max().map_or(0, |&t| t + 1);
    let mut chains = PrefixMaxima::new(size, 0);
    let mut before: Map<usize, usize> = Map::default();
    for &at in &order {
        let (weight, last) = chains.below(beads[at].target[0]);
        before.insert(at, last);
        chains.add(beads[at].target[0], weight + beads[at].source.len() + beads[at].target.len(), at);
    }
    let mut chain = Set::default();
    let mut here = chains.below(size).1;
    while here != NONE {
        chain.insert(here);
        here = before.get(&here).copied().unwrap_or(NONE);
    }
    for at in two_sided.into_iter().filter(|at| !chain.contains(at)) {
        beads[at].kind = BeadKind::Moved;
    }
}

/// Free and fixed beads in reading order; free ones that cross the heaviest chain of all are marked as moved, fixed ones do not change.
pub(super) fn in_reading_order(free: Vec<Bead>, fixed: &[Bead]) -> Vec<Bead> {
    let first_fixed = free.len();
    let mut beads = free;
    beads.extend_from_slice(fixed);
    mark_moved(&mut beads);
    let order = ReadingOrder::new(&beads);
    for (bead, fixed) in beads.iter_mut().skip(first_fixed).zip(fixed) {
        bead.kind = fixed.kind;
    }
    beads.sort_by_key(|bead| order.place(bead));
    beads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smaller_part_is_the_one_that_moved() {
        let mut beads: Vec<Bead> = [(0, 3), (1, 0), (2, 1), (3, 2), (4, 5), (5, 4)].map(|(i, j)| Bead::new(vec![i], vec![j], 1.0)).into();
        mark_moved(&mut beads);
        let moved: Vec<usize> = (0..6).filter(|&at| beads[at].kind == BeadKind::Moved).collect();
        assert_eq!(moved, [0, 5]);
    }

    #[test]
    fn maxima_are_of_what_stands_before() {
        let mut maxima = PrefixMaxima::new(6, f32::NEG_INFINITY);
        assert_eq!(maxima.below(6), (f32::NEG_INFINITY, NONE));
        for (number, (place, weight)) in [(3, 2.0), (0, 1.0), (5, 9.0), (2, 2.0)].into_iter().enumerate() {
            maxima.add(place, weight, number);
        }
        let best: Vec<usize> = (0..=6).map(|place| maxima.below(place).1).collect();
        assert_eq!(best, [NONE, 1, 1, 3, 0, 0, 2]);
    }

    #[test]
    fn added_beads_are_read_after_the_match_before_them() {
        let bead = |s: &[usize], t: &[usize]| Bead::new(s.to_vec(), t.to_vec(), 1.0);
        let fixed = [Bead { kind: BeadKind::Moved, ..bead(&[2], &[1]) }];
        let beads = in_reading_order(vec![bead(&[], &[3]), bead(&[1], &[2]), bead(&[0], &[0]), bead(&[3], &[])], &fixed);
        let places: Vec<(&[usize], &[usize])> = beads.iter().map(|bead| (&bead.source[..], &bead.target[..])).collect();
        assert_eq!(places, [(&[0][..], &[0][..]), (&[1], &[2]), (&[], &[3]), (&[2], &[1]), (&[3], &[])]);
        assert_eq!(beads[3].kind, BeadKind::Moved);
    }
}
