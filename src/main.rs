//! The program: what was typed goes to [`diptych::cli`], and its exit code to the system.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(diptych::cli::main(env::args_os().collect()))
}
