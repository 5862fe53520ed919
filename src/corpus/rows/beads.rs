//! Beads as rows of a record batch.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int32Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use arrow_select::take::take;

use crate::corpus::fields::FIELDS;
use crate::formats::output::{Bitext, ranges, rounded};
use crate::model::{Alignment, BeadKind, Pair, Side, Text};

/// The fields of what comes out, those that are passed through first.
pub(super) fn schema(kept: impl Iterator<Item = FieldRef>) -> Schema {
    let list = |member: DataType| DataType::List(Arc::new(Field::new_list_field(member, true)));
    let of = |name: &str| match name {
        "row" => DataType::Int64,
        "bead" => DataType::Int32,
        "confidence" | "related" => DataType::Float64,
        "source_ids" | "target_ids" => list(DataType::Int32),
        "source_starts" | "source_ends" | "target_starts" | "target_ends" => list(DataType::Int64),
        _ => DataType::Utf8,
    };
    let ours = FIELDS.iter().map(|name| Arc::new(Field::new(*name, of(name), *name != "row")));
    Schema::new(kept.chain(ours).collect::<Vec<FieldRef>>())
}

/// The beads of a row, or why there are none.
pub(super) type Answer = Result<Found, String>;

/// The beads of a row.
#[derive(Debug)]
pub(super) struct Found {
    related: Option<f64>,
    languages: Pair<String>,
    beads: Vec<Line>,
}

/// A bead, ready to be put down.
#[derive(Debug)]
struct Line {
    number: usize,
    kind: BeadKind,
    confidence: f64,
    ids: Pair<Vec<usize>>,
    ranges: Pair<Vec<Range<usize>>>,
    texts: Pair<String>,
}

impl Found {
    /// The beads of an alignment, but for pairs below a confidence.
    pub fn new(texts: Pair<&Text>, alignment: &Alignment, min_confidence: f32) -> Answer {
        let bitext = Bitext::new(texts.source, texts.target, alignment).map_err(|error| error.to_string())?;
        let bitext = bitext.with_min_confidence(min_confidence);
        let line = |(number, bead)| {
            let bead: &crate::model::Bead = bead;
            Line {
                number,
                kind: bead.kind,
                confidence: rounded(bead.confidence),
                ids: Pair::new(bead.source.clone(), bead.target.clone()),
                ranges: Pair::from_fn(|side| ranges(texts[side], bead.ids(side)).collect()),
                texts: bitext.lines(bead),
            }
        };
        Ok(Self {
            related: alignment.related().map(rounded),
            languages: texts.map(|text| text.language().to_owned()),
            beads: bitext.beads().enumerate().map(line).collect(),
        })
    }
}

/// The answers of rows one after the other, numbered from `first`, beside the columns of these rows that are passed through.
pub(super) fn batch(
    schema: &SchemaRef,
    passed: &[ArrayRef],
    first: u64,
    answers: impl Iterator<Item = Answer>,
) -> Result<RecordBatch, ArrowError> {
    let mut rows = Vec::new();
    let mut built = Built::default();
    for (row, answer) in answers.enumerate() {
        match answer {
            Ok(found) => {
                rows.resize(rows.len() + found.beads.len(), row as u32);
                built.found(found);
            }
            Err(error) => {
                rows.push(row as u32);
                built.failed(&error);
            }
        }
    }
    let numbers: Int64Array = rows.iter().map(|&row| first as i64 + i64::from(row)).collect();
    let indices = UInt32Array::from(rows);
    let mut columns = passed.iter().map(|column| take(column, &indices, None)).collect::<Result<Vec<_>, _>>()?;
    columns.push(Arc::new(numbers));
    columns.extend(built.finish());
    let options = RecordBatchOptions::new().with_row_count(Some(indices.len()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
}

/// The columns of beads while they grow.
#[derive(Default)]
struct Built {
    number: Int32Builder,
    kind: StringBuilder,
    confidence: Float64Builder,
    related: Float64Builder,
    ids: Pair<ListBuilder<Int32Builder>>,
    starts: Pair<ListBuilder<Int64Builder>>,
    ends: Pair<ListBuilder<Int64Builder>>,
    texts: Pair<StringBuilder>,
    languages: Pair<StringBuilder>,
    error: StringBuilder,
}

impl Built {
    fn found(&mut self, found: Found) {
        for bead in found.beads {
            self.number.append_value(bead.number as i32);
            self.kind.append_value(bead.kind.as_str());
            self.confidence.append_value(bead.confidence);
            self.related.append_option(found.related);
            for side in Side::BOTH {
                self.ids[side].append_value(bead.ids[side].iter().map(|&id| Some(id as i32)));
                self.starts[side].append_value(bead.ranges[side].iter().map(|range| Some(range.start as i64)));
                self.ends[side].append_value(bead.ranges[side].iter().map(|range| Some(range.end as i64)));
                self.texts[side].append_value(&bead.texts[side]);
                self.languages[side].append_value(&found.languages[side]);
            }
            self.error.append_null();
        }
    }

    fn failed(&mut self, error: &str) {
        self.number.append_null();
        self.kind.append_null();
        self.confidence.append_null();
        self.related.append_null();
        for side in Side::BOTH {
            self.ids[side].append_null();
            self.starts[side].append_null();
            self.ends[side].append_null();
            self.texts[side].append_null();
            self.languages[side].append_null();
        }
        self.error.append_value(error);
    }

    /// The columns, in the order of [`FIELDS`] but for the number of the row.
    fn finish(mut self) -> Vec<ArrayRef> {
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.number.finish()),
            Arc::new(self.kind.finish()),
            Arc::new(self.confidence.finish()),
            Arc::new(self.related.finish()),
        ];
        columns.extend(self.ids.iter().map(|ids| Arc::new(ids.finish_cloned()) as ArrayRef));
        for side in Side::BOTH {
            columns.push(Arc::new(self.starts[side].finish()));
            columns.push(Arc::new(self.ends[side].finish()));
        }
        columns.extend(self.texts.iter().map(|texts| Arc::new(texts.finish_cloned()) as ArrayRef));
        columns.extend(self.languages.iter().map(|languages| Arc::new(languages.finish_cloned()) as ArrayRef));
        columns.push(Arc::new(self.error.finish()));
        columns
    }
}

/// The beads of one alignment: [`FIELDS`] but for the number of the row and the error.
pub fn batch_of(texts: Pair<&Text>, alignment: &Alignment) -> Result<RecordBatch, ArrowError> {
    let schema = Arc::new(schema(std::iter::empty()));
    let batch = batch(&schema, &[], 0, std::iter::once(Found::new(texts, alignment, 0.0)))?;
    let names = schema.fields().iter().map(|field| field.name().as_str());
    let wanted: Vec<usize> = names.enumerate().filter(|(_, name)| !["row", "error"].contains(name)).map(|(at, _)| at).collect();
    batch.project(&wanted)
}
