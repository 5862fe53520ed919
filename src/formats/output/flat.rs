//! Joins sentences into one line, for the formats that give a bead one line.
//!
//! A line end or tab inside a sentence becomes one space together with the white space around it; between two characters of a script
//! written without spaces (Chinese, Japanese) it becomes nothing. All other white space stays as it was.

use std::ops::Range;

/// The sentences of a bead as one line.
pub fn joined<'a>(sentences: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for sentence in sentences {
        join(&mut line, &line_of(sentence));
    }
    line
}

/// Adds a sentence, as one line, to a line; gives the byte at which it begins.
pub(in crate::formats) fn join(line: &mut String, sentence: &str) -> usize {
    let unspaced = line.ends_with(is_spaceless) && sentence.starts_with(is_spaceless);
    if !line.is_empty() && !sentence.is_empty() && !unspaced {
        line.push(' ');
    }
    let start = line.len();
    line.push_str(sentence);
    start
}

/// A sentence as one line.
pub fn line_of(sentence: &str) -> String {
    traced(sentence, |_, _| ())
}

/// A sentence as one line; `kept` is called for each stretch that is kept, by its range in the sentence and where it begins in the line.
pub(in crate::formats) fn traced(sentence: &str, mut kept: impl FnMut(Range<usize>, usize)) -> String {
    let mut line = String::with_capacity(sentence.len());
    let mut rest = sentence.trim_matches(is_space);
    let mut at = sentence.len() - sentence.trim_start_matches(is_space).len();
    while let Some(end) = rest.find(is_space) {
        let (before, from) = rest.split_at(end);
        let after = from.trim_start_matches(is_space);
        let space = from.get(..from.len() - after.len()).unwrap_or_default();
        kept(at..at + before.len(), line.len());
        line.push_str(before);
        if !space.contains(breaks_line) {
            line.push_str(space);
        } else if !(before.ends_with(is_spaceless) && after.starts_with(is_spaceless)) {
            line.push(' ');
        }
        at += rest.len() - after.len();
        rest = after;
    }
    kept(at..at + rest.len(), line.len());
    line.push_str(rest);
    line
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || breaks_line(c)
}

/// Characters that some tool takes for the end of a line or field: Python's `splitlines` has the longest list.
fn breaks_line(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{1C}'..='\u{1F}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character belongs to a script that puts no space between sentences: Han, kana and their punctuation, not Hangul.
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{3000}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF9F}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hard_wraps_become_one_space() {
        assert_eq!(line_of("a line\n   that goes  on\tand on\r\n"), "a line that goes  on and on");
        assert_eq!(line_of("一行\n另一行"), "一行另一行");
        assert_eq!(line_of("한국어\n문장"), "한국어 문장");
        assert_eq!(line_of("a\u{2028}b\u{85}c\u{1e}d"), "a b c d");
    }

    #[test]
    fn sentences_are_joined_as_their_script_joins_them() {
        assert_eq!(joined(["One.", "Two."]), "One. Two.");
        assert_eq!(joined(["一句。", "两句。"]), "一句。两句。");
        assert_eq!(joined(["", "Two."]), "Two.");
        assert_eq!(joined(["One.", ""]), "One.");
    }
}
