//! The beads of a stream of pairs.

use std::sync::{Mutex, PoisonError};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_pyarrow::ToPyArrow;
use arrow_schema::{ArrowError, SchemaRef};
use diptych::corpus::rows::Beads;
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::arrow;
use crate::errors::input;

/// A stream of record batches of beads, to be read once.
#[pyclass(frozen, module = "diptych")]
pub struct BeadReader {
    schema: SchemaRef,
    beads: Mutex<Option<Box<dyn RecordBatchReader + Send>>>,
}

impl BeadReader {
    pub fn new(beads: Beads) -> Self {
        Self { schema: beads.schema(), beads: Mutex::new(Some(Box::new(beads))) }
    }

    fn next(&self) -> Option<Result<RecordBatch, ArrowError>> {
        self.beads.lock().unwrap_or_else(PoisonError::into_inner).as_mut()?.next()
    }
}

#[pymethods]
impl BeadReader {
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        // A request that need not be met.
        drop(requested_schema);
        // Without the interpreter's lock: another thread that reads may be waiting for that while it holds this one.
        let taken = py.detach(|| self.beads.lock().unwrap_or_else(PoisonError::into_inner).take());
        arrow::capsule(py, taken.ok_or_else(|| input("the stream was taken already; align once more"))?)
    }

    #[getter]
    fn schema<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.schema.to_pyarrow(py)
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match py.detach(|| self.next()) {
            None => Ok(None),
            Some(Ok(batch)) => batch.to_pyarrow(py).map(Some),
            Some(Err(ArrowError::ExternalError(error))) if is_cancelled(&*error) => {
                // Raised here, so that what the watcher gave back is not raised once more.
                let _ = py.check_signals();
                Err(PyKeyboardInterrupt::new_err(()))
            }
            Some(Err(error)) => Err(input(format!("the stream of pairs broke off: {error}"))),
        }
    }

    /// The whole rest as a table of pyarrow.
    fn read_all<'py>(this: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = this.py();
        let batches = this.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        let table = py.import("pyarrow")?.getattr("Table")?;
        table.call_method1("from_batches", (batches, this.getattr("schema")?))
    }
}

fn is_cancelled(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error.downcast_ref::<diptych::Error>().is_some_and(|error| matches!(error.kind, diptych::ErrorKind::Cancelled))
}
