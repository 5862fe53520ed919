//! Records of comma- or tab-separated values, for texts and for bitexts, one at a time and within bounds.
//!
//! The parser takes a whole record before it hands it on, and a record may be the whole file: so what it reads is counted on its way there.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::error::{Error, Result};
use crate::source::limits::{RECORD_SEPARATORS, TABLE_COLUMNS};

/// The records of a text.
pub(super) struct Records<'a> {
    path: &'a Path,
    reader: Reader<Counted<'a>>,
    record: StringRecord,
    separators: Rc<Cell<usize>>,
}

/// A text on its way to the parser.
struct Counted<'a> {
    rest: &'a [u8],
    separator: u8,
    /// Separators that were handed on since the last record.
    separators: Rc<Cell<usize>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.separators.get() > RECORD_SEPARATORS {
            return Err(io::Error::other("endless record"));
        }
        let length = self.rest.read(buffer)?;
        let handed_on = buffer.get(..length).unwrap_or_default();
        self.separators.set(self.separators.get() + handed_on.iter().filter(|&&byte| byte == self.separator).count());
        Ok(length)
    }
}

impl<'a> Records<'a> {
    /// Of the text of a file; without `quoting`, quotation marks are plain text.
    pub fn new(path: &'a Path, text: &'a str, separator: u8, quoting: bool) -> Self {
        let separators = Rc::new(Cell::new(0));
        let text = Counted { rest: text.as_bytes(), separator, separators: Rc::clone(&separators) };
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).quoting(quoting).from_reader(text);
        Self { path, reader, record: StringRecord::new(), separators }
    }

    /// The next record, and the line it begins on.
    pub fn next(&mut self) -> Result<Option<(usize, &StringRecord)>> {
        self.separators.set(0);
        let before = line(self.reader.position());
        let more = self.reader.read_record(&mut self.record).map_err(|error| match error.kind() {
            csv::ErrorKind::Io(_) => too_wide(self.path, before),
            _ => {
                let line = error.position().map_or(1, line);
                Error::malformed(self.path, line, "this row cannot be read", "save the table as CSV in UTF-8 again")
            }
        })?;
        let line = self.record.position().map_or(0, line);
        match self.record.len() {
            _ if !more => Ok(None),
            0..=TABLE_COLUMNS => Ok(Some((line, &self.record))),
            _ => Err(too_wide(self.path, line)),
        }
    }
}

fn line(position: &csv::Position) -> usize {
    usize::try_from(position.line()).unwrap_or_default()
}

/// A row has more columns than any program that makes tables can write.
pub(super) fn too_wide(path: &Path, line: usize) -> Error {
    let what = format!("the row has more than {TABLE_COLUMNS} columns");
    Error::malformed(path, line, what, "save the table again, without what stands to the right of the texts")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<(usize, Vec<String>)>> {
        let mut records = Records::new(Path::new("f"), text, b',', true);
        let mut all = Vec::new();
        while let Some((line, record)) = records.next()? {
            all.push((line, record.iter().map(str::to_owned).collect()));
        }
        Ok(all)
    }

    #[test]
    fn records_know_their_lines() {
        let row = |line, cells: [&str; 2]| (line, cells.map(str::to_owned).to_vec());
        assert_eq!(all("a,b\n\"c\nd\",\"e,f\"\ng,h").unwrap(), [row(1, ["a", "b"]), row(2, ["c\nd", "e,f"]), row(4, ["g", "h"])]);
        assert_eq!(all("").unwrap(), []);
    }

    #[test]
    fn a_row_has_an_end() {
        let refused = |text: &str| all(text).unwrap_err().to_string();
        let what = "the row has more than 16384 columns; save the table again, without what stands to the right of the texts";
        assert_eq!(refused(&format!("a,b\na,b{}\n", ",c".repeat(20_000))), format!("f: line 2: {what}"));
        assert_eq!(refused(&format!("a,b\n{}\n", ",".repeat(3_000_000))), format!("f: line 2: {what}"));
        // A text may hold as many commas as it likes.
        assert!(all(&format!("a,\"{}\"\n", "b, ".repeat(100_000)).repeat(20)).is_ok());
    }
}
