//! TMX 1.4: its DTD, and what OmegaT, Trados and the online tools demand beyond it.

use std::path::Path;

use crate::error::Result;
use crate::formats::faults::Faults;
use crate::lang;
use crate::source::walk::{Element, Step, walk};

#[derive(Default)]
struct State {
    root: bool,
    header: bool,
    srclang: String,
    /// Line of the unit that is open, and the languages of its variants.
    unit: Option<(usize, Vec<String>)>,
    /// Line of the variant that is open, and whether its segment has come.
    variant: Option<(usize, bool)>,
    /// Line of the segment that is open, and its text so far.
    segment: Option<(usize, String)>,
}

/// Checks a whole file.
pub(in crate::formats) fn check(faults: &mut Faults, path: &Path, text: &str) -> Result<()> {
    let mut state = State::default();
    walk(path, text, |step| {
        match step {
            Step::Open(element) => state.open(faults, &element),
            Step::Text(piece) => state.segment.iter_mut().for_each(|(_, text)| text.push_str(&piece)),
            Step::Close(name) => state.close(faults, &name),
        }
        Ok(())
    })?;
    if !state.root {
        faults.add(1, "tmx", "the root element must be <tmx>", "export a translation memory (TMX) again");
    } else if !state.header {
        faults.add(1, "header", "<tmx> needs a <header>", "add a header with all its attributes before <body>");
    }
    Ok(())
}

impl State {
    fn open(&mut self, faults: &mut Faults, element: &Element) {
        match element.name.as_str() {
            "tmx" => {
                self.root = true;
                if element.get("version") != Some("1.4") {
                    let version = element.get("version").unwrap_or_default();
                    faults.at(element, format!("version must be exactly “1.4”, not “{version}”"), "write version=\"1.4\"");
                }
            }
            "header" => {
                self.header = true;
                faults.required(element, &["creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"]);
                faults.one_of(element, "segtype", &["block", "paragraph", "sentence", "phrase"]);
                self.srclang = element.get("srclang").unwrap_or_default().to_owned();
            }
            "tu" => self.unit = Some((element.line, Vec::new())),
            "tuv" => self.variant(faults, element),
            "prop" | "note" => {
                if element.name == "prop" {
                    faults.required(element, &["type"]);
                }
                if self.variant.is_some_and(|(_, segment)| segment) {
                    faults.at(element, format!("<{}> must stand before <seg>", element.name), "move it before the segment");
                } else if self.variant.is_none() && self.unit.as_ref().is_some_and(|(_, languages)| !languages.is_empty()) {
                    faults.at(
                        element,
                        format!("<{}> must stand before the first <tuv>", element.name),
                        "move it to the beginning of its unit",
                    );
                }
            }
            "seg" => {
                self.variant.iter_mut().for_each(|(_, segment)| *segment = true);
                self.segment = Some((element.line, String::new()));
            }
            "bpt" | "ept" => faults.required(element, &["i"]),
            "it" => faults.required(element, &["pos"]),
            name if self.segment.is_some() && !matches!(name, "ph" | "hi" | "ut" | "sub") => {
                faults.at(
                    element,
                    format!("<{name}> cannot stand in a segment"),
                    "escape it as &lt; and &gt;, or write it as an inline code",
                );
            }
            _ => {}
        }
    }

    fn variant(&mut self, faults: &mut Faults, element: &Element) {
        self.variant = Some((element.line, false));
        match element.get("xml:lang").or(element.get("lang")) {
            None => faults.at(element, "<tuv> needs the attribute xml:lang", "add xml:lang=\"…\" with the code of its language"),
            Some(tag) => {
                if lang::parse(tag).is_none() {
                    faults.at(element, format!("“{tag}” is not a language code"), "write a code like en, fr or pt-BR");
                }
                self.unit.iter_mut().for_each(|(_, languages)| languages.push(tag.to_owned()));
            }
        }
    }

    fn close(&mut self, faults: &mut Faults, name: &str) {
        match name {
            "seg" => {
                if let Some((line, _)) = self.segment.take().filter(|(_, text)| text.trim().is_empty()) {
                    faults.add(line, "seg", "the segment is empty, and Trados drops its unit", "fill it, or leave the unit out");
                }
            }
            "tuv" => {
                if let Some((line, _)) = self.variant.take().filter(|(_, segment)| !segment) {
                    faults.add(line, "tuv", "<tuv> needs a <seg>", "put its text into a <seg>");
                }
            }
            "tu" => {
                if let Some((line, languages)) = self.unit.take() {
                    self.unit_ends(faults, line, &languages);
                }
            }
            _ => {}
        }
    }

    fn unit_ends(&self, faults: &mut Faults, line: usize, languages: &[String]) {
        if languages.len() < 2 {
            faults.add(
                line,
                "tu",
                "the unit does not hold two languages, and is dropped on import",
                "give it a <tuv> in each language, or leave it out",
            );
        }
        let srclang = &self.srclang;
        let known = srclang.is_empty() || srclang == "*all*" || languages.is_empty();
        if !known && !languages.iter().any(|tag| tag.eq_ignore_ascii_case(srclang)) {
            let rule = format!("no <tuv> is in the source language of the header, {srclang}");
            faults.add(line, "tu", rule, "write one code for one language everywhere, region included");
        }
    }
}
