//! Record batches to and from Python, by the PyCapsule interface of Arrow: without a copy, from and to whatever library has it.

use std::ops::ControlFlow;
use std::thread;

use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_pyarrow::FromPyArrow;
use diptych::corpus::rows::Watch;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};

use crate::errors::input;

/// The record batches of anything that has `__arrow_c_stream__`, or of a sequence of such things.
pub fn stream(reader: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    if reader.hasattr("__arrow_c_stream__")? {
        return Ok(Box::new(RecordBatchStreamReader::from_pyarrow_bound(reader)?));
    }
    if reader.hasattr("__arrow_c_array__")? {
        let table = reader.py().import("pyarrow")?.getattr("table")?.call1((PyList::new(reader.py(), [reader])?,));
        if let Ok(table) = table {
            return Ok(Box::new(RecordBatchStreamReader::from_pyarrow_bound(&table)?));
        }
    }
    let kind = reader.get_type().name()?.to_string();
    Err(input(format!(
        "{kind} is no Arrow stream; give a table or a reader of pyarrow, polars, duckdb or pandas (one that has __arrow_c_stream__)"
    )))
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
            // It was taken; whoever reads the stream through C cannot hand it on, so it is given back.
            let _ = py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main"));
            Some(signal)
        });
        if interrupted.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
}
