//! Fuzzes [`diptych_fuzz::run`] under the name of this program.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| diptych_fuzz::run(env!("CARGO_BIN_NAME"), data));
