//! What runs of sentences of one text explain of single sentences of the other: all that scoring asks of the lexicon.
//!
//! The likelihood of Model 1 is additive over the tokens it explains once the words it may explain them with are fixed. So it is enough to
//! know, for every span of one side (1 to `max_bead` sentences from a given one), what it explains of each single sentence of the other: a
//! bead's evidence is then a sum of at most `max_bead` numbers in each direction, and the lattice never multiplies two sentences word by
//! word.
//!
//! A token `t` that span `S` explains with probability r = Σ p(t|s) / |S| against its background probability p₀ has the likelihood ratio
//! 1 + k·r/p₀ over an unexplained one; `gain` is the sum of its logarithms (nats), `covered` the weight of the tokens by how likely they are
//! explained rather than there by chance.

use std::ops::Range;

use rayon::prelude::*;

use crate::hash::Map;
use crate::lexicon::{Direction, Table};
use crate::score::band::Band;
use crate::score::tuning::{CHUNK, LEAST_HIT, ODDS};
use crate::tokens::Prepared;

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
pub struct Spans {
    max_bead: usize,
    /// For span (i, a), at `i * max_bead + a - 1`: where its cells begin, and one more for the end.
    offsets: Vec<usize>,
    /// The sentence of the other side that its first cell speaks of.
    first: Vec<u32>,
    cells: Vec<Explained>,
}

impl Spans {
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

    /// What the spans of `from` explain of the sentences of `to` inside the rows of a band.
    pub fn new(from: &Prepared, to: &Prepared, band: &Band, max_bead: usize, lexicon: Direction) -> Self {
        let mut all = Self::empty(from.len(), band, max_bead);
        let chunks = all.chunks();
        chunks.into_par_iter().for_each_init(
            || (Sums::new(to.tokens.words.len()), Scratch::default()),
            |(sums, scratch), (sentences, windows, mut cells)| {
                let hits =
                    Hits::new(from, to, band, max_bead, lexicon, sentences.start..(sentences.end + max_bead - 1).min(from.len()), sums);
                for (start, windows) in sentences.zip(windows.chunks(max_bead)) {
                    for (len, window) in (1..=max_bead).zip(windows).filter(|(len, _)| start + len <= from.len()) {
                        let (own, rest) = cells.split_at_mut(window.len());
                        scratch.span(from, to, &hits, start, len, window.clone(), own);
                        cells = rest;
                    }
                    scratch.clear();
                }
            },
        );
        all
    }

    /// Bytes that those of a text of `n` sentences take, and what works on them.
    pub fn bytes(n: usize, band: &Band, max_bead: usize) -> usize {
        let spans = (0..n).flat_map(|start| (1..=max_bead).map(move |len| (start, len)));
        let cells: usize = spans.map(|(start, len)| window(n, band, start, len).len()).sum();
        cells * size_of::<Explained>() + n * max_bead * (size_of::<usize>() + 4 + size_of::<Range<usize>>())
    }

    /// With cells that say nothing yet, for every span of a text of `n` sentences.
    fn empty(n: usize, band: &Band, max_bead: usize) -> Self {
        let mut all =
            Self { max_bead, offsets: Vec::with_capacity(n * max_bead + 1), first: Vec::with_capacity(n * max_bead), cells: Vec::new() };
        let mut total = 0;
        all.offsets.push(0);
        for start in 0..n {
            for len in 1..=max_bead {
                let window = window(n, band, start, len);
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

/// The sentences of the other side that lie inside the rows of a band beside `len` of `n` sentences from `start`.
fn window(n: usize, band: &Band, start: usize, len: usize) -> Range<usize> {
    if start + len > n { 0..0 } else { band.row(start).start..band.row(start + len).end.saturating_sub(1) }
}

/// Sentences, the windows of their spans, and the cells of those.
type Chunk<'c> = (Range<usize>, Vec<Range<usize>>, &'c mut [Explained]);

/// For some sentences, the tokens of the other side inside their windows that one of their words translates: (place, probability).
struct Hits {
    first: usize,
    starts: Vec<usize>,
    hits: Vec<(u32, f32)>,
}

impl Hits {
    fn new(
        from: &Prepared,
        to: &Prepared,
        band: &Band,
        max_bead: usize,
        lexicon: Direction,
        sentences: Range<usize>,
        sums: &mut Sums,
    ) -> Self {
        let mut all = Self { first: sentences.start, starts: vec![0], hits: Vec::new() };
        for i in sentences {
            let first = band.row((i + 1).saturating_sub(max_bead)).start;
            let last = band.row((i + max_bead).min(from.len())).end.saturating_sub(1);
            sums.hits(from.tokens.sentence(i), i, to, first..last, lexicon, &mut all.hits);
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
    /// The same without what the sentence's own training bead has counted, for the sentences of that bead.
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
    fn hits(&mut self, words: &[u32], i: usize, to: &Prepared, window: Range<usize>, lexicon: Direction, row: &mut Vec<(u32, f32)>) {
        let bead = lexicon.bead(i);
        let own_places = |window: Range<usize>| window.filter(|&j| lexicon.holds(bead, j)).flat_map(|j| to.tokens.range(j));
        for place in own_places(window.clone()) {
            self.own[to.tokens.ids[place] as usize] += lexicon.share(bead, place);
        }
        for &word in words {
            let total = lexicon.table.total(word);
            for entry in lexicon.table.row(word) {
                let at = entry.word as usize;
                if self.plain[at] == 0.0 {
                    self.touched.push(entry.word);
                }
                self.plain[at] += entry.probability(total);
                self.without_own[at] += entry.probability_without(total, self.own[at]);
            }
        }
        for j in window.clone() {
            let sums = if lexicon.holds(bead, j) { &self.without_own } else { &self.plain };
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
        // The logarithm of a product is taken once per cell, not per token.
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

/// What some sentences of `from` explain of some sentences of `to`, anywhere in the texts: one value for each of `to_ids`. For the few
/// groups that lie outside the band; a bead's own counts are not taken out.
pub fn explained(from: &Prepared, to: &Prepared, table: &Table, from_ids: &[usize], to_ids: &[usize]) -> Vec<Explained> {
    let mut sums: Map<u32, f32> = Map::default();
    let mut tokens = 0.0;
    for &id in from_ids {
        tokens += from.token_count(id);
        for &word in from.tokens.sentence(id) {
            let total = table.total(word);
            for entry in table.row(word) {
                *sums.entry(entry.word).or_default() += entry.probability(total);
            }
        }
    }
    let scale = ODDS / f32::max(tokens, 1.0);
    let explain = |&id: &usize| {
        let mut sum = Explained::default();
        for place in to.tokens.range(id) {
            let word = to.tokens.ids[place];
            let ratio = scale * sums.get(&word).copied().unwrap_or(0.0) / to.background[word as usize];
            sum.gain += ratio.ln_1p();
            sum.covered += to.mass[place] * ratio / (1.0 + ratio);
        }
        sum
    };
    to_ids.iter().map(explain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::prior::Sources;
    use crate::lexicon::train::beads::{TrainingBead, learn};
    use crate::lexicon::{Lexicon, NONE};
    use crate::model::{Pair, Side, Split};

    const SOURCE: &str = "Berlin has 12 museums.\nParis and London have more.\nNobody counts them in Oslo.\nBerlin counts 3 rivers.\n";
    const TARGET: &str = "Berlin a 12 musées.\nParis et London en ont plus.\nPersonne ne compte à Oslo.\nBerlin compte 3 rivières.\n";

    fn texts() -> (Pair<Prepared>, Lexicon) {
        let text = |lines, language| crate::text("t", lines, Some(language), Split::Lines).unwrap();
        let texts = Prepared::pair(&text(SOURCE, "en"), &text(TARGET, "fr"));
        let counts = texts.as_ref().map(Prepared::counts);
        let known = Sources::default().tables(texts.as_ref().map(|text| &*text.tokens.words), counts.as_ref().map(|counts| &**counts));
        (texts, Lexicon::known(known))
    }

    #[test]
    fn spans_say_what_a_look_at_their_words_says() {
        let (texts, lexicon) = texts();
        for side in Side::BOTH {
            let (from, to) = (&texts[side], &texts[side.other()]);
            let spans = Spans::new(from, to, &Band::full(4, 4), 3, lexicon.direction(side));
            for (start, len) in (0..4).flat_map(|start| (1..=3.min(4 - start)).map(move |len| (start, len))) {
                let ids: Vec<usize> = (start..start + len).collect();
                let mut copied = [Explained::default(); 4];
                spans.copy(start, len, 0, &mut copied);
                for (other, expected) in explained(from, to, &lexicon.tables[side], &ids, &[0, 1, 2, 3]).into_iter().enumerate() {
                    let found = spans.get(start, len, other);
                    assert_eq!(found, copied[other]);
                    assert!(
                        (found.gain - expected.gain).abs() < 1e-3 && (found.covered - expected.covered).abs() < 1e-3,
                        "{found:?} {expected:?}"
                    );
                }
            }
            assert!(spans.get(0, 1, 0).gain > 1.0 && spans.get(2, 1, 0).gain < 0.1);
        }
    }

    #[test]
    fn a_bead_does_not_prove_itself() {
        let (texts, known) = texts();
        let bead = |at: usize| TrainingBead { sentences: Pair::new(vec![at], vec![at]), weight: 1.0 };
        let lexicon = learn(texts.as_ref(), &known, &[bead(0), bead(1), bead(3)]);
        assert_eq!(lexicon.bead_of.source, [0, 1, NONE, 2]);
        let spans = Spans::new(&texts.source, &texts.target, &Band::full(4, 4), 1, lexicon.direction(Side::Source));
        let with_itself = explained(&texts.source, &texts.target, &lexicon.tables.source, &[1], &[1])[0];
        assert!(spans.get(1, 1, 1).gain < with_itself.gain, "{:?} {with_itself:?}", spans.get(1, 1, 1));
        // Of a sentence in another bead nothing is taken out.
        let other = explained(&texts.source, &texts.target, &lexicon.tables.source, &[0], &[3])[0];
        assert!((spans.get(0, 1, 3).gain - other.gain).abs() < 1e-3);
    }
}
