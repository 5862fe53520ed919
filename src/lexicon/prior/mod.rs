//! Packs and the words of two texts in, what the packs know of these words out: prior probabilities both ways.
//!
//! A pair of languages of which one is the packs' common language (English) has a pack of its own. Any other pair goes through it:
//! p(y|x) = Σ p(e|x)·p(y|e) over the common language's words, for the words of these two texts only. The user's own lexicons come first:
//! what they leave of a word's probability is shared by those that come after.

pub mod cognates;
mod forms;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::lang;
use crate::lexicon::pack::{Notes, Pack, Pair};
use crate::lexicon::train::{self, files};
use crate::lexicon::{Entry, Table, built_in};
use crate::source::{Budget, bytes};
use crate::tokens::Word;
use forms::Forms;

/// Less than this is not worth an entry.
const LEAST_PRIOR: f32 = 2e-3;

/// Everything that is known of two languages before their texts are seen.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    relations: Vec<Relation>,
}

/// A way from one language to the other.
#[derive(Clone, Debug)]
enum Relation {
    /// A pack whose source is the text's source.
    Direct(Arc<Pack>),
    /// A pack whose source is the text's target.
    Turned(Arc<Pack>),
    /// Two packs with one source language; their targets are the two texts' languages.
    Through(Arc<Pack>, Arc<Pack>),
}

/// What is known of two words: p(target|source) and p(source|target).
#[derive(Clone, Copy, Debug, PartialEq)]
struct Known {
    source: u32,
    target: u32,
    forward: f32,
    backward: f32,
}

impl Sources {
    /// The built-in packs for two languages (any codes): one, two or none. No other pack is looked at.
    pub fn built_in(source: &str, target: &str) -> Self {
        Self::from_packs(source, target, built_in::pack)
    }

    /// The same with packs from elsewhere: `pack` gives the pack of English with a language, if there is one.
    pub fn from_packs<P: Into<Arc<Pack>>>(source: &str, target: &str, mut pack: impl FnMut(&str) -> Option<P>) -> Self {
        let mut pack = |language: &str| pack(language).map(Into::into);
        let (Some(source), Some(target)) = (lang::lexicon(source), lang::lexicon(target)) else { return Self::default() };
        let relation = match (source.as_str(), target.as_str()) {
            (source, target) if source == target => None,
            ("en", target) => pack(target).map(Relation::Direct),
            (source, "en") => pack(source).map(Relation::Turned),
            (source, target) => pack(source).and_then(|left| Some(Relation::Through(left, pack(target)?))),
        };
        Self { relations: relation.into_iter().collect() }
    }

    /// The built-in packs of two languages, if they are wanted, and before them those of the user's lexicons that are of these languages, the first before
    /// the others.
    pub fn with(packs: bool, lexicons: &[Arc<Pack>], source: &str, target: &str) -> Self {
        let mut known = if packs { Self::built_in(source, target) } else { Self::default() };
        for lexicon in lexicons.iter().rev() {
            // One that is of other languages is for other texts.
            let _ = known.put_first(Arc::clone(lexicon), source, target);
        }
        known
    }

    /// The built-in packs of two languages, if they are wanted, and lexicons of the user's before them, the first before the others.
    ///
    /// # Errors
    /// What [`read`] says, and [`ErrorKind::Unusable`] for a lexicon of other languages.
    pub fn with_files(packs: bool, files: &[PathBuf], source: &str, target: &str) -> Result<Self> {
        let mut known = if packs { Self::built_in(source, target) } else { Self::default() };
        for path in files.iter().rev() {
            if let Err(languages) = known.put_first(read(path)?, source, target) {
                let what = format!("this lexicon is of {} and {}, the texts are in {source} and {target}", languages.0, languages.1);
                let remedy = "name the languages of the texts, or another lexicon".into();
                return Err(Error::new(path, ErrorKind::Unusable { what, remedy }));
            }
        }
        Ok(known)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.relations.is_empty()
    }

    /// Puts a lexicon before all others. One that names its languages is turned to fit the texts.
    ///
    /// # Errors
    /// If it is of other languages: gives back the two that it is of.
    pub fn put_first(&mut self, pack: impl Into<Arc<Pack>>, source: &str, target: &str) -> std::result::Result<(), Box<(String, String)>> {
        let pack = pack.into();
        let fits =
            |of_pack: &str, of_text: &str| of_pack.is_empty() || of_text == "und" || lang::lexicon(of_pack) == lang::lexicon(of_text);
        let notes = pack.notes();
        let relation = if fits(&notes.source, source) && fits(&notes.target, target) {
            Relation::Direct(pack)
        } else if fits(&notes.source, target) && fits(&notes.target, source) {
            Relation::Turned(pack)
        } else {
            return Err(Box::new((notes.source.clone(), notes.target.clone())));
        };
        self.relations.insert(0, relation);
        Ok(())
    }

    /// Adds what is known of the words of two texts to `prior` (source to target, target to source).
    pub fn add_to(&self, prior: (Table, Table), source: &[Word], target: &[Word]) -> (Table, Table) {
        if self.is_empty() {
            return prior;
        }
        let (mut forward, mut backward) = (vec![Vec::new(); source.len()], vec![Vec::new(); target.len()]);
        for relation in &self.relations {
            let known = relation.known(source, target);
            give(&mut forward, known.iter().map(|k| (k.source, k.target, k.forward)));
            give(&mut backward, known.iter().map(|k| (k.target, k.source, k.backward)));
        }
        rayon::join(|| merged(&prior.0, forward), || merged(&prior.1, backward))
    }
}

/// A user's lexicon: a pack, or a dictionary as [`files::dictionary`] reads it.
///
/// # Errors
/// If the file cannot be read, or is neither.
pub fn read(path: &Path) -> Result<Pack> {
    let bytes = bytes::read(path, Budget::Lexicon)?;
    if Pack::is_pack(&bytes) {
        return Pack::parse(path, Cow::Owned(bytes));
    }
    let pairs = files::dictionary(path, bytes)?;
    Pack::parse(path, Cow::Owned(train::dictionary(&pairs, &Notes::default())))
}

impl Relation {
    fn known(&self, source: &[Word], target: &[Word]) -> Vec<Known> {
        let mut known = match self {
            Self::Direct(pack) => direct(pack, source, target),
            Self::Turned(pack) => {
                let mut known = direct(pack, target, source);
                for pair in &mut known {
                    *pair = Known { source: pair.target, target: pair.source, forward: pair.backward, backward: pair.forward };
                }
                known
            }
            Self::Through(left, right) => through(left, right, source, target),
        };
        known.sort_unstable_by_key(|pair| (pair.source, pair.target));
        known.dedup_by(|next, pair| {
            let same = (next.source, next.target) == (pair.source, pair.target);
            if same {
                pair.forward += next.forward;
                pair.backward += next.backward;
            }
            same
        });
        known
    }
}

fn direct(pack: &Pack, source: &[Word], target: &[Word]) -> Vec<Known> {
    let (near, far) = rayon::join(|| Forms::new(&pack.source(), source), || Forms::new(&pack.target(), target));
    let mut known = Vec::new();
    pack.rows().of(near.known(), |pair| {
        for to in far.of(pair.target) {
            for from in near.of(pair.source) {
                let weight = from.weight * to.weight;
                known.push(Known { source: from.word, target: to.word, forward: weight * pair.forward, backward: weight * pair.backward });
            }
        }
    });
    known
}

fn through(left: &Pack, right: &Pack, source: &[Word], target: &[Word]) -> Vec<Known> {
    let ((from, near), (to, far)) = rayon::join(|| of_text(left, source), || of_text(right, target));
    let (near, far) = rayon::join(|| by_word(left, &near), || by_word(right, &far));
    let mut known = Vec::new();
    let mut others = far.iter().peekable();
    for (word, ones) in &near {
        while others.next_if(|(other, _)| other < word).is_some() {}
        let Some((_, others)) = others.next_if(|(other, _)| other == word) else { continue };
        for one in *ones {
            for other in *others {
                let (forward, backward) = (one.backward * other.forward, one.forward * other.backward);
                if forward.max(backward) < LEAST_PRIOR {
                    continue;
                }
                for x in from.of(one.target) {
                    for y in to.of(other.target) {
                        let weight = x.weight * y.weight;
                        known.push(Known { source: x.word, target: y.word, forward: weight * forward, backward: weight * backward });
                    }
                }
            }
        }
    }
    known
}

/// The pairs of a pack whose target words stand for words of a text, by source word.
fn of_text(pack: &Pack, words: &[Word]) -> (Forms, Vec<Pair>) {
    let forms = Forms::new(&pack.target(), words);
    let mut pairs = Vec::new();
    pack.rows().all(|pair| {
        if !forms.of(pair.target).is_empty() {
            pairs.push(pair);
        }
    });
    (forms, pairs)
}

/// Pairs by their source words, ascending.
fn by_word<'p>(pack: &Pack, pairs: &'p [Pair]) -> Vec<(String, &'p [Pair])> {
    let groups: Vec<&[Pair]> = pairs.chunk_by(|a, b| a.source == b.source).collect();
    let words = pack.source().words(groups.iter().map(|group| group[0].source));
    words.into_iter().zip(groups).collect()
}

/// Gives each word's row what those before have left of its probability.
fn give(rows: &mut [Vec<(u32, f32)>], known: impl Iterator<Item = (u32, u32, f32)>) {
    let mut added: Vec<(u32, u32, f32)> = known.filter(|&(.., p)| p >= LEAST_PRIOR).collect();
    added.sort_unstable_by_key(|&(word, other, _)| (word, other));
    for chunk in added.chunk_by(|a, b| a.0 == b.0) {
        let row = &mut rows[chunk[0].0 as usize];
        let left = (1.0 - row.iter().map(|&(_, p)| p).sum::<f32>()).max(0.0);
        let scale = left / chunk.iter().map(|&(.., p)| p).sum::<f32>().max(1.0);
        for &(_, other, p) in chunk {
            match row.iter_mut().find(|(word, _)| *word == other) {
                Some((_, known)) => *known += scale * p,
                None => row.push((other, scale * p)),
            }
        }
    }
}

/// The entries of a table with those of the rows; where both know a pair, the surer one counts.
fn merged(table: &Table, rows: Vec<Vec<(u32, f32)>>) -> Table {
    let mut merged = Table { totals: table.totals.clone(), denominators: table.denominators.clone(), ..Table::default() };
    merged.starts.push(0);
    for (word, mut row) in rows.into_iter().enumerate() {
        row.extend(table.row(word as u32).iter().map(|entry| (entry.word, entry.prior)));
        row.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        row.dedup_by_key(|&mut (word, _)| word);
        merged.entries.extend(row.into_iter().map(|(word, prior)| Entry { word, count: 0.0, prior, used: 0.0 }));
        merged.starts.push(merged.entries.len() as u32);
    }
    merged
}

#[cfg(test)]
mod tests;
