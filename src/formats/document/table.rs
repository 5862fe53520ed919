//! A table in (CSV, TSV, Excel), one of its columns out.
//!
//! Which column is said by the user, else by a first row that names languages (`en`, `French`) or sides (`source`, `target`).

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::formats::document::{ReadOptions, Which, units};
use crate::lang;
use crate::model::Document;
use crate::source::archive::Archive;
use crate::source::limits::COLUMN_BYTES;
use crate::source::unusable;
use crate::source::xml::{Node, Xml, decoded, part_text, relations};

/// The column that is wanted, and whether the first row is its name.
fn choose(path: &Path, first: &[String], options: &ReadOptions) -> Result<(usize, bool)> {
    let names: Vec<String> = first.iter().map(|cell| cell.trim().to_lowercase()).collect();
    let list = || first.iter().map(|cell| cell.trim().chars().take(20).collect::<String>()).collect::<Vec<_>>().join(", ");
    if let Some(column) = &options.column {
        if let Some(at) = names.iter().position(|name| *name == column.to_lowercase()) {
            return Ok((at, true));
        }
        return match column.parse::<usize>() {
            Ok(number) if (1..=first.len()).contains(&number) => Ok((number - 1, is_header(&names))),
            _ => {
                let what = format!("there is no column `{column}` among its {} ({})", first.len(), list());
                Err(unusable(path, &what, "name one with --column, by its name or its number from 1"))
            }
        };
    }
    let is_wanted = |name: &String| match (&options.language, options.which) {
        (Some(wanted), _) => language_of(name).is_some_and(|tag| units::is_language(&tag, wanted)),
        (None, Which::Source) => matches!(name.as_str(), "source" | "source_text" | "src"),
        (None, Which::Target) => matches!(name.as_str(), "target" | "target_text" | "trg" | "tgt"),
    };
    if let Some(at) = names.iter().position(is_wanted) {
        return Ok((at, true));
    }
    let wanted = usize::from(options.which == Which::Target);
    match names.len() {
        0 | 1 => Ok((0, is_header(&names))),
        // A table of two languages and nothing else.
        2 => Ok((wanted, is_header(&names))),
        count => {
            let what = format!("the table has {count} columns ({})", list());
            Err(unusable(path, &what, "say which one with --column, by its name or its number from 1"))
        }
    }
}

/// Whether a first row names its columns.
fn is_header(names: &[String]) -> bool {
    let is_name = |name: &String| language_of(name).is_some() || matches!(name.as_str(), "source" | "target" | "id" | "text");
    !names.is_empty() && names.iter().all(is_name)
}

/// The language that a cell names by its code or its English name.
fn language_of(name: &str) -> Option<String> {
    let by_code = lang::parse(name).filter(|tag| (2..=11).contains(&name.len()) && lang::is_known(tag));
    by_code.or_else(|| {
        const NAMED: [&str; 24] = [
            "en", "fr", "de", "es", "it", "pt", "nl", "ru", "pl", "sv", "da", "fi", "cs", "el", "tr", "ar", "he", "hi", "zh", "ja", "ko",
            "uk", "hu", "ro",
        ];
        NAMED.into_iter().find(|tag| lang::name(tag).is_some_and(|english| english.eq_ignore_ascii_case(name))).map(str::to_owned)
    })
}

/// Reads a column of a CSV or TSV file.
pub(in crate::formats) fn separated(path: &Path, text: &str, tabs: bool, options: &ReadOptions) -> Result<Document> {
    let first_line = text.lines().next().unwrap_or_default();
    let count = |separator: char| first_line.matches(separator).count();
    let separator = match () {
        () if tabs => b'\t',
        () if count(';') > count(',') => b';',
        () => b',',
    };
    // Corpora in TSV hold quotation marks that quote nothing.
    let quoting = !tabs || first_line.starts_with('"');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).quoting(quoting).from_reader(text.as_bytes());
    let mut units = Vec::new();
    let mut column = None;
    for (number, record) in reader.records().enumerate() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(number + 1, |position| usize::try_from(position.line()).unwrap_or(number + 1));
            Error::new(path, ErrorKind::Malformed { line, what: "the row cannot be read".into(), remedy: "repair it there".into() })
        })?;
        let at = match column {
            Some(at) => at,
            None => {
                let (at, named) = choose(path, &record.iter().map(str::to_owned).collect::<Vec<_>>(), options)?;
                column = Some(at);
                if named {
                    continue;
                }
                at
            }
        };
        units.push(record.get(at).unwrap_or_default().to_owned());
    }
    units::document(path, &units, options.split, options.language.as_deref())
}

/// Reads a column of the first sheet of an Excel file.
pub(in crate::formats) fn excel(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<Document> {
    let mut archive = Archive::open(path, bytes)?;
    let sheet = first_sheet(path, &mut archive)?;
    let strings = match part_text(path, &mut archive, "xl/sharedStrings.xml")? {
        Some(text) => shared_strings(path, &text)?,
        None => Vec::new(),
    };
    let text = decoded(path, archive.need(&sheet)?, None)?;
    let mut units = Vec::new();
    let mut column: Option<usize> = None;
    let mut sheet = Sheet { xml: Xml::new(path, &sheet, &text), strings: &strings, left: COLUMN_BYTES };
    while let Some(cells) = sheet.row(column)? {
        let at = match column {
            Some(at) => at,
            None => {
                let width = cells.iter().map(|(at, _)| at + 1).max().unwrap_or_default();
                let mut first = vec![String::new(); width];
                for (at, cell) in &cells {
                    if let Some(slot) = first.get_mut(*at) {
                        slot.clone_from(cell);
                    }
                }
                let (at, named) = choose(path, &first, options)?;
                column = Some(at);
                if named {
                    continue;
                }
                at
            }
        };
        units.push(cells.into_iter().find(|(found, _)| *found == at).map(|(_, cell)| cell).unwrap_or_default());
    }
    units::document(path, &units, options.split, options.language.as_deref())
}

/// The part that holds the first sheet.
fn first_sheet(path: &Path, archive: &mut Archive<'_>) -> Result<String> {
    const WORKBOOK: &str = "xl/workbook.xml";
    let text = decoded(path, archive.need(WORKBOOK)?, None)?;
    let mut xml = Xml::new(path, WORKBOOK, &text);
    let id = loop {
        match xml.next()? {
            // `r:id` and not `sheetId`.
            Node::Start(element) if element.name() == "sheet" => break element.attribute("id").unwrap_or_default(),
            Node::Eof => return Err(unusable(path, "the workbook has no sheet", "name another file")),
            _ => {}
        }
    };
    const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
    let text = decoded(path, archive.need(RELATIONS)?, None)?;
    let target = relations(path, RELATIONS, &text)?.into_iter().find(|(found, ..)| *found == id).map(|(_, _, target)| target);
    let target = target.unwrap_or_else(|| "worksheets/sheet1.xml".into());
    Ok(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
}

fn shared_strings(path: &Path, text: &str) -> Result<Vec<String>> {
    let mut xml = Xml::new(path, "xl/sharedStrings.xml", text);
    let mut strings = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(element) if element.name() == "si" => strings.push(rich_text(&mut xml)?),
            Node::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// The text of a string made of runs, to its end; how it is pronounced (`rPh`) is no part of it.
fn rich_text(xml: &mut Xml<'_>) -> Result<String> {
    let outside = xml.depth().saturating_sub(1);
    let mut text = String::new();
    while xml.depth() > outside {
        match xml.next()? {
            Node::Start(element) if element.name() == "rPh" => xml.skip()?,
            Node::Start(element) if element.name() == "t" => text.push_str(&xml.text_of()?),
            Node::Eof => break,
            _ => {}
        }
    }
    Ok(text)
}

struct Sheet<'a> {
    xml: Xml<'a>,
    strings: &'a [String],
    /// Bytes that the cells may yet have.
    left: usize,
}

impl Sheet<'_> {
    /// The cells of the next row, by column from 0; only those of `column` once it is known.
    fn row(&mut self, column: Option<usize>) -> Result<Option<Vec<(usize, String)>>> {
        loop {
            match self.xml.next()? {
                Node::Start(element) if element.name() == "row" => break,
                Node::Eof => return Ok(None),
                _ => {}
            }
        }
        let mut cells = Vec::new();
        let mut next = 0;
        loop {
            match self.xml.next()? {
                Node::Start(element) if element.name() == "c" => {
                    let at = element.attribute("r").and_then(|name| column_number(&name)).unwrap_or(next);
                    next = at + 1;
                    let kind = element.attribute("t").unwrap_or_default();
                    if column.is_some_and(|column| column != at) {
                        self.xml.skip()?;
                    } else {
                        let cell = self.cell(&kind)?;
                        let left = self.left.checked_sub(cell.len());
                        self.left = left
                            .ok_or_else(|| self.xml.malformed(format!("the column holds more than {} MB of text", COLUMN_BYTES >> 20)))?;
                        cells.push((at, cell));
                    }
                }
                Node::End(name) if name == "row" => return Ok(Some(cells)),
                Node::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    fn cell(&mut self, kind: &str) -> Result<String> {
        let outside = self.xml.depth().saturating_sub(1);
        let mut text = String::new();
        while self.xml.depth() > outside {
            match self.xml.next()? {
                Node::Start(element) if element.name() == "v" => {
                    let value = self.xml.text_of()?;
                    let shared = value.trim().parse().ok().and_then(|at: usize| self.strings.get(at));
                    text = shared.filter(|_| kind == "s").cloned().unwrap_or(value);
                }
                Node::Start(element) if element.name() == "is" => text = rich_text(&mut self.xml)?,
                Node::Eof => break,
                _ => {}
            }
        }
        Ok(text)
    }
}

/// The column of a cell called `B3`, from 0; Excel has 16,384.
fn column_number(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0_usize, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    (1..=16_384).contains(&number).then(|| number - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(csv: &str, column: Option<&str>, which: Which) -> Result<String> {
        let options = ReadOptions { column: column.map(str::to_owned), which, ..ReadOptions::default() };
        Ok(separated(Path::new("f"), csv, false, &options)?.text().to_owned())
    }

    #[test]
    fn columns_by_name_number_and_place() {
        let csv = "id,English,fr\n1,\"One, two.\",Un.\n2,Three.,Deux.\n";
        assert_eq!(read(csv, Some("English"), Which::Source).unwrap(), "One, two.\nThree.\n");
        assert_eq!(read(csv, Some("3"), Which::Source).unwrap(), "Un.\nDeux.\n");
        assert_eq!(read("a;b\nc;d\n", None, Which::Target).unwrap(), "b\nd\n");
        let refused = read(csv, None, Which::Source).unwrap_err().to_string();
        assert!(refused.contains("3 columns (id, English, fr)") && refused.contains("--column"), "{refused}");
        assert!(read(csv, Some("5"), Which::Source).is_err());
    }

    #[test]
    fn columns_of_cells() {
        assert_eq!(column_number("A1"), Some(0));
        assert_eq!(column_number("AB12"), Some(27));
        assert_eq!(column_number("XFD1"), Some(16_383));
        assert_eq!(column_number("ZZZZ1"), None);
        assert_eq!(column_number("1"), None);
    }
}
