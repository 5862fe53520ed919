//! Bytes in, a file at its place out, or no file at all.
//!
//! A result is written to a temporary file beside its place and renamed over it when it is complete, so that no reader ever sees half of
//! it and a full disk leaves nothing behind. What is not a regular file (`/dev/stdout`, a pipe) cannot be renamed over and is written to.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::error::{Error, ErrorKind, Result};

/// Writes one file.
///
/// # Errors
/// [`ErrorKind::Io`] or [`ErrorKind::Unusable`] naming the file, if it cannot be written; then nothing is left behind.
pub fn file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    file_of(Output::create(path, None)?, path, write)
}

/// The same, the file being in the folder `unfinished`, on the same disk, until it is complete: if the program is killed, that is where its
/// remains are.
///
/// # Errors
/// As [`file()`].
pub fn file_by(unfinished: &Path, path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    file_of(Output::create(path, Some(unfinished))?, path, write)
}

/// The same, on the disk itself when this returns, the name included: what was there before may then be forgotten.
///
/// # Errors
/// As [`file()`].
pub fn file_for_good(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut output = Output::create(path, None)?;
    let written = write(&mut output.out).and_then(|()| output.out.flush()).and_then(|()| output.out.get_ref().sync_all());
    written.map_err(|error| cannot("write", path, error))?;
    output.complete()?.put()?;
    folder_for_good(path).map_err(|error| cannot("write", path, error))
}

/// Makes what was done to the names in the folder of a file last: a file put there, or removed.
///
/// # Errors
/// What the system says.
pub fn folder_for_good(path: &Path) -> io::Result<()> {
    // Elsewhere folders cannot be opened, and need not be.
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}

fn file_of(mut output: Output, path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    write(&mut output.out).map_err(|error| cannot("write", path, error))?;
    output.complete()?.put()
}

/// Writes files that belong together, all or none: `write` is called for each with its number. They are in the folder `unfinished`, if one is
/// given, as [`file_by`] says.
///
/// # Errors
/// As [`file()`].
pub fn files(unfinished: Option<&Path>, paths: &[PathBuf], mut write: impl FnMut(usize, &mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut complete = Vec::with_capacity(paths.len());
    for (number, path) in paths.iter().enumerate() {
        let mut output = Output::create(path, unfinished)?;
        write(number, &mut output.out).map_err(|error| cannot("write", path, error))?;
        complete.push(output.complete()?);
    }
    complete.into_iter().try_for_each(Complete::put)
}

/// Whether a file can have this place, as far as can be told without writing: for saying so before long work, not after.
///
/// # Errors
/// [`ErrorKind::Unusable`] if the place is a directory, or in a folder that does not exist.
pub fn check(path: &Path) -> Result<()> {
    let unusable = |what: String, remedy: &str| Error::new(path, ErrorKind::Unusable { what, remedy: remedy.into() });
    if path.is_dir() {
        return Err(unusable("this is a directory".into(), "name a file to be written in it"));
    }
    match folder_of(path) {
        folder if folder.is_dir() => Ok(()),
        folder => Err(unusable(format!("the folder {} does not exist", folder.display()), "create it first")),
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn cannot(action: &'static str, path: &Path, error: io::Error) -> Error {
    Error::new(path, ErrorKind::Io { action, error })
}

/// A file that is being written.
struct Output {
    place: PathBuf,
    out: BufWriter<File>,
    temporary: Option<TempPath>,
}

/// A file that is written, but for one that replaces another not yet in place.
struct Complete {
    place: PathBuf,
    temporary: Option<TempPath>,
}

impl Output {
    fn create(path: &Path, unfinished: Option<&Path>) -> Result<Self> {
        check(path)?;
        // Through symbolic links, so that they stay links.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&place).ok();
        if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let file = File::options().write(true).open(&place).map_err(|error| cannot("write", path, error))?;
            return Ok(Self { place, out: BufWriter::new(file), temporary: None });
        }
        let folder = unfinished.unwrap_or_else(|| folder_of(&place));
        let temporary = beside(folder).map_err(|error| cannot("create", path, error))?;
        if let Some(metadata) = existing {
            temporary.as_file().set_permissions(metadata.permissions()).map_err(|error| cannot("create", path, error))?;
        }
        let (file, temporary) = temporary.into_parts();
        Ok(Self { place, out: BufWriter::new(file), temporary: Some(temporary) })
    }

    fn complete(self) -> Result<Complete> {
        let Self { place, out, temporary } = self;
        match out.into_inner() {
            Ok(_) => Ok(Complete { place, temporary }),
            Err(error) => Err(cannot("write", &place, error.into_error())),
        }
    }
}

impl Complete {
    fn put(self) -> Result<()> {
        let Some(temporary) = self.temporary else { return Ok(()) };
        temporary.persist(&self.place).map_err(|error| cannot("write", &self.place, error.error))
    }
}

#[cfg(unix)]
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // What any new file gets; the user's mask is taken off by the system.
    let permissions = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new().prefix(".diptych-").permissions(permissions).tempfile_in(folder)
}

#[cfg(not(unix))]
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".diptych-").tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("out.tsv");
        fs::write(&place, "before").unwrap();
        let failed = file(&place, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("disk full"))
        });
        assert_eq!(failed.unwrap_err().to_string(), format!("{}: cannot write: disk full; check the disk, or try again", place.display()));
        assert_eq!(fs::read_to_string(&place).unwrap(), "before");
        file(&place, |out| out.write_all(b"after")).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "after");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
