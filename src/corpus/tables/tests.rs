//! What tables hold, and what they may not claim.

use std::fs;
use std::io::Cursor;
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::properties::WriterProperties;
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int64Array, NullArray, StringArray, StringViewArray};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};

use super::*;

const PAIR: [&str; 2] = ["source", "target"];

/// Rows of every kind of column that people have.
fn batch() -> RecordBatch {
    let mut lists = ListBuilder::new(StringBuilder::new());
    lists.append_value([Some("One."), Some("Two.")]);
    lists.append_null();
    lists.append_value([Some("Three \"quoted\".\n")]);
    let column = |array: ArrayRef| array;
    RecordBatch::try_from_iter([
        ("source", column(Arc::new(lists.finish()))),
        ("target", column(Arc::new(StringViewArray::from(vec!["Un.", "Deux, mais bien plus long que douze octets.", ""])))),
        ("url", column(Arc::new(StringArray::from(vec![Some("http://a/"), None, Some("é\t")])))),
        ("site", column(Arc::new(["a", "b", "a"].into_iter().collect::<DictionaryArray<Int32Type>>()))),
        ("n", column(Arc::new(Int64Array::from(vec![Some(i64::MAX), Some(-1), None])))),
        ("score", column(Arc::new(Float64Array::from(vec![0.5, f64::NAN, 1e300])))),
        ("yes", column(Arc::new(BooleanArray::from(vec![true, false, true])))),
    ])
    .unwrap()
}

fn parquet(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn options(compression: Option<CompressionType>) -> IpcWriteOptions {
    IpcWriteOptions::default().try_with_compression(compression).unwrap()
}

fn ipc_file(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
    let mut writer = FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options(compression)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn ipc_stream(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
    let mut writer = StreamWriter::try_new_with_options(Vec::new(), &batch.schema(), options(compression)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

/// All rows, or the sentence of the error.
fn rows(bytes: &[u8], lists: bool) -> Result<Vec<String>, String> {
    let begun = Begun::of(Cursor::new(bytes.to_vec())).unwrap();
    assert_ne!(begun.kind, Kind::Text, "not recognised");
    let said = |error: Error| error.to_string();
    let mut table = Table::open(Path::new("f"), begun, &PAIR, lists).map_err(said)?;
    let mut rows = Vec::new();
    while let Some(row) = table.next_row().map_err(said)? {
        rows.push(String::from_utf8(row).unwrap());
    }
    Ok(rows)
}

#[test]
fn rows_are_objects_in_every_form() {
    let batch = batch();
    let expected = [
        r#"{"source":["One.","Two."],"target":"Un.","url":"http://a/","site":"a","n":9223372036854775807,"score":0.5,"yes":true}"#,
        r#"{"source":null,"target":"Deux, mais bien plus long que douze octets.","url":null,"site":"b","n":-1,"score":null,"yes":false}"#,
        r#"{"source":["Three \"quoted\".\n"],"target":"","url":"é\t","site":"a","n":null,"score":1.0e300,"yes":true}"#,
    ];
    let zstd = Compression::ZSTD(ZstdLevel::default());
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::GZIP(Default::default()), Compression::LZ4_RAW, zstd] {
        assert_eq!(rows(&parquet(&batch, compression), true).unwrap(), expected, "{compression:?}");
    }
    for compression in [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)] {
        assert_eq!(rows(&ipc_file(&batch, compression), true).unwrap(), expected, "{compression:?}");
        assert_eq!(rows(&ipc_stream(&batch, compression), true).unwrap(), expected, "{compression:?}");
    }
    // Several tables one after the other, in batches, and a stream that ends without saying so.
    let stream = ipc_stream(&batch, None);
    assert_eq!(rows(&stream[..stream.len() - 8], true).unwrap(), expected);
    let empty = batch.slice(0, 0);
    for bytes in [parquet(&empty, Compression::SNAPPY), ipc_file(&empty, None), ipc_stream(&empty, None)] {
        assert_eq!(rows(&bytes, true).unwrap(), [""; 0]);
    }
}

#[test]
fn what_lacks_a_column_of_texts_is_refused_by_its_name() {
    let texts = || -> ArrayRef { Arc::new(StringArray::from(vec!["a"])) };
    let of = |columns: Vec<(&str, ArrayRef)>| RecordBatch::try_from_iter(columns).unwrap();
    let numbers = of(vec![("source", texts()), ("target", Arc::new(Int64Array::from(vec![1])))]);
    let lacking = of(vec![("source", texts()), ("text", texts())]);
    for (batch, lists, said) in [
        (&numbers, true, "f: the column target is of type Int64; make it text (utf8), or a list of sentences"),
        (&lacking, true, "f: there is no column target in it (there are source, text); rename the one that is meant"),
        (&batch(), false, "f: the column source is of type List(Utf8"),
    ] {
        for bytes in [parquet(batch, Compression::SNAPPY), ipc_file(batch, None), ipc_stream(batch, None)] {
            let refused = rows(&bytes, lists).unwrap_err();
            assert!(refused.starts_with(said.split("Utf8").next().unwrap()), "{refused}");
        }
    }
}

#[test]
fn what_is_cut_off_or_damaged_is_one_sentence() {
    let (batch, mut refused) = (batch(), 0);
    for whole in [
        parquet(&batch, Compression::SNAPPY),
        ipc_file(&batch, Some(CompressionType::ZSTD)),
        ipc_stream(&batch, Some(CompressionType::LZ4_FRAME)),
    ] {
        for length in (8..whole.len()).step_by(7) {
            match rows(&whole[..length], true) {
                Ok(rows) => assert!(rows.is_empty() || rows.len() == 3, "{length}: {rows:?}"),
                Err(said) => {
                    refused += 1;
                    assert!(said.starts_with("f: ") && said.contains("; ") && !said.contains('\n'), "{said}");
                }
            }
        }
        for at in (6..whole.len()).step_by(3) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            if let Err(said) = rows(&damaged, true) {
                refused += 1;
                assert!(said.starts_with("f: "), "{said}");
            }
        }
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn what_is_said_once_is_not_meant_a_million_times() {
    let too_many = "f: this table holds far more rows or values than any of its length; check where it comes from";
    let nulls = |rows: usize| -> RecordBatch {
        RecordBatch::try_from_iter(PAIR.map(|name| (name, Arc::new(NullArray::new(rows)) as ArrayRef))).unwrap()
    };
    assert_eq!(rows(&ipc_stream(&nulls(2_000_000), None), true).unwrap_err(), too_many);
    let alike = |rows: usize| -> RecordBatch {
        let column = Arc::new(StringArray::from(vec!["a"; rows])) as ArrayRef;
        RecordBatch::try_from_iter(PAIR.map(|name| (name, column.clone()))).unwrap()
    };
    assert_eq!(rows(&parquet(&alike(2_000_000), Compression::SNAPPY), true).unwrap_err(), too_many);
    assert_eq!(rows(&parquet(&alike(10_000), Compression::SNAPPY), true).unwrap().len(), 10_000);
}

#[test]
fn what_a_buffer_claims_to_unpack_to_is_not_believed() {
    let column = Arc::new(StringArray::from(vec!["a text that is long enough to be packed, a text that is long enough"; 50])) as ArrayRef;
    let batch = RecordBatch::try_from_iter(PAIR.map(|name| (name, column.clone()))).unwrap();
    let whole = ipc_stream(&batch, Some(CompressionType::ZSTD));
    // The length before each packed buffer: that of the texts.
    let length = (50_u64 * 67).to_le_bytes();
    let at = whole.windows(8).position(|window| window == length).unwrap();
    let mut bomb = whole.clone();
    bomb[at..at + 8].copy_from_slice(&(1_u64 << 40).to_le_bytes());
    let said = "f: a batch of it claims to unpack to far more than it can hold; check where it comes from";
    assert_eq!(rows(&bomb, true).unwrap_err(), said);
    assert_eq!(rows(&whole, true).unwrap().len(), 50);
    // A message that is longer than the file.
    let mut long = whole.clone();
    long[4..8].copy_from_slice(&(15_u32 << 20).to_le_bytes());
    assert_eq!(rows(&long, true).unwrap_err(), "f: this table cannot be read (it is damaged or cut off); write it again");
}

#[test]
fn a_column_that_json_cannot_hold_is_named() {
    let keys = Arc::new(Int64Array::from(vec![1])) as ArrayRef;
    let entries = arrow_array::StructArray::try_from(vec![("keys", keys.clone()), ("values", keys)]).unwrap();
    let field = arrow_schema::Field::new("entries", entries.data_type().clone(), false);
    let offsets = arrow_buffer::OffsetBuffer::from_lengths([1]);
    let map = arrow_array::MapArray::try_new(Arc::new(field), offsets, entries, None, false).unwrap();
    let text = Arc::new(StringArray::from(vec!["a"])) as ArrayRef;
    let batch = RecordBatch::try_from_iter([("source", text.clone()), ("target", text), ("map", Arc::new(map) as ArrayRef)]).unwrap();
    let said = rows(&ipc_stream(&batch, None), true).unwrap_err();
    assert!(said.starts_with("f: the column map of type Map") && said.ends_with("leave it out, or make it text"), "{said}");
}

#[test]
fn a_file_is_read_where_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f.parquet");
    fs::write(&path, parquet(&batch(), Compression::SNAPPY)).unwrap();
    let begun = crate::source::begin(Some(&path)).unwrap();
    let mut table = Table::open(&path, begun, &PAIR, true).unwrap();
    assert!(table.next_row().unwrap().unwrap().starts_with(b"{\"source\":[\"One.\""));
}
