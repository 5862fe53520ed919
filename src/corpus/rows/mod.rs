//! Pairs of texts as rows of Arrow record batches, and their beads as rows of others: what Python, Spark and Ray align through.
//!
//! Whoever wants beads asks for the next batch of them. Then as many rows of the input are taken as may be in work at a time, all threads align
//! them, and the answers of the first ones that are not yet handed over are waited for: a slow reader makes the input wait and memory does
//! not grow. The rows come out in the order of the input, whatever the number of threads.
//!
//! Nothing that is wrong with a row ends the stream: it gets one row with an error in place of its beads.

mod beads;
mod columns;
mod portion;

use std::collections::VecDeque;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};

use super::crew::Crew;
use crate::align::Aligner;
use crate::error::{Error, Result};
use crate::lexicon::pool::Pool;
use crate::model::{Pair, Split};
use columns::Columns;
use portion::{Job, Portion, Waiting};

pub use super::fields::FIELDS;
pub use beads::batch_of;

/// Rows that are read at a time, and answered together: enough for a batch that is worth its columns.
const ROWS: usize = 256;
/// Bytes of text of these, one row aside.
const BYTES: usize = 4 << 20;
/// Portions in work, beyond one for each thread.
const AHEAD: usize = 2;
/// How often somebody who waits looks whether to go on.
const LOOKS: Duration = Duration::from_millis(20);

/// Which columns hold what, and how rows are aligned.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The names of the columns with the texts: strings, or lists of strings that are sentences.
    pub columns: Pair<String>,
    /// The names of the columns that are passed through; `None` for all but the texts.
    pub keep: Option<Vec<String>>,
    /// What is paired in texts that are not lists of sentences.
    pub split: Split,
    /// Languages of source and target (BCP 47) where the columns `source_lang` and `target_lang` name none; `None` to detect them in each text.
    pub languages: Pair<Option<String>>,
    /// Two-sided beads below this confidence are left out.
    pub min_confidence: f32,
    /// Texts with more sentences are not aligned.
    pub max_sentences: Option<usize>,
    /// What other pairs of the same languages teach; see [`Pool`]. Each row is aligned once more before, to leave out what it has taught itself.
    pub pools: Vec<(Pair<String>, Arc<Pool>)>,
    /// Threads that align.
    pub threads: usize,
}

/// Asked while beads are waited for, every few milliseconds: whether to go on.
pub type Watch = Box<dyn FnMut() -> ControlFlow<()> + Send>;

/// The beads of all rows of an input, in its order, as record batches of the fields that are passed through and [`FIELDS`].
pub struct Beads {
    input: Box<dyn RecordBatchReader + Send>,
    columns: Arc<Columns>,
    schema: SchemaRef,
    watch: Option<Watch>,
    /// When it was asked last.
    asked: Instant,
    /// What is left of the batch that was read last, and the number of its first row.
    rest: Option<RecordBatch>,
    row: u64,
    ended: bool,
    waiting: VecDeque<Waiting>,
    most_waiting: usize,
    jobs: Sender<Job>,
    stop: Arc<AtomicBool>,
}

/// Aligns every row of a stream of record batches.
///
/// # Errors
/// If a column is missing or of a wrong type, or threads cannot be started. What goes wrong later is an error of [`Beads`]: only what its input
/// says, and [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) if its watcher says so.
pub fn align(input: Box<dyn RecordBatchReader + Send>, aligner: Aligner, settings: Settings, watch: Option<Watch>) -> Result<Beads> {
    let columns = Columns::find(&input.schema(), &settings).map_err(|(what, remedy)| Error::unusable("input", what, &remedy))?;
    let threads = settings.threads.max(1);
    let cannot = |error| Error::io("input", "start threads for", error);
    let crew = Crew::new(aligner, threads).map_err(cannot)?;
    let stop = Arc::new(AtomicBool::new(false));
    let (jobs, queue) = mpsc::channel::<Job>();
    let (queue, stopped) = (Mutex::new(queue), Arc::clone(&stop));
    Crew::start(threads, move || {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
            match next {
                Ok(job) if !stopped.load(Ordering::Relaxed) => job.answer(&crew, &settings, &stopped),
                Ok(_) => {}
                Err(_) => return,
            }
        }
    })
    .map_err(cannot)?;
    let schema = Arc::new(beads::schema(columns.kept()));
    let most_waiting = threads + AHEAD;
    Ok(Beads {
        input,
        columns: Arc::new(columns),
        schema,
        watch,
        asked: Instant::now(),
        rest: None,
        row: 0,
        ended: false,
        waiting: VecDeque::new(),
        most_waiting,
        jobs,
        stop,
    })
}

impl Beads {
    /// The next rows of the input as a portion to be aligned; `None` at its end.
    fn portion(&mut self) -> Result<Option<Portion>, ArrowError> {
        loop {
            let batch = match self.rest.take() {
                Some(rest) => rest,
                None => match self.input.next() {
                    Some(batch) => batch?,
                    None => return Ok(None),
                },
            };
            if batch.num_rows() == 0 {
                continue;
            }
            let (portion, taken) = Portion::of(&batch, &self.columns, self.row)?;
            self.row += taken as u64;
            if taken < batch.num_rows() {
                self.rest = Some(batch.slice(taken, batch.num_rows() - taken));
            }
            return Ok(Some(portion));
        }
    }

    /// Gives the threads as much as may be in work.
    fn fill(&mut self) -> Result<(), ArrowError> {
        while !self.ended && self.waiting.len() < self.most_waiting {
            match self.portion()? {
                Some(portion) => self.waiting.push_back(Waiting::new(portion, &self.jobs)),
                None => self.ended = true,
            }
        }
        Ok(())
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        loop {
            self.fill()?;
            let Some(first) = self.waiting.front_mut() else { return Ok(None) };
            while first.lacks_answers() {
                match first.receive(LOOKS) {
                    Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                    // Threads end before their work is done only if the system has ended them.
                    Err(RecvTimeoutError::Disconnected) => return Err(ArrowError::ComputeError("the threads that align are gone".into())),
                }
                // By the clock: small rows come one after the other and never let it time out.
                if self.asked.elapsed() >= LOOKS {
                    self.asked = Instant::now();
                    if self.watch.as_mut().is_some_and(|watch| watch().is_break()) {
                        return Err(ArrowError::ExternalError(Box::new(Error::new("input", crate::ErrorKind::Cancelled))));
                    }
                }
            }
            let Some(first) = self.waiting.pop_front() else { return Ok(None) };
            let batch = first.batch(&self.schema)?;
            // With a smallest confidence nothing may be left of some rows.
            if batch.num_rows() > 0 {
                return Ok(Some(batch));
            }
        }
    }
}

impl Iterator for Beads {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.next_batch();
        if next.is_err() {
            self.ended = true;
            self.rest = None;
            self.waiting.clear();
            self.stop.store(true, Ordering::Relaxed);
        }
        next.transpose()
    }
}

impl RecordBatchReader for Beads {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

impl Drop for Beads {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl fmt::Debug for Beads {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Beads").field("schema", &self.schema).field("row", &self.row).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
