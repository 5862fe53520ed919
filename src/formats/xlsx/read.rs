//! Reads the first sheet of a workbook: one column as a text, or its rows as a bitext.
//!
//! An Excel file holds a long string once and refers to it a million times, so what the cells hold together is counted as it comes.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::collect::Collected;
use crate::formats::bitext::{Stored, bytes, columns};
use crate::formats::document::table::choose;
use crate::formats::document::{ReadOptions, units};
use crate::model::Document;
use crate::source::archive::Archive;
use crate::source::limits::{self, COLUMN_BYTES, SHEET_ROWS, TABLE_COLUMNS};
use crate::source::unusable;
use crate::source::xml::{Node, Xml, decoded, part_text, relations};

/// Reads a column of the first sheet of an Excel file.
pub(super) fn document(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<Document> {
    let workbook = Workbook::of(path, Archive::open(path, bytes)?)?;
    let mut sheet = workbook.sheet(path, COLUMN_BYTES);
    let (mut units, mut column) = (Vec::new(), None);
    while let Some(mut cells) = sheet.row(column)? {
        let at = match column {
            Some(at) => at,
            None => {
                let width = cells.last_key_value().map_or(0, |(last, _)| last + 1);
                let first: Vec<String> = (0..width).map(|at| cells.get(&at).cloned().unwrap_or_default()).collect();
                let (at, named) = choose(path, &first, options)?;
                column = Some(at);
                if named {
                    continue;
                }
                at
            }
        };
        units.push(cells.remove(&at).unwrap_or_default());
    }
    units::document(path, &units, options.split, options.language.as_deref())
}

/// Reads the rows of the first sheet, without the empty columns and rows before them.
pub(super) fn bitext(path: &Stored) -> Result<Collected> {
    let (bytes, packed) = bytes(path)?;
    if !bytes.starts_with(b"PK") {
        return Err(unusable(path, "this is no workbook that can be read", "save it as .xlsx again"));
    }
    let archive = Archive::of_bitext(path, &bytes, packed)?;
    if !archive.holds(WORKBOOK) {
        return Err(unusable(path, "this is no workbook that can be read", "save it as .xlsx again"));
    }
    let workbook = Workbook::of(path, archive)?;
    let sheet = || Sheet { as_shown: true, ..workbook.sheet(path, limits::row_bytes(packed)) };
    // Once for the place of the table in the sheet, and once for its rows: held all together, they would take many times the file.
    let (mut first, mut end) = (usize::MAX, 0);
    let mut rows = sheet();
    while let Some(cells) = rows.row(None)? {
        first = cells.keys().next().map_or(first, |&column| first.min(column));
        end = cells.keys().next_back().map_or(end, |&column| end.max(column + 1));
    }
    let (mut table, mut rows) = (columns::Table::of(path, packed), sheet());
    let mut line = 0;
    while let Some(cells) = rows.row(None)? {
        if let Some((last, _)) = cells.last_key_value() {
            line += 1;
            let width = (last + 1 - first).max((end - first).min(2));
            table.row(line, width, |column| Some(cells.get(&(first + column)).map_or("", String::as_str)).filter(|_| column < width))?;
        }
    }
    table.finish()
}

/// The part that lists the sheets.
const WORKBOOK: &str = "xl/workbook.xml";

/// What is needed of a workbook.
struct Workbook {
    /// The name of the part that holds the first sheet, and its text.
    part: String,
    text: String,
    strings: Strings,
}

/// Strings that cells refer to by their numbers: one text, and where each string ends in it.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let begin = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(begin..end)
    }
}

impl Workbook {
    fn of(path: &Path, mut archive: Archive<'_>) -> Result<Self> {
        let part = first_sheet(path, &mut archive)?;
        let strings = match part_text(path, &mut archive, "xl/sharedStrings.xml")? {
            Some(text) => shared_strings(path, &text)?,
            None => Strings::default(),
        };
        let text = decoded(path, archive.need(&part)?, None)?;
        Ok(Self { part, text, strings })
    }

    /// The sheet from its beginning, whose cells that are read may have `most` bytes together.
    fn sheet(&self, path: &Path, most: usize) -> Sheet<'_> {
        Sheet { xml: Xml::new(path, &self.part, &self.text), strings: &self.strings, as_shown: false, rows: 0, most, left: most }
    }
}

/// The part that holds the first sheet.
fn first_sheet(path: &Path, archive: &mut Archive<'_>) -> Result<String> {
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

fn shared_strings(path: &Path, text: &str) -> Result<Strings> {
    let mut xml = Xml::new(path, "xl/sharedStrings.xml", text);
    let mut strings = Strings::default();
    loop {
        match xml.next()? {
            Node::Start(element) if element.name() == "si" => {
                rich_text(&mut xml, &mut strings.text)?;
                strings.ends.push(strings.text.len());
            }
            Node::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// Adds the text of a string made of runs, to its end; how it is pronounced (`rPh`) is not part of it.
fn rich_text(xml: &mut Xml<'_>, text: &mut String) -> Result<()> {
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        match xml.next()? {
            Node::Start(element) if element.name() == "rPh" => xml.skip()?,
            Node::Start(element) if element.name() == "t" => text.push_str(&xml.text_of()?),
            Node::Eof => break,
            _ => {}
        }
    }
    Ok(())
}

struct Sheet<'a> {
    xml: Xml<'a>,
    strings: &'a Strings,
    /// Whether numbers and truth values are read as they are shown, and not as they are written.
    as_shown: bool,
    /// Rows so far.
    rows: usize,
    /// Bytes that the cells may have, and may yet have.
    most: usize,
    left: usize,
}

impl Sheet<'_> {
    /// The cells of the next row, by column from 0, of which the empty ones are not shown; only those of `column` once it is known. Of two
    /// cells at one place the last counts.
    fn row(&mut self, column: Option<usize>) -> Result<Option<BTreeMap<usize, String>>> {
        loop {
            match self.xml.next()? {
                Node::Start(element) if element.name() == "row" => break,
                Node::Eof => return Ok(None),
                _ => {}
            }
        }
        self.rows += 1;
        if self.rows > SHEET_ROWS {
            return Err(self.xml.malformed(format!("the sheet has more than {SHEET_ROWS} rows")));
        }
        let mut cells = BTreeMap::new();
        let mut next = 0;
        loop {
            match self.xml.next()? {
                Node::Start(element) if element.name() == "c" => {
                    let at = element.attribute("r").and_then(|name| column_number(&name)).unwrap_or(next);
                    next = at + 1;
                    let kind = element.attribute("t").unwrap_or_default();
                    if column.is_some_and(|column| column != at) || at >= TABLE_COLUMNS {
                        self.xml.skip()?;
                    } else {
                        let cell = self.cell(&kind)?;
                        let left = self.left.checked_sub(cell.len());
                        self.left =
                            left.ok_or_else(|| self.xml.malformed(format!("the column holds more than {} MB of text", self.most >> 20)))?;
                        if !cell.is_empty() || !self.as_shown {
                            cells.insert(at, cell);
                        }
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
                    text = match kind {
                        "s" => value.trim().parse().ok().and_then(|at: usize| self.strings.get(at)).map_or(value, str::to_owned),
                        "b" if self.as_shown => (value.trim() == "1").to_string(),
                        "" | "n" if self.as_shown => value.trim().parse::<f64>().map_or(value, |number| number.to_string()),
                        _ => value,
                    };
                }
                Node::Start(element) if element.name() == "is" => rich_text(&mut self.xml, &mut text)?,
                Node::Eof => break,
                _ => {}
            }
        }
        Ok(if text.contains("_x") { unescaped(&text) } else { text })
    }
}

/// A text with the characters that Excel writes by their numbers: `_x000D_`.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let number = after.get(..4).filter(|_| after.get(4..5) == Some("_")).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (meant, next) = match number.and_then(char::from_u32) {
            Some(meant) => (meant.to_string(), after.get(5..).unwrap_or_default()),
            None => ("_x".to_owned(), after),
        };
        out.push_str(&meant);
        rest = next;
    }
    out.push_str(rest);
    out
}

/// The column of a cell called `B3`, from 0.
fn column_number(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0_usize, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    (1..=TABLE_COLUMNS).contains(&number).then(|| number - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_by_number() {
        assert_eq!(unescaped("a_x0041_b_x005F_x0041_ _x_xyz_ _x00e9_"), "aAb_x0041_ _x_xyz_ é");
    }

    #[test]
    fn a_sheet_has_an_end() {
        let text = "<sheetData>".to_owned() + &"<row/>".repeat(2);
        let (strings, path) = (Strings::default(), Path::new("f"));
        let xml = Xml::new(path, "sheet", &text);
        let mut sheet = Sheet { xml, strings: &strings, as_shown: true, rows: SHEET_ROWS - 1, most: 0, left: 0 };
        assert!(sheet.row(None).unwrap().is_some_and(|cells| cells.is_empty()));
        let refused = sheet.row(None).unwrap_err().to_string();
        assert!(refused.contains("the sheet has more than 1048576 rows"), "{refused}");
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
