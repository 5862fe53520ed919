//! A translation memory (TMX) in, its text pairs of two languages out.
//!
//! The sides are told by `xml:lang` (or `lang`, as old files write it), whatever their order and region: `EN-us` is English. Codes that a CAT
//! tool keeps inside a segment (`bpt`, `ept`, `it`, `ph`, `ut`) are left out, the text that is only marked (`hi`) stays.

use std::collections::BTreeSet;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::files::{TextPair, malformed};
use crate::error::{Error, ErrorKind, Result};
use crate::lang;

/// Elements of a segment that hold codes, not text.
const CODES: [&str; 5] = ["bpt", "ept", "it", "ph", "ut"];

/// What is being read.
#[derive(Default)]
struct Unit {
    /// Language and text of each variant.
    variants: Vec<(String, String)>,
    /// Whether the text that comes belongs to a segment.
    in_segment: bool,
    /// How deep inside codes.
    codes: usize,
}

/// The pairs of a translation memory; units that lack one of the languages are left out.
pub(super) fn pairs(path: &Path, text: &str, source: &str, target: &str) -> Result<Vec<TextPair>> {
    let mut reader = Reader::from_str(text);
    let (mut pairs, mut unit, mut seen) = (Vec::new(), Unit::default(), BTreeSet::new());
    loop {
        let before = reader.buffer_position() as usize;
        let broken = || {
            let line = text.get(..before).unwrap_or_default().matches('\n').count();
            malformed(path, line, "this is not well-formed XML", "export the translation memory again".into())
        };
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(tag) => unit.open(&tag).ok_or_else(broken)?,
            Event::Text(piece) => unit.text(&piece),
            Event::CData(piece) => unit.text(&piece),
            Event::GeneralRef(entity) => unit.text(&resolved(&entity)),
            Event::End(tag) => match tag.name().as_ref() {
                "tu" => {
                    seen.extend(unit.variants.iter().map(|(language, _)| language.clone()));
                    pairs.extend(unit.pair(source, target));
                    unit = Unit::default();
                }
                "seg" => unit.in_segment = false,
                name if CODES.contains(&name) => unit.codes = unit.codes.saturating_sub(1),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    if pairs.is_empty() {
        let languages = if seen.is_empty() { "no unit at all".to_owned() } else { seen.into_iter().collect::<Vec<_>>().join(", ") };
        let what = format!("this translation memory has no unit in {source} and {target}, but {languages}");
        return Err(Error::new(path, ErrorKind::Unusable { what, remedy: "name a TMX file and its two languages".into() }));
    }
    Ok(pairs)
}

impl Unit {
    /// An element begins; `None` if its attributes are broken.
    fn open(&mut self, tag: &BytesStart) -> Option<()> {
        match tag.name().as_ref() {
            "tu" => *self = Self::default(),
            "tuv" => {
                let attribute = |name: &str| tag.try_get_attribute(name).map(|found| found.map(|a| a.value.into_owned()));
                let language = match attribute("xml:lang").ok()? {
                    Some(language) => Some(language),
                    None => attribute("lang").ok()?,
                };
                self.variants.push((language.unwrap_or_default(), String::new()));
            }
            "seg" => (self.in_segment, self.codes) = (true, 0),
            name if CODES.contains(&name) => self.codes += 1,
            _ => {}
        }
        Some(())
    }

    fn text(&mut self, piece: &str) {
        if let (true, 0, Some((_, text))) = (self.in_segment, self.codes, self.variants.last_mut()) {
            text.push_str(piece);
        }
    }

    /// The first variant in each language.
    fn pair(&self, source: &str, target: &str) -> Option<TextPair> {
        let of = |wanted: &str| {
            let wanted = lang::lexicon(wanted);
            let mut fitting = self.variants.iter().filter(|(language, _)| lang::lexicon(language) == wanted);
            fitting.next().map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        Some((of(source)?, of(target)?))
    }
}

/// The text of an entity; one that XML does not know says nothing.
fn resolved(entity: &BytesRef) -> String {
    match &**entity {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        _ => entity.resolve_char_ref().ok().flatten().map(String::from).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: &str = r#"<?xml version="1.0"?>
<tmx version="1.4"><header srclang="en"/><body>
 <tu><tuv xml:lang="fr-CA"><seg>Le chat &amp; le chien</seg></tuv><tuv xml:lang="EN-us"><seg>The <bpt i="1">&lt;b&gt;</bpt>cat<ept i="1">&lt;/b&gt;</ept>
   &#38; <hi>the dog</hi></seg></tuv></tu>
 <tu><tuv lang="en"><seg>Alone</seg></tuv><tuv lang="de"><seg>Allein</seg></tuv></tu>
</body></tmx>"#;

    #[test]
    fn languages_pick_the_sides() {
        let of = |source: &str, target: &str| pairs(Path::new("m.tmx"), MEMORY, source, target);
        let pair = |one: &str, other: &str| vec![(one.to_owned(), other.to_owned())];
        assert_eq!(of("en", "fr").unwrap(), pair("The cat & the dog", "Le chat & le chien"));
        assert_eq!(of("de", "en").unwrap(), pair("Allein", "Alone"));
        let none = of("en", "pl").unwrap_err().to_string();
        assert_eq!(
            none,
            "m.tmx: this translation memory has no unit in en and pl, but EN-us, de, en, fr-CA; name a TMX file and its two languages"
        );
        let broken = pairs(Path::new("m.tmx"), "<tmx>\n<tu></body>", "en", "fr").unwrap_err().to_string();
        assert!(broken.starts_with("m.tmx: line 2: this is not well-formed XML"), "{broken}");
    }
}
