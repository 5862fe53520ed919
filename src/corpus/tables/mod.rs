//! Tables of pairs in Parquet and Arrow IPC, read row by row as the JSON objects that a line of JSON would hold.
//!
//! So whatever reads JSON Lines reads these, too, and a column that is not asked for passes through like any other key. Rows come in batches
//! of a bounded size: of Parquet some rows of a row group at a time, page by page; of Arrow the batches as they were written. What a file
//! claims of itself is held against its length before it is believed, and a panic of the crates that decode it counts as a damaged file.

mod claims;
mod directory;
mod ipc;
mod parquet;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use arrow_array::{RecordBatch, new_empty_array};
use arrow_json::writer::{EncoderOptions, LineDelimited, make_encoder};
use arrow_json::{Writer, WriterBuilder};
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};

use crate::error::{Error, Result};
use crate::source::{Begun, Kind, limits};

/// What gives record batches.
trait Batches: Send {
    /// The columns.
    fn schema(&self) -> SchemaRef;

    /// The next rows; `None` at the end.
    fn next(&mut self) -> Result<Option<RecordBatch>, Broken>;
}

/// Why no more rows can be read: what is wrong, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
struct Broken(String, &'static str);

impl Broken {
    fn damaged(what: impl std::fmt::Display) -> Self {
        Self(format!("this table cannot be read ({what})"), "write it again")
    }

    fn cut_off() -> Self {
        Self::damaged("it is damaged or cut off")
    }

    fn other_order() -> Self {
        Self("its bytes are in the order of another kind of machine".into(), "write it as Parquet")
    }

    fn unread(error: io::Error) -> Self {
        Self(format!("cannot read: {error}"), "see whether the file and the disk for temporary files are all right")
    }

    fn too_long_batch() -> Self {
        Self(format!("a batch of it is longer than {} GiB", limits::ARROW_BODY >> 30), "write it in smaller batches")
    }

    fn too_many() -> Self {
        Self("this table holds far more rows or values than any of its length".into(), "check where it comes from")
    }
}

/// The rows of a table.
pub struct Table {
    name: PathBuf,
    batches: Box<dyn Batches>,
    /// The batch in work, and the row of it that comes next.
    current: Option<(RecordBatch, usize)>,
    writer: Writer<Vec<u8>, LineDelimited>,
}

impl Table {
    /// Begins to read a table, which must have these columns: texts, or lists of texts if `lists` says so. `name` stands for it in errors.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is damaged or claims more than a file of its length can hold, if a column is not there
    /// or of another type, or one cannot be written as JSON.
    pub fn open(name: &Path, begun: Begun, columns: &[&str], lists: bool) -> Result<Self> {
        let of = |broken| of(name, broken);
        let kind = begun.kind;
        let open = || -> Result<Box<dyn Batches>, Broken> {
            Ok(match kind {
                Kind::Parquet => Box::new(parquet::Rows::open(begun.file().map_err(Broken::unread)?)?),
                Kind::ArrowFile => Box::new(directory::Rows::open(begun.file().map_err(Broken::unread)?)?),
                _ => Box::new(ipc::Rows::open(begun.reader())?),
            })
        };
        let batches = guarded(open).map_err(of)?;
        let schema = batches.schema();
        columns.iter().try_for_each(|column| holds_text(&schema, column, lists)).map_err(of)?;
        fits_json(&schema).map_err(of)?;
        let writer = WriterBuilder::new().with_explicit_nulls(true).build(Vec::new());
        Ok(Self { name: name.to_owned(), batches, current: None, writer })
    }

    /// The next row as a JSON object in one line, every column with its name, in their order; `None` at the end.
    ///
    /// # Errors
    /// As [`open`](Self::open); no row follows then.
    pub fn next_row(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            if let Some((batch, at)) = &mut self.current
                && *at < batch.num_rows()
            {
                let row = batch.slice(*at, 1);
                *at += 1;
                return guarded(|| write(&mut self.writer, &row)).map(Some).map_err(|broken| of(&self.name, broken));
            }
            // The last one is gone before the next one comes.
            self.current = None;
            match guarded(|| self.batches.next()).map_err(|broken| of(&self.name, broken))? {
                Some(batch) => self.current = Some((batch, 0)),
                None => return Ok(None),
            }
        }
    }
}

/// How long a file is.
fn length_of(file: &mut File) -> Result<u64, Broken> {
    file.seek(SeekFrom::End(0)).map_err(Broken::unread)
}

/// Some bytes of a file, or as many of them as there are.
fn read(file: &mut File, start: u64, end: u64) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start)).map_err(Broken::unread)?;
    file.take(end.saturating_sub(start)).read_to_end(&mut bytes).map_err(Broken::unread)?;
    Ok(bytes)
}

fn of(name: &Path, Broken(what, remedy): Broken) -> Error {
    Error::unusable(name, what, remedy)
}

/// The crates panic on some damaged files.
fn guarded<T>(work: impl FnOnce() -> Result<T, Broken>) -> Result<T, Broken> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Broken::damaged("it is damaged")))
}

fn write(writer: &mut Writer<Vec<u8>, LineDelimited>, row: &RecordBatch) -> Result<Vec<u8>, Broken> {
    writer.write(row).map_err(Broken::damaged)?;
    let mut line = std::mem::take(writer.get_mut());
    line.pop_if(|byte| *byte == b'\n');
    Ok(line)
}

/// Whether a column is there and holds what it should.
fn holds_text(schema: &Schema, column: &str, lists: bool) -> Result<(), Broken> {
    let Some((_, field)) = schema.column_with_name(column) else {
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        return Err(Broken(format!("there is no column {column} in it (there are {})", names.join(", ")), "rename the one that is meant"));
    };
    let fits = match field.data_type() {
        DataType::List(inner)
        | DataType::LargeList(inner)
        | DataType::ListView(inner)
        | DataType::LargeListView(inner)
        | DataType::FixedSizeList(inner, _) => lists && is_text(inner.data_type()),
        other => is_text(other),
    };
    match fits {
        true => Ok(()),
        false => {
            let remedy = if lists { "make it text (utf8), or a list of sentences" } else { "make it text (utf8)" };
            Err(Broken(format!("the column {column} is of type {}", field.data_type()), remedy))
        }
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_text(values),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        _ => false,
    }
}

/// Whether every column can be written as JSON.
fn fits_json(schema: &Schema) -> Result<(), Broken> {
    let options = EncoderOptions::default();
    schema.fields().iter().try_for_each(|field| {
        let cannot = |error: ArrowError| {
            let what = format!("the column {} of type {} cannot be passed through ({error})", field.name(), field.data_type());
            Broken(what, "leave it out, or make it text")
        };
        guarded(|| make_encoder(field, &new_empty_array(field.data_type()), &options).map(|_| ()).map_err(cannot))
    })
}

#[cfg(test)]
mod tests;
