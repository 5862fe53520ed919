//! XLIFF 1.2 and 2.x: what their schemas demand, and a target language where there are targets, as OpenXLIFF does.

use std::path::Path;

use crate::error::Result;
use crate::formats::faults::{Faults, is_name_token};
use crate::hash::Set;
use crate::source::walk::{Element, Step, walk};

#[derive(Default)]
struct State {
    version: Option<String>,
    target_language: bool,
    targets_faulted: bool,
    files: Set<String>,
    units: Set<String>,
    segments: usize,
    /// Line of the open unit and of the open segment, and whether the segment has a source.
    unit: Option<usize>,
    segment: Option<(usize, bool)>,
    aside: usize,
}

/// Checks a whole file.
pub(in crate::formats) fn check(faults: &mut Faults, path: &Path, text: &str) -> Result<()> {
    let mut state = State::default();
    walk(path, text, |step| {
        match step {
            Step::Open(element) => state.open(faults, &element),
            Step::Text(_) => {}
            Step::Close(name) => state.close(faults, &name),
        }
        Ok(())
    })?;
    if state.version.is_none() {
        faults.add(1, "xliff", "the root element must be <xliff> with a version", "export an XLIFF file again");
    } else if state.files.is_empty() {
        faults.add(1, "file", "<xliff> needs a <file>", "put the units into a <file>");
    }
    Ok(())
}

impl State {
    fn is_old(&self) -> bool {
        self.version.as_deref().is_some_and(|version| version.starts_with("1."))
    }

    fn open(&mut self, faults: &mut Faults, element: &Element) {
        match element.name.as_str() {
            "xliff" => self.root(faults, element),
            "file" if self.is_old() => {
                faults.required(element, &["original", "source-language", "datatype"]);
                self.target_language = element.get("target-language").is_some();
                self.files.insert(element.line.to_string());
                self.units.clear();
            }
            "file" => {
                identified(faults, element, &mut self.files);
                self.units.clear();
            }
            "unit" | "trans-unit" => {
                identified(faults, element, &mut self.units);
                (self.unit, self.segments) = (Some(element.line), 0);
                if element.name == "trans-unit" {
                    self.segment = Some((element.line, false));
                }
            }
            "segment" => {
                self.segments += 1;
                self.segment = Some((element.line, false));
                faults.one_of(element, "state", &["initial", "translated", "reviewed", "final"]);
                if element.get("subState").is_some_and(|state| !state.contains(':')) {
                    faults.at(element, "subState needs a prefix and a colon", "write subState=\"tool:value\"");
                }
            }
            "ignorable" => self.segments += 1,
            "matches" | "alt-trans" => self.aside += 1,
            "source" if self.aside == 0 => self.segment.iter_mut().for_each(|(_, source)| *source = true),
            "target" if self.aside == 0 => self.target(faults, element),
            _ => {}
        }
    }

    fn root(&mut self, faults: &mut Faults, element: &Element) {
        self.version = Some(element.get("version").unwrap_or_default().to_owned());
        faults.one_of(element, "version", &["1.0", "1.1", "1.2", "2.0", "2.1", "2.2"]);
        faults.required(element, &["version"]);
        if self.is_old() {
            return;
        }
        faults.required(element, &["srcLang"]);
        self.target_language = element.get("trgLang").is_some();
        let namespace = "urn:oasis:names:tc:xliff:document:2.0";
        let modern = self.version.as_deref().is_some_and(|version| version == "2.0" || version == "2.1");
        if modern && !element.attributes.iter().any(|(name, value)| name.starts_with("xmlns") && value == namespace) {
            faults.at(element, "the namespace of XLIFF 2.0 and 2.1 ends in 2.0", format!("write xmlns=\"{namespace}\""));
        }
    }

    fn target(&mut self, faults: &mut Faults, element: &Element) {
        if !self.target_language && !self.targets_faulted {
            self.targets_faulted = true;
            let name = if self.is_old() { "target-language" } else { "trgLang" };
            faults.at(element, format!("there is a target, and {name} does not say its language"), format!("add {name}=\"…\""));
        }
        if let Some((_, false)) = self.segment {
            faults.at(element, "<target> must stand after <source>", "put the source before it");
        }
    }

    fn close(&mut self, faults: &mut Faults, name: &str) {
        match name {
            "matches" | "alt-trans" => self.aside = self.aside.saturating_sub(1),
            "segment" | "trans-unit" => {
                if let Some((line, _)) = self.segment.take().filter(|(_, source)| !source) {
                    faults.add(line, name, format!("<{name}> needs a <source>"), "add the source text");
                }
            }
            "unit" => {
                if let Some(line) = self.unit.take().filter(|_| self.segments == 0) {
                    faults.add(line, "unit", "<unit> needs a <segment>", "add one, or leave the unit out");
                }
            }
            _ => {}
        }
    }
}

/// An id that is there, is a name token and is not taken.
fn identified(faults: &mut Faults, element: &Element, taken: &mut Set<String>) {
    faults.required(element, &["id"]);
    let Some(id) = element.get("id") else {
        taken.insert(format!(" {}", element.line));
        return;
    };
    if element.name != "trans-unit" && !is_name_token(id) {
        faults.at(element, format!("the id “{id}” may hold letters, digits and .-_: only"), "take spaces and other marks out of it");
    }
    if !taken.insert(id.to_owned()) {
        faults.at(element, format!("the id “{id}” is taken already"), "give each its own id");
    }
}
