//! Opens files: regular ones only and, where a folder is the unit, nothing that leads out of it.
//!
//! A file that a person names may be a link, or one of the process's own descriptors (`/dev/stdin`, or what a shell makes of `<(command)`).
//! Files that the program keeps beside a project or in a folder of results are another matter: whoever made the folder may have put a link
//! or a pipe in their place, so these are opened without following anything.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf, Prefix};

use super::unusable;
use crate::error::{Error, ErrorKind, Result};

/// Whether this is a name of a descriptor that is open already, or of nothing at all: exactly that, since `..` would lead from there to anything.
fn is_descriptor(path: &Path) -> bool {
    let is_number = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    path.to_str().is_some_and(|name| {
        let number = ["/dev/fd/", "/proc/self/fd/"].iter().find_map(|folder| name.strip_prefix(folder));
        ["/dev/stdin", "/dev/null"].contains(&name) || number.is_some_and(is_number)
    })
}

/// Opens a file that somebody named, for reading.
///
/// # Errors
/// [`ErrorKind::Io`] if it cannot be read, [`ErrorKind::Unusable`] if it is a directory, a device, or a pipe that has a name.
pub fn open(path: &Path) -> Result<File> {
    let remedy = "name a file, or send it to standard input";
    checked(path, remedy, |metadata| metadata.is_file() || is_descriptor(path))
}

/// Opens a file that another file names, for reading: a regular one, never a descriptor of this process.
///
/// # Errors
/// As [`open`].
pub(super) fn named_by_a_file(path: &Path) -> Result<File> {
    checked(path, IN_ITS_PLACE, Metadata::is_file)
}

/// Makes sure that a text that a list names is a regular file: nobody is to wait for what a pipe may say.
///
/// # Errors
/// As [`open`], without opening it.
pub fn listed(path: &Path) -> Result<()> {
    check(path, IN_ITS_PLACE, &fs::metadata(path).map_err(|error| Error::io(path, "read", error))?, Metadata::is_file)
}

/// What to do about a name in a file.
const IN_ITS_PLACE: &str = "name a file in its place";

fn checked(path: &Path, remedy: &str, fits: impl Fn(&Metadata) -> bool) -> Result<File> {
    let cannot = |error| Error::io(path, "read", error);
    // Checked before it is opened, because opening a pipe waits for a writer.
    check(path, remedy, &fs::metadata(path).map_err(cannot)?, &fits)?;
    let file = File::open(path).map_err(cannot)?;
    check(path, remedy, &file.metadata().map_err(cannot)?, &fits)?;
    Ok(file)
}

fn check(path: &Path, remedy: &str, metadata: &Metadata, fits: impl Fn(&Metadata) -> bool) -> Result<()> {
    if metadata.is_dir() {
        return Err(unusable(path, "this is a directory, not a file", "name the file in it"));
    }
    if fits(metadata) { Ok(()) } else { Err(unusable(path, "this is a pipe or a device, not a file", remedy)) }
}

/// Whether an open file lies outside of a folder: by `..` or a full name, by a link on the way, or because it has a second name (a hard link),
/// which may be anywhere.
///
/// # Errors
/// Errors of the system.
pub(super) fn is_outside(folder: &Path, path: &Path, file: &File) -> io::Result<bool> {
    Ok(names(&file.metadata()?) > 1 || !path.canonicalize()?.starts_with(folder.canonicalize()?))
}

/// How many names a file has.
#[cfg(unix)]
fn names(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

/// Whether opening this place would ask another machine, as on Windows a name that begins with `\\MACHINE` does, and tell it who asks.
pub(crate) fn asks_another_machine(path: &Path) -> bool {
    let local = |prefix: Prefix| matches!(prefix, Prefix::Disk(_) | Prefix::VerbatimDisk(_));
    path.components().any(|part| matches!(part, Component::Prefix(prefix) if !local(prefix.kind())))
}

/// Whether a file that was opened still is what has this name.
#[cfg(unix)]
pub fn is_still_there(file: &File, path: &Path) -> bool {
    let identity = |metadata: Metadata| {
        use std::os::unix::fs::MetadataExt;
        (metadata.dev(), metadata.ino())
    };
    fs::symlink_metadata(path).ok().map(identity) == file.metadata().ok().map(identity)
}

/// Whether a file that was opened still is what has this name: here it cannot be removed while it is open.
#[cfg(not(unix))]
pub fn is_still_there(_: &File, _: &Path) -> bool {
    true
}

/// Opens a file that the program itself keeps beside a project or in a folder of results. No link is followed, and what was put in its place
/// is not touched. `action` is what it is opened for, as a verb.
///
/// # Errors
/// [`ErrorKind::Io`] if it cannot be opened, [`ErrorKind::Unusable`] if it is a link, no regular file, or has another name elsewhere.
pub fn own(path: &Path, action: &'static str, options: &mut OpenOptions) -> Result<File> {
    let (file, metadata) = unfollowed(path, action, options)?;
    // What is written to a file that has another name is written there, too. A file just removed has none.
    if names(&metadata) > 1 {
        let what = "this file has a second name elsewhere (a hard link), and what is written to it would be written there, too";
        return Err(unusable(path, what, "put a copy in its place"));
    }
    Ok(file)
}

/// Opens such a file for reading, which does no harm to other names that it has.
///
/// # Errors
/// As [`own`].
pub fn own_to_read(path: &Path) -> Result<File> {
    Ok(unfollowed(path, "read", File::options().read(true))?.0)
}

/// The same, if it is there.
pub(super) fn own_if_there(path: &Path) -> Result<Option<File>> {
    match own_to_read(path) {
        Err(Error { kind: ErrorKind::Io { error, .. }, .. }) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        opened => opened.map(Some),
    }
}

fn unfollowed(path: &Path, action: &'static str, options: &mut OpenOptions) -> Result<(File, Metadata)> {
    let is_foreign = || own_place(path).is_err();
    // Links are not followed, and a pipe is not waited for.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NOFOLLOW | libc::O_NONBLOCK);
    if cfg!(not(unix)) && is_foreign() {
        return Err(foreign(path));
    }
    let cannot = |error| if is_foreign() { foreign(path) } else { Error::io(path, action, error) };
    let file = options.open(path).map_err(cannot)?;
    let metadata = file.metadata().map_err(cannot)?;
    if metadata.is_file() { Ok((file, metadata)) } else { Err(foreign(path)) }
}

/// Whether anything has this name, a link that leads nowhere included.
pub fn is_taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether the program may keep a file of its own in this place: nothing is there, or a regular file.
///
/// # Errors
/// [`ErrorKind::Unusable`] if something else is there.
pub fn own_place(path: &Path) -> Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) { Err(foreign(path)) } else { Ok(()) }
}

fn foreign(path: &Path) -> Error {
    unusable(path, "this is a link or no regular file, so it was not made by diptych", "see where it comes from, and move it away")
}

/// The place of a file in a folder of results, if no part of its name leads out of the folder, by `..` or by a link.
///
/// # Errors
/// [`ErrorKind::Unusable`] naming the part.
pub fn inside(folder: &Path, name: &str) -> Result<PathBuf> {
    let mut path = folder.to_owned();
    for part in Path::new(name).components() {
        path.push(part);
        let leads_out = !matches!(part, Component::Normal(_) | Component::CurDir);
        if leads_out || fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(unusable(&path, "this leads out of the folder of results", "remove it, or choose another folder"));
        }
    }
    Ok(path)
}

/// The place of a file that another file names, relative to its own folder: in that folder or below it. Where the other one is a link that
/// somebody named, its neighbours may be links to the neighbours of what it leads to.
///
/// # Errors
/// [`ErrorKind::Unusable`] if the name leads elsewhere, by `..`, by beginning at a root, or by a link.
pub fn beside(file: &Path, name: &str) -> Result<PathBuf> {
    let elsewhere = || {
        let what = format!("it names {name}, which does not lie in the folder of this file or below it");
        unusable(file, &what, "put that file into this folder, and its name without a folder into this file")
    };
    let mut depth = 0_usize;
    for part in Path::new(name).components() {
        depth = match part {
            Component::Normal(_) => depth + 1,
            Component::CurDir => depth,
            Component::ParentDir => depth.checked_sub(1).ok_or_else(elsewhere)?,
            Component::RootDir | Component::Prefix(_) => return Err(elsewhere()),
        };
    }
    let path = file.with_file_name(name);
    // What is not there, opening says.
    let Ok(place) = path.canonicalize() else { return Ok(path) };
    let named = super::atomic::folder_of(file).canonicalize();
    let led_to = file.canonicalize().map(|file| super::atomic::folder_of(&file).to_owned());
    if [named, led_to].iter().flatten().any(|folder| place.starts_with(folder)) {
        return Ok(path);
    }
    let what = format!("it names {name}, which is a link to something outside the folder of this file");
    Err(unusable(file, &what, "put a copy in its place"))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn directories_are_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let refused = open(folder.path()).unwrap_err().to_string();
        assert!(refused.ends_with("this is a directory, not a file; name the file in it"), "{refused}");
        assert!(open(&folder.path().join("none")).unwrap_err().to_string().contains("cannot read: "));
        let place = folder.path().join("a");
        fs::write(&place, "text").unwrap();
        let mut text = String::new();
        open(&place).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "text");
    }

    #[test]
    fn names_stay_inside() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(inside(folder.path(), "a/b.tsv").unwrap(), folder.path().join("a/b.tsv"));
        for name in ["../a", "a/../../b", "/etc/passwd"] {
            assert!(inside(folder.path(), name).unwrap_err().to_string().contains("leads out"), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_a_file_names_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["texts", "texts/en", "farm"] {
            fs::create_dir(at(name)).unwrap();
        }
        for name in ["outside", "texts/links", "texts/a", "texts/en/b"] {
            fs::write(at(name), "text").unwrap();
        }
        std::os::unix::fs::symlink(at("outside"), at("texts/link")).unwrap();
        std::os::unix::fs::symlink(folder.path(), at("texts/up")).unwrap();
        for name in ["links", "a"] {
            std::os::unix::fs::symlink(at("texts").join(name), at("farm").join(name)).unwrap();
        }
        let links = at("texts/links");
        for name in ["a", "./a", "en/b", "en/../a", "none"] {
            assert_eq!(beside(&links, name).unwrap(), at("texts").join(name));
        }
        let absolute = at("texts/a");
        for name in ["../outside", "en/../../outside", "link", "up/outside", absolute.to_str().unwrap(), "/dev/null"] {
            assert!(beside(&links, name).is_err_and(|error| error.to_string().contains(" the folder of this file")), "{name}");
        }
        assert!(beside(&at("farm/links"), "a").is_ok() && beside(&at("farm/a"), "../outside").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_outside_is_known_by_every_trick() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["in", "out", "out/folder"] {
            fs::create_dir(at(name)).unwrap();
        }
        for name in ["in/a", "in/twice", "out/b", "out/folder/c"] {
            fs::write(at(name), "text").unwrap();
        }
        fs::hard_link(at("in/twice"), at("in/again")).unwrap();
        std::os::unix::fs::symlink("../out/b", at("in/link")).unwrap();
        std::os::unix::fs::symlink("../out/folder", at("in/folder")).unwrap();
        std::os::unix::fs::symlink("a", at("in/near")).unwrap();
        let outside = |name: &str| is_outside(&at("in"), &at(name), &open(&at(name)).unwrap()).unwrap();
        for name in ["out/b", "in/../out/b", "in/link", "in/folder/c", "in/twice"] {
            assert!(outside(name), "{name}");
        }
        for name in ["in/a", "out/../in/a", "in/near"] {
            assert!(!outside(name), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_not_followed_where_the_program_keeps_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let opened = |name: &str| own(&at(name), "open", File::options().read(true).append(true).create(true));
        fs::write(at("victim"), "precious").unwrap();
        std::os::unix::fs::symlink(at("victim"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("nowhere"), at("dangling")).unwrap();
        std::os::unix::fs::symlink(folder.path(), at("folder")).unwrap();
        fs::hard_link(at("victim"), at("second")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        assert!(opened("second").unwrap_err().to_string().contains("a second name elsewhere"));
        for name in ["link", "dangling", "pipe", "folder"] {
            let refused = opened(name).map(|_| ()).unwrap_err().to_string();
            assert!(refused.contains("a link or no regular file"), "{name}: {refused}");
        }
        assert!(!at("nowhere").exists());
        assert!(inside(folder.path(), "folder/victim").is_err());
        assert!(open(&at("link")).is_ok());
        assert!(open(&at("pipe")).unwrap_err().to_string().contains("a pipe or a device"));
        assert!(open(Path::new("/dev/zero")).is_err() && open(Path::new("/dev/null")).is_ok());
        let round = format!("/dev/fd/../../..{}", at("pipe").display());
        for name in ["/dev/fd/../../../dev/zero", "/dev/fd/../null", "/dev/stdin/../zero", "/proc/self/fd/../../../dev/zero", &round] {
            assert!(open(Path::new(name)).is_err() && listed(Path::new(name)).is_err(), "{name}");
        }
        assert!(listed(&at("link")).is_ok() && listed(Path::new("/dev/null")).is_err());
        assert!(named_by_a_file(&at("victim")).is_ok() && named_by_a_file(&at("link")).is_ok());
        for place in [at("pipe"), "/dev/null".into(), "/dev/stdin".into(), "/dev/zero".into(), folder.path().into()] {
            assert!(named_by_a_file(&place).is_err(), "{}", place.display());
        }
        assert!(opened("new").is_ok() && opened("new").is_ok());
    }
}
