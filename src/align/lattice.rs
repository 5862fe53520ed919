//! The lattice of beads over a band of cells: a semi-Markov model, its forward-backward sums and its best path.
//!
//! A path leads from cell (0, 0) to cell (n, m) by beads with both sides (up to `max_bead` sentences each) and single unmatched sentences.
//! Three states a cell tell what came last (a bead, an omitted sentence, an added one), so that a run of unmatched sentences costs less
//! than as many lone ones (the affine gap of Gotoh, "An improved algorithm for matching biological sequences", 1982). Sums are logarithms
//! in double precision: a novel's total is beyond what single precision can tell apart.

use std::ops::Range;

use rayon::prelude::*;

use crate::align::tuning::{LEAST_LIKELY, LEAST_PASSED, MOST_SENTENCES, MOSTLY, SMALL, UNCERTAIN};
use crate::model::{Pair, Side};
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
    /// For each sentence the score of leaving it unmatched after something else, and after another unmatched one of its side.
    nulls: Pair<Vec<[f32; 2]>>,
}

/// A step from one cell to another.
#[derive(Clone, Copy)]
struct Transition {
    /// Source and target sentences before it.
    start: (usize, usize),
    /// Source and target sentences that it holds.
    size: (usize, usize),
    /// The cell that it begins at.
    from: usize,
    /// The cell that it ends at.
    to: usize,
    kind: Kind,
}

/// What a step is, with its score.
#[derive(Clone, Copy)]
enum Kind {
    /// A bead with both sides, by the number of its shape.
    Bead { shape: usize, score: f64 },
    /// A sentence of this side left unmatched: what that scores after something else, and after another of its side.
    Unmatched { side: Side, open: f64, run: f64 },
}

/// Which steps of a cell.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// Those that begin there.
    From,
    /// Those that end there.
    To,
}

impl Way {
    /// Where a step of some size begins that does so, or ends, at a cell.
    #[inline]
    fn start(self, (i, j): (usize, usize), (a, b): (usize, usize)) -> Option<(usize, usize)> {
        match self {
            Self::From => Some((i, j)),
            Self::To => Some((i.checked_sub(a)?, j.checked_sub(b)?)),
        }
    }
}

impl Transition {
    /// What came last after it.
    #[inline]
    fn state(&self) -> usize {
        match self.kind {
            Kind::Bead { .. } => MATCH,
            Kind::Unmatched { side: Side::Source, .. } => OMIT,
            Kind::Unmatched { side: Side::Target, .. } => ADD,
        }
    }

    /// Logarithms of the sums over all paths that end with it, after something else and after one of its kind, from the sums at its beginning.
    #[inline]
    fn ways(&self, before: &[f64; 4]) -> [f64; 2] {
        match self.kind {
            Kind::Bead { score, .. } => [before[ALL] + score, NOTHING],
            Kind::Unmatched { side: Side::Source, open, run } => [log_add(before[MATCH], before[ADD]) + open, before[OMIT] + run],
            Kind::Unmatched { side: Side::Target, open, run } => [log_add(before[MATCH], before[OMIT]) + open, before[ADD] + run],
        }
    }

    /// The logarithm of the sum over all of them.
    #[inline]
    fn reached(&self, before: &[f64; 4]) -> f64 {
        match (self.kind, self.ways(before)) {
            (Kind::Bead { .. }, [sum, _]) => sum,
            (Kind::Unmatched { .. }, [open, run]) => log_add(open, run),
        }
    }
}

/// What a step is, for those who go through all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arc {
    /// The bead of shape number `.2` at cell (`.0`, `.1`).
    Bead(usize, usize, usize),
    /// Sentence `.1` of a side left unmatched; `.2` tells whether the one before it was too.
    Unmatched(Side, usize, bool),
}

impl<'a> Lattice<'a> {
    /// A lattice from scores: those of beads laid out as [`Band::offsets`] and [`shapes`] say, and two for each unmatched sentence.
    pub fn from_scores(band: &'a Band, m: usize, max_bead: usize, beads: Vec<f32>, nulls: Pair<Vec<[f32; 2]>>) -> Self {
        Self { band, m, offsets: band.offsets(), shapes: shapes(max_bead), beads, nulls }
    }

    /// Scores every step that is worth it: unmatched sentences and small beads all over the band, larger beads only between cells that some
    /// probability of the small ones passes through. That is where nearly all larger beads of any likelihood are, and most beads are not
    /// there.
    pub fn new(evidence: &Evidence, band: &'a Band, weights: &Weights, max_bead: usize) -> Self {
        let (n, m) = (evidence.source.len(), evidence.target.len());
        let nulls = |(side, len): (Side, usize)| -> Vec<[f32; 2]> {
            let null = |id, run| features::null(evidence, side == Side::Target, id, run);
            (0..len).into_par_iter().map(|id| [false, true].map(|run| weights.score(&null(id, run)))).collect()
        };
        let nulls = Pair::new(nulls((Side::Source, n)), nulls((Side::Target, m)));
        let mut lattice = Self::from_scores(band, m, max_bead, Vec::new(), nulls);
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
    pub fn without_beads(&self) -> f64 {
        let of = |side: &[[f32; 2]]| side.iter().enumerate().map(|(at, s)| f64::from(s[usize::from(at > 0)])).sum::<f64>();
        of(&self.nulls.source) + of(&self.nulls.target)
    }

    fn cell(&self, i: usize, j: usize) -> usize {
        self.offsets[i] + j - self.band.row(i).start
    }

    fn n(&self) -> usize {
        self.band.n()
    }

    /// The beads that begin or end at a cell. Of those that begin there the impossible ones are left out; of those that end there not, for where nothing
    /// is likely a path may be cheapest through one.
    #[inline]
    fn beads(&self, way: Way, at: (usize, usize)) -> impl Iterator<Item = Transition> {
        self.shapes.iter().enumerate().filter_map(move |(shape, &size)| {
            let start = way.start(at, size)?;
            if way == Way::To && !self.band.contains(start.0, start.1) {
                return None;
            }
            let from = self.cell(start.0, start.1);
            let score = f64::from(self.beads[from * self.shapes.len() + shape]);
            let possible = way == Way::To || score > NOTHING;
            possible.then(|| Transition {
                start,
                size,
                from,
                to: self.cell(start.0 + size.0, start.1 + size.1),
                kind: Kind::Bead { shape, score },
            })
        })
    }

    /// The unmatched sentences that begin or end at a cell: an omitted one, an added one.
    #[inline]
    fn unmatched(&self, way: Way, at: (usize, usize)) -> impl Iterator<Item = Transition> {
        let step = move |side: Side, size: (usize, usize)| {
            let start = way.start(at, size)?;
            let (i, j) = (start.0 + size.0, start.1 + size.1);
            if !self.band.contains(start.0, start.1) || !self.band.contains(i, j) {
                return None;
            }
            let id = if side == Side::Source { start.0 } else { start.1 };
            let [open, run] = self.nulls[side][id].map(f64::from);
            let kind = Kind::Unmatched { side, open, run };
            Some(Transition { start, size, from: self.cell(start.0, start.1), to: self.cell(i, j), kind })
        };
        step(Side::Source, (1, 0)).into_iter().chain(step(Side::Target, (0, 1)))
    }

    /// Logarithms of the sums over all paths from the beginning to each cell, by what came last, and of all together.
    fn forward(&self) -> Vec<[f64; 4]> {
        let mut alpha = vec![[NOTHING; 4]; self.band.area()];
        for i in 0..=self.n() {
            for j in self.band.row(i) {
                let mut here = [NOTHING; 4];
                let start = LogSum::new(if (i, j) == (0, 0) { 0.0 } else { NOTHING });
                here[MATCH] = self.beads(Way::To, (i, j)).fold(start, |sum, step| sum.and(step.reached(&alpha[step.from]))).value();
                self.unmatched(Way::To, (i, j)).for_each(|step| here[step.state()] = step.reached(&alpha[step.from]));
                here[ALL] = log_add(log_add(here[MATCH], here[OMIT]), here[ADD]);
                alpha[self.cell(i, j)] = here;
            }
        }
        alpha
    }

    /// Logarithms of the sums over all paths from each cell to the end, by what came last before it.
    fn backward(&self) -> Vec<[f64; 3]> {
        let mut beta = vec![[NOTHING; 3]; self.band.area()];
        for i in (0..=self.n()).rev() {
            for j in self.band.row(i).rev() {
                let end = LogSum::new(if (i, j) == (self.n(), self.m) { 0.0 } else { NOTHING });
                let score = |step: &Transition| if let Kind::Bead { score, .. } = step.kind { score } else { NOTHING };
                let any = self.beads(Way::From, (i, j)).fold(end, |sum, step| sum.and(score(&step) + beta[step.to][MATCH])).value();
                let mut here = [any; 3];
                self.unmatched(Way::From, (i, j)).for_each(|step| {
                    let Kind::Unmatched { open, run, .. } = step.kind else { return };
                    let (own, after) = (step.state(), beta[step.to][step.state()]);
                    for (state, sum) in here.iter_mut().enumerate() {
                        *sum = log_add(*sum, after + if state == own { run } else { open });
                    }
                });
                beta[self.cell(i, j)] = here;
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

/// Steps that are less probable than this are not worth a line in an explanation.
const LEAST_RIVAL: f64 = 1e-3;

impl Posterior<'_> {
    /// Probability that a path takes this step.
    #[inline]
    fn of(&self, step: &Transition) -> f64 {
        let impossible = matches!(step.kind, Kind::Bead { score: NOTHING, .. });
        if impossible || !self.likely[step.from] {
            return 0.0;
        }
        (step.reached(&self.alpha[step.from]) + self.beta[step.to][step.state()] - self.total).exp()
    }

    /// Probability of each source sentence being omitted and of each target sentence being added, wherever.
    pub fn nulls(&self) -> Pair<Vec<f64>> {
        let lattice = self.lattice;
        let mut nulls = Pair::new(vec![0.0; lattice.n()], vec![0.0; lattice.m]);
        for i in 0..=lattice.n() {
            for j in lattice.band.row(i) {
                lattice.unmatched(Way::From, (i, j)).for_each(|step| match step.kind {
                    Kind::Unmatched { side: Side::Source, .. } => nulls.source[i] += self.of(&step),
                    _ => nulls.target[j] += self.of(&step),
                });
            }
        }
        nulls
    }

    /// Calls `visit` with every arc that has some probability, and that probability.
    pub fn arcs(&self, mut visit: impl FnMut(Arc, f64)) {
        let lattice = self.lattice;
        for i in 0..=lattice.n() {
            for j in lattice.band.row(i) {
                for step in lattice.beads(Way::From, (i, j)).chain(lattice.unmatched(Way::From, (i, j))) {
                    match step.kind {
                        Kind::Bead { shape, .. } => {
                            let p = self.of(&step);
                            if p > 1e-9 {
                                visit(Arc::Bead(i, j, shape), p);
                            }
                        }
                        Kind::Unmatched { side, .. } => {
                            let after = self.beta[step.to][step.state()] - self.total;
                            let id = if side == Side::Source { i } else { j };
                            let [open, run] = step.ways(&self.alpha[step.from]);
                            visit(Arc::Unmatched(side, id, false), (open + after).exp());
                            visit(Arc::Unmatched(side, id, true), (run + after).exp());
                        }
                    }
                }
            }
        }
    }

    /// Every step with a probability worth a line in an explanation; an unmatched sentence stands nowhere on the other side.
    pub fn rivals(&self) -> Vec<Step> {
        let mut rivals = Vec::new();
        self.arcs(|arc, posterior| {
            if let (Arc::Bead(i, j, shape), true) = (arc, posterior >= LEAST_RIVAL) {
                let (a, b) = self.lattice.shapes[shape];
                rivals.push(Step { source: i..i + a, target: j..j + b, posterior });
            }
        });
        let nulls = self.nulls();
        let worth = |all: Vec<f64>| all.into_iter().enumerate().filter(|(_, p)| *p >= LEAST_RIVAL);
        rivals.extend(worth(nulls.source).map(|(i, posterior)| Step { source: i..i + 1, target: 0..0, posterior }));
        rivals.extend(worth(nulls.target).map(|(j, posterior)| Step { source: 0..0, target: j..j + 1, posterior }));
        rivals
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
        let certainty = |(all, most): (f64, f64)| if all > MOSTLY && most < UNCERTAIN { most } else { 1.0 };
        (rows.into_iter().map(certainty).collect(), columns.into_iter().map(certainty).collect())
    }

    /// The path that gathers the most posterior probability: the one whose steps are expected to be right most often (minimum risk, after
    /// Goodman, "Parsing algorithms and metrics", 1996). A bead counts `bead_value`, an unmatched sentence 1, and every step costs `step_price`:
    /// without a price two small beads would win over the large one that is as likely, only because they are two. Where nobody can know the place of
    /// a step the price is less, or a few large beads would win that are no likelier than the small ones.
    pub fn decode(&self, bead_value: f64, step_price: f64) -> Vec<Step> {
        let lattice = self.lattice;
        let nulls = self.nulls();
        let posterior = |step: &Transition| match step.kind {
            Kind::Bead { .. } => self.of(step),
            Kind::Unmatched { side: Side::Source, .. } => nulls.source[step.start.0],
            Kind::Unmatched { side: Side::Target, .. } => nulls.target[step.start.1],
        };
        let mut best = vec![NOTHING; lattice.band.area()];
        let mut last = vec![(0u8, 0u8); lattice.band.area()];
        let (rows, columns) = self.certainties();
        let price = |(i, j): (usize, usize)| 0.5 * step_price * (rows[i] + columns[j]);
        for i in 0..=lattice.n() {
            for j in lattice.band.row(i) {
                let cell = lattice.cell(i, j);
                if !self.likely[cell] {
                    continue;
                }
                let start = (if (i, j) == (0, 0) { 0.0 } else { NOTHING }, (0, 0));
                let steps = lattice.beads(Way::To, (i, j)).chain(lattice.unmatched(Way::To, (i, j)));
                (best[cell], last[cell]) = steps.fold(start, |here, step| {
                    let (before, p, price) = (best[step.from], posterior(&step), price(step.start));
                    let is_bead = matches!(step.kind, Kind::Bead { .. });
                    let value = if is_bead { before + (bead_value * p - price) } else { before + p - price };
                    if value > here.0 { (value, (step.size.0 as u8, step.size.1 as u8)) } else { here }
                });
            }
        }
        let (mut i, mut j) = (lattice.n(), lattice.m);
        let mut steps = Vec::new();
        while (i, j) != (0, 0) {
            let (a, b) = last[lattice.cell(i, j)];
            let size = (usize::from(a), usize::from(b));
            let mut ending = lattice.beads(Way::To, (i, j)).chain(lattice.unmatched(Way::To, (i, j)));
            let posterior = ending.find(|step| step.size == size).map_or(0.0, |step| posterior(&step));
            steps.push(Step { source: i - size.0..i, target: j - size.1..j, posterior: posterior.clamp(0.0, 1.0) });
            (i, j) = (i - size.0, j - size.1);
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
