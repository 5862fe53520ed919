//! Tab-separated values: a header line, then one line per bead.
//!
//! `source_ids target_ids kind confidence source_text target_text`: the ids are zero-based and separated by spaces, the confidence has four
//! decimals, the texts are one line each. Nothing is quoted, because no field can hold a tab or a line end. A
//! formula that a spreadsheet could run gets an apostrophe before it (`formula.rs`).

use std::io::{self, Write};

use crate::formats::bitext::{columns, text};
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::{Sign, table};
use crate::formats::formula;
use crate::formats::output::{Bitext, list};
use crate::model::Pair;

/// Tab-separated values.
pub static FORMAT: Descriptor = Descriptor::new("tsv")
    .read(
        Reading::new("Tab-separated values", "a TSV table", &["tsv"], Sign::Name, |mut file| {
            table::separated(file.path, &file.text()?, true, file.options)
        })
        .bilingual(),
    )
    .bitext(|path, options| columns::tsv(path, &text(path)?, formula::runs)?.aligned(path, options))
    .begins(|head| !head.starts_with(['<', '{', '[']) && head.lines().next().is_some_and(|line| line.contains('\t')))
    .write(
        "Tab-separated values with a header line: ids, kind, confidence, texts",
        &["tsv", "tab"],
        Files::Text(|out, bitext, _| write(out, bitext)),
    );

/// The header line, without its line end.
pub const HEADER: &str = "source_ids\ttarget_ids\tkind\tconfidence\tsource_text\ttarget_text";

/// Writes all beads.
fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    writeln!(out, "{HEADER}")?;
    for bead in bitext.beads() {
        let (source, target) = (list(&bead.source, " "), list(&bead.target, " "));
        let Pair { source: source_text, target: target_text } = bitext.lines(bead).map(|line| formula::defused(line, formula::runs));
        writeln!(out, "{source}\t{target}\t{}\t{:.4}\t{source_text}\t{target_text}", bead.kind, bead.confidence)?;
    }
    Ok(())
}
