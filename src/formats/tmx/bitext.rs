//! Reads a translation memory (TMX) as a bitext.
//!
//! Sides are identified by `xml:lang` (or `lang`, in old files): the languages that the user names, else the source language of the header
//! and the first other one. Inline codes are left out, and a `sub` within them; `hi` is text. Confidence, kind and ids are taken from the
//! properties that diptych writes.

use std::path::Path;

use crate::error::{Error, Result};
use crate::formats::bitext::collect::{Collected, Row};
use crate::formats::bitext::{Contents, Options};
use crate::lang;
use crate::model::Pair;
use crate::source::limits::LANGUAGES;
use crate::source::tmx::Units;
use crate::source::xml::Rules;

/// Reads the units that have both languages.
pub(in crate::formats) fn read(path: &Path, text: &Contents, options: &Options) -> Result<Collected> {
    let mut reader = Units::new(path, text, Rules::Bitext);
    let (mut units, mut tags) = (Vec::new(), Vec::<String>::new());
    while let Some(mut unit) = reader.next()? {
        for (tag, _) in &mut unit.segments {
            if tag.is_empty() {
                "und".clone_into(tag);
            }
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        if tags.len() > LANGUAGES {
            return Err(reader.too_many_languages());
        }
        units.push(unit);
    }
    let header = reader.source_language().unwrap_or_default();
    let of_user = |asked: &Option<String>| asked.as_ref().map(|asked| tags.iter().find(|tag| same(tag, asked)).unwrap_or(asked).clone());
    let source = of_user(&options.languages.source).or_else(|| tags.iter().find(|tag| same(tag, header)).or(tags.first()).cloned());
    let target = of_user(&options.languages.target).or_else(|| tags.iter().find(|&tag| Some(tag) != source.as_ref()).cloned());
    let (Some(source), Some(target)) = (source, target) else {
        return Err(Error::unusable(path, "this translation memory does not hold two languages", "name one that does"));
    };
    let languages = Pair::new(source, target);
    let mut collected = Collected::of(text.packed);
    for unit in units {
        let text = |tag: &String| unit.segments.iter().find(|(of, _)| of == tag).map_or_else(String::new, |(_, text)| text.clone());
        let said = |name: &str| unit.properties.iter().find(|(of, _)| of.strip_prefix("x-") == Some(name)).map(|(_, value)| value.as_str());
        let row = Row::of(languages.as_ref().map(text), said);
        if row.cells.iter().any(|cell| !cell.texts.is_empty()) {
            collected.push(path, row)?;
        }
    }
    collected.languages = languages.map(Some);
    Ok(collected)
}

/// Whether two codes name one language, whatever their case and region.
fn same(one: &str, other: &str) -> bool {
    let language = |code: &str| lang::parse(code).map(|tag| tag.split('-').next().unwrap_or_default().to_owned());
    one.eq_ignore_ascii_case(other) || language(one).is_some_and(|one| Some(one) == language(other))
}
