//! The words of sentences: interned ids in one flat array with an offset for each sentence, so that whatever is counted by word is an array.
//!
//! A token is a run of letters (marks included) or a number. Words are case-folded and normalised (NFKC), split at apostrophes (so that
//! French elisions leave their nouns whole) and hyphens; numbers become their canonical value. Runs of scripts written without spaces go to
//! ICU's dictionaries and models (feature `cjk`), or are cut into single characters without it. The script decides, never the name of a
//! language.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::hash::Map;
use crate::tokens::numbers;

/// What is known of a word type.
#[derive(Clone, Debug)]
pub struct Word {
    /// The folded form; for a number its canonical value.
    pub form: Box<str>,
    /// Whether it is a number.
    pub number: bool,
}

/// The tokens of one text.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// Type ids (indices into [`words`](Self::words)), sentence after sentence.
    pub ids: Vec<u32>,
    /// Where each sentence begins in `ids`, and one more for the end.
    pub starts: Vec<u32>,
    /// The word types, in order of first occurrence.
    pub words: Vec<Word>,
}

impl Tokens {
    /// The ids of a sentence.
    #[inline]
    pub fn sentence(&self, index: usize) -> &[u32] {
        &self.ids[self.range(index)]
    }

    /// The places of the tokens of a sentence.
    #[inline]
    pub fn range(&self, index: usize) -> Range<usize> {
        self.starts[index] as usize..self.starts[index + 1] as usize
    }

    /// The sentence of each token.
    pub fn sentence_of(&self) -> Vec<u32> {
        (0..self.len()).flat_map(|at| std::iter::repeat_n(at as u32, self.sentence(at).len())).collect()
    }

    /// Roughly how many tokens a text has: words and numbers by their beginnings; two letters a word where none are between spaces.
    pub fn estimate(text: &str) -> usize {
        let (mut words, mut unspaced, mut inside) = (0, 0, false);
        for byte in text.bytes() {
            let word = byte >= 0x80 || byte.is_ascii_alphanumeric();
            words += usize::from(word && !inside);
            // The first bytes of what is written without spaces, as good as all of it.
            unspaced += usize::from((0xE3..=0xED).contains(&byte));
            inside = word;
        }
        words + unspaced / 2
    }

    /// Number of sentences.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no sentence.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Tokenises sentences.
pub fn tokenize<'a>(sentences: impl Iterator<Item = &'a str>) -> Tokens {
    let mut tokens = Tokens::default();
    let mut interner = Interner::default();
    tokens.starts.push(0);
    for sentence in sentences {
        interner.sentence(sentence, &mut tokens);
        tokens.starts.push(tokens.ids.len() as u32);
    }
    tokens
}

/// Where the tokens of a sentence stand in it: one byte range per token, in the order of [`tokenize`].
pub fn places(sentence: &str) -> Vec<Range<usize>> {
    let mut interner = Interner { places: Some(Vec::new()), ..Interner::default() };
    interner.sentence(sentence, &mut Tokens::default());
    interner.places.unwrap_or_default()
}

#[derive(Default)]
struct Interner {
    ids: Map<Box<str>, u32>,
    buffer: String,
    /// Where the tokens stand, for those who ask.
    places: Option<Vec<Range<usize>>>,
}

impl Interner {
    fn sentence(&mut self, text: &str, tokens: &mut Tokens) {
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let width = c.len_utf8();
            if c.is_numeric()
                && let Some(end) = numbers::scan(text, at, &mut self.buffer)
            {
                self.intern(true, at..end, tokens);
                at = end;
            } else if c.is_alphabetic() {
                let scriptio = unspaced(c);
                let rest = &text[at..];
                let end = rest
                    .char_indices()
                    .find(|&(_, c)| !is_word(c) || (unspaced(c) != scriptio && !is_combining_mark(c)))
                    .map_or(rest.len(), |(end, _)| end);
                if scriptio {
                    self.unspaced_run(&rest[..end], at, tokens);
                } else {
                    self.fold(&rest[..end]);
                    self.intern(false, at..at + end, tokens);
                }
                at += end.max(width);
            } else {
                at += width;
            }
        }
    }

    fn fold(&mut self, word: &str) {
        self.buffer.clear();
        if word.is_ascii() {
            self.buffer.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
        } else {
            self.buffer.extend(word.nfkc().flat_map(char::to_lowercase));
        }
    }

    fn intern(&mut self, number: bool, place: Range<usize>, tokens: &mut Tokens) {
        if let Some(places) = &mut self.places {
            places.push(place);
        }
        let id = match self.ids.get(self.buffer.as_str()) {
            Some(&id) => id,
            None => {
                let id = tokens.words.len() as u32;
                let form: Box<str> = self.buffer.as_str().into();
                tokens.words.push(Word { form: form.clone(), number });
                self.ids.insert(form, id);
                id
            }
        };
        tokens.ids.push(id);
    }

    #[cfg(feature = "cjk")]
    fn unspaced_run(&mut self, run: &str, at: usize, tokens: &mut Tokens) {
        let segmenter = icu_segmenter::WordSegmenter::new_auto(icu_segmenter::options::WordBreakInvariantOptions::default());
        let mut start = 0;
        for end in segmenter.segment_str(run) {
            if end > start {
                self.fold(&run[start..end]);
                self.intern(false, at + start..at + end, tokens);
            }
            start = end;
        }
    }

    #[cfg(not(feature = "cjk"))]
    fn unspaced_run(&mut self, run: &str, at: usize, tokens: &mut Tokens) {
        use unicode_segmentation::UnicodeSegmentation;
        for (start, cluster) in run.grapheme_indices(true) {
            self.fold(cluster);
            self.intern(false, at + start..at + start + cluster.len(), tokens);
        }
    }
}

fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { c.is_alphabetic() || is_combining_mark(c) || c == '\u{200C}' }
}

/// Whether the script of a letter is written without spaces between words.
fn unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x19E0..=0x19FF | 0xAA60..=0xAA7F
        | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3040..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::tokenize;

    fn forms(text: &str) -> Vec<String> {
        let tokens = tokenize([text].into_iter());
        tokens.sentence(0).iter().map(|&id| tokens.words[id as usize].form.to_string()).collect()
    }

    #[test]
    fn words_are_folded_and_split() {
        assert_eq!(forms("L’École, l'accord!"), ["l", "école", "l", "accord"]);
        assert_eq!(forms("north-west 1,000.5 km²"), ["north", "west", "1000.5", "km"]);
        assert_eq!(forms("ﬁn STRASSE"), ["fin", "strasse"]);
        assert_eq!(forms("हिन्दी में"), ["हिन्दी", "में"]);
        assert_eq!(forms("…!?"), Vec::<String>::new());
    }

    #[test]
    fn every_token_has_its_place() {
        for text in ["L’École, l'accord!", "1,000.5 km² in 我们去北京大学。", "ﬁn…"] {
            let (places, forms) = (super::places(text), forms(text));
            assert_eq!(places.len(), forms.len(), "{text}");
            assert!(places.windows(2).all(|pair| pair[0].end <= pair[1].start), "{text}: {places:?}");
            assert!(places.iter().all(|place| text.get(place.clone()).is_some_and(|word| !word.is_empty())), "{text}: {places:?}");
        }
        assert_eq!(super::places("a 1,000"), [0..1, 2..7]);
    }

    #[cfg(feature = "cjk")]
    #[test]
    fn scripts_without_spaces_are_cut() {
        assert!(forms("我们去北京大学。").len() > 2);
        assert!(forms("ภาษาไทยเขียนติดกัน").len() > 2);
        assert_eq!(forms("GDPは3").len(), 3);
    }
}
