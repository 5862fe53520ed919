//! The lattice of beads over a band of cells: a semi-Markov model, its forward-backward sums and its best path.
//!
//! A path leads from cell (0, 0) to cell (n, m) by beads with both sides (up to `max_bead` sentences each) and single unmatched sentences.
//! Three states per cell tell what came last (a bead, an omitted sentence, an added one), so that a run of unmatched sentences costs less
//! than as many lone ones (the affine gap of Gotoh, "An improved algorithm for matching biological sequences", 1982), and what is left out on
//! both sides of one gap costs something else than two gaps. Sums are logarithms
//! in double precision: a novel's total is beyond what single precision can tell apart.

use std::ops::Range;

use rayon::prelude::*;

use crate::align::posterior::Posterior;
use crate::align::tuning::{LEAST_PASSED, MOST_SENTENCES, SMALL};
use crate::model::{Pair, Side};
use crate::score::band::Band;
use crate::score::bead::Window;
use crate::score::evidence::Evidence;
use crate::score::features::{self, Follows};
use crate::score::weights::Weights;

/// After a bead with both sides.
pub(super) const MATCH: usize = 0;
/// After an omitted source sentence.
const OMIT: usize = 1;
/// After an added target sentence.
const ADD: usize = 2;
/// After anything.
const ALL: usize = 3;

pub(super) const NOTHING: f64 = f64::NEG_INFINITY;

/// The numbers of sentences (source, target) that a contiguous bead may hold.
pub fn shapes(max_bead: usize) -> Vec<(usize, usize)> {
    let all = (1..=max_bead).flat_map(|a| (1..=max_bead).map(move |b| (a, b)));
    all.filter(|&(a, b)| a.min(b) == 1 || a + b <= MOST_SENTENCES).collect()
}

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
    pub(super) band: &'a Band,
    m: usize,
    offsets: Vec<usize>,
    shapes: Vec<(usize, usize)>,
    /// Scores of the beads that begin at a cell, `shapes.len()` per cell; minus infinity where one leaves the band.
    beads: Vec<f32>,
    /// For each sentence the score of leaving it unmatched, by what it [`Follows`].
    nulls: Pair<Vec<[f32; 3]>>,
}

/// A step from one cell to another.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// Source and target sentences before it.
    pub start: Cell,
    /// Source and target sentences that it holds.
    pub size: (usize, usize),
    /// The places of the cells that it begins and ends at.
    pub(super) from: usize,
    pub(super) to: usize,
    /// What it is, and so what came last after it.
    pub(super) state: usize,
    /// Its score: of an unmatched sentence, that after a bead.
    open: f64,
    /// The score of an unmatched sentence after another one of its side.
    run: f64,
    /// The same after one of the other side.
    turn: f64,
}

/// Source and target sentences that lie before a cell.
type Cell = (usize, usize);

/// Which steps of a cell.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Way {
    /// Those that begin there.
    From,
    /// Those that end there.
    To,
}

impl Way {
    /// Where a step of some size begins that begins, or ends, at a cell.
    #[inline]
    fn start(self, (i, j): Cell, (a, b): (usize, usize)) -> Option<Cell> {
        if self == Self::From { Some((i, j)) } else { Some((i.checked_sub(a)?, j.checked_sub(b)?)) }
    }
}

impl Transition {
    /// The side that the sentence is of which it leaves unmatched, and the sentence; `None` of a bead with both sides.
    #[inline]
    pub fn unmatched(&self) -> Option<(Side, usize)> {
        match self.state {
            OMIT => Some((Side::Source, self.start.0)),
            ADD => Some((Side::Target, self.start.1)),
            _ => None,
        }
    }

    /// Logarithms of the sums over all paths that end with it, from the sums at its beginning; of an unmatched sentence by what it
    /// [`Follows`].
    #[inline]
    pub(super) fn ways(&self, before: &[f64; 4]) -> [f64; 3] {
        match self.state {
            OMIT => [before[MATCH] + self.open, before[OMIT] + self.run, NOTHING],
            ADD => [before[MATCH] + self.open, before[ADD] + self.run, before[OMIT] + self.turn],
            _ => [before[ALL] + self.open, NOTHING, NOTHING],
        }
    }

    /// The logarithm of the sum over all of them.
    #[inline]
    pub(super) fn reached(&self, before: &[f64; 4]) -> f64 {
        let [open, run, turn] = self.ways(before);
        if self.state == MATCH { open } else { log_add(log_add(open, run), turn) }
    }

    /// Whether its score forbids it.
    #[inline]
    pub(super) fn is_impossible(&self) -> bool {
        self.state == MATCH && self.open == NOTHING
    }
}

impl<'a> Lattice<'a> {
    /// A lattice from scores: those of beads laid out as [`Band::offsets`] and [`shapes`] say, and three for each unmatched sentence.
    pub fn from_scores(band: &'a Band, m: usize, max_bead: usize, beads: Vec<f32>, nulls: Pair<Vec<[f32; 3]>>) -> Self {
        Self { band, m, offsets: band.offsets(), shapes: shapes(max_bead), beads, nulls }
    }

    /// Scores every step that is worth it: unmatched sentences and small beads all over the band, larger beads only between cells that some
    /// probability of the small ones passes through. That is where nearly all larger beads of any likelihood are, and most beads are not
    /// there.
    pub fn new(evidence: &Evidence, band: &'a Band, weights: &Weights, max_bead: usize) -> Self {
        let (n, m) = (evidence.texts.source.len(), evidence.texts.target.len());
        let nulls = |(side, len): (Side, usize)| -> Vec<[f32; 3]> {
            let null = |id, follows| features::null(evidence, side, id, follows);
            (0..len).into_par_iter().map(|id| Follows::ALL.map(|follows| weights.score(&null(id, follows)))).collect()
        };
        let nulls = Pair::new(nulls((Side::Source, n)), nulls((Side::Target, m)));
        let mut lattice = Self::from_scores(band, m, max_bead, Vec::new(), nulls);
        lattice.beads = vec![f32::NEG_INFINITY; band.area() * lattice.shapes.len()];
        let small = |&(a, b): &(usize, usize)| a <= SMALL && b <= SMALL;
        lattice.fill(evidence, weights, max_bead.min(SMALL), small, |_| true);
        if max_bead > SMALL {
            let (alpha, beta, total) = lattice.sums();
            let passed = passed(&alpha, &beta, total, LEAST_PASSED);
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
        let ((n, m), band, offsets) = (self.end(), self.band, &self.offsets);
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
                    now.fill(&evidence.now, Pair::new(i, j), Pair::new(n, m));
                    if let Some(view) = &evidence.known {
                        known.fill(view, Pair::new(i, j), Pair::new(n, m));
                    }
                    let known = evidence.known.as_ref().map(|_| &*known);
                    for &(shape, (a, b)) in &shapes {
                        if band.contains(i + a, j + b) && some_cells(offsets[i + a] + j + b - band.row(i + a).start) {
                            scores[shape] = weights.score(&features::bead_at(evidence, now, known, Pair::new(i..i + a, j..j + b)));
                        }
                    }
                }
            },
        );
    }

    /// Score of the path that leaves every sentence unmatched.
    pub fn without_beads(&self) -> f64 {
        let of = |side: &[[f32; 3]]| side.iter().enumerate().map(|(at, s)| f64::from(s[usize::from(at > 0)])).sum::<f64>();
        // One side after the other.
        let turn = if self.nulls.source.is_empty() { 0.0 } else { self.nulls.target.first().map_or(0.0, |s| f64::from(s[2] - s[0])) };
        of(&self.nulls.source) + of(&self.nulls.target) + turn
    }

    /// The place of a cell where all of the band are laid out row after row.
    #[inline]
    pub(super) fn place(&self, (i, j): Cell) -> usize {
        self.offsets[i] + j - self.band.row(i).start
    }

    #[inline]
    fn contains(&self, (i, j): Cell) -> bool {
        self.band.contains(i, j)
    }

    /// All cells, row after row, with their places.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, Cell)> {
        (0..=self.band.n()).flat_map(move |i| self.band.row(i).map(move |j| (i, j))).enumerate()
    }

    /// The last cell, where all paths end.
    pub(super) fn end(&self) -> Cell {
        (self.band.n(), self.m)
    }

    /// The beads that begin or end at a cell. Impossible ones that begin there are left out, but not those that end there: where nothing is
    /// likely, the cheapest path may lead through one.
    #[inline]
    pub(super) fn beads(&self, way: Way, at: Cell) -> impl Iterator<Item = Transition> {
        self.shapes.iter().enumerate().filter_map(move |(shape, &size)| {
            let start = way.start(at, size).filter(|&start| way == Way::From || self.contains(start))?;
            let from = self.place(start);
            let open = f64::from(self.beads[from * self.shapes.len() + shape]);
            let end = || (start.0 + size.0, start.1 + size.1);
            let step = || Transition { start, size, from, to: self.place(end()), state: MATCH, open, run: NOTHING, turn: NOTHING };
            (way == Way::To || open > NOTHING).then(step)
        })
    }

    /// The unmatched sentences that begin or end at a cell: an omitted one, an added one.
    #[inline]
    pub(super) fn unmatched(&self, way: Way, at: Cell) -> impl Iterator<Item = Transition> {
        let step = move |state: usize, size: (usize, usize), scores: &[[f32; 3]]| {
            let start = way.start(at, size)?;
            let end = (start.0 + size.0, start.1 + size.1);
            let [open, run, turn] = scores.get(if state == OMIT { start.0 } else { start.1 })?.map(f64::from);
            // In a gap on both sides what is omitted comes before what is added: otherwise its paths would be counted once for every order.
            let turn = if state == ADD { turn } else { NOTHING };
            let step = || Transition { start, size, from: self.place(start), to: self.place(end), state, open, run, turn };
            (self.contains(start) && self.contains(end)).then(step)
        };
        step(OMIT, (1, 0), &self.nulls.source).into_iter().chain(step(ADD, (0, 1), &self.nulls.target))
    }

    /// All steps that begin or end at a cell.
    #[inline]
    pub(super) fn steps(&self, way: Way, at: Cell) -> impl Iterator<Item = Transition> {
        self.beads(way, at).chain(self.unmatched(way, at))
    }

    /// Logarithms of the sums over all paths from the beginning to each cell, by what came last, and of all together.
    fn forward(&self) -> Vec<[f64; 4]> {
        let mut alpha = vec![[NOTHING; 4]; self.band.area()];
        for (place, at) in self.cells() {
            let mut here = [NOTHING; 4];
            let start = LogSum::new(if at == (0, 0) { 0.0 } else { NOTHING });
            here[MATCH] = self.beads(Way::To, at).fold(start, |sum, step| sum.and(step.reached(&alpha[step.from]))).value();
            self.unmatched(Way::To, at).for_each(|step| here[step.state] = step.reached(&alpha[step.from]));
            here[ALL] = log_add(log_add(here[MATCH], here[OMIT]), here[ADD]);
            alpha[place] = here;
        }
        alpha
    }

    /// Logarithms of the sums over all paths from each cell to the end, by what came last before it.
    fn backward(&self) -> Vec<[f64; 3]> {
        let mut beta = vec![[NOTHING; 3]; self.band.area()];
        for i in (0..=self.band.n()).rev() {
            for j in self.band.row(i).rev() {
                let end = LogSum::new(if (i, j) == self.end() { 0.0 } else { NOTHING });
                let any = self.beads(Way::From, (i, j)).fold(end, |sum, step| sum.and(step.open + beta[step.to][MATCH])).value();
                beta[self.place((i, j))] = self.unmatched(Way::From, (i, j)).fold([any; 3], |mut here, step| {
                    let after = beta[step.to][step.state];
                    for (state, sum) in here.iter_mut().enumerate() {
                        let score = match state {
                            MATCH => step.open,
                            _ if state == step.state => step.run,
                            _ => step.turn,
                        };
                        *sum = log_add(*sum, after + score);
                    }
                    here
                });
            }
        }
        beta
    }

    /// The sums over all paths from the beginning to each cell, over all from it to the end, and the logarithm of the sum over all paths.
    pub(super) fn sums(&self) -> (Vec<[f64; 4]>, Vec<[f64; 3]>, f64) {
        let (alpha, beta) = rayon::join(|| self.forward(), || self.backward());
        let total = alpha[self.place(self.end())][ALL];
        (alpha, beta, total)
    }

    /// Forward-backward sums.
    pub fn posterior(&self) -> Posterior<'_> {
        Posterior::new(self)
    }
}

/// For each cell whether more than this (a logarithm) of the probability passes through it.
pub(super) fn passed(alpha: &[[f64; 4]], beta: &[[f64; 3]], total: f64, least: f64) -> Vec<bool> {
    alpha.iter().zip(beta).map(|(a, b)| (0..3).map(|k| a[k] + b[k]).fold(NOTHING, f64::max) - total > least).collect()
}

pub(super) fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == NOTHING || high - low > 40.0 { high } else { high + (low - high).exp().ln_1p() }
}

/// A running logarithm of a sum.
#[derive(Clone, Copy)]
struct LogSum {
    most: f64,
    sum: f64,
}

impl LogSum {
    fn new(first: f64) -> Self {
        Self { most: first, sum: if first == NOTHING { 0.0 } else { 1.0 } }
    }

    /// The sum with one more term.
    #[inline]
    fn and(self, value: f64) -> Self {
        if value <= self.most {
            let added = if value > self.most - 40.0 { (value - self.most).exp() } else { 0.0 };
            return Self { sum: self.sum + added, ..self };
        }
        let sum = if self.most == NOTHING { 1.0 } else { self.sum * (self.most - value).exp() + 1.0 };
        Self { most: value, sum }
    }

    fn value(&self) -> f64 {
        if self.sum == 0.0 { NOTHING } else { self.most + self.sum.ln() }
    }
}
