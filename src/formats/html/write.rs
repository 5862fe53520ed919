//! Writes a page for a browser or for paper: both texts side by side, doubtful beads marked.
//!
//! One file that loads nothing: no script, no font, no picture, and a policy that forbids them. What moves (the highlighting of a bead, the
//! switch that hides what is in order) is CSS alone. It is also well-formed XML, and its elements hold the alignment, so that it can be
//! read back.

use std::io::{self, Write};

use crate::formats::output::xml::{escaped, file_name};
use crate::formats::output::{Bitext, Remark, marked};
use crate::formats::table;
use crate::hash::Map;
use crate::lang;
use crate::model::{Bead, BeadKind, BlockKind, Side, Text};

/// The style of the page, and of nothing else.
const STYLE: &str = include_str!("page.css");

/// Writes all beads, those below the smallest confidence too: here they are marked, not left out. Beads below `doubtful` are. Remarks, if
/// somebody checked, are listed at the top and stand at their beads.
///
/// # Errors
/// Errors of the writer.
pub fn write(out: &mut dyn Write, bitext: &Bitext, doubtful: f32, remarks: Option<&[Remark]>) -> io::Result<()> {
    let (source, target) = (file_name(bitext.source), file_name(bitext.target));
    let title = escaped(&format!("{source} – {target}"));
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>")?;
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    writeln!(out, r#"<meta http-equiv="Content-Security-Policy" content="{policy}"/>"#)?;
    writeln!(out, r#"<meta name="viewport" content="width=device-width, initial-scale=1"/>"#)?;
    writeln!(out, r#"<meta name="color-scheme" content="light dark"/>"#)?;
    writeln!(out, r#"<meta name="generator" content="diptych {}"/>"#, env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>")?;
    writeln!(out, "<p>{}</p>", escaped(&table::plain_summary(bitext.all_beads(), doubtful)))?;
    legend(out)?;
    if let Some(remarks) = remarks {
        list(out, remarks)?;
    }
    writeln!(out, "</header>\n<main>")?;
    writeln!(out, r#"<div class="row heads"><span></span>{}{}<span></span></div>"#, heading(bitext.source), heading(bitext.target))?;
    let mut of_bead: Map<usize, Vec<&Remark>> = Map::default();
    for remark in remarks.unwrap_or_default() {
        of_bead.entry(remark.bead.unwrap_or_default()).or_default().push(remark);
    }
    let mut before = None;
    for (number, bead) in (1..).zip(bitext.all_beads()) {
        let block = bead.source.first().and_then(|&id| bitext.source.sentences().get(id)).map(|sentence| sentence.block);
        let opens = block.is_some() && block != before;
        before = block.or(before);
        // Its row says already that a bead is omitted or added.
        let mut remarks = of_bead.remove(&number).unwrap_or_default();
        remarks.retain(|remark| remark.subject != bead.kind.as_str());
        row(out, bitext, number, bead, &Marks { opens, doubtful: bead.confidence < doubtful, remarks })?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}

/// What a row shows beside its sentences.
struct Marks<'a> {
    opens: bool,
    doubtful: bool,
    remarks: Vec<&'a Remark>,
}

/// All remarks with links to their beads, and how many there are on which subject.
fn list(out: &mut dyn Write, remarks: &[Remark]) -> io::Result<()> {
    if remarks.is_empty() {
        return writeln!(out, r#"<p class="checked">checked: nothing found</p>"#);
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for remark in remarks {
        match counts.iter_mut().find(|(subject, _)| *subject == remark.subject) {
            Some((_, count)) => *count += 1,
            None => counts.push((&remark.subject, 1)),
        }
    }
    let counts: Vec<String> = counts.into_iter().map(|(subject, count)| format!("{subject} {count}")).collect();
    let noun = if remarks.len() == 1 { "finding" } else { "findings" };
    writeln!(
        out,
        r#"<details class="findings" open="open"><summary><b>{} {noun}</b>: {}</summary>"#,
        remarks.len(),
        escaped(&counts.join(", "))
    )?;
    writeln!(out, "<ul>")?;
    for remark in remarks {
        let (subject, what) = (escaped(&remark.subject), escaped(&remark.what));
        let said = format!(r#"<b>{subject}</b> <span dir="auto">{what}</span>"#);
        match remark.bead {
            Some(bead) => writeln!(out, r#"<li><a href="{}"><i>{bead}</i> {said}</a></li>"#, format_args!("#b{bead}"))?,
            None => writeln!(out, "<li>{said}</li>")?,
        }
    }
    writeln!(out, "</ul></details>")
}

fn legend(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, r#"<p class="legend"><label><input type="checkbox" id="look"/> only what needs a look</label>"#)?;
    for (class, words) in [
        ("omitted", "omitted: only in the source"),
        ("added", "added: only in the target"),
        ("moved", "moved: stands elsewhere"),
        ("doubtful", "doubtful"),
    ] {
        writeln!(out, r#"<span class="key {class}">{words}</span>"#)?;
    }
    writeln!(out, "</p>")
}

/// The file's name and its language, over a column.
fn heading(text: &Text) -> String {
    let name = escaped(&file_name(text));
    match text.language() {
        "und" => format!("<h2>{name}</h2>"),
        tag => format!("<h2>{name} <small>{}</small></h2>", escaped(lang::name(tag).unwrap_or(tag))),
    }
}

fn row(out: &mut dyn Write, bitext: &Bitext, number: usize, bead: &Bead, marks: &Marks) -> io::Result<()> {
    let mut classes = format!("row bead {}", bead.kind);
    let is_heading = !bead.source.is_empty() && bead.source.iter().all(|&id| kind(bitext.source, id) == Some(BlockKind::Heading));
    for (class, holds) in
        [("doubtful", marks.doubtful), ("opens", marks.opens), ("heading", is_heading), ("remarked", !marks.remarks.is_empty())]
    {
        if holds {
            classes.push(' ');
            classes.push_str(class);
        }
    }
    // Rounded down: only what is certain is 100 %.
    let percent = (100.0 * bead.confidence + 1e-3).floor();
    writeln!(out, r#"<section class="{classes}" id="b{number}"><a class="number" href="{}">{number}</a>"#, format_args!("#b{number}"))?;
    Side::BOTH.into_iter().try_for_each(|of| side(out, bitext, number, bead, of))?;
    let title = format!("{}, confidence {percent} %", bead.kind);
    writeln!(out, r#"<span class="sure" title="{title}"><span class="bar" style="width:{percent}%"></span><b>{percent}</b></span>"#)?;
    for remark in &marks.remarks {
        let (subject, what) = (escaped(&remark.subject), escaped(&remark.what));
        writeln!(out, r#"<p class="remark"><b>{subject}</b> <span dir="auto">{what}</span></p>"#)?;
    }
    writeln!(out, "</section>")
}

fn side(out: &mut dyn Write, bitext: &Bitext, number: usize, bead: &Bead, side: Side) -> io::Result<()> {
    writeln!(out, r#"<div class="side {side}" {}>"#, marked::language(bitext.text(side)))?;
    for sentence in marked::sentences(bitext, number, bead, side) {
        writeln!(out, "<p>{sentence}</p>")?;
    }
    match (bead.kind, side) {
        (BeadKind::Omitted, Side::Target) | (BeadKind::Added, Side::Source) => {
            writeln!(out, r#"<p class="none" lang="en" dir="ltr">{}</p>"#, bead.kind)?
        }
        (BeadKind::Moved, Side::Target) => writeln!(out, r#"<p class="none" lang="en" dir="ltr">moved</p>"#)?,
        _ => {}
    }
    writeln!(out, "</div>")
}

fn kind(text: &Text, id: usize) -> Option<BlockKind> {
    let sentence = text.sentences().get(id)?;
    text.document().blocks().get(sentence.block).map(|block| block.kind)
}
