//! Reads a file that holds a bitext: two texts and their alignment, the reverse of [`write`](mod@crate::formats::output).
//!
//! Separate from [`read`](crate::formats::document), because here both sides and the beads are found at once and nothing is aligned. Each
//! reader turns its format into rows, one for each bead, from which `collect.rs` builds the texts. The format is recognised by the name of
//! the file, or by how it begins.

use std::ffi::OsStr;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::formats::output::Bitext;
use crate::formats::{ALL, Format, asked_by, document, moses};
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

/// A file by its name, with its contents where these are not on a disk (standard input, say).
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    path: &'a Path,
    contents: Option<&'a [u8]>,
}

impl<'a> Stored<'a> {
    /// A file on a disk.
    pub fn file(path: &'a Path) -> Self {
        Self { path, contents: None }
    }

    /// A file that is in memory, as it would lie on a disk; `name` stands for it in messages.
    pub fn bytes(name: &'a Path, contents: &'a [u8]) -> Self {
        Self { path: name, contents: Some(contents) }
    }
}

impl Deref for Stored<'_> {
    type Target = Path;

    fn deref(&self) -> &Path {
        self.path
    }
}

impl AsRef<OsStr> for Stored<'_> {
    fn as_ref(&self) -> &OsStr {
        self.path.as_os_str()
    }
}

/// Reads a bitext.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if a file cannot be read, [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) or [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is not of its format, or of one that
/// holds no bitext.
pub fn read(path: impl AsRef<Path>, options: &Options) -> Result<Aligned> {
    read_stored(&Stored::file(path.as_ref()), options)
}

/// The same of a file that may be in memory.
///
/// # Errors
/// As [`read`].
pub fn read_stored(stored: &Stored, options: &Options) -> Result<Aligned> {
    match options.format.map_or_else(|| format_of(stored), Ok)?.bitext {
        Ok(read) => {
            let mut aligned = read(stored, options)?;
            if aligned.files.is_empty() {
                aligned.files.push(stored.to_path_buf());
            }
            Ok(aligned)
        }
        Err(why) => Err(Error::unusable(stored, format!("{why}, and cannot be read back"), "name another file, or its format with --from")),
    }
}

/// The format of a file: by its name, else by what it begins with.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read, [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is of no format that is known.
pub fn format(path: &Path) -> Result<Format> {
    format_of(&Stored::file(path))
}

/// The same of a file that may be in memory.
///
/// # Errors
/// As [`format()`].
pub fn format_of(stored: &Stored) -> Result<Format> {
    asked_by(stored).map_or_else(|| of_contents(stored), Ok)
}

/// The format of a file whose name says nothing, by what it begins with.
fn of_contents(stored: &Stored) -> Result<Format> {
    if stored.contents.is_none() && !stored.exists() && moses::are_there(stored) {
        return Ok(&moses::FORMAT);
    }
    let unknown = || Error::unusable(stored, "this is no format of bitexts that is known", "name its format with --from");
    let (bytes, _) = bytes(stored)?;
    if bytes.starts_with(b"PK\x03\x04") {
        return document::recognise(stored, &bytes).ok().filter(|format| format.bitext.is_ok()).ok_or_else(unknown);
    }
    #[cfg(feature = "parquet")]
    if bytes.starts_with(b"PAR1") {
        return Ok(&crate::formats::parquet::FORMAT);
    }
    let head: String = charset::unicode(stored, bytes)?.trim_start().chars().take(2000).collect();
    ALL.iter().copied().find(|format| (format.begins)(&head)).ok_or_else(unknown)
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
pub(crate) fn text(stored: &Stored) -> Result<Contents> {
    let (bytes, packed) = bytes(stored)?;
    Ok(Contents { text: charset::unicode(stored, bytes)?, packed })
}

/// The bytes of a file, unpacked if it is packed, and how many it has as it lies on the disk.
pub(crate) fn bytes(stored: &Stored) -> Result<(Vec<u8>, usize)> {
    let bytes = stored.contents.map_or_else(|| source::bytes::file(stored, Budget::Bitext), |contents| Ok(contents.to_vec()))?;
    let packed = bytes.len();
    Ok((source::bytes::unpacked(stored, bytes, Budget::Bitext)?, packed))
}
