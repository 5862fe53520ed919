//! Everything that opens, unpacks, decodes or writes a file, in one layer, so that a bound, a check or a rule about links is made in one
//! place.
//!
//! Input may have been made to do harm. Here it is opened ([`open`](mod@open)), read within its limit ([`bytes`], [`limits`]), taken out of
//! archives, decoded strictly and, if it is XML, read within bounds; what no bounds within this process can hold is done by a child process
//! (`contained`); output is put in place when it is complete ([`atomic`]). No other module opens files.

use std::path::Path;

use crate::error::Error;

pub(crate) mod archive;
pub mod atomic;
mod begun;
mod binary;
pub mod bytes;
pub mod charset;
#[cfg(feature = "pdf")]
pub mod contained;
pub mod limits;
pub mod machine;
mod named;
mod nameless;
pub mod open;
pub mod private;
mod runs;
pub(crate) mod tmx;
pub mod touched;
pub(crate) mod walk;
pub(crate) mod xml;

pub use begun::{Begun, Kind, begin};
pub use limits::Budget;
pub use touched::Touched;

pub(crate) fn unusable(path: &Path, what: &str, remedy: &str) -> Error {
    Error::unusable(path, what, remedy)
}
