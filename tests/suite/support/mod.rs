//! What tests and benchmarks share: a benchmark includes this module by its path.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use std::path::PathBuf;

pub mod bitext;
pub mod bombs;
pub mod book;
pub mod browser;
pub mod corrupted;
pub mod crowd;
pub mod damage;
pub mod dice;
pub mod documents;
pub mod folder;
pub mod free;
pub mod gold;
pub mod gold_sentences;
pub mod judges;
pub mod long;
pub mod made_up;
pub mod serving;
pub mod strangers;
pub mod unchecked;

/// The path of a file or folder of the shared data, which is no part of the project: under `$DIPTYCH_SHARED`, else under `../shared` beside it.
/// `None` if it is not there, which is noted, and said on standard error to whoever runs a benchmark. `DIPTYCH_SHARED=none` is to do without.
pub fn shared(relative: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DIPTYCH_SHARED");
    let path = match &root {
        Some(root) if root == "none" => {
            unchecked::left_out("what needs ../shared");
            return None;
        }
        Some(root) => PathBuf::from(root),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
    }
    .join(relative);
    if path.exists() {
        return Some(path);
    }
    eprintln!("{} is not there; set DIPTYCH_SHARED to the folder that holds the shared data", path.display());
    unchecked::missing(&format!("../shared/{relative}"));
    None
}

/// Most memory that a process has held so far, in megabytes (VmHWM of Linux); `pid` is a number or `self`. `None` where that is not known.
pub fn peak_megabytes(pid: &str) -> Option<f64> {
    status_megabytes(pid, "VmHWM:")
}

/// The same without the pages of its own program file that it has touched so far: the system shares and drops those as it likes.
pub fn peak_own_megabytes(pid: &str) -> Option<f64> {
    Some(status_megabytes(pid, "VmHWM:")? - status_megabytes(pid, "RssFile:")?)
}

fn status_megabytes(pid: &str, key: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix(key))?;
    Some(kilobytes.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
}
