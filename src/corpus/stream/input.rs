//! Where a stream comes from: lines of text, or the rows of a table.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use super::lines::{self, Line};
#[cfg(feature = "arrow")]
use crate::corpus::tables::Table;
use crate::error::{Error, Result};
use crate::source::{self, Begun, Kind};

/// Standard input, in messages.
const STDIN: &str = "standard input";

/// What is read.
pub struct Input {
    /// What stands for it in messages.
    name: PathBuf,
    rows: Rows,
}

enum Rows {
    Lines(Box<dyn BufRead + Send>),
    #[cfg(feature = "arrow")]
    Table(Box<Table>),
}

impl Input {
    /// Lines from anything that gives bytes.
    pub fn lines(input: impl BufRead + Send + 'static) -> Self {
        Self { name: STDIN.into(), rows: Rows::Lines(Box::new(input)) }
    }

    /// A file that somebody named, or standard input if none is named: lines, Parquet or Arrow IPC.
    ///
    /// # Errors
    /// If it cannot be read, or is packed; if it is a table, what [`Table::open`] says.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        Self::of(path.unwrap_or(Path::new(STDIN)), source::begin(path)?)
    }

    /// The same of what has been begun. `name` stands for it in messages.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn of(name: &Path, begun: Begun) -> Result<Self> {
        let rows = match begun.kind {
            Kind::Text => Rows::Lines(Box::new(begun.reader())),
            Kind::Packed(program) => {
                let what = format!("this is packed with {program}");
                return Err(Error::unusable(name, what, format!("unpack it first: `{program} -dc FILE | diptych stream`")));
            }
            #[cfg(feature = "arrow")]
            _ => Rows::Table(Box::new(Table::open(name, begun, &["source", "target"], true)?)),
            #[cfg(not(feature = "arrow"))]
            _ => return Err(Error::unusable(name, "this program was built without Arrow and Parquet", "send JSON Lines")),
        };
        Ok(Self { name: name.to_owned(), rows })
    }

    /// Whether the rows are objects, whatever the first one begins with.
    pub(super) fn is_table(&self) -> bool {
        !matches!(self.rows, Rows::Lines(_))
    }

    /// The next line, or the next row as if it were one.
    pub(super) fn next(&mut self, most: usize) -> Result<Option<Line>> {
        match &mut self.rows {
            Rows::Lines(input) => lines::next(input, most).map_err(|error: io::Error| Error::io(&self.name, "read", error)),
            #[cfg(feature = "arrow")]
            Rows::Table(table) => Ok(table.next_row()?.map(|row| Line::of(row, most))),
        }
    }

    /// What stands for it in messages.
    pub(super) fn name(&self) -> &Path {
        &self.name
    }
}
