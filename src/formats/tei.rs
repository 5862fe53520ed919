//! Links of the Text Encoding Initiative: a stand-off `linkGrp` over two TEI texts.
//!
//! A TEI link has at least two ends, so sentences without a counterpart are those that no link names. The files that the pointers name tell
//! the sides; `cert` is the confidence.

use std::io::{self, Write};
use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::collect::Collected;
use crate::formats::bitext::linked::{Group, Link, join};
use crate::formats::bitext::{Contents, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::Bitext;
use crate::formats::output::xml::{escaped, file_name, paragraphs, places};
use crate::model::{Pair, Side, Text};
use crate::source::walk::{Step, walk};

/// Links of the Text Encoding Initiative.
pub static FORMAT: Descriptor = Descriptor::new("tei")
    .bitext(|path, options| read(path, &text(path)?)?.aligned(path, options))
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

/// Reads the links of the TEI: the first file that a link points to is the source.
fn read(path: &Path, text: &Contents) -> Result<Collected> {
    let mut group = Group::default();
    walk(path, text, |step| {
        let Step::Open(element) = step else { return Ok(()) };
        match element.name.as_str() {
            "linkGrp" => {
                let domains: Vec<&str> = element.get("domains").unwrap_or_default().split_whitespace().collect();
                for (side, domain) in Side::BOTH.into_iter().zip(domains) {
                    group.names[side] = file_of(domain);
                }
            }
            "link" => {
                let mut sides = Pair::<Vec<String>>::default();
                for pointer in element.get("target").unwrap_or_default().split_whitespace() {
                    let Some((_, id)) = pointer.split_once('#') else { continue };
                    let file = file_of(pointer);
                    let is = |side: &Side| group.names[*side].is_empty() || group.names[*side] == file;
                    let Some(side) = Side::BOTH.into_iter().find(is) else { continue };
                    group.names[side] = file;
                    sides[side].push(id.to_owned());
                }
                let confidence = element.get("cert").and_then(|number| number.parse().ok());
                group.links.push(Link { sides, confidence, line: element.line });
            }
            _ => {}
        }
        Ok(())
    })?;
    join(path, text.packed, vec![group])
}

/// The file of a pointer.
fn file_of(pointer: &str) -> String {
    let file = pointer.split('#').next().unwrap_or_default();
    file.replace("%20", " ").replace("%23", "#").replace("%25", "%")
}
