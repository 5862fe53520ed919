//! One bead a line, as JSON Lines or TSV, for those who want rows: what was passed through first, then the bead.

use serde::{Serialize, Serializer};

use super::form::{Form, Name, keys};
use super::lines::Line;
use crate::corpus::fields::FIELDS;
use crate::corpus::keys::{Key, Object};
use crate::corpus::repeated;
use crate::formats::output::{Bitext, flat, list, ranges, rounded};
use crate::model::{Bead, Text};

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flat {
    /// A JSON object a line, with the same keys in each but for those that are passed through.
    Jsonl,
    /// Tab-separated values with a header.
    Tsv,
}

/// How all rows of a run are written.
#[derive(Debug)]
pub(super) struct Layout {
    flat: Flat,
    /// The columns that are passed through, of TSV.
    passed: Vec<String>,
}

/// The rows of a pair.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The lines.
    pub bytes: Vec<u8>,
    /// Of each line where it ends, and what a two-sided bead is known by.
    pub ends: Vec<(usize, Option<u128>)>,
    /// A key that has no column.
    pub unplaced: Option<String>,
}

impl Layout {
    /// The columns of a stream that begins with this line: keys of the first line whose values are neither lists nor objects.
    pub fn of(flat: Flat, form: Form, first: &Line) -> Self {
        let mut passed = Vec::new();
        if let (Flat::Tsv, Line::Whole(line)) = (flat, first) {
            let name = match form.read(line) {
                Ok(request) => Some(request.name),
                Err((name, _)) => name,
            };
            for key in keys(name.as_ref()).iter().filter(|key| key.is_scalar() && !is_own(key)) {
                if !passed.iter().any(|name: &String| *name == key.name) {
                    passed.push(key.name.clone().into_owned());
                }
            }
        }
        Self { flat, passed }
    }

    /// The header, if there is one.
    pub fn header(&self) -> Option<String> {
        (self.flat == Flat::Tsv).then(|| {
            let names = self.passed.iter().map(|name| flat::line_of(name)).chain(FIELDS.map(str::to_owned));
            names.collect::<Vec<_>>().join("\t") + "\n"
        })
    }

    /// The rows of an alignment. `number` is that of its line, from 1.
    pub fn aligned(&self, name: &Name, number: u64, bitext: &Bitext, beads: &[&Bead], related: Option<f32>) -> Rows {
        let keys = keys(Some(name));
        let mut rows = Rows { unplaced: self.unplaced(&keys), ..Rows::default() };
        for (at, bead) in beads.iter().enumerate() {
            let texts = bitext.lines(bead);
            let print = (!texts.source.is_empty() && !texts.target.is_empty()).then(|| repeated::print(&texts.source, &texts.target));
            let edge = |text: &Text, ids: &[usize], end: bool| {
                let edges = ranges(text, ids).map(|range| if end { range.end } else { range.start });
                Cell::List(edges.collect())
            };
            let (source, target) = (bitext.source, bitext.target);
            rows.bytes.extend(self.row(
                &keys,
                [
                    Cell::Number(number.saturating_sub(1)),
                    Cell::Number(at as u64),
                    Cell::Text(bead.kind.as_str()),
                    Cell::Share(bead.confidence),
                    related.map_or(Cell::Nothing, Cell::Share),
                    Cell::List(bead.source.clone()),
                    Cell::List(bead.target.clone()),
                    edge(source, &bead.source, false),
                    edge(source, &bead.source, true),
                    edge(target, &bead.target, false),
                    edge(target, &bead.target, true),
                    Cell::Text(&texts.source),
                    Cell::Text(&texts.target),
                    Cell::Text(source.language()),
                    Cell::Text(target.language()),
                    Cell::Nothing,
                ],
            ));
            rows.ends.push((rows.bytes.len(), print));
        }
        rows
    }

    /// The row of a line that could not be aligned.
    pub fn failed(&self, name: Option<&Name>, number: u64, error: &str) -> Rows {
        let keys = keys(name);
        let mut cells = [const { Cell::Nothing }; FIELDS.len()];
        let [row, .., last] = &mut cells;
        (*row, *last) = (Cell::Number(number.saturating_sub(1)), Cell::Text(error));
        let bytes = self.row(&keys, cells);
        Rows { ends: vec![(bytes.len(), None)], bytes, unplaced: self.unplaced(&keys) }
    }

    /// A key of a pair for which there is no column.
    fn unplaced(&self, keys: &[Key]) -> Option<String> {
        let has_no_place = |key: &&Key| !(is_own(key) || key.is_scalar() && self.passed.iter().any(|name| *name == key.name));
        let unplaced = keys.iter().find(has_no_place).filter(|_| self.flat == Flat::Tsv);
        unplaced.map(|key| key.name.clone().into_owned())
    }

    fn row(&self, keys: &[Key], cells: [Cell; FIELDS.len()]) -> Vec<u8> {
        match self.flat {
            Flat::Jsonl => {
                let object = Object::new().with_keys(keys, &FIELDS);
                FIELDS.iter().zip(&cells).fold(object, |object, (name, cell)| object.with(name, cell)).line()
            }
            Flat::Tsv => {
                let passed = self.passed.iter().map(|column| {
                    let key = keys.iter().find(|key| key.name == **column && key.is_scalar());
                    key.map(|key| flat::line_of(&key.field())).unwrap_or_default()
                });
                let fields = passed.chain(cells.iter().map(Cell::field)).collect::<Vec<_>>();
                (fields.join("\t") + "\n").into_bytes()
            }
        }
    }
}

/// Whether a key is called as one of our own columns is, which stands in its place.
fn is_own(key: &Key) -> bool {
    FIELDS.contains(&&*key.name)
}

/// A value of our own.
enum Cell<'a> {
    Nothing,
    Number(u64),
    /// A probability, written with four decimals.
    Share(f32),
    Text(&'a str),
    List(Vec<usize>),
}

impl Cell<'_> {
    /// As a field of TSV.
    fn field(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Share(share) => format!("{share:.4}"),
            Self::Text(text) => flat::line_of(text),
            Self::List(numbers) => list(numbers, " "),
        }
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_unit(),
            Self::Number(number) => number.serialize(serializer),
            Self::Share(share) => rounded(*share).serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
            Self::List(numbers) => numbers.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(flat: Flat, lines: &[&str]) -> (Option<String>, Vec<String>, Vec<Option<String>>) {
        let first = Line::Whole(lines[0].into());
        let layout = Layout::of(flat, Form::Jsonl, &first);
        let rows = lines.iter().zip(1..).map(|(line, number)| {
            let name = Form::Jsonl.read(line.as_bytes()).map_or_else(|(name, _)| name, |request| Some(request.name));
            layout.failed(name.as_ref(), number, "a\tb")
        });
        let (texts, unplaced) = rows.map(|rows| (String::from_utf8(rows.bytes).unwrap(), rows.unplaced)).unzip();
        (layout.header(), texts, unplaced)
    }

    #[test]
    fn columns_are_those_of_the_first_line() {
        let given = [
            r#"{"id": 7, "url": "a\tb", "source": "", "kind": 1, "list": [1], "none": null, "target": ""}"#,
            r#"{"url": "c", "source": 3, "id": {"a": 1}, "more": true}"#,
            "{",
        ];
        let (header, rows, unplaced) = lines(Flat::Tsv, &given);
        assert_eq!(header.unwrap(), format!("id\turl\tnone\t{}\n", FIELDS.join("\t")));
        let tail = "\t".repeat(15) + "a b\n";
        assert_eq!(rows, [format!("7\ta b\t\t0{tail}"), format!("\tc\t\t1{tail}"), format!("\t\t\t2{tail}")]);
        assert_eq!(unplaced, [Some("list".to_owned()), Some("id".to_owned()), None]);
    }

    #[test]
    fn objects_pass_everything_through() {
        let given = [r#"{"id": 7, "\u0075rl":  "a\tb", "source": "", "kind": 1, "list": [1, 2], "target": ""}"#];
        let (header, rows, unplaced) = lines(Flat::Jsonl, &given);
        assert_eq!((header, unplaced), (None, vec![None]));
        let nulls = FIELDS[1..15].iter().map(|name| format!("\"{name}\":null,")).collect::<String>();
        assert_eq!(rows, [format!("{{\"id\":7,\"\\u0075rl\":\"a\\tb\",\"list\":[1, 2],\"row\":0,{nulls}\"error\":\"a\\tb\"}}\n")]);
    }
}
