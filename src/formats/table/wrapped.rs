//! Wraps a sentence into the lines of a column of the table.
//!
//! Widths are those of a terminal, counted grapheme by grapheme: a Chinese character takes two columns, a combining mark none. Lines break
//! at spaces, between wide characters (but not before closing punctuation), and inside a word only if it is wider than the column. Nothing is
//! left that a terminal would act on.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::formats::output::flat::line_of;
use crate::terminal;

/// Punctuation that may not begin a line of Chinese or Japanese.
const NOT_FIRST: &str = "、。，．！？：；）」』】〉》〕”’…ー々·・";

/// Wraps a text; at least one line, none wider than `columns` (but for a single character that is).
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let text: String = line_of(text).chars().filter_map(terminal::shown).collect();
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(&text) {
        let width = width(piece.trim_end());
        if used > 0 && used + width > columns {
            lines.push(String::new());
            used = 0;
        }
        for grapheme in piece.graphemes(true) {
            let width = self::width(grapheme);
            let blank = grapheme.trim().is_empty();
            if used > 0 && used + width > columns && !blank {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut().filter(|line| !(blank && line.is_empty())) {
                line.push_str(grapheme);
                used += width;
            }
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// A line with spaces up to this many columns.
pub(super) fn padded(line: &str, columns: usize) -> String {
    format!("{line}{}", " ".repeat(columns.saturating_sub(width(line))))
}

/// Columns of a text. Not the width of the whole string, which would count Arabic ligatures as one where terminals show two.
pub(super) fn width(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The text cut at every place where a line may break: words with the space after them, single wide characters.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut graphemes = text.grapheme_indices(true).peekable();
    while let Some((at, grapheme)) = graphemes.next() {
        let Some(&(next_at, next)) = graphemes.peek() else { break };
        let (blank, next_blank) = (grapheme.trim().is_empty(), next.trim().is_empty());
        let wide = grapheme.width() > 1 || next.width() > 1;
        let glued = next.chars().all(|c| NOT_FIRST.contains(c)) || matches!(grapheme, "「" | "『" | "（" | "《" | "〈" | "【" | "“");
        if next_at > at && !next_blank && (blank || wide && !glued) {
            pieces.extend(text.get(start..next_at));
            start = next_at;
        }
    }
    pieces.extend(text.get(start..));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit() {
        assert_eq!(wrap("The quick brown fox", 10), ["The quick", "brown fox"]);
        assert_eq!(wrap("Donaudampfschiff", 6), ["Donaud", "ampfsc", "hiff"]);
        assert_eq!(wrap("港口一片寂静，码头上", 12), ["港口一片寂", "静，码头上"]);
        assert_eq!(wrap("e\u{301}t\u{e9} \u{1b}[31mred", 5), ["e\u{301}t\u{e9}", "␛[31m", "red"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(padded("港口", 6), "港口  ");
    }
}
