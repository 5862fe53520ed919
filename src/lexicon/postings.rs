//! Tokens in, the places of each word out: what the sums of [`model1`](super::model1) walk over.

use std::ops::Range;

use crate::words::Tokens;

/// Where each source word stands.
pub(super) struct Postings {
    starts: Vec<u32>,
    places: Vec<u32>,
    /// Sentence of each place.
    pub sentence_of: Vec<u32>,
}

impl Postings {
    /// Sorts the places of all tokens by word.
    pub fn new(tokens: &Tokens) -> Self {
        let mut starts = vec![0u32; tokens.words.len() + 1];
        tokens.ids.iter().for_each(|&word| starts[word as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut places = vec![0; tokens.ids.len()];
        for (place, &word) in tokens.ids.iter().enumerate() {
            places[next[word as usize] as usize] = place as u32;
            next[word as usize] += 1;
        }
        let sentence_of = (0..tokens.len()).flat_map(|k| tokens.sentence(k).iter().map(move |_| k as u32)).collect();
        Self { starts, places, sentence_of }
    }

    /// The places of a word, ascending.
    pub fn of(&self, word: usize) -> &[u32] {
        &self.places[self.starts[word] as usize..self.starts[word + 1] as usize]
    }

    /// Those of them inside a range of places.
    pub fn within(&self, word: usize, range: &Range<u32>) -> &[u32] {
        let all = self.of(word);
        &all[all.partition_point(|&place| place < range.start)..all.partition_point(|&place| place < range.end)]
    }
}
