//! Many sentence pairs in, translation probabilities of their words out: how packs are made.
//!
//! IBM Model 1 in both directions over one table of word pairs, after Liang, Taskar and Klein, "Alignment by agreement" (2006): the first
//! iterations are independent, the last ones count a pair by the product of what both directions believe of it, which clears away most of
//! what a rare word collects when it stands beside frequent ones. Word pairs that meet no more often than by chance are never looked at
//! (as in [`learn`](crate::lexicon::learn), whose sums are not these: it trains on beads of two texts and takes each bead's own part out again; here
//! there are a hundred times more sentences and no bead to score).
//!
//! Each step runs over the words and not over the sentences: a word's row is spread into an array over the other vocabulary, and its places
//! are visited. Every sum is taken in one order whatever the number of threads, so the same text gives the same bytes.

use std::ops::Range;

use rayon::prelude::*;

use crate::tokens::{Postings, Tokens, Word, tokenize};

/// Sentence pairs with weights.
#[derive(Debug)]
pub struct Corpus {
    source: Tokens,
    target: Tokens,
    /// Source tokens by word, and the sentence of each.
    postings: Postings,
    sentence_of: Vec<u32>,
    weights: Vec<f32>,
}

/// Two words that translate each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Translation {
    /// Index into [`Corpus::source_words`].
    pub source: u32,
    /// Index into [`Corpus::target_words`].
    pub target: u32,
    /// p(target | source).
    pub forward: f32,
    /// p(source | target).
    pub backward: f32,
    /// How often the two were taken for translations of each other.
    pub count: f32,
}

/// Iterations in which the directions know nothing of each other.
const INDEPENDENT: usize = 3;
/// Iterations in which they agree.
const AGREEING: usize = 2;
/// Most candidates looked at for a word.
const MOST_CANDIDATES: usize = 256;
/// Weight of the null word against one real word.
const NULL_WEIGHT: f32 = 1.0;
/// Occurrences of nothing added to every word's: what is seen once is not yet sure.
const SMOOTHING: f32 = 0.4;
/// Longer sentences teach little and cost much.
const MOST_TOKENS: usize = 120;
/// Sentence pairs whose sums are taken at one time.
const CHUNK: usize = 20_000;

/// A candidate pair, in the row of its source word.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    target: u32,
    forward: f32,
    backward: f32,
    forward_count: f32,
    backward_count: f32,
}

type Table = Vec<Vec<Cell>>;

impl Corpus {
    /// Tokenises sentence pairs; pairs with a very long side lose their tokens.
    pub fn new(pairs: &[(String, String, f32)]) -> Self {
        let fits = |text: &str| text.len() < MOST_TOKENS * 16;
        let usable = |pair: &&(String, String, f32)| fits(&pair.0) && fits(&pair.1);
        let (source, target) = rayon::join(
            || tokenize(pairs.iter().filter(usable).map(|pair| pair.0.as_str())),
            || tokenize(pairs.iter().filter(usable).map(|pair| pair.1.as_str())),
        );
        let mut weights: Vec<f32> = pairs.iter().filter(usable).map(|pair| pair.2).collect();
        for (k, weight) in weights.iter_mut().enumerate() {
            if source.sentence(k).len().max(target.sentence(k).len()) > MOST_TOKENS {
                *weight = 0.0;
            }
        }
        let postings = Postings::new(&source.ids, source.words.len());
        Self { postings, sentence_of: source.sentence_of(), source, target, weights }
    }

    /// The words of the source side.
    pub fn source_words(&self) -> &[Word] {
        &self.source.words
    }

    /// The words of the target side.
    pub fn target_words(&self) -> &[Word] {
        &self.target.words
    }

    /// Learns the translations.
    pub fn learn(&self) -> Vec<Translation> {
        let weighted = |tokens: &Tokens| {
            let mut counts = vec![0f32; tokens.words.len()];
            for (k, weight) in self.weights.iter().enumerate() {
                tokens.sentence(k).iter().for_each(|&word| counts[word as usize] += weight);
            }
            counts
        };
        let (source_counts, target_counts) = (weighted(&self.source), weighted(&self.target));
        let null = |counts: &[f32]| {
            let total = counts.iter().sum::<f32>() + counts.len() as f32;
            counts.iter().map(|count| NULL_WEIGHT * (count + 1.0) / total).collect::<Vec<f32>>()
        };
        let nulls = (null(&source_counts), null(&target_counts));
        let mut table = self.candidates();
        for iteration in 0..INDEPENDENT + AGREEING {
            let sums = self.denominators(&table, &nulls);
            self.expect(&mut table, &sums, iteration >= INDEPENDENT);
            normalise(&mut table, self.target.words.len(), iteration >= INDEPENDENT, &source_counts, &target_counts);
        }
        let mut found = Vec::new();
        for (source, row) in table.iter().enumerate() {
            found.extend(row.iter().map(|cell| Translation {
                source: source as u32,
                target: cell.target,
                forward: cell.forward,
                backward: cell.backward,
                count: cell.forward_count,
            }));
        }
        found
    }

    /// Every pair of words that meets more often than by chance, with first probabilities from how exclusively they meet.
    fn candidates(&self) -> Table {
        let sentences_with = |tokens: &Tokens| {
            let mut totals = vec![0f32; tokens.words.len()];
            let mut last = vec![u32::MAX; tokens.words.len()];
            for (k, weight) in self.weights.iter().enumerate() {
                for &word in tokens.sentence(k) {
                    if last[word as usize] != k as u32 {
                        last[word as usize] = k as u32;
                        totals[word as usize] += weight;
                    }
                }
            }
            totals
        };
        let (here, there) = (sentences_with(&self.source), sentences_with(&self.target));
        let all: f32 = self.weights.iter().sum();
        let mut table: Table = (0..self.source.words.len())
            .into_par_iter()
            .map_init(
                || (vec![0f32; there.len()], vec![u32::MAX; there.len()], Vec::new()),
                |(joint, stamp, touched), word| {
                    for &place in self.postings.of(word as u32) {
                        let k = self.sentence_of[place as usize];
                        for &other in self.target.sentence(k as usize) {
                            if stamp[other as usize] != k {
                                if stamp[other as usize] == u32::MAX {
                                    touched.push(other);
                                }
                                stamp[other as usize] = k;
                                joint[other as usize] += self.weights[k as usize];
                            }
                        }
                    }
                    let mut row = Vec::new();
                    for other in touched.drain(..) {
                        let (at, both) = (other as usize, joint[other as usize]);
                        (joint[at], stamp[at]) = (0.0, u32::MAX);
                        if both > 0.0 && both * all > here[word] * there[at] {
                            row.push(Cell { target: other, forward_count: both * both / (here[word] * there[at]), ..Cell::default() });
                        }
                    }
                    if row.len() > MOST_CANDIDATES {
                        let order = |a: &Cell, b: &Cell| b.forward_count.total_cmp(&a.forward_count).then(a.target.cmp(&b.target));
                        row.select_nth_unstable_by(MOST_CANDIDATES, order);
                        row.truncate(MOST_CANDIDATES);
                    }
                    row.sort_unstable_by_key(|cell| cell.target);
                    row.iter_mut().for_each(|cell| cell.backward_count = cell.forward_count);
                    row
                },
            )
            .collect();
        normalise(&mut table, there.len(), false, &here, &there);
        table
    }

    /// What all words of the other sentence and the null word give each token: of the target text, of the source text.
    fn denominators(&self, table: &Table, nulls: &(Vec<f32>, Vec<f32>)) -> (Vec<f32>, Vec<f32>) {
        let parts: Vec<(Vec<f32>, Vec<f32>)> = (0..self.weights.len().div_ceil(CHUNK))
            .into_par_iter()
            .map_init(
                || Spread::new(self.target.words.len()),
                |spread, chunk| {
                    let sentences = chunk * CHUNK..((chunk + 1) * CHUNK).min(self.weights.len());
                    let range = |tokens: &Tokens| tokens.starts[sentences.start]..tokens.starts[sentences.end];
                    let (near, far) = (range(&self.source), range(&self.target));
                    let null = |tokens: &Tokens, nulls: &[f32], range: &Range<u32>| {
                        tokens.ids[range.start as usize..range.end as usize].iter().map(|&word| nulls[word as usize]).collect::<Vec<f32>>()
                    };
                    let mut sums = (null(&self.target, &nulls.1, &far), null(&self.source, &nulls.0, &near));
                    for (word, row) in table.iter().enumerate() {
                        let places = self.postings.within(word as u32, &near);
                        if places.is_empty() {
                            continue;
                        }
                        spread.load(row);
                        for &place in places {
                            for there in self.opposite(place) {
                                let (forward, backward) = spread.of[self.target.ids[there] as usize];
                                sums.0[there - far.start as usize] += forward;
                                sums.1[(place - near.start) as usize] += backward;
                            }
                        }
                        spread.clear(row);
                    }
                    sums
                },
            )
            .collect();
        let mut sums = (Vec::new(), Vec::new());
        for (target, source) in parts {
            sums.0.extend(target);
            sums.1.extend(source);
        }
        sums
    }

    /// Replaces the counts by expected ones.
    fn expect(&self, table: &mut Table, sums: &(Vec<f32>, Vec<f32>), agree: bool) {
        table.par_iter_mut().enumerate().for_each_init(
            || (Spread::new(self.target.words.len()), Spread::new(self.target.words.len())),
            |(spread, counts), (word, row)| {
                spread.load(row);
                for &place in self.postings.of(word as u32) {
                    let weight = self.weights[self.sentence_of[place as usize] as usize];
                    if weight == 0.0 {
                        continue;
                    }
                    for there in self.opposite(place) {
                        let other = self.target.ids[there] as usize;
                        let (forward, backward) = spread.of[other];
                        if forward == 0.0 {
                            continue;
                        }
                        let (mut forward, mut backward) = (forward / sums.0[there], backward / sums.1[place as usize]);
                        if agree {
                            forward *= backward;
                            backward = forward;
                        }
                        counts.of[other].0 += weight * forward;
                        counts.of[other].1 += weight * backward;
                    }
                }
                for cell in row.iter_mut() {
                    (cell.forward_count, cell.backward_count) = counts.of[cell.target as usize];
                }
                spread.clear(row);
                counts.clear(row);
            },
        );
    }

    /// The tokens of the target sentence of a source token.
    fn opposite(&self, place: u32) -> Range<usize> {
        let k = self.sentence_of[place as usize] as usize;
        self.target.starts[k] as usize..self.target.starts[k + 1] as usize
    }
}

/// Counts to probabilities. Where the directions agree, what they do not agree on belongs half to nothing.
fn normalise(table: &mut Table, targets: usize, agree: bool, source_counts: &[f32], target_counts: &[f32]) {
    let mut totals = vec![0f32; targets];
    for cell in table.iter().flatten() {
        totals[cell.target as usize] += cell.backward_count;
    }
    let whole = |sum: f32, count: f32| if agree { 0.5 * (sum + count.max(sum)) } else { sum };
    for (row, &count) in table.iter_mut().zip(source_counts) {
        let sum = whole(row.iter().map(|cell| cell.forward_count).sum(), count) + SMOOTHING;
        for cell in row {
            let target = cell.target as usize;
            cell.forward = cell.forward_count / sum;
            cell.backward = cell.backward_count / (whole(totals[target], target_counts[target]) + SMOOTHING);
        }
    }
}

/// A row as an array over all target words.
struct Spread {
    of: Vec<(f32, f32)>,
}

impl Spread {
    fn new(words: usize) -> Self {
        Self { of: vec![(0.0, 0.0); words] }
    }

    fn load(&mut self, row: &[Cell]) {
        row.iter().for_each(|cell| self.of[cell.target as usize] = (cell.forward, cell.backward));
    }

    fn clear(&mut self, row: &[Cell]) {
        row.iter().for_each(|cell| self.of[cell.target as usize] = (0.0, 0.0));
    }
}
