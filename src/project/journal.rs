//! The journal of an unsaved review, beside its project: edits as lines on the disk.
//!
//! The first line names the project file, by its hash, that the edits are of; every other line is one step, whole: what it takes away and
//! what it puts there. A line is on the disk before the step counts as made, so whatever ends the program, only a step that was not yet
//! acknowledged can be lost, as a last line without an end.
//!
//! Saving goes through these moments, and a crash in any of them loses nothing:
//! 1. a line `saved` with the hash of the project file to come is put on the disk: until then, and until 2, the first line's hash is that of the project
//!    file, and all steps count;
//! 2. the new project file is put in the place of the old one, and the folder on the disk: from then on the hash of the project file is that
//!    of the line `saved`, and only steps after it count, of which there are none;
//! 3. the journal is removed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::state::{Delta, State};
use crate::error::{Error, Result};
use crate::source::{Budget, atomic, bytes, open};

/// A line of a journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    /// SHA-256 of the project file that the steps are of.
    Project(String),
    /// A step of a person's.
    Edit(Delta),
    /// The last step taken back: the change that did so.
    Undo(Delta),
    /// A step taken again.
    Redo(Delta),
    /// SHA-256 of the project file that holds everything before this line.
    Saved(String),
}

/// Which way a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Something new.
    Edit,
    /// One step back.
    Undo,
    /// The same step again.
    Redo,
}

/// Steps that can be taken back and again, each as the change that was made when it was made first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps {
    /// Steps that can be taken back, the last one last.
    pub done: Vec<Delta>,
    /// Steps that were taken back, the last one last.
    pub undone: Vec<Delta>,
}

impl Steps {
    /// Takes note of a change that was made.
    pub fn note(&mut self, direction: Direction, delta: Delta) {
        match direction {
            Direction::Edit => {
                self.undone.clear();
                self.done.push(delta);
            }
            Direction::Undo => {
                self.done.pop();
                self.undone.push(delta.reversed());
            }
            Direction::Redo => {
                self.undone.pop();
                self.done.push(delta);
            }
        }
    }
}

/// The journal of a project: `book.diptych.journal` beside `book.diptych`.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// SHA-256 of the project file as it lies there.
    project: String,
    /// The file, as far as there is one.
    file: Option<File>,
    /// Bytes of whole lines in it.
    len: u64,
}

/// Where the journal of a project is.
pub fn path_of(project: &Path) -> PathBuf {
    let mut name = project.as_os_str().to_owned();
    name.push(".journal");
    PathBuf::from(name)
}

/// Takes the steps of a journal, if there is one, to the state that its project file holds; gives the steps and the bytes of whole lines.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if a line is broken or does not fit, [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if the journal is of another state of the project file,
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read.
pub fn replay(project: &Path, sha256: &str, state: &mut State) -> Result<(Steps, u64)> {
    let path = path_of(project);
    let Some(bytes) = bytes::own(&path, Budget::Journal)? else { return Ok((Steps::default(), 0)) };
    // What stands after the last line end was being written when the program ended.
    let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(bytes.get(..whole).unwrap_or_default().split_inclusive(|&byte| byte == b'\n')) {
        let broken = |error: serde_json::Error| malformed(&path, number, &format!("this is no step of a review ({error})"));
        lines.push(serde_json::from_slice::<Line>(line).map_err(broken)?);
    }
    let first = match lines.first() {
        None => return Ok((Steps::default(), 0)),
        Some(Line::Project(of)) if of == sha256 => 0,
        Some(Line::Project(_)) => match lines.iter().rposition(|line| matches!(line, Line::Saved(of) if of == sha256)) {
            Some(saved) => saved,
            None => {
                let (name, journal) = (project.display(), path.display());
                let what = format!("it holds edits of another state of {name}, which was changed since");
                let remedy =
                    format!("bring the old {name} back (from version control, say), or delete {journal} if the edits are not wanted");
                return Err(Error::unusable(&path, what, remedy));
            }
        },
        Some(_) => return Err(malformed(&path, 1, "the journal does not say which project file it is of")),
    };
    let mut steps = Steps::default();
    for (number, line) in (1..).zip(lines).skip(first + 1) {
        let (direction, delta) = match line {
            Line::Edit(delta) => (Direction::Edit, delta),
            Line::Undo(delta) => (Direction::Undo, delta),
            Line::Redo(delta) => (Direction::Redo, delta),
            Line::Saved(_) => continue,
            Line::Project(_) => return Err(malformed(&path, number, "a second journal begins here")),
        };
        state.apply(&delta).map_err(|what| malformed(&path, number, &what))?;
        steps.note(direction, delta);
    }
    Ok((steps, whole as u64))
}

fn malformed(path: &Path, line: usize, what: &str) -> Error {
    Error::malformed(path, line, what.to_owned(), "delete the lines from this one on; what they hold is lost, the rest is not")
}

impl Journal {
    /// The journal of a project whose file has this hash, `len` bytes of which are whole lines, as [`replay`] says; nothing is written before the
    /// first step.
    pub fn new(project: &Path, sha256: String, len: u64) -> Self {
        Self { path: path_of(project), project: sha256, file: None, len }
    }

    /// SHA-256 of the project file as it was read or written last.
    pub(super) fn project(&self) -> &str {
        &self.project
    }

    /// Whether there is anything in it, or of it on the disk.
    pub(super) fn is_needed(&self) -> bool {
        self.len > 0 || open::is_taken(&self.path)
    }

    /// Puts a step on the disk. It is there when this returns; if it cannot be, nothing of it is.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub fn append(&mut self, direction: Direction, delta: &Delta) -> Result<()> {
        // By reference: a step can be long.
        #[derive(Serialize)]
        #[serde(rename_all = "lowercase")]
        enum Step<'d> {
            Edit(&'d Delta),
            Undo(&'d Delta),
            Redo(&'d Delta),
        }
        self.line(&match direction {
            Direction::Edit => Step::Edit(delta),
            Direction::Undo => Step::Undo(delta),
            Direction::Redo => Step::Redo(delta),
        })
    }

    /// Puts the new project file in the place of the old one and removes the journal; `put` writes the file for good.
    ///
    /// # Errors
    /// What `put` says, and [`ErrorKind::Io`](crate::ErrorKind::Io); then the journal is still there.
    pub fn close(&mut self, sha256: String, put: impl FnOnce() -> Result<()>) -> Result<()> {
        let is_ours = self.is_there();
        if self.len > 0 && is_ours {
            self.line(&Line::Saved(sha256.clone()))?;
        }
        put()?;
        self.project = sha256;
        self.file = None;
        self.len = 0;
        if !is_ours {
            return Ok(());
        }
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(&self.path, "remove", error)),
            _ => Ok(()),
        }
    }

    /// Whether the file still is what was read or written last, as far as there is one.
    fn is_there(&self) -> bool {
        match &self.file {
            Some(file) => open::is_still_there(file, &self.path),
            None => self.len == 0 || fs::symlink_metadata(&self.path).is_ok_and(|metadata| metadata.len() >= self.len),
        }
    }

    fn line(&mut self, line: &impl Serialize) -> Result<()> {
        let cannot = |error| Error::io(&self.path, "write", error);
        if !self.is_there() {
            let what = "another program removed or replaced it, so nothing more is kept in it";
            return Err(Error::unusable(&self.path, what, "save the project, which holds all edits so far"));
        }
        if self.file.is_none() {
            let file = open::own(&self.path, "write", File::options().create(true).append(true))?;
            // Half a line of a program that was ended.
            file.set_len(self.len).map_err(cannot)?;
            self.file = Some(file);
        }
        let mut written = self.try_line(line);
        if written.is_err() {
            // Half a line would swallow the next one.
            let cut = self.file.as_ref().map_or(Ok(()), |file| file.set_len(self.len));
            self.file = None;
            written = written.and(cut.map(|()| 0));
        }
        match written {
            Ok(bytes) => {
                self.len += bytes;
                Ok(())
            }
            Err(error) => Err(Error::io(&self.path, "write", error)),
        }
    }

    fn try_line(&mut self, line: &impl Serialize) -> io::Result<u64> {
        let mut bytes = Vec::new();
        let fresh = self.len == 0;
        if fresh {
            serde_json::to_writer(&mut bytes, &Line::Project(self.project.clone()))?;
            bytes.push(b'\n');
        }
        serde_json::to_writer(&mut bytes, line)?;
        bytes.push(b'\n');
        if let Some(mut file) = self.file.as_ref() {
            file.write_all(&bytes)?;
            file.sync_data()?;
        }
        if fresh {
            atomic::folder_for_good(&self.path)?;
        }
        Ok(bytes.len() as u64)
    }
}
