//! What one lexicon says of one bead: how well each side is explained, what its members add, and what only the whole explains.
//!
//! The lattice asks this of every shape of bead at every cell, and the beads at one cell have most of their spans in common: a [`Window`] copies what
//! is known of the spans that begin near a cell once, and all shapes read it from there.

use std::ops::Range;

use crate::score::evidence::{Directed, Evidence, Explained, View};
use crate::score::features::Ids;
use crate::tokens::Prepared;

/// What spans near a cell explain: spans and sentences are counted from the cell.
pub trait Spans {
    /// What the `len` source sentences from `start` explain of a target sentence.
    fn forward(&self, start: usize, len: usize, other: usize) -> Explained;
    /// What the `len` target sentences from `start` explain of a source sentence.
    fn backward(&self, start: usize, len: usize, other: usize) -> Explained;
}

/// A view from a cell, looked up as it is asked for.
pub struct From<'v> {
    view: &'v View,
    i: usize,
    j: usize,
}

impl View {
    /// What this view knows of the spans near a cell.
    pub fn at(&self, i: usize, j: usize) -> From<'_> {
        From { view: self, i, j }
    }
}

impl Spans for From<'_> {
    fn forward(&self, start: usize, len: usize, other: usize) -> Explained {
        self.view.forward.get(self.i + start, len, self.j + other)
    }

    fn backward(&self, start: usize, len: usize, other: usize) -> Explained {
        self.view.backward.get(self.j + start, len, self.i + other)
    }
}

/// What a view knows of the spans near a cell, copied; to be filled again for the next cell.
pub struct Window {
    max_bead: usize,
    forward: Vec<Explained>,
    backward: Vec<Explained>,
}

impl Window {
    /// An empty one.
    pub fn new(max_bead: usize) -> Self {
        let cells = vec![Explained::default(); max_bead.pow(3)];
        Self { max_bead, forward: cells.clone(), backward: cells }
    }

    /// Copies what `view` knows around a cell of texts of `n` and `m` sentences.
    pub fn fill(&mut self, view: &View, (i, n): (usize, usize), (j, m): (usize, usize)) {
        Self::half(self.max_bead, &mut self.forward, &view.forward, i, n, j);
        Self::half(self.max_bead, &mut self.backward, &view.backward, j, m, i);
    }

    fn half(max_bead: usize, cells: &mut [Explained], directed: &Directed, at: usize, end: usize, other: usize) {
        for start in 0..max_bead {
            for len in 1..=(max_bead - start).min(end.saturating_sub(at + start)) {
                let place = (start * max_bead + len - 1) * max_bead;
                directed.copy(at + start, len, other, &mut cells[place..place + max_bead]);
            }
        }
    }
}

impl Spans for Window {
    fn forward(&self, start: usize, len: usize, other: usize) -> Explained {
        self.forward[(start * self.max_bead + len - 1) * self.max_bead + other]
    }

    fn backward(&self, start: usize, len: usize, other: usize) -> Explained {
        self.backward[(start * self.max_bead + len - 1) * self.max_bead + other]
    }
}

/// What one lexicon says of a bead.
pub struct Look {
    /// The source side.
    pub near: Half,
    /// The target side.
    pub far: Half,
    level: (f32, f32),
    /// What the member at an edge that adds least adds, see [`added`].
    pub least_added: f32,
    /// Weight that is explained only while the bead is whole.
    pub joint: f32,
}

impl Look {
    /// Of a bead that begins at the cell that `spans` speaks of.
    pub fn new(evidence: &Evidence, level: (f32, f32), spans: &impl Spans, s: &Range<usize>, t: &Range<usize>) -> Self {
        let (a, b) = (s.len(), t.len());
        let far = Half::new(evidence.target, t.clone(), |j| spans.forward(0, a, j - t.start));
        let near = Half::new(evidence.source, s.clone(), |i| spans.backward(0, b, i - s.start));
        let mut look = Self { near, far, level, least_added: MOST_USUAL, joint: 0.0 };
        let forward =
            |own: Range<usize>, others: Range<usize>| -> f32 { others.map(|k| spans.forward(own.start, own.len(), k).covered).sum() };
        let backward =
            |own: Range<usize>, others: Range<usize>| -> f32 { others.map(|k| spans.backward(own.start, own.len(), k).covered).sum() };
        if a > 1 {
            look.drop_edges(evidence, false, s, |own| forward(own, 0..b));
        }
        if b > 1 {
            look.drop_edges(evidence, true, t, |own| backward(own, 0..a));
        }
        if a > 1 && b > 1 {
            let both = |s: Range<usize>, t: Range<usize>| forward(s.clone(), t.clone()) + backward(t, s);
            let cuts = (1..a).flat_map(|p| (1..b).map(move |q| (p, q)));
            let apart = cuts.map(|(p, q)| both(0..p, 0..q) + both(p..a, q..b)).fold(0.0, f32::max);
            look.joint = look.near.covered + look.far.covered - apart;
        }
        look
    }

    /// From what each side explains of each sentence of the other, anywhere in the texts.
    pub fn anywhere(
        evidence: &Evidence,
        level: (f32, f32),
        s: (&[usize], &[Explained]),
        t: (&[usize], &[Explained]),
        least_added: f32,
    ) -> Self {
        let half = |side: &Prepared, (ids, explained): (&[usize], &[Explained])| {
            let mut explained = explained.iter();
            Half::new(side, ids.iter().copied(), |_| explained.next().copied().unwrap_or_default())
        };
        Self { near: half(evidence.source, s), far: half(evidence.target, t), level, least_added, joint: 0.0 }
    }

    /// Notes what the first and the last member of a side add to what it explains.
    fn drop_edges(&mut self, evidence: &Evidence, target: bool, own: &Range<usize>, explained: impl Fn(Range<usize>) -> f32) {
        let all = if target { self.near.covered } else { self.far.covered };
        for (member, others) in [(own.start, 1..own.len()), (own.end - 1, 0..own.len() - 1)] {
            self.least_added = self.least_added.min(added(evidence, self.level, target, member, all - explained(others)));
        }
    }

    /// A share of the side that has less of it, against what is usual there, at most [`MOST_USUAL`].
    pub fn least_usual(&self, share: impl Fn(&Half) -> f32) -> f32 {
        (share(&self.far) / self.level.1).min(share(&self.near) / self.level.0).min(MOST_USUAL)
    }

    /// Share that is explained, mean of both sides.
    pub fn coverage(&self) -> f32 {
        0.5 * (self.far.coverage() + self.near.coverage())
    }

    /// Weight that is not explained, nats.
    pub fn uncovered(&self) -> f32 {
        self.far.mass - self.far.covered + self.near.mass - self.near.covered
    }

    /// Weight that would be explained if all were as usual, less what is, nats.
    pub fn missing(&self) -> f32 {
        self.usual() - self.far.covered - self.near.covered
    }

    /// The same over its root, 0 where nothing is missing.
    pub fn root_missing(&self) -> f32 {
        self.missing().max(0.0) / (self.usual() + 1.0).sqrt()
    }

    /// By how much the side that is explained worse falls short of half of what is usual.
    pub fn low(&self) -> f32 {
        (0.5 - self.least_usual(Half::coverage)).max(0.0)
    }

    /// Weight that would be explained if all were as usual, nats.
    pub fn usual(&self) -> f32 {
        self.far.mass * self.level.1 + self.near.mass * self.level.0
    }
}

/// The weight that only one member of a side explains, against its own weight and what is usual on the other side.
pub fn added(evidence: &Evidence, level: (f32, f32), target: bool, member: usize, covered: f32) -> f32 {
    let (side, level) = if target { (evidence.target, level.0) } else { (evidence.source, level.1) };
    (share(covered, side.sentence_mass[member]) / level).clamp(-MOST_USUAL, MOST_USUAL)
}

/// More than this against what is usual says nothing new.
pub const MOST_USUAL: f32 = 1.5;

/// One side of a bead: how well it is explained by the other.
#[derive(Default)]
pub struct Half {
    /// Lexical gain, nats.
    pub gain: f32,
    /// Weight that is explained, nats.
    pub covered: f32,
    /// Weight, nats.
    pub mass: f32,
    /// Number of tokens.
    pub tokens: f32,
    /// Number of characters.
    pub chars: f32,
    /// Share of the member that is explained least.
    pub weakest: f32,
    /// By how much members fall short of bringing evidence of their own.
    pub idle: f32,
}

impl Half {
    fn new(side: &Prepared, ids: impl Ids, mut explained: impl FnMut(usize) -> Explained) -> Self {
        let mut half = Self { weakest: 1.0, ..Self::default() };
        for sentence in ids {
            let here = explained(sentence);
            let mass = side.sentence_mass[sentence];
            half.gain += here.gain;
            half.covered += here.covered;
            half.mass += mass;
            half.tokens += side.token_count(sentence);
            half.chars += side.chars[sentence];
            let share = share(here.covered, mass);
            half.weakest = half.weakest.min(share);
            half.idle += (1.0 - share / IDLE_SHARE).max(0.0);
        }
        half
    }

    /// Share that is explained.
    pub fn coverage(&self) -> f32 {
        share(self.covered, self.mass)
    }
}

/// A member less explained than this brings no evidence of its own.
const IDLE_SHARE: f32 = 0.2;

/// `part` of `whole`, with half a nat that nobody explains, so that a sentence of common words alone never counts as covered.
pub fn share(part: f32, whole: f32) -> f32 {
    part / (whole + 0.5)
}
