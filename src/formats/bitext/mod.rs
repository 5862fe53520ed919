//! Reads a file that holds a bitext: two texts and their alignment, the reverse of [`write`](mod@crate::formats::output).
//!
//! Separate from [`read`](crate::formats::document), because here both sides and the beads are found at once and nothing is aligned. Each
//! reader turns its format into rows, one for each bead, from which `collect.rs` builds the texts. The format is recognised by the name of
//! the file, or by how it begins.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::formats::output::Bitext;
use crate::formats::{ALL, Format, asked_by, moses};
use crate::model::{Alignment, Pair, Text};
use crate::source::{self, Budget, charset};

pub(super) mod collect;
pub(super) mod columns;
pub(super) mod ids;
pub(super) mod linked;
pub(super) mod marked;

/// Two texts and their alignment, as a file holds them.
#[derive(Clone, Debug, PartialEq)]
pub struct Aligned {
    /// The source text: the sentences of the file in their order.
    pub source: Text,
    /// The target text.
    pub target: Text,
    /// The beads. Where the file says no confidence, it is 1.
    pub alignment: Alignment,
    /// The files it was read from, links and the sentences they link alike.
    pub files: Vec<PathBuf>,
}

impl Aligned {
    /// The bitext, to be written.
    ///
    /// # Errors
    /// None in practice; see [`Bitext::new`].
    pub fn bitext(&self) -> Result<Bitext<'_>> {
        Bitext::new(&self.source, &self.target, &self.alignment)
    }
}

/// What the user says of a file beyond its name.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Its format, if its name and its beginning do not tell.
    pub format: Option<Format>,
    /// The languages, where the file names none or several.
    pub languages: Pair<Option<String>>,
    /// The two texts, for formats that hold nothing but ids.
    pub texts: Option<Pair<Text>>,
}

/// Reads a bitext.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if a file cannot be read, [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) or [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is not of its format, or of one that
/// holds no bitext.
pub fn read(path: impl AsRef<Path>, options: &Options) -> Result<Aligned> {
    let path = path.as_ref();
    match options.format.map_or_else(|| format(path), Ok)?.bitext {
        Ok(read) => {
            let mut aligned = read(path, options)?;
            if aligned.files.is_empty() {
                aligned.files.push(path.to_owned());
            }
            Ok(aligned)
        }
        Err(why) => Err(Error::unusable(path, format!("{why}, and cannot be read back"), "name another file, or its format with --from")),
    }
}

/// The format of a file: by its name, else by what it begins with.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read, [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is of no format that is known.
pub fn format(path: &Path) -> Result<Format> {
    asked_by(path).map_or_else(|| of_contents(path), Ok)
}

/// The format of a file whose name says nothing, by what it begins with.
fn of_contents(path: &Path) -> Result<Format> {
    if !path.exists() && moses::are_there(path) {
        return Ok(&moses::FORMAT);
    }
    let head: String = text(path)?.trim_start().chars().take(2000).collect();
    let found = ALL.iter().copied().find(|format| (format.begins)(&head));
    found.ok_or_else(|| Error::unusable(path, "this is no format of bitexts that is known", "name its format with --from"))
}

/// What a file holds, and how long it is as it lies on the disk, which says how much may honestly be in it.
#[derive(Debug)]
pub(crate) struct Contents {
    pub text: String,
    pub packed: usize,
}

impl Deref for Contents {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// The text of a file in UTF-8, or in UTF-16 with a byte-order mark, as Excel writes it.
pub(crate) fn text(path: &Path) -> Result<Contents> {
    let (bytes, packed) = bytes(path)?;
    Ok(Contents { text: charset::unicode(path, bytes)?, packed })
}

/// The bytes of a file, unpacked if it is packed, and how many it has as it lies on the disk.
pub(crate) fn bytes(path: &Path) -> Result<(Vec<u8>, usize)> {
    let bytes = source::bytes::file(path, Budget::Bitext)?;
    let packed = bytes.len();
    Ok((source::bytes::unpacked(path, bytes, Budget::Bitext)?, packed))
}
