//! The first sheet of a workbook (XLSX, ODS, XLS) in, beads out: its rows are those of any table.
//!
//! The reader of workbooks has no limits of its own, so the archive is unpacked into nothing first, to see how long it gets.

use std::io::Cursor;
use std::path::Path;

use calamine::{Reader as _, open_workbook_auto_from_rs};

use crate::error::Result;
use crate::formats::bitext::collect::Collected;
use crate::formats::bitext::{bytes, columns, unusable};
use crate::source::archive::Archive;

/// Reads the first sheet.
pub(in crate::formats) fn read(path: &Path) -> Result<Collected> {
    let broken =
        |error: calamine::Error| unusable(path, format!("this is no workbook that can be read ({error})"), "save it as .xlsx again");
    let bytes = bytes(path)?;
    if bytes.starts_with(b"PK") {
        Archive::of_bitext(path, &bytes)?.measure()?;
    }
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let Some(sheet) = workbook.worksheet_range_at(0) else {
        return Err(unusable(path, "there is no sheet in this workbook", "name a workbook with source and target texts"));
    };
    let sheet = sheet.map_err(broken)?;
    let rows = (1..).zip(sheet.rows()).map(|(line, row)| Ok((line, row.iter().map(ToString::to_string).collect())));
    columns::table(path, rows)
}
