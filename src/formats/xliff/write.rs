//! XLIFF 2.1, valid against the schema of OASIS: a file of units, one per bead, for CAT tools.
//!
//! The namespace says 2.0 in 2.1 too. A unit holds one segment; its state is `translated`, or `initial` where the bead is doubtful, because
//! nobody has reviewed anything yet. Confidence, kind and ids are in the metadata module. Omitted sentences are segments without a target,
//! to be translated; added ones have no source and are left out, as in TMX. A character that XML cannot hold becomes `<cp/>`, so that nothing
//! is lost. Inline marks are `<pc>` with the id of their counterpart on the other side, and the tags of HTML for showing.

use std::io::{self, Write};

use crate::formats::output::inline::{Inline, coded, line, matched};
use crate::formats::output::xml::{escaped, file_name, is_forbidden};
use crate::formats::output::{Bitext, DOUBTFUL, list};
use crate::model::{Bead, MarkKind, Pair};

/// Writes the beads that have source sentences.
pub(super) fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    let (source, target) = (escaped(bitext.source.language()), escaped(bitext.target.language()));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" version="2.1" srcLang="{source}" trgLang="{target}">"#
    )?;
    writeln!(out, r#" <file id="f1" original="{}">"#, escaped(&file_name(bitext.source)))?;
    let number = units(bitext, marked, |number, bead, texts| unit(out, number, bead, texts))?;
    if number == 0 {
        // The schema wants a file to hold something.
        writeln!(out, r#"  <group id="g1"/>"#)?;
    }
    writeln!(out, " </file>")?;
    writeln!(out, "</xliff>")
}

/// A line and the marks in it.
pub(in crate::formats) type Line<'a> = (String, Vec<Inline<'a>>);

/// Hands over the beads that have source sentences, with their numbers from 1 and their texts as `coded` makes them: how many there are.
pub(in crate::formats) fn units(
    bitext: &Bitext,
    coded: impl Fn(&Line<'_>, &[usize]) -> String,
    mut each: impl FnMut(usize, &Bead, Pair<&str>) -> io::Result<()>,
) -> io::Result<usize> {
    let mut number = 0;
    for bead in bitext.beads() {
        let (source, target) = (line(bitext.source, &bead.source), line(bitext.target, &bead.target));
        if !source.0.is_empty() {
            number += 1;
            let (of_source, of_target) = matched(&source.1, &target.1);
            each(number, bead, Pair::new(&coded(&source, &of_source), &coded(&target, &of_target)))?;
        }
    }
    Ok(number)
}

/// The properties of a bead.
pub(in crate::formats) fn said(bead: &Bead) -> [(&'static str, String); 4] {
    [
        ("confidence", format!("{:.4}", bead.confidence)),
        ("kind", bead.kind.to_string()),
        ("source-ids", list(&bead.source, " ")),
        ("target-ids", list(&bead.target, " ")),
    ]
}

fn unit(out: &mut dyn Write, number: usize, bead: &Bead, texts: Pair<&str>) -> io::Result<()> {
    writeln!(out, r#"  <unit id="u{number}">"#)?;
    writeln!(out, r#"   <mda:metadata><mda:metaGroup category="diptych">"#)?;
    for (name, value) in said(bead) {
        writeln!(out, r#"    <mda:meta type="{name}">{value}</mda:meta>"#)?;
    }
    writeln!(out, "   </mda:metaGroup></mda:metadata>")?;
    let state = match (texts.target.is_empty(), bead.confidence < DOUBTFUL) {
        (false, false) => r#"state="translated""#,
        (false, true) => r#"state="initial" subState="diptych:doubtful""#,
        (true, _) => r#"state="initial""#,
    };
    writeln!(out, r#"   <segment id="s1" {state}>"#)?;
    writeln!(out, r#"    <source xml:space="preserve">{}</source>"#, texts.source)?;
    if !texts.target.is_empty() {
        writeln!(out, r#"    <target xml:space="preserve">{}</target>"#, texts.target)?;
    }
    writeln!(out, "   </segment>\n  </unit>")
}

/// A line with its marks, which have these ids.
fn marked((line, marks): &Line<'_>, ids: &[usize]) -> String {
    coded(line, marks, content, |at, mark| {
        let id = ids.get(at).copied().unwrap_or(at + 1);
        let kind = match mark.kind {
            MarkKind::Link => r#"type="link""#.to_owned(),
            MarkKind::Bold | MarkKind::Italic | MarkKind::Underline => format!(r#"type="fmt" subType="xlf:{}""#, mark.kind.element()),
            kind => format!(r#"type="fmt" subType="diptych:{}""#, kind.element()),
        };
        let (opening, closing) = mark.tags();
        let (opening, closing) = (escaped(&opening), escaped(&closing));
        (format!(r#"<pc id="{id}" {kind} dispStart="{opening}" dispEnd="{closing}">"#), "</pc>".to_owned())
    })
}

/// Text, and what XML cannot hold by its number.
fn content(text: &str) -> String {
    let mut content = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, character)) = rest.char_indices().find(|&(_, character)| is_forbidden(character)) {
        let (before, from) = rest.split_at(at);
        content.push_str(&escaped(before));
        content.push_str(&format!(r#"<cp hex="{:04X}"/>"#, u32::from(character)));
        rest = from.strip_prefix(character).unwrap_or_default();
    }
    content.push_str(&escaped(rest));
    content
}
