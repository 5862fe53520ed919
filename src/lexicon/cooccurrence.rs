//! Counts how often the words of two texts co-occur: the first pass of both trainers.
//!
//! No hash map holds the pairs: they are counted for one word at a time, in arrays over the vocabulary of the other text. A pair that
//! co-occurs no more often than by chance is dropped; the others start from how exclusively they co-occur, which is a better start than
//! equal chances (after Moore, "Improving IBM word-alignment Model 1", 2004).

use std::ops::Range;

use crate::lexicon::Entry;
use crate::tokens::Tokens;

/// The bead of a sentence that is in none.
pub const NONE: u32 = u32::MAX;

/// A text and its translation cut into beads, seen from one of the two sides: the beads of an alignment, or the sentence pairs of a corpus.
pub trait Beads: Sync {
    /// The tokens of the other side.
    fn other(&self) -> &Tokens;
    /// Number of beads.
    fn len(&self) -> usize;
    /// Weight of a bead.
    fn weight(&self, bead: u32) -> f32;
    /// The bead of a token of this side, or [`NONE`].
    fn bead_of(&self, place: u32) -> u32;
    /// Places of a word of this side that are looked at, ascending, and for how many occurrences each stands.
    fn occurrences(&self, word: u32) -> (impl Iterator<Item = &u32>, f32);
    /// Runs of tokens of the other side that a bead holds.
    fn opposite(&self, bead: u32) -> impl Iterator<Item = Range<usize>>;
}

/// How often the words of the other side occur, against which meetings are judged.
pub struct Cooccurrence {
    /// For each word of the other side the weight of the beads that hold it.
    totals: Vec<f32>,
    /// Weight of all beads.
    all: f32,
}

/// Two words that co-occur more often than by chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meeting {
    /// The word of the other side.
    pub other: u32,
    /// Weight of the beads that hold both.
    pub joint: f32,
    /// Product of the shares that these are of the beads of either.
    pub share: f32,
}

impl Cooccurrence {
    /// Counts the words of the other side.
    pub fn new(beads: &impl Beads) -> Self {
        let other = beads.other();
        let (mut totals, mut last) = (vec![0.0; other.words.len()], vec![NONE; other.words.len()]);
        for bead in 0..beads.len() as u32 {
            for &word in beads.opposite(bead).flat_map(|run| &other.ids[run]) {
                if last[word as usize] != bead {
                    last[word as usize] = bead;
                    totals[word as usize] += beads.weight(bead);
                }
            }
        }
        Self { totals, all: (0..beads.len() as u32).map(|bead| beads.weight(bead)).sum() }
    }

    /// Hands the words that a word meets to `found`, in the order in which it first meets them. Those that are `known` get their count set instead, if they
    /// meet at all.
    pub fn of(&self, beads: &impl Beads, word: u32, counter: &mut Counter, known: &mut [Entry], mut found: impl FnMut(Meeting)) {
        let occurrences = counter.count(beads, word);
        let share = |joint: f32, other: u32| joint * joint / (occurrences * self.totals[other as usize]);
        for entry in known {
            let joint = std::mem::take(&mut counter.joint[entry.word as usize]);
            if joint > 0.0 {
                entry.count = share(joint, entry.word);
            }
        }
        for other in counter.met.drain(..) {
            counter.last[other as usize] = NONE;
            let joint = std::mem::take(&mut counter.joint[other as usize]);
            if joint > 0.0 && joint * self.all > occurrences * self.totals[other as usize] {
                found(Meeting { other, joint, share: share(joint, other) });
            }
        }
    }
}

/// What is counted for one word, in arrays over the vocabulary of the other side that are used again for the next.
pub struct Counter {
    joint: Vec<f32>,
    /// The bead that each word was counted in last.
    last: Vec<u32>,
    met: Vec<u32>,
}

impl Counter {
    /// With nothing counted yet.
    pub fn new(beads: &impl Beads) -> Self {
        let words = beads.other().words.len();
        Self { joint: vec![0.0; words], last: vec![NONE; words], met: Vec::new() }
    }

    /// Counts the words of the beads that a word stands in; the weight of these beads.
    fn count(&mut self, beads: &impl Beads, word: u32) -> f32 {
        let other = beads.other();
        let (places, each) = beads.occurrences(word);
        let (mut occurrences, mut before) = (0.0, NONE);
        for &place in places {
            let bead = beads.bead_of(place);
            if bead == NONE || bead == before {
                continue;
            }
            before = bead;
            let weight = each * beads.weight(bead);
            occurrences += weight;
            for run in beads.opposite(bead) {
                for &other in &other.ids[run] {
                    let last = &mut self.last[other as usize];
                    if *last != bead {
                        if *last == NONE {
                            self.met.push(other);
                        }
                        *last = bead;
                        self.joint[other as usize] += weight;
                    }
                }
            }
        }
        occurrences
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{Postings, tokenize};

    /// Lines that translate each other one by one.
    struct Lines {
        target: Tokens,
        postings: Postings,
        bead_of: Vec<u32>,
    }

    impl Beads for Lines {
        fn other(&self) -> &Tokens {
            &self.target
        }
        fn len(&self) -> usize {
            self.target.len()
        }
        fn weight(&self, _: u32) -> f32 {
            1.0
        }
        fn bead_of(&self, place: u32) -> u32 {
            self.bead_of[place as usize]
        }
        fn occurrences(&self, word: u32) -> (impl Iterator<Item = &u32>, f32) {
            (self.postings.of(word).iter(), 1.0)
        }
        fn opposite(&self, bead: u32) -> impl Iterator<Item = Range<usize>> {
            std::iter::once(self.target.range(bead as usize))
        }
    }

    #[test]
    fn words_that_meet_by_chance_are_no_candidates() {
        let (source, target) = (tokenize(["a b", "a c c", "b"].into_iter()), tokenize(["x y", "x z", "y"].into_iter()));
        let postings = Postings::new(&source.ids, source.words.len());
        let lines = Lines { target, postings, bead_of: source.sentence_of() };
        let (cooccurrence, mut counter) = (Cooccurrence::new(&lines), Counter::new(&lines));
        let mut met = |word: u32, known: &mut [Entry]| {
            let mut found = Vec::new();
            cooccurrence.of(&lines, word, &mut counter, known, |meeting| found.push(meeting));
            found
        };
        // a stands in two lines of three, both times with x; y and z meet it once, as often as chance would have it or oftener.
        let of_a = met(0, &mut []);
        assert_eq!(of_a[0], Meeting { other: 0, joint: 2.0, share: 1.0 });
        assert_eq!(of_a.iter().map(|meeting| meeting.other).collect::<Vec<_>>(), [0, 2]);
        // c stands twice in one line, which counts once.
        assert_eq!(met(2, &mut [])[1], Meeting { other: 2, joint: 1.0, share: 1.0 });
        // What is known is counted where it is kept.
        let mut known = [Entry::known(0, 0.5), Entry::known(1, 0.5)];
        assert_eq!(met(0, &mut known).len(), 1);
        assert_eq!((known[0].count, known[1].count), (1.0, 0.25));
    }
}
