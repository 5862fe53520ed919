//! EPUB 3: faults that make a reader refuse the whole book. epubcheck knows many more rules; these are the ones that break.

use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::{Stored, bytes};
use crate::formats::faults::{Fault, Faults};
use crate::hash::{Map, Set};
use crate::source::archive::{self, Archive};
use crate::source::walk::{Step, walk};

/// The faults of a book.
pub(in crate::formats) fn faults(path: &Stored) -> Result<Vec<Fault>> {
    let mut faults = Faults::of(path.to_string_lossy());
    let (bytes, packed) = bytes(path)?;
    let Ok(mut book) = Archive::of_bitext(path, &bytes, packed) else {
        faults.add(0, "", "an EPUB is a zip archive, and this is none", "make the book again");
        return Ok(faults.list);
    };
    // At a fixed place: the first entry, its name right after the header of 30 bytes, not packed.
    if bytes.get(30..58) != Some(b"mimetypeapplication/epub+zip") {
        faults.add(
            0,
            "",
            "the first entry must be the file mimetype, not packed, with application/epub+zip in it",
            "zip it first, with -0 -X",
        );
    }
    let mut parts: Map<String, String> = Map::default();
    for name in book.names() {
        let contents = match book.unpack(&name) {
            Ok(contents) => contents.unwrap_or_default(),
            Err(archive::Fault::TooMuch) => {
                faults.add(0, "", format!("{name} unpacks to far more than a book would"), "make the book again");
                return Ok(faults.list);
            }
            Err(_) => {
                faults.add(0, "", format!("{name} cannot be unpacked"), "make the book again");
                Vec::new()
            }
        };
        parts.insert(name, String::from_utf8_lossy(&contents).into_owned());
    }
    let Some(package) = package(&mut faults, &parts)? else { return Ok(faults.list) };
    let items = manifest(&mut faults, &parts, &package)?;
    for (name, kind) in items {
        if let Some(text) = parts.get(&name).filter(|_| kind == "application/xhtml+xml") {
            page(&mut faults, &name, text)?;
        }
    }
    Ok(faults.list)
}

/// The name of the package document.
fn package(faults: &mut Faults, parts: &Map<String, String>) -> Result<Option<String>> {
    let name = "META-INF/container.xml";
    let mut found = None;
    let Some(text) = parts.get(name) else {
        faults.add(0, "", format!("there is no {name}"), "add it, with a rootfile that names the package document");
        return Ok(None);
    };
    let walked = walk(Path::new(name), text, |step| {
        if let Step::Open(element) = step
            && element.name == "rootfile"
            && found.is_none()
        {
            found = element.get("full-path").map(str::to_owned);
        }
        Ok(())
    });
    faults.well_formed(walked)?;
    match found.filter(|package| parts.contains_key(package)) {
        Some(package) => Ok(Some(package)),
        None => {
            faults.add(0, "rootfile", "the package document is not in the book", "name it in META-INF/container.xml");
            Ok(None)
        }
    }
}

/// The items of the manifest, with their kinds.
fn manifest(faults: &mut Faults, parts: &Map<String, String>, package: &str) -> Result<Vec<(String, String)>> {
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut of_package = Faults::of(format!("{}:{package}", faults.file));
    let (mut items, mut ids) = (Vec::new(), Set::<String>::default());
    let mut listed = Set::default();
    let (mut spine, mut seen) = (Vec::<(usize, String)>::new(), Vec::<String>::new());
    let text = parts.get(package).map(String::as_str).unwrap_or_default();
    let walked = walk(Path::new(package), text, |step| {
        let Step::Open(element) = step else { return Ok(()) };
        match element.name.as_str() {
            "identifier" | "title" | "language" => seen.push(element.name.clone()),
            "meta" if element.get("property") == Some("dcterms:modified") => seen.push("dcterms:modified".into()),
            "item" => {
                of_package.required(&element, &["id", "href", "media-type"]);
                let (id, href, kind) = (
                    element.get("id").unwrap_or_default(),
                    element.get("href").unwrap_or_default(),
                    element.get("media-type").unwrap_or_default(),
                );
                let name = if folder.is_empty() { href.to_owned() } else { format!("{folder}/{href}") };
                if !parts.contains_key(&name) && !href.contains("://") && !href.contains("..") && !href.contains('%') {
                    of_package.at(&element, format!("{href} is not in the book"), "add the file, or take it out of the manifest");
                }
                if element.get("properties").is_some_and(|properties| properties.split(' ').any(|property| property == "nav")) {
                    seen.push("nav".into());
                }
                ids.insert(id.to_owned());
                // A part that is listed twice is looked at once.
                if parts.contains_key(&name) && listed.insert(name.clone()) {
                    items.push((name, kind.to_owned()));
                }
            }
            "itemref" => spine.push((element.line, element.get("idref").unwrap_or_default().to_owned())),
            _ => {}
        }
        Ok(())
    });
    of_package.well_formed(walked)?;
    for (line, id) in spine.iter().filter(|(_, id)| !ids.contains(id.as_str())) {
        of_package.add(*line, "itemref", format!("the spine names {id}, which is not in the manifest"), "add it to the manifest");
    }
    if spine.is_empty() {
        of_package.add(0, "spine", "the spine is empty", "list the chapters in it");
    }
    for (name, remedy) in [
        ("identifier", "add <dc:identifier>"),
        ("title", "add <dc:title>"),
        ("language", "add <dc:language>"),
        ("dcterms:modified", "add <meta property=\"dcterms:modified\">"),
        ("nav", "give one item of the manifest properties=\"nav\""),
    ] {
        if !seen.iter().any(|seen| seen == name) && (text.contains("version=\"3") || !matches!(name, "nav" | "dcterms:modified")) {
            of_package.add(0, name, format!("the package has no {name}"), remedy);
        }
    }
    faults.list.append(&mut of_package.list);
    Ok(items)
}

/// A chapter: XML with a title, and nothing fetched from elsewhere.
fn page(faults: &mut Faults, name: &str, text: &str) -> Result<()> {
    let mut of_page = Faults::of(format!("{}:{name}", faults.file));
    let mut title = false;
    let mut ids: Vec<String> = Vec::new();
    let walked = walk(Path::new(name), text, |step| {
        let Step::Open(element) = step else { return Ok(()) };
        title |= element.name == "title";
        if let Some(source) = element.get("src").filter(|source| source.contains("://")) {
            of_page.at(&element, format!("{source} is not in the book"), "put it into the book");
        }
        if let Some(id) = element.get("id") {
            ids.push(id.to_owned());
        }
        Ok(())
    });
    of_page.well_formed(walked)?;
    if !title {
        of_page.add(0, "title", "a chapter needs a <title>", "add one to its <head>");
    }
    ids.sort_unstable();
    if let Some((id, _)) = ids.iter().zip(ids.iter().skip(1)).find(|(one, other)| one == other) {
        of_page.add(0, "", format!("the id “{id}” is taken twice"), "give each element its own id");
    }
    faults.list.append(&mut of_page.list);
    Ok(())
}
