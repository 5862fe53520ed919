//! Reads OpenDocument text.
//!
//! Unlike Word's, its notes stand where they are referred to, and its deleted text in a list at the beginning, which is skipped. Automatic
//! styles (`P7`) lead to the user's style (`Title`) through their parent. Headers and footers are in `styles.xml`, which is not read.

use std::path::Path;

use crate::error::Result;
use crate::formats::descriptor::{Descriptor, Reading};
use crate::formats::document::extract::Extract;
use crate::formats::document::style::Style;
use crate::formats::document::{Sign, has_mimetype};
use crate::hash::Map;
use crate::model::{BlockKind, Document, MarkKind};
use crate::source::archive::Archive;
use crate::source::unusable;
use crate::source::xml::{Element, Node, Xml, decoded, part_text};

/// OpenDocument text.
pub static FORMAT: Descriptor = Descriptor::new("odt").read(Reading::new(
    "OpenDocument text",
    "an OpenDocument text (odt)",
    &["odt"],
    Sign::Archive(|_, archive| has_mimetype(archive, b"application/vnd.oasis.opendocument.text")),
    |file| document(file.path, &file.bytes),
));

const CONTENT: &str = "content.xml";

/// Reads an OpenDocument text.
pub(super) fn document(path: &Path, bytes: &[u8]) -> Result<Document> {
    let mut archive = Archive::open(path, bytes)?;
    let manifest = part_text(path, &mut archive, "META-INF/manifest.xml")?;
    if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(unusable(path, "the document is protected by a password", "save it without one"));
    }
    let text = decoded(path, archive.need(CONTENT)?, None)?;
    let mut body = Body::default();
    body.read(&mut Xml::new(path, CONTENT, &text))?;
    body.extract.finish(path, None)
}

#[derive(Default)]
struct Body {
    extract: Extract,
    /// The parent of each automatic style.
    parents: Map<String, String>,
    /// How each automatic style sets text off.
    styles: Map<String, Style>,
    /// The automatic style that is being read.
    style: String,
    /// How text is set in the spans, links and notes that are open, the innermost last.
    spans: Vec<Style>,
    /// Paragraphs that are open, the outermost first.
    paragraphs: Vec<BlockKind>,
    /// Lists and table cells that are open, the innermost last.
    around: Vec<BlockKind>,
}

impl Body {
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<()> {
        loop {
            match xml.next()? {
                Node::Start(element) => self.start(&element, xml)?,
                Node::Text(text) if !self.paragraphs.is_empty() => self.extract.say(&text),
                Node::Text(_) => {}
                Node::End(name) => self.end(&name),
                Node::Eof => return Ok(()),
            }
        }
    }

    fn start(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<()> {
        match element.name() {
            "style" => {
                let parent = element.attribute("parent-style-name").unwrap_or_default();
                self.style = element.attribute("name").unwrap_or_default();
                self.styles.insert(self.style.clone(), named(&parent));
                self.parents.insert(self.style.clone(), parent);
            }
            "text-properties" => {
                let properties = properties(element);
                let style = self.styles.entry(self.style.clone()).or_default();
                *style = std::mem::take(style).and(&properties);
            }
            "span" => {
                let name = element.attribute("style-name").unwrap_or_default();
                let style = self.styles.get(&name).cloned().unwrap_or_else(|| named(&name));
                self.enter(self.spans.last().cloned().unwrap_or_default().and(&style));
            }
            "a" => {
                let address = element.attribute("href").filter(|address| !address.is_empty());
                let style = address.map(|address| Style::link(&address)).unwrap_or_default();
                self.enter(self.spans.last().cloned().unwrap_or_default().and(&style));
            }
            "h" => {
                self.enter(Style::default());
                self.paragraphs.push(BlockKind::Heading);
            }
            "p" => {
                let style = element.attribute("style-name").unwrap_or_default();
                let around = self.around.last().copied().unwrap_or(BlockKind::Paragraph);
                self.enter(self.styles.get(&style).cloned().unwrap_or_default());
                self.paragraphs.push(self.kind(&style).unwrap_or(around));
            }
            "list-item" | "list-header" => self.around.push(BlockKind::ListItem),
            "table-cell" => self.around.push(BlockKind::TableCell),
            "s" | "tab" => self.extract.say(" "),
            "line-break" => self.extract.end_line(),
            "note-body" if self.extract.enter_inset(Some(BlockKind::Note)) => self.enter(Style::default()),
            "text-box" if self.extract.enter_inset(None) => self.enter(Style::default()),
            "note-body" | "text-box" => xml.skip()?,
            "tracked-changes" | "annotation" | "note-citation" | "ruby-text" | "title" | "desc" | "forms" | "hidden-text" | "object" => {
                xml.skip()?
            }
            _ => {}
        }
        Ok(())
    }

    /// Goes on in another style.
    fn enter(&mut self, style: Style) {
        self.extract.set_style(style.clone());
        self.spans.push(style);
    }

    /// Goes on in the style before.
    fn leave(&mut self) {
        self.spans.pop();
        self.extract.set_style(self.spans.last().cloned().unwrap_or_default());
    }

    /// What a style makes of a paragraph.
    fn kind(&self, style: &str) -> Option<BlockKind> {
        let style = self.parents.get(style).map(String::as_str).filter(|parent| !parent.is_empty()).unwrap_or(style);
        match style {
            "Title" | "Subtitle" => Some(BlockKind::Heading),
            "Caption" | "Illustration" | "Table" | "Drawing" | "Figure" => Some(BlockKind::Caption),
            style if style.starts_with("Heading") => Some(BlockKind::Heading),
            _ => None,
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                if let Some(kind) = self.paragraphs.pop() {
                    self.extract.close(kind);
                    self.leave();
                }
            }
            "list-item" | "list-header" | "table-cell" => {
                self.around.pop();
            }
            "note-body" | "text-box" => {
                self.extract.leave_inset();
                self.leave();
            }
            "span" | "a" => self.leave(),
            _ => {}
        }
    }
}

/// How a style that every document has sets text off.
fn named(style: &str) -> Style {
    match style {
        "Strong_20_Emphasis" | "Strong" => Style::of(MarkKind::Bold),
        "Emphasis" | "Citation" => Style::of(MarkKind::Italic),
        "Source_20_Text" | "Teletype" | "User_20_Entry" => Style::of(MarkKind::Code),
        _ => Style::default(),
    }
}

/// The text properties of an automatic style; those it lacks are its parent's.
fn properties(element: &Element<'_>) -> Style {
    let says = |name: &str, holds: &dyn Fn(&str) -> bool| element.attribute(name).is_some_and(|value| holds(&value));
    let drawn = |value: &str| value != "none";
    let mut style = Style::default();
    for (kind, holds) in [
        (MarkKind::Bold, says("font-weight", &|weight| weight == "bold" || weight.parse().is_ok_and(|weight: u16| weight >= 600))),
        (MarkKind::Italic, says("font-style", &|value| matches!(value, "italic" | "oblique"))),
        (MarkKind::Underline, says("text-underline-style", &drawn)),
        (MarkKind::Strike, says("text-line-through-style", &drawn)),
        (MarkKind::Superscript, says("text-position", &|value| value.starts_with("super"))),
        (MarkKind::Subscript, says("text-position", &|value| value.starts_with("sub"))),
        (MarkKind::Code, says("font-pitch", &|value| value == "fixed")),
    ] {
        style.set(kind, holds);
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;
    use BlockKind::{Heading, ListItem, Note, Paragraph, TableCell};

    #[test]
    fn blocks_notes_and_deletions() {
        let text = "<o:document-content><o:automatic-styles><s:style s:name='P1' s:parent-style-name='Title'/></o:automatic-styles><o:body><o:text>\
            <t:tracked-changes><t:changed-region><t:deletion><t:p>gone</t:p></t:deletion></t:changed-region></t:tracked-changes>\
            <t:p t:style-name='P1'>Title</t:p><t:h>One</t:h>\n<t:p>Some<t:s t:c='2'/><t:span>te</t:span>xt<t:note><t:note-citation>1</t:note-citation>\
            <t:note-body><t:p>A note.</t:p></t:note-body></t:note> more.</t:p><t:list><t:list-item><t:p>item</t:p></t:list-item></t:list>\
            <tb:table><tb:table-row><tb:table-cell><t:p>cell</t:p></tb:table-cell></tb:table-row></tb:table></o:text></o:body></o:document-content>";
        let mut body = Body::default();
        body.read(&mut Xml::new(Path::new("f"), "", text)).unwrap();
        let document = body.extract.finish(Path::new("f"), None).unwrap();
        let found: Vec<_> = document.blocks().iter().map(|block| (block.kind, &document.text()[block.range.clone()])).collect();
        let expected = [
            (Heading, "Title"),
            (Heading, "One"),
            (Paragraph, "Some text more."),
            (Note, "A note."),
            (ListItem, "item"),
            (TableCell, "cell"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn automatic_styles_and_links_are_marks() {
        let text = "<o:document-content><o:automatic-styles><s:style s:name='T1'><s:text-properties fo:font-weight='bold'/></s:style>\
            <s:style s:name='T2' s:parent-style-name='Emphasis'><s:text-properties s:text-position='super 58%'/></s:style></o:automatic-styles>\
            <o:body><o:text><t:p>One <t:span t:style-name='T1'>bold<t:note><t:note-body><t:p>plain note</t:p></t:note-body></t:note> word</t:span>, \
            <t:a x:href='http://x'>a <t:span t:style-name='T2'>link</t:span></t:a>.</t:p></o:text></o:body></o:document-content>";
        let mut body = Body::default();
        body.read(&mut Xml::new(Path::new("f"), "", text)).unwrap();
        let document = body.extract.finish(Path::new("f"), None).unwrap();
        let found: Vec<_> = document.marks().iter().map(|mark| (mark.kind, &document.text()[mark.range.clone()])).collect();
        use MarkKind::{Bold, Italic, Link, Superscript};
        assert_eq!(found, [(Bold, "bold word"), (Link, "a link"), (Italic, "link"), (Superscript, "link")]);
        assert_eq!(document.marks()[1].address.as_deref(), Some("http://x"));
    }
}
