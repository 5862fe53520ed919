//! Reads Markdown.
//!
//! `pulldown-cmark` reads CommonMark with the extensions of GitHub and pandoc (tables, notes, front matter). Notes follow the block that
//! refers to them, wherever the file keeps them; HTML blocks go through the reader of web pages.

use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::error::Result;
use crate::formats::descriptor::{Descriptor, Reading};
use crate::formats::document::Sign;
use crate::formats::document::extract::Extract;
use crate::formats::document::style::Style;
use crate::formats::html::read::{self, Place};
use crate::hash::Map;
use crate::model::{BlockKind, Document, MarkKind};

/// Markdown.
pub static FORMAT: Descriptor = Descriptor::new("markdown")
    .read(Reading::new("Markdown", "Markdown", &["md", "markdown"], Sign::Name, |mut file| document(file.path, &file.text()?)).alias("md"));

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
    let mut reader =
        Reader { path, extract: Extract::default(), notes, kinds: Vec::new(), styles: Vec::new(), html: String::new(), silent: 0 };
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
    /// The inline elements that are open, each with the style of the text in it.
    styles: Vec<(Inline, Style)>,
    /// The current HTML block.
    html: String,
    /// Elements that are open and whose text is not read.
    silent: usize,
}

/// An inline element.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Inline {
    /// Of Markdown.
    Markdown(TagEnd),
    /// Of HTML, by its name.
    Html(String),
    /// The state around a note, set aside while the note is read.
    Note,
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
                    self.open(Inline::Note, None);
                    for event in note {
                        self.read(event)?;
                    }
                    self.end_of(&Inline::Note);
                    self.extract.leave_inset();
                }
            }
            Event::Text(text) if self.silent == 0 => self.lines(&text),
            Event::Code(text) if self.silent == 0 => {
                let around = self.style();
                self.extract.set_style(around.clone().and(&Style::of(MarkKind::Code)));
                self.extract.say(&text);
                self.extract.set_style(around);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) if self.silent == 0 => self.extract.say(&text),
            Event::SoftBreak => self.extract.say(" "),
            Event::HardBreak => self.extract.end_line(),
            Event::Rule => self.close(),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.extract.end_line(),
            Event::InlineHtml(tag) => self.inline_html(&tag),
            _ => {}
        }
        Ok(())
    }

    /// How text is set at this place.
    fn style(&self) -> Style {
        self.styles.last().map(|(_, style)| style.clone()).unwrap_or_default()
    }

    /// Begins an inline element; `None` begins with plain text.
    fn open(&mut self, inline: Inline, style: Option<&Style>) {
        // Nobody can see more of them within each other.
        if self.styles.len() < 64 {
            let style = style.map_or_else(Style::default, |style| self.style().and(style));
            self.styles.push((inline, style));
            self.extract.set_style(self.style());
        }
    }

    /// Ends an inline element, and those in it that were left open.
    fn end_of(&mut self, inline: &Inline) {
        let note = self.styles.iter().rposition(|(open, _)| *open == Inline::Note);
        let open = self.styles.iter().rposition(|(open, _)| open == inline).filter(|&at| note.is_none_or(|note| note <= at));
        if let Some(at) = open {
            self.styles.truncate(at);
            self.extract.set_style(self.style());
        }
    }

    /// The elements for which Markdown has no marks of its own.
    fn inline_html(&mut self, tag: &str) {
        let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let kind = match name {
            "b" | "strong" => MarkKind::Bold,
            "i" | "em" => MarkKind::Italic,
            "u" | "ins" => MarkKind::Underline,
            "s" | "del" => MarkKind::Strike,
            "sup" => MarkKind::Superscript,
            "sub" => MarkKind::Subscript,
            "code" | "kbd" => MarkKind::Code,
            _ => return,
        };
        match tag.starts_with("</") {
            true => self.end_of(&Inline::Html(name.to_owned())),
            false => self.open(Inline::Html(name.to_owned()), Some(&Style::of(kind))),
        }
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
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Superscript | Tag::Subscript => {
                let style = match tag {
                    Tag::Emphasis => Style::of(MarkKind::Italic),
                    Tag::Strong => Style::of(MarkKind::Bold),
                    Tag::Strikethrough => Style::of(MarkKind::Strike),
                    Tag::Superscript => Style::of(MarkKind::Superscript),
                    Tag::Subscript => Style::of(MarkKind::Subscript),
                    Tag::Link { dest_url, .. } if !dest_url.is_empty() => Style::link(dest_url),
                    _ => Style::default(),
                };
                return self.open(Inline::Markdown(tag.to_end()), Some(&style));
            }
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
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Superscript | TagEnd::Subscript => {
                self.end_of(&Inline::Markdown(tag));
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                read::read(self.path, &html, &mut self.extract, Place::Book)?;
            }
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition | TagEnd::TableCell => {
                self.close();
                self.kinds.pop();
            }
            _ => self.close(),
        }
        Ok(())
    }

    /// Ends the block in the making; HTML that was left open in it ends, too.
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

    #[test]
    fn emphasis_code_and_links_are_marks() {
        let text = "One **two *three[^1] four***, `five` and [six](http://x 'y').\n\nH<sub>2</sub>O ~~no~~\n\n[^1]: A **note**.\n";
        let document = document(Path::new("f"), text).unwrap();
        assert_eq!(document.text(), "One two three four, five and six.\nA note.\nH2O no\n");
        let found: Vec<_> = document.marks().iter().map(|mark| (mark.kind, &document.text()[mark.range.clone()])).collect();
        use MarkKind::{Bold, Code, Italic, Link, Strike, Subscript};
        let expected = [
            (Bold, "two three four"),
            (Italic, "three four"),
            (Code, "five"),
            (Link, "six"),
            (Bold, "note"),
            (Subscript, "2"),
            (Strike, "no"),
        ];
        assert_eq!(found, expected);
    }
}
