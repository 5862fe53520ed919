//! What could not be checked on this machine. A test that lacks a program or data notes it here and returns; `tests/unchecked.rs`, which
//! runs last, lists all of it in one line. Where `CI=true`, nothing may be missing.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the processes of one run of `cargo test` write what they leave out: a line a thing. They have their parent in common.
pub fn record() -> PathBuf {
    #[cfg(unix)]
    let run = std::os::unix::process::parent_id();
    #[cfg(not(unix))]
    let run = 0;
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("unchecked").join(run.to_string())
}

/// Notes that something is not there; panics where it must be.
pub fn missing(what: &str) {
    left_out(what);
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{what} is missing, and CI=true: nothing may be left out");
}

/// Notes what is left out on purpose, because another step checks it.
pub fn left_out(what: &str) {
    let record = record();
    fs::create_dir_all(record.parent().unwrap()).unwrap();
    // One write, so that lines of several processes do not mix.
    OpenOptions::new().create(true).append(true).open(record).unwrap().write_all(format!("{what}\n").as_bytes()).unwrap();
}

/// The program as it is called, if it is in the path; else it is noted.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file());
    if found.is_none() {
        missing(name);
    }
    found
}
