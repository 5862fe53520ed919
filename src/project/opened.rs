//! Opens a project: it is current, or one of its texts has changed since it was written.
//!
//! Reading never aligns anything. The beads of an outdated project no longer align its texts; what a person said is carried over as far as
//! it still holds, and a caller that wants more asks for an update, which takes as long as aligning does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::journal::{self, Journal, Steps};
use super::{Origin, Outside, Project, State, carry, form, lines, origin, own};
use crate::align::Aligner;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Document, Pair, Side};
use crate::segment;
use crate::source::{charset, open};

/// A project that was opened, with remarks.
#[derive(Debug)]
pub struct Open {
    /// The project, its journal taken into account.
    pub project: Project,
    /// Steps of the journal.
    pub steps: Steps,
    /// The journal, to go on with.
    pub journal: Journal,
    /// Sentences for the person who opens it: texts that have changed, a review that is not saved.
    pub notices: Vec<String>,
}

/// Whether a project still is what its texts are.
#[derive(Debug)]
pub enum Opened {
    /// It is.
    Current(Open),
    /// A text has changed since. The rows are those that were carried over, not all of the text.
    Outdated(Open),
}

impl Opened {
    /// The project if it is current.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`] if it is outdated.
    pub fn current(self) -> Result<Open> {
        match self {
            Self::Current(open) => Ok(open),
            Self::Outdated(Open { project, notices, .. }) => {
                let what = notices.into_iter().next().unwrap_or_else(|| "a text has changed since it was written".to_owned());
                let remedy = format!("bring the project up to date with `diptych align {}`", project.path.display());
                Err(Error::new(project.path, ErrorKind::Unusable { what, remedy }))
            }
        }
    }

    /// The project, aligned anew around what was carried over if it is outdated.
    ///
    /// # Errors
    /// As [`Project::realign`].
    pub fn up_to_date(self) -> Result<Open> {
        match self {
            Self::Current(open) => Ok(open),
            Self::Outdated(mut open) => open.project.realign(Aligner::builder()).map(|_| open),
        }
    }

    /// Whether a text has changed since.
    pub fn is_outdated(&self) -> bool {
        matches!(self, Self::Outdated(_))
    }
}

impl Project {
    /// Opens a project that may be anybody's: reads its file, its texts and its journal.
    ///
    /// # Errors
    /// What reading a file says; [`ErrorKind::Malformed`] with the line if the project file or its journal is broken; [`ErrorKind::Unusable`] if it
    /// names a text outside of its folder that is not what it was.
    pub fn open(path: &Path) -> Result<Opened> {
        Self::open_with(path, Outside::default())
    }

    /// The same, with what may be read outside of its folder.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(path: &Path, outside: Outside) -> Result<Opened> {
        let bytes = own(path)?;
        let sha256 = origin::sha256(&bytes);
        let contents = charset::utf8_only(path, bytes, "not valid UTF-8", "save the project as UTF-8")?;
        let form = form::parse(path, &contents)?;
        let found = Pair::try_from_fn(|side| form.origins[side].document(path, outside != Outside::Unchanged))?;
        let (documents, origins) = (found.as_ref().map(|(document, _)| Arc::clone(document)), found.map(|(_, origin)| origin));
        let same_text = form.origins.as_ref().zip(origins.as_ref()).map(|(was, is)| was.text_sha256 == is.text_sha256);
        let same_file = form.origins.as_ref().zip(origins.as_ref()).map(|(was, is)| was.sha256 == is.sha256);
        let stand = same_text.source && same_text.target;
        let state = match stand.then(|| lines::state(path, &form, &documents)) {
            Some(Ok(state)) => Some(state),
            // Lines that do not fit the texts were changed by hand, unless the same text now has other paragraphs.
            Some(Err(error)) if same_file.source && same_file.target => return Err(error),
            _ => None,
        };
        let (mut steps, mut whole, mut notices) = (Steps::default(), 0, Vec::new());
        let outdated = state.is_none();
        let state = match state {
            Some(mut state) => {
                (steps, whole) = journal::replay(path, &sha256, &mut state)?;
                if !steps.done.is_empty() {
                    notices.push(format!("{}: {} edits that are not saved yet are taken into account", path.display(), steps.done.len()));
                }
                state
            }
            None => {
                refuse_journal(path)?;
                let changed = |side: &Side| !same_text[*side] || (stand && !same_file[*side]);
                for side in Side::BOTH.into_iter().filter(changed) {
                    notices.push(format!("{} has changed since {} was written", origins[side].path.display(), path.display()));
                }
                let (state, said) = carried(path, &form, documents, &origins)?;
                notices.push(said);
                state
            }
        };
        let form::Form { options, lexicons, related, .. } = form;
        let journal = Journal::new(path, sha256, whole);
        let project = Self { path: path.to_owned(), origins, options, lexicons, outside, related, state };
        let open = Open { project, steps, journal, notices };
        Ok(if outdated { Opened::Outdated(open) } else { Opened::Current(open) })
    }

    /// The files of the texts of a project; they are not opened.
    ///
    /// # Errors
    /// What reading the project file says, and [`ErrorKind::Malformed`] with the line if its head is broken.
    pub fn texts(path: &Path) -> Result<Pair<PathBuf>> {
        let contents = charset::utf8_only(path, own(path)?, "not valid UTF-8", "save the project as UTF-8")?;
        Ok(form::parse(path, &contents)?.origins.map(|origin| origin.path))
    }
}

/// What still stands of a project in the texts as they are now, and how much of it.
fn carried(path: &Path, form: &form::Form, documents: Pair<Arc<Document>>, origins: &Pair<Origin>) -> Result<(State, String)> {
    let old = lines::unchecked(path, form)?;
    let texts = documents.zip(origins.as_ref());
    let new = texts.try_map(|(document, origin)| segment::segment(Arc::unwrap_or_clone(document), &origin.language, origin.read.split))?;
    let (texts, rows, said) = carry::over(&old, new);
    Ok((State { texts, rows }, said))
}

/// Steps of a review are steps of the texts as they were.
fn refuse_journal(project: &Path) -> Result<()> {
    let journal = journal::path_of(project);
    open::own_place(&journal)?;
    if !open::is_taken(&journal) {
        return Ok(());
    }
    let what = format!("a review of {} was not saved, and a text has changed since", project.display());
    let remedy = "bring the old text back and save the review, or delete the journal if its edits are not wanted".into();
    Err(Error::new(journal, ErrorKind::Unusable { what, remedy }))
}
