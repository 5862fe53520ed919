//! Links of the Text Encoding Initiative: a stand-off `linkGrp` over two TEI texts.
//!
//! A TEI link has at least two ends, so sentences without a counterpart are those that no link names. The sides are told by the files that
//! the pointers name; `cert` is the confidence.

use std::io::{self, Write};

use crate::formats::bitext::{linked, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::Bitext;
use crate::formats::output::xml::{escaped, file_name, paragraphs, places};
use crate::model::{Pair, Text};

/// Links of the Text Encoding Initiative.
pub static FORMAT: Descriptor = Descriptor::new("tei")
    .bitext(|path, options| linked::tei(path, &text(path)?)?.aligned(path, options))
    .begins(|head| head.starts_with('<') && head.contains("<TEI"))
    .write("Links of the TEI over two files of sentences", &["tei"], Files::Linked { links, sentences });

/// Writes the links of the beads with sentences on both sides; `names` are the files of the source and the target sentences.
fn links(out: &mut dyn Write, bitext: &Bitext, names: Pair<&str>) -> io::Result<()> {
    head(out, &format!("{} – {}", file_name(bitext.source), file_name(bitext.target)), None)?;
    // What a pointer cannot hold as it is: white space separates pointers.
    let pointer = |name: &str| escaped(&name.replace('%', "%25").replace(' ', "%20").replace('#', "%23"));
    let (from, to) = (pointer(names.source), pointer(names.target));
    writeln!(out, r#" <standOff>"#)?;
    writeln!(out, r#"  <linkGrp type="translation" targFunc="source target" domains="{from}#text {to}#text">"#)?;
    let (source, target) = (places(bitext.source), places(bitext.target));
    for bead in bitext.pairs() {
        let side = |file: &str, places: &[(usize, usize)], ids: &[usize]| -> Vec<String> {
            let places = ids.iter().filter_map(|&id| places.get(id));
            places.map(|(paragraph, sentence)| format!("{file}#s{paragraph}.{sentence}")).collect()
        };
        let mut ends = side(&from, &source, &bead.source);
        ends.extend(side(&to, &target, &bead.target));
        writeln!(out, r#"   <link target="{}" cert="{:.4}"/>"#, ends.join(" "), bead.confidence)?;
    }
    writeln!(out, "  </linkGrp>\n </standOff>\n</TEI>")
}

/// Writes the sentences of one side, called `s1.1` after paragraph and sentence.
fn sentences(out: &mut dyn Write, text: &Text) -> io::Result<()> {
    head(out, &file_name(text), Some(text.language()))?;
    writeln!(out, r#" <text xml:id="text"><body>"#)?;
    paragraphs(out, text, "  ", |paragraph, sentence| match sentence {
        None => format!(r#"xml:id="p{paragraph}""#),
        Some(sentence) => format!(r#"xml:id="s{paragraph}.{sentence}""#),
    })?;
    writeln!(out, " </body></text>\n</TEI>")
}

fn head(out: &mut dyn Write, title: &str, language: Option<&str>) -> io::Result<()> {
    let language = language.map_or_else(String::new, |tag| format!(r#" xml:lang="{}""#, escaped(tag)));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<TEI xmlns="http://www.tei-c.org/ns/1.0"{language}>"#)?;
    writeln!(out, " <teiHeader><fileDesc>")?;
    writeln!(out, "  <titleStmt><title>{}</title></titleStmt>", escaped(title))?;
    writeln!(out, "  <publicationStmt><p>Unpublished.</p></publicationStmt>")?;
    writeln!(out, "  <sourceDesc><p>{}</p></sourceDesc>", escaped(title))?;
    writeln!(out, " </fileDesc></teiHeader>")
}
