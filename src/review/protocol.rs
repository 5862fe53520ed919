//! The messages between page and server: plain data, written as JSON.
//!
//! Beads are named by their index in the list of rows, which is the order in which the page shows them. Every change of the list has a new
//! version, and an edit names the version it was made for, so that nobody edits what they have not seen. Offsets inside a sentence are in
//! UTF-16 code units, because that is how a browser counts.

use serde::{Deserialize, Serialize};

use crate::model::{BeadKind, Side};
use crate::project::Status;

/// Something a person does to the alignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub enum Edit {
    /// One row of this row and the next.
    Merge {
        /// Place of the first.
        row: usize,
    },
    /// Two rows of one: the first keeps this many sentences of each side.
    Split {
        /// Place of the row.
        row: usize,
        /// Source sentences that stay.
        source: usize,
        /// Target sentences that stay.
        target: usize,
    },
    /// Two sentences of one; both stay in their row.
    Cut {
        /// Which text.
        panel: Side,
        /// The sentence.
        sentence: usize,
        /// Where the second begins, in UTF-16 code units from the beginning of the sentence.
        at: usize,
    },
    /// One sentence of this and the next, which must be in the same block and in the same row.
    Join {
        /// Which text.
        panel: Side,
        /// The first of the two.
        sentence: usize,
    },
    /// The first sentence of a row's side goes to the row above (`up`), or its last to the row below.
    Move {
        /// Place of the row.
        row: usize,
        /// Which side.
        panel: Side,
        /// Whether to the row above.
        up: bool,
    },
    /// One row of two that need not be neighbours.
    Link {
        /// Place of the one.
        row: usize,
        /// Place of the other.
        other: usize,
    },
    /// The sentences of a row have no counterparts: its source sentences are omitted, its target sentences added.
    Unlink {
        /// Place of the row.
        row: usize,
    },
    /// Rows have been looked at and are right.
    Accept {
        /// Place of the first.
        row: usize,
        /// How many.
        #[serde(default = "one")]
        count: usize,
    },
    /// Rows are right and nothing shall change them until they are unlocked.
    Lock {
        /// Place of the first.
        row: usize,
        /// How many.
        #[serde(default = "one")]
        count: usize,
    },
    /// Back to what the program may change.
    Release {
        /// Place of the first.
        row: usize,
        /// How many.
        #[serde(default = "one")]
        count: usize,
    },
    /// Another wording of a sentence; its file stays as it is. The wording of the file itself takes the correction back.
    Correct {
        /// Which text.
        panel: Side,
        /// The sentence.
        sentence: usize,
        /// The new wording: not empty, without line breaks.
        text: String,
    },
}

fn one() -> usize {
    1
}

/// A sentence as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// Its id in its text.
    pub id: usize,
    /// Its wording, corrected if it was.
    pub text: String,
    /// Whether it was corrected.
    #[serde(skip_serializing_if = "is_false")]
    pub corrected: bool,
    /// Whether it begins a block (a paragraph, a heading, a list item).
    #[serde(skip_serializing_if = "is_false")]
    pub first: bool,
    /// Kind of its block: `heading`, `paragraph`, `item`, `cell`, `caption`, `note`, `line`.
    pub block: &'static str,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

/// A bead as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What it is.
    pub kind: BeadKind,
    /// Whose word it is.
    pub status: Status,
    /// Probability that it is right, from 0 to 1; 1 where a person said so.
    pub confidence: f32,
    /// Whether the numbers of its two sides differ.
    #[serde(skip_serializing_if = "is_false")]
    pub numbers: bool,
    /// Source sentences.
    pub source: Vec<Sentence>,
    /// Target sentences.
    pub target: Vec<Sentence>,
}

/// An overview of all rows, a character or number each: for the minimap, the filters and the heights of rows not yet loaded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    /// Version of the list of rows.
    pub version: u64,
    /// `m` match, `v` moved, `o` omitted, `a` added.
    pub kinds: String,
    /// `-` auto, `c` checked, `l` locked.
    pub statuses: String,
    /// Confidences in hundredths, 0 to 100.
    pub confidences: Vec<u8>,
    /// `1` where numbers differ, else `0`.
    pub numbers: String,
    /// UTF-16 code units of the longer side of each row, at most 65535: how high it will be.
    pub lengths: Vec<u16>,
    /// Steps that can be taken back.
    pub undo: usize,
    /// Steps that can be taken again.
    pub redo: usize,
}

/// What an edit did: the rows `from..from + removed` of the version before are replaced by `rows`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Version of the list after it.
    pub version: u64,
    /// Place of the first row that changed.
    pub from: usize,
    /// Rows that went.
    pub removed: usize,
    /// Rows that came.
    pub rows: Vec<Row>,
    /// Place, after the change, of the row to look at.
    pub focus: usize,
    /// Places, after the change, of rows that are not what they were because the program aligned them anew.
    pub realigned: Vec<usize>,
    /// Whether the program could look at the neighbourhood (it cannot while it is still learning the texts).
    pub looked: bool,
    /// Sentences whose ids are larger now, by this many from this id on: (source id, by), (target id, by). Nothing where no sentence was cut or joined.
    pub shifted: Option<(Side, usize, i64)>,
    /// Steps that can be taken back.
    pub undo: usize,
    /// Steps that can be taken again.
    pub redo: usize,
}

/// Rows that deserve a look, the most doubtful first, and what looking is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Queue {
    /// Version of the list that the places belong to.
    pub version: u64,
    /// Places of rows nobody has looked at, least confident first.
    pub rows: Vec<usize>,
    /// Share of all rows expected to be right now.
    pub right: f32,
    /// How many of the first rows to look at, and the share expected to be right afterwards: the promise for .95, .99 and .999, as far as it
    /// needs any looking.
    pub promises: Vec<Promise>,
}

/// "Look at these many, and this share is right."
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Promise {
    /// Rows to look at.
    pub look: usize,
    /// Share of all rows that is right then.
    pub right: f32,
}

/// What to look for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Search {
    /// A regular expression.
    pub pattern: String,
    /// Whether the search is case-sensitive.
    #[serde(default)]
    pub case: bool,
    /// In one text only.
    pub panel: Option<Side>,
}

/// Where it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Place of the row.
    pub row: usize,
    /// Which text.
    pub panel: Side,
    /// The sentence.
    pub sentence: usize,
    /// First and last-plus-one UTF-16 code unit within the sentence.
    pub range: [usize; 2],
}

/// Words of the two sides of a row that speak for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordPair {
    /// Source sentence and the UTF-16 code units of the word in it.
    pub source: (usize, [usize; 2]),
    /// The same of the target.
    pub target: (usize, [usize; 2]),
    /// How much of the row's evidence it is, from 0 to 1.
    pub share: f32,
}

/// What the page needs to know once.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Book {
    /// Name of the project: its file's name.
    pub name: String,
    /// Languages of the source and the target text, BCP 47.
    pub languages: (String, String),
    /// Whether each is written from right to left.
    pub right_to_left: (bool, bool),
    /// Files of the two texts.
    pub files: (String, String),
    /// Numbers of sentences.
    pub sentences: (usize, usize),
    /// Formats that can be exported, the extension of each, and whether it is several files (then a ZIP comes).
    pub formats: Vec<(String, String, bool)>,
    /// Why nothing can be edited, if so: another tab or another program holds the project.
    pub read_only: Option<String>,
}
