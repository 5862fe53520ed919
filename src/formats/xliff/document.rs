//! XLIFF 1.2 and 2 in, one of its sides out.
//!
//! A unit of the alignment is a `trans-unit` of 1.2 or a `unit` of 2, usually a paragraph; the segments of a unit are joined again, so that they can be found anew.

use std::path::Path;

use crate::error::Result;
use crate::formats::document::{ReadOptions, Which, units};
use crate::model::Document;
use crate::source::xml::{Node, Xml};

/// Reads one side of an XLIFF file.
pub(in crate::formats) fn document(path: &Path, text: &str, options: &ReadOptions) -> Result<Document> {
    let mut xml = Xml::new(path, "", text);
    // Source and target: their languages, and the units so far.
    let mut languages = [String::new(), String::new()];
    let mut sides: [Vec<String>; 2] = Default::default();
    loop {
        match xml.next()? {
            Node::Start(element) => match element.name() {
                "xliff" | "file" => {
                    for (language, names) in languages.iter_mut().zip([["srcLang", "source-language"], ["trgLang", "target-language"]]) {
                        let found = names.iter().find_map(|name| element.attribute(name));
                        if language.is_empty() {
                            *language = found.unwrap_or_default();
                        }
                    }
                }
                "trans-unit" | "unit" => sides.iter_mut().for_each(|side| side.push(String::new())),
                "source" | "target" => {
                    let side = usize::from(element.name() == "target");
                    let text = content(&mut xml)?;
                    if let Some(unit) = sides.get_mut(side).and_then(|side| side.last_mut()) {
                        unit.push_str(&text);
                    }
                }
                // Other translations, notes and what inline codes stand for.
                "alt-trans" | "matches" | "seg-source" | "notes" | "note" | "originalData" | "metadata" | "glossary" => xml.skip()?,
                _ => {}
            },
            Node::Eof => break,
            _ => {}
        }
    }
    let is =
        |language: &str| options.language.as_deref().is_some_and(|wanted| !language.is_empty() && units::is_language(language, wanted));
    let [source, target] = languages;
    let which = match () {
        () if is(&target) && !is(&source) => Which::Target,
        () if is(&source) && !is(&target) => Which::Source,
        () => options.which,
    };
    let [sources, targets] = sides;
    let (units, language) = if which == Which::Source { (sources, source) } else { (targets, target) };
    units::document(path, &units, options.split, Some(language.as_str()).filter(|language| !language.is_empty()))
}

/// The text of a source or target, to its end.
fn content(xml: &mut Xml<'_>) -> Result<String> {
    let outside = xml.depth().saturating_sub(1);
    let mut text = String::new();
    while xml.depth() > outside {
        match xml.next()? {
            Node::Text(piece) => text.push_str(&piece),
            Node::Start(element) if matches!(element.name(), "bpt" | "ept" | "ph" | "it" | "ut" | "cp") => xml.skip()?,
            Node::Eof => break,
            _ => {}
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(xliff: &str) -> [String; 2] {
        [Which::Source, Which::Target].map(|which| {
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
}
