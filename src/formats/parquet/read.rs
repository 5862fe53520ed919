//! Reads the rows of a Parquet file: our columns alone, and no more than a file of its length can honestly hold.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use ::parquet::record::reader::RowIter;
use ::parquet::schema::types::Type;

use super::pages::{self, Pages};
use crate::error::{Error, Result};
use crate::formats::bitext::collect::{Cell, Collected, Row, kind_of, too_many};
use crate::formats::bitext::{Stored, bytes};
use crate::model::Pair;
use crate::source::limits;

/// The columns that are read.
const WANTED: [&str; 10] = [
    "source_ids",
    "target_ids",
    "kind",
    "confidence",
    "source_text",
    "target_text",
    "source_language",
    "target_language",
    "source_path",
    "target_path",
];

/// Values of a column that are taken at a time, and the bytes that they may have: a value can be as long as its page, and repeat another.
const BATCH: usize = 1_024;
const BATCH_BYTES: usize = 32 << 20;

/// Reads the rows. The Parquet reader panics on some damaged files: those whose columns lie outside the file are found first, and other
/// panics count as a damaged file, too.
pub(super) fn read(path: &Stored) -> Result<Collected> {
    let (bytes, packed) = bytes(path)?;
    let damaged = || Error::unusable(path, "this is no Parquet that can be read (it is damaged)", "write it again");
    if pages::sound_metadata(&bytes).is_none() {
        return Err(damaged());
    }
    catch_unwind(AssertUnwindSafe(|| rows(path, bytes, packed))).unwrap_or_else(|_| Err(damaged()))
}

fn rows(path: &Path, bytes: Vec<u8>, packed: usize) -> Result<Collected> {
    let broken = |error: ParquetError| Error::unusable(path, format!("this is no Parquet that can be read ({error})"), "write it again");
    let bytes = ::bytes::Bytes::from(bytes);
    let reader = SerializedFileReader::new(bytes.clone()).map_err(broken)?;
    let longest = longest_page(path, &reader, &bytes, packed)?;
    let schema = reader.metadata().file_metadata().schema();
    let fields = schema.get_fields().iter().filter(|field| WANTED.contains(&field.name())).cloned().collect();
    let ours = Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(broken)?;
    let rows = RowIter::from_file(Some(ours), &reader).map_err(broken)?;
    let mut collected = Collected::of(packed);
    for row in rows.with_batch_size((BATCH_BYTES / longest.max(1)).clamp(1, BATCH)) {
        let row = row.map_err(broken)?;
        let field = |name: &str| row.get_column_iter().find(|(of, _)| *of == name).map(|(_, field)| field);
        let text = |name: &str| match field(name) {
            Some(Field::Str(text)) => text.as_str(),
            _ => "",
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
        if collected.rows.is_empty() {
            let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            collected.languages = Pair::new(some(text("source_language")), some(text("target_language")));
            collected.names = Pair::new(some(text("source_path")), some(text("target_path")));
        }
        let cells =
            Pair::new(Cell::of(text("source_text")).numbered(ids("source_ids")), Cell::of(text("target_text")).numbered(ids("target_ids")));
        collected.push(path, Row { cells, kind: kind_of(text("kind")), confidence })?;
    }
    Ok(collected)
}

/// The length of the longest page of our columns, if they are in the file and hold no more than they can.
fn longest_page(path: &Path, reader: &dyn FileReader, bytes: &[u8], packed: usize) -> Result<usize> {
    let most = limits::sentences(packed);
    let mut longest = 0;
    let wanted = |name: &str| WANTED.contains(&name);
    for group in reader.metadata().row_groups() {
        for column in group.columns().iter().filter(|column| column.column_path().parts().first().is_some_and(|name| wanted(name))) {
            let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
            let mut pages = Pages::default();
            let added = pages::range(start, column.compressed_size()).and_then(|range| pages.add(bytes.get(range)?));
            if added.is_none() {
                return Err(Error::unusable(path, "its columns lie outside the file, or claim more than they can hold", "write it again"));
            }
            if pages.values > most {
                return Err(too_many(path));
            }
            if pages.longest > limits::PARQUET_PAGE {
                let what = format!("one of its pages is longer than {} MB", limits::PARQUET_PAGE >> 20);
                return Err(Error::unusable(path, what, "write it again with pages of the usual megabyte"));
            }
            longest = longest.max(pages.longest);
        }
    }
    match reader.metadata().row_groups().iter().map(|group| group.num_rows()).try_fold(0_i64, i64::checked_add) {
        Some(rows) if usize::try_from(rows).is_ok_and(|rows| rows <= most) => Ok(longest),
        _ => Err(too_many(path)),
    }
}

fn id(field: &Field) -> Option<usize> {
    match field {
        Field::Long(id) => usize::try_from(*id).ok(),
        Field::Int(id) => usize::try_from(*id).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::parquet::column::writer::ColumnWriter;
    use ::parquet::data_type::ByteArray;
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::*;

    /// What is said of a file in which a text and its translation stand so many times.
    fn said(text: &str, times: usize) -> String {
        let schema = "message m { required binary source_text (STRING); required binary target_text (STRING); }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).unwrap();
        let mut group = writer.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            let ColumnWriter::ByteArrayColumnWriter(writer) = column.untyped() else { panic!("not a column of texts") };
            writer.write_batch(&vec![ByteArray::from(text); times], None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.parquet");
        std::fs::write(&path, writer.into_inner().unwrap()).unwrap();
        read(&Stored::file(&path)).map_or_else(|error| error.kind.to_string(), |collected| collected.rows.len().to_string())
    }

    #[test]
    fn what_is_said_once_is_not_meant_a_million_times() {
        let too_many = "this file holds far more sentences than any of its length; check where it comes from";
        assert_eq!(said("a", 10_000), "10000");
        assert_eq!(said("a", 2_000_000), too_many);
        assert_eq!(said(&"a".repeat(10_000), 500), "500");
        assert_eq!(said(&"a".repeat(1_000_000), 500), too_many);
        let page = "one of its pages is longer than 96 MB; write it again with pages of the usual megabyte";
        assert_eq!(said(&"a".repeat(101 << 20), 1), page);
    }
}
