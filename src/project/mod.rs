//! Project files (`book.diptych`): two texts, their beads, and what a person has checked.
//!
//! The file ([`form`](mod@form)) names the two texts and holds ranges into them, not the texts themselves: it stays small, and a change of
//! one bead is a change of one line. Opening it reads the texts again, as they were read the first time. If one has changed since, the
//! project is outdated: what a person said is carried over as far as its sentences still exist ([`carry`](mod@carry)), and the caller may
//! have the rest aligned anew. An unsaved review lies beside it as a [`journal`], which everything that reads a project takes into account.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::align::{Builder, Options, Stats};
use crate::error::{Error, Result};
use crate::formats::bitext::Aligned;
use crate::formats::output::Bitext;
use crate::hash::Map;
use crate::model::{Alignment, Bead, Pair, Text};
use crate::source::{Budget, atomic, bytes, open};

pub mod carry;
pub mod form;
pub mod journal;
mod lines;
pub mod lock;
mod named;
mod opened;
pub mod order;
mod origin;
pub mod state;

pub use named::{Lexicon, Lexicons, Outside};
pub use opened::{Open, Opened};
pub use origin::Origin;
pub use state::{Delta, Marked, State, Status};

/// What names of project files end in, without the dot.
pub const EXTENSION: &str = "diptych";

/// What a project holds: its texts as people corrected them, and what they said as certain.
///
/// # Errors
/// [`ErrorKind::BadAlignment`](crate::ErrorKind::BadAlignment) if, after the journal of a review, the rows are not an alignment.
pub fn of_project(project: Project) -> Result<Aligned> {
    let alignment = project.state.alignment()?.with_related(project.related);
    let Pair { source, target } = project.state.texts;
    let texts = [&source, &target].map(|text| text.document().path().to_owned());
    let files = [journal::path_of(&project.path), project.path].into_iter().chain(texts).collect();
    Ok(Aligned { source, target, alignment, files })
}

/// A project: two texts, how they are read and aligned, and their beads.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Its file.
    pub path: PathBuf,
    /// Where its texts come from.
    pub origins: Pair<Origin>,
    /// How it is aligned.
    pub options: Options,
    /// Lexicons of the user, the first before the others.
    pub lexicons: Vec<Lexicon>,
    /// What may be read of what it names outside of its folder.
    pub outside: Outside,
    /// How probable it is that the texts translate each other at all.
    pub related: Option<f32>,
    /// The texts and their beads.
    pub state: State,
}

/// Whether a file is a project, by its name or what it begins with.
pub fn is_one(path: &Path) -> bool {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION)) {
        return true;
    }
    let mut head = [0; form::MAGIC.len()];
    // What a pipe gives can be read once, and not here.
    path.is_file() && open::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok()) && head == *form::MAGIC.as_bytes()
}

/// Whether there is something in a project file, or beside it, that a person said: what must not be written over.
pub fn holds_work(path: &Path) -> bool {
    if open::is_taken(&journal::path_of(path)) {
        return true;
    }
    let said = |line: &str| {
        line.starts_with("source\t")
            || line.starts_with("target\t")
            || line.split('\t').nth(4).is_some_and(|word| form::status(word.trim()).is_some_and(Status::is_fixed))
    };
    if !is_one(path) || !open::is_taken(path) {
        return false;
    }
    // What cannot be read may hold anything, and so may what an editor saved in UTF-16.
    own(path).map_or(true, |bytes| bytes.contains(&0) || String::from_utf8_lossy(&bytes).lines().any(said))
}

impl Project {
    /// A project of two texts that were just aligned; all beads are the program's.
    ///
    /// # Errors
    /// [`ErrorKind::BadAlignment`](crate::ErrorKind::BadAlignment) if the alignment is not of these texts.
    pub fn new(path: &Path, origins: Pair<Origin>, texts: Pair<Text>, alignment: &Alignment) -> Result<Self> {
        Bitext::new(&texts.source, &texts.target, alignment)?;
        let rows = alignment.beads().iter().cloned().map(Marked::auto).collect();
        let (options, lexicons, outside) = Default::default();
        Ok(Self { path: path.to_owned(), origins, options, lexicons, outside, related: alignment.related(), state: State { texts, rows } })
    }

    /// Keeps a copy of the project file as it is, for one whose texts have changed is to be written over it; gives its name.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be copied.
    pub fn keep_before(&self) -> Result<PathBuf> {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".before");
        let kept = PathBuf::from(name);
        atomic::copy(&self.path, &kept)?;
        Ok(kept)
    }

    /// The lexicons that it names.
    pub fn named_lexicons(&self) -> Lexicons {
        Lexicons { project: self.path.clone(), files: self.lexicons.clone(), outside: self.outside }
    }

    /// Aligns everything anew but the beads that a person said are right, with the threads and for the watcher of `aligner`; gives how long it took.
    /// Options and lexicons are the project's own.
    ///
    /// # Errors
    /// What reading the lexicons of the user says, and what [`Aligner::align`](crate::align::Aligner::align) says.
    pub fn realign(&mut self, aligner: Builder) -> Result<Stats> {
        let Pair { source, target } = &self.state.texts;
        let (known, lexicons) = self.named_lexicons().known(self.options.packs, source, target)?;
        let aligner = aligner.options(self.options.clone()).known(known).build()?;
        let (alignment, stats) = aligner.align_with_stats(source, target, &self.state.fixed())?;
        let fixed = self.state.rows.iter().filter(|row| row.status.is_fixed());
        let statuses: Map<(&[usize], &[usize]), Status> =
            fixed.map(|row| ((&row.bead.source[..], &row.bead.target[..]), row.status)).collect();
        let marked = |bead: &Bead| {
            let status = statuses.get(&(&bead.source[..], &bead.target[..])).copied().unwrap_or_default();
            Marked { bead: bead.clone(), status }
        };
        let rows = alignment.beads().iter().map(marked).collect();
        drop(statuses);
        self.state.rows = rows;
        self.lexicons = lexicons;
        self.related = alignment.related();
        Ok(stats)
    }

    /// The file's contents.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) for a name of a file that cannot be written in it.
    pub fn contents(&self) -> Result<String> {
        form::write(self)
    }

    /// Writes the file for good: when this returns it is on the disk.
    ///
    /// # Errors
    /// As [`contents`](Self::contents) and [`atomic::own_for_good`].
    pub fn write(&self) -> Result<()> {
        let file = self.put(&self.contents()?)?;
        // Closing it would not do while a process that was just started has it, too.
        let _ = file.unlock();
        Ok(())
    }

    /// Writes the file in place of the one that was read and removes the journal, in an order in which a crash loses nothing. The lock is one of the new
    /// file then. If another program has changed the file since it was read, it stays as it is, and what would be in it is put beside it.
    ///
    /// # Errors
    /// As [`write`](Self::write), and [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if the file has changed; then the journal is still there.
    pub fn save(&self, journal: &mut journal::Journal, lock: &mut lock::Lock) -> Result<()> {
        lock.keep()?;
        let contents = self.contents()?;
        let sha256 = origin::sha256(contents.as_bytes());
        let now = self.on_the_disk();
        if open::is_taken(&self.path) && now.as_deref() != Some(journal.project()) && now.as_ref() != Some(&sha256) {
            return Err(self.changed(&contents));
        }
        journal.close(sha256, || self.put(&contents).map(|file| lock.passes_to(file)))
    }

    /// Whether [`save`](Self::save) has anything to do: there were edits, or the file that was read would be written otherwise now. What another
    /// program did to it meanwhile is no reason.
    ///
    /// # Errors
    /// As [`contents`](Self::contents).
    pub fn is_to_be_saved(&self, journal: &journal::Journal) -> Result<bool> {
        let differs = || -> Result<bool> { Ok(origin::sha256(self.contents()?.as_bytes()) != journal.project()) };
        Ok(journal.is_needed() || differs()? && self.on_the_disk().as_deref() == Some(journal.project()))
    }

    /// SHA-256 of the file as it is now, if it can be read.
    fn on_the_disk(&self) -> Option<String> {
        own(&self.path).ok().map(|bytes| origin::sha256(&bytes))
    }

    /// Keeps what was to be written beside the project file, which another program has changed, and says so.
    fn changed(&self, contents: &str) -> Error {
        let name = |number: usize| {
            let mut name = self.path.as_os_str().to_owned();
            name.push(if number < 2 { ".unsaved".to_owned() } else { format!(".unsaved.{number}") });
            PathBuf::from(name)
        };
        let unsaved = (1..).map(name).find(|path| !open::is_taken(path)).unwrap_or_default();
        let put = atomic::own_for_good(&unsaved, |out| out.write_all(contents.as_bytes()));
        let what = match put {
            Ok(_) => format!(
                "another program has changed this file since it was opened, so it stays as it is, and what was to be saved is in {}",
                unsaved.display()
            ),
            Err(error) => format!(
                "another program has changed this file since it was opened, so it stays as it is; what was to be saved could not be put beside it ({error})"
            ),
        };
        let journal = journal::path_of(&self.path);
        let remedy = if open::is_taken(&journal) {
            format!("put the one that you want in this place, and then delete {}", journal.display())
        } else {
            "put the one that you want in this place".to_owned()
        };
        Error::unusable(&self.path, what, remedy)
    }

    /// No link is followed: what would be written, or read to be sent back, need not be a project of whoever opens it.
    fn put(&self, contents: &str) -> Result<File> {
        atomic::own_for_good(&self.path, |out| out.write_all(contents.as_bytes()))
    }
}

/// Opens a project file, if it is in its own place.
fn opened_own(path: &Path) -> Result<File> {
    if let Ok(to) = std::fs::read_link(path) {
        let what = format!("this is a link to {}, and a project is kept with other files beside it", to.display());
        return Err(Error::unusable(path, what, "put a copy in its place, or name the file that it leads to"));
    }
    open::own_to_read(path)
}

/// What such a file holds.
fn own(path: &Path) -> Result<Vec<u8>> {
    bytes::input(path, opened_own(path)?, Budget::Project)
}
