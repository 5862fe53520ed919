//! Numbers as values, however they are written: `1,000.5`, `1 000,5` and `١٠٠٠٫٥` all become `1000.5`.
//!
//! No text says which of `.` and `,` is its decimal mark, so the shape of the number decides: two different marks settle it, a mark that
//! occurs twice groups thousands, and a single mark before exactly three digits is taken for a thousands mark (`1.957` is far more often a
//! count than a measurement, and both texts are read by the same rule in any case).

/// The end (byte offset) of the number that begins at byte `start` of `text`, and its canonical value in ASCII appended to `value`
/// (cleared first). `None` if no digit stands there.
pub fn scan(text: &str, start: usize, value: &mut String) -> Option<usize> {
    value.clear();
    let rest = text.get(start..)?;
    let mut marks: Vec<(usize, char)> = Vec::new();
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if let Some(digit) = digit(c) {
            value.push(digit);
            end = at + c.len_utf8();
        } else if let Some(mark) = mark(c)
            && !value.is_empty()
            && chars.peek().is_some_and(|&(_, next)| self::digit(next).is_some())
        {
            let after = rest[at + c.len_utf8()..].chars().take_while(|&c| self::digit(c).is_some()).count();
            let since = value.len() - marks.last().map_or(0, |m| m.0);
            if mark == ' ' && (after != 3 || since > 3) {
                break;
            }
            marks.push((value.len(), mark));
        } else {
            break;
        }
    }
    if value.is_empty() {
        return None;
    }
    let decimal = decimal_place(&marks, value.len());
    if let Some(place) = decimal {
        value.insert(place, '.');
    } else if marks.len() > 1 && !grouped(&marks, value.len()) {
        // A date, a version, a section number: keep its parts apart.
        let mut apart = String::with_capacity(value.len() + marks.len());
        let mut from = 0;
        for &(place, _) in &marks {
            apart.push_str(value.get(from..place).unwrap_or_default());
            apart.push('.');
            from = place;
        }
        apart.push_str(value.get(from..).unwrap_or_default());
        *value = apart;
    }
    Some(start + end)
}

/// Whether every mark is followed by exactly three digits.
fn grouped(marks: &[(usize, char)], len: usize) -> bool {
    let ends = marks.iter().skip(1).map(|m| m.0).chain([len]);
    marks.iter().zip(ends).all(|(mark, end)| end - mark.0 == 3)
}

/// Where among the digits the decimal mark stands, if one of the marks is decimal.
fn decimal_place(marks: &[(usize, char)], len: usize) -> Option<usize> {
    let (&(place, last), before) = marks.split_last()?;
    let different = before.iter().all(|&(_, mark)| mark != last && mark == before[0].1);
    match before.len() {
        0 => (last != ' ' && last != '\'' && len - place != 3).then_some(place),
        _ => (different && grouped(before, place)).then_some(place),
    }
}

/// The ASCII digit of a decimal digit in any script in common use.
fn digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    const ZEROS: [u32; 13] = [0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0x1040, 0xFF10];
    let c = u32::from(c);
    if c < 0x660 {
        return None;
    }
    ZEROS.iter().find_map(|&zero| char::from_digit(c.checked_sub(zero).filter(|&d| d < 10)?, 10))
}

/// The marks that may stand between the digits of one number, with their variants folded.
fn mark(c: char) -> Option<char> {
    match c {
        '.' | '\u{66B}' | '\u{FF0E}' => Some('.'),
        ',' | '\u{66C}' | '\u{FF0C}' => Some(','),
        ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' => Some(' '),
        '\'' | '\u{2019}' => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::scan;

    #[test]
    fn numbers_of_both_languages_meet() {
        let cases = [
            ("1,000.5", "1000.5", 7),
            ("1 000,5 m", "1000.5", 7),
            ("1\u{202F}000\u{202F}000 €", "1000000", 13),
            ("1.000.000", "1000000", 9),
            ("12,5%", "12.5", 4),
            ("3.14.", "3.14", 4),
            ("1'500", "1500", 5),
            ("1957 300", "1957", 4),
            ("21.2.2020", "21.2.2020", 9),
            ("٣٫٥", "3.5", 6),
            ("12 3", "12", 2),
            ("0", "0", 1),
            ("8,848 m", "8848", 5),
        ];
        let mut value = String::new();
        for (text, want, end) in cases {
            assert_eq!(scan(text, 0, &mut value), Some(end), "{text}");
            assert_eq!(value, want, "{text}");
        }
        assert_eq!(scan("x1", 0, &mut value), None);
    }
}
