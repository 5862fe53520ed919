//! Converts between bytes of texts and UTF-16 code units of sentences, and places the words that support a row.

use std::ops::Range;

use super::super::protocol::WordPair;
use super::Realigner;
use super::overview::units;
use crate::model::{Bead, Pair, Text};
use crate::project::State;

/// The UTF-16 code units of a range of bytes; nothing if it cuts a character.
pub(super) fn units_of(text: &str, range: &Range<usize>) -> Option<[usize; 2]> {
    let start = units(text.get(..range.start)?);
    Some([start, start + units(text.get(range.clone())?)])
}

/// The byte at a place counted in UTF-16 code units; nothing if that is beyond the end or inside a character.
pub(super) fn byte_at(text: &str, unit: usize) -> Option<usize> {
    let mut passed = 0;
    for (at, c) in text.char_indices() {
        if passed >= unit {
            return (passed == unit).then_some(at);
        }
        passed += c.len_utf16();
    }
    (passed == unit).then_some(text.len())
}

/// Words that speak for a bead, the strongest first, with their share of the evidence.
pub(super) fn words(state: &State, bead: &Bead, realigner: &Realigner) -> Vec<WordPair> {
    let found = realigner.words(Pair::new(&state.texts.source, &state.texts.target), bead);
    let all: f32 = found.iter().map(|(_, nats)| nats.max(0.0)).sum();
    let pair = |(word, nats): (Pair<Range<usize>>, f32)| {
        let source = placed(&state.texts.source, &bead.source, &word.source)?;
        let target = placed(&state.texts.target, &bead.target, &word.target)?;
        let share = if all > 0.0 { nats.max(0.0) / all } else { 0.0 };
        Some(WordPair { source, target, share })
    };
    found.into_iter().filter_map(pair).collect()
}

/// The sentence of a bead that a range of the document lies in, and where in it.
fn placed(text: &Text, ids: &[usize], range: &Range<usize>) -> Option<(usize, [usize; 2])> {
    // The ranges of a corrected sentence count in its new wording, from where the old one begins.
    let id = ids.iter().copied().rev().find(|&id| text.sentences().get(id).is_some_and(|sentence| sentence.range.start <= range.start))?;
    let start = text.sentences().get(id)?.range.start;
    Some((id, units_of(text.sentence(id), &(range.start - start..range.end - start))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_a_browser_counts() {
        let text = "a😀é b";
        assert_eq!(byte_at(text, 0), Some(0));
        assert_eq!(byte_at(text, 1), Some(1));
        assert_eq!(byte_at(text, 2), None);
        assert_eq!(byte_at(text, 3), Some(5));
        assert_eq!(byte_at(text, 6), Some(text.len()));
        assert_eq!(byte_at(text, 7), None);
        assert_eq!(units_of(text, &(1..7)), Some([1, 4]));
        assert_eq!(units_of(text, &(2..7)), None);
        for unit in 0..=6 {
            if let Some(byte) = byte_at(text, unit) {
                assert_eq!(units(&text[..byte]), unit);
            }
        }
    }
}
