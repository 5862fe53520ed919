//! The units of a translation memory (TMX), one by one: the only reader of them, for texts, for bitexts and for training.
//!
//! Inline codes (`bpt`, `ph` and the like) hold the markup of the segment's original format and are not text, nor is a `sub` within them: a
//! note or the like, which stands elsewhere. The content of a `hi` is text.

use std::path::Path;

use super::limits::LANGUAGES;
use super::xml::{Node, Rules, Xml};
use crate::error::{Error, Result};

/// A unit: its properties and its segments.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Unit {
    /// Types and values of its properties.
    pub properties: Vec<(String, String)>,
    /// Language, as it is written (`xml:lang`, or `lang` in old files), and text of each segment.
    pub segments: Vec<(String, String)>,
}

/// The units of a file, from its beginning to its end.
pub(crate) struct Units<'a> {
    xml: Xml<'a>,
    source_language: Option<String>,
}

impl<'a> Units<'a> {
    /// Of the text of a file.
    pub fn new(path: &Path, text: &'a str, rules: Rules) -> Self {
        Self { xml: Xml::with_rules(path, text, rules), source_language: None }
    }

    /// The source language, as far as the header has come and names one.
    pub fn source_language(&self) -> Option<&str> {
        self.source_language.as_deref()
    }

    /// The next unit.
    pub fn next(&mut self) -> Result<Option<Unit>> {
        let (mut unit, mut language) = (Unit::default(), String::new());
        loop {
            match self.xml.next()? {
                Node::Start(element) => match element.name() {
                    "header" => self.source_language = element.attribute("srclang"),
                    "tu" => unit = Unit::default(),
                    "tuv" => language = element.attribute("lang").unwrap_or_default(),
                    "prop" => {
                        let name = element.attribute("type").unwrap_or_default();
                        unit.properties.push((name, self.xml.text_of()?));
                    }
                    "seg" => unit.segments.push((language.clone(), self.segment()?)),
                    "note" => self.xml.skip()?,
                    _ => {}
                },
                Node::End(name) if name == "tu" => return Ok(Some(unit)),
                Node::Eof => return Ok(None),
                Node::End(_) | Node::Text(_) => {}
            }
        }
    }

    /// The text of a segment, to its end.
    fn segment(&mut self) -> Result<String> {
        let outside = self.xml.depth().saturating_sub(1);
        let mut text = String::new();
        while self.xml.depth() > outside {
            match self.xml.next()? {
                Node::Text(piece) => text.push_str(&piece),
                Node::Start(element) if matches!(element.name(), "bpt" | "ept" | "ph" | "it" | "ut") => self.xml.skip()?,
                Node::Eof => break,
                _ => {}
            }
        }
        Ok(text)
    }

    /// The file is in more than [`LANGUAGES`].
    pub fn too_many_languages(&self) -> Error {
        self.xml.malformed(format!("the file is in more than {LANGUAGES} languages"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Result<(Option<String>, Vec<Unit>)> {
        let mut units = Units::new(Path::new("f"), text, Rules::Bitext);
        let mut all = Vec::new();
        while let Some(unit) = units.next()? {
            all.push(unit);
        }
        Ok((units.source_language, all))
    }

    #[test]
    fn segments_without_their_codes() {
        let text = "<tmx version='1.4'><header srclang='en'><prop type='x'>no</prop></header><body><tu><prop type='x-kind'>match</prop><note>no</note>\
            <tuv xml:lang='en'><seg>A<ph>&lt;img alt='<sub>a <hi>dog</hi></sub>'></ph> <hi type='bold'>b<hi>c</hi></hi>d<ut>{x}</ut>.</seg></tuv>\
            <tuv lang='fr'><seg/></tuv></tu><tu></tu></body></tmx>";
        let unit = Unit {
            properties: vec![("x-kind".into(), "match".into())],
            segments: vec![("en".into(), "A bcd.".into()), ("fr".into(), String::new())],
        };
        assert_eq!(units(text).unwrap(), (Some("en".into()), vec![unit, Unit::default()]));
        assert!(units("<tmx>\n<tu><tuv>").unwrap_err().to_string().contains("line 2: "));
    }
}
