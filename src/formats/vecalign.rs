//! The notation of Vecalign, Bertalign and SentAlign: `[0, 1]:[2]:0.016588`, a line a bead.
//!
//! Ids are zero-based, an empty side is `[]`, and the third field is a cost (lower is better), as in Vecalign: 1 − confidence.

use std::io::{self, Write};

use crate::formats::output::{Bitext, list};

/// Writes all beads.
///
/// # Errors
/// What the writer says.
pub fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    for bead in bitext.beads() {
        writeln!(out, "[{}]:[{}]:{:.6}", list(&bead.source, ", "), list(&bead.target, ", "), 1.0 - f64::from(bead.confidence))?;
    }
    Ok(())
}
