//! Which words of a text the lexicons know, whatever the other text says: a word that they know and cannot explain speaks against two texts, one
//! that they never saw says nothing.

use crate::lexicon::pack::Pack;
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
                Relation::Direct(pack) => ((pack, Side::Source), (pack, Side::Target)),
                Relation::Reversed(pack) => ((pack, Side::Target), (pack, Side::Source)),
                Relation::Through(left, right) => ((left, Side::Target), (right, Side::Target)),
            };
            note(source.0, source.1, words.source, &mut all.source);
            note(target.0, target.1, words.target, &mut all.target);
        }
        all
    }
}

/// Notes which words one side of a pack knows.
fn note(pack: &Pack, side: Side, words: &[Word], all: &mut [bool]) {
    let forms = Forms::new(pack.words(side), &pack.affixes()[side], words);
    for form in forms.known().flat_map(|known| forms.of(known)) {
        all[form.word as usize] = true;
    }
}
