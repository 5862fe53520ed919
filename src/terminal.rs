//! What a terminal may be sent: text, and nothing that it would act on.
//!
//! Names of files and what stands in them come from others. An escape sequence in them can change the window's title, write over what was
//! said before, or put something on the clipboard; a mark that changes the direction of writing makes a name look like another one. So
//! names are spelled out ([`name`], [`spelled`]), and of texts such characters are shown by a sign or, if they are only marks of direction,
//! left out ([`shown`]). Everything that is printed goes through [`Filter`] if it goes to a terminal. Into files and pipes data go as they are.

use std::io::{self, Write};
use std::path::Path;

/// Whether a terminal acts on a character instead of showing it, or shows what follows in another order.
pub fn is_acted_on(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

/// Marks of direction, old ones and the byte-order mark included, and separators of lines.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}')
}

/// A path as it is told: on one line, and what a terminal would act on spelled out.
pub fn name(path: &Path) -> String {
    spelled(&path.to_string_lossy())
}

/// A name as it is told: `\n` and `\u{1b}` for what a terminal would act on.
pub fn spelled(name: &str) -> String {
    let mut spelled = String::with_capacity(name.len());
    for c in name.chars() {
        if is_acted_on(c) { spelled.extend(c.escape_default()) } else { spelled.push(c) }
    }
    spelled
}

/// A character of a text as it is shown: a sign for what a terminal would act on, nothing for a mark that cannot be seen.
pub fn shown(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7F}' => Some('\u{2421}'),
        '\u{2028}' | '\u{2029}' => Some(' '),
        _ if c.is_control() => Some(char::REPLACEMENT_CHARACTER),
        _ if is_invisible(c) => None,
        _ => Some(c),
    }
}

/// Hands text on as it is shown. Lines and tabs stay.
#[derive(Debug)]
pub struct Filter<W> {
    out: W,
    /// The beginning of a character whose end has not come yet.
    begun: Vec<u8>,
}

impl<W: Write> Filter<W> {
    /// Before this writer.
    pub fn new(out: W) -> Self {
        Self { out, begun: Vec::new() }
    }
}

impl<W: Write> Write for Filter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let mut text = String::with_capacity(all.len());
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            text.extend(chunk.valid().chars().filter_map(|c| if matches!(c, '\n' | '\t') { Some(c) } else { shown(c) }));
            match chunk.invalid() {
                [] => {}
                // It may go on.
                rest if chunks.peek().is_none() && std::str::from_utf8(rest).is_err_and(|error| error.error_len().is_none()) => {
                    self.begun = rest.to_vec();
                }
                _ => text.push(char::REPLACEMENT_CHARACTER),
            }
        }
        self.out.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_out() {
        assert_eq!(name(Path::new("a\r\n\u{1b}]0;x\u{7} é\u{9b}2J\u{202e}txt.exe")), r"a\r\n\u{1b}]0;x\u{7} é\u{9b}2J\u{202e}txt.exe");
        assert_eq!(spelled("ordinary שלום.txt"), "ordinary שלום.txt");
    }

    #[test]
    fn texts_are_shown_whatever_the_pieces_they_come_in() {
        let text = "a\tb\n\u{1b}[31mred\r\u{9d}0;x\u{7f}\u{202e}abc\u{200f}\u{2067} 港口 é\u{feff}";
        for size in 1..8 {
            let mut filter = Filter::new(Vec::new());
            text.as_bytes().chunks(size).for_each(|piece| filter.write_all(piece).unwrap());
            assert_eq!(String::from_utf8(filter.out).unwrap(), "a\tb\n␛[31mred␍�0;x␡abc 港口 é", "{size}");
        }
        let mut filter = Filter::new(Vec::new());
        filter.write_all(b"\x9b2J \xe9t\xe9").unwrap();
        assert_eq!(String::from_utf8(filter.out).unwrap(), "\u{fffd}2J \u{fffd}t");
    }
}
