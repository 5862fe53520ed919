//! Puts glyphs as they stand on the page into the order in which they are read, for scripts that run from right to left.
//!
//! A page says where glyphs stand, so a line of Arabic or Hebrew comes in visual order: its first word last, each word backwards, numbers
//! and Latin words forwards among them. The algorithm of Unicode (UAX #9) turns logical order into visual order, and visual into logical
//! order as well, because what it reverses is reversed again. Pages that are mostly right to left are mirrored first, so that columns,
//! indents and short lines are where they are on any other page.

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_normalization::UnicodeNormalization;

use crate::formats::pdf::page::{Glyph, Line};

/// Whether more letters of these texts run from right to left than from left to right.
fn runs_left<'a>(texts: impl IntoIterator<Item = &'a str>) -> bool {
    let (mut left, mut right) = (0_usize, 0_usize);
    for c in texts.into_iter().flat_map(str::chars) {
        match bidi_class(c) {
            BidiClass::R | BidiClass::AL => left += 1,
            BidiClass::L => right += 1,
            _ => {}
        }
    }
    left > right
}

/// Whether a page is mostly written from right to left.
pub(super) fn is_right_to_left(glyphs: &[Glyph]) -> bool {
    runs_left(glyphs.iter().map(|glyph| glyph.text.as_str()))
}

fn is_combining(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| bidi_class(c) == BidiClass::NSM)
}

/// The glyphs of a page row by row, from the left, whatever order they are drawn in; points and vowel signs with the letter that they stand on.
pub(super) fn by_place(glyphs: &[Glyph]) -> Vec<Glyph> {
    let mut rows: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    // Signs that are drawn before their letter, as in visual order.
    let mut waiting: Vec<&Glyph> = Vec::new();
    for glyph in glyphs {
        if !is_combining(&glyph.text) {
            // Where one letter is drawn as several glyphs, LibreOffice gives those without room of their own any character.
            if glyph.right - glyph.left < 0.01 * glyph.size {
                continue;
            }
            let mut letter = glyph.clone();
            waiting.drain(..).for_each(|sign| letter.text.push_str(&sign.text));
            rows.push(letter);
            continue;
        }
        match rows.last_mut().filter(|letter| letter.base == glyph.base && letter.left <= glyph.left && glyph.left < letter.right) {
            Some(letter) => letter.text.push_str(&glyph.text),
            None => waiting.push(glyph),
        }
    }
    rows.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut start = 0;
    while let Some(first) = rows.get(start) {
        let (base, near) = (first.base, 0.3 * first.size);
        let end = start + rows.iter().skip(start).take_while(|glyph| glyph.base - base <= near).count();
        if let Some(row) = rows.get_mut(start..end) {
            row.sort_by(|a, b| a.left.total_cmp(&b.left));
        }
        start = end.max(start + 1);
    }
    rows
}

/// A text as it is read, from one as it stands on the page, which may be right to left as a whole; a piece of the text begins at each of these bytes, and
/// stays as it is. The second says whether the line is read from right to left.
pub(super) fn logical(text: &str, starts: &[usize], page: bool) -> (String, bool) {
    let is_left = |c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL);
    if !text.chars().any(is_left) {
        return (text.to_owned(), false);
    }
    let rtl = page || runs_left([text]);
    let base = if rtl { Level::rtl() } else { Level::ltr() };
    let of_bytes = BidiInfo::new(text, Some(base)).levels;
    let levels: Vec<Level> = starts.iter().map(|&start| of_bytes.get(start).copied().unwrap_or(base)).collect();
    let mut logical = String::with_capacity(text.len());
    for piece in BidiInfo::reorder_visual(&levels) {
        let start = starts.get(piece).copied().unwrap_or(text.len());
        let end = starts.get(piece + 1).copied().unwrap_or(text.len());
        for c in text.get(start..end).unwrap_or_default().chars() {
            match c {
                // The shapes that letters take in a word stand for the letters.
                '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => logical.extend(c.nfkc()),
                c => logical.push(c),
            }
        }
    }
    (logical, rtl)
}

/// Brackets that the page names by how they look, and not by what they are, open where they should close: then all of a page are reversed.
pub(super) fn reverse_brackets(lines: &mut [(Line, bool)]) {
    let mistakes = |opens: char, closes: char| {
        let (mut open, mut wrong) = (0_usize, 0_usize);
        for c in lines.iter().filter(|(_, rtl)| *rtl).flat_map(|(line, _)| line.text.chars()) {
            if c == opens {
                open += 1;
            } else if c == closes {
                wrong += usize::from(open == 0);
                open = open.saturating_sub(1);
            }
        }
        wrong + open
    };
    let as_they_are = mistakes('(', ')') + mistakes('[', ']');
    let reversed = mistakes(')', '(') + mistakes(']', '[');
    if reversed >= as_they_are {
        return;
    }
    for (line, _) in lines.iter_mut().filter(|(_, rtl)| *rtl) {
        line.text = line.text.chars().map(mirrored).collect();
    }
}

fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '«' => '»',
        '»' => '«',
        c => c,
    }
}

/// A line as a mirror shows it.
pub(super) fn in_mirror(line: Line, width: f64) -> Line {
    let (left, right) = (width - line.right, width - line.left);
    Line { left, right, column: (left, right), ..line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(visual: &[&str], page: bool) -> String {
        let mut starts = Vec::new();
        let mut text = String::new();
        for piece in visual {
            starts.push(text.len());
            text.push_str(piece);
        }
        logical(&text, &starts, page).0
    }

    fn letters(visual: &str, page: bool) -> String {
        let pieces: Vec<String> = visual.chars().map(String::from).collect();
        read(&pieces.iter().map(String::as_str).collect::<Vec<_>>(), page)
    }

    #[test]
    fn words_turn_and_numbers_and_latin_do_not() {
        assert_eq!(letters(".תוגרדמ 141 דרי רמושה", false), "השומר ירד 141 מדרגות.");
        assert_eq!(letters("Anton Berg ומש", true), "שמו Anton Berg");
        assert_eq!(letters("1,000.50 שי", false), "יש 1,000.50");
        assert_eq!(letters("The word םולש means peace", false), "The word שלום means peace");
        assert_eq!(letters("nothing to turn 12", true), "nothing to turn 12");
    }

    #[test]
    fn ligatures_keep_their_letters_and_shapes_become_letters() {
        assert_eq!(read(&["\u{fe8e}", "\u{fee3}", " ", "لا"], false), "لا ما");
    }

    #[test]
    fn signs_stay_with_their_letters() {
        let glyph = |text: &str, left: f64, right: f64| Glyph { text: text.into(), left, right, base: 10.0, size: 10.0 };
        let by_eye = [glyph("ם", 0.0, 5.0), glyph("\u{5b8}", 7.0, 7.0), glyph("ש", 5.0, 10.0)];
        let by_mouth = [glyph("ש", 5.0, 10.0), glyph("\u{5b8}", 7.0, 7.0), glyph("ם", 0.0, 5.0)];
        for glyphs in [&by_eye[..], &by_mouth] {
            let texts: Vec<String> = by_place(glyphs).into_iter().map(|glyph| glyph.text).collect();
            assert_eq!(texts, ["ם", "ש\u{5b8}"]);
        }
    }

    #[test]
    fn brackets_are_reversed_where_they_name_their_shape() {
        let line = |text: &str| (Line { text: text.into(), left: 0.0, right: 1.0, base: 1.0, size: 1.0, column: (0.0, 1.0) }, true);
        let mut reversed = [line("א )ב( ג"), line("ד )ה( «ו»")];
        reverse_brackets(&mut reversed);
        assert_eq!([reversed[0].0.text.as_str(), reversed[1].0.text.as_str()], ["א (ב) ג", "ד (ה) »ו«"]);
        let mut right = [line("א (ב"), line("ג)")];
        reverse_brackets(&mut right);
        assert_eq!(right[0].0.text, "א (ב");
    }
}
