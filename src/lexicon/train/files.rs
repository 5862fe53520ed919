//! Parallel text and dictionaries in files in, sentence pairs out: what `diptych train` reads.
//!
//! Files may be gzip-compressed, whatever their names say. A dictionary entry is a very short pair of sentences, so everything is one list.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use crate::error::{Error, ErrorKind, Result};

/// How the pairs lie in files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// One file, tab-separated; the columns (from 0) of the source and the target.
    Columns {
        /// The file.
        path: PathBuf,
        /// Column of the source text.
        source: usize,
        /// Column of the target text.
        target: usize,
    },
    /// Two files, one line the translation of the other.
    Lines {
        /// The file of the source text.
        source: PathBuf,
        /// The file of the target text.
        target: PathBuf,
    },
    /// hunalign's dictionary: `target @ source`.
    Hunalign(PathBuf),
    /// A translation memory.
    Tmx {
        /// The file.
        path: PathBuf,
        /// Language of the source text, any code.
        source: String,
        /// Language of the target text.
        target: String,
    },
}

/// Two texts that translate each other.
pub type TextPair = (String, String);

/// Reads all pairs; those with an empty side are left out.
///
/// # Errors
/// If a file cannot be read or is not UTF-8, a line lacks a column, or two files do not have the same number of lines.
pub fn read(form: &Form) -> Result<Vec<TextPair>> {
    let mut pairs = match form {
        Form::Columns { path, source, target } => columns(path, &text(path)?, *source, *target)?,
        Form::Lines { source, target } => lines(source, target)?,
        Form::Hunalign(path) => hunalign(path, &text(path)?)?,
        Form::Tmx { path, source, target } => super::tmx::pairs(path, &marked_text(path)?, source, target)?,
    };
    pairs.retain(|(source, target)| !source.is_empty() && !target.is_empty());
    Ok(pairs)
}

/// The form of a dictionary that a user names, told by its content: `target @ source`, or `source TAB target`.
///
/// # Errors
/// If the file cannot be read.
pub fn dictionary(path: &Path) -> Result<Vec<TextPair>> {
    let text = text(path)?;
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    let mut pairs = if first.contains('\t') { columns(path, &text, 0, 1)? } else { hunalign(path, &text)? };
    pairs.retain(|(source, target)| !source.is_empty() && !target.is_empty());
    Ok(pairs)
}

fn columns(path: &Path, text: &str, source: usize, target: usize) -> Result<Vec<TextPair>> {
    let mut pairs = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut fields = line.split('\t');
        let fields: [Option<&str>; 2] = if source < target {
            let first = fields.nth(source);
            [first, fields.nth(target - source - 1)]
        } else {
            let first = fields.nth(target);
            [fields.nth((source - target).max(1) - 1), first]
        };
        let [Some(source), Some(target)] = fields else {
            let remedy = format!("columns {} and {} are wanted, with a tab between columns", source + 1, target + 1);
            return Err(malformed(path, at, "a column is missing", remedy));
        };
        pairs.push((source.trim().to_owned(), target.trim().to_owned()));
    }
    Ok(pairs)
}

fn hunalign(path: &Path, text: &str) -> Result<Vec<TextPair>> {
    let mut pairs = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match line.split_once(" @ ") {
            Some((target, source)) => pairs.push((source.trim().to_owned(), target.trim().to_owned())),
            None => {
                let remedy = "write `target @ source` (hunalign) or `source TAB target` on every line".to_owned();
                return Err(malformed(path, at, "this is not a dictionary entry", remedy));
            }
        }
    }
    Ok(pairs)
}

fn lines(source: &Path, target: &Path) -> Result<Vec<TextPair>> {
    let (left, right) = (text(source)?, text(target)?);
    let (count, other) = (left.lines().count(), right.lines().count());
    if count != other {
        let what = format!("it has {other} lines, but {} has {count}", source.display());
        return Err(Error::new(target, ErrorKind::Unusable { what, remedy: "the files must be aligned line by line".into() }));
    }
    Ok(left.lines().zip(right.lines()).map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())).collect())
}

pub(super) fn malformed(path: &Path, at: usize, what: &str, remedy: String) -> Error {
    Error::new(path, ErrorKind::Malformed { line: at + 1, what: what.into(), remedy })
}

/// All bytes of a file, unpacked if they are gzip-compressed.
///
/// # Errors
/// If it cannot be read.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    let failed = |error| Error::new(path, ErrorKind::Io { action: "read", error });
    let mut bytes = Vec::new();
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    file.read_to_end(&mut bytes).map_err(failed)?;
    if bytes.starts_with(&[0x1F, 0x8B]) {
        let mut unpacked = Vec::new();
        MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked).map_err(failed)?;
        bytes = unpacked;
    }
    Ok(bytes)
}

/// The text of a file that may be UTF-16 with a byte-order mark, as CAT tools like to write their memories.
fn marked_text(path: &Path) -> Result<String> {
    let bytes = bytes(path)?;
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, mark)) => Ok(encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0.into_owned()),
        None => decoded(path, bytes),
    }
}

fn text(path: &Path) -> Result<String> {
    decoded(path, bytes(path)?)
}

fn decoded(path: &Path, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Error::new(path, ErrorKind::Undecodable { offset, what: "this is not UTF-8".into(), remedy: "convert the file to UTF-8".into() })
    })
}
