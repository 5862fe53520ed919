//! What tests and benchmarks share: a benchmark includes this module by its path.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::io::Write;
use std::path::PathBuf;

pub mod bitext;
pub mod book;
pub mod browser;
pub mod careless;
pub mod dice;
pub mod documents;
pub mod folder;
pub mod gold;
pub mod gold_sentences;
pub mod long;
pub mod made_up;
pub mod serving;

/// The path of a file or folder of the shared data: under `$DIPTYCH_SHARED`, else under `../shared` beside the project. `None`, said loudly on
/// standard error, if it is not there: the caller skips what it wanted to measure.
pub fn shared(relative: &str) -> Option<PathBuf> {
    let root =
        std::env::var_os("DIPTYCH_SHARED").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(relative);
    if path.exists() {
        return Some(path);
    }
    // Not through `eprintln!`, which a passing test swallows.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED: {} is not there; set DIPTYCH_SHARED to the folder that holds the shared data",
        path.display()
    );
    None
}

/// Most memory that a process has held so far, in megabytes (VmHWM of Linux); `pid` is a number or `self`. `None` where that is not known.
pub fn peak_megabytes(pid: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(kilobytes.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
}
