//! Links as OPUS keeps them (XCES), over two files of sentences.
//!
//! `xtargets` lists the sentences of `fromDoc` to the left of the semicolon and those of `toDoc` to its right, which is the opposite of
//! what InterText does with the same names. Every bead is a link; an empty side is empty. Whether a bead is moved follows from its ids and
//! is not written.

mod check;

use std::io::{self, Write};

use crate::formats::bitext::{linked, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::faults::of_text;
use crate::formats::output::Bitext;
use crate::formats::output::xml::{escaped, paragraphs, places};
use crate::model::{Pair, Side, Text};

/// Links of OPUS.
pub static FORMAT: Descriptor = Descriptor::new("xces")
    .bitext(|path, options| linked::read(path, &text(path)?, Side::Source)?.aligned(path, options))
    .begins(|head| head.starts_with('<') && head.contains("<cesAlign"))
    .write("Links of OPUS over two files of sentences", &["xces", "ces"], Files::Linked { links, sentences })
    .check(|path| of_text(path, check::check));

/// Writes the links; `names` are the files of the source and the target sentences.
fn links(out: &mut dyn Write, bitext: &Bitext, names: Pair<&str>) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="utf-8"?>"#)?;
    writeln!(out, r#"<!DOCTYPE cesAlign PUBLIC "-//CES//DTD XML cesAlign//EN" "">"#)?;
    writeln!(out, r#"<cesAlign version="1.0">"#)?;
    writeln!(out, r#" <linkGrp targType="s" fromDoc="{}" toDoc="{}">"#, escaped(names.source), escaped(names.target))?;
    let (source, target) = (places(bitext.source), places(bitext.target));
    for (number, bead) in (1..).zip(bitext.beads()) {
        let (from, to) = (ids(&source, &bead.source), ids(&target, &bead.target));
        writeln!(out, r#"  <link id="SL{number}" xtargets="{from};{to}" certainty="{:.4}" />"#, bead.confidence)?;
    }
    writeln!(out, " </linkGrp>")?;
    writeln!(out, "</cesAlign>")
}

/// Writes the sentences of one side, called `s1.1` after paragraph and sentence.
fn sentences(out: &mut dyn Write, text: &Text) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="utf-8"?>"#)?;
    writeln!(out, r#"<text xml:lang="{}">"#, escaped(text.language()))?;
    paragraphs(out, text, " ", |paragraph, sentence| match sentence {
        None => format!(r#"id="{paragraph}""#),
        Some(sentence) => format!(r#"id="s{paragraph}.{sentence}""#),
    })?;
    writeln!(out, "</text>")
}

fn ids(places: &[(usize, usize)], ids: &[usize]) -> String {
    let names = ids.iter().filter_map(|&id| places.get(id));
    names.map(|(paragraph, sentence)| format!("s{paragraph}.{sentence}")).collect::<Vec<_>>().join(" ")
}
