//! The tuned numbers of this room, each with its reason. Fitted numbers are in `weights.tsv` and `calibration.tsv`.

/// Odds that a token is explained by the bead rather than by chance, before anything is seen.
pub const ODDS: f32 = 1.0;
/// A lower probability than this is none.
pub const LEAST_HIT: f32 = 1e-3;
/// Sentences whose spans are worked on together: few enough that what they hit needs little memory.
pub const CHUNK: usize = 256;
/// Weight of a sentence that nobody explains, nats: a sentence of common words alone never counts as covered.
pub const NEVER_EXPLAINED: f32 = 0.5;
/// Share of a sentence that is usually explained where hardly a word is known, and where nearly every word is: a lexicon that knows little explains a
/// quarter of a good translation, one that knows every word two thirds.
pub const KNOWLEDGE: (f32, f32) = (0.2, 0.6);
/// Factor on the share of sentences in wrong steps, so that it is 1 where hardly anything is sure: novels of distant languages are at .35, of
/// near ones at .15, law texts at .02.
pub const UNSURE: f32 = 2.5;
/// Factor on the share of beads that are larger than 1-1: novels of distant languages have a third of such beads, law texts one in fifty.
pub const MIXED: f32 = 3.0;
/// Sentences of a side after which a text no longer counts as short: its share of the weights of short texts falls by e with each so many. With the weights
/// of long texts alone, news of three lines of which one is missing in Chinese fell from .969 to .779.
pub const FEW: f32 = 16.0;
/// Factor on the absolute logarithm of the ratio of the numbers of sentences: 1 where one text has half as many again as the other.
pub const UNEVEN: f32 = 2.5;
/// What is explained against what is usual brought more than any other feature: news prose with omissions in twenty languages from .966 strict and .775
/// null F1 to .994 and .942, parice from .925 to .953. The usual share is that of the sentence with so much of the text's weight above it, so that even where half of a text is missing it is one that has a
/// counterpart.
pub const LEVEL_AT: f32 = 0.3;
/// A lower usual share is chance.
pub const LEAST_LEVEL: f32 = 0.1;
/// More than this against what is usual says nothing new.
pub const MOST_USUAL: f32 = 1.5;
/// A member less explained than this brings no evidence of its own.
pub const IDLE_SHARE: f32 = 0.2;
/// A bead less explained than this has no evidence at all.
pub const NO_EVIDENCE: f32 = 0.05;
/// Variance of the length difference for each character (Gale and Church, "A program for aligning sentences in bilingual corpora", 1993).
pub const LENGTH_VARIANCE: f32 = 6.8;
/// Milliseconds between two sentences that are not said together.
pub const APART: i64 = 1000;
/// Smaller parts of a bead's gain are not attributed to a pair of words: they are sums of chance.
pub const LEAST_ATTRIBUTED: f32 = 0.05;
/// Words of each side of a bead that a gain is attributed to: each is compared with each, and four long sentences have three hundred.
pub const MOST_ATTRIBUTED: usize = 1_000;

/// Share of each type of bead among beads with both sides, in unknown texts: roughly that of the hand-made alignments.
pub const USUAL_TYPES: [f32; 10] = [0.84, 0.055, 0.055, 0.01, 0.01, 0.0025, 0.0025, 0.015, 0.005, 0.005];
/// The same of the unmatched sentences of one side, for each bead.
pub const USUAL_UNMATCHED: f32 = 0.03;
/// Beads of the usual types that are added to those found, so that a short text changes little. That types have priors at all costs textberg, left out of
/// the fit, .012 of strict F1, and gives news prose .045 of null F1.
pub const ADDED_BEADS: f32 = 30.0;
/// The same share of the beads found for unmatched sentences: where a long text has hardly any, the next one is rare but not impossible.
pub const ADDED_SHARE: f32 = 0.0;
/// Characters of either side that are added, at the ratio of the pass before.
pub const ADDED_CHARS: f32 = 20.0;
/// A 1-1 bead of at least this probability tells how far lengths differ between the two texts.
pub const SURE: f32 = 0.9;
/// Absolute logarithm of the ratio of lengths of a 1-1 bead, in the mean of hand-made alignments: from .06 (a declaration) to .25 (a novel).
pub const USUAL_SPREAD: f32 = 0.14;
/// Characters added to both sides before lengths are compared by their ratio, so that a short sentence says little.
pub const ADDED_LENGTH: f32 = 3.0;
/// So many times the usual difference of lengths is far: up to here each counts the same, and from here to the second number.
pub const FAR: (f32, f32) = (8.0, 20.0);
