//! TMX 1.4: a translation memory that CAT tools import.
//!
//! After the DTD itself and what the tools choke on: every attribute the header requires, properties before the segment, `version="1.4"`
//! exactly, only beads with text on both sides (Trados drops the others), dates in the `Z` form, characters that XML 1.0 forbids left out.
//! The languages are written as the user named them, because tools match region codes to the letter. No date is written unless one is
//! given: the same alignment is the same file.

use std::io::{self, Write};

use super::xml::escaped;
use super::{Bitext, list};
use crate::model::{Bead, BeadKind};

/// What the head of the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Whether the units are paragraphs, not sentences.
    pub paragraphs: bool,
    /// Date of creation in seconds since 1970-01-01 00:00 UTC, if one is to be written.
    pub created: Option<u64>,
}

/// Writes the beads with text on both sides, their confidence and ids as properties.
///
/// # Errors
/// What the writer says.
pub fn write(out: &mut dyn Write, bitext: &Bitext, header: &Header) -> io::Result<()> {
    let (source, target) = (escaped(bitext.source.language()), escaped(bitext.target.language()));
    let segments = if header.paragraphs { "paragraph" } else { "sentence" };
    let created = header.created.map_or_else(String::new, |seconds| format!(" creationdate=\"{}\"", date(seconds)));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<!DOCTYPE tmx SYSTEM "tmx14.dtd">"#)?;
    writeln!(out, r#"<tmx version="1.4">"#)?;
    writeln!(
        out,
        r#"  <header creationtool="diptych" creationtoolversion="{}" segtype="{segments}" o-tmf="diptych" adminlang="en" srclang="{source}" datatype="plaintext"{created}/>"#,
        env!("CARGO_PKG_VERSION")
    )?;
    writeln!(out, "  <body>")?;
    let mut number = 0;
    for bead in bitext.pairs() {
        let (source_text, target_text) = (escaped(&bitext.source_line(bead)), escaped(&bitext.target_line(bead)));
        if source_text.trim().is_empty() || target_text.trim().is_empty() {
            continue;
        }
        number += 1;
        writeln!(out, r#"    <tu tuid="{number}">"#)?;
        properties(out, bead)?;
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

/// `YYYYMMDDThhmmssZ`, by Howard Hinnant's civil-from-days (<https://howardhinnant.github.io/date_algorithms.html>).
pub(super) fn date(seconds: u64) -> String {
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
