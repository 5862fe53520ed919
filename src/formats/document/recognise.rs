//! Recognises the format of a file by its content, then by its name.
//!
//! Content is believed before the name, because names are wrong more often (a web page saved as `.txt`, an EPUB that a mail program called
//! `.zip`). Only formats whose content looks like any other text (Markdown, CSV) are recognised by the name alone.

use std::path::Path;

use crate::error::Result;
use crate::formats::{Format, read, text};
use crate::source::archive::Archive;
use crate::source::unusable;

/// How the content of a format is recognised.
#[derive(Clone, Copy)]
pub(in crate::formats) enum Sign {
    /// Nothing: the name says it.
    Name,
    /// How a text begins, white space aside.
    Text(fn(&str) -> bool),
    /// Bytes of something that is not text.
    Bytes(fn(&[u8]) -> bool),
    /// The parts of a zip archive and their names.
    Archive(fn(&Path, &mut Archive<'_>) -> Result<bool>),
}

/// The format of a file, by its content and then its name.
///
/// # Errors
/// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) for a zip archive that is damaged or none of the formats that are read.
pub(in crate::formats) fn recognise(path: &Path, bytes: &[u8]) -> Result<Format> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return archive(path, bytes);
    }
    if let Some((format, _)) = read().find(|(_, reading)| matches!(reading.sign, Sign::Bytes(is) if is(bytes))) {
        return Ok(format);
    }
    // Enough of UTF-16 to see the letters: the markup is ASCII.
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let head: Vec<u8> = bytes.iter().take(16 << 10).copied().filter(|byte| !(utf16 && *byte == 0)).collect();
    let head = head.strip_prefix(b"\xEF\xBB\xBF").or(head.get(2..).filter(|_| utf16)).unwrap_or(&head);
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start();
    if let Some((format, _)) = read().find(|(_, reading)| matches!(reading.sign, Sign::Text(is) if is(head))) {
        return Ok(format);
    }
    let format = named(path).unwrap_or(&text::FORMAT);
    match format.reading {
        // The name promises something else than text, and this is none: whatever it is, the reader of text says so.
        Some(reading) if matches!(reading.sign, Sign::Bytes(_) | Sign::Archive(_)) => {
            let what = format!("its name says {}, but the file is none", reading.described);
            Err(unusable(path, &what, "check the file, or say what it is with --from"))
        }
        _ => Ok(format),
    }
}

/// The format that a name tells.
pub fn named(path: &Path) -> Option<Format> {
    let extension = extension(path)?;
    read().find(|(_, reading)| reading.extensions.contains(&extension.as_str())).map(|(format, _)| format)
}

/// The extension of a name, in lower case, `.gz` and `.zst` aside.
pub(in crate::formats) fn extension(path: &Path) -> Option<String> {
    let extension = |path: &Path| path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    match extension(path)?.as_str() {
        "gz" | "zst" => extension(Path::new(path.file_stem()?)),
        other => Some(other.to_owned()),
    }
}

fn archive(path: &Path, bytes: &[u8]) -> Result<Format> {
    let mut archive = Archive::open(path, bytes)?;
    for (format, reading) in read() {
        if let Sign::Archive(is) = reading.sign
            && is(path, &mut archive)?
        {
            return Ok(format);
        }
    }
    let what = "this is a zip archive that is no docx, odt, epub or xlsx file";
    Err(unusable(path, what, "unpack it and name a file in it"))
}

/// Whether the file `mimetype` of an archive says that it is this.
pub(in crate::formats) fn has_mimetype(archive: &mut Archive<'_>, media: &[u8]) -> Result<bool> {
    Ok(archive.read("mimetype")?.unwrap_or_default().trim_ascii().starts_with(media))
}

/// The root element of XML or HTML, from its `<` on; that of a page may be left out after its document type.
pub(in crate::formats) fn root(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->")?.1;
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            let (declaration, after) = rest.split_once('>')?;
            if declaration.get(9..)?.trim_start().get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html")) {
                return Some("<html");
            }
            // An internal subset has angle brackets of its own.
            rest = if declaration.contains('[') { after.split_once("]>").map_or(after, |(_, after)| after) } else { after };
        } else if rest.starts_with("<?") {
            rest = rest.split_once("?>")?.1;
        } else {
            return rest.starts_with('<').then_some(rest);
        }
    }
}

/// Whether the root element of XML or HTML is called this, prefix and case aside.
pub(in crate::formats) fn is_root(head: &str, wanted: &str) -> bool {
    let name = root(head).and_then(|root| root.strip_prefix('<')?.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next());
    name.and_then(|name| name.rsplit(':').next()).is_some_and(|name| name.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, content: &str) -> &'static str {
        recognise(Path::new(name), content.as_bytes()).unwrap().name
    }

    #[test]
    fn content_wins_over_the_name() {
        assert_eq!(told("a.txt", "<!DOCTYPE html><p>x"), "html");
        assert_eq!(told("a.txt", "<?xml version='1.0'?>\n<!-- a --><tmx version='1.4'>"), "tmx");
        assert_eq!(told("a.txt", "<?xml version='1.0'?><!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx>"), "tmx");
        assert_eq!(told("a", "<xliff version='2.0'>"), "xliff");
        assert_eq!(told("a", "\u{feff}WEBVTT\n\n"), "vtt");
        assert_eq!(told("a.txt", "1\r\n00:00:01,000 --> 00:00:02,000\r\nHello"), "srt");
        assert_eq!(told("a.txt", "# French\nmsgid \"\"\nmsgstr \"\"\n"), "po");
        assert_eq!(told("a.md", "WEBVTTs are files"), "markdown");
    }

    #[test]
    fn names_tell_the_rest() {
        assert_eq!(told("a.md.gz", "# One"), "markdown");
        assert_eq!(told("a.CSV", "en,fr"), "csv");
        assert_eq!(told("a.htm", "<p>One"), "html");
        assert_eq!(told("a.en", "One <b>two</b>"), "text");
        assert_eq!(told("a", "<doc>\n"), "text");
        let refused = recognise(Path::new("a.docx"), b"Hello").unwrap_err().to_string();
        assert!(refused.starts_with("a.docx: its name says a Word file"), "{refused}");
    }
}
