//! One pass after the other: band, lexicon, lattice, path.

use crate::align::Options;
use crate::align::anchors;
use crate::align::blocks;
use crate::align::lattice::{Lattice, Step};
use crate::align::repair::{self, Repair};
use crate::hash::Set;
use crate::lexicon::learn::{TrainingBead, learn};
use crate::lexicon::prior::{Sources, cognates};
use crate::lexicon::{Lexicon, Table};
use crate::model::{Bead, Text};
use crate::score::band::Band;
use crate::score::calibration::{Terms, terms};
use crate::score::evidence::{Evidence, View};
use crate::score::norms::Habits;
use crate::score::weights::{Blend, Model, Weights};
use crate::tokens::Prepared;

/// Cells of a lattice that is searched whole in the first pass.
const WHOLE: usize = 300_000;
/// Cells around the likely ones that the next pass looks at.
const MARGIN: usize = 3;
/// A cell is likely when this much of the probability passes through it.
const LIKELY: f64 = 1e-3;
/// Value of a bead against an unmatched sentence when the path is chosen: it says something of two sides. Chosen on all gold corpora among
/// 1, 1.3, 1.6, 2, 2.5, 3 (textberg null F1 0.78 to 0.84, strict F1 of the others within 0.005).
const BEAD_VALUE: f64 = 2.0;
/// Price of a step in the same units. Strict F1 grows by p - P/2 for a bead of probability p and by half of p - P for an unmatched sentence,
/// which counts in precision only (P is the precision reached): two for a bead, one for an unmatched sentence, and P for either. At that price
/// (0.9) too many omissions are swallowed where many are; of 0, 0.5 and 0.9 the middle one serves both (textberg .882, .889, .897; null F1 of
/// news prose with omissions, four languages, .932, .922, .901).
const STEP_PRICE: f64 = 0.5;
/// Where this much is known, more rounds of learning than one change nothing: with the packs all gold corpora have the same strict F1 within .002
/// after one and after two.
const WELL_KNOWN: f32 = 0.8;
/// Beads less sure than this teach nothing.
const LEAST_CONFIDENCE: f64 = 0.3;

/// Two texts prepared for alignment.
pub struct Aligner<'a> {
    /// The source text.
    pub source: Prepared,
    /// The target text.
    pub target: Prepared,
    prior: (Table, Table),
    /// The order in which `target` has its sentences, where that is not their own.
    order: Option<Order>,
    options: Options,
    model: &'a Model,
}

/// An order of sentences.
struct Order {
    /// The id of the sentence at each place.
    ids: Vec<usize>,
    /// The place of each sentence.
    places: Vec<usize>,
}

impl Order {
    fn new(ids: Vec<usize>) -> Self {
        let mut places = vec![0; ids.len()];
        ids.iter().enumerate().for_each(|(place, &id)| places[id] = place);
        Self { ids, places }
    }
}

/// Where one pass looked, what it knew, and what it found.
pub struct Pass<'p> {
    /// The cells it looked at.
    pub band: Band,
    /// The lexicon it used.
    pub lexicon: Lexicon,
    /// What it saw, and what was usual before.
    pub evidence: Evidence<'p>,
    /// The weights it judged by.
    pub weights: Weights,
    /// The path it found.
    pub steps: Vec<Step>,
    /// The cells worth looking at in the next pass.
    pub next: Band,
    /// Logarithm of the odds of all paths together against the one that leaves every sentence unmatched.
    pub odds: f64,
    /// Whether it found the path that the pass before it had found, so that another would learn from the same beads again.
    pub settled: bool,
}

impl<'a> Aligner<'a> {
    /// Prepares two texts.
    pub fn new(source: &Text, target: &Text, options: &Options, model: &'a Model, known: &Sources) -> Self {
        let (source, target) = Prepared::pair(source, target);
        let counts = |side: &Prepared| (0..side.tokens.words.len() as u32).map(|word| side.postings.count(word)).collect::<Vec<_>>();
        let prior = cognates::tables(&source.tokens.words, &counts(&source), &target.tokens.words, &counts(&target));
        let prior = known.add_to(prior, &source.tokens.words, &target.tokens.words);
        let plain = Self { source, target, prior, order: None, options: options.clone(), model };
        plain.in_order().unwrap_or(plain)
    }

    /// The same with the target in the order of the source, if blocks of it stand elsewhere and it fits better so.
    fn in_order(&self) -> Option<Self> {
        let order = if self.options.moved { blocks::order(&self.source, &self.target, &self.prior.0) } else { None }?;
        let ordered = Self {
            source: self.source.clone(),
            target: self.target.reordered(&order),
            prior: self.prior.clone(),
            order: Some(Order::new(order)),
            options: self.options.clone(),
            model: self.model,
        };
        (ordered.first().odds > self.first().odds).then_some(ordered)
    }

    /// The id that a sentence of the target has in its text: the two differ where blocks were moved.
    pub fn target_id(&self, id: usize) -> usize {
        self.order.as_ref().map_or(id, |order| order.ids[id])
    }

    /// The place in [`target`](Self::target) of a sentence of the target text.
    pub fn target_place(&self, id: usize) -> usize {
        self.order.as_ref().and_then(|order| order.places.get(id).copied()).unwrap_or(id)
    }

    /// A bead with the ids that its sentences have in their texts.
    pub fn named(&self, mut bead: Bead) -> Bead {
        if self.order.is_some() {
            bead.target.iter_mut().for_each(|id| *id = self.target_id(*id));
            bead.target.sort_unstable();
        }
        bead
    }

    /// All passes; the beads of the last, put right where no monotone path can be, each with its posterior probability as it is and with the
    /// ids of the texts. `report` is called before each pass with its number, from 0, and the number of all.
    pub fn run(&self, report: impl FnMut(usize, usize)) -> Vec<Bead> {
        let mut beads: Vec<Bead> = self.beads(&self.last(report)).into_iter().map(|bead| self.named(bead)).collect();
        repair::mark_moved(&mut beads);
        beads
    }

    /// All passes; the last one. `report` as for [`run`](Self::run).
    pub fn last(&self, mut report: impl FnMut(usize, usize)) -> Pass<'_> {
        report(0, self.options.rounds + 1);
        self.after(self.first(), report)
    }

    /// All passes after the first; the last one. Where most words are known one round is enough. `report` as for [`run`](Self::run).
    pub fn after<'p>(&'p self, first: Pass<'p>, mut report: impl FnMut(usize, usize)) -> Pass<'p> {
        let mut pass = first;
        for round in 1..=self.options.rounds {
            if self.is_enough(round, &pass) {
                break;
            }
            report(round, self.options.rounds + 1);
            pass = self.next(&pass);
        }
        pass
    }

    /// Whether this round need not be done after `before`.
    pub fn is_enough(&self, round: usize, before: &Pass) -> bool {
        round > self.options.rounds || round > 1 && (before.settled || before.evidence.knowledge() >= WELL_KNOWN)
    }

    /// The beads of a pass, put right where no monotone path can be, by places in [`target`](Self::target), and for each the terms that tell its
    /// confidence.
    pub fn judged(&self, pass: &Pass) -> Vec<(Bead, Terms)> {
        let ids = |step: &Step| (step.source.clone().collect(), step.target.clone().collect());
        let path: Set<(Vec<usize>, Vec<usize>)> = pass.steps.iter().map(ids).collect();
        let judged = |bead: Bead| {
            let repaired = !path.contains(&(bead.source.clone(), bead.target.clone()));
            let terms = terms(&bead, repaired);
            (bead, terms)
        };
        self.beads(pass).into_iter().map(judged).collect()
    }

    /// The beads of a pass, put right where no monotone path can be.
    pub fn beads(&self, pass: &Pass) -> Vec<Bead> {
        let steps = pass.steps.clone();
        if !self.options.moved {
            let bead = |step: Step| Bead::new(step.source.collect(), step.target.collect(), step.posterior as f32);
            return steps.into_iter().map(bead).collect();
        }
        Repair::new(self, &pass.lexicon, &pass.evidence, &pass.weights, steps).run()
    }

    /// The same with the target back to front, which no alignment can follow.
    pub fn turned(&self) -> Self {
        Self {
            source: self.source.clone(),
            target: self.target.reversed(),
            prior: self.prior.clone(),
            order: None,
            options: self.options.clone(),
            model: self.model,
        }
    }

    /// Some sentences of both texts, by their places, as texts of their own; what is known of their words stays the same.
    pub(super) fn part(&self, source: &[usize], target: &[usize]) -> Self {
        let (part, other) = (self.source.reordered(source), self.target.reordered(target));
        let prior = (self.prior.0.part(&part, &self.target, &[]), self.prior.1.part(&other, &self.source, &[]));
        Self { source: part, target: other, prior, order: None, options: self.options.clone(), model: self.model }
    }

    /// A pass over a text that is part of another, with what was learned of the whole.
    pub(super) fn pass_of_part(&self, lexicon: Lexicon, learned: &Learned) -> Pass<'_> {
        let (n, m) = (self.source.len(), self.target.len());
        let band = if self.is_long() { anchors::band(&self.source, &self.target, &lexicon.forward) } else { Band::full(n, m) };
        let evidence = |lexicon: &Lexicon, level: (f32, f32)| {
            let mut evidence = Evidence::new(&self.source, &self.target, lexicon, &band, self.options.max_bead, learned.habits.clone());
            evidence.now.level = level;
            evidence
        };
        let known = learned.known_level.map(|level| evidence(&self.untaught(), level).now);
        let evidence = Evidence { known, ..evidence(&lexicon, learned.level) };
        self.judge(band, lexicon, evidence, learned.weights.clone())
    }

    /// What is known before anything is learned, as a lexicon.
    fn untaught(&self) -> Lexicon {
        Lexicon { forward: self.prior.0.clone(), backward: self.prior.1.clone(), ..Lexicon::default() }
    }

    /// What the last pass of a whole text knows that its parts need. `fixed` beads (by places in [`target`](Self::target)) are certain, and what the
    /// pass says of their sentences does not count.
    pub(super) fn learned(&self, pass: &Pass, fixed: &[Bead]) -> Learned {
        let lexicon = if self.options.rounds == 0 { pass.lexicon.clone() } else { self.taught(pass, fixed) };
        Learned {
            lexicon,
            level: pass.evidence.now.level,
            known_level: pass.evidence.known.as_ref().map(|view| view.level),
            habits: pass.evidence.habits.clone(),
            weights: pass.weights.clone(),
        }
    }

    /// The lexicon that the steps of a pass teach, and beads that are certain.
    fn taught(&self, pass: &Pass, fixed: &[Bead]) -> Lexicon {
        let held = |side: usize| -> Set<usize> {
            fixed.iter().flat_map(|bead| if side == 0 { &bead.source } else { &bead.target }).copied().collect()
        };
        let (source, target) = (held(0), held(1));
        let free =
            |step: &&Step| !step.source.clone().any(|id| source.contains(&id)) && !step.target.clone().any(|id| target.contains(&id));
        let beads = pass.steps.iter().filter(free).filter_map(lesson);
        let two_sided = fixed.iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
        let fixed = two_sided.map(|bead| TrainingBead { source: bead.source.clone(), target: bead.target.clone(), weight: 1.0 });
        learn(&self.source, &self.target, &self.prior, &beads.chain(fixed).collect::<Vec<_>>())
    }

    /// Rounds of learning.
    pub fn rounds(&self) -> usize {
        self.options.rounds
    }

    /// Most sentences on one side of a contiguous bead.
    pub fn max_bead(&self) -> usize {
        self.options.max_bead
    }

    /// What is known of the words before anything is learned: source to target, target to source.
    pub fn known(&self) -> (&Table, &Table) {
        (&self.prior.0, &self.prior.1)
    }

    /// Whether the lattice is too large to be searched whole.
    fn is_long(&self) -> bool {
        (self.source.len() + 1) * (self.target.len() + 1) > WHOLE
    }

    /// The pass before anything is learned.
    pub fn first(&self) -> Pass<'_> {
        let (n, m) = (self.source.len(), self.target.len());
        let band = if (n + 1) * (m + 1) <= WHOLE { Band::full(n, m) } else { anchors::band(&self.source, &self.target, &self.prior.0) };
        self.pass(band, self.untaught(), Habits::unknown(&self.source, &self.target), None, &self.model.first)
    }

    /// The pass that learns from `before`.
    pub fn next(&self, before: &Pass) -> Pass<'_> {
        let lexicon = self.taught(before, &[]);
        let steps = before.steps.iter().map(|step| (&step.source, &step.target, step.posterior));
        let habits = Habits::of(steps, &self.source, &self.target, &before.evidence.habits);
        // What was learned may show a way that the first pass missed.
        let band =
            if self.is_long() { anchors::widened(&before.next, &self.source, &self.target, &lexicon.forward) } else { before.next.clone() };
        let known = before.evidence.known.as_ref().unwrap_or(&before.evidence.now).clone();
        let mut pass = self.pass(band, lexicon, habits, Some(known), &self.model.later);
        let path = |pass: &Pass| pass.steps.iter().map(|step| (step.source.clone(), step.target.clone())).collect::<Vec<_>>();
        pass.settled = path(&pass) == path(before);
        pass
    }

    fn pass(&self, band: Band, lexicon: Lexicon, habits: Habits, known: Option<View>, weights: &Blend) -> Pass<'_> {
        let mut evidence = Evidence::new(&self.source, &self.target, &lexicon, &band, self.options.max_bead, habits);
        evidence.known = known;
        let weights = weights.at(evidence.knowledge());
        self.judge(band, lexicon, evidence, weights)
    }

    /// The path that fits the evidence best.
    fn judge<'p>(&self, band: Band, lexicon: Lexicon, evidence: Evidence<'p>, weights: Weights) -> Pass<'p> {
        let lattice = Lattice::new(&evidence, &band, &weights, self.options.max_bead);
        let posterior = lattice.posterior();
        let steps = posterior.decode(BEAD_VALUE, STEP_PRICE);
        let next = Band::covering(self.source.len(), self.target.len(), posterior.likely(LIKELY, MARGIN));
        let odds = posterior.total - lattice.unmatched();
        Pass { band, lexicon, evidence, weights, steps, next, odds, settled: false }
    }
}

/// What the last pass over two texts knows that a part of them needs.
pub(super) struct Learned {
    /// The words that translate each other.
    pub lexicon: Lexicon,
    level: (f32, f32),
    known_level: Option<(f32, f32)>,
    habits: Habits,
    /// The weights it judged by.
    pub weights: Weights,
}

/// What a step teaches, if it is a bead with both sides and sure enough.
fn lesson(step: &Step) -> Option<TrainingBead> {
    let teaches = !step.source.is_empty() && !step.target.is_empty() && step.posterior >= LEAST_CONFIDENCE;
    let bead =
        || TrainingBead { source: step.source.clone().collect(), target: step.target.clone().collect(), weight: step.posterior as f32 };
    teaches.then(bead)
}
