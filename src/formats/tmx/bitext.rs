//! A translation memory (TMX) in, beads out.
//!
//! Sides are told by `xml:lang` (or `lang`, as old files write it): the languages that the user names, else the source language of the header
//! and the first other one. Inline codes are left out, and what `sub` holds within them; `hi` is text. Confidence, kind and ids are taken from the properties that diptych writes.

use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::collect::{Cell, Collected, Row};
use crate::formats::bitext::columns::kind_of;
use crate::formats::bitext::xml::{Step, walk};
use crate::formats::bitext::{Options, unusable};
use crate::lang;

/// Elements of a segment that hold codes, not text.
const CODES: [&str; 5] = ["bpt", "ept", "it", "ph", "ut"];

#[derive(Default)]
struct Unit {
    properties: Vec<(String, String)>,
    variants: Vec<(String, String)>,
}

/// Reads the units that have both languages.
pub(in crate::formats) fn read(path: &Path, text: &str, options: &Options) -> Result<Collected> {
    let (header, units) = units(path, text)?;
    let mut tags: Vec<&String> = Vec::new();
    for (tag, _) in units.iter().flat_map(|unit| &unit.variants) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let of_user = |asked: &Option<String>| {
        asked.as_ref().map(|asked| tags.iter().find(|tag| same(tag, asked)).map_or(asked.clone(), |&tag| tag.clone()))
    };
    let source =
        of_user(&options.source_language).or_else(|| tags.iter().find(|tag| same(tag, &header)).or(tags.first()).map(|&tag| tag.clone()));
    let target =
        of_user(&options.target_language).or_else(|| tags.iter().find(|&&tag| Some(tag) != source.as_ref()).map(|&tag| tag.clone()));
    let (Some(source), Some(target)) = (source, target) else {
        return Err(unusable(path, "this translation memory does not hold two languages", "name one that does"));
    };
    let mut collected = Collected { languages: [Some(source.clone()), Some(target.clone())], ..Collected::default() };
    for unit in units {
        let property = |name: &str| unit.properties.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
        let ids = |name: &str| property(name).and_then(|ids| ids.split_whitespace().map(|id| id.parse().ok()).collect());
        let variant = |tag: &str| unit.variants.iter().find(|(of, _)| of == tag).map_or("", |(_, text)| text);
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

/// The source language of the header, and the units.
fn units(path: &Path, text: &str) -> Result<(String, Vec<Unit>)> {
    let (mut header, mut units): (String, Vec<Unit>) = Default::default();
    let (mut in_segment, mut codes) = (false, 0_usize);
    let mut property: Option<(String, String)> = None;
    walk(path, text, |step| {
        match step {
            Step::Open(element) => match element.name.as_str() {
                "header" => header = element.get("srclang").unwrap_or_default().to_owned(),
                "tu" => units.push(Unit::default()),
                "prop" => property = Some((element.get("type").unwrap_or_default().to_owned(), String::new())),
                "tuv" => {
                    let tag = element.get("xml:lang").or(element.get("lang")).unwrap_or("und").to_owned();
                    units.last_mut().into_iter().for_each(|unit| unit.variants.push((tag.clone(), String::new())));
                }
                "seg" => (in_segment, codes) = (true, 0),
                name if CODES.contains(&name) => codes += 1,
                _ => {}
            },
            Step::Text(piece) => match &mut property {
                Some((_, value)) => value.push_str(&piece),
                None if in_segment && codes == 0 => {
                    if let Some((_, text)) = units.last_mut().and_then(|unit| unit.variants.last_mut()) {
                        text.push_str(&piece);
                    }
                }
                None => {}
            },
            Step::Close(name) => match name.as_str() {
                "prop" => {
                    if let (Some(property), Some(unit)) = (property.take(), units.last_mut()) {
                        unit.properties.push(property);
                    }
                }
                "seg" => in_segment = false,
                name if CODES.contains(&name) => codes = codes.saturating_sub(1),
                _ => {}
            },
        }
        Ok(())
    })?;
    Ok((header, units))
}
