//! The program as its own child, which reads PDFs and may be ended by them ([`contained`]).

use std::ffi::OsString;
use std::io;
use std::process;

use crate::formats::pdf;
use crate::source::contained;

use super::{EXIT_FAILURE, EXIT_SUCCESS};

/// What the program is started with to be such a child. It is no subcommand, because nobody should type it.
const ARGUMENT: &str = "--read-pdf-contained";

/// Is the child if this is one, and gives its exit code; else says that this program can have children.
pub(super) fn begin(typed: &[OsString]) -> Option<u8> {
    let is_child = matches!(typed, [_, only] if only == ARGUMENT);
    if !is_child {
        contained::offer(ARGUMENT);
        return None;
    }
    let served = pdf::serve(io::stdin(), io::stdout(), |code| process::exit(code.into()));
    Some(if served.is_ok() { EXIT_SUCCESS } else { EXIT_FAILURE })
}
