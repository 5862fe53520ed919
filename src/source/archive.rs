//! Zip archives, read within bounds: documents, books and workbooks are such archives.
//!
//! Nothing is ever unpacked to disk, so a path that leaves the archive could do no harm; but no program that writes documents makes one, so
//! an archive that holds one is refused. Bytes are counted while they are unpacked: sizes that an archive declares are believed only when
//! they are too large.

use std::io::{self, Cursor, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::bytes::bomb;
use super::limits::{ARCHIVE_BYTES, ARCHIVE_PARTS, Budget};
use super::unusable;
use crate::error::{Error, Result};

/// An archive in memory.
pub(crate) struct Archive<'a> {
    path: &'a Path,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    budget: Budget,
    /// Bytes that may yet be unpacked.
    left: u64,
}

/// Why a part of an archive is not read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The archive is damaged there, or of an unusual kind.
    Archive(ZipError),
    /// The part is damaged.
    Part(io::Error),
    /// The parts read so far are longer together than they may be.
    TooMuch,
}

impl<'a> Archive<'a> {
    /// Reads the table of contents of a document.
    pub fn open(path: &'a Path, bytes: &'a [u8]) -> Result<Self> {
        Self::within(path, bytes, Budget::Text, ARCHIVE_BYTES)
    }

    /// Reads the table of contents of a bitext, of so many bytes as it lies on the disk.
    pub fn of_bitext(path: &'a Path, bytes: &'a [u8], packed: usize) -> Result<Self> {
        Self::within(path, bytes, Budget::Bitext, Budget::Bitext.unpacked(packed))
    }

    fn within(path: &'a Path, bytes: &'a [u8], budget: Budget, left: u64) -> Result<Self> {
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
        Ok(Self { path, zip, budget, left })
    }

    /// Whether there is a part of this name.
    pub fn holds(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The names of all parts.
    pub fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect()
    }

    /// The bytes of a part; `None` if there is no such part.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        self.unpack(name).map_err(|fault| self.told(name, fault))
    }

    /// The same, for callers with their own words for what is wrong.
    pub fn unpack(&mut self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let part = match self.zip.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(Fault::Archive(error)),
        };
        if part.size() > self.left {
            return Err(Fault::TooMuch);
        }
        // All at once, because a vector that grows by doubling takes up to three times as much.
        let mut bytes = Vec::with_capacity(usize::try_from(part.size()).unwrap_or_default().min(64 << 20));
        part.take(self.left + 1).read_to_end(&mut bytes).map_err(Fault::Part)?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(Fault::TooMuch)?;
        Ok(Some(bytes))
    }

    fn told(&self, name: &str, fault: Fault) -> Error {
        match (fault, self.budget) {
            (Fault::Archive(error), _) => damaged(self.path, &error),
            (Fault::Part(error), _) => {
                unusable(self.path, &format!("the part `{name}` of the archive is damaged ({error})"), "get or save it again")
            }
            (Fault::TooMuch, Budget::Bitext) => bomb(self.path),
            (Fault::TooMuch, _) => {
                let what = format!("the archive unpacks to more than {} MB", ARCHIVE_BYTES >> 20);
                unusable(self.path, &what, "if it really is a document, split it")
            }
        }
    }

    /// The bytes of a part that a document can do without: `None` if there is no such part, it is damaged, or longer than `most`. It does
    /// not count towards the limit of the archive.
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
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(bytes).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_are_read_within_the_budget() {
        let (path, blank) = (Path::new("f"), vec![0; 100 << 20]);
        let bytes = archive(&[("a", b"text"), ("b", &blank), ("c", &blank)]);
        let mut opened = Archive::open(path, &bytes).unwrap();
        assert_eq!(opened.names(), ["a", "b", "c"]);
        assert_eq!(opened.read("a").unwrap(), Some(b"text".to_vec()));
        assert_eq!(opened.read("none").unwrap(), None);
        assert_eq!(opened.need("none").unwrap_err().to_string(), "f: the archive lacks its part `none`; get or save the document again");
        assert!(opened.read("b").is_ok());
        assert!(opened.read("c").unwrap_err().to_string().contains("the archive unpacks to more than 128 MB"));
        let mut bitext = Archive::of_bitext(path, &bytes, bytes.len()).unwrap();
        assert!(bitext.need("b").unwrap_err().to_string().contains("far more than a text would"));
        assert!(Archive::open(path, &bytes[..bytes.len() / 2]).is_err_and(|error| error.to_string().contains("damaged or cut off")));
    }

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
