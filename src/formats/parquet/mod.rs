//! Parquet, for programs that handle millions of beads: one row per bead.
//!
//! Written column by column without Arrow, which would double the time this program takes to build. The columns are those of [`SCHEMA`]:
//! ids and byte ranges into the source files (a list of starts and a list of ends, one entry per sentence), kind, confidence, texts,
//! languages and where the texts came from. Nothing is null.

pub(crate) mod pages;
mod read;

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;

use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::{Bitext, ranges};
use crate::model::{Bead, Text};

/// Parquet.
pub static FORMAT: Descriptor = Descriptor::new("parquet").bitext(|path, options| read::read(path)?.aligned(path, options)).write(
    "Columns for programs that handle millions of beads",
    &["parquet"],
    Files::Binary(|out, bitext, _| write(out, bitext)),
);

/// The columns, in their order.
pub const SCHEMA: &str = "message bitext {
  required group source_ids (LIST) { repeated group list { required int64 element; } }
  required group target_ids (LIST) { repeated group list { required int64 element; } }
  required binary kind (STRING);
  required float confidence;
  required group source_starts (LIST) { repeated group list { required int64 element; } }
  required group source_ends (LIST) { repeated group list { required int64 element; } }
  required group target_starts (LIST) { repeated group list { required int64 element; } }
  required group target_ends (LIST) { repeated group list { required int64 element; } }
  required binary source_text (STRING);
  required binary target_text (STRING);
  required binary source_language (STRING);
  required binary target_language (STRING);
  required binary source_path (STRING);
  required binary target_path (STRING);
}";

/// Beads that are held in memory at a time, and can be read alone.
const GROUP: usize = 65_536;

/// Writes all beads.
fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    out.write_all(&file(bitext).map_err(io::Error::other)?)
}

fn file(bitext: &Bitext) -> Result<Vec<u8>> {
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let created = format!("diptych version {}", env!("CARGO_PKG_VERSION"));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by(created).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let beads: Vec<&Bead> = bitext.beads().collect();
    for beads in beads.chunks(GROUP) {
        let mut group = writer.next_row_group()?;
        let mut number = 0;
        while let Some(mut column) = group.next_column()? {
            put(column.untyped(), number, bitext, beads)?;
            column.close()?;
            number += 1;
        }
        group.close()?;
    }
    writer.into_inner()
}

/// Writes one column of a group of beads.
fn put(writer: &mut ColumnWriter, number: usize, bitext: &Bitext, beads: &[&Bead]) -> Result<()> {
    let lists = |list: &dyn Fn(&Bead) -> Vec<i64>| beads.iter().map(|bead| list(bead)).collect::<Vec<_>>();
    let ids = |ids: &[usize]| ids.iter().map(|&id| id as i64).collect::<Vec<_>>();
    let edges = |text: &Text, ids: &[usize], end: bool| {
        ranges(text, ids).map(|range| if end { range.end } else { range.start } as i64).collect::<Vec<_>>()
    };
    let path = |text: &Text| text.document().path().to_string_lossy().into_owned();
    let (source, target) = (bitext.source, bitext.target);
    match writer {
        ColumnWriter::Int64ColumnWriter(writer) => {
            let lists = match number {
                0 => lists(&|bead| ids(&bead.source)),
                1 => lists(&|bead| ids(&bead.target)),
                4 => lists(&|bead| edges(source, &bead.source, false)),
                5 => lists(&|bead| edges(source, &bead.source, true)),
                6 => lists(&|bead| edges(target, &bead.target, false)),
                _ => lists(&|bead| edges(target, &bead.target, true)),
            };
            let (values, definitions, repetitions) = levels(&lists);
            writer.write_batch(&values, Some(&definitions), Some(&repetitions))?;
        }
        ColumnWriter::FloatColumnWriter(writer) => {
            let values: Vec<f32> = beads.iter().map(|bead| bead.confidence).collect();
            writer.write_batch(&values, None, None)?;
        }
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let value = |bead: &Bead| match number {
                2 => bead.kind.as_str().to_owned(),
                8 => bitext.source_line(bead),
                9 => bitext.target_line(bead),
                10 => source.language().to_owned(),
                11 => target.language().to_owned(),
                12 => path(source),
                _ => path(target),
            };
            let values: Vec<ByteArray> = beads.iter().map(|bead| ByteArray::from(value(bead).into_bytes())).collect();
            writer.write_batch(&values, None, None)?;
        }
        _ => return Err(ParquetError::General("a column of a type that the schema has not".into())),
    }
    Ok(())
}

/// Lists as Parquet takes them: all members in one row, with the level at which each is defined (0 for an empty list) and repeated.
fn levels(lists: &[Vec<i64>]) -> (Vec<i64>, Vec<i16>, Vec<i16>) {
    let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
    for list in lists {
        if list.is_empty() {
            definitions.push(0);
            repetitions.push(0);
        }
        for (at, &value) in list.iter().enumerate() {
            values.push(value);
            definitions.push(1);
            repetitions.push(i16::from(at > 0));
        }
    }
    (values, definitions, repetitions)
}
