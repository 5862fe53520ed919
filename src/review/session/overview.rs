//! What the minimap and the filters show of a row that is not loaded; kept beside the rows, because comparing numbers takes longer than
//! everything else.

use rayon::prelude::*;

use crate::check::numbers_differ;
use crate::formats::output::flat;
use crate::model::{Bead, Pair, Side, Text};
use crate::project::State;

/// What is shown of a row before it is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowOverview {
    /// Whether the numbers of its two sides differ.
    pub numbers: bool,
    /// UTF-16 code units of its longer side.
    pub length: u16,
}

impl RowOverview {
    pub fn of(state: &State, bead: &Bead) -> Self {
        let sentences = |side: Side| bead.ids(side).iter().map(move |&id| state.texts[side].sentence(id));
        let length = Pair::from_fn(|side| sentences(side).map(units).sum::<usize>());
        let longer = length.source.max(length.target);
        let numbers = !bead.source.is_empty() && !bead.target.is_empty() && {
            let line = Pair::from_fn(|side| flat::joined(sentences(side)));
            let languages = state.texts.as_ref().map(Text::language);
            numbers_differ(&line.source, &line.target, languages)
        };
        Self { numbers, length: u16::try_from(longer).unwrap_or(u16::MAX) }
    }
}

/// UTF-16 code units of a text.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// What is shown of all rows.
pub(super) fn all(state: &State) -> Vec<RowOverview> {
    state.rows.par_iter().map(|row| RowOverview::of(state, &row.bead)).collect()
}
