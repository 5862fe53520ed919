//! Positions grouped by key, in two flat arrays: the places of each word of a text, the beads of each sentence, the forms of each word of a
//! pack.
//!
//! Built by a counting sort: the positions of one key are one slice, and nothing is allocated for each key.

use std::ops::Range;

/// Positions by key, ascending within a key.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl Postings {
    /// Groups the positions of `keys`, all of which are below `len`.
    pub fn new(keys: &[u32], len: usize) -> Self {
        let starts = starts(keys.iter().copied(), len);
        let mut next = starts.clone();
        let mut positions = vec![0; keys.len()];
        for (position, &key) in keys.iter().enumerate() {
            positions[next[key as usize] as usize] = position as u32;
            next[key as usize] += 1;
        }
        Self { starts, positions }
    }

    /// The positions of a key.
    #[inline]
    pub fn of(&self, key: u32) -> &[u32] {
        &self.positions[self.starts[key as usize] as usize..self.starts[key as usize + 1] as usize]
    }

    /// Those of them inside a range of positions.
    #[inline]
    pub fn within(&self, key: u32, range: &Range<u32>) -> &[u32] {
        let all = self.of(key);
        &all[all.partition_point(|&at| at < range.start)..all.partition_point(|&at| at < range.end)]
    }

    /// How many positions a key has.
    #[inline]
    pub fn count(&self, key: u32) -> u32 {
        self.starts[key as usize + 1] - self.starts[key as usize]
    }
}

/// Where the run of each key begins in what is sorted by key, and one more for the end.
pub fn starts(keys: impl Iterator<Item = u32>, len: usize) -> Vec<u32> {
    let mut starts = vec![0u32; len + 1];
    keys.for_each(|key| starts[key as usize + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::Postings;

    #[test]
    fn positions_are_found_by_key() {
        let postings = Postings::new(&[2, 0, 2, 2, 4], 5);
        assert_eq!((postings.of(0), postings.of(1), postings.of(2), postings.of(4)), (&[1][..], &[][..], &[0, 2, 3][..], &[4][..]));
        assert_eq!(postings.within(2, &(1..3)), [2]);
        assert_eq!(postings.count(2), 3);
    }
}
