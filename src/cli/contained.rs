//! The program as its own child, which reads PDFs and may be ended by them ([`contained`]).

use std::env;
use std::io;
use std::process::{self, ExitCode};

use diptych::formats::pdf;
use diptych::internal::source::contained;

use super::{EXIT_FAILURE, EXIT_SUCCESS};

/// What the program is started with to be such a child. It is no subcommand, because nobody should type it.
const ARGUMENT: &str = "--read-pdf-contained";

/// Is the child if this is one, and gives its exit code; else says that this program can have children.
pub(crate) fn begin() -> Option<ExitCode> {
    let mut arguments = env::args_os().skip(1);
    let is_child = arguments.next().is_some_and(|first| first == ARGUMENT) && arguments.next().is_none();
    if !is_child {
        contained::offer(ARGUMENT);
        return None;
    }
    let served = pdf::serve(io::stdin(), io::stdout(), |code| process::exit(code.into()));
    Some(ExitCode::from(if served.is_ok() { EXIT_SUCCESS } else { EXIT_FAILURE }))
}
