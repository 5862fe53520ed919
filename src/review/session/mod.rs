//! An open project in, edits and questions about it answered: what stands behind the page.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::protocol::{Book, Change, Edit, Hit, Overview, Queue, Row, Search, WordPair};
use crate::align::Options;
use crate::error::Result;
use crate::model::{Bead, Text};
use crate::project::Project;
use crate::write::{Format, Settings};

/// Two texts, learned, so that a stretch of them is aligned anew in milliseconds.
pub struct Realigner;

/// What is needed to learn the texts of a session, apart from it: the session answers meanwhile.
#[derive(Clone, Debug)]
pub struct Learning {
    /// Which state of the texts this is; to be handed back with what was learned.
    pub generation: u64,
    /// The source text.
    pub source: Arc<Text>,
    /// The target text.
    pub target: Arc<Text>,
    /// How they are aligned.
    pub options: Options,
    /// Lexicons of the user, the first before the others.
    pub lexicons: Vec<std::path::PathBuf>,
    /// What a person said is right.
    pub fixed: Vec<Bead>,
}

impl Learning {
    /// Learns: this takes as long as aligning the texts.
    ///
    /// # Errors
    /// What reading the user's lexicons says.
    pub fn learn(&self) -> Result<Realigner> {
        todo!()
    }
}

/// A project that is open.
pub struct Session {
    project: Project,
}

impl Session {
    /// Opens a project with its journal and takes its lock.
    ///
    /// # Errors
    /// What [`Project::read`] says, and [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if another process has it.
    pub fn open(path: &Path) -> Result<Self> {
        todo!()
    }

    /// The same without a lock, to look at only.
    ///
    /// # Errors
    /// What [`Project::read`] says.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        todo!()
    }

    /// What a page needs to know once.
    pub fn book(&self) -> Book {
        todo!()
    }

    /// All rows at a glance.
    pub fn overview(&self) -> Overview {
        todo!()
    }

    /// The version of the list of rows.
    pub fn version(&self) -> u64 {
        todo!()
    }

    /// Some rows, clipped to what there is.
    pub fn rows(&self, rows: Range<usize>) -> Vec<Row> {
        todo!()
    }

    /// Makes an edit; it is on disk when this returns.
    ///
    /// # Errors
    /// [`ErrorKind::Stale`](crate::ErrorKind::Stale) if the version is not that of the list, [`ErrorKind::Refused`](crate::ErrorKind::Refused) with a
    /// sentence why not, [`ErrorKind::Io`](crate::ErrorKind::Io) if the journal cannot be written; in all cases nothing has changed.
    pub fn edit(&mut self, version: u64, edit: &Edit) -> Result<Change> {
        todo!()
    }

    /// Takes the last step back.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    pub fn undo(&mut self, version: u64) -> Result<Change> {
        todo!()
    }

    /// Takes a step again that was taken back.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    pub fn redo(&mut self, version: u64) -> Result<Change> {
        todo!()
    }

    /// What deserves a look.
    pub fn queue(&self) -> Queue {
        todo!()
    }

    /// Where a pattern occurs, 10,000 times at most.
    ///
    /// # Errors
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if it is no regular expression, or one that would need too much.
    pub fn search(&self, search: &Search) -> Result<Vec<Hit>> {
        todo!()
    }

    /// Words that speak for a row, the strongest first; none while nothing is learned.
    pub fn words(&self, row: usize) -> Vec<WordPair> {
        todo!()
    }

    /// Every file of an export: its name and what is in it.
    ///
    /// # Errors
    /// What the writer says.
    pub fn export(&self, format: Format, settings: &Settings) -> Result<Vec<(String, Vec<u8>)>> {
        todo!()
    }

    /// Writes the project file and removes the journal.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be written; then the journal is still there.
    pub fn save(&mut self) -> Result<()> {
        todo!()
    }

    /// What is to be learned, if what is known is not of the texts as they are.
    pub fn to_learn(&self) -> Option<Learning> {
        todo!()
    }

    /// Takes what was learned, if it is of the sentences as they are.
    pub fn learned(&mut self, generation: u64, realigner: Realigner) {
        todo!()
    }
}
