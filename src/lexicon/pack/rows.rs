//! The translations of a pack: for each source word its target words, with both probabilities in 4 bits.

use super::{BLOCK, number};
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

/// What the 16 numbers of four bits stand for: steps of a quarter, with what dictionaries give words of two, three and four translations.
const VALUES: [f32; 16] = [1.0, 0.8, 0.63, 0.5, 0.41, 0.33, 0.25, 0.2, 0.16, 0.125, 0.1, 0.075, 0.055, 0.035, 0.012, 0.0];
/// The number of a probability that is as good as none.
pub(super) const NEVER: u8 = 15;
/// Bits of an entry beside its target word.
const BESIDE: u32 = 9;

/// A probability in 4 bits: the nearest by ratio.
pub(super) fn quantise(p: f32) -> u8 {
    let step = VALUES.windows(2).position(|pair| p * p >= pair[0] * pair[1].max(0.001));
    step.map_or(NEVER, |step| step as u8)
}

/// Bits that the id of one of so many words takes.
fn width(len: usize) -> u32 {
    usize::BITS - len.saturating_sub(1).leading_zeros()
}

/// The rows of a pack.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    /// Number of words of each side.
    len: Pair<u32>,
    index: &'a [u8],
    rows: &'a [u8],
    /// Bits of a target word.
    width: u32,
}

impl<'a> Rows<'a> {
    pub(super) fn new(len: Pair<u32>, index: &'a [u8], rows: &'a [u8]) -> Self {
        Self { len, index, rows, width: width(len.target as usize) }
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

    /// The row that begins with the entry `at`, which is moved behind it.
    #[inline]
    fn row(&self, source: u32, at: &mut usize, mut each: impl FnMut(Translation)) -> Option<()> {
        loop {
            let bit = at.checked_mul((self.width + BESIDE) as usize)?;
            *at += 1;
            let bytes = self.rows.get(bit / 8..(bit / 8).checked_add(8)?)?;
            let entry = u64::from_le_bytes(bytes.try_into().ok()?) >> (bit % 8);
            let target = ((entry >> BESIDE) & ((1 << self.width) - 1)) as u32;
            if target >= self.len.target {
                return None;
            }
            let value = |shift: u32| VALUES[(entry >> shift) as usize & 15];
            each(Translation { source, target, forward: value(1), backward: value(5) });
            if entry & 1 == 1 {
                return Some(());
            }
        }
    }
}

/// Index and rows of pairs sorted by source and target; every source word has at least one.
pub(super) fn encode(source_len: usize, target_len: usize, pairs: &[Translation]) -> (Vec<u8>, Vec<u8>) {
    let width = width(target_len);
    let (mut index, mut rows) = (Vec::new(), Vec::new());
    let (mut rest, mut at) = (pairs, 0u32);
    let (mut pending, mut bits) = (0u64, 0);
    for source in 0..source_len {
        if source % BLOCK == 0 {
            index.extend(at.to_le_bytes());
        }
        let (row, after) = rest.split_at(rest.partition_point(|pair| pair.source as usize <= source));
        rest = after;
        at += row.len() as u32;
        for (k, pair) in row.iter().enumerate() {
            let probabilities = u64::from(quantise(pair.forward)) << 1 | u64::from(quantise(pair.backward)) << 5;
            let entry = u64::from(pair.target) << BESIDE | probabilities | u64::from(k + 1 == row.len());
            pending |= entry << bits;
            bits += width + BESIDE;
            while bits >= 8 {
                rows.push(pending as u8);
                pending >>= 8;
                bits -= 8;
            }
        }
    }
    // An entry is read as eight bytes.
    rows.push(pending as u8);
    rows.extend([0; 8]);
    (index, rows)
}
