//! The m:n map of Sketch Engine and Manatee: two columns of sentence numbers from 0, in the order of both texts.
//!
//! `1,3` is the range from 1 to 3 and `-1` stands for nothing, so a map, like a ladder, knows neither crossing nor holes: it is written from
//! the same monotone path ([`ladder`]).

use std::io::{self, Write};

use crate::formats::bitext::{ids, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::ladder;
use crate::formats::output::Bitext;

/// The m:n map of Sketch Engine.
pub static FORMAT: Descriptor = Descriptor::new("sketch").bitext(|path, options| ids::map(path, &text(path)?, options)).write(
    "The m:n map of Sketch Engine",
    &["sketch"],
    Files::Text(|out, bitext, _| write(out, bitext)),
);

/// Writes the whole path.
///
/// # Errors
/// What the writer says.
pub fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    let rungs = ladder::rungs(bitext);
    for (from, to) in rungs.iter().zip(rungs.iter().skip(1)) {
        writeln!(out, "{}\t{}", range(from.source, to.source), range(from.target, to.target))?;
    }
    Ok(())
}

fn range(from: usize, to: usize) -> String {
    match to.saturating_sub(from) {
        0 => "-1".to_owned(),
        1 => from.to_string(),
        _ => format!("{from},{}", to - 1),
    }
}
