//! Reads EPUB 2 and 3.
//!
//! A book is a list of pages in reading order, the spine; each is XHTML and goes through the reader of web pages. In a book a header or an
//! aside is part of the text, so only tables of contents count as boilerplate. The page that EPUB 3 keeps for navigation is not read.
//! Pictures are kept only where a book is to be made of the text.

use std::path::Path;
use std::sync::Arc;

use crate::error::Result;
use crate::formats::document::extract::{Extract, Pictured};
use crate::formats::html::read::{self, Place};
use crate::hash::Map;
use crate::model::{Document, Picture};
use crate::source::archive::Archive;
use crate::source::limits::{ARCHIVE_PARTS, PICTURE_BYTES, PICTURE_PLACES};
use crate::source::unusable;
use crate::source::xml::{Node, Xml, decoded, part_text};

/// Reads an EPUB, with its pictures or without.
pub(in crate::formats) fn document(path: &Path, bytes: &[u8], with_pictures: bool) -> Result<Document> {
    let mut archive = Archive::open(path, bytes)?;
    refuse_protected(path, &mut archive)?;
    let package = package_part(path, &mut archive)?;
    let text = decoded(path, archive.need(&package)?, None)?;
    let book = Book::read(path, &package, &text)?;
    let mut extract = Extract::default();
    let mut pictured: Vec<Pictured> = Vec::new();
    let mut found = 0;
    for part in &book.pages {
        // Broken books name pages that are not there; readers of books go on.
        let Some(text) = part_text(path, &mut archive, part)? else { continue };
        extract.begin_section();
        read::read(path, &text, &mut extract, Place::Book)?;
        found += 1;
        let here = extract.take_pictures().into_iter().filter(|picture| !picture.reference.contains(':'));
        pictured.extend(here.map(|picture| Pictured { reference: resolved(part, &picture.reference), ..picture }));
    }
    if found == 0 {
        return Err(unusable(path, "the EPUB holds none of the pages that it lists", "get or save it again"));
    }
    let document = extract.finish(path, book.language.as_deref())?;
    let pictures = if with_pictures { pictures(&mut archive, pictured) } else { Vec::new() };
    Ok(document.with_pictures(pictures))
}

/// The name and the bytes of a part.
type Part = (Arc<str>, Arc<[u8]>);

/// The pictures that are in the archive, as far as there is room for them.
fn pictures(archive: &mut Archive<'_>, pictured: Vec<Pictured>) -> Vec<Picture> {
    let mut left = PICTURE_BYTES;
    let mut files: Map<String, Option<Part>> = Map::default();
    let mut pictures = Vec::new();
    for Pictured { offset, reference, description } in pictured.into_iter().take(PICTURE_PLACES) {
        let file = files.entry(reference).or_insert_with_key(|name| {
            let bytes = archive.spare(name, left)?;
            left = left.saturating_sub(bytes.len() as u64);
            Some((name.as_str().into(), bytes.into()))
        });
        if let Some((name, bytes)) = file.clone() {
            pictures.push(Picture { offset, name, description, bytes });
        }
    }
    pictures
}

/// Fonts may be encrypted in any book; pages only where they are protected against copying.
fn refuse_protected(path: &Path, archive: &mut Archive<'_>) -> Result<()> {
    let Some(text) = part_text(path, archive, "META-INF/encryption.xml")? else { return Ok(()) };
    let mut xml = Xml::new(path, "META-INF/encryption.xml", &text);
    loop {
        match xml.next()? {
            Node::Start(element) if element.name() == "CipherReference" => {
                let part = element.attribute("URI").unwrap_or_default().to_ascii_lowercase();
                if [".xhtml", ".html", ".htm", ".xml"].iter().any(|extension| part.ends_with(extension)) {
                    return Err(unusable(
                        path,
                        "the book is protected against copying (DRM), and its text encrypted",
                        "use a copy without protection",
                    ));
                }
            }
            Node::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The path of the package document.
fn package_part(path: &Path, archive: &mut Archive<'_>) -> Result<String> {
    const CONTAINER: &str = "META-INF/container.xml";
    let text = decoded(path, archive.need(CONTAINER)?, None)?;
    let mut xml = Xml::new(path, CONTAINER, &text);
    loop {
        match xml.next()? {
            Node::Start(element) if element.name() == "rootfile" => {
                if let Some(part) = element.attribute("full-path") {
                    return Ok(part);
                }
            }
            Node::Eof => return Err(unusable(path, "the EPUB does not say where its contents are", "get or save it again")),
            _ => {}
        }
    }
}

/// What the package document says.
#[derive(Debug, Default)]
struct Book {
    language: Option<String>,
    /// The parts that are pages, in reading order.
    pages: Vec<String>,
}

impl Book {
    fn read(path: &Path, package: &str, text: &str) -> Result<Self> {
        let mut book = Self::default();
        let mut items: Map<String, String> = Map::default();
        let mut spine = Vec::new();
        let mut xml = Xml::new(path, package, text);
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "language" => {
                        let language = xml.text_of()?.trim().to_owned();
                        book.language = book.language.or(Some(language));
                    }
                    "item" => {
                        let get = |name| element.attribute(name).unwrap_or_default();
                        let page = matches!(get("media-type").as_str(), "application/xhtml+xml" | "text/html" | "text/x-oeb1-document");
                        if page && items.len() < ARCHIVE_PARTS && !get("properties").split_whitespace().any(|property| property == "nav") {
                            items.insert(get("id"), resolved(package, &get("href")));
                        }
                    }
                    "itemref" => spine.push(element.attribute("idref").unwrap_or_default()),
                    _ => {}
                },
                Node::Eof => break,
                _ => {}
            }
        }
        // The spine may stand before the list of items.
        book.pages = spine.iter().filter_map(|id| items.get(id).cloned()).collect();
        Ok(book)
    }
}

/// The path in the archive that a reference in one of its parts leads to.
fn resolved(from: &str, reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or_default();
    let decoded = percent_decoded(reference);
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn percent_decoded(reference: &str) -> String {
    let mut bytes = Vec::with_capacity(reference.len());
    let mut rest = reference.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| byte == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved() {
        assert_eq!(resolved("OEBPS/content.opf", "text/a%20b.xhtml#c"), "OEBPS/text/a b.xhtml");
        assert_eq!(resolved("content.opf", "../a.html"), "a.html");
        assert_eq!(percent_decoded("100%"), "100%");
    }

    #[test]
    fn pages_are_in_the_order_of_the_spine() {
        let text = "<package><metadata><dc:language>fr</dc:language></metadata><manifest><item id='n' href='nav.xhtml' properties='nav' \
            media-type='application/xhtml+xml'/><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/><item id='b' href='b.xhtml' \
            media-type='application/xhtml+xml'/><item id='c' href='c.png' media-type='image/png'/></manifest><spine><itemref idref='n'/>\
            <itemref idref='b'/><itemref idref='a'/><itemref idref='c'/></spine></package>";
        let book = Book::read(Path::new("f"), "x/content.opf", text).unwrap();
        assert_eq!((book.pages, book.language.as_deref()), (vec!["x/b.xhtml".to_owned(), "x/a.xhtml".to_owned()], Some("fr")));
    }
}
