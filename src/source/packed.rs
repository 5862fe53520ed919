//! gzip or zstd in, the bytes that were packed out, within bounds.
//!
//! Text shrinks to a third or a fifth. Only a bomb, or a text that says one thing over and over, shrinks to a twentieth; from a size that does no
//! harm yet, such a ratio is refused.

use std::borrow::Cow;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::{MAX_BYTES, too_long, unusable};
use crate::error::Result;

/// Up to here any ratio is let through.
const HARMLESS: u64 = 64 << 20;

/// Highest ratio of a text that is longer.
const MAX_RATIO: u64 = 20;

/// What was packed, or the bytes themselves if they were not.
pub(crate) fn unpacked<'a>(path: &Path, bytes: Cow<'a, [u8]>) -> Result<Cow<'a, [u8]>> {
    let limit = MAX_BYTES.min(HARMLESS.max(MAX_RATIO * bytes.len() as u64));
    let (kind, contents) = if bytes.starts_with(b"\x1F\x8B\x08") {
        ("gzip", read(MultiGzDecoder::new(&*bytes), limit))
    } else if bytes.starts_with(b"\x28\xB5\x2F\xFD") {
        ("zstd", read(Frames { rest: &bytes, current: None }, limit))
    } else {
        return Ok(bytes);
    };
    let contents = contents.map_err(|_| {
        let what = format!("the {kind} file is damaged or cut off");
        unusable(path, &what, "get it again, or unpack it yourself and name what comes out")
    })?;
    match contents.len() as u64 {
        length if length <= limit => Ok(Cow::Owned(contents)),
        _ if limit == MAX_BYTES => Err(too_long(path)),
        _ => {
            let what = format!("the {kind} file unpacks to more than {} MB, {MAX_RATIO} times its size and more", limit >> 20);
            Err(unusable(path, &what, "if it really is a text, unpack it yourself and name what comes out"))
        }
    }
}

fn read(mut packed: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut contents = Vec::new();
    packed.by_ref().take(limit + 1).read_to_end(&mut contents)?;
    Ok(contents)
}

/// The frames of a zstd file one after the other: `pzstd` and `cat` make files of several.
struct Frames<'a> {
    rest: &'a [u8],
    current: Option<StreamingDecoder<&'a [u8], FrameDecoder>>,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(decoder) = &mut self.current {
                let length = decoder.read(buffer)?;
                if length > 0 || buffer.is_empty() {
                    return Ok(length);
                }
                self.rest = decoder.get_ref();
                self.current = None;
            }
            if self.rest.is_empty() {
                return Ok(0);
            }
            if let Some(rest) = after_skippable(self.rest) {
                self.rest = rest;
                continue;
            }
            self.current = Some(StreamingDecoder::new(self.rest).map_err(io::Error::other)?);
        }
    }
}

/// What follows a frame that holds no data (0x184D2A50 to 5F), if this is one.
fn after_skippable(bytes: &[u8]) -> Option<&[u8]> {
    let (magic, rest) = bytes.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let skippable = u32::from_le_bytes(*magic) & 0xFFFF_FFF0 == 0x184D_2A50;
    skippable.then(|| rest.get(u32::from_le_bytes(*length) as usize..).unwrap_or_default())
}
