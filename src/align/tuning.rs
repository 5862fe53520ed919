//! The tuned numbers of this room, each with what it was chosen by.
//!
//! "Gold" are the hand-made alignments of `cargo bench --bench accuracy`, of which textberg tells most; "prose" are the long texts of
//! `cargo bench --bench speed`. Where there is no figure, the number bounds work or memory, or has only a reason.

// Which cells are looked at.

/// Cells of a lattice that is searched whole in the first pass: some 550 sentences per side.
pub(super) const WHOLE: usize = 300_000;
/// Part of the probability that passes through a cell which the next pass looks at, with [`MARGIN`] around. With products in place of logarithms
/// these took 10,000 lines of prose from 12.1 s to 2.5 s, gold within .003.
pub(super) const LIKELY: f64 = 1e-3;
/// Cells around the likely ones that the next pass looks at.
pub(super) const MARGIN: usize = 3;
/// Beads of at most this many sentences per side are scored everywhere, larger ones only where [`LEAST_PASSED`] says. With fewer cells
/// around confirmed anchors and no round too many (see [`WELL_KNOWN`]), 10,000 lines took .72 s instead of 2.0 s, gold the same.
pub(super) const SMALL: usize = 2;
/// Logarithm of the probability that passes through a cell where larger beads begin or end, as the small ones alone see it.
pub(super) const LEAST_PASSED: f64 = -14.0;
/// Logarithm of the probability below which a cell is skipped once the sums are known: 1e-7, far below [`LIKELY`].
pub(super) const LEAST_LIKELY: f64 = -16.0;
/// Beads with several sentences on both sides hold no more than this many in all: each shape costs one score per cell.
pub(super) const MOST_SENTENCES: usize = 6;

// Where anchors are sought. Searching the gaps between them took 230,000 lines of prose from 57 s and 10.6 GB to 25 s and 2.4 GB.

/// A seed that occurs more often than this on a side is left out.
pub(super) const MOST_SEEDS: usize = 16;
/// Least translation probability of a seed.
pub(super) const LEAST_SEED: f32 = 0.3;
/// Anchors that a word makes where nothing is rare.
pub(super) const MOST_STEPS: usize = 2000;
/// Anchors kept for a source sentence.
pub(super) const MOST_ANCHORS: usize = 4;
/// How often gaps are searched again.
pub(super) const GAP_LEVELS: usize = 6;
/// Gaps of fewer pairs of sentences are not searched.
pub(super) const LEAST_GAP: usize = 30;
/// Earlier anchors that a new one may be chained to.
pub(super) const LOOK_BACK: usize = 64;
/// What a chain pays for a change of diagonal of any size, in nats.
pub(super) const JUMP_PRICE: f32 = 6.0;
/// Rows and columns added around the chain.
pub(super) const ANCHOR_MARGIN: usize = 4;
/// The same around a gap between anchors that others confirm.
pub(super) const CONFIRMED_MARGIN: usize = 2;
/// An anchor is confirmed by one before and one after it that are not further away than this, on either side.
pub(super) const CONFIRMED: u32 = 4;
/// Cells of the gap between two anchors beyond which only a strip along its diagonal is searched.
pub(super) const MOST_CELLS: usize = 400_000;
/// Columns on either side of the diagonal in such a strip, at least and at most.
pub(super) const LEAST_STRIP: usize = 50;
/// See [`LEAST_STRIP`].
pub(super) const MOST_STRIP: usize = 300;

/// Cells of a band up to which repetition costs too little to matter: 250 MB.
pub(super) const MANY_CELLS: usize = 1_000_000;
/// Cells of a gap up to which they are all looked at, whatever it says.
pub(super) const FEW_CELLS: usize = 400;
/// A side of a gap is repetitive if no more than one in so many of its sentences are distinct.
pub(super) const REPETITIVE: usize = 8;
/// Columns on either side of the diagonal in a repetitive gap, the first with which the band has no more than [`MANY_CELLS`], or the last. A hundred
/// thousand equal lines came out the same with 50 columns, and took five times as long.
pub(super) const REPEATED_STRIPS: [usize; 3] = [32, 16, 8];

/// Weight of an anchor whose sentences are said at the very same time, nats.
pub(super) const TIME_WEIGHT: f32 = 8.0;

// Which path is taken.

/// Probability of a path without a bead beyond which it says no more: what is left of the others is too little to be told apart.
pub(super) const MOST_EMPTY: f64 = 0.99;

/// Value of a bead against an unmatched sentence when the path is chosen: it concerns two sides. Chosen on all gold among 1, 1.3, 1.6, 2,
/// 2.5, 3 (textberg null F1 .78 to .84, strict F1 of the others within .005).
pub(super) const BEAD_VALUE: f64 = 2.0;
/// Price of a step in the same units. Strict F1 grows by p - P/2 for a bead of probability p and by half of p - P for an unmatched sentence,
/// which counts in precision only (P is the precision reached): two for a bead, one for an unmatched sentence, and P for either. At that price
/// (.9) too many omissions are swallowed where many are; of 0, .5 and .9 the middle one serves both (textberg .882, .889, .897; null F1 of
/// news prose with omissions, four languages, .932, .922, .901).
pub(super) const STEP_PRICE: f64 = 0.5;
/// Where no column of a row has more of the probability than this, the place of a path is unknown there, and a step costs less: otherwise a table of
/// equal rows comes out as large beads.
pub(super) const UNCERTAIN: f64 = 0.3;
/// Part of the probability that must pass through a row or column for [`UNCERTAIN`] to be judged by it: large beads step over many.
pub(super) const MOSTLY: f64 = 0.8;

// What is learned from it.

/// Where this much is known, more rounds of learning than one change nothing: with the packs gold has the same strict F1 within .002 after one and
/// after two.
pub(super) const WELL_KNOWN: f32 = 0.8;
/// Nothing is learned from beads with more tokens on a side: every word of one would be looked at beside every word of the other, and a bead of
/// ten pages tells nothing of single words.
pub(super) const LONGEST_TAUGHT: u32 = 3_000;
/// Nothing is learned from beads less sure than this.
pub(super) const LEAST_CONFIDENCE: f64 = 0.3;

// Blocks that stand elsewhere. Together: recall of texts whose halves were swapped from .669 to 1.0 (`cargo bench --bench gaps`).

/// Sentences between two anchors of one block, at most, on either side.
pub(super) const BLOCK_REACH: usize = 30;
/// Least weight of a block's anchors after paying for their changes of diagonal, nats: chance pairs do not come near.
pub(super) const LEAST_BLOCK_WEIGHT: f32 = 60.0;
/// Least number of anchors of a block.
pub(super) const LEAST_BLOCK_ANCHORS: usize = 8;
/// Blocks that are looked for.
pub(super) const MOST_BLOCKS: usize = 16;
/// Texts of fewer sentences have no blocks; single sentences are found otherwise.
pub(super) const LEAST_BLOCK_TEXT: usize = 30;

// Repair. Together: textberg strict F1 from .888 to .889, null F1 from .857 to .867, other gold unchanged.

/// Logarithm of the odds against a pair that crosses others, with one more nat for every e-fold of candidates.
pub(super) const CROSSING_PRICE: f32 = 3.0;
/// Logarithm of the odds against two neighbours being swapped.
pub(super) const SWAP_PRICE: f32 = 3.0;
/// Logarithm of the odds against a hole.
pub(super) const HOLE_PRICE: f32 = 3.0;
/// Least share of both sentences that must be explained for a pair far from the path.
pub(super) const LEAST_SHARE: f32 = 0.25;
/// Least weight (nats) of a sentence that may be found again far away: shorter ones look like too many others.
pub(super) const LEAST_MASS: f32 = 6.0;
/// A word that occurs more often than this is not looked up.
pub(super) const MOST_LOOKED_UP: usize = 30;
/// Least share of an unmatched sentence that the other side of a bead must explain for it to be taken in.
pub(super) const LEAST_JOINED: f32 = 0.2;
/// Beads this far away from an unmatched sentence may take it in.
pub(super) const HOLE_REACH: usize = 3;
/// Confidence in a sentence being unmatched whose stretch, between fixed beads, has nothing on the other side: its partner could only stand elsewhere.
pub(super) const ALONE: f32 = 0.95;

// Whether two texts translate each other. The weights are fitted by `cargo bench --bench verdict` and stand in verdict/verdict.tsv.

/// Steps of a path that are looked at: about as many as the longest texts have that the weights stand for.
pub(super) const MOST_JUDGED: usize = 64;
/// Sentences from which on lengths and marks tell enough, whatever the lexicons know: of news in five languages without packs, area under the ROC .95,
/// .990 and .9996 for 1, 2 and 4 lines.
pub(super) const LEAST_TELLING: usize = 4;
