//! OpenDocument text in, its blocks out.
//!
//! Unlike Word's, its notes stand where they are referred to, and its deleted text in a list at the beginning, which is skipped. Automatic styles
//! (`P7`) lead to the style of the user (`Title`) by their parent. Headers and footers are in `styles.xml`, which is not read.

use std::path::Path;

use super::archive::Archive;
use super::extract::Extract;
use super::unusable;
use super::xml::{Element, Node, Xml, decoded, part_text};
use crate::error::Result;
use crate::hash::Map;
use crate::model::{BlockKind, Document};

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
                self.parents.insert(element.attribute("name").unwrap_or_default(), parent);
            }
            "h" => self.paragraphs.push(BlockKind::Heading),
            "p" => {
                let style = element.attribute("style-name").unwrap_or_default();
                let around = self.around.last().copied().unwrap_or(BlockKind::Paragraph);
                self.paragraphs.push(self.kind(&style).unwrap_or(around));
            }
            "list-item" | "list-header" => self.around.push(BlockKind::ListItem),
            "table-cell" => self.around.push(BlockKind::TableCell),
            "s" | "tab" => self.extract.say(" "),
            "line-break" => self.extract.end_line(),
            "note-body" if self.extract.enter_inset(Some(BlockKind::Note)) => {}
            "text-box" if self.extract.enter_inset(None) => {}
            "note-body" | "text-box" => xml.skip()?,
            "tracked-changes" | "annotation" | "note-citation" | "ruby-text" | "title" | "desc" | "forms" | "hidden-text" | "object" => {
                xml.skip()?
            }
            _ => {}
        }
        Ok(())
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
                }
            }
            "list-item" | "list-header" | "table-cell" => {
                self.around.pop();
            }
            "note-body" | "text-box" => self.extract.leave_inset(),
            _ => {}
        }
    }
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
}
