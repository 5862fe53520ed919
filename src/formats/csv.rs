//! Comma-separated values (RFC 4180) for spreadsheets: the columns of [`tsv`](crate::formats::tsv), quoted where they must be.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe before it (`formula.rs`). A byte-order mark tells Excel that it is
//! UTF-8.

use std::io::{self, Write};

use crate::formats::bitext::{columns, text};
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::{Sign, table};
use crate::formats::formula;
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
        let texts = bitext.lines(bead).map(|line| formula::defused(line, formula::begins));
        let ids = (list(&bead.source, " "), list(&bead.target, " "));
        rows.write_record([ids.0.as_str(), &ids.1, bead.kind.as_str(), &confidence, &texts.source, &texts.target])?;
    }
    rows.flush()
}
