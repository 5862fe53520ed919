//! What somebody who looked at a bitext has to say of it: a word and a clause, at a bead or of the whole.
//!
//! Writers know nothing of the rules of a check; whoever checks makes remarks of what was found, and the page shows them at their places.

/// Something to be said of a bead, or of the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Number of the bead, from 1; `None` for the file as a whole.
    pub bead: Option<usize>,
    /// What it is about, in a word: remarks are counted by it.
    pub subject: String,
    /// What is to be said, as a clause.
    pub what: String,
}
