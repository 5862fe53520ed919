//! Reads beads from links and the two files of sentences they link: XCES of OPUS, InterText, TEI.
//!
//! The links name the files, which are looked for beside them. `xtargets` means `fromDoc;toDoc` in OPUS and `toDoc;fromDoc` in InterText.
//! Sentences that no link names stand alone.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::formats::bitext::collect::{Cell, Collected, Row, too_many};
use crate::formats::bitext::{Contents, Stored, text};
use crate::formats::output::flat;
use crate::hash::{Map, Set};
use crate::model::{Pair, Side};
use crate::source::limits::{FILES_AGAIN, sentences};
use crate::source::open;
use crate::source::walk::{Element, Step, walk};

/// The sentences of a file in their order.
#[derive(Default)]
struct Sentences {
    file: PathBuf,
    /// Text and paragraph of each.
    texts: Vec<(String, usize)>,
    places: Map<String, usize>,
    language: Option<String>,
    /// Bytes of the file, as it lies on the disk and unpacked.
    packed: usize,
    length: usize,
}

/// The files that were read for earlier groups of links: groups may name one file over and over.
#[derive(Default)]
pub(in crate::formats) struct Named {
    files: Set<String>,
    again: usize,
}

impl Named {
    /// Notes a file of so many bytes; whether it was new. `None` if files were read again that are longer together than they may be.
    pub fn note(&mut self, name: &str, bytes: usize) -> Option<bool> {
        if self.files.insert(name.to_owned()) {
            return Some(true);
        }
        self.again = self.again.saturating_add(bytes);
        (self.again <= FILES_AGAIN).then_some(false)
    }
}

/// A link as it stands in its file: the names of its sentences on both sides.
pub(in crate::formats) struct Link {
    pub sides: Pair<Vec<String>>,
    pub confidence: Option<f32>,
    pub line: usize,
}

/// Two files and the links between them.
#[derive(Default)]
pub(in crate::formats) struct Group {
    pub names: Pair<String>,
    pub links: Vec<Link>,
}

/// Reads the links of OPUS or InterText; a file may hold those of many pairs of documents. `first` is the side that the first half of `xtargets`
/// belongs to.
pub(in crate::formats) fn read(path: &Path, text: &Contents, first: Side) -> Result<Collected> {
    let mut groups: Vec<Group> = Vec::new();
    walk(path, text, |step| {
        let Step::Open(element) = step else { return Ok(()) };
        match (element.name.as_str(), groups.last_mut()) {
            ("linkGrp", _) => {
                let name = |name: &str| element.get(name).unwrap_or_default().to_owned();
                groups.push(Group { names: Pair::new(name("fromDoc"), name("toDoc")), links: Vec::new() });
            }
            ("link", Some(group)) => group.links.push(link(path, &element, first)?),
            _ => {}
        }
        Ok(())
    })?;
    join(path, text.packed, groups)
}

fn link(path: &Path, element: &Element, first: Side) -> Result<Link> {
    let targets = element.get("xtargets").and_then(|targets| targets.split_once(';'));
    let (one, other) = targets.ok_or_else(|| {
        Error::malformed(
            path,
            element.line,
            "a link has no xtargets with a semicolon",
            "write xtargets=\"ids;ids\", either of which may be empty",
        )
    })?;
    let sides = Pair::new(one, other).map(|ids| ids.split_whitespace().map(str::to_owned).collect());
    let sides = if first == Side::Source { sides } else { sides.swapped() };
    let confidence = element.get("certainty").and_then(|number| number.parse().ok());
    Ok(Link { sides, confidence, line: element.line })
}

/// Puts links and sentences together, the documents of one group after those of another. `packed` is the length of the file of links on
/// the disk.
pub(in crate::formats) fn join(path: &Path, packed: usize, groups: Vec<Group>) -> Result<Collected> {
    let mut collected = Collected::of(packed);
    collected.files.push(path.to_owned());
    let (mut known, mut read) = (Named::default(), Pair::<(&str, Sentences)>::default());
    let mut before = Pair::new(0, 0);
    if let [group] = groups.as_slice() {
        collected.names = group.names.clone().map(Some);
    }
    for group in &groups {
        for (side, name) in group.names.as_ref().sides() {
            if name.is_empty() || read[side].0 != name {
                let sentences = load(path, name)?;
                let is_new = known.note(name, sentences.length).ok_or_else(|| {
                    let what = format!("its groups of links name {name} over and over, which is long");
                    Error::unusable(path, what, "put the links of one file into one group")
                })?;
                if is_new {
                    collected.and_of(sentences.packed);
                    collected.files.push(sentences.file.clone());
                }
                read[side] = (name, sentences);
            }
        }
        let sentences = read.as_ref().map(|(_, sentences)| sentences);
        let mut held = sentences.as_ref().map(|sentences| vec![false; sentences.texts.len()]);
        for link in &group.links {
            let mut row = Row { confidence: link.confidence, ..Row::default() };
            for side in Side::BOTH {
                row.cells[side] = named(path, link.line, &link.sides[side], sentences[side], before[side], &mut held[side])?;
            }
            collected.push(path, row)?;
        }
        for side in Side::BOTH {
            let of = sentences[side];
            for place in (0..of.texts.len()).filter(|&place| held[side].get(place) == Some(&false)) {
                let mut row = Row::default();
                row.cells[side] = cell(&[place], of, before[side]);
                collected.push(path, row)?;
            }
            before[side] += of.texts.len();
            if collected.languages[side].is_none() {
                collected.languages[side].clone_from(&of.language);
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
        let place = place.ok_or_else(|| {
            Error::malformed(path, line, format!("there is no sentence {name} in its file"), "link the files that belong to it")
        })?;
        places.push(place);
        if let Some(held) = held.get_mut(place) {
            *held = true;
        }
    }
    places.sort_unstable();
    // Named twice, it is still one sentence.
    places.dedup();
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

/// Where a file of sentences lies: beside the links, or in a folder there; packed or not, whatever the links say.
pub(in crate::formats) fn place(links: &Path, name: &str) -> Result<PathBuf> {
    let path = open::beside(links, name)?;
    match name.strip_suffix(".gz").filter(|_| !path.exists()) {
        Some(unpacked) => open::beside(links, unpacked),
        None => Ok(path),
    }
}

/// Reads a file of sentences, beside the links.
fn load(links: &Path, name: &str) -> Result<Sentences> {
    if name.is_empty() {
        return Err(Error::unusable(links, "a group of links does not name its two files", "write fromDoc and toDoc"));
    }
    let path = place(links, name)?;
    let contents = text(&Stored::file(&path))?;
    let mut found = Sentences { packed: contents.packed, length: contents.len(), file: path.clone(), ..Sentences::default() };
    let most = sentences(found.packed);
    let (mut paragraph, mut open): (usize, Option<String>) = (0, None);
    walk(&path, &contents, |step| {
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
            Step::Close(name) if name == "s" => {
                if found.texts.len() == most {
                    return Err(too_many(&path));
                }
                found.texts.push((flat::line_of(&open.take().unwrap_or_default()), paragraph));
            }
            Step::Close(_) => {}
        }
        Ok(())
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_not_read_over_and_over() {
        let mut named = Named::default();
        assert_eq!([named.note("a", FILES_AGAIN), named.note("b", FILES_AGAIN)], [Some(true); 2]);
        assert_eq!([named.note("a", FILES_AGAIN), named.note("b", 1)], [Some(false), None]);
    }
}
