//! A bilingual book (EPUB 3): paragraph by paragraph, each with its translation.
//!
//! Beads are joined until both sides come to the end of a paragraph, so that a paragraph is never torn for the sake of a sentence. A chapter
//! begins at every heading of the source, at every page of a source that is a book, and where nothing of the kind has come for a long time: readers are
//! slow with long files. The pictures of the source stand where they stood. The date that the
//! format demands is fixed unless one is given, and the identifier is made from the text: the same bitext is the same book.

use std::hash::Hasher;
use std::io::{self, Cursor, Write};

use rustc_hash::FxHasher;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::formats::epub::figures::{Figure, File, figures};
use crate::formats::output::xml::{escaped, file_name};
use crate::formats::output::{Bitext, marked};
use crate::formats::tmx;
use crate::model::{Bead, BlockKind, Side, Text};

/// How the two languages stand in the book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A paragraph, then its translation.
    #[default]
    Alternating,
    /// Paragraphs side by side.
    Columns,
    /// A paragraph, its translation hidden under a tap.
    Tap,
}

/// Most sentences of a chapter for which there is no heading.
const LONGEST: usize = 400;
/// 2000-01-01, where no date is given.
const NO_DATE: u64 = 946_684_800;

const STYLE: &str = "\
body { line-height: 1.45; margin: 0 .5em; }
p { margin: 0 0 .4em; }
.unit { margin: 0 0 1em; }
.target { color: #555; }
.columns { border-collapse: collapse; width: 100%; }
.columns td { padding: 0 .6em .6em 0; vertical-align: top; width: 50%; }
.picture { margin: 0 0 1em; text-align: center; }
.picture img { max-width: 100%; }
";

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
 <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"#;

/// Sentences that are shown together: whole paragraphs of both sides.
#[derive(Default)]
struct Unit {
    source: Vec<String>,
    target: Vec<String>,
    heading: bool,
    /// What stands before it.
    figures: Vec<Figure>,
}

/// A file of the book.
#[derive(Default)]
struct Chapter {
    title: Option<String>,
    units: Vec<Unit>,
    /// What stands after all of them.
    figures: Vec<Figure>,
    sentences: usize,
}

/// Writes the book; `created` is in seconds since 1970.
pub(super) fn write(out: &mut dyn Write, bitext: &Bitext, layout: Layout, created: Option<u64>) -> io::Result<()> {
    let (figures, files) = figures(bitext.source.document());
    let chapters = chapters(bitext, figures);
    let mut book = Book { zip: ZipWriter::new(Cursor::new(Vec::new())) };
    // The first entry, and not compressed, so that the kind of the file can be seen at a fixed place.
    book.put("mimetype", CompressionMethod::Stored, b"application/epub+zip")?;
    book.put("META-INF/container.xml", CompressionMethod::Deflated, CONTAINER.as_bytes())?;
    let package = package(bitext, chapters.len(), &files, created.unwrap_or(NO_DATE));
    book.put("EPUB/package.opf", CompressionMethod::Deflated, package.as_bytes())?;
    book.put("EPUB/nav.xhtml", CompressionMethod::Deflated, contents(bitext, &chapters).as_bytes())?;
    book.put("EPUB/style.css", CompressionMethod::Deflated, STYLE.as_bytes())?;
    for (number, chapter) in (1..).zip(&chapters) {
        book.put(&format!("EPUB/c{number}.xhtml"), CompressionMethod::Deflated, page(bitext, chapter, layout).as_bytes())?;
    }
    for file in &files {
        // Pictures are packed already.
        book.put(&format!("EPUB/{}", file.name), CompressionMethod::Stored, &file.bytes)?;
    }
    out.write_all(book.zip.finish().map_err(io::Error::other)?.get_ref())
}

struct Book {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Book {
    fn put(&mut self, name: &str, method: CompressionMethod, contents: &[u8]) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        self.zip.start_file(name, options).map_err(io::Error::other)?;
        self.zip.write_all(contents)
    }
}

/// The chapters, of which there is always one.
fn chapters(bitext: &Bitext, figures: Vec<Figure>) -> Vec<Chapter> {
    let mut figures = figures.into_iter().peekable();
    let mut sections = bitext.source.document().sections().iter().copied().peekable();
    let mut chapters: Vec<Chapter> = Vec::new();
    let (mut chapter, mut unit) = (Chapter::default(), Unit::default());
    for (number, bead) in (1..).zip(bitext.beads()) {
        let heading = !bead.source.is_empty() && bead.source.iter().all(|&id| is_heading(bitext.source, id));
        let fresh = unit.source.is_empty() && unit.target.is_empty();
        let start = bead.source.first().and_then(|&id| bitext.source.sentences().get(id)).map(|sentence| sentence.range.start);
        if let Some(start) = start.filter(|_| fresh) {
            let section = std::iter::from_fn(|| sections.next_if(|&section| section <= start)).last();
            let begins = section.or((heading || chapter.sentences >= LONGEST).then_some(start));
            if let Some(begins) = begins.filter(|_| !chapter.units.is_empty()) {
                chapter.figures.extend(std::iter::from_fn(|| figures.next_if(|figure| figure.offset < begins)));
                chapters.push(std::mem::take(&mut chapter));
            }
            unit.figures.extend(std::iter::from_fn(|| figures.next_if(|figure| figure.offset <= start)));
        }
        if fresh && heading && chapter.units.is_empty() {
            chapter.title = Some(bitext.source_line(bead));
        }
        unit.heading = heading && fresh;
        unit.source.extend(marked::sentences(bitext, number, bead, Side::Source));
        unit.target.extend(marked::sentences(bitext, number, bead, Side::Target));
        chapter.sentences += bead.source.len() + bead.target.len();
        if ends_paragraph(bitext, bead) {
            chapter.units.push(std::mem::take(&mut unit));
        }
    }
    if !unit.source.is_empty() || !unit.target.is_empty() {
        chapter.units.push(unit);
    }
    chapter.figures.extend(figures);
    chapters.push(chapter);
    chapters
}

fn is_heading(text: &Text, id: usize) -> bool {
    let block = text.sentences().get(id).and_then(|sentence| text.document().blocks().get(sentence.block));
    block.is_some_and(|block| block.kind == BlockKind::Heading)
}

/// Whether each side of a bead that has sentences ends with the last one of a paragraph.
fn ends_paragraph(bitext: &Bitext, bead: &Bead) -> bool {
    let ends = |text: &Text, ids: &[usize]| {
        ids.last().is_none_or(|&id| {
            let block = |id: usize| text.sentences().get(id).map(|sentence| sentence.block);
            block(id) != block(id + 1)
        })
    };
    ends(bitext.source, &bead.source) && ends(bitext.target, &bead.target)
}

fn page(bitext: &Bitext, chapter: &Chapter, layout: Layout) -> String {
    let title = chapter.title.clone().unwrap_or_else(|| file_name(bitext.source));
    let mut body = String::new();
    for unit in &chapter.units {
        unit.figures.iter().for_each(|figure| body.push_str(&shown(figure, layout)));
        body.push_str(&laid_out(bitext, unit, layout));
    }
    chapter.figures.iter().for_each(|figure| body.push_str(&shown(figure, layout)));
    if layout == Layout::Columns && !body.is_empty() {
        body = format!("<table class=\"columns\"><tbody>\n{body}</tbody></table>\n");
    }
    xhtml(&title, &body)
}

fn shown(figure: &Figure, layout: Layout) -> String {
    let picture = format!(r#"<div class="picture"><img src="{}" alt="{}"/></div>"#, figure.file, escaped(&figure.description));
    match layout {
        Layout::Columns => format!("<tr><td colspan=\"2\">{picture}</td></tr>\n"),
        Layout::Alternating | Layout::Tap => format!("{picture}\n"),
    }
}

fn laid_out(bitext: &Bitext, unit: &Unit, layout: Layout) -> String {
    let side = |sentences: &[String], text: &Text, class: &str, tag: &str| match sentences {
        [] => String::new(),
        _ => format!("<{tag} class=\"{class}\" {}>{}</{tag}>", marked::language(text), sentences.join(" ")),
    };
    let tag = if unit.heading { "h2" } else { "p" };
    let source = side(&unit.source, bitext.source, "source", tag);
    let target = side(&unit.target, bitext.target, "target", "p");
    match layout {
        Layout::Columns => format!("<tr><td>{source}</td><td>{target}</td></tr>\n"),
        Layout::Tap if !source.is_empty() && !target.is_empty() => {
            let summary = side(&unit.source, bitext.source, "source", "span");
            format!("<details class=\"unit\"><summary>{summary}</summary>{target}</details>\n")
        }
        Layout::Alternating | Layout::Tap => format!("<div class=\"unit\">{source}{target}</div>\n"),
    }
}

fn contents(bitext: &Bitext, chapters: &[Chapter]) -> String {
    let mut items = String::new();
    for (number, chapter) in (1..).zip(chapters) {
        let title = match &chapter.title {
            Some(title) => escaped(title),
            None if chapters.len() == 1 => escaped(&file_name(bitext.source)),
            None => format!("{number}"),
        };
        items.push_str(&format!("<li><a href=\"c{number}.xhtml\">{title}</a></li>\n"));
    }
    let body = format!("<nav epub:type=\"toc\" id=\"toc\"><ol>\n{items}</ol></nav>\n");
    xhtml(&file_name(bitext.source), &body)
}

fn xhtml(title: &str, body: &str) -> String {
    let title = escaped(title);
    // A title must not be empty.
    let title = if title.trim().is_empty() { "–" } else { &title };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\">\n\
         <head><title>{title}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body>\n{body}</body>\n</html>\n"
    )
}

fn package(bitext: &Bitext, chapters: usize, files: &[File], created: u64) -> String {
    let date = tmx::date(created);
    // YYYYMMDDThhmmssZ with its marks.
    let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
    let date = format!("{}-{}-{}T{}:{}:{}Z", part(0..4), part(4..6), part(6..8), part(9..11), part(11..13), part(13..15));
    let title = escaped(&format!("{} – {}", file_name(bitext.source), file_name(bitext.target)));
    let (mut items, mut spine) = (String::new(), String::new());
    for number in 1..=chapters {
        items.push_str(&format!("  <item id=\"c{number}\" href=\"c{number}.xhtml\" media-type=\"application/xhtml+xml\"/>\n"));
        spine.push_str(&format!("  <itemref idref=\"c{number}\"/>\n"));
    }
    for (number, File { name, media_type, .. }) in (1..).zip(files) {
        items.push_str(&format!("  <item id=\"p{number}\" href=\"{name}\" media-type=\"{media_type}\"/>\n"));
    }
    let languages =
        [bitext.source.language(), bitext.target.language()].map(|tag| format!("  <dc:language>{}</dc:language>\n", escaped(tag)));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\">\n \
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n  <dc:identifier id=\"id\">urn:diptych:{:016x}</dc:identifier>\n  \
         <dc:title>{title}</dc:title>\n{}  <meta property=\"dcterms:modified\">{date}</meta>\n </metadata>\n \
         <manifest>\n  <item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n  \
         <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n{items} </manifest>\n <spine>\n{spine} </spine>\n</package>\n",
        identifier(bitext),
        languages.concat(),
    )
}

/// A number that is the same for the same texts.
fn identifier(bitext: &Bitext) -> u64 {
    let mut hasher = FxHasher::default();
    for text in [bitext.source, bitext.target] {
        hasher.write(text.document().text().as_bytes());
        hasher.write_u8(0);
    }
    hasher.finish()
}
