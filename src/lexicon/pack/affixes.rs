//! Which beginnings and endings of a language's words come and go: what a pack knows of the forms that its lists lack.
//!
//! Learned (`train::affixes`), never written by hand: for two words that share a stem, how much of their translations they share. That
//! depends on how long the stem and the endings are, which is a small table, and on the endings themselves: a pair of endings has a factor
//! where it makes words more or less alike than others of its length do. Beginnings that words may have before them (Arabic *wa-*, *al-*)
//! have a probability each. Endings stand as the word list writes its words, so that nothing is decoded to compare them.

use super::list::WordList;
use super::{read_varint, write_varint};
use crate::hash::Map;
use crate::lexicon::tuning::affixes::{LIKELIEST, LONGEST_ENDING, LONGEST_STEM, SHORTEST_STEM};

/// Stem lengths, and lengths of two endings together, that the table tells apart.
pub(super) const STEMS: usize = LONGEST_STEM - SHORTEST_STEM + 1;
pub(super) const ENDINGS: usize = 2 * LONGEST_ENDING;
/// Between the two endings of a pair: no word list writes this byte.
const BETWEEN: u8 = 255;
/// Factors are e^((q - MIDDLE) · STEP).
const STEP: f32 = 0.05;
const MIDDLE: f32 = 128.0;

/// What was learned of the forms of a language's words, letters as they are.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Learned {
    /// By length of the stem and of both endings together: what share of their translations two words have in common.
    pub alike: [[f32; ENDINGS]; STEMS],
    /// Beginnings that come and go, with the share of the translations of the whole that the word without it has.
    pub beginnings: Vec<(String, f32)>,
    /// Pairs of endings, the lesser first, with what the share is to be multiplied by.
    pub endings: Vec<(String, String, f32)>,
}

/// The same as it stands in a pack.
#[derive(Clone, Debug, Default)]
pub struct Affixes {
    alike: Option<[[f32; ENDINGS]; STEMS]>,
    beginnings: Vec<(Vec<u8>, f32)>,
    factors: Map<Box<[u8]>, f32>,
}

impl Affixes {
    /// Whether nothing was learned, as in a user's dictionary.
    pub fn is_empty(&self) -> bool {
        self.alike.is_none()
    }

    /// Beginnings that come and go, as the list writes them, each with its probability.
    pub fn beginnings(&self) -> &[(Vec<u8>, f32)] {
        &self.beginnings
    }

    /// The share of their translations that two words have in common whose stem is of so many letters, with these endings; `key` is memory
    /// that is used again.
    pub fn alike(&self, stem: usize, endings: (&[u8], &[u8]), letters: usize, key: &mut Vec<u8>) -> f32 {
        let Some(alike) = &self.alike else { return 0.0 };
        let row = stem.checked_sub(SHORTEST_STEM).map(|row| row.min(STEMS - 1));
        let column = letters.checked_sub(1);
        let Some(&share) = row.zip(column).and_then(|(row, column)| alike.get(row)?.get(column)) else { return 0.0 };
        let (one, other) = if endings.0 <= endings.1 { endings } else { (endings.1, endings.0) };
        key.clear();
        key.extend_from_slice(one);
        key.push(BETWEEN);
        key.extend_from_slice(other);
        (share * self.factors.get(key.as_slice()).copied().unwrap_or(1.0)).min(LIKELIEST)
    }

    /// Reads what [`Learned::encode`] wrote, from `at` on.
    pub(super) fn decode(bytes: &[u8], at: &mut usize) -> Option<Self> {
        let mut byte = || {
            let byte = *bytes.get(*at)?;
            *at += 1;
            Some(byte)
        };
        if byte()? == 0 {
            return Some(Self::default());
        }
        let mut alike = [[0.0; ENDINGS]; STEMS];
        for cell in alike.iter_mut().flatten() {
            *cell = f32::from(byte()?) / 255.0;
        }
        let mut found = Self { alike: Some(alike), ..Self::default() };
        for _ in 0..read_varint(bytes, at)? {
            let beginning = text(bytes, at)?.to_vec();
            found.beginnings.push((beginning, f32::from(*bytes.get(*at)?) / 255.0));
            *at += 1;
        }
        for _ in 0..read_varint(bytes, at)? {
            let key = text(bytes, at)?.into();
            found.factors.insert(key, ((f32::from(*bytes.get(*at)?) - MIDDLE) * STEP).exp());
            *at += 1;
        }
        Some(found)
    }
}

fn text<'b>(bytes: &'b [u8], at: &mut usize) -> Option<&'b [u8]> {
    let len = read_varint(bytes, at)? as usize;
    let text = bytes.get(*at..at.checked_add(len)?)?;
    *at += len;
    Some(text)
}

impl Learned {
    /// As bytes for a list of words. Affixes with a letter that no word of it has are left out.
    pub(super) fn encode(learned: Option<&Self>, list: &WordList, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(learned.is_some()));
        let Some(learned) = learned else { return };
        let share = |p: f32| (p.clamp(0.0, 1.0) * 255.0).round() as u8;
        bytes.extend(learned.alike.iter().flatten().map(|&p| share(p)));
        let mut put = |items: &mut Vec<(Vec<u8>, u8)>| {
            items.sort_unstable();
            write_varint(bytes, items.len() as u32);
            for (text, value) in items {
                write_varint(bytes, text.len() as u32);
                bytes.extend_from_slice(text);
                bytes.push(*value);
            }
        };
        put(&mut learned.beginnings.iter().filter_map(|(text, p)| Some((list.code(text)?, share(*p)))).collect());
        let pair = |(one, other, factor): &(String, String, f32)| {
            let (one, other) = (list.code(one)?, list.code(other)?);
            let (one, other) = if one <= other { (one, other) } else { (other, one) };
            let factor = (factor.max(1e-6).ln() / STEP + MIDDLE).round().clamp(0.0, 255.0) as u8;
            Some(([one, vec![BETWEEN], other].concat(), factor))
        };
        put(&mut learned.endings.iter().filter_map(pair).collect());
    }
}
