//! The order in which beads are read.

use super::{Bead, BeadKind};

/// Where beads belong among others: those that hold source sentences by the first of them, added ones after the match whose target sentences come
/// before theirs.
#[derive(Clone, Debug, Default)]
pub struct ReadingOrder {
    /// First target and first source sentence of each match, ascending.
    matches: Vec<(usize, usize)>,
}

impl ReadingOrder {
    /// The order among these beads. Where none to be placed lacks source sentences, they need not be given.
    pub fn new<'b>(beads: impl IntoIterator<Item = &'b Bead>) -> Self {
        let matches = beads.into_iter().filter(|bead| bead.kind == BeadKind::Match);
        let mut matches: Vec<(usize, usize)> = matches.filter_map(|bead| Some((*bead.target.first()?, *bead.source.first()?))).collect();
        matches.sort_unstable();
        Self { matches }
    }

    /// The place of a bead, to be compared with those of others: after the source sentences below the first number; added beads after those,
    /// by their targets.
    pub fn place(&self, bead: &Bead) -> (usize, u8, usize) {
        match (bead.source.first(), bead.target.first()) {
            (Some(&id), _) => (id + 1, 0, 0),
            (None, target) => {
                let target = target.copied().unwrap_or(0);
                let before = self.matches.partition_point(|&(other, _)| other < target).checked_sub(1).and_then(|at| self.matches.get(at));
                (before.map_or(0, |&(_, source)| source + 1), 1, target)
            }
        }
    }
}
