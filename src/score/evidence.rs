//! What the lexicon finds between the two texts, for every group of sentences that a bead may hold.
//!
//! The likelihood of Model 1 is additive over the tokens it explains once the words it may explain them with are fixed. So it is enough to
//! know, for every span of one side (1 to `max_bead` sentences from a given one), what it explains of each single sentence of the other:
//! a bead's evidence is then a sum of at most `max_bead` numbers each way, and the lattice never multiplies two sentences word by word.
//!
//! A token `t` that span `S` explains with probability r = Σ p(t|s) / |S| against its background probability p₀ has the likelihood ratio
//! 1 + k·r/p₀ over an unexplained one; `gain` is the sum of its logarithms (nats), `covered` the weight of the tokens by how likely
//! they are explained rather than there by chance.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::hash::Map;
use crate::lexicon::learn::{PRIOR_STRENGTH, SMOOTHING};
use crate::lexicon::{Lexicon, Table};
use crate::score::band::Band;
use crate::score::looks::share;
use crate::score::norms::{self, Habits};
use crate::tokens::Prepared;

/// Odds that a token is explained by the bead rather than by chance, before anything is seen.
const ODDS: f32 = 1.0;

/// What a span explains of a sentence of the other side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Explained {
    /// Sum over tokens of ln(1 + k·r/p₀), nats, never negative.
    pub gain: f32,
    /// Weight (ln of rarity, nats) of the explained tokens.
    pub covered: f32,
}

/// What the spans of one side explain of the sentences of the other.
#[derive(Clone, Debug)]
pub struct Directed {
    max_bead: usize,
    /// For span (i, a), at `i * max_bead + a - 1`: where its cells begin, and one more for the end.
    offsets: Vec<usize>,
    /// The sentence of the other side that its first cell speaks of.
    first: Vec<u32>,
    cells: Vec<Explained>,
}

impl Directed {
    /// What the `len` sentences from `start` explain of sentence `other` (nothing outside the band).
    pub fn get(&self, start: usize, len: usize, other: usize) -> Explained {
        let span = start * self.max_bead + len - 1;
        let range = self.offsets[span]..self.offsets[span + 1];
        match other.checked_sub(self.first[span] as usize) {
            Some(at) if at < range.len() => self.cells[range.start + at],
            _ => Explained::default(),
        }
    }

    /// Copies what the `len` sentences from `start` explain of the sentences from `other` on.
    pub fn copy(&self, start: usize, len: usize, other: usize, out: &mut [Explained]) {
        let span = start * self.max_bead + len - 1;
        let cells = &self.cells[self.offsets[span]..self.offsets[span + 1]];
        let first = self.first[span] as usize;
        if let Some(at) = other.checked_sub(first)
            && let Some(found) = cells.get(at..at + out.len())
        {
            out.copy_from_slice(found);
            return;
        }
        for (k, out) in out.iter_mut().enumerate() {
            *out = (other + k).checked_sub(first).and_then(|at| cells.get(at)).copied().unwrap_or_default();
        }
    }

    fn new(from: &Prepared, to: &Prepared, band: &Band, max_bead: usize, view: &Taught) -> Self {
        let mut all = Self::empty(from.len(), band, max_bead);
        let chunks = all.chunks();
        chunks.into_par_iter().for_each_init(
            || (Sums::new(to.tokens.words.len()), Scratch::default()),
            |(sums, scratch), (sentences, windows, mut cells)| {
                let hits = Hits::new(from, to, band, max_bead, view, sentences.start..(sentences.end + max_bead - 1).min(from.len()), sums);
                for (start, windows) in sentences.zip(windows.chunks(max_bead)) {
                    for (len, window) in (1..=max_bead).zip(windows).filter(|(len, _)| start + len <= from.len()) {
                        let (here, rest) = cells.split_at_mut(window.len());
                        scratch.span(from, to, &hits, start, len, window.clone(), here);
                        cells = rest;
                    }
                    scratch.clear();
                }
            },
        );
        all
    }

    /// With cells that say nothing yet, for every span of a text of `n` sentences.
    fn empty(n: usize, band: &Band, max_bead: usize) -> Self {
        let mut all =
            Self { max_bead, offsets: Vec::with_capacity(n * max_bead + 1), first: Vec::with_capacity(n * max_bead), cells: Vec::new() };
        let mut total = 0;
        all.offsets.push(0);
        for start in 0..n {
            for len in 1..=max_bead {
                let window = if start + len > n { 0..0 } else { band.row(start).start..band.row(start + len).end.saturating_sub(1) };
                total += window.len();
                all.offsets.push(total);
                all.first.push(window.start as u32);
            }
        }
        all.cells = vec![Explained::default(); total];
        all
    }

    /// Sentences that are worked on together, with the windows of all their spans and the cells of all those windows.
    fn chunks(&mut self) -> Vec<Chunk<'_>> {
        let mut chunks = Vec::new();
        let mut rest = self.cells.as_mut_slice();
        let spans = self.first.len();
        for begin in (0..spans).step_by(CHUNK * self.max_bead) {
            let end = (begin + CHUNK * self.max_bead).min(spans);
            let window = |span: usize| {
                let first = self.first[span] as usize;
                first..first + self.offsets[span + 1] - self.offsets[span]
            };
            let (cells, after) = rest.split_at_mut(self.offsets[end] - self.offsets[begin]);
            chunks.push((begin / self.max_bead..end / self.max_bead, (begin..end).map(window).collect(), cells));
            rest = after;
        }
        chunks
    }
}

/// Sentences, the windows of their spans, and the cells of those.
type Chunk<'c> = (Range<usize>, Vec<Range<usize>>, &'c mut [Explained]);

/// Sentences of a chunk: few enough that what they hit needs little memory.
const CHUNK: usize = 256;

/// A lexicon as one direction sees it.
struct Taught<'a> {
    table: &'a Table,
    from_bead: &'a [u32],
    to_bead: &'a [u32],
    weights: &'a [f32],
}

/// For some sentences, the tokens of the other side inside their windows that one of their words translates: (place, probability).
struct Hits {
    first: usize,
    starts: Vec<usize>,
    hits: Vec<(u32, f32)>,
}

impl Hits {
    fn new(from: &Prepared, to: &Prepared, band: &Band, max_bead: usize, view: &Taught, sentences: Range<usize>, sums: &mut Sums) -> Self {
        let mut all = Self { first: sentences.start, starts: vec![0], hits: Vec::new() };
        for i in sentences {
            let first = band.row((i + 1).saturating_sub(max_bead)).start;
            let last = band.row((i + max_bead).min(from.len())).end.saturating_sub(1);
            sums.hits(from.tokens.sentence(i), i, to, first..last, view, &mut all.hits);
            all.starts.push(all.hits.len());
        }
        all
    }

    fn of(&self, sentence: usize) -> &[(u32, f32)] {
        let at = sentence - self.first;
        &self.hits[self.starts[at]..self.starts[at + 1]]
    }
}

/// What the words of one sentence give each word of the other text, by word.
struct Sums {
    /// Sum of the probabilities.
    plain: Vec<f32>,
    /// The same without what the sentence's own training bead taught, for the sentences of that bead.
    without_own: Vec<f32>,
    /// For words of the own bead: what one occurrence of a word with probability 1 got of them (weight times occurrences over denominator).
    own: Vec<f32>,
    touched: Vec<u32>,
}

impl Sums {
    fn new(words: usize) -> Self {
        Self { plain: vec![0.0; words], without_own: vec![0.0; words], own: vec![0.0; words], touched: Vec::new() }
    }

    /// Adds what sentence `i` hits inside a window.
    fn hits(&mut self, words: &[u32], i: usize, to: &Prepared, window: Range<usize>, view: &Taught, row: &mut Vec<(u32, f32)>) {
        let bead = view.from_bead.get(i).copied().unwrap_or(u32::MAX);
        let in_bead = |j: usize| bead != u32::MAX && view.to_bead[j] == bead;
        let own_places = |window: Range<usize>| {
            window.filter(|&j| in_bead(j)).flat_map(|j| to.tokens.starts[j]..to.tokens.starts[j + 1]).map(|place| place as usize)
        };
        for place in own_places(window.clone()) {
            let denominator = view.table.denominators[place];
            if denominator > 0.0 {
                self.own[to.tokens.ids[place] as usize] += view.weights[bead as usize] / denominator;
            }
        }
        for &word in words {
            let total = view.table.totals[word as usize] + PRIOR_STRENGTH + SMOOTHING;
            for entry in view.table.row(word) {
                let at = entry.word as usize;
                let prior = PRIOR_STRENGTH * entry.prior;
                if self.plain[at] == 0.0 {
                    self.touched.push(entry.word);
                }
                self.plain[at] += (entry.count + prior) / total;
                let own = (self.own[at] * entry.used).min(entry.count);
                self.without_own[at] += (entry.count - own + prior) / (total - own);
            }
        }
        for j in window.clone() {
            let sums = if in_bead(j) { &self.without_own } else { &self.plain };
            for place in to.tokens.starts[j]..to.tokens.starts[j + 1] {
                let p = sums[to.tokens.ids[place as usize] as usize];
                if p > LEAST_HIT {
                    row.push((place, p));
                }
            }
        }
        for place in own_places(window) {
            self.own[to.tokens.ids[place] as usize] = 0.0;
        }
        for word in self.touched.drain(..) {
            self.plain[word as usize] = 0.0;
            self.without_own[word as usize] = 0.0;
        }
    }
}

/// Less than this is nothing.
const LEAST_HIT: f32 = 1e-3;

/// Sums of one growing span, reused.
#[derive(Default)]
struct Scratch {
    /// Probability mass so far, by place relative to `base`.
    sums: Vec<f32>,
    base: u32,
    touched: Vec<u32>,
    /// Likelihood ratio of each sentence of the window.
    products: Vec<f64>,
    tokens: f32,
    added: usize,
}

impl Scratch {
    /// Adds the last sentence of the span and fills one cell for each sentence of the window.
    #[allow(clippy::too_many_arguments)]
    fn span(
        &mut self,
        from: &Prepared,
        to: &Prepared,
        hits: &Hits,
        start: usize,
        len: usize,
        window: Range<usize>,
        cells: &mut [Explained],
    ) {
        if self.added == 0 {
            self.base = to.tokens.starts[window.start];
        }
        for sentence in start + self.added..start + len {
            self.tokens += from.token_count(sentence);
            for &(place, p) in hits.of(sentence) {
                let Some(at) = place.checked_sub(self.base) else { continue };
                if self.sums.len() <= at as usize {
                    self.sums.resize(at as usize + 1, 0.0);
                }
                if self.sums[at as usize] == 0.0 {
                    self.touched.push(at);
                }
                self.sums[at as usize] += p;
            }
        }
        self.added = len;
        // The logarithm of a product is taken once a cell, not once a token.
        self.products.clear();
        self.products.resize(window.len(), 1.0);
        let scale = ODDS / self.tokens.max(1.0);
        for &at in &self.touched {
            let place = (at + self.base) as usize;
            let j = to.sentence_of[place] as usize;
            if !window.contains(&j) {
                continue;
            }
            let ratio = scale * self.sums[at as usize] / to.background[to.tokens.ids[place] as usize];
            let cell = &mut cells[j - window.start];
            cell.covered += to.mass[place] * ratio / (1.0 + ratio);
            let product = &mut self.products[j - window.start];
            *product *= f64::from(1.0 + ratio);
            if *product > 1e200 {
                cell.gain += product.ln() as f32;
                *product = 1.0;
            }
        }
        for (cell, product) in cells.iter_mut().zip(&self.products) {
            if *product > 1.0 {
                cell.gain += product.ln() as f32;
            }
        }
    }

    fn clear(&mut self) {
        for &at in &self.touched {
            self.sums[at as usize] = 0.0;
        }
        self.touched.clear();
        self.tokens = 0.0;
        self.added = 0;
    }
}

/// What some sentences of `from` explain of some sentences of `to`, anywhere in the texts: one value for each of `to_ids`. For the few groups
/// that lie outside the band; what a bead taught about itself is not taken out.
pub fn explained(from: &Prepared, to: &Prepared, table: &Table, from_ids: &[usize], to_ids: &[usize]) -> Vec<Explained> {
    let mut sums: Map<u32, f32> = Map::default();
    let mut tokens = 0.0;
    for &id in from_ids {
        tokens += from.token_count(id);
        for &word in from.tokens.sentence(id) {
            let total = table.totals[word as usize] + PRIOR_STRENGTH + SMOOTHING;
            for entry in table.row(word) {
                *sums.entry(entry.word).or_default() += (entry.count + PRIOR_STRENGTH * entry.prior) / total;
            }
        }
    }
    let scale = ODDS / f32::max(tokens, 1.0);
    let explain = |&id: &usize| {
        let mut sum = Explained::default();
        for place in to.tokens.starts[id]..to.tokens.starts[id + 1] {
            let word = to.tokens.ids[place as usize];
            let ratio = scale * sums.get(&word).copied().unwrap_or(0.0) / to.background[word as usize];
            sum.gain += ratio.ln_1p();
            sum.covered += to.mass[place as usize] * ratio / (1.0 + ratio);
        }
        sum
    };
    to_ids.iter().map(explain).collect()
}

/// Share of a sentence that is usually explained where hardly a word is known, and where nearly every word is.
const HARDLY: f32 = 0.2;
/// See [`HARDLY`].
const NEARLY: f32 = 0.6;

/// Best share of each sentence of a side that any one sentence of its row of the band explains.
fn best_shares(explaining: &Directed, side: &Prepared, band: &Band) -> Vec<f32> {
    (0..side.len())
        .into_par_iter()
        .map(|i| {
            let window = band.row(i).start..band.row(i + 1).end.saturating_sub(1);
            let most = window.map(|j| explaining.get(j, 1, i).covered).fold(0.0, f32::max);
            share(most, side.sentence_mass[i])
        })
        .collect()
}

/// Everything the scorer knows of two texts under one lexicon inside one band.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// The source text.
    pub source: &'a Prepared,
    /// The target text.
    pub target: &'a Prepared,
    /// What the lexicon of this pass says.
    pub now: View,
    /// What the lexicon said that knew nothing of the texts but their words; none in the pass that uses it.
    pub known: Option<View>,
    /// What was found before.
    pub habits: Habits,
}

/// What one lexicon finds between two texts.
#[derive(Clone, Debug)]
pub struct View {
    /// What source spans explain of target sentences.
    pub forward: Arc<Directed>,
    /// What target spans explain of source sentences.
    pub backward: Arc<Directed>,
    /// Best share of each sentence, source and target, that any one sentence of the band explains.
    pub best: Arc<(Vec<f32>, Vec<f32>)>,
    /// Share of a source sentence, and of a target sentence, that is usually explained.
    pub level: (f32, f32),
}

impl<'a> Evidence<'a> {
    /// How much of the words of the texts was known before anything was learned, from 0 to 1.
    pub fn knowledge(&self) -> f32 {
        let level = self.known.as_ref().unwrap_or(&self.now).level;
        ((0.5 * (level.0 + level.1) - HARDLY) / (NEARLY - HARDLY)).clamp(0.0, 1.0)
    }

    /// Looks up everything once.
    pub fn new(source: &'a Prepared, target: &'a Prepared, lexicon: &Lexicon, band: &Band, max_bead: usize, habits: Habits) -> Self {
        let view = |table, from_bead, to_bead| Taught { table, from_bead, to_bead, weights: &lexicon.bead_weights };
        let turned = band.transposed(target.len());
        let (forward, backward) = rayon::join(
            || Directed::new(source, target, band, max_bead, &view(&lexicon.forward, &lexicon.source_bead, &lexicon.target_bead)),
            || Directed::new(target, source, &turned, max_bead, &view(&lexicon.backward, &lexicon.target_bead, &lexicon.source_bead)),
        );
        let (source_best, target_best) = rayon::join(|| best_shares(&backward, source, band), || best_shares(&forward, target, &turned));
        let level = (norms::level(&source_best, &source.sentence_mass), norms::level(&target_best, &target.sentence_mass));
        let best = Arc::new((source_best, target_best));
        Self { source, target, now: View { forward: Arc::new(forward), backward: Arc::new(backward), best, level }, known: None, habits }
    }
}
