//! Aligns the stretch around an edit anew.
//!
//! What a person said is right cuts the texts into stretches, and an edit concerns its own stretch only. Where nobody has checked anything
//! for long, the stretch ends at a match that the program is sure of, because nobody waits for a chapter to be aligned.

use std::ops::Range;

use super::Realigner;
use super::edits::Step;
use crate::hash::Map;
use crate::model::{Bead, BeadKind, Pair, Side};
use crate::project::{Marked, State};

/// Sentences of a side after which a match that is sure enough ends the stretch.
const REACH: usize = 60;
/// As sure as that.
const SURE: f32 = 0.9;
/// Sentences of a side after which any match does.
const FAR: usize = 200;
/// A confidence that is other than this much less is left as it was: an edit shall not touch rows for nothing.
const NOTICEABLE: f32 = 0.02;

/// The sentences of a bead.
type Ids<'b> = (&'b [usize], &'b [usize]);

/// Aligns the stretches around the rows of a step anew.
pub(super) fn realign(state: &State, step: &mut Step, realigner: &Realigner) {
    let mut touched: Vec<usize> = step.out.iter().chain(step.changed.keys()).copied().collect();
    touched.sort_unstable();
    for run in touched.chunk_by(|one, next| one + 1 == *next) {
        let (Some(&first), Some(&last)) = (run.first(), run.last()) else { continue };
        let above = end(state, step, (0..first).rev());
        let below = end(state, step, last + 1..state.rows.len());
        let ranges = Pair::from_fn(|side| {
            let start = above.and_then(|row| row.ids(side).last()).map_or(0, |&id| id + 1);
            let end = below.and_then(|row| row.ids(side).first()).copied();
            start..end.unwrap_or(state.texts[side].len())
        });
        if ranges.iter().all(|range| range.start <= range.end) {
            between(state, step, realigner, ranges);
        }
    }
}

/// The row that ends the stretch on one side.
fn end<'s>(state: &'s State, step: &'s Step, rows: impl Iterator<Item = usize>) -> Option<&'s Marked> {
    let mut passed = (0, 0);
    for row in rows.filter_map(|at| step.row(state, at)) {
        let far = passed.0.max(passed.1);
        let enough = row.status.is_fixed() || (far > REACH && row.bead.confidence >= SURE) || far > FAR;
        if row.bead.kind == BeadKind::Match && enough {
            return Some(row);
        }
        passed = (passed.0 + row.bead.source.len(), passed.1 + row.bead.target.len());
    }
    None
}

/// Aligns what the program may change within some ranges of sentences.
fn between(state: &State, step: &mut Step, realigner: &Realigner, ranges: Pair<Range<usize>>) {
    let (mut fixed, mut free): (Vec<Bead>, Vec<usize>) = (Vec::new(), Vec::new());
    let touches = |bead: &Bead| Side::BOTH.into_iter().any(|side| bead.ids(side).iter().any(|id| ranges[side].contains(id)));
    for at in 0..state.rows.len() {
        let Some(row) = step.row(state, at).filter(|row| touches(&row.bead)) else { continue };
        let inside = Side::BOTH.into_iter().all(|side| row.ids(side).iter().all(|id| ranges[side].contains(id)));
        // What an edit released is for the next edit to change.
        if inside && !row.status.is_fixed() && !step.changed.contains_key(&at) {
            free.push(at);
        } else {
            fixed.push(row.bead.clone());
        }
    }
    fixed.extend(step.made.iter().map(|row| &row.bead).chain(&step.aligned).filter(|bead| touches(bead)).cloned());
    let beads = realigner.between(ranges, &fixed);
    if !covers(&beads, free.iter().filter_map(|&at| state.rows.get(at))) {
        return;
    }
    let mut was: Map<Ids, (usize, &Bead)> = Map::default();
    for at in free {
        if let Some(row) = state.rows.get(at) {
            was.insert((&row.bead.source, &row.bead.target), (at, &row.bead));
        }
    }
    for bead in &beads {
        let key = (&bead.source[..], &bead.target[..]);
        let same = was.get(&key).is_some_and(|(_, old)| old.kind == bead.kind && (old.confidence - bead.confidence).abs() < NOTICEABLE);
        if same {
            was.remove(&key);
        } else {
            step.aligned.push(bead.clone());
        }
    }
    step.out.extend(was.values().map(|(at, _)| *at));
}

/// Whether beads hold just the sentences of some rows: anything else would lose one, or have it twice.
fn covers<'r>(beads: &[Bead], rows: impl Iterator<Item = &'r Marked> + Clone) -> bool {
    Side::BOTH.into_iter().all(|side| {
        let mut one: Vec<usize> = beads.iter().flat_map(|bead| bead.ids(side)).copied().collect();
        let mut other: Vec<usize> = rows.clone().flat_map(|row| row.ids(side)).copied().collect();
        one.sort_unstable();
        other.sort_unstable();
        one == other
    })
}
