//! Documents, sentences and segmented texts; what a person may give where a text is wanted.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use diptych::internal::lang;
use diptych::model::{self, Pair, Split};
use diptych::read::{ReadOptions, bytes, file, from_sentences, from_text};
use diptych::{Error, Result, formats};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator, PyList, PySlice, PyString};

use crate::errors::{input, missing};
use crate::work;

/// A text or a name: longer strings are never names of files.
const LONGEST_NAME: usize = 4096;

/// A document as it was read.
#[pyclass(frozen, module = "diptych")]
pub struct Document(pub Arc<model::Document>);

#[pymethods]
impl Document {
    #[getter]
    fn text(&self) -> &str {
        self.0.text()
    }

    #[getter]
    fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    #[getter]
    fn language(&self) -> String {
        lang::of(&self.0)
    }

    /// `(kind, start, end)`, places in characters of `text`.
    #[getter]
    fn blocks(&self) -> Vec<(String, usize, usize)> {
        listed(self.0.text(), self.0.blocks())
    }

    #[getter]
    fn boilerplate(&self) -> Vec<(String, usize, usize)> {
        listed(self.0.text(), self.0.boilerplate())
    }

    /// The text without boilerplate: its blocks, one on each line, blank lines between paragraphs.
    #[getter]
    fn main_text(&self) -> String {
        let text = |block: &model::Block| self.0.text().get(block.range.clone()).unwrap_or_default().trim().to_owned();
        self.0.blocks().iter().map(text).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn __len__(&self) -> usize {
        self.0.text().chars().count()
    }

    fn __repr__(&self) -> String {
        format!("<Document {} of {} blocks>", self.0.path().display(), self.0.blocks().len())
    }
}

fn listed(text: &str, blocks: &[model::Block]) -> Vec<(String, usize, usize)> {
    let mut places = Places::new(text);
    let mut block = |block: &model::Block| {
        let kind = format!("{:?}", block.kind).to_lowercase();
        (kind, places.of(block.range.start), places.of(block.range.end))
    };
    blocks.iter().map(&mut block).collect()
}

/// Turns ascending places in bytes into places in characters, as Python counts them.
struct Places<'t> {
    text: &'t str,
    byte: usize,
    character: usize,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, byte: 0, character: 0 }
    }

    fn of(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.character) = (0, 0);
        }
        self.character += self.text.get(self.byte..byte).map_or(0, |part| part.chars().count());
        self.byte = byte;
        self.character
    }
}

/// A sentence of a text.
#[pyclass(frozen, eq, module = "diptych", get_all, skip_from_py_object)]
#[derive(Clone, PartialEq)]
pub struct Sentence {
    id: usize,
    text: String,
    start: usize,
    end: usize,
}

#[pymethods]
impl Sentence {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("Sentence({}, {:?}, {}, {})", self.id, self.text, self.start, self.end)
    }
}

/// A text in sentences.
#[pyclass(frozen, sequence, module = "diptych")]
pub struct Text(pub Arc<model::Text>);

#[pymethods]
impl Text {
    #[getter]
    fn language(&self) -> &str {
        self.0.language()
    }

    #[getter]
    fn document(&self) -> Document {
        Document(self.0.shared_document())
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(slice) = at.cast::<PySlice>() {
            let places = slice.indices(self.0.len() as isize)?;
            let at = (0..places.slicelength as isize).map(|step| places.start + step * places.step);
            let chosen = at.filter_map(|at| self.at(usize::try_from(at).ok()?)).collect::<Vec<_>>();
            return Ok(PyList::new(py, chosen)?.into_any());
        }
        let at: isize = at.extract()?;
        let place = if at < 0 { at + self.0.len() as isize } else { at };
        let found = usize::try_from(place).ok().and_then(|id| self.at(id));
        found.ok_or_else(|| PyIndexError::new_err("there is no such sentence"))?.into_bound_py_any(py)
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        PyList::new(py, (0..self.0.len()).filter_map(|id| self.at(id)).collect::<Vec<_>>())?.try_iter()
    }

    fn __repr__(&self) -> String {
        format!("<Text {} ({}) of {} sentences>", self.0.document().path().display(), self.0.language(), self.0.len())
    }
}

impl Text {
    fn at(&self, id: usize) -> Option<Sentence> {
        let range = self.0.document().source_range(&self.0.sentences().get(id)?.range);
        Some(Sentence { id, text: self.0.sentence(id).to_owned(), start: range.start, end: range.end })
    }
}

/// What a person gives for a text.
pub enum Given {
    File(PathBuf),
    Whole(String),
    Sentences(Vec<String>),
    Document(Arc<model::Document>),
    Text(Arc<model::Text>),
}

impl Given {
    /// A path object is a file. A string is a file if it is the name of one, a text otherwise; one that looks like a name of a file (no white
    /// space, an extension that a reader knows) and is none is an error and no text. Anything else is a sequence of sentences.
    pub fn of(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(text) = value.cast::<Text>() {
            return Ok(Self::Text(Arc::clone(&text.get().0)));
        }
        if let Ok(document) = value.cast::<Document>() {
            return Ok(Self::Document(Arc::clone(&document.get().0)));
        }
        if let Ok(string) = value.cast::<PyString>() {
            return Self::of_string(string.to_str()?);
        }
        if value.hasattr("__fspath__")? {
            return Ok(Self::File(value.extract()?));
        }
        if value.is_instance_of::<PyBytes>() {
            return Err(input("bytes are no text; decode them, or give them to diptych.read"));
        }
        let sentences = value.try_iter().and_then(|members| members.map(|member| member?.extract::<String>()).collect());
        sentences.map(Self::Sentences).map_err(|_| {
            let kind = value.get_type().name().map_or_else(|_| "this".to_owned(), |name| name.to_string());
            input(format!("{kind} is no text; give a path, a string, or a list of sentences"))
        })
    }

    fn of_string(string: &str) -> PyResult<Self> {
        let whole = || Ok(Self::Whole(string.to_owned()));
        if string.len() > LONGEST_NAME || string.contains(['\n', '\0']) {
            return whole();
        }
        let path = Path::new(string);
        if path.is_file() {
            return Ok(Self::File(path.to_owned()));
        }
        let names = formats::document::named(path).is_some() && !string.contains(char::is_whitespace);
        if names {
            return Err(missing(format!("{string}: there is no such file; a text may be given as a list of its sentences")));
        }
        whole()
    }

    /// Bytes of text, as far as they are known.
    pub fn text(self, name: &str, language: Option<&str>, split: Split) -> Result<Arc<model::Text>> {
        let document = match self {
            Self::Text(text) => return Ok(text),
            Self::Document(document) => (*document).clone(),
            Self::File(path) => file(path, &ReadOptions { split, ..ReadOptions::default() })?,
            Self::Whole(text) => from_text(name, text, split)?,
            Self::Sentences(sentences) => {
                let document = from_sentences(name, &sentences)?;
                let language = language.map_or_else(|| lang::of(&document), str::to_owned);
                return Ok(Arc::new(diptych::segment(document, &language, Split::Lines)?));
            }
        };
        let language = language.map_or_else(|| lang::of(&document), str::to_owned);
        Ok(Arc::new(diptych::segment(document, &language, split)?))
    }
}

/// Both texts of a pair.
pub fn both(given: Pair<Given>, languages: &Pair<Option<String>>, split: Split) -> Result<Pair<Arc<model::Text>>> {
    let Pair { source, target } = given;
    let source = source.text("source", languages.source.as_deref(), split)?;
    let target = target.text("target", languages.target.as_deref(), split)?;
    Ok(Pair::new(source, target))
}

/// A unit, as typed.
pub fn split(word: Option<&str>) -> PyResult<Split> {
    match word {
        None | Some("sentences") => Ok(Split::Sentences),
        Some("lines") => Ok(Split::Lines),
        Some("paragraphs") => Ok(Split::Paragraphs),
        Some(other) => Err(input(format!("`{other}` is no unit; split by sentences, lines or paragraphs"))),
    }
}

/// A language, as typed.
pub fn language(code: Option<&str>) -> PyResult<Option<String>> {
    let parsed = |code: &str| {
        lang::parse(code).ok_or_else(|| input(format!("`{code}` is not a language code; use one like en, fra, zh-Hant or pt-BR")))
    };
    code.map(parsed).transpose()
}

/// Reads a file, or bytes as if they were the contents of a file called `name`.
#[pyfunction]
#[pyo3(signature = (source, *, name = None, encoding = None, split = None, from_ = None, main_content = false))]
pub fn read(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    name: Option<PathBuf>,
    encoding: Option<String>,
    split: Option<&str>,
    from_: Option<&str>,
    main_content: bool,
) -> PyResult<Document> {
    let from = from_.map(|name| formats::named_or_alias(name).ok_or_else(|| input(format!("`{name}` is no format that is read"))));
    let options = ReadOptions { encoding, split: self::split(split)?, from: from.transpose()?, main_content, ..ReadOptions::default() };
    let document = if let Ok(given) = source.cast::<PyBytes>() {
        let (contents, name) = (given.as_bytes().to_vec(), name.unwrap_or_else(|| "bytes".into()));
        work::done(py, move |_| bytes(name, contents, &options))
    } else {
        let path: PathBuf = source.extract()?;
        work::done(py, move |_| file(path, &options))
    }?;
    Ok(Document(Arc::new(document)))
}

/// Finds the sentences of a text.
#[pyfunction]
#[pyo3(signature = (text, *, lang = None, split = None))]
pub fn segment(py: Python<'_>, text: &Bound<'_, PyAny>, lang: Option<&str>, split: Option<&str>) -> PyResult<Text> {
    let (given, language, split) = (Given::of(text)?, language(lang)?, self::split(split)?);
    Ok(Text(work::done(py, move |_| given.text("text", language.as_deref(), split))?))
}

/// The language of a text.
#[pyfunction]
pub fn detect(py: Python<'_>, text: &str) -> String {
    py.detach(|| lang::detect(text))
}

/// An error about what was given as a text.
pub fn unusable(what: impl Into<String>, remedy: &str) -> Error {
    Error::unusable("input", what, remedy)
}
