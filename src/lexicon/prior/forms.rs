//! Looks up the words of a text in a pack's word list; for those it lacks, their nearest forms.
//!
//! A pack knows the forms that its training text used. Another form of the same word begins alike, and a sorted list keeps words that begin
//! alike together, so the nearest forms are found without rules for any language. They are trusted less than the word itself.

use rayon::prelude::*;

use crate::lexicon::pack::WordList;
use crate::lexicon::tuning::prior::{BACKOFF, LEAST_STEM, MOST_ENDING, MOST_FORMS, MOST_LOOKED_AT};
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
    pub fn new(list: &WordList, words: &[Word]) -> Self {
        let mut order: Vec<u32> = (0..words.len() as u32).collect();
        order.par_sort_unstable_by(|&a, &b| words[a as usize].form.cmp(&words[b as usize].form));
        let ids = list.find_all(order.iter().map(|&word| &*words[word as usize].form));
        let mut forms: Vec<Form> = order
            .par_iter()
            .zip(ids)
            .with_min_len(256)
            .flat_map_iter(|(&word, id)| match id {
                Some(known) => vec![Form { known, word, weight: 1.0 }],
                None => nearest(list, &words[word as usize], word),
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

/// The forms that share the longest beginning with an unknown word.
fn nearest(list: &WordList, unknown: &Word, word: u32) -> Vec<Form> {
    let form = &*unknown.form;
    let letters = form.chars().count();
    if unknown.number || letters <= LEAST_STEM {
        return Vec::new();
    }
    let stem = form.char_indices().nth((letters - MOST_ENDING.min(letters)).max(LEAST_STEM)).map_or(form, |(end, _)| &form[..end]);
    let Some(stem) = list.code(stem) else { return Vec::new() };
    let form: Vec<u8> = form.chars().map_while(|c| list.code(c.encode_utf8(&mut [0; 4]))).flatten().collect();
    let mut walk = list.walk_from(&stem);
    let mut found: Vec<(usize, usize, u32)> = Vec::new();
    for _ in 0..MOST_LOOKED_AT {
        let current = walk.current();
        if current.starts_with(&stem) {
            let shared = current.iter().zip(&form).take_while(|(a, b)| a == b).count();
            // Longer endings than the stem can bear are other words.
            if current.len() <= stem.len() + stem.len() * 2 * MOST_ENDING / (letters - MOST_ENDING) {
                found.push((shared, current.len(), walk.id));
            }
        } else if current > &*stem {
            break;
        }
        if !walk.advance() {
            break;
        }
    }
    found.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    found.truncate(MOST_FORMS);
    let weight = BACKOFF / found.len().max(1) as f32;
    found.into_iter().map(|(.., known)| Form { known, word, weight }).collect()
}
