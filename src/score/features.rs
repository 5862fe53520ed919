//! One bead in, its features out: a short vector of numbers whose weighted sum is the bead's score.
//!
//! Every feature is symmetric, so that source and target may change places, and none knows a language.

use std::ops::Range;

use crate::score::evidence::{Evidence, View};
use crate::score::looks::{Half, Look, MOST_USUAL, Window};
use crate::score::norms;
use crate::tokens::{Edge, Prepared};

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
    /// Weight that should be explained if all were as usual but is not, over the root of what should: in a bead that is none it grows with its
    /// length.
    RootMissing,
    /// By how much the share explained falls short of half of what is usual, on the side that is explained worse.
    Low,
    /// No more than a twentieth of the weight is explained.
    NoEvidence,
    /// In beads of more than two sentences: least share of a member that is explained.
    WeakestMember,
    /// The same against what is usual in these texts, at most 1.5.
    WeakestUsual,
    /// In such beads: what the member at an edge that adds least explains that nothing else does, against its weight and what is usual.
    LeastAdded,
    /// Share that is explained of the side that is explained worse, against what is usual, at most 1.5.
    LeastUsual,
    /// Weight that would be explained if all were as usual, tens of nats.
    Usual,
    /// In beads of several sentences on both sides: weight explained that is not explained when the bead is cut in two in the best way, tens of
    /// nats.
    Joint,
    /// The same as a share of what is usually explained.
    JointShare,
    /// [`Gain`](Feature::Gain) by what was known before anything was learned.
    KnownGain,
    /// [`Coverage`](Feature::Coverage) by the same.
    KnownCoverage,
    /// [`LeastUsual`](Feature::LeastUsual) by the same.
    KnownLeastUsual,
    /// Weight that should be explained by the same if all were as usual but is not, tens of nats.
    KnownMissing,
    /// [`RootMissing`](Feature::RootMissing) by the same.
    KnownRootMissing,
    /// [`Low`](Feature::Low) by the same.
    KnownLow,
    /// [`WeakestUsual`](Feature::WeakestUsual) by the same.
    KnownWeakestUsual,
    /// [`LeastAdded`](Feature::LeastAdded) by the same.
    KnownLeastAdded,
    /// [`Joint`](Feature::Joint) by the same.
    KnownJoint,
    /// How much oftener than usual this kind of bead was found in the pass before, logarithm.
    Habit,
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
    /// Sentences inside the bead that follow a colon or semicolon.
    SeamColon,
    /// Sentences inside the bead that follow one without any closing mark.
    SeamOpen,
    /// Sentences inside the bead that follow what may be an abbreviation.
    SeamShort,
    /// Sentences inside the bead that begin with a small letter.
    SeamSmall,
    /// Both begin a block.
    BlockBoth,
    /// One of them begins a block.
    BlockOne,
    /// Block edges inside the bead.
    BlockInside,
    /// A heading, list item or cell against another kind of block.
    OtherKind,
    /// Time that both sides are said together, as a share of the time that they take in all.
    SharedTime,
    /// They are said more than a second apart.
    OtherTime,
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
    /// The same against what is usual in these texts, at most 1.5.
    NullBestUsual,
    /// The same by what was known before anything was learned.
    NullKnownBestUsual,
    /// Weight of an unmatched sentence that would be explained if it were as usual, tens of nats.
    NullUsual,
    /// How much oftener than usual sentences of this side were found unmatched in the pass before, logarithm.
    NullHabit,
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
    let look = |view: &View| Look::new(evidence, view.level, &view.at(s.start, t.start), &s, &t);
    group(evidence, s.clone(), t.clone(), &look(&evidence.now), evidence.known.as_ref().map(look).as_ref())
}

/// The same for all beads that begin at one cell, from what was copied out of both lexicons' views around it.
pub fn bead_at(evidence: &Evidence, now: &Window, known: Option<&Window>, s: Range<usize>, t: Range<usize>) -> Vector {
    let level = evidence.now.level;
    let known = known.zip(evidence.known.as_ref()).map(|(window, view)| Look::new(evidence, view.level, window, &s, &t));
    group(evidence, s.clone(), t.clone(), &Look::new(evidence, level, now, &s, &t), known.as_ref())
}

/// The features of any group of sentences of both sides, given what the lexicon of this pass says of them and what was known before.
pub fn group(evidence: &Evidence, s: impl Ids, t: impl Ids, now: &Look, known: Option<&Look>) -> Vector {
    let (source, target) = (evidence.source, evidence.target);
    let mut x = [0.0; COUNT];
    let (Some(s_first), Some(s_last), Some(t_first), Some(t_last)) =
        (s.clone().next(), s.clone().next_back(), t.clone().next(), t.clone().next_back())
    else {
        return x;
    };
    let mut set = |feature: Feature, value: f32| x[feature as usize] = value;
    let (a, b) = (s.len(), t.len());
    let kind = norms::shape(a, b);
    set(KINDS[kind], 1.0);
    set(Feature::Habit, evidence.habits.shapes[kind]);

    let (far, near) = (&now.far, &now.near);
    set(Feature::Gain, (far.gain + near.gain) / 10.0);
    set(Feature::MeanGain, 0.5 * (far.gain / far.tokens.max(1.0) + near.gain / near.tokens.max(1.0)));
    set(Feature::RootGain, far.gain / far.tokens.max(1.0).sqrt() + near.gain / near.tokens.max(1.0).sqrt());
    set(Feature::Tokens, (far.tokens + near.tokens) / 10.0);
    set(Feature::Coverage, now.coverage());
    set(Feature::LeastCoverage, far.coverage().min(near.coverage()));
    set(Feature::LeastUsual, now.least_usual(Half::coverage));
    set(Feature::Usual, now.usual() / 10.0);
    set(Feature::Uncovered, now.uncovered() / 10.0);
    set(Feature::RootMissing, now.root_missing());
    set(Feature::Low, now.low());
    set(Feature::NoEvidence, f32::from(now.coverage() < 0.05));
    if a + b > 2 {
        set(Feature::WeakestMember, far.weakest.min(near.weakest));
        set(Feature::WeakestUsual, now.least_usual(|half| half.weakest));
        set(Feature::LeastAdded, now.least_added);
        set(Feature::IdleMembers, far.idle + near.idle);
        set(Feature::Joint, now.joint / 10.0);
        set(Feature::JointShare, now.joint / (now.usual() + 1.0));
    }
    if let Some(known) = known {
        set(Feature::KnownGain, (known.far.gain + known.near.gain) / 10.0);
        set(Feature::KnownCoverage, known.coverage());
        set(Feature::KnownLeastUsual, known.least_usual(Half::coverage));
        set(Feature::KnownMissing, known.missing() / 10.0);
        set(Feature::KnownRootMissing, known.root_missing());
        set(Feature::KnownLow, known.low());
        if a + b > 2 {
            set(Feature::KnownWeakestUsual, known.least_usual(|half| half.weakest));
            set(Feature::KnownLeastAdded, known.least_added);
            set(Feature::KnownJoint, known.joint / 10.0);
        }
    }

    // Each side is brought half the way to the other, so that neither is the measure.
    let half = evidence.habits.length_ratio.sqrt();
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

    for seam in s.clone().skip(1).map(|i| source.seams[i]).chain(t.clone().skip(1).map(|j| target.seams[j])) {
        x[Feature::SeamColon as usize] += f32::from(seam.colon);
        x[Feature::SeamOpen as usize] += f32::from(seam.open);
        x[Feature::SeamShort as usize] += f32::from(seam.short);
        x[Feature::SeamSmall as usize] += f32::from(seam.small);
    }
    let mut set = |feature: Feature, value: f32| x[feature as usize] = value;
    let first = (source.first_in_block[s_first], target.first_in_block[t_first]);
    set(Feature::BlockBoth, f32::from(first.0 && first.1));
    set(Feature::BlockOne, f32::from(first.0 != first.1));
    let inside = |side: &Prepared, ids: &mut dyn Iterator<Item = usize>| ids.skip(1).filter(|&id| side.first_in_block[id]).count();
    set(Feature::BlockInside, (inside(source, &mut s.clone()) + inside(target, &mut t.clone())) as f32);
    set(Feature::OtherKind, f32::from(source.kind[s_first] != target.kind[t_first]));
    if let (Some(here), Some(there)) = (source.said(s), target.said(t)) {
        set(Feature::SharedTime, here.shared(there));
        set(Feature::OtherTime, f32::from(here.apart(there) > APART));
    }
    x
}

/// Milliseconds between two sentences that are not said together.
const APART: i64 = 1000;

/// Variance of the length difference for each character (Gale and Church, "A program for aligning sentences in bilingual corpora", 1993).
const GALE_CHURCH_VARIANCE: f32 = 6.8;

/// The features of one unmatched sentence of the source or the target; `run` tells whether the sentence before it on its side was unmatched
/// too.
pub fn null(evidence: &Evidence, target: bool, sentence: usize, run: bool) -> Vector {
    let now = &evidence.now;
    let (side, best, level, habit) = if target {
        (evidence.target, &now.best.1, now.level.1, evidence.habits.nulls[1])
    } else {
        (evidence.source, &now.best.0, now.level.0, evidence.habits.nulls[0])
    };
    let best = best[sentence];
    let mut x = [0.0; COUNT];
    let mut set = |feature: Feature, value: f32| x[feature as usize] = value;
    set(Feature::Null, 1.0);
    set(Feature::NullRun, f32::from(!run));
    set(Feature::NullTokens, side.token_count(sentence) / 10.0);
    set(Feature::NullWeight, side.sentence_mass[sentence] / 10.0);
    set(Feature::NullBest, best);
    set(Feature::NullBestUsual, (best / level).min(MOST_USUAL));
    if let Some(known) = &evidence.known {
        let (best, level) = if target { (&known.best.1, known.level.1) } else { (&known.best.0, known.level.0) };
        set(Feature::NullKnownBestUsual, (best[sentence] / level).min(MOST_USUAL));
    }
    set(Feature::NullUsual, side.sentence_mass[sentence] * level / 10.0);
    set(Feature::NullHabit, habit);
    set(Feature::NullNoMark, f32::from(side.closing[sentence] == Edge::None));
    set(Feature::NullBlock, f32::from(side.first_in_block[sentence]));
    x
}

/// The features of the kinds of beads, in the order of [`norms::shape`].
const KINDS: [Feature; norms::SHAPES] =
    [Feature::OneOne, Feature::OneTwo, Feature::OneThree, Feature::OneMany, Feature::TwoTwo, Feature::TwoThree, Feature::Larger];

/// Numbers that both hold, and numbers that only one holds.
fn numbers(source: &Prepared, s: impl Ids, target: &Prepared, t: impl Ids) -> (f32, f32) {
    let count = |side: &Prepared, ids: &mut dyn Iterator<Item = usize>| ids.map(|id| side.numbers[id].len()).sum::<usize>();
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
