//! Record batches to and from Python, by the PyCapsule interface of Arrow: without a copy, from and to whatever library has it.

use std::ops::ControlFlow;
use std::thread;

use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, SchemaRef};
use diptych::corpus::rows::Watch;
use diptych::{Error, ErrorKind};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};

use crate::errors::input;

/// The record batches of anything that has `__arrow_c_stream__`, or of a sequence of such things.
pub fn stream(reader: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    if reader.hasattr("__arrow_c_stream__")? {
        return Ok(Box::new(Input(RecordBatchStreamReader::from_pyarrow_bound(reader)?)));
    }
    if reader.hasattr("__arrow_c_array__")? {
        let table = reader.py().import("pyarrow")?.getattr("table")?.call1((PyList::new(reader.py(), [reader])?,));
        if let Ok(table) = table {
            return Ok(Box::new(Input(RecordBatchStreamReader::from_pyarrow_bound(&table)?)));
        }
    }
    let kind = reader.get_type().name()?.to_string();
    Err(input(format!(
        "{kind} is no Arrow stream; give a table or a reader of pyarrow, polars, duckdb or pandas (one that has __arrow_c_stream__)"
    )))
}

/// A stream whose batches may be made by Python as they are asked for. The interface hands on an error as its text alone.
struct Input(RecordBatchStreamReader);

impl Iterator for Input {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let error = match self.0.next()? {
            Err(ArrowError::CDataInterface(error)) => error,
            next => return Some(next),
        };
        if error.trim_end().ends_with("KeyboardInterrupt") {
            Python::attach(give_back);
            return Some(Err(ArrowError::ExternalError(Box::new(Error::new("input", ErrorKind::Cancelled)))));
        }
        Some(Err(ArrowError::CDataInterface(error)))
    }
}

impl RecordBatchReader for Input {
    fn schema(&self) -> SchemaRef {
        self.0.schema()
    }
}

/// A stream as others take it.
pub fn capsule<'py>(py: Python<'py>, reader: Box<dyn RecordBatchReader + Send>) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), c"arrow_array_stream")
}

/// Looks for signals while beads are waited for on the thread that asked for them. On others there are none to be found, and the interpreter's
/// lock may be held by one that waits for them.
pub fn watch() -> Watch {
    let asked = thread::current().id();
    Box::new(move || {
        if thread::current().id() != asked {
            return ControlFlow::Continue(());
        }
        let interrupted = Python::attach(|py| {
            let signal = py.check_signals().err()?;
            give_back(py);
            Some(signal)
        });
        if interrupted.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
}

/// Raises a keyboard interrupt that was taken once more: whoever reads a stream through C cannot hand it on.
fn give_back(py: Python<'_>) {
    let _ = py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main"));
}
