//! Runs the passes: band, evidence, lattice, path; then a lexicon learned from the path, and again.
//!
//! A [`Search`] holds two texts, a [`Pass`] what one pass over them found. A pass owns its results and borrows nothing, so that the first
//! one, which tells whether blocks of the target were moved, is also there for the second and for the verdict, and none is computed twice.

use std::sync::Arc;

use crate::align::anchors::{self, Anchor};
use crate::align::blocks;
use crate::align::corridor;
use crate::align::lattice::{Lattice, Step};
use crate::align::need::{self, Ledger};
use crate::align::order::mark_moved;
use crate::align::repair::Repair;
use crate::align::stats::Clock;
use crate::align::tuning::{LEAST_CONFIDENCE, LIKELY, LONGEST_TAUGHT, MARGIN, MOST_EMPTY, WELL_KNOWN, WHOLE};
use crate::align::{Options, Stage};
use crate::error::Result;
use crate::hash::Set;
use crate::lexicon::Lexicon;
use crate::lexicon::prior::Sources;
use crate::lexicon::train::beads::{TrainingBead, learn};
use crate::memory::Taken;
use crate::model::{Bead, Pair, Text};
use crate::score::band::Band;
use crate::score::calibration::{Terms, terms};
use crate::score::evidence::{Evidence, View};
use crate::score::priors::{self, BeadTypePriors};
use crate::score::weights::{Blend, Model, Weights};
use crate::tokens::Prepared;

/// Two texts prepared for alignment, with what is known of their words.
pub struct Search {
    /// The source text.
    pub source: Arc<Prepared>,
    /// The target text.
    pub target: Arc<Prepared>,
    /// What is known before anything is learned.
    prior: Arc<Lexicon>,
    /// The lexicons that it is from.
    lexicons: Sources,
    /// The order of the sentences of `target`, if it was changed.
    order: Option<Order>,
    options: Options,
    model: Arc<Model>,
    /// Whether passes note which beads could stand in the place of others.
    rivals: bool,
    clock: Arc<Clock>,
    ledger: Ledger,
    /// What the texts take, and what is known of their words.
    held: Vec<Arc<Taken>>,
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
#[derive(Clone)]
pub struct Pass {
    /// How many passes came before it.
    pub round: usize,
    /// The cells it looked at.
    pub band: Band,
    /// The lexicon it used.
    pub lexicon: Arc<Lexicon>,
    /// What this lexicon found between the texts.
    pub now: View,
    /// What the prior lexicon found; none in the pass that uses it itself.
    pub known: Option<View>,
    /// What the pass before found.
    pub priors: BeadTypePriors,
    /// The weights it judged by.
    pub weights: Weights,
    /// The path it found.
    pub steps: Vec<Step>,
    /// The steps that could stand in the place of others, if they are wanted.
    pub rivals: Vec<Step>,
    /// The cells worth looking at in the next pass.
    pub next: Band,
    /// Logarithm of the odds of all paths together against the one that leaves every sentence unmatched; infinite for a part of two texts, whose
    /// sentences may well all be unmatched.
    pub odds: f64,
    /// The same of the first pass.
    pub first_odds: f64,
    /// Whether it found the path that the pass before it had found, so that another would learn from the same beads again.
    pub settled: bool,
}

impl Pass {
    /// What it saw.
    pub fn evidence<'s>(&self, search: &'s Search) -> Evidence<'s> {
        Evidence { texts: search.texts(), now: self.now.clone(), known: self.known.clone(), priors: self.priors.clone() }
    }

    /// How much of the words of the texts the prior lexicon knows, from 0 to 1.
    fn knowledge(&self, search: &Search) -> f32 {
        self.evidence(search).knowledge()
    }

    /// The posterior of a step given that the texts translate each other, which the verdict tells: then they have at least one bead.
    fn of_translations(&self, step: &Step) -> f64 {
        let none = (-self.odds).exp().clamp(0.0, MOST_EMPTY);
        let unmatched = step.source.is_empty() || step.target.is_empty();
        ((step.posterior - if unmatched { none } else { 0.0 }) / (1.0 - none)).clamp(0.0, 1.0)
    }

    /// Share of the sentences of both texts that stand in wrong steps, as far as the posteriors tell.
    pub fn unsure(&self) -> f32 {
        priors::unsure(self.steps.iter().map(|step| (step.source.len() + step.target.len(), self.of_translations(step))))
    }

    fn is_same_path(&self, other: &Self) -> bool {
        let same = |(a, b): (&Step, &Step)| a.source == b.source && a.target == b.target;
        self.steps.len() == other.steps.len() && self.steps.iter().zip(&other.steps).all(same)
    }
}

impl Search {
    /// Prepares two texts and makes the first pass. If blocks of the target stand elsewhere and it fits better in the order of the source, it is
    /// searched in that order. `rivals`: whether passes note which steps could stand in the place of others.
    ///
    /// # Errors
    /// If it would take more memory than there is left in the account.
    pub fn begin(
        texts: Pair<&Text>,
        options: &Options,
        model: &Model,
        known: &Sources,
        rivals: bool,
        ledger: &Ledger,
    ) -> Result<(Self, Pass)> {
        let clock = Arc::new(Clock::default());
        let (read, expected) = (texts, ledger.take(need::texts(texts))?);
        let texts = clock.time(Stage::Tokens, || Prepared::pair(texts.source, texts.target));
        drop(expected);
        let mut held = vec![ledger.take(need::prepared(read, texts.as_ref()))?];
        let prior = clock.time(Stage::Lexicon, || {
            let words = texts.as_ref().map(|text| &*text.tokens.words);
            let counts = texts.as_ref().map(Prepared::counts);
            Arc::new(Lexicon::known(known.tables(words, counts.as_ref().map(Vec::as_slice))))
        });
        held.push(ledger.take(need::lexicon(&prior))?);
        let Pair { source, target } = texts.map(Arc::new);
        let (options, model) = (options.clone(), Arc::new(model.clone()));
        let lexicons = known.clone();
        let plain = Self { source, target, prior, lexicons, order: None, options, model, rivals, clock, ledger: ledger.clone(), held };
        let anchors = plain.anchors()?;
        let first = plain.first(anchors.as_ref().map(|(_, chain)| &chain[..]))?;
        let Some((all, main)) = anchors else { return Ok((plain, first)) };
        let Some(ordered) = plain.in_order(all, &main)? else { return Ok((plain, first)) };
        let first_in_order = ordered.first(ordered.anchors()?.as_ref().map(|(_, chain)| &chain[..]))?;
        Ok(if first_in_order.odds > first.odds { (ordered, first_in_order) } else { (plain, first) })
    }

    /// Both texts.
    pub fn texts(&self) -> Pair<&Prepared> {
        Pair { source: &self.source, target: &self.target }
    }

    /// All anchors and the best chain of them, where they are needed.
    fn anchors(&self) -> Result<Option<(Vec<Anchor>, Vec<Anchor>)>> {
        let wanted = self.is_long() || self.order.is_none() && self.options.moved && blocks::may_be(&self.source, &self.target);
        if !wanted {
            return Ok(None);
        }
        let _meanwhile = self.ledger.take(anchors::bytes(self.texts(), &self.prior.tables.source))?;
        Ok(Some(self.clock.time(Stage::Anchors, || anchors::with_chain(self.texts(), &self.prior.tables.source))))
    }

    /// The same with the target in the order of the source, if blocks of it stand elsewhere.
    fn in_order(&self, anchors: Vec<Anchor>, main: &[Anchor]) -> Result<Option<Self>> {
        if !self.options.moved || !blocks::may_be(&self.source, &self.target) {
            return Ok(None);
        }
        let order = self.clock.time(Stage::Anchors, || blocks::order(self.source.len(), self.target.len(), anchors, main));
        let Some(order) = order else { return Ok(None) };
        let ordered = self.with_target(self.ledger.take(self.target.bytes() as u64)?, || self.target.reordered(&order));
        Ok(Some(Self { clock: Arc::clone(&self.clock), order: Some(Order::new(order)), ..ordered }))
    }

    /// The same source, and what is known, with another target of the same words, for which memory was taken.
    fn with_target(&self, taken: Arc<Taken>, target: impl FnOnce() -> Prepared) -> Self {
        Self {
            source: Arc::clone(&self.source),
            target: Arc::new(target()),
            prior: Arc::clone(&self.prior),
            lexicons: self.lexicons.clone(),
            order: None,
            options: self.options.clone(),
            model: Arc::clone(&self.model),
            rivals: self.rivals,
            clock: Arc::default(),
            ledger: self.ledger.clone(),
            held: self.held.iter().cloned().chain([taken]).collect(),
        }
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

    /// All passes after one; the last of them. Where most words are known one round is enough.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn last(&self, mut pass: Pass) -> Result<Pass> {
        while !self.is_enough(&pass) {
            pass = self.next(&pass)?;
        }
        Ok(pass)
    }

    /// Whether no other pass need follow this one.
    pub fn is_enough(&self, pass: &Pass) -> bool {
        pass.round >= self.options.rounds || pass.round > 0 && (pass.settled || pass.knowledge(self) >= WELL_KNOWN)
    }

    /// The beads of a pass as they are found without the verdict: with the ids of the texts, and their posteriors as they are.
    pub fn beads(&self, pass: &Pass) -> Vec<Bead> {
        let mut beads: Vec<Bead> = self.judged(pass).into_iter().map(|(bead, _)| self.named(bead)).collect();
        mark_moved(&mut beads);
        beads
    }

    /// The repaired beads of a pass, by places in [`target`](Self::target), each with the terms of its confidence.
    pub fn judged(&self, pass: &Pass) -> Vec<(Bead, Terms)> {
        let ids = |step: &Step| (step.source.clone().collect(), step.target.clone().collect());
        let path: Set<(Vec<usize>, Vec<usize>)> = pass.steps.iter().map(ids).collect();
        let unsure = pass.unsure();
        let judged = |bead: Bead| {
            let repaired = !path.contains(&(bead.source.clone(), bead.target.clone()));
            let terms = terms(&bead, repaired, unsure);
            (bead, terms)
        };
        let bead = |step: &Step| Bead::new(step.source.clone().collect(), step.target.clone().collect(), pass.of_translations(step) as f32);
        let mut beads: Vec<Bead> = pass.steps.iter().map(bead).collect();
        if self.options.moved {
            beads = self.clock.time(Stage::Repair, || Repair::new(self, &pass.lexicon, pass, beads).run());
        }
        beads.into_iter().map(judged).collect()
    }

    /// Some sentences of both texts, by their places, as texts of their own; what is known of their words stays the same.
    pub(super) fn part(&self, source: &[usize], target: &[usize]) -> Result<Self> {
        let share = |text: &Prepared, part: &[usize]| (text.bytes() as f64 * part.len() as f64 / text.len().max(1) as f64) as u64;
        let taken = self.ledger.take(share(&self.source, source) + share(&self.target, target))?;
        let (part, other) = (self.source.reordered(source), self.target.reordered(target));
        let prior = self.prior.part(self.texts(), Pair::new(&part, &other), Pair::new(source, target));
        Ok(Self { source: Arc::new(part), prior: Arc::new(prior), clock: Arc::clone(&self.clock), ..self.with_target(taken, || other) })
    }

    /// A pass over a text that is part of another, with what was learned of the whole.
    pub(super) fn pass_of_part(&self, lexicon: Lexicon, learned: &Learned) -> Result<Pass> {
        let texts = self.texts();
        let band = if self.is_long() {
            let chain = anchors::with_chain(texts, &lexicon.tables.source).1;
            corridor::band(texts, &lexicon.tables.source, &chain)
        } else {
            Band::full(texts.source.len(), texts.target.len())
        };
        let evidence = |lexicon: &Lexicon, level: Pair<f32>| {
            let mut evidence = self.look(lexicon, &band, learned.priors.clone())?;
            evidence.now.level = level;
            Ok(evidence)
        };
        let known = learned.known_level.map(|level| evidence(&self.prior, level)).transpose()?.map(|evidence| evidence.now);
        let evidence = Evidence { known, ..evidence(&lexicon, learned.level)? };
        Ok(Pass { odds: f64::INFINITY, ..self.judge(band, Arc::new(lexicon), evidence, learned.weights.clone())? })
    }

    /// What a lexicon finds between the texts inside a band.
    fn look(&self, lexicon: &Lexicon, band: &Band, priors: BeadTypePriors) -> Result<Evidence<'_>> {
        let (texts, max_bead) = (self.texts(), self.options.max_bead);
        let evidence = need::evidence(texts, band, max_bead);
        // What the lattice needs afterwards belongs to what is told now.
        drop(self.ledger.take(evidence + need::lattice(texts, band, max_bead))?);
        let held = self.ledger.take(evidence)?;
        let mut evidence = Evidence::new(self.texts(), lexicon, band, self.options.max_bead, priors);
        evidence.now.held.push(held);
        Ok(evidence)
    }

    /// What the last pass of a whole text knows that its parts need. `fixed` beads (by places in [`target`](Self::target)) are certain, and what the
    /// pass says of their sentences does not count.
    pub(super) fn learned(&self, pass: &Pass, fixed: &[Bead]) -> Result<Learned> {
        let lexicon = if self.options.rounds == 0 { Arc::clone(&pass.lexicon) } else { Arc::new(self.learn(pass, fixed)?) };
        Ok(Learned {
            lexicon,
            level: pass.now.level,
            known_level: pass.known.as_ref().map(|view| view.level),
            priors: pass.priors.clone(),
            weights: pass.weights.clone(),
        })
    }

    /// The lexicon learned from the steps of a pass and from beads that are certain.
    fn learn(&self, pass: &Pass, fixed: &[Bead]) -> Result<Lexicon> {
        let source: Set<usize> = fixed.iter().flat_map(|bead| &bead.source).copied().collect();
        let target: Set<usize> = fixed.iter().flat_map(|bead| &bead.target).copied().collect();
        let free =
            |step: &&Step| !step.source.clone().any(|id| source.contains(&id)) && !step.target.clone().any(|id| target.contains(&id));
        let texts = self.texts();
        let tokens = |text: &Prepared, ids: &std::ops::Range<usize>| text.tokens.starts[ids.end] - text.tokens.starts[ids.start];
        let short = |step: &&Step| tokens(texts.source, &step.source).max(tokens(texts.target, &step.target)) <= LONGEST_TAUGHT;
        let beads = pass.steps.iter().filter(free).filter(short).filter_map(training_bead);
        let two_sided = fixed.iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
        let sentences = |bead: &Bead| Pair::new(bead.source.clone(), bead.target.clone());
        let fixed = two_sided.map(|bead| TrainingBead { sentences: sentences(bead), weight: 1.0 });
        let beads: Vec<TrainingBead> = beads.chain(fixed).collect();
        let _meanwhile = self.ledger.take(need::learning(texts, &beads))?;
        Ok(self.clock.time(Stage::Learning, || learn(self.texts(), &self.prior, &beads)))
    }

    /// Whether anything is learned from the texts.
    pub fn learns(&self) -> bool {
        self.options.rounds > 0
    }

    /// Most sentences on one side of a contiguous bead.
    pub fn max_bead(&self) -> usize {
        self.options.max_bead
    }

    /// Whether beads may cross each other.
    pub(super) fn may_move(&self) -> bool {
        self.options.moved
    }

    /// What is known of the words before anything is learned.
    pub fn prior(&self) -> &Lexicon {
        &self.prior
    }

    /// The lexicons that it is from.
    pub(super) fn lexicons(&self) -> &Sources {
        &self.lexicons
    }

    /// The account of this search.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The clock of this search.
    pub(super) fn clock(&self) -> Arc<Clock> {
        Arc::clone(&self.clock)
    }

    /// Whether the lattice is too large to be searched whole.
    fn is_long(&self) -> bool {
        (self.source.len() + 1) * (self.target.len() + 1) > WHOLE
    }

    /// The pass before anything is learned, around the best chain of anchors where the texts are long.
    fn first(&self, chain: Option<&[Anchor]>) -> Result<Pass> {
        let band = match chain.filter(|_| self.is_long()) {
            Some(chain) => self.clock.time(Stage::Anchors, || corridor::band(self.texts(), &self.prior.tables.source, chain)),
            None => Band::full(self.source.len(), self.target.len()),
        };
        self.pass(band, Arc::clone(&self.prior), BeadTypePriors::unknown(self.texts()), None, &self.model.first)
    }

    /// The pass that learns from `before`.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn next(&self, before: &Pass) -> Result<Pass> {
        let lexicon = self.learn(before, &[])?;
        let steps = before.steps.iter().map(|step| (Pair::new(&step.source, &step.target), step.posterior));
        let priors = BeadTypePriors::of(steps, self.texts(), &before.priors);
        // What was learned may show a way that the first pass missed.
        let widened = || corridor::widened(&before.next, self.texts(), &lexicon.tables.source);
        let band = if self.is_long() { self.clock.time(Stage::Anchors, widened) } else { before.next.clone() };
        let known = before.known.as_ref().unwrap_or(&before.now).clone();
        let pass = self.pass(band, Arc::new(lexicon), priors, Some(known), &self.model.later)?;
        Ok(Pass { round: before.round + 1, first_odds: before.first_odds, settled: pass.is_same_path(before), ..pass })
    }

    fn pass(&self, band: Band, lexicon: Arc<Lexicon>, priors: BeadTypePriors, known: Option<View>, weights: &Blend) -> Result<Pass> {
        let found = self.clock.time(Stage::Evidence, || self.look(&lexicon, &band, priors))?;
        let evidence = Evidence { known, ..found };
        let weights = weights.at(evidence.kind());
        self.judge(band, lexicon, evidence, weights)
    }

    /// The path that fits the evidence best.
    fn judge(&self, band: Band, lexicon: Arc<Lexicon>, evidence: Evidence, weights: Weights) -> Result<Pass> {
        self.clock.count(band.area());
        let _meanwhile = self.ledger.take(need::lattice(self.texts(), &band, self.options.max_bead))?;
        let (steps, rivals, next, odds) = self.clock.time(Stage::Lattice, || -> Result<_> {
            let lattice = Lattice::new(&evidence, &band, &weights, self.options.max_bead);
            let posterior = lattice.posterior();
            let next = Band::covering(self.source.len(), self.target.len(), posterior.likely(LIKELY, MARGIN));
            let mut rivals = (Vec::new(), None);
            if self.rivals {
                let held = self.ledger.take(need::rivals(posterior.count_rivals()))?;
                rivals = (posterior.rivals(), Some(held));
            }
            Ok((posterior.path(), rivals, next, posterior.total - lattice.without_beads()))
        })?;
        let Evidence { mut now, known, priors, .. } = evidence;
        let (rivals, held) = rivals;
        now.held.extend(held);
        Ok(Pass { round: 0, band, lexicon, now, known, priors, weights, steps, rivals, next, odds, first_odds: odds, settled: false })
    }
}

/// What a part of two texts needs of the last pass over the whole.
pub(super) struct Learned {
    /// The words that translate each other.
    pub lexicon: Arc<Lexicon>,
    level: Pair<f32>,
    known_level: Option<Pair<f32>>,
    priors: BeadTypePriors,
    /// The weights it judged by.
    pub weights: Weights,
}

/// What a step teaches, if it is a bead with both sides and sure enough.
fn training_bead(step: &Step) -> Option<TrainingBead> {
    let teaches = !step.source.is_empty() && !step.target.is_empty() && step.posterior >= LEAST_CONFIDENCE;
    let sentences = || Pair::new(step.source.clone().collect(), step.target.clone().collect());
    teaches.then(|| TrainingBead { sentences: sentences(), weight: step.posterior as f32 })
}
