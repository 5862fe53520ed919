//! Turns an edit into the rows it removes and the rows it makes, or one sentence why it cannot be made.
//!
//! Rows are changed in place where that keeps the reading order, so that little moves under the eyes of the person who edits.

use super::super::protocol::Edit;
use super::places::byte_at;
use crate::formats::output::flat;
use crate::hash::{Map, Set};
use crate::model::{Bead, BeadKind, Pair, Side};
use crate::project::state::{Correction, Cut, Splice};
use crate::project::{Delta, Marked, State, Status};

/// A longer sentence was not typed by a person.
pub const LONGEST: usize = 100_000;

/// An edit on its way to a change.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub cut: Option<Cut>,
    pub corrections: Vec<Correction>,
    /// Places of rows that go.
    pub out: Set<usize>,
    /// Rows that change where they stand.
    pub changed: Map<usize, Marked>,
    /// The person's rows that belong elsewhere.
    pub made: Vec<Marked>,
    /// The program's beads from aligning the stretch anew.
    pub aligned: Vec<Bead>,
    /// Whether aligning the stretch around it anew makes sense.
    pub realigns: bool,
    /// The sentence to look at.
    pub focus: Option<(Side, usize)>,
}

/// A step, put in order.
pub(super) struct Finished {
    pub delta: Delta,
    pub focus: Option<(Side, usize)>,
    /// Beads that are not what they were because of aligning anew.
    pub realigned: Vec<Bead>,
}

/// What an edit asks for; the error is a sentence.
pub(super) fn step(state: &State, edit: &Edit) -> Result<Step, String> {
    match *edit {
        Edit::Merge { row } => {
            get(state, row + 1).map_err(|_| "there is no row below to merge with".to_owned())?;
            link(state, row, row + 1)
        }
        Edit::Link { row, other } => link(state, row, other),
        Edit::Split { row, source, target } => split(state, row, source, target),
        Edit::Cut { panel, sentence, at } => cut(state, panel, sentence, at),
        Edit::Join { panel, sentence } => join(state, panel, sentence),
        Edit::Move { row, panel, up } => shift(state, row, panel, up),
        Edit::Unlink { row } => unlink(state, row),
        Edit::Accept { row, count } => mark(state, row, count, Status::Checked),
        Edit::Lock { row, count } => mark(state, row, count, Status::Locked),
        Edit::Release { row, count } => mark(state, row, count, Status::Auto),
        Edit::Correct { panel, sentence, ref text } => correct(state, panel, sentence, text),
    }
}

fn get(state: &State, row: usize) -> Result<&Marked, String> {
    state.rows.get(row).ok_or_else(|| format!("there is no row {}; the last is {}", row + 1, state.rows.len()))
}

/// A row that may be changed.
fn free(state: &State, row: usize) -> Result<&Marked, String> {
    match get(state, row)? {
        locked if locked.status == Status::Locked => Err(format!("row {} is locked; unlock it first", row + 1)),
        free => Ok(free),
    }
}

fn link(state: &State, row: usize, other: usize) -> Result<Step, String> {
    if row == other {
        return Err("a row cannot be linked with itself; choose another one".to_owned());
    }
    let (first, second) = (row.min(other), row.max(other));
    let (one, two) = (free(state, first)?, free(state, second)?);
    let Pair { source, target } = Pair::from_fn(|side| {
        let mut all = [one.ids(side).as_slice(), two.ids(side)].concat();
        all.sort_unstable();
        all
    });
    let bead = Bead::new(source, target, 1.0);
    let mut step = Step { realigns: true, focus: focus(&bead), ..Step::default() };
    step.put(state, &[(first, Some(bead)), (second, None)]);
    Ok(step)
}

fn split(state: &State, row: usize, source: usize, target: usize) -> Result<Step, String> {
    let bead = &free(state, row)?.bead;
    if bead.source.len() + bead.target.len() < 2 {
        return Err("this row has one sentence only; cut that first".to_owned());
    }
    let (Some((one, two)), Some((three, four))) = (bead.source.split_at_checked(source), bead.target.split_at_checked(target)) else {
        return Err("this row has fewer sentences than that; choose where to split it again".to_owned());
    };
    let above = Bead::new(one.to_vec(), three.to_vec(), 1.0);
    let below = Bead::new(two.to_vec(), four.to_vec(), 1.0);
    if one.len() + three.len() == 0 || two.len() + four.len() == 0 {
        return Err("one half of the row would have no sentence; choose another place to split it".to_owned());
    }
    let mut step = Step { realigns: true, focus: focus(&above), ..Step::default() };
    step.put(state, &[(row, Some(above))]);
    step.made.push(Marked::checked(below));
    Ok(step)
}

fn shift(state: &State, row: usize, text: Side, up: bool) -> Result<Step, String> {
    let nowhere = || format!("there is no row {} to move it to", if up { "above" } else { "below" });
    let other = if up { row.checked_sub(1) } else { row.checked_add(1).filter(|&other| other < state.rows.len()) }.ok_or_else(nowhere)?;
    let (mut from, mut to) = (free(state, row)?.bead.clone(), free(state, other)?.bead.clone());
    let (left, there) = (from.ids_mut(text), to.ids_mut(text));
    if left.is_empty() {
        return Err("this side of the row has no sentence to move".to_owned());
    }
    let id = left.remove(if up { 0 } else { left.len() - 1 });
    there.push(id);
    there.sort_unstable();
    let (from, to) = (Bead::new(from.source, from.target, 1.0), Bead::new(to.source, to.target, 1.0));
    let from = (!from.source.is_empty() || !from.target.is_empty()).then_some(from);
    let mut step = Step { realigns: true, focus: Some((text, id)), ..Step::default() };
    step.put(state, &[(row, from), (other, Some(to))]);
    Ok(step)
}

fn unlink(state: &State, row: usize) -> Result<Step, String> {
    let bead = &free(state, row)?.bead;
    // One by one, as the aligner has them.
    let omitted = bead.source.iter().map(|&id| Bead::new(vec![id], Vec::new(), 1.0));
    let mut alone = omitted.chain(bead.target.iter().map(|&id| Bead::new(Vec::new(), vec![id], 1.0)));
    let mut step = Step { realigns: true, focus: focus(bead), ..Step::default() };
    step.put(state, &[(row, alone.next())]);
    step.made.extend(alone.map(Marked::checked));
    Ok(step)
}

fn mark(state: &State, row: usize, count: usize, status: Status) -> Result<Step, String> {
    get(state, row)?;
    let mut step = Step { realigns: status.is_fixed(), ..Step::default() };
    for (at, marked) in state.rows.iter().enumerate().skip(row).take(count) {
        // A locked row has been accepted, too.
        if marked.status != status && !(status == Status::Checked && marked.status == Status::Locked) {
            step.focus = step.focus.or(focus(&marked.bead));
            step.changed.insert(at, Marked { status, ..marked.clone() });
        }
    }
    if step.changed.is_empty() {
        return Err(match status {
            Status::Auto => "nothing here is accepted or locked".to_owned(),
            Status::Checked => "this is accepted already".to_owned(),
            Status::Locked => "this is locked already".to_owned(),
        });
    }
    Ok(step)
}

/// The row that holds a sentence, if it may be changed, and its place.
fn row_of(state: &State, text: Side, sentence: usize) -> Result<(usize, &Marked), String> {
    let row = state.row_of(text, sentence).ok_or_else(|| format!("there is no sentence {}", sentence + 1))?;
    Ok((row, free(state, row)?))
}

fn cut(state: &State, text: Side, id: usize, at: usize) -> Result<Step, String> {
    let (row, marked) = row_of(state, text, id)?;
    let document = &state.texts[text];
    if document.correction(id).is_some() {
        return Err("this sentence was corrected; take the correction back, cut it, and correct its parts".to_owned());
    }
    let (Some(sentence), wording) = (document.sentences().get(id), document.sentence(id)) else {
        return Err(format!("there is no sentence {}", id + 1));
    };
    let byte = byte_at(wording, at).ok_or("there is no such place in this sentence; choose where to cut it again")?;
    let (before, after) = wording.split_at_checked(byte).unwrap_or((wording, ""));
    if before.trim().is_empty() || after.trim().is_empty() {
        return Err("one part would be empty; cut it in the middle".to_owned());
    }
    let (start, end) = (sentence.range.start, sentence.range.end);
    let new = vec![(start, start + before.trim_end().len(), sentence.block), (end - after.trim_start().len(), end, sentence.block)];
    let mut bead = marked.bead.clone();
    let ids = bead.ids_mut(text);
    ids.iter_mut().filter(|other| **other > id).for_each(|other| *other += 1);
    let place = ids.partition_point(|&other| other <= id);
    ids.insert(place, id + 1);
    let cut = Cut { text, at: id, out: vec![(start, end, sentence.block)], new };
    Ok(Step { cut: Some(cut), focus: Some((text, id)), ..Step::of(row, bead) })
}

fn join(state: &State, text: Side, id: usize) -> Result<Step, String> {
    let (row, marked) = row_of(state, text, id)?;
    let document = &state.texts[text];
    let (Some(one), Some(two)) = (document.sentences().get(id), document.sentences().get(id + 1)) else {
        return Err("there is no sentence after this one to join it with".to_owned());
    };
    if !marked.ids(text).contains(&(id + 1)) {
        return Err("the next sentence is in another row; merge the rows first".to_owned());
    }
    if one.block != two.block {
        return Err("the next sentence is in another paragraph, and a sentence cannot go over its end".to_owned());
    }
    let mut bead = marked.bead.clone();
    let ids = bead.ids_mut(text);
    ids.retain(|&other| other != id + 1);
    ids.iter_mut().filter(|other| **other > id).for_each(|other| *other -= 1);
    let place = |sentence: &crate::model::Sentence| (sentence.range.start, sentence.range.end, sentence.block);
    let cut = Cut { text, at: id, out: vec![place(one), place(two)], new: vec![(one.range.start, two.range.end, one.block)] };
    let mut corrections = Vec::new();
    let was = |id: usize| document.correction(id).map(str::to_owned);
    if was(id).is_some() || was(id + 1).is_some() {
        let joined = flat::joined([document.sentence(id), document.sentence(id + 1)]);
        corrections.push(Correction { text, at: one.range.start, out: was(id), new: Some(joined) });
        if was(id + 1).is_some() {
            corrections.push(Correction { text, at: two.range.start, out: was(id + 1), new: None });
        }
    }
    Ok(Step { cut: Some(cut), corrections, focus: Some((text, id)), ..Step::of(row, bead) })
}

fn correct(state: &State, text: Side, id: usize, wording: &str) -> Result<Step, String> {
    let (row, marked) = row_of(state, text, id)?;
    let document = &state.texts[text];
    let wording = wording.trim();
    if wording.is_empty() {
        return Err("a sentence cannot be corrected to nothing; mark it as omitted or added instead".to_owned());
    }
    if wording.contains(['\n', '\r', '\u{0B}', '\u{0C}', '\u{85}', '\u{2028}', '\u{2029}']) {
        return Err("a correction is one line; take the line breaks out".to_owned());
    }
    if wording.len() > LONGEST {
        return Err("this is too long for a sentence; shorten it".to_owned());
    }
    let original = document.original(id);
    let new = (wording != original && wording != flat::line_of(original)).then(|| wording.to_owned());
    let out = document.correction(id).map(str::to_owned);
    if new == out {
        return Err("nothing would change".to_owned());
    }
    let at = document.sentences().get(id).map_or(0, |sentence| sentence.range.start);
    let corrections = vec![Correction { text, at, out, new }];
    Ok(Step { corrections, focus: Some((text, id)), ..Step::of(row, marked.bead.clone()) })
}

/// A sentence that identifies a bead.
fn focus(bead: &Bead) -> Option<(Side, usize)> {
    let source = bead.source.first().map(|&id| (Side::Source, id));
    source.or(bead.target.first().map(|&id| (Side::Target, id)))
}

impl Step {
    /// A step that changes one row where it stands, and no neighbour.
    fn of(row: usize, bead: Bead) -> Self {
        let kind = bead.kind;
        let changed = Marked::checked(Bead { kind, ..bead });
        Self { changed: [(row, changed)].into_iter().collect(), ..Self::default() }
    }

    /// Puts the person's beads in the places of rows, or elsewhere if they do not belong there; nothing where nothing is left of a row.
    fn put(&mut self, state: &State, rows: &[(usize, Option<Bead>)]) {
        let touched = |at: usize| rows.iter().any(|(row, _)| *row == at);
        let first = |at: usize| state.rows.get(at).filter(|_| !touched(at)).and_then(|row| row.bead.source.first());
        let mut standing: Vec<(usize, Option<usize>)> = Vec::new();
        for (at, bead) in rows {
            let Some(bead) = bead else {
                self.out.insert(*at);
                continue;
            };
            let before = (0..*at).rev().find_map(first).copied();
            let after = (at + 1..state.rows.len()).find_map(first).copied();
            let source = bead.source.first().copied();
            let between = source.is_none_or(|id| before.is_none_or(|before| before < id) && after.is_none_or(|after| id < after));
            // Of two neighbours, the one above must have the smaller sentence, too.
            let apart = standing.iter().all(|(other, id)| id.is_none() || source.is_none() || (other < at) == (*id < source));
            if between && apart {
                standing.push((*at, source));
                self.changed.insert(*at, Marked::checked(bead.clone()));
            } else {
                self.out.insert(*at);
                self.made.push(Marked::checked(bead.clone()));
            }
        }
    }

    /// A row as it will be where it stands; nothing if it goes.
    pub fn row<'s>(&'s self, state: &'s State, at: usize) -> Option<&'s Marked> {
        if self.out.contains(&at) {
            return None;
        }
        self.changed.get(&at).or_else(|| state.rows.get(at))
    }

    /// The step as a change.
    pub fn finished(mut self, state: &State) -> Finished {
        self.call_moved(state);
        let was: Set<(&[usize], &[usize])> = self
            .out
            .iter()
            .filter_map(|&at| state.rows.get(at))
            .filter(|row| !row.status.is_fixed())
            .map(|row| (&row.bead.source[..], &row.bead.target[..]))
            .collect();
        let realigned = self.aligned.iter().filter(|bead| !was.contains(&(&bead.source[..], &bead.target[..]))).cloned().collect();
        let out: Vec<usize> = self.out.iter().copied().collect();
        let new = self.made.into_iter().chain(self.aligned.into_iter().map(Marked::auto)).collect();
        let rows: Vec<Splice> = state.splices(&out, self.changed.into_iter().collect(), new);
        let delta = Delta { cut: self.cut, corrections: self.corrections, rows };
        Finished { delta, focus: self.focus, realigned }
    }

    /// Beads of this step that cross a match are moved ones.
    fn call_moved(&mut self, state: &State) {
        if !self.realigns {
            return;
        }
        let ends = |bead: &Bead| match (bead.kind, bead.source.first(), bead.target.first()) {
            (BeadKind::Match, Some(&source), Some(&target)) => Some((source, target)),
            _ => None,
        };
        let statuses_only = |at: &usize, row: &Marked| state.rows.get(*at).is_some_and(|old| old.bead == row.bead);
        let ours: Vec<(usize, usize)> = self
            .changed
            .iter()
            .filter(|(at, row)| !statuses_only(at, row))
            .map(|(_, row)| row)
            .chain(&self.made)
            .filter_map(|row| ends(&row.bead))
            .collect();
        if ours.is_empty() {
            return;
        }
        let theirs = (0..state.rows.len())
            .filter(|at| self.changed.get(at).is_none_or(|row| statuses_only(at, row)))
            .filter_map(|at| self.row(state, at))
            .map(|row| &row.bead)
            .chain(&self.aligned)
            .filter_map(ends);
        let mut crossing: Set<usize> = Set::default();
        for (source, target) in theirs {
            crossing.extend(ours.iter().filter(|one| (one.0 < source) != (one.1 < target)).map(|one| one.0));
        }
        let mark = |row: &mut Marked| {
            if row.status == Status::Checked && ends(&row.bead).is_some_and(|(source, _)| crossing.contains(&source)) {
                row.bead.kind = BeadKind::Moved;
            }
        };
        self.changed.values_mut().for_each(mark);
        self.made.iter_mut().for_each(mark);
    }
}
