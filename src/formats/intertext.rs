//! Links as InterText reads and writes them, over two files of sentences.
//!
//! `fromDoc` is the left text, here the source, but `xtargets` lists the sentences of **`toDoc` first**: the opposite of OPUS. Its manual
//! and its code agree on this. It keeps no confidence, so a doubtful bead gets InterText's bookmark (`mark`), which its editor jumps to.

use std::io::{self, Write};

use crate::formats::bitext::{linked, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::xml::{escaped, paragraphs, places};
use crate::formats::output::{Bitext, DOUBTFUL};
use crate::model::{Pair, Side, Text};

/// Links of InterText.
pub static FORMAT: Descriptor = Descriptor::new("intertext")
    .bitext(|path, options| linked::read(path, &text(path)?, Side::Target)?.aligned(path, options))
    .begins(|head| head.starts_with('<') && ["<linkGrp toDoc", "<linkGrp fromDoc"].iter().any(|start| head.contains(start)))
    .write("Links of InterText over two files of sentences", &["intertext"], Files::Linked { links, sentences });

/// Writes the links; `names` are the files of the source and the target sentences.
fn links(out: &mut dyn Write, bitext: &Bitext, names: Pair<&str>) -> io::Result<()> {
    writeln!(out, "<?xml version='1.0' encoding='utf-8'?>")?;
    writeln!(out, r#"<linkGrp toDoc="{}" fromDoc="{}">"#, escaped(names.target), escaped(names.source))?;
    let (source, target) = (places(bitext.source), places(bitext.target));
    for bead in bitext.beads() {
        let (from, to) = (ids(&source, &bead.source), ids(&target, &bead.target));
        let mark = if bead.confidence < DOUBTFUL { " mark='1'" } else { "" };
        writeln!(out, "<link type='{}-{}' xtargets='{to};{from}' status='auto'{mark}/>", bead.target.len(), bead.source.len())?;
    }
    writeln!(out, "</linkGrp>")
}

/// Writes the sentences of one side, called `1:1` after paragraph and sentence.
fn sentences(out: &mut dyn Write, text: &Text) -> io::Result<()> {
    writeln!(out, "<?xml version='1.0' encoding='utf-8'?>")?;
    writeln!(out, r#"<text lang="{}">"#, escaped(text.language()))?;
    paragraphs(out, text, "", |paragraph, sentence| match sentence {
        None => format!("id='{paragraph}'"),
        Some(sentence) => format!("id='{paragraph}:{sentence}'"),
    })?;
    writeln!(out, "</text>")
}

fn ids(places: &[(usize, usize)], ids: &[usize]) -> String {
    let names = ids.iter().filter_map(|&id| places.get(id));
    names.map(|(paragraph, sentence)| format!("{paragraph}:{sentence}")).collect::<Vec<_>>().join(" ")
}
