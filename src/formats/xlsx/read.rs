//! Reads the first sheet of a workbook: one column as a text, or its rows as a bitext.
//!
//! An Excel file holds a long string once and refers to it a million times, so what the cells hold together is counted as it comes.

use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::collect::Collected;
use crate::formats::bitext::{bytes, columns};
use crate::formats::document::table::choose;
use crate::formats::document::{ReadOptions, units};
use crate::model::Document;
use crate::source::Budget;
use crate::source::archive::Archive;
use crate::source::limits::COLUMN_BYTES;
use crate::source::unusable;
use crate::source::xml::{Node, Xml, decoded, part_text, relations};

/// Reads a column of the first sheet of an Excel file.
pub(super) fn document(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<Document> {
    let workbook = Workbook::of(path, Archive::open(path, bytes)?)?;
    let mut sheet = workbook.sheet(path, COLUMN_BYTES);
    let (mut units, mut column) = (Vec::new(), None);
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

/// Reads the rows of the first sheet, without the empty columns and rows before them.
pub(super) fn bitext(path: &Path) -> Result<Collected> {
    let bytes = bytes(path)?;
    if !bytes.starts_with(b"PK") {
        return Err(unusable(path, "this is no workbook that can be read", "save it as .xlsx again"));
    }
    let archive = Archive::of_bitext(path, &bytes)?;
    if !archive.holds(WORKBOOK) {
        return Err(unusable(path, "this is no workbook that can be read", "save it as .xlsx again"));
    }
    let workbook = Workbook::of(path, archive)?;
    let most = usize::try_from(Budget::Bitext.unpacked(bytes.len())).unwrap_or(usize::MAX);
    let mut sheet = Sheet { as_shown: true, ..workbook.sheet(path, most) };
    let mut rows = Vec::new();
    while let Some(mut cells) = sheet.row(None)? {
        cells.retain(|(_, cell)| !cell.is_empty());
        if !cells.is_empty() {
            rows.push(cells);
        }
    }
    let first = rows.iter().flatten().map(|(column, _)| *column).min().unwrap_or_default();
    let width = rows.iter().flatten().map(|(column, _)| column + 1 - first).max().unwrap_or_default();
    let rows = (1..).zip(rows).map(|(line, cells)| {
        let own = cells.iter().map(|(column, _)| column + 1 - first).max().unwrap_or_default();
        let mut row = vec![String::new(); own.max(width.min(2))];
        for (column, cell) in cells {
            if let Some(slot) = row.get_mut(column - first) {
                *slot = cell;
            }
        }
        Ok((line, row))
    });
    columns::table(path, rows)
}

/// The part that lists the sheets.
const WORKBOOK: &str = "xl/workbook.xml";

/// What is needed of a workbook.
struct Workbook {
    /// The name of the part that holds the first sheet, and its text.
    part: String,
    text: String,
    strings: Vec<String>,
}

impl Workbook {
    fn of(path: &Path, mut archive: Archive<'_>) -> Result<Self> {
        let part = first_sheet(path, &mut archive)?;
        let strings = match part_text(path, &mut archive, "xl/sharedStrings.xml")? {
            Some(text) => shared_strings(path, &text)?,
            None => Vec::new(),
        };
        let text = decoded(path, archive.need(&part)?, None)?;
        Ok(Self { part, text, strings })
    }

    /// The sheet from its beginning, whose cells that are read may have `most` bytes together.
    fn sheet(&self, path: &Path, most: usize) -> Sheet<'_> {
        Sheet { xml: Xml::new(path, &self.part, &self.text), strings: &self.strings, as_shown: false, most, left: most }
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

/// The text of a string made of runs, to its end; how it is pronounced (`rPh`) is not part of it.
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
    /// Whether numbers and truth values are read as they are shown, and not as they are written.
    as_shown: bool,
    /// Bytes that the cells may have, and may yet have.
    most: usize,
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
                        self.left =
                            left.ok_or_else(|| self.xml.malformed(format!("the column holds more than {} MB of text", self.most >> 20)))?;
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
                    text = match kind {
                        "s" => value.trim().parse().ok().and_then(|at: usize| self.strings.get(at)).cloned().unwrap_or(value),
                        "b" if self.as_shown => (value.trim() == "1").to_string(),
                        "" | "n" if self.as_shown => value.trim().parse::<f64>().map_or(value, |number| number.to_string()),
                        _ => value,
                    };
                }
                Node::Start(element) if element.name() == "is" => text = rich_text(&mut self.xml)?,
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

/// The column of a cell called `B3`, from 0; Excel has 16,384.
fn column_number(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0_usize, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    (1..=16_384).contains(&number).then(|| number - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_by_number() {
        assert_eq!(unescaped("a_x0041_b_x005F_x0041_ _x_xyz_ _x00e9_"), "aAb_x0041_ _x_xyz_ é");
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
