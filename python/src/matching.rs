//! Which documents translate each other.

use std::path::PathBuf;

use diptych::corpus::Reading;
use diptych::corpus::pairing::{self, Candidate, Settings};
use diptych::internal::source::open;
use diptych::lexicon::prior;
use diptych::read::ReadOptions;
use pyo3::prelude::*;

use crate::text::{Given, language};
use crate::{threads, work};

/// Two documents that belong together.
#[pyclass(frozen, eq, module = "diptych", get_all, skip_from_py_object)]
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    source: usize,
    target: usize,
    score: f32,
}

#[pymethods]
impl Match {
    fn __repr__(&self) -> String {
        format!("Match({}, {}, {:.3})", self.source, self.target, self.score)
    }
}

/// Finds out which targets are the translations of which sources, by their places in the two lists. What cannot be read is an error.
#[pyfunction]
#[pyo3(signature = (
    sources, targets, *, source_lang = None, target_lang = None, packs = true, lexicons = None, min_score = 0.1, threads = None,
))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub fn match_documents(
    py: Python<'_>,
    sources: Vec<Bound<'_, PyAny>>,
    targets: Vec<Bound<'_, PyAny>>,
    source_lang: Option<&str>,
    target_lang: Option<&str>,
    packs: bool,
    lexicons: Option<Vec<PathBuf>>,
    min_score: f32,
    threads: Option<usize>,
) -> PyResult<Vec<Match>> {
    let reading = |code| Ok::<_, PyErr>(Reading { language: language(code)?, options: ReadOptions::default() });
    let (source, target) = (reading(source_lang)?, reading(target_lang)?);
    let candidates = |given: &[Bound<'_, PyAny>]| given.iter().map(candidate).collect::<PyResult<Vec<_>>>();
    let (sources, targets) = (candidates(&sources)?, candidates(&targets)?);
    work::done(py, move |_| {
        threads::install(threads, || {
            let lexicons = lexicons.unwrap_or_default().into_iter().map(|path| {
                open::listed(&path)?;
                prior::read(&path).map(Into::into)
            });
            let settings = Settings { source, target, packs, lexicons: lexicons.collect::<diptych::Result<_>>()?, min_score };
            let mut matching = pairing::of(&sources, &targets, &settings);
            if !matching.failures.is_empty() {
                return Err(matching.failures.swap_remove(0));
            }
            let found = matching.matches.iter().map(|found| Match { source: found.source, target: found.target, score: found.score });
            Ok(found.collect())
        })?
    })
}

fn candidate(given: &Bound<'_, PyAny>) -> PyResult<Candidate> {
    Ok(match Given::of(given)? {
        Given::File(path) => Candidate::File(path),
        Given::Whole(text) => Candidate::Text(text),
        Given::Sentences(sentences) => Candidate::Text(sentences.join("\n")),
        Given::Document(document) => Candidate::Text(document.text().to_owned()),
        Given::Text(text) => Candidate::Text(text.document().text().to_owned()),
    })
}
