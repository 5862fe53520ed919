//! Bitexts in files: reading them as alignments, and turning one format into another.

use std::path::PathBuf;
use std::sync::Arc;

use diptych::align;
use diptych::formats::output::{Parts, Settings};
use diptych::formats::{self, Format, bitext};
use diptych::internal::source::Touched;
use diptych::model::Pair;
use diptych::project::{self, Project};
use pyo3::prelude::*;

use crate::aligner::confidence;
use crate::alignment::{Aligned, Alignment};
use crate::errors::input;
use crate::text::{Given, language, split};
use crate::work;

/// Reads a bitext or a project as an alignment.
#[pyfunction]
#[pyo3(signature = (path, *, from_ = None, source_lang = None, target_lang = None, source = None, target = None, split = None))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub fn read_bitext(
    py: Python<'_>,
    path: PathBuf,
    from_: Option<&str>,
    source_lang: Option<&str>,
    target_lang: Option<&str>,
    source: Option<&Bound<'_, PyAny>>,
    target: Option<&Bound<'_, PyAny>>,
    split: Option<&str>,
) -> PyResult<Alignment> {
    let format = from_.map(named).transpose()?;
    let languages = Pair::new(language(source_lang)?, language(target_lang)?);
    let texts = match (source, target) {
        (Some(source), Some(target)) => Some(Pair::new(Given::of(source)?, Given::of(target)?)),
        (None, None) => None,
        _ => return Err(input("a bitext of ids needs both texts: give source and target")),
    };
    let split = self::split(split)?;
    let aligned = work::done(py, move |_| {
        if format.is_none() && texts.is_none() && project::is_one(&path) {
            return project::of_project(Project::open(&path)?.current()?.project);
        }
        let texts = texts.map(|given| {
            let texts = crate::text::both(given, &languages, split)?;
            Ok::<_, diptych::Error>(texts.map(|text| (*text).clone()))
        });
        bitext::read(&path, &bitext::Options { format, texts: texts.transpose()?, languages })
    })?;
    let texts = Pair::new(Arc::new(aligned.source), Arc::new(aligned.target));
    Ok(Alignment(Arc::new(Aligned { texts, alignment: aligned.alignment, aligner: align::Aligner::default(), threads: None })))
}

/// Turns a bitext into another format; gives the paths of what was written.
#[pyfunction]
#[pyo3(signature = (source, target, *, from_ = None, to = None, source_lang = None, target_lang = None, min_confidence = 0.0))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub fn convert(
    py: Python<'_>,
    source: PathBuf,
    target: PathBuf,
    from_: Option<&str>,
    to: Option<&str>,
    source_lang: Option<&str>,
    target_lang: Option<&str>,
    min_confidence: f32,
) -> PyResult<Vec<PathBuf>> {
    // Said before it is read; other names of the same file are found out when it is known what will be written.
    if source == target {
        return Err(input(format!("{}: this is what is read; write to another file", target.display())));
    }
    let aligned = read_bitext(py, source.clone(), from_, source_lang, target_lang, None, None, None)?.0;
    write(py, aligned, target, to, min_confidence, vec![source])
}

/// Writes two texts with their beads into a file whose name tells the format unless `to` does, but over none of those that were `read`; gives the paths
/// of what was written.
pub fn write(
    py: Python<'_>,
    aligned: Arc<Aligned>,
    path: PathBuf,
    to: Option<&str>,
    min_confidence: f32,
    read: Vec<PathBuf>,
) -> PyResult<Vec<PathBuf>> {
    confidence(min_confidence)?;
    let format = match to {
        Some(name) => named(name)?,
        None => formats::asked_by(&path).ok_or_else(|| {
            input(format!("{}: the name tells no format; end it in one like .tmx or .tsv, or name the format with `to`", path.display()))
        })?,
    };
    if format.writing.is_none() {
        return Err(input(format!("the format {} is read and not written", format.name)));
    }
    work::done(py, move |_| {
        let bitext = aligned.bitext()?.with_min_confidence(min_confidence);
        format.fits(bitext.source.document())?;
        let parts = Parts::new(&path, format, bitext.languages());
        let touched = read.iter().fold(Touched::default(), |touched, file| touched.reading("input", file));
        parts.paths().iter().try_for_each(|part| touched.spares(part))?;
        parts.write(&bitext, &Settings::default(), None)?;
        Ok(parts.paths().to_vec())
    })
}

/// A format by its name.
pub fn named(name: &str) -> PyResult<Format> {
    formats::named_or_alias(name).ok_or_else(|| input(format!("`{name}` is no format; `diptych convert --help` lists them")))
}
