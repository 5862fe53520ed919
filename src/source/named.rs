//! Where an output goes that a person named: the name may be a link, or stand for what the program was given open.
//!
//! A link leads on to a file, be it there already or not. But `/dev/stdout` and the names of other descriptors lead to what somebody has opened:
//! a log that the shell appends to must not be replaced by another file of its name, nor written from its beginning.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::atomic::{check, folder_of};
use crate::error::{Error, Result};

/// Links that are followed one after the other, as many as Linux follows.
pub(super) const LINKS: usize = 40;

/// Where an output goes.
#[derive(Debug)]
pub(super) enum Goes {
    /// Into what is open already, after what is there.
    Into(File),
    /// To this place.
    To(PathBuf),
}

/// Where what is written under this name goes.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if links lead round or a descriptor is not open, and what [`check`] says of where links lead.
pub(super) fn goes(path: &Path) -> Result<Goes> {
    let cannot = |error| Error::io(path, "write", error);
    let mut place = path.to_owned();
    for _ in 0..=LINKS {
        check(&place)?;
        let Some(name) = place.file_name() else { return Ok(Goes::To(place)) };
        let folder = folder_of(&place).canonicalize().map_err(cannot)?;
        let real = folder.join(name);
        if let Some(opened) = opened(&real) {
            return Ok(opened.map_err(cannot)?.map_or(Goes::To(place), Goes::Into));
        }
        match fs::read_link(&real) {
            Ok(target) => place = folder.join(target),
            Err(_) => return Ok(Goes::To(place)),
        }
    }
    Err(cannot(io::Error::other("too many links lead to each other")))
}

/// If this is the name of a descriptor: what is written to, unless it is no file and can be opened like any other device or pipe.
#[cfg(unix)]
fn opened(place: &Path) -> Option<io::Result<Option<File>>> {
    let (folder, name) = (place.parent()?, place.file_name()?.to_str()?);
    let number = match (folder.to_str()?, name) {
        ("/dev", "stdin") => "0",
        ("/dev", "stdout") => "1",
        ("/dev", "stderr") => "2",
        (folder, number) if folder == "/dev/fd" || folder.starts_with("/proc/") && folder.ends_with("/fd") => number,
        _ => return None,
    };
    let of_another = folder.starts_with("/proc") && !Path::new("/proc/self").canonicalize().is_ok_and(|own| folder.starts_with(own));
    Some(match number {
        // A second descriptor of the same: it knows where the last one has stopped, and is it that the shell has opened.
        "1" if !of_another => duplicate(io::stdout()).map(Some),
        "2" if !of_another => duplicate(io::stderr()).map(Some),
        _ => match fs::metadata(place) {
            Ok(metadata) if metadata.is_file() => File::options().append(true).open(place).map(Some),
            Ok(_) => Ok(None),
            Err(error) => Err(error),
        },
    })
}

#[cfg(unix)]
fn duplicate(descriptor: impl std::os::fd::AsFd) -> io::Result<File> {
    descriptor.as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(not(unix))]
fn opened(_: &Path) -> Option<io::Result<Option<File>>> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_lead_on_and_descriptors_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        let at = |name: &str| folder.join(name);
        let to = |name: &str| match goes(&at(name)).map_err(|error| error.to_string())? {
            Goes::To(place) => Ok(Some(place)),
            Goes::Into(_) => Ok::<_, String>(None),
        };
        fs::create_dir(at("sub")).unwrap();
        for (target, link) in [("sub/new", "one"), ("one", "two"), ("none/new", "lost"), ("round", "round"), ("/dev/stdout", "out")] {
            symlink(target, at(link)).unwrap();
        }
        symlink("/dev/fd", at("all")).unwrap();
        for (name, place) in [("new", "new"), ("one", "sub/new"), ("two", "sub/new")] {
            assert_eq!(to(name), Ok(Some(at(place))));
        }
        assert!(to("lost").unwrap_err().contains("none does not exist") && to("round").unwrap_err().contains("too many links"));
        for name in ["out", "all/1", "all/2", "sub/../all/../fd/1"] {
            assert_eq!(to(name), Ok(None), "{name}");
        }
        assert!(to("all/987").is_err());
    }
}
