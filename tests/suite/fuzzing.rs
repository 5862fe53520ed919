//! The fuzz targets without a fuzzer: their seeds, damaged at random, for a few seconds each. `DIPTYCH_FUZZ_SECONDS=600 cargo test --test suite
//! fuzzing::` tries longer. What a fuzzer finds gets a test of its own, in `hostile.rs` or beside the code.

use std::time::{Duration, Instant};

use crate::support::damage::damaged_file;
use crate::support::dice::Dice;

#[path = "../../fuzz/src/targets.rs"]
pub mod targets;

/// Seconds for all targets together, unless `DIPTYCH_FUZZ_SECONDS` says something else.
const SECONDS: f64 = 60.0;

/// Rounds over the seeds at most, so that a fast machine tries what a slow one does and nothing else.
const ROUNDS: u64 = 300;

/// Tries a target for its share of the time, and each seed at least a few times.
fn try_out(name: &str) {
    let asked: Option<f64> = std::env::var("DIPTYCH_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let time = Duration::from_secs_f64(asked.unwrap_or(SECONDS) / targets::targets().count() as f64);
    let rounds = if asked.is_some() { u64::MAX } else { ROUNDS };
    let seeds = targets::seeds(name);
    seeds.iter().for_each(|seed| targets::run(name, seed));
    targets::run(name, &[]);
    let begun = Instant::now();
    for round in 0_u64.. {
        for (number, seed) in seeds.iter().enumerate() {
            let bytes = damaged_file(&mut Dice(round * 1000 + number as u64), seed);
            let answered = std::panic::catch_unwind(|| targets::run(name, &bytes));
            assert!(answered.is_ok(), "{name} breaks its promise in round {round}, seed {number}: {:?}", String::from_utf8_lossy(&bytes));
        }
        if round + 1 == rounds || round > 8 && begun.elapsed() > time {
            break;
        }
    }
}

macro_rules! tried {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            try_out(stringify!($name));
        })*

        #[test]
        fn every_target_is_tried_and_has_a_program() {
            let mut programs: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/fuzz_targets"))
                .unwrap()
                .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            let mut tried = vec![$(stringify!($name)),*];
            let mut all: Vec<&str> = targets::targets().map(|target| target.name).collect();
            (tried.sort_unstable(), all.sort_unstable(), programs.sort_unstable());
            assert_eq!(tried, all);
            assert_eq!(programs, all);
        }
    };
}

tried! { text markdown html docx odt epub pdf srt vtt tmx xliff po csv tsv xlsx gzip zstd bitext project journal stream batch list lexicon links form written align }
