//! Reads Word documents (Office Open XML).
//!
//! The main part is read in one pass, element by element. Styles say what is a heading, in whatever language Word names them; numbered
//! paragraphs are list items. Notes are read from their own parts first, and follow the paragraph that refers to them, as text boxes follow
//! the paragraph they are anchored in. Runs say, by themselves or by a character style, what is bold or a link. Headers and footers are in
//! parts of their own, which are not read; what a tracked change deleted is skipped.

use std::path::Path;

use crate::error::Result;
use crate::formats::descriptor::{Descriptor, Reading};
use crate::formats::document::extract::Extract;
use crate::formats::document::style::{Style, Styled};
use crate::formats::document::{Sign, extension};
use crate::hash::{Map, Set};
use crate::model::{BlockKind, Document, MarkKind};
use crate::source::archive::Archive;
use crate::source::unusable;
use crate::source::xml::{Element, Node, Xml, decoded, part_text, relations};

/// Word (Office Open XML).
pub static FORMAT: Descriptor = Descriptor::new("docx").read(Reading::new(
    "Word",
    "a Word file (docx)",
    &["docx", "docm"],
    // Word may name its main part otherwise: then the relations decide.
    Sign::Archive(|path, archive| {
        let named = matches!(extension(path).as_deref(), Some("docx" | "docm"));
        let elsewhere = archive.holds("[Content_Types].xml") && archive.holds("_rels/.rels") && !archive.holds("xl/workbook.xml");
        Ok(archive.holds("word/document.xml") || named && elsewhere)
    }),
    |file| document(file.path, &file.bytes),
));

/// Reads a Word file.
pub(super) fn document(path: &Path, bytes: &[u8]) -> Result<Document> {
    let mut archive = Archive::open(path, bytes)?;
    let main = main_part(path, &mut archive)?;
    let parts = parts(path, &mut archive, &main)?;
    let mut of_type = |suffix: &str| -> Result<Option<(String, String)>> {
        let Some((_, _, part)) = parts.iter().find(|(_, kind, _)| kind.ends_with(suffix)) else { return Ok(None) };
        Ok(part_text(path, &mut archive, part)?.map(|text| (part.clone(), text)))
    };
    let mut styles = Styles::default();
    if let Some((part, text)) = of_type("/styles")? {
        styles = read_styles(path, &part, &text)?;
    }
    let mut notes = Map::default();
    for (suffix, element) in [("/footnotes", "footnote"), ("/endnotes", "endnote")] {
        if let Some((part, text)) = of_type(suffix)? {
            read_notes(path, &part, &text, element, &styles, &mut notes)?;
        }
    }
    let text = decoded(path, archive.need(&main)?, None)?;
    let links = parts.into_iter().filter(|(_, kind, _)| kind.ends_with("/hyperlink")).map(|(id, _, address)| (id, address)).collect();
    let mut body = Body::new(&styles, &notes, &links);
    body.read(&mut Xml::new(path, &main, &text))?;
    body.extract.finish(path, None)
}

/// The path of the main part, which is nearly always the same.
fn main_part(path: &Path, archive: &mut Archive<'_>) -> Result<String> {
    if let Some(text) = part_text(path, archive, "_rels/.rels")? {
        let found = relations(path, "_rels/.rels", &text)?.into_iter().find(|(_, kind, _)| kind.ends_with("/officeDocument"));
        if let Some((_, _, target)) = found {
            return Ok(target.trim_start_matches('/').to_owned());
        }
    }
    match archive.holds("word/document.xml") {
        true => Ok("word/document.xml".into()),
        false => Err(unusable(path, "the archive lacks the main part of a Word file", "get or save the document again")),
    }
}

/// What the main part refers to: the id, the type, and the part or the address.
fn parts(path: &Path, archive: &mut Archive<'_>, main: &str) -> Result<Vec<(String, String, String)>> {
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", main));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let part = format!("{prefix}_rels/{name}.rels");
    let Some(text) = part_text(path, archive, &part)? else { return Ok(Vec::new()) };
    let full = |target: String| target.strip_prefix('/').map_or_else(|| format!("{prefix}{target}"), str::to_owned);
    let found = relations(path, &part, &text)?.into_iter();
    Ok(found.map(|(id, kind, target)| if kind.ends_with("/hyperlink") { (id, kind, target) } else { (id, kind, full(target)) }).collect())
}

/// What the styles say, by their ids.
#[derive(Debug, Default)]
struct Styles {
    /// What they make of a paragraph.
    kinds: Map<String, BlockKind>,
    /// How they set characters off.
    characters: Map<String, Style>,
}

/// Reads the part of the styles.
fn read_styles(path: &Path, part: &str, text: &str) -> Result<Styles> {
    let mut xml = Xml::new(path, part, text);
    let (mut kinds, mut characters): (Map<String, BlockKind>, Map<String, Style>) = Default::default();
    let mut based: Vec<(String, String)> = Vec::new();
    let (mut id, mut of_characters) = (String::new(), false);
    loop {
        match xml.next()? {
            Node::Start(element) => match element.name() {
                "style" => {
                    id = element.attribute("styleId").unwrap_or_default();
                    of_characters = element.is("type", "character");
                }
                "name" => {
                    let name = element.attribute("val").unwrap_or_default().to_ascii_lowercase();
                    if of_characters && (name.contains("verbatim") || name.contains("code") || name == "source text") {
                        characters.entry(id.clone()).or_default().set(MarkKind::Code, true);
                    }
                    if name.starts_with("heading") || matches!(name.as_str(), "title" | "subtitle") {
                        kinds.insert(id.clone(), BlockKind::Heading);
                    } else if name == "caption" {
                        kinds.insert(id.clone(), BlockKind::Caption);
                    } else if name.starts_with("list ") && name != "list paragraph" {
                        kinds.insert(id.clone(), BlockKind::ListItem);
                    }
                }
                "outlineLvl" if is_outline(&element) => {
                    kinds.insert(id.clone(), BlockKind::Heading);
                }
                "basedOn" => based.push((id.clone(), element.attribute("val").unwrap_or_default())),
                _ if of_characters => set_by(characters.entry(id.clone()).or_default(), &element),
                _ => {}
            },
            Node::Eof => break,
            _ => {}
        }
    }
    // Styles of styles of styles: each round carries the kinds one step further.
    for _ in 0..8 {
        for (id, parent) in &based {
            if let Some(kind) = kinds.get(parent).copied().filter(|_| !kinds.contains_key(id)) {
                kinds.insert(id.clone(), kind);
            }
            if let Some(style) = characters.get(parent).cloned() {
                let own = characters.entry(id.clone()).or_default();
                *own = std::mem::take(own).and(&style);
            }
        }
    }
    Ok(Styles { kinds, characters })
}

/// Applies a property of a run to its style.
fn set_by(style: &mut Style, property: &Element<'_>) {
    let value = property.attribute("val").unwrap_or_default();
    let holds = !matches!(value.as_str(), "0" | "false" | "off" | "none");
    match property.name() {
        "b" => style.set(MarkKind::Bold, holds),
        "i" => style.set(MarkKind::Italic, holds),
        "u" => style.set(MarkKind::Underline, holds),
        "strike" | "dstrike" => style.set(MarkKind::Strike, holds),
        "vertAlign" => {
            style.set(MarkKind::Superscript, value == "superscript");
            style.set(MarkKind::Subscript, value == "subscript");
        }
        _ => {}
    }
}

/// Levels 0 to 8 are headings, 9 is body text.
fn is_outline(element: &Element<'_>) -> bool {
    element.attribute("val").and_then(|level| level.parse().ok()).is_some_and(|level: u8| level < 9)
}

/// The paragraphs of the notes, by the name of the element and their id.
fn read_notes(
    path: &Path,
    part: &str,
    text: &str,
    element_name: &str,
    styles: &Styles,
    notes: &mut Map<String, Vec<Styled>>,
) -> Result<()> {
    let mut xml = Xml::new(path, part, text);
    loop {
        match xml.next()? {
            Node::Start(element) if element.name() == element_name => {
                let id = element.attribute("id").unwrap_or_default();
                if element.attribute("type").is_some_and(|kind| kind != "normal") {
                    xml.skip()?;
                    continue;
                }
                let (no_notes, no_links) = (Map::default(), Map::default());
                let mut body = Body::new(styles, &no_notes, &no_links);
                let outside = xml.depth() - 1;
                body.read_to(&mut xml, outside)?;
                notes.insert(format!("{element_name} {id}"), body.extract.into_pieces());
            }
            Node::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The text so far.
struct Body<'a> {
    extract: Extract,
    styles: &'a Styles,
    notes: &'a Map<String, Vec<Styled>>,
    /// Those that stand in the text already.
    placed: Set<String>,
    /// The addresses of links, by the ids of their relations.
    links: &'a Map<String, String>,
    /// The link that is open.
    link: Option<Style>,
    /// How the run that is open is set.
    run: Style,
    /// Runs that are open: a text box stands in one.
    runs: usize,
    /// The paragraphs that are open, the outermost first: text boxes hold paragraphs within a paragraph.
    paragraphs: Vec<BlockKind>,
    /// Table cells that are open.
    cells: usize,
}

impl<'a> Body<'a> {
    fn new(styles: &'a Styles, notes: &'a Map<String, Vec<Styled>>, links: &'a Map<String, String>) -> Self {
        let (extract, paragraphs, placed) = Default::default();
        Self { extract, styles, notes, placed, links, link: None, run: Style::default(), runs: 0, paragraphs, cells: 0 }
    }

    fn read(&mut self, xml: &mut Xml<'_>) -> Result<()> {
        self.read_to(xml, 0)
    }

    /// Reads on until at most this many elements are open.
    fn read_to(&mut self, xml: &mut Xml<'_>, depth: usize) -> Result<()> {
        let mut in_text = false;
        loop {
            match xml.next()? {
                Node::Start(element) => {
                    in_text = element.name() == "t";
                    if !in_text {
                        self.start(&element, xml)?;
                    }
                }
                Node::Text(text) if in_text => self.extract.say(&text),
                Node::Text(_) => {}
                Node::End(name) => {
                    in_text = false;
                    self.end(&name);
                    if xml.depth() <= depth {
                        return Ok(());
                    }
                }
                Node::Eof => return Ok(()),
            }
        }
    }

    fn start(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<()> {
        match element.name() {
            "p" => {
                let kind = if self.cells > 0 { BlockKind::TableCell } else { BlockKind::Paragraph };
                self.paragraphs.push(kind);
            }
            "pStyle" => {
                let kind = element.attribute("val").and_then(|id| self.styles.kinds.get(&id).copied());
                self.set_kind(kind);
            }
            "outlineLvl" if is_outline(element) => self.set_kind(Some(BlockKind::Heading)),
            "numId" if !element.is("val", "0") => {
                // Numbered headings are headings.
                let heading = self.paragraphs.last() == Some(&BlockKind::Heading);
                self.set_kind(Some(BlockKind::ListItem).filter(|_| !heading));
            }
            "tc" => self.cells += 1,
            "tab" | "ptab" => self.extract.say(" "),
            "br" | "cr" => self.extract.end_line(),
            "noBreakHyphen" => self.extract.say("\u{2011}"),
            "footnoteReference" | "endnoteReference" => self.note(element),
            "r" => {
                self.runs += 1;
                self.run = Style::default();
                self.restyle();
            }
            "rStyle" if self.runs > 0 => {
                let style = element.attribute("val").and_then(|id| self.styles.characters.get(&id).cloned()).unwrap_or_default();
                self.run = std::mem::take(&mut self.run).and(&style);
                self.restyle();
            }
            "b" | "i" | "u" | "strike" | "dstrike" | "vertAlign" if self.runs > 0 => {
                set_by(&mut self.run, element);
                self.restyle();
            }
            "hyperlink" => {
                let target = element.attribute("id").and_then(|id| self.links.get(&id));
                let anchor = || element.attribute("anchor").map(|anchor| Style::link(&format!("#{anchor}")));
                self.link = target.map(|address| Style::link(address)).or_else(anchor);
            }
            "txbxContent" if self.extract.enter_inset(None) => {}
            "txbxContent" => xml.skip()?,
            // Deleted and moved text, old formatting, the same again for old programs, field codes, pronunciation.
            "del" | "moveFrom" | "pPrChange" | "rPrChange" | "Fallback" | "instrText" | "delText" | "rt" => xml.skip()?,
            _ => {}
        }
        Ok(())
    }

    /// Sets the style of the following text.
    fn restyle(&mut self) {
        let mut style = self.run.clone();
        if let Some(link) = &self.link {
            // Word underlines links.
            style.set(MarkKind::Underline, false);
            style = style.and(link);
        }
        self.extract.set_style(style);
    }

    fn set_kind(&mut self, kind: Option<BlockKind>) {
        if let (Some(paragraph), Some(kind)) = (self.paragraphs.last_mut(), kind)
            && *paragraph != BlockKind::TableCell
        {
            *paragraph = kind;
        }
    }

    fn note(&mut self, element: &Element<'_>) {
        let name = element.name().trim_end_matches("Reference");
        let id = element.attribute("id").unwrap_or_default();
        let key = format!("{name} {id}");
        let Some(paragraphs) = self.notes.get(&key) else { return };
        // Word refers to a note once. A file that does so again and again would grow without end.
        if !self.placed.insert(key) {
            return;
        }
        if self.extract.enter_inset(Some(BlockKind::Note)) {
            for paragraph in paragraphs {
                self.extract.say_styled(paragraph);
                self.extract.close(BlockKind::Note);
            }
            self.extract.leave_inset();
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                let kind = self.paragraphs.pop().unwrap_or(BlockKind::Paragraph);
                self.extract.close(kind);
            }
            "tc" => self.cells = self.cells.saturating_sub(1),
            "txbxContent" => self.extract.leave_inset(),
            "r" => {
                self.runs = self.runs.saturating_sub(1);
                self.run = Style::default();
                self.restyle();
            }
            "hyperlink" => {
                self.link = None;
                self.restyle();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BlockKind::{Heading, ListItem, Note, Paragraph, TableCell};

    fn document(xml: &str) -> Document {
        let mut styles = Styles::default();
        styles.kinds.insert("Titre1".to_owned(), Heading);
        styles.characters.insert("lev".to_owned(), Style::of(MarkKind::Bold));
        let (mut notes, mut links) = (Map::default(), Map::default());
        links.insert("rId4".to_owned(), "http://x/?a&b".to_owned());
        let mut note = Body::new(&styles, &notes, &links);
        note.read(&mut Xml::new(Path::new("f"), "", "<w:p><w:r><w:t>A </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>note.</w:t></w:r></w:p>"))
            .unwrap();
        let note = note.extract.into_pieces();
        notes.insert("footnote 2".to_owned(), note);
        let mut body = Body::new(&styles, &notes, &links);
        let text = format!("<w:document><w:body>{xml}</w:body></w:document>");
        body.read(&mut Xml::new(Path::new("f"), "", &text)).unwrap();
        body.extract.finish(Path::new("f"), None).unwrap()
    }

    fn body(xml: &str) -> Vec<(BlockKind, String)> {
        let document = document(xml);
        document.blocks().iter().map(|block| (block.kind, document.text()[block.range.clone()].to_owned())).collect()
    }

    #[test]
    fn paragraphs_have_their_kinds() {
        let found = body(
            "<w:p><w:pPr><w:pStyle w:val='Titre1'/></w:pPr><w:r><w:t>One</w:t></w:r></w:p>\
             <w:p><w:r><w:t xml:space='preserve'>Split </w:t></w:r><w:r><w:t>run</w:t><w:footnoteReference w:id='2'/><w:t>s.</w:t></w:r></w:p>\
             <w:p><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>\
             <w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        );
        let expected = [(Heading, "One"), (Paragraph, "Split runs."), (Note, "A note."), (ListItem, "item"), (TableCell, "cell")];
        assert_eq!(found.iter().map(|(kind, text)| (*kind, text.as_str())).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn deletions_fallbacks_and_field_codes_are_no_text() {
        let found = body(
            "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText>\
             </w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
             <mc:Fallback><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent><w:t> text</w:t></w:r></w:p>",
        );
        assert_eq!(found, [(Paragraph, "new text".to_owned()), (Paragraph, "box".to_owned())]);
    }
    #[test]
    fn runs_and_links_are_marks() {
        let document = document(
            "<w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>A </w:t></w:r><w:r><w:rPr><w:b/><w:i w:val='0'/></w:rPr><w:t>bo</w:t></w:r>\
             <w:r><w:rPr><w:rStyle w:val='lev'/><w:u w:val='none'/></w:rPr><w:t>ld</w:t><w:footnoteReference w:id='2'/></w:r><w:r><w:t xml:space='preserve'> and </w:t></w:r>\
             <w:hyperlink r:id='rId4'><w:r><w:rPr><w:u w:val='single'/><w:vertAlign w:val='superscript'/></w:rPr><w:t>there</w:t></w:r></w:hyperlink>\
             <w:r><w:t>.</w:t></w:r></w:p>",
        );
        assert_eq!(document.text(), "A bold and there.\nA note.\n");
        let found: Vec<_> = document.marks().iter().map(|mark| (mark.kind, &document.text()[mark.range.clone()])).collect();
        use MarkKind::{Bold, Italic, Link, Superscript};
        assert_eq!(found, [(Bold, "bold"), (Link, "there"), (Superscript, "there"), (Italic, "note.")]);
        assert_eq!(document.marks()[1].address.as_deref(), Some("http://x/?a&b"));
    }
}
