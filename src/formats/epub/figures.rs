//! Turns the pictures of one book into files for another.
//!
//! File names are not believed: the first bytes say what a picture is, and its new name and media type follow from that. Drawings (SVG) are
//! kept only if they do nothing but draw: no script, no embedded page, nothing fetched from elsewhere.

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::hash::Map;
use crate::model::{Document, Picture};

/// A file of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct File {
    /// Its name in the book.
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Arc<[u8]>,
}

/// A picture in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Figure {
    /// As [`Picture::offset`].
    pub offset: usize,
    /// The name of its file in the book.
    pub file: String,
    pub description: String,
}

/// The pictures of a document that every reader of books can show, and their files.
pub(in crate::formats) fn figures(document: &Document) -> (Vec<Figure>, Vec<File>) {
    let mut names: Map<Arc<str>, Option<String>> = Map::default();
    let (mut figures, mut files) = (Vec::new(), Vec::new());
    for Picture { offset, name, description, bytes } in document.pictures() {
        let file = names.entry(Arc::clone(name)).or_insert_with(|| {
            let (extension, media_type) = kind(bytes)?;
            let name = format!("p{}.{extension}", files.len() + 1);
            files.push(File { name: name.clone(), media_type, bytes: Arc::clone(bytes) });
            Some(name)
        });
        figures.extend(file.clone().map(|file| Figure { offset: *offset, file, description: description.clone() }));
    }
    figures.sort_by_key(|figure| figure.offset);
    (figures, files)
}

/// The extension and the media type of a picture, by what it holds.
fn kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', _, _, _, _, b'I', b'H', b'D', b'R', ..] => Some(("png", "image/png")),
        [0xFF, 0xD8, 0xFF, ..] => Some(("jpg", "image/jpeg")),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(("gif", "image/gif")),
        _ => is_plain_drawing(std::str::from_utf8(bytes).ok()?).then_some(("svg", "image/svg+xml")),
    }
}

/// Whether a text is a drawing and nothing else.
fn is_plain_drawing(text: &str) -> bool {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let (mut open, mut drawn) = (0_usize, false);
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) => return false,
        };
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                if !is_plain(element, open == 0) || drawn && open == 0 {
                    return false;
                }
                drawn = true;
                open += usize::from(matches!(event, Event::Start(_)));
            }
            Event::End(_) => open = open.saturating_sub(1),
            // Style sheets may fetch what they like.
            Event::Text(text) if text.contains("@import") || text.contains("url(") => return false,
            Event::CData(_) | Event::DocType(_) | Event::PI(_) | Event::GeneralRef(_) => return false,
            Event::Eof => return drawn && open == 0,
            _ => {}
        }
    }
}

/// Whether an element of a drawing draws, and does nothing else.
fn is_plain(element: &BytesStart<'_>, root: bool) -> bool {
    let name = element.name();
    let name: &str = name.as_ref();
    let attributes: Result<Vec<_>, _> = element.attributes().collect();
    let Ok(attributes) = attributes else { return false };
    let attribute_is_plain = |name: &str, value: &str| {
        let fetched = value.contains("url(") && !value.contains("url(#");
        let prefixed = name.contains(':') && !matches!(name, "xlink:href" | "xmlns:xlink" | "xml:space" | "xml:lang");
        let leads_out = matches!(name, "href" | "xlink:href") && !value.starts_with('#');
        !(fetched || prefixed || leads_out || name.starts_with("on"))
    };
    let namespace = attributes.iter().find(|attribute| attribute.key.as_ref() == "xmlns").map(|attribute| attribute.value.to_string());
    let drawn_in = if root { namespace.as_deref() == Some("http://www.w3.org/2000/svg") && name == "svg" } else { namespace.is_none() };
    let links = |prefix: &str| attributes.iter().any(|attribute| attribute.key.as_ref().starts_with(prefix));
    drawn_in
        && !(name.contains(':') || matches!(name, "script" | "foreignObject" | "a" | "iframe" | "audio" | "video" | "image" | "set" | "animate"))
        // The prefix of links is declared where they are, or at the root.
        && (root || !links("xmlns"))
        && attributes.iter().all(|attribute| attribute_is_plain(attribute.key.as_ref(), &attribute.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_the_contents() {
        assert_eq!(kind(b"\xFF\xD8\xFF\xE0").map(|kind| kind.0), Some("jpg"));
        assert_eq!(kind(b"GIF89a...").map(|kind| kind.0), Some("gif"));
        assert_eq!(kind(b"RIFF....WEBP"), None);
        assert_eq!(kind(b"<html>"), None);
    }

    #[test]
    fn only_plain_drawings_are_kept() {
        let drawing =
            |content: &str| format!("<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>{content}</svg>");
        assert!(is_plain_drawing(&drawing("<defs><g id='a'/></defs><path d='M0 0' fill='url(#a)'/><text>x</text>")));
        for evil in [
            "<script>alert(1)</script>",
            "<path onclick='x()'/>",
            "<image href='http://x/y.png'/>",
            "<use href='http://x/#y'/>",
            "<style>@import url(http://x)</style>",
            "<foreignObject><p/></foreignObject>",
            "<path fill='url(http://x)'/>",
            "<g>",
        ] {
            assert!(!is_plain_drawing(&drawing(evil)), "{evil}");
        }
        assert!(!is_plain_drawing("<svg/>"));
    }
}
