//! Translation probabilities from the words of one text to words of the other.
//!
//! A probability combines the counts of the beads with the prior, which counts like a number of further occurrences. A caller that scores a
//! bead takes the bead's own counts out again (leave one out): otherwise a rare word would prove the very bead that it was learned from. No
//! other part of the program knows the formula.

use std::sync::Arc;

use crate::lexicon::tuning::{PRIOR_STRENGTH, SMOOTHING};
use crate::tokens::Prepared;

/// One translation of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The word of the other text.
    pub word: u32,
    /// Expected number of times the beads used this pair.
    pub count: f32,
    /// What was known before: a probability, greater where the row counts as more than [`PRIOR_STRENGTH`] occurrences.
    pub prior: f32,
    /// The probability that the last expectation step used, from which follows what one bead has added to `count`.
    pub used: f32,
}

impl Entry {
    /// The prior of a pair.
    pub fn known(word: u32, prior: f32) -> Self {
        Self { word, count: 0.0, prior, used: 0.0 }
    }

    /// p(this word | the word of the row), given the [`total`](Table::total) of the row.
    #[inline]
    pub fn probability(&self, total: f32) -> f32 {
        (self.count + PRIOR_STRENGTH * self.prior) / total
    }

    /// The same without what one bead has counted; `share` is what that bead gave one occurrence of a pair of probability 1, see
    /// [`Direction::share`](super::Direction::share).
    #[inline]
    pub fn probability_without(&self, total: f32, share: f32) -> f32 {
        let own = (share * self.used).min(self.count);
        (self.count - own + PRIOR_STRENGTH * self.prior) / (total - own)
    }
}

/// Translations of the words of one text into words of the other.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Where each word's entries begin, and one more for the end.
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// Sum over each word's expected counts, those of dropped entries included.
    totals: Vec<f32>,
    /// Occurrences that the priors of each word's row count as.
    strengths: Vec<f32>,
    /// The same with what other pairs of texts teach.
    taught: Option<Arc<Self>>,
    /// For each token position of the other text, the denominator of the last expectation step, 0 where it was not part of one.
    pub(super) denominators: Vec<f32>,
}

impl Table {
    /// A table of rows, each with the sum of its counts.
    pub fn from_rows<R: IntoIterator<Item = Entry>>(rows: impl IntoIterator<Item = (R, f32)>) -> Self {
        let mut table = Self { starts: vec![0], ..Self::default() };
        for (row, total) in rows {
            table.entries.extend(row);
            table.starts.push(table.entries.len() as u32);
            table.totals.push(total);
        }
        table.strengths = vec![PRIOR_STRENGTH; table.totals.len()];
        table
    }

    /// The same where the priors of each row count as so many occurrences.
    pub fn with_strengths(self, strengths: Vec<f32>) -> Self {
        Self { strengths, ..self }
    }

    /// Occurrences that the priors of each word's row count as.
    pub fn strengths(&self) -> &[f32] {
        &self.strengths
    }

    /// The same, with what other pairs of texts teach beside it.
    pub fn with_taught(self, taught: Self) -> Self {
        Self { taught: Some(Arc::new(taught)), ..self }
    }

    /// What is learned from two texts is added to this: what is known before, and what other pairs of texts teach. What is judged before anything is
    /// learned, and by the view of what is known, does without the others, whose errors are of one kind with these texts' own: with them, chapters of
    /// `mac` fell from .653 to .555.
    pub fn taught(&self) -> &Self {
        self.taught.as_deref().unwrap_or(self)
    }

    /// Sum of the probabilities that the translations of a word had before.
    pub fn known_of(&self, word: u32) -> f32 {
        self.row(word).iter().map(|entry| entry.prior).sum::<f32>() * PRIOR_STRENGTH / self.strengths[word as usize]
    }

    /// A table of what is known before anything is counted: for each word the words of the other text with their probabilities.
    pub fn known<R: IntoIterator<Item = (u32, f32)>>(rows: impl IntoIterator<Item = R>) -> Self {
        Self::from_rows(rows.into_iter().map(|row| (row.into_iter().map(|(word, prior)| Entry::known(word, prior)), 0.0)))
    }

    /// What it says of some sentences of its two texts: the rows of the words of `from`, and the denominators of the tokens of these sentences of
    /// `to`. Ids of words stay what they are.
    pub fn part(&self, from: &Prepared, to: &Prepared, to_sentences: &[usize]) -> Self {
        let row = |word: u32| if from.postings.count(word) > 0 { self.row(word) } else { &[] };
        let mut part = Self::from_rows((0..).zip(&self.totals).map(|(word, &total)| (row(word).iter().copied(), total)));
        part.strengths.clone_from(&self.strengths);
        if !self.denominators.is_empty() {
            let places = |&id: &usize| to.tokens.range(id);
            part.denominators = to_sentences.iter().flat_map(places).map(|place| self.denominators[place]).collect();
        }
        part
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        let own = self.entries.len() * size_of::<Entry>() + self.starts.len() * 12 + self.denominators.len() * 4;
        own + self.taught.as_ref().map_or(0, |taught| taught.bytes())
    }

    /// The translations of a word.
    #[inline]
    pub fn row(&self, word: u32) -> &[Entry] {
        &self.entries[self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize]
    }

    /// What the counts and priors of a word's row are divided by.
    #[inline]
    pub fn total(&self, word: u32) -> f32 {
        self.totals[word as usize] + self.strengths[word as usize] + SMOOTHING
    }

    /// p(the word of `entry` | `word`) where only what was counted is smoothed: see [`SMOOTHING`].
    pub fn seed_probability(&self, word: u32, entry: &Entry) -> f32 {
        let smoothing = if entry.count > 0.0 { SMOOTHING } else { 0.0 };
        entry.probability(self.totals[word as usize] + self.strengths[word as usize] + smoothing)
    }

    /// Notes in each entry the probability that the next expectation step uses.
    pub(super) fn note_probabilities(&mut self) {
        for word in 0..self.totals.len() {
            let total = self.total(word as u32);
            for entry in &mut self.entries[self.starts[word] as usize..self.starts[word + 1] as usize] {
                entry.used = entry.probability(total);
            }
        }
    }

    /// Keeps the translations that `keep` wants, by the word of the other text and the probability.
    pub(super) fn retain(&mut self, keep: impl Fn(u32, f32) -> bool) {
        let (mut begin, mut kept) = (0, 0);
        for word in 0..self.totals.len() {
            let (total, end) = (self.total(word as u32), self.starts[word + 1] as usize);
            for at in begin..end {
                let entry = self.entries[at];
                if keep(entry.word, entry.probability(total)) {
                    self.entries[kept] = entry;
                    kept += 1;
                }
            }
            begin = end;
            self.starts[word + 1] = kept as u32;
        }
        self.entries.truncate(kept);
    }

    /// The rows one by one, to be changed.
    pub(super) fn rows_mut(&mut self) -> Vec<&mut [Entry]> {
        let mut rest = self.entries.as_mut_slice();
        let row = |pair: &[u32]| {
            let (row, after) = std::mem::take(&mut rest).split_at_mut((pair[1] - pair[0]) as usize);
            rest = after;
            row
        };
        self.starts.windows(2).map(row).collect()
    }

    /// Takes the sum of each row's counts for its total.
    pub(super) fn sum_counts(&mut self) {
        for word in 0..self.totals.len() {
            self.totals[word] = self.row(word as u32).iter().fold(0.0, |sum, entry| sum + entry.count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Table};

    fn entry(word: u32, count: f32, prior: f32) -> Entry {
        Entry { word, count, prior, used: 0.5 }
    }

    #[test]
    fn counts_and_priors_make_a_probability_and_a_bead_takes_its_part_out() {
        let table = Table::from_rows([(vec![entry(3, 2.0, 0.25), entry(5, 0.0, 0.5)], 3.6), (vec![], 0.0)]);
        let (row, total) = (table.row(0), table.total(0));
        assert_eq!(total, 8.0);
        assert_eq!(row[0].probability(total), 3.0 / 8.0);
        assert_eq!(row[0].probability_without(total, 0.0), row[0].probability(total));
        // A bead that gave two occurrences of a pair of probability 1 gave one of this pair.
        assert_eq!(row[0].probability_without(total, 2.0), 2.0 / 7.0);
        // No more is taken out than is there.
        assert_eq!(row[0].probability_without(total, 100.0), 1.0 / 6.0);
        assert_eq!(table.seed_probability(0, &row[0]), row[0].probability(total));
        assert_eq!(table.seed_probability(0, &row[1]), 2.0 / 7.6);
        assert!(table.row(1).is_empty());
    }

    #[test]
    fn what_is_not_kept_is_gone() {
        let mut table = Table::known([vec![(0, 0.5), (1, 0.01)], vec![], vec![(1, 0.9)]]);
        table.retain(|word, p| word == 1 && p > 0.1);
        assert_eq!((table.row(0).len(), table.row(1).len(), table.row(2).len()), (0, 0, 1));
        assert_eq!(table.rows_mut().iter().map(|row| row.len()).collect::<Vec<_>>(), [0, 0, 1]);
    }
}
