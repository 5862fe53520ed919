//! Carries over to changed texts what a project said of the old ones and still holds.
//!
//! Sentences of old and new are matched by their hashes, in order. One that was cut by hand is not among the sentences that segmenting
//! gives anew; it is looked for at its old distance from a neighbour that was found, and the new text is then cut there too. A bead that a
//! person looked at survives if all its sentences do.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Marked;
use super::origin::short;
use crate::hash::Set;
use crate::model::{Bead, Pair, Sentence, Side, Text};

/// One of the texts as a project file says it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OldText {
    /// Sentences and their hashes, where the file has them.
    pub sentences: Vec<(Range<usize>, Option<u32>)>,
    /// Corrected sentences, by id.
    pub corrections: Vec<(usize, String)>,
}

/// What a project file says of texts that have changed since.
#[derive(Clone, Debug, PartialEq)]
pub struct Old {
    /// The texts.
    pub texts: Pair<OldText>,
    /// The beads.
    pub rows: Vec<Marked>,
}

/// Carries beads that a person looked at, and corrections, over to the new texts; the sentence says how many. The texts come back cut as those
/// beads need them.
pub fn over(old: &Old, mut new: Pair<Text>) -> (Pair<Text>, Vec<Marked>, String) {
    let fixed: Vec<&Marked> = old.rows.iter().filter(|row| row.status.is_fixed()).collect();
    let now = Pair::from_fn(|side| {
        let corrected = old.texts[side].corrections.iter().map(|(id, _)| *id);
        let wanted: Set<usize> = fixed.iter().flat_map(|row| row.ids(side)).copied().chain(corrected).collect();
        carried(&old.texts[side], &mut new[side], &wanted)
    });
    let all = |side: Side, bead: &Bead| -> Option<Vec<usize>> { bead.ids(side).iter().map(|&id| now[side].get(id).copied()?).collect() };
    let still = |row: &&Marked| {
        let (source, target) = (all(Side::Source, &row.bead)?, all(Side::Target, &row.bead)?);
        Some(Marked { bead: Bead { source, target, ..row.bead.clone() }, status: row.status })
    };
    let rows: Vec<Marked> = fixed.iter().filter_map(still).collect();
    let said = format!("{} of {} checked and locked beads still stand; everything else is aligned anew", rows.len(), fixed.len());
    (new, rows, said)
}

/// Cuts and corrects a new text as the old one was, where that is wanted; gives where each old sentence is in it.
fn carried(old: &OldText, new: &mut Text, wanted: &Set<usize>) -> Vec<Option<usize>> {
    let mut found = same(old, new);
    recover(old, new, wanted, &mut found);
    recut(new, found.iter().flatten().cloned().collect());
    let id = |range: &Range<usize>| {
        let id = new.sentences().binary_search_by_key(&range.start, |sentence| sentence.range.start).ok()?;
        Some(id).filter(|&id| new.sentences().get(id).is_some_and(|sentence| sentence.range == *range))
    };
    let ids: Vec<Option<usize>> = found.iter().map(|range| range.as_ref().and_then(id)).collect();
    for (old, wording) in &old.corrections {
        if let Some(range) = found.get(*old).cloned().flatten() {
            new.correct(range.start, Some(wording.clone()));
        }
    }
    ids
}

/// Where each old sentence is in the new text, of those that are among its sentences, in order.
fn same(old: &OldText, new: &Text) -> Vec<Option<Range<usize>>> {
    let new: Vec<(u32, &Range<usize>)> =
        (0..).zip(new.sentences()).map(|(id, sentence)| (short(new.original(id)), &sentence.range)).collect();
    // Sentences that only one text has are left out first: then a comparison takes as long as what changed, not as long as the texts.
    let (ours, theirs): (Set<u32>, Set<u32>) =
        (old.sentences.iter().filter_map(|(_, hash)| *hash).collect(), new.iter().map(|(hash, _)| *hash).collect());
    let left: Vec<(u32, usize)> =
        (0..).zip(&old.sentences).filter_map(|(id, (_, hash))| Some(((*hash)?, id))).filter(|(hash, _)| theirs.contains(hash)).collect();
    let right: Vec<(u32, &Range<usize>)> = new.into_iter().filter(|(hash, _)| ours.contains(hash)).collect();
    let hashes = (left.iter().map(|pair| pair.0).collect::<Vec<_>>(), right.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let mut found = vec![None; old.sentences.len()];
    for operation in capture_diff_slices(Algorithm::Patience, &hashes.0, &hashes.1) {
        let DiffOp::Equal { old_index, new_index, len } = operation else { continue };
        for at in 0..len {
            if let (Some((_, id)), Some((_, range))) = (left.get(old_index + at), right.get(new_index + at))
                && let Some(place) = found.get_mut(*id)
            {
                *place = Some((*range).clone());
            }
        }
    }
    found
}

/// Finds wanted sentences that are cut otherwise in the new text: as far from the sentence before or after as they were.
fn recover(old: &OldText, new: &Text, wanted: &Set<usize>, found: &mut [Option<Range<usize>>]) {
    let missing: Vec<bool> = (0..).zip(found.iter()).map(|(id, there)| there.is_none() && wanted.contains(&id)).collect();
    for backwards in [false, true] {
        // A pass changes only what lies behind it.
        let ahead = last_found((0..found.len()).map(|at| in_order(at, found.len(), !backwards)), found);
        let mut behind = None;
        for at in 0..found.len() {
            let id = in_order(at, found.len(), backwards);
            if missing.get(id).is_some_and(|missing| *missing) {
                let ahead = ahead.get(id).copied().flatten();
                let neighbours = if backwards { [ahead, behind] } else { [behind, ahead] };
                if let (Some(place), Some(slot)) = (between(old, new, id, neighbours, found), found.get_mut(id)) {
                    *slot = Some(place);
                }
            }
            behind = found.get(id).is_some_and(Option::is_some).then_some(id).or(behind);
        }
    }
}

/// The sentence that comes at some point, if all are gone through forwards or backwards.
fn in_order(at: usize, length: usize, backwards: bool) -> usize {
    if backwards { length - 1 - at } else { at }
}

/// For each sentence the last one that was found before it, going through all in this order.
fn last_found(order: impl Iterator<Item = usize>, found: &[Option<Range<usize>>]) -> Vec<Option<usize>> {
    let (mut nearest, mut last) = (vec![None; found.len()], None);
    for id in order {
        if let Some(nearest) = nearest.get_mut(id) {
            *nearest = last;
        }
        last = found.get(id).is_some_and(Option::is_some).then_some(id).or(last);
    }
    nearest
}

/// Where a sentence is, as far as it was from its neighbours, the ones before and after that were found.
fn between(old: &OldText, new: &Text, id: usize, neighbours: [Option<usize>; 2], found: &[Option<Range<usize>>]) -> Option<Range<usize>> {
    let (range, Some(hash)) = old.sentences.get(id)? else { return None };
    let [before, after] = neighbours.map(|other| Some((old.sentences.get(other?)?.0.start, found.get(other?)?.as_ref()?)));
    let floor = before.map_or(0, |(_, there)| there.end);
    let ceiling = after.map_or(new.document().text().len(), |(_, there)| there.start);
    let shifts = [before, after].into_iter().flatten().map(|(was, there)| there.start as isize - was as isize);
    let stands = |there: &Range<usize>| {
        let text = new.document().text().get(there.clone()).filter(|text| short(text) == *hash);
        let block = new.document().blocks().partition_point(|block| block.range.start <= there.start).checked_sub(1);
        let inside = block.and_then(|at| new.document().blocks().get(at)).is_some_and(|block| there.end <= block.range.end);
        text.is_some() && inside && floor <= there.start && there.end <= ceiling && !there.is_empty()
    };
    let moved = |by: isize| Some(range.start.checked_add_signed(by)?..range.end.checked_add_signed(by)?);
    shifts.chain([0]).filter_map(moved).find(stands)
}

/// Cuts a text so that these ranges, ascending, are sentences of it; what they leave of others are sentences of their own. A text that cannot be
/// cut so stays as it is.
fn recut(text: &mut Text, wanted: Vec<Range<usize>>) {
    let mut sentences: Vec<Sentence> = Vec::with_capacity(text.len() + wanted.len());
    let document = text.shared_document();
    let trimmed = |range: Range<usize>| {
        let part = document.text().get(range.clone()).unwrap_or_default();
        let start = range.start + (part.len() - part.trim_start().len());
        (!part.trim().is_empty()).then(|| start..start + part.trim().len())
    };
    let block_of = |at: usize| document.blocks().partition_point(|block| block.range.start <= at).saturating_sub(1);
    let mut wanted = wanted.into_iter().peekable();
    for Sentence { range, block } in text.sentences() {
        let mut from = range.start;
        while let Some(one) = wanted.next_if(|one| one.start < range.end || (one.start == range.start && range.is_empty())) {
            sentences.extend(trimmed(from..one.start.max(from)).map(|range| Sentence { range, block: *block }));
            from = one.end;
            sentences.push(Sentence { block: block_of(one.start), range: one });
        }
        // A sentence that reaches over several of the old ones leaves nothing of them.
        from = from.max(sentences.last().map_or(0, |last| last.range.end)).max(range.start);
        if from == range.start && range.is_empty() && sentences.last().is_none_or(|last| last.range != *range) {
            sentences.push(Sentence { range: range.clone(), block: *block });
        } else if from < range.end {
            sentences.extend(trimmed(from..range.end).map(|range| Sentence { range, block: *block }));
        }
    }
    let all = 0..text.len();
    // What does not fit leaves the text as it was, and its beads are not carried over.
    let _ = text.resegment(all, sentences);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document;
    use crate::model::Split;
    use crate::segment;

    /// The same as [`recover`], each sentence looking for its neighbours itself.
    fn by_definition(old: &OldText, new: &Text, wanted: &Set<usize>, found: &mut [Option<Range<usize>>]) {
        let missing: Vec<usize> = (0..found.len()).filter(|id| wanted.contains(id) && found[*id].is_none()).collect();
        for ids in [missing.clone(), missing.into_iter().rev().collect()] {
            for id in ids {
                let before = (0..id).rev().find(|&other| found[other].is_some());
                let after = (id + 1..found.len()).find(|&other| found[other].is_some());
                if let Some(place) = between(old, new, id, [before, after], found) {
                    found[id] = Some(place);
                }
            }
        }
    }

    #[test]
    fn the_nearest_neighbours_are_those_of_the_definition() {
        let mut state = 7_u64;
        let mut roll = |sides: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % sides
        };
        let mut recovered = 0;
        for _ in 0..300 {
            // Words of two letters, cut into sentences by hand; the new text lacks some and has others.
            let words: Vec<&str> = (0..12).map(|_| if roll(2) == 0 { "aa" } else { "bb" }).collect();
            let sentences = (0..12).map(|at| (3 * at..3 * at + 2, Some(short(words[at])))).collect();
            let old = OldText { sentences, corrections: Vec::new() };
            let mut changed = words.clone();
            for _ in 0..roll(4) {
                let at = roll(changed.len() as u64) as usize;
                if roll(2) == 0 {
                    changed.remove(at);
                } else {
                    changed.insert(at, "c");
                }
            }
            let document = document::from_text("f", changed.join(" "), Split::Lines).unwrap();
            let new = segment::segment(document, "en", Split::Lines).unwrap();
            let wanted: Set<usize> = (0..12).filter(|_| roll(3) > 0).collect();
            let known = roll(12) as usize;
            let mut found = vec![None; 12];
            found[known] = new.document().text().find(words[known]).map(|at| at..at + 2);
            let mut expected = found.clone();
            by_definition(&old, &new, &wanted, &mut expected);
            recover(&old, &new, &wanted, &mut found);
            assert_eq!(found, expected);
            recovered += found.iter().flatten().count();
        }
        assert!(recovered > 1000, "{recovered}");
    }
}
