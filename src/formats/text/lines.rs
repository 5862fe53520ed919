//! Cuts a text into lines, as the tools that count lines do or as a reader sees them.
//!
//! The two differ on purpose. With `--split lines` an id is a line number, and must be the one `wc`, Moses or an editor would give, so only
//! LF and CRLF end a line (CR, too, in a file of an old Mac that has no LF at all); a U+2028 inside a line of a corpus stays inside.
//! Paragraphs are for reading: there every line and page separator of Unicode ends a line.

use std::ops::Range;

use crate::model::{Block, BlockKind};

/// Every line as a block, blank ones too. A line end at the end of the text does not begin another line.
pub(in crate::formats) fn blocks(text: &str) -> Vec<Block> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut start = 0;
    let mut blocks = Vec::new();
    for line in text.split_inclusive(end) {
        let content = line.strip_suffix(end).unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        blocks.push(Block { range: start..start + content.len(), kind: BlockKind::Line });
        start += line.len();
    }
    blocks
}

/// A line as a reader sees it: never blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Bytes of the text, without the white space around them.
    pub range: Range<usize>,
    /// White space before it, in characters (a tab is one).
    pub indent: usize,
    /// Whether a blank line, a page break or the beginning of the text comes before it.
    pub after_blank: bool,
}

/// The lines of a text that hold anything, in order.
pub(super) fn visible(text: &str) -> impl Iterator<Item = Line> {
    let mut next = 0;
    let mut after_blank = true;
    std::iter::from_fn(move || {
        while let Some(rest) = text.get(next..).filter(|rest| !rest.is_empty()) {
            let length = rest.find(is_line_end).unwrap_or(rest.len());
            let line = rest.get(..length).unwrap_or_default();
            let end = rest.get(length..).and_then(|rest| rest.chars().next());
            let crlf = rest.get(length..).is_some_and(|rest| rest.starts_with("\r\n"));
            let start = next;
            next += length + if crlf { 2 } else { end.map_or(0, char::len_utf8) };
            let content = line.trim_start();
            let before = line.len() - content.len();
            let content = content.trim_end();
            let blank = content.is_empty();
            let found = (!blank).then(|| Line {
                range: start + before..start + before + content.len(),
                indent: line.get(..before).unwrap_or_default().chars().count(),
                after_blank,
            });
            after_blank = blank || matches!(end, Some('\u{2029}'));
            if found.is_some() {
                return found;
            }
        }
        None
    })
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        blocks(text).into_iter().map(|block| &text[block.range]).collect()
    }

    #[test]
    fn lines_are_those_of_other_tools() {
        assert_eq!(cut("a\nb\n"), ["a", "b"]);
        assert_eq!(cut("a\r\n\r\nb"), ["a", "", "b"]);
        assert_eq!(cut("a\rb\r"), ["a", "b"]);
        assert_eq!(cut("a\u{2028}b\nc\rd\n"), ["a\u{2028}b", "c\rd"]);
        assert_eq!(cut("\n\n"), ["", ""]);
        assert!(cut("").is_empty());
    }

    #[test]
    fn visible_lines_know_what_stands_before_them() {
        let text = "  one\r\ntwo \u{2028}three\n\n\t\nfour\u{2029}five";
        let seen: Vec<_> = visible(text).map(|line| (&text[line.range], line.indent, line.after_blank)).collect();
        assert_eq!(seen, [("one", 2, true), ("two", 0, false), ("three", 0, false), ("four", 0, true), ("five", 0, true)]);
    }
}
