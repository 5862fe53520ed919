//! The aligner with its options.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use diptych::align::{self, Options};
use diptych::corpus::rows;
use diptych::internal::source::open;
use diptych::lexicon::pack::Pack;
use diptych::lexicon::prior;
use diptych::model::{Pair, Split};
use pyo3::prelude::*;

use crate::alignment::{Aligned, Alignment};
use crate::batches::BeadReader;
use crate::errors::{exception, input};
use crate::lexicon::Lexicon;
use crate::pool::Pool;
use crate::text::{Given, both, language, split};
use crate::{arrow, threads, work};

/// Aligns texts, with options and lexicons that are set once.
#[pyclass(frozen, module = "diptych")]
pub struct Aligner {
    aligner: align::Aligner,
    languages: Pair<Option<String>>,
    split: Split,
    threads: Option<usize>,
    max_sentences: Option<usize>,
}

#[pymethods]
impl Aligner {
    #[new]
    #[pyo3(signature = (
        *, source_lang = None, target_lang = None, split = None, max_bead = 4, rounds = 2, moved = true, packs = true, lexicons = None,
        threads = None, max_memory = None, max_sentences = None,
    ))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments")]
    fn new(
        py: Python<'_>,
        source_lang: Option<&str>,
        target_lang: Option<&str>,
        split: Option<&str>,
        max_bead: usize,
        rounds: usize,
        moved: bool,
        packs: bool,
        lexicons: Option<Vec<Bound<'_, PyAny>>>,
        threads: Option<usize>,
        max_memory: Option<u64>,
        max_sentences: Option<usize>,
    ) -> PyResult<Self> {
        let lexicons = lexicons.unwrap_or_default().iter().map(|given| lexicon(py, given)).collect::<PyResult<Vec<_>>>()?;
        let options = Options::default().max_bead(max_bead).rounds(rounds).moved(moved).packs(packs);
        let builder = align::Aligner::builder().options(options).lexicons(lexicons);
        let aligner = max_memory.into_iter().fold(builder, align::Builder::max_memory).build().map_err(exception)?;
        if threads.is_some_and(|threads| !(1..=1024).contains(&threads)) {
            return Err(input("threads: ask for 1 to 1024"));
        }
        let languages = Pair::new(language(source_lang)?, language(target_lang)?);
        Ok(Self { aligner, languages, split: self::split(split)?, threads, max_sentences })
    }

    /// Pairs the sentences of two texts.
    fn align(&self, py: Python<'_>, source: &Bound<'_, PyAny>, target: &Bound<'_, PyAny>) -> PyResult<Alignment> {
        let given = Pair::new(Given::of(source)?, Given::of(target)?);
        let (languages, split, threads, aligner, most) =
            (self.languages.clone(), self.split, self.threads, self.aligner.clone(), self.max_sentences);
        let aligned = work::done(py, move |stop| {
            threads::install(threads, || {
                let texts = both(given, &languages, split)?;
                if texts.source.is_empty() && texts.target.is_empty() {
                    return Err(crate::text::unusable("there is no text in either of them", "give two texts"));
                }
                for text in [&texts.source, &texts.target] {
                    if let Some(most) = most.filter(|&most| text.len() > most) {
                        let what = format!("has {} sentences, the limit is {most}", text.len());
                        return Err(diptych::Error::unusable(text.document().path(), what, "raise max_sentences"));
                    }
                }
                let stop = stop.clone();
                let watched = aligner.watched(move |_| if stop.is_asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
                let alignment = watched.align(&texts.source, &texts.target)?;
                Ok(Aligned { texts, alignment, aligner, threads })
            })?
        })?;
        Ok(Alignment(Arc::new(aligned)))
    }

    /// Aligns a stream of pairs.
    #[pyo3(signature = (reader, *, source = "source", target = "target", keep = None, min_confidence = 0.0, pools = None))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments")]
    fn align_batches(
        &self,
        reader: &Bound<'_, PyAny>,
        source: &str,
        target: &str,
        keep: Option<Vec<String>>,
        min_confidence: f32,
        pools: Option<Vec<PyRef<'_, Pool>>>,
    ) -> PyResult<BeadReader> {
        confidence(min_confidence)?;
        let settings = rows::Settings {
            columns: Pair::new(source.to_owned(), target.to_owned()),
            keep,
            split: self.split,
            languages: self.languages.clone(),
            min_confidence,
            max_sentences: self.max_sentences,
            pools: pools.unwrap_or_default().iter().map(|pool| pool.of_languages()).collect(),
            threads: threads::count(self.threads),
        };
        let beads = rows::align(arrow::stream(reader)?, self.aligner.clone(), settings, Some(arrow::watch()));
        Ok(BeadReader::new(beads.map_err(exception)?))
    }

    fn __repr__(&self) -> String {
        let name = |language: &Option<String>| language.clone().unwrap_or_else(|| "?".into());
        format!("<Aligner {}-{}>", name(&self.languages.source), name(&self.languages.target))
    }
}

/// Whether a smallest confidence is one.
pub fn confidence(least: f32) -> PyResult<()> {
    if (0.0..=1.0).contains(&least) {
        return Ok(());
    }
    Err(input(format!("min_confidence is {least}; set it to a number from 0 to 1")))
}

/// A lexicon that was read, or its file.
pub fn lexicon(py: Python<'_>, given: &Bound<'_, PyAny>) -> PyResult<Arc<Pack>> {
    if let Ok(lexicon) = given.cast::<Lexicon>() {
        return lexicon.get().pack();
    }
    let path: PathBuf = given.extract()?;
    work::done(py, move |_| {
        open::listed(&path)?;
        prior::read(&path).map(Arc::new)
    })
}
