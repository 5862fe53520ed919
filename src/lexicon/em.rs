//! The expectation step of Model 1 (Brown et al., "The mathematics of statistical machine translation", 1993, section 4.2), for both trainers.
//!
//! It runs over the words and not over the sentences: a word's row is spread into an array over the other vocabulary, and its places are
//! visited. So no two threads write to one row, and every sum is taken in one order whatever their number: the same text gives the same
//! bytes. The denominators of tokens are summed by each trainer itself, because the order of a sum decides its last digits: by bead where
//! there are two texts, by word where there are a hundred thousand sentences.

use rayon::prelude::*;

use crate::lexicon::cooccurrence::{Beads, NONE};

/// A translation whose count an expectation step replaces.
pub trait Cell: Send {
    /// Its probability and its count: a number, or one for each direction.
    type Value: Copy + Default;
    /// The word of the other side.
    fn word(&self) -> usize;
    /// The probability that the step uses.
    fn probability(&self) -> Self::Value;
    /// Takes the expected count.
    fn expect(&mut self, count: Self::Value);
}

/// Replaces the counts of all rows by expected ones. For every token that a row's word may have given, `add` adds to the count of its word: it is told the
/// weight, the probability, the place of the giver and the place of the token.
pub fn expect<'r, B: Beads, C: Cell + 'r>(
    beads: &B,
    rows: impl IndexedParallelIterator<Item = &'r mut [C]>,
    add: impl Fn(&mut C::Value, f32, C::Value, usize, usize) + Sync,
) {
    let other = beads.other();
    let spread = || vec![C::Value::default(); other.words.len()];
    rows.enumerate().for_each_init(
        || (spread(), spread()),
        |(probabilities, counts), (word, row)| {
            if row.is_empty() {
                return;
            }
            for cell in row.iter() {
                probabilities[cell.word()] = cell.probability();
            }
            let (places, each) = beads.occurrences(word as u32);
            for &place in places {
                let bead = beads.bead_of(place);
                if bead == NONE {
                    continue;
                }
                let weight = each * beads.weight(bead);
                if weight == 0.0 {
                    continue;
                }
                for run in beads.opposite(bead) {
                    for there in run {
                        let word = other.ids[there] as usize;
                        add(&mut counts[word], weight, probabilities[word], place as usize, there);
                    }
                }
            }
            for cell in row {
                let word = cell.word();
                cell.expect(std::mem::take(&mut counts[word]));
                probabilities[word] = C::Value::default();
            }
        },
    );
}
