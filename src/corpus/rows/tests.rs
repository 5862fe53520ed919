//! Rows with and without trouble, in and out.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Int64Array, NullArray, RecordBatch, RecordBatchIterator, StringArray, StringViewArray};
use arrow_schema::{DataType, Field, Schema};

use super::*;

fn settings(threads: usize) -> Settings {
    Settings {
        columns: Pair::new("source".into(), "target".into()),
        keep: None,
        split: Split::Sentences,
        languages: Pair::new(Some("en".into()), Some("fr".into())),
        min_confidence: 0.0,
        max_sentences: None,
        pools: Vec::new(),
        threads,
    }
}

fn table(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

fn input(batches: Vec<RecordBatch>) -> Box<dyn RecordBatchReader + Send> {
    let schema = batches[0].schema();
    Box::new(RecordBatchIterator::new(batches.into_iter().map(Ok), schema))
}

fn aligned(batches: Vec<RecordBatch>, settings: Settings) -> Vec<RecordBatch> {
    align(input(batches), Aligner::builder().build().unwrap(), settings, None).unwrap().collect::<Result<_, _>>().unwrap()
}

fn strings(batch: &RecordBatch, name: &str) -> Vec<Option<String>> {
    batch.column_by_name(name).unwrap().as_string::<i32>().iter().map(|value| value.map(str::to_owned)).collect()
}

/// As many pairs of texts as asked for, one of them null and one with a language that is none.
fn pairs(rows: usize) -> RecordBatch {
    let number = |row: usize| row % 7 + 1;
    let source: StringArray = (0..rows).map(|row| (row != 3).then(|| format!("It is {} o'clock. The cat sleeps.", number(row)))).collect();
    let target: StringViewArray = (0..rows).map(|row| Some(format!("Il est {} heures. Le chat dort.", number(row)))).collect();
    let ids: Int64Array = (0..rows as i64).map(|row| Some(row * 10)).collect();
    let languages: StringArray = (0..rows).map(|row| (row == 5).then_some("Klingonish!")).collect();
    table(vec![("id", Arc::new(ids)), ("source", Arc::new(source)), ("target", Arc::new(target)), ("target_lang", Arc::new(languages))])
}

#[test]
fn every_row_is_answered_in_order_and_passes_its_columns_through() {
    let batches = aligned(vec![pairs(9)], settings(3));
    assert_eq!(batches.len(), 1);
    let batch = &batches[0];
    let rows: Vec<i64> = batch.column_by_name("row").unwrap().as_primitive::<Int64Type>().values().to_vec();
    assert_eq!(rows, [0, 0, 1, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 7, 8, 8]);
    let ids: Vec<i64> = batch.column_by_name("id").unwrap().as_primitive::<Int64Type>().values().to_vec();
    assert_eq!(ids, rows.iter().map(|row| row * 10).collect::<Vec<_>>());
    let errors = strings(batch, "error");
    assert_eq!(errors[6].as_deref(), Some("the source text is null"));
    assert_eq!(errors[9].as_deref(), Some("target_lang: `Klingonish!` is not a language code; use one like en, fra, zh-Hant or pt-BR"));
    assert_eq!(errors.iter().flatten().count(), 2);
    assert_eq!(strings(batch, "kind")[0].as_deref(), Some("match"));
    assert_eq!(strings(batch, "target_text")[1].as_deref(), Some("Le chat dort."));
    assert!(batch.column_by_name("bead").unwrap().as_primitive::<Int32Type>().is_null(6));
    assert!(batch.column_by_name("source").is_none() && batch.column_by_name("target_lang").is_some());
}

#[test]
fn threads_and_the_size_of_batches_change_nothing() {
    let rows = ROWS * 2 + 3;
    let whole = |batches: Vec<RecordBatch>| arrow_select::concat::concat_batches(&batches[0].schema(), &batches).unwrap();
    let one = whole(aligned(vec![pairs(rows)], settings(1)));
    let all = pairs(rows);
    let cut: Vec<RecordBatch> = (0..rows).step_by(100).map(|at| all.slice(at, (rows - at).min(100))).collect();
    assert_eq!(one, whole(aligned(cut, settings(8))));
    assert_eq!(one.num_rows(), 2 * (rows - 2) + 2);
}

#[test]
fn lists_are_sentences() {
    let list = |sentences: [&str; 2]| {
        let mut lists = ListBuilder::new(StringBuilder::new());
        lists.append_value(sentences.map(Some));
        Arc::new(lists.finish()) as ArrayRef
    };
    let batch =
        table(vec![("source", list(["It rains. Much.", "The cat sleeps."])), ("target", list(["Il pleut. Fort.", "Le chat dort."]))]);
    let found = aligned(vec![batch], settings(1));
    assert_eq!(strings(&found[0], "source_text"), [Some("It rains. Much.".to_owned()), Some("The cat sleeps.".to_owned())]);
    let starts = found[0].column_by_name("source_starts").unwrap().as_list::<i32>().value(1);
    assert_eq!(starts.as_primitive::<Int64Type>().values(), &[16]);
}

#[test]
fn a_column_of_nothing_names_no_language_and_is_no_text() {
    let nothing: ArrayRef = Arc::new(NullArray::new(1));
    let text: ArrayRef = Arc::new(StringArray::from(vec!["Le chat dort."]));
    let batch = table(vec![("source", nothing.clone()), ("target", text), ("source_lang", nothing)]);
    let found = aligned(vec![batch], settings(1));
    assert_eq!(strings(&found[0], "error"), [Some("the source text is null".to_owned())]);
}

#[test]
fn what_is_wrong_with_columns_is_said_before_anything_is_aligned() {
    let said = |batch: RecordBatch, settings: Settings| {
        align(input(vec![batch]), Aligner::builder().build().unwrap(), settings, None).unwrap_err().to_string()
    };
    let other = Settings { columns: Pair::new("text".into(), "target".into()), ..settings(1) };
    assert_eq!(
        said(pairs(1), other),
        "input: there is no column `text`; there are id, source, target, target_lang; say which one holds the source texts"
    );
    let kept = Settings { keep: Some(vec!["url".into()]), ..settings(1) };
    assert!(said(pairs(1), kept).contains("no column `url`"));
    let number = Settings { columns: Pair::new("id".into(), "target".into()), ..settings(1) };
    assert!(said(pairs(1), number).contains("the column `id` is of type Int64; name one with strings or lists of strings"));
    let clash =
        table(vec![("kind", pairs(1).column(1).clone()), ("source", pairs(1).column(1).clone()), ("target", pairs(1).column(2).clone())]);
    assert!(said(clash, settings(1)).contains("`kind` has the name of a column of beads; rename it"));
    let error =
        table(vec![("error", pairs(1).column(1).clone()), ("source", pairs(1).column(1).clone()), ("target", pairs(1).column(2).clone())]);
    assert!(said(error, settings(1)).contains("`error` has the name of a column of beads; rename it"));
}

#[test]
fn who_waits_may_end_it_and_an_input_that_breaks_is_an_error() {
    let watch: Watch = Box::new(|| ControlFlow::Break(()));
    let long = "The cat sleeps on the mat and nobody wakes it. ".repeat(20_000);
    let text: ArrayRef = Arc::new(StringArray::from(vec![long.as_str(); 4]));
    let batch = table(vec![("source", text.clone()), ("target", text)]);
    let begin = std::time::Instant::now();
    let mut beads = align(input(vec![batch]), Aligner::builder().build().unwrap(), settings(1), Some(watch)).unwrap();
    assert!(beads.next().unwrap().unwrap_err().to_string().contains("stopped before its end"));
    assert!(beads.next().is_none());
    assert!(begin.elapsed().as_secs_f64() < 5.0);
    let schema = Arc::new(Schema::new(["source", "target"].map(|name| Field::new(name, DataType::Utf8, true)).to_vec()));
    let broken = RecordBatchIterator::new([Err(ArrowError::ParseError("half a batch".into()))], schema);
    let mut beads = align(Box::new(broken), Aligner::builder().build().unwrap(), settings(1), None).unwrap();
    assert!(beads.next().unwrap().unwrap_err().to_string().contains("half a batch"));
}
