//! Excel workbooks (Office Open XML).

mod read;
mod write;

use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::Sign;

/// Workbooks of Excel.
pub static FORMAT: Descriptor = Descriptor::new("xlsx")
    .read(
        Reading::new(
            "Excel",
            "an Excel file (xlsx)",
            &["xlsx", "xlsm"],
            Sign::Archive(|_, archive| Ok(archive.holds("xl/workbook.xml"))),
            |file| read::document(file.path, &file.bytes, file.options),
        )
        .bilingual(),
    )
    .bitext(|path, options| read::bitext(path)?.aligned(path, options))
    .write("A workbook, side by side", &["xlsx"], Files::Binary(|out, bitext, settings| write::write(out, bitext, settings.tmx.created)));
