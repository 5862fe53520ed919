//! Puts files in place only when they are complete, so that no reader ever sees half a file and a full disk leaves nothing behind.
//!
//! A file is written beside its place without a name (`nameless`), so that nothing of it is left if the program ends meanwhile; only when it is
//! complete it gets a temporary name, `.diptych-` and six characters, and is renamed over what is there. If the program is killed between
//! those two, that name is left. Where the system or the disk knows no files without names, it has the temporary name (new, by `O_EXCL`) from the
//! beginning, and a program that is killed leaves it.
//!
//! A place that a person named may be a link, which stays one (`named`); what is no regular file there (a terminal, a pipe that somebody
//! reads) or is open already (`/dev/stdout`) cannot be renamed over and is written to. So is, with the complete contents and as a last resort, a
//! file that the system does not let go, because something is mounted on it, say. In a folder of the program's own no link is followed: the
//! file replaces the link, and what that led to is not touched.

use std::fs::{self, File, FileType, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{PathPersistError, TempPath};

use super::named::{self, Goes};
use super::{nameless, open, unusable};
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

/// Writes a file of the program's own; when this returns it is synced to disk, its name included, and the old contents are no longer needed. Gives
/// the file; while that is open, on unix, it is locked, and was so before it had its name.
///
/// # Errors
/// As [`file()`].
pub fn own_for_good(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<File> {
    open::own_place(path)?;
    let mut output = Output::own(path, None)?;
    let written = write(&mut output.out).and_then(|()| output.out.flush()).and_then(|()| output.out.get_ref().sync_all());
    let locked = written.and_then(|()| output.out.get_ref().try_clone()).map_err(|error| Error::io(path, "write", error))?;
    // Elsewhere nobody could read what is locked. Where there are no locks, there is none.
    if cfg!(unix) {
        let _ = locked.try_lock();
    }
    put(output.complete()?)?;
    folder_for_good(path).map_err(|error| Error::io(path, "write", error))?;
    Ok(locked)
}

/// Copies a file of the program's own with its permissions to another place of its own.
///
/// # Errors
/// As [`file()`], or if it cannot be read; [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if something else than a regular file is there.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    open::own_place(to)?;
    let mut file = open::own_to_read(from)?;
    let output = Output::own(to, None)?;
    let permissions = file.metadata().map(|metadata| metadata.permissions());
    permissions
        .and_then(|permissions| output.out.get_ref().set_permissions(plain(permissions)))
        .map_err(|error| Error::io(to, "write", error))?;
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

/// Writes files that belong together: none is put in its place before all are complete. `write` is called for each with its number. Should the
/// system refuse to rename one then, those before it are in their places. If a folder `unfinished` is given, they are the
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
    /// In a folder of the program's own, not named by a person.
    is_own: bool,
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
    is_own: bool,
}

impl Output {
    fn named(path: &Path) -> Result<Self> {
        let place = match named::goes(path)? {
            Goes::Into(file) => {
                return Ok(Self { place: path.to_owned(), out: BufWriter::new(file), stands: Stands::There, is_own: false });
            }
            Goes::To(place) => place,
        };
        if let Some(kind) = fs::metadata(&place).ok().map(|metadata| metadata.file_type()).filter(|kind| !kind.is_file()) {
            let file = special(path, &place, kind)?;
            return Ok(Self { place, out: BufWriter::new(file), stands: Stands::There, is_own: false });
        }
        Ok(Self { is_own: false, ..Self::beside(path, place, None)? })
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
                file.set_permissions(plain(metadata.permissions()))?;
            }
            Ok((file, stands))
        };
        let (file, stands) = create().map_err(|error| Error::io(path, "create", error))?;
        Ok(Self { place, out: BufWriter::new(file), stands, is_own: true })
    }

    fn complete(self) -> Result<Complete> {
        let file = self.out.into_inner().map_err(|error| Error::io(&self.place, "write", error.into_error()))?;
        Ok(Complete { place: self.place, file, stands: self.stands, is_own: self.is_own })
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

/// Permissions without those by which a program runs as somebody else.
fn plain(permissions: Permissions) -> Permissions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Permissions::from_mode(permissions.mode() & 0o777)
    }
    #[cfg(not(unix))]
    permissions
}

/// Opens what is no regular file, for writing: a terminal, say, or a pipe that somebody reads.
#[cfg(unix)]
fn special(path: &Path, place: &Path, kind: FileType) -> Result<File> {
    use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};

    use super::limits::READER_TIME;
    if kind.is_block_device() || kind.is_socket() {
        return Err(unusable(path, "this is a disk or a socket, not a file", "name a file to be written"));
    }
    let cannot = |error| Error::io(path, "write", error);
    let open = |flags| File::options().write(true).custom_flags(flags).open(place);
    if !kind.is_fifo() {
        return open(0).map_err(cannot);
    }
    // Opening a pipe to write waits for a reader, who may never come.
    let began = std::time::Instant::now();
    loop {
        match open(libc::O_NONBLOCK) {
            Err(error) if error.raw_os_error() == Some(libc::ENXIO) && began.elapsed() > READER_TIME => {
                return Err(unusable(path, "this is a pipe that nobody reads", "start its reader first, or name a file"));
            }
            Err(error) if error.raw_os_error() == Some(libc::ENXIO) => std::thread::sleep(READER_TIME / 50),
            Err(error) => return Err(cannot(error)),
            // Open until the other one is, which waits when the pipe is full, or the reader would take this for the end.
            Ok(_held) => return open(0).map_err(cannot),
        }
    }
}

#[cfg(not(unix))]
fn special(path: &Path, place: &Path, _: FileType) -> Result<File> {
    File::options().write(true).open(place).map_err(|error| Error::io(path, "write", error))
}

fn put(Complete { place, file, stands, is_own }: Complete) -> Result<()> {
    let named = match stands {
        Stands::There => return Ok(()),
        Stands::Named(temporary) => Ok(temporary),
        Stands::Nowhere(folder) => temporaries().make_in(folder, |path| nameless::name(&file, path)).map(|file| file.into_temp_path()),
    };
    let put = named.and_then(|temporary| match temporary.persist(&place) {
        Err(PathPersistError { error, path }) if !is_own && is_held(&error, &place) => in_place(&path, &place),
        put => put.map_err(|error| error.error),
    });
    put.map_err(|error| Error::io(&place, "write", error))
}

/// Whether the system does not let a file be replaced that is there: something is mounted on it, or the folder lets only owners do that.
fn is_held(error: &io::Error, place: &Path) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, ResourceBusy};
    cfg!(unix) && [CrossesDevices, PermissionDenied, ResourceBusy].contains(&error.kind()) && place.is_file()
}

/// Copies a complete file over the contents of one that cannot be replaced.
fn in_place(complete: &Path, place: &Path) -> io::Result<()> {
    let mut complete = File::open(complete)?;
    let mut out = File::options().write(true).truncate(true).open(place)?;
    io::copy(&mut complete, &mut out).map(|_| ())
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
        assert!(copy(&at("victim"), &at("copy")).unwrap_err().to_string().contains("a link or no regular file"));
        assert!(own_for_good(&at("copy"), |out| out.write_all(b"own")).is_err() && copy(&at("named"), &at("new")).is_err());
        assert!(!at("own").exists() && !at("new").exists());
        fs::remove_file(at("copy")).unwrap();
        copy(&at("victim"), &at("copy")).unwrap();
        assert_eq!(text("copy"), "new");
        assert_eq!(fs::metadata(at("copy")).unwrap().permissions().mode() & 0o777, 0o600);
        // A program that runs as its owner is not made of what somebody else wrote.
        fs::set_permissions(at("copy"), fs::Permissions::from_mode(0o6755)).unwrap();
        file(&at("copy"), |out| out.write_all(b"own")).unwrap();
        assert_eq!(fs::metadata(at("copy")).unwrap().permissions().mode() & 0o7777, 0o755);
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_replaced_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("mounted"), "a longer text").unwrap();
        fs::write(at("complete"), "text").unwrap();
        for error in [libc::EBUSY, libc::EXDEV, libc::EPERM] {
            let error = io::Error::from_raw_os_error(error);
            assert!(is_held(&error, &at("mounted")) && !is_held(&error, &at("none")));
        }
        assert!(!is_held(&io::Error::from_raw_os_error(libc::ENOSPC), &at("mounted")));
        in_place(&at("complete"), &at("mounted")).unwrap();
        assert_eq!(fs::read_to_string(at("mounted")).unwrap(), "text");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_written_to_if_somebody_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let refused = file(&pipe, |out| out.write_all(b"text")).unwrap_err().to_string();
        assert!(refused.ends_with("pipe: this is a pipe that nobody reads; start its reader first, or name a file"), "{refused}");
        // More than a pipe holds.
        let long = "text".repeat(100_000);
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).unwrap()
        });
        file(&pipe, |out| out.write_all(long.as_bytes())).unwrap();
        assert!(reader.join().unwrap() == long);
        std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        assert!(file(&folder.path().join("socket"), |_| Ok(())).unwrap_err().to_string().contains("a disk or a socket"));
    }
}
