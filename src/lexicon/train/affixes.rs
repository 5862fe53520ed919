//! Learns which beginnings and endings of a language's words come and go, from the words of a corpus and what they translate.
//!
//! Two words with one stem are forms of one word to the degree that they share their translations. So for neighbours in the sorted list of
//! words their translations are compared; the mean by length of stem and endings is what to expect of two words of which no more is known,
//! and a pair of endings that does better or worse than that gets a factor. The same with words before which a beginning may stand.

use crate::hash::Map;
use crate::lexicon::pack::{Learned, Translation};
use crate::lexicon::tuning::affixes::{
    LEAST_BEGINNING, LEAST_MET, LEAST_SHARE, LIKELIEST, LONGEST_BEGINNING, LONGEST_ENDING, LONGEST_STEM, MOST_BEGINNINGS, NEIGHBOURS,
    PRIOR, SHORTEST_STEM,
};
use crate::tokens::Word;

/// A word with its translations.
struct Known<'w> {
    form: &'w str,
    letters: Vec<char>,
    /// Words of the other language, ascending, with their probabilities.
    row: Vec<(u32, f32)>,
    mass: f32,
}

/// What two words of one stem end in.
type Endings<'w> = (&'w [char], &'w [char]);

/// Shares seen, their sum and number.
#[derive(Clone, Copy, Default)]
struct Mean {
    sum: f32,
    count: f32,
}

impl Mean {
    fn add(&mut self, share: f32) {
        self.sum += share;
        self.count += 1.0;
    }

    /// The mean, drawn to `expected` where little was seen.
    fn towards(self, expected: f32) -> f32 {
        (self.sum + PRIOR * expected) / (self.count + PRIOR)
    }
}

/// Learns from the words of one side; `word` and `other` tell the ids and the probability of the other given the word. Keeps at most `most` pairs of endings.
pub fn learn(words: &[Word], pairs: &[(Translation, f32)], of: impl Fn(&Translation) -> (u32, u32, f32), most: usize) -> Learned {
    let known = known(words, pairs, of);
    let (alike, endings) = endings(&known, most);
    Learned { alike, endings, beginnings: beginnings(&known) }
}

fn known<'w>(words: &'w [Word], pairs: &[(Translation, f32)], of: impl Fn(&Translation) -> (u32, u32, f32)) -> Vec<Known<'w>> {
    let mut rows = vec![(Vec::new(), 0f32); words.len()];
    for (pair, count) in pairs {
        let (word, other, p) = of(pair);
        let row = &mut rows[word as usize];
        if p >= LEAST_SHARE {
            row.0.push((other, p));
        }
        row.1 += count;
    }
    let seen = words.iter().zip(rows).filter(|(word, (row, count))| !word.number && !row.is_empty() && *count >= LEAST_MET);
    let mut known: Vec<Known> = seen
        .map(|(word, (mut row, _))| {
            row.sort_unstable_by_key(|&(other, _)| other);
            let mass = row.iter().map(|&(_, p)| p).sum();
            Known { form: &word.form, letters: word.form.chars().collect(), row, mass }
        })
        .collect();
    known.sort_unstable_by_key(|known| known.form);
    known
}

/// The share of their translations that two words have in common.
fn shared(one: &Known, other: &Known) -> f32 {
    let mut both = 0.0;
    let mut others = other.row.iter().peekable();
    for &(word, p) in &one.row {
        while others.next_if(|(other, _)| *other < word).is_some() {}
        if let Some(&(_, q)) = others.next_if(|(other, _)| *other == word) {
            both += p.min(q);
        }
    }
    2.0 * both / (one.mass + other.mass)
}

type Alike = [[f32; 2 * LONGEST_ENDING]; LONGEST_STEM - SHORTEST_STEM + 1];

fn endings(known: &[Known], most: usize) -> (Alike, Vec<(String, String, f32)>) {
    let mut all = [[Mean::default(); 2 * LONGEST_ENDING]; LONGEST_STEM - SHORTEST_STEM + 1];
    let mut met = Vec::new();
    for (at, one) in known.iter().enumerate() {
        for (next, other) in known.iter().enumerate().skip(at + 1).take(NEIGHBOURS) {
            let stem = one.letters.iter().zip(&other.letters).take_while(|(a, b)| a == b).count();
            if stem < SHORTEST_STEM || one.letters.len() - stem > LONGEST_ENDING {
                // Whatever follows shares less.
                break;
            }
            if other.letters.len() - stem <= LONGEST_ENDING {
                let cell = (stem.min(LONGEST_STEM) - SHORTEST_STEM, one.letters.len() + other.letters.len() - 2 * stem - 1);
                let share = shared(one, other);
                all[cell.0][cell.1].add(share);
                met.push((at, next, stem, cell, share));
            }
        }
    }
    let sum = all.iter().flatten().fold(Mean::default(), |a, b| Mean { sum: a.sum + b.sum, count: a.count + b.count });
    let alike = all.map(|row| row.map(|cell| cell.towards(0.5 * sum.towards(0.0))));
    let mut pairs: Map<Endings, (Mean, f32)> = Map::default();
    for &(one, other, stem, cell, share) in &met {
        let endings = (&known[one].letters[stem..], &known[other].letters[stem..]);
        let (mean, expected) = pairs.entry(if endings.0 <= endings.1 { endings } else { (endings.1, endings.0) }).or_default();
        mean.add(share);
        *expected += alike[cell.0][cell.1];
    }
    let mut pairs: Vec<_> = pairs
        .into_iter()
        .filter(|(_, (mean, _))| mean.count >= LEAST_MET)
        .map(|(endings, (mean, expected))| {
            let factor = (mean.sum + PRIOR * sum.towards(0.0)) / (expected + PRIOR * sum.towards(0.0));
            (endings, factor, (mean.sum + expected) * factor.ln().abs())
        })
        .collect();
    pairs.sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    pairs.truncate(most);
    let text = |letters: &[char]| letters.iter().collect::<String>();
    (alike, pairs.into_iter().map(|((one, other), factor, _)| (text(one), text(other), factor)).collect())
}

fn beginnings(known: &[Known]) -> Vec<(String, f32)> {
    let mut found: Map<&[char], Mean> = Map::default();
    for whole in known {
        for cut in 1..=LONGEST_BEGINNING.min(whole.letters.len().saturating_sub(SHORTEST_STEM)) {
            let rest = whole.form.char_indices().nth(cut).map_or("", |(at, _)| &whole.form[at..]);
            if let Ok(at) = known.binary_search_by_key(&rest, |known| known.form) {
                found.entry(&whole.letters[..cut]).or_default().add(shared(whole, &known[at]));
            }
        }
    }
    let mut beginnings: Vec<(String, f32, f32)> = found
        .into_iter()
        .map(|(letters, mean)| (letters.iter().collect(), mean.towards(0.0).min(LIKELIEST), mean.sum))
        .filter(|&(_, p, sum)| p >= LEAST_BEGINNING && sum >= LEAST_MET)
        .collect();
    beginnings.sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    beginnings.truncate(MOST_BEGINNINGS);
    beginnings.into_iter().map(|(letters, p, _)| (letters, p)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned() -> Learned {
        // Nouns with two endings and with a beginning, and as many words that only look like forms of them.
        let (mut words, mut pairs) = (Vec::new(), Vec::new());
        let mut add = |form: String, other: u32| {
            let source = words.len() as u32;
            words.push(Word { form: form.into(), number: false });
            pairs.push((Translation { source, target: other, forward: 0.9, backward: 0.9 }, 10.0));
        };
        for at in 0..20u8 {
            let stem: String = [b'k', b'a' + at, b'l', b'o'].map(char::from).iter().collect();
            add(stem.clone(), u32::from(at));
            add(format!("{stem}ssa"), u32::from(at));
            add(format!("wa{stem}"), u32::from(at));
            add(format!("{stem}pu"), 100 + u32::from(at));
            add(format!("xi{stem}"), 200 + u32::from(at));
        }
        learn(&words, &pairs, |pair| (pair.source, pair.target, pair.forward), 10)
    }

    #[test]
    fn endings_and_beginnings_that_keep_the_meaning_are_told_from_those_that_do_not() {
        let learned = learned();
        let factor =
            |other: &str| learned.endings.iter().find(|(one, two, _)| one.is_empty() && two == other).map_or(1.0, |ending| ending.2);
        assert!(factor("ssa") > 1.05 && factor("pu") < 0.8, "{:?}", learned.endings);
        assert_eq!(learned.beginnings.len(), 1);
        assert!(learned.beginnings[0].0 == "wa" && learned.beginnings[0].1 > 0.6, "{:?}", learned.beginnings);
        assert_eq!(learned, self::learned());
    }
}
