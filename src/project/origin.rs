//! Where a text of a project comes from: its file, how it is read, and its hashes.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::named;
use crate::error::{Error, Result};
use crate::formats::document::{self, ReadOptions};
use crate::lang;
use crate::model::Document;
use crate::source::{Budget, bytes};

/// Where a text of a project comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its file, as it can be opened from here.
    pub path: PathBuf,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// SHA-256 of the text as it was decoded or extracted: what ranges are ranges of.
    pub text_sha256: String,
    /// Its language, BCP 47.
    pub language: String,
    /// How it is read; its `language` is what the person said, if they did.
    pub read: ReadOptions,
}

/// SHA-256 in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The short hash that identifies a sentence.
pub(super) fn short(sentence: &str) -> u32 {
    let digest = Sha256::digest(sentence.as_bytes());
    digest.iter().take(4).fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(2 * digest.len()), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

impl Origin {
    /// Reads a text that a person named: the document, and where it comes from. `language` is found out if it is `None`.
    ///
    /// # Errors
    /// What [`document::file`] says.
    pub fn read(path: &Path, language: Option<&str>, read: ReadOptions) -> Result<(Document, Self)> {
        let contents = bytes::file(path, Budget::Text)?;
        // Of the bytes that are read, because the file may be another one the next moment.
        let sha256 = self::sha256(&contents);
        let document = document::bytes(path, contents, &read)?;
        let language = language.map_or_else(|| lang::of(&document), str::to_owned);
        let origin = Self { path: path.to_owned(), sha256, text_sha256: self::sha256(document.text().as_bytes()), language, read };
        Ok((document, origin))
    }

    /// Reads the document again, and says what its origin is now; `any` is whether it may have changed outside of the project's folder, too.
    ///
    /// # Errors
    /// What [`document::file`] says; a missing file is reported as the project's, and so is one that may not be read.
    pub(super) fn document(&self, project: &Path, any: bool) -> Result<(Arc<Document>, Self)> {
        let (contents, sha256) = named::read(project, &self.path, Some(&self.sha256), any, ("text", Budget::Text))?;
        let document = document::bytes(&self.path, contents, &self.read)?;
        let text_sha256 = self::sha256(document.text().as_bytes());
        let now = Self { sha256, text_sha256, ..self.clone() };
        Ok((Arc::new(document), now))
    }
}

/// The folder that a file is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file as seen from the folder of another one, with `/` between folders; the full path where there is no way, as between two drives.
pub(super) fn relative(path: &Path, from: &Path) -> Result<String> {
    let real = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let (there, here) = (real(folder(path)), real(folder(from)));
    let common = there.components().zip(here.components()).take_while(|(one, other)| one == other).count();
    let mut way: Vec<String> = Vec::new();
    let mut unsayable = false;
    let mut say = |part: &std::ffi::OsStr| match part.to_str() {
        Some(part) if !part.contains(['\n', '\r']) => part.to_owned(),
        _ => {
            unsayable = true;
            String::new()
        }
    };
    let full = common == 0 || matches!(there.components().nth(common), Some(Component::Prefix(_)));
    if full {
        way.push(say(there.as_os_str()));
    } else {
        way.extend(here.components().skip(common).map(|_| "..".to_owned()));
        way.extend(there.components().skip(common).map(|part| say(part.as_os_str())));
    }
    way.extend(path.file_name().map(say));
    if unsayable {
        let what = "a project cannot hold its name, which is no text or has a line break";
        return Err(Error::unusable(path, what, "rename the file"));
    }
    Ok(way.join("/"))
}

/// The other way round: a path of a project file as it can be opened from here.
pub(super) fn resolved(written: &str, project: &Path) -> PathBuf {
    match project.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.join(written),
        _ => PathBuf::from(written),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_project() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("texts/en")).unwrap();
        std::fs::create_dir(folder.path().join("projects")).unwrap();
        let project = folder.path().join("projects/book.diptych");
        let text = folder.path().join("texts/en/book.txt");
        std::fs::write(&text, "A book.").unwrap();
        let written = relative(&text, &project).unwrap();
        assert_eq!(written, "../texts/en/book.txt");
        assert_eq!(resolved(&written, &project).canonicalize().unwrap(), text.canonicalize().unwrap());
        assert_eq!(relative(&folder.path().join("projects/a b.txt"), &project).unwrap(), "a b.txt");
        assert_eq!(resolved("a.txt", Path::new("book.diptych")), Path::new("a.txt"));
        assert!(relative(&folder.path().join("a\nb"), &project).is_err());
    }

    #[test]
    fn hashes_are_those_of_other_programs() {
        // printf abc | sha256sum
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(short("abc"), 0xba78_16bf);
    }
}
