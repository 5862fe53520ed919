//! Files damaged at random, as the fuzzer would damage them: bytes changed, cut out, repeated, and put in that readers look for.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::dice::Dice;

/// What is put in between, because readers look for it.
pub const PIECES: [&[u8]; 36] = [
    b"<",
    b">",
    b"</",
    b"/>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"&",
    b"&#x110000;",
    b"&#0;",
    b"&amp",
    b"\"",
    b"'",
    b"\0",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"\xF0\x9F",
    b"\r",
    b"\n\n",
    b"\t",
    b",",
    b"99999999999999999999",
    b"-1",
    b"00:00:01,000 --> 00:00:00,000\n",
    b"-->",
    b"msgid \"",
    b"msgstr[1] \"",
    b"endobj",
    b"stream\r\n",
    b"/Length 9",
    b"[[",
    b"```",
    b"|",
    b"../",
    b"<p xml:lang='",
];

fn below(dice: &mut Dice, sides: usize) -> usize {
    dice.roll(sides.max(1) as u64) as usize
}

/// The bytes with up to eight places damaged.
pub fn damaged(dice: &mut Dice, mut bytes: Vec<u8>) -> Vec<u8> {
    for _ in 0..=below(dice, 8) {
        if bytes.is_empty() {
            break;
        }
        let at = below(dice, bytes.len());
        let end = (at + below(dice, 64)).min(bytes.len());
        match below(dice, 6) {
            0 => bytes[at] ^= 1 << below(dice, 8),
            1 if below(dice, 4) == 0 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 | 4 => {
                let piece = PIECES[below(dice, PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => {
                let piece = bytes[at..end].to_vec();
                let to = below(dice, bytes.len());
                bytes.splice(to..to, piece);
            }
        }
    }
    bytes
}

/// An archive with one of its parts changed, so that the damage is found behind the checksums.
pub fn within(archive: &[u8], chosen: impl FnOnce(usize) -> usize, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let filled: Vec<usize> = (0..archive.len()).filter(|&at| archive.by_index(at).unwrap().size() > 0).collect();
    let chosen = filled[chosen(filled.len())];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut contents = Vec::new();
        part.read_to_end(&mut contents).unwrap();
        zip.start_file(part.name().unwrap().into_owned(), SimpleFileOptions::default()).unwrap();
        zip.write_all(&if at == chosen { change(contents) } else { contents }).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A file damaged, an archive now and then within one of its parts.
pub fn damaged_file(dice: &mut Dice, file: &[u8]) -> Vec<u8> {
    if file.starts_with(b"PK") && dice.roll(2) == 0 {
        let chosen = dice.roll(1 << 20) as usize;
        let seed = dice.roll(u64::MAX);
        within(file, |parts| chosen % parts, |contents| damaged(&mut Dice(seed), contents))
    } else {
        damaged(dice, file.to_vec())
    }
}
