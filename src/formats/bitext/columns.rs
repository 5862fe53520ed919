//! Reads beads from rows of cells: TSV, CSV and the sheets of workbooks, whoever wrote them.
//!
//! The header names the columns. Without a header that is known, the first two columns are the texts, and a third that is a number is their
//! score; if the first row names two languages, by code or in English, those are the languages.

use std::path::Path;

use crate::error::{Error, Result};
use crate::formats::bitext::collect::{Cell, Collected, Row, kind_of};
use crate::formats::csv::armed;
use crate::lang;
use crate::model::Pair;

/// What hunalign puts between the sentences of a side.
const JOINT: &str = " ~~~ ";

/// Where the columns are.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    texts: Pair<usize>,
    ids: Pair<Option<usize>>,
    kind: Option<usize>,
    confidence: Option<usize>,
    addresses: Pair<Option<usize>>,
}

/// Tab-separated values: nothing is quoted.
pub(in crate::formats) fn tsv(path: &Path, text: &str) -> Result<Collected> {
    let rows = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    table(path, rows.map(|(at, line)| Ok((at + 1, line.split('\t').map(str::to_owned).collect()))))
}

/// Comma-separated values, or with semicolons as Excel writes them in half of Europe.
pub(in crate::formats) fn csv(path: &Path, text: &str) -> Result<Collected> {
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.matches(';').count() > head.matches(',').count() { b';' } else { b',' };
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, |position| position.line() as usize);
            Error::malformed(path, line, "this is not CSV", "save the table as CSV in UTF-8 again")
        })?;
        let line = record.position().map_or(0, |position| position.line() as usize);
        Ok((line, record.iter().map(|cell| armed(cell).to_owned()).collect()))
    });
    table(path, rows)
}

/// Rows with their line numbers.
pub(in crate::formats) fn table(path: &Path, rows: impl Iterator<Item = Result<(usize, Vec<String>)>>) -> Result<Collected> {
    let mut collected = Collected::default();
    let mut columns: Option<Columns> = None;
    for row in rows {
        let (line, cells) = row?;
        let known = match columns {
            Some(columns) => columns,
            None => {
                let (found, is_header) = Columns::of_header(&cells, &mut collected);
                columns = Some(found);
                if is_header {
                    continue;
                }
                found
            }
        };
        if known.texts.iter().all(|&column| cells.get(column).is_none()) || cells.len() < 2 {
            return Err(Error::malformed(
                path,
                line,
                format!("there are {} columns", cells.len()),
                "write source and target texts in columns of their own",
            ));
        }
        known.take(&cells, &mut collected);
    }
    if collected.rows.is_empty() {
        return Err(Error::unusable(path, "there is no row in this table", "name a table with source and target texts"));
    }
    Ok(collected)
}

impl Columns {
    /// The columns that the first row names, and whether it names them at all.
    fn of_header(cells: &[String], collected: &mut Collected) -> (Self, bool) {
        let find = |names: &[&str]| cells.iter().position(|cell| names.contains(&cell.trim().to_ascii_lowercase().as_str()));
        let texts = (find(&["source_text", "src_text", "source"]), find(&["target_text", "trg_text", "target"]));
        if let (Some(source), Some(target)) = texts {
            let columns = Self {
                texts: Pair::new(source, target),
                ids: Pair::new(find(&["source_ids"]), find(&["target_ids"])),
                kind: find(&["kind"]),
                confidence: find(&["confidence", "aligner_score", "score"]),
                addresses: Pair::new(find(&["src_url"]), find(&["trg_url"])),
            };
            return (columns, true);
        }
        let language = |column: usize| cells.get(column).and_then(|cell| language_of(cell.trim()));
        let columns = Self { texts: Pair::new(0, 1), confidence: Some(2), ..Self::default() };
        match (language(0), language(1)) {
            (Some(source), Some(target)) => {
                collected.languages = Pair::new(Some(source), Some(target));
                (columns, true)
            }
            _ => (columns, false),
        }
    }

    fn take(&self, cells: &[String], collected: &mut Collected) {
        let cell = |column: Option<usize>| column.and_then(|column| cells.get(column)).map(String::as_str);
        let kind = cell(self.kind).unwrap_or_default();
        let cells = self.texts.zip(self.ids).map(|(text, ids)| {
            let text = cell(Some(text)).unwrap_or_default();
            match text.contains(JOINT) && ids.is_none() {
                true => Cell { texts: text.split(JOINT).map(str::to_owned).collect(), ..Cell::default() },
                false => {
                    let ids = cell(ids).and_then(|ids| ids.split_whitespace().map(|id| id.parse().ok()).collect());
                    Cell::of(text).numbered(ids)
                }
            }
        });
        if let Some(row) = collected.rows.last_mut().filter(|_| kind == "continued") {
            for (cell, more) in row.cells.as_mut().zip(cells).sides().map(|(_, both)| both) {
                if let (Some(text), Some(more)) = (cell.texts.last_mut(), more.texts.first()) {
                    text.push_str(more);
                }
            }
            return;
        }
        for (side, column) in self.addresses.sides() {
            if collected.names[side].is_none() {
                collected.names[side] = cell(column).map(str::to_owned);
            }
        }
        let confidence = cell(self.confidence).and_then(|number| number.trim().replace(',', ".").parse().ok());
        collected.rows.push(Row { cells, kind: kind_of(kind), confidence });
    }
}

/// A language by its code or its English name.
fn language_of(cell: &str) -> Option<String> {
    let short = (2..=3).contains(&cell.len()) || cell.contains('-') && cell.len() <= 11;
    match short {
        true => lang::parse(cell).filter(|tag| lang::is_known(tag)),
        false => lang::code_of_name(cell).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &str) -> Collected {
        tsv(Path::new("f"), table).unwrap()
    }

    fn texts(table: &str) -> Vec<[String; 2]> {
        read(table).rows.into_iter().map(|row| [row.cells.source.texts.join("|"), row.cells.target.texts.join("|")]).collect()
    }

    #[test]
    fn the_first_row_says_which_column_is_which() {
        assert_eq!(texts("id\ttarget\tsource\n1\tUn.\tOne.\n"), [["One.", "Un."]]);
        assert_eq!(texts("One.\tUn.\n"), [["One.", "Un."]]);
        let named = read("English\tfr-CA\nOne.\tUn.\n");
        assert_eq!((named.languages, named.rows.len()), (Pair::new(Some("en".into()), Some("fr-CA".into())), 1));
        let full = read("source_ids\ttarget_ids\tkind\tconfidence\tsource_text\ttarget_text\n3 4\t7\tmoved\t0,25\tA. B.\tC.\n");
        let row = full.rows.first().unwrap();
        assert_eq!(
            (row.cells.source.ids.clone(), row.kind, row.confidence),
            (Some(vec![3, 4]), Some(crate::model::BeadKind::Moved), Some(0.25))
        );
    }

    #[test]
    fn sentences_of_hunalign_and_cells_that_go_on() {
        assert_eq!(texts("One. ~~~ Two.\tUn.\t0.3\n"), [["One.|Two.", "Un."]]);
        assert_eq!(texts("source\ttarget\tkind\nOne\tUn\tmatch\n two.\t deux.\tcontinued\n"), [["One two.", "Un deux."]]);
        assert!(tsv(Path::new("f"), "alone\n").unwrap_err().to_string().contains("there are 1 columns"));
    }
}
