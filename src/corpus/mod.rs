//! Many pairs: a list of pairs of files becomes a folder of alignments with a table of results; besides, pairs from a stream ([`stream`]),
//! and finding out which files are pairs at all ([`pairing`]).
//!
//! A corpus is many pairs, of which some are broken, and the work on it is interrupted: by a time limit of the cluster, by a full disk, by
//! hand. So a pair that fails is a row of the table ([`results`]) and never the end of the run, and whatever is done is recorded at once in
//! a [`journal`], so that a run that was killed and started again does only what is missing. The final contents of the folder depend on the
//! list, the files and the options alone: not on how often the run was interrupted, nor on the number of threads. What does vary, the
//! seconds, is in a file of its own.
//!
//! Pairs are worked on side by side, each on one thread, with no parallel work inside a pair (`run`): in small texts the threads of one
//! pair would only wait for each other, and no more texts are in memory than there are threads.

pub mod common;
mod contents;
mod crew;
mod fields;
pub mod journal;
mod keys;
pub mod list;
pub mod listed;
mod pair;
pub mod pairing;
mod plan;
pub mod pooled;
mod repeated;
pub mod results;
#[cfg(feature = "arrow")]
pub mod rows;
mod run;
pub mod stream;
#[cfg(feature = "arrow")]
pub mod tables;

use std::path::PathBuf;

use crate::align::Options;
use crate::formats::document::ReadOptions;
use crate::formats::{Format, output};
use crate::model;

pub use contents::Contents;
pub use plan::Plan;
pub use run::{Aligned, Progress, Summary, run};

/// Two files to be aligned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pair {
    /// The source text.
    pub source: PathBuf,
    /// The target text.
    pub target: PathBuf,
    /// The name of the result in the folder of results, parts separated by `/`; of Moses files, what both names begin with.
    pub output: String,
    /// The languages of source and target, where the list names them.
    pub languages: model::Pair<Option<String>>,
}

/// How the texts of one side are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Their language where the list names none; `None` to find out from each text.
    pub language: Option<String>,
    /// Encoding and units.
    pub options: ReadOptions,
}

/// What one pair may cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Milliseconds from opening the files. Checked between steps (after reading, before each pass of the aligner and before the verdict),
    /// so a pair may take longer by one step.
    pub milliseconds: Option<u64>,
    /// Sentences of both texts together.
    pub sentences: Option<usize>,
    /// Bytes of memory that all pairs in work may take together; see [`Builder::max_memory`](crate::align::Builder::max_memory). A pair that finds
    /// too little beside others is aligned alone, so this decides which pairs fail, and never how many threads there are.
    pub memory: Option<u64>,
}

/// How every pair is done.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How the texts of each side are read.
    pub reading: model::Pair<Reading>,
    /// How they are aligned.
    pub options: Options,
    /// Lexicons of the user, the first before the others; each is used for the pairs whose languages it is of.
    pub lexicons: Vec<PathBuf>,
    /// What one pair may cost.
    pub limits: Limits,
    /// The format of the results.
    pub format: Format,
    /// What formats need to know beyond the bitext.
    pub write: output::Settings,
    /// Two-sided beads below this confidence are left out.
    pub min_confidence: f32,
}

/// A part of a list: every `count`-th pair, beginning with the `index`-th, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub index: usize,
    /// Of how many.
    pub count: usize,
}

impl Shard {
    /// The whole list.
    pub const WHOLE: Self = Self { index: 1, count: 1 };

    /// Whether the pair at this place of the list, from 0, is in this part.
    pub fn has(self, place: usize) -> bool {
        place % self.count.max(1) + 1 == self.index
    }

    /// The name of a file of this part: `results.tsv` of the whole is `results.2-of-5.tsv` of a part.
    pub fn name(self, stem: &str, extension: &str) -> String {
        match self.count {
            1 => format!("{stem}.{extension}"),
            count => format!("{stem}.{}-of-{count}.{extension}", self.index),
        }
    }
}
