//! The columns that bleualign-cpp and Bitextor hand on: two addresses, two texts, a score.
//!
//! Only beads with text on both sides are written. The addresses are the paths of the texts, and the score is the confidence.

use std::io::{self, Write};

use crate::formats::bitext::{columns, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::{Bitext, flat};
use crate::model::Text;

/// The columns of Bitextor.
pub static FORMAT: Descriptor = Descriptor::new("bitextor")
    .bitext(|path, options| columns::tsv(path, &text(path)?, |_| false)?.aligned(path, options))
    .write("The columns of bleualign-cpp and Bitextor", &["bitextor"], Files::Text(|out, bitext, _| write(out, bitext)));

/// The header line, without its line end.
pub const HEADER: &str = "src_url\ttrg_url\tsrc_text\ttrg_text\taligner_score";

/// Writes the pairs.
fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    let address = |text: &Text| flat::line_of(&text.document().path().to_string_lossy());
    let (source, target) = (address(bitext.source), address(bitext.target));
    writeln!(out, "{HEADER}")?;
    for bead in bitext.pairs() {
        let (source_text, target_text) = (bitext.source_line(bead), bitext.target_line(bead));
        if !source_text.is_empty() && !target_text.is_empty() {
            writeln!(out, "{source}\t{target}\t{source_text}\t{target_text}\t{:.4}", bead.confidence)?;
        }
    }
    Ok(())
}
