//! Anchors: pairs of sentences that share rare translated words, numbers or names; the best chain of them.
//!
//! Seed, chain, extend, as in genome alignment (Li, "Minimap2", 2018): there is no search band around the diagonal, so a missing chapter of
//! any size costs nothing. No anchor is trusted alone: a chain pays for every change of diagonal.

use std::ops::Range;

use rayon::prelude::*;

use crate::align::order::{NONE, PrefixMaxima};
use crate::align::tuning::{
    GAP_LEVELS, JUMP_PRICE, LEAST_GAP, LEAST_SEED, LOOK_BACK, MOST_ANCHORS, MOST_CELLS, MOST_SEEDS, MOST_STEPS, TIME_WEIGHT,
};
use crate::hash::Map;
use crate::lexicon::Table;
use crate::model::Pair;
use crate::tokens::Prepared;

/// A pair of sentences with the weight of what they share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// Source sentence.
    pub source: u32,
    /// Target sentence.
    pub target: u32,
    /// Sum of the weights of the shared words, nats.
    pub weight: f32,
}

/// All anchors that `table` (source to target) gives, and the best chain of them.
pub fn with_chain(texts: Pair<&Prepared>, table: &Table) -> (Vec<Anchor>, Vec<Anchor>) {
    let all = anchors(texts, table);
    let chain = chain(&all, &Gap { rows: 0..texts.source.len(), columns: 0..texts.target.len() });
    (all, chain)
}

/// The best chain of anchors with those that the same table gives in its gaps.
pub fn with_gaps(texts: Pair<&Prepared>, table: &Table, chain: &[Anchor]) -> Vec<Anchor> {
    let whole = Gap { rows: 0..texts.source.len(), columns: 0..texts.target.len() };
    refined(chain.to_vec(), texts, table, whole, GAP_LEVELS)
}

/// Sentences of both sides between two anchors.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Source sentences.
    pub rows: Range<usize>,
    /// Target sentences.
    pub columns: Range<usize>,
}

impl Gap {
    fn area(&self) -> usize {
        self.rows.len() * self.columns.len()
    }

    /// The gaps that a chain leaves in this one.
    fn between<'c>(&'c self, chain: &'c [Anchor]) -> impl Iterator<Item = Self> + 'c {
        let starts = std::iter::once((self.rows.start, self.columns.start));
        let starts = starts.chain(chain.iter().map(|anchor| (anchor.source as usize + 1, anchor.target as usize + 1)));
        let ends = chain.iter().map(|anchor| (anchor.source as usize, anchor.target as usize));
        let ends = ends.chain([(self.rows.end, self.columns.end)]);
        starts.zip(ends).map(|(start, end)| Self { rows: start.0..end.0, columns: start.1..end.1 })
    }
}

/// A chain with further anchors in its gaps: a word that is common in a book is rare on a page.
fn refined(chain: Vec<Anchor>, texts: Pair<&Prepared>, table: &Table, gap: Gap, levels: usize) -> Vec<Anchor> {
    let gaps: Vec<Gap> = gap.between(&chain).collect();
    let inside: Vec<Vec<Anchor>> = gaps
        .into_par_iter()
        .map(|gap| {
            if levels == 0 || gap.area() < LEAST_GAP {
                return Vec::new();
            }
            let mut found = self::chain(&rare(texts, table, &gap, words(texts, &gap)), &gap);
            if found.is_empty() && gap.area() > MOST_CELLS {
                found = self::chain(&in_step(texts, table, &gap), &gap);
            }
            if found.is_empty() { found } else { refined(found, texts, table, gap, levels - 1) }
        })
        .collect();
    let mut refined = Vec::with_capacity(chain.len());
    let mut anchors = chain.into_iter();
    for inside in inside {
        refined.extend(inside);
        refined.extend(anchors.next());
    }
    refined
}

/// All anchors, by source sentence and then target sentence.
pub fn anchors(texts: Pair<&Prepared>, table: &Table) -> Vec<Anchor> {
    let words = 0..texts.source.tokens.words.len() as u32;
    let mut anchors = rare(texts, table, &Gap { rows: 0..texts.source.len(), columns: 0..texts.target.len() }, words);
    let together = said_together(texts);
    if !together.is_empty() {
        anchors.extend(together);
        anchors.sort_unstable_by(|a, b| (a.source, a.target).cmp(&(b.source, b.target)).then(b.weight.total_cmp(&a.weight)));
        anchors.dedup_by(|later, first| {
            let same = (later.source, later.target) == (first.source, first.target);
            first.weight += if same { later.weight } else { 0.0 };
            same
        });
    }
    anchors
}

/// Pairs of sentences that share time, where both texts have time codes.
fn said_together(texts: Pair<&Prepared>) -> Vec<Anchor> {
    let (spans, mut first, mut found) = (&texts.target.times, 0, Vec::new());
    for (i, said) in texts.source.times.iter().enumerate().filter_map(|(i, span)| Some((i, (*span)?))) {
        while spans.get(first).is_some_and(|span| span.is_none_or(|span| span.end <= said.start)) {
            first += 1;
        }
        let until_then = spans.iter().enumerate().skip(first).take_while(|(_, span)| span.is_none_or(|span| span.start < said.end));
        found.extend(
            until_then
                .filter_map(|(j, span)| {
                    let weight = TIME_WEIGHT * said.shared((*span)?);
                    (weight > 0.0).then_some(Anchor { source: i as u32, target: j as u32, weight })
                })
                .take(MOST_SEEDS),
        );
    }
    found
}

/// The source words of a gap.
fn words(texts: Pair<&Prepared>, gap: &Gap) -> Vec<u32> {
    let mut words: Vec<u32> = gap.rows.clone().flat_map(|i| texts.source.tokens.sentence(i)).copied().collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Hands over the places in a gap of each of these words and of a likely translation, with its probability, if both occur there `wanted` times.
fn seeds(
    texts: Pair<&Prepared>,
    table: &Table,
    gap: &Gap,
    words: impl IntoIterator<Item = u32>,
    wanted: impl Fn(usize) -> bool,
    mut each: impl FnMut(f32, Pair<&[u32]>),
) {
    for word in words {
        let source = texts.source.places_in(word, &gap.rows);
        if !wanted(source.len()) {
            continue;
        }
        for entry in table.row(word) {
            let p = table.seed_probability(word, entry);
            if p < LEAST_SEED {
                continue;
            }
            let target = texts.target.places_in(entry.word, &gap.columns);
            if wanted(target.len()) {
                each(p, Pair { source, target });
            }
        }
    }
}

/// Bytes that the anchors of two texts take at most while they are found.
pub fn bytes(texts: Pair<&Prepared>, table: &Table) -> u64 {
    let whole = Gap { rows: 0..texts.source.len(), columns: 0..texts.target.len() };
    let mut pairs = 0;
    let words = 0..texts.source.tokens.words.len() as u32;
    seeds(texts, table, &whole, words, |times| times <= MOST_SEEDS, |_, places| pairs += places.source.len() * places.target.len());
    // As they are counted, twice where the map grows, and sorted.
    pairs as u64 * 3 * size_of::<((u32, u32), f32)>() as u64
}

/// The anchors of a gap: pairs of sentences that share one of these words that is rare there, with what they share.
fn rare(texts: Pair<&Prepared>, table: &Table, gap: &Gap, words: impl IntoIterator<Item = u32>) -> Vec<Anchor> {
    let mut found = Shared::default();
    let rarity = (gap.rows.len().max(gap.columns.len()) as f32 + 1.0).ln();
    seeds(
        texts,
        table,
        gap,
        words,
        |times| times <= MOST_SEEDS,
        |p, places| {
            let weight = p * rarity / (places.source.len().max(places.target.len()) as f32);
            for &source in places.source {
                for &target in places.target {
                    found.add(texts, source, target, weight);
                }
            }
        },
    );
    found.anchors()
}

/// The anchors of a gap where nothing is rare, as in a table of equal rows: the first occurrence of a word with the first of its translation, and so
/// on, if they are as many.
fn in_step(texts: Pair<&Prepared>, table: &Table, gap: &Gap) -> Vec<Anchor> {
    let mut found = Shared::default();
    seeds(
        texts,
        table,
        gap,
        words(texts, gap),
        |times| times > MOST_SEEDS,
        |p, places| {
            let Pair { source: s, target: t } = places.map(<[u32]>::len);
            let (fewer, more) = (s.min(t), s.max(t));
            if (more - fewer) * 50 > more {
                return;
            }
            let weight = p * (more as f32).ln() / MOST_SEEDS as f32;
            for (&source, &target) in places.source.iter().zip(places.target).step_by(fewer.div_ceil(MOST_STEPS)) {
                found.add(texts, source, target, weight);
            }
        },
    );
    found.anchors()
}

/// What pairs of sentences share.
#[derive(Default)]
struct Shared(Map<(u32, u32), f32>);

impl Shared {
    /// Adds a word and its translation, by their places.
    fn add(&mut self, texts: Pair<&Prepared>, source: u32, target: u32, weight: f32) {
        *self.0.entry((texts.source.sentence_of[source as usize], texts.target.sentence_of[target as usize])).or_default() += weight;
    }

    /// The pairs as anchors, by source and target, without those that are least of a sentence with many.
    fn anchors(self) -> Vec<Anchor> {
        let mut anchors: Vec<Anchor> = self.0.into_iter().map(|((source, target), weight)| Anchor { source, target, weight }).collect();
        // Chance meetings of many sentences would push the true ones out of each other's sight.
        anchors.sort_unstable_by(|a, b| a.source.cmp(&b.source).then(b.weight.total_cmp(&a.weight)).then(a.target.cmp(&b.target)));
        let mut rank = (u32::MAX, 0);
        anchors.retain(|anchor| {
            rank = if anchor.source == rank.0 { (rank.0, rank.1 + 1) } else { (anchor.source, 0) };
            rank.1 < MOST_ANCHORS
        });
        anchors.sort_unstable_by_key(|anchor| (anchor.source, anchor.target));
        anchors
    }
}

/// What a change of diagonal by `rows` against `columns` costs, nats.
pub fn price(rows: usize, columns: usize) -> f32 {
    (rows.abs_diff(columns) as f32 / 4.0).ln_1p().min(JUMP_PRICE)
}

/// The chain of anchors, ascending on both sides, with the most weight after paying for its changes of diagonal: by their size among the
/// last few anchors and from and to the corners of the gap, and at one price for any size over all earlier ones, so that a missing chapter full of
/// chance pairs is still crossed. Empty where going from corner to corner is worth more.
pub fn chain(anchors: &[Anchor], gap: &Gap) -> Vec<Anchor> {
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(anchors.len());
    let column = |anchor: &Anchor| anchor.target as usize - gap.columns.start;
    let row = |anchor: &Anchor| anchor.source as usize - gap.rows.start;
    let mut heaviest = PrefixMaxima::new(gap.columns.len(), f32::NEG_INFINITY);
    // Anchors of the row at hand wait until the row is done: a chain ascends on both sides.
    let mut waiting = 0;
    for (at, anchor) in anchors.iter().enumerate() {
        while anchors[waiting].source < anchor.source {
            heaviest.add(column(&anchors[waiting]), best[waiting].0, waiting);
            waiting += 1;
        }
        let mut here = (anchor.weight - price(row(anchor), column(anchor)), NONE);
        let (far, last) = heaviest.below(column(anchor));
        if anchor.weight + far - JUMP_PRICE > here.0 {
            here = (anchor.weight + far - JUMP_PRICE, last);
        }
        for earlier in (at.saturating_sub(LOOK_BACK)..at).rev() {
            let other = &anchors[earlier];
            if other.source < anchor.source && other.target < anchor.target {
                let value = best[earlier].0 + anchor.weight
                    - price((anchor.source - other.source) as usize, (anchor.target - other.target) as usize);
                if value > here.0 {
                    here = (value, earlier);
                }
            }
        }
        best.push(here);
    }
    let value = |at: usize| best[at].0 - price(gap.rows.len() - row(&anchors[at]), gap.columns.len() - column(&anchors[at]));
    let last = (0..best.len()).max_by(|&a, &b| value(a).total_cmp(&value(b)).then(b.cmp(&a)));
    let mut at = last.filter(|&at| value(at) > -price(gap.rows.len(), gap.columns.len()));
    let mut chain = Vec::new();
    while let Some(here) = at {
        chain.push(anchors[here]);
        at = Some(best[here].1).filter(|&earlier| earlier != NONE);
    }
    chain.reverse();
    chain
}
