//! Writes a workbook: the two texts side by side, a row for each bead, coloured by confidence, the header frozen and with filters.
//!
//! Every text is written as a string, never as a formula, whatever it begins with. A cell holds no more than 32,767 characters, so a longer
//! text continues in rows below whose kind is `continued`. The date of creation is fixed unless one is given, so that the same bitext gives
//! the same file.

use std::io::{self, Write};

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::formats::csv;
use crate::formats::formula;
use crate::formats::output::xml::is_forbidden;
use crate::formats::output::{Bitext, DOUBTFUL, list};
use crate::model::{Bead, BeadKind};

/// Most units of UTF-16 that a cell can hold.
const CELL: usize = 32_767;
/// Last row of a sheet, from 0.
const LAST_ROW: u32 = 1_048_575;

/// Writes all beads; `created` is in seconds since 1970.
///
/// # Errors
/// What the writer says; [`io::ErrorKind::FileTooLarge`] if a sheet has no room for them.
pub(super) fn write(out: &mut dyn Write, bitext: &Bitext, created: Option<u64>) -> io::Result<()> {
    let bytes = workbook(bitext, created).map_err(|error| match error {
        XlsxError::RowColumnLimitError => io::Error::new(io::ErrorKind::FileTooLarge, "a sheet has no room for so many rows; write CSV"),
        error => io::Error::other(error),
    })?;
    out.write_all(&bytes)
}

fn workbook(bitext: &Bitext, created: Option<u64>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let seconds = i64::try_from(created.unwrap_or(946_684_800)).unwrap_or(0);
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_timestamp(seconds)?));
    let sheet = workbook.add_worksheet();
    sheet.set_name("bitext")?;
    let bold = Format::new().set_bold();
    for (column, name) in (0..).zip(csv::COLUMNS) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    let widths = [9.0, 9.0, 10.0, 11.0, 60.0, 60.0];
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 1;
    for bead in bitext.beads() {
        row = write_bead(sheet, row, bitext, bead)?;
    }
    if row > 1 {
        sheet.autofilter(0, 0, row - 1, 5)?;
    }
    workbook.save_to_buffer()
}

/// Writes a bead from this row on: the row after it.
fn write_bead(sheet: &mut Worksheet, mut row: u32, bitext: &Bitext, bead: &Bead) -> Result<u32, XlsxError> {
    let fill = Format::new().set_background_color(Color::RGB(colour(bead))).set_align(FormatAlign::Top);
    let (text, number) = (fill.clone().set_text_wrap(), fill.clone().set_num_format("0.0000"));
    // So that it stays a text when somebody edits it.
    let quoted = text.clone().set_quote_prefix();
    let (source, target) = (cells(&bitext.source_line(bead)), cells(&bitext.target_line(bead)));
    for part in 0..source.len().max(target.len()) {
        if row > LAST_ROW {
            return Err(XlsxError::RowColumnLimitError);
        }
        if part == 0 {
            sheet.write_string_with_format(row, 0, list(&bead.source, " "), &fill)?;
            sheet.write_string_with_format(row, 1, list(&bead.target, " "), &fill)?;
            sheet.write_string_with_format(row, 2, bead.kind.as_str(), &fill)?;
            sheet.write_number_with_format(row, 3, (f64::from(bead.confidence) * 1e4).round() / 1e4, &number)?;
        } else {
            sheet.write_string_with_format(row, 2, "continued", &fill)?;
        }
        for (column, cells) in [(4, &source), (5, &target)] {
            let cell = cells.get(part).map_or("", String::as_str);
            let format = if formula::begins(cell) { &quoted } else { &text };
            sheet.write_string_with_format(row, column, cell, format)?;
        }
        row += 1;
    }
    Ok(row)
}

/// From red (doubtful) over yellow to nothing; one-sided beads and moved ones have colours of their own.
fn colour(bead: &Bead) -> u32 {
    match bead.kind {
        BeadKind::Omitted => 0x00FB_E9E7,
        BeadKind::Added => 0x00E4_F3E8,
        BeadKind::Moved => 0x00E2_EFF7,
        BeadKind::Match if bead.confidence < DOUBTFUL / 2.0 => 0x00F8_C9A0,
        BeadKind::Match if bead.confidence < DOUBTFUL => 0x00FC_E4B8,
        BeadKind::Match if bead.confidence < 0.9 => 0x00FF_F8DC,
        BeadKind::Match => 0x00FF_FFFF,
    }
}

/// A text as the cells it needs, one at least.
fn cells(text: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut length = 0;
    for character in text.chars().filter(|&character| !is_forbidden(character)) {
        length += character.len_utf16();
        if length > CELL {
            cells.push(String::new());
            length = character.len_utf16();
        }
        if let Some(cell) = cells.last_mut() {
            cell.push(character);
        }
    }
    cells
}
