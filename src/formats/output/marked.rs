//! Sentences as elements that remember their bead, for the two formats made of XHTML: pages and books.
//!
//! Each sentence is a `span` whose `data-` attributes hold its id, its side, and its bead's number, kind and confidence, so that a page can
//! be styled by them and read back as the alignment it shows. Bold and italic are kept; links are not, because their targets are not in the
//! file.

use crate::formats::output::Bitext;
use crate::formats::output::inline::{coded, line};
use crate::formats::output::xml::escaped;
use crate::model::{Bead, MarkKind, Side, Text};

/// The sentences of one side of a bead, each in its span.
pub(in crate::formats) fn sentences(bitext: &Bitext, number: usize, bead: &Bead, side: Side) -> Vec<String> {
    let text = bitext.text(side);
    let span = |id: &usize| {
        format!(
            r#"<span data-bead="{number}" data-side="{side}" data-id="{id}" data-kind="{}" data-confidence="{:.4}">{}</span>"#,
            bead.kind,
            bead.confidence,
            formatted(text, *id)
        )
    };
    bead.ids(side).iter().map(span).collect()
}

/// A sentence with its formatting.
fn formatted(text: &Text, id: usize) -> String {
    let (line, mut marks) = line(text, &[id]);
    marks.retain(|mark| mark.kind != MarkKind::Link);
    coded(&line, &marks, escaped, |_, mark| mark.tags())
}

/// The language of a text and the direction in which it is written, as attributes.
pub(in crate::formats) fn language(text: &Text) -> String {
    let tag = text.language();
    let direction = if tag == "und" {
        "auto"
    } else if is_right_to_left(tag) {
        "rtl"
    } else {
        "ltr"
    };
    format!(r#"lang="{}" dir="{direction}""#, escaped(tag))
}

/// Languages whose usual script runs from right to left.
const RIGHT_TO_LEFT: [&str; 21] = [
    "ar", "arz", "arq", "ary", "azb", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps", "sd", "syr", "ug", "ur", "yi",
];

/// Whether a language is written from right to left: by the script in its tag, else by its usual script.
pub fn is_right_to_left(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    match parts.find(|part| part.len() == 4) {
        Some(script) => matches!(script.to_ascii_lowercase().as_str(), "arab" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm" | "rohg"),
        None => RIGHT_TO_LEFT.contains(&language.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_right_to_left;

    #[test]
    fn the_script_decides_before_the_language() {
        assert!(is_right_to_left("ar-EG") && is_right_to_left("az-Arab") && is_right_to_left("he"));
        assert!(!is_right_to_left("yi-Latn") && !is_right_to_left("fr-CA"));
    }
}
