//! Pairs of texts of any length that translate each other, and pairs of strangers: what the verdict is fitted to and judged by.

use std::ops::Range;
use std::path::Path;

use diptych::internal::segment;
use diptych::model::{Pair, Split, Text};
use diptych::read;

use super::dice::Dice;
use super::gold::GoldDocument;
use super::long;

/// Sentences that translate each other, in the order of their texts; one side may be empty.
pub struct Unit {
    /// The sentences of each side.
    pub sentences: Pair<Vec<String>>,
    /// The document that they are from.
    pub document: usize,
}

/// Texts of two languages in which all is known to be translated.
pub struct Bitext {
    /// What they are called.
    pub name: String,
    /// Codes of the two languages.
    pub languages: Pair<String>,
    /// The texts.
    pub units: Vec<Unit>,
}

/// Two texts and whether they translate each other.
pub struct Case {
    /// Whether they do.
    pub translation: bool,
    /// The texts.
    pub texts: Pair<Text>,
    /// Whether each unit has one sentence on both sides, so that the k-th sentences belong together.
    pub line_by_line: bool,
}

/// What kinds of pairs are made.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Units of each side.
    pub size: usize,
    /// How many translations, and how many strangers.
    pub count: usize,
    /// Of a hundred units how many lack a side in a translation.
    pub omitted: u64,
}

impl Bitext {
    /// Two files aligned line by line. `documents` says the document of each line; without it each ten lines are one.
    pub fn lines(name: &str, languages: [&str; 2], files: [&Path; 2], documents: Option<&[usize]>) -> Self {
        let [source, target] = files.map(long::unzipped);
        let pairs = source.lines().zip(target.lines()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        Self::pairs(name, languages, pairs, documents)
    }

    /// Pairs of lines.
    pub fn pairs(name: &str, languages: [&str; 2], pairs: Vec<(String, String)>, documents: Option<&[usize]>) -> Self {
        let unit = |(at, (a, b)): (usize, (String, String))| {
            let document = documents.map_or(at / 10, |documents| documents[at]);
            let [a, b] = [a, b].map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
            (!a.is_empty() && !b.is_empty()).then(|| Unit { sentences: Pair::new(vec![a], vec![b]), document })
        };
        let [source, target] = languages.map(str::to_owned);
        Self {
            name: name.to_owned(),
            languages: Pair::new(source, target),
            units: pairs.into_iter().enumerate().filter_map(unit).collect(),
        }
    }

    /// The documents of a corpus of gold.
    pub fn gold(documents: &[GoldDocument]) -> Self {
        let mut units = Vec::new();
        for (at, document) in documents.iter().enumerate() {
            for link in &document.links {
                let side = |text: &Text, ids: &[usize]| ids.iter().map(|&id| text.sentence(id).trim().to_owned()).collect::<Vec<_>>();
                units.push(Unit {
                    sentences: Pair::new(side(&document.source, &link.source), side(&document.target, &link.target)),
                    document: at,
                });
            }
        }
        let first = &documents[0];
        let languages = Pair::new(first.source.language().to_owned(), first.target.language().to_owned());
        Self { name: first.corpus.clone(), languages, units }
    }

    /// Pairs of texts that are the same on every run.
    pub fn cases(&self, wanted: Wanted) -> Vec<Case> {
        let seed = self.name.bytes().chain(self.languages.target.bytes()).fold(wanted.size as u64, |sum, byte| sum * 31 + u64::from(byte));
        let mut dice = Dice(seed);
        let mut cases = Vec::new();
        for _ in 0..40 * wanted.count {
            if cases.len() >= 2 * wanted.count {
                break;
            }
            let translation = cases.len() % 2 == 0;
            let Some(source) = self.stretch(&mut dice, wanted.size) else { break };
            let target = if translation { Some(source.clone()) } else { self.stranger(&mut dice, &source) };
            cases.extend(target.and_then(|target| self.case(&mut dice, wanted, source, target)));
        }
        cases
    }

    fn stretch(&self, dice: &mut Dice, size: usize) -> Option<Range<usize>> {
        let starts = self.units.len().checked_sub(size)?;
        let start = dice.roll(starts as u64 + 1) as usize;
        Some(start..start + size)
    }

    /// A stretch of other documents, half of them from the neighbourhood, where the subject may be the same.
    fn stranger(&self, dice: &mut Dice, source: &Range<usize>) -> Option<Range<usize>> {
        let near = dice.roll(2) == 0;
        let held = |range: &Range<usize>| self.units[range.start].document..self.units[range.end - 1].document + 1;
        let own = held(source);
        for _ in 0..20 {
            let target = if near {
                let away = source.len() + 5 + dice.roll(60) as usize;
                let start = if dice.roll(2) == 0 { source.start.checked_sub(away)? } else { source.start + away };
                start..start + source.len()
            } else {
                self.stretch(dice, source.len())?
            };
            if target.end > self.units.len() {
                continue;
            }
            let other = held(&target);
            let apart = target.start >= source.end + 5 || source.start >= target.end + 5;
            let others = other.start >= own.end || own.start >= other.end;
            if apart && (others || self.units.last().is_some_and(|unit| unit.document == 0)) {
                return Some(target);
            }
        }
        None
    }

    fn case(&self, dice: &mut Dice, wanted: Wanted, source: Range<usize>, target: Range<usize>) -> Option<Case> {
        let mut lines = Pair::<Vec<&str>>::default();
        let mut line_by_line = true;
        for (one, other) in source.clone().zip(target.clone()) {
            let gone = if wanted.size > 1 && dice.roll(100) < wanted.omitted { dice.roll(2) } else { 2 };
            let (one, other) = (&self.units[one].sentences.source, &self.units[other].sentences.target);
            line_by_line &= gone == 2 && one.len() == 1 && other.len() == 1;
            lines.source.extend(one.iter().filter(|_| gone != 0).map(String::as_str));
            lines.target.extend(other.iter().filter(|_| gone != 1).map(String::as_str));
        }
        let text = |lines: &[&str], language: &str| -> Text {
            segment::segment(read::from_text(&self.name, lines.join("\n"), Split::Lines).unwrap(), language, Split::Lines).unwrap()
        };
        let texts = Pair::new(text(&lines.source, &self.languages.source), text(&lines.target, &self.languages.target));
        let whole = !texts.source.is_empty() && !texts.target.is_empty();
        whole.then_some(Case { translation: source == target, texts, line_by_line })
    }
}

/// The number of each line's document of the news that NTREX translates.
pub fn documents(ntrex: &Path) -> Vec<usize> {
    let names = long::unzipped(&ntrex.join("DOCUMENT_IDS.tsv.gz"));
    let (mut last, mut number) = ("", 0);
    let of_line = |name| {
        number += usize::from(name != std::mem::replace(&mut last, name));
        number
    };
    names.lines().map(of_line).collect()
}
