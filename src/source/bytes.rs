//! Reads whole files once, within the limit of their purpose, and unpacks them (gzip, zstd) within a limit as their bytes come.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::limits::{Budget, RESULT_LINE};
use super::open::{self, is_outside, open, own_if_there};
use super::unusable;
use crate::error::{Error, Result};

/// The bytes of a file that somebody named, unpacked if they are packed.
///
/// # Errors
/// What `open` says; [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is too long, or packed and damaged.
pub fn read(path: &Path, budget: Budget) -> Result<Vec<u8>> {
    unpacked(path, file(path, budget)?, budget)
}

/// The bytes of a file that somebody named, as they are.
///
/// # Errors
/// What `open` says; [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is too long.
pub fn file(path: &Path, budget: Budget) -> Result<Vec<u8>> {
    let file = open(path)?;
    let length = file.metadata().map_err(|error| Error::io(path, "read", error))?.len();
    if length > budget.bytes() {
        return Err(too_long(path, budget));
    }
    sized(path, file, length, budget)
}

/// The bytes of a file that another file names, as they are, and whether it lies outside of a folder, be it by a link or a second name.
///
/// # Errors
/// As [`file()`]; only regular files are read.
pub fn named_by_a_file(folder: &Path, path: &Path, budget: Budget) -> Result<(Vec<u8>, bool)> {
    let cannot = |error| Error::io(path, "read", error);
    let file = open::named_by_a_file(path)?;
    let length = file.metadata().map_err(cannot)?.len();
    if length > budget.bytes() {
        return Err(too_long(path, budget));
    }
    let outside = is_outside(folder, path, &file).map_err(cannot)?;
    // No further than it says it is long: what the system shows as files (`/proc`) says nothing, and may never end.
    let input = file.take(if outside { length } else { u64::MAX });
    Ok((sized(path, input, length, budget)?, outside))
}

/// The bytes of a file that the program itself keeps, as they are, if it is there: no link is followed.
///
/// # Errors
/// As [`file()`].
pub fn own(path: &Path, budget: Budget) -> Result<Option<Vec<u8>>> {
    own_if_there(path)?.map(|file| input(path, file, budget)).transpose()
}

/// The lines of a file that the program itself keeps, one after the other, so that memory is that of the longest: no link is followed.
///
/// # Errors
/// As [`file()`]; of a line also if it is longer than a result has any.
pub fn own_lines(path: &Path, budget: Budget) -> Result<impl Iterator<Item = Result<String>>> {
    let file = open::own_to_read(path)?;
    let length = file.metadata().map_err(|error| Error::io(path, "read", error))?.len();
    if length > budget.bytes() {
        return Err(too_long(path, budget));
    }
    // What is written meanwhile is not read.
    let mut input = BufReader::new(file.take(length));
    Ok((1..).map_while(move |number| next_line(path, number, &mut input, RESULT_LINE).transpose()))
}

/// The next line without its end, the first of which has the number 1.
fn next_line(path: &Path, number: usize, input: &mut impl BufRead, longest: usize) -> Result<Option<String>> {
    let cannot = |error| Error::io(path, "read", error);
    let mut line = Vec::new();
    if input.take(longest as u64 + 1).read_until(b'\n', &mut line).map_err(cannot)? == 0 {
        return Ok(None);
    }
    if line.pop_if(|&mut byte| byte == b'\n').is_some() {
        line.pop_if(|&mut byte| byte == b'\r');
    } else if line.len() > longest {
        let what = format!("line {number} is longer than {} MiB", longest >> 20);
        return Err(unusable(path, &what, "remove the file, or leave this pair out of the list"));
    }
    let text = String::from_utf8(line).map_err(|_| cannot(io::Error::new(io::ErrorKind::InvalidData, "it is not valid UTF-8")))?;
    Ok(Some(text))
}

/// The bytes of anything that gives bytes, as they are (standard input, say). `name` stands for it in messages.
///
/// # Errors
/// As [`file()`].
pub fn input(name: &Path, input: impl Read, budget: Budget) -> Result<Vec<u8>> {
    sized(name, input, 0, budget)
}

fn sized(name: &Path, input: impl Read, length: u64, budget: Budget) -> Result<Vec<u8>> {
    // All at once, because a vector that grows by doubling takes up to three times as much.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    input.take(budget.bytes() + 1).read_to_end(&mut bytes).map_err(|error| Error::io(name, "read", error))?;
    if bytes.len() as u64 > budget.bytes() { Err(too_long(name, budget)) } else { Ok(bytes) }
}

fn too_long(path: &Path, budget: Budget) -> Error {
    let most = match budget.bytes() >> 30 {
        0 => format!("{} MiB", budget.bytes() >> 20),
        gigabytes => format!("{gigabytes} GiB"),
    };
    unusable(path, &format!("the file is longer than {most}"), "split it")
}

/// A bitext unpacks to more than it may.
pub(super) fn bomb(path: &Path) -> Error {
    unusable(path, "this file unpacks to far more than a text would", "unpack it yourself if you trust it")
}

/// What was packed, or the bytes themselves if they were not.
pub(crate) fn unpacked(path: &Path, bytes: Vec<u8>, budget: Budget) -> Result<Vec<u8>> {
    let limit = budget.unpacked(bytes.len());
    let (kind, contents) = if bytes.starts_with(b"\x1F\x8B\x08") {
        ("gzip", within(MultiGzDecoder::new(&*bytes), limit))
    } else if bytes.starts_with(b"\x28\xB5\x2F\xFD") {
        ("zstd", within(Frames { rest: &bytes, current: None }, limit))
    } else {
        return Ok(bytes);
    };
    let contents = contents.map_err(|_| {
        let what = format!("the {kind} file is damaged or cut off");
        unusable(path, &what, "get it again, or unpack it yourself and name what comes out")
    })?;
    match contents.len() as u64 {
        length if length <= limit => Ok(contents),
        _ if limit == budget.bytes() => Err(too_long(path, budget)),
        _ if budget == Budget::Bitext => Err(bomb(path)),
        _ => {
            let what = format!("the {kind} file unpacks to more than {} MB, {} times its size and more", limit >> 20, budget.ratio());
            Err(unusable(path, &what, "if it really is a text, unpack it yourself and name what comes out"))
        }
    }
}

fn within(packed: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut contents = Vec::new();
    packed.take(limit + 1).read_to_end(&mut contents)?;
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::best());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn what_is_packed_is_unpacked_within_its_budget() {
        let name = Path::new("f");
        let small = packed(b"text");
        assert_eq!(unpacked(name, small.repeat(2), Budget::Text).unwrap(), b"texttext");
        assert_eq!(unpacked(name, b"text".to_vec(), Budget::Text).unwrap(), b"text");
        let cut = unpacked(name, small[..small.len() - 3].to_vec(), Budget::Lexicon).unwrap_err().to_string();
        assert_eq!(cut, "f: the gzip file is damaged or cut off; get it again, or unpack it yourself and name what comes out");
        let bomb = packed(&vec![b'a'; 65 << 20]);
        let refused = unpacked(name, bomb.clone(), Budget::Lexicon).unwrap_err().to_string();
        assert!(refused.contains("unpacks to more than 16 MB, 20 times its size and more"), "{refused}");
        let refused = unpacked(name, bomb, Budget::Settings).unwrap_err().to_string();
        assert_eq!(refused, "f: the file is longer than 16 MiB; split it");
    }

    #[test]
    fn what_never_ends_is_refused() {
        let refused = input(Path::new("-"), io::repeat(b'a'), Budget::Settings).unwrap_err().to_string();
        assert_eq!(refused, "-: the file is longer than 16 MiB; split it");
    }

    #[test]
    fn lines_are_read_one_by_one_and_none_without_end() {
        let name = Path::new("f");
        let mut input = &b"one\r\n\nthree"[..];
        let mut next = |number| next_line(name, number, &mut input, 5).unwrap();
        assert_eq!([next(1), next(2), next(3), next(4)], [Some("one".into()), Some(String::new()), Some("three".into()), None]);
        let refused = next_line(name, 7, &mut &b"123456"[..], 5).unwrap_err().to_string();
        assert_eq!(refused, "f: line 7 is longer than 0 MiB; remove the file, or leave this pair out of the list");
        // A hole in a file costs nothing, and holds no line end.
        let folder = tempfile::tempdir().unwrap();
        let hole = folder.path().join("hole");
        std::fs::File::create(&hole).unwrap().set_len(3 << 30).unwrap();
        assert!(own_lines(&hole, Budget::Bitext).is_err_and(|error| error.to_string().contains("longer than 2 GiB")));
    }

    #[test]
    fn what_is_not_there_is_no_error_for_what_the_program_keeps() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.journal");
        assert_eq!(own(&place, Budget::Journal).unwrap(), None);
        std::fs::write(&place, "line").unwrap();
        assert_eq!(own(&place, Budget::Journal).unwrap(), Some(b"line".to_vec()));
        assert_eq!(file(&place, Budget::Journal).unwrap(), b"line");
    }
}
