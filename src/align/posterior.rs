//! Posteriors from the sums over all paths: the probability of every step, the path that gathers most of it, and the cells it passes
//! through.

use std::ops::Range;

use super::lattice::{Lattice, MATCH, NOTHING, Step, Transition, Way, log_add, passed};
use super::tuning::{BEAD_VALUE, LEAST_LIKELY, MOSTLY, STEP_PRICE, UNCERTAIN};
use crate::model::{Pair, Side};

/// The lattice with the sums over all paths through each cell.
pub struct Posterior<'a> {
    lattice: &'a Lattice<'a>,
    /// Sums over all paths from the beginning to each cell, by what came last, and of all together.
    alpha: Vec<[f64; 4]>,
    /// Sums over all paths from each cell to the end, by what came last before it.
    beta: Vec<[f64; 3]>,
    /// Logarithm of the sum over all paths.
    pub total: f64,
    /// Cells that some probability passes through: the others need no second look.
    likely: Vec<bool>,
}

/// Steps that are less probable than this are not worth a line in an explanation.
const LEAST_RIVAL: f64 = 1e-3;

impl<'a> Posterior<'a> {
    pub(super) fn new(lattice: &'a Lattice<'a>) -> Self {
        let (alpha, beta, total) = lattice.sums();
        let likely = passed(&alpha, &beta, total, LEAST_LIKELY);
        Self { lattice, alpha, beta, total, likely }
    }

    /// Probability that a path takes this step.
    #[inline]
    fn of(&self, step: &Transition) -> f64 {
        if step.is_impossible() || !self.likely[step.from] {
            return 0.0;
        }
        (step.reached(&self.alpha[step.from]) + self.beta[step.to][step.state] - self.total).exp()
    }

    /// Probability of each source sentence being omitted and of each target sentence being added, wherever.
    pub fn nulls(&self) -> Pair<Vec<f64>> {
        let (n, m) = self.lattice.end();
        let mut nulls = Pair::new(vec![0.0; n], vec![0.0; m]);
        for (_, at) in self.lattice.cells() {
            self.lattice.unmatched(Way::From, at).for_each(|step| {
                let (side, id) = if step.size.0 > 0 { (Side::Source, at.0) } else { (Side::Target, at.1) };
                nulls[side][id] += self.of(&step);
            });
        }
        nulls
    }

    /// Calls `visit` with every step that has some probability, and that probability: of an unmatched sentence, by what it
    /// [`Follows`](crate::score::features::Follows).
    pub fn steps(&self, mut visit: impl FnMut(&Transition, [f64; 3])) {
        for (_, at) in self.lattice.cells() {
            for step in self.lattice.steps(Way::From, at).filter(|step| step.state != MATCH || self.of(step) > 1e-9) {
                let after = self.beta[step.to][step.state] - self.total;
                visit(&step, step.ways(&self.alpha[step.from]).map(|way| (way + after).exp()));
            }
        }
    }

    /// How many beads with both sides are among the [`rivals`](Self::rivals).
    pub fn count_rivals(&self) -> usize {
        let beads = self.lattice.cells().flat_map(|(_, at)| self.lattice.beads(Way::From, at));
        beads.filter(|step| self.of(step) >= LEAST_RIVAL).count()
    }

    /// Every step with a probability worth a line in an explanation; an unmatched sentence stands nowhere on the other side.
    pub fn rivals(&self) -> Vec<Step> {
        let beads = self.lattice.cells().flat_map(|(_, at)| self.lattice.beads(Way::From, at)).map(|step| Step {
            source: step.start.0..step.start.0 + step.size.0,
            target: step.start.1..step.start.1 + step.size.1,
            posterior: self.of(&step),
        });
        let mut rivals: Vec<Step> = beads.filter(|step| step.posterior >= LEAST_RIVAL).collect();
        let nulls = self.nulls();
        let worth = |all: Vec<f64>| all.into_iter().enumerate().filter(|(_, p)| *p >= LEAST_RIVAL);
        rivals.extend(worth(nulls.source).map(|(i, posterior)| Step { source: i..i + 1, target: 0..0, posterior }));
        rivals.extend(worth(nulls.target).map(|(j, posterior)| Step { source: 0..0, target: j..j + 1, posterior }));
        rivals
    }

    /// How far one may know which column a path has in each row, and which row in each column: 1 unless every path has another one, as in a
    /// table of equal rows; there the probability of the likeliest.
    fn certainties(&self) -> Pair<Vec<f64>> {
        let (n, m) = self.lattice.end();
        let mut most = Pair::new(vec![(0.0, 0.0f64); n + 1], vec![(0.0, 0.0f64); m + 1]);
        for (cell, (i, j)) in self.lattice.cells().filter(|&(cell, _)| self.likely[cell]) {
            let through = (0..3).map(|k| (self.alpha[cell][k] + self.beta[cell][k] - self.total).exp()).sum::<f64>();
            for (all, most) in [&mut most.source[i], &mut most.target[j]] {
                *all += through;
                *most = most.max(through);
            }
        }
        let certainty = |(all, most): (f64, f64)| if all > MOSTLY && most < UNCERTAIN { most } else { 1.0 };
        most.map(|line| line.into_iter().map(certainty).collect())
    }

    /// The path that gathers the most posterior probability: the one whose steps are expected to be right most often (minimum risk, after
    /// Goodman, "Parsing algorithms and metrics", 1996). A bead counts `bead_value`, an unmatched sentence 1, and every step costs `step_price`:
    /// without a price two small beads would win over the large one that is as likely, only because they are two. Where nobody can know the place of
    /// a step the price is less, or a few large beads would win that are no likelier than the small ones.
    pub fn decode(&self, bead_value: f64, step_price: f64) -> Vec<Step> {
        let lattice = self.lattice;
        let (nulls, certainties) = (self.nulls(), self.certainties());
        let posterior = |step: &Transition| step.unmatched().map_or_else(|| self.of(step), |(side, id)| nulls[side][id]);
        let mut best = vec![NOTHING; self.likely.len()];
        let mut last = vec![(0u8, 0u8); self.likely.len()];
        for (cell, at) in lattice.cells().filter(|&(cell, _)| self.likely[cell]) {
            let start = (if at == (0, 0) { 0.0 } else { NOTHING }, (0, 0));
            (best[cell], last[cell]) = lattice.steps(Way::To, at).fold(start, |here, step| {
                let price = 0.5 * step_price * (certainties.source[step.start.0] + certainties.target[step.start.1]);
                let (before, p) = (best[step.from], posterior(&step));
                let value = if step.state == MATCH { before + (bead_value * p - price) } else { before + p - price };
                if value > here.0 { (value, (step.size.0 as u8, step.size.1 as u8)) } else { here }
            });
        }
        let mut steps = Vec::new();
        let (mut i, mut j) = lattice.end();
        while (i, j) != (0, 0) {
            let (a, b) = last[lattice.place((i, j))];
            let size = (usize::from(a), usize::from(b));
            let taken = lattice.steps(Way::To, (i, j)).find(|step| step.size == size);
            let posterior = taken.map_or(0.0, |step| posterior(&step)).clamp(0.0, 1.0);
            steps.push(Step { source: i - size.0..i, target: j - size.1..j, posterior });
            (i, j) = (i - size.0, j - size.1);
        }
        steps.reverse();
        steps
    }

    /// The path that is chosen, at the tuned value of a bead and price of a step.
    pub fn path(&self) -> Vec<Step> {
        self.decode(BEAD_VALUE, STEP_PRICE)
    }

    /// For each row the columns of the cells that at least `least` of the probability passes through, as rectangles grown by `margin`.
    pub fn likely(&self, least: f64, margin: usize) -> Vec<(Range<usize>, Range<usize>)> {
        let (lattice, (n, _)) = (self.lattice, self.lattice.end());
        let mut rectangles = Vec::new();
        for i in 0..=n {
            let mut columns: Option<Range<usize>> = None;
            for j in lattice.band.row(i) {
                let cell = lattice.place((i, j));
                if !self.likely[cell] {
                    continue;
                }
                let here = (0..3).map(|k| self.alpha[cell][k] + self.beta[cell][k]).fold(NOTHING, log_add) - self.total;
                if here > least.ln() {
                    columns = Some(columns.map_or(j, |c| c.start)..j + 1);
                }
            }
            if let Some(columns) = columns {
                let rows = i.saturating_sub(margin)..(i + margin + 1).min(n + 1);
                rectangles.push((rows, columns.start.saturating_sub(margin)..columns.end + margin));
            }
        }
        rectangles
    }
}
