//! Reads web pages.
//!
//! The tokenizer is html5ever's, which reads what browsers read, entities and errors included. Only the part of the tree that matters for
//! text is rebuilt: which block-level elements are open. A tag of one of them ends a block; its kind and whether it is boilerplate follow
//! from the elements around it. So memory and time stay proportional to the page, however its tags are nested.

use std::cell::RefCell;
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use crate::error::Result;
use crate::formats::document::extract::Extract;
use crate::formats::document::style::Style;
use crate::model::{BlockKind, Document};
use crate::source::charset;
use crate::source::limits::{HTML_DEPTH, HTML_INLINE};
use crate::source::unusable;

use super::boilerplate::{Seen, Why, attribute, judge, sort_out};
use super::elements::{Class, class, closes_before, kind};

/// Reads a web page.
pub(in crate::formats) fn document(path: &Path, bytes: Vec<u8>, label: Option<&str>, main_content: bool) -> Result<Document> {
    let declared = declared_encoding(&bytes);
    let label = label.or_else(|| declared.as_deref().filter(|_| std::str::from_utf8(&bytes).is_err()));
    let (text, _) = charset::decode(path, bytes, label)?;
    let mut extract = Extract::default();
    let place = if main_content { Place::Main } else { Place::Page };
    let page = read(path, &text, &mut extract, place)?;
    extract.finish(path, page.language.as_deref())
}

/// Where a page stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::formats) enum Place {
    /// By itself.
    #[default]
    Page,
    /// By itself, and nothing but its text is wanted.
    Main,
    /// In a book or another document: what stands around it is of the text.
    Book,
}

/// What a page says of itself.
#[derive(Debug, Default)]
pub(in crate::formats) struct Page {
    /// Its `lang`.
    pub language: Option<String>,
}

/// Adds the blocks of a page.
pub(in crate::formats) fn read(path: &Path, text: &str, extract: &mut Extract, place: Place) -> Result<Page> {
    let before = extract.len();
    if super::attributes::are_too_many(text) {
        return Err(unusable(path, "a tag of the page has more than 500 attributes", "check where it comes from"));
    }
    let state = State { extract: std::mem::take(extract), xhtml: is_xhtml(text), place, before, ..State::default() };
    let tokenizer = Tokenizer::new(Sink(RefCell::new(state)), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    // Anything but the end is a place at which a browser would run a script.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    let mut state = tokenizer.sink.0.into_inner();
    if state.too_deep {
        let what = format!("elements of the page stand {HTML_DEPTH} deep in each other");
        return Err(unusable(path, &what, "check where it comes from"));
    }
    state.close();
    state.extract.set_style(Style::default());
    let mut boilerplate = sort_out(&state.seen);
    let main = place == Place::Main && state.seen.iter().any(|seen| seen.inside);
    for (boilerplate, seen) in boilerplate.iter_mut().zip(&state.seen) {
        *boilerplate |= main && !seen.inside;
    }
    state.extract.set_aside(before, &boilerplate, place != Place::Main);
    *extract = state.extract;
    Ok(Page { language: state.language })
}

fn is_xhtml(text: &str) -> bool {
    let head = text.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<?xml") || head.get(..head.len().min(600)).is_some_and(|head| head.contains("http://www.w3.org/1999/xhtml"))
}

/// The encoding that a page names in its first kilobyte.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096))?).to_ascii_lowercase();
    let at = head.find("charset").map(|at| at + 7).or_else(|| head.find("encoding").map(|at| at + 8))?;
    let value = head.get(at..)?.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let label = value.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).next()?;
    encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()).map(|encoding| encoding.name().to_owned())
}

/// An element that is open.
#[derive(Debug)]
struct Open {
    name: String,
    kind: Option<BlockKind>,
    why: Option<Why>,
    inside: bool,
    /// Whether line ends in it are line ends.
    lines: bool,
}

struct Sink(RefCell<State>);

#[derive(Default)]
struct State {
    extract: Extract,
    xhtml: bool,
    place: Place,
    before: usize,
    open: Vec<Open>,
    /// The element whose text is not read, and how many of its name are open.
    skipped: Option<(String, usize)>,
    /// What is known of each block since `before`.
    seen: Vec<Seen>,
    language: Option<String>,
    /// The inline elements that are open and set their text off, the innermost last.
    inline: Vec<(String, Style)>,
    /// Links that are open.
    links: usize,
    /// Whether the current block holds text outside of links, and in links.
    unlinked: bool,
    linked: bool,
    too_deep: bool,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.text(&text),
            Token::TagToken(tag) => return state.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn text(&mut self, text: &str) {
        if self.skipped.is_some() || self.too_deep {
            return;
        }
        if text.contains(|c: char| !c.is_whitespace()) {
            if self.links > 0 {
                self.linked = true;
            } else {
                self.unlinked = true;
            }
        }
        if self.open.last().is_some_and(|open| open.lines) {
            for line in text.split_inclusive('\n') {
                self.extract.say(line);
                if line.ends_with('\n') {
                    self.extract.end_line();
                }
            }
        } else {
            self.extract.say(text);
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        let ends_at_once = tag.self_closing && self.xhtml;
        match tag.kind {
            TagKind::EndTag => self.end(name),
            TagKind::StartTag => {
                self.start(tag, name);
                if ends_at_once {
                    self.end(name);
                } else {
                    return match name {
                        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
                        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                        _ => TokenSinkResult::Continue,
                    };
                }
            }
        }
        TokenSinkResult::Continue
    }

    fn start(&mut self, tag: &Tag, name: &str) {
        self.picture(tag, name);
        if let Some((skipped, count)) = &mut self.skipped {
            // The end tags of ruby annotations may be left out.
            if !matches!(skipped.as_str(), "rt" | "rp") || class(name) == Class::Inline {
                *count += usize::from(skipped == name);
                return;
            }
            self.skipped = None;
        }
        if matches!(name, "html" | "body") {
            self.language = attribute(tag, "lang").or_else(|| attribute(tag, "xml:lang")).map(str::to_owned).or(self.language.take());
        }
        match class(name) {
            Class::Skipped => self.skipped = Some((name.to_owned(), 1)),
            _ if super::elements::is_reference(tag, name) || super::elements::is_hidden(tag) && !super::elements::is_void(name) => {
                self.skipped = Some((name.to_owned(), 1));
            }
            Class::Break if self.extract.is_at_line_start() => self.close(),
            Class::Break => self.extract.end_line(),
            Class::Rule => self.close(),
            Class::Block => self.open(tag, name),
            Class::Inline => {
                self.links += usize::from(name == "a");
                if let Some(style) = super::elements::style(tag, name).filter(|_| self.inline.len() < HTML_INLINE) {
                    self.inline.push((name.to_owned(), style));
                    self.restyle();
                }
            }
        }
    }

    /// Remembers a picture. Covers of books are often pictures within drawings, of which nothing else is read.
    fn picture(&mut self, tag: &Tag, name: &str) {
        let skipped = self.skipped.as_ref().map(|(name, _)| name.as_str());
        let reference = match (name, skipped) {
            ("img", None) => attribute(tag, "src"),
            ("image", Some("svg")) => attribute(tag, "xlink:href").or_else(|| attribute(tag, "href")),
            _ => None,
        };
        if let Some(reference) = reference.filter(|_| self.place == Place::Book) {
            self.extract.picture(reference, attribute(tag, "alt").unwrap_or_default());
        }
    }

    /// Says how the text goes on, after an inline element has begun or ended.
    fn restyle(&mut self) {
        let style = self.inline.iter().fold(Style::default(), |style, (_, inner)| style.and(inner));
        self.extract.set_style(style);
    }

    fn open(&mut self, tag: &Tag, name: &str) {
        self.close();
        if let Some(at) = closes_before(name, self.open.iter().map(|open| open.name.as_str())) {
            self.open.truncate(at);
        }
        if self.open.len() >= HTML_DEPTH {
            self.too_deep = true;
            return;
        }
        let around = self.open.last();
        let inside = self.place == Place::Book
            || around.is_some_and(|open| open.inside)
            || matches!(name, "main" | "article")
            || attribute(tag, "role") == Some("main");
        let why = judge(tag, name, inside).filter(|why| *why == Why::Element || self.place != Place::Book);
        let why = why.max(around.and_then(|open| open.why));
        // The title of a page often stands in its header.
        let titled = name == "h1" && self.open.iter().any(|open| open.name == "header") && !self.open.iter().any(|open| open.name == "nav");
        let kind = kind(tag, name).or(around.and_then(|open| open.kind));
        let lines = name == "pre" || around.is_some_and(|open| open.lines);
        self.open.push(Open { name: name.to_owned(), kind, why: why.filter(|_| !titled), inside, lines });
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, count)) = &mut self.skipped {
            *count -= usize::from(skipped == name);
            if *count == 0 || name == "ruby" && matches!(skipped.as_str(), "rt" | "rp") {
                self.skipped = None;
            }
            return;
        }
        if name == "a" {
            self.links = self.links.saturating_sub(1);
        }
        if let Some(at) = self.inline.iter().rposition(|(open, _)| open == name) {
            self.inline.remove(at);
            self.restyle();
        }
        if class(name) == Class::Block {
            self.close();
            if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
                self.open.truncate(at);
            }
        }
    }

    /// Ends the current block.
    fn close(&mut self) {
        let around = self.open.last();
        let kind = around.and_then(|open| open.kind).unwrap_or(BlockKind::Paragraph);
        let length = self.extract.open_length();
        self.extract.close(kind);
        if self.extract.len() > self.before + self.seen.len() {
            let linked = self.linked && !self.unlinked && kind == BlockKind::ListItem;
            self.seen.push(Seen {
                why: around.and_then(|open| open.why),
                inside: self.place == Place::Book || around.is_some_and(|open| open.inside),
                linked,
                length,
            });
        }
        (self.linked, self.unlinked) = (false, false);
    }
}
