//! The long stretches of an alignment where one text lacks what the other has, or has it elsewhere: what a person should know before
//! looking at single beads.

use std::fmt;
use std::ops::Range;

use crate::model::{Alignment, BeadKind};

/// A run of sentences that have no partner, or have it out of order. Ids are zero-based; `Display` counts from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// Source sentences that the target lacks.
    Omitted(Range<usize>),
    /// Target sentences that the source lacks.
    Added(Range<usize>),
    /// Source sentences that stand at another place of the target.
    Moved(Range<usize>, Range<usize>),
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let ids = |range: &Range<usize>| format!("{}-{}", range.start + 1, range.end);
        match self {
            Self::Omitted(source) => write!(f, "the target lacks source sentences {}", ids(source)),
            Self::Added(target) => write!(f, "the source lacks target sentences {}", ids(target)),
            Self::Moved(source, target) => {
                write!(f, "source sentences {} stand elsewhere: they are target sentences {}", ids(source), ids(target))
            }
        }
    }
}

/// The stretches of at least `least` sentences, in the order of the beads.
pub fn stretches(alignment: &Alignment, least: usize) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for bead in alignment.beads() {
        let (Some(source), Some(target)) = (span(&bead.source), span(&bead.target)) else { continue };
        let next = match bead.kind {
            BeadKind::Omitted => Stretch::Omitted(source),
            BeadKind::Added => Stretch::Added(target),
            BeadKind::Moved => Stretch::Moved(source, target),
            BeadKind::Match => continue,
        };
        let joined = found.iter_mut().rev().take(2).find_map(|last| join(last, &next));
        if joined.is_none() {
            found.push(next);
        }
    }
    found.retain(|stretch| match stretch {
        Stretch::Omitted(range) | Stretch::Added(range) => range.len() >= least,
        Stretch::Moved(source, target) => source.len().max(target.len()) >= least,
    });
    found
}

/// From the first to the last sentence; an empty list stands for no place.
fn span(ids: &[usize]) -> Option<Range<usize>> {
    Some(ids.first().map_or(0, |&first| first)..ids.last().map_or(0, |&last| last + 1))
}

/// Lengthens a stretch by the one that follows it without a gap.
fn join(last: &mut Stretch, next: &Stretch) -> Option<()> {
    match (last, next) {
        (Stretch::Omitted(a), Stretch::Omitted(b)) | (Stretch::Added(a), Stretch::Added(b)) if a.end == b.start => a.end = b.end,
        // Within a moved stretch single sentences may be missing.
        (Stretch::Moved(a, c), Stretch::Moved(b, d)) if near(a, b) && near(c, d) => (a.end, c.end) = (b.end, d.end),
        _ => return None,
    }
    Some(())
}

fn near(before: &Range<usize>, after: &Range<usize>) -> bool {
    (before.end..before.end + 10).contains(&after.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Bead;

    #[test]
    fn runs_are_told_and_single_sentences_are_not() {
        let bead = |s: &[usize], t: &[usize]| Bead::new(s.to_vec(), t.to_vec(), 1.0);
        let mut beads: Vec<Bead> = (0..3).map(|i| bead(&[i], &[])).collect();
        beads.push(bead(&[3], &[0]));
        beads.push(bead(&[], &[1]));
        beads.extend([(4, 4), (5, 5)].map(|(i, j)| Bead { kind: BeadKind::Moved, ..bead(&[i], &[j]) }));
        beads.extend([(6, 2), (7, 3)].map(|(i, j)| bead(&[i], &[j])));
        let alignment = Alignment::new(beads, 8, 6).unwrap();
        let told: Vec<String> = stretches(&alignment, 2).iter().map(Stretch::to_string).collect();
        assert_eq!(told, ["the target lacks source sentences 1-3", "source sentences 5-6 stand elsewhere: they are target sentences 5-6"]);
    }
}
