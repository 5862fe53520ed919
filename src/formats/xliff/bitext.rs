//! XLIFF 1.2 and 2.x in, beads out: a segment (or a `trans-unit`) is a bead.
//!
//! Inline codes are left out, and `<cp hex="…"/>` is the character that it stands for. Confidence, kind and ids are taken from the
//! metadata that diptych writes.

use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::collect::{Cell, Collected, Row};
use crate::formats::bitext::columns::kind_of;
use crate::source::walk::{Element, Step, walk};

/// Elements inside a text whose contents are codes.
const CODES: [&str; 5] = ["bpt", "ept", "it", "ph", "sub"];

#[derive(Default)]
struct State {
    collected: Collected,
    /// What the metadata of the unit says.
    metadata: Vec<(String, String)>,
    /// The texts of the segment, source and target.
    texts: [String; 2],
    /// Which of them the text that comes belongs to.
    side: Option<usize>,
    in_meta: bool,
    codes: usize,
    /// Inside suggestions, notes of changes and what the segmenter cut away.
    aside: usize,
}

/// Reads the segments.
pub(in crate::formats) fn read(path: &Path, text: &str) -> Result<Collected> {
    let mut state = State::default();
    walk(path, text, |step| {
        match step {
            Step::Open(element) => state.open(&element),
            Step::Text(piece) => state.text(&piece),
            Step::Close(name) => state.close(&name),
        }
        Ok(())
    })?;
    Ok(state.collected)
}

impl State {
    fn open(&mut self, element: &Element) {
        match element.name.as_str() {
            "xliff" | "file" => {
                for (slot, names) in
                    self.collected.languages.iter_mut().zip([["srcLang", "source-language"], ["trgLang", "target-language"]])
                {
                    if let Some(tag) = names.into_iter().find_map(|name| element.get(name)).filter(|_| slot.is_none()) {
                        *slot = Some(tag.to_owned());
                    }
                }
                if let Some(name) = element.get("original") {
                    self.collected.names = [Some(name.to_owned()), Some(name.to_owned())];
                }
            }
            "unit" => self.metadata.clear(),
            "segment" | "trans-unit" => self.texts = Default::default(),
            "matches" | "alt-trans" | "seg-source" | "ignorable" | "note" => self.aside += 1,
            "meta" => {
                self.in_meta = true;
                self.metadata.push((element.get("type").unwrap_or_default().to_owned(), String::new()));
            }
            "source" if self.aside == 0 => (self.side, self.codes) = (Some(0), 0),
            "target" if self.aside == 0 => (self.side, self.codes) = (Some(1), 0),
            "cp" => {
                let character = element.get("hex").and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
                self.text(&character.map(String::from).unwrap_or_default());
            }
            name if CODES.contains(&name) => self.codes += 1,
            _ => {}
        }
    }

    fn text(&mut self, piece: &str) {
        if self.in_meta {
            if let Some((_, value)) = self.metadata.last_mut() {
                value.push_str(piece);
            }
        } else if let Some(text) = self.side.filter(|_| self.codes == 0).and_then(|side| self.texts.get_mut(side)) {
            text.push_str(piece);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "meta" => self.in_meta = false,
            "source" | "target" if self.aside == 0 => self.side = None,
            "matches" | "alt-trans" | "seg-source" | "ignorable" | "note" => self.aside = self.aside.saturating_sub(1),
            "segment" | "trans-unit" => self.row(),
            name if CODES.contains(&name) => self.codes = self.codes.saturating_sub(1),
            _ => {}
        }
    }

    fn row(&mut self) {
        // What is said of the unit is said of its first segment.
        let metadata = std::mem::take(&mut self.metadata);
        let said = |name: &str| metadata.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
        let ids = |name: &str| said(name).and_then(|ids| ids.split_whitespace().map(|id| id.parse().ok()).collect());
        let [source, target] = std::mem::take(&mut self.texts);
        self.collected.rows.push(Row {
            source: Cell::of(source).numbered(ids("source-ids")),
            target: Cell::of(target).numbered(ids("target-ids")),
            kind: said("kind").and_then(kind_of),
            confidence: said("confidence").and_then(|number| number.parse().ok()),
        });
    }
}
