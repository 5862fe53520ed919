//! Parquet in, beads out: the columns that [`parquet`](crate::formats::parquet) writes, found by their names.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;

use crate::error::Result;
use crate::formats::bitext::collect::{Cell, Collected, Row};
use crate::formats::bitext::columns::kind_of;
use crate::formats::bitext::{bytes, unusable};
use crate::source::Budget;

/// Reads the rows. The reader of Parquet panics at some damaged files: those whose columns lie outside the file are found before, and the rest
/// is a damaged file like any other.
pub(in crate::formats) fn read(path: &Path) -> Result<Collected> {
    let bytes = bytes(path)?;
    let damaged = || unusable(path, "this is no Parquet that can be read (it is damaged)", "write it again");
    catch_unwind(AssertUnwindSafe(|| rows(path, bytes))).unwrap_or_else(|_| Err(damaged()))
}

fn rows(path: &Path, bytes: Vec<u8>) -> Result<Collected> {
    let broken = |error: ParquetError| unusable(path, format!("this is no Parquet that can be read ({error})"), "write it again");
    let (length, limit) = (bytes.len() as i64, Budget::Bitext.unpacked(bytes.len()) as i64);
    let reader = SerializedFileReader::new(::bytes::Bytes::from(bytes)).map_err(broken)?;
    for column in reader.metadata().row_groups().iter().flat_map(|group| group.columns()) {
        let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
        let inside =
            start >= 0 && column.compressed_size() >= 0 && start.checked_add(column.compressed_size()).is_some_and(|end| end <= length);
        if !inside || column.uncompressed_size() > limit {
            return Err(unusable(path, "its columns lie outside the file", "write it again"));
        }
    }
    let mut collected = Collected::default();
    for row in reader.get_row_iter(None).map_err(broken)? {
        let row = row.map_err(broken)?;
        let field = |name: &str| row.get_column_iter().find(|(of, _)| *of == name).map(|(_, field)| field);
        let text = |name: &str| match field(name) {
            Some(Field::Str(text)) => text.clone(),
            _ => String::new(),
        };
        let ids = |name: &str| match field(name) {
            Some(Field::ListInternal(list)) => list.elements().iter().map(id).collect(),
            _ => None,
        };
        let confidence = match field("confidence") {
            Some(Field::Float(confidence)) => Some(*confidence),
            Some(Field::Double(confidence)) => Some(*confidence as f32),
            _ => None,
        };
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        if collected.rows.is_empty() {
            collected.languages = [some(text("source_language")), some(text("target_language"))];
            collected.names = [some(text("source_path")), some(text("target_path"))];
        }
        collected.rows.push(Row {
            source: Cell::of(text("source_text")).numbered(ids("source_ids")),
            target: Cell::of(text("target_text")).numbered(ids("target_ids")),
            kind: kind_of(&text("kind")),
            confidence,
        });
    }
    Ok(collected)
}

fn id(field: &Field) -> Option<usize> {
    match field {
        Field::Long(id) => usize::try_from(*id).ok(),
        Field::Int(id) => usize::try_from(*id).ok(),
        _ => None,
    }
}
