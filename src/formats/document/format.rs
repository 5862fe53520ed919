//! Bytes and a name in, the format they are in out.
//!
//! What a file holds is believed before what it is called: names are wrong more often (a web page saved as `.txt`, an EPUB that a mail
//! program called `.zip`). Only formats whose content looks like any other text (Markdown, CSV) are told by the name alone.

use std::path::Path;

use crate::error::Result;
use crate::source::archive::Archive;
use crate::source::unusable;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML and XHTML.
    Html,
    /// Word (Office Open XML).
    Docx,
    /// OpenDocument text.
    Odt,
    /// EPUB 2 and 3.
    Epub,
    /// PDF with text in it.
    Pdf,
    /// SubRip subtitles.
    Srt,
    /// WebVTT subtitles.
    Vtt,
    /// Translation memory, one language of it.
    Tmx,
    /// XLIFF 1.2 and 2, one side of it.
    Xliff,
    /// gettext catalogue, one side of it.
    Po,
    /// Comma-separated values, one column of them.
    Csv,
    /// Tab-separated values, one column of them.
    Tsv,
    /// Excel (Office Open XML), one column of its first sheet.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 15] = [
        Self::Text,
        Self::Markdown,
        Self::Html,
        Self::Docx,
        Self::Odt,
        Self::Epub,
        Self::Pdf,
        Self::Srt,
        Self::Vtt,
        Self::Tmx,
        Self::Xliff,
        Self::Po,
        Self::Csv,
        Self::Tsv,
        Self::Xlsx,
    ];

    /// Its name on the command line and in project files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Epub => "epub",
            Self::Pdf => "pdf",
            Self::Srt => "srt",
            Self::Vtt => "vtt",
            Self::Tmx => "tmx",
            Self::Xliff => "xliff",
            Self::Po => "po",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Whether a file of this format holds a text and its translation, so that it can be both sides of an alignment.
    pub fn is_bilingual(self) -> bool {
        matches!(self, Self::Tmx | Self::Xliff | Self::Po | Self::Csv | Self::Tsv | Self::Xlsx)
    }

    /// The format that a name tells, `.gz` and `.zst` aside.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = |path: &Path| path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        let found = match extension(path)?.as_str() {
            "gz" | "zst" => extension(Path::new(path.file_stem()?))?,
            other => other.to_owned(),
        };
        Some(match found.as_str() {
            "txt" | "text" => Self::Text,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "docx" | "docm" => Self::Docx,
            "odt" => Self::Odt,
            "epub" => Self::Epub,
            "pdf" => Self::Pdf,
            "srt" => Self::Srt,
            "vtt" => Self::Vtt,
            "tmx" => Self::Tmx,
            "xlf" | "xliff" | "sdlxliff" | "mxliff" => Self::Xliff,
            "po" | "pot" => Self::Po,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "xlsx" | "xlsm" => Self::Xlsx,
            _ => return None,
        })
    }
}

/// The format of a file, by its content and then its name.
///
/// # Errors
/// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) for a zip archive that is damaged or none of the formats above.
pub(in crate::formats) fn detect(path: &Path, bytes: &[u8]) -> Result<Format> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return archive(path, bytes);
    }
    if bytes.get(..bytes.len().min(1024)).is_some_and(|head| head.windows(5).any(|window| window == b"%PDF-")) {
        return Ok(Format::Pdf);
    }
    // Enough of UTF-16 to see the letters: the markup is ASCII.
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let head: Vec<u8> = bytes.iter().take(16 << 10).copied().filter(|byte| !(utf16 && *byte == 0)).collect();
    let head = head.strip_prefix(b"\xEF\xBB\xBF").or(head.get(2..).filter(|_| utf16)).unwrap_or(&head);
    let head = String::from_utf8_lossy(head);
    if let Some(format) = of_text(head.trim_start()) {
        return Ok(format);
    }
    let named = Format::of_path(path).unwrap_or(Format::Text);
    Ok(match named {
        // The name promises an archive, and this is none: whatever it is, the reader of text says so.
        Format::Docx | Format::Odt | Format::Epub | Format::Xlsx | Format::Pdf => {
            let what = format!("its name says {}, but the file is none", named.described());
            return Err(unusable(path, &what, "check the file, or say what it is with --from"));
        }
        named => named,
    })
}

impl Format {
    /// `a Word file`: for messages.
    pub fn described(self) -> &'static str {
        match self {
            Self::Text => "plain text",
            Self::Markdown => "Markdown",
            Self::Html => "a web page",
            Self::Docx => "a Word file (docx)",
            Self::Odt => "an OpenDocument text (odt)",
            Self::Epub => "an EPUB",
            Self::Pdf => "a PDF",
            Self::Srt => "SubRip subtitles",
            Self::Vtt => "WebVTT subtitles",
            Self::Tmx => "a translation memory (TMX)",
            Self::Xliff => "an XLIFF file",
            Self::Po => "a gettext catalogue (PO)",
            Self::Csv => "a CSV table",
            Self::Tsv => "a TSV table",
            Self::Xlsx => "an Excel file (xlsx)",
        }
    }
}

fn archive(path: &Path, bytes: &[u8]) -> Result<Format> {
    let mut archive = Archive::open(path, bytes)?;
    let mimetype = archive.read("mimetype")?.unwrap_or_default();
    let is = |media: &[u8]| mimetype.trim_ascii().starts_with(media);
    if is(b"application/epub+zip") || archive.holds("META-INF/container.xml") {
        return Ok(Format::Epub);
    }
    if is(b"application/vnd.oasis.opendocument.text") {
        return Ok(Format::Odt);
    }
    for (part, format) in [("word/document.xml", Format::Docx), ("xl/workbook.xml", Format::Xlsx)] {
        if archive.holds(part) {
            return Ok(format);
        }
    }
    // Word may call its main part otherwise: what the relations say counts.
    if archive.holds("[Content_Types].xml") && archive.holds("_rels/.rels") && Format::of_path(path) == Some(Format::Docx) {
        return Ok(Format::Docx);
    }
    let what = "this is a zip archive that is no docx, odt, epub or xlsx file";
    Err(unusable(path, what, "unpack it and name a file in it"))
}

/// What the beginning of a text shows by itself.
fn of_text(head: &str) -> Option<Format> {
    if let Some(rest) = head.strip_prefix("WEBVTT") {
        return rest.chars().next().is_none_or(char::is_whitespace).then_some(Format::Vtt);
    }
    if head.starts_with('<') {
        return root(head);
    }
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let second = lines.next().unwrap_or_default();
    if crate::formats::subtitles::is_timing(second) && first.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Format::Srt);
    }
    let entry = |line: &&str| !line.starts_with('#');
    let first = std::iter::once(first).chain(std::iter::once(second)).chain(lines).find(entry)?;
    let is_po = first.starts_with("msgid \"") || first.starts_with("msgctxt \"") || first.starts_with("domain \"");
    is_po.then_some(Format::Po)
}

/// The format of XML or HTML, by its root element.
fn root(head: &str) -> Option<Format> {
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->")?.1;
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            let (declaration, after) = rest.split_once('>')?;
            if declaration.get(9..)?.trim_start().get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html")) {
                return Some(Format::Html);
            }
            // An internal subset has angle brackets of its own.
            rest = if declaration.contains('[') { after.split_once("]>").map_or(after, |(_, after)| after) } else { after };
        } else if rest.starts_with("<?") {
            rest = rest.split_once("?>")?.1;
        } else {
            break;
        }
    }
    let name = rest.strip_prefix('<')?.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
    match name.rsplit(':').next()?.to_ascii_lowercase().as_str() {
        "tmx" => Some(Format::Tmx),
        "xliff" => Some(Format::Xliff),
        "html" => Some(Format::Html),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, content: &str) -> Format {
        detect(Path::new(name), content.as_bytes()).unwrap()
    }

    #[test]
    fn content_wins_over_the_name() {
        assert_eq!(told("a.txt", "<!DOCTYPE html><p>x"), Format::Html);
        assert_eq!(told("a.txt", "<?xml version='1.0'?>\n<!-- a --><tmx version='1.4'>"), Format::Tmx);
        assert_eq!(told("a.txt", "<?xml version='1.0'?><!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx>"), Format::Tmx);
        assert_eq!(told("a", "<xliff version='2.0'>"), Format::Xliff);
        assert_eq!(told("a", "\u{feff}WEBVTT\n\n"), Format::Vtt);
        assert_eq!(told("a.txt", "1\r\n00:00:01,000 --> 00:00:02,000\r\nHello"), Format::Srt);
        assert_eq!(told("a.txt", "# French\nmsgid \"\"\nmsgstr \"\"\n"), Format::Po);
        assert_eq!(told("a.md", "WEBVTTs are files"), Format::Markdown);
    }

    #[test]
    fn names_tell_the_rest() {
        assert_eq!(told("a.md.gz", "# One"), Format::Markdown);
        assert_eq!(told("a.CSV", "en,fr"), Format::Csv);
        assert_eq!(told("a.htm", "<p>One"), Format::Html);
        assert_eq!(told("a.en", "One <b>two</b>"), Format::Text);
        assert_eq!(told("a", "<doc>\n"), Format::Text);
        let refused = detect(Path::new("a.docx"), b"Hello").unwrap_err().to_string();
        assert!(refused.starts_with("a.docx: its name says a Word file"), "{refused}");
    }
}
