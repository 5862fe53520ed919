//! Everything that opens a file goes through here.

use std::path::Path;

use crate::error::{Error, ErrorKind};

pub(crate) mod archive;
pub mod atomic;
mod binary;
pub(crate) mod charset;
pub(crate) mod packed;
mod runs;
pub(crate) mod xml;

/// Longer files are refused: a text and its offsets would not fit the memory of the machines this is made for.
pub(crate) const MAX_BYTES: u64 = 1 << 32;

pub(crate) fn too_long(path: &Path) -> Error {
    unusable(path, "the file is longer than 4 GiB", "split it")
}

pub(crate) fn unusable(path: &Path, what: &str, remedy: &str) -> Error {
    Error::new(path, ErrorKind::Unusable { what: what.into(), remedy: remedy.into() })
}
