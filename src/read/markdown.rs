//! Markdown in, its blocks out.
//!
//! `pulldown-cmark` reads CommonMark with what GitHub and pandoc add (tables, notes, front matter). Notes follow the block that refers to them, wherever the
//! file keeps them; HTML blocks go through the reader of web pages.

use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::extract::Extract;
use super::html::{self, Place};
use crate::error::Result;
use crate::hash::Map;
use crate::model::{BlockKind, Document};

const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS);

/// Reads Markdown.
pub(super) fn document(path: &Path, text: &str) -> Result<Document> {
    let mut notes: Map<String, Vec<Event<'_>>> = Map::default();
    let mut body = Vec::new();
    let mut label: Option<String> = None;
    for event in Parser::new_ext(text, EXTENSIONS) {
        match (event, &label) {
            (Event::Start(Tag::FootnoteDefinition(name)), _) => label = Some(name.to_string()),
            (Event::End(TagEnd::FootnoteDefinition), _) => label = None,
            (event, Some(label)) => notes.entry(label.clone()).or_default().push(event),
            (event, None) => body.push(event),
        }
    }
    let mut reader = Reader { path, extract: Extract::default(), notes, kinds: Vec::new(), html: String::new(), silent: 0 };
    for event in body {
        reader.read(event)?;
    }
    reader.extract.finish(path, None)
}

struct Reader<'a> {
    path: &'a Path,
    extract: Extract,
    /// The notes that have not been referred to yet.
    notes: Map<String, Vec<Event<'a>>>,
    /// The kinds of the elements that are open, the innermost last.
    kinds: Vec<BlockKind>,
    /// The HTML block in the making.
    html: String,
    /// Elements that are open and whose text is not read.
    silent: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self, event: Event<'a>) -> Result<()> {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => return self.end(tag),
            Event::Html(html) => self.html.push_str(&html),
            Event::FootnoteReference(label) => {
                // Taken out, so that a note that refers to itself ends.
                let Some(note) = self.notes.remove(&*label) else { return Ok(()) };
                if self.extract.enter_inset(Some(BlockKind::Note)) {
                    for event in note {
                        self.read(event)?;
                    }
                    self.extract.leave_inset();
                }
            }
            Event::Text(text) if self.silent == 0 => self.lines(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) if self.silent == 0 => self.extract.say(&text),
            Event::SoftBreak => self.extract.say(" "),
            Event::HardBreak => self.extract.end_line(),
            Event::Rule => self.close(),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.extract.end_line(),
            _ => {}
        }
        Ok(())
    }

    /// Text of a code block has its lines; other text has none.
    fn lines(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            self.extract.say(line);
            if line.ends_with('\n') {
                self.extract.end_line();
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let kind = match tag {
            Tag::Heading { .. } => Some(BlockKind::Heading),
            Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => Some(BlockKind::ListItem),
            Tag::TableCell => Some(BlockKind::TableCell),
            Tag::Image { .. } | Tag::MetadataBlock(_) => {
                self.silent += 1;
                return;
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Superscript | Tag::Subscript => return,
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::BlockQuote(_) => None,
            _ => None,
        };
        self.close();
        if let Some(kind) = kind {
            self.kinds.push(kind);
        }
    }

    fn end(&mut self, tag: TagEnd) -> Result<()> {
        match tag {
            TagEnd::Image | TagEnd::MetadataBlock(_) => self.silent = self.silent.saturating_sub(1),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                html::read(self.path, &html, &mut self.extract, Place::Book)?;
            }
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition | TagEnd::TableCell => {
                self.close();
                self.kinds.pop();
            }
            _ => self.close(),
        }
        Ok(())
    }

    fn close(&mut self) {
        self.extract.close(self.kinds.last().copied().unwrap_or(BlockKind::Paragraph));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BlockKind::{Heading, ListItem, Note, Paragraph, TableCell};

    #[test]
    fn blocks_have_their_kinds() {
        let text = "---\ntitle: x\n---\n# One *two*\n\nA paragraph\nof `text`[^1] & [a link](http://x).\n\n- first\n- second\n\n  more\n\n| a | b |\n\
            |---|---|\n| c | d |\n\n[^1]: A note.\n\n<div>Some <b>HTML</b></div>\n\n![alt](x.png)\n";
        let document = document(Path::new("f"), text).unwrap();
        let found: Vec<_> = document.blocks().iter().map(|block| (block.kind, &document.text()[block.range.clone()])).collect();
        let expected = [
            (Heading, "One two"),
            (Paragraph, "A paragraph of text & a link."),
            (Note, "A note."),
            (ListItem, "first"),
            (ListItem, "second"),
            (ListItem, "more"),
            (TableCell, "a"),
            (TableCell, "b"),
            (TableCell, "c"),
            (TableCell, "d"),
            (Paragraph, "Some HTML"),
        ];
        assert_eq!(found, expected);
    }
}
