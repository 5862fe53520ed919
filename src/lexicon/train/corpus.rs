//! Learns from a corpus of many sentence pairs: how packs are made.
//!
//! IBM Model 1 in both directions over one table of word pairs, after Liang, Taskar and Klein, "Alignment by agreement" (2006): the first
//! iterations are independent, the last ones count a pair by the product of the beliefs of both directions, which removes most of what a
//! rare word collects beside frequent ones. Co-occurrence and expectation are those of [`beads`](super::beads); but there are a hundred
//! times more sentences and no bead to score, so denominators are summed by word and no bead's own counts are taken out.

use std::ops::Range;

use rayon::prelude::*;

use crate::lexicon::cooccurrence::{Beads, Cooccurrence, Counter};
use crate::lexicon::em;
use crate::lexicon::pack::Translation;
use crate::lexicon::pool::Total;
use crate::lexicon::tuning::corpus::{AGREEING, CHUNK, INDEPENDENT, MOST_CANDIDATES, MOST_TOKENS};
use crate::lexicon::tuning::{NULL_WEIGHT, SMOOTHING};
use crate::model::Pair;
use crate::tokens::{Postings, Tokens, Word, tokenize};

/// Sentence pairs with weights.
#[derive(Debug)]
pub struct Corpus {
    texts: Pair<Tokens>,
    /// Source tokens by word, and the sentence of each.
    postings: Postings,
    sentence_of: Vec<u32>,
    weights: Vec<f32>,
}

/// What a corpus teaches.
#[derive(Debug)]
pub struct Learned {
    /// Translations, each with how often the two words were taken for translations of each other, by source and target.
    pub translations: Vec<(Translation, f32)>,
    /// How often the words of each side occur and were translated.
    pub totals: Pair<Vec<Total>>,
}

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

impl em::Cell for Cell {
    type Value = (f32, f32);

    #[inline]
    fn word(&self) -> usize {
        self.target as usize
    }

    #[inline]
    fn probability(&self) -> (f32, f32) {
        (self.forward, self.backward)
    }

    #[inline]
    fn expect(&mut self, count: (f32, f32)) {
        (self.forward_count, self.backward_count) = count;
    }
}

impl Beads for Corpus {
    fn other(&self) -> &Tokens {
        &self.texts.target
    }

    fn len(&self) -> usize {
        self.weights.len()
    }

    #[inline]
    fn weight(&self, bead: u32) -> f32 {
        self.weights[bead as usize]
    }

    #[inline]
    fn bead_of(&self, place: u32) -> u32 {
        self.sentence_of[place as usize]
    }

    fn occurrences(&self, word: u32) -> (impl Iterator<Item = &u32>, f32) {
        (self.postings.of(word).iter(), 1.0)
    }

    #[inline]
    fn opposite(&self, bead: u32) -> impl Iterator<Item = Range<usize>> {
        std::iter::once(self.texts.target.range(bead as usize))
    }
}

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
        Self { postings, sentence_of: source.sentence_of(), texts: Pair::new(source, target), weights }
    }

    /// The words of both texts.
    pub fn words(&self) -> Pair<&[Word]> {
        self.texts.as_ref().map(|tokens| &*tokens.words)
    }

    /// The words of each sentence pair, by their ids here, and its weight.
    pub fn pairs(&self) -> impl Iterator<Item = (Pair<&[u32]>, f32)> {
        self.weights.iter().enumerate().map(|(at, &weight)| (self.texts.as_ref().map(|tokens| tokens.sentence(at)), weight))
    }

    /// Learns the translations, between ids of [`words`](Self::words).
    pub fn learn(&self) -> Learned {
        let counts = self.texts.as_ref().map(|tokens| {
            let mut counts = vec![0f32; tokens.words.len()];
            for (k, weight) in self.weights.iter().enumerate() {
                tokens.sentence(k).iter().for_each(|&word| counts[word as usize] += weight);
            }
            counts
        });
        let nulls = counts.as_ref().map(|counts| {
            let total = counts.iter().sum::<f32>() + counts.len() as f32;
            counts.iter().map(|count| NULL_WEIGHT * (count + 1.0) / total).collect::<Vec<f32>>()
        });
        let mut table = self.candidates();
        normalise(&mut table, &counts, false);
        for iteration in 0..INDEPENDENT + AGREEING {
            let agree = iteration >= INDEPENDENT;
            let sums = self.denominators(&table, &nulls);
            em::expect(self, table.par_iter_mut().map(Vec::as_mut_slice), |count, weight, (forward, backward), place, there| {
                if forward == 0.0 {
                    return;
                }
                let (mut forward, mut backward) = (forward / sums.target[there], backward / sums.source[place]);
                if agree {
                    forward *= backward;
                    backward = forward;
                }
                count.0 += weight * forward;
                count.1 += weight * backward;
            });
            normalise(&mut table, &counts, agree);
        }
        let translation = |source, cell: Cell| {
            (Translation { source, target: cell.target, forward: cell.forward, backward: cell.backward }, cell.forward_count)
        };
        let mut totals = counts.map(|counts| counts.iter().map(|&occurs| Total { occurs, translated: 0.0 }).collect::<Vec<_>>());
        for (source, row) in table.iter().enumerate() {
            for cell in row {
                totals.source[source].translated += cell.forward_count;
                totals.target[cell.target as usize].translated += cell.backward_count;
            }
        }
        let row = |(source, row): (u32, Vec<Cell>)| row.into_iter().map(move |cell| translation(source, cell));
        Learned { translations: (0..).zip(table).flat_map(row).collect(), totals }
    }

    /// Every pair of words that meets more often than by chance, their counts set to how exclusively they meet.
    fn candidates(&self) -> Table {
        let cooccurrence = Cooccurrence::new(self);
        let row = |counter: &mut Counter, word: u32| {
            let mut row = Vec::new();
            cooccurrence.of(self, word, counter, &mut [], |meeting| {
                let (forward_count, backward_count) = (meeting.share, meeting.share);
                row.push(Cell { target: meeting.other, forward_count, backward_count, ..Cell::default() });
            });
            if row.len() > MOST_CANDIDATES {
                let order = |a: &Cell, b: &Cell| b.forward_count.total_cmp(&a.forward_count).then(a.target.cmp(&b.target));
                row.select_nth_unstable_by(MOST_CANDIDATES, order);
                row.truncate(MOST_CANDIDATES);
            }
            row.sort_unstable_by_key(|cell| cell.target);
            row
        };
        (0..self.texts.source.words.len() as u32).into_par_iter().map_init(|| Counter::new(self), row).collect()
    }

    /// What all words of the other sentence and the null word give each token of both texts.
    fn denominators(&self, table: &Table, nulls: &Pair<Vec<f32>>) -> Pair<Vec<f32>> {
        let Pair { source, target } = &self.texts;
        let of_chunk = |spread: &mut Vec<(f32, f32)>, chunk: usize| {
            let sentences = chunk * CHUNK..((chunk + 1) * CHUNK).min(self.weights.len());
            let ranges = self.texts.as_ref().map(|tokens| tokens.starts[sentences.start]..tokens.starts[sentences.end]);
            let null = |tokens: &Tokens, nulls: &[f32], range: &Range<u32>| {
                tokens.ids[range.start as usize..range.end as usize].iter().map(|&word| nulls[word as usize]).collect::<Vec<f32>>()
            };
            let mut of_target = null(target, &nulls.target, &ranges.target);
            let mut of_source = null(source, &nulls.source, &ranges.source);
            for (word, row) in (0..).zip(table) {
                let places = self.postings.within(word, &ranges.source);
                if places.is_empty() {
                    continue;
                }
                row.iter().for_each(|cell| spread[cell.target as usize] = (cell.forward, cell.backward));
                for &place in places {
                    for there in target.range(self.sentence_of[place as usize] as usize) {
                        let (forward, backward) = spread[target.ids[there] as usize];
                        of_target[there - ranges.target.start as usize] += forward;
                        of_source[(place - ranges.source.start) as usize] += backward;
                    }
                }
                row.iter().for_each(|cell| spread[cell.target as usize] = (0.0, 0.0));
            }
            Pair::new(of_source, of_target)
        };
        let chunks = (0..self.weights.len().div_ceil(CHUNK)).into_par_iter();
        let parts: Vec<Pair<Vec<f32>>> = chunks.map_init(|| vec![(0.0, 0.0); target.words.len()], of_chunk).collect();
        let mut sums = Pair::<Vec<f32>>::default();
        for part in parts {
            sums.source.extend(part.source);
            sums.target.extend(part.target);
        }
        sums
    }
}

/// Counts to probabilities. Where the directions agree, half of what they do not agree on goes to the null word.
fn normalise(table: &mut Table, counts: &Pair<Vec<f32>>, agree: bool) {
    let mut totals = vec![0f32; counts.target.len()];
    for cell in table.iter().flatten() {
        totals[cell.target as usize] += cell.backward_count;
    }
    let whole = |sum: f32, count: f32| if agree { 0.5 * (sum + count.max(sum)) } else { sum };
    for (row, &count) in table.iter_mut().zip(&counts.source) {
        let sum = whole(row.iter().map(|cell| cell.forward_count).sum(), count) + SMOOTHING;
        for cell in row {
            let target = cell.target as usize;
            cell.forward = cell.forward_count / sum;
            cell.backward = cell.backward_count / (whole(totals[target], counts.target[target]) + SMOOTHING);
        }
    }
}
