//! Pools the two-sided beads of all results of a run in one file, for training.
//!
//! It is made from the results in their folder, in the order of the list, and so is the same however often the run was interrupted, and
//! needs no second alignment. A line knows its origin: `output:number`, the result and the bead in it, from 1.

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::keys::{self, Object};
use super::listed::Passed;
use super::repeated::{self, Known};
use super::run::Summary;
use super::{Plan, Settings};
use crate::error::{Error, Result};
use crate::formats::output::flat;
use crate::formats::{self, Format, jsonl, tsv};
use crate::source::{Budget, atomic, bytes, open};

/// The header line of the pooled file as TSV, without its line end.
pub const HEADER: &str = "source_text\ttarget_text\tconfidence\tsource_language\ttarget_language\tprovenance";

/// Whether beads can be read back from results of a format.
pub fn can_read(format: Format) -> bool {
    [&tsv::FORMAT, &jsonl::FORMAT].contains(&format)
}

/// The contents of a pooled file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Beads written.
    pub beads: usize,
    /// Beads left out because they were there already.
    pub repeated: usize,
}

/// A two-sided bead as a result has it.
#[derive(Debug, Deserialize)]
pub(super) struct Bead {
    pub confidence: f64,
    #[serde(rename = "source_text")]
    pub source: String,
    #[serde(rename = "target_text")]
    pub target: String,
}

/// Writes the two-sided beads of all pairs that were aligned to `path`: JSON Lines if its name says so, else TSV. With `dedup`, of the beads with the same two texts, white space and case aside, only the first is written.
///
/// # Errors
/// If a result cannot be read (any more), is of another form, or the file cannot be written.
pub fn write(path: &Path, plan: &Plan, summary: &Summary, dedup: bool) -> Result<Count> {
    let &Plan { pairs, settings: Settings { format: results, .. }, folder, passed, .. } = plan;
    let jsonl = formats::asked_by(path) == Some(&jsonl::FORMAT);
    let mut count = Count::default();
    let mut failure = None;
    let mut known = Known::default();
    let written = atomic::file(path, |out| {
        if !jsonl {
            let names = passed.map(Passed::names).unwrap_or_default();
            writeln!(out, "{HEADER}{}", names.iter().map(|name| format!("\t{}", flat::line_of(name))).collect::<String>())?;
        }
        for aligned in &summary.aligned {
            let Some(pair) = pairs.get(aligned.place) else { continue };
            let [source_language, target_language] = &aligned.languages;
            let beside = beside(passed, aligned.place, jsonl);
            let each = |number: usize, bead: Bead| {
                if dedup && !known.is_new(repeated::print(&bead.source, &bead.target)) {
                    count.repeated += 1;
                    return Ok(());
                }
                count.beads += 1;
                let (source_text, target_text) = (bead.source.as_str(), bead.target.as_str());
                let (confidence, provenance) = (bead.confidence, &*format!("{}:{number}", pair.output));
                if jsonl {
                    let texts = Object::new().with("source_text", &source_text).with("target_text", &target_text);
                    let known = texts.with("confidence", &confidence).with("source_language", &source_language);
                    let object = known.with("target_language", &target_language).with("provenance", &provenance);
                    return out.write_all(&beside.iter().fold(object, |object, (name, value)| object.with_value(name, value)).line());
                }
                write!(out, "{source_text}\t{target_text}\t{confidence:.4}\t{source_language}\t{target_language}\t{provenance}")?;
                beside.iter().try_for_each(|(_, value)| write!(out, "\t{value}"))?;
                writeln!(out)
            };
            let read = match open::inside(folder, &pair.output) {
                Ok(path) => beads(&path, results, each)?,
                Err(error) => Err(error),
            };
            match read {
                Ok(()) => {}
                Err(error) => {
                    failure = Some(error);
                    return Err(io::Error::other("a result cannot be read"));
                }
            }
        }
        Ok(())
    });
    // What is wrong with a result says more than that the file could not be written.
    match failure {
        Some(error) => Err(error),
        None => written.map(|()| count),
    }
}

/// What the list holds beside a pair, as fields of JSON or TSV.
fn beside(passed: Option<&Passed>, place: usize, jsonl: bool) -> Vec<(&str, String)> {
    let Some(passed) = passed else { return Vec::new() };
    let field = |value: &str| if jsonl { value.to_owned() } else { flat::line_of(&keys::field(value)) };
    passed.names().iter().map(String::as_str).zip(passed.values(place).map(field)).collect()
}

/// Reads a result and calls `each` for its two-sided beads with their numbers, from 1. The outer error is that of `each`.
pub(super) fn beads(path: &Path, format: Format, mut each: impl FnMut(usize, Bead) -> io::Result<()>) -> io::Result<Result<()>> {
    let lines = match bytes::own_lines(path, Budget::Bitext) {
        Ok(lines) => lines,
        Err(error) => return Ok(Err(error)),
    };
    let mut number = 0;
    for (at, line) in lines.enumerate() {
        let line = match line {
            Ok(line) => line,
            Err(error) => return Ok(Err(error)),
        };
        let tsv = format == &tsv::FORMAT;
        if tsv && at == 0 && line == tsv::HEADER {
            continue;
        }
        let bead = if tsv { of_tsv(&line) } else { serde_json::from_str(&line).ok() };
        let Some(bead) = bead else {
            return Ok(Err(Error::malformed(path, at + 1, "this is no bead", "remove the file and run `diptych batch` again")));
        };
        number += 1;
        // A blank line is a unit too where every line is one.
        if !bead.source.is_empty() && !bead.target.is_empty() {
            each(number, bead)?;
        }
    }
    Ok(Ok(()))
}

fn of_tsv(line: &str) -> Option<Bead> {
    let mut fields = line.split('\t');
    let confidence = fields.nth(3)?.parse().ok()?;
    let (source, target) = (fields.next()?.to_owned(), fields.next()?.to_owned());
    fields.next().is_none().then_some(Bead { confidence, source, target })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_bead_is_refused_by_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tsv");
        std::fs::write(&path, format!("{}\n0\t0\tmatch\t0.5000\tOne.\tUn.\n1\t\tomitted\t0.9\tTwo.\t\n0\t\n", tsv::HEADER)).unwrap();
        let mut found = Vec::new();
        let error = beads(&path, &tsv::FORMAT, |number, bead| {
            found.push((number, bead.source));
            Ok(())
        });
        assert_eq!(found, [(1, "One.".to_owned())]);
        assert!(error.unwrap().unwrap_err().to_string().contains("a.tsv: line 4: this is no bead; remove"));
    }
}
