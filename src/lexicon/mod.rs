//! Which words translate which: translation probabilities both ways, for the words of the two texts at hand.
//!
//! [`cognates`] gives what can be known before anything is aligned (identical words, numbers, names, words that look alike);
//! [`learn`] adds what the beads of an alignment teach, by IBM Model 1 with expectation-maximisation. Both are rows of one [`Table`] a
//! direction, over the word ids of the two texts, so that a look-up is an index and never a hash.

pub mod built_in;
pub mod cognates;
mod forms;
pub mod learn;
pub mod make;
pub mod model1;
pub mod pack;
pub mod packs;
mod postings;
pub mod training;

/// One translation of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The word of the other text.
    pub word: u32,
    /// Expected number of times the beads used this pair.
    pub count: f32,
    /// What was known before: a probability.
    pub prior: f32,
    /// The probability that the last expectation step used, to take a sentence's own part out of `count` again.
    pub used: f32,
}

/// Translations of the words of one text into words of the other.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Where each word's entries begin, and one more for the end.
    pub starts: Vec<u32>,
    /// Entries, by word.
    pub entries: Vec<Entry>,
    /// Sum over each word's expected counts, those of dropped entries included.
    pub totals: Vec<f32>,
    /// For each token position of the other text, the denominator of the last expectation step, 0 where it was not part of one.
    pub denominators: Vec<f32>,
}

impl Table {
    /// A table without any entry for `words` words.
    pub fn empty(words: usize) -> Self {
        Self { starts: vec![0; words + 1], entries: Vec::new(), totals: vec![0.0; words], denominators: Vec::new() }
    }

    /// The translations of a word.
    pub fn row(&self, word: u32) -> &[Entry] {
        &self.entries[self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize]
    }
}

/// Both directions, and which training bead each sentence was in.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// From source words to target words.
    pub forward: Table,
    /// From target words to source words.
    pub backward: Table,
    /// Training bead of each source sentence, `u32::MAX` if none.
    pub source_bead: Vec<u32>,
    /// Training bead of each target sentence, `u32::MAX` if none.
    pub target_bead: Vec<u32>,
    /// Weight of each training bead.
    pub bead_weights: Vec<f32>,
}
