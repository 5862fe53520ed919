//! The notation of Vecalign, Bertalign and SentAlign: `[0, 1]:[2]:0.016588`, one line per bead.
//!
//! Ids are zero-based, an empty side is `[]`, and the third field is a cost (lower is better), as in Vecalign: 1 − confidence.

use std::io::{self, Write};

use crate::formats::bitext::{ids, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::{Bitext, list};

/// Links by number, as Vecalign has them.
pub static FORMAT: Descriptor = Descriptor::new("vecalign")
    .bitext(|path, options| ids::links(path, &text(path)?, "vecalign", options))
    .begins(|head| head.starts_with('['))
    .write("[0, 1]:[2]:cost, as Vecalign writes it", &["vecalign", "path", "gold"], Files::Text(|out, bitext, _| write(out, bitext)));

/// Writes all beads.
fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    for bead in bitext.beads() {
        writeln!(out, "[{}]:[{}]:{:.6}", list(&bead.source, ", "), list(&bead.target, ", "), 1.0 - f64::from(bead.confidence))?;
    }
    Ok(())
}
