//! Reads a translation memory as one document: the segments of one of its languages.

use std::path::Path;

use crate::error::Result;
use crate::formats::document::{ReadOptions, units};
use crate::model::Document;
use crate::source::limits::LANGUAGES;
use crate::source::tmx::Units;
use crate::source::xml::Rules;

/// Reads one language of a TMX file.
pub(in crate::formats) fn document(path: &Path, text: &str, options: &ReadOptions) -> Result<Document> {
    let mut units = Units::new(path, text, Rules::Document);
    let mut languages: Vec<String> = Vec::new();
    let mut entries: Vec<Vec<(usize, String)>> = Vec::new();
    while let Some(unit) = units.next()? {
        if languages.is_empty() {
            languages.extend(units.source_language().filter(|tag| !tag.is_empty() && !tag.starts_with('*')).map(str::to_owned));
        }
        let mut entry = Vec::with_capacity(unit.segments.len());
        for (tag, segment) in unit.segments {
            let language = languages.iter().position(|known| known.eq_ignore_ascii_case(&tag)).unwrap_or_else(|| {
                languages.push(tag);
                languages.len() - 1
            });
            if languages.len() > LANGUAGES {
                return Err(units.too_many_languages());
            }
            entry.push((language, segment));
        }
        entries.push(entry);
    }
    let used = |at: usize| entries.iter().flatten().any(|(language, _)| *language == at);
    let present: Vec<String> = languages.iter().enumerate().filter(|(at, _)| used(*at)).map(|(_, tag)| tag.clone()).collect();
    let chosen = units::choose(path, &present, options.language.as_deref(), options.which)?;
    let at = languages.iter().position(|tag| tag == chosen).unwrap_or_default();
    let one = |entry: Vec<(usize, String)>| {
        entry.into_iter().find(|(language, _)| *language == at).map(|(_, segment)| segment).unwrap_or_default()
    };
    let segments: Vec<String> = entries.into_iter().map(one).collect();
    units::document(path, &segments, options.split, Some(chosen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Side;

    #[test]
    fn one_language_of_several() {
        let tmx = "<tmx version='1.4'><header srclang='en-US'/><body><tu><tuv xml:lang='fr'><prop type='x'>no</prop><seg>Le <bpt i='1'>&lt;b></bpt>port\
            <ept i='1'>&lt;/b></ept>.</seg></tuv><tuv xml:lang='en-US'><seg>The <hi>harbour</hi>.</seg></tuv></tu><tu><tuv xml:lang='fr'>\
            <seg>Il pleut.</seg></tuv></tu></body></tmx>";
        let read = |which, language: Option<&str>| {
            let options = ReadOptions { which, language: language.map(str::to_owned), ..ReadOptions::default() };
            document(Path::new("f"), tmx, &options).unwrap()
        };
        assert_eq!(read(Side::Source, None).text(), "The harbour.\n");
        assert_eq!(read(Side::Source, None).language(), Some("en-US"));
        assert_eq!(read(Side::Target, None).text(), "Le port.\nIl pleut.\n");
        assert_eq!(read(Side::Target, Some("en")).text(), "The harbour.\n");
    }
}
