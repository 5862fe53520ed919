//! JSON lines: one object a bead, with the places of its sentences in the files they came from.
//!
//! `source_ranges` and `target_ranges` are half-open ranges of bytes into the files as they are on disk, in their own encoding, one a
//! sentence; the texts are those of the other line formats.

use std::io::{self, Write};

use serde::Serialize;

use crate::formats::bitext::{json, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::Bitext;
use crate::model::{Bead, BeadKind, Text};

/// JSON Lines.
pub static FORMAT: Descriptor = Descriptor::new("jsonl")
    .bitext(|path, options| json::read(path, &text(path)?)?.aligned(path, options))
    .begins(|head| head.starts_with('{'))
    .write(
        "One JSON object a bead, with places in the source files",
        &["jsonl", "ndjson"],
        Files::Text(|out, bitext, _| write(out, bitext)),
    );

/// A bead as it stands in the file.
#[derive(Clone, Debug, Serialize)]
pub struct Row<'a> {
    source_ids: &'a [usize],
    target_ids: &'a [usize],
    kind: BeadKind,
    confidence: f64,
    source_ranges: Vec<[usize; 2]>,
    target_ranges: Vec<[usize; 2]>,
    source_text: String,
    target_text: String,
}

/// A bead as it is written.
pub fn row<'a>(bitext: &Bitext, bead: &'a Bead) -> Row<'a> {
    Row {
        source_ids: &bead.source,
        target_ids: &bead.target,
        kind: bead.kind,
        confidence: (f64::from(bead.confidence) * 1e4).round() / 1e4,
        source_ranges: ranges(bitext.source, &bead.source),
        target_ranges: ranges(bitext.target, &bead.target),
        source_text: bitext.source_line(bead),
        target_text: bitext.target_line(bead),
    }
}

/// Writes all beads.
///
/// # Errors
/// What the writer says.
pub fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    for bead in bitext.beads() {
        serde_json::to_writer(&mut *out, &row(bitext, bead))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn ranges(text: &Text, ids: &[usize]) -> Vec<[usize; 2]> {
    let sentences = ids.iter().filter_map(|&id| text.sentences().get(id));
    sentences.map(|sentence| text.document().source_range(&sentence.range)).map(|range| [range.start, range.end]).collect()
}
