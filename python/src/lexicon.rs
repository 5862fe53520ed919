//! Lexicons: what is built in, files of one's own, and learning one.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use diptych::formats::output::rounded;
use diptych::internal::hash::Map;
use diptych::internal::lang;
use diptych::internal::source::atomic;
use diptych::internal::tokens;
use diptych::lexicon::pack::{Notes, Pack};
use diptych::lexicon::train::{Size, pack};
use diptych::lexicon::{built_in, prior};
use pyo3::prelude::*;
use pyo3::types::PyAnyMethods;

use crate::errors::input;
use crate::work;

/// Which words translate which.
#[pyclass(frozen, module = "diptych")]
pub struct Lexicon {
    first: Step,
    /// The second half of the way, by English.
    second: Option<Step>,
}

/// One lexicon, and which way it is read.
struct Step {
    pack: Arc<Pack>,
    reversed: bool,
    table: OnceLock<Translations>,
}

/// For each word its translations, the likeliest first.
type Translations = Map<String, Vec<(String, f32)>>;

impl Step {
    fn new(pack: Arc<Pack>, reversed: bool) -> Self {
        Self { pack, reversed, table: OnceLock::new() }
    }

    fn table(&self) -> &Translations {
        self.table.get_or_init(|| {
            let words = |list: diptych::lexicon::pack::WordList<'_>| {
                let (mut words, mut walk) = (Vec::with_capacity(list.len()), list.walk());
                while walk.valid {
                    words.push(walk.text());
                    walk.advance();
                }
                words
            };
            let (source, target) = (words(self.pack.source()), words(self.pack.target()));
            let mut table = Translations::default();
            self.pack.rows().all(|pair| {
                let (Some(one), Some(other)) = (source.get(pair.source as usize), target.get(pair.target as usize)) else { return };
                let (from, to, p) = if self.reversed { (other, one, pair.backward) } else { (one, other, pair.forward) };
                if p > 0.0 {
                    table.entry(from.clone()).or_default().push((to.clone(), p));
                }
            });
            for translations in table.values_mut() {
                translations.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            }
            table
        })
    }

    fn of(&self, word: &str) -> &[(String, f32)] {
        self.table().get(word).map_or(&[], Vec::as_slice)
    }
}

impl Lexicon {
    /// Its pack, for an aligner. Two packs by way of English are none, and would be passed over.
    pub fn pack(&self) -> PyResult<Arc<Pack>> {
        match self.second {
            None => Ok(Arc::clone(&self.first.pack)),
            Some(_) => Err(input("this lexicon goes by way of English and is built in: leave it out, and packs=True uses it")),
        }
    }

    fn steps(&self) -> impl Iterator<Item = &Step> {
        std::iter::once(&self.first).chain(&self.second)
    }
}

#[pymethods]
impl Lexicon {
    /// Reads a pack, a hunalign dictionary, or pairs of words.
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let pack = work::done(py, move |_| prior::read(&path))?;
        Ok(Self { first: Step::new(Arc::new(pack), false), second: None })
    }

    /// What is built in for two languages: one pack, or two by way of English.
    #[staticmethod]
    fn builtin(source_lang: &str, target_lang: &str) -> PyResult<Self> {
        let code =
            |code: &str| lang::lexicon(code).ok_or_else(|| input(format!("`{code}` is not a language code; use one like en or fra")));
        let (source, target) = (code(source_lang)?, code(target_lang)?);
        let none = |code: &str| input(format!("there is no built-in lexicon of {code}; `diptych lexicon list` names those that there are"));
        let english = |code: &str| built_in::pack(code).ok_or_else(|| none(code));
        let first = if source == "en" {
            Step::new(english(&target)?, false)
        } else if target == "en" {
            Step::new(english(&source)?, true)
        } else if let Some(direct) = built_in::named(&format!("{source}-{target}")) {
            Step::new(direct, false)
        } else if let Some(direct) = built_in::named(&format!("{target}-{source}")) {
            Step::new(direct, true)
        } else {
            return Ok(Self { first: Step::new(english(&source)?, true), second: Some(Step::new(english(&target)?, false)) });
        };
        Ok(Self { first, second: None })
    }

    /// The languages of the built-in lexicons.
    #[staticmethod]
    fn languages() -> Vec<&'static str> {
        built_in::languages().collect()
    }

    /// The words of a text as lexicons hold them, in their order.
    #[staticmethod]
    fn words(text: &str) -> Vec<String> {
        let tokens = tokens::tokenize([text].into_iter());
        tokens.ids.iter().filter_map(|&id| tokens.words.get(id as usize)).map(|word| word.form.to_string()).collect()
    }

    /// The likeliest translations of a word with their probabilities; empty if it is not known.
    #[pyo3(signature = (word, n = 5))]
    fn translations(&self, word: &str, n: usize) -> Vec<(String, f64)> {
        let tokens = tokens::tokenize([word].into_iter());
        let Some(word) = tokens.words.first().map(|word| word.form.to_string()) else { return Vec::new() };
        let first = self.first.of(&word);
        let mut found = match &self.second {
            None => first.to_vec(),
            Some(other) => {
                let mut sums: Map<&str, f32> = Map::default();
                for (between, p) in first {
                    other.of(between).iter().for_each(|(to, q)| *sums.entry(to).or_default() += p * q);
                }
                let mut found: Vec<(String, f32)> = sums.into_iter().map(|(to, p)| (to.to_owned(), p)).collect();
                found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                found
            }
        };
        found.truncate(n);
        found.into_iter().map(|(word, p)| (word, rounded(p))).collect()
    }

    fn __len__(&self) -> usize {
        self.steps().map(|step| step.table().len()).min().unwrap_or(0)
    }

    fn __repr__(&self) -> String {
        let names = self.steps().map(|step| {
            let notes = step.pack.notes();
            let (one, other) = if step.reversed { (&notes.target, &notes.source) } else { (&notes.source, &notes.target) };
            format!("{one}-{other}")
        });
        format!("<Lexicon {}>", names.collect::<Vec<_>>().join(" "))
    }
}

/// Learns a lexicon from pairs of texts and writes it as a pack; gives the number of pairs it was learned from.
#[pyfunction]
#[pyo3(signature = (pairs, path, *, source_lang = None, target_lang = None))]
pub fn train(
    py: Python<'_>,
    pairs: &Bound<'_, PyAny>,
    path: PathBuf,
    source_lang: Option<&str>,
    target_lang: Option<&str>,
) -> PyResult<usize> {
    let pair = |pair: PyResult<Bound<'_, PyAny>>| -> PyResult<(String, String, f32)> {
        let (source, target) = pair?.extract::<(String, String)>().map_err(|_| input("pairs are tuples of two strings"))?;
        Ok((source, target, 1.0))
    };
    let pairs = pairs.try_iter()?.map(pair).collect::<PyResult<Vec<_>>>()?;
    if pairs.is_empty() {
        return Err(input("there is nothing to learn from; give pairs of sentences"));
    }
    let named = |code: Option<&str>| Ok::<_, PyErr>(crate::text::language(code)?.unwrap_or_default());
    let notes = Notes { source: named(source_lang)?, target: named(target_lang)?, ..Notes::default() };
    work::done(py, move |_| {
        atomic::file(&path, |out| out.write_all(&pack(&pairs, &notes, &Size::default())))?;
        Ok(pairs.len())
    })
}
