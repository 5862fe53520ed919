//! Words that look alike in both texts: identical words, numbers, names, and words with a common origin.
//!
//! Forms are compared in Latin letters (`any_ascii`), so that Достоевский matches Dostoevsky. Two words are candidates when their first
//! four letters agree, and are kept when their longest common subsequence is long enough (the ratio of Melamed, "Bitext maps and alignment
//! via pattern recognition", 1999). A pair whose frequencies disagree is trusted less: a false friend is rarely as frequent as its
//! look-alike.

use rayon::prelude::*;

use crate::hash::Map;
use crate::lexicon::Table;
use crate::lexicon::tuning::prior::{LEAST_RATIO, MOST_CANDIDATES, PREFIX};
use crate::model::Pair;
use crate::tokens::Word;

/// Prior tables. `counts` are the numbers of occurrences of each word.
pub(super) fn tables(words: Pair<&[Word]>, counts: Pair<&[u32]>) -> Pair<Table> {
    let forms = words.map(|words| words.par_iter().map(romanised).collect::<Vec<String>>());
    let Pair { source, target } = words;
    let mut whole: Map<&str, Vec<u32>> = Map::default();
    let mut beginnings: Map<&[u8], Vec<u32>> = Map::default();
    for (id, form) in forms.target.iter().enumerate() {
        whole.entry(form).or_default().push(id as u32);
        if let Some(beginning) = form.as_bytes().get(..PREFIX)
            && !target[id].number
        {
            beginnings.entry(beginning).or_default().push(id as u32);
        }
    }
    let rows: Vec<Vec<(u32, f32)>> = source
        .par_iter()
        .enumerate()
        .map(|(id, word)| {
            let form = &forms.source[id];
            let mut row: Vec<(u32, f32)> = Vec::new();
            let mut add = |other: u32, likeness: f32| {
                let (a, b) = (counts.source[id] as f32, counts.target[other as usize] as f32);
                row.push((other, likeness * (a.min(b) / a.max(b)).sqrt()));
            };
            for &other in whole.get(form.as_str()).map_or(&[][..], |v| v) {
                if target[other as usize].number == word.number {
                    add(other, identity(word, form));
                }
            }
            if let Some(beginning) = form.as_bytes().get(..PREFIX)
                && !word.number
                && let Some(candidates) = beginnings.get(beginning)
                && candidates.len() <= MOST_CANDIDATES
            {
                for &other in candidates {
                    let other_form = &forms.target[other as usize];
                    let ratio = if other_form == form { 0.0 } else { common_subsequence_ratio(form, other_form) };
                    if ratio >= LEAST_RATIO {
                        add(other, 0.2 + 0.8 * (ratio - LEAST_RATIO));
                    }
                }
            }
            row.sort_unstable_by_key(|pair| pair.0);
            row
        })
        .collect();
    let reversed = transposed(&rows, target.len());
    Pair::new(shared(rows), shared(reversed))
}

/// The chance that a word occurring in both texts is its own translation.
fn identity(word: &Word, form: &str) -> f32 {
    match form.len() {
        _ if word.number => 0.7,
        0..=1 => 0.05,
        2 => 0.15,
        3 => 0.35,
        _ => 0.6,
    }
}

fn transposed(rows: &[Vec<(u32, f32)>], len: usize) -> Vec<Vec<(u32, f32)>> {
    let mut transposed = vec![Vec::new(); len];
    for (id, row) in (0..).zip(rows) {
        for &(other, prior) in row {
            transposed[other as usize].push((id, prior));
        }
    }
    transposed
}

/// Look-alikes of one word share one word's worth of probability.
fn shared(rows: Vec<Vec<(u32, f32)>>) -> Table {
    Table::known(rows.into_iter().map(|row| {
        let sum = row.iter().map(|pair| pair.1).sum::<f32>().max(1.0);
        row.into_iter().map(move |(word, prior)| (word, prior / sum))
    }))
}

fn romanised(word: &Word) -> String {
    let mut form = any_ascii::any_ascii(&word.form);
    form.retain(|c| c.is_ascii_alphanumeric() || c == '.');
    form.make_ascii_lowercase();
    if form.is_empty() { word.form.to_string() } else { form }
}

/// Twice the length of the longest common subsequence over the sum of both lengths (bytes), by Hyyrö's bit-parallel method on words of at
/// most 64 letters.
fn common_subsequence_ratio(a: &str, b: &str) -> f32 {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (short, long) = (a.len().min(b.len()) as f32, a.len().max(b.len()) as f32);
    if long > 64.0 || 2.0 * short < LEAST_RATIO * (short + long) {
        return 0.0;
    }
    let mut places = [0u64; 128];
    for (at, &letter) in a.iter().enumerate() {
        places[usize::from(letter & 127)] |= 1 << at;
    }
    let mut row = !0u64;
    for &letter in b {
        let hit = places[usize::from(letter & 127)] & row;
        row = row.wrapping_add(hit) | (row - hit);
    }
    let mask = if a.len() == 64 { !0 } else { (1u64 << a.len()) - 1 };
    2.0 * (!row & mask).count_ones() as f32 / (short + long)
}

#[cfg(test)]
mod tests {
    use super::common_subsequence_ratio;

    #[test]
    fn look_alikes_are_told_from_strangers() {
        assert_eq!(common_subsequence_ratio("president", "president"), 1.0);
        assert_eq!(common_subsequence_ratio("situation", "situacion"), 16.0 / 18.0);
        assert!(common_subsequence_ratio("haus", "hausfrau") < 0.72);
        assert!(common_subsequence_ratio("parlement", "parlament") > 0.85);
        assert!(common_subsequence_ratio("international", "internet") < 0.8);
    }
}
