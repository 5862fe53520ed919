//! The band around a chain of anchors: the cells that the first pass looks at, and those that a later one adds.
//!
//! Between two anchors lies a rectangle, or a strip along its diagonal where that would be too large. Where a text says one thing over and
//! over, nothing tells one cell from the next: there a narrow strip finds what a wide one would, so that a million equal lines cost no more than
//! some three times what ordinary text of that length costs.

use std::hash::{Hash, Hasher};
use std::iter::once;
use std::ops::Range;

use rustc_hash::FxHasher;

use crate::align::anchors::{self, Anchor};
use crate::align::tuning::{
    ANCHOR_MARGIN, CONFIRMED, CONFIRMED_MARGIN, FEW_CELLS, LEAST_STRIP, MANY_CELLS, MOST_CELLS, MOST_STRIP, REPEATED_STRIPS, REPETITIVE,
};
use crate::hash::Set;
use crate::lexicon::Table;
use crate::model::Pair;
use crate::score::band::Band;
use crate::tokens::Prepared;

/// Where a cell stands.
type Cell = (usize, usize);

/// The band around the best chain of anchors, with those that the same table gives in its gaps.
pub fn band(texts: Pair<&Prepared>, table: &Table, chain: &[Anchor]) -> Band {
    let gaps = gaps(texts, &anchors::with_gaps(texts, table, chain));
    let end = (texts.source.len(), texts.target.len());
    let plain = around(end, &gaps, None);
    if plain.area() <= MANY_CELLS {
        return plain;
    }
    let repetitive: Vec<Gap> = gaps.into_iter().map(|gap| Gap { repetitive: gap.is_repetitive(texts), ..gap }).collect();
    if repetitive.iter().all(|gap| !gap.repetitive) {
        return plain;
    }
    let mut band = plain;
    for half in REPEATED_STRIPS {
        band = around(end, &repetitive, Some(half));
        if band.area() <= MANY_CELLS {
            break;
        }
    }
    band
}

/// What lies between two anchors.
#[derive(Clone, Debug)]
struct Gap {
    from: Cell,
    to: Cell,
    margin: usize,
    /// Whether the sentences of one side are mostly the same.
    repetitive: bool,
}

impl Gap {
    fn is_repetitive(&self, texts: Pair<&Prepared>) -> bool {
        let size = (self.to.0 - self.from.0 + 1) * (self.to.1 - self.from.1 + 1);
        size > FEW_CELLS && (says_little(texts.source, self.from.0..self.to.0) || says_little(texts.target, self.from.1..self.to.1))
    }

    /// Rectangles of cells that hold the ways through it, in a lattice that ends at `end`: one with a margin, or a strip along the diagonal,
    /// `narrow` on either side of it where the gap is repetitive. What one side has more than the other may stand at either end, so no strip
    /// is narrower than that.
    fn cells(&self, end: Cell, narrow: Option<usize>) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + use<> {
        let Self { from, to, margin, repetitive } = *self;
        let (rows, columns) = (to.0 - from.0, to.1 - from.1);
        let across = columns / rows.max(1);
        let narrow = narrow.map(|half| half.max(rows.abs_diff(columns) + ANCHOR_MARGIN));
        let narrow = narrow.filter(|half| repetitive && columns > 2 * half + across);
        let half = match narrow {
            Some(half) => Some(half),
            None if (rows + 1) * (columns + 1) <= MOST_CELLS => None,
            None => Some((MOST_CELLS / (rows + 1)).clamp(LEAST_STRIP, MOST_STRIP)),
        };
        let left = from.1.saturating_sub(margin);
        let whole = (from.0.saturating_sub(margin)..(to.0 + margin + 1).min(end.0 + 1), left..to.1 + margin + 1);
        let strip = move |half: usize| {
            (0..=rows).map(move |row| {
                let centre = from.1 + row * columns / rows.max(1);
                (from.0 + row..from.0 + row + 1, centre.saturating_sub(half)..centre + half + across)
            })
        };
        half.map(strip).into_iter().flatten().chain(once(whole).filter(move |_| half.is_none()))
    }
}

/// Whether some sentences are few distinct ones, over and over.
fn says_little(text: &Prepared, sentences: Range<usize>) -> bool {
    let most = sentences.len() / REPETITIVE;
    let mut distinct: Set<u64> = Set::default();
    !sentences.is_empty()
        && sentences.into_iter().all(|at| {
            let mut hasher = FxHasher::default();
            text.tokens.sentence(at).hash(&mut hasher);
            distinct.insert(hasher.finish());
            distinct.len() <= most
        })
}

/// The gaps between the anchors of a chain, with their margins.
fn gaps(texts: Pair<&Prepared>, chain: &[Anchor]) -> Vec<Gap> {
    let close = |a: &Anchor, b: &Anchor| b.source - a.source <= CONFIRMED && b.target - a.target <= CONFIRMED;
    let beside: Vec<bool> = chain.windows(2).map(|pair| close(&pair[0], &pair[1])).collect();
    let confirmed = |at: usize| at > 0 && at < beside.len() && beside[at - 1] && beside[at];
    let mut gaps = Vec::with_capacity(chain.len() + 1);
    let mut from = (0, 0);
    for (at, anchor) in chain.iter().enumerate() {
        let to = (anchor.source as usize, anchor.target as usize);
        let margin = if at > 0 && confirmed(at - 1) && confirmed(at) { CONFIRMED_MARGIN } else { ANCHOR_MARGIN };
        gaps.push(Gap { from, to, margin, repetitive: false });
        from = to;
    }
    gaps.push(Gap { from, to: (texts.source.len(), texts.target.len()), margin: ANCHOR_MARGIN, repetitive: false });
    gaps
}

/// The band that holds the ways through all gaps.
fn around(end: Cell, gaps: &[Gap], narrow: Option<usize>) -> Band {
    Band::covering(end.0, end.1, gaps.iter().flat_map(|gap| gap.cells(end, narrow)))
}

/// The band with the stretches of the best chain that run outside it: where at least two anchors after each other do, so that one chance pair
/// costs nothing.
pub fn widened(band: &Band, texts: Pair<&Prepared>, table: &Table) -> Band {
    let (n, m) = (texts.source.len(), texts.target.len());
    let chain = anchors::with_chain(texts, table).1;
    let outside: Vec<bool> = chain.iter().map(|anchor| !band.contains(anchor.source as usize, anchor.target as usize)).collect();
    let end = (n, m);
    let cell = |at: Option<usize>, otherwise: Cell| {
        at.and_then(|at| chain.get(at)).map_or(otherwise, |anchor| (anchor.source as usize, anchor.target as usize))
    };
    let gap = |from: Cell, to: Cell| Gap { from, to, margin: ANCHOR_MARGIN, repetitive: false };
    let mut gaps = Vec::new();
    for at in 0..chain.len() {
        let beside = |other: Option<usize>| other.and_then(|other| outside.get(other)).copied().unwrap_or(false);
        if outside[at] && (beside(at.checked_sub(1)) || beside(Some(at + 1))) {
            let here = cell(Some(at), end);
            gaps.push(gap(cell(at.checked_sub(1), (0, 0)), here));
            gaps.push(gap(here, cell(Some(at + 1), end)));
        }
    }
    if gaps.is_empty() {
        return band.clone();
    }
    let rows = (0..=n).map(|i| (i..i + 1, band.row(i)));
    Band::covering(n, m, rows.chain(gaps.iter().flat_map(|gap| gap.cells(end, None))))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::align::anchors::with_chain;
    use crate::lexicon::prior::Sources;
    use crate::model::Split;

    /// Two texts of numbered lines, and what look-alikes say of them.
    fn texts(source: impl Iterator<Item = usize>, target: impl Iterator<Item = usize>) -> (Pair<Prepared>, Table) {
        let text = |lines: String| crate::text("t", &lines, Some("en"), Split::Lines).unwrap();
        let line = |number: usize| format!("This is line {}.\n", number * 7919);
        let texts = Prepared::pair(&text(source.map(line).collect()), &text(target.map(line).collect()));
        let counts = texts.as_ref().map(Prepared::counts);
        let known = Sources::default().tables(texts.as_ref().map(|text| &*text.tokens.words), counts.as_ref().map(|counts| &**counts));
        (texts, known.source)
    }

    #[test]
    fn a_missing_chapter_of_any_size_is_crossed() {
        let (texts, table) = texts(0..600, (0..40).chain(500..600));
        let (anchors, chain) = with_chain(texts.as_ref(), &table);
        let expected = (0..40).map(|at| (at, at)).chain((500..600).map(|at| (at, at - 460)));
        assert!(chain.iter().map(|anchor| (anchor.source, anchor.target)).eq(expected));
        assert!(chain.iter().all(|anchor| anchors.contains(anchor) && anchor.weight > 1.0));
        let band = band(texts.as_ref(), &table, &chain);
        assert!((0..=40).all(|at| band.contains(at, at)) && (500..=600).all(|at| band.contains(at, at - 460)));
        assert!(!band.contains(300, 140) && band.area() < 10_000, "{}", band.area());
    }

    #[test]
    fn where_all_lines_are_equal_the_band_is_narrow() {
        let text = |line: &str| crate::text("t", &line.repeat(20_000), Some("en"), Split::Lines).unwrap();
        let texts = Prepared::pair(&text("bo ba\n"), &text("ri ru\n"));
        let table = Table::known([Vec::new(), Vec::new()]);
        let plain = around((20_000, 20_000), &gaps(texts.as_ref(), &[]), None);
        let narrow = band(texts.as_ref(), &table, &[]);
        assert!(plain.area() > 1_500_000 && narrow.area() <= MANY_CELLS, "{} {}", plain.area(), narrow.area());
        assert!((0..=20_000).all(|at| narrow.contains(at, at)));
    }

    #[test]
    fn a_narrow_strip_holds_what_one_side_has_more() {
        let gap = Gap { from: (100, 100), to: (430, 400), margin: ANCHOR_MARGIN, repetitive: true };
        let band = Band::covering(1000, 1000, once((0..1001, 0..1)).chain(gap.cells((1000, 1000), Some(8))));
        // Thirty sentences are missing at the beginning, or at the end.
        assert!((0..300).all(|at| band.contains(130 + at, 100 + at) && band.contains(100 + at, 100 + at)));
    }

    #[test]
    fn where_nothing_is_shared_the_band_follows_the_diagonal() {
        let (texts, table) = texts(1..2001, 3001..5001);
        let (anchors, chain) = with_chain(texts.as_ref(), &table);
        assert!(anchors.is_empty() && chain.is_empty());
        let band = band(texts.as_ref(), &table, &chain);
        assert!((0..=2000).all(|at| band.contains(at, at)) && !band.contains(0, 1000) && !band.contains(1000, 0));
    }

    #[test]
    fn a_band_widens_where_two_anchors_after_each_other_lie_outside() {
        let (texts, table) = texts(0..60, (0..30).chain(30..60));
        let narrow = Band::covering(60, 60, [(0..30, 0..30)]);
        let wide = widened(&narrow, texts.as_ref(), &table);
        assert!((0..=60).all(|at| wide.contains(at, at)));
        assert_eq!(widened(&Band::full(60, 60), texts.as_ref(), &table), Band::full(60, 60));
    }
}
