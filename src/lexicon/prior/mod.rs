//! What is known of the words of two texts before anything is aligned: look-alikes, built-in packs and lexicons of the user, as prior probabilities.
//!
//! A pair of languages of which one is the packs' common language (English) has a pack of its own, and so have some others; what that leaves of a
//! word's probability, and all of it for any other pair, goes through English: p(y|x) =
//! Σ p(e|x)·p(y|e) over the common language's words, for the words of these two texts only. The user's own lexicons come first: later ones
//! share what they leave of a word's probability.

mod cognates;
mod familiar;
mod forms;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::lang;
use crate::lexicon::pack::{Notes, Pack, Translation};
use crate::lexicon::pool::Others;
use crate::lexicon::train::{self, files};
use crate::lexicon::tuning::prior::LEAST_PRIOR;
use crate::lexicon::{Table, built_in};
use crate::model::Pair;
use crate::source::{Budget, bytes};
use crate::tokens::Word;
use forms::{Form, Forms};

/// The lexicons of two languages, before their texts are seen.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    relations: Vec<Relation>,
    /// What other pairs of texts teach.
    others: Option<Arc<Others>>,
}

/// A way from one language to the other.
#[derive(Clone, Debug)]
enum Relation {
    /// A pack whose source is the text's source.
    Direct(Arc<Pack>),
    /// A pack whose source is the text's target.
    Reversed(Arc<Pack>),
    /// Two packs with one source language; their targets are the two texts' languages.
    Through(Arc<Pack>, Arc<Pack>),
}

impl Sources {
    /// The built-in packs for two languages (any codes): one, two or none. No other pack is looked at.
    pub fn built_in(source: &str, target: &str) -> Self {
        Self::from_packs(source, target, built_in::named)
    }

    /// The same with packs from elsewhere: `pack` gives the pack of English with a language (`fr`) or of two others (`de-fr`, in order
    /// of the codes), if there is one.
    pub fn from_packs<P: Into<Arc<Pack>>>(source: &str, target: &str, mut pack: impl FnMut(&str) -> Option<P>) -> Self {
        let mut pack = |language: &str| pack(language).map(Into::into);
        let (Some(source), Some(target)) = (lang::lexicon(source), lang::lexicon(target)) else { return Self::default() };
        let relations = match (source.as_str(), target.as_str()) {
            (source, target) if source == target => [None, None],
            ("en", target) => [pack(target).map(Relation::Direct), None],
            (source, "en") => [pack(source).map(Relation::Reversed), None],
            (source, target) => {
                let direct = if source < target {
                    pack(&format!("{source}-{target}")).map(Relation::Direct)
                } else {
                    pack(&format!("{target}-{source}")).map(Relation::Reversed)
                };
                [direct, pack(source).and_then(|left| Some(Relation::Through(left, pack(target)?)))]
            }
        };
        Self { relations: relations.into_iter().flatten().collect(), others: None }
    }

    /// The built-in packs of two languages, if they are wanted, and before them those of the user's lexicons that are of these languages, the first before
    /// the others.
    pub fn with(packs: bool, lexicons: &[Arc<Pack>], source: &str, target: &str) -> Self {
        let mut known = if packs { Self::built_in(source, target) } else { Self::default() };
        // A lexicon of other languages is for other texts.
        known.relations.splice(0..0, lexicons.iter().filter_map(|lexicon| Relation::of(lexicon, source, target)));
        known
    }

    /// The built-in packs of two languages, if they are wanted, and lexicons of the user's before them, the first before the others.
    ///
    /// # Errors
    /// What [`read`] says, and [`ErrorKind::Unusable`] for a lexicon of other languages.
    pub fn with_files(packs: bool, files: &[PathBuf], source: &str, target: &str) -> Result<Self> {
        let read = |path: &PathBuf| Ok((path.clone(), Arc::new(read(path)?)));
        Self::with_named(packs, files.iter().map(read).collect::<Result<_>>()?, source, target)
    }

    /// The same with lexicons that were read from files of these names.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`] for a lexicon of other languages.
    pub fn with_named(packs: bool, lexicons: Vec<(PathBuf, Arc<Pack>)>, source: &str, target: &str) -> Result<Self> {
        for (path, lexicon) in &lexicons {
            let Notes { source: of, target: and, .. } = lexicon.notes();
            if Relation::of(lexicon, source, target).is_none() {
                let what = format!("this lexicon is of {of} and {and}, the texts are in {source} and {target}");
                let remedy = "name the languages of the texts, or another lexicon".into();
                return Err(Error::new(path, ErrorKind::Unusable { what, remedy }));
            }
        }
        let lexicons: Vec<_> = lexicons.into_iter().map(|(_, lexicon)| lexicon).collect();
        Ok(Self::with(packs, &lexicons, source, target))
    }

    /// The same with what other pairs of texts teach, if there are any.
    #[must_use]
    pub fn with_others(self, others: Option<Others>) -> Self {
        Self { others: others.map(Arc::new), ..self }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.relations.is_empty()
    }

    /// What is known of the words of two texts, look-alikes included. `counts` are the numbers of occurrences of each word.
    pub fn tables(&self, words: Pair<&[Word]>, counts: Pair<&[u32]>) -> Pair<Table> {
        let known = self.add_to(cognates::tables(words, counts), words);
        match &self.others {
            Some(others) => {
                let taught = others.add_to(known.clone(), words);
                Pair::new(known.source.with_taught(taught.source), known.target.with_taught(taught.target))
            }
            None => known,
        }
    }

    /// Adds what the lexicons know of the words of two texts to `prior`.
    fn add_to(&self, prior: Pair<Table>, words: Pair<&[Word]>) -> Pair<Table> {
        if self.is_empty() {
            return prior;
        }
        let mut rows = words.map(|words| vec![Vec::new(); words.len()]);
        for relation in &self.relations {
            let known = relation.known(words);
            give(&mut rows.source, known.iter().map(|k| (k.source, k.target, k.forward)));
            give(&mut rows.target, known.iter().map(|k| (k.target, k.source, k.backward)));
        }
        let (source, target) = rayon::join(|| merged(&prior.source, rows.source), || merged(&prior.target, rows.target));
        Pair { source, target }
    }
}

/// A user's lexicon: a pack, or a dictionary as [`files::dictionary`] reads it.
///
/// # Errors
/// If the file cannot be read, or is neither.
pub fn read(path: &Path) -> Result<Pack> {
    parse(path, bytes::file(path, Budget::Lexicon)?)
}

/// The same of what such a file holds, as it lies on the disk.
///
/// # Errors
/// As [`read`].
pub fn parse(path: &Path, contents: Vec<u8>) -> Result<Pack> {
    let packed = contents.len();
    let bytes = bytes::unpacked(path, contents, Budget::Lexicon)?;
    if Pack::is_pack(&bytes) {
        return Pack::parse(path, Cow::Owned(bytes));
    }
    let pairs = files::dictionary(path, bytes, packed)?;
    let pack = train::dictionary(&pairs, &Notes::default()).ok_or_else(|| {
        let what = "its entries are whole texts and not words";
        Error::unusable(path, what, "name a dictionary, or learn one from such a file with `diptych train`")
    })?;
    Pack::parse(path, Cow::Owned(pack))
}

impl Relation {
    /// What a lexicon says of two languages, whichever way round it is of them; `None` if it is of others.
    fn of(pack: &Arc<Pack>, source: &str, target: &str) -> Option<Self> {
        let fits =
            |of_pack: &str, of_text: &str| of_pack.is_empty() || of_text == "und" || lang::lexicon(of_pack) == lang::lexicon(of_text);
        let notes = pack.notes();
        if fits(&notes.source, source) && fits(&notes.target, target) {
            return Some(Self::Direct(Arc::clone(pack)));
        }
        (fits(&notes.source, target) && fits(&notes.target, source)).then(|| Self::Reversed(Arc::clone(pack)))
    }

    fn known(&self, words: Pair<&[Word]>) -> Vec<Translation> {
        let mut known = match self {
            Self::Direct(pack) => direct(pack, words),
            Self::Reversed(pack) => direct(pack, words.swapped()).into_iter().map(Translation::reversed).collect(),
            Self::Through(left, right) => through(left, right, words),
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

/// What a pack says of two words of the texts that stand for two of its own, each with a weight.
fn known(source: &Form, target: &Form, forward: f32, backward: f32) -> Translation {
    let weight = source.weight * target.weight;
    Translation { source: source.word, target: target.word, forward: weight * forward, backward: weight * backward }
}

fn direct(pack: &Pack, words: Pair<&[Word]>) -> Vec<Translation> {
    let affixes = pack.affixes();
    let (source, target) = rayon::join(
        || Forms::new(pack.source(), &affixes.source, words.source),
        || Forms::new(pack.target(), &affixes.target, words.target),
    );
    let mut found = Vec::new();
    pack.rows().of(source.known(), |pair| {
        for to in target.of(pair.target) {
            found.extend(source.of(pair.source).iter().map(|from| known(from, to, pair.forward, pair.backward)));
        }
    });
    found
}

fn through(left: &Pack, right: &Pack, words: Pair<&[Word]>) -> Vec<Translation> {
    let ((from, left_pairs), (to, right_pairs)) = rayon::join(|| of_text(left, words.source), || of_text(right, words.target));
    let (left, right) = rayon::join(|| by_word(left, &left_pairs), || by_word(right, &right_pairs));
    let mut found = Vec::new();
    let mut others = right.iter().peekable();
    for (word, ones) in &left {
        while others.next_if(|(other, _)| other < word).is_some() {}
        let Some((_, others)) = others.next_if(|(other, _)| other == word) else { continue };
        for one in *ones {
            for other in *others {
                let (forward, backward) = (one.backward * other.forward, one.forward * other.backward);
                if forward.max(backward) < LEAST_PRIOR {
                    continue;
                }
                for x in from.of(one.target) {
                    found.extend(to.of(other.target).iter().map(|y| known(x, y, forward, backward)));
                }
            }
        }
    }
    found
}

/// The pairs of a pack whose target words stand for words of a text, by source word.
fn of_text(pack: &Pack, words: &[Word]) -> (Forms, Vec<Translation>) {
    let forms = Forms::new(pack.target(), &pack.affixes().target, words);
    let mut pairs = Vec::new();
    pack.rows().all(|pair| {
        if !forms.of(pair.target).is_empty() {
            pairs.push(pair);
        }
    });
    (forms, pairs)
}

/// Pairs by their source words, ascending.
fn by_word<'p>(pack: &Pack, pairs: &'p [Translation]) -> Vec<(String, &'p [Translation])> {
    let groups: Vec<&[Translation]> = pairs.chunk_by(|a, b| a.source == b.source).collect();
    let words = pack.source().words(groups.iter().map(|group| group[0].source));
    words.into_iter().zip(groups).collect()
}

/// Scales each word's row to what earlier lexicons have left of its probability.
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
    Table::known((0..).zip(rows).map(|(word, mut row)| {
        row.extend(table.row(word).iter().map(|entry| (entry.word, entry.prior)));
        row.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        row.dedup_by_key(|&mut (word, _)| word);
        row
    }))
}

#[cfg(test)]
mod tests;
