//! Which words of a text the lexicons know, whatever the other text says: a word that they know and cannot explain speaks against two texts, one
//! that they never saw says nothing.

use crate::lexicon::pack::WordList;
use crate::lexicon::prior::forms::Forms;
use crate::lexicon::prior::{Relation, Sources};
use crate::model::{Pair, Side};
use crate::tokens::Word;

impl Sources {
    /// Of each word of two texts whether a lexicon knows it, or another form of it.
    pub fn familiar(&self, words: Pair<&[Word]>) -> Pair<Vec<bool>> {
        let mut all = words.map(|words| vec![false; words.len()]);
        for relation in &self.relations {
            let (source, target) = match relation {
                Relation::Direct(pack) => (pack.words(Side::Source), pack.words(Side::Target)),
                Relation::Reversed(pack) => (pack.words(Side::Target), pack.words(Side::Source)),
                Relation::Through(left, right) => (left.words(Side::Target), right.words(Side::Target)),
            };
            note(&source, words.source, &mut all.source);
            note(&target, words.target, &mut all.target);
        }
        all
    }
}

/// Notes which words are in a list.
fn note(list: &WordList, words: &[Word], all: &mut [bool]) {
    let forms = Forms::new(list, words);
    for form in forms.known().flat_map(|known| forms.of(known)) {
        all[form.word as usize] = true;
    }
}
