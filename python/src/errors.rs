//! The library's errors as Python exceptions, with its sentence.

use diptych::{Error, ErrorKind};
use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyAnyMethods;

/// The exception of an error: a class of `diptych.errors`.
pub fn exception(error: Error) -> PyErr {
    let class = match error.kind {
        ErrorKind::Cancelled => return PyKeyboardInterrupt::new_err(()),
        ErrorKind::Io { .. } => "FileError",
        ErrorKind::TooLarge { .. } => "TooLargeError",
        _ => "InputError",
    };
    of_class(class, in_python(error.to_string()))
}

/// Options that messages name, as they are typed and as they are called here.
const OPTIONS: [(&str, &str); 6] = [
    ("--encoding", "encoding"),
    ("--from", "from_"),
    ("--max-memory", "max_memory"),
    ("--max-sentences", "max_sentences"),
    ("--source-lang", "source_lang"),
    ("--target-lang", "target_lang"),
];

fn in_python(sentence: String) -> String {
    OPTIONS.iter().fold(sentence, |sentence, (typed, called)| sentence.replace(&format!(" {typed}"), &format!(" {called}")))
}

/// What is wrong with what was given.
pub fn input(what: impl Into<String>) -> PyErr {
    of_class("InputError", what.into())
}

/// A file that is not there.
pub fn missing(what: impl Into<String>) -> PyErr {
    of_class("FileError", what.into())
}

fn of_class(class: &str, sentence: String) -> PyErr {
    Python::attach(|py| {
        let made = py.import("diptych.errors").and_then(|errors| errors.getattr(class)).and_then(|class| class.call1((&sentence,)));
        made.map_or_else(|_| PyRuntimeError::new_err(sentence.clone()), PyErr::from_value)
    })
}
