//! A zip archive in, its parts out, within bounds.
//!
//! Nothing is ever unpacked to disk, so a path that climbs out of the archive could do no harm; but no program that writes documents makes
//! one, so an archive that holds one is refused. What is unpacked is counted while it is unpacked: sizes that an archive declares are only
//! believed when they are too large.

use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{ARCHIVE_BYTES, ARCHIVE_PARTS};
use super::unusable;
use crate::error::{Error, Result};

/// An archive in memory.
pub(crate) struct Archive<'a> {
    path: &'a Path,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may yet be unpacked.
    left: u64,
}

impl<'a> Archive<'a> {
    /// Reads the table of contents.
    pub fn open(path: &'a Path, bytes: &'a [u8]) -> Result<Self> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(path, &error))?;
        if zip.len() > ARCHIVE_PARTS {
            let what = format!("the archive holds {} parts, more than the {ARCHIVE_PARTS} of any document", zip.len());
            return Err(unusable(path, &what, "check where it comes from"));
        }
        let leading_out = zip.file_names().map(|name| name.unwrap_or_default().into_owned()).find(|name| climbs_out(name));
        if let Some(name) = leading_out {
            let what = format!("the archive holds a part called `{}`, which leads out of it", name.escape_debug());
            return Err(unusable(path, &what, "no program that makes documents writes such a thing; check where it comes from"));
        }
        Ok(Self { path, zip, left: ARCHIVE_BYTES })
    }

    /// Whether there is a part of this name.
    pub fn holds(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The bytes of a part; `None` if there is no such part.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let (path, left) = (self.path, self.left);
        let too_much = || {
            let what = format!("the archive unpacks to more than {} MB", ARCHIVE_BYTES >> 20);
            unusable(path, &what, "if it really is a document, split it")
        };
        let part = match self.zip.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(path, &error)),
        };
        if part.size() > left {
            return Err(too_much());
        }
        // All at once, because a vector that grows by doubling takes up to three times as much.
        let mut bytes = Vec::with_capacity(usize::try_from(part.size()).unwrap_or_default().min(64 << 20));
        let read = part.take(left + 1).read_to_end(&mut bytes);
        read.map_err(|error| unusable(path, &format!("the part `{name}` of the archive is damaged ({error})"), "get or save it again"))?;
        if bytes.len() as u64 > left {
            return Err(too_much());
        }
        self.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// The bytes of a part that a document can do without: `None` if there is no such part, it is damaged, or longer than `most`. It does not
    /// count among what the archive may unpack to.
    pub fn spare(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let part = self.zip.by_name(name).ok().filter(|part| part.size() <= most)?;
        let mut bytes = Vec::new();
        part.take(most + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 <= most).then_some(bytes)
    }

    /// The bytes of a part that a document of this kind cannot do without.
    pub fn need(&mut self, name: &str) -> Result<Vec<u8>> {
        let path = self.path;
        self.read(name)?.ok_or_else(|| unusable(path, &format!("the archive lacks its part `{name}`"), "get or save the document again"))
    }
}

fn damaged(path: &Path, error: &ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(what) if *what == ZipError::PASSWORD_REQUIRED => {
            unusable(path, "the document is protected by a password", "save it without one")
        }
        ZipError::UnsupportedArchive(what) => {
            unusable(path, &format!("the archive is of an unusual kind ({what})"), "save it again with another program")
        }
        // The crate's messages tell where in the archive it was; one line of them is enough.
        error => {
            let what = format!("the zip archive is damaged or cut off ({})", error.to_string().lines().next().unwrap_or_default());
            unusable(path, &what, "get or save it again")
        }
    }
}

/// Whether a path leaves the folder it is looked up in, on any system.
fn climbs_out(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    drive || name.starts_with(['/', '\\']) || name.contains('\0') || name.split(['/', '\\']).any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use super::climbs_out;

    #[test]
    fn paths_that_lead_out() {
        for name in ["../a", "a/../../b", "/etc/passwd", "C:\\a", "a\\..\\..\\b", "a\0b"] {
            assert!(climbs_out(name), "{name}");
        }
        for name in ["word/document.xml", "a..b/c", "OEBPS/", "x:y.xml/z".get(3..).unwrap_or_default()] {
            assert!(!climbs_out(name), "{name}");
        }
    }
}
