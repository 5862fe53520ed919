//! Explains one bead: what speaks for it, and what could stand in its place. For a person who wonders whether to believe it, and for a
//! developer who wonders why it came out.
//!
//! The points are those of the score of the last pass, feature times weight, grouped by what they look at; the word pairs are the lexical
//! gain taken apart again; the rivals are the other beads of the lattice over the same sentences. Everything is data with ranges into the
//! two documents, so that a page can mark the words.

use std::ops::Range;

use serde::Serialize;

use crate::align::lattice::Step;
use crate::align::passes::{Pass, Search};
use crate::align::repair::Repair;
use crate::error::Result;
use crate::hash::Map;
use crate::model::{Alignment, Bead, BeadKind, Pair, Side, Text};
use crate::score::attribution::{self, WordShare};
use crate::score::features::{self, Feature, Follows, NAMES, Vector};
use crate::tokens::Prepared;
use crate::tokens::words;

/// What a feature looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ground {
    /// Words that translate each other, and words left over.
    Words,
    /// Numbers that both sides hold, or one alone.
    Numbers,
    /// Lengths in characters.
    Lengths,
    /// Marks at the beginning and at the end.
    Marks,
    /// Paragraphs and kinds of block.
    Layout,
    /// How many sentences are paired with how many.
    Shape,
    /// Time codes.
    Times,
    /// What an unmatched sentence is like.
    Unmatched,
}

/// The points that one kind of evidence gives a bead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// What was looked at.
    pub ground: Ground,
    /// Sum of feature times weight, nats; below zero it speaks against the bead.
    pub points: f32,
    /// What it is the sum of.
    pub features: Vec<Part>,
}

/// A feature that is not zero.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its name, as in the weights file.
    pub name: &'static str,
    /// Its value.
    pub value: f32,
    /// Its value times its weight.
    pub points: f32,
}

/// A word where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Zero-based id of its sentence.
    pub sentence: usize,
    /// Bytes of the document's text.
    pub range: Range<usize>,
    /// The word as it is written there.
    pub text: String,
}

/// Two words that speak for a bead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordPair {
    /// The source word.
    pub source: Place,
    /// The target word.
    pub target: Place,
    /// Part of the lexical gain of both directions, nats.
    pub nats: f32,
    /// Whether it is one number on both sides.
    pub number: bool,
}

/// Another bead over some of the same sentences.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rival {
    /// Source sentences.
    pub source: Vec<usize>,
    /// Target sentences.
    pub target: Vec<usize>,
    /// Its posterior probability.
    pub probability: f64,
}

/// What speaks for a bead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// Ids of its source sentences.
    pub source: Vec<usize>,
    /// Ids of its target sentences.
    pub target: Vec<usize>,
    /// Its kind.
    pub kind: BeadKind,
    /// Its confidence.
    pub confidence: f32,
    /// Its probability in the lattice, before it was turned into the confidence; of a bead that the repair made, the odds that it was made by.
    pub posterior: f32,
    /// Sum of all points, nats.
    pub score: f32,
    /// What leaving all its sentences unmatched would score; `None` for a bead that does.
    pub unmatched_score: Option<f32>,
    /// Points by kind of evidence, the strongest first.
    pub reasons: Vec<Reason>,
    /// Word pairs that speak for it, the strongest first.
    pub words: Vec<WordPair>,
    /// The likeliest other beads over its sentences, the likeliest first.
    pub rivals: Vec<Rival>,
}

/// No more rivals than this.
const MOST_RIVALS: usize = 5;

/// An alignment with all that it was computed from. [`Aligner::explainer`](super::Aligner::explainer) makes one.
pub struct Explainer<'a> {
    texts: Pair<&'a Text>,
    search: Search,
    pass: Pass,
    /// The beads with their posteriors, by places in the target that was searched.
    raw: Vec<Bead>,
    /// The same with their confidences.
    finished: Alignment,
}

impl<'a> Explainer<'a> {
    /// Prepares to explain the beads of the last pass of a search.
    pub(super) fn new(texts: Pair<&'a Text>, search: Search, pass: Pass) -> Result<Self> {
        let judged = search.judged(&pass);
        let raw = judged.iter().map(|(bead, _)| bead.clone()).collect();
        let finished = super::finished(&search, &pass, judged)?;
        Ok(Self { texts, search, pass, raw, finished })
    }

    /// The alignment, as [`align`](super::align()) gives it.
    pub fn alignment(&self) -> &Alignment {
        &self.finished
    }

    /// The explanation of the bead that holds this sentence of a side; `None` if there is no such sentence.
    pub fn of_sentence(&self, side: Side, id: usize) -> Option<Explanation> {
        let id = if side == Side::Target { self.search.target_place(id) } else { id };
        self.of_bead(self.raw.iter().position(|bead| bead.ids(side).contains(&id))?)
    }

    /// The explanation of the bead at this place of the alignment.
    pub fn of_bead(&self, at: usize) -> Option<Explanation> {
        let (raw, bead) = (self.raw.get(at)?, self.finished.beads().get(at)?);
        let x = self.features(raw);
        let reasons = self.reasons(&x);
        let pairs = !bead.source.is_empty() && !bead.target.is_empty();
        Some(Explanation {
            source: bead.source.clone(),
            target: bead.target.clone(),
            kind: bead.kind,
            confidence: bead.confidence,
            posterior: raw.confidence,
            score: self.pass.weights.score(&x),
            unmatched_score: pairs.then(|| self.unmatched_score(raw)),
            reasons,
            words: if pairs { self.words(raw) } else { Vec::new() },
            rivals: self.rivals(raw),
        })
    }

    /// The features that a bead was scored by.
    fn features(&self, bead: &Bead) -> Vector {
        let evidence = &self.pass.evidence(&self.search);
        let null = |side: Side, id: usize| features::null(evidence, side, id, self.follows(side, id));
        match (&bead.source[..], &bead.target[..]) {
            ([], []) => [0.0; features::COUNT],
            ([], ids) => null(Side::Target, ids[0]),
            (ids, []) => null(Side::Source, ids[0]),
            (s, t) if self.on_path(bead) => features::bead(evidence, Pair::new(s[0]..s[0] + s.len(), t[0]..t[0] + t.len())),
            (s, t) => Repair::new(&self.search, &self.pass.lexicon, &self.pass, Vec::new()).features(s, t),
        }
    }

    /// Whether the search itself found the bead.
    fn on_path(&self, bead: &Bead) -> bool {
        self.pass.steps.iter().any(|step| is_same(step, bead))
    }

    /// What comes before an unmatched sentence.
    fn follows(&self, side: Side, id: usize) -> Follows {
        let is_it = |bead: &Bead| bead.ids(side.other()).is_empty() && bead.ids(side).contains(&id);
        let before = self.raw.iter().position(is_it).and_then(|at| self.raw.get(at.checked_sub(1)?));
        match before.map(|bead| (bead.ids(side).is_empty(), bead.ids(side.other()).is_empty())) {
            Some((false, true)) => Follows::Same,
            Some((true, false)) => Follows::Other,
            _ => Follows::Bead,
        }
    }

    fn unmatched_score(&self, bead: &Bead) -> f32 {
        let evidence = self.pass.evidence(&self.search);
        let of = |side: Side| -> f32 {
            let first = if side == Side::Source { Follows::Bead } else { Follows::Other };
            let follows = |at: usize| if at == 0 { first } else { Follows::Same };
            let null = |(at, &id): (usize, &usize)| features::null(&evidence, side, id, follows(at));
            bead.ids(side).iter().enumerate().map(|member| self.pass.weights.score(&null(member))).sum()
        };
        of(Side::Source) + of(Side::Target)
    }

    fn reasons(&self, x: &Vector) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        let weights = &self.pass.weights.0;
        for ((name, &value), &weight) in NAMES.iter().zip(x).zip(weights).filter(|((_, value), _)| **value != 0.0) {
            let part = Part { name, value, points: value * weight };
            let ground = ground(name);
            match reasons.iter_mut().find(|reason| reason.ground == ground) {
                Some(reason) => reason.features.push(part),
                None => reasons.push(Reason { ground, points: 0.0, features: vec![part] }),
            }
        }
        for reason in &mut reasons {
            reason.points = reason.features.iter().map(|part| part.points).sum();
            reason.features.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
        }
        reasons.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
        reasons
    }

    fn words(&self, bead: &Bead) -> Vec<WordPair> {
        let Pair { source, target } = self.search.texts();
        let found = attribution::of_group(self.search.texts(), &self.pass.lexicon, Pair::new(&bead.source, &bead.target));
        let mut places = (Places::new(self.texts.source, source), Places::new(self.texts.target, target));
        let pair = |share: WordShare| {
            let number = |side: &Prepared, token: u32| side.tokens.words[side.tokens.ids[token as usize] as usize].clone();
            let (one, other) = (number(source, share.places.source), number(target, share.places.target));
            Some(WordPair {
                source: places.0.of(share.places.source, |id| id)?,
                target: places.1.of(share.places.target, |id| self.search.target_id(id))?,
                nats: share.nats,
                number: one.number && other.number && one.form == other.form,
            })
        };
        found.into_iter().filter_map(pair).collect()
    }

    fn rivals(&self, bead: &Bead) -> Vec<Rival> {
        let touches = |ids: &Range<usize>, others: &[usize]| others.iter().any(|id| ids.contains(id));
        let near = |step: &&Step| touches(&step.source, &bead.source) || touches(&step.target, &bead.target);
        let mut rivals: Vec<&Step> = self.pass.rivals.iter().filter(near).filter(|step| !is_same(step, bead)).collect();
        rivals.sort_by(|a, b| b.posterior.total_cmp(&a.posterior));
        let rival = |step: &Step| {
            let mut target: Vec<usize> = step.target.clone().map(|id| self.search.target_id(id)).collect();
            target.sort_unstable();
            Rival { source: step.source.clone().collect(), target, probability: step.posterior }
        };
        rivals.into_iter().take(MOST_RIVALS).map(rival).collect()
    }
}

/// Finds where tokens of a text stand in its document.
pub(super) struct Places<'t> {
    text: &'t Text,
    side: &'t Prepared,
    /// The words of the sentences that were asked for: a long sentence is taken apart once.
    known: Map<usize, Vec<Range<usize>>>,
}

impl<'t> Places<'t> {
    pub fn new(text: &'t Text, side: &'t Prepared) -> Self {
        Self { text, side, known: Map::default() }
    }

    /// The place of a token, given which sentence of the text each of the side's is.
    pub fn of(&mut self, token: u32, named: impl Fn(usize) -> usize) -> Option<Place> {
        let place = *self.side.sentence_of.get(token as usize)? as usize;
        let sentence = named(place);
        let wording = self.text.sentence(sentence);
        let words = self.known.entry(sentence).or_insert_with(|| words::places(wording));
        let within = words.get((token - self.side.tokens.starts[place]) as usize)?.clone();
        let start = self.text.sentences().get(sentence)?.range.start;
        let range = start + within.start..start + within.end;
        Some(Place { sentence, text: wording.get(within)?.to_owned(), range })
    }
}

/// Whether a step is a bead of these sentences.
fn is_same(step: &Step, bead: &Bead) -> bool {
    step.source.clone().eq(bead.source.iter().copied()) && step.target.clone().eq(bead.target.iter().copied())
}

/// What a feature looks at, by its name; features that come later and are not named here look at words.
fn ground(name: &str) -> Ground {
    let named = |features: &[Feature]| features.iter().any(|&feature| NAMES[feature as usize] == name);
    use Feature as F;
    if name == "Habit" || named(&[F::OneOne, F::OneTwo, F::OneThree, F::OneMany, F::TwoTwo, F::TwoThree, F::Larger]) {
        Ground::Shape
    } else if named(&[F::Length, F::LogLength]) {
        Ground::Lengths
    } else if named(&[F::SameClosing, F::OtherClosing, F::SameOpening, F::OtherOpening]) {
        Ground::Marks
    } else if named(&[F::SharedNumbers, F::LoneNumbers]) {
        Ground::Numbers
    } else if name.starts_with("Block") || named(&[F::OtherKind]) {
        Ground::Layout
    } else if named(&[F::SharedTime, F::OtherTime]) {
        Ground::Times
    } else if name.starts_with("Null") {
        Ground::Unmatched
    } else {
        Ground::Words
    }
}
