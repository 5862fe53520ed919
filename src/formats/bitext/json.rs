//! JSON Lines in, beads out: an object a bead, as [`jsonl`](crate::formats::jsonl) writes it. Keys that are not known are passed over.

use std::path::Path;

use serde::Deserialize;

use crate::error::Result;
use crate::formats::bitext::collect::{Cell, Collected, Row};
use crate::formats::bitext::malformed;
use crate::model::BeadKind;

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

/// Reads the objects.
pub(in crate::formats) fn read(path: &Path, text: &str) -> Result<Collected> {
    let mut collected = Collected::default();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let object: Object = serde_json::from_str(line).map_err(|error| {
            let said = error.to_string();
            let what = said.split(" at line ").next().unwrap_or_default().to_owned();
            malformed(path, at + 1, what, "write an object with source_text and target_text on every line")
        })?;
        collected.rows.push(Row {
            source: Cell::of(object.source_text).numbered(object.source_ids),
            target: Cell::of(object.target_text).numbered(object.target_ids),
            kind: object.kind,
            confidence: object.confidence,
        });
    }
    Ok(collected)
}
