//! A row in, what the minimap and the filters show of it out; kept beside the rows, because comparing numbers takes longer than all else.

use rayon::prelude::*;

use crate::check::numbers_differ;
use crate::formats::output::flat;
use crate::model::{Bead, Text};
use crate::project::State;

/// What is shown of a row before it is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glance {
    /// Whether the numbers of its two sides differ.
    pub numbers: bool,
    /// UTF-16 code units of its longer side.
    pub length: u16,
}

impl Glance {
    pub fn of(state: &State, bead: &Bead) -> Self {
        let length = |text: &Text, ids: &[usize]| ids.iter().map(|&id| units(text.sentence(id))).sum::<usize>();
        let longer = length(&state.source, &bead.source).max(length(&state.target, &bead.target));
        let line = |text: &Text, ids: &[usize]| flat::joined(ids.iter().map(|&id| text.sentence(id)));
        let languages = (state.source.language(), state.target.language());
        let numbers = !bead.source.is_empty()
            && !bead.target.is_empty()
            && numbers_differ(&line(&state.source, &bead.source), &line(&state.target, &bead.target), languages);
        Self { numbers, length: u16::try_from(longer).unwrap_or(u16::MAX) }
    }
}

/// UTF-16 code units of a text.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// All rows at a glance.
pub(super) fn all(state: &State) -> Vec<Glance> {
    state.rows.par_iter().map(|row| Glance::of(state, &row.bead)).collect()
}
