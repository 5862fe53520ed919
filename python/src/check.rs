//! What looks wrong in a translation, and how an alignment compares with one made by hand.

use std::path::PathBuf;
use std::sync::Arc;

use diptych::check::{Finding, translation};
use diptych::eval;
use pyo3::prelude::*;

use crate::alignment::Alignment;
use crate::errors::input;
use crate::work;

/// Something in a translation that looks wrong.
#[pyclass(frozen, eq, module = "diptych", get_all, skip_from_py_object)]
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    rule: &'static str,
    what: String,
    source_ids: Vec<usize>,
    target_ids: Vec<usize>,
    source_text: String,
    target_text: String,
}

impl From<Finding> for Remark {
    fn from(finding: Finding) -> Self {
        Self {
            rule: finding.rule.as_str(),
            what: finding.what,
            source_ids: finding.source_ids,
            target_ids: finding.target_ids,
            source_text: finding.source_text,
            target_text: finding.target_text,
        }
    }
}

#[pymethods]
impl Remark {
    fn __repr__(&self) -> String {
        format!("Remark({}, {:?})", self.rule, self.what)
    }
}

/// Looks through an alignment.
#[pyfunction]
pub fn check(py: Python<'_>, alignment: &Alignment) -> PyResult<Vec<Remark>> {
    let aligned = Arc::clone(&alignment.0);
    work::done(py, move |_| Ok(translation(&aligned.bitext()?).into_iter().map(Remark::from).collect()))
}

/// Figures of alignments against gold, as JSON: pairs of files, of links, or one of each.
#[pyfunction]
pub fn evaluate(py: Python<'_>, pairs: Vec<(Links, Links)>) -> PyResult<String> {
    work::done(py, move |_| {
        let pairs = pairs.into_iter().map(|(result, gold)| Ok((result.read()?, gold.read()?))).collect::<diptych::Result<Vec<_>>>()?;
        Ok(serde_json::to_string(&eval::score(pairs.iter().map(|(result, gold)| (&result[..], &gold[..])))))
    })?
    .map_err(|error| input(error.to_string()))
}

/// Links, or a file with some.
#[derive(FromPyObject)]
pub enum Links {
    #[pyo3(transparent)]
    Listed(Vec<(Vec<usize>, Vec<usize>)>),
    #[pyo3(transparent)]
    File(PathBuf),
}

impl Links {
    fn read(self) -> diptych::Result<eval::Links> {
        match self {
            Self::File(path) => eval::read(path),
            Self::Listed(links) => Ok(links.into_iter().map(|(source, target)| eval::Link::new(source, target)).collect()),
        }
    }
}
