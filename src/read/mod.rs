//! Bytes in, a document out.
//!
//! Decoding comes first and is strict: what cannot be decoded is an error that names the byte, never a replacement
//! character. Then the text is cut into blocks, by its lines for [`Split::Lines`], else by its paragraphs. Both keep the text as it was
//! decoded: blocks are ranges into it, and [`Document::source_range`] leads from any range back to the bytes of the file.

use std::io::Read;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Document, SourceOffsets, Split};

mod binary;
mod charset;
mod lines;
mod plain;
mod runs;
mod wrap;

/// Longer files are refused: a text and its offsets would not fit the memory of the machines this is made for.
const MAX_BYTES: u64 = 1 << 32;

/// How a file is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Name of the encoding (any WHATWG label: `utf-8`, `utf-16`, `latin1`, `koi8-r`, `gb18030`); `None` to find out.
    pub encoding: Option<String>,
    /// What will be one unit of the alignment: decides whether blocks are paragraphs or lines.
    pub split: Split,
}

/// Reads a plain-text file.
///
/// # Errors
/// [`ErrorKind::Io`] if it cannot be read, [`ErrorKind::Undecodable`] if it is not text or not in the encoding named,
/// [`ErrorKind::Unusable`] if it is a directory, longer than 4 GiB, or the encoding named does not exist.
pub fn file(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Document> {
    let path = path.as_ref();
    let cannot_read = |error| Error::new(path, ErrorKind::Io { action: "read", error });
    let file = std::fs::File::open(path).map_err(cannot_read)?;
    let metadata = file.metadata().map_err(cannot_read)?;
    if metadata.is_dir() {
        return Err(unusable(path, "this is a directory, not a file", "name the file in it"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_long(path));
    }
    reader(path, file, options)
}

/// Reads plain text from anything that gives bytes (standard input, say). `name` stands for it in messages.
///
/// # Errors
/// As [`file()`].
pub fn reader(name: impl AsRef<Path>, input: impl Read, options: &ReadOptions) -> Result<Document> {
    let name = name.as_ref();
    let mut contents = Vec::new();
    let read = input.take(MAX_BYTES + 1).read_to_end(&mut contents);
    let length = read.map_err(|error| Error::new(name, ErrorKind::Io { action: "read", error }))?;
    if length as u64 > MAX_BYTES {
        return Err(too_long(name));
    }
    bytes(name, contents, options)
}

/// Reads plain text from memory, as if it were the contents of a file called `name`.
///
/// # Errors
/// [`ErrorKind::Undecodable`] if it is not text or not in the encoding named, [`ErrorKind::Unusable`] if that encoding does not exist.
pub fn bytes(name: impl AsRef<Path>, contents: impl Into<Vec<u8>>, options: &ReadOptions) -> Result<Document> {
    let name = name.as_ref();
    let (text, offsets) = charset::decode(name, contents.into(), options.encoding.as_deref())?;
    document(name, text, offsets, options.split)
}

/// A document from text in memory: paragraphs found as in a plain-text file.
///
/// # Errors
/// None in practice: what [`Document::new`] checks.
pub fn from_text(path: impl AsRef<Path>, text: impl Into<String>, split: Split) -> Result<Document> {
    document(path.as_ref(), text.into(), SourceOffsets::Shifted(0), split)
}

fn document(path: &Path, text: String, offsets: SourceOffsets, split: Split) -> Result<Document> {
    let blocks = match split {
        Split::Lines => lines::blocks(&text),
        Split::Sentences | Split::Paragraphs => plain::blocks(&text),
    };
    Document::new(path, text, blocks, offsets)
}

fn too_long(path: &Path) -> Error {
    unusable(path, "the file is longer than 4 GiB", "split it")
}

fn unusable(path: &Path, what: &str, remedy: &str) -> Error {
    Error::new(path, ErrorKind::Unusable { what: what.into(), remedy: remedy.into() })
}
