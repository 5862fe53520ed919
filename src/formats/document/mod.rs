//! Reads a file as one document.
//!
//! Packed files are unpacked, and the format is recognised by the content, then by the name ([`Format`]). Every format's reader gives the
//! same: a text and its blocks. Limits hold everywhere (what an archive may unpack to, how deep elements may nest): a hostile file is an
//! error like any other.
//!
//! PDF is the exception: what a page draws is unpacked and interpreted by a crate that keeps no budget. The program `diptych` reads PDFs in
//! a child process with limits of memory and time. A program that calls this library reads them in its own process: known bombs are
//! refused, and drawing stops after a time, but a PDF made for the purpose may still exhaust the memory. Whoever reads PDFs from strangers
//! runs the program, or puts the process that calls the library under limits.
//!
//! Plain text is decoded first, and strictly: what cannot be decoded is an error that names the byte, never a replacement character. Then
//! the text is cut into blocks, by its lines for [`Split::Lines`], else by its paragraphs. Blocks are ranges into the text as decoded, and
//! [`Document::source_range`] leads from any range back to the bytes of the file.

use std::io::Read;
use std::path::Path;

use crate::error::Result;
use crate::formats::{Format, text};
use crate::model::{Block, BlockKind, Document, Side, SourceOffsets, Split};
use crate::source::{Budget, bytes as whole, charset, unusable, xml};

pub(super) mod extract;
mod recognise;
pub(super) mod style;
pub(super) mod table;
pub(super) mod units;

pub use recognise::named;
pub(super) use recognise::{Sign, extension, has_mimetype, is_root, recognise, root};

/// How a file is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Name of the encoding (any WHATWG label: `utf-8`, `utf-16`, `latin1`, `koi8-r`, `gb18030`); `None` to find out.
    pub encoding: Option<String>,
    /// What will be one unit of the alignment: decides whether blocks are paragraphs or lines.
    pub split: Split,
    /// The format; `None` to find out.
    pub from: Option<Format>,
    /// Which text to read of a file that holds a text and its translation.
    pub which: Side,
    /// Its language there; wins over `which`. `None` where the file says which is which.
    pub language: Option<String>,
    /// The column of a table, by its name in the first row or its number from 1.
    pub column: Option<String>,
    /// Of a web page: drop boilerplate instead of keeping it as [`Document::boilerplate`].
    pub main_content: bool,
    /// Of a book: keep its pictures, which take memory and only a book can show.
    pub pictures: bool,
}

/// A file to be read, unpacked.
pub struct File<'a> {
    pub(super) path: &'a Path,
    pub(super) bytes: Vec<u8>,
    pub(super) options: &'a ReadOptions,
}

impl File<'_> {
    /// Its text in the encoding that was named or found, and how places in it are places in the file.
    pub(super) fn decoded(&mut self) -> Result<(String, SourceOffsets)> {
        charset::decode(self.path, std::mem::take(&mut self.bytes), self.options.encoding.as_deref())
    }

    /// Its text.
    pub(super) fn text(&mut self) -> Result<String> {
        Ok(self.decoded()?.0)
    }

    /// Its text, in the encoding that XML declares.
    pub(super) fn xml(&mut self) -> Result<String> {
        xml::decoded(self.path, std::mem::take(&mut self.bytes), self.options.encoding.as_deref())
    }
}

/// Reads a file.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read, [`ErrorKind::Undecodable`](crate::ErrorKind::Undecodable) if it is not text or not in the encoding named,
/// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if it is not in its format, [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is a directory, too long, damaged, or the encoding
/// named does not exist.
pub fn file(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Document> {
    let path = path.as_ref();
    bytes(path, whole::file(path, Budget::Text)?, options)
}

/// Reads anything that gives bytes (standard input, say). `name` stands for it in messages.
///
/// # Errors
/// As [`file()`].
pub fn reader(name: impl AsRef<Path>, input: impl Read, options: &ReadOptions) -> Result<Document> {
    let name = name.as_ref();
    bytes(name, whole::input(name, input, Budget::Text)?, options)
}

/// Reads a file that is in memory, as if it were the contents of a file called `name`.
///
/// # Errors
/// As [`file()`].
pub fn bytes(name: impl AsRef<Path>, contents: impl Into<Vec<u8>>, options: &ReadOptions) -> Result<Document> {
    let path = name.as_ref();
    let bytes = whole::unpacked(path, contents.into(), Budget::Text)?;
    let format = options.from.map_or_else(|| recognise(path, &bytes), Ok)?;
    let reading = format.reading.ok_or_else(|| unusable(path, "no text is read from this format", "name another one with --from"))?;
    (reading.read)(File { path, bytes, options })
}

/// A document from text in memory: paragraphs found as in a plain-text file.
///
/// # Errors
/// None in practice; see [`Document::new`].
pub fn from_text(path: impl AsRef<Path>, text: impl Into<String>, split: Split) -> Result<Document> {
    text::document(path.as_ref(), text.into(), SourceOffsets::Shifted(0), split)
}

/// A document of sentences that somebody has found: each is a line of it, as long as it is, and joined by line feeds they are its text.
///
/// # Errors
/// None in practice; see [`Document::new`].
pub fn from_sentences(path: impl AsRef<Path>, sentences: &[impl AsRef<str>]) -> Result<Document> {
    let (mut text, mut blocks) = (String::new(), Vec::with_capacity(sentences.len()));
    for (at, sentence) in sentences.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        let start = text.len();
        text.push_str(sentence.as_ref());
        blocks.push(Block { range: start..text.len(), kind: BlockKind::Line });
    }
    Document::new(path.as_ref(), text, blocks, SourceOffsets::Shifted(0))
}
