//! Fuzzes what the target named as this program does: see `src/targets.rs`.
#![no_main]

use diptych_fuzz::{plant, run};

libfuzzer_sys::fuzz_target!(init: plant(env!("CARGO_BIN_NAME")), |data: &[u8]| run(env!("CARGO_BIN_NAME"), data));
