//! The features of a bead: a short vector of numbers whose weighted sum is the bead's score.
//!
//! Every feature is symmetric, so that source and target may change places, and none knows a language.

use std::ops::Range;

use crate::model::{Pair, Side};
use crate::score::bead::{BeadEvidence, Directional, Window};
use crate::score::evidence::{Evidence, View};
use crate::score::priors::{TYPES, bead_type};
use crate::score::tuning::{ADDED_LENGTH, APART, FAR, LENGTH_VARIANCE, MOST_USUAL, NO_EVIDENCE};
use crate::tokens::{Edge, Prepared};

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The entries of a feature vector.
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
    /// Gain per token, mean of both directions.
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
    /// Weight that should be explained if all were as usual but is not, over the root of what should: in a wrong bead it grows with its
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
    /// [`Gain`](Feature::Gain) by the prior lexicon.
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
    /// Prior of this type of bead: how much oftener than usual it was found in the pass before, logarithm.
    Habit,
    /// Number of members less than a fifth explained, by how much they fall short.
    IdleMembers,
    /// Square of the normalised difference of lengths (Gale and Church 1993), tenths, at most 3.
    Length,
    /// Absolute logarithm of the ratio of lengths.
    LogLength,
    /// The same against what is usual in these texts, tenths, at most 0.8.
    LengthUsual,
    /// What is beyond, at most 1.2.
    LengthFar,
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
    /// An unmatched sentence right after one of the other side: two that face each other are more often a free translation.
    NullTurn,
    /// Tokens of an unmatched sentence, tens.
    NullTokens,
    /// Weight of an unmatched sentence, tens of nats.
    NullWeight,
    /// Best share of an unmatched sentence that any sentence of the band explains.
    NullBest,
    /// The same against what is usual in these texts, at most 1.5.
    NullBestUsual,
    /// The same by the prior lexicon.
    NullKnownBestUsual,
    /// Weight of an unmatched sentence that would be explained if it were as usual, tens of nats.
    NullUsual,
    /// Prior of an unmatched sentence of this side: how much oftener than usual one was found in the pass before, logarithm.
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
pub fn bead(evidence: &Evidence, ids: Pair<Range<usize>>) -> Vector {
    let of = |view: &View| BeadEvidence::new(evidence, view.level, &view.at(ids.source.start, ids.target.start), &ids);
    group(evidence, ids.clone(), &of(&evidence.now), evidence.known.as_ref().map(of).as_ref())
}

/// The same for all beads that begin at one cell, from what was copied out of both lexicons' views around it.
pub fn bead_at(evidence: &Evidence, now: &Window, known: Option<&Window>, ids: Pair<Range<usize>>) -> Vector {
    let known = known.zip(evidence.known.as_ref()).map(|(window, view)| BeadEvidence::new(evidence, view.level, window, &ids));
    let now = BeadEvidence::new(evidence, evidence.now.level, now, &ids);
    group(evidence, ids, &now, known.as_ref())
}

/// The features of any group of sentences of both sides, given what the lexicon of this pass and the prior lexicon say of them.
pub fn group<I: Ids>(evidence: &Evidence, ids: Pair<I>, now: &BeadEvidence, known: Option<&BeadEvidence>) -> Vector {
    let mut x = [0.0; COUNT];
    if ids.source.len() > 0 && ids.target.len() > 0 {
        let sizes = (ids.source.len(), ids.target.len());
        words(&mut x, evidence, sizes, now, known);
        form(&mut x, evidence, ids);
    }
    x
}

/// What the words say, and the type of the bead.
fn words(x: &mut Vector, evidence: &Evidence, (a, b): (usize, usize), now: &BeadEvidence, known: Option<&BeadEvidence>) {
    let mut set = |feature: Feature, value: f32| x[feature as usize] = value;
    let bead_type = bead_type(a, b);
    set(BEAD_TYPES[bead_type], 1.0);
    set(Feature::Habit, evidence.priors.types[bead_type]);

    let Pair { source: s, target: t } = &now.sides;
    set(Feature::Gain, (t.gain + s.gain) / 10.0);
    set(Feature::MeanGain, 0.5 * (t.gain / t.tokens.max(1.0) + s.gain / s.tokens.max(1.0)));
    set(Feature::RootGain, t.gain / t.tokens.max(1.0).sqrt() + s.gain / s.tokens.max(1.0).sqrt());
    set(Feature::Tokens, (t.tokens + s.tokens) / 10.0);
    set(Feature::Coverage, now.coverage());
    set(Feature::LeastCoverage, t.coverage().min(s.coverage()));
    set(Feature::LeastUsual, now.least_usual(Directional::coverage));
    set(Feature::Usual, now.usual() / 10.0);
    set(Feature::Uncovered, now.uncovered() / 10.0);
    set(Feature::RootMissing, now.root_missing());
    set(Feature::Low, now.low());
    set(Feature::NoEvidence, f32::from(now.coverage() < NO_EVIDENCE));
    if a + b > 2 {
        set(Feature::WeakestMember, t.weakest.min(s.weakest));
        set(Feature::WeakestUsual, now.least_usual(|side| side.weakest));
        set(Feature::LeastAdded, now.least_added);
        set(Feature::IdleMembers, t.idle + s.idle);
        set(Feature::Joint, now.joint / 10.0);
        set(Feature::JointShare, now.joint / (now.usual() + 1.0));
    }
    if let Some(known) = known {
        set(Feature::KnownGain, (known.sides.target.gain + known.sides.source.gain) / 10.0);
        set(Feature::KnownCoverage, known.coverage());
        set(Feature::KnownLeastUsual, known.least_usual(Directional::coverage));
        set(Feature::KnownMissing, known.missing() / 10.0);
        set(Feature::KnownRootMissing, known.root_missing());
        set(Feature::KnownLow, known.low());
        if a + b > 2 {
            set(Feature::KnownWeakestUsual, known.least_usual(|side| side.weakest));
            set(Feature::KnownLeastAdded, known.least_added);
            set(Feature::KnownJoint, known.joint / 10.0);
        }
    }

    // Each side is brought half the way to the other, so that neither is the measure.
    let half = evidence.priors.length_ratio.sqrt();
    let (ls, lt) = (s.chars * half, t.chars / half);
    let z2 = (lt - ls).powi(2) / (LENGTH_VARIANCE * 0.5 * (ls + lt) + 4.0);
    set(Feature::Length, z2.min(30.0) / 10.0);
    let apart = ((lt + ADDED_LENGTH) / (ls + ADDED_LENGTH)).ln().abs();
    set(Feature::LogLength, apart);
    let (apart, (far, furthest)) = (apart / evidence.priors.length_spread, FAR);
    set(Feature::LengthUsual, apart.min(far) / 10.0);
    set(Feature::LengthFar, (apart.min(furthest) - far).max(0.0) / 10.0);
}

/// What marks, numbers, blocks and times say.
fn form<I: Ids>(x: &mut Vector, evidence: &Evidence, ids: Pair<I>) {
    let Pair { source, target } = evidence.texts;
    let Pair { source: s, target: t } = ids;
    let (Some(s_first), Some(s_last), Some(t_first), Some(t_last)) =
        (s.clone().next(), s.clone().next_back(), t.clone().next(), t.clone().next_back())
    else {
        return;
    };
    for seam in s.clone().skip(1).map(|i| source.seams[i]).chain(t.clone().skip(1).map(|j| target.seams[j])) {
        x[Feature::SeamColon as usize] += f32::from(seam.colon);
        x[Feature::SeamOpen as usize] += f32::from(seam.open);
        x[Feature::SeamShort as usize] += f32::from(seam.short);
        x[Feature::SeamSmall as usize] += f32::from(seam.small);
    }
    let mut set = |feature: Feature, value: f32| x[feature as usize] = value;
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
    let inside = |text: &Prepared, ids: &mut dyn Iterator<Item = usize>| ids.skip(1).filter(|&id| text.first_in_block[id]).count();
    set(Feature::BlockInside, (inside(source, &mut s.clone()) + inside(target, &mut t.clone())) as f32);
    set(Feature::OtherKind, f32::from(source.kind[s_first] != target.kind[t_first]));
    if let (Some(one), Some(other)) = (source.said(s), target.said(t)) {
        set(Feature::SharedTime, one.shared(other));
        set(Feature::OtherTime, f32::from(one.apart(other) > APART));
    }
}

/// What comes before an unmatched sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// A bead with both sides, or nothing.
    Bead,
    /// Another unmatched sentence of its side.
    Same,
    /// An unmatched sentence of the other side.
    Other,
}

impl Follows {
    /// All of them, in the order in which scores are kept.
    pub const ALL: [Self; 3] = [Self::Bead, Self::Same, Self::Other];
}

/// The features of one unmatched sentence of a side.
pub fn null(evidence: &Evidence, side: Side, sentence: usize, follows: Follows) -> Vector {
    let text = evidence.texts[side];
    let (best, level) = (evidence.now.best[side][sentence], evidence.now.level[side]);
    let mut x = [0.0; COUNT];
    let mut set = |feature: Feature, value: f32| x[feature as usize] = value;
    set(Feature::Null, 1.0);
    set(Feature::NullRun, f32::from(follows != Follows::Same));
    set(Feature::NullTurn, f32::from(follows == Follows::Other));
    set(Feature::NullTokens, text.token_count(sentence) / 10.0);
    set(Feature::NullWeight, text.sentence_mass[sentence] / 10.0);
    set(Feature::NullBest, best);
    set(Feature::NullBestUsual, (best / level).min(MOST_USUAL));
    if let Some(known) = &evidence.known {
        set(Feature::NullKnownBestUsual, (known.best[side][sentence] / known.level[side]).min(MOST_USUAL));
    }
    set(Feature::NullUsual, text.sentence_mass[sentence] * level / 10.0);
    set(Feature::NullHabit, evidence.priors.unmatched[side]);
    set(Feature::NullNoMark, f32::from(text.closing[sentence] == Edge::None));
    set(Feature::NullBlock, f32::from(text.first_in_block[sentence]));
    x
}

/// The features of the types of beads, in the order of [`bead_type`].
const BEAD_TYPES: [Feature; TYPES] = [
    Feature::OneOne,
    Feature::OneTwo,
    Feature::OneTwo,
    Feature::OneThree,
    Feature::OneThree,
    Feature::OneMany,
    Feature::OneMany,
    Feature::TwoTwo,
    Feature::TwoThree,
    Feature::Larger,
];

/// Up to here it is quicker to look through numbers than to sort them.
const FEW_NUMBERS: usize = 16;

/// Numbers that both hold, and numbers that only one holds.
fn numbers(source: &Prepared, s: impl Ids, target: &Prepared, t: impl Ids) -> (f32, f32) {
    let count = |side: &Prepared, ids: &mut dyn Iterator<Item = usize>| ids.map(|id| side.numbers[id].len()).sum::<usize>();
    let (a, b) = (count(source, &mut s.clone()), count(target, &mut t.clone()));
    if a == 0 || b == 0 {
        return (0.0, (a + b) as f32);
    }
    let mut theirs: Vec<u32> = t.flat_map(|j| target.numbers[j].iter().copied()).collect();
    let mut shared = 0;
    let ours = s.flat_map(|i| source.numbers[i].iter().copied());
    if a.min(b) > FEW_NUMBERS {
        let mut ours: Vec<u32> = ours.collect();
        ours.sort_unstable();
        theirs.sort_unstable();
        let mut theirs = theirs.into_iter().peekable();
        for number in ours {
            while theirs.next_if(|&other| other < number).is_some() {}
            shared += usize::from(theirs.next_if_eq(&number).is_some());
        }
    } else {
        for number in ours {
            if let Some(at) = theirs.iter().position(|&other| other == number) {
                theirs.swap_remove(at);
                shared += 1;
            }
        }
    }
    (shared as f32, (a + b - 2 * shared) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;
    use crate::lexicon::prior::Sources;
    use crate::model::Split;
    use crate::score::band::Band;
    use crate::score::priors::BeadTypePriors;

    /// Evidence of look-alikes between two texts of one sentence per line, with a prior for each type of bead.
    fn with_evidence(source: &str, target: &str, check: impl FnOnce(&Evidence)) {
        let text = |lines| crate::text("t", lines, Some("en"), Split::Lines).unwrap();
        let texts = Prepared::pair(&text(source), &text(target));
        let texts = texts.as_ref();
        let counts = texts.map(Prepared::counts);
        let known = Sources::default().tables(texts.map(|text| &*text.tokens.words), counts.as_ref().map(|counts| &**counts));
        let (lexicon, band) = (Lexicon::known(known), Band::full(texts.source.len(), texts.target.len()));
        let priors = BeadTypePriors { types: [0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 5.0, 6.0], ..BeadTypePriors::unknown(texts) };
        let mut evidence = Evidence::new(texts, &lexicon, &band, 3, priors);
        evidence.known = Some(evidence.now.clone());
        check(&evidence);
    }

    const SOURCE: &str = "Berlin, 12 May:\nnobody in Berlin saw the 3 planes?\n(Reuters reports from Potsdam.)\n";
    const TARGET: &str = "Berlin, 12 May. Nobody saw 3 planes?\nReuters, Potsdam...\n";

    #[test]
    fn every_feature_is_the_same_the_other_way_round() {
        with_evidence(SOURCE, TARGET, |evidence| {
            with_evidence(TARGET, SOURCE, |reversed| {
                for (s, t) in [(0..1, 0..1), (0..2, 0..1), (2..3, 1..2), (0..3, 0..2), (1..3, 0..2)] {
                    let (one, other) = (bead(evidence, Pair::new(s.clone(), t.clone())), bead(reversed, Pair::new(t.clone(), s.clone())));
                    for (name, (a, b)) in NAMES.iter().zip(one.iter().zip(&other)) {
                        assert!((a - b).abs() < 1e-3, "{name} of {s:?} {t:?}: {a} {b}");
                    }
                }
                assert_eq!(null(evidence, Side::Source, 2, Follows::Same), null(reversed, Side::Target, 2, Follows::Same));
            });
        });
    }

    #[test]
    fn features_say_what_their_names_promise() {
        with_evidence(SOURCE, TARGET, |evidence| {
            let x = bead(evidence, Pair::new(0..2, 0..1));
            let of = |feature: Feature| x[feature as usize];
            assert_eq!((of(Feature::OneTwo), of(Feature::OneOne), of(Feature::Habit)), (1.0, 0.0, 1.0));
            assert_eq!((of(Feature::SharedNumbers), of(Feature::LoneNumbers)), (2.0, 0.0));
            assert_eq!((of(Feature::SeamColon), of(Feature::SeamSmall), of(Feature::SameClosing)), (1.0, 1.0, 1.0));
            assert!(of(Feature::Gain) > 0.0 && of(Feature::Gain) == of(Feature::KnownGain) && of(Feature::NoEvidence) == 0.0);
            let x = null(evidence, Side::Target, 1, Follows::Bead);
            let of = |feature: Feature| x[feature as usize];
            assert_eq!((of(Feature::Null), of(Feature::NullRun), of(Feature::NullTokens), of(Feature::NullNoMark)), (1.0, 1.0, 0.2, 0.0));
        });
    }

    #[test]
    fn a_window_shows_what_the_views_know() {
        with_evidence(SOURCE, TARGET, |evidence| {
            let mut window = Window::new(3);
            window.fill(&evidence.now, Pair::new(1, 0), Pair::new(3, 2));
            for ids in [Pair::new(1..2, 0..1), Pair::new(1..3, 0..2), Pair::new(1..2, 0..2)] {
                assert_eq!(bead_at(evidence, &window, Some(&window), ids.clone()), bead(evidence, ids));
            }
        });
    }
}
