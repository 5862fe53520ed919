//! Does one pair: its result in place and its figures, or the reason why there is none.
//!
//! Nothing that happens to one pair may end the run, so a panic, which would be our mistake, becomes a reason like any other.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::common::Pools;
use super::journal::{Figures, Outcome, Stamp};
use super::{Pair, Reading, Settings, plan};
use crate::align::Aligner;
use crate::error::{Error, ErrorKind, Result};
use crate::formats::document::{self, ReadOptions};
use crate::formats::output::{Bitext, Parts};
use crate::lang;
use crate::memory::Memory;
use crate::model::{Alignment, Document, Text};
use crate::segment;
use crate::source::{Touched, open};

/// What all pairs share.
pub struct Work<'a> {
    pub settings: &'a Settings,
    /// What pairs teach each other.
    pub pools: Option<&'a Pools>,
    /// What aligns, with the user's lexicons.
    pub aligner: Aligner,
    /// What all pairs in work may take together.
    pub memory: Memory,
    /// The folder of results.
    pub folder: &'a Path,
    /// Where results are until they are complete.
    pub unfinished: PathBuf,
    /// The texts of all pairs and more, which nothing may overwrite.
    pub reads: Arc<Touched>,
    /// The language found last for a source: lists often have one text with many translations, a line each.
    pub last_source: Mutex<Option<(PathBuf, String)>>,
}

/// Why a pair has no result.
struct Failure {
    error: String,
    again: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        // A disk can be full today; a file that is not text today is not text tomorrow;
        // and memory there may be more of.
        Self { again: matches!(error.kind, ErrorKind::Io { .. } | ErrorKind::TooLarge { .. }), error: error.to_string() }
    }
}

impl From<String> for Failure {
    fn from(error: String) -> Self {
        Self { error, again: false }
    }
}

impl Work<'_> {
    /// Reads, aligns and writes a pair at a place of the list: how it went, and the files that were written.
    pub fn pair(&self, place: usize, pair: &Pair) -> (Outcome, Vec<Stamp>) {
        match guarded(|| self.attempt(place, pair)) {
            Ok((figures, files)) => (Outcome::Aligned(figures), files),
            Err(Failure { error, again }) => (Outcome::Failed { error, again }, Vec::new()),
        }
    }

    fn attempt(&self, place: usize, pair: &Pair) -> Result<(Figures, Vec<Stamp>), Failure> {
        let limits = self.settings.limits;
        let end = limits.milliseconds.and_then(|limit| Instant::now().checked_add(Duration::from_millis(limit)));
        let source =
            load(&pair.source, pair.languages.source.as_deref(), &self.settings.reading.source, |document| self.source_language(document))?;
        let target = load(&pair.target, pair.languages.target.as_deref(), &self.settings.reading.target, lang::of)?;
        let sentences = source.len() + target.len();
        if sentences == 0 {
            return Err(format!("{} and {}: there is no text in either of them", pair.source.display(), pair.target.display()).into());
        }
        if let Some(most) = limits.sentences.filter(|&most| sentences > most) {
            return Err(format!("the texts have {sentences} sentences, the limit is {most}").into());
        }
        let in_time = move |_| if end.is_none_or(|end| Instant::now() < end) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        let others = self.pools.map(|pools| pools.of(place, source.language(), target.language())).transpose()?.flatten();
        let aligner = self.aligner.watched(in_time).with_others(others);
        let alignment = self.memory.share(|account| aligner.align_from(account, &source, &target)).map_err(|error| match error.kind {
            ErrorKind::Cancelled => format!("the limit of {} seconds is over", limits.milliseconds.unwrap_or(0) as f64 / 1e3).into(),
            _ => Failure::from(error),
        })?;
        let bitext = Bitext::new(&source, &target, &alignment)?.with_min_confidence(self.settings.min_confidence);
        let files = self.write(&pair.output, &bitext)?;
        Ok((figures(&source, &target, &alignment), files))
    }

    /// The language of a source, found out once for pairs that follow each other with the same one.
    fn source_language(&self, document: &Document) -> String {
        let last = || self.last_source.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((path, language)) = &*last()
            && path == document.path()
        {
            return language.clone();
        }
        let language = lang::of(document);
        *last() = Some((document.path().to_owned(), language.clone()));
        language
    }

    fn write(&self, output: &str, bitext: &Bitext) -> Result<Vec<Stamp>, Failure> {
        let languages = bitext.languages();
        let names = plan::parts(output, self.settings.format, languages);
        let parts = Parts::new(&self.folder.join(output), self.settings.format, languages);
        let paths = parts.paths();
        for (name, path) in names.iter().zip(paths) {
            open::inside(self.folder, name)?;
            self.reads.spares(path)?;
        }
        if let Some(parent) = paths.first().and_then(|path| path.parent()).filter(|parent| *parent != self.folder) {
            std::fs::create_dir_all(parent).map_err(|error| Error::io(parent, "create", error))?;
        }
        parts.write(bitext, &self.settings.write, Some(&self.unfinished))?;
        Ok(names.iter().filter_map(|name| Stamp::of(self.folder, name)).collect())
    }
}

fn load(path: &Path, language: Option<&str>, reading: &Reading, found: impl FnOnce(&Document) -> String) -> Result<Text> {
    open::listed(path)?;
    let named = language.or(reading.language.as_deref());
    let document = match language {
        Some(language) => document::file(path, &ReadOptions { language: Some(language.to_owned()), ..reading.options.clone() })?,
        None => document::file(path, &reading.options)?,
    };
    let language = named.map_or_else(|| found(&document), str::to_owned);
    segment::segment(document, &language, reading.options.split)
}

fn figures(source: &Text, target: &Text, alignment: &Alignment) -> Figures {
    let pairs = alignment.beads().iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
    let (count, sum) = pairs.fold((0, 0.0), |(count, sum), bead| (count + 1, sum + f64::from(bead.confidence)));
    Figures {
        languages: [source, target].map(|text| text.language().to_owned()),
        sentences: [source.len(), target.len()],
        beads: alignment.beads().len(),
        confidence: if count == 0 { String::new() } else { format!("{:.4}", sum / f64::from(count)) },
        related: alignment.related().map(|related| format!("{related:.4}")).unwrap_or_default(),
        left_out: [source, target].map(|text| text.document().boilerplate().len()),
    }
}

/// Runs it, and makes a panic a failure.
fn guarded<T>(attempt: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(attempt)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("a mistake in diptych: {}; please report it with the two files", message.unwrap_or("no message")).into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_failure_that_tells_what_happened() {
        let numbers: Vec<usize> = Vec::new();
        let failure = guarded(|| Ok(numbers[3])).unwrap_err();
        assert!(failure.error.contains("index out of bounds: the len is 0 but the index is 3"), "{}", failure.error);
        assert!(!failure.again);
    }
}
