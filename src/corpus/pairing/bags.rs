//! Turns documents into weighted bags of words, with one numbering of words for all documents of one language.
//!
//! A word weighs tf-idf: (1 + ln of its occurrences) · ln((N + 1) / documents that hold it). A word that is in every document tells nothing
//! about one.

use rayon::prelude::*;

use super::Candidate;
use crate::corpus::Reading;
use crate::error::{Error, Result};
use crate::hash::Map;
use crate::source::open;
use crate::tokens::words::{self, Word};
use crate::{lang, read};

/// A document as its words, without their order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bag {
    /// Its place among the documents of its side.
    pub document: usize,
    /// Words in ascending order, with weights whose squares add up to 1.
    pub words: Vec<(u32, f32)>,
    /// Characters without white space.
    pub length: f32,
}

/// The documents of one side in one language.
#[derive(Debug, Default)]
pub(super) struct Collection {
    /// Their language, as a BCP 47 tag; `und` if it was not recognised.
    pub language: String,
    /// All their words.
    pub words: Vec<Word>,
    /// How often each word occurs in all of them together.
    pub counts: Vec<u32>,
    /// In how many of them each word occurs.
    pub spread: Vec<u32>,
    /// The documents, in their order; those without words are left out.
    pub bags: Vec<Bag>,
    ids: Map<Box<str>, u32>,
}

/// A document that was read.
struct Counted {
    language: String,
    words: Vec<(Word, u32)>,
    length: usize,
}

/// The documents of one side.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// By language, in the order in which the languages occur.
    pub collections: Vec<Collection>,
    /// The language of each document that could be read, `und` if it was not recognised.
    pub languages: Vec<Option<String>>,
    /// What could not be read.
    pub failures: Vec<Error>,
}

impl Side {
    /// Reads documents.
    pub fn read(documents: &[Candidate], reading: &Reading) -> Self {
        let read: Vec<Result<Counted>> = documents.par_iter().map(|document| counted(document, reading)).collect();
        let mut side = Self::default();
        let mut places: Map<String, usize> = Map::default();
        for (document, read) in read.into_iter().enumerate() {
            let counted = match read {
                Ok(counted) => counted,
                Err(error) => {
                    side.languages.push(None);
                    side.failures.push(error);
                    continue;
                }
            };
            // British and American English are one language here.
            let key = lang::lexicon(&counted.language).unwrap_or_default();
            let at = *places.entry(key).or_insert(side.collections.len());
            if at == side.collections.len() {
                side.collections.push(Collection { language: counted.language.clone(), ..Collection::default() });
            }
            side.languages.push(Some(counted.language.clone()));
            if let Some(collection) = side.collections.get_mut(at) {
                collection.add(document, counted);
            }
        }
        side.collections.iter_mut().for_each(Collection::weigh);
        side
    }
}

impl Collection {
    fn add(&mut self, document: usize, counted: Counted) {
        let mut bag = Bag { document, words: Vec::with_capacity(counted.words.len()), length: counted.length as f32 };
        for (word, count) in counted.words {
            let next = self.words.len() as u32;
            let id = *self.ids.entry(word.form.clone()).or_insert(next);
            if id == next {
                self.words.push(word);
                self.counts.push(0);
                self.spread.push(0);
            }
            self.counts[id as usize] += count;
            self.spread[id as usize] += 1;
            bag.words.push((id, 1.0 + (count as f32).ln()));
        }
        if !bag.words.is_empty() {
            bag.words.sort_unstable_by_key(|&(word, _)| word);
            self.bags.push(bag);
        }
    }

    /// Turns counts into weights, once all documents are there.
    fn weigh(&mut self) {
        self.ids = Map::default();
        let documents = self.bags.len() as f32;
        let spread = &self.spread;
        self.bags.par_iter_mut().for_each(|bag| {
            bag.words.iter_mut().for_each(|(word, weight)| *weight *= ((documents + 1.0) / spread[*word as usize] as f32).ln());
            let length = bag.words.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            bag.words.iter_mut().for_each(|(_, weight)| *weight /= length.max(f32::MIN_POSITIVE));
        });
    }
}

fn counted(document: &Candidate, reading: &Reading) -> Result<Counted> {
    match document {
        Candidate::File(path) => {
            open::listed(path)?;
            let document = read::file(path, &reading.options)?;
            Ok(counted_in(document.text(), reading.language.clone().unwrap_or_else(|| lang::of(&document))))
        }
        Candidate::Text(text) => Ok(counted_in(text, reading.language.clone().unwrap_or_else(|| lang::detect(text)))),
    }
}

fn counted_in(text: &str, language: String) -> Counted {
    let tokens = words::tokenize(std::iter::once(text));
    let mut counts = vec![0; tokens.words.len()];
    tokens.ids.iter().for_each(|&word| counts[word as usize] += 1);
    let length = text.chars().filter(|c| !c.is_whitespace()).count();
    Counted { language, words: tokens.words.into_iter().zip(counts).collect(), length }
}
