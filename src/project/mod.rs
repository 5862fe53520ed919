//! A project file in, two texts and their beads out, and back: `book.diptych`, what a person has looked at and what not.
//!
//! The file ([`form`](mod@form)) names the two texts and holds ranges into them, not the texts themselves: it stays small, and a change of one bead is a change of one
//! line. Reading it reads the texts again, as they were read the first time. Where one has changed since, what a person said is carried over as far
//! as its sentences still stand ([`carry`](mod@carry)), and the rest is aligned anew. A review that was not saved lies beside it as a [`journal`] and is taken into
//! account by everything that reads a project.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::align::{Aligner, Builder, Options, Stats};
use crate::error::{Error, ErrorKind, Result};
use crate::formats::bitext::Aligned;
use crate::formats::document::Which;
use crate::hash::Map;
use crate::lexicon::prior::Sources;
use crate::model::{Alignment, Bead, Text};
use crate::segment;
use crate::source::{Budget, atomic, bytes, charset, open};

pub mod carry;
pub mod form;
pub mod journal;
mod lines;
pub mod lock;
pub mod order;
mod origin;
pub mod state;

pub use origin::Origin;
pub use state::{Delta, Marked, State, Status};

use journal::Steps;

/// What names of project files end in, without the dot.
pub const EXTENSION: &str = "diptych";

/// What a project holds: its texts as people corrected them, and what they said as certain.
///
/// # Errors
/// None in practice: what [`Alignment::new`] checks.
pub fn of_project(project: Project) -> Result<Aligned> {
    let alignment = project.state.alignment()?.with_related(project.related);
    Ok(Aligned { source: project.state.source, target: project.state.target, alignment })
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

/// A project as it was read, and what there is to say about it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The project, its journal taken into account.
    pub project: Project,
    /// SHA-256 of the project file.
    pub sha256: String,
    /// Steps of the journal.
    pub steps: Steps,
    /// Bytes of the journal that are whole lines.
    pub journal: u64,
    /// Whether a text has changed, so that the project is not what its file says.
    pub changed: bool,
    /// Sentences for the person who reads it: sources that have changed, a review that is not saved.
    pub notices: Vec<String>,
}

/// Whether a file is a project, by its name or what it begins with.
pub fn is_one(path: &Path) -> bool {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION)) {
        return true;
    }
    let mut head = [0; form::MAGIC.len()];
    open::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok()) && head == *form::MAGIC.as_bytes()
}

/// Whether there is something in a project file, or beside it, that a person said: what must not be written over.
pub fn holds_work(path: &Path) -> bool {
    if journal::path_of(path).exists() {
        return true;
    }
    let said = |line: &str| {
        line.starts_with("source\t")
            || line.starts_with("target\t")
            || line.split('\t').nth(4).is_some_and(|word| form::status(word.trim()).is_some_and(Status::is_fixed))
    };
    is_one(path)
        && bytes::file(path, Budget::Project).is_ok_and(|bytes| String::from_utf8(bytes).is_ok_and(|contents| contents.lines().any(said)))
}

impl Project {
    /// A project of two texts that were just aligned; all beads are the program's.
    ///
    /// # Errors
    /// What [`Origin::new`] says, and [`ErrorKind::BadAlignment`] if the alignment is not of these texts.
    pub fn new(path: &Path, origins: (Origin, Origin), texts: (Text, Text), alignment: &Alignment) -> Result<Self> {
        let rows = alignment.beads().iter().cloned().map(Marked::auto).collect();
        let (source, target) = texts;
        Ok(Self {
            path: path.to_owned(),
            source: origins.0,
            target: origins.1,
            options: Options::default(),
            lexicons: Vec::new(),
            related: alignment.related(),
            state: State { source, target, rows },
        })
    }

    /// Reads a project, its texts and its journal.
    ///
    /// # Errors
    /// What reading a file says; [`ErrorKind::Malformed`] with the line if the project file or its journal is broken.
    pub fn read(path: &Path) -> Result<Opened> {
        let bytes = bytes::file(path, Budget::Project)?;
        let sha256 = origin::sha256(&bytes);
        let contents = charset::utf8_only(path, bytes, "not valid UTF-8", "save the project as UTF-8")?;
        let form = form::parse(path, &contents)?;
        let mut notices = Vec::new();
        let (source_document, source) = form.source.document(path)?;
        let (target_document, target) = form.target.document(path)?;
        let stand = source.text_sha256 == form.source.text_sha256 && target.text_sha256 == form.target.text_sha256;
        let untouched = source.sha256 == form.source.sha256 && target.sha256 == form.target.sha256;
        let state = match stand.then(|| lines::state(path, &form, source_document.clone(), target_document.clone())) {
            Some(Ok(state)) => Some(state),
            // What does not fit its texts was changed by hand; unless the same text has come in other paragraphs.
            Some(Err(error)) if untouched => return Err(error),
            _ => None,
        };
        let changed = state.is_none();
        let state = match state {
            Some(state) => state,
            None => {
                refuse_journal(path)?;
                let new = |document, origin: &Origin| segment::segment(document, &origin.language, origin.read.split);
                let old = lines::unchecked(path, &form)?;
                let differs = |was: &Origin, is: &Origin| was.text_sha256 != is.text_sha256 || (stand && was.sha256 != is.sha256);
                for (_, is) in [(&form.source, &source), (&form.target, &target)].iter().filter(|(was, is)| differs(was, is)) {
                    notices.push(format!("{} has changed since {} was written", is.path.display(), path.display()));
                }
                let (texts, rows, said) = carry::over(&old, (new(source_document, &source)?, new(target_document, &target)?))?;
                notices.push(said);
                State { source: texts.0, target: texts.1, rows }
            }
        };
        let form::Form { options, lexicons, related, .. } = form;
        let mut project = Self { path: path.to_owned(), source, target, options, lexicons, related, state };
        if changed {
            project.realign()?;
        }
        let (steps, journal) = journal::replay(path, &sha256, &mut project.state)?;
        if !steps.done.is_empty() {
            notices.push(format!("{}: {} edits that are not saved yet are taken into account", path.display(), steps.done.len()));
        }
        Ok(Opened { project, sha256, steps, journal, changed, notices })
    }

    /// Keeps a copy of the project file as it is, for one whose texts have changed is to be written over it; gives its name.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if it cannot be copied.
    pub fn keep_before(&self) -> Result<PathBuf> {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".before");
        let kept = PathBuf::from(name);
        atomic::copy(&self.path, &kept)?;
        Ok(kept)
    }

    /// Aligns everything anew but the beads that a person said are right.
    ///
    /// # Errors
    /// What reading the lexicons of the user says.
    pub fn realign(&mut self) -> Result<()> {
        self.realign_with(Aligner::builder()).map(drop)
    }

    /// The same with threads and somebody who watches; how long it took. Options and lexicons are the project's own.
    ///
    /// # Errors
    /// What reading the lexicons of the user says, and what [`Aligner::align`] says.
    pub fn realign_with(&mut self, aligner: Builder) -> Result<Stats> {
        let (source, target) = (self.state.source.language(), self.state.target.language());
        let known = Sources::with_files(self.options.packs, &self.lexicons, source, target)?;
        let aligner = aligner.options(self.options.clone()).known(known).build()?;
        let State { source, target, rows } = &mut self.state;
        let fixed: Vec<Marked> = rows.iter().filter(|row| row.status.is_fixed()).cloned().collect();
        let beads: Vec<_> = fixed.iter().map(|row| row.bead.clone()).collect();
        let (alignment, stats) = aligner.align_with_stats(source, target, &beads)?;
        let statuses: Map<(&[usize], &[usize]), Status> =
            fixed.iter().map(|row| ((&row.bead.source[..], &row.bead.target[..]), row.status)).collect();
        let marked = |bead: &Bead| {
            let status = statuses.get(&(&bead.source[..], &bead.target[..])).copied().unwrap_or_default();
            Marked { bead: bead.clone(), status }
        };
        let aligned = alignment.beads().iter().map(marked).collect();
        self.related = alignment.related();
        *rows = aligned;
        Ok(stats)
    }

    /// The file's contents.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`] for a name of a file that cannot be written in it.
    pub fn contents(&self) -> Result<String> {
        form::write(self)
    }

    /// Writes the file for good: when this returns it is on the disk.
    ///
    /// # Errors
    /// As [`contents`](Self::contents) and [`atomic::file_for_good`].
    pub fn write(&self) -> Result<()> {
        let contents = self.contents()?;
        atomic::file_for_good(&self.path, |out| out.write_all(contents.as_bytes()))
    }

    /// Writes the file in place of the one that was read and removes the journal, in an order in which a crash loses nothing.
    ///
    /// # Errors
    /// As [`write`](Self::write); then the journal is still there.
    pub fn save(&self, journal: &mut journal::Journal) -> Result<()> {
        let contents = self.contents()?;
        let put = || atomic::file_for_good(&self.path, |out| out.write_all(contents.as_bytes()));
        journal.close(origin::sha256(contents.as_bytes()), put)
    }

    /// Where one of the texts comes from.
    pub fn origin(&self, which: Which) -> &Origin {
        match which {
            Which::Source => &self.source,
            Which::Target => &self.target,
        }
    }
}

/// Steps of a review are steps of the texts as they were.
fn refuse_journal(project: &Path) -> Result<()> {
    let journal = journal::path_of(project);
    if !journal.exists() {
        return Ok(());
    }
    let what = format!("a review of {} was not saved, and a text has changed since", project.display());
    let remedy = "bring the old text back and save the review, or delete the journal if its edits are not wanted".into();
    Err(Error::new(journal, ErrorKind::Unusable { what, remedy }))
}

impl Opened {
    /// The journal, to go on with.
    pub fn continued(&self) -> journal::Journal {
        journal::Journal::new(&self.project.path, self.sha256.clone(), self.journal)
    }
}
