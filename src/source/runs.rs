//! Decodes encodings other than UTF-8, and records in [`OffsetRun`]s which bytes made which characters.
//!
//! `encoding_rs` decodes whole buffers and does not tell that, so characters are taken from it one at a time: from a table for encodings of
//! one byte a character, byte by byte for longer ones, and by the standard library for UTF-16. All of it is linear in the length of the
//! file.

use encoding_rs::{DecoderResult, Encoding, ISO_2022_JP};

use crate::model::{OffsetRun, SourceOffsets};

/// Bytes that cannot be decoded. No bytes: the file is too long for 32-bit offsets.
pub(crate) struct Fault {
    /// Where, from the first byte that was to be decoded.
    pub offset: usize,
    /// Which (at most four of them).
    pub bytes: Vec<u8>,
    /// Whether it is half of a UTF-16 pair.
    pub surrogate: bool,
}

/// A text that grows character by character.
pub(crate) struct Runs {
    text: String,
    file: usize,
    runs: Vec<OffsetRun>,
}

impl Runs {
    /// An empty text whose first character stands at this byte of the file.
    pub fn starting_at(file: usize, capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), file, runs: Vec::new() }
    }

    /// The text, and where its characters came from.
    pub fn finish(self) -> (String, SourceOffsets) {
        let offsets = if self.runs.is_empty() { SourceOffsets::Shifted(self.file) } else { SourceOffsets::Runs(self.runs) };
        (self.text, offsets)
    }

    /// Adds a character that took `width` bytes. `None` if the offsets no longer fit.
    fn push(&mut self, character: char, width: usize) -> Option<()> {
        let text_width = u8::try_from(character.len_utf8()).ok()?;
        let file_width = u8::try_from(width).ok()?;
        if self.runs.last().is_none_or(|run| (run.text_width, run.file_width) != (text_width, file_width)) {
            let (text, file) = (u32::try_from(self.text.len()).ok()?, u32::try_from(self.file).ok()?);
            self.runs.push(OffsetRun { text, file, text_width, file_width });
        }
        self.text.push(character);
        self.file += width;
        Some(())
    }
}

fn fault(bytes: &[u8], offset: usize, length: usize) -> Fault {
    let end = bytes.len().min(offset + length.clamp(1, 4));
    Fault { offset, bytes: bytes.get(offset..end).unwrap_or_default().to_vec(), surrogate: false }
}

fn too_long(offset: usize) -> Fault {
    Fault { offset, bytes: Vec::new(), surrogate: false }
}

/// UTF-16 in one byte order.
pub(crate) fn utf16(bytes: &[u8], order: fn([u8; 2]) -> u16, out: &mut Runs) -> Result<(), Fault> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut offset = 0;
    for decoded in char::decode_utf16(pairs.iter().map(|&pair| order(pair))) {
        let Ok(character) = decoded else { return Err(Fault { surrogate: true, ..fault(bytes, offset, 2) }) };
        let width = 2 * character.len_utf16();
        out.push(character, width).ok_or(too_long(offset))?;
        offset += width;
    }
    if rest.is_empty() { Ok(()) } else { Err(fault(bytes, offset, 1)) }
}

/// An encoding of one byte a character.
pub(crate) fn single_byte(bytes: &[u8], encoding: &'static Encoding, out: &mut Runs) -> Result<(), Fault> {
    let table: Vec<Option<char>> = (0..=u8::MAX)
        .map(|byte| encoding.decode_without_bom_handling_and_without_replacement(&[byte]).and_then(|text| text.chars().next()))
        .collect();
    for (offset, &byte) in bytes.iter().enumerate() {
        let character = table.get(usize::from(byte)).copied().flatten().ok_or_else(|| fault(bytes, offset, 1))?;
        out.push(character, 1).ok_or(too_long(offset))?;
    }
    Ok(())
}

/// An encoding whose characters take one to four bytes. An escape sequence counts with the character that follows it.
pub(crate) fn multi_byte(bytes: &[u8], encoding: &'static Encoding, out: &mut Runs) -> Result<(), Fault> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // In all of these but ISO-2022-JP, a byte below 0x80 where a character may begin is that character.
    let ascii_stands_alone = encoding != ISO_2022_JP;
    let mut buffer = [0_u8; 32];
    let mut begin = 0;
    for (offset, byte) in bytes.iter().enumerate() {
        if ascii_stands_alone && begin == offset && byte.is_ascii() {
            out.push(char::from(*byte), 1).ok_or(too_long(offset))?;
            begin = offset + 1;
            continue;
        }
        let (result, _, written) = decoder.decode_to_utf8_without_replacement(std::slice::from_ref(byte), &mut buffer, false);
        if let DecoderResult::Malformed(..) = result {
            return Err(fault(bytes, begin, offset + 1 - begin));
        }
        let decoded = buffer.get(..written).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        for character in decoded.chars() {
            // Of the few pairs of characters that one code stands for (Big5), the first takes all its bytes.
            out.push(character, offset + 1 - begin).ok_or(too_long(offset))?;
            begin = offset + 1;
        }
    }
    let (result, _, _) = decoder.decode_to_utf8_without_replacement(&[], &mut buffer, true);
    match result {
        DecoderResult::Malformed(..) => Err(fault(bytes, begin, bytes.len().saturating_sub(begin))),
        _ => Ok(()),
    }
}
