//! Which documents translate each other.

use diptych::corpus::Reading;
use diptych::corpus::pairing::{self, Candidate, Settings};
use diptych::formats::output::rounded;
use diptych::read::ReadOptions;
use pyo3::prelude::*;

use crate::aligner::lexicon;
use crate::errors::input;
use crate::text::{Given, language};
use crate::{threads, work};

/// Two documents that belong together.
#[pyclass(frozen, eq, module = "diptych", get_all, skip_from_py_object)]
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    source: usize,
    target: usize,
    score: f64,
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
    lexicons: Option<Vec<Bound<'_, PyAny>>>,
    min_score: f32,
    threads: Option<usize>,
) -> PyResult<Vec<Match>> {
    if !(0.0..=1.0).contains(&min_score) {
        return Err(input(format!("min_score is {min_score}; set it to a number from 0 to 1")));
    }
    let lexicons = lexicons.unwrap_or_default().iter().map(|given| lexicon(py, given)).collect::<PyResult<Vec<_>>>()?;
    let reading = |code| Ok::<_, PyErr>(Reading { language: language(code)?, options: ReadOptions::default() });
    let (source, target) = (reading(source_lang)?, reading(target_lang)?);
    let candidates = |given: &[Bound<'_, PyAny>]| given.iter().map(candidate).collect::<PyResult<Vec<_>>>();
    let (sources, targets) = (candidates(&sources)?, candidates(&targets)?);
    work::done(py, move |_| {
        threads::install(threads, || {
            let settings = Settings { source, target, packs, lexicons, min_score };
            let mut matching = pairing::of(&sources, &targets, &settings);
            if !matching.failures.is_empty() {
                return Err(matching.failures.swap_remove(0));
            }
            let found =
                matching.matches.iter().map(|found| Match { source: found.source, target: found.target, score: rounded(found.score) });
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
