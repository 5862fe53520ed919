//! hunalign's ladder: the rungs of a monotone path, `source TAB target TAB score`, from `0 0` to the two numbers of sentences.
//!
//! A rung is where the next group begins, and its score (here the confidence) is that group's; the last rung has score 0, as hunalign
//! writes it. A ladder cannot express groups that cross or have holes. Where there are such groups, the smallest monotone block around them
//! becomes one group with the lowest confidence of its beads, and sentences without a counterpart inside such a block are swallowed by it.
//! Write another format if that matters.

use std::io::{self, Write};

use crate::formats::bitext::{ids, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::Bitext;
use crate::model::{Bead, Pair, Side};

/// hunalign's ladder.
pub static FORMAT: Descriptor = Descriptor::new("ladder").bitext(|path, options| ids::links(path, &text(path)?, "ladder", options)).write(
    "hunalign's ladder",
    &["ladder"],
    Files::Text(|out, bitext, _| write(out, bitext)),
);

/// A group of the path: half-open ranges on both sides.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Group {
    source: (usize, usize),
    target: (usize, usize),
    confidence: f32,
}

/// A rung: where a group begins on both sides, and its confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rung {
    pub source: usize,
    pub target: usize,
    score: f32,
}

/// Writes the path. Beads left out for their confidence become omitted and added sentences: a ladder has no gaps.
fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    rungs(bitext).into_iter().try_for_each(|rung| writeln!(out, "{}\t{}\t{:.4}", rung.source, rung.target, rung.score))
}

/// The path, from the beginning of both texts to their end.
pub(super) fn rungs(bitext: &Bitext) -> Vec<Rung> {
    let mut rungs = Vec::new();
    let mut at = (0, 0);
    let single = singles(bitext);
    for block in monotone(bitext.pairs()) {
        gap(&mut rungs, at, (block.source.0, block.target.0), &single);
        rungs.push(Rung { source: block.source.0, target: block.target.0, score: block.confidence });
        at = (block.source.1, block.target.1);
    }
    let (source, target) = (bitext.source.len(), bitext.target.len());
    gap(&mut rungs, at, (source, target), &single);
    rungs.push(Rung { source, target, score: 0.0 });
    rungs
}

/// For every sentence that stands in a one-sided bead: the number of that bead, and its confidence.
type Singles = Pair<Vec<Option<(usize, f32)>>>;

fn singles(bitext: &Bitext) -> Singles {
    let mut singles = Pair::new(vec![None; bitext.source.len()], vec![None; bitext.target.len()]);
    for (number, bead) in bitext.beads().enumerate().filter(|(_, bead)| bead.source.is_empty() || bead.target.is_empty()) {
        for (side, ids) in Pair::new(&bead.source, &bead.target).sides() {
            for &id in ids {
                if let Some(slot) = singles[side].get_mut(id) {
                    *slot = Some((number, bead.confidence));
                }
            }
        }
    }
    singles
}

/// The rungs of the sentences between two blocks: first the omitted, then the added, neighbours of one bead under one rung.
fn gap(rungs: &mut Vec<Rung>, from: (usize, usize), to: (usize, usize), singles: &Singles) {
    for (side, ids) in Pair::new(from.0..to.0, from.1..to.1).sides() {
        let mut last = None;
        for id in ids {
            let bead = singles[side].get(id).copied().flatten();
            if bead.is_none() || bead != last {
                let (source, target) = if side == Side::Source { (id, from.1) } else { (to.0, id) };
                rungs.push(Rung { source, target, score: bead.map_or(0.0, |bead| bead.1) });
            }
            last = bead;
        }
    }
}

/// The smallest blocks that hold all of these beads whole and follow each other on both sides.
fn monotone<'a>(pairs: impl Iterator<Item = &'a Bead>) -> Vec<Group> {
    let mut groups: Vec<Group> = pairs.filter_map(group).collect();
    groups.sort_by_key(|group| (group.source, group.target));
    let mut blocks: Vec<Group> = Vec::new();
    for mut group in groups {
        while let Some(before) = blocks.pop_if(|before| before.source.1 > group.source.0 || before.target.1 > group.target.0) {
            group = Group {
                source: (before.source.0.min(group.source.0), before.source.1.max(group.source.1)),
                target: (before.target.0.min(group.target.0), before.target.1.max(group.target.1)),
                confidence: before.confidence.min(group.confidence),
            };
        }
        blocks.push(group);
    }
    blocks
}

fn group(bead: &Bead) -> Option<Group> {
    let around = |ids: &[usize]| Some((*ids.first()?, *ids.last()? + 1));
    Some(Group { source: around(&bead.source)?, target: around(&bead.target)?, confidence: bead.confidence })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossing_beads_become_one_block() {
        let bead = |source: &[usize], target: &[usize], confidence| Bead::new(source.to_vec(), target.to_vec(), confidence);
        let beads = [bead(&[0], &[0], 0.9), bead(&[1], &[2], 0.8), bead(&[2], &[1], 0.7), bead(&[3, 5], &[3], 0.6), bead(&[4], &[4], 0.5)];
        let blocks: Vec<_> = monotone(beads.iter()).iter().map(|block| (block.source, block.target, block.confidence)).collect();
        assert_eq!(blocks, [((0, 1), (0, 1), 0.9), ((1, 3), (1, 3), 0.7), ((3, 6), (3, 5), 0.5)]);
    }
}
