//! A project file in, two texts and their beads out, and back: `book.diptych`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::align::Options;
use crate::model::{Bead, Text};
use crate::read::ReadOptions;

/// Whose word a bead is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The program's; it may change.
    #[default]
    Auto,
    /// A person said that it is right.
    Checked,
    /// A person said that it is right and that nothing may change it.
    Locked,
}

impl Status {
    /// The word written to files: `auto`, `checked`, `locked`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Checked => "checked",
            Self::Locked => "locked",
        }
    }

    /// Whether aligning anew keeps the bead.
    pub fn is_fixed(self) -> bool {
        self != Self::Auto
    }
}

/// A bead and whose word it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marked {
    /// The bead.
    #[serde(flatten)]
    pub bead: Bead,
    /// Whose word it is.
    pub status: Status,
}

/// Where a text of a project comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its file.
    pub path: PathBuf,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// Its language, BCP 47.
    pub language: String,
    /// How it was read.
    pub read: ReadOptions,
}

/// What edits change: two texts with their beads, every sentence of both in exactly one.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The source text.
    pub source: Text,
    /// The target text.
    pub target: Text,
    /// The beads in reading order.
    pub rows: Vec<Marked>,
}

/// A project: two texts, how they are read and aligned, and their beads.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Its file.
    pub path: PathBuf,
    /// Where the source comes from.
    pub source: Origin,
    /// Where the target comes from.
    pub target: Origin,
    /// How it is aligned.
    pub options: Options,
    /// Lexicons of the user, the first before the others.
    pub lexicons: Vec<PathBuf>,
    /// How probable it is that the texts translate each other at all.
    pub related: f32,
    /// The texts and their beads.
    pub state: State,
}
