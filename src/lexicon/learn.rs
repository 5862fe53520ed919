//! Beads in, a lexicon out: IBM Model 1 (Brown et al., "The mathematics of statistical machine translation", 1993, section 4.2), one
//! table a direction, with a null word, weighted by how sure each bead is.
//!
//! No hash map holds the pairs: everything is done word by word with a dense scratch row. First each word's co-occurrences are counted
//! over the beads it stands in, and only pairs that occur together more often than chance are kept (which also decides where the
//! expectation-maximisation starts, after Moore, "Improving IBM word-alignment Model 1", 2004). Then each iteration is two linear passes:
//! denominators by bead, expected counts by word. The denominators are kept, so that whoever scores a sentence can take its own part out
//! of the counts again (leave one out); without that a rare word would prove the very bead it was learned from.

use rayon::prelude::*;

use crate::lexicon::{Entry, Lexicon, Table};
use crate::tokens::Prepared;

/// Sentences that translate each other, with the weight of that belief.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingBead {
    /// Source sentences.
    pub source: Vec<usize>,
    /// Target sentences.
    pub target: Vec<usize>,
    /// Weight in (0, 1].
    pub weight: f32,
}

/// Iterations of expectation-maximisation.
const ITERATIONS: usize = 3;
/// A pair that is not a look-alike must meet in beads of this weight in all: what met once proves nothing but the bead it met in.
const LEAST_JOINT: f32 = 1.5;
/// Texts of at most this many beads keep every pair of a word that is not yet known: they can afford it.
const SHORT: usize = 3000;
/// Sum of the probabilities of the translations of a word that is known.
const KNOWN: f32 = 0.3;
/// Occurrences of a word that are looked at, spread over the text: of a commoner word they tell as much as all.
const MOST_OCCURRENCES: usize = 1000;
/// Most translations kept for a word.
const MOST_ENTRIES: usize = 48;
/// Translations less likely than this are dropped.
const LEAST_PROBABILITY: f32 = 0.005;
/// And those that are not likelier than the word is anywhere by this factor.
const LEAST_LIFT: f32 = 1.5;
/// Expected counts added to a prior probability, as a number of occurrences.
pub const PRIOR_STRENGTH: f32 = 4.0;
/// Occurrences of nothing added to every word's total: what is seen once is not yet sure.
pub const SMOOTHING: f32 = 0.4;
/// Weight of the null word against one real word.
const NULL_WEIGHT: f32 = 1.0;

/// Learns both directions from the beads, starting from what is known of the two texts.
pub fn learn(source: &Prepared, target: &Prepared, prior: &Lexicon, beads: &[TrainingBead]) -> Lexicon {
    let turned: Vec<TrainingBead> =
        beads.iter().map(|bead| TrainingBead { source: bead.target.clone(), target: bead.source.clone(), weight: bead.weight }).collect();
    let (forward, backward) = rayon::join(
        || Direction::new(source, target, beads).learn(&prior.forward),
        || Direction::new(target, source, &turned).learn(&prior.backward),
    );
    let mut source_bead = vec![u32::MAX; source.len()];
    let mut target_bead = vec![u32::MAX; target.len()];
    for (at, bead) in beads.iter().enumerate() {
        bead.source.iter().for_each(|&i| source_bead[i] = at as u32);
        bead.target.iter().for_each(|&j| target_bead[j] = at as u32);
    }
    Lexicon { forward, backward, source_bead, target_bead, bead_weights: beads.iter().map(|bead| bead.weight).collect() }
}

/// One direction's training data.
struct Direction<'a> {
    from: &'a Prepared,
    to: &'a Prepared,
    beads: &'a [TrainingBead],
    /// Bead of each sentence of `from`, `u32::MAX` if none.
    bead_of: Vec<u32>,
}

impl<'a> Direction<'a> {
    fn new(from: &'a Prepared, to: &'a Prepared, beads: &'a [TrainingBead]) -> Self {
        let mut bead_of = vec![u32::MAX; from.len()];
        for (at, bead) in beads.iter().enumerate() {
            bead.source.iter().for_each(|&i| bead_of[i] = at as u32);
        }
        Self { from, to, beads, bead_of }
    }

    /// Places of a word that are looked at, and for how many occurrences each stands.
    fn occurrences(&self, word: u32) -> (impl Iterator<Item = &u32>, f32) {
        let all = self.from.postings.of(word);
        let step = all.len().div_ceil(MOST_OCCURRENCES).max(1);
        let places = all.iter().step_by(step);
        let each = all.len() as f32 / places.len().max(1) as f32;
        (places, each)
    }

    fn learn(&self, prior: &Table) -> Table {
        let mut table = self.candidates(prior);
        for _ in 0..ITERATIONS {
            for entry in &mut table.entries {
                entry.used = entry.count;
            }
            self.normalise(&mut table);
            table.denominators = self.denominators(&table);
            self.expect(&mut table);
            self.prune(&mut table);
        }
        table
    }

    /// Drops translations that are no likelier than the word is anywhere: they would only cost time.
    fn prune(&self, table: &mut Table) {
        let mut kept = Vec::with_capacity(table.entries.len());
        let mut starts = vec![0];
        for word in 0..table.totals.len() {
            let total = table.totals[word] + PRIOR_STRENGTH + SMOOTHING;
            kept.extend(table.row(word as u32).iter().filter(|entry| {
                let p = (entry.count + PRIOR_STRENGTH * entry.prior) / total;
                p > LEAST_PROBABILITY.max(LEAST_LIFT * self.to.background[entry.word as usize])
            }));
            starts.push(kept.len() as u32);
        }
        table.entries = kept;
        table.starts = starts;
    }

    /// Turns `used` from counts into probabilities.
    fn normalise(&self, table: &mut Table) {
        for word in 0..table.totals.len() {
            let total = table.totals[word];
            let row = &mut table.entries[table.starts[word] as usize..table.starts[word + 1] as usize];
            for entry in row {
                entry.used = (entry.count + PRIOR_STRENGTH * entry.prior) / (total + PRIOR_STRENGTH + SMOOTHING);
            }
        }
    }

    /// Every word's co-occurring words that are worth an entry, `count` set to the share of both words' occurrences that is joint.
    fn candidates(&self, prior: &Table) -> Table {
        let words = self.from.tokens.words.len();
        let totals_to: Vec<f32> = self.bead_totals();
        let is_short = self.beads.len() <= SHORT;
        let total_weight: f32 = self.beads.iter().map(|bead| bead.weight).sum();
        let rows: Vec<(Vec<Entry>, f32)> = (0..words as u32)
            .into_par_iter()
            .map_init(
                || (vec![0f32; self.to.tokens.words.len()], vec![u32::MAX; self.to.tokens.words.len()], Vec::new()),
                |(joint, stamp, touched), word| {
                    let mut occurrences = 0.0;
                    let mut last_bead = u32::MAX;
                    let (places, each) = self.occurrences(word);
                    for &place in places {
                        let bead_id = self.bead_of[self.from.sentence_of[place as usize] as usize];
                        if bead_id == u32::MAX || bead_id == last_bead {
                            continue;
                        }
                        last_bead = bead_id;
                        let bead = &self.beads[bead_id as usize];
                        let weight = each * bead.weight;
                        occurrences += weight;
                        for &other in bead.target.iter().flat_map(|&j| self.to.tokens.sentence(j)) {
                            if stamp[other as usize] != bead_id {
                                stamp[other as usize] = bead_id;
                                if joint[other as usize] == 0.0 {
                                    touched.push(other);
                                }
                                joint[other as usize] += weight;
                            }
                        }
                    }
                    let share = |both: f32, other: u32| both * both / (occurrences * totals_to[other as usize]);
                    let mut row: Vec<Entry> = prior.row(word).to_vec();
                    let known: f32 = row.iter().map(|entry| entry.prior).sum();
                    let least_joint = if is_short && known < KNOWN { 0.0 } else { LEAST_JOINT };
                    for entry in &mut row {
                        let both = std::mem::take(&mut joint[entry.word as usize]);
                        if both > 0.0 {
                            entry.count = share(both, entry.word);
                        }
                    }
                    for &other in touched.iter() {
                        stamp[other as usize] = u32::MAX;
                        let both = std::mem::take(&mut joint[other as usize]);
                        if both > 0.0 && both >= least_joint && both * total_weight > occurrences * totals_to[other as usize] {
                            row.push(Entry { word: other, count: share(both, other), prior: 0.0, used: 0.0 });
                        }
                    }
                    touched.clear();
                    if row.len() > MOST_ENTRIES {
                        let value = |entry: &Entry| entry.count + entry.prior;
                        row.select_nth_unstable_by(MOST_ENTRIES, |a, b| value(b).total_cmp(&value(a)).then(a.word.cmp(&b.word)));
                        row.truncate(MOST_ENTRIES);
                    }
                    row.sort_unstable_by_key(|entry| entry.word);
                    let sum = row.iter().map(|entry| entry.count).sum();
                    (row, sum)
                },
            )
            .collect();
        let mut table = Table { starts: Vec::with_capacity(words + 1), ..Table::empty(0) };
        table.starts.push(0);
        for (row, total) in rows {
            table.entries.extend(row);
            table.starts.push(table.entries.len() as u32);
            table.totals.push(total);
        }
        table
    }

    /// For each word of the other side the weight of the beads that hold it.
    fn bead_totals(&self) -> Vec<f32> {
        let mut totals = vec![0.0; self.to.tokens.words.len()];
        let mut stamp = vec![u32::MAX; totals.len()];
        for (at, bead) in self.beads.iter().enumerate() {
            for &word in bead.target.iter().flat_map(|&j| self.to.tokens.sentence(j)) {
                if stamp[word as usize] != at as u32 {
                    stamp[word as usize] = at as u32;
                    totals[word as usize] += bead.weight;
                }
            }
        }
        totals
    }

    /// For each token place of the other side that lies in a bead: what all words of the bead's near side and the null word give it.
    fn denominators(&self, table: &Table) -> Vec<f32> {
        let parts: Vec<Vec<(u32, f32)>> = self
            .beads
            .par_iter()
            .map_init(
                || vec![0f32; self.to.tokens.words.len()],
                |sums, bead| {
                    let near = || bead.source.iter().flat_map(|&i| self.from.tokens.sentence(i));
                    for entry in near().flat_map(|&word| table.row(word)) {
                        sums[entry.word as usize] += entry.used;
                    }
                    let mut found = Vec::new();
                    for &j in &bead.target {
                        for place in self.to.tokens.starts[j]..self.to.tokens.starts[j + 1] {
                            let word = self.to.tokens.ids[place as usize] as usize;
                            found.push((place, sums[word] + NULL_WEIGHT * self.to.background[word]));
                        }
                    }
                    for entry in near().flat_map(|&word| table.row(word)) {
                        sums[entry.word as usize] = 0.0;
                    }
                    found
                },
            )
            .collect();
        let mut denominators = vec![0.0; self.to.tokens.ids.len()];
        for (place, sum) in parts.into_iter().flatten() {
            denominators[place as usize] = sum;
        }
        denominators
    }

    /// Replaces counts and totals by expected ones.
    fn expect(&self, table: &mut Table) {
        let Table { starts, entries, denominators, totals } = table;
        let mut rows: Vec<&mut [Entry]> = Vec::with_capacity(totals.len());
        let mut rest = entries.as_mut_slice();
        for pair in starts.windows(2) {
            let (row, after) = rest.split_at_mut((pair[1] - pair[0]) as usize);
            rows.push(row);
            rest = after;
        }
        rows.par_iter_mut().zip(totals.par_iter_mut()).enumerate().for_each_init(
            || (vec![0f32; self.to.tokens.words.len()], vec![0f32; self.to.tokens.words.len()]),
            |(used, counts), (word, (row, total))| {
                if row.is_empty() {
                    *total = 0.0;
                    return;
                }
                for entry in row.iter() {
                    used[entry.word as usize] = entry.used;
                }
                let (places, each) = self.occurrences(word as u32);
                for &place in places {
                    let bead_id = self.bead_of[self.from.sentence_of[place as usize] as usize];
                    let Some(bead) = self.beads.get(bead_id as usize) else { continue };
                    for &j in &bead.target {
                        for there in self.to.tokens.starts[j]..self.to.tokens.starts[j + 1] {
                            let other = self.to.tokens.ids[there as usize] as usize;
                            if used[other] > 0.0 {
                                counts[other] += each * bead.weight * used[other] / denominators[there as usize];
                            }
                        }
                    }
                }
                *total = 0.0;
                for entry in row.iter_mut() {
                    entry.count = counts[entry.word as usize];
                    *total += entry.count;
                    used[entry.word as usize] = 0.0;
                    counts[entry.word as usize] = 0.0;
                }
            },
        );
    }
}
