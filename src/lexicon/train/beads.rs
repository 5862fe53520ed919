//! Learns from the beads of two texts: IBM Model 1, a table for each direction, with a null word, each bead weighted by its posterior.
//!
//! Each iteration is two linear passes: denominators by bead, expected counts by word (`em`). The denominators are kept, so that a
//! sentence's own part can be taken out of the counts when it is scored.

use std::ops::Range;

use rayon::prelude::*;

use crate::lexicon::cooccurrence::{Beads, Cooccurrence, Counter, NONE};
use crate::lexicon::tuning::NULL_WEIGHT;
use crate::lexicon::tuning::beads::{ITERATIONS, KNOWN, LEAST_JOINT, LEAST_LIFT, LEAST_PROBABILITY, MOST_ENTRIES, MOST_OCCURRENCES, SHORT};
use crate::lexicon::{Entry, Lexicon, Table, em};
use crate::model::{Pair, Side};
use crate::tokens::{Prepared, Tokens};

/// Sentences that translate each other, with the weight of that belief.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingBead {
    /// The sentences of each side.
    pub sentences: Pair<Vec<usize>>,
    /// Weight in (0, 1].
    pub weight: f32,
}

/// Learns both directions from the beads, starting from the `prior` of the two texts.
pub fn learn(texts: Pair<&Prepared>, prior: &Lexicon, beads: &[TrainingBead]) -> Lexicon {
    let mut bead_of = texts.map(|text| vec![NONE; text.len()]);
    for (at, bead) in beads.iter().enumerate() {
        for side in Side::BOTH {
            bead.sentences[side].iter().for_each(|&id| bead_of[side][id] = at as u32);
        }
    }
    let direction = |side: Side| Direction { side, from: texts[side], to: texts[side.other()], beads, bead_of: &bead_of[side] };
    let (source, target) = rayon::join(
        || direction(Side::Source).learn(prior.tables.source.taught()),
        || direction(Side::Target).learn(prior.tables.target.taught()),
    );
    Lexicon { tables: Pair::new(source, target), bead_of, weights: beads.iter().map(|bead| bead.weight).collect() }
}

/// One direction's training data.
struct Direction<'a> {
    /// The side of `from`.
    side: Side,
    from: &'a Prepared,
    to: &'a Prepared,
    beads: &'a [TrainingBead],
    /// Bead of each sentence of `from`.
    bead_of: &'a [u32],
}

impl Beads for Direction<'_> {
    fn other(&self) -> &Tokens {
        &self.to.tokens
    }

    fn len(&self) -> usize {
        self.beads.len()
    }

    #[inline]
    fn weight(&self, bead: u32) -> f32 {
        self.beads[bead as usize].weight
    }

    #[inline]
    fn bead_of(&self, place: u32) -> u32 {
        self.bead_of[self.from.sentence_of[place as usize] as usize]
    }

    fn occurrences(&self, word: u32) -> (impl Iterator<Item = &u32>, f32) {
        let all = self.from.postings.of(word);
        let places = all.iter().step_by(all.len().div_ceil(MOST_OCCURRENCES).max(1));
        let each = all.len() as f32 / places.len().max(1) as f32;
        (places, each)
    }

    #[inline]
    fn opposite(&self, bead: u32) -> impl Iterator<Item = Range<usize>> {
        self.beads[bead as usize].sentences[self.side.other()].iter().map(|&id| self.to.tokens.range(id))
    }
}

impl em::Cell for Entry {
    type Value = f32;

    #[inline]
    fn word(&self) -> usize {
        self.word as usize
    }

    #[inline]
    fn probability(&self) -> f32 {
        self.used
    }

    #[inline]
    fn expect(&mut self, count: f32) {
        self.count = count;
    }
}

impl Direction<'_> {
    fn learn(&self, prior: &Table) -> Table {
        let mut table = self.candidates(prior);
        for _ in 0..ITERATIONS {
            table.note_probabilities();
            let denominators = self.denominators(&table);
            em::expect(self, table.rows_mut().into_par_iter(), |count, weight, p, _, there| {
                if p > 0.0 {
                    *count += weight * p / denominators[there];
                }
            });
            table.denominators = denominators;
            table.sum_counts();
            table.retain(|word, p| p > LEAST_PROBABILITY.max(LEAST_LIFT * self.to.background[word as usize]));
        }
        table
    }

    /// Every word's co-occurring words that are worth an entry, their counts set to the share of both words' occurrences that is joint.
    fn candidates(&self, prior: &Table) -> Table {
        let cooccurrence = Cooccurrence::new(self);
        let is_short = self.beads.len() <= SHORT;
        let row = |counter: &mut Counter, word: u32| {
            let mut row: Vec<Entry> = prior.row(word).to_vec();
            let known = prior.known_of(word);
            let least_joint = if is_short && known < KNOWN { 0.0 } else { LEAST_JOINT };
            let mut found = Vec::new();
            cooccurrence.of(self, word, counter, &mut row, |meeting| {
                if meeting.joint >= least_joint {
                    found.push(Entry { count: meeting.share, ..Entry::known(meeting.other, 0.0) });
                }
            });
            row.extend(found);
            if row.len() > MOST_ENTRIES {
                let value = |entry: &Entry| entry.count + entry.prior;
                row.select_nth_unstable_by(MOST_ENTRIES, |a, b| value(b).total_cmp(&value(a)).then(a.word.cmp(&b.word)));
                row.truncate(MOST_ENTRIES);
            }
            row.sort_unstable_by_key(|entry| entry.word);
            let total = row.iter().map(|entry| entry.count).sum();
            (row, total)
        };
        let words = 0..self.from.tokens.words.len() as u32;
        let rows: Vec<(Vec<Entry>, f32)> = words.into_par_iter().map_init(|| Counter::new(self), row).collect();
        Table::from_rows(rows).with_strengths(prior.strengths().to_vec())
    }

    /// For each token place of the other side that lies in a bead: what all words of the bead on this side and the null word give it.
    fn denominators(&self, table: &Table) -> Vec<f32> {
        let of_bead = |sums: &mut Vec<f32>, bead: &TrainingBead| {
            let given = || bead.sentences[self.side].iter().flat_map(|&id| self.from.tokens.sentence(id)).flat_map(|&word| table.row(word));
            for entry in given() {
                sums[entry.word as usize] += entry.used;
            }
            let mut found = Vec::new();
            for &id in &bead.sentences[self.side.other()] {
                for place in self.to.tokens.range(id) {
                    let word = self.to.tokens.ids[place] as usize;
                    found.push((place as u32, sums[word] + NULL_WEIGHT * self.to.background[word]));
                }
            }
            given().for_each(|entry| sums[entry.word as usize] = 0.0);
            found
        };
        let sums = || vec![0f32; self.to.tokens.words.len()];
        let parts: Vec<Vec<(u32, f32)>> = self.beads.par_iter().map_init(sums, of_bead).collect();
        let mut denominators = vec![0.0; self.to.tokens.ids.len()];
        for (place, sum) in parts.into_iter().flatten() {
            denominators[place as usize] = sum;
        }
        denominators
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Split;

    #[test]
    fn words_that_stand_in_the_same_beads_find_each_other_and_one_bead_alone_proves_nothing() {
        let text = |lines: &str| crate::text("t", lines, Some("en"), Split::Lines).unwrap();
        let lines = |article: &str, nouns: [&str; 4], verbs: [&str; 6], last: &str| {
            let line = |at: usize| format!("{article} {} {}\n", nouns[at % 4], verbs[at % 6]);
            text(&((0..24).map(line).collect::<String>() + last))
        };
        let source =
            lines("the", ["cat", "dog", "horse", "cow"], ["sleeps", "eats", "runs", "sings", "drinks", "stays"], "the bird flies\n");
        let target =
            lines("le", ["chat", "chien", "cheval", "boeuf"], ["dort", "mange", "court", "chante", "boit", "reste"], "le oiseau vole\n");
        let prepared = Prepared::pair(&source, &target);
        let texts = prepared.as_ref();
        let id = |side: Side, form: &str| texts[side].tokens.words.iter().position(|word| &*word.form == form).unwrap() as u32;
        let prior = Lexicon::known(texts.map(|text| Table::known(vec![vec![]; text.tokens.words.len()])));
        let beads: Vec<TrainingBead> = (0..25).map(|at| TrainingBead { sentences: Pair::new(vec![at], vec![at]), weight: 1.0 }).collect();
        let lexicon = learn(texts, &prior, &beads);
        for (side, from, to) in [(Side::Source, "cat", "chat"), (Side::Source, "sleeps", "dort"), (Side::Target, "chat", "cat")] {
            let table = &lexicon.tables[side];
            let word = id(side, from);
            let best = table.row(word).iter().max_by(|a, b| a.count.total_cmp(&b.count)).unwrap();
            assert_eq!(best.word, id(side.other(), to), "{from}");
        }
        // All evidence for the bird comes from the last bead: without it nothing is left.
        let (table, bird) = (&lexicon.tables.source, id(Side::Source, "bird"));
        let entry = table.row(bird).iter().find(|entry| entry.word == id(Side::Target, "oiseau")).unwrap();
        let place = texts.target.tokens.range(24).start + 1;
        let share = lexicon.direction(Side::Source).share(24, place);
        assert!(entry.probability(table.total(bird)) > 0.05);
        assert!(entry.probability_without(table.total(bird), share) < 1e-6);
        assert_eq!((lexicon.bead_of.source[3], lexicon.bead_of.target[24]), (3, 24));
    }
}
