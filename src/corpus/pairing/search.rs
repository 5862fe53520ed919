//! Finds for each document of one collection its few candidate translations in the other, with scores.
//!
//! A source is translated word by word: each word's weight is spread over its translations by their probabilities, from the packs, the
//! user's lexicons and look-alikes (names and numbers among them), restricted to the vocabulary of the other collection. An inverted index,
//! without the words that are in too many documents to tell them apart, gives the nearest targets. For those the cosine is taken over all
//! words and both ways, because the words of a short text are all in a long one, but not the reverse.

use rayon::prelude::*;

use super::bags::{Bag, Collection};
use crate::lexicon::Table;
use crate::lexicon::prior::Sources;
use crate::model::Pair;

/// Targets considered for a source.
const CANDIDATES: usize = 24;
/// Words in more documents than this, and in more than the share below, are not in the index.
const MOST_DOCUMENTS: usize = 100;
/// Share of the documents.
const MOST_SHARE: f32 = 0.05;
/// How many words of a source, the weightiest, are looked up in the index.
const MOST_WORDS: usize = 600;

/// Two documents that may belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    /// Place among the bags of the source collection.
    pub source: u32,
    /// Place among the bags of the target collection.
    pub target: u32,
    /// Mean of the cosines of both directions.
    pub score: f32,
}

/// Where each word of a collection stands.
pub(super) struct Index {
    starts: Vec<u32>,
    places: Vec<(u32, f32)>,
}

impl Index {
    pub fn new(collection: &Collection) -> Self {
        let most = (collection.bags.len() as f32 * MOST_SHARE) as usize;
        let kept = |word: u32| collection.spread[word as usize] as usize <= most.max(MOST_DOCUMENTS);
        let mut starts = vec![0; collection.words.len() + 1];
        for &(word, _) in collection.bags.iter().flat_map(|bag| &bag.words).filter(|&&(word, _)| kept(word)) {
            starts[word as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut places = vec![(0, 0.0); starts.last().map_or(0, |&end| end as usize)];
        for (at, bag) in collection.bags.iter().enumerate() {
            for &(word, weight) in bag.words.iter().filter(|&&(word, _)| kept(word)) {
                places[next[word as usize] as usize] = (at as u32, weight);
                next[word as usize] += 1;
            }
        }
        Self { starts, places }
    }

    fn of(&self, word: u32) -> &[(u32, f32)] {
        &self.places[self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize]
    }
}

/// Two collections with what is known of their words.
pub(super) struct Search<'a> {
    source: &'a Collection,
    target: &'a Collection,
    index: &'a Index,
    /// The translations of the words of each collection in the other.
    tables: Pair<Table>,
    /// For each target, the length of its translation.
    lengths: Vec<f32>,
}

/// What a thread needs while it searches.
struct Room {
    /// The source's own weights, by source word.
    own: Vec<f32>,
    translated: Sparse,
    found: Sparse,
}

impl<'a> Search<'a> {
    pub fn new(source: &'a Collection, target: &'a Collection, index: &'a Index, known: &Sources) -> Self {
        let tables = known.tables(Pair::new(&source.words, &target.words), Pair::new(&source.counts, &target.counts));
        let length = |sparse: &mut Sparse, bag: &Bag| {
            sparse.translate(bag, &tables.target);
            let length = sparse.length();
            sparse.clear();
            length
        };
        let lengths = target.bags.par_iter().map_init(|| Sparse::new(source.words.len()), length).collect();
        Self { source, target, index, tables, lengths }
    }

    /// The candidates of each source, the best first.
    pub fn run(&self) -> Vec<Vec<Near>> {
        let room = || Room {
            own: vec![0.0; self.source.words.len()],
            translated: Sparse::new(self.target.words.len()),
            found: Sparse::new(self.target.bags.len()),
        };
        self.source.bags.par_iter().enumerate().map_init(room, |room, (at, bag)| self.candidates(room, at as u32, bag)).collect()
    }

    fn candidates(&self, room: &mut Room, source: u32, bag: &Bag) -> Vec<Near> {
        let Room { own, translated, found } = room;
        bag.words.iter().for_each(|&(word, weight)| own[word as usize] = weight);
        translated.translate(bag, &self.tables.source);
        for word in translated.weightiest() {
            let weight = translated.of[word as usize];
            self.index.of(word).iter().for_each(|&(target, other)| found.add(target, weight * other));
        }
        let mut nearest: Vec<(u32, f32)> = found.touched.iter().map(|&target| (target, found.of[target as usize])).collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if nearest.len() > CANDIDATES {
            nearest.select_nth_unstable_by(CANDIDATES, order);
            nearest.truncate(CANDIDATES);
        }
        let length = translated.length();
        let candidate = |&(target, _): &(u32, f32)| {
            let words = &self.target.bags[target as usize].words;
            let forward: f32 = words.iter().map(|&(word, weight)| weight * translated.of[word as usize]).sum();
            let back = |word: u32| self.tables.target.row(word).iter().map(|entry| entry.prior * own[entry.word as usize]).sum::<f32>();
            let backward: f32 = words.iter().map(|&(word, weight)| weight * back(word)).sum();
            let cosine = |sum: f32, length: f32| if length > 0.0 { sum / length } else { 0.0 };
            let score = 0.5 * (cosine(forward, length) + cosine(backward, self.lengths[target as usize]));
            Near { source, target, score: score.min(1.0) }
        };
        let mut candidates: Vec<Near> = nearest.iter().map(candidate).collect();
        candidates.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.target.cmp(&b.target)));
        bag.words.iter().for_each(|&(word, _)| own[word as usize] = 0.0);
        translated.clear();
        found.clear();
        candidates
    }
}

/// A sparse vector in an array.
struct Sparse {
    of: Vec<f32>,
    touched: Vec<u32>,
}

impl Sparse {
    fn new(len: usize) -> Self {
        Self { of: vec![0.0; len], touched: Vec::new() }
    }

    /// Adds a weight above 0.
    fn add(&mut self, at: u32, weight: f32) {
        let place = &mut self.of[at as usize];
        if *place == 0.0 {
            self.touched.push(at);
        }
        *place += weight;
    }

    fn translate(&mut self, bag: &Bag, table: &Table) {
        for &(word, weight) in &bag.words {
            for entry in table.row(word).iter().filter(|entry| weight * entry.prior > 0.0) {
                self.add(entry.word, weight * entry.prior);
            }
        }
    }

    fn length(&self) -> f32 {
        self.touched.iter().map(|&at| self.of[at as usize].powi(2)).sum::<f32>().sqrt()
    }

    /// The places of the greatest weights.
    fn weightiest(&self) -> Vec<u32> {
        let mut places = self.touched.clone();
        if places.len() > MOST_WORDS {
            places.select_nth_unstable_by(MOST_WORDS, |&a, &b| self.of[b as usize].total_cmp(&self.of[a as usize]).then(a.cmp(&b)));
            places.truncate(MOST_WORDS);
            // Sums in one order, whatever the selection did.
            places.sort_unstable();
        }
        places
    }

    fn clear(&mut self) {
        self.touched.drain(..).for_each(|at| self.of[at as usize] = 0.0);
    }
}
