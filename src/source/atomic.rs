//! Puts files in place only when they are complete, so that no reader ever sees half a file and a full disk leaves nothing behind.
//!
//! A file is written beside its place without a name (`nameless`), so that nothing of it is left however the program ends; only when it is
//! complete it gets a temporary name and is renamed over what is there. Where the system knows no files without names, it has the temporary
//! name (new, by `O_EXCL`) from the beginning. A place that a person named may be a link, which stays one; what is no regular file there
//! (`/dev/stdout`, a pipe) cannot be renamed over and is written to. In a folder of the program's own no link is followed: the file replaces
//! the link, and what that led to is not touched.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::nameless;
use super::open::open;
use super::unusable;
use crate::error::{Error, Result};

/// Writes a file that a person named.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) or [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) naming the file, if it cannot be written; then nothing is left behind.
pub fn file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    written(Output::named(path)?, path, write)
}

/// Writes a file in a folder of the program's own. Until it is complete it is in the folder `unfinished`, on the same disk, if one is given: if the
/// program is killed, that is where its remains are.
///
/// # Errors
/// As [`file()`].
pub fn own(path: &Path, unfinished: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    written(Output::own(path, unfinished)?, path, write)
}

/// Writes a file that a person named; when this returns it is synced to disk, its name included, and the old contents are no longer needed.
///
/// # Errors
/// As [`file()`].
pub fn file_for_good(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut output = Output::named(path)?;
    let written = write(&mut output.out).and_then(|()| output.out.flush()).and_then(|()| output.out.get_ref().sync_all());
    written.map_err(|error| Error::io(path, "write", error))?;
    put(output.complete()?)?;
    folder_for_good(path).map_err(|error| Error::io(path, "write", error))
}

/// Copies a file with its permissions to a place of the program's own.
///
/// # Errors
/// As [`file()`], or if it cannot be read.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut file = open(from)?;
    let output = Output::own(to, None)?;
    let permissions = file.metadata().map(|metadata| metadata.permissions());
    permissions.and_then(|permissions| output.out.get_ref().set_permissions(permissions)).map_err(|error| Error::io(to, "write", error))?;
    written(output, to, |out| io::copy(&mut file, out).map(|_| ()))
}

/// Syncs the folder of a file, so that adding or removing the file survives a crash.
///
/// # Errors
/// Errors of the system.
pub fn folder_for_good(path: &Path) -> io::Result<()> {
    // Elsewhere folders cannot be opened, and need not be.
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}

fn written(mut output: Output, path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    write(&mut output.out).map_err(|error| Error::io(path, "write", error))?;
    put(output.complete()?)
}

/// Writes files that belong together, all or none: `write` is called for each with its number. If a folder `unfinished` is given, they are the
/// program's [`own`], else a person named them.
///
/// # Errors
/// As [`file()`].
pub fn files(unfinished: Option<&Path>, paths: &[PathBuf], mut write: impl FnMut(usize, &mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut complete = Vec::with_capacity(paths.len());
    for (number, path) in paths.iter().enumerate() {
        let mut output = if unfinished.is_some() { Output::own(path, unfinished) } else { Output::named(path) }?;
        write(number, &mut output.out).map_err(|error| Error::io(path, "write", error))?;
        complete.push(output.complete()?);
    }
    complete.into_iter().try_for_each(put)
}

/// Whether a file can have this place, as far as can be told without writing: for saying so before long work, not after.
///
/// # Errors
/// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if the place is a directory, or in a folder that does not exist.
pub fn check(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(unusable(path, "this is a directory", "name a file to be written in it"));
    }
    match folder_of(path) {
        folder if folder.is_dir() => Ok(()),
        folder => Err(unusable(path, &format!("the folder {} does not exist", folder.display()), "create it first")),
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A file that is being written.
struct Output {
    place: PathBuf,
    out: BufWriter<File>,
    stands: Stands,
}

/// Where it stands meanwhile.
enum Stands {
    /// In its place already.
    There,
    /// Nowhere, on the disk of this folder.
    Nowhere(PathBuf),
    /// Under a temporary name.
    Named(TempPath),
}

/// A file that is written, and is to be put in its place.
struct Complete {
    place: PathBuf,
    file: File,
    stands: Stands,
}

impl Output {
    fn named(path: &Path) -> Result<Self> {
        check(path)?;
        // Through symbolic links, so that they stay links.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&place).is_ok_and(|metadata| !metadata.is_file()) {
            let file = File::options().write(true).open(&place).map_err(|error| Error::io(path, "write", error))?;
            return Ok(Self { place, out: BufWriter::new(file), stands: Stands::There });
        }
        Self::beside(path, place, None)
    }

    fn own(path: &Path, unfinished: Option<&Path>) -> Result<Self> {
        check(path)?;
        Self::beside(path, path.to_owned(), unfinished)
    }

    fn beside(path: &Path, place: PathBuf, unfinished: Option<&Path>) -> Result<Self> {
        let folder = unfinished.unwrap_or_else(|| folder_of(&place));
        let create = || {
            let (file, stands) = match nameless::create(folder) {
                Some(file) => (file, Stands::Nowhere(folder.to_owned())),
                None => {
                    let (file, temporary) = temporaries().tempfile_in(folder)?.into_parts();
                    (file, Stands::Named(temporary))
                }
            };
            if let Some(metadata) = fs::symlink_metadata(&place).ok().filter(fs::Metadata::is_file) {
                file.set_permissions(metadata.permissions())?;
            }
            Ok((file, stands))
        };
        let (file, stands) = create().map_err(|error| Error::io(path, "create", error))?;
        Ok(Self { place, out: BufWriter::new(file), stands })
    }

    fn complete(self) -> Result<Complete> {
        let file = self.out.into_inner().map_err(|error| Error::io(&self.place, "write", error.into_error()))?;
        Ok(Complete { place: self.place, file, stands: self.stands })
    }
}

/// Temporary names, and files of them with the rights that any new file gets; the user's mask is taken off by the system.
fn temporaries() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".diptych-");
    builder
}

fn put(Complete { place, file, stands }: Complete) -> Result<()> {
    let named = match stands {
        Stands::There => return Ok(()),
        Stands::Named(temporary) => Ok(temporary),
        Stands::Nowhere(folder) => temporaries().make_in(folder, |path| nameless::name(&file, path)).map(|file| file.into_temp_path()),
    };
    let put = named.and_then(|temporary| temporary.persist(&place).map_err(|error| error.error));
    put.map_err(|error| Error::io(&place, "write", error))
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

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_where_a_person_named_them() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let text = |name: &str| fs::read_to_string(at(name)).unwrap();
        fs::write(at("victim"), "precious").unwrap();
        std::os::unix::fs::symlink(at("victim"), at("link")).unwrap();
        own(&at("link"), None, |out| out.write_all(b"own")).unwrap();
        assert_eq!((text("link"), text("victim")), ("own".into(), "precious".into()));
        std::os::unix::fs::symlink(at("victim"), at("named")).unwrap();
        file(&at("named"), |out| out.write_all(b"new")).unwrap();
        assert_eq!((text("victim"), at("named").is_symlink()), ("new".into(), true));
        fs::set_permissions(at("victim"), fs::Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink(at("own"), at("copy")).unwrap();
        copy(&at("victim"), &at("copy")).unwrap();
        assert_eq!((text("copy"), at("own").exists()), ("new".into(), false));
        assert_eq!(fs::metadata(at("copy")).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
