//! The translations of a pack: for each source word its target words, with both probabilities in 8 bits.

use super::{BLOCK, number, read_varint, write_varint};
use crate::model::Pair;

/// Two words that translate each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Translation {
    /// Id of the source word.
    pub source: u32,
    /// Id of the target word.
    pub target: u32,
    /// p(target | source).
    pub forward: f32,
    /// p(source | target).
    pub backward: f32,
}

impl Translation {
    /// The same where source and target have changed places.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { source: self.target, target: self.source, forward: self.backward, backward: self.forward }
    }
}

/// Quantised probabilities are e^(-STEP·q): 254 steps from 1 to 1/2000, each within 1.5 % of what it stands for; 255 is 0.
const STEP: f32 = 0.03;

/// A probability in 8 bits.
pub(super) fn quantise(p: f32) -> u8 {
    if p <= 0.0 { 255 } else { (-p.min(1.0).ln() / STEP).round().min(255.0) as u8 }
}

fn probabilities() -> [f32; 256] {
    std::array::from_fn(|q| if q == 255 { 0.0 } else { (-STEP * q as f32).exp() })
}

/// The rows of a pack.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    /// Number of words of each side.
    len: Pair<u32>,
    index: &'a [u8],
    rows: &'a [u8],
    values: [f32; 256],
}

impl<'a> Rows<'a> {
    pub(super) fn new(len: Pair<u32>, index: &'a [u8], rows: &'a [u8]) -> Self {
        Self { len, index, rows, values: probabilities() }
    }

    /// Calls `each` for every translation of some ascending source words.
    pub fn of(&self, ascending: impl Iterator<Item = u32>, mut each: impl FnMut(Translation)) {
        let (mut at, mut next) = (0, 0);
        for source in ascending.filter(|&source| source < self.len.source) {
            let block = source as usize / BLOCK;
            if next > source || block > next as usize / BLOCK {
                let Some(start) = number(self.index, 4 * block) else { return };
                (at, next) = (start as usize, (block * BLOCK) as u32);
            }
            while next <= source {
                let wanted = next == source;
                let row = self.row(next, &mut at, |pair| {
                    if wanted {
                        each(pair);
                    }
                });
                if row.is_none() {
                    return;
                }
                next += 1;
            }
        }
    }

    /// Calls `each` for every translation of every source word.
    pub fn all(&self, mut each: impl FnMut(Translation)) {
        let mut at = 0;
        for source in 0..self.len.source {
            if self.row(source, &mut at, &mut each).is_none() {
                return;
            }
        }
    }

    fn row(&self, source: u32, at: &mut usize, mut each: impl FnMut(Translation)) -> Option<()> {
        let mut target = 0u32;
        for _ in 0..read_varint(self.rows, at)? {
            target = target.checked_add(read_varint(self.rows, at)?)?;
            let &[forward, backward] = self.rows.get(*at..at.checked_add(2)?)? else { return None };
            *at += 2;
            if target >= self.len.target {
                return None;
            }
            let value = |q: u8| self.values[usize::from(q)];
            each(Translation { source, target, forward: value(forward), backward: value(backward) });
        }
        Some(())
    }
}

/// Index and rows of pairs sorted by source and target.
pub(super) fn encode(source_len: usize, pairs: &[Translation]) -> (Vec<u8>, Vec<u8>) {
    let (mut index, mut rows) = (Vec::new(), Vec::new());
    let mut rest = pairs;
    for source in 0..source_len {
        if source % BLOCK == 0 {
            index.extend((rows.len() as u32).to_le_bytes());
        }
        let (row, after) = rest.split_at(rest.partition_point(|pair| pair.source as usize <= source));
        rest = after;
        write_varint(&mut rows, row.len() as u32);
        let mut before = 0;
        for pair in row {
            write_varint(&mut rows, pair.target - before);
            rows.extend([quantise(pair.forward), quantise(pair.backward)]);
            before = pair.target;
        }
    }
    (index, rows)
}
