//! One text as the scorer sees it: tokens with their weights and places, lengths, punctuation at the edges, blocks.

use std::ops::Range;

use crate::hash::Map;
use crate::model::{BlockKind, Text};
use crate::times::{self, Span};
use crate::words::{self, Tokens};

/// What a sentence ends or begins with. Marks of all scripts are folded into a few classes; `None` says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// No mark that means anything.
    None,
    /// A full stop.
    Stop,
    /// A question mark.
    Question,
    /// An exclamation mark.
    Exclamation,
    /// A colon or semicolon.
    Colon,
    /// An ellipsis.
    Ellipsis,
    /// An opening quotation mark or dialogue dash (at the beginning).
    Speech,
    /// A list marker or number (at the beginning).
    Number,
    /// An opening bracket (at the beginning).
    Bracket,
}

/// Signs that a sentence goes on where its text was cut: between a sentence and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seam {
    /// The one before ends with a colon or semicolon.
    pub colon: bool,
    /// The one before ends without any mark.
    pub open: bool,
    /// The one before ends with a full stop after one or two letters, which may be an abbreviation.
    pub short: bool,
    /// This one begins with a small letter.
    pub small: bool,
}

/// One text, prepared for scoring. Arrays are indexed by sentence unless their name says otherwise.
#[derive(Clone, Debug)]
pub struct Side {
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
    /// Where each type's places begin in `postings`, and one more for the end.
    pub posting_starts: Vec<u32>,
    /// Token positions, ascending within a type.
    pub postings: Vec<u32>,
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

impl Side {
    /// Prepares both texts; numbers of both get ids of one numbering.
    pub fn pair(source: &Text, target: &Text) -> (Self, Self) {
        let (mut a, mut b) = rayon::join(|| Self::new(source), || Self::new(target));
        times::to_one_clock(&mut a.times, &mut b.times);
        let mut ids: Map<Box<str>, u32> = Map::default();
        for side in [&mut a, &mut b] {
            let numbers: Vec<Option<u32>> = side
                .tokens
                .words
                .iter()
                .map(|word| {
                    let next = ids.len() as u32;
                    word.number.then(|| *ids.entry(word.form.clone()).or_insert(next))
                })
                .collect();
            side.numbers = (0..side.len())
                .map(|i| {
                    let mut found: Vec<u32> = side.tokens.sentence(i).iter().filter_map(|&id| numbers[id as usize]).collect();
                    found.sort_unstable();
                    found
                })
                .collect();
        }
        (a, b)
    }

    fn new(text: &Text) -> Self {
        let n = text.len();
        let tokens = words::tokenize((0..n).map(|i| text.sentence(i)));
        let types = tokens.words.len();
        let mut counts = vec![0u32; types];
        let mut sentences_with = vec![0u32; types];
        let mut last_seen = vec![u32::MAX; types];
        let mut sentence_of = Vec::with_capacity(tokens.ids.len());
        for i in 0..n {
            for &id in tokens.sentence(i) {
                counts[id as usize] += 1;
                if last_seen[id as usize] != i as u32 {
                    last_seen[id as usize] = i as u32;
                    sentences_with[id as usize] += 1;
                }
                sentence_of.push(i as u32);
            }
        }
        let total = tokens.ids.len() as f32 + types as f32;
        let background = counts.iter().map(|&count| (count as f32 + 1.0) / total).collect();
        let idf: Vec<f32> = sentences_with.iter().map(|&df| ((n as f32 + 1.0) / df.max(1) as f32).ln()).collect();
        let mass: Vec<f32> = tokens.ids.iter().map(|&id| idf[id as usize]).collect();
        let sentence_mass = (0..n).map(|i| tokens.sentence(i).iter().map(|&id| idf[id as usize]).sum()).collect();
        let (posting_starts, postings) = postings(&tokens.ids, &counts);
        let sentences = text.sentences();
        let kind: Vec<BlockKind> =
            sentences.iter().map(|s| text.document().blocks().get(s.block).map_or(BlockKind::Line, |b| b.kind)).collect();
        // One sentence a line says nothing of paragraphs.
        let starts_block = |i: usize| i == 0 || sentences[i].block != sentences[i - 1].block;
        let first_in_block = (0..n).map(|i| kind[i] != BlockKind::Line && starts_block(i)).collect();
        Self {
            sentence_of,
            mass,
            sentence_mass,
            background,
            posting_starts,
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

    /// The same sentences, the last first: a text that shares everything with this one but its order.
    pub fn reversed(&self) -> Self {
        let last_in_block = |i: usize| self.kind[i] != BlockKind::Line && self.first_in_block.get(i + 1).copied().unwrap_or(true);
        let turned: Vec<usize> = (0..self.len()).rev().collect();
        Self {
            seams: turned.iter().map(|&old| self.seam_turned(old)).collect(),
            first_in_block: turned.iter().map(|&old| last_in_block(old)).collect(),
            ..self.reordered(&turned)
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
            let range = self.tokens.starts[old] as usize..self.tokens.starts[old + 1] as usize;
            sentence_of.extend(range.clone().map(|_| new as u32));
            ids.extend_from_slice(&self.tokens.ids[range.clone()]);
            mass.extend_from_slice(&self.mass[range]);
            starts.push(ids.len() as u32);
        }
        let mut counts = vec![0; self.tokens.words.len()];
        ids.iter().for_each(|&id| counts[id as usize] += 1);
        let (posting_starts, postings) = postings(&ids, &counts);
        // Where another sentence comes before than did, nothing is known of the seam.
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
            posting_starts,
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

    /// The seam between a sentence and the one after it, as if that stood before it.
    fn seam_turned(&self, old: usize) -> Seam {
        let Some(end) = self.closing.get(old + 1) else { return Seam::default() };
        let short = self.seams.get(old + 2).is_some_and(|seam| seam.short);
        Seam { colon: *end == Edge::Colon, open: *end == Edge::None, short, small: self.seams[old].small }
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

    /// All places of a type.
    pub fn all_places(&self, word: u32) -> &[u32] {
        &self.postings[self.posting_starts[word as usize] as usize..self.posting_starts[word as usize + 1] as usize]
    }

    /// The places of a type in some sentences.
    pub fn places_in(&self, word: u32, sentences: &Range<usize>) -> &[u32] {
        let all = self.all_places(word);
        let start = all.partition_point(|&place| place < self.tokens.starts[sentences.start]);
        let end = all.partition_point(|&place| place < self.tokens.starts[sentences.end]);
        &all[start..end]
    }

    /// The places of a type among the token positions `from..to`.
    pub fn places(&self, word: u32, from: u32, to: u32) -> &[u32] {
        let all = self.all_places(word);
        let start = all.partition_point(|&p| p < from);
        let end = start + all[start..].iter().take_while(|&&p| p < to).count();
        &all[start..end]
    }

    /// When some sentences are said, from the first to the last; `None` if that is not known of one of them.
    pub fn said(&self, sentences: impl Iterator<Item = usize>) -> Option<Span> {
        sentences.map(|id| self.times.get(id).copied().flatten()).reduce(|a, b| Some(a?.and(b?)))?
    }

    /// How often a type occurs.
    pub fn count(&self, word: u32) -> u32 {
        self.posting_starts[word as usize + 1] - self.posting_starts[word as usize]
    }
}

fn seam(before: &str, after: &str) -> Seam {
    let end = closing(before);
    let last = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let letters = last.chars().rev().take_while(|c| c.is_alphanumeric());
    let short = letters.clone().take(3).count() < 3 && letters.clone().any(char::is_alphabetic);
    Seam {
        colon: end == Edge::Colon,
        open: end == Edge::None,
        short: end == Edge::Stop && short,
        small: after.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase),
    }
}

/// Where each type's places begin, and the places, ascending within a type, of types that occur so often.
fn postings(ids: &[u32], counts: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = Vec::with_capacity(counts.len() + 1);
    let mut sum = 0;
    starts.push(0);
    for &count in counts {
        sum += count;
        starts.push(sum);
    }
    let mut next = starts.clone();
    let mut postings = vec![0; ids.len()];
    for (position, &id) in ids.iter().enumerate() {
        postings[next[id as usize] as usize] = position as u32;
        next[id as usize] += 1;
    }
    (starts, postings)
}

fn picked<T: Clone>(of: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&old| of[old].clone()).collect()
}

/// The class of the last mark of a sentence, closing quotes and brackets left aside.
fn closing(sentence: &str) -> Edge {
    let skip =
        |c: &char| c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』' | '“' | '）' | '*' | '_');
    let mut rest = sentence.chars().rev().skip_while(|c| skip(c));
    match rest.next() {
        Some('.') if rest.next() == Some('.') => Edge::Ellipsis,
        // Greek asks with what looks like a semicolon.
        Some(';') if rest.any(|c| matches!(c, 'α'..='ω' | 'Α'..='Ω' | 'ά'..='ώ')) => Edge::Question,
        Some('.' | '。' | '।' | '．' | '۔' | '॥' | '։') => Edge::Stop,
        Some('?' | '？' | '؟' | '\u{37E}' | '՞') => Edge::Question,
        Some('!' | '！' | '՜') => Edge::Exclamation,
        Some(':' | ';' | '：' | '；' | '؛') => Edge::Colon,
        Some('…') => Edge::Ellipsis,
        _ => Edge::None,
    }
}

/// The class of the first mark of a sentence.
fn opening(sentence: &str) -> Edge {
    match sentence.chars().find(|c| !c.is_whitespace()) {
        Some('"' | '“' | '«' | '„' | '‹' | '‘' | '「' | '『' | '—' | '–' | '-' | '―' | '\'') => Edge::Speech,
        Some('(' | '[' | '（' | '{') => Edge::Bracket,
        Some(c) if c.is_numeric() => Edge::Number,
        Some('•' | '*' | '◦' | '▪' | '·') => Edge::Number,
        _ => Edge::None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Edge, Seam, closing, opening, seam};

    #[test]
    fn a_text_reversed_is_the_text_with_its_sentences_reversed() {
        use crate::model::Split;
        let text = |lines: &[&str]| crate::text("t", &lines.concat(), Some("en"), Split::Lines).unwrap();
        let lines = ["One cat.\n", "Two dogs, one cat?\n", "A bird of 3 cats!\n"];
        let (there, back) = (text(&lines), text(&[lines[2], lines[1], lines[0]]));
        let (there, back) = (super::Side::pair(&there, &there).0, super::Side::pair(&back, &back).0);
        let turned = there.reversed();
        assert_eq!((&turned.chars, &turned.closing, &turned.sentence_mass), (&back.chars, &back.closing, &back.sentence_mass));
        let spelled = |side: &super::Side| -> Vec<String> {
            side.tokens.ids.iter().map(|&id| side.tokens.words[id as usize].form.to_string()).collect()
        };
        assert_eq!(spelled(&turned), spelled(&back));
        assert_eq!(turned.sentence_of, back.sentence_of);
        for word in 0..turned.tokens.words.len() as u32 {
            assert!(turned.all_places(word).iter().all(|&place| turned.tokens.ids[place as usize] == word));
        }
        assert_eq!(turned.reversed().tokens.ids, there.tokens.ids);
    }

    #[test]
    fn edges_of_all_scripts_fall_into_classes() {
        let cases = [
            ("Oui.", Edge::Stop),
            ("« Vraiment ? »", Edge::Question),
            ("はい。」", Edge::Stop),
            ("Non...", Edge::Ellipsis),
            ("Title", Edge::None),
        ];
        for (sentence, class) in cases {
            assert_eq!(closing(sentence), class, "{sentence}");
        }
        assert_eq!(seam("Erstersteigung durch B.M .", "Abalakow"), Seam { short: true, ..Seam::default() });
        assert_eq!(seam("dans le Transalaï ;", "première"), Seam { colon: true, small: true, ..Seam::default() });
        assert_eq!(seam("Er kam 1957.", "Sie"), Seam::default());
        assert_eq!(opening("— Oui"), Edge::Speech);
        assert_eq!(opening("  3. Satz"), Edge::Number);
    }
}
