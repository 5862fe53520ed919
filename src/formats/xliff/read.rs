//! Reads the units of an XLIFF file: one side of them as a text, or both as a bitext.
//!
//! A unit is a `trans-unit` of 1.2 or a `unit` of 2, usually a paragraph. For a text it is read whole, so that its sentences are found
//! anew; for a bitext each of its segments is a bead: a `segment` of 2, a pair of `mrk` with the same `mid` of 1.2, or the whole unit where
//! it has none. Inline codes are left out. Confidence, kind and ids are read from where diptych writes them.

use std::collections::VecDeque;
use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::Contents;
use crate::formats::bitext::collect::{Collected, Row};
use crate::formats::document::{ReadOptions, units};
use crate::hash::Map;
use crate::model::{Document, Pair, Side};
use crate::source::xml::{Node, Rules, Xml};

/// Prefix of the names of diptych's properties of a unit in XLIFF 1.2.
pub(in crate::formats) const PREFIX: &str = "x-diptych-";

/// Reads one side as a text.
pub(in crate::formats) fn document(path: &Path, text: &str, options: &ReadOptions) -> Result<Document> {
    let mut reader = Units::new(path, text, Rules::Document);
    let mut sides: Pair<Vec<String>> = Pair::default();
    while let Some(unit) = reader.next()? {
        for (side, text) in unit.whole.sides() {
            sides[side].push(text);
        }
    }
    let languages = reader.languages.map(|language| language.filter(|language| !language.is_empty()));
    let is =
        |side: Side| options.language.as_deref().zip(languages[side].as_deref()).is_some_and(|(wanted, of)| units::is_language(of, wanted));
    let side = match (is(Side::Source), is(Side::Target)) {
        (false, true) => Side::Target,
        (true, false) => Side::Source,
        _ => options.which,
    };
    units::document(path, &sides[side], options.split, languages[side].as_deref())
}

/// Reads the segments as a bitext.
pub(in crate::formats) fn bitext(path: &Path, text: &Contents) -> Result<Collected> {
    let mut reader = Units::new(path, text, Rules::Bitext);
    let mut collected = Collected::of(text.packed);
    while let Some(unit) = reader.next()? {
        for (number, texts) in unit.segments.into_iter().enumerate() {
            // Properties of the unit belong to its first segment.
            let all = if number == 0 { &unit.said[..] } else { &[] };
            let said = |name: &str| all.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
            collected.push(path, Row::of(texts, said))?;
        }
    }
    collected.names = Pair::new(reader.original.clone(), reader.original);
    collected.languages = reader.languages;
    Ok(collected)
}

/// A unit: its two texts as a whole, its segments, and its properties.
#[derive(Debug, Default)]
struct Unit {
    whole: Pair<String>,
    segments: Vec<Pair<String>>,
    said: Vec<(String, String)>,
}

/// A text without its codes, and the segments that are marked in it, with their names.
type Marked = (String, Vec<(String, String)>);

/// The units of a file, as they come.
struct Units<'a> {
    xml: Xml<'a>,
    rules: Rules,
    languages: Pair<Option<String>>,
    original: Option<String>,
}

impl<'a> Units<'a> {
    fn new(path: &Path, text: &'a str, rules: Rules) -> Self {
        Self { xml: Xml::with_rules(path, text, rules), rules, languages: Pair::default(), original: None }
    }

    /// The next unit.
    fn next(&mut self) -> Result<Option<Unit>> {
        loop {
            match self.xml.next()? {
                Node::Start(element) => match element.name() {
                    "xliff" | "file" => {
                        let named = |names: [&str; 2]| names.into_iter().find_map(|name| element.attribute(name));
                        let named = Pair::new(named(["srcLang", "source-language"]), named(["trgLang", "target-language"]));
                        for (side, language) in named.sides() {
                            self.languages[side] = self.languages[side].take().or(language);
                        }
                        self.original = element.attribute("original").or(self.original.take());
                    }
                    "unit" => return self.unit(false).map(Some),
                    "trans-unit" => return self.unit(true).map(Some),
                    _ => {}
                },
                Node::Eof => return Ok(None),
                Node::End(_) | Node::Text(_) => {}
            }
        }
    }

    /// The unit that was just begun, to its end; `old` ones (1.2) are one segment, unless segments are marked in them.
    fn unit(&mut self, old: bool) -> Result<Unit> {
        let outside = self.xml.depth().saturating_sub(1);
        let mut unit = Unit::default();
        let mut marked: Pair<Vec<(String, String)>> = Pair::default();
        let mut open = old.then(Pair::default);
        while self.xml.depth() > outside {
            match self.xml.next()? {
                Node::Start(element) => match element.name() {
                    "segment" => open = Some(Pair::default()),
                    name @ ("source" | "target") => {
                        let side = if name == "source" { Side::Source } else { Side::Target };
                        let (text, segments) = self.content()?;
                        unit.whole[side].push_str(&text);
                        open.iter_mut().for_each(|open: &mut Pair<String>| open[side].push_str(&text));
                        if marked[side].is_empty() {
                            marked[side] = segments;
                        }
                    }
                    "seg-source" => marked.source = self.content()?.1,
                    name @ ("meta" | "context") => {
                        let attribute = if name == "meta" { "type" } else { "context-type" };
                        let of = element.attribute(attribute).unwrap_or_default();
                        let value = self.xml.text_of()?;
                        unit.said.push((of.strip_prefix(PREFIX).map_or(of.clone(), str::to_owned), value));
                    }
                    // Other translations, notes and what inline codes stand for.
                    "alt-trans" | "matches" | "notes" | "note" | "originalData" | "glossary" => self.xml.skip()?,
                    _ => {}
                },
                Node::End(name) if name == "segment" => unit.segments.extend(open.take()),
                Node::Eof => break,
                Node::End(_) | Node::Text(_) => {}
            }
        }
        unit.segments.extend(open);
        let whole = marked.source.is_empty() || marked.target.is_empty() && !unit.whole.target.trim().is_empty();
        // No word outside of the marks may be lost.
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let within = |side: Side| marked[side].iter().map(|(_, text)| letters(text)).sum::<usize>();
        if old && !whole && Side::BOTH.into_iter().all(|side| letters(&unit.whole[side]) <= within(side)) {
            unit.segments = paired(marked);
        }
        Ok(unit)
    }

    /// The content of a source or target, to its end.
    fn content(&mut self) -> Result<Marked> {
        let outside = self.xml.depth().saturating_sub(1);
        let (mut text, mut segments): Marked = Default::default();
        // Where the segment that is open began in the text, and how deep.
        let mut open: Option<(usize, usize, String)> = None;
        while self.xml.depth() > outside {
            match self.xml.next()? {
                Node::Text(piece) => text.push_str(&piece),
                Node::Start(element) => match element.name() {
                    "cp" if self.rules == Rules::Bitext => {
                        let code = element.attribute("hex").and_then(|hex| u32::from_str_radix(&hex, 16).ok());
                        text.extend(code.and_then(char::from_u32));
                        self.xml.skip()?;
                    }
                    "bpt" | "ept" | "ph" | "it" | "ut" | "sub" | "cp" => self.xml.skip()?,
                    "mrk" if element.is("mtype", "seg") && open.is_none() => {
                        open = Some((text.len(), self.xml.depth(), element.attribute("mid").unwrap_or_default()));
                    }
                    _ => {}
                },
                Node::End(_) => {
                    if let Some((start, _, mid)) = open.take_if(|(_, depth, _)| *depth > self.xml.depth()) {
                        segments.push((mid, text.get(start..).unwrap_or_default().to_owned()));
                    }
                }
                Node::Eof => break,
            }
        }
        Ok((text, segments))
    }
}

/// The marked segments of a unit, the source with the target of the same name; what has no counterpart stands alone.
fn paired(marked: Pair<Vec<(String, String)>>) -> Vec<Pair<String>> {
    let mut places: Map<String, VecDeque<usize>> = Map::default();
    let mut targets = Vec::with_capacity(marked.target.len());
    for (at, (mid, target)) in marked.target.into_iter().enumerate() {
        places.entry(mid).or_default().push_back(at);
        targets.push(Some(target));
    }
    let mut pairs = Vec::with_capacity(marked.source.len());
    for (mid, source) in marked.source {
        let at = places.get_mut(&mid).and_then(VecDeque::pop_front);
        pairs.push(Pair::new(source, at.and_then(|at| targets.get_mut(at)?.take()).unwrap_or_default()));
    }
    pairs.extend(targets.into_iter().flatten().map(|target| Pair::new(String::new(), target)));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(xliff: &str) -> [String; 2] {
        Side::BOTH.map(|which| {
            let options = ReadOptions { which, ..ReadOptions::default() };
            document(Path::new("f"), xliff, &options).unwrap().text().to_owned()
        })
    }

    #[test]
    fn both_versions() {
        let one = "<xliff version='1.2'><file source-language='en' target-language='fr'><body><trans-unit id='1'><source>A <g id='1'>b</g>\
            <ph id='2'>&lt;br/></ph>.</source><seg-source>A b.</seg-source><target>Un b.</target><alt-trans><target>Non.</target></alt-trans></trans-unit></body></file></xliff>";
        assert_eq!(sides(one), ["A b.\n", "Un b.\n"]);
        let two = "<xliff version='2.0' srcLang='en' trgLang='fr'><file id='f'><unit id='u'><originalData><data id='d'>no</data></originalData><segment>\
            <source>One. </source><target>Un. </target></segment><segment><source>T<pc id='1'>wo</pc>.</source></segment></unit></file></xliff>";
        assert_eq!(sides(two), ["One. Two.\n", "Un.\n"]);
    }

    #[test]
    fn each_pair_of_marks_is_a_bead() {
        let pairs = |inside: &str| {
            let xliff = format!(
                "<xliff version='1.2'><file source-language='en'><body><trans-unit id='1'>{inside}</trans-unit></body></file></xliff>"
            );
            let rows = bitext(Path::new("f"), &Contents { packed: xliff.len(), text: xliff }).unwrap().rows;
            rows.into_iter()
                .map(|row| row.cells.map(|cell| cell.texts.concat()))
                .map(|Pair { source, target }| (source, target))
                .collect::<Vec<_>>()
        };
        let own = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        let marked = "<source>One. Two. Three.</source><seg-source><g id='9'><mrk mtype='seg' mid='1'>One.</mrk> <mrk mtype='seg' mid='2'>Two<ph id='1'>x</ph>.</mrk></g> \
            <mrk mtype='seg' mid='3'><g id='4'>Three</g>.</mrk></seg-source><target><mrk mtype='seg' mid='2'>Deux.</mrk> <mrk mtype='seg' mid='1'>Un.</mrk></target>";
        assert_eq!(pairs(marked), [own("One.", "Un."), own("Two.", "Deux."), own("Three.", "")]);
        // Where only one side is marked, the unit is one.
        assert_eq!(
            pairs("<source>A. B.</source><seg-source><mrk mtype='seg' mid='0'>A.</mrk></seg-source><target>C.</target>"),
            [own("A. B.", "C.")]
        );
        // Nor is anything cut where words stand outside of the marks.
        let outside = "<source><mrk mtype='seg' mid='1'>One</mrk> more</source><target><mrk mtype='seg' mid='1'>Un</mrk> autre</target>";
        assert_eq!(pairs(outside), [own("One more", "Un autre")]);
        // Other kinds of mark are not segments.
        assert_eq!(pairs("<source>An <mrk mtype='term'>oar</mrk>.</source><target>Une rame.</target>"), [own("An oar.", "Une rame.")]);
    }
}
