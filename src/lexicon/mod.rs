//! Which words translate which: translation probabilities both ways, for the words of the two texts at hand.
//!
//! [`prior`] gives what can be known before anything is aligned (identical words, numbers, names, words that look alike);
//! [`learn`] adds what the beads of an alignment teach, by IBM Model 1 with expectation-maximisation. Both are rows of one [`Table`] a
//! direction, over the word ids of the two texts, so that a look-up is an index and never a hash.

pub mod built_in;
pub mod learn;
pub mod pack;
pub mod prior;
pub mod train;

use crate::tokens::Prepared;

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

    /// What it says of some sentences of its two texts: the rows of the words of `from`, and the denominators of the tokens of these sentences of
    /// `to`. Ids of words stay what they are.
    pub fn part(&self, from: &Prepared, to: &Prepared, to_sentences: &[usize]) -> Self {
        let mut part = Self { starts: Vec::with_capacity(self.starts.len()), totals: self.totals.clone(), ..Self::default() };
        part.starts.push(0);
        for word in 0..self.totals.len() as u32 {
            if from.postings.count(word) > 0 {
                part.entries.extend_from_slice(self.row(word));
            }
            part.starts.push(part.entries.len() as u32);
        }
        if !self.denominators.is_empty() {
            let places = |&id: &usize| to.tokens.starts[id] as usize..to.tokens.starts[id + 1] as usize;
            part.denominators = to_sentences.iter().flat_map(places).map(|place| self.denominators[place]).collect();
        }
        part
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

impl Lexicon {
    /// What it says of some sentences of its two texts; `part` are these sentences, `whole` the texts.
    pub fn part(&self, whole: (&Prepared, &Prepared), part: (&Prepared, &Prepared), source: &[usize], target: &[usize]) -> Self {
        let beads = |of: &[u32], ids: &[usize]| if of.is_empty() { Vec::new() } else { ids.iter().map(|&id| of[id]).collect() };
        Self {
            forward: self.forward.part(part.0, whole.1, target),
            backward: self.backward.part(part.1, whole.0, source),
            source_bead: beads(&self.source_bead, source),
            target_bead: beads(&self.target_bead, target),
            bead_weights: self.bead_weights.clone(),
        }
    }
}
