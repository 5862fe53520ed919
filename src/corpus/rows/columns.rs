//! Which columns of a record batch hold the texts, their languages, and what is passed through.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeListArray, LargeStringArray, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema};

use super::{FIELDS, Settings};
use crate::corpus::Contents;
use crate::model::{Pair, Side};

/// What is wrong with columns, and what to do about it.
type Fault = (String, String);

/// The columns of an input.
#[derive(Debug)]
pub(super) struct Columns {
    texts: Pair<usize>,
    /// Those that name languages.
    languages: Pair<Option<usize>>,
    kept: Vec<(usize, FieldRef)>,
}

impl Columns {
    /// Finds them by their names.
    pub fn find(schema: &Schema, settings: &Settings) -> Result<Self, Fault> {
        let named = |name: &str| schema.fields().iter().position(|field| field.name() == name);
        let there = || schema.fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>().join(", ");
        let lacks = |name: &str, remedy: String| (format!("there is no column `{name}`; there are {}", there()), remedy);
        let text = |side: Side| {
            let name = &settings.columns[side];
            let at = named(name).ok_or_else(|| lacks(name, format!("say which one holds the {side} texts")))?;
            match schema.field(at).data_type() {
                kind if is_text(kind) || is_list(kind) => Ok(at),
                kind => Err((format!("the column `{name}` is of type {kind}"), "name one with strings or lists of strings".into())),
            }
        };
        let texts = Pair::try_from_fn(text)?;
        let language = |side: Side| {
            let at = named(&format!("{side}_lang"))?;
            is_text(schema.field(at).data_type()).then_some(at)
        };
        let languages = Pair::from_fn(language);
        let of_beads = |name: &str| FIELDS.contains(&name);
        let is_read = |at: usize| at == texts.source || at == texts.target;
        let names_language = |at: usize| languages.source == Some(at) || languages.target == Some(at);
        let wanted: Vec<usize> = match &settings.keep {
            None => (0..schema.fields().len()).filter(|&at| !is_read(at) && !names_language(at)).collect(),
            Some(keep) => {
                let column = |name: &String| named(name).ok_or_else(|| lacks(name, "keep columns that are there".into()));
                keep.iter().map(column).collect::<Result<_, _>>()?
            }
        };
        let kept: Vec<(usize, FieldRef)> = wanted.into_iter().filter_map(|at| Some((at, schema.fields().get(at)?.clone()))).collect();
        if let Some((_, field)) = kept.iter().find(|(_, field)| of_beads(field.name())) {
            let what = format!("the column `{}` has the name of a column of beads", field.name());
            return Err((what, "rename it, or say which columns to keep".into()));
        }
        Ok(Self { texts, languages, kept })
    }

    /// The fields that are passed through.
    pub fn kept(&self) -> impl Iterator<Item = FieldRef> {
        self.kept.iter().map(|(_, field)| field.clone())
    }

    /// The columns of some rows that are passed through.
    pub fn passed(&self, rows: &RecordBatch) -> Vec<ArrayRef> {
        self.kept.iter().map(|(at, _)| rows.column(*at).clone()).collect()
    }

    /// The texts of some rows.
    pub fn texts(&self, rows: &RecordBatch) -> Result<Pair<Texts>, ArrowError> {
        Pair::try_from_fn(|side| Texts::of(rows.column(self.texts[side])))
    }

    /// The languages that some rows name.
    pub fn languages(&self, rows: &RecordBatch) -> Result<Pair<Option<Texts>>, ArrowError> {
        Pair::try_from_fn(|side| self.languages[side].map(|at| Texts::of(rows.column(at))).transpose())
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

fn is_list(kind: &DataType) -> bool {
    match kind {
        DataType::List(member)
        | DataType::LargeList(member)
        | DataType::ListView(member)
        | DataType::LargeListView(member)
        | DataType::FixedSizeList(member, _) => is_text(member.data_type()),
        _ => false,
    }
}

/// A column of texts, of whatever type it came.
#[derive(Debug)]
pub(super) enum Texts {
    Whole(LargeStringArray),
    Sentences(LargeListArray),
}

impl Texts {
    fn of(column: &ArrayRef) -> Result<Self, ArrowError> {
        if is_list(column.data_type()) {
            let member = Field::new_list_field(DataType::LargeUtf8, true);
            let lists = cast(column, &DataType::LargeList(member.into()))?;
            return Ok(Self::Sentences(lists.as_list::<i64>().clone()));
        }
        Ok(Self::Whole(cast(column, &DataType::LargeUtf8)?.as_string::<i64>().clone()))
    }

    /// The string of a row; `None` if it is null.
    pub fn string(&self, row: usize) -> Option<&str> {
        match self {
            Self::Whole(strings) => (row < strings.len() && strings.is_valid(row)).then(|| strings.value(row)),
            Self::Sentences(_) => None,
        }
    }

    /// The text of a row; `None` if it is null. A sentence that is null is an empty one.
    pub fn contents(&self, row: usize) -> Option<Contents> {
        match self {
            Self::Whole(_) => self.string(row).map(|text| Contents::Whole(text.to_owned())),
            Self::Sentences(lists) => {
                let list = (row < lists.len() && lists.is_valid(row)).then(|| lists.value(row))?;
                Some(Contents::Sentences(list.as_string::<i64>().iter().map(|text| text.unwrap_or_default().to_owned()).collect()))
            }
        }
    }
}
