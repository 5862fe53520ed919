//! One program at a time: a project's lock, held by the operating system, so that it ends with the program that holds it, however that
//! ends.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::source::open;

/// A project that is ours as long as this lives: `book.diptych.lock` beside it, with the number of our process in it.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    file: File,
}

impl Lock {
    /// Takes the lock of a project.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) that names the process that has it, [`ErrorKind::Io`](crate::ErrorKind::Io) if there can be no lock.
    pub fn take(project: &Path) -> Result<Self> {
        let mut name = project.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let cannot = |error| Error::io(&path, "lock", error);
        loop {
            let mut file = open::own(&path, "lock", File::options().read(true).write(true).create(true).truncate(false))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    // The process number is a courtesy: if it cannot be read, it is left out.
                    let _ = file.read_to_string(&mut holder);
                    let who = holder.trim().parse::<u32>().map_or_else(|_| "another program".to_owned(), |id| format!("process {id}"));
                    let what = format!("{who} has this project open");
                    return Err(Error::unusable(project, what, "close it there first"));
                }
                Err(TryLockError::Error(error)) => return Err(cannot(error)),
            }
            // The one who had it may have removed the file between our opening and our locking it.
            if !is_there(&file, &path) {
                continue;
            }
            file.set_len(0).and_then(|()| file.rewind()).map_err(cannot)?;
            writeln!(file, "{}", std::process::id()).map_err(cannot)?;
            return Ok(Self { path, file });
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A file that is left behind does no harm: the lock is not in it.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

#[cfg(unix)]
fn is_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    fs::symlink_metadata(path).ok().map(identity) == file.metadata().ok().map(identity)
}

#[cfg(not(unix))]
fn is_there(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_the_lock_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (project, victim) = (folder.path().join("a.diptych"), folder.path().join("victim"));
        fs::write(&victim, "precious").unwrap();
        std::os::unix::fs::symlink(&victim, folder.path().join("a.diptych.lock")).unwrap();
        let refused = Lock::take(&project).unwrap_err().to_string();
        assert!(refused.contains("a.diptych.lock: this is a link or no regular file"), "{refused}");
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
        fs::remove_file(folder.path().join("a.diptych.lock")).unwrap();
        drop(Lock::take(&project).unwrap());
        assert!(!folder.path().join("a.diptych.lock").exists());
    }
}
