//! A translation memory in, the segments of one of its languages out.
//!
//! Inline codes (`bpt`, `ph` and their kin) hold the markup of the format that the segment came from and are no text, nor is a `sub` in one of them: a
//! note or the like, which stands elsewhere. What is in a `hi` is text.

use std::path::Path;

use crate::error::Result;
use crate::formats::document::{ReadOptions, units};
use crate::model::Document;
use crate::source::xml::{Node, Xml};

/// Most languages of a file, in all their spellings.
const MAX_LANGUAGES: usize = 500;

/// Reads one language of a TMX file.
pub(in crate::formats) fn document(path: &Path, text: &str, options: &ReadOptions) -> Result<Document> {
    let mut xml = Xml::new(path, "", text);
    let mut languages: Vec<String> = Vec::new();
    let mut entries: Vec<Vec<(usize, String)>> = Vec::new();
    let mut language = 0;
    loop {
        match xml.next()? {
            Node::Start(element) => match element.name() {
                "header" => {
                    let source = element.attribute("srclang").filter(|tag| !tag.is_empty() && !tag.starts_with('*'));
                    languages.extend(source);
                }
                "tu" => entries.push(Vec::new()),
                "tuv" => {
                    let tag = element.attribute("lang").unwrap_or_default();
                    language = languages.iter().position(|known| known.eq_ignore_ascii_case(&tag)).unwrap_or_else(|| {
                        languages.push(tag);
                        languages.len() - 1
                    });
                }
                "seg" if languages.len() > MAX_LANGUAGES => {
                    return Err(xml.malformed(format!("the file is in more than {MAX_LANGUAGES} languages")));
                }
                "seg" => {
                    let segment = segment(&mut xml)?;
                    if let Some(entry) = entries.last_mut() {
                        entry.push((language, segment));
                    }
                }
                "note" | "prop" => xml.skip()?,
                _ => {}
            },
            Node::Eof => break,
            _ => {}
        }
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

/// The text of a segment, to its end.
fn segment(xml: &mut Xml<'_>) -> Result<String> {
    let outside = xml.depth().saturating_sub(1);
    let mut text = String::new();
    while xml.depth() > outside {
        match xml.next()? {
            Node::Text(piece) => text.push_str(&piece),
            Node::Start(element) if matches!(element.name(), "bpt" | "ept" | "ph" | "it" | "ut") => xml.skip()?,
            Node::Eof => break,
            _ => {}
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document::Which;

    #[test]
    fn one_language_of_several() {
        let tmx = "<tmx version='1.4'><header srclang='en-US'/><body><tu><tuv xml:lang='fr'><prop type='x'>no</prop><seg>Le <bpt i='1'>&lt;b></bpt>port\
            <ept i='1'>&lt;/b></ept>.</seg></tuv><tuv xml:lang='en-US'><seg>The <hi>harbour</hi>.</seg></tuv></tu><tu><tuv xml:lang='fr'>\
            <seg>Il pleut.</seg></tuv></tu></body></tmx>";
        let read = |which, language: Option<&str>| {
            let options = ReadOptions { which, language: language.map(str::to_owned), ..ReadOptions::default() };
            document(Path::new("f"), tmx, &options).unwrap()
        };
        assert_eq!(read(Which::Source, None).text(), "The harbour.\n");
        assert_eq!(read(Which::Source, None).language(), Some("en-US"));
        assert_eq!(read(Which::Target, None).text(), "Le port.\nIl pleut.\n");
        assert_eq!(read(Which::Target, Some("en")).text(), "The harbour.\n");
    }

    #[test]
    fn codes_and_what_stands_in_them_are_no_text() {
        let tmx = "<tmx version='1.4'><header srclang='en'/><body><tu><tuv xml:lang='en'><seg>A<ph>&lt;img alt='<sub>a <hi>dog</hi></sub>'></ph> \
            <hi type='bold'>b<hi>c</hi> <it pos='end'>&lt;/i></it></hi>d<ut>{x}</ut>.</seg></tuv></tu></body></tmx>";
        assert_eq!(document(Path::new("f"), tmx, &ReadOptions::default()).unwrap().text(), "A bc d.\n");
    }
}
