//! JSON Lines: one object per bead, with the places of its sentences in the files they came from.
//!
//! `source_ranges` and `target_ranges` are half-open ranges of bytes into the files as they are on disk, in their own encoding, one per
//! sentence; the texts are those of the other line formats.

use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::formats::bitext::collect::{self, Cell, Collected};
use crate::formats::bitext::{Contents, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::{Bitext, ranges, rounded};
use crate::model::{Bead, BeadKind, Pair};

/// JSON Lines.
pub static FORMAT: Descriptor = Descriptor::new("jsonl")
    .bitext(|path, options| read(path, &text(path)?)?.aligned(path, options))
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
        confidence: rounded(bead.confidence),
        source_ranges: ranges(bitext.source, &bead.source).map(|range| [range.start, range.end]).collect(),
        target_ranges: ranges(bitext.target, &bead.target).map(|range| [range.start, range.end]).collect(),
        source_text: bitext.source_line(bead),
        target_text: bitext.target_line(bead),
    }
}

/// Writes all beads.
fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    for bead in bitext.beads() {
        serde_json::to_writer(&mut *out, &row(bitext, bead))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// A bead as it is read.
#[derive(Deserialize)]
struct Object {
    source_ids: Option<Vec<usize>>,
    target_ids: Option<Vec<usize>>,
    kind: Option<BeadKind>,
    confidence: Option<f32>,
    #[serde(alias = "source")]
    source_text: String,
    #[serde(alias = "target")]
    target_text: String,
}

/// Reads the objects. Unknown keys are ignored.
fn read(path: &Path, text: &Contents) -> Result<Collected> {
    let mut collected = Collected::of(text.packed);
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let object: Object = serde_json::from_str(line).map_err(|error| {
            let said = error.to_string();
            let what = said.split(" at line ").next().unwrap_or_default().to_owned();
            Error::malformed(path, at + 1, what, "write an object with source_text and target_text on every line")
        })?;
        let cells =
            Pair::new(Cell::of(object.source_text).numbered(object.source_ids), Cell::of(object.target_text).numbered(object.target_ids));
        collected.push(path, collect::Row { cells, kind: object.kind, confidence: object.confidence })?;
    }
    Ok(collected)
}
