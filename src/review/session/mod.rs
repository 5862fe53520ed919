//! A review session: an open project that answers edits and questions, behind the page.
//!
//! An edit becomes one change of the rows (`edits.rs`), with the stretch around it aligned anew (`stretch.rs`) if the texts are learned by
//! then. The change is put into the journal, and made here only when it is on the disk: what a person was told is what is kept.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::protocol::{Book, Change, Edit, Hit, Overview, Queue, Row, Search, WordPair};
use crate::align::{Aligner, Builder, Options};
use crate::error::{Error, ErrorKind, Result};
use crate::formats::Format;
use crate::formats::output::Settings;
use crate::model::{Bead, Pair, Side, Text};
use crate::project::journal::{Direction, Journal, Steps};
use crate::project::lock::Lock;
use crate::project::state::splice;
use crate::project::{Delta, Lexicons, Open, Outside, Project};

mod edits;
mod export;
mod overview;
mod places;
mod queue;
mod search;
mod stretch;
mod view;

pub use crate::align::Realigner;

use edits::Finished;
#[cfg(feature = "review")]
pub(in crate::review) use edits::LONGEST;
use overview::RowOverview;

/// What is needed to learn the texts of a session, apart from it: the session answers meanwhile.
#[derive(Clone, Debug)]
pub struct Learning {
    /// Which state of the texts this is; to be handed back with what was learned.
    pub generation: u64,
    /// The texts.
    pub texts: Pair<Arc<Text>>,
    /// How they are aligned.
    pub options: Options,
    /// The lexicons that the project names.
    pub lexicons: Lexicons,
    /// What a person said is right.
    pub fixed: Vec<Bead>,
    /// Bytes of memory that it may take, if somebody has said so.
    pub max_memory: Option<u64>,
}

impl Learning {
    /// Learns: this takes as long as aligning the texts.
    ///
    /// # Errors
    /// What reading the user's lexicons says.
    pub fn learn(&self) -> Result<Realigner> {
        let Pair { source, target } = &self.texts;
        let (known, _) = self.lexicons.known(self.options.packs, source, target)?;
        let builder = Aligner::builder().options(self.options.clone()).known(known);
        let aligner = self.max_memory.into_iter().fold(builder, Builder::max_memory).build()?;
        aligner.realigner(source, target, &self.fixed)
    }
}

/// Which state of the texts something is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Generation {
    /// Counts cuts and joins: after one, what was learned is of other sentences.
    cuts: u32,
    /// Counts corrections: after one, what was learned is a little out of date.
    wordings: u32,
}

impl Generation {
    fn number(self) -> u64 {
        u64::from(self.cuts) << 32 | u64::from(self.wordings)
    }
}

/// A project that is open.
pub struct Session {
    project: Project,
    steps: Steps,
    version: u64,
    /// What the minimap shows of each row.
    overviews: Vec<RowOverview>,
    generation: Generation,
    /// What was learned, and of which generation.
    learned: Option<(u64, Realigner)>,
    notices: Vec<String>,
    /// Bytes of memory that learning the texts may take, if somebody has said so.
    max_memory: Option<u64>,
    /// `None` if it is read-only.
    writing: Option<Writing>,
}

/// What only a writable session has.
struct Writing {
    journal: Journal,
    lock: Lock,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Session").field("path", &self.project.path).field("version", &self.version).finish_non_exhaustive()
    }
}

impl Session {
    /// Opens a project, which may be anybody's, with its journal and takes its lock.
    ///
    /// # Errors
    /// What [`Project::open`] says, and [`ErrorKind::Unusable`] if another process has it.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, Outside::default())
    }

    /// The same, with what may be read outside of the project's folder.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(path: &Path, outside: Outside) -> Result<Self> {
        // A missing file is reported as such.
        std::fs::symlink_metadata(path).map_err(|error| Error::io(path, "read", error))?;
        Self::opened(path, Some(Lock::take(path)?), outside)
    }

    /// The same without a lock, to look at only.
    ///
    /// # Errors
    /// What [`Project::open`] says.
    pub fn open_read_only(path: &Path, outside: Outside) -> Result<Self> {
        Self::opened(path, None, outside)
    }

    fn opened(path: &Path, mut lock: Option<Lock>, outside: Outside) -> Result<Self> {
        let opened = Project::open_with(path, outside)?;
        let outdated = opened.is_outdated();
        let Open { project, steps, mut journal, mut notices } = opened.up_to_date()?;
        if let Some(lock) = lock.as_mut().filter(|_| outdated) {
            // Steps are of what the file says: it must say what is here before there is one.
            notices.push(format!("the project as it was is kept in {}", project.keep_before()?.display()));
            project.save(&mut journal, lock)?;
        }
        Ok(Self {
            overviews: overview::all(&project.state),
            // A page that was open before a restart has seen no version beyond these.
            version: 1 + steps.done.len() as u64 + steps.undone.len() as u64,
            project,
            steps,
            generation: Generation::default(),
            learned: None,
            notices,
            max_memory: None,
            writing: lock.map(|lock| Writing { journal, lock }),
        })
    }

    /// With a limit in bytes for the memory that learning the texts takes; see [`Builder::max_memory`].
    #[must_use]
    pub fn with_max_memory(self, max_memory: Option<u64>) -> Self {
        Self { max_memory, ..self }
    }

    /// Remarks on opening it: texts that have changed, edits that were not saved.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// The project as it is now.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// What a page needs to know once.
    pub fn book(&self) -> Book {
        view::book(&self.project, self.writing.is_none())
    }

    /// An overview of all rows.
    pub fn overview(&self) -> Overview {
        view::overview(self)
    }

    /// The version of the list of rows.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Some rows, clipped to what there is.
    pub fn rows(&self, rows: Range<usize>) -> Vec<Row> {
        view::rows(self, rows)
    }

    /// Makes an edit; it is on disk when this returns.
    ///
    /// # Errors
    /// [`ErrorKind::Stale`] if the version is not that of the list, [`ErrorKind::Refused`] with a sentence why not, [`ErrorKind::Io`] if the journal
    /// cannot be written; in all cases nothing has changed.
    pub fn edit(&mut self, version: u64, edit: &Edit) -> Result<Change> {
        self.may_write(version)?;
        let mut step = edits::step(&self.project.state, edit).map_err(|why| self.refused(why))?;
        let looked = match self.realigner() {
            Some(realigner) if step.realigns => {
                stretch::realign(&self.project.state, &mut step, realigner);
                true
            }
            realigner => realigner.is_some(),
        };
        let Finished { delta, focus, realigned } = step.finished(&self.project.state);
        if delta.is_empty() {
            return Err(self.refused("nothing would change"));
        }
        self.make(Direction::Edit, delta, Outcome { looked, focus, realigned })
    }

    /// Takes the last step back.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    pub fn undo(&mut self, version: u64) -> Result<Change> {
        self.may_write(version)?;
        let delta = self.steps.done.last().map(Delta::reversed).ok_or_else(|| self.refused("there is nothing to undo"))?;
        let looked = self.realigner().is_some();
        self.make(Direction::Undo, delta, Outcome { looked, ..Outcome::default() })
    }

    /// Takes a step again that was taken back.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    pub fn redo(&mut self, version: u64) -> Result<Change> {
        self.may_write(version)?;
        let delta = self.steps.undone.last().cloned().ok_or_else(|| self.refused("there is nothing to do again"))?;
        let looked = self.realigner().is_some();
        self.make(Direction::Redo, delta, Outcome { looked, ..Outcome::default() })
    }

    /// The rows that deserve a look.
    pub fn queue(&self) -> Queue {
        queue::queue(self.version, &self.project.state.rows)
    }

    /// Where a pattern occurs, 10,000 times at most.
    ///
    /// # Errors
    /// [`ErrorKind::Refused`] if it is not a regular expression, or needs too much.
    pub fn search(&self, search: &Search) -> Result<Vec<Hit>> {
        search::hits(&self.project.state, search).map_err(|why| self.refused(why))
    }

    /// Words that speak for a row, the strongest first; none while nothing is learned.
    pub fn words(&self, row: usize) -> Vec<WordPair> {
        let state = &self.project.state;
        match (self.realigner(), state.rows.get(row)) {
            (Some(realigner), Some(row)) => places::words(state, &row.bead, realigner),
            _ => Vec::new(),
        }
    }

    /// Every file of an export: its name and what is in it.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn export(&self, format: Format, settings: &Settings) -> Result<Vec<(String, Vec<u8>)>> {
        export::files(&self.project, format, settings)
    }

    /// Writes the project file and removes the journal, if there is anything to save.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if it cannot be written, [`ErrorKind::Unusable`] if another program has changed it; then the journal is still there.
    pub fn save(&mut self) -> Result<()> {
        self.may_write(self.version)?;
        match &mut self.writing {
            Some(writing) if self.project.is_to_be_saved(&writing.journal)? => self.project.save(&mut writing.journal, &mut writing.lock),
            _ => Ok(()),
        }
    }

    /// What is to be learned, if what is known is not of the texts as they are.
    pub fn to_learn(&self) -> Option<Learning> {
        let generation = self.generation.number();
        if self.learned.as_ref().is_some_and(|(of, _)| *of == generation) {
            return None;
        }
        let state = &self.project.state;
        Some(Learning {
            generation,
            texts: state.texts.as_ref().map(|text| Arc::new(text.clone())),
            options: self.project.options.clone(),
            lexicons: self.project.named_lexicons(),
            fixed: state.fixed(),
            max_memory: self.max_memory,
        })
    }

    /// Takes what was learned, if it is of the sentences as they are.
    pub fn learned(&mut self, generation: u64, realigner: Realigner) {
        if (generation >> 32) as u32 == self.generation.cuts {
            self.learned = Some((generation, realigner));
        }
    }

    /// What was learned, while the sentences are those that it was learned of.
    fn realigner(&self) -> Option<&Realigner> {
        self.learned.as_ref().filter(|(of, _)| (of >> 32) as u32 == self.generation.cuts).map(|(_, realigner)| realigner)
    }

    fn refused(&self, why: impl Into<String>) -> Error {
        Error::new(&self.project.path, ErrorKind::Refused { why: why.into() })
    }

    fn may_write(&self, version: u64) -> Result<()> {
        if self.writing.is_none() {
            return Err(self.refused("this project is open to look at only; close it where it is being edited, and open it again"));
        }
        if version == self.version { Ok(()) } else { Err(Error::new(&self.project.path, ErrorKind::Stale)) }
    }

    /// Puts a change on the disk, then makes it, and reports it.
    fn make(&mut self, direction: Direction, delta: Delta, outcome: Outcome) -> Result<Change> {
        let path = &self.project.path;
        let cannot = |what| Error::new(path, ErrorKind::Refused { why: format!("this cannot be done ({what}); reload the page") });
        self.project.state.check(&delta).map_err(cannot)?;
        if let Some(writing) = &mut self.writing {
            writing.lock.keep()?;
            writing.journal.append(direction, &delta)?;
        }
        self.project.state.apply(&delta).map_err(cannot)?;
        let state = &self.project.state;
        splice(&mut self.overviews, &delta.rows, |splice| splice.new.iter().map(|row| RowOverview::of(state, &row.bead)).collect());
        self.generation.cuts += u32::from(delta.cut.is_some());
        self.generation.wordings += u32::from(!delta.corrections.is_empty());
        self.version += 1;
        let (span, shifted) = (delta.span(), delta.cut.as_ref().map(view::shifted));
        self.steps.note(direction, delta);
        Ok(view::change(self, &span, shifted, &outcome))
    }
}

/// What there is to tell of a change beyond the change.
#[derive(Debug, Default)]
struct Outcome {
    /// Whether the stretch around it could be aligned anew.
    looked: bool,
    /// The sentence to look at.
    focus: Option<(Side, usize)>,
    /// The beads that resulted.
    realigned: Vec<Bead>,
}
