//! One program at a time: a project's lock, held by the operating system, so that it ends with the program that holds it, however that
//! ends.
//!
//! The lock is on a file of its own, which stays the same when the project is written anew, and on the project file, so that nobody gets in when
//! that file of its own was deleted.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::source::open;

/// A project that is ours as long as this lives: `book.diptych.lock` beside it, with the number of our process in it.
#[derive(Debug)]
pub struct Lock {
    project: PathBuf,
    path: PathBuf,
    file: File,
    /// The project file, locked too, if there is one.
    held: Option<File>,
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
        let file = taken(project, &path)?;
        let mut lock = Self { project: project.to_owned(), path, file, held: None };
        lock.held = held(project)?;
        Ok(lock)
    }

    /// Makes sure that the project still is ours: if somebody deleted the lock's file, there is one again; if the project file was replaced, its
    /// successor is locked, too.
    ///
    /// # Errors
    /// As [`take`](Self::take), if another process has it by now.
    pub fn keep(&mut self) -> Result<()> {
        if !open::is_still_there(&self.file, &self.path) {
            self.file = taken(&self.project, &self.path)?;
        }
        if !self.held.as_ref().is_some_and(|file| open::is_still_there(file, &self.project)) {
            self.held = held(&self.project)?;
        }
        Ok(())
    }

    /// The project file is this one now, which was locked before it was put in place.
    pub(super) fn passes_to(&mut self, project: File) {
        self.held = Some(project);
    }
}

/// The file of a lock, locked, with our number in it.
fn taken(project: &Path, path: &Path) -> Result<File> {
    let cannot = |error| Error::io(path, "lock", error);
    loop {
        let mut file = open::own(path, "lock", File::options().read(true).write(true).create(true).truncate(false))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The process number is a courtesy: if it cannot be read, it is left out.
                let _ = file.read_to_string(&mut holder);
                return Err(in_use(project, holder.trim().parse().ok()));
            }
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
        // The one who had it may have removed the file between our opening and our locking it.
        if !open::is_still_there(&file, path) {
            continue;
        }
        // So is writing it: what a full disk means is said when the project is written.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        return Ok(file);
    }
}

/// The project file, locked, if it is there and its disk has locks. Elsewhere than on unix others could not read it then, but neither could the
/// file of the lock be deleted.
fn held(project: &Path) -> Result<Option<File>> {
    if cfg!(not(unix)) || !open::is_taken(project) {
        return Ok(None);
    }
    let file = super::opened_own(project)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(in_use(project, None)),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

fn in_use(project: &Path, holder: Option<u32>) -> Error {
    let who = holder.map_or_else(|| "another program".to_owned(), |id| format!("process {id}"));
    Error::unusable(project, format!("{who} has this project open"), "close it there first")
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A file that is left behind does no harm: the lock is not in it. One that is somebody else's stays.
        if cfg!(unix) && open::is_still_there(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
        // A process that was started meanwhile may have them for a moment, too: closing them alone would not end the locks.
        let _ = self.file.unlock();
        let _ = self.held.as_ref().map(File::unlock);
    }
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

    #[cfg(unix)]
    #[test]
    fn who_deletes_the_lock_does_not_get_in() {
        let folder = tempfile::tempdir().unwrap();
        let (project, file) = (folder.path().join("a.diptych"), folder.path().join("a.diptych.lock"));
        fs::write(&project, "project").unwrap();
        let mut lock = Lock::take(&project).unwrap();
        let refused = || Lock::take(&project).map(drop).unwrap_err().to_string();
        assert!(refused().contains(&format!("process {} has this project open", std::process::id())));
        fs::remove_file(&file).unwrap();
        assert!(refused().contains("another program has this project open"));
        assert!(!file.exists());
        // The same after the project was written anew.
        lock.passes_to(crate::source::atomic::own_for_good(&project, |out| out.write_all(b"new")).unwrap());
        assert!(refused().contains("another program has this project open"));
        lock.keep().unwrap();
        assert!(refused().contains(&format!("process {} has", std::process::id())));
        // Somebody else's lock stays.
        fs::remove_file(&file).unwrap();
        fs::write(&file, "").unwrap();
        let other = File::open(&file).unwrap();
        other.try_lock().unwrap();
        assert!(lock.keep().unwrap_err().to_string().contains("another program has this project open"));
        drop(lock);
        assert!(file.exists());
        drop(other);
        drop(Lock::take(&project).unwrap());
    }
}
