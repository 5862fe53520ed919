//! A list of pairs in any form: the table without a header that [`list::table`] reads, TSV and CSV with one, JSON Lines, Parquet, Arrow IPC.
//!
//! Where columns have names, `source`, `target`, `output`, `source_lang` and `target_lang` are read and all others are passed through, to the
//! results and to the pooled file. They change nothing about a pair: a run that goes on does nothing again because of them.

use std::path::Path;

use super::keys::{self, quoted};
use super::list::{self, Row};
#[cfg(feature = "arrow")]
use super::tables::Table;
use super::{Pair, pooled, results};
use crate::error::{Error, Result};
use crate::formats::Format;
use crate::hash::Map;
use crate::model;
use crate::source::{Begun, Budget, Kind, bytes, charset};

/// A list of pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The pairs.
    pub pairs: Vec<Pair>,
    /// What stands beside them.
    pub passed: Passed,
}

/// What a list holds beside its pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// The columns that are passed through.
    names: Vec<String>,
    /// Of each pair the values as JSON, by the place of their column; empty, or no longer there, where the list says nothing.
    values: Vec<Vec<Box<str>>>,
    /// Columns that are not, because results have one of that name.
    pub left_out: Vec<String>,
}

impl Passed {
    /// The columns.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The values of a pair, by its place in the list, one of each column: JSON.
    pub(super) fn values(&self, place: usize) -> impl Iterator<Item = &str> {
        let values = self.values.get(place).map(Vec::as_slice).unwrap_or_default();
        (0..self.names.len()).map(|at| values.get(at).map_or("null", |value| if value.is_empty() { "null" } else { value }))
    }
}

/// Names of columns that are read.
const READ: [&str; 5] = ["source", "target", "output", "source_lang", "target_lang"];

/// Reads a list. `path` is named in errors; an output that the list does not name is named for this format.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) naming the line, [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it cannot be read at all.
pub fn read(path: &Path, begun: Begun, format: Format) -> Result<List> {
    match begun.kind {
        Kind::Text => {}
        Kind::Packed(program) => return Err(Error::unusable(path, format!("this list is packed with {program}"), "unpack it first")),
        #[cfg(feature = "arrow")]
        _ => return of_table(path, begun, format),
        #[cfg(not(feature = "arrow"))]
        _ => return Err(Error::unusable(path, "this program was built without Arrow and Parquet", "write the list as TSV")),
    }
    let bytes = bytes::input(path, begun.reader(), Budget::List)?;
    let text = charset::utf8_only(path, bytes, "not valid UTF-8", "save the list as UTF-8")?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut rows = Rows::new(format);
    if first.trim_start().starts_with('{') {
        for (line, at) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
            rows.object(line).map_err(|wrong| wrong.at(path, at))?;
        }
    } else if is_header(first.split('\t').map(str::trim)) {
        let mut lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        let header: Vec<&str> = lines.next().map(|(line, _)| line.split('\t').map(str::trim).collect()).unwrap_or_default();
        rows.header(&header).map_err(|wrong| wrong.at(path, 1))?;
        for (line, at) in lines {
            rows.fields(&header, line.split('\t').map(str::trim)).map_err(|wrong| wrong.at(path, at))?;
        }
    } else if is_csv_header(first) {
        of_csv(path, text, &mut rows)?;
    } else {
        return Ok(List { pairs: list::table(path, text, format)?, passed: Passed::default() });
    }
    Ok(rows.list)
}

/// Whether these fields name the columns of a list.
fn is_header<'a>(fields: impl Iterator<Item = &'a str> + Clone) -> bool {
    ["source", "target"].iter().all(|name| fields.clone().any(|field| field == *name))
}

fn is_csv_header(line: &str) -> bool {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    reader.records().next().is_some_and(|record| record.is_ok_and(|record| is_header(record.iter().map(str::trim))))
}

fn of_csv(path: &Path, text: &str, rows: &mut Rows) -> Result<()> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut header = None;
    for record in reader.records() {
        let record = record.map_err(|error| Error::unusable(path, error.to_string(), "write it as CSV"))?;
        let line = record.position().map_or(0, |position| line_of(text, position));
        match &header {
            None => {
                rows.header(&record.iter().collect::<Vec<_>>()).map_err(|wrong| wrong.at(path, line))?;
                header = Some(record);
            }
            Some(header) => {
                let header: Vec<&str> = header.iter().collect();
                rows.fields(&header, record.iter()).map_err(|wrong| wrong.at(path, line))?;
            }
        }
    }
    Ok(())
}

/// The line of a record, whose place is before the blank lines above it.
fn line_of(text: &str, position: &csv::Position) -> usize {
    let before = usize::try_from(position.byte()).ok().and_then(|at| text.get(at..)).unwrap_or_default();
    let blank = before.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n').count();
    position.line() as usize + blank
}

#[cfg(feature = "arrow")]
fn of_table(path: &Path, begun: Begun, format: Format) -> Result<List> {
    let mut table = Table::open(path, begun, &["source", "target"], false)?;
    let mut rows = Rows::new(format);
    while let Some(row) = table.next_row()? {
        let number = rows.list.pairs.len() + 1;
        let line = String::from_utf8(row).map_err(|error| Error::unusable(path, error.to_string(), "write it again"))?;
        rows.object(&line).map_err(|Wrong(what, remedy)| Error::unusable(path, format!("row {number}: {what}"), remedy))?;
    }
    Ok(rows.list)
}

/// What is wrong with a row, and what to do about it.
struct Wrong(String, &'static str);

impl Wrong {
    fn at(self, path: &Path, line: usize) -> Error {
        Error::malformed(path, line, self.0, self.1)
    }
}

const COLUMNS: &str = "the columns that are read are source, target, output, source_lang, target_lang";

/// Rows that become a list.
struct Rows {
    format: Format,
    list: List,
    /// The places of the columns that are passed through; `None` of those that are not.
    places: Map<String, Option<usize>>,
}

impl Rows {
    fn new(format: Format) -> Self {
        Self { format, list: List::default(), places: Map::default() }
    }

    /// The names of the columns, each of which is there once.
    fn header(&mut self, names: &[&str]) -> Result<(), Wrong> {
        for (at, name) in names.iter().enumerate() {
            if name.is_empty() {
                return Err(Wrong(format!("column {} has no name", at + 1), "give it one"));
            }
            if names.iter().take(at).any(|before| before == name) {
                return Err(Wrong(format!("two columns are called {name}"), "give one another name"));
            }
            if !READ.contains(name) {
                self.place(name);
            }
        }
        Ok(())
    }

    /// Adds a row of fields under these names.
    fn fields<'a>(&mut self, header: &[&str], fields: impl Iterator<Item = &'a str>) -> Result<(), Wrong> {
        let fields: Vec<&str> = fields.collect();
        if fields.len() > header.len() {
            return Err(Wrong(format!("there are {} fields under {} names", fields.len(), header.len()), COLUMNS));
        }
        let read = READ.map(|name| header.iter().position(|column| *column == name).and_then(|at| fields.get(at).copied()));
        let mut values = Vec::new();
        for (name, field) in header.iter().zip(&fields).filter(|(name, field)| !READ.contains(name) && !field.is_empty()) {
            self.put(&mut values, name, quoted(field));
        }
        self.add(read, values)
    }

    /// Adds an object in one line.
    fn object(&mut self, line: &str) -> Result<(), Wrong> {
        let wrong = |what: String| Wrong(what, "write an object with source and target on every line");
        let mut read: [Option<String>; READ.len()] = [const { None }; READ.len()];
        let mut values = Vec::new();
        for key in keys::of(line).map_err(wrong)? {
            let Some((_, own)) = READ.iter().zip(&mut read).find(|(name, _)| **name == key.name) else {
                self.put(&mut values, &key.name, key.value.into_owned());
                continue;
            };
            if own.is_some() {
                return Err(wrong(format!("\"{}\" stands twice in the object", key.name)));
            }
            *own = key.read(line).map_err(|what| wrong(format!("\"{}\": {what}", key.name)))?;
        }
        self.add(read.each_ref().map(Option::as_deref), values)
    }

    fn add(&mut self, read: [Option<&str>; READ.len()], values: Vec<Box<str>>) -> Result<(), Wrong> {
        let [source, target, output, source_lang, target_lang] = read.map(|field| field.map(str::trim).filter(|field| !field.is_empty()));
        let (Some(source), Some(target)) = (source, target) else {
            return Err(Wrong("there are not two files in this row".into(), "name them under source and target"));
        };
        let row = Row { source, target, output, languages: model::Pair::new(source_lang, target_lang) };
        self.list.pairs.push(row.pair(self.format).map_err(|(what, remedy)| Wrong(what, remedy))?);
        self.list.passed.values.push(values);
        Ok(())
    }

    /// Puts a value into its column.
    fn put(&mut self, values: &mut Vec<Box<str>>, name: &str, value: String) {
        let Some(at) = self.place(name) else { return };
        if values.len() <= at {
            values.resize(at + 1, "".into());
        }
        if let Some(place) = values.get_mut(at) {
            *place = value.into();
        }
    }

    /// The place of a column, which may be a new one.
    fn place(&mut self, name: &str) -> Option<usize> {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let passed = &mut self.list.passed;
        let taken = [results::HEADER, pooled::HEADER].iter().any(|header| header.split('\t').any(|column| column == name));
        let place = if taken {
            passed.left_out.push(name.to_owned());
            None
        } else {
            passed.names.push(name.to_owned());
            Some(passed.names.len() - 1)
        };
        self.places.insert(name.to_owned(), place);
        place
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::formats::tsv;

    fn list(text: &str) -> Result<List> {
        read(Path::new("list"), Begun::of(Cursor::new(text.as_bytes().to_vec())).unwrap(), &tsv::FORMAT)
    }

    /// Source, output and language of a pair.
    type Told = (String, String, Option<String>);

    /// The pairs, and what is passed through.
    fn told(text: &str) -> (Vec<Told>, Vec<String>, Vec<Vec<String>>) {
        let List { pairs, passed } = list(text).unwrap();
        let values = (0..pairs.len()).map(|at| passed.values(at).map(keys::field).collect()).collect();
        let pair = |pair: Pair| (pair.source.to_string_lossy().into_owned(), pair.output, pair.languages.target);
        (pairs.into_iter().map(pair).collect(), passed.names, values)
    }

    #[test]
    fn every_form_says_the_same() {
        let tsv = "\u{feff}url\tsource\ttarget\ttarget_lang\tn\r\nu\ta\tb\tfra\t7\n\nv, \"w\"\ta\tc\n";
        let csv = "url,source,target,target_lang,n\nu,a,b,fra,7\n\n\"v, \"\"w\"\"\",a,c,,\n";
        let jsonl = "{\"url\":\"u\",\"source\":\"a\",\"target\":\"b\",\"target_lang\":\"fra\",\"n\":7}\n\n{\"source\":\"a\",\"target\":\"c\",\"target_lang\":null,\"url\":\"v, \\\"w\\\"\"}\n";
        for text in [tsv, csv, jsonl] {
            let (pairs, names, values) = told(text);
            assert_eq!(pairs, [("a".into(), "a--b.tsv".into(), Some("fr".into())), ("a".into(), "a--c.tsv".into(), None)], "{text}");
            assert_eq!(names, ["url", "n"], "{text}");
            assert_eq!(values, [["u", "7"], ["v, \"w\"", ""]], "{text}");
        }
        // A list without names is what it always was.
        let (pairs, names, _) = told("a\tb\tx.tsv\t\tfr\t0.5\n");
        assert_eq!((pairs, names.len()), (vec![("a".into(), "x.tsv".into(), Some("fr".into()))], 0));
    }

    #[test]
    fn what_is_wrong_is_said_by_its_line() {
        for (text, words) in [
            ("source\ttarget\tsource\na\tb\n", "list: line 1: two columns are called source"),
            ("source\ttarget\t\na\tb\n", "list: line 1: column 3 has no name"),
            ("source\ttarget\na\tb\tc\n", "list: line 2: there are 3 fields under 2 names"),
            ("source,target\n\na,\n", "list: line 3: there are not two files"),
            ("source,target,output\na,b,../c\n", "list: line 2: ../c is no name inside"),
            ("{\"source\":\"a\",\"target\":7}\n", "list: line 1: \"target\": not an object of the right form"),
            ("{\"source\":\"a\"}\n", "list: line 1: there are not two files"),
            ("{\"source\":\"a\",\"target\":\"b\"}\n[]\n", "list: line 2: not an object"),
        ] {
            let error = list(text).unwrap_err().to_string();
            assert!(error.starts_with(words) && error.contains("; "), "{error}");
        }
        assert_eq!(list("source\ttarget\terror\nx\ty\tz\n").unwrap().passed.left_out, ["error"]);
    }
}
