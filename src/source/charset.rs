//! Decodes a file, and keeps the way back from every place in the text to its bytes in the file.
//!
//! A byte-order mark is believed; then valid UTF-8 is UTF-8, because text in another encoding is hardly ever valid UTF-8 by accident; then
//! UTF-16 without a mark shows by its spaces and line ends; the rest goes to `chardetng`, the detector of Firefox. Nothing is ever replaced
//! by U+FFFD: a byte that cannot be decoded is an error that names its offset, because otherwise the damage would go into every file made
//! from the output.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::binary;
use super::limits::DETECTED_BYTES;
use super::runs::{self, Fault, Runs};
use crate::error::{Error, Result};
use crate::model::SourceOffsets;

/// How every message about an encoding ends.
pub(crate) const REMEDY: &str = "name its encoding with --source-encoding or --target-encoding, or save it as UTF-8";

/// Decodes a whole file. `label` is an encoding as the user named it (any WHATWG label: `latin1`, `utf-16`, `gb18030`).
pub(crate) fn decode(path: &Path, bytes: Vec<u8>, label: Option<&str>) -> Result<(String, SourceOffsets)> {
    let guessed = label.is_none();
    let encoding = match label {
        Some(label) => named(path, label, &bytes)?,
        None => {
            if let Some(what) = binary::magic(&bytes) {
                return Err(undecodable(path, 0, format!("this is {what}, not plain text"), "save it as plain text"));
            }
            recognise(path, &bytes)?
        }
    };
    let mark = mark_length(encoding, &bytes);
    let (text, offsets) = if encoding == UTF_8 {
        (utf8(path, bytes, mark)?, SourceOffsets::Shifted(mark))
    } else {
        let capacity = bytes.len() + bytes.len() / 2;
        let mut runs = Runs::starting_at(mark, capacity);
        let body = bytes.get(mark..).unwrap_or_default();
        let decoded = match encoding {
            e if e == UTF_16LE => runs::utf16(body, u16::from_le_bytes, &mut runs),
            e if e == UTF_16BE => runs::utf16(body, u16::from_be_bytes, &mut runs),
            e if e.is_single_byte() => runs::single_byte(body, e, &mut runs),
            e => runs::multi_byte(body, e, &mut runs),
        };
        decoded.map_err(|fault| fault_to_error(path, encoding, mark, fault, REMEDY))?;
        runs.finish()
    };
    if let Some((offset, what)) = binary::control_characters(&text, guessed && encoding != UTF_8) {
        let offset = offsets.file_offset(offset);
        return Err(undecodable(path, offset, what, "if it is text, name its encoding with --source-encoding or --target-encoding"));
    }
    Ok((text, offsets))
}

/// An error of this module's kind.
fn undecodable(path: &Path, offset: usize, what: String, remedy: &str) -> Error {
    Error::undecodable(path, offset, what, remedy)
}

fn fault_to_error(path: &Path, encoding: &'static Encoding, mark: usize, fault: Fault, remedy: &str) -> Error {
    let what = match fault.bytes.as_slice() {
        [] => format!("the file is too long to decode from {}", encoding.name()),
        bytes => {
            let bytes: Vec<_> = bytes.iter().map(|byte| format!("0x{byte:02X}")).collect();
            let why = if fault.surrogate { "a lone surrogate, which is not valid in" } else { "not valid" };
            format!("{} is {why} {}", bytes.join(" "), encoding.name())
        }
    };
    undecodable(path, mark + fault.offset, what, remedy)
}

/// The encoding the user named. `utf-16` without an order takes that of the byte-order mark.
fn named(path: &Path, label: &str, bytes: &[u8]) -> Result<&'static Encoding> {
    let unknown = || {
        let what = format!("there is no encoding called `{label}`");
        let remedy = "name one as web pages do: utf-8, utf-16le, windows-1252, iso-8859-2, koi8-r, shift_jis, gb18030, big5, euc-kr";
        Error::unusable(path, what, remedy)
    };
    let encoding = Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(unknown)?;
    let any_order = ["utf-16", "utf16", "unicode", "ucs-2"].contains(&label.trim().to_ascii_lowercase().as_str());
    match Encoding::for_bom(bytes) {
        Some((marked, _)) if any_order && marked == UTF_16BE => Ok(marked),
        _ => Ok(encoding),
    }
}

/// The encoding of a file about which nothing was said.
fn recognise(path: &Path, bytes: &[u8]) -> Result<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding);
    }
    if let Some(encoding) = binary::utf16_without_mark(bytes) {
        return Ok(encoding);
    }
    let Some(first_bad) = first_invalid_utf8(bytes) else { return Ok(UTF_8) };
    if let Some(offset) = bytes.iter().position(|&byte| byte == 0) {
        let what = "a NUL byte, which no text holds".into();
        return Err(undecodable(path, offset, what, "if it is text, name its encoding with --source-encoding or --target-encoding"));
    }
    if binary::mostly_utf8(bytes) {
        let byte = bytes.get(first_bad).copied().unwrap_or_default();
        let what = format!("0x{byte:02X} is not valid UTF-8, which the rest of the file is");
        return Err(undecodable(
            path,
            first_bad,
            what,
            "repair it there, or name its encoding with --source-encoding or --target-encoding",
        ));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let end = first_bad.saturating_add(DETECTED_BYTES).min(bytes.len());
    detector.feed(bytes.get(first_bad.saturating_sub(1024)..end).unwrap_or_default(), end == bytes.len());
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// Where UTF-8 stops being valid, if it does.
fn first_invalid_utf8(bytes: &[u8]) -> Option<usize> {
    std::str::from_utf8(bytes).err().map(|error| error.valid_up_to())
}

/// The length of the byte-order mark, if there is one and it is this encoding's.
fn mark_length(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    match Encoding::for_bom(bytes) {
        Some((marked, length)) if marked == encoding => length,
        _ => 0,
    }
}

fn utf8(path: &Path, mut bytes: Vec<u8>, mark: usize) -> Result<String> {
    bytes.drain(..mark);
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(offset).copied().unwrap_or_default();
        undecodable(path, mark + offset, format!("0x{byte:02X} is not valid UTF-8"), REMEDY)
    })
}

/// The text of a file that must be UTF-8; otherwise the error says `what` and `remedy`.
///
/// # Errors
/// [`ErrorKind::Undecodable`](crate::ErrorKind::Undecodable) that names the byte.
pub fn utf8_only(path: &Path, bytes: Vec<u8>, what: &str, remedy: &str) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| undecodable(path, error.utf8_error().valid_up_to(), what.into(), remedy))
}

/// The text of a bitext: UTF-8, or UTF-16 with a byte-order mark, as Excel and CAT tools write it. The mark is not part of it.
pub(crate) fn unicode(path: &Path, bytes: Vec<u8>) -> Result<String> {
    const REMEDY: &str = "save the file as UTF-8";
    let (encoding, order): (_, fn([u8; 2]) -> u16) = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) if encoding == UTF_16LE => (encoding, u16::from_le_bytes),
        Some((encoding, _)) if encoding == UTF_16BE => (encoding, u16::from_be_bytes),
        marked => {
            let mut text = utf8_only(path, bytes, "not valid UTF-8", REMEDY)?;
            text.drain(..marked.map_or(0, |(_, length)| length));
            return Ok(text);
        }
    };
    let mut runs = Runs::starting_at(2, bytes.len() + bytes.len() / 2);
    let decoded = runs::utf16(bytes.get(2..).unwrap_or_default(), order, &mut runs);
    decoded.map_err(|fault| fault_to_error(path, encoding, 2, fault, REMEDY))?;
    Ok(runs.finish().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], label: Option<&str>) -> String {
        decode(Path::new("f"), bytes.to_vec(), label).unwrap().0
    }

    fn refused(bytes: &[u8], label: Option<&str>) -> String {
        decode(Path::new("f"), bytes.to_vec(), label).unwrap_err().to_string()
    }

    #[test]
    fn older_encodings_are_recognised() {
        for (label, text) in [
            ("windows-1251", "Гавань лежала тихо в сером свете утра, и никто на набережной не видел, как подошла лодка."),
            ("koi8-r", "Гавань лежала тихо в сером свете утра, и никто на набережной не видел, как подошла лодка."),
            ("windows-1252", "Le port était calme à l’aube, et personne n’avait vu arriver le bateau; où est-il passé?"),
            ("windows-1250", "Přístav ležel tiše v šedém světle jitra a nikdo na nábřeží neviděl přijíždět žádnou loď."),
            ("shift_jis", "港は朝の灰色の光の中で静まりかえり、岸壁の誰もその船が入ってくるのを見なかった。"),
            ("euc-jp", "港は朝の灰色の光の中で静まりかえり、岸壁の誰もその船が入ってくるのを見なかった。"),
            ("gb18030", "清晨的灰色光线里港口一片寂静，码头上没有人看见那条船进来。"),
            ("big5", "清晨的灰色光線裡港口一片寂靜，碼頭上沒有人看見那條船進來。"),
            ("euc-kr", "항구는 아침의 잿빛 빛 속에 고요했고, 부두의 아무도 그 배가 들어오는 것을 보지 못했다."),
        ] {
            let (bytes, _, lost) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            assert!(!lost);
            assert_eq!(decoded(&bytes, None), text, "{label}");
            assert_eq!(decoded(&bytes, Some(label)), text, "{label}");
        }
    }

    #[test]
    fn marks_win_and_are_not_text() {
        assert_eq!(decoded(b"\xEF\xBB\xBFa\xC3\xA9", None), "aé");
        assert_eq!(decoded(b"\xFF\xFEa\0\xE9\0", None), "aé");
        assert_eq!(decoded(b"\xFE\xFF\0a\0\xE9", None), "aé");
        assert_eq!(decoded(b"\xFE\xFF\0a\0\xE9", Some("utf-16")), "aé");
        assert_eq!(decoded(b"a\0\xE9\0", Some("utf-16")), "aé");
        assert_eq!(decoded(b"a\0 \0\xE9\0", None), "a é");
        assert_eq!(decoded(b"", None), "");
        assert_eq!(decoded(b"\xFF\xFE", None), "");
    }

    #[test]
    fn bitexts_are_decoded_strictly() {
        let read = |bytes: &[u8]| unicode(Path::new("f"), bytes.to_vec());
        assert_eq!(read(b"a\xC3\xA9").unwrap(), "aé");
        assert_eq!(read(b"\xEF\xBB\xBFa").unwrap(), "a");
        assert_eq!(read(b"\xFF\xFEa\0\xE9\0").unwrap(), "aé");
        assert_eq!(read(b"\xFE\xFF\0a\0\xE9").unwrap(), "aé");
        let refused = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert_eq!(refused(b"\xEF\xBB\xBFa\xE9"), "f: byte 4: not valid UTF-8; save the file as UTF-8");
        assert!(refused(b"\xFF\xFEa\0\x00\xD8b\0").starts_with("f: byte 4: 0x00 0xD8 is a lone surrogate"));
        assert!(refused(b"\xFE\xFF\0ab").starts_with("f: byte 4: 0x62 is not valid UTF-16BE; save"));
    }

    #[test]
    fn what_cannot_be_decoded_is_named() {
        let lone = refused(b"\xFF\xFEa\0\x00\xD8b\0", None);
        assert!(lone.starts_with("f: byte 4: 0x00 0xD8 is a lone surrogate, which is not valid in UTF-16LE; name its encoding"), "{lone}");
        assert!(refused(b"\xFF\xFEa\0b", None).starts_with("f: byte 4: "));
        assert!(refused(b"abc\xE9d", Some("utf-8")).starts_with("f: byte 3: 0xE9 is not valid UTF-8"));
        assert!(
            refused("éèàùç".repeat(9).as_bytes().iter().chain(b"\xE9x").copied().collect::<Vec<_>>().as_slice(), None).contains("byte 90:")
        );
        assert!(refused(b"ab\0c", None).starts_with("f: byte 2: a NUL"));
        assert!(refused(b"\xE9b\0c\xFF", None).starts_with("f: byte 2: a NUL"));
        assert!(refused(b"%PDF-1.7 ...", None).contains("a PDF document"));
        assert!(refused(b"PK\x03\x04....", None).contains("a zip archive"));
        assert!(refused(b"ab\x81\x20", Some("shift_jis")).starts_with("f: byte 2: 0x81 0x20 is not valid"));
        assert!(refused(b"text", Some("klingon")).contains("no encoding called `klingon`"));
    }
}
