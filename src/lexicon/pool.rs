//! What many pairs of texts teach each other: how often their words were taken for translations of each other, in all pairs and in one.
//!
//! A pair of texts has taught the pool its own errors, too. Held up to it as what others know they would prove themselves, so each pair gets
//! the counts of the others alone: what its own beads gave (one more expectation step over them) is taken out of the sums. Counts, not
//! probabilities, are what is passed on: a word that the others have seen once weighs little beside a pack that knows it, a word that they
//! have seen a hundred times weighs more. And a word that a pack knows well learns hardly anything from others: all chapters of a book share their kind
//! of error.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::hash::Map;
use crate::lexicon::pack::{Builder, Learned, Notes, Translation};
use crate::lexicon::train::corpus::Corpus;
use crate::lexicon::train::{Size, affixes_of, keep};
use crate::lexicon::tuning::pool::{MOST, STEEP};
use crate::lexicon::tuning::{NULL_WEIGHT, PRIOR_STRENGTH, SMOOTHING};
use crate::lexicon::{Entry, Table};
use crate::model::{Pair, Side};
use crate::tokens::Word;

/// Which form the bytes of a pool have.
const FORM: u32 = 1;

/// Two texts and how sure it is that they translate each other.
pub type Bead = (String, String, f32);

/// The words of all pairs of two languages.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The ids of the words of each language.
    ids: Pair<Map<Box<str>, u32>>,
    totals: Pair<Vec<Total>>,
    /// Where the translations of each source word begin, and one more for the end.
    starts: Vec<u32>,
    /// Target word, ascending, and how often the two were taken for translations of each other.
    counts: Vec<(u32, f32)>,
    /// For its pack.
    affixes: Pair<Learned>,
}

/// How often a word occurs, and how often it was taken for the translation of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// Times that it occurs.
    pub occurs: f32,
    /// Times that it was translated.
    pub translated: f32,
}

impl Total {
    /// What the counts of its translations are divided by: half of what has none goes to the null word.
    pub fn divisor(self) -> f32 {
        0.5 * (self.translated + self.occurs.max(self.translated))
    }

    fn without(self, own: Self) -> Self {
        Self { occurs: (self.occurs - own.occurs).max(0.0), translated: (self.translated - own.translated).max(0.0) }
    }
}

/// A pool as one pair of texts may see it: without its own part.
#[derive(Clone, Debug)]
pub struct Others {
    pool: Arc<Pool>,
    /// Whether the first language of the pool is that of the target.
    reversed: bool,
    totals: Pair<Map<u32, Total>>,
    counts: Map<(u32, u32), f32>,
}

impl Pool {
    /// Learns from the beads of all pairs.
    pub fn new(beads: &[Bead]) -> Self {
        let corpus = Corpus::new(beads);
        let learned = corpus.learn();
        let words = corpus.words();
        let size = Size::default();
        let affixes = affixes_of(words, &learned.translations, &size);
        let mut kept = keep(learned.translations, words, &size);
        kept.sort_unstable_by_key(|(pair, _)| (pair.source, pair.target));
        let mut starts = vec![0];
        let mut counts = Vec::with_capacity(kept.len());
        let mut rows = kept.chunk_by(|(a, _), (b, _)| a.source == b.source).peekable();
        for word in 0..words.source.len() as u32 {
            if let Some(row) = rows.next_if(|row| row.first().is_some_and(|(pair, _)| pair.source == word)) {
                counts.extend(row.iter().map(|(pair, count)| (pair.target, *count)));
            }
            starts.push(counts.len() as u32);
        }
        let ids = words.map(|words| (0..).zip(words).filter(|(_, word)| !word.number).map(|(id, word)| (word.form.clone(), id)).collect());
        Self { ids, totals: learned.totals, starts, counts, affixes }
    }

    /// Its translations with probabilities.
    fn translations(&self) -> impl Iterator<Item = Translation> {
        let of = move |source: u32| {
            self.row(source).iter().map(move |&(target, count)| {
                let (forward, backward) = self.probabilities(source, target, count);
                Translation { source, target, forward, backward }
            })
        };
        (0..self.starts.len() as u32 - 1).flat_map(of)
    }

    /// The bytes of a pack of it.
    pub fn pack(&self, notes: &Notes) -> Vec<u8> {
        let words = self.words();
        let mut builder = Builder::default();
        builder.affixes(self.affixes.clone());
        for pair in self.translations() {
            builder.add(words.source[pair.source as usize], words.target[pair.target as usize], pair.forward, pair.backward);
        }
        builder.build(notes)
    }

    /// The words of each language, by id; numbers are empty.
    fn words(&self) -> Pair<Vec<&str>> {
        Pair::from_fn(|side| {
            let mut words = vec![""; self.totals[side].len()];
            self.ids[side].iter().for_each(|(word, &id)| words[id as usize] = word);
            words
        })
    }

    /// A hash of all that it says.
    pub fn key(&self) -> u64 {
        let mut key = Sha256::new();
        let words = self.words();
        for side in Side::BOTH {
            for (word, total) in words[side].iter().zip(&self.totals[side]) {
                key.update((word.len() as u64).to_le_bytes());
                key.update(word.as_bytes());
                key.update(total.occurs.to_le_bytes());
                key.update(total.translated.to_le_bytes());
            }
        }
        self.starts.iter().for_each(|start| key.update(start.to_le_bytes()));
        for (target, count) in &self.counts {
            key.update(target.to_le_bytes());
            key.update(count.to_le_bytes());
        }
        key.finalize().iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
    }

    /// All of it as bytes, for [`from_bytes`](Self::from_bytes) in another process of the same version.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { totals, starts, counts, affixes, .. } = self;
        // Writing to memory cannot fail.
        postcard::to_allocvec(&(FORM, self.words(), totals, starts, counts, affixes)).unwrap_or_default()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        type Stored = (u32, Pair<Vec<Box<str>>>, Pair<Vec<Total>>, Vec<u32>, Vec<(u32, f32)>, Pair<Learned>);
        let wrong = || Error::unusable("pool", "these bytes are no pool of this version", "learn it again");
        let (form, words, totals, starts, counts, affixes): Stored = postcard::from_bytes(bytes).map_err(|_| wrong())?;
        let (source, target) = (words.source.len(), words.target.len());
        let whole = totals.source.len() == source
            && totals.target.len() == target
            && starts.len() == source + 1
            && starts.is_sorted()
            && starts.first() == Some(&0)
            && starts.last().is_some_and(|&end| end as usize == counts.len())
            && counts.iter().all(|&(word, _)| (word as usize) < target);
        if form != FORM || !whole {
            return Err(wrong());
        }
        let ids = words.map(|words| (0..).zip(words).filter(|(_, word)| !word.is_empty()).map(|(id, word)| (word, id)).collect());
        Ok(Self { ids, totals, starts, counts, affixes })
    }

    fn row(&self, source: u32) -> &[(u32, f32)] {
        &self.counts[self.starts[source as usize] as usize..self.starts[source as usize + 1] as usize]
    }

    fn probabilities(&self, source: u32, target: u32, count: f32) -> (f32, f32) {
        let p = |total: Total| count / (total.divisor() + SMOOTHING);
        (p(self.totals.source[source as usize]), p(self.totals.target[target as usize]))
    }

    /// The pool without what the beads of one pair of texts have taught. `reversed`: whether its target is in the pool's first language; the
    /// beads are in the order of the pool's languages.
    pub fn without(self: &Arc<Self>, own: &[Bead], reversed: bool) -> Others {
        let mut others = Others { pool: Arc::clone(self), reversed, totals: Pair::default(), counts: Map::default() };
        let own = Corpus::new(own);
        let ids = Pair::from_fn(|side: Side| self.ids_of(side, own.words()[side]));
        let all = self.totals.as_ref().map(|totals| totals.iter().map(|total| total.occurs + 1.0).sum::<f32>());
        // A bead that is too long to teach has taught nothing.
        for (words, weight) in own.pairs().filter(|(_, weight)| *weight > 0.0) {
            let known = |side: Side| words[side].iter().filter_map(|&word| ids[side][word as usize]).collect::<Vec<u32>>();
            let words = Pair::from_fn(known);
            for side in Side::BOTH {
                words[side].iter().for_each(|&id| others.totals[side].entry(id).or_default().occurs += weight);
            }
            for (source, target, count) in self.expected(words.as_ref().map(Vec::as_slice), &all) {
                let count = weight * count;
                *others.counts.entry((source, target)).or_default() += count;
                others.totals.source.entry(source).or_default().translated += count;
                others.totals.target.entry(target).or_default().translated += count;
            }
        }
        others
    }

    /// The ids here of the words of a text, but for numbers.
    fn ids_of(&self, side: Side, words: &[Word]) -> Vec<Option<u32>> {
        let id = |word: &Word| if word.number { None } else { self.ids[side].get(&word.form).copied() };
        words.iter().map(id).collect()
    }

    /// How often the words of a bead are taken for translations of each other, as both directions agree: the expectation step of
    /// [`Corpus::learn`] over one bead. `all`: occurrences of all words.
    fn expected(&self, words: Pair<&[u32]>, all: &Pair<f32>) -> Vec<(u32, u32, f32)> {
        let null = |side: Side, id: u32| NULL_WEIGHT * (self.totals[side][id as usize].occurs + 1.0) / all[side];
        let mut times: Map<u32, f32> = Map::default();
        words.target.iter().for_each(|&id| *times.entry(id).or_default() += 1.0);
        let mut given: Map<u32, f32> = Map::default();
        let mut pairs = Vec::new();
        for &source in words.source {
            let mut taken = null(Side::Source, source);
            let begin = pairs.len();
            for &(target, count) in self.row(source) {
                if let Some(&times) = times.get(&target) {
                    let (forward, backward) = self.probabilities(source, target, count);
                    *given.entry(target).or_insert_with(|| null(Side::Target, target)) += forward;
                    taken += times * backward;
                    pairs.push((source, target, forward * times * backward));
                }
            }
            pairs[begin..].iter_mut().for_each(|pair| pair.2 /= taken);
        }
        pairs.iter_mut().for_each(|pair| pair.2 /= given[&pair.1]);
        pairs
    }
}

impl Others {
    /// Adds what the others teach of the words of two texts to what is known of them.
    pub fn add_to(&self, known: Pair<Table>, words: Pair<&[Word]>) -> Pair<Table> {
        if self.reversed {
            return self.add(known.swapped(), words.swapped()).swapped();
        }
        self.add(known, words)
    }

    fn add(&self, known: Pair<Table>, words: Pair<&[Word]>) -> Pair<Table> {
        let ids = Pair::from_fn(|side: Side| self.pool.ids_of(side, words[side]));
        let here: Map<u32, u32> = ids.target.iter().zip(0..).filter_map(|(id, word)| Some(((*id)?, word))).collect();
        let mut rows = Pair::from_fn(|side| vec![Vec::<(u32, f32)>::new(); words[side].len()]);
        for (&id, word) in ids.source.iter().zip(0u32..) {
            let Some(id) = id else { continue };
            for &(target, count) in self.pool.row(id) {
                let count = count - self.counts.get(&(id, target)).copied().unwrap_or(0.0);
                if let Some(&other) = here.get(&target).filter(|_| count > 0.0) {
                    rows.source[word as usize].push((other, count));
                    rows.target[other as usize].push((word, count));
                }
            }
        }
        let total = |side: Side, id: u32| {
            let all = self.pool.totals[side][id as usize];
            self.totals[side].get(&id).map_or(all, |&own| all.without(own)).divisor()
        };
        let table = |side: Side| {
            let totals = ids[side].iter().map(|id| id.map_or(0.0, |id| total(side, id)));
            merged(&known[side], rows[side].iter().zip(totals))
        };
        Pair::from_fn(table)
    }
}

/// The entries of a table with counts of others.
fn merged<'r>(known: &Table, rows: impl Iterator<Item = (&'r Vec<(u32, f32)>, f32)>) -> Table {
    let mut strengths = Vec::new();
    let rows = (0..).zip(rows).map(|(word, (counts, total))| {
        let unknown = (1.0 - known.known_of(word)).max(0.0).powi(STEEP);
        let scale = unknown * MOST / total.max(MOST);
        strengths.push(PRIOR_STRENGTH + scale * total);
        let mut row: Vec<Entry> = known.row(word).to_vec();
        let of_known = row.len();
        for &(other, count) in counts {
            let prior = scale * count / PRIOR_STRENGTH;
            match row[..of_known].iter_mut().find(|entry| entry.word == other) {
                Some(entry) => entry.prior += prior,
                None => row.push(Entry::known(other, prior)),
            }
        }
        row.sort_unstable_by_key(|entry| entry.word);
        (row, 0.0)
    });
    Table::from_rows(rows).with_strengths(strengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines about animals, of which each pair of texts has one more that the others lack.
    fn beads(own: (&str, &str)) -> Vec<Bead> {
        let animals = [("cat", "chat"), ("dog", "chien"), ("horse", "cheval"), ("bird", "oiseau")];
        let verbs = [("sleeps", "dort"), ("eats", "mange"), ("runs", "court")];
        let line = |at: usize| {
            let (animal, verb) = (animals[at % 4], verbs[at % 3]);
            (format!("the {} {}", animal.0, verb.0), format!("le {} {}", animal.1, verb.1), 1.0)
        };
        (0..24).map(line).chain((0..3).map(|_| (format!("the {} sleeps", own.0), format!("le {} dort", own.1), 0.9))).collect()
    }

    fn words(forms: &[&str]) -> Vec<Word> {
        forms.iter().map(|form| Word { form: (*form).into(), number: false }).collect()
    }

    fn probability(table: &Table, from: u32, to: u32) -> f32 {
        table.row(from).iter().find(|entry| entry.word == to).map_or(0.0, |entry| entry.probability(table.total(from)))
    }

    #[test]
    fn a_pair_is_told_what_others_know_and_nothing_that_it_said_itself() {
        let (one, other) = (beads(("yak", "marmotte")), beads(("owl", "hibou")));
        let pool = Arc::new(Pool::new(&[one.clone(), other].concat()));
        let (english, french) = (words(&["the", "cat", "yak", "owl"]), words(&["le", "chat", "marmotte", "hibou"]));
        let tables = |own: &[Bead], reversed: bool| {
            let words = Pair::new(&english[..], &french[..]);
            let words = if reversed { words.swapped() } else { words };
            let known = words.map(|words| Table::known(vec![Vec::new(); words.len()]));
            pool.without(own, reversed).add_to(known, words)
        };
        let (all, others) = (tables(&[], false), tables(&one, false));
        assert!(probability(&all.source, 1, 1) > 0.5 && probability(&others.source, 1, 1) > 0.3, "{:?}", others.source);
        assert!(probability(&all.target, 2, 2) > 0.2 && probability(&others.target, 2, 2) < 0.01, "{:?}", others.target);
        assert!(probability(&all.source, 2, 2) > 0.2 && probability(&others.source, 2, 2) < 0.01, "{:?}", others.source);
        assert!(probability(&others.source, 3, 3) > 0.2);
        // The more it occurs, the more it counts.
        assert!(all.source.strengths()[1] > others.source.strengths()[1] && others.source.strengths()[2] < PRIOR_STRENGTH + 0.1);
        let reversed = tables(&one, true);
        assert_eq!(probability(&reversed.source, 1, 1), probability(&others.target, 1, 1));
        assert_eq!(probability(&reversed.target, 3, 3), probability(&others.source, 3, 3));
    }

    #[test]
    fn what_is_known_stays_and_counts_as_before() {
        let pool = Arc::new(Pool::new(&beads(("owl", "hibou"))));
        let (english, french) = (words(&["cat", "stone"]), words(&["chat", "pierre"]));
        let known = Pair::new(Table::known([vec![(0, 0.5)], vec![(1, 0.5)]]), Table::known([vec![(0, 0.5)], vec![(1, 0.5)]]));
        let tables = pool.without(&[], false).add_to(known.clone(), Pair::new(&english, &french));
        assert_eq!(probability(&tables.source, 1, 1), probability(&known.source, 1, 1));
        assert!(probability(&tables.source, 0, 0) > probability(&known.source, 0, 0));
        assert!(tables.source.known_of(0) > 0.5 && tables.source.known_of(0) < 1.0);
    }

    #[test]
    fn a_key_is_of_all_that_it_says() {
        let key = |own| Pool::new(&beads(own)).key();
        assert_eq!(key(("owl", "hibou")), key(("owl", "hibou")));
        assert_ne!(key(("owl", "hibou")), key(("owl", "chouette")));
    }
}
