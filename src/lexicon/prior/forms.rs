//! Looks up the words of a text in a pack's word list; for those it lacks, their nearest forms.
//!
//! A pack knows the forms that its training text used. Another form of the same word begins alike, and a sorted list keeps words that begin
//! alike together. Which endings stand for one another, and which beginnings come and go, the pack knows from its training ([`Affixes`]),
//! with how much such words share of their translations: that is how far the other form is believed.

use rayon::prelude::*;

use crate::lexicon::pack::{Affixes, WordList};
use crate::lexicon::tuning::affixes::{LONGEST_ENDING, SHORTEST_STEM};
use crate::lexicon::tuning::prior::{BACKOFF, LEAST_LIKELY, LEAST_PRIOR, LEAST_STEM, MOST_ENDING, MOST_FORMS, MOST_LOOKED_AT};
use crate::tokens::Word;
use crate::tokens::postings::starts;

/// A word of a text and a word of a pack that may stand for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// Id in the pack.
    pub known: u32,
    /// Id in the text.
    pub word: u32,
    /// 1 if they are the same, less for another form.
    pub weight: f32,
}

/// The forms of a text's words in a pack, by pack id.
#[derive(Debug)]
pub struct Forms {
    starts: Vec<u32>,
    forms: Vec<Form>,
}

impl Forms {
    /// Looks up all words of a text.
    pub fn new(list: WordList, affixes: &Affixes, words: &[Word]) -> Self {
        let known = Known { list, affixes };
        let mut order: Vec<u32> = (0..words.len() as u32).collect();
        order.par_sort_unstable_by(|&a, &b| words[a as usize].form.cmp(&words[b as usize].form));
        let ids = list.find_all(order.iter().map(|&word| &*words[word as usize].form));
        let mut forms: Vec<Form> = order
            .par_iter()
            .zip(ids)
            .with_min_len(256)
            .flat_map_iter(|(&word, id)| match id {
                Some(known) => vec![Form { known, word, weight: 1.0 }],
                None => known.nearest(&words[word as usize], word),
            })
            .collect();
        forms.sort_unstable_by_key(|form| (form.known, form.word));
        Self { starts: starts(forms.iter().map(|form| form.known), list.len()), forms }
    }

    /// The words of the text for which a word of the pack may stand.
    pub fn of(&self, known: u32) -> &[Form] {
        &self.forms[self.starts[known as usize] as usize..self.starts[known as usize + 1] as usize]
    }

    /// Ids in the pack that stand for a word of the text, ascending.
    pub fn known(&self) -> impl Iterator<Item = u32> + '_ {
        self.forms.chunk_by(|a, b| a.known == b.known).map(|forms| forms[0].known)
    }
}

/// What is known of the words of a list.
struct Known<'a> {
    list: WordList<'a>,
    affixes: &'a Affixes,
}

/// A word of the list and the share of its translations that an unknown word is believed to have.
type Likely = (u32, f32);

impl Known<'_> {
    /// The words that are likeliest to be forms of an unknown one.
    fn nearest(&self, unknown: &Word, word: u32) -> Vec<Form> {
        let form = &*unknown.form;
        if unknown.number {
            return Vec::new();
        }
        let mut found = self.forms(form);
        found.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.dedup_by_key(|&mut (known, _)| known);
        found.truncate(MOST_FORMS);
        // The likelier ones get more; all together are not likelier than the likeliest.
        let sum: f32 = found.iter().map(|&(_, p)| p).sum();
        found.into_iter().map(|(known, p)| Form { known, word, weight: p * p / sum }).filter(|form| form.weight > LEAST_PRIOR).collect()
    }

    fn forms(&self, form: &str) -> Vec<Likely> {
        let mut coded = Vec::new();
        let whole = form.chars().all(|c| self.list.code(c.encode_utf8(&mut [0; 4])).map(|letter| coded.extend(letter)).is_some());
        let letters = form.chars().count();
        let mut found = Vec::new();
        self.endings(&coded, letters, 1.0, &mut found);
        for (beginning, p) in self.affixes.beginnings().iter().filter(|_| whole) {
            let Some(rest) = coded.strip_prefix(beginning.as_slice()) else { continue };
            let letters = self.list.letters(rest);
            if letters < SHORTEST_STEM {
                continue;
            }
            match self.list.find_coded(rest) {
                Some(known) => found.push((known, *p)),
                None => self.endings(rest, letters, *p, &mut found),
            }
        }
        found
    }

    /// Words with the same stem and another ending, among those that stand about the place of the unknown one.
    fn endings(&self, coded: &[u8], letters: usize, factor: f32, found: &mut Vec<Likely>) {
        let mut walk = self.list.walk_before(coded);
        let mut key = Vec::new();
        for _ in 0..MOST_LOOKED_AT {
            if !walk.valid {
                break;
            }
            let current = walk.current();
            let shared = self.list.shared(current, coded);
            let stem = self.list.letters(&coded[..shared]);
            let (own, other) = (letters - stem, self.list.letters(&current[shared..]));
            if stem >= SHORTEST_STEM && own.max(other) <= LONGEST_ENDING {
                let p = if self.affixes.is_empty() {
                    // The nearest first.
                    if stem >= LEAST_STEM && own <= MOST_ENDING { BACKOFF * (1.0 - 0.01 * (own + other) as f32) } else { 0.0 }
                } else {
                    self.affixes.alike(stem, (&coded[shared..], &current[shared..]), own + other, &mut key)
                };
                if factor * p > LEAST_LIKELY {
                    found.push((walk.id, factor * p));
                }
            } else if current > coded && (stem < SHORTEST_STEM || own > LONGEST_ENDING) {
                // Whatever follows shares less.
                break;
            }
            walk.advance();
        }
    }
}
