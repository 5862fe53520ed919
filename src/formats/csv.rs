//! Comma-separated values (RFC 4180) for spreadsheets: the columns of [`tsv`](crate::formats::tsv), quoted where they must be.
//!
//! A spreadsheet would run a cell that begins with `=`, `+`, `-` or `@` as a formula, so such a text gets an apostrophe before it, and so
//! does a text that already looks escaped: removing one apostrophe is always right. A byte-order mark tells Excel that it is UTF-8.

use std::io::{self, Write};

use crate::formats::bitext::{columns, text};
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::{Sign, table};
use crate::formats::output::{Bitext, list};

/// Comma-separated values.
pub static FORMAT: Descriptor = Descriptor::new("csv")
    .read(
        Reading::new("Comma-separated values", "a CSV table", &["csv"], Sign::Name, |mut file| {
            table::separated(file.path, &file.text()?, false, file.options)
        })
        .bilingual(),
    )
    .bitext(|path, options| columns::csv(path, &text(path)?)?.aligned(path, options))
    .write("The same for spreadsheets, quoted", &["csv"], Files::Text(|out, bitext, _| write(out, bitext)));

/// The names of the columns.
pub const COLUMNS: [&str; 6] = ["source_ids", "target_ids", "kind", "confidence", "source_text", "target_text"];

/// Writes all beads.
fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(COLUMNS)?;
    for bead in bitext.beads() {
        let confidence = format!("{:.4}", bead.confidence);
        let texts = (defused(bitext.source_line(bead)), defused(bitext.target_line(bead)));
        let ids = (list(&bead.source, " "), list(&bead.target, " "));
        rows.write_record([ids.0.as_str(), &ids.1, bead.kind.as_str(), &confidence, &texts.0, &texts.1])?;
    }
    rows.flush()
}

/// A text that no spreadsheet takes for a formula.
fn defused(text: String) -> String {
    if is_formula(&text) { format!("'{text}") } else { text }
}

/// The text that was defused for a spreadsheet.
pub fn armed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_armed_again() {
        for (text, cell) in [("=1+1", "'=1+1"), ("'=x", "''=x"), ("'Tis so.", "'Tis so."), ("- Oui.", "'- Oui."), ("a=b", "a=b")] {
            assert_eq!(defused(text.to_owned()), cell);
            assert_eq!(armed(cell), text);
        }
    }
}
