//! The first sheet of a workbook (XLSX, ODS, XLS) in, beads out: its rows are those of any table.

use std::path::Path;

use calamine::{Reader, open_workbook_auto_from_rs};

use super::collect::Collected;
use super::{bytes, columns, unusable};
use crate::error::Result;

/// Reads the first sheet.
pub(super) fn read(path: &Path) -> Result<Collected> {
    let broken =
        |error: calamine::Error| unusable(path, format!("this is no workbook that can be read ({error})"), "save it as .xlsx again");
    let mut workbook = open_workbook_auto_from_rs(std::io::Cursor::new(bytes(path)?)).map_err(broken)?;
    let Some(sheet) = workbook.worksheet_range_at(0) else {
        return Err(unusable(path, "there is no sheet in this workbook", "name a workbook with source and target texts"));
    };
    let sheet = sheet.map_err(broken)?;
    let rows = (1..).zip(sheet.rows()).map(|(line, row)| Ok((line, row.iter().map(ToString::to_string).collect())));
    columns::table(path, rows)
}
