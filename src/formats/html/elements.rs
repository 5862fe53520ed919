//! What each element of HTML does to the text in it.

use crate::formats::document::style::Style;
use crate::formats::html::boilerplate::attribute;
use crate::model::{BlockKind, MarkKind};
use html5ever::tokenizer::Tag;

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Class {
    /// Begins or ends a block.
    Block,
    /// Ends a line.
    Break,
    /// Separates blocks, and holds nothing.
    Rule,
    /// Its content is not text of the page.
    Skipped,
    /// Nothing.
    Inline,
}

/// What a tag of this name does.
pub(in crate::formats) fn class(name: &str) -> Class {
    match name {
        "address" | "article" | "aside" | "blockquote" | "body" | "button" | "caption" | "center" | "dd" | "details" | "dialog" | "dir"
        | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
        | "header" | "hgroup" | "html" | "label" | "legend" | "li" | "main" | "menu" | "nav" | "ol" | "option" | "p" | "pre" | "search"
        | "section" | "select" | "summary" | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" | "ul" => Class::Block,
        "br" => Class::Break,
        "hr" => Class::Rule,
        "script" | "style" | "template" | "noscript" | "title" | "svg" | "math" | "iframe" | "object" | "audio" | "video" | "canvas"
        | "textarea" | "noembed" | "noframes" | "xmp" | "rt" | "rp" => Class::Skipped,
        _ => Class::Inline,
    }
}

/// Whether an element never holds anything and has no end tag.
pub(in crate::formats) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "param" | "source" | "track" | "wbr"
    )
}

/// What the blocks in an element are, if it says.
pub(in crate::formats) fn kind(tag: &Tag, name: &str) -> Option<BlockKind> {
    let is = |attribute_name: &str, values: &[&str]| {
        attribute(tag, attribute_name).unwrap_or_default().split_whitespace().any(|found| values.contains(&found))
    };
    let note = is("epub:type", &["footnote", "endnote", "rearnote", "note", "footnotes", "endnotes", "rearnotes"])
        || is("role", &["doc-footnote", "doc-endnote", "doc-endnotes"])
        || is("class", &["footnote", "footnotes", "endnote", "endnotes"]);
    match name {
        _ if note => Some(BlockKind::Note),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Heading),
        "li" | "dt" | "dd" => Some(BlockKind::ListItem),
        "td" | "th" => Some(BlockKind::TableCell),
        "figcaption" | "caption" => Some(BlockKind::Caption),
        _ => None,
    }
}

/// How an inline element sets its text off, if it does.
pub(in crate::formats) fn style(tag: &Tag, name: &str) -> Option<Style> {
    let kind = match name {
        "a" => return attribute(tag, "href").filter(|address| !address.is_empty()).map(Style::link),
        "b" | "strong" => MarkKind::Bold,
        "i" | "em" | "cite" | "dfn" | "var" => MarkKind::Italic,
        "u" | "ins" => MarkKind::Underline,
        "s" | "del" | "strike" => MarkKind::Strike,
        "sup" => MarkKind::Superscript,
        "sub" => MarkKind::Subscript,
        "code" | "kbd" | "samp" | "tt" => MarkKind::Code,
        // What word processors write in place of elements.
        "span" | "font" => {
            let css = attribute(tag, "style")?.replace(' ', "").to_ascii_lowercase();
            let bold = ["font-weight:bold", "font-weight:700", "font-weight:600"].into_iter().any(|rule| css.contains(rule));
            let mut style = Style::default();
            style.set(MarkKind::Bold, bold);
            style.set(MarkKind::Italic, css.contains("font-style:italic"));
            style.set(MarkKind::Underline, css.contains("text-decoration:underline"));
            return Some(style).filter(|style| *style != Style::default());
        }
        _ => return None,
    };
    Some(Style::of(kind))
}

/// Classes that programs give to marks of notes.
const CLASSES: [&str; 8] =
    ["footnote-ref", "footnote-back", "footnoteref", "noteref", "sdfootnoteanc", "sdfootnotesym", "sdendnoteanc", "sdendnotesym"];

/// Whether an element is the mark of a note in the text, or the way back from it.
pub(in crate::formats) fn is_reference(tag: &Tag, name: &str) -> bool {
    if !matches!(name, "a" | "sup" | "span") {
        return false;
    }
    let words = |name: &str| attribute(tag, name).unwrap_or_default().split_whitespace();
    words("epub:type").any(|word| matches!(word, "noteref" | "backlink" | "referrer"))
        || words("role").any(|word| matches!(word, "doc-noteref" | "doc-backlink"))
        || words("class").any(|word| CLASSES.contains(&word) || word == "reference" && name == "sup")
}

/// Whether an element is not shown.
pub(in crate::formats) fn is_hidden(tag: &Tag) -> bool {
    let style = || attribute(tag, "style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    attribute(tag, "hidden").is_some() || style().contains("display:none")
}

/// How many of the open elements stay open where one of this name begins, if it ends any: `<li>` ends the item before it.
pub(in crate::formats) fn closes_before<'a>(
    name: &str,
    open: impl DoubleEndedIterator<Item = &'a str> + ExactSizeIterator,
) -> Option<usize> {
    let (ends, within): (&[&str], &[&str]) = match name {
        "li" => (&["li"], &["ul", "ol", "menu", "dir"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl"]),
        "td" | "th" => (&["td", "th"], &["tr", "table"]),
        "tr" => (&["tr"], &["table"]),
        "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
        "option" => (&["option"], &["select", "datalist"]),
        _ => (&["p", "h1", "h2", "h3", "h4", "h5", "h6"], &[]),
    };
    for (at, open) in open.enumerate().rev() {
        if ends.contains(&open) {
            return Some(at);
        }
        // A paragraph ends only where it is the innermost element.
        if within.is_empty() || within.contains(&open) {
            return None;
        }
    }
    None
}
