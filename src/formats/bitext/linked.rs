//! Links and the two files of sentences that they link in, beads out: XCES of OPUS, InterText, TEI.
//!
//! The files are named in the links and looked for beside them. `xtargets` means `fromDoc;toDoc` in OPUS and `toDoc;fromDoc` in InterText.
//! Sentences that no link names stand alone.

use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::collect::{Cell, Collected, Row};
use crate::formats::bitext::{malformed, text, unusable};
use crate::formats::output::flat;
use crate::hash::Map;
use crate::source::walk::{Element, Step, walk};

/// The sentences of a file in their order.
#[derive(Default)]
struct Sentences {
    /// Text and paragraph of each.
    texts: Vec<(String, usize)>,
    places: Map<String, usize>,
    language: Option<String>,
}

/// A link as it stands in its file: the names of its sentences on both sides.
struct Linked {
    sides: [Vec<String>; 2],
    confidence: Option<f32>,
    line: usize,
}

/// Two files and the links between them.
#[derive(Default)]
struct Group {
    names: [String; 2],
    links: Vec<Linked>,
}

/// Reads the links of OPUS; a file may hold those of many pairs of documents.
pub(in crate::formats) fn xces(path: &Path, text: &str) -> Result<Collected> {
    join(path, groups(path, text, [0, 1])?)
}

/// Reads the links of InterText.
pub(in crate::formats) fn intertext(path: &Path, text: &str) -> Result<Collected> {
    join(path, groups(path, text, [1, 0])?)
}

/// Reads the links of the TEI: the first file that a link points to is the source.
pub(in crate::formats) fn tei(path: &Path, text: &str) -> Result<Collected> {
    let mut group = Group::default();
    walk(path, text, |step| {
        let Step::Open(element) = step else { return Ok(()) };
        match element.name.as_str() {
            "linkGrp" => {
                let domains: Vec<&str> = element.get("domains").unwrap_or_default().split_whitespace().collect();
                for (name, domain) in group.names.iter_mut().zip(domains) {
                    *name = file_of(domain);
                }
            }
            "link" => {
                let mut sides = [Vec::new(), Vec::new()];
                for pointer in element.get("target").unwrap_or_default().split_whitespace() {
                    let Some((_, id)) = pointer.split_once('#') else { continue };
                    let file = file_of(pointer);
                    let Some(side) = group.names.iter().position(|name| name.is_empty() || *name == file) else { continue };
                    if let (Some(name), Some(ids)) = (group.names.get_mut(side), sides.get_mut(side)) {
                        *name = file;
                        ids.push(id.to_owned());
                    }
                }
                let confidence = element.get("cert").and_then(|number| number.parse().ok());
                group.links.push(Linked { sides, confidence, line: element.line });
            }
            _ => {}
        }
        Ok(())
    })?;
    join(path, vec![group])
}

/// The file of a pointer.
fn file_of(pointer: &str) -> String {
    let file = pointer.split('#').next().unwrap_or_default();
    file.replace("%20", " ").replace("%23", "#").replace("%25", "%")
}

/// The groups of links; `order` says which side the two halves of `xtargets` belong to.
fn groups(path: &Path, text: &str, order: [usize; 2]) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    walk(path, text, |step| {
        let Step::Open(element) = step else { return Ok(()) };
        match (element.name.as_str(), groups.last_mut()) {
            ("linkGrp", _) => {
                let name = |name: &str| element.get(name).unwrap_or_default().to_owned();
                groups.push(Group { names: [name("fromDoc"), name("toDoc")], links: Vec::new() });
            }
            ("link", Some(group)) => group.links.push(link(path, &element, order)?),
            _ => {}
        }
        Ok(())
    })?;
    Ok(groups)
}

fn link(path: &Path, element: &Element, order: [usize; 2]) -> Result<Linked> {
    let targets = element.get("xtargets").and_then(|targets| targets.split_once(';'));
    let (first, second) = targets.ok_or_else(|| {
        malformed(path, element.line, "a link has no xtargets with a semicolon", "write xtargets=\"ids;ids\", either of which may be empty")
    })?;
    let mut sides = [Vec::new(), Vec::new()];
    for (ids, side) in [first, second].into_iter().zip(order) {
        if let Some(slot) = sides.get_mut(side) {
            *slot = ids.split_whitespace().map(str::to_owned).collect();
        }
    }
    let confidence = element.get("certainty").and_then(|number| number.parse().ok());
    Ok(Linked { sides, confidence, line: element.line })
}

/// Puts links and sentences together, the documents of one group after those of another.
fn join(path: &Path, groups: Vec<Group>) -> Result<Collected> {
    let mut collected = Collected::default();
    let mut before = [0, 0];
    if let [group] = groups.as_slice() {
        collected.names = group.names.clone().map(Some);
    }
    for group in &groups {
        let [source, target] = &group.names;
        let sentences = [load(path, source)?, load(path, target)?];
        let mut held = [vec![false; sentences[0].texts.len()], vec![false; sentences[1].texts.len()]];
        for link in &group.links {
            let mut row = Row { confidence: link.confidence, ..Row::default() };
            for (side, cell) in [&mut row.source, &mut row.target].into_iter().enumerate() {
                let (Some(names), Some(of), Some(held), Some(&before)) =
                    (link.sides.get(side), sentences.get(side), held.get_mut(side), before.get(side))
                else {
                    continue;
                };
                *cell = named(path, link.line, names, of, before, held)?;
            }
            collected.rows.push(row);
        }
        for side in [0, 1] {
            let (Some(of), Some(held), Some(before)) = (sentences.get(side), held.get(side), before.get_mut(side)) else { continue };
            for place in (0..of.texts.len()).filter(|&place| held.get(place) == Some(&false)) {
                let cell = cell(&[place], of, *before);
                let row = if side == 0 { Row { source: cell, ..Row::default() } } else { Row { target: cell, ..Row::default() } };
                collected.rows.push(row);
            }
            *before += of.texts.len();
            if let Some(language) = collected.languages.get_mut(side).filter(|language| language.is_none()) {
                language.clone_from(&of.language);
            }
        }
    }
    Ok(collected)
}

/// The sentences of these names.
fn named(path: &Path, line: usize, names: &[String], of: &Sentences, before: usize, held: &mut [bool]) -> Result<Cell> {
    let mut places = Vec::with_capacity(names.len());
    for name in names {
        let place = of.places.get(name.as_str()).copied();
        let place = place
            .ok_or_else(|| malformed(path, line, format!("there is no sentence {name} in its file"), "link the files that belong to it"))?;
        places.push(place);
        if let Some(held) = held.get_mut(place) {
            *held = true;
        }
    }
    places.sort_unstable();
    Ok(cell(&places, of, before))
}

fn cell(places: &[usize], of: &Sentences, before: usize) -> Cell {
    let (mut texts, mut paragraphs) = (Vec::new(), Vec::new());
    for (text, paragraph) in places.iter().filter_map(|&place| of.texts.get(place)) {
        texts.push(text.clone());
        // Paragraphs of other documents have other numbers: there are never more of them than sentences.
        paragraphs.push(before + paragraph);
    }
    Cell { ids: Some(places.iter().map(|place| before + place).collect()), texts, paragraphs }
}

/// Reads a file of sentences, beside the links.
fn load(links: &Path, name: &str) -> Result<Sentences> {
    if name.is_empty() {
        return Err(unusable(links, "a group of links does not name its two files", "write fromDoc and toDoc"));
    }
    let mut path = links.with_file_name(name);
    if let Some(unpacked) = name.strip_suffix(".gz").filter(|_| !path.exists()) {
        path = links.with_file_name(unpacked);
    }
    let mut found = Sentences::default();
    let (mut paragraph, mut open): (usize, Option<String>) = (0, None);
    walk(&path, &text(&path)?, |step| {
        match step {
            Step::Open(element) => match element.name.as_str() {
                "p" => paragraph += 1,
                "s" => {
                    let id = element.get("id").or(element.get("xml:id"));
                    let id = id.map_or_else(|| (found.texts.len() + 1).to_string(), str::to_owned);
                    found.places.insert(id, found.texts.len());
                    open = Some(String::new());
                }
                _ if found.language.is_none() => found.language = element.get("xml:lang").or(element.get("lang")).map(str::to_owned),
                _ => {}
            },
            Step::Text(piece) => open.iter_mut().for_each(|text| text.push_str(&piece)),
            Step::Close(name) if name == "s" => found.texts.push((flat::line_of(&open.take().unwrap_or_default()), paragraph)),
            Step::Close(_) => {}
        }
        Ok(())
    })?;
    Ok(found)
}
