//! The command line: parse, run, exit code. Everything else is in [`cli`], and all the work in the library.

use std::process::ExitCode;

use clap::Parser;

mod cli;

fn main() -> ExitCode {
    #[cfg(feature = "pdf")]
    if let Some(code) = cli::contained::begin() {
        return code;
    }
    let arguments = match cli::Cli::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return cli::refuse(&error),
    };
    match cli::run(arguments) {
        Ok(()) => ExitCode::from(cli::EXIT_SUCCESS),
        Err(error) => cli::report(&error),
    }
}
