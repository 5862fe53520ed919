//! A translation memory (TMX) in, beads out.
//!
//! Sides are told by `xml:lang` (or `lang`, as old files write it): the languages that the user names, else the source language of the header
//! and the first other one. Inline codes are left out, and what `sub` holds within them; `hi` is text. Confidence, kind and ids are taken from the properties that diptych writes.

use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::collect::{Cell, Collected, Row};
use crate::formats::bitext::columns::kind_of;
use crate::formats::bitext::{Options, unusable};
use crate::lang;
use crate::source::limits::LANGUAGES;
use crate::source::tmx::Units;
use crate::source::xml::Rules;

/// Reads the units that have both languages.
pub(in crate::formats) fn read(path: &Path, text: &str, options: &Options) -> Result<Collected> {
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
    let source = of_user(&options.source_language).or_else(|| tags.iter().find(|tag| same(tag, header)).or(tags.first()).cloned());
    let target = of_user(&options.target_language).or_else(|| tags.iter().find(|&tag| Some(tag) != source.as_ref()).cloned());
    let (Some(source), Some(target)) = (source, target) else {
        return Err(unusable(path, "this translation memory does not hold two languages", "name one that does"));
    };
    let mut collected = Collected { languages: [Some(source.clone()), Some(target.clone())], ..Collected::default() };
    for unit in units {
        let property = |name: &str| unit.properties.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
        let ids = |name: &str| property(name).and_then(|ids| ids.split_whitespace().map(|id| id.parse().ok()).collect());
        let variant = |tag: &str| unit.segments.iter().find(|(of, _)| of == tag).map_or("", |(_, text)| text);
        let row = Row {
            source: Cell::of(variant(&source)).numbered(ids("x-source-ids")),
            target: Cell::of(variant(&target)).numbered(ids("x-target-ids")),
            kind: property("x-kind").and_then(kind_of),
            confidence: property("x-confidence").and_then(|number| number.parse().ok()),
        };
        if !row.source.texts.is_empty() || !row.target.texts.is_empty() {
            collected.rows.push(row);
        }
    }
    Ok(collected)
}

/// Whether two codes name one language, whatever their case and region.
fn same(one: &str, other: &str) -> bool {
    let language = |code: &str| lang::parse(code).map(|tag| tag.split('-').next().unwrap_or_default().to_owned());
    one.eq_ignore_ascii_case(other) || language(one).is_some_and(|one| Some(one) == language(other))
}
