//! Reads beads from rows of cells: TSV, CSV and the sheets of workbooks, whoever wrote them.
//!
//! The header names the columns. Without a header that is known, the first two columns are the texts, and a third that is a number is their
//! score; if the first row names two languages, by code or in English, those are the languages.

use std::path::Path;

use crate::error::{Error, Result};
use crate::formats::bitext::Contents;
use crate::formats::bitext::collect::{Cell, Collected, Row, kind_of};
use crate::formats::formula;
use crate::formats::records::{Records, too_wide};
use crate::lang;
use crate::model::Pair;
use crate::source::limits::TABLE_COLUMNS;

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
    /// Whether they are those of a table that we wrote.
    own: bool,
}

/// Tab-separated values: nothing is quoted, and in tables of ours there is an apostrophe before what is a formula.
pub(in crate::formats) fn tsv(path: &Path, text: &Contents, is_formula: fn(&str) -> bool) -> Result<Collected> {
    let mut table = Table::of(path, text.packed).defused(is_formula);
    let mut cells: Vec<&str> = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.is_empty()) {
        cells.clear();
        cells.extend(text.split('\t').take(TABLE_COLUMNS + 1));
        table.row(line, cells.len(), |column| cells.get(column).copied())?;
    }
    table.finish()
}

/// Comma-separated values, or with semicolons as Excel writes them in half of Europe.
pub(in crate::formats) fn csv(path: &Path, text: &Contents) -> Result<Collected> {
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.matches(';').count() > head.matches(',').count() { b';' } else { b',' };
    let mut table = Table::of(path, text.packed).defused(formula::begins);
    let mut records = Records::new(path, text, delimiter, true);
    while let Some((line, record)) = records.next()? {
        table.row(line, record.len(), |column| record.get(column))?;
    }
    table.finish()
}

/// A table whose rows come one by one.
pub(in crate::formats) struct Table<'p> {
    path: &'p Path,
    collected: Collected,
    columns: Option<Columns>,
    /// Whether there was a row, an empty one perhaps.
    is_begun: bool,
    /// What has an apostrophe before it, in a table of ours.
    is_formula: Option<fn(&str) -> bool>,
}

impl<'p> Table<'p> {
    /// Of a file of so many bytes as it lies on the disk.
    pub fn of(path: &'p Path, packed: usize) -> Self {
        Self { path, collected: Collected::of(packed), columns: None, is_begun: false, is_formula: None }
    }

    /// One in which we put an apostrophe before such texts.
    fn defused(self, is_formula: fn(&str) -> bool) -> Self {
        Self { is_formula: Some(is_formula), ..self }
    }

    /// Takes the next row: its line, the number of its columns, and what stands in each.
    pub fn row<'c>(&mut self, line: usize, width: usize, cell: impl Fn(usize) -> Option<&'c str>) -> Result<()> {
        if width > TABLE_COLUMNS {
            return Err(too_wide(self.path, line));
        }
        let known = match self.columns {
            Some(columns) => columns,
            None => {
                let (found, is_header) = Columns::of_header(width, &cell, &mut self.collected);
                self.columns = Some(found);
                if is_header {
                    return Ok(());
                }
                found
            }
        };
        if width < 2 || known.texts.iter().all(|&column| column >= width) {
            return Err(Error::malformed(
                self.path,
                line,
                format!("there are {width} columns"),
                "write source and target texts in columns of their own",
            ));
        }
        self.is_begun = true;
        match self.is_formula.filter(|_| known.own) {
            Some(is_formula) => {
                known.take(self.path, |column| cell(column).map(|cell| formula::armed(cell, is_formula)), &mut self.collected)
            }
            None => known.take(self.path, cell, &mut self.collected),
        }
    }

    /// What the rows hold.
    pub fn finish(self) -> Result<Collected> {
        match self.is_begun {
            true => Ok(self.collected),
            false => Err(Error::unusable(self.path, "there is no row in this table", "name a table with source and target texts")),
        }
    }
}

impl Columns {
    /// The columns that the first row names, and whether it names them at all.
    fn of_header<'c>(width: usize, cell: &impl Fn(usize) -> Option<&'c str>, collected: &mut Collected) -> (Self, bool) {
        let is = |text: &str, names: &[&str]| names.iter().any(|name| text.trim().eq_ignore_ascii_case(name));
        let find = |names: &[&str]| (0..width).find(|&column| cell(column).is_some_and(|text| is(text, names)));
        let texts = (find(&["source_text", "src_text", "source"]), find(&["target_text", "trg_text", "target"]));
        if let (Some(source), Some(target)) = texts {
            let columns = Self {
                texts: Pair::new(source, target),
                ids: Pair::new(find(&["source_ids"]), find(&["target_ids"])),
                kind: find(&["kind"]),
                confidence: find(&["confidence", "aligner_score", "score"]),
                addresses: Pair::new(find(&["src_url"]), find(&["trg_url"])),
                own: formula::is_own(width, cell),
            };
            return (columns, true);
        }
        let language = |column: usize| cell(column).and_then(|text| language_of(text.trim()));
        let columns = Self { texts: Pair::new(0, 1), confidence: Some(2), ..Self::default() };
        match (language(0), language(1)) {
            (Some(source), Some(target)) => {
                collected.languages = Pair::new(Some(source), Some(target));
                (columns, true)
            }
            _ => (columns, false),
        }
    }

    fn take<'c>(&self, path: &Path, cell: impl Fn(usize) -> Option<&'c str>, collected: &mut Collected) -> Result<()> {
        let cell = |column: Option<usize>| column.and_then(&cell);
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
            return Ok(());
        }
        for (side, column) in self.addresses.sides() {
            if collected.names[side].is_none() {
                collected.names[side] = cell(column).map(str::to_owned);
            }
        }
        let confidence = cell(self.confidence).and_then(|number| number.trim().replace(',', ".").parse().ok());
        collected.push(path, Row { cells, kind: kind_of(kind), confidence })
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

    fn table(text: &str) -> Result<Collected> {
        tsv(Path::new("f"), &Contents { text: text.to_owned(), packed: text.len() }, formula::runs)
    }

    fn read(text: &str) -> Collected {
        table(text).unwrap()
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
        assert!(table("alone\n").unwrap_err().to_string().contains("there are 1 columns"));
    }
}
