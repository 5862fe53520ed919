//! What many pairs of texts teach each other.

use std::sync::Arc;

use diptych::lexicon::pool::{self, Bead};
use diptych::model::Pair;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::errors::{exception, input};
use crate::{text, threads, work};

/// The words of many pairs of texts in two languages, and how often they were taken for translations of each other.
#[pyclass(frozen, module = "diptych")]
pub struct Pool {
    languages: Pair<String>,
    pool: Arc<pool::Pool>,
}

impl Pool {
    /// With its languages, for an aligner.
    pub fn of_languages(&self) -> (Pair<String>, Arc<pool::Pool>) {
        (self.languages.clone(), Arc::clone(&self.pool))
    }
}

#[pymethods]
impl Pool {
    /// Learns from beads: tuples of two texts and a confidence, in the order of the languages.
    #[staticmethod]
    #[pyo3(signature = (beads, source_lang, target_lang, *, threads = None))]
    fn learn(py: Python<'_>, beads: &Bound<'_, PyAny>, source_lang: &str, target_lang: &str, threads: Option<usize>) -> PyResult<Self> {
        let bead = |bead: PyResult<Bound<'_, PyAny>>| -> PyResult<Bead> {
            let (source, target, confidence) = bead?
                .extract::<(String, String, f64)>()
                .map_err(|_| input("beads are tuples of a source text, a target text and a confidence"))?;
            Ok((source, target, confidence as f32))
        };
        let beads = beads.try_iter()?.map(bead).collect::<PyResult<Vec<_>>>()?;
        let pool = work::done(py, move |_| threads::install(threads, || pool::Pool::new(&beads)))?;
        Self::of(source_lang, target_lang, pool)
    }

    /// The languages.
    #[getter]
    fn languages(&self) -> (String, String) {
        (self.languages.source.clone(), self.languages.target.clone())
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.pool.to_bytes())
    }

    #[staticmethod]
    fn from_bytes(bytes: &[u8], source_lang: &str, target_lang: &str) -> PyResult<Self> {
        let pool = pool::Pool::from_bytes(bytes).map_err(exception)?;
        Self::of(source_lang, target_lang, pool)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let made_by = py.get_type::<Self>().getattr("from_bytes")?;
        let given = (self.to_bytes(py), &self.languages.source, &self.languages.target).into_pyobject(py)?;
        (made_by, given).into_pyobject(py)
    }

    fn __repr__(&self) -> String {
        format!("<Pool {}-{}>", self.languages.source, self.languages.target)
    }
}

impl Pool {
    fn of(source: &str, target: &str, pool: pool::Pool) -> PyResult<Self> {
        let code = |code: &str| {
            text::language(Some(code))?;
            diptych::internal::lang::lexicon(code).ok_or_else(|| input(format!("`{code}` is not a language code")))
        };
        Ok(Self { languages: Pair::new(code(source)?, code(target)?), pool: Arc::new(pool) })
    }
}
