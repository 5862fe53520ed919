//! The numbers of this room that were chosen and not derived, with the measurement or the reason behind each. Figures are strict F1 on gold
//! (`cargo bench --bench accuracy`); where there is none, the number bounds work or size, or has only a reason.

/// Occurrences that a prior probability counts as beside what the beads count. Of 1, 4 and 12 the middle one serves all: textberg .872, .878, .889;
/// champollion .950, .950, .945; parice .942, .939, .933.
pub const PRIOR_STRENGTH: f32 = 4.0;
/// Occurrences of the null word added to every word's total: what is seen once is not yet sure. Anchors add it only to what was counted, so
/// that a pair that is known from the prior alone has the prior's probability: adding it there too would raise the null F1 of `mte1984` by
/// .02, and cost .002 of strict F1 on `transread_enes` without packs.
pub const SMOOTHING: f32 = 0.4;
/// Weight of the null word against one real word: as in Model 1.
pub const NULL_WEIGHT: f32 = 1.0;

/// Learning from the beads of two texts.
pub mod beads {
    /// Iterations of expectation-maximisation; the rounds of learning stand around them.
    pub const ITERATIONS: usize = 3;
    /// A pair that is not a look-alike must co-occur in beads of this weight in all: one co-occurrence proves nothing but its own bead.
    pub const LEAST_JOINT: f32 = 1.5;
    /// Texts of at most this many beads keep every pair of a word that is not yet known: they can afford it.
    pub const SHORT: usize = 3000;
    /// Sum of the probabilities of the translations of a word that is known.
    pub const KNOWN: f32 = 0.3;
    /// Occurrences of a word that are looked at, spread over the text: of a commoner word they tell as much as all.
    pub const MOST_OCCURRENCES: usize = 1000;
    /// Most translations kept for a word.
    pub const MOST_ENTRIES: usize = 48;
    /// Translations less likely than this are dropped: they would only cost time.
    pub const LEAST_PROBABILITY: f32 = 0.005;
    /// And those that are not likelier than the word is anywhere by this factor.
    pub const LEAST_LIFT: f32 = 1.5;
}

/// Learning packs from a corpus.
pub mod corpus {
    /// Iterations in which the directions are independent.
    pub const INDEPENDENT: usize = 3;
    /// Iterations in which they agree.
    pub const AGREEING: usize = 2;
    /// Most candidates looked at for a word.
    pub const MOST_CANDIDATES: usize = 256;
    /// Longer sentences teach little and cost much.
    pub const MOST_TOKENS: usize = 120;
    /// Sentence pairs whose sums are taken at one time: the sums of a word begin anew with each chunk, so that this number is part of what a pack's bytes
    /// depend on.
    pub const CHUNK: usize = 20_000;
    /// A dictionary entry with a longer side is an explanation, not a translation.
    pub const LONGEST_ENTRY: usize = 5;
    /// Words of more bytes are addresses and accidents.
    pub const LONGEST_WORD: usize = 48;
}

/// Learning which beginnings and endings of words come and go.
pub mod affixes {
    /// Letters of the shortest stem that two words may share.
    pub const SHORTEST_STEM: usize = 2;
    /// Longer stems are all of one kind.
    pub const LONGEST_STEM: usize = 8;
    /// Letters of an ending, at most.
    pub const LONGEST_ENDING: usize = 5;
    /// Letters of a beginning, at most.
    pub const LONGEST_BEGINNING: usize = 3;
    /// Words of a sorted list that each is compared with.
    pub const NEIGHBOURS: usize = 40;
    /// Less than this of a word's translations is noise.
    pub const LEAST_SHARE: f32 = 0.02;
    /// Times that a word, or a pair of endings, must have been met.
    pub const LEAST_MET: f32 = 3.0;
    /// Meetings that what was expected counts as, beside what was seen.
    pub const PRIOR: f32 = 5.0;
    /// Beginnings that words share less with than this are parts of words.
    pub const LEAST_BEGINNING: f32 = 0.1;
    /// Beginnings kept, those that explain most.
    pub const MOST_BEGINNINGS: usize = 32;
    /// No other form is as good as the word itself.
    pub const LIKELIEST: f32 = 0.8;
    /// Pairs of endings kept for each so many pairs of words.
    pub const ENDINGS_PER_PAIR: usize = 100;
}

/// Prior lexicon.
pub mod prior {
    /// Letters that two words must begin with to be compared.
    pub const PREFIX: usize = 4;
    /// Least ratio of the common subsequence to the mean length.
    pub const LEAST_RATIO: f32 = 0.72;
    /// A beginning shared by more words than this on the other side is not searched.
    pub const MOST_CANDIDATES: usize = 400;
    /// Less than this is not worth an entry.
    pub const LEAST_PRIOR: f32 = 2e-3;
    /// What the translations of the nearest forms of an unknown word are worth, all together, where nothing was learned of forms.
    pub const BACKOFF: f32 = 0.5;
    /// Another form of a word must be at least so likely.
    pub const LEAST_LIKELY: f32 = 0.04;
    /// Letters that another form must share from the beginning, at least.
    pub const LEAST_STEM: usize = 4;
    /// Letters at the end that may differ.
    pub const MOST_ENDING: usize = 3;
    /// Nearest forms that are used.
    pub const MOST_FORMS: usize = 4;
    /// Words of a list looked at for one unknown word.
    pub const MOST_LOOKED_AT: usize = 96;
}

/// What pairs of texts teach each other.
pub mod pool {
    /// Occurrences of a word in other pairs that count beside those in this one, at most; each counts as much as one in this. So a word that is common
    /// everywhere is still learned from the text at hand, too.
    pub const MOST: f32 = 100.0;
    /// The share of a word's probability that nothing was known of, to this power, is a factor of that: the pairs share their kind of error, and a pack does
    /// not. Chapters of `mac` with packs, .854 alone: .844 without it, .845 at 1, .854 at 4; where there is no pack nearly all words count fully.
    pub const STEEP: i32 = 4;
}
