//! diptych for Python: the library's types as classes, its functions as functions. What needs no more than Python stands in `diptych/`.
//!
//! Work is done on other threads than Python's ([`work`]), so that a keyboard interrupt is heard at once and other Python threads go on.
#![allow(missing_docs, reason = "docstrings stand in _diptych.pyi, where type checkers and editors read them")]

mod aligner;
mod alignment;
mod arrow;
mod batches;
mod check;
mod errors;
mod files;
mod lexicon;
mod matching;
mod pool;
mod text;
mod threads;
mod work;

use std::ffi::OsString;
use std::path::PathBuf;

use pyo3::prelude::*;

use diptych::internal::source::contained;

/// Runs the command line and gives its exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| diptych::cli::main(arguments))
}

/// Says how an interpreter is started that reads PDFs from strangers in its stead.
#[pyfunction]
fn offer_child(program: PathBuf, arguments: Vec<OsString>) {
    contained::offer_of(program, arguments);
}

#[pymodule]
mod _diptych {
    #[pymodule_export]
    use super::aligner::Aligner;
    #[pymodule_export]
    use super::alignment::{Alignment, Bead};
    #[pymodule_export]
    use super::batches::BeadReader;
    #[pymodule_export]
    use super::check::{Remark, check, evaluate};
    #[pymodule_export]
    use super::files::{convert, read_bitext};
    #[pymodule_export]
    use super::lexicon::{Lexicon, train};
    #[pymodule_export]
    use super::matching::{Match, match_documents};
    #[pymodule_export]
    use super::pool::Pool;
    #[pymodule_export]
    use super::text::{Document, Sentence, Text, detect, read, segment};
    use super::*;
    #[pymodule_export]
    use super::{main, offer_child};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
