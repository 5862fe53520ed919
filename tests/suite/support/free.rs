//! Synthetically free bitexts with their gold: real sentence pairs whose translation is made looser. Sentences are cut into several, clauses move to the
//! next sentence, words give way to others, hardly a sentence is left out. Hand-made gold of free translations is scarcer still than that of careful
//! ones, and a model that never saw any takes every sentence of which it understands little for an omission.
//!
//! The packs must not know these sentences already: they are those of the [corrupted](super::corrupted) bitexts, made without what both come from.

use std::path::Path;

use super::corrupted::{document, in_two};
use super::dice::Dice;
use super::gold::GoldDocument;
use super::long;

/// What the bitexts are called.
pub const CORPUS: &str = "free";

/// Folder of the training data, the name of a file in it, the language, the first pair that is taken and how many, and how many of a hundred
/// words another one stands for, in the mean.
pub const BITEXTS: &[(&str, &str, &str, usize, usize, u64)] = &[
    ("ud_pud", "en-zh", "zh", 0, 300, 20),
    ("opensource_guide", "en-zh", "zh", 100, 300, 35),
    ("comprehensive_rust", "en-zh-TW", "zh", 600, 300, 50),
    ("opensource_guide", "en-ar", "ar", 200, 350, 30),
    ("bible_pd", "en-ja", "ja", 2000, 300, 30),
    ("comprehensive_rust", "en-fa", "fa", 400, 300, 40),
    ("opensource_guide", "en-hi", "hi", 300, 300, 30),
    ("bible_pd", "en-ko", "ko", 900, 250, 20),
    ("opensource_guide", "en-fr", "fr", 100, 350, 40),
    ("bible_pd", "en-el", "el", 4000, 300, 30),
    ("ud_pud", "en-it", "it", 300, 300, 30),
    ("opensource_guide", "en-hu", "hu", 500, 300, 20),
];

/// The bitexts.
pub fn documents(train: &Path) -> Vec<GoldDocument> {
    let bitext = |at: usize| {
        let (folder, name, language, first, count, loose) = BITEXTS[at];
        let pairs = long::columns(&train.join(folder).join(format!("{name}.tsv.gz")));
        let pairs: Vec<(String, String)> = pairs.into_iter().filter(|(a, b)| a.len().min(b.len()) > 12).skip(first).take(count).collect();
        let bitext = loosened(&pairs, loose, at as u64 + 101);
        GoldDocument { corpus: CORPUS.to_owned(), ..document(&format!("{folder}.{name}"), language, &bitext) }
    };
    (0..BITEXTS.len()).map(bitext).collect()
}

/// The parts that words are taken from and put into: letters where a script has no spaces.
fn words(line: &str) -> (Vec<String>, &'static str) {
    if line.split_whitespace().count() * 15 > line.chars().count() {
        return (line.split_whitespace().map(str::to_owned).collect(), " ");
    }
    let letters: Vec<char> = line.chars().collect();
    (letters.chunks(2).map(|pair| pair.iter().collect()).collect(), "")
}

/// A line in which others stand for some of its words, and some are gone.
fn reworded(line: &str, percent: u64, others: &[(String, String)], dice: &mut Dice) -> String {
    let (mut parts, between) = words(line);
    let mut kept = Vec::new();
    for part in &mut parts {
        if dice.roll(100) < percent {
            let other = words(&others[dice.roll(others.len() as u64) as usize].1).0;
            match dice.roll(3) {
                0 => continue,
                1 => kept.push(part.clone()),
                _ => {}
            }
            *part = other[dice.roll(other.len() as u64) as usize].clone();
        }
        kept.push(std::mem::take(part));
    }
    if kept.is_empty() { line.to_owned() } else { kept.join(between) }
}

/// A line cut in up to so many sentences.
fn in_many(line: &str, most: usize, dice: &mut Dice) -> Vec<String> {
    let mut lines = vec![line.to_owned()];
    while lines.len() < most {
        let longest = (0..lines.len()).max_by_key(|&at| lines[at].len()).unwrap_or(0);
        let parts = in_two(&lines[longest], dice);
        if parts.len() < 2 {
            break;
        }
        lines.splice(longest..=longest, parts);
    }
    lines
}

/// Makes a translation free.
fn loosened(pairs: &[(String, String)], loose: u64, seed: u64) -> long::Bitext {
    let mut dice = Dice(seed);
    let mut bitext = long::Bitext { source: String::new(), target: String::new(), gold: String::new() };
    let mut next = [0usize; 2];
    // The side whose sentences are shorter, as a language or a translator has it.
    let shorter = usize::from(!seed.is_multiple_of(4));
    let mut at = 0;
    while at < pairs.len() {
        let size = if dice.roll(100) < 6 { 2 } else { 1 };
        let group = &pairs[at..(at + size).min(pairs.len())];
        at += group.len();
        let mut sides =
            [group.iter().map(|pair| pair.0.clone()).collect::<Vec<_>>(), group.iter().map(|pair| pair.1.clone()).collect::<Vec<_>>()];
        let cut = if dice.roll(5) == 0 { 1 - shorter } else { shorter };
        match dice.roll(100) {
            // A clause of the first stands in the second on one side only.
            0..=49 if group.len() == 2 => {
                let mut parts = in_two(&sides[cut][0], &mut dice);
                if let [_, last] = &mut parts[..] {
                    let moved = std::mem::take(last);
                    sides[cut] = vec![parts.swap_remove(0), format!("{moved} {}", sides[cut][1])];
                } else {
                    sides[cut] = vec![sides[cut].join(" ")];
                }
            }
            _ if group.len() == 2 => sides[1 - cut] = vec![sides[1 - cut].join(" ")],
            roll @ 0..=44 => sides[cut] = in_many(&sides[cut][0], [2, 2, 2, 3, 3, 4, 5, 2, 2][roll as usize / 5], &mut dice),
            45 => sides[0].clear(),
            46 => sides[1].clear(),
            _ => {}
        }
        // Some sentences are free, others are not.
        let percent = (loose * dice.roll(3) + dice.roll(loose)).min(90);
        for line in &mut sides[1] {
            *line = reworded(line, percent, pairs, &mut dice);
        }
        let mut ids = [Vec::new(), Vec::new()];
        for (k, ids) in ids.iter_mut().enumerate() {
            for line in &sides[k] {
                let text = if k == 0 { &mut bitext.source } else { &mut bitext.target };
                *text += &format!("{}\n", line.trim());
                ids.push(next[k]);
                next[k] += 1;
            }
        }
        bitext.gold += &format!("{:?}:{:?}\n", ids[0], ids[1]);
    }
    bitext
}
