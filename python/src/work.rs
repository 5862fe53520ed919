//! Work on a thread of its own, while Python's waits for it and for signals.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use diptych::Result;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::errors::exception;

/// How often the thread that waits looks for signals.
const LOOKS: Duration = Duration::from_millis(20);

/// Whether nobody waits for some work any more.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Whether it is to stop.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Does some work without the interpreter's lock. On a keyboard interrupt the work is left to itself and told to stop; it ends soon after.
///
/// # Errors
/// That of the work, or `KeyboardInterrupt`.
pub fn done<T: Send + 'static>(py: Python<'_>, work: impl FnOnce(&Stop) -> Result<T> + Send + 'static) -> PyResult<T> {
    interruptible(py, work)?.map_err(exception)
}

/// The same of work that has no errors of its own, or other ones.
///
/// # Errors
/// `KeyboardInterrupt`, or a mistake of ours.
pub fn interruptible<T: Send + 'static>(py: Python<'_>, work: impl FnOnce(&Stop) -> T + Send + 'static) -> PyResult<T> {
    let stop = Stop::default();
    let (send, answer) = mpsc::sync_channel(1);
    let (theirs, answer) = (stop.clone(), Mutex::new(answer));
    thread::Builder::new()
        .name("diptych".into())
        .spawn(move || send.send(work(&theirs)))
        .map_err(|error| PyRuntimeError::new_err(format!("cannot start a thread: {error}")))?;
    loop {
        match py.detach(|| answer.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(LOOKS)) {
            Ok(answer) => return Ok(answer),
            Err(RecvTimeoutError::Timeout) => py.check_signals().inspect_err(|_| stop.0.store(true, Ordering::Relaxed))?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err("this is too much for diptych; report it as a bug"));
            }
        }
    }
}
