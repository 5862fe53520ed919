//! Tells whether bytes are text at all, and whether they look like one of the Unicode encodings.
//!
//! What gives others away: the signatures of formats that people pass by mistake (a PDF, a Word file), NUL bytes, and more control
//! characters than any text has.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// What a file is, if its first bytes are those of a format that is not plain text.
pub(crate) fn magic(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 12] = [
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a zip archive (docx, odt, xlsx and epub files are zip archives)"),
        (b"\x89PNG\r\n", "a PNG picture"),
        (b"\xFF\xD8\xFF", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\x1F\x8B\x08", "a gzip archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\x28\xB5\x2F\xFD", "a zstd archive"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
        (b"\xD0\xCF\x11\xE0", "an old Microsoft Office document (doc, xls)"),
        (b"\x7FELF", "a program"),
        (b"{\\rtf", "an RTF document"),
    ];
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, what)| what)
}

/// UTF-16 without a byte-order mark: in one byte order, and only in that one, some units are spaces, line ends or ASCII letters and none
/// is a control character.
pub(crate) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(1 << 16)).unwrap_or_default();
    let nuls = sample.iter().filter(|&&byte| byte == 0).count();
    let controls = sample.iter().filter(|&&byte| matches!(byte, 0x01..=0x08 | 0x0E..=0x19 | 0x1C..=0x1F)).count();
    // Text of one byte a character with a stray NUL: in UTF-16, half of the bytes would be NUL, or the upper ones control characters.
    if nuls == 0 || controls == 0 && nuls * 3 < sample.len() {
        return None;
    }
    let ascii = |order: fn([u8; 2]) -> u16| {
        let mut count = 0;
        for unit in sample.as_chunks::<2>().0.iter().map(|&pair| order(pair)) {
            match unit {
                0x09 | 0x0A | 0x0C | 0x0D | 0x20..=0x7E => count += 1,
                0..0x20 | 0x7F => return 0,
                _ => {}
            }
        }
        count
    };
    let (little, big) = (ascii(u16::from_le_bytes), ascii(u16::from_be_bytes));
    let enough = sample.len() / 2 / 50;
    match () {
        () if little > enough && little > 4 * big => Some(UTF_16LE),
        () if big > enough && big > 4 * little => Some(UTF_16BE),
        () => None,
    }
}

/// Whether bytes that are not valid UTF-8 are UTF-8 all the same, with a few broken places: then no other encoding is the right one.
pub(crate) fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut characters, mut faults) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    characters >= 4 && characters > 8 * faults
}

/// The place and a description of a control character that shows that this is not text: a NUL anywhere, or the first of many others.
/// `legacy`: the encoding was guessed, and the C1 controls (0x80 to 0x9F) speak against the guess as well.
pub(crate) fn control_characters(text: &str, legacy: bool) -> Option<(usize, String)> {
    let (mut first, mut count) = (None, 0);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            0 => return Some((offset, "a NUL character, which no text holds".into())),
            b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A => {}
            0..0x20 | 0x7F => {
                count += 1;
                first = first.or(Some((offset, byte)));
            }
            // The first byte of U+0080 to U+00BF; U+0085 is a line end.
            0xC2 if legacy => {
                if let Some(&low @ (0x80..=0x84 | 0x86..=0x9F)) = text.as_bytes().get(offset + 1) {
                    count += 1;
                    first = first.or(Some((offset, low)));
                }
            }
            _ => {}
        }
    }
    let (offset, byte) = first?;
    (count > 2 + text.len() / 200).then(|| (offset, format!("a control character (U+{byte:04X}), and {count} in all: this is not text")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_told_from_binary() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(utf16_without_mark(&utf16("Ein Satz.\n")), Some(UTF_16LE));
        assert_eq!(utf16_without_mark(&utf16("Это предложение.\n")), Some(UTF_16LE));
        let big: Vec<u8> = "Это предложение.\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(utf16_without_mark(&big), Some(UTF_16BE));
        assert_eq!(utf16_without_mark(b"\0\0\0\x01ab\0\0"), None);
        assert_eq!(utf16_without_mark(b"plain"), None);
        assert_eq!(utf16_without_mark(b"some text\0more"), None);
        assert_eq!(
            utf16_without_mark(&utf16("\u{6E05}\u{6668}\u{7684}\u{7070}\u{8272}\u{5149}\u{7EBF}\u{91CC}\u{3002}\n")),
            Some(UTF_16LE)
        );
    }

    #[test]
    fn a_few_control_characters_are_let_through() {
        assert_eq!(control_characters("a page\u{c}another\u{1b} page", false), None);
        assert!(control_characters("\u{1}\u{2}\u{3}\u{4}\u{5}", false).is_some());
        assert!(control_characters("abc\0", false).is_some_and(|(offset, _)| offset == 3));
    }

    #[test]
    fn broken_utf8_is_not_taken_for_latin1() {
        assert!(mostly_utf8("éàüöçéàüöç".as_bytes().iter().chain(&[0xFF]).copied().collect::<Vec<_>>().as_slice()));
        assert!(!mostly_utf8(b"d\xE9j\xE0 vu, na\xEFf"));
    }
}
