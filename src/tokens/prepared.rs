//! One text as anchors, lexicon and scorer see it: tokens with their weights and places, lengths, marks at the edges, blocks, times.
//!
//! Everything that is needed again and again while beads are scored is an array by sentence or by token, computed once.

use std::ops::Range;

use crate::hash::Map;
use crate::model::{BlockKind, Pair, Text};
use crate::tokens::edges::{Edge, Seam, closing, opening, seam};
use crate::tokens::postings::Postings;
use crate::tokens::times::{self, Span};
use crate::tokens::words::{self, Tokens, Word};

/// One text, prepared for scoring. Arrays are indexed by sentence unless their name says otherwise.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The tokens.
    pub tokens: Tokens,
    /// Sentence of each token.
    pub sentence_of: Vec<u32>,
    /// Weight of each token: ln((N + 1) / number of sentences that hold its type), in nats.
    pub mass: Vec<f32>,
    /// Sum of the weights of a sentence's tokens.
    pub sentence_mass: Vec<f32>,
    /// Share of each type among all tokens, with one added to each count.
    pub background: Vec<f32>,
    /// The token positions of each type.
    pub postings: Postings,
    /// Length in characters without white space.
    pub chars: Vec<f32>,
    /// What each sentence ends with.
    pub closing: Vec<Edge>,
    /// What each sentence begins with.
    pub opening: Vec<Edge>,
    /// The seam before each sentence.
    pub seams: Vec<Seam>,
    /// Whether a sentence is the first of its block (never where blocks are single lines).
    pub first_in_block: Vec<bool>,
    /// What kind of block a sentence lies in.
    pub kind: Vec<BlockKind>,
    /// The numbers of a sentence, as ascending ids that both texts share.
    pub numbers: Vec<Vec<u32>>,
    /// When each sentence is said, on a clock that both texts share; empty where there is none.
    pub times: Vec<Option<Span>>,
}

impl Prepared {
    /// Bytes for each token: its type, sentence and weight, and its place among those of the type.
    pub const TOKEN: usize = 16;
    /// Bytes for each sentence.
    pub const SENTENCE: usize = 12 + size_of::<Seam>() + 2 * size_of::<Edge>() + 1 + size_of::<BlockKind>() + size_of::<Vec<u32>>();
    /// Bytes for each word type: its form here and among the ids by which it is found, and its numbers.
    const TYPE: usize = 2 * 32 + 2 * size_of::<Word>() + 32;

    /// Bytes that it takes, nearly.
    pub fn bytes(&self) -> usize {
        let times = self.times.len() * size_of::<Option<Span>>();
        self.tokens.ids.len() * Self::TOKEN + self.len() * Self::SENTENCE + self.tokens.words.len() * Self::TYPE + times
    }

    /// Prepares both texts; numbers of both get ids of one numbering.
    pub fn pair(source: &Text, target: &Text) -> Pair<Self> {
        let mut texts = Pair::from(rayon::join(|| Self::new(source), || Self::new(target)));
        times::to_one_clock(texts.as_mut().map(|text| &mut text.times));
        let mut ids: Map<Box<str>, u32> = Map::default();
        for text in texts.as_mut() {
            let number = |word: &Word| {
                let next = ids.len() as u32;
                word.number.then(|| *ids.entry(word.form.clone()).or_insert(next))
            };
            let numbers: Vec<Option<u32>> = text.tokens.words.iter().map(number).collect();
            let of_sentence = |id: usize| {
                let mut found: Vec<u32> = text.tokens.sentence(id).iter().filter_map(|&id| numbers[id as usize]).collect();
                found.sort_unstable();
                found
            };
            text.numbers = (0..text.tokens.len()).map(of_sentence).collect();
        }
        texts
    }

    fn new(text: &Text) -> Self {
        let n = text.len();
        let tokens = words::tokenize((0..n).map(|i| text.sentence(i)));
        let types = tokens.words.len();
        let mut sentences_with = vec![0u32; types];
        let mut last_seen = vec![u32::MAX; types];
        for i in 0..n {
            for &id in tokens.sentence(i) {
                if last_seen[id as usize] != i as u32 {
                    last_seen[id as usize] = i as u32;
                    sentences_with[id as usize] += 1;
                }
            }
        }
        let total = tokens.ids.len() as f32 + types as f32;
        let postings = Postings::new(&tokens.ids, types);
        let background = (0..types as u32).map(|word| (postings.count(word) as f32 + 1.0) / total).collect();
        let idf: Vec<f32> = sentences_with.iter().map(|&df| ((n as f32 + 1.0) / df.max(1) as f32).ln()).collect();
        let mass: Vec<f32> = tokens.ids.iter().map(|&id| idf[id as usize]).collect();
        let sentence_mass = (0..n).map(|i| tokens.sentence(i).iter().map(|&id| idf[id as usize]).sum()).collect();
        let sentences = text.sentences();
        let kind: Vec<BlockKind> =
            sentences.iter().map(|s| text.document().blocks().get(s.block).map_or(BlockKind::Line, |b| b.kind)).collect();
        // One sentence a line says nothing of paragraphs.
        let starts_block = |i: usize| i == 0 || sentences[i].block != sentences[i - 1].block;
        let first_in_block = (0..n).map(|i| kind[i] != BlockKind::Line && starts_block(i)).collect();
        Self {
            sentence_of: tokens.sentence_of(),
            mass,
            sentence_mass,
            background,
            postings,
            chars: (0..n).map(|i| text.sentence(i).chars().filter(|c| !c.is_whitespace()).count() as f32).collect(),
            seams: (0..n).map(|i| if i == 0 { Seam::default() } else { seam(text.sentence(i - 1), text.sentence(i)) }).collect(),
            closing: (0..n).map(|i| closing(text.sentence(i))).collect(),
            opening: (0..n).map(|i| opening(text.sentence(i))).collect(),
            first_in_block,
            kind,
            numbers: Vec::new(),
            times: times::of(text),
            tokens,
        }
    }

    /// The same text with its sentences in another order, or some of them: `order` holds the ids of those, each once. What is counted over the whole
    /// text (weights, shares) stays as it is.
    pub fn reordered(&self, order: &[usize]) -> Self {
        let mut ids = Vec::with_capacity(self.tokens.ids.len());
        let mut mass = Vec::with_capacity(self.mass.len());
        let mut sentence_of = Vec::with_capacity(self.sentence_of.len());
        let mut starts = vec![0];
        for (new, &old) in order.iter().enumerate() {
            let range = self.tokens.range(old);
            sentence_of.extend(range.clone().map(|_| new as u32));
            ids.extend_from_slice(&self.tokens.ids[range.clone()]);
            mass.extend_from_slice(&self.mass[range]);
            starts.push(ids.len() as u32);
        }
        let postings = Postings::new(&ids, self.tokens.words.len());
        // Where the preceding sentence is another one, nothing is known of the seam.
        let seam = |(new, &old): (usize, &usize)| {
            let follows = old > 0 && new.checked_sub(1).is_some_and(|before| order[before] == old - 1);
            if follows { self.seams[old] } else { Seam::default() }
        };
        Self {
            tokens: Tokens { ids, starts, words: self.tokens.words.clone() },
            sentence_of,
            mass,
            sentence_mass: picked(&self.sentence_mass, order),
            background: self.background.clone(),
            postings,
            chars: picked(&self.chars, order),
            seams: order.iter().enumerate().map(seam).collect(),
            closing: picked(&self.closing, order),
            opening: picked(&self.opening, order),
            first_in_block: picked(&self.first_in_block, order),
            kind: picked(&self.kind, order),
            numbers: picked(&self.numbers, order),
            times: if self.times.is_empty() { Vec::new() } else { picked(&self.times, order) },
        }
    }

    /// Number of sentences.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no sentence.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of tokens of a sentence.
    pub fn token_count(&self, sentence: usize) -> f32 {
        (self.tokens.starts[sentence + 1] - self.tokens.starts[sentence]) as f32
    }

    /// How often each type occurs.
    pub fn counts(&self) -> Vec<u32> {
        (0..self.tokens.words.len() as u32).map(|word| self.postings.count(word)).collect()
    }

    /// The places of a type in some sentences.
    pub fn places_in(&self, word: u32, sentences: &Range<usize>) -> &[u32] {
        self.postings.within(word, &(self.tokens.starts[sentences.start]..self.tokens.starts[sentences.end]))
    }

    /// When some sentences are said, from the first to the last; `None` if that is not known of one of them.
    pub fn said(&self, sentences: impl Iterator<Item = usize>) -> Option<Span> {
        sentences.map(|id| self.times.get(id).copied().flatten()).reduce(|a, b| Some(a?.and(b?)))?
    }
}

fn picked<T: Clone>(of: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&old| of[old].clone()).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_reordered_is_the_text_with_its_sentences_in_that_order() {
        use crate::model::Split;
        let text = |lines: &[&str]| crate::text("t", &lines.concat(), Some("en"), Split::Lines).unwrap();
        let prepared = |text| super::Prepared::pair(text, text).source;
        let lines = ["One cat.\n", "Two dogs, one cat?\n", "A bird of 3 cats!\n"];
        let (forward, backward) = (text(&lines), text(&[lines[2], lines[1], lines[0]]));
        let (forward, backward) = (prepared(&forward), prepared(&backward));
        let reversed = forward.reordered(&[2, 1, 0]);
        assert_eq!(
            (&reversed.chars, &reversed.closing, &reversed.sentence_mass),
            (&backward.chars, &backward.closing, &backward.sentence_mass)
        );
        let spelled = |side: &super::Prepared| -> Vec<String> {
            side.tokens.ids.iter().map(|&id| side.tokens.words[id as usize].form.to_string()).collect()
        };
        assert_eq!(spelled(&reversed), spelled(&backward));
        assert_eq!(reversed.sentence_of, backward.sentence_of);
        for word in 0..reversed.tokens.words.len() as u32 {
            assert!(reversed.postings.of(word).iter().all(|&place| reversed.tokens.ids[place as usize] == word));
        }
        assert_eq!(reversed.reordered(&[2, 1, 0]).tokens.ids, forward.tokens.ids);
    }
}
