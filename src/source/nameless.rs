//! Files without names (`O_TMPFILE` of Linux): the system removes them when the program ends, by whatever signal, and even when the machine
//! does.

use std::fs::File;
use std::io;
use std::path::Path;

/// A new file on the disk of this folder, with the rights that any new file gets. `None` where there are no such files: on other systems, and
/// on disks that know none (of networks, say).
#[cfg(target_os = "linux")]
pub(super) fn create(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    let file = open(folder, OFlags::WRONLY | OFlags::TMPFILE | OFlags::CLOEXEC, Mode::from_raw_mode(0o666)).ok()?;
    let file = File::from(file);
    // By that it gets its name.
    address(&file).exists().then_some(file)
}

/// Gives such a file a name, on the disk where it was made.
///
/// # Errors
/// Errors of the system: `AlreadyExists` if the name is taken.
#[cfg(target_os = "linux")]
pub(super) fn name(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    Ok(linkat(CWD, address(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(target_os = "linux")]
fn address(file: &File) -> std::path::PathBuf {
    use std::os::fd::AsRawFd;
    format!("/proc/self/fd/{}", file.as_raw_fd()).into()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn create(_: &Path) -> Option<File> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(super) fn name(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn nothing_is_there_until_it_has_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let names = || std::fs::read_dir(folder.path()).unwrap().count();
        // Not every disk has such files.
        let Some(mut file) = create(folder.path()) else { return };
        file.write_all(b"text").unwrap();
        assert_eq!(names(), 0);
        let place = folder.path().join("a");
        name(&file, &place).unwrap();
        assert_eq!(std::fs::read_to_string(&place).unwrap(), "text");
        assert_eq!(name(&file, &place).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        drop(create(folder.path()));
        assert_eq!(names(), 1);
    }
}
