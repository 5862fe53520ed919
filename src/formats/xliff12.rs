//! XLIFF 1.2, which most translation tools take: valid against the transitional and the strict schema of OASIS.
//!
//! One `trans-unit` per bead. Its target is `translated`, or `needs-review-translation` where the bead is doubtful; `approved` is left to
//! people. Omitted sentences are units without a target, to be translated; added ones have no source and are left out, as in TMX.
//! Confidence, kind and ids are contexts for information (where the strict schema allows properties of a unit), inline marks `<g>` with the
//! id of their counterpart on the other side. A character that XML cannot hold is left out: 1.2 has no `<cp>`.

use std::io::{self, Write};

use super::xliff::write::{Line, said, units};
use super::xliff::{check, is_old, read};
use crate::formats::bitext::text;
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::{Sign, is_root};
use crate::formats::faults::of_text;
use crate::formats::output::inline::coded;
use crate::formats::output::xml::{escaped, file_name};
use crate::formats::output::{Bitext, DOUBTFUL};
use crate::model::{Bead, MarkKind, Pair};

/// XLIFF 1.2.
pub static FORMAT: Descriptor = Descriptor::new("xliff12")
    .read(
        Reading::new("XLIFF 1.2", "an XLIFF file", &[], Sign::Text(|head| is_root(head, "xliff") && is_old(head)), |mut file| {
            read::document(file.path, &file.xml()?, file.options)
        })
        .bilingual(),
    )
    .bitext(|path, options| read::bitext(path, &text(path)?)?.aligned(path, options))
    .write("XLIFF 1.2 for CAT tools", &["xlf"], Files::Text(|out, bitext, _| write(out, bitext)))
    .names_languages()
    .check(|path| of_text(path, check::check));

fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    let languages = bitext.languages().map(escaped);
    let has_marks = [bitext.source, bitext.target].iter().any(|text| !text.document().marks().is_empty());
    let native = if has_marks { "html" } else { "plaintext" };
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">"#)?;
    writeln!(
        out,
        r#" <file original="{}" source-language="{}" target-language="{}" datatype="{native}" tool-id="diptych">"#,
        escaped(&file_name(bitext.source)),
        languages.source,
        languages.target
    )?;
    let version = env!("CARGO_PKG_VERSION");
    writeln!(out, r#"  <header><tool tool-id="diptych" tool-name="diptych" tool-version="{version}"/></header>"#)?;
    writeln!(out, "  <body>")?;
    units(bitext, marked, |number, bead, texts| unit(out, number, bead, texts))?;
    writeln!(out, "  </body>\n </file>\n</xliff>")
}

fn unit(out: &mut dyn Write, number: usize, bead: &Bead, texts: Pair<&str>) -> io::Result<()> {
    writeln!(out, r#"   <trans-unit id="{number}" xml:space="preserve">"#)?;
    writeln!(out, "    <source>{}</source>", texts.source)?;
    if !texts.target.is_empty() {
        let state = if bead.confidence < DOUBTFUL { "needs-review-translation" } else { "translated" };
        writeln!(out, r#"    <target state="{state}">{}</target>"#, texts.target)?;
    }
    writeln!(out, r#"    <context-group purpose="information">"#)?;
    for (name, value) in said(bead) {
        writeln!(out, r#"     <context context-type="{}{name}">{value}</context>"#, read::PREFIX)?;
    }
    writeln!(out, "    </context-group>\n   </trans-unit>")
}

/// A line with its marks, which have these ids.
fn marked((line, marks): &Line<'_>, ids: &[usize]) -> String {
    coded(line, marks, escaped, |at, mark| {
        let kind = match mark.kind {
            MarkKind::Link => "link",
            MarkKind::Bold => "bold",
            MarkKind::Italic => "italic",
            MarkKind::Underline => "underlined",
            MarkKind::Strike => "x-strike",
            MarkKind::Superscript => "x-superscript",
            MarkKind::Subscript => "x-subscript",
            MarkKind::Code => "x-code",
        };
        (format!(r#"<g id="{}" ctype="{kind}">"#, ids.get(at).copied().unwrap_or(at + 1)), "</g>".to_owned())
    })
}
