//! The oracle: the lattice once more, over the whole matrix and as plainly as possible, to be compared with the real one.
//!
//! No band, no layout, no trick: three tables of one number for each cell and state, filled by the definition, every sum taken as it stands
//! (the tables are small and their scores moderate, so that nothing overflows). Beads are looked up by function, not by index.

use crate::align::lattice::{Lattice, Step, shapes};
use crate::dice::Dice;
use crate::model::Pair;
use crate::score::band::Band;

/// What came last on a path.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Bead,
    Omitted,
    Added,
}

const STATES: [Last; 3] = [Last::Bead, Last::Omitted, Last::Added];

/// Scores of every step between `n` and `m` sentences.
struct Scores {
    n: usize,
    m: usize,
    max_bead: usize,
    /// By cell and shape; minus infinity where a step is not allowed.
    beads: Vec<Vec<Vec<f32>>>,
    omitted: Vec<[f32; 3]>,
    added: Vec<[f32; 3]>,
}

/// A step from a cell: sentences it takes on both sides.
type Shape = (usize, usize);

impl Scores {
    /// Random scores. `pull`: how much worse a step gets with each cell that it is away from the diagonal.
    fn random(n: usize, m: usize, max_bead: usize, pull: f64, seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut random = || dice.roll(1 << 53) as f64 / (1u64 << 53) as f64;
        let away = |i: usize, j: usize| (j as f64 - i as f64 * m as f64 / n.max(1) as f64).abs();
        let count = shapes(max_bead).len();
        let mut beads = vec![vec![vec![f32::NEG_INFINITY; count]; m + 1]; n + 1];
        for (i, row) in beads.iter_mut().enumerate() {
            for (j, cell) in row.iter_mut().enumerate() {
                for score in cell {
                    // One bead in eight is forbidden, as fitting to gold does.
                    let allowed = random() > 0.125;
                    let value = 4.0 * random() - 2.0 - pull * away(i, j);
                    *score = if allowed { value as f32 } else { f32::NEG_INFINITY };
                }
            }
        }
        let mut nulls = |len: usize| (0..len).map(|_| [(); 3].map(|()| (3.0 * random() - 3.0 - pull) as f32)).collect();
        Self { n, m, max_bead, beads, omitted: nulls(n), added: nulls(m) }
    }

    /// Score of a step after `last`; minus infinity where it leaves the matrix.
    fn step(&self, last: Last, (i, j): (usize, usize), shape: Shape) -> f64 {
        if i + shape.0 > self.n || j + shape.1 > self.m {
            return f64::NEG_INFINITY;
        }
        f64::from(match shape {
            (1, 0) if last == Last::Added => f32::NEG_INFINITY,
            (1, 0) => self.omitted[i][usize::from(last == Last::Omitted)],
            (0, 1) => self.added[j][[0, 2, 1][last as usize]],
            _ => shapes(self.max_bead).iter().position(|&s| s == shape).map_or(f32::NEG_INFINITY, |at| self.beads[i][j][at]),
        })
    }

    /// Every shape of a step, null ones included.
    fn shapes(&self) -> Vec<Shape> {
        shapes(self.max_bead).into_iter().chain([(1, 0), (0, 1)]).collect()
    }

    /// Scores laid out for the real lattice; beads that leave the band are not allowed.
    fn lattice<'a>(&self, band: &'a Band) -> Lattice<'a> {
        let mut beads = Vec::new();
        for i in 0..=self.n {
            for j in band.row(i) {
                for (at, (a, b)) in shapes(self.max_bead).into_iter().enumerate() {
                    beads.push(if band.contains(i + a, j + b) { self.beads[i][j][at] } else { f32::NEG_INFINITY });
                }
            }
        }
        Lattice::from_scores(band, self.m, self.max_bead, beads, Pair::new(self.omitted.clone(), self.added.clone()))
    }
}

fn state_after(shape: Shape) -> Last {
    match shape {
        (1, 0) => Last::Omitted,
        (0, 1) => Last::Added,
        _ => Last::Bead,
    }
}

fn log_sum(terms: &[f64]) -> f64 {
    terms.iter().map(|term| term.exp()).sum::<f64>().ln()
}

/// One number for each cell and state.
type Sums = Vec<Vec<[f64; 3]>>;

/// What follows from the scores, by the definition.
struct Oracle<'a> {
    scores: &'a Scores,
    /// Log-sum over all paths from the beginning to a cell that end in a state.
    before: Sums,
    /// Log-sum over all paths from a cell to the end, after a state.
    after: Sums,
    total: f64,
}

impl<'a> Oracle<'a> {
    fn new(scores: &'a Scores) -> Self {
        let nothing = vec![vec![[f64::NEG_INFINITY; 3]; scores.m + 1]; scores.n + 1];
        let mut oracle = Self { scores, before: nothing.clone(), after: nothing, total: 0.0 };
        for i in 0..=scores.n {
            for j in 0..=scores.m {
                oracle.before[i][j] = STATES.map(|state| oracle.sum_before((i, j), state));
            }
        }
        for i in (0..=scores.n).rev() {
            for j in (0..=scores.m).rev() {
                oracle.after[i][j] = STATES.map(|state| oracle.sum_after((i, j), state));
            }
        }
        oracle.total = log_sum(&oracle.before[scores.n][scores.m]);
        oracle
    }

    fn sum_before(&self, (i, j): (usize, usize), state: Last) -> f64 {
        let mut terms = vec![if (i, j) == (0, 0) && state == Last::Bead { 0.0 } else { f64::NEG_INFINITY }];
        for shape in self.scores.shapes().into_iter().filter(|&shape| state_after(shape) == state && shape.0 <= i && shape.1 <= j) {
            let from = (i - shape.0, j - shape.1);
            terms.extend(STATES.map(|last| self.before[from.0][from.1][last as usize] + self.scores.step(last, from, shape)));
        }
        log_sum(&terms)
    }

    fn sum_after(&self, (i, j): (usize, usize), last: Last) -> f64 {
        let mut terms = vec![if (i, j) == (self.scores.n, self.scores.m) { 0.0 } else { f64::NEG_INFINITY }];
        for shape in self.scores.shapes().into_iter().filter(|shape| i + shape.0 <= self.scores.n && j + shape.1 <= self.scores.m) {
            let to = (i + shape.0, j + shape.1);
            terms.push(self.scores.step(last, (i, j), shape) + self.after[to.0][to.1][state_after(shape) as usize]);
        }
        log_sum(&terms)
    }

    /// Probability that a path takes this step from this cell.
    fn step(&self, from: (usize, usize), shape: Shape) -> f64 {
        let to = (from.0 + shape.0, from.1 + shape.1);
        if to.0 > self.scores.n || to.1 > self.scores.m {
            return 0.0;
        }
        let after = self.after[to.0][to.1][state_after(shape) as usize];
        STATES
            .iter()
            .map(|&last| (self.before[from.0][from.1][last as usize] + self.scores.step(last, from, shape) + after - self.total).exp())
            .sum()
    }

    /// Probability of exactly these sentences being a step: that of an unmatched sentence does not ask where.
    fn posterior(&self, from: (usize, usize), shape: Shape) -> f64 {
        match shape {
            (1, 0) => (0..=self.scores.m).map(|j| self.step((from.0, j), shape)).sum(),
            (0, 1) => (0..=self.scores.n).map(|i| self.step((i, from.1), shape)).sum(),
            _ => self.step(from, shape),
        }
    }

    fn worth(&self, from: (usize, usize), shape: Shape, bead_value: f64) -> f64 {
        self.posterior(from, shape) * if state_after(shape) == Last::Bead { bead_value } else { 1.0 }
    }

    /// How far one may know where a path is: see [`Posterior::decode`](super::posterior::Posterior::decode).
    fn certainty(&self, (i, j): (usize, usize)) -> f64 {
        let through = |i: usize, j: usize| -> f64 {
            STATES.iter().map(|&last| (self.before[i][j][last as usize] + self.after[i][j][last as usize] - self.total).exp()).sum()
        };
        let certainty = |line: Vec<f64>| {
            let most = line.iter().copied().fold(0.0, f64::max);
            if line.iter().sum::<f64>() > 0.8 && most < 0.3 { most } else { 1.0 }
        };
        let (row, column) = ((0..=self.scores.m).map(|j| through(i, j)).collect(), (0..=self.scores.n).map(|i| through(i, j)).collect());
        0.5 * (certainty(row) + certainty(column))
    }

    /// The most that a path gathers.
    fn best(&self, bead_value: f64, price: f64) -> f64 {
        let mut best = vec![vec![0.0; self.scores.m + 1]; self.scores.n + 1];
        for i in 0..=self.scores.n {
            for j in 0..=self.scores.m {
                let fitting = self.scores.shapes().into_iter().filter(|shape| shape.0 <= i && shape.1 <= j);
                let values = fitting.map(|shape| {
                    let from = (i - shape.0, j - shape.1);
                    best[from.0][from.1] + self.worth(from, shape, bead_value) - price * self.certainty(from)
                });
                best[i][j] = values.reduce(f64::max).unwrap_or(0.0);
            }
        }
        best[self.scores.n][self.scores.m]
    }
}

const CLOSE: f64 = 1e-6;

fn assert_close(is: f64, should: f64, what: &str) {
    assert!((is - should).abs() <= CLOSE, "{what}: {is} is not {should}");
}

/// Compares everything that the real lattice says over a band with the oracle.
fn compare(scores: &Scores, oracle: &Oracle, band: &Band, name: &str) {
    let lattice = scores.lattice(band);
    let posterior = lattice.posterior();
    assert_close(posterior.total, oracle.total, &format!("{name}: total"));
    let shapes = shapes(scores.max_bead);
    let mut seen = std::collections::BTreeMap::new();
    posterior.steps(|step, [p, _, _]| {
        if let Some(shape) = shapes.iter().position(|&shape| shape == step.size) {
            seen.insert((step.start.0, step.start.1, shape), p);
        }
    });
    for i in 0..=scores.n {
        for j in 0..=scores.m {
            for (at, &shape) in shapes.iter().enumerate() {
                let p = seen.get(&(i, j, at)).copied().unwrap_or(0.0);
                assert_close(p, oracle.posterior((i, j), shape), &format!("{name}: bead {shape:?} at {i}, {j}"));
            }
        }
    }
    let (omitted, added) = posterior.nulls().into();
    assert_eq!((omitted.len(), added.len()), (scores.n, scores.m));
    omitted.iter().enumerate().for_each(|(i, &p)| assert_close(p, oracle.posterior((i, 0), (1, 0)), &format!("{name}: omitted {i}")));
    added.iter().enumerate().for_each(|(j, &p)| assert_close(p, oracle.posterior((0, j), (0, 1)), &format!("{name}: added {j}")));
    for (bead_value, price) in [(1.0, 0.0), (2.0, 0.0), (2.0, 0.5)] {
        let path = posterior.decode(bead_value, price);
        let price_paid: f64 = path.iter().map(|step| price * oracle.certainty((step.source.start, step.target.start))).sum();
        let gathered = gathered(&path, oracle, bead_value, name) - price_paid;
        assert_close(gathered, oracle.best(bead_value, price), &format!("{name}: best path at {bead_value}, {price}"));
    }
}

/// Checks that a path leads from corner to corner and says the oracle's posteriors; what it gathers.
fn gathered(path: &[Step], oracle: &Oracle, bead_value: f64, name: &str) -> f64 {
    let mut at = (0, 0);
    let mut sum = 0.0;
    for step in path {
        assert_eq!((step.source.start, step.target.start), at, "{name}: {step:?}");
        let shape = (step.source.len(), step.target.len());
        assert_close(step.posterior, oracle.posterior(at, shape), &format!("{name}: {step:?}"));
        sum += oracle.worth(at, shape, bead_value);
        at = (step.source.end, step.target.end);
    }
    assert_eq!(at, (oracle.scores.n, oracle.scores.m), "{name}: the path ends early");
    sum
}

#[test]
fn the_lattice_agrees_with_the_oracle_over_all_cells() {
    let small = (0..=6).flat_map(|n| (0..=6).map(move |m| (n, m)));
    for (n, m) in small.chain([(1, 17), (17, 1), (12, 15), (20, 9)]) {
        for max_bead in 1..=4 {
            let scores = Scores::random(n, m, max_bead, 0.0, (n * 1000 + m * 10 + max_bead) as u64);
            compare(&scores, &Oracle::new(&scores), &Band::full(n, m), &format!("{n} by {m}, beads to {max_bead}"));
        }
    }
}

/// Scores that fall off beside the diagonal, so that a band can leave cells out.
#[test]
fn a_band_of_everything_likely_loses_nothing() {
    let mut left_out = 0;
    for (n, m) in [(1, 1), (5, 0), (0, 5), (6, 6), (14, 14), (12, 20), (25, 18)] {
        for max_bead in [2, 4] {
            let scores = Scores::random(n, m, max_bead, 3.0, (n * 100 + m) as u64);
            let full = Band::full(n, m);
            let band = Band::covering(n, m, scores.lattice(&full).posterior().likely(1e-10, 0));
            left_out += full.area() - band.area();
            compare(&scores, &Oracle::new(&scores), &band, &format!("band of {n} by {m}, beads to {max_bead}"));
        }
    }
    assert!(left_out > 500, "the bands leave only {left_out} cells out: they try nothing");
}
