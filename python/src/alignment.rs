//! An alignment and its beads.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::{RecordBatch, RecordBatchIterator};
use diptych::align;
use diptych::corpus::rows;
use diptych::formats::output::{self, Bitext, Settings};
use diptych::formats::{Format, html, table};
use diptych::model::{self, Pair};
use diptych::{Result, Text};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList, PySlice};

use crate::errors::{exception, input};
use crate::{arrow, files, text, threads, work};

/// Two texts, what was found between them, and what found it.
pub struct Aligned {
    pub texts: Pair<Arc<Text>>,
    pub alignment: model::Alignment,
    pub aligner: align::Aligner,
    pub threads: Option<usize>,
}

impl Aligned {
    /// To be written.
    pub fn bitext(&self) -> Result<Bitext<'_>> {
        Bitext::new(&self.texts.source, &self.texts.target, &self.alignment)
    }
}

/// A group of sentences that translate each other, or that have no translation.
#[pyclass(frozen, eq, module = "diptych", get_all, skip_from_py_object)]
#[derive(Clone, Debug, PartialEq)]
pub struct Bead {
    source_ids: Vec<usize>,
    target_ids: Vec<usize>,
    kind: &'static str,
    confidence: f64,
    source_ranges: Vec<(usize, usize)>,
    target_ranges: Vec<(usize, usize)>,
    source_text: String,
    target_text: String,
}

#[pymethods]
impl Bead {
    fn __repr__(&self) -> String {
        let Self { source_text, target_text, kind, confidence, .. } = self;
        format!("Bead({kind}, {confidence}, {source_text:?}, {target_text:?})")
    }
}

/// Beads, one after the other.
#[pyclass(frozen, module = "diptych")]
struct Beads {
    alignment: Alignment,
    next: AtomicUsize,
}

#[pymethods]
impl Beads {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self) -> PyResult<Option<Bead>> {
        let bead = self.alignment.0.alignment.beads().get(self.next.fetch_add(1, Ordering::Relaxed));
        let Some(bead) = bead else { return Ok(None) };
        Ok(Some(self.alignment.bead(&self.alignment.bitext()?, bead)))
    }
}

/// The beads of two texts.
#[pyclass(frozen, sequence, module = "diptych")]
pub struct Alignment(pub Arc<Aligned>);

impl Alignment {
    fn bitext(&self) -> PyResult<Bitext<'_>> {
        self.0.bitext().map_err(exception)
    }

    fn bead(&self, bitext: &Bitext, bead: &model::Bead) -> Bead {
        let ranges = Pair::new(&bead.source, &bead.target);
        let ranges = Pair::from_fn(|side| {
            let text = bitext.text(side);
            let sentence = |&id: &usize| text.sentences().get(id).map(|sentence| text.document().source_range(&sentence.range));
            ranges[side].iter().filter_map(sentence).map(|range| (range.start, range.end)).collect()
        });
        Bead {
            source_ids: bead.source.clone(),
            target_ids: bead.target.clone(),
            kind: bead.kind.as_str(),
            confidence: output::rounded(bead.confidence),
            source_ranges: ranges.source,
            target_ranges: ranges.target,
            source_text: bitext.source_line(bead),
            target_text: bitext.target_line(bead),
        }
    }

    fn batch(&self) -> PyResult<RecordBatch> {
        let texts = self.0.texts.as_ref().map(|text| &**text);
        rows::batch_of(texts, &self.0.alignment).map_err(|error| input(error.to_string()))
    }

    fn written(&self, format: Format) -> PyResult<Vec<u8>> {
        let mut out = Vec::new();
        output::write(&mut out, &self.bitext()?, format, &Settings::default()).map_err(|error| input(error.to_string()))?;
        Ok(out)
    }
}

#[pymethods]
impl Alignment {
    fn __len__(&self) -> usize {
        self.0.alignment.beads().len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (beads, bitext) = (self.0.alignment.beads(), self.bitext()?);
        if let Ok(slice) = at.cast::<PySlice>() {
            let places = slice.indices(beads.len() as isize)?;
            let at = (0..places.slicelength as isize).map(|step| places.start + step * places.step);
            let chosen = at.filter_map(|at| beads.get(usize::try_from(at).ok()?)).map(|bead| self.bead(&bitext, bead));
            return Ok(PyList::new(py, chosen.collect::<Vec<_>>())?.into_any());
        }
        let at: isize = at.extract().map_err(|_| PyTypeError::new_err("beads are numbered, or taken as slices"))?;
        let place = if at < 0 { at + beads.len() as isize } else { at };
        let bead = usize::try_from(place).ok().and_then(|place| beads.get(place));
        self.bead(&bitext, bead.ok_or_else(|| PyIndexError::new_err("there is no such bead"))?).into_bound_py_any(py)
    }

    fn __iter__(&self) -> Beads {
        Beads { alignment: Self(Arc::clone(&self.0)), next: AtomicUsize::new(0) }
    }

    #[getter]
    fn source(&self) -> text::Text {
        text::Text(Arc::clone(&self.0.texts.source))
    }

    #[getter]
    fn target(&self) -> text::Text {
        text::Text(Arc::clone(&self.0.texts.target))
    }

    #[getter]
    fn related(&self) -> Option<f64> {
        self.0.alignment.related().map(output::rounded)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        // A request that need not be met.
        drop(requested_schema);
        let batch = self.batch()?;
        let schema = batch.schema();
        arrow::capsule(py, Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
    }

    fn to_arrow<'py>(this: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        this.py().import("pyarrow")?.call_method1("table", (this,))
    }

    fn to_pandas<'py>(this: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::to_arrow(this)?.call_method0("to_pandas")
    }

    fn to_polars<'py>(this: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        this.py().import("polars")?.call_method1("DataFrame", (this,))
    }

    /// Writes a file; its format is told by its name unless it is named. Gives the paths of what was written.
    #[pyo3(signature = (path, *, to = None, min_confidence = 0.0))]
    fn write(&self, py: Python<'_>, path: PathBuf, to: Option<&str>, min_confidence: f32) -> PyResult<Vec<PathBuf>> {
        let texts = self.0.texts.as_ref().map(|text| text.document().path().to_owned());
        let read = [texts.source, texts.target].into_iter().filter(|file| file.is_file()).collect();
        files::write(py, Arc::clone(&self.0), path, to, min_confidence, read)
    }

    /// The page of the two texts as bytes of one of the formats that are one stream.
    fn to_bytes(&self, to: &str) -> PyResult<Vec<u8>> {
        self.written(files::named(to)?)
    }

    fn __str__(&self) -> PyResult<String> {
        String::from_utf8(self.written(&table::FORMAT)?).map_err(|_| input("the table is not UTF-8"))
    }

    fn __repr__(&self) -> String {
        let languages = self.0.texts.as_ref().map(|text| text.language().to_owned());
        let related = self.related().map_or_else(|| "unknown".to_owned(), |related| related.to_string());
        format!("<Alignment {}-{} of {} beads, related {related}>", languages.source, languages.target, self.__len__())
    }

    /// The page as it is written for browsers.
    fn to_html(&self) -> PyResult<String> {
        String::from_utf8(self.written(&html::FORMAT)?).map_err(|_| input("the page is not UTF-8"))
    }

    fn _repr_html_<'py>(this: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        this.py().import("diptych.notebook")?.call_method1("html", (this,))
    }

    fn explain<'py>(this: &Bound<'py, Self>, n: isize) -> PyResult<Bound<'py, PyAny>> {
        let n = if n < 0 { n + this.get().__len__() as isize } else { n };
        this.py().import("diptych.api")?.call_method1("explain", (this, n))
    }

    #[pyo3(signature = (*, open_browser = true))]
    fn review<'py>(this: &Bound<'py, Self>, open_browser: bool) -> PyResult<Bound<'py, PyAny>> {
        this.py().import("diptych.notebook")?.call_method1("review", (this, open_browser))
    }

    /// What speaks for a bead, as JSON.
    fn explain_json(&self, py: Python<'_>, at: isize) -> PyResult<String> {
        let aligned = Arc::clone(&self.0);
        let found = work::done(py, move |_| {
            threads::install(aligned.threads, || {
                let explainer = aligned.aligner.explainer(&aligned.texts.source, &aligned.texts.target)?;
                Ok(usize::try_from(at)
                    .ok()
                    .and_then(|at| explainer.of_bead(at))
                    .and_then(|explanation| serde_json::to_string(&explanation).ok()))
            })?
        })?;
        found.ok_or_else(|| PyIndexError::new_err("there is no such bead"))
    }
}
