//! Precision, recall and F1 of links against gold. Counts are summed over all documents before any rate is taken, as in Vecalign's script.

use serde::Serialize;

use super::Link;
use crate::hash::{Map, Set};
use crate::model::{Pair, Side};

/// Precision, recall and F1, each in [0, 1]; 0 where there was nothing to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rates {
    /// Share of the result that is right.
    pub precision: f64,
    /// Share of the gold that was found.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl Rates {
    fn new(precision: f64, recall: f64) -> Self {
        let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
        Self { precision, recall, f1 }
    }
}

/// [`Rates`] of one kind of link, with what they were counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Counted {
    /// The rates.
    #[serde(flatten)]
    pub rates: Rates,
    /// How many the result has.
    pub result: usize,
    /// How many the gold has.
    pub gold: usize,
    /// How many of them are the same.
    pub right: usize,
}

/// The figures of an alignment measured against gold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// The very same link is in the gold. Null links count in precision, not in recall, as in Vecalign's script.
    pub strict: Rates,
    /// The link shares a sentence with one gold link on both sides.
    pub lax: Rates,
    /// A two-sided link that stays inside one gold link is right; recall is the share of the gold's linked sentences that such links cover.
    pub block: Rates,
    /// [`strict`](Self::strict) with null links left out of precision too.
    pub strict_without_null: Rates,
    /// [`lax`](Self::lax) with null links left out of precision too.
    pub lax_without_null: Rates,
    /// Links of one sentence with one, strict.
    pub one_to_one: Counted,
    /// All other two-sided links, strict.
    pub many: Counted,
    /// Sentences in no two-sided link, of those the gold mentions.
    pub null: Counted,
}

/// Measures results against gold, a pair a document. All counts are summed over the documents before any rate is taken.
pub fn score<'a>(documents: impl IntoIterator<Item = (&'a [Link], &'a [Link])>) -> Figures {
    let mut tally = Tally::default();
    for (result, gold) in documents {
        tally.add(result, gold);
    }
    tally.figures()
}

/// Counts of one comparison: the same, overlapping, all.
#[derive(Default)]
struct Hits {
    strict: usize,
    lax: usize,
    all: usize,
}

#[derive(Default)]
struct Tally {
    precision: Hits,
    precision_without_null: Hits,
    recall: Hits,
    one_to_one: Counted,
    many: Counted,
    null: Counted,
    block_right: usize,
    block_links: usize,
    block_covered: usize,
    block_sentences: usize,
}

/// A link without copying its numbers.
type Ids<'a> = Pair<&'a [usize]>;

fn ids(links: &[Link]) -> impl Iterator<Item = Ids<'_>> {
    links.iter().map(|link| link.as_ref().map(Vec::as_slice))
}

fn two_sided(links: &[Link]) -> impl Iterator<Item = Ids<'_>> {
    ids(links).filter(|link| link.iter().all(|ids| !ids.is_empty()))
}

fn sentences<'a>(link: Ids<'a>) -> impl Iterator<Item = (Side, usize)> + 'a {
    link.sides().flat_map(|(side, ids)| ids.iter().map(move |&id| (side, id)))
}

impl Tally {
    fn add(&mut self, result: &[Link], gold: &[Link]) {
        let not_empty = |link: &Ids| link.iter().any(|ids| !ids.is_empty());
        let (all_result, all_gold) = (ids(result).filter(not_empty).collect(), ids(gold).filter(not_empty).collect());
        let (result_pairs, gold_pairs): (Set<Ids>, Set<Ids>) = (two_sided(result).collect(), two_sided(gold).collect());
        self.precision.add(&all_result, &all_gold);
        self.precision_without_null.add(&result_pairs, &gold_pairs);
        self.recall.add(&gold_pairs, &result_pairs);
        let one = |link: &Ids| link.iter().all(|ids| ids.len() == 1);
        self.one_to_one.add(&result_pairs, &gold_pairs, one);
        self.many.add(&result_pairs, &gold_pairs, |link| !one(link));
        // Sentences that the gold does not mention are not judged.
        let judged: Set<(Side, usize)> = ids(gold).flat_map(sentences).collect();
        let null = |pairs: &Set<Ids>| -> Set<(Side, usize)> {
            let linked: Set<(Side, usize)> = pairs.iter().flat_map(|&link| sentences(link)).collect();
            judged.difference(&linked).copied().collect()
        };
        self.null.add(&null(&result_pairs), &null(&gold_pairs), |_| true);
        self.add_block(&result_pairs, gold);
    }

    fn add_block(&mut self, result_pairs: &Set<Ids>, gold: &[Link]) {
        let mut block_of: Map<(Side, usize), usize> = Map::default();
        for (block, link) in two_sided(gold).enumerate() {
            block_of.extend(sentences(link).map(|sentence| (sentence, block)));
        }
        let mut covered: Set<(Side, usize)> = Set::default();
        for &link in result_pairs {
            self.block_links += 1;
            let mut blocks = sentences(link).map(|sentence| block_of.get(&sentence));
            let first = blocks.next().flatten();
            if first.is_some() && blocks.all(|block| block == first) {
                self.block_right += 1;
                covered.extend(sentences(link));
            }
        }
        self.block_covered += covered.len();
        self.block_sentences += block_of.len();
    }

    fn figures(&self) -> Figures {
        let recall = (share(self.recall.strict, self.recall.all), share(self.recall.lax, self.recall.all));
        let strict = |hits: &Hits| Rates::new(share(hits.strict, hits.all), recall.0);
        let lax = |hits: &Hits| Rates::new(share(hits.lax, hits.all), recall.1);
        Figures {
            strict: strict(&self.precision),
            lax: lax(&self.precision),
            block: Rates::new(share(self.block_right, self.block_links), share(self.block_covered, self.block_sentences)),
            strict_without_null: strict(&self.precision_without_null),
            lax_without_null: lax(&self.precision_without_null),
            one_to_one: self.one_to_one.rated(),
            many: self.many.rated(),
            null: self.null.rated(),
        }
    }
}

impl Hits {
    /// Counts how many of `links` are among `others`, or overlap one of them on both sides.
    fn add(&mut self, links: &Set<Ids>, others: &Set<Ids>) {
        // The numbers of the others that a sentence stands in. A map of pairs of sentences would grow with the product of both sides.
        let mut standing = Pair::<Map<usize, Vec<usize>>>::default();
        for (number, other) in others.iter().enumerate() {
            for (side, ids) in other.sides() {
                ids.iter().for_each(|&id| standing[side].entry(id).or_default().push(number));
            }
        }
        let sharing =
            |side: Side, ids: &[usize]| -> Set<usize> { ids.iter().filter_map(|id| standing[side].get(id)).flatten().copied().collect() };
        for link in links {
            let same = others.contains(link);
            let overlaps = || !sharing(Side::Source, link.source).is_disjoint(&sharing(Side::Target, link.target));
            self.strict += usize::from(same);
            self.lax += usize::from(same || overlaps());
        }
        self.all += links.len();
    }
}

impl Counted {
    fn add<T: std::hash::Hash + Eq>(&mut self, result: &Set<T>, gold: &Set<T>, selected: impl Fn(&T) -> bool) {
        self.result += result.iter().filter(|item| selected(item)).count();
        self.gold += gold.iter().filter(|item| selected(item)).count();
        self.right += result.iter().filter(|item| selected(item) && gold.contains(*item)).count();
    }

    fn rated(self) -> Self {
        Self { rates: Rates::new(share(self.right, self.result), share(self.right, self.gold)), ..self }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_case_by_hand() {
        let link = |source: &[usize], target: &[usize]| Pair::new(source.to_vec(), target.to_vec());
        let gold = [link(&[0], &[0]), link(&[1, 2], &[1]), link(&[3], &[]), link(&[4], &[2])];
        let result = [link(&[0], &[0]), link(&[1], &[1]), link(&[2], &[]), link(&[3], &[]), link(&[4], &[2])];
        let figures = score([(&result[..], &gold[..])]);
        // Three of five links are the gold's; of its three two-sided ones two were found.
        assert_eq!((figures.strict.precision, figures.strict.recall), (0.6, 2.0 / 3.0));
        // 1-1 overlaps the gold's 2-1; the null link of sentence 2 does not.
        assert_eq!((figures.lax.precision, figures.lax.recall), (0.8, 1.0));
        // Every link stays in a gold block; sentence 2 of the seven linked ones is not covered.
        assert_eq!((figures.block.precision, figures.block.recall), (1.0, 6.0 / 7.0));
        assert_eq!((figures.one_to_one.right, figures.one_to_one.result, figures.one_to_one.gold), (2, 3, 2));
        assert_eq!((figures.many.right, figures.many.result, figures.many.gold), (0, 0, 1));
        assert_eq!((figures.null.right, figures.null.result, figures.null.gold), (1, 2, 1));
        assert_eq!(score([]), Figures::default());
    }

    #[test]
    fn memory_does_not_grow_with_the_product_of_the_sides() {
        // A map of pairs of sentences would take ten gigabytes.
        let (gold, result) = (0..30_000, 0..30_001);
        let link = |ids: std::ops::Range<usize>| [Pair::new(ids.clone().collect::<Vec<_>>(), ids.collect())];
        let figures = score([(&link(result)[..], &link(gold)[..])]);
        assert_eq!((figures.strict.precision, figures.lax.precision, figures.lax.recall), (0.0, 1.0, 1.0));
    }
}
