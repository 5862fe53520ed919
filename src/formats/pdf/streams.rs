//! Finds out whether a stream in a PDF is a bomb, as far as that shows from outside.
//!
//! The crate that reads PDFs unpacks a stream as a whole, however long it becomes. Where no child process can be limited, whatever looks like
//! a packed stream is therefore unpacked beforehand and counted, layer by layer, by what it is and not by what its dictionary says: names
//! can be spelled in many ways. Encrypted streams, LZW and run lengths pass, so this is a help and no wall.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use flate2::read::ZlibDecoder;

use crate::error::Result;
use crate::source::limits::{PDF_LAYERS, PDF_PICTURES};
use crate::source::{Budget, unusable};

/// Bytes before a stream in which its dictionary stands.
const DICTIONARY: usize = 1024;

/// Hexadecimal digits by which a stream is known to be written in them.
const DIGITS: usize = 32;

/// Refuses a PDF in which a stream unpacks to far more than any page.
pub(super) fn check(path: &Path, bytes: &[u8]) -> Result<()> {
    let limit = Budget::Text.unpacked(bytes.len());
    if hold_a_bomb(bytes, limit) {
        return Err(unusable(path, "the PDF holds a stream that unpacks to far more than any page", "check where it comes from"));
    }
    Ok(())
}

fn hold_a_bomb(bytes: &[u8], limit: u64) -> bool {
    // Of all streams together, because many beginnings may share one end.
    let mut left = limit.saturating_mul(PDF_PICTURES);
    let mut at = 0;
    while let Some(found) = find(bytes.get(at..).unwrap_or_default(), b"stream") {
        let before = bytes.get(..at + found).unwrap_or_default();
        at += found + b"stream".len();
        let rest = bytes.get(at..).unwrap_or_default();
        let content = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).or(rest.strip_prefix(b"\r"));
        let Some(content) = content.filter(|_| !before.ends_with(b"end")) else { continue };
        let dictionary = before.get(before.len().saturating_sub(DICTIONARY)..).unwrap_or_default();
        let object = dictionary.windows(4).rposition(|window| window == b" obj").unwrap_or_default();
        // A blank picture shrinks like a bomb, and is never unpacked here.
        let is_picture = find(dictionary.get(object..).unwrap_or_default(), b"/Image").is_some();
        let most = if is_picture { limit.saturating_mul(PDF_PICTURES) } else { limit };
        match unpacked(content, most.min(left)) {
            Some(length) => left -= length.min(left),
            None => return true,
        }
    }
    false
}

/// How much all layers of a stream unpack to; `None` if one of them, or their number, goes beyond the limit. It ends where its packing says,
/// wherever `endstream` stands.
fn unpacked(content: &[u8], limit: u64) -> Option<u64> {
    let mut sum = 0;
    let mut layer = Cow::Borrowed(content);
    for _ in 0..PDF_LAYERS {
        let Some(next) = beneath(&layer, limit) else { return Some(sum) };
        if next.len() as u64 > limit {
            return None;
        }
        sum += next.len() as u64;
        layer = Cow::Owned(next);
    }
    None
}

/// What is packed in this, up to a little more than the limit; `None` if it is not packed.
fn beneath(packed: &[u8], limit: u64) -> Option<Vec<u8>> {
    let (&[method, flags], _) = packed.split_first_chunk()?;
    let mut next = Vec::new();
    if method & 0x0F == 8 && u16::from_be_bytes([method, flags]) % 31 == 0 {
        // What comes before a fault counts.
        let _ = ZlibDecoder::new(packed).take(limit + 1).read_to_end(&mut next);
        return Some(next);
    }
    let mut digits = packed.iter().filter(|byte| !byte.is_ascii_whitespace());
    if !digits.clone().take(DIGITS).all(u8::is_ascii_hexdigit) {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let (Some(high), Some(low)) = (digits.next().and_then(digit), digits.next().and_then(digit)) {
        next.push(high << 4 | low);
    }
    Some(next)
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut out = ZlibEncoder::new(Vec::new(), Compression::best());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn holds(dictionary: &str, content: &[u8]) -> bool {
        let pdf = [format!("%PDF-1.4\n4 0 obj<<{dictionary}>>stream\n").as_bytes(), content, b"\nendstream endobj"].concat();
        hold_a_bomb(&pdf, 1 << 20)
    }

    #[test]
    fn layers_are_counted_whatever_the_dictionary_says() {
        let much = packed(&vec![b' '; 2 << 20]);
        assert!(holds("/Filter/FlateDecode", &much));
        assert!(holds("/Filter[/#46l/Fl]", &packed(&much)));
        assert!(holds("/Filter[/Fl/Fl/Fl]", &packed(&packed(&much))));
        let hex: String = much.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(holds("/Filter[/AHx/Fl]", hex.as_bytes()));
        let nothing = (0..40).fold(Vec::new(), |inner, _| packed(&inner));
        assert!(holds("", &nothing));
    }

    #[test]
    fn the_packing_says_where_a_stream_ends() {
        // A block that is stored as it is, then the rest.
        let mut stored = ZlibEncoder::new(Vec::new(), Compression::none());
        stored.write_all(b"\nendstream\n").unwrap();
        stored.flush().unwrap();
        let mut content = stored.get_ref().clone();
        content.extend(&packed(&vec![b' '; 2 << 20])[2..]);
        assert!(holds("/Filter/FlateDecode", &content));
    }

    #[test]
    fn ordinary_streams_pass() {
        assert!(!holds("/Filter/FlateDecode", &packed(&vec![b' '; 1 << 19])));
        assert!(!holds("/Subtype/Image/Filter/FlateDecode", &packed(&vec![b' '; 2 << 20])));
        assert!(!holds("", b"0 0 0 rg BT /F 1 Tf (word) Tj ET"));
        assert!(!holds("", b""));
    }
}
