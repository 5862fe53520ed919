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

use rayon::prelude::*;

use crate::lexicon::learn::{PRIOR_STRENGTH, SMOOTHING};
use crate::lexicon::{Lexicon, Table};
use crate::score::band::Band;
use crate::side::Side;

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

    fn new(from: &Side, to: &Side, band: &Band, max_bead: usize, view: &View) -> Self {
        let hits = Hits::new(from, to, band, max_bead, view);
        const CHUNK: usize = 256;
        let parts: Vec<(Vec<usize>, Vec<u32>, Vec<Explained>)> = (0..from.len().div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let mut scratch = Scratch::default();
                let (mut lens, mut firsts, mut cells) = (Vec::new(), Vec::new(), Vec::new());
                for start in chunk * CHUNK..((chunk + 1) * CHUNK).min(from.len()) {
                    for len in 1..=max_bead {
                        if start + len > from.len() {
                            lens.push(0);
                            firsts.push(0);
                            continue;
                        }
                        let window = band.row(start).start..band.row(start + len).end.saturating_sub(1);
                        lens.push(window.len());
                        firsts.push(window.start as u32);
                        scratch.span(from, to, &hits, start, len, window, &mut cells);
                    }
                    scratch.clear();
                }
                (lens, firsts, cells)
            })
            .collect();
        let mut all = Self { max_bead, offsets: vec![0], first: Vec::new(), cells: Vec::new() };
        let mut total = 0;
        for (lens, firsts, cells) in parts {
            for len in lens {
                total += len;
                all.offsets.push(total);
            }
            all.first.extend(firsts);
            all.cells.extend(cells);
        }
        all
    }
}

/// A lexicon as one direction sees it.
struct View<'a> {
    table: &'a Table,
    from_bead: &'a [u32],
    to_bead: &'a [u32],
    weights: &'a [f32],
}

/// For each sentence, the tokens of the other side inside its window that one of its words translates: (place, probability).
struct Hits {
    starts: Vec<usize>,
    hits: Vec<(u32, f32)>,
}

impl Hits {
    fn new(from: &Side, to: &Side, band: &Band, max_bead: usize, view: &View) -> Self {
        let rows: Vec<Vec<(u32, f32)>> = (0..from.len())
            .into_par_iter()
            .map(|i| {
                let first = band.row((i + 1).saturating_sub(max_bead)).start;
                let last = band.row((i + max_bead).min(from.len())).end.saturating_sub(1);
                let (begin, end) = (to.tokens.starts[first], to.tokens.starts[last]);
                let mut row = Vec::new();
                for &word in from.tokens.sentence(i) {
                    let total = view.table.totals[word as usize];
                    for entry in view.table.row(word) {
                        for &place in to.places(entry.word, begin, end) {
                            let j = to.sentence_of[place as usize] as usize;
                            let own = own_part(view, i, j, place, entry.used);
                            let count = (entry.count - own.0).max(0.0) + PRIOR_STRENGTH * entry.prior;
                            let p = count / ((total - own.1).max(0.0) + PRIOR_STRENGTH + SMOOTHING);
                            if p > 1e-4 {
                                row.push((place, p));
                            }
                        }
                    }
                }
                row
            })
            .collect();
        let mut starts = Vec::with_capacity(rows.len() + 1);
        let mut hits = Vec::with_capacity(rows.iter().map(Vec::len).sum());
        starts.push(0);
        for row in rows {
            hits.extend(row);
            starts.push(hits.len());
        }
        Self { starts, hits }
    }

    fn of(&self, sentence: usize) -> &[(u32, f32)] {
        &self.hits[self.starts[sentence]..self.starts[sentence + 1]]
    }
}

/// What sentence `i` itself gave to the count of a pair and to its word's total, when the token at `place` of sentence `j` was in its bead.
fn own_part(view: &View, i: usize, j: usize, place: u32, used: f32) -> (f32, f32) {
    match (view.from_bead.get(i), view.to_bead.get(j), view.table.denominators.get(place as usize)) {
        (Some(&a), Some(&b), Some(&denominator)) if a == b && a != u32::MAX && denominator > 0.0 => {
            let weight = view.weights[a as usize];
            let own = weight * used / denominator;
            (own, own)
        }
        _ => (0.0, 0.0),
    }
}

/// Sums of one growing span, reused.
#[derive(Default)]
struct Scratch {
    /// Probability mass so far, by place relative to `base`.
    sums: Vec<f32>,
    base: u32,
    touched: Vec<u32>,
    tokens: f32,
    added: usize,
}

impl Scratch {
    /// Adds the last sentence of the span and appends one cell for each sentence of the window.
    #[allow(clippy::too_many_arguments)]
    fn span(
        &mut self,
        from: &Side,
        to: &Side,
        hits: &Hits,
        start: usize,
        len: usize,
        window: Range<usize>,
        cells: &mut Vec<Explained>,
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
        let begin = cells.len();
        cells.resize(begin + window.len(), Explained::default());
        let scale = ODDS / self.tokens.max(1.0);
        for &at in &self.touched {
            let place = (at + self.base) as usize;
            let j = to.sentence_of[place] as usize;
            if !window.contains(&j) {
                continue;
            }
            let ratio = scale * self.sums[at as usize] / to.background[to.tokens.ids[place] as usize];
            let cell = &mut cells[begin + j - window.start];
            cell.gain += ratio.ln_1p();
            cell.covered += to.mass[place] * ratio / (1.0 + ratio);
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

/// Everything the scorer knows of two texts under one lexicon inside one band.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// The source text.
    pub source: &'a Side,
    /// The target text.
    pub target: &'a Side,
    /// What source spans explain of target sentences.
    pub forward: Directed,
    /// What target spans explain of source sentences.
    pub backward: Directed,
    /// Characters of target for one of source.
    pub length_ratio: f32,
}

impl<'a> Evidence<'a> {
    /// Looks up everything once.
    pub fn new(source: &'a Side, target: &'a Side, lexicon: &Lexicon, band: &Band, max_bead: usize, length_ratio: f32) -> Self {
        let view = |table, from_bead, to_bead| View { table, from_bead, to_bead, weights: &lexicon.bead_weights };
        let turned = band.transposed(target.len());
        let (forward, backward) = rayon::join(
            || Directed::new(source, target, band, max_bead, &view(&lexicon.forward, &lexicon.source_bead, &lexicon.target_bead)),
            || Directed::new(target, source, &turned, max_bead, &view(&lexicon.backward, &lexicon.target_bead, &lexicon.source_bead)),
        );
        Self { source, target, forward, backward, length_ratio }
    }
}
