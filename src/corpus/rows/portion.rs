//! Some rows that are aligned side by side and answered together.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, SchemaRef};

use super::beads::{Answer, Found};
use super::columns::{Columns, Texts};
use super::{BYTES, ROWS, Settings, beads};
use crate::corpus::common;
use crate::corpus::crew::Crew;
use crate::formats::output::Bitext;
use crate::lang;
use crate::lexicon::pool::{Others, Pool};
use crate::model::{Alignment, Pair, Side, Text};

/// Rows to be aligned.
#[derive(Debug)]
pub(super) struct Portion {
    /// The number of the first, from 0.
    first: u64,
    rows: usize,
    passed: Vec<ArrayRef>,
    texts: Pair<Texts>,
    languages: Pair<Option<Texts>>,
}

impl Portion {
    /// The first rows of a batch, as many as make a portion, and how many these are.
    pub fn of(batch: &RecordBatch, columns: &Columns, first: u64) -> Result<(Self, usize), ArrowError> {
        let mut rows = batch.slice(0, batch.num_rows().min(ROWS));
        let mut texts = columns.texts(&rows)?;
        let fit = Self::fit(&texts, rows.num_rows());
        if fit < rows.num_rows() {
            rows = rows.slice(0, fit);
            texts = columns.texts(&rows)?;
        }
        let languages = columns.languages(&rows)?;
        Ok((Self { first, rows: rows.num_rows(), passed: columns.passed(&rows), texts, languages }, rows.num_rows()))
    }

    /// How many rows have no more text than a portion may, at least one.
    fn fit(texts: &Pair<Texts>, rows: usize) -> usize {
        let mut bytes = 0;
        let fits = |row: &usize| {
            bytes += texts.source.bytes(*row) + texts.target.bytes(*row);
            *row == 0 || bytes <= BYTES
        };
        (0..rows).take_while(fits).count().max(1)
    }
}

/// One row to be aligned.
pub(super) struct Job {
    portion: Arc<Portion>,
    row: usize,
    answer: Sender<(usize, Answer)>,
}

impl Job {
    /// Aligns it. A panic is our mistake, and must not cost more than its row.
    pub fn answer(&self, crew: &Crew, settings: &Settings, stop: &Arc<AtomicBool>) {
        let answer = catch_unwind(AssertUnwindSafe(|| self.aligned(crew, settings, stop)));
        let answer = answer.unwrap_or_else(|_| Err("these texts are too much for diptych; report it as a bug".into()));
        // If nobody listens any more, nobody has to know.
        let _ = self.answer.send((self.row, answer));
    }

    fn aligned(&self, crew: &Crew, settings: &Settings, stop: &Arc<AtomicBool>) -> Answer {
        let bytes = self.portion.texts.as_ref().map(|texts| texts.bytes(self.row));
        let bytes = bytes.source + bytes.target;
        let texts = crew.install(bytes, || Pair::try_from_fn(|side| self.text(side, settings)))?;
        let pair = texts.as_ref();
        if pair.source.is_empty() && pair.target.is_empty() {
            return Err("there is no text in either of them".into());
        }
        let align = |others| {
            let stop = Arc::clone(stop);
            crew.align(pair, bytes, others, move || stop.load(Ordering::Relaxed)).map_err(|error| error.to_string())
        };
        let alignment = match taught(settings, pair) {
            None => align(None)?,
            Some((pool, reversed)) => {
                let own = align(None)?;
                align(Some(others(pool, reversed, pair, &own)?))?
            }
        };
        Found::new(pair, &alignment, settings.min_confidence)
    }

    fn text(&self, side: Side, settings: &Settings) -> Result<Text, String> {
        let portion = &self.portion;
        let contents = portion.texts[side].contents(self.row).ok_or_else(|| format!("the {side} text is null"))?;
        let named = portion.languages[side].as_ref().and_then(|languages| languages.string(self.row));
        let named = named.map(|code| {
            lang::parse(code).ok_or_else(|| format!("{side}_lang: `{code}` is not a language code; use one like en, fra, zh-Hant or pt-BR"))
        });
        let named = named.transpose()?;
        contents.text(side, named.as_deref().or(settings.languages[side].as_deref()), settings.split, settings.max_sentences)
    }
}

/// The pool of two languages, and whether it has them the other way round.
fn taught<'s>(settings: &'s Settings, texts: Pair<&Text>) -> Option<(&'s Arc<Pool>, bool)> {
    let languages = Pair::try_from_fn(|side| lang::lexicon(texts[side].language()).ok_or(())).ok()?;
    let has = |pool: &Pair<String>| *pool == languages || *pool == languages.clone().swapped();
    let (of, pool) = settings.pools.iter().find(|(of, _)| has(of))?;
    Some((pool, *of != languages))
}

/// What a pool teaches two texts: all but what their own sure beads have taught it.
fn others(pool: &Arc<Pool>, reversed: bool, texts: Pair<&Text>, alignment: &Alignment) -> Result<Others, String> {
    let bitext = Bitext::new(texts.source, texts.target, alignment).map_err(|error| error.to_string())?;
    Ok(pool.without(&common::lessons(&bitext, reversed), reversed))
}

/// A portion that is being aligned.
pub(super) struct Waiting {
    portion: Arc<Portion>,
    answers: Vec<Option<Answer>>,
    missing: usize,
    incoming: Receiver<(usize, Answer)>,
}

impl Waiting {
    /// Has the rows of a portion aligned.
    pub fn new(portion: Portion, jobs: &Sender<Job>) -> Self {
        let (answer, incoming) = mpsc::channel();
        let (rows, portion) = (portion.rows, Arc::new(portion));
        for row in 0..rows {
            // Threads that are gone are found out when their answers are missed.
            let _ = jobs.send(Job { portion: Arc::clone(&portion), row, answer: answer.clone() });
        }
        Self { portion, answers: (0..rows).map(|_| None).collect(), missing: rows, incoming }
    }

    /// Whether something is still being aligned.
    pub fn lacks_answers(&self) -> bool {
        self.missing > 0
    }

    /// Waits for an answer.
    pub fn receive(&mut self, patience: Duration) -> Result<(), RecvTimeoutError> {
        let (row, answer) = self.incoming.recv_timeout(patience)?;
        if let Some(place) = self.answers.get_mut(row) {
            self.missing -= usize::from(place.is_none());
            *place = Some(answer);
        }
        Ok(())
    }

    /// All answers as one batch.
    pub fn batch(self, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
        beads::batch(schema, &self.portion.passed, self.portion.first, self.answers.into_iter().flatten())
    }
}

impl Texts {
    /// Bytes of the text of a row.
    fn bytes(&self, row: usize) -> usize {
        match self {
            Self::Whole(strings) => {
                if row < strings.len() {
                    strings.value_length(row) as usize
                } else {
                    0
                }
            }
            Self::Sentences(lists) => {
                let strings = lists.values().as_string::<i64>().value_offsets();
                let at = |place: usize| lists.value_offsets().get(place).and_then(|&list| strings.get(list as usize)).copied();
                at(row).zip(at(row + 1)).map_or(0, |(start, end)| (end - start).max(0) as usize)
            }
        }
    }
}
