//! The lattice as a semi-Markov conditional random field (Sarawagi and Cohen, "Semi-Markov conditional random fields for information extraction",
//! 2004), fitted to gold alignments by maximum likelihood.
//!
//! The likelihood of a document is the probability of all paths that agree with its gold, over that of all paths. Where the gold is exact
//! one path agrees; where it pairs blocks, every path that stays inside them does; where it crosses or has holes, which no path of the
//! lattice can, the sentences concerned are left free.

use std::collections::BTreeSet;

use rayon::prelude::*;

use diptych::align::lattice::{Lattice, shapes};
use diptych::align::passes::{Pass, Search};
use diptych::internal::score::band::Band;
use diptych::internal::score::evidence::Evidence;
use diptych::internal::score::features::{self, COUNT, Follows, Vector};
use diptych::internal::score::weights::{Blend, COLUMNS, Kind, Weights};
use diptych::model::{Pair, Side};

/// What the gold says of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In this two-sided link.
    Link(usize),
    /// Without a counterpart.
    Null,
    /// Not judged.
    Free,
}

/// The gold of one document, by sentence.
pub struct Gold {
    source: Vec<Place>,
    target: Vec<Place>,
    sizes: Vec<(usize, usize)>,
    block: bool,
}

impl Gold {
    /// Gold links of a document of `n` by `m` sentences. `block`: links are groups that may be split further.
    pub fn new(links: &[(Vec<usize>, Vec<usize>)], n: usize, m: usize, block: bool, max_bead: usize) -> Self {
        let mut gold = Self { source: vec![Place::Free; n], target: vec![Place::Free; m], sizes: Vec::new(), block };
        for (s, t) in links {
            let place = if s.is_empty() || t.is_empty() { Place::Null } else { Place::Link(gold.sizes.len()) };
            s.iter().for_each(|&i| gold.source[i] = place);
            t.iter().for_each(|&j| gold.target[j] = place);
            if let Place::Link(_) = place {
                gold.sizes.push((s.len(), t.len()));
            }
        }
        let contiguous = |ids: &[usize]| ids.windows(2).all(|pair| pair[1] == pair[0] + 1);
        for (s, t) in links.iter().filter(|(s, t)| !s.is_empty() && !t.is_empty()) {
            debug_assert!(s.is_sorted() && t.is_sorted());
            let crosses =
                links.iter().any(|(a, b)| !a.is_empty() && !b.is_empty() && ((a[0] < s[0] && b[0] > t[0]) || (a[0] > s[0] && b[0] < t[0])));
            let possible = block || shapes(max_bead).contains(&(s.len(), t.len()));
            if crosses || !possible || !contiguous(s) || !contiguous(t) {
                (s[0]..=s[s.len() - 1]).for_each(|i| gold.source[i] = Place::Free);
                (t[0]..=t[t.len() - 1]).for_each(|j| gold.target[j] = Place::Free);
            }
        }
        gold.free_the_cut();
        gold
    }

    /// A link that lost one of its sentences is free as a whole.
    fn free_the_cut(&mut self) {
        for (link, size) in self.sizes.iter().enumerate() {
            let place = Place::Link(link);
            let left = |side: &[Place]| side.iter().filter(|&&p| p == place).count();
            if (left(&self.source), left(&self.target)) != *size {
                self.source.iter_mut().chain(&mut self.target).filter(|p| **p == place).for_each(|p| *p = Place::Free);
            }
        }
    }

    /// How many two-sided links a path can have.
    fn possible(&self) -> usize {
        let ids = self.source.iter().filter_map(|place| if let Place::Link(link) = place { Some(link) } else { None });
        ids.collect::<BTreeSet<_>>().len()
    }

    /// The cells that the links lie in, as rectangles.
    fn rectangles(&self) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
        let nothing = std::ops::Range { start: usize::MAX, end: 0 };
        let mut links = vec![(nothing.clone(), nothing); self.sizes.len()];
        let grow = |range: &mut std::ops::Range<usize>, at: usize| *range = range.start.min(at)..range.end.max(at + 2);
        for (i, place) in self.source.iter().enumerate() {
            if let Place::Link(link) = place {
                grow(&mut links[*link].0, i);
            }
        }
        for (j, place) in self.target.iter().enumerate() {
            if let Place::Link(link) = place {
                grow(&mut links[*link].1, j);
            }
        }
        links
    }

    fn allows(&self, i: std::ops::Range<usize>, j: std::ops::Range<usize>) -> bool {
        let mut places = self.source[i.clone()].iter().chain(&self.target[j.clone()]);
        let Some(&first) = places.next() else { return false };
        let same = places.all(|&place| place == first);
        match first {
            Place::Link(link) => same && (self.block || self.sizes[link] == (i.len(), j.len())),
            Place::Free => same,
            Place::Null => false,
        }
    }
}

/// Posterior below which a bead that the gold does not allow is forgotten: the next turn looks at all of them again.
const LEAST_KEPT: f64 = 1e-6;

/// Links of the gold, steps of a path, and how many of these are right.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    links: f64,
    found: f64,
    right: f64,
    nulls: f64,
    nulls_found: f64,
    null_right: f64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.links += other.links;
        self.found += other.found;
        self.right += other.right;
        self.nulls += other.nulls;
        self.nulls_found += other.nulls_found;
        self.null_right += other.null_right;
    }
}

impl Counts {
    /// F1 as the field counts it: an unmatched sentence counts in precision and not in recall.
    pub fn strict(&self) -> f64 {
        let (precision, recall) = ((self.right + self.null_right) / self.found.max(1.0), self.right / self.links.max(1.0));
        2.0 * precision * recall / (precision + recall).max(1e-9)
    }

    /// F1 of the unmatched sentences; `None` where the gold has too few of them to tell.
    pub fn null(&self) -> Option<f64> {
        (self.nulls >= 8.0).then(|| 2.0 * self.null_right / (self.nulls + self.nulls_found))
    }
}

/// One document's lattice with the features of every step, and which steps the gold allows.
#[derive(Clone)]
pub struct Problem {
    band: Band,
    m: usize,
    max_bead: usize,
    beads: Vec<(u32, Vector)>,
    bead_count: usize,
    bead_at: Vec<u32>,
    allowed: Vec<bool>,
    omitted: Vec<[Vector; 3]>,
    added: Vec<[Vector; 3]>,
    omit_allowed: Vec<bool>,
    add_allowed: Vec<bool>,
    kind: Kind,
    gold: Pair<Vec<Place>>,
    /// Two-sided links of the gold that a path can have.
    links: usize,
    exact: bool,
    /// Weight of this document.
    pub weight: f64,
}

impl Problem {
    /// The lattice of a pass. `None` if no path inside its band agrees with the gold.
    pub fn new(search: &Search, pass: &Pass, gold: &Gold, max_bead: usize, weight: f64) -> Option<Self> {
        let (source, target) = (&search.source, &search.target);
        // The cells that matter after this pass are enough, with those of the gold.
        let band = &Band::covering(source.len(), target.len(), gold.rectangles()).union(&pass.next);
        let mut evidence = Evidence::new(search.texts(), &pass.lexicon, band, max_bead, pass.priors.clone());
        // What is usual is judged in sight of the whole band, as it is when texts are aligned.
        (evidence.now.best, evidence.now.level) = (pass.now.best.clone(), pass.now.level);
        evidence.known = pass.known.clone();
        let shapes = shapes(max_bead);
        let nulls = |len, side| (0..len).map(|id| Follows::ALL.map(|follows| features::null(&evidence, side, id, follows))).collect();
        let mut problem = Self {
            band: band.clone(),
            m: target.len(),
            max_bead,
            beads: Vec::new(),
            bead_count: 0,
            bead_at: Vec::new(),
            allowed: Vec::new(),
            omitted: nulls(source.len(), Side::Source),
            added: nulls(target.len(), Side::Target),
            omit_allowed: gold.source.iter().map(|&place| !matches!(place, Place::Link(_))).collect(),
            add_allowed: gold.target.iter().map(|&place| !matches!(place, Place::Link(_))).collect(),
            kind: evidence.kind(),
            gold: Pair::new(gold.source.clone(), gold.target.clone()),
            links: gold.possible(),
            exact: !gold.block,
            weight,
        };
        for i in 0..=source.len() {
            for j in problem.band.row(i) {
                for &(a, b) in &shapes {
                    problem.bead_at.push(if problem.band.contains(i + a, j + b) { problem.beads.len() as u32 } else { u32::MAX });
                    if problem.band.contains(i + a, j + b) {
                        problem.beads.push((problem.bead_count as u32, features::bead(&evidence, Pair::new(i..i + a, j..j + b))));
                        problem.allowed.push(gold.allows(i..i + a, j..j + b));
                    }
                    problem.bead_count += 1;
                }
            }
        }
        let zero = Weights([0.0; COUNT]);
        let total = problem.lattice(&zero, true).posterior().total;
        problem.forget_the_unlikely(&pass.weights);
        total.is_finite().then_some(problem)
    }

    /// Drops the beads that neither the gold allows nor these weights hold for possible: nine of ten, which would only cost time.
    fn forget_the_unlikely(&mut self, weights: &Weights) {
        let (shapes, offsets) = (shapes(self.max_bead), self.band.offsets());
        let mut keep = self.allowed.clone();
        self.lattice(weights, false).posterior().steps(|step, p| {
            if step.unmatched().is_none() && p[0] > LEAST_KEPT {
                let ((i, j), shape) = (step.start, shapes.iter().position(|&shape| shape == step.size).unwrap());
                keep[self.bead_at[(offsets[i] + j - self.band.row(i).start) * shapes.len() + shape] as usize] = true;
            }
        });
        let mut kept = 0;
        let places: Vec<u32> = keep
            .iter()
            .map(|&keep| {
                kept += u32::from(keep);
                if keep { kept - 1 } else { u32::MAX }
            })
            .collect();
        self.bead_at.iter_mut().filter(|at| **at != u32::MAX).for_each(|at| *at = places[*at as usize]);
        let mut wanted = keep.iter();
        self.beads.retain(|_| *wanted.next().unwrap());
        let mut wanted = keep.iter();
        self.allowed.retain(|_| *wanted.next().unwrap());
    }

    /// Whether a feature differs from zero anywhere.
    fn shows(&self, feature: usize) -> bool {
        let nulls = || self.omitted.iter().chain(&self.added).flatten();
        self.beads.iter().map(|(_, x)| x).chain(nulls()).any(|x| x[feature] != 0.0)
    }

    fn lattice(&self, weights: &Weights, constrained: bool) -> Lattice<'_> {
        let mut scores = vec![f32::NEG_INFINITY; self.bead_count];
        for ((at, x), &allowed) in self.beads.iter().zip(&self.allowed) {
            if allowed || !constrained {
                scores[*at as usize] = weights.score(x);
            }
        }
        let nulls = |vectors: &[[Vector; 3]], allowed: &[bool]| {
            let score = |x: &[Vector; 3], allowed: bool| {
                x.each_ref().map(|x| if allowed || !constrained { weights.score(x) } else { f32::NEG_INFINITY })
            };
            vectors.iter().zip(allowed).map(|(x, &allowed)| score(x, allowed)).collect()
        };
        let nulls = Pair::new(nulls(&self.omitted, &self.omit_allowed), nulls(&self.added, &self.add_allowed));
        Lattice::from_scores(&self.band, self.m, self.max_bead, scores, nulls)
    }

    /// What kind of texts it is of.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How right the path is that these weights choose; `None` where the gold only pairs blocks.
    pub fn counts(&self, weights: &Weights) -> Option<Counts> {
        if !self.exact {
            return None;
        }
        let (shapes, offsets) = (shapes(self.max_bead), self.band.offsets());
        let mut counts = Counts { links: self.links as f64, ..Counts::default() };
        for step in self.lattice(weights, false).posterior().path() {
            let mut places = self.gold.source[step.source.clone()].iter().chain(&self.gold.target[step.target.clone()]);
            if places.any(|place| *place == Place::Free) {
                continue;
            }
            counts.found += 1.0;
            let (i, j) = (step.source.start, step.target.start);
            match shapes.iter().position(|&shape| shape == (step.source.len(), step.target.len())) {
                Some(shape) => {
                    let at = self.bead_at[(offsets[i] + j - self.band.row(i).start) * shapes.len() + shape];
                    counts.right += f64::from(u8::from(self.allowed.get(at as usize).is_some_and(|allowed| *allowed)));
                }
                None => {
                    let null =
                        self.gold.source[step.source].iter().chain(&self.gold.target[step.target]).all(|place| *place == Place::Null);
                    counts.null_right += f64::from(u8::from(null));
                    counts.nulls_found += 1.0;
                }
            }
        }
        let null = |side: &[Place]| side.iter().filter(|place| **place == Place::Null).count() as f64;
        counts.nulls = null(&self.gold.source) + null(&self.gold.target);
        Some(counts)
    }

    /// Logarithm of the gold's probability under these weights, and its gradient, both times the document's weight.
    pub fn likelihood(&self, weights: &Weights) -> (f64, Vec<f64>) {
        let mut gradient = vec![0.0; COUNT];
        let mut value = 0.0;
        let shapes = shapes(self.max_bead);
        let offsets = self.band.offsets();
        for (constrained, sign) in [(true, 1.0), (false, -1.0)] {
            let lattice = self.lattice(weights, constrained);
            let posterior = lattice.posterior();
            value += sign * posterior.total;
            let mut add = |x: &Vector, p: f64| gradient.iter_mut().zip(x).for_each(|(g, &x)| *g += sign * p * f64::from(x));
            posterior.steps(|step, p| match step.unmatched() {
                Some((side, id)) => {
                    let vectors = if side == Side::Source { &self.omitted[id] } else { &self.added[id] };
                    vectors.iter().zip(p).for_each(|(x, p)| add(x, p));
                }
                None => {
                    let ((i, j), shape) = (step.start, shapes.iter().position(|&shape| shape == step.size).unwrap());
                    let at = self.bead_at[(offsets[i] + j - self.band.row(i).start) * shapes.len() + shape];
                    add(&self.beads[at as usize].1, p[0]);
                }
            });
        }
        gradient.iter_mut().for_each(|g| *g *= self.weight);
        (value * self.weight, gradient)
    }
}

/// Columns that hold whole weights; the others hold what is added to them for some kinds of texts,
const WHOLE: usize = 2;
/// and are pulled less: only few of the documents show them.
const PULL_OF_PARTS: f64 = 0.3;

/// Maximises the likelihood of all problems less `ridge`/2 times the squared weights, by resilient propagation (Riedmiller and Braun 1993,
/// with the step back of Igel and Hüsken 2000): no learning rate to choose, and the sum over documents is the same on every run.
pub fn fit(problems: &[&Problem], start: &Blend, ridge: f64, iterations: usize, mut report: impl FnMut(usize, f64)) -> Blend {
    let mut blend = start.clone();
    // What no document shows (block edges, in gold of one sentence a line) keeps the weight it has.
    let seen: Vec<bool> = (0..COUNT).map(|k| problems.iter().any(|problem| problem.shows(k))).collect();
    // Nor is a set of weights moved that belongs to texts which are not there, such as those of a few lines.
    let shown: Vec<bool> =
        (0..COLUMNS).map(|column| problems.iter().map(|problem| problem.kind[column]).fold(0.0, f32::max) > 0.5).collect();
    let mut climbers = [(); COLUMNS].map(|()| Climber::default());
    for iteration in 0..iterations {
        let parts: Vec<(f64, Vec<f64>)> = problems.par_iter().map(|problem| problem.likelihood(&blend.at(problem.kind))).collect();
        let mut value = 0.0;
        let mut gradients = [[0.0; COUNT]; COLUMNS];
        for (problem, (v, g)) in problems.iter().zip(&parts) {
            value += v;
            for (gradient, share) in gradients.iter_mut().zip(problem.kind) {
                gradient.iter_mut().zip(g).for_each(|(sum, g)| *sum += f64::from(share) * g);
            }
        }
        for (column, ((weights, climber), gradient)) in
            blend.0.iter_mut().zip(&mut climbers).zip(&gradients).enumerate().filter(|(column, _)| shown[*column])
        {
            let pull = if column < WHOLE { ridge } else { ridge * PULL_OF_PARTS };
            value -= climber.step(weights, gradient, pull, &seen);
        }
        report(iteration, value);
    }
    blend
}

/// Step sizes and last gradient of one set of weights.
struct Climber {
    steps: [f64; COUNT],
    last: [f64; COUNT],
}

impl Default for Climber {
    fn default() -> Self {
        Self { steps: [0.05; COUNT], last: [0.0; COUNT] }
    }
}

impl Climber {
    /// One step uphill; gives back what the weights cost before it.
    fn step(&mut self, weights: &mut Weights, gradient: &[f64; COUNT], ridge: f64, seen: &[bool]) -> f64 {
        let mut cost = 0.0;
        for k in (0..COUNT).filter(|&k| seen[k]) {
            let weight = f64::from(weights.0[k]);
            cost += 0.5 * ridge * weight.powi(2);
            let mut slope = gradient[k] - ridge * weight;
            let agreement = slope * self.last[k];
            if agreement > 0.0 {
                self.steps[k] = (self.steps[k] * 1.2).min(1.0);
            } else if agreement < 0.0 {
                self.steps[k] = (self.steps[k] * 0.5).max(1e-5);
                slope = 0.0;
            }
            weights.0[k] += (slope.signum() * self.steps[k] * f64::from(u8::from(slope != 0.0))) as f32;
            self.last[k] = slope;
        }
        cost
    }
}
