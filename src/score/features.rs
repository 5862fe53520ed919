//! One bead in, its features out: a short vector of numbers whose weighted sum is the bead's score.
//!
//! Every feature is symmetric, so that source and target may change places, and none knows a language.

use std::ops::Range;

use crate::score::evidence::{Evidence, Explained};
use crate::side::{Edge, Side};

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What each place of a feature vector holds.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub enum Feature { $($(#[$doc])* $name,)* }
        /// The names, in order, as they stand in the weights file.
        pub const NAMES: &[&str] = &[$(stringify!($name),)*];
    };
}

features! {
    /// A 1-1 bead.
    OneOne,
    /// A 1-2 or 2-1 bead.
    OneTwo,
    /// A 1-3 or 3-1 bead.
    OneThree,
    /// A 1-n or n-1 bead with n above 3.
    OneMany,
    /// A 2-2 bead.
    TwoTwo,
    /// A 2-3 or 3-2 bead.
    TwoThree,
    /// Any larger bead.
    Larger,
    /// Lexical gain of both directions, tens of nats.
    Gain,
    /// Gain a token, mean of both directions.
    MeanGain,
    /// Gain over the square root of the number of tokens, both directions.
    RootGain,
    /// Tokens of both sides, tens.
    Tokens,
    /// Share of the weight of both sides that is explained.
    Coverage,
    /// The same for the side that is explained worse.
    LeastCoverage,
    /// Weight left unexplained on both sides, tens of nats.
    Uncovered,
    /// No more than a twentieth of the weight is explained.
    NoEvidence,
    /// In beads of more than two sentences: least share of a member that is explained.
    WeakestMember,
    /// Number of members less than a fifth explained, by how much they fall short.
    IdleMembers,
    /// Square of the normalised difference of lengths (Gale and Church 1993), tenths, at most 3.
    Length,
    /// Absolute logarithm of the ratio of lengths.
    LogLength,
    /// Both end with the same mark, other than a full stop.
    SameClosing,
    /// They end with different marks.
    OtherClosing,
    /// Both begin with the same mark.
    SameOpening,
    /// They begin with different marks.
    OtherOpening,
    /// Numbers that both hold.
    SharedNumbers,
    /// Numbers that one of them holds alone.
    LoneNumbers,
    /// Both begin a block.
    BlockBoth,
    /// One of them begins a block.
    BlockOne,
    /// Block edges inside the bead.
    BlockInside,
    /// A heading, list item or cell against another kind of block.
    OtherKind,
    /// A sentence left unmatched.
    Null,
    /// The first of a run of unmatched sentences of one side.
    NullRun,
    /// Tokens of an unmatched sentence, tens.
    NullTokens,
    /// Weight of an unmatched sentence, tens of nats.
    NullWeight,
    /// Best share of an unmatched sentence that any sentence of the band explains.
    NullBest,
    /// An unmatched sentence without any closing mark.
    NullNoMark,
    /// An unmatched sentence that begins a block.
    NullBlock,
}

/// Number of features.
pub const COUNT: usize = NAMES.len();

/// A feature vector.
pub type Vector = [f32; COUNT];

/// Ascending sentence ids of one side of a bead: a range, or a list with holes.
pub trait Ids: Iterator<Item = usize> + ExactSizeIterator + DoubleEndedIterator + Clone {}
impl<I: Iterator<Item = usize> + ExactSizeIterator + DoubleEndedIterator + Clone> Ids for I {}

/// The features of a contiguous bead with sentences on both sides.
pub fn bead(evidence: &Evidence, s: Range<usize>, t: Range<usize>) -> Vector {
    let (a, b) = (s.len(), t.len());
    let forward = |j| evidence.forward.get(s.start, a, j);
    let backward = |i| evidence.backward.get(t.start, b, i);
    group(evidence.source, evidence.target, evidence.length_ratio, s.clone(), t.clone(), forward, backward)
}

/// The features of any group of sentences of both sides, given what each side explains of each sentence of the other.
pub fn group(
    source: &Side,
    target: &Side,
    length_ratio: f32,
    s: impl Ids,
    t: impl Ids,
    forward: impl Fn(usize) -> Explained,
    backward: impl Fn(usize) -> Explained,
) -> Vector {
    let mut x = [0.0; COUNT];
    let (Some(s_first), Some(s_last), Some(t_first), Some(t_last)) =
        (s.clone().next(), s.clone().next_back(), t.clone().next(), t.clone().next_back())
    else {
        return x;
    };
    let mut set = |feature: Feature, value: f32| x[feature as usize] = value;
    let (a, b) = (s.len(), t.len());
    set(shape(a, b), 1.0);

    let far = Half::new(target, t.clone(), forward);
    let near = Half::new(source, s.clone(), backward);
    set(Feature::Gain, (far.gain + near.gain) / 10.0);
    set(Feature::MeanGain, 0.5 * (far.gain / far.tokens.max(1.0) + near.gain / near.tokens.max(1.0)));
    set(Feature::RootGain, far.gain / far.tokens.max(1.0).sqrt() + near.gain / near.tokens.max(1.0).sqrt());
    set(Feature::Tokens, (far.tokens + near.tokens) / 10.0);
    let coverage = 0.5 * (far.coverage() + near.coverage());
    set(Feature::Coverage, coverage);
    set(Feature::LeastCoverage, far.coverage().min(near.coverage()));
    set(Feature::Uncovered, (far.mass - far.covered + near.mass - near.covered) / 10.0);
    set(Feature::NoEvidence, f32::from(coverage < 0.05));
    if a + b > 2 {
        set(Feature::WeakestMember, far.weakest.min(near.weakest));
        set(Feature::IdleMembers, far.idle + near.idle);
    }

    // Each side is brought half the way to the other, so that neither is the measure.
    let half = length_ratio.sqrt();
    let (ls, lt) = (near.chars * half, far.chars / half);
    let z2 = (lt - ls).powi(2) / (GALE_CHURCH_VARIANCE * 0.5 * (ls + lt) + 4.0);
    set(Feature::Length, z2.min(30.0) / 10.0);
    set(Feature::LogLength, ((lt + 3.0) / (ls + 3.0)).ln().abs());

    let closing = (source.closing[s_last], target.closing[t_last]);
    set(Feature::SameClosing, f32::from(closing.0 == closing.1 && !matches!(closing.0, Edge::Stop | Edge::None)));
    set(Feature::OtherClosing, f32::from(closing.0 != closing.1));
    let opening = (source.opening[s_first], target.opening[t_first]);
    set(Feature::SameOpening, f32::from(opening.0 == opening.1 && opening.0 != Edge::None));
    set(Feature::OtherOpening, f32::from(opening.0 != opening.1));
    let (shared, lone) = numbers(source, s.clone(), target, t.clone());
    set(Feature::SharedNumbers, shared.min(4.0));
    set(Feature::LoneNumbers, lone.min(4.0));

    let first = (source.first_in_block[s_first], target.first_in_block[t_first]);
    set(Feature::BlockBoth, f32::from(first.0 && first.1));
    set(Feature::BlockOne, f32::from(first.0 != first.1));
    let inside = |side: &Side, ids: &mut dyn Iterator<Item = usize>| ids.skip(1).filter(|&id| side.first_in_block[id]).count();
    set(Feature::BlockInside, (inside(source, &mut s.clone()) + inside(target, &mut t.clone())) as f32);
    set(Feature::OtherKind, f32::from(source.kind[s_first] != target.kind[t_first]));
    x
}

/// Variance of the length difference for each character (Gale and Church, "A program for aligning sentences in bilingual corpora", 1993).
const GALE_CHURCH_VARIANCE: f32 = 6.8;

/// The features of one unmatched sentence. `best` is the best share of it that any sentence of the band explains, `run` whether the
/// sentence before it on its side was unmatched too.
pub fn null(side: &Side, sentence: usize, best: f32, run: bool) -> Vector {
    let mut x = [0.0; COUNT];
    let mut set = |feature: Feature, value: f32| x[feature as usize] = value;
    set(Feature::Null, 1.0);
    set(Feature::NullRun, f32::from(!run));
    set(Feature::NullTokens, side.token_count(sentence) / 10.0);
    set(Feature::NullWeight, side.sentence_mass[sentence] / 10.0);
    set(Feature::NullBest, best);
    set(Feature::NullNoMark, f32::from(side.closing[sentence] == Edge::None));
    set(Feature::NullBlock, f32::from(side.first_in_block[sentence]));
    x
}

fn shape(a: usize, b: usize) -> Feature {
    match (a.min(b), a.max(b)) {
        (1, 1) => Feature::OneOne,
        (1, 2) => Feature::OneTwo,
        (1, 3) => Feature::OneThree,
        (1, _) => Feature::OneMany,
        (2, 2) => Feature::TwoTwo,
        (2, 3) => Feature::TwoThree,
        _ => Feature::Larger,
    }
}

/// One side of a bead: how well it is explained by the other.
#[derive(Default)]
struct Half {
    gain: f32,
    covered: f32,
    mass: f32,
    tokens: f32,
    chars: f32,
    weakest: f32,
    idle: f32,
}

impl Half {
    fn new(side: &Side, ids: impl Ids, explained: impl Fn(usize) -> Explained) -> Self {
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

    fn coverage(&self) -> f32 {
        share(self.covered, self.mass)
    }
}

/// A member less explained than this brings no evidence of its own.
const IDLE_SHARE: f32 = 0.2;

/// `part` of `whole`, with half a nat that nobody explains, so that a sentence of common words alone never counts as covered.
pub fn share(part: f32, whole: f32) -> f32 {
    part / (whole + 0.5)
}

/// Numbers that both hold, and numbers that only one holds.
fn numbers(source: &Side, s: impl Ids, target: &Side, t: impl Ids) -> (f32, f32) {
    let count = |side: &Side, ids: &mut dyn Iterator<Item = usize>| ids.map(|id| side.numbers[id].len()).sum::<usize>();
    let (a, b) = (count(source, &mut s.clone()), count(target, &mut t.clone()));
    if a == 0 || b == 0 {
        return (0.0, (a + b) as f32);
    }
    let mut theirs: Vec<u32> = t.flat_map(|j| target.numbers[j].iter().copied()).collect();
    let mut shared = 0;
    for number in s.flat_map(|i| source.numbers[i].iter()) {
        if let Some(at) = theirs.iter().position(|other| other == number) {
            theirs.swap_remove(at);
            shared += 1;
        }
    }
    (shared as f32, (a + b - 2 * shared) as f32)
}
