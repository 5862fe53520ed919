//! Finds out whether a stream in a PDF is a bomb.
//!
//! The crate that reads PDFs unpacks a stream as a whole, however long it becomes. So the long ones are first unpacked to nowhere, and
//! counted. Pictures are left out: a blank one shrinks like a bomb, and is never unpacked here.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::source::Budget;
use crate::source::limits::PDF_SHORT_STREAM;

/// Bytes before a stream in which its dictionary stands.
const DICTIONARY: usize = 1024;

/// Whether a stream of the file unpacks to far more than any page.
pub(super) fn hold_a_bomb(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = find(bytes.get(at..).unwrap_or_default(), b"stream") {
        let keyword = at + found;
        let start = keyword + b"stream".len();
        let rest = bytes.get(start..).unwrap_or_default();
        let before = bytes.get(keyword.saturating_sub(DICTIONARY)..keyword).unwrap_or_default();
        let object = before.windows(4).rposition(|window| window == b" obj").unwrap_or_default();
        let dictionary = before.get(object..).unwrap_or_default();
        let content = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).unwrap_or(rest);
        if before.ends_with(b"end") {
            at = start;
            continue;
        }
        let length = find(content, b"endstream").unwrap_or(content.len());
        let twice = dictionary.windows(5).filter(|window| *window == b"Flate").count() > 1;
        let picture = find(dictionary, b"/Image").is_some();
        if (length > PDF_SHORT_STREAM || twice) && !picture && is_bomb(content.get(..length).unwrap_or_default(), twice) {
            return true;
        }
        at = start + length;
    }
    false
}

fn is_bomb(packed: &[u8], twice: bool) -> bool {
    let limit = Budget::Text.unpacked(packed.len());
    let once = ZlibDecoder::new(packed);
    let unpacked = if twice { length(ZlibDecoder::new(once), limit) } else { length(once, limit) };
    unpacked > limit
}

/// How much there is to read, as far as it can be read, up to a little more than the limit.
fn length(reader: impl Read, limit: u64) -> u64 {
    let mut reader = reader.take(limit + 1);
    let mut buffer = vec![0; 64 << 10];
    let mut sum = 0;
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        sum += count as u64;
    }
    sum
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}
