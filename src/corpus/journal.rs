//! Records each finished pair in a line at once, so that a run that was killed continues where it was.
//!
//! A line is a JSON object: the pair's result, how it went, and a *key*, a hash of everything that the result depends on (options, files
//! with sizes and times, version of the program). The last line of a result counts, and only while the files that it names are as they were
//! written; so changed texts, changed options and results that somebody has touched are done again. A result is renamed into its place
//! first and written down afterwards: killed in between, it is made once more, with the same bytes. A line that was cut off is ignored.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Pair, Settings};
use crate::error::{Error, Result};
use crate::hash::Map;
use crate::source::{Budget, bytes, open};

/// How a pair went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Name of the result, as the list has it.
    pub output: String,
    /// A hash of everything that the result depends on.
    pub key: u64,
    /// What it took.
    pub seconds: f64,
    /// The files that were written, in the folder of results.
    pub files: Vec<Stamp>,
    /// What was found, or why nothing was.
    pub outcome: Outcome,
}

/// A file by what it looks like from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Its name in the folder of results.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: u64,
}

/// The outcome of a pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// It was aligned.
    Aligned(Figures),
    /// It was not.
    Failed {
        /// Why not.
        error: String,
        /// Whether it may turn out differently next time though nothing has changed: the system refused something.
        again: bool,
    },
}

/// The figures of an alignment, for its line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Languages of source and target.
    pub languages: [String; 2],
    /// Sentences of source and target.
    pub sentences: [usize; 2],
    /// Beads found.
    pub beads: usize,
    /// Mean confidence of the two-sided beads, four decimals; empty if there is none.
    pub confidence: String,
    /// Probability that the texts translate each other, four decimals; empty if nothing is known of it.
    pub related: String,
    /// Lines of navigation, buttons and notices of source and target that were not aligned.
    pub left_out: [usize; 2],
}

/// A journal that is open, and locked against other runs.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens or begins a journal, and reads what is in it: for each result its last line.
    ///
    /// # Errors
    /// If the file cannot be read or written, or another run has it open.
    pub fn open(path: &Path) -> Result<(Self, Map<String, Entry>)> {
        let cannot = |action| move |error| Error::io(path, action, error);
        let mut file = open::own(path, "open", File::options().read(true).append(true).create(true))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::unusable(path, "another run writes to this folder", "wait for it, or choose another folder"));
            }
            // Some network file systems have no locks: then it is up to the user.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(cannot("lock")(error)),
        }
        let bytes = bytes::input(path, &file, Budget::Journal)?;
        let lines = bytes.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice::<Entry>(line).ok());
        let entries = lines.map(|entry| (entry.output.clone(), entry)).collect();
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            file.write_all(b"\n").map_err(cannot("write"))?;
        }
        Ok((Self { path: path.to_owned(), file }, entries))
    }

    /// Writes a line.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, entry: &Entry) -> Result<()> {
        let mut line = serde_json::to_vec(entry).map_err(io::Error::from).map_err(|error| self.cannot_write(error))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(|error| self.cannot_write(error))
    }

    fn cannot_write(&self, error: io::Error) -> Error {
        Error::io(&self.path, "write", error)
    }
}

impl Entry {
    /// Whether this is still the result of the pair with that key, so that it need not be done again.
    pub fn holds(&self, key: u64, folder: &Path) -> bool {
        let again = matches!(self.outcome, Outcome::Failed { again: true, .. });
        self.key == key && !again && self.files.iter().all(|file| Stamp::of(folder, &file.name).as_ref() == Some(file))
    }
}

impl Figures {
    /// Whether they are what a run writes down: languages are parts of names of files, and all of it is fields of the table of results.
    pub fn are_sound(&self) -> bool {
        let share = |number: &str| number.parse().is_ok_and(|number: f32| (0.0..=1.0).contains(&number));
        let share_or_none = |number: &str| number.is_empty() || share(number);
        let are_tags = self.languages.iter().all(|tag| !tag.contains(char::is_control));
        are_tags && share_or_none(&self.confidence) && share_or_none(&self.related)
    }
}

impl Stamp {
    /// What a file in a folder looks like, if it is there.
    pub fn of(folder: &Path, name: &str) -> Option<Self> {
        let metadata = fs::metadata(open::inside(folder, name).ok()?).ok()?;
        let (size, modified) = size_and_time(&metadata);
        Some(Self { name: name.to_owned(), size, modified })
    }
}

fn size_and_time(metadata: &Metadata) -> (u64, u64) {
    let since_1970 = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    (metadata.len(), since_1970.map_or(0, |time| time.as_nanos() as u64))
}

/// A hash of what all results of a run depend on: the options, the user's lexicons, what pairs teach each other, the version of the program.
pub fn settings_key(settings: &Settings, pools: Option<u64>) -> u64 {
    let mut key = Key::default();
    key.add(env!("CARGO_PKG_VERSION").as_bytes());
    // What was aligned within a limit is the same without it, and what was not is tried again anyway.
    let limits = super::Limits { memory: None, ..settings.limits };
    key.add(format!("{:?}", Settings { limits, ..settings.clone() }).as_bytes());
    settings.lexicons.iter().for_each(|path| key.add_file(path));
    pools.iter().for_each(|pools| key.add(&pools.to_le_bytes()));
    key.finish()
}

/// A hash of everything that the result of a pair depends on.
pub fn key(settings_key: u64, pair: &Pair) -> u64 {
    let mut key = Key::default();
    key.add(&settings_key.to_le_bytes());
    key.add(format!("{pair:?}").as_bytes());
    key.add_file(&pair.source);
    key.add_file(&pair.target);
    key.finish()
}

/// A hash in the making. SHA-256, because a journal outlives the program that wrote it, and the hash of Rust's own maps may be another in
/// every release.
#[derive(Default)]
struct Key(Sha256);

impl Key {
    fn add(&mut self, bytes: &[u8]) {
        // With its length, so that two neighbours cannot be taken for two others.
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// A file that is not there counts, too: when it comes, the pair is done again.
    fn add_file(&mut self, path: &Path) {
        let (size, modified) = fs::metadata(path).map_or((u64::MAX, 0), |metadata| size_and_time(&metadata));
        self.add(&[size.to_le_bytes(), modified.to_le_bytes()].concat());
    }

    fn finish(self) -> u64 {
        self.0.finalize().iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_in_every_release() {
        let key = |parts: &[&[u8]]| {
            let mut key = Key::default();
            parts.iter().for_each(|part| key.add(part));
            key.finish()
        };
        // printf '\3\0\0\0\0\0\0\0abc' | sha256sum
        assert_eq!(key(&[b"abc"]), 0xce91_dc5e_ec01_39ad);
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
    }

    #[test]
    fn the_last_whole_line_of_a_result_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let entry = |key| Entry {
            output: "a.tsv".into(),
            key,
            seconds: 0.5,
            files: Vec::new(),
            outcome: Outcome::Failed { error: "no".into(), again: false },
        };
        let (mut journal, entries) = Journal::open(&path).unwrap();
        assert!(entries.is_empty());
        assert!(Journal::open(&path).unwrap_err().to_string().contains("another run"));
        journal.add(&entry(1)).unwrap();
        journal.add(&entry(2)).unwrap();
        drop(journal);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 9]).unwrap();
        let (mut journal, entries) = Journal::open(&path).unwrap();
        assert_eq!(entries["a.tsv"], entry(1));
        journal.add(&entry(3)).unwrap();
        drop(journal);
        let (_, entries) = Journal::open(&path).unwrap();
        assert!(entries["a.tsv"].holds(3, folder.path()) && !entries["a.tsv"].holds(1, folder.path()));
    }
}
