//! The table of a run: a line for each pair in the order of the list, failures included.
//!
//! It is written when the run is complete. Seconds differ from run to run, so they are in a table of their own, `timings.tsv`.

use std::io::{self, Write};

use super::journal::{Entry, Outcome};
use super::listed::Passed;
use super::{Pair, keys};
use crate::formats::formula;
use crate::terminal;

/// The header line of the results, without its line end.
pub const HEADER: &str = "pair\tsource\ttarget\toutput\tsource_language\ttarget_language\tsource_sentences\ttarget_sentences\tbeads\tconfidence\trelated\terror\t\
     source_left_out\ttarget_left_out";

/// The header line of the timings, without its line end.
pub const TIMINGS: &str = "pair\toutput\tseconds";

/// A pair that is done: its place in the list, from 0, the pair itself and how it went.
pub type Row<'a> = (usize, &'a Pair, &'a Entry);

/// Writes the results, and after them what the list holds beside the pairs. What is not known of a pair that failed is left empty.
///
/// # Errors
/// Errors of the writer.
pub fn write<'a>(out: &mut dyn Write, rows: impl Iterator<Item = Row<'a>>, passed: Option<&Passed>) -> io::Result<()> {
    let names = passed.map(Passed::names).unwrap_or_default();
    writeln!(out, "{HEADER}{}", fields(names.iter().map(String::as_str)))?;
    for (place, pair, entry) in rows {
        let path = |path: &str| format!("{}{}", harmless(path), field(path));
        let (source, target) = (path(&pair.source.to_string_lossy()), path(&pair.target.to_string_lossy()));
        write!(out, "{}\t{source}\t{target}\t{}\t", place + 1, path(&pair.output))?;
        match &entry.outcome {
            Outcome::Aligned(found) => {
                let ([source, target], [m, n], [over, under]) = (&found.languages, found.sentences, found.left_out);
                write!(out, "{source}\t{target}\t{m}\t{n}\t{}\t{}\t{}\t\t{over}\t{under}", found.beads, found.confidence, found.related)?;
            }
            Outcome::Failed { error, .. } => write!(out, "\t\t\t\t\t\t\t{}{}\t\t", harmless(error), field(error))?,
        }
        let values = passed.into_iter().flat_map(|passed| passed.values(place)).map(keys::field).collect::<Vec<_>>();
        writeln!(out, "{}", fields(values.iter().map(String::as_str)))?;
    }
    Ok(())
}

/// Writes the seconds that each pair took, those of an earlier run where it was done then.
///
/// # Errors
/// Errors of the writer.
pub fn write_timings<'a>(out: &mut dyn Write, rows: impl Iterator<Item = Row<'a>>) -> io::Result<()> {
    writeln!(out, "{TIMINGS}")?;
    for (place, pair, entry) in rows {
        writeln!(out, "{}\t{}{}\t{:.3}", place + 1, harmless(&pair.output), field(&pair.output), entry.seconds)?;
    }
    Ok(())
}

/// What is put before a name (or a sentence that begins with one) so that no spreadsheet takes it for a formula: the name stays that of the same
/// file.
pub(super) fn harmless(name: &str) -> &'static str {
    if name.starts_with(['=', '+', '-', '@']) { "./" } else { "" }
}

/// Fields that are passed through, each after a tab: told as others are, and no formula.
fn fields<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.map(|text| format!("\t{}", formula::defused(field(text), formula::runs))).collect()
}

/// A field is told as a name is: it holds neither tabs nor line ends, and nothing that a terminal acts on.
fn field(text: &str) -> String {
    terminal::spelled(text)
}
