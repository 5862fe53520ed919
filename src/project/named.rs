//! What a project names, its texts and lexicons, and what of it may be read.
//!
//! A project may come from a stranger, and whoever opens it may send it, or what is made of it, back. What lies in the folder of the project
//! came with it. What lies elsewhere (a full name, `..`, a link, a second name of another file) is read only if it still is, byte for byte,
//! what the project was made of, by the hash in the project: then whoever made the project had it before. The rest is for projects of one's
//! own, and a person has to say so.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::origin;
use crate::error::{Error, Result};
use crate::lexicon::prior::{self, Sources};
use crate::model::Text;
use crate::source::{Budget, bytes, open};

/// What may be read of what a project names outside of its folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outside {
    /// What is unchanged since the project was written.
    #[default]
    Unchanged,
    /// Its texts whatever they hold, because a person named them, too; lexicons that are unchanged.
    Texts,
    /// Anything: a person said that the project is their own.
    Anything,
}

/// A lexicon of the user's that a project names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lexicon {
    /// Its file, as it can be opened from here.
    pub path: PathBuf,
    /// SHA-256 of the file, in hexadecimal digits, if the project says it.
    pub sha256: Option<String>,
}

impl Lexicon {
    /// A lexicon that a person named.
    ///
    /// # Errors
    /// What reading the file says.
    pub fn new(path: &Path) -> Result<Self> {
        let sha256 = origin::sha256(&bytes::file(path, Budget::Lexicon)?);
        Ok(Self { path: path.to_owned(), sha256: Some(sha256) })
    }
}

/// The lexicons that a project names, and what of them may be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicons {
    /// The project, in whose folder they may be.
    pub project: PathBuf,
    /// The first before the others.
    pub files: Vec<Lexicon>,
    /// What of them may be read.
    pub outside: Outside,
}

impl Lexicons {
    /// What they and the built-in packs, if these are wanted, know of two texts; and the lexicons as they are now.
    ///
    /// # Errors
    /// What reading a lexicon says; [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) for one that may not be read, or is of other languages.
    pub fn known(&self, packs: bool, source: &Text, target: &Text) -> Result<(Sources, Vec<Lexicon>)> {
        let any = self.outside == Outside::Anything;
        let (mut lexicons, mut now) = (Vec::with_capacity(self.files.len()), Vec::with_capacity(self.files.len()));
        for Lexicon { path, sha256 } in &self.files {
            let (bytes, sha256) = read(&self.project, path, sha256.as_deref(), any, ("lexicon", Budget::Lexicon))?;
            lexicons.push((path.clone(), Arc::new(prior::parse(path, bytes)?)));
            now.push(Lexicon { path: path.clone(), sha256: Some(sha256) });
        }
        Ok((Sources::with_named(packs, lexicons, source.language(), target.language())?, now))
    }
}

/// Reads a file that a project names, once; its bytes and their SHA-256. `sha256` is what the project says of it, `any` is whether it may be another
/// outside of the project's folder, too.
pub(super) fn read(
    project: &Path,
    path: &Path,
    sha256: Option<&str>,
    any: bool,
    (what, budget): (&str, Budget),
) -> Result<(Vec<u8>, String)> {
    let refused = |why: &str| {
        let what = format!("its {what} {} leads out of its folder, by its name or by a link, and is {why}", path.display());
        let remedy =
            format!("put it into the folder, or, if the project is your own, run `diptych align {} --allow-outside`", project.display());
        Error::unusable(project, what, remedy)
    };
    if !any && open::asks_another_machine(path) {
        return Err(refused("on another machine"));
    }
    if !path.exists() {
        let what = format!("its {what} {} is not there", path.display());
        return Err(Error::unusable(project, what, "put it back, or write its new place into the project"));
    }
    let (bytes, is_outside) = bytes::named_by_a_file(origin::folder(project), path, budget)?;
    let digest = origin::sha256(&bytes);
    if is_outside && !any && sha256 != Some(&digest) {
        return Err(refused("not what it was when the project was written"));
    }
    Ok((bytes, digest))
}
