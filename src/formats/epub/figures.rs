//! Turns the pictures of one book into files for another.
//!
//! File names are not believed: the first bytes say what a picture is, and its new name and media type follow from that. Drawings (SVG) are
//! written anew, so that they do nothing but draw ([`drawing`]).

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::drawing;
use crate::hash::Map;
use crate::model::{Document, Picture};
use crate::source::xml;

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
            let (extension, media_type, bytes) = kept(bytes)?;
            let name = format!("p{}.{extension}", files.len() + 1);
            files.push(File { name: name.clone(), media_type, bytes });
            Some(name)
        });
        figures.extend(file.clone().map(|file| Figure { offset: *offset, file, description: description.clone() }));
    }
    figures.sort_by_key(|figure| figure.offset);
    (figures, files)
}

/// The extension and the media type of a picture, by what it holds, and its bytes as they are kept.
fn kept(bytes: &Arc<[u8]>) -> Option<(&'static str, &'static str, Arc<[u8]>)> {
    if let Some((extension, media_type)) = kind(bytes) {
        return Some((extension, media_type, Arc::clone(bytes)));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // In the encoding that it declares.
        Err(_) if bytes.starts_with(b"<?xml") => Cow::Owned(xml::decoded(Path::new("drawing"), bytes.to_vec(), None).ok()?),
        Err(_) => return None,
    };
    let drawing = drawing::made_plain(&text)?;
    Some(("svg", "image/svg+xml", drawing.into_bytes().into()))
}

/// The extension and the media type of a picture that is no drawing.
fn kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', _, _, _, _, b'I', b'H', b'D', b'R', ..] => Some(("png", "image/png")),
        [0xFF, 0xD8, 0xFF, ..] => Some(("jpg", "image/jpeg")),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(("gif", "image/gif")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_are_read_as_they_declare() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><svg xmlns='http://www.w3.org/2000/svg'><text>\xE9t\xE9</text></svg>";
        let (_, media_type, bytes) = kept(&Arc::from(latin.as_slice())).unwrap();
        assert_eq!((media_type, String::from_utf8_lossy(&bytes).contains("<text>été</text>")), ("image/svg+xml", true));
    }

    #[test]
    fn kinds_are_told_by_the_contents() {
        assert_eq!(kind(b"\xFF\xD8\xFF\xE0").map(|kind| kind.0), Some("jpg"));
        assert_eq!(kind(b"GIF89a...").map(|kind| kind.0), Some("gif"));
        assert_eq!(kind(b"RIFF....WEBP"), None);
        assert_eq!(kind(b"<html>"), None);
    }
}
