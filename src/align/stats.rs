//! Where the time of an alignment goes: seconds of each stage, and how much there was to do.
//!
//! A run has some thirty stages in all and reads the clock twice for each, so measuring is always on.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use crate::memory;
use crate::model::Pair;

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Words, numbers, lengths and marks of both texts.
    Tokens,
    /// What is known of the words before anything is learned: look-alikes and packs.
    Lexicon,
    /// Anchors, the bands around them, and blocks that stand elsewhere.
    Anchors,
    /// What the words of each span explain of the other text.
    Evidence,
    /// Scores of all beads, sums over paths, and the best path.
    Lattice,
    /// Lexicons learned from the beads of the pass before.
    Learning,
    /// Beads that cross others or have holes.
    Repair,
    /// Whether the texts translate each other at all.
    Verdict,
}

impl Stage {
    /// All, in the order of the work.
    pub const ALL: [Self; 8] =
        [Self::Tokens, Self::Lexicon, Self::Anchors, Self::Evidence, Self::Lattice, Self::Learning, Self::Repair, Self::Verdict];
}

/// How long an alignment took, and how much there was to do.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Stats {
    /// Sentences of both texts.
    pub sentences: Pair<usize>,
    /// Cells of the lattices of all passes; those of the verdict are not among them.
    pub cells: u64,
    /// Rounds of learning over the whole texts; around fixed beads they are learned once more.
    pub rounds: usize,
    /// Bytes of memory that were needed at a time, texts included, as they were counted.
    pub memory: u64,
    /// Seconds of each stage, in the order of [`Stage::ALL`]. Those of stretches that are aligned side by side are added up.
    pub(super) seconds: [f64; Stage::ALL.len()],
}

impl Stats {
    /// Seconds that a stage took.
    pub fn of(&self, stage: Stage) -> f64 {
        self.seconds[stage as usize]
    }
}

/// A small table for people.
impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Pair { source, target } = self.sentences;
        writeln!(f, "sentences  {source} + {target}")?;
        writeln!(f, "cells      {}", self.cells)?;
        writeln!(f, "rounds     {}", self.rounds)?;
        writeln!(f, "memory     {}", memory::shown(self.memory))?;
        let all: f64 = self.seconds.iter().sum();
        for stage in Stage::ALL {
            let (name, seconds) = (format!("{stage:?}").to_lowercase(), self.of(stage));
            writeln!(f, "{name:9}  {seconds:8.3} s  {:3.0} %", 100.0 * seconds / all.max(f64::MIN_POSITIVE))?;
        }
        write!(f, "in all     {all:8.3} s")
    }
}

/// The clock of a run, to which every part of it may add.
#[derive(Debug, Default)]
pub(super) struct Clock {
    nanoseconds: [AtomicU64; Stage::ALL.len()],
    cells: AtomicU64,
}

impl Clock {
    /// Does a part of a stage.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let made = work();
        self.nanoseconds[stage as usize].fetch_add(start.elapsed().as_nanos() as u64, Relaxed);
        made
    }

    /// Counts the cells of a lattice.
    pub fn count(&self, cells: usize) {
        self.cells.fetch_add(cells as u64, Relaxed);
    }

    /// The measurements so far.
    pub fn stats(&self, sentences: Pair<usize>, rounds: usize) -> Stats {
        let seconds = self.nanoseconds.each_ref().map(|stage| stage.load(Relaxed) as f64 / 1e9);
        Stats { sentences, cells: self.cells.load(Relaxed), rounds, memory: 0, seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_told_stage_by_stage() {
        let clock = Clock::default();
        assert_eq!(clock.time(Stage::Lattice, || 7), 7);
        clock.count(12);
        let stats = clock.stats(Pair::new(3, 4), 1);
        assert!(stats.of(Stage::Lattice) > 0.0 && stats.of(Stage::Verdict) == 0.0);
        let told = stats.to_string();
        assert!(told.starts_with("sentences  3 + 4\ncells      12\nrounds     1\nmemory     0.0 MB\ntokens "), "{told}");
        assert_eq!(told.lines().count(), 13);
    }
}
