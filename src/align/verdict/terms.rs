//! What tells translations from strangers: how much the prior lexicon explains along the path that was found, against how much it could have
//! explained; numbers; lengths; how the path looks.
//!
//! Of a short text the places of its words tell nothing of how common they are: every word stands in one sentence or two. So here a word
//! weighs by its letters: short words are common in all languages, and what is common is explained by chance.

use std::ops::Range;

use crate::align::lattice::Step;
use crate::align::passes::{Pass, Search};
use crate::align::tuning::{LEAST_TELLING, MOST_JUDGED};
use crate::hash::Map;
use crate::model::{Pair, Side};
use crate::tokens::Word;

macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The terms of the verdict.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub enum Term { $($(#[$doc])* $name,)* }
        /// Their names, in order, as they stand in the file.
        pub const NAMES: &[&str] = &[$(stringify!($name),)*];
    };
}

terms! {
    /// 1.
    One,
    /// Share explained of the side that is explained worse.
    LeastCoverage,
    /// Share explained, mean of both sides.
    Coverage,
    /// Logarithm of the weight explained, mean of both sides, with one added.
    Explained,
    /// The same of what is not explained.
    Missing,
    /// Logarithm of the count of numbers that both have, with one added.
    SharedNumbers,
    /// The same of numbers that only one has.
    LoneNumbers,
    /// Absolute logarithm of the ratio of letters, at most `MOST_RATIO`.
    Ratio,
    /// Standard deviation of that logarithm over the beads, at most the same.
    Spread,
    /// Share of the shorter text that is paired.
    Paired,
    /// By how many e-folds one text is longer than twice the other: in a much longer text chance has more to choose from.
    Longer,
    /// Odds of all paths in the first pass, nats a sentence, from -1 to 3.
    Odds,
    /// The same in the last one, after learning: of a long text without a lexicon this tells most.
    Learned,
}

/// Number of terms.
pub const COUNT: usize = NAMES.len();

/// The terms of two texts.
pub type Terms = [f64; COUNT];

/// Weight of a word that is not explained and that no lexicon knows, against one that they know.
const UNFAMILIAR: f64 = 0.3;
/// Probability that explains half of a word.
const HALF: f64 = 0.05;
/// Weight of a side that nobody explains.
const NEVER: f64 = 1.0;
/// Letters that a character of a script without an alphabet stands for.
const WIDE: usize = 3;
/// See [`Term::Ratio`].
const MOST_RATIO: f64 = 1.5;

/// Two texts as the verdict sees them.
#[derive(Clone, Debug)]
pub struct Case {
    /// What tells for and against.
    pub terms: Terms,
    /// Share of the words that a lexicon knows, by weight.
    pub knowledge: f64,
    /// Sentences of the shorter text.
    pub sentences: usize,
    /// Whether any word of one text may translate one of the other.
    anything: bool,
}

impl Case {
    /// After the last pass over two texts. Of long ones a sample is looked at.
    pub fn new(search: &Search, last: &Pass) -> Self {
        let sample: Vec<&Step> = last.steps.iter().step_by(last.steps.len().div_ceil(MOST_JUDGED).max(1)).collect();
        let texts = Pair::new(&*search.source, &*search.target);
        let familiar = familiar(search, &sample);
        let mut sides = Pair::<Seen>::default();
        let mut ratios = Vec::new();
        for step in sample {
            let both = !step.source.is_empty() && !step.target.is_empty();
            let mut letters = Pair::<usize>::default();
            for side in Side::BOTH {
                let (own, other) = ids(step, side);
                let given = if both { given(search, side.other(), other) } else { Map::default() };
                for &id in texts[side].tokens.ids[tokens(search, side, &own)].iter() {
                    let word = &texts[side].tokens.words[id as usize];
                    let length = length(word);
                    sides[side].note_known(length, familiar[side][id as usize]);
                    if both {
                        letters[side] += length;
                        sides[side].note(word, length, familiar[side][id as usize], given.get(&id).copied().unwrap_or(0.0));
                    }
                }
            }
            if both {
                sides.source.letters += letters.source;
                sides.target.letters += letters.target;
                ratios.push(((letters.source as f64 + 3.0) / (letters.target as f64 + 3.0)).ln());
            }
        }
        let (n, m) = (texts.source.len(), texts.target.len());
        let anything = sides.source.explained + sides.target.explained > 0.0 || sides.source.known > 0.0 && sides.target.known > 0.0;
        let knowledge = 0.5 * (sides.source.knowledge() + sides.target.knowledge());
        Self { terms: summed(&sides, &ratios, last, n, m), knowledge, sentences: n.min(m), anything }
    }

    /// Whether the terms can tell anything: a word may translate another, or there are enough lines.
    pub fn says_anything(&self) -> bool {
        self.sentences > 0 && (self.anything || self.sentences >= LEAST_TELLING)
    }
}

/// What was seen of one side.
#[derive(Default)]
struct Seen {
    explained: f64,
    missing: f64,
    /// Weight of the words that a lexicon knows, and of all.
    known: f64,
    all: f64,
    /// Numbers that the other side has, and others.
    numbers: [usize; 2],
    letters: usize,
}

impl Seen {
    fn note_known(&mut self, length: usize, familiar: bool) {
        let weight = weight(length);
        self.all += weight;
        self.known += if familiar { weight } else { 0.0 };
    }

    /// Notes a word to which the other side gives a probability.
    fn note(&mut self, word: &Word, length: usize, familiar: bool, given: f64) {
        let known = familiar || word.number || given > 0.0;
        let weight = weight(length) * if known { 1.0 } else { UNFAMILIAR };
        let explained = given / (given + HALF);
        self.explained += weight * explained;
        self.missing += weight * (1.0 - explained);
        if word.number {
            self.numbers[usize::from(given <= 0.0)] += 1;
        }
    }

    fn coverage(&self) -> f64 {
        self.explained / (self.explained + self.missing + NEVER)
    }

    fn knowledge(&self) -> f64 {
        if self.all > 0.0 { self.known / self.all } else { 0.0 }
    }
}

fn summed(sides: &Pair<Seen>, ratios: &[f64], last: &Pass, n: usize, m: usize) -> Terms {
    let Pair { source, target } = sides;
    let shorter = n.min(m).max(1) as f64;
    let paired = last.steps.iter().filter(|step| !step.source.is_empty() && !step.target.is_empty());
    let paired: f64 = paired.map(|step| step.posterior * (step.source.len() + step.target.len()) as f64).sum();
    let mean = ratios.iter().sum::<f64>() / ratios.len().max(1) as f64;
    let variance = ratios.iter().map(|ratio| (ratio - mean).powi(2)).sum::<f64>() / ratios.len().max(1) as f64;
    let whole = ((source.letters as f64 + 1.0) / (target.letters as f64 + 1.0)).ln();
    let mut terms = [0.0; COUNT];
    let mut set = |term: Term, value: f64| terms[term as usize] = value;
    set(Term::One, 1.0);
    set(Term::LeastCoverage, source.coverage().min(target.coverage()));
    set(Term::Coverage, 0.5 * (source.coverage() + target.coverage()));
    set(Term::Explained, (0.5 * (source.explained + target.explained)).ln_1p());
    set(Term::Missing, (0.5 * (source.missing + target.missing)).ln_1p());
    set(Term::SharedNumbers, (source.numbers[0].min(target.numbers[0]) as f64).ln_1p());
    set(Term::LoneNumbers, ((source.numbers[1] + target.numbers[1]) as f64).ln_1p());
    set(Term::Ratio, whole.abs().min(MOST_RATIO));
    set(Term::Spread, variance.sqrt().min(MOST_RATIO));
    set(Term::Paired, (paired / (2.0 * shorter)).min(1.0));
    set(Term::Longer, (n.max(m) as f64 / (2.0 * shorter)).max(1.0).ln());
    let odds = |odds: f64| (odds / (n + m).max(1) as f64).clamp(-1.0, 3.0);
    set(Term::Odds, odds(last.first_odds));
    set(Term::Learned, odds(last.odds));
    terms
}

/// The sentences of a step on a side, and on the other one.
fn ids(step: &Step, side: Side) -> (Range<usize>, Range<usize>) {
    match side {
        Side::Source => (step.source.clone(), step.target.clone()),
        Side::Target => (step.target.clone(), step.source.clone()),
    }
}

/// The places of the tokens of some sentences that follow each other.
fn tokens(search: &Search, side: Side, sentences: &Range<usize>) -> Range<usize> {
    let starts = &search.texts()[side].tokens.starts;
    starts[sentences.start] as usize..starts[sentences.end] as usize
}

/// What the words of some sentences give each word of the other side, as the prior lexicon knows it.
fn given(search: &Search, by: Side, sentences: Range<usize>) -> Map<u32, f64> {
    let mut given: Map<u32, f64> = Map::default();
    for &word in &search.texts()[by].tokens.ids[tokens(search, by, &sentences)] {
        for entry in search.prior().tables[by].row(word) {
            *given.entry(entry.word).or_default() += f64::from(entry.prior);
        }
    }
    given
}

/// Which words of some steps the lexicons know; the others are not looked up.
fn familiar(search: &Search, steps: &[&Step]) -> Pair<Vec<bool>> {
    let texts = search.texts();
    let wanted = Pair::from_fn(|side| {
        let mut wanted: Vec<u32> =
            steps.iter().flat_map(|step| &texts[side].tokens.ids[tokens(search, side, &ids(step, side).0)]).copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    });
    let words = Pair::from_fn(|side| wanted[side].iter().map(|&id| texts[side].tokens.words[id as usize].clone()).collect::<Vec<Word>>());
    let found = search.lexicons().familiar(words.as_ref().map(Vec::as_slice));
    Pair::from_fn(|side| {
        let mut all = vec![false; texts[side].tokens.words.len()];
        wanted[side].iter().zip(&found[side]).for_each(|(&id, &found)| all[id as usize] = found);
        all
    })
}

/// Letters of a word, as many as an alphabet would need.
fn length(word: &Word) -> usize {
    let wide = word.form.chars().next().is_some_and(|first| first >= '\u{2E80}');
    word.form.chars().count() * if wide { WIDE } else { 1 }
}

/// Weight of a word of so many letters.
fn weight(length: usize) -> f64 {
    (length as f64 - 2.0).clamp(0.2, 6.0)
}
