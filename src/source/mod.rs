//! Everything that opens, unpacks, decodes or writes a file: one layer, so that a bound, a check or a rule about links is made in one place.
//!
//! What comes from outside may have been made to do harm. Here it is opened ([`open`](mod@open)), read within its budget ([`bytes`], [`limits`]), taken out of archives,
//! decoded strictly, and, where it is XML, read within bounds; what is written is put in place when it is complete ([`atomic`]). No other module
//! opens files.

use std::path::Path;

use crate::error::Error;

pub(crate) mod archive;
pub mod atomic;
mod binary;
pub mod bytes;
pub mod charset;
pub mod limits;
pub mod open;
mod runs;
pub(crate) mod tmx;
pub(crate) mod walk;
pub(crate) mod xml;

pub use limits::Budget;

pub(crate) fn unusable(path: &Path, what: &str, remedy: &str) -> Error {
    Error::unusable(path, what, remedy)
}
