//! TMX 1.4: a translation memory that CAT tools import.
//!
//! Follows the DTD and what tools insist on: every attribute the header requires, properties before the segment, `version="1.4"` exactly,
//! only beads with text on both sides (Trados drops the others), dates in the `Z` form, characters that XML 1.0 forbids left out. The
//! languages are written as the user named them, because tools match region codes to the letter. No date is written unless one is given:
//! the same alignment is the same file.
//!
//! Inline marks follow TMX level 2, with HTML tags as native code: a pair is `bpt` and `ept`, half of a pair that the edge of a bead cuts
//! is `it`, and `hi` has both ends outside. `x` matches the codes of source and target.

use std::io::{self, Write};

use crate::formats::output::inline::{Inline, coded, line, matched};
use crate::formats::output::xml::{escaped, file_name};
use crate::formats::output::{Bitext, list, ranges};
use crate::model::{Bead, BeadKind, MarkKind, Text};

/// How much of the formatting is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// None: plain text.
    One,
    /// Inline marks, where the texts have some.
    #[default]
    Two,
}

/// What the head of the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Whether the units are paragraphs, not sentences.
    pub paragraphs: bool,
    /// Date of creation in seconds since 1970-01-01 00:00 UTC, if one is to be written.
    pub created: Option<u64>,
    /// Whether inline marks are written.
    pub level: Level,
    /// Whether units say where in the files of the texts they come from.
    pub places: bool,
}

/// Writes the beads with text on both sides, their confidence and ids as properties.
///
/// # Errors
/// Errors of the writer.
pub fn write(out: &mut dyn Write, bitext: &Bitext, header: &Header) -> io::Result<()> {
    let (source, target) = (escaped(bitext.source.language()), escaped(bitext.target.language()));
    let segments = if header.paragraphs { "paragraph" } else { "sentence" };
    let created = header.created.map_or_else(String::new, |seconds| format!(" creationdate=\"{}\"", date(seconds)));
    let has_marks = |text: &Text| !text.document().marks().is_empty();
    let codes = header.level == Level::Two && (has_marks(bitext.source) || has_marks(bitext.target));
    let native = if codes { "html" } else { "plaintext" };
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<!DOCTYPE tmx SYSTEM "tmx14.dtd">"#)?;
    writeln!(out, r#"<tmx version="1.4">"#)?;
    writeln!(
        out,
        r#"  <header creationtool="diptych" creationtoolversion="{}" segtype="{segments}" o-tmf="diptych" adminlang="en" srclang="{source}" datatype="{native}"{created}/>"#,
        env!("CARGO_PKG_VERSION")
    )?;
    writeln!(out, "  <body>")?;
    let mut number = 0;
    for bead in bitext.pairs() {
        let (source_text, target_text) = if codes {
            segments_with_codes(bitext, bead)
        } else {
            (escaped(&bitext.source_line(bead)), escaped(&bitext.target_line(bead)))
        };
        if source_text.trim().is_empty() || target_text.trim().is_empty() {
            continue;
        }
        number += 1;
        writeln!(out, r#"    <tu tuid="{number}">"#)?;
        properties(out, bead)?;
        if header.places {
            place(out, "source", bitext.source, &bead.source)?;
            place(out, "target", bitext.target, &bead.target)?;
        }
        writeln!(out, r#"      <tuv xml:lang="{source}"><seg>{source_text}</seg></tuv>"#)?;
        writeln!(out, r#"      <tuv xml:lang="{target}"><seg>{target_text}</seg></tuv>"#)?;
        writeln!(out, "    </tu>")?;
    }
    writeln!(out, "  </body>")?;
    writeln!(out, "</tmx>")
}

fn properties(out: &mut dyn Write, bead: &Bead) -> io::Result<()> {
    writeln!(out, r#"      <prop type="x-confidence">{:.4}</prop>"#, bead.confidence)?;
    writeln!(out, r#"      <prop type="x-source-ids">{}</prop>"#, list(&bead.source, " "))?;
    writeln!(out, r#"      <prop type="x-target-ids">{}</prop>"#, list(&bead.target, " "))?;
    match bead.kind {
        BeadKind::Moved => writeln!(out, r#"      <prop type="x-kind">moved</prop>"#),
        _ => Ok(()),
    }
}

/// The file of a side, and where its sentences stand in it.
fn place(out: &mut dyn Write, side: &str, text: &Text, ids: &[usize]) -> io::Result<()> {
    let ranges: Vec<String> = ranges(text, ids).map(|range| format!("{}-{}", range.start, range.end)).collect();
    writeln!(out, r#"      <prop type="x-{side}-file">{}</prop>"#, escaped(&file_name(text)))?;
    writeln!(out, r#"      <prop type="x-{side}-ranges">{}</prop>"#, ranges.join(" "))
}

/// The texts of a bead with their codes.
fn segments_with_codes(bitext: &Bitext, bead: &Bead) -> (String, String) {
    let (source, target) = (line(bitext.source, &bead.source), line(bitext.target, &bead.target));
    let (of_source, of_target) = matched(&source.1, &target.1);
    let segment = |(line, marks): &(String, Vec<Inline<'_>>), numbers: &[usize]| {
        coded(line, marks, escaped, |at, mark| codes(at + 1, numbers.get(at).copied().unwrap_or(at + 1), mark))
    };
    (segment(&source, &of_source), segment(&target, &of_target))
}

/// What is written before and after a mark: `i` is its number in the segment, `x` that by which it is matched.
fn codes(i: usize, x: usize, mark: &Inline<'_>) -> (String, String) {
    let kind = match mark.kind {
        MarkKind::Link => "link",
        MarkKind::Bold => "bold",
        MarkKind::Italic => "italic",
        MarkKind::Underline => "ulined",
        MarkKind::Strike => "x-strike",
        MarkKind::Superscript => "x-superscript",
        MarkKind::Subscript => "x-subscript",
        MarkKind::Code => "x-code",
    };
    let (opening, closing) = mark.tags();
    let (opening, closing) = (escaped(&opening), escaped(&closing));
    match (mark.begins, mark.ends) {
        (true, true) => (format!(r#"<bpt i="{i}" x="{x}" type="{kind}">{opening}</bpt>"#), format!(r#"<ept i="{i}">{closing}</ept>"#)),
        (true, false) => (format!(r#"<it pos="begin" x="{x}" type="{kind}">{opening}</it>"#), String::new()),
        (false, true) => (String::new(), format!(r#"<it pos="end" x="{x}" type="{kind}">{closing}</it>"#)),
        (false, false) => (format!(r#"<hi x="{x}" type="{kind}">"#), "</hi>".to_owned()),
    }
}

/// `YYYYMMDDThhmmssZ`, by Howard Hinnant's civil-from-days (<https://howardhinnant.github.io/date_algorithms.html>).
pub(in crate::formats) fn date(seconds: u64) -> String {
    let (days, time) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z", time / 3600, time / 60 % 60, time % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_in_the_form_that_trados_reads() {
        assert_eq!(date(0), "19700101T000000Z");
        assert_eq!(date(951_782_399), "20000228T235959Z");
        assert_eq!(date(951_868_799), "20000229T235959Z");
        assert_eq!(date(1_795_219_200), "20261121T000000Z");
    }
}
