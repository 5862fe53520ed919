//! Learning: from the [`beads`] of two texts, and from a corpus of many sentence pairs, the useful part of which makes a pack.

pub mod affixes;
pub mod beads;
pub mod corpus;
pub mod files;

use crate::lexicon::pack::{Builder, Learned, Notes, Translation};
use crate::lexicon::tuning::affixes::ENDINGS_PER_PAIR;
use crate::lexicon::tuning::corpus::{LONGEST_ENTRY, LONGEST_WORD};
use crate::model::Pair;
use crate::source::limits::word_pairs;
use crate::tokens::{Word, tokenize};
use corpus::Corpus;

/// How much of what was learned a pack keeps.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
pub struct Size {
    /// A pair must have at least this probability in one direction.
    pub least_probability: f32,
    /// Translations kept for a word, by probability. A pair stays if it is among those of either word.
    pub most_translations: usize,
    /// Pairs kept in all.
    pub most_pairs: usize,
}

impl Default for Size {
    /// For a user's own pack: nearly all that may help.
    fn default() -> Self {
        Self { least_probability: 0.03, most_translations: 6, most_pairs: 1_000_000 }
    }
}

/// Whether two texts are a useful dictionary entry.
pub fn is_entry(source: &str, target: &str) -> bool {
    source.split_whitespace().count().max(target.split_whitespace().count()) <= LONGEST_ENTRY
}

/// Learns a pack from weighted pairs of texts.
pub fn pack(pairs: &[(String, String, f32)], notes: &Notes, size: &Size) -> Vec<u8> {
    let corpus = Corpus::new(pairs);
    let words = corpus.words();
    let mut builder = Builder::default();
    let learned = corpus.learn().translations;
    builder.affixes(affixes_of(words, &learned, size));
    for (pair, _) in keep(learned, words, size) {
        let (source, target) = (&words.source[pair.source as usize], &words.target[pair.target as usize]);
        builder.add(&source.form, &target.form, pair.forward, pair.backward);
    }
    builder.build(notes)
}

/// A pack of dictionary entries as they are: a user's own are few and right, so nothing is learned. A word's translations share its
/// probability, and a pair of words inside longer entries counts less. `None` if the entries are so long that they put more words together
/// than `limits::word_pairs` allows.
pub fn dictionary(pairs: &[(String, String)], notes: &Notes) -> Option<Vec<u8>> {
    let source = tokenize(pairs.iter().map(|pair| pair.0.as_str()));
    let target = tokenize(pairs.iter().map(|pair| pair.1.as_str()));
    let mut weights = std::collections::BTreeMap::<(u32, u32), f32>::new();
    let mut left_over = word_pairs(pairs.len());
    for k in 0..pairs.len() {
        let (left, right) = (source.sentence(k), target.sentence(k));
        left_over = left_over.checked_sub(left.len() * right.len())?;
        let weight = 1.0 / left.len().max(right.len()).max(1) as f32;
        for &a in left {
            for &b in right {
                *weights.entry((a, b)).or_default() += weight;
            }
        }
    }
    let mut sums = (vec![0f32; source.words.len()], vec![0f32; target.words.len()]);
    for (&(a, b), weight) in &weights {
        sums.0[a as usize] += weight;
        sums.1[b as usize] += weight;
    }
    let mut builder = Builder::default();
    for (&(a, b), weight) in &weights {
        let (forward, backward) = (weight / sums.0[a as usize].max(1.0), weight / sums.1[b as usize].max(1.0));
        builder.add(&source.words[a as usize].form, &target.words[b as usize].form, forward, backward);
    }
    Some(builder.build(notes))
}

/// The endings and beginnings that come and go with words that translate each other, in each language, for a pack of a size.
pub(in crate::lexicon) fn affixes_of(words: Pair<&[Word]>, learned: &[(Translation, f32)], size: &Size) -> Pair<Learned> {
    let most = learned.len().min(size.most_pairs) / ENDINGS_PER_PAIR;
    Pair {
        source: affixes::learn(words.source, learned, |pair| (pair.source, pair.target, pair.forward), most),
        target: affixes::learn(words.target, learned, |pair| (pair.target, pair.source, pair.backward), most),
    }
}

/// Keeps only the pairs that are worth their bytes.
pub(in crate::lexicon) fn keep(mut pairs: Vec<(Translation, f32)>, words: Pair<&[Word]>, size: &Size) -> Vec<(Translation, f32)> {
    pairs.retain(|(pair, _)| {
        let (a, b) = (&words.source[pair.source as usize], &words.target[pair.target as usize]);
        // Numbers are compared by value.
        let numbers = a.number && b.number;
        !numbers && pair.forward.max(pair.backward) >= size.least_probability && a.form.len().max(b.form.len()) < LONGEST_WORD
    });
    let mut chosen = vec![false; pairs.len()];
    let mut order: Vec<u32> = (0..pairs.len() as u32).collect();
    let mut best_of = |word: fn(&Translation) -> u32, p: fn(&Translation) -> f32| {
        order.sort_unstable_by(|&a, &b| {
            let ((one, _), (other, _)) = (&pairs[a as usize], &pairs[b as usize]);
            word(one).cmp(&word(other)).then(p(other).total_cmp(&p(one))).then(a.cmp(&b))
        });
        let (mut current, mut rank) = (u32::MAX, 0);
        for &at in &order {
            let (pair, _) = &pairs[at as usize];
            rank = if word(pair) == current { rank + 1 } else { 0 };
            current = word(pair);
            chosen[at as usize] |= rank < size.most_translations && p(pair) >= size.least_probability;
        }
    };
    best_of(|pair| pair.source, |pair| pair.forward);
    best_of(|pair| pair.target, |pair| pair.backward);
    let mut kept: Vec<(Translation, f32)> = pairs.into_iter().zip(chosen).filter_map(|(pair, chosen)| chosen.then_some(pair)).collect();
    if kept.len() > size.most_pairs {
        // Pairs that are used often and pairs that are sure are both worth keeping.
        let value = |(pair, count): &(Translation, f32)| (pair.forward * pair.backward).sqrt() * (1.0 + count).ln();
        let ids = |(pair, _): &(Translation, f32)| (pair.source, pair.target);
        kept.sort_unstable_by(|a, b| value(b).total_cmp(&value(a)).then(ids(a).cmp(&ids(b))));
        kept.truncate(size.most_pairs);
    }
    kept
}
