//! Document alignment: which documents of two collections translate each other, when their names do not tell.
//!
//! Documents become weighted bags of words (`bags`), those of one side are translated word by word and looked up among those of the other
//! (`search`), and the candidates are made one-to-one with the greatest total score (`assign`). So a document that resembles many, a page
//! of boilerplate, gets what nobody else has a better claim to. Nothing is aligned: thousands of documents are compared with thousands,
//! which an inverted index is for (the bag-of-words baseline of Buck and Koehn, "Findings of the WMT 2016 bilingual document alignment
//! shared task", 2016, with lexicons in place of machine translation).
//!
//! A translation is about as long as its original. How long exactly is learned from the nearest pairs, and a pair that is off loses up to a
//! third of its score.

mod assign;
mod bags;
mod documents;
mod search;

use std::path::PathBuf;
use std::sync::Arc;

use super::Reading;
use crate::error::Error;
use crate::lexicon::pack::Pack;
use crate::lexicon::prior::Sources;
use bags::{Bag, Collection, Side};
pub use documents::documents;
use search::{Index, Near, Search};

/// How documents are matched.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How the sources are read.
    pub source: Reading,
    /// How the targets are read.
    pub target: Reading,
    /// Whether the built-in lexicons are used.
    pub packs: bool,
    /// Lexicons of the user, the first before the others; each is used for the languages it is of.
    pub lexicons: Vec<Arc<Pack>>,
    /// Pairs below this score, in [0, 1], are dropped.
    pub min_score: f32,
}

/// Two documents that were found to belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// The source, by its place in the list of sources.
    pub source: usize,
    /// The target, by its place in the list of targets.
    pub target: usize,
    /// How alike they are, in [0, 1]: no probability, but comparable among pairs of two languages.
    pub score: f32,
}

/// The result of matching.
#[derive(Debug, Default)]
pub struct Matching {
    /// The pairs, in the order of the sources.
    pub matches: Vec<Match>,
    /// The language of each source, `und` if it was not recognised; `None` if it could not be read.
    pub source_languages: Vec<Option<String>>,
    /// The language of each target.
    pub target_languages: Vec<Option<String>>,
    /// Documents that could not be read.
    pub failures: Vec<Error>,
}

/// The greatest share of its score that a pair loses for its lengths.
const LENGTH_SHARE: f32 = 1.0 / 3.0;
/// Lengths of true pairs spread by so much at least (standard deviation of the logarithm of their ratio) and by so much at most.
const LENGTH_SPREAD: (f32, f32) = (0.15, 0.6);
/// This many pairs tell the usual lengths; fewer count as if the rest were of equal lengths.
const ENOUGH_PAIRS: usize = 8;

/// A document that may be half of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// A file.
    File(PathBuf),
    /// A text.
    Text(String),
}

/// Finds out which target file is the translation of which source file.
pub fn run(sources: &[PathBuf], targets: &[PathBuf], settings: &Settings) -> Matching {
    let files = |paths: &[PathBuf]| paths.iter().cloned().map(Candidate::File).collect::<Vec<_>>();
    of(&files(sources), &files(targets), settings)
}

/// Finds out which target is the translation of which source.
pub fn of(sources: &[Candidate], targets: &[Candidate], settings: &Settings) -> Matching {
    let source = Side::read(sources, &settings.source);
    let target = Side::read(targets, &settings.target);
    let indexes: Vec<Index> = target.collections.iter().map(Index::new).collect();
    let mut worth: Vec<Vec<(u32, f32)>> = vec![Vec::new(); sources.len()];
    for from in &source.collections {
        for (to, index) in target.collections.iter().zip(&indexes) {
            let found =
                Search::new(from, to, index, &Sources::with(settings.packs, &settings.lexicons, &from.language, &to.language)).run();
            let lengths = Lengths::of(from, to, &found);
            for candidate in found.into_iter().flatten() {
                let (one, other) = (&from.bags[candidate.source as usize], &to.bags[candidate.target as usize]);
                let score = candidate.score * lengths.likeness(one, other);
                if score > 0.0 && score >= settings.min_score {
                    worth[one.document].push((other.document as u32, score));
                }
            }
        }
    }
    let places = assign::assign(&worth, targets.len());
    let matched = |(source, place): (usize, &Option<u32>)| {
        let &(target, score) = worth[source].iter().find(|(target, _)| Some(*target) == *place)?;
        Some(Match { source, target: target as usize, score })
    };
    let matches = places.iter().enumerate().filter_map(matched).collect();
    let failures = source.failures.into_iter().chain(target.failures).collect();
    Matching { matches, source_languages: source.languages, target_languages: target.languages, failures }
}

/// How long the documents of one collection are beside their translations in the other.
struct Lengths {
    /// Mean logarithm of the ratio.
    mean: f32,
    spread: f32,
}

impl Lengths {
    /// Learns from the best candidate of each source, by median and quartiles: most of them are right.
    fn of(source: &Collection, target: &Collection, found: &[Vec<Near>]) -> Self {
        let ratio = |best: &Near| ratio(&source.bags[best.source as usize], &target.bags[best.target as usize]);
        let mut ratios: Vec<f32> = found.iter().filter_map(|candidates| candidates.first()).map(ratio).collect();
        ratios.resize(ratios.len().max(ENOUGH_PAIRS), 0.0);
        ratios.sort_unstable_by(f32::total_cmp);
        let at = |share: f32| ratios.get((ratios.len() as f32 * share) as usize).copied().unwrap_or(0.0);
        // Quartiles of a normal distribution are 1.35 standard deviations apart.
        let spread = ((at(0.75) - at(0.25)) / 1.35).clamp(LENGTH_SPREAD.0, LENGTH_SPREAD.1);
        Self { mean: at(0.5), spread }
    }

    /// 1 for what is usual, down to two thirds for what is not.
    fn likeness(&self, one: &Bag, other: &Bag) -> f32 {
        let off = (ratio(one, other) - self.mean) / self.spread;
        1.0 - LENGTH_SHARE * (1.0 - (-off * off / 8.0).exp())
    }
}

fn ratio(source: &Bag, target: &Bag) -> f32 {
    (target.length.max(1.0) / source.length.max(1.0)).ln()
}
