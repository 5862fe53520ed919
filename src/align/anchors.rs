//! Anchors: pairs of sentences that share rare translated words, numbers or names; the best chain of them, and the band around it.
//!
//! Seed, chain, extend, as in genome alignment (Li, "Minimap2", 2018): there is no search band around the diagonal, so a missing chapter of
//! any size costs nothing. No anchor is trusted alone: a chain pays for every change of diagonal.

use std::ops::Range;

use rayon::prelude::*;

use crate::align::order::{NONE, PrefixMaxima};
use crate::align::tuning::{
    ANCHOR_MARGIN, CONFIRMED, CONFIRMED_MARGIN, GAP_LEVELS, JUMP_PRICE, LEAST_GAP, LEAST_SEED, LEAST_STRIP, LOOK_BACK, MOST_ANCHORS,
    MOST_CELLS, MOST_SEEDS, MOST_STEPS, MOST_STRIP, TIME_WEIGHT,
};
use crate::hash::Map;
use crate::lexicon::Table;
use crate::model::Pair;
use crate::score::band::Band;
use crate::tokens::Prepared;

/// A pair of sentences with the weight of what they share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// Source sentence.
    pub source: u32,
    /// Target sentence.
    pub target: u32,
    /// Sum of the weights of the shared words, nats.
    pub weight: f32,
}

/// All anchors that `table` (source to target) gives, and the best chain of them.
pub fn with_chain(texts: Pair<&Prepared>, table: &Table) -> (Vec<Anchor>, Vec<Anchor>) {
    let all = anchors(texts, table);
    let chain = chain(&all, &Gap { rows: 0..texts.source.len(), columns: 0..texts.target.len() });
    (all, chain)
}

/// The band around the best chain of anchors, with those that the same table gives in its gaps.
pub fn band(texts: Pair<&Prepared>, table: &Table, chain: &[Anchor]) -> Band {
    let (n, m) = (texts.source.len(), texts.target.len());
    let chain = refined(chain.to_vec(), texts, table, Gap { rows: 0..n, columns: 0..m }, GAP_LEVELS);
    around(n, m, &chain)
}

/// Sentences of both sides between two anchors.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Source sentences.
    pub rows: Range<usize>,
    /// Target sentences.
    pub columns: Range<usize>,
}

impl Gap {
    fn area(&self) -> usize {
        self.rows.len() * self.columns.len()
    }

    /// The gaps that a chain leaves in this one.
    fn between<'c>(&'c self, chain: &'c [Anchor]) -> impl Iterator<Item = Self> + 'c {
        let starts = std::iter::once((self.rows.start, self.columns.start));
        let starts = starts.chain(chain.iter().map(|anchor| (anchor.source as usize + 1, anchor.target as usize + 1)));
        let ends = chain.iter().map(|anchor| (anchor.source as usize, anchor.target as usize));
        let ends = ends.chain([(self.rows.end, self.columns.end)]);
        starts.zip(ends).map(|(start, end)| Self { rows: start.0..end.0, columns: start.1..end.1 })
    }
}

/// A chain with further anchors in its gaps: a word that is common in a book is rare on a page.
fn refined(chain: Vec<Anchor>, texts: Pair<&Prepared>, table: &Table, gap: Gap, levels: usize) -> Vec<Anchor> {
    let gaps: Vec<Gap> = gap.between(&chain).collect();
    let inside: Vec<Vec<Anchor>> = gaps
        .into_par_iter()
        .map(|gap| {
            if levels == 0 || gap.area() < LEAST_GAP {
                return Vec::new();
            }
            let mut found = self::chain(&rare(texts, table, &gap, words(texts, &gap)), &gap);
            if found.is_empty() && gap.area() > MOST_CELLS {
                found = self::chain(&in_step(texts, table, &gap), &gap);
            }
            if found.is_empty() { found } else { refined(found, texts, table, gap, levels - 1) }
        })
        .collect();
    let mut refined = Vec::with_capacity(chain.len());
    let mut anchors = chain.into_iter();
    for inside in inside {
        refined.extend(inside);
        refined.extend(anchors.next());
    }
    refined
}

/// The band with the stretches of the best chain that run outside it: where at least two anchors after each other do, so that one chance pair
/// costs nothing.
pub fn widened(band: &Band, texts: Pair<&Prepared>, table: &Table) -> Band {
    let (n, m) = (texts.source.len(), texts.target.len());
    let chain = with_chain(texts, table).1;
    let outside: Vec<bool> = chain.iter().map(|anchor| !band.contains(anchor.source as usize, anchor.target as usize)).collect();
    let end = (n, m);
    let cell = |at: Option<usize>, otherwise: (usize, usize)| {
        at.and_then(|at| chain.get(at)).map_or(otherwise, |anchor| (anchor.source as usize, anchor.target as usize))
    };
    let mut rectangles = Vec::new();
    for at in 0..chain.len() {
        let beside = |other: Option<usize>| other.and_then(|other| outside.get(other)).copied().unwrap_or(false);
        if outside[at] && (beside(at.checked_sub(1)) || beside(Some(at + 1))) {
            let here = cell(Some(at), end);
            rectangles.extend(between(cell(at.checked_sub(1), (0, 0)), here, end, ANCHOR_MARGIN));
            rectangles.extend(between(here, cell(Some(at + 1), end), end, ANCHOR_MARGIN));
        }
    }
    if rectangles.is_empty() {
        return band.clone();
    }
    let rows = (0..=n).map(|i| (i..i + 1, band.row(i)));
    Band::covering(n, m, rows.chain(rectangles))
}

/// All anchors, by source sentence and then target sentence.
pub fn anchors(texts: Pair<&Prepared>, table: &Table) -> Vec<Anchor> {
    let words = 0..texts.source.tokens.words.len() as u32;
    let mut anchors = rare(texts, table, &Gap { rows: 0..texts.source.len(), columns: 0..texts.target.len() }, words);
    let together = said_together(texts);
    if !together.is_empty() {
        anchors.extend(together);
        anchors.sort_unstable_by(|a, b| (a.source, a.target).cmp(&(b.source, b.target)).then(b.weight.total_cmp(&a.weight)));
        anchors.dedup_by(|later, first| {
            let same = (later.source, later.target) == (first.source, first.target);
            first.weight += if same { later.weight } else { 0.0 };
            same
        });
    }
    anchors
}

/// Pairs of sentences that share time, where both texts have time codes.
fn said_together(texts: Pair<&Prepared>) -> Vec<Anchor> {
    let (spans, mut first, mut found) = (&texts.target.times, 0, Vec::new());
    for (i, said) in texts.source.times.iter().enumerate().filter_map(|(i, span)| Some((i, (*span)?))) {
        while spans.get(first).is_some_and(|span| span.is_none_or(|span| span.end <= said.start)) {
            first += 1;
        }
        let until_then = spans.iter().enumerate().skip(first).take_while(|(_, span)| span.is_none_or(|span| span.start < said.end));
        found.extend(until_then.filter_map(|(j, span)| {
            let weight = TIME_WEIGHT * said.shared((*span)?);
            (weight > 0.0).then_some(Anchor { source: i as u32, target: j as u32, weight })
        }));
    }
    found
}

/// The source words of a gap.
fn words(texts: Pair<&Prepared>, gap: &Gap) -> Vec<u32> {
    let mut words: Vec<u32> = gap.rows.clone().flat_map(|i| texts.source.tokens.sentence(i)).copied().collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Hands over the places in a gap of each of these words and of a likely translation, with its probability, if both occur there `wanted` times.
fn seeds(
    texts: Pair<&Prepared>,
    table: &Table,
    gap: &Gap,
    words: impl IntoIterator<Item = u32>,
    wanted: impl Fn(usize) -> bool,
    mut each: impl FnMut(f32, Pair<&[u32]>),
) {
    for word in words {
        let source = texts.source.places_in(word, &gap.rows);
        if !wanted(source.len()) {
            continue;
        }
        for entry in table.row(word) {
            let p = table.seed_probability(word, entry);
            if p < LEAST_SEED {
                continue;
            }
            let target = texts.target.places_in(entry.word, &gap.columns);
            if wanted(target.len()) {
                each(p, Pair { source, target });
            }
        }
    }
}

/// The anchors of a gap: pairs of sentences that share one of these words that is rare there, with what they share.
fn rare(texts: Pair<&Prepared>, table: &Table, gap: &Gap, words: impl IntoIterator<Item = u32>) -> Vec<Anchor> {
    let mut found = Shared::default();
    let rarity = (gap.rows.len().max(gap.columns.len()) as f32 + 1.0).ln();
    seeds(
        texts,
        table,
        gap,
        words,
        |times| times <= MOST_SEEDS,
        |p, places| {
            let weight = p * rarity / (places.source.len().max(places.target.len()) as f32);
            for &source in places.source {
                for &target in places.target {
                    found.add(texts, source, target, weight);
                }
            }
        },
    );
    found.anchors()
}

/// The anchors of a gap where nothing is rare, as in a table of equal rows: the first occurrence of a word with the first of its translation, and so
/// on, if they are as many.
fn in_step(texts: Pair<&Prepared>, table: &Table, gap: &Gap) -> Vec<Anchor> {
    let mut found = Shared::default();
    seeds(
        texts,
        table,
        gap,
        words(texts, gap),
        |times| times > MOST_SEEDS,
        |p, places| {
            let Pair { source: s, target: t } = places.map(<[u32]>::len);
            let (fewer, more) = (s.min(t), s.max(t));
            if (more - fewer) * 50 > more {
                return;
            }
            let weight = p * (more as f32).ln() / MOST_SEEDS as f32;
            for (&source, &target) in places.source.iter().zip(places.target).step_by(fewer.div_ceil(MOST_STEPS)) {
                found.add(texts, source, target, weight);
            }
        },
    );
    found.anchors()
}

/// What pairs of sentences share.
#[derive(Default)]
struct Shared(Map<(u32, u32), f32>);

impl Shared {
    /// Adds a word and its translation, by their places.
    fn add(&mut self, texts: Pair<&Prepared>, source: u32, target: u32, weight: f32) {
        *self.0.entry((texts.source.sentence_of[source as usize], texts.target.sentence_of[target as usize])).or_default() += weight;
    }

    /// The pairs as anchors, by source and target, without those that are least of a sentence with many.
    fn anchors(self) -> Vec<Anchor> {
        let mut anchors: Vec<Anchor> = self.0.into_iter().map(|((source, target), weight)| Anchor { source, target, weight }).collect();
        // Chance meetings of many sentences would push the true ones out of each other's sight.
        anchors.sort_unstable_by(|a, b| a.source.cmp(&b.source).then(b.weight.total_cmp(&a.weight)).then(a.target.cmp(&b.target)));
        let mut rank = (u32::MAX, 0);
        anchors.retain(|anchor| {
            rank = if anchor.source == rank.0 { (rank.0, rank.1 + 1) } else { (anchor.source, 0) };
            rank.1 < MOST_ANCHORS
        });
        anchors.sort_unstable_by_key(|anchor| (anchor.source, anchor.target));
        anchors
    }
}

/// What a change of diagonal by `rows` against `columns` costs, nats.
pub fn price(rows: usize, columns: usize) -> f32 {
    (rows.abs_diff(columns) as f32 / 4.0).ln_1p().min(JUMP_PRICE)
}

/// The chain of anchors, ascending on both sides, with the most weight after paying for its changes of diagonal: by their size among the
/// last few anchors and from and to the corners of the gap, and at one price for any size over all earlier ones, so that a missing chapter full of
/// chance pairs is still crossed. Empty where going from corner to corner is worth more.
pub fn chain(anchors: &[Anchor], gap: &Gap) -> Vec<Anchor> {
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(anchors.len());
    let column = |anchor: &Anchor| anchor.target as usize - gap.columns.start;
    let row = |anchor: &Anchor| anchor.source as usize - gap.rows.start;
    let mut heaviest = PrefixMaxima::new(gap.columns.len(), f32::NEG_INFINITY);
    // Anchors of the row at hand wait until the row is done: a chain ascends on both sides.
    let mut waiting = 0;
    for (at, anchor) in anchors.iter().enumerate() {
        while anchors[waiting].source < anchor.source {
            heaviest.add(column(&anchors[waiting]), best[waiting].0, waiting);
            waiting += 1;
        }
        let mut here = (anchor.weight - price(row(anchor), column(anchor)), NONE);
        let (far, last) = heaviest.below(column(anchor));
        if anchor.weight + far - JUMP_PRICE > here.0 {
            here = (anchor.weight + far - JUMP_PRICE, last);
        }
        for earlier in (at.saturating_sub(LOOK_BACK)..at).rev() {
            let other = &anchors[earlier];
            if other.source < anchor.source && other.target < anchor.target {
                let value = best[earlier].0 + anchor.weight
                    - price((anchor.source - other.source) as usize, (anchor.target - other.target) as usize);
                if value > here.0 {
                    here = (value, earlier);
                }
            }
        }
        best.push(here);
    }
    let value = |at: usize| best[at].0 - price(gap.rows.len() - row(&anchors[at]), gap.columns.len() - column(&anchors[at]));
    let last = (0..best.len()).max_by(|&a, &b| value(a).total_cmp(&value(b)).then(b.cmp(&a)));
    let mut at = last.filter(|&at| value(at) > -price(gap.rows.len(), gap.columns.len()));
    let mut chain = Vec::new();
    while let Some(here) = at {
        chain.push(anchors[here]);
        at = Some(best[here].1).filter(|&earlier| earlier != NONE);
    }
    chain.reverse();
    chain
}

/// The band that holds the gaps between the anchors of a chain, with a margin.
fn around(n: usize, m: usize, chain: &[Anchor]) -> Band {
    let close = |a: &Anchor, b: &Anchor| b.source - a.source <= CONFIRMED && b.target - a.target <= CONFIRMED;
    let beside: Vec<bool> = chain.windows(2).map(|pair| close(&pair[0], &pair[1])).collect();
    let confirmed = |at: usize| at > 0 && at < beside.len() && beside[at - 1] && beside[at];
    let mut rectangles = Vec::new();
    let mut last = (0, 0);
    for (at, anchor) in chain.iter().enumerate() {
        let here = (anchor.source as usize, anchor.target as usize);
        let margin = if at > 0 && confirmed(at - 1) && confirmed(at) { CONFIRMED_MARGIN } else { ANCHOR_MARGIN };
        rectangles.extend(between(last, here, (n, m), margin));
        last = here;
    }
    rectangles.extend(between(last, (n, m), (n, m), ANCHOR_MARGIN));
    Band::covering(n, m, rectangles)
}

/// Rectangles of cells that hold the ways from one anchor to the next, in a lattice that ends at `end`: one with a margin, or a strip along the
/// diagonal where one would be too large.
fn between(from: (usize, usize), to: (usize, usize), end: (usize, usize), margin: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let (rows, columns) = (to.0 - from.0, to.1 - from.1);
    let left = from.1.saturating_sub(margin);
    if (rows + 1) * (columns + 1) <= MOST_CELLS {
        return vec![(from.0.saturating_sub(margin)..(to.0 + margin + 1).min(end.0 + 1), left..to.1 + margin + 1)];
    }
    let half = (MOST_CELLS / (rows + 1)).clamp(LEAST_STRIP, MOST_STRIP);
    let strip = |row: usize| {
        let centre = from.1 + row * columns / rows.max(1);
        (from.0 + row..from.0 + row + 1, centre.saturating_sub(half)..centre + half + columns / rows.max(1))
    };
    (0..=rows).map(strip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
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
