//! A lexicon as bytes: what `diptych train` writes and the program has built in, and how it is read without unpacking.
//!
//! The two word lists are sorted and front-coded (`list`), and the translations stand once, by source word, each with both of its
//! probabilities in 4 bits: p(target|source) and p(source|target). That takes less than half the bytes of two `fst` maps and a table for
//! each direction (the two directions keep nearly the same pairs), at no cost: a run knows the words of both its texts, and one walk over
//! the rows of the source words finds the pairs of both directions. Words are folded as [`words`](crate::tokens::words) folds them, so that
//! a token is looked up as it is.
//!
//! Layout, numbers little-endian: `diptych` and the version (8 bytes); checksum of all that follows (8); the lengths of the sections
//! (11 × 4 bytes); then the sections: notes (text: languages, sources, licences), for each list its block index and its words, the block
//! index of the rows, the rows, the two alphabets, what is known of the forms of the words. An entry of a row is a number of so many bits as the
//! target words ask for and nine more: whether it is the last of its row, the target word, the two probabilities. The same pairs give the same bytes.

mod affixes;
mod list;
mod notes;
mod rows;
mod write;

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

pub use affixes::{Affixes, Learned};
pub use list::WordList;
pub use notes::{Notes, Origin};
pub use rows::{Rows, Translation};
pub use write::Builder;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Pair, Side};

/// The first seven bytes of a pack.
const MAGIC: &[u8; 7] = b"diptych";
/// The version that this program writes and reads.
const VERSION: u8 = 2;
/// Sections have these many lengths in the header.
const LENGTHS: usize = 11;
const HEADER: usize = 16 + 4 * LENGTHS;
/// Words, and rows, of a block: what has to be decoded to reach one.
const BLOCK: usize = 32;

/// A lexicon of two languages.
#[derive(Clone, Debug)]
pub struct Pack {
    bytes: Cow<'static, [u8]>,
    notes: Notes,
    lists: Pair<List>,
    row_index: Range<usize>,
    rows: Range<usize>,
    affixes: Range<usize>,
}

/// Where the words of one language are.
#[derive(Clone, Debug)]
struct List {
    len: u32,
    index: Range<usize>,
    words: Range<usize>,
    alphabet: Vec<char>,
}

impl Pack {
    /// Whether bytes begin as a pack does.
    pub fn is_pack(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Checks the bytes of a pack. `path` is named in errors.
    ///
    /// # Errors
    /// If it is not a pack, of another version, cut off or damaged.
    pub fn parse(path: &Path, bytes: Cow<'static, [u8]>) -> Result<Self> {
        Self::checked(bytes).map_err(|(what, remedy)| Error::new(path, ErrorKind::Unusable { what: what.into(), remedy: remedy.into() }))
    }

    fn checked(bytes: Cow<'static, [u8]>) -> std::result::Result<Self, (&'static str, &'static str)> {
        const AGAIN: &str = "fetch it or train it again";
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return Err(("this is not a lexicon pack", "name a file that `diptych train` wrote"));
        };
        if rest.first() != Some(&VERSION) {
            return Err(("this pack is of another version", "train it again with this version of diptych"));
        }
        let damaged = ("the pack is damaged: its checksum does not agree", AGAIN);
        let cut = ("the pack is cut off", AGAIN);
        let sum = bytes.get(8..16).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes).ok_or(cut)?;
        let mut end = HEADER;
        let lengths: Vec<usize> = (0..LENGTHS).map_while(|at| number(&bytes, 16 + 4 * at).map(|n| n as usize)).collect();
        let &[source_len, target_len, ref sections @ ..] = lengths.as_slice() else { return Err(cut) };
        let section = |&len: &usize| {
            end += len;
            end - len..end
        };
        let sections: Vec<Range<usize>> = sections.iter().map(section).collect();
        match bytes.len() {
            len if len < end => return Err(cut),
            len if len > end => return Err(damaged),
            _ => {}
        }
        let [notes, source_index, source_words, target_index, target_words, row_index, rows, letters, affixes] = sections.as_slice() else {
            return Err(cut);
        };
        if checksum(bytes.get(16..).ok_or(cut)?) != sum {
            return Err(damaged);
        }
        let notes = std::str::from_utf8(bytes.get(notes.clone()).ok_or(cut)?).ok().and_then(Notes::parse).ok_or(damaged)?;
        let (letters, mut at) = (bytes.get(letters.clone()).ok_or(cut)?, 0);
        let mut list = |len: usize, index: &Range<usize>, words: &Range<usize>| {
            let alphabet = list::decode_alphabet(letters, &mut at)?;
            Some(List { len: len as u32, index: index.clone(), words: words.clone(), alphabet })
        };
        let source = list(source_len, source_index, source_words).ok_or(damaged)?;
        let target = list(target_len, target_index, target_words).ok_or(damaged)?;
        let lists = Pair { source, target };
        Ok(Self { notes, lists, row_index: row_index.clone(), rows: rows.clone(), affixes: affixes.clone(), bytes })
    }

    /// Languages, sources, licences.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// The words of a language; the source is English in a built-in pack.
    pub fn words(&self, side: Side) -> WordList<'_> {
        let List { len, index, words, alphabet } = &self.lists[side];
        WordList::new(*len, self.section(index), self.section(words), alphabet)
    }

    /// What is known of the forms of both languages' words.
    pub fn affixes(&self) -> Pair<Affixes> {
        let (bytes, mut at) = (self.section(&self.affixes), 0);
        let mut next = || Affixes::decode(bytes, &mut at).unwrap_or_default();
        let source = next();
        Pair { source, target: next() }
    }

    /// The words of the source language.
    pub fn source(&self) -> WordList<'_> {
        self.words(Side::Source)
    }

    /// The words of the target language.
    pub fn target(&self) -> WordList<'_> {
        self.words(Side::Target)
    }

    /// The translations, by source word.
    pub fn rows(&self) -> Rows<'_> {
        let len = self.lists.as_ref().map(|list| list.len);
        Rows::new(len, self.section(&self.row_index), self.section(&self.rows))
    }

    /// Bytes in all.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    fn section(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}

/// The number at a byte.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// A variable-length integer (seven bits a byte, low ones first) at `at`, which is moved behind it.
fn read_varint(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let mut value = 0u32;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u32::from(byte & 127).checked_shl(shift)?;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}

fn write_varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 128 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// A 64-bit checksum in eight-byte steps (multiply and rotate): it finds damage, it is no proof against forgery.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = 0x9E37_79B9_7F4A_7C15 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().zip(chunk) {
            *to = *from;
        }
        sum = (sum ^ u64::from_le_bytes(word)).wrapping_mul(0xFF51_AFD7_ED55_8CCD).rotate_left(29);
    }
    sum ^ (sum >> 32)
}

#[cfg(test)]
mod tests;
