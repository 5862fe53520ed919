//! Reads beads from the pages and bilingual books that diptych writes: their sentences remember their beads.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::formats::bitext::collect::{Collected, Row, kind_of};
use crate::formats::bitext::{Contents, Stored, bytes};
use crate::model::{Pair, Side};
use crate::source::archive::Archive;
use crate::source::charset;
use crate::source::walk::{Element, Step, walk};

/// The beads by number.
type Rows = BTreeMap<usize, Row>;

/// Reads a page.
pub(in crate::formats) fn page(path: &Path, text: &Contents) -> Result<Collected> {
    let (mut rows, mut languages) = (Rows::new(), Pair::default());
    sentences(path, text, &mut rows, &mut languages)?;
    collected(path, text.packed, rows, languages)
}

/// Reads a book, chapter by chapter.
pub(in crate::formats) fn book(path: &Stored) -> Result<Collected> {
    let (bytes, packed) = bytes(path)?;
    let mut book = Archive::of_bitext(path, &bytes, packed).map_err(|error| match error.kind {
        ErrorKind::Unusable { what, .. } => Error::unusable(path, format!("this is no EPUB ({what})"), "make it again"),
        _ => error,
    })?;
    let (mut rows, mut languages) = (Rows::new(), Pair::default());
    for name in book.names().into_iter().filter(|name| name.ends_with(".xhtml")) {
        let text = charset::utf8_only(path, book.need(&name)?, "a chapter is not valid UTF-8", "make it again")?;
        sentences(path, &text, &mut rows, &mut languages)?;
    }
    collected(path, packed, rows, languages)
}

fn collected(path: &Path, packed: usize, rows: Rows, languages: Pair<Option<String>>) -> Result<Collected> {
    if rows.is_empty() {
        return Err(Error::unusable(path, "its sentences do not say what they translate", "name a file that diptych wrote"));
    }
    let mut collected = Collected::of(packed);
    collected.languages = languages;
    rows.into_values().try_for_each(|row| collected.push(path, row))?;
    Ok(collected)
}

fn sentences(path: &Path, text: &str, rows: &mut Rows, languages: &mut Pair<Option<String>>) -> Result<()> {
    // How deep the elements that are open and name a language stand, and what they name.
    let (mut depth, mut tags): (usize, Vec<(usize, String)>) = Default::default();
    let mut open: Option<(usize, Element, String)> = None;
    walk(path, text, |step| {
        match step {
            Step::Open(element) => {
                depth += 1;
                tags.extend(element.get("lang").map(|tag| (depth, tag.to_owned())));
                if element.get("data-bead").is_some() {
                    open = Some((depth, element, String::new()));
                }
            }
            Step::Text(piece) => open.iter_mut().for_each(|(_, _, text)| text.push_str(&piece)),
            Step::Close(_) => {
                if let Some((_, element, text)) = open.take_if(|(at, ..)| *at == depth) {
                    let side = if element.get("data-side") == Some("target") { Side::Target } else { Side::Source };
                    if languages[side].is_none() {
                        languages[side] = tags.last().map(|(_, tag)| tag.clone());
                    }
                    take(&element, text, side, rows);
                }
                tags.pop_if(|(at, _)| *at == depth);
                depth = depth.saturating_sub(1);
            }
        }
        Ok(())
    })
}

fn take(element: &Element, text: String, side: Side, rows: &mut Rows) {
    let number = |name: &str| element.get(name).and_then(|number| number.parse::<usize>().ok());
    let (Some(bead), Some(id)) = (number("data-bead"), number("data-id")) else { return };
    let row = rows.entry(bead).or_default();
    row.kind = element.get("data-kind").and_then(kind_of);
    row.confidence = element.get("data-confidence").and_then(|number| number.parse().ok());
    let cell = &mut row.cells[side];
    cell.ids.get_or_insert_default().push(id);
    cell.texts.push(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_remember_their_beads() {
        let span = |bead, side, id, text| {
            format!("<span data-bead='{bead}' data-side='{side}' data-id='{id}' data-kind='moved' data-confidence='0.5'>{text}</span>")
        };
        let html = format!(
            "<html><div lang='en'>{} {}</div><div lang='fr'>{}</div></html>",
            span(1, "source", 0, "One <b>two</b>."),
            span(1, "source", 1, "Three."),
            span(1, "target", 4, "Un.")
        );
        let page = |html: &str| page(Path::new("f"), &Contents { text: html.to_owned(), packed: html.len() });
        let read = page(&html).unwrap();
        let row = read.rows.first().unwrap();
        assert_eq!(row.cells.source.texts, ["One two.", "Three."]);
        assert_eq!((&row.cells.target.ids, row.confidence), (&Some(vec![4]), Some(0.5)));
        assert_eq!(read.languages, Pair::new(Some("en".into()), Some("fr".into())));
        assert!(page("<html/>").is_err());
    }
}
