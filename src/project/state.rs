//! The state of a project, two texts with their beads, and the changes that edits make to it.
//!
//! A change holds what was there before as well as what is there after it, so that it can be reversed, and so that a change which was read
//! from a file and does not fit is refused instead of being applied to something else.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::order;
use crate::error::Result;
use crate::model::{Alignment, Bead, BeadKind, Pair, Sentence, Side, Text};

/// Whose word a bead is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The program's; it may change.
    #[default]
    Auto,
    /// A person said that it is right.
    Checked,
    /// A person said that it is right and that nothing may change it.
    Locked,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Checked, Self::Locked];

    /// The word written to files: `auto`, `checked`, `locked`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Checked => "checked",
            Self::Locked => "locked",
        }
    }

    /// Whether aligning anew keeps the bead.
    pub fn is_fixed(self) -> bool {
        self != Self::Auto
    }
}

/// A bead and whose word it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marked {
    /// The bead.
    #[serde(flatten)]
    pub bead: Bead,
    /// Whose word it is.
    pub status: Status,
}

impl Marked {
    /// A bead of the program's.
    pub fn auto(bead: Bead) -> Self {
        Self { bead, status: Status::Auto }
    }

    /// A bead of a person's, whose word is certain.
    pub fn checked(bead: Bead) -> Self {
        Self { bead: Bead { confidence: 1.0, ..bead }, status: Status::Checked }
    }

    /// Probability that it is right: what a person said is.
    pub fn confidence(&self) -> f32 {
        if self.status.is_fixed() { 1.0 } else { self.bead.confidence }
    }

    /// The ids of one of its sides.
    pub fn ids(&self, side: Side) -> &Vec<usize> {
        self.bead.ids(side)
    }
}

/// Two texts with their beads, every sentence of both in exactly one.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The texts.
    pub texts: Pair<Text>,
    /// The beads in reading order.
    pub rows: Vec<Marked>,
}

/// Sentences of one text that were cut otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Which text.
    pub text: Side,
    /// Id of the first of them.
    pub at: usize,
    /// What was there, first and last-plus-one byte and block of each.
    pub out: Vec<(usize, usize, usize)>,
    /// What is there now.
    pub new: Vec<(usize, usize, usize)>,
}

/// A sentence with another wording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Which text.
    pub text: Side,
    /// The byte at which the sentence begins.
    pub at: usize,
    /// The correction that was there.
    pub out: Option<String>,
    /// The one that is there now.
    pub new: Option<String>,
}

/// Rows in the place of others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Splice {
    /// Place of the first row, before the change.
    pub at: usize,
    /// The rows that went, with the ids of before.
    pub out: Vec<Marked>,
    /// The rows that came, with the ids of after.
    pub new: Vec<Marked>,
}

/// A change of a [`State`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delta {
    /// Sentences that were cut or joined; all of them are in rows that went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    /// Wordings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// Rows, ascending and apart from each other.
    pub rows: Vec<Splice>,
}

impl Delta {
    /// The change that takes this one back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let cut = self.cut.as_ref().map(|cut| Cut { out: cut.new.clone(), new: cut.out.clone(), ..*cut });
        let reversed = |correction: &Correction| Correction {
            out: correction.new.clone(),
            new: correction.out.clone(),
            ..Correction { out: None, new: None, ..*correction }
        };
        let mut shift = 0isize;
        let mut rows = Vec::with_capacity(self.rows.len());
        for splice in &self.rows {
            rows.push(Splice { at: splice.at.saturating_add_signed(shift), out: splice.new.clone(), new: splice.out.clone() });
            shift += splice.new.len() as isize - splice.out.len() as isize;
        }
        Self { cut, corrections: self.corrections.iter().map(reversed).collect(), rows }
    }

    /// The rows it is about: from the first that went to the last, before and after.
    pub fn span(&self) -> (Range<usize>, Range<usize>) {
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else { return (0..0, 0..0) };
        let end = last.at + last.out.len();
        let (out, new) = self.rows.iter().fold((0, 0), |sum, splice| (sum.0 + splice.out.len(), sum.1 + splice.new.len()));
        (first.at..end, first.at..(end + new).saturating_sub(out))
    }

    /// Whether the rows that come hold the sentences of those that go, each in one row that is a bead; a journal may be damaged.
    fn keeps_every_sentence(&self) -> bool {
        let is_one = |bead: &Bead| {
            bead.source.is_empty() == (bead.kind == BeadKind::Added)
                && bead.target.is_empty() == (bead.kind == BeadKind::Omitted)
                && (0.0..=1.0).contains(&bead.confidence)
        };
        let ascending = |side: Side, row: &Marked| row.ids(side).is_sorted_by(|a, b| a < b);
        let new = || self.rows.iter().flat_map(|splice| &splice.new);
        let same = |side: Side| {
            let mut gone: Vec<usize> = self.rows.iter().flat_map(|splice| &splice.out).flat_map(|row| row.ids(side)).copied().collect();
            if let Some(cut) = self.cut.as_ref().filter(|cut| cut.text == side) {
                let (old, by) = (cut.at..cut.at.saturating_add(cut.out.len()), cut.new.len() as isize - cut.out.len() as isize);
                // All sentences that it cuts are in rows that went.
                if gone.iter().filter(|id| old.contains(id)).count() != cut.out.len() {
                    return false;
                }
                gone.retain(|id| !old.contains(id));
                gone.iter_mut().filter(|id| **id >= old.end).for_each(|id| *id = id.saturating_add_signed(by));
                gone.extend(cut.at..cut.at.saturating_add(cut.new.len()));
            }
            let mut came: Vec<usize> = new().flat_map(|row| row.ids(side)).copied().collect();
            gone.sort_unstable();
            came.sort_unstable();
            gone == came && new().all(|row| ascending(side, row))
        };
        new().all(|row| is_one(&row.bead)) && Side::BOTH.into_iter().all(same)
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.cut.is_none() && self.corrections.is_empty() && self.rows.is_empty()
    }
}

impl State {
    /// The place of the row that holds a sentence.
    pub fn row_of(&self, side: Side, id: usize) -> Option<usize> {
        self.rows.iter().position(|row| row.ids(side).contains(&id))
    }

    /// The beads that aligning anew keeps.
    pub fn fixed(&self) -> Vec<Bead> {
        self.rows.iter().filter(|row| row.status.is_fixed()).map(|row| row.bead.clone()).collect()
    }

    /// The beads to be written; what a person said is certain.
    ///
    /// # Errors
    /// What [`Alignment::new`] checks.
    pub fn alignment(&self) -> Result<Alignment> {
        let beads = self.rows.iter().map(|row| Bead { confidence: row.confidence(), ..row.bead.clone() }).collect();
        Alignment::new(beads, self.texts.source.len(), self.texts.target.len())
    }

    /// Makes a change. The error is a clause that says what does not fit; then nothing has changed.
    ///
    /// # Errors
    /// If what the change says was there is not there.
    pub fn apply(&mut self, delta: &Delta) -> Result<(), String> {
        self.check(delta)?;
        if let Some(cut) = &delta.cut {
            let old = cut.at..cut.at + cut.out.len();
            let new = cut.new.iter().map(|&(start, end, block)| Sentence { range: start..end, block }).collect();
            self.texts[cut.text].resegment(old.clone(), new).map_err(|error| error.kind.to_string())?;
            let by = cut.new.len() as isize - cut.out.len() as isize;
            for row in &mut self.rows {
                let ids = row.bead.ids_mut(cut.text);
                ids.iter_mut().filter(|id| **id >= old.end).for_each(|id| *id = id.saturating_add_signed(by));
            }
        }
        for correction in &delta.corrections {
            self.texts[correction.text].correct(correction.at, correction.new.clone());
        }
        splice(&mut self.rows, &delta.rows, |splice| splice.new.clone());
        Ok(())
    }

    /// Whether a change can be made. The error is a clause that says what does not fit.
    ///
    /// # Errors
    /// If what the change says was there is not there.
    pub fn check(&self, delta: &Delta) -> Result<(), String> {
        let mut end = 0;
        for splice in &delta.rows {
            let there = splice.at >= end
                && self.rows.get(splice.at..splice.at.saturating_add(splice.out.len())).is_some_and(|rows| rows == splice.out);
            if !there {
                return Err(format!("the rows from {} on are not those that it replaces", splice.at + 1));
            }
            end = splice.at + splice.out.len();
        }
        if let Some(cut) = &delta.cut {
            let places = self.texts[cut.text].sentences().get(cut.at..cut.at.saturating_add(cut.out.len())).unwrap_or_default();
            if !places.iter().map(|one| (one.range.start, one.range.end, one.block)).eq(cut.out.iter().copied()) {
                return Err(format!("sentence {} is not the one that it cuts", cut.at + 1));
            }
        }
        if !delta.keeps_every_sentence() {
            return Err("the rows that it puts in do not hold the sentences of those that it replaces, each once".into());
        }
        for correction in &delta.corrections {
            let text = &self.texts[correction.text];
            let id = text.sentences().binary_search_by_key(&correction.at, |sentence| sentence.range.start).ok();
            if id.and_then(|id| text.correction(id)) != correction.out.as_deref() {
                return Err(format!("the sentence at byte {} is not corrected as it says", correction.at));
            }
        }
        Ok(())
    }

    /// The splices that take some rows out and put others in where they belong; see [`order::splices`].
    pub fn splices(&self, out: &[usize], changed: Vec<(usize, Marked)>, new: Vec<Marked>) -> Vec<Splice> {
        order::splices(&self.rows, out, changed, new)
    }
}

/// Applies splices to a list of anything that stands beside the rows, in one pass over the stretch they are about.
pub fn splice<T: Clone>(list: &mut Vec<T>, splices: &[Splice], mut new: impl FnMut(&Splice) -> Vec<T>) {
    let (Some(first), Some(last)) = (splices.first(), splices.last()) else { return };
    let end = last.at + last.out.len();
    let mut stretch = Vec::new();
    let mut at = first.at;
    for splice in splices {
        stretch.extend_from_slice(list.get(at..splice.at).unwrap_or_default());
        stretch.extend(new(splice));
        at = splice.at + splice.out.len();
    }
    list.splice(first.at..end, stretch);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_lies_in_rows_that_go() {
        let row = |source: &[usize]| Marked::auto(Bead::new(source.to_vec(), vec![0], 0.5));
        let cut = |at: usize, out: &[(usize, usize, usize)]| Cut {
            text: Side::Source,
            at,
            out: out.to_vec(),
            new: vec![(60, 100, 1), (100, 219, 1)],
        };
        let delta = |cut: Cut, out: &[usize], new: &[usize]| Delta {
            cut: Some(cut),
            rows: vec![Splice { at: 0, out: vec![row(out)], new: vec![row(new)] }],
            ..Delta::default()
        };
        assert!(delta(cut(1, &[(60, 219, 1)]), &[0, 1], &[0, 1, 2]).keeps_every_sentence());
        assert!(!delta(cut(1, &[(60, 219, 1)]), &[0], &[0, 1, 2]).keeps_every_sentence(), "another row still holds what was cut");
        assert!(!delta(cut(usize::MAX, &[]), &[0], &[0, 1]).keeps_every_sentence());
    }
}
