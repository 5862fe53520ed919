//! Bead evidence: how well each side of a bead is explained, what its members contribute, and what only the whole bead explains.
//!
//! The lattice asks for this for every shape of bead at every cell, and the beads at one cell share most of their spans: a [`Window`]
//! copies what is known of the spans near a cell once, and all shapes read it from there.

use std::ops::Range;

use crate::lexicon::Table;
use crate::model::{Pair, Side};
use crate::score::evidence::{Evidence, View, share};
use crate::score::features::Ids;
use crate::score::spans::{Explained, explained};
use crate::score::tuning::{IDLE_SHARE, MOST_USUAL};
use crate::tokens::Prepared;

/// What spans near a cell explain: spans and sentences are counted from the cell.
pub trait NearCell {
    /// What the `len` sentences of side `by` from `start` explain of a sentence of the other side.
    fn explained(&self, by: Side, start: usize, len: usize, other: usize) -> Explained;
}

/// A view from a cell, looked up as it is asked for.
pub struct Cell<'v> {
    view: &'v View,
    at: Pair<usize>,
}

impl View {
    /// What this view knows of the spans near a cell.
    pub fn at(&self, source: usize, target: usize) -> Cell<'_> {
        Cell { view: self, at: Pair { source, target } }
    }
}

impl NearCell for Cell<'_> {
    fn explained(&self, by: Side, start: usize, len: usize, other: usize) -> Explained {
        self.view.spans[by].get(self.at[by] + start, len, self.at[by.other()] + other)
    }
}

/// What a view knows of the spans near a cell, copied; to be filled again for the next cell.
pub struct Window {
    max_bead: usize,
    cells: Pair<Vec<Explained>>,
}

impl Window {
    /// An empty one.
    pub fn new(max_bead: usize) -> Self {
        Self { max_bead, cells: Pair::from_fn(|_| vec![Explained::default(); max_bead.pow(3)]) }
    }

    /// Copies what `view` knows around a cell of texts of this many sentences.
    pub fn fill(&mut self, view: &View, at: Pair<usize>, sentences: Pair<usize>) {
        for by in Side::BOTH {
            let (spans, cells) = (&view.spans[by], &mut self.cells[by]);
            for start in 0..self.max_bead {
                for len in 1..=(self.max_bead - start).min(sentences[by].saturating_sub(at[by] + start)) {
                    let place = (start * self.max_bead + len - 1) * self.max_bead;
                    spans.copy(at[by] + start, len, at[by.other()], &mut cells[place..place + self.max_bead]);
                }
            }
        }
    }
}

impl NearCell for Window {
    #[inline(always)]
    fn explained(&self, by: Side, start: usize, len: usize, other: usize) -> Explained {
        self.cells[by][(start * self.max_bead + len - 1) * self.max_bead + other]
    }
}

/// What one lexicon says of a bead.
pub struct BeadEvidence {
    /// How well each side is explained by the other.
    pub sides: Pair<Directional>,
    level: Pair<f32>,
    /// What the member at an edge that adds least adds: the weight that only it explains, against its own weight and what is usual on the other side.
    pub least_added: f32,
    /// Weight that is explained only while the bead is whole.
    pub joint: f32,
}

impl BeadEvidence {
    /// Evidence of a bead that begins at the cell of `near`.
    pub fn new(evidence: &Evidence, level: Pair<f32>, near: &impl NearCell, ids: &Pair<Range<usize>>) -> Self {
        let (a, b) = (ids.source.len(), ids.target.len());
        let Pair { source: s, target: t } = ids;
        // Sides are named and not looped over: the lattice asks millions of times, and a side that is known needs no branch.
        let sides = Pair {
            source: Directional::new(evidence.texts.source, s.clone(), |i| near.explained(Side::Target, 0, b, i - s.start)),
            target: Directional::new(evidence.texts.target, t.clone(), |j| near.explained(Side::Source, 0, a, j - t.start)),
        };
        let mut bead = Self { sides, level, least_added: MOST_USUAL, joint: 0.0 };
        let forward = |own: Range<usize>, others: Range<usize>| covered(near, Side::Source, own, others);
        let backward = |own: Range<usize>, others: Range<usize>| covered(near, Side::Target, own, others);
        if a > 1 {
            bead.drop_edges(evidence, Side::Source, s, |own| forward(own, 0..b));
        }
        if b > 1 {
            bead.drop_edges(evidence, Side::Target, t, |own| backward(own, 0..a));
        }
        if a > 1 && b > 1 {
            let both = |s: Range<usize>, t: Range<usize>| forward(s.clone(), t.clone()) + backward(t, s);
            let cuts = (1..a).flat_map(|p| (1..b).map(move |q| (p, q)));
            let apart = cuts.map(|(p, q)| both(0..p, 0..q) + both(p..a, q..b)).fold(0.0, f32::max);
            bead.joint = bead.sides.source.covered + bead.sides.target.covered - apart;
        }
        bead
    }

    /// Evidence of any group of sentences, anywhere in the texts; a bead's own counts are not taken out.
    pub fn anywhere(evidence: &Evidence, tables: Pair<&Table>, level: Pair<f32>, ids: Pair<&[usize]>) -> Self {
        let texts = evidence.texts;
        let explained_by = |by: Side, own: &[usize]| explained(texts[by], texts[by.other()], tables[by], own, ids[by.other()]);
        let covered = |all: &[Explained]| all.iter().map(|explained| explained.covered).sum::<f32>();
        let of = Pair::from_fn(|side| explained_by(side.other(), ids[side.other()]));
        let sides = Pair::from_fn(|side| {
            let mut explained = of[side].iter();
            Directional::new(texts[side], ids[side].iter().copied(), |_| explained.next().copied().unwrap_or_default())
        });
        let mut bead = Self { sides, level, least_added: f32::MAX, joint: 0.0 };
        for side in Side::BOTH {
            let own = ids[side];
            if let [first, .., last] = own {
                for (member, others) in [(*first, &own[1..]), (*last, &own[..own.len() - 1])] {
                    let lost = covered(&of[side.other()]) - covered(&explained_by(side, others));
                    bead.note_added(evidence, side, member, lost);
                }
            }
        }
        bead
    }

    /// Notes what the first and the last member of a side add to what it explains.
    fn drop_edges(&mut self, evidence: &Evidence, side: Side, own: &Range<usize>, explained: impl Fn(Range<usize>) -> f32) {
        let all = self.sides[side.other()].covered;
        for (member, others) in [(own.start, 1..own.len()), (own.end - 1, 0..own.len() - 1)] {
            self.note_added(evidence, side, member, all - explained(others));
        }
    }

    /// Notes the weight that only one member of a side explains.
    fn note_added(&mut self, evidence: &Evidence, side: Side, member: usize, covered: f32) {
        let usual = share(covered, evidence.texts[side].sentence_mass[member]) / self.level[side.other()];
        self.least_added = self.least_added.min(usual.clamp(-MOST_USUAL, MOST_USUAL));
    }

    /// A share of the side that has less of it, against what is usual there, at most [`MOST_USUAL`].
    pub fn least_usual(&self, share: impl Fn(&Directional) -> f32) -> f32 {
        (share(&self.sides.target) / self.level.target).min(share(&self.sides.source) / self.level.source).min(MOST_USUAL)
    }

    /// Share that is explained, mean of both sides.
    pub fn coverage(&self) -> f32 {
        0.5 * (self.sides.target.coverage() + self.sides.source.coverage())
    }

    /// Weight that is not explained, nats.
    pub fn uncovered(&self) -> f32 {
        let Pair { source, target } = &self.sides;
        target.mass - target.covered + source.mass - source.covered
    }

    /// Weight that would be explained if all were as usual, less what is, nats.
    pub fn missing(&self) -> f32 {
        self.usual() - self.sides.target.covered - self.sides.source.covered
    }

    /// The same over its root, 0 where nothing is missing.
    pub fn root_missing(&self) -> f32 {
        self.missing().max(0.0) / (self.usual() + 1.0).sqrt()
    }

    /// By how much the side that is explained worse falls short of half of what is usual.
    pub fn low(&self) -> f32 {
        (0.5 - self.least_usual(Directional::coverage)).max(0.0)
    }

    /// Weight that would be explained if all were as usual, nats.
    pub fn usual(&self) -> f32 {
        self.sides.target.mass * self.level.target + self.sides.source.mass * self.level.source
    }
}

/// What sentences of side `by` explain of others, in all.
#[inline(always)]
fn covered(near: &impl NearCell, by: Side, own: Range<usize>, others: Range<usize>) -> f32 {
    others.map(|k| near.explained(by, own.start, own.len(), k).covered).sum()
}

/// Directional evidence: how well one side of a bead is explained by the other.
#[derive(Default)]
pub struct Directional {
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

impl Directional {
    fn new(text: &Prepared, ids: impl Ids, mut explained: impl FnMut(usize) -> Explained) -> Self {
        let mut sum = Self { weakest: 1.0, ..Self::default() };
        for sentence in ids {
            let explained = explained(sentence);
            let mass = text.sentence_mass[sentence];
            sum.gain += explained.gain;
            sum.covered += explained.covered;
            sum.mass += mass;
            sum.tokens += text.token_count(sentence);
            sum.chars += text.chars[sentence];
            let share = share(explained.covered, mass);
            sum.weakest = sum.weakest.min(share);
            sum.idle += (1.0 - share / IDLE_SHARE).max(0.0);
        }
        sum
    }

    /// Share that is explained.
    pub fn coverage(&self) -> f32 {
        share(self.covered, self.mass)
    }
}
