//! Turns the units of one side of a bilingual file into a document with a block for each unit.
//!
//! Units may be sentences or paragraphs, and files seldom say which. It matters, because the edges of paragraphs are evidence for the
//! aligner and the edges of sentences are not: so it is measured.

use std::path::Path;

use crate::error::Result;
use crate::formats::document::extract::Extract;
use crate::lang;
use crate::model::{BlockKind, Document, Side, Split};
use crate::source::unusable;

/// The document of these units. Blank ones stay where ids are numbers of units.
pub(in crate::formats) fn document(path: &Path, units: &[String], split: Split, language: Option<&str>) -> Result<Document> {
    let mut extract = Extract::default();
    let kind = if split != Split::Lines && are_paragraphs(units) { BlockKind::Paragraph } else { BlockKind::Line };
    for unit in units {
        extract.say(unit);
        if split == Split::Lines && extract.open_text().trim().is_empty() {
            extract.row(BlockKind::Line, "");
        }
        extract.close(kind);
    }
    if let Some(language) = language {
        extract.set_language(language);
    }
    extract.finish(path, None)
}

/// Whether many units hold several sentences.
fn are_paragraphs(units: &[String]) -> bool {
    let several = units.iter().filter(|unit| {
        let inner = unit.trim().trim_end_matches(|c: char| !c.is_alphanumeric());
        inner.contains(['。', '！', '？', '।']) || [". ", "! ", "? "].iter().any(|end| inner.matches(end).count() >= 2)
    });
    5 * several.count() >= units.len().max(1)
}

/// Whether a tag in a file is the language that was asked for: `en` finds `en-GB`.
pub(in crate::formats) fn is_language(tag: &str, wanted: &str) -> bool {
    let usual = |tag: &str| lang::parse(&tag.replace('_', "-")).unwrap_or_else(|| tag.to_ascii_lowercase());
    let (tag, wanted) = (usual(tag), usual(wanted));
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    tag == wanted || wanted == primary(&tag) || primary(&wanted) == tag
}

/// Which of the languages of a file is meant: the one asked for, else the first for a source and the second for a target. The nearest
/// tag wins: `pt` is rather `pt` than `pt-BR`.
pub(in crate::formats) fn choose<'a>(path: &Path, languages: &'a [String], wanted: Option<&str>, which: Side) -> Result<&'a str> {
    let found = match (wanted, which) {
        (Some(wanted), _) => {
            let exact = languages.iter().find(|tag| tag.eq_ignore_ascii_case(wanted));
            exact.or_else(|| languages.iter().find(|tag| is_language(tag, wanted)))
        }
        (None, Side::Source) => languages.first(),
        (None, Side::Target) => languages.get(1),
    };
    found.map(String::as_str).ok_or_else(|| {
        let list = if languages.is_empty() { "none".to_owned() } else { languages.join(", ") };
        let what = match wanted {
            Some(wanted) => format!("there is nothing in `{wanted}` in it (its languages: {list})"),
            None => format!("it does not hold two languages (its languages: {list})"),
        };
        unusable(path, &what, "name a language that it holds with --source-lang or --target-lang")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_found_by_their_nearest_tag() {
        let languages = ["en-US", "pt-BR", "pt"].map(str::to_owned);
        let chosen = |wanted, which| choose(Path::new("f"), &languages, wanted, which).map(str::to_owned);
        assert_eq!(chosen(Some("en"), Side::Target).unwrap(), "en-US");
        assert_eq!(chosen(Some("pt"), Side::Source).unwrap(), "pt");
        assert_eq!(chosen(None, Side::Target).unwrap(), "pt-BR");
        assert!(chosen(Some("de"), Side::Source).unwrap_err().to_string().contains("en-US, pt-BR, pt"));
    }
}
