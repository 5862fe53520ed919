//! The worst case for an aligner: thousands of equal lines. Time and memory must stay within bounds all the same; the program is watched
//! from outside and ended when it leaves them.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support;

/// Lines a side, most seconds, most megabytes: twice to four times what a busy machine with two cores takes.
const BOUNDS: (usize, u64, f64) = if cfg!(debug_assertions) { (1_000, 20, 400.0) } else { (10_000, 90, 2_500.0) };

fn watched(command: &mut Command) -> (Duration, f64) {
    let (_, seconds, megabytes) = BOUNDS;
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut peak = 0.0_f64;
    loop {
        // Gone as soon as it has ended, hence looked at before.
        peak = peak.max(support::peak_megabytes(&child.id().to_string()).unwrap_or(0.0));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return (start.elapsed(), peak);
        }
        let (taken, too_long) = (start.elapsed(), start.elapsed() > Duration::from_secs(seconds));
        if too_long || peak > megabytes {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("after {taken:.1?} it holds {peak:.0} MB and is not done; at most {seconds} s and {megabytes} MB were allowed");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn equal_lines_stay_within_time_and_memory() {
    let folder = tempfile::tempdir().unwrap();
    let lines = BOUNDS.0;
    let [source, target] = ["It is the same.", "C'est pareil."].map(|line| {
        let path = folder.path().join(line);
        std::fs::write(&path, format!("{line}\n").repeat(lines)).unwrap();
        path
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    command.arg("align").args([source, target]).args([
        "--split",
        "lines",
        "--to",
        "vecalign",
        "-q",
        "--source-lang",
        "en",
        "--target-lang",
        "fr",
    ]);
    let (time, peak) = watched(&mut command);
    println!("{lines} equal lines a side: {time:.1?}, {peak:.0} MB");
}
