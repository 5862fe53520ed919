//! The lattice of beads over a band of cells: a semi-Markov model, its forward-backward sums and its best path.
//!
//! A path leads from cell (0, 0) to cell (n, m) by beads with both sides (up to `max_bead` sentences each) and single unmatched sentences.
//! Three states a cell tell what came last (a bead, an omitted sentence, an added one), so that a run of unmatched sentences costs less
//! than as many lone ones (the affine gap of Gotoh, "An improved algorithm for matching biological sequences", 1982). Sums are logarithms
//! in double precision: a novel's total is beyond what single precision can tell apart.

use std::ops::Range;

use rayon::prelude::*;

use crate::score::band::Band;
use crate::score::evidence::Evidence;
use crate::score::features;
use crate::score::looks::Window;
use crate::score::weights::Weights;

/// After a bead with both sides.
const MATCH: usize = 0;
/// After an omitted source sentence.
const OMIT: usize = 1;
/// After an added target sentence.
const ADD: usize = 2;
/// After anything.
const ALL: usize = 3;

const NOTHING: f64 = f64::NEG_INFINITY;

/// The numbers of sentences (source, target) that a contiguous bead may hold.
pub fn shapes(max_bead: usize) -> Vec<(usize, usize)> {
    let all = (1..=max_bead).flat_map(|a| (1..=max_bead).map(move |b| (a, b)));
    all.filter(|&(a, b)| a.min(b) == 1 || a + b <= MOST_SENTENCES).collect()
}

/// Beads with several sentences on both sides hold no more than this many in all.
const MOST_SENTENCES: usize = 6;

/// Beads of at most this many sentences a side are scored everywhere.
const SMALL: usize = 2;
/// Logarithm of the probability that passes through a cell where larger ones begin or end.
const LEAST_PASSED: f64 = -14.0;

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Source sentences.
    pub source: Range<usize>,
    /// Target sentences.
    pub target: Range<usize>,
    /// Posterior probability of exactly this step.
    pub posterior: f64,
}

/// Scores of every step inside a band.
pub struct Lattice<'a> {
    band: &'a Band,
    m: usize,
    offsets: Vec<usize>,
    shapes: Vec<(usize, usize)>,
    /// Scores of the beads that begin at a cell, `shapes.len()` a cell; minus infinity where one leaves the band.
    beads: Vec<f32>,
    /// For each source sentence the score of leaving it unmatched after something else, and after another omitted one.
    omitted: Vec<[f32; 2]>,
    /// The same for target sentences.
    added: Vec<[f32; 2]>,
}

/// What a step is, for those who go through all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arc {
    /// The bead of shape number `.2` at cell (`.0`, `.1`).
    Bead(usize, usize, usize),
    /// Source sentence `.0` left unmatched; `.1` tells whether the one before it was too.
    Omitted(usize, bool),
    /// Target sentence `.0` left unmatched; `.1` tells whether the one before it was too.
    Added(usize, bool),
}

impl<'a> Lattice<'a> {
    /// A lattice from scores: those of beads laid out as [`Band::offsets`] and [`shapes`] say, and two for each unmatched sentence.
    pub fn from_scores(band: &'a Band, m: usize, max_bead: usize, beads: Vec<f32>, omitted: Vec<[f32; 2]>, added: Vec<[f32; 2]>) -> Self {
        Self { band, m, offsets: band.offsets(), shapes: shapes(max_bead), beads, omitted, added }
    }

    /// Scores every step that is worth it: unmatched sentences and small beads all over the band, larger beads only between cells that some
    /// probability of the small ones passes through. That is where nearly all larger beads of any likelihood are, and most beads are not
    /// there.
    pub fn new(evidence: &Evidence, band: &'a Band, weights: &Weights, max_bead: usize) -> Self {
        let (n, m) = (evidence.source.len(), evidence.target.len());
        let nulls = |len: usize, target: bool| -> Vec<[f32; 2]> {
            (0..len).into_par_iter().map(|id| [false, true].map(|run| weights.score(&features::null(evidence, target, id, run)))).collect()
        };
        let mut lattice = Self::from_scores(band, m, max_bead, Vec::new(), nulls(n, false), nulls(m, true));
        lattice.beads = vec![f32::NEG_INFINITY; band.area() * lattice.shapes.len()];
        let small = |&(a, b): &(usize, usize)| a <= SMALL && b <= SMALL;
        lattice.fill(evidence, weights, max_bead.min(SMALL), small, |_| true);
        if max_bead > SMALL {
            let passed = lattice.passed(LEAST_PASSED);
            lattice.fill(evidence, weights, max_bead, |shape| !small(shape), |cell| passed[cell]);
        }
        lattice
    }

    /// Scores the beads of some shapes, none larger than `max_bead` a side, between some cells.
    fn fill(
        &mut self,
        evidence: &Evidence,
        weights: &Weights,
        max_bead: usize,
        some_shapes: impl Fn(&(usize, usize)) -> bool,
        some_cells: impl Fn(usize) -> bool + Sync,
    ) {
        let (n, m, band, offsets) = (self.n(), self.m, self.band, &self.offsets);
        let shapes: Vec<(usize, (usize, usize))> =
            self.shapes.iter().copied().enumerate().filter(|(_, shape)| some_shapes(shape)).collect();
        let all = self.shapes.len();
        let mut rows: Vec<&mut [f32]> = Vec::with_capacity(n + 1);
        let mut rest = self.beads.as_mut_slice();
        for i in 0..=n {
            let (row, after) = rest.split_at_mut(band.row(i).len() * all);
            rows.push(row);
            rest = after;
        }
        rows.into_par_iter().enumerate().for_each_init(
            || (Window::new(max_bead), Window::new(max_bead)),
            |(now, known), (i, row)| {
                for (j, scores) in band.row(i).zip(row.chunks_mut(all)) {
                    if !some_cells(offsets[i] + j - band.row(i).start) {
                        continue;
                    }
                    now.fill(&evidence.now, (i, n), (j, m));
                    if let Some(view) = &evidence.known {
                        known.fill(view, (i, n), (j, m));
                    }
                    let known = evidence.known.as_ref().map(|_| &*known);
                    for &(shape, (a, b)) in &shapes {
                        if band.contains(i + a, j + b) && some_cells(offsets[i + a] + j + b - band.row(i + a).start) {
                            scores[shape] = weights.score(&features::bead_at(evidence, now, known, i..i + a, j..j + b));
                        }
                    }
                }
            },
        );
    }

    /// For each cell whether more than this (a logarithm) of the probability passes through it.
    fn passed(&self, least: f64) -> Vec<bool> {
        let (alpha, beta) = rayon::join(|| self.forward(), || self.backward());
        self.likelier(&alpha, &beta, least)
    }

    fn likelier(&self, alpha: &[[f64; 4]], beta: &[[f64; 3]], least: f64) -> Vec<bool> {
        let total = alpha[self.cell(self.n(), self.m)][ALL];
        alpha.iter().zip(beta).map(|(a, b)| (0..3).map(|k| a[k] + b[k]).fold(NOTHING, f64::max) - total > least).collect()
    }

    /// Score of the path that leaves every sentence unmatched.
    pub fn unmatched(&self) -> f64 {
        let of = |side: &[[f32; 2]]| side.iter().enumerate().map(|(at, s)| f64::from(s[usize::from(at > 0)])).sum::<f64>();
        of(&self.omitted) + of(&self.added)
    }

    fn cell(&self, i: usize, j: usize) -> usize {
        self.offsets[i] + j - self.band.row(i).start
    }

    fn n(&self) -> usize {
        self.band.n()
    }

    fn score(&self, i: usize, j: usize, shape: usize) -> f64 {
        f64::from(self.beads[self.cell(i, j) * self.shapes.len() + shape])
    }

    /// Logarithms of the sums over all paths from the beginning to each cell, by what came last, and of all together.
    fn forward(&self) -> Vec<[f64; 4]> {
        let mut alpha = vec![[NOTHING; 4]; self.band.area()];
        for i in 0..=self.n() {
            for j in self.band.row(i) {
                let mut here = [NOTHING; 4];
                if i == 0 && j == 0 {
                    here[MATCH] = 0.0;
                }
                let mut sum = LogSum::new(here[MATCH]);
                for (shape, &(a, b)) in self.shapes.iter().enumerate() {
                    if a <= i && b <= j && self.band.contains(i - a, j - b) {
                        let from = self.cell(i - a, j - b);
                        sum.add(alpha[from][ALL] + f64::from(self.beads[from * self.shapes.len() + shape]));
                    }
                }
                here[MATCH] = sum.value();
                if i > 0 && self.band.contains(i - 1, j) {
                    let before = alpha[self.cell(i - 1, j)];
                    let [open, run] = self.omitted[i - 1].map(f64::from);
                    here[OMIT] = log_add(log_add(before[MATCH], before[ADD]) + open, before[OMIT] + run);
                }
                if j > 0 && self.band.contains(i, j - 1) {
                    let before = alpha[self.cell(i, j - 1)];
                    let [open, run] = self.added[j - 1].map(f64::from);
                    here[ADD] = log_add(log_add(before[MATCH], before[OMIT]) + open, before[ADD] + run);
                }
                here[ALL] = log_add(log_add(here[MATCH], here[OMIT]), here[ADD]);
                let cell = self.cell(i, j);
                alpha[cell] = here;
            }
        }
        alpha
    }

    /// Logarithms of the sums over all paths from each cell to the end, by what came last before it.
    fn backward(&self) -> Vec<[f64; 3]> {
        let mut beta = vec![[NOTHING; 3]; self.band.area()];
        for i in (0..=self.n()).rev() {
            for j in self.band.row(i).rev() {
                let mut any = LogSum::new(if i == self.n() && j == self.m { 0.0 } else { NOTHING });
                for (shape, &(a, b)) in self.shapes.iter().enumerate() {
                    let score = self.score(i, j, shape);
                    if score > NOTHING {
                        any.add(score + beta[self.cell(i + a, j + b)][MATCH]);
                    }
                }
                let any = any.value();
                let mut here = [any; 3];
                if i < self.n() && self.band.contains(i + 1, j) {
                    let after = beta[self.cell(i + 1, j)][OMIT];
                    let [open, run] = self.omitted[i].map(f64::from);
                    here[MATCH] = log_add(here[MATCH], after + open);
                    here[ADD] = log_add(here[ADD], after + open);
                    here[OMIT] = log_add(here[OMIT], after + run);
                }
                if self.band.contains(i, j + 1) {
                    let after = beta[self.cell(i, j + 1)][ADD];
                    let [open, run] = self.added[j].map(f64::from);
                    here[MATCH] = log_add(here[MATCH], after + open);
                    here[OMIT] = log_add(here[OMIT], after + open);
                    here[ADD] = log_add(here[ADD], after + run);
                }
                let cell = self.cell(i, j);
                beta[cell] = here;
            }
        }
        beta
    }

    /// Forward-backward sums.
    pub fn posterior(&self) -> Posterior<'_> {
        let (alpha, beta) = rayon::join(|| self.forward(), || self.backward());
        let total = alpha[self.cell(self.n(), self.m)][ALL];
        let likely = self.likelier(&alpha, &beta, LEAST_LIKELY);
        Posterior { lattice: self, alpha, beta, total, likely }
    }
}

/// The lattice with the sums over all paths through each cell.
pub struct Posterior<'a> {
    lattice: &'a Lattice<'a>,
    alpha: Vec<[f64; 4]>,
    beta: Vec<[f64; 3]>,
    /// Logarithm of the sum over all paths.
    pub total: f64,
    /// Cells that some probability passes through: the others need no second look.
    likely: Vec<bool>,
}

/// Where no column of a row has more of the probability than this, the place of a path is unknown there.
const UNCERTAIN: f64 = 0.3;
/// Logarithm of the probability below which a cell is passed over once the sums are known.
const LEAST_LIKELY: f64 = -16.0;

impl Posterior<'_> {
    /// Probability of the bead of this shape at a cell.
    fn bead(&self, i: usize, j: usize, shape: usize) -> f64 {
        let (a, b) = self.lattice.shapes[shape];
        if !self.likely[self.lattice.cell(i, j)] {
            return 0.0;
        }
        let score = self.lattice.score(i, j, shape);
        if score == NOTHING {
            return 0.0;
        }
        let (from, to) = (self.lattice.cell(i, j), self.lattice.cell(i + a, j + b));
        (self.alpha[from][ALL] + score + self.beta[to][MATCH] - self.total).exp()
    }

    /// Probability that the source sentence before row `i + 1` is omitted at column `j`.
    fn omitted(&self, i: usize, j: usize) -> f64 {
        let lattice = self.lattice;
        if !lattice.band.contains(i + 1, j) || !self.likely[lattice.cell(i, j)] {
            return 0.0;
        }
        let before = self.alpha[lattice.cell(i, j)];
        let [open, run] = lattice.omitted[i].map(f64::from);
        let step = log_add(log_add(before[MATCH], before[ADD]) + open, before[OMIT] + run);
        (step + self.beta[lattice.cell(i + 1, j)][OMIT] - self.total).exp()
    }

    /// Probability that target sentence `j` is added at row `i`.
    fn added(&self, i: usize, j: usize) -> f64 {
        let lattice = self.lattice;
        if !lattice.band.contains(i, j + 1) || !self.likely[lattice.cell(i, j)] {
            return 0.0;
        }
        let before = self.alpha[lattice.cell(i, j)];
        let [open, run] = lattice.added[j].map(f64::from);
        let step = log_add(log_add(before[MATCH], before[OMIT]) + open, before[ADD] + run);
        (step + self.beta[lattice.cell(i, j + 1)][ADD] - self.total).exp()
    }

    /// Probability of each source sentence being omitted and of each target sentence being added, wherever.
    pub fn nulls(&self) -> (Vec<f64>, Vec<f64>) {
        let lattice = self.lattice;
        let mut omitted = vec![0.0; lattice.n()];
        let mut added = vec![0.0; lattice.m];
        for (i, omitted) in omitted.iter_mut().enumerate() {
            *omitted = lattice.band.row(i).map(|j| self.omitted(i, j)).sum();
        }
        for i in 0..=lattice.n() {
            for j in lattice.band.row(i).filter(|&j| j < lattice.m) {
                added[j] += self.added(i, j);
            }
        }
        (omitted, added)
    }

    /// Calls `visit` with every arc that has some probability, and that probability.
    pub fn arcs(&self, mut visit: impl FnMut(Arc, f64)) {
        let lattice = self.lattice;
        for i in 0..=lattice.n() {
            for j in lattice.band.row(i) {
                for shape in 0..lattice.shapes.len() {
                    let p = self.bead(i, j, shape);
                    if p > 1e-9 {
                        visit(Arc::Bead(i, j, shape), p);
                    }
                }
                let before = self.alpha[lattice.cell(i, j)];
                if lattice.band.contains(i + 1, j) {
                    let after = self.beta[lattice.cell(i + 1, j)][OMIT] - self.total;
                    let [open, run] = lattice.omitted[i].map(f64::from);
                    visit(Arc::Omitted(i, false), (log_add(before[MATCH], before[ADD]) + open + after).exp());
                    visit(Arc::Omitted(i, true), (before[OMIT] + run + after).exp());
                }
                if lattice.band.contains(i, j + 1) {
                    let after = self.beta[lattice.cell(i, j + 1)][ADD] - self.total;
                    let [open, run] = lattice.added[j].map(f64::from);
                    visit(Arc::Added(j, false), (log_add(before[MATCH], before[OMIT]) + open + after).exp());
                    visit(Arc::Added(j, true), (before[ADD] + run + after).exp());
                }
            }
        }
    }

    /// How far one may know which column a path has in each row, and which row in each column: 1 unless every path has another one, as in a
    /// table of equal rows; there the probability of the likeliest.
    fn certainties(&self) -> (Vec<f64>, Vec<f64>) {
        let lattice = self.lattice;
        let mut rows = vec![(0.0, 0.0f64); lattice.n() + 1];
        let mut columns = vec![(0.0, 0.0f64); lattice.m + 1];
        for (i, row) in rows.iter_mut().enumerate() {
            for j in lattice.band.row(i) {
                let cell = lattice.cell(i, j);
                if self.likely[cell] {
                    let through = (0..3).map(|k| (self.alpha[cell][k] + self.beta[cell][k] - self.total).exp()).sum::<f64>();
                    for (all, most) in [&mut *row, &mut columns[j]] {
                        *all += through;
                        *most = most.max(through);
                    }
                }
            }
        }
        let certainty = |(all, most): (f64, f64)| if all > 0.8 && most < UNCERTAIN { most } else { 1.0 };
        (rows.into_iter().map(certainty).collect(), columns.into_iter().map(certainty).collect())
    }

    /// The path that gathers the most posterior probability: the one whose steps are expected to be right most often (minimum risk, after
    /// Goodman, "Parsing algorithms and metrics", 1996). A bead counts `bead_value`, an unmatched sentence 1, and every step costs `step_price`:
    /// without a price two small beads would win over the large one that is as likely, only because they are two. Where nobody can know the place of
    /// a step the price is less, or a few large beads would win that are no likelier than the small ones.
    pub fn decode(&self, bead_value: f64, step_price: f64) -> Vec<Step> {
        let lattice = self.lattice;
        let (omitted, added) = self.nulls();
        let mut best = vec![NOTHING; lattice.band.area()];
        let mut from = vec![(0u8, 0u8); lattice.band.area()];
        let (rows, columns) = self.certainties();
        let price = |i: usize, j: usize| 0.5 * step_price * (rows[i] + columns[j]);
        for i in 0..=lattice.n() {
            for j in lattice.band.row(i) {
                if !self.likely[lattice.cell(i, j)] {
                    continue;
                }
                let mut here = (if i == 0 && j == 0 { 0.0 } else { NOTHING }, (0, 0));
                let mut offer = |value: f64, step: (u8, u8)| {
                    if value > here.0 {
                        here = (value, step);
                    }
                };
                for (shape, &(a, b)) in lattice.shapes.iter().enumerate() {
                    if a <= i && b <= j && lattice.band.contains(i - a, j - b) {
                        let gain = bead_value * self.bead(i - a, j - b, shape) - price(i - a, j - b);
                        offer(best[lattice.cell(i - a, j - b)] + gain, (a as u8, b as u8));
                    }
                }
                if i > 0 && lattice.band.contains(i - 1, j) {
                    offer(best[lattice.cell(i - 1, j)] + omitted[i - 1] - price(i - 1, j), (1, 0));
                }
                if j > 0 && lattice.band.contains(i, j - 1) {
                    offer(best[lattice.cell(i, j - 1)] + added[j - 1] - price(i, j - 1), (0, 1));
                }
                let cell = lattice.cell(i, j);
                (best[cell], from[cell]) = here;
            }
        }
        let (mut i, mut j) = (lattice.n(), lattice.m);
        let mut steps = Vec::new();
        while (i, j) != (0, 0) {
            let (a, b) = from[lattice.cell(i, j)];
            let (a, b) = (usize::from(a), usize::from(b));
            let posterior = match (a, b) {
                (_, 0) => omitted[i - 1],
                (0, _) => added[j - 1],
                _ => lattice.shapes.iter().position(|&s| s == (a, b)).map_or(0.0, |shape| self.bead(i - a, j - b, shape)),
            };
            steps.push(Step { source: i - a..i, target: j - b..j, posterior: posterior.clamp(0.0, 1.0) });
            (i, j) = (i - a, j - b);
        }
        steps.reverse();
        steps
    }

    /// For each row the columns of the cells that at least `least` of the probability passes through, as rectangles grown by `margin`.
    pub fn likely(&self, least: f64, margin: usize) -> Vec<(Range<usize>, Range<usize>)> {
        let lattice = self.lattice;
        let mut rectangles = Vec::new();
        for i in 0..=lattice.n() {
            let mut columns: Option<Range<usize>> = None;
            for j in lattice.band.row(i) {
                let cell = lattice.cell(i, j);
                if !self.likely[cell] {
                    continue;
                }
                let here = (0..3).map(|k| self.alpha[cell][k] + self.beta[cell][k]).fold(NOTHING, log_add) - self.total;
                if here > least.ln() {
                    columns = Some(columns.map_or(j, |c| c.start)..j + 1);
                }
            }
            if let Some(columns) = columns {
                let rows = i.saturating_sub(margin)..(i + margin + 1).min(lattice.n() + 1);
                rectangles.push((rows, columns.start.saturating_sub(margin)..columns.end + margin));
            }
        }
        rectangles
    }
}

fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == NOTHING || high - low > 40.0 { high } else { high + (low - high).exp().ln_1p() }
}

/// A running logarithm of a sum.
struct LogSum {
    most: f64,
    sum: f64,
}

impl LogSum {
    fn new(first: f64) -> Self {
        Self { most: first, sum: if first == NOTHING { 0.0 } else { 1.0 } }
    }

    fn add(&mut self, value: f64) {
        if value <= self.most {
            if value > self.most - 40.0 {
                self.sum += (value - self.most).exp();
            }
        } else {
            self.sum = if self.most == NOTHING { 1.0 } else { self.sum * (self.most - value).exp() + 1.0 };
            self.most = value;
        }
    }

    fn value(&self) -> f64 {
        if self.sum == 0.0 { NOTHING } else { self.most + self.sum.ln() }
    }
}
