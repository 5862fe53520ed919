//! A remark on a bitext: a word and a clause, about a bead or the whole.
//!
//! Writers know nothing of the rules of a check: findings become remarks, and the page shows them where they belong.

/// A remark on a bead or on the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Number of the bead, from 1; `None` for the file as a whole.
    pub bead: Option<usize>,
    /// What it is about, in a word: remarks are counted by it.
    pub subject: String,
    /// What is to be said, as a clause.
    pub what: String,
}
