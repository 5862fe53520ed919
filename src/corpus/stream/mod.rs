//! Aligns a stream: one pair of documents on each line, or in each row of a table, the answers in the same order, for pipelines that have no
//! files.
//!
//! One thread reads, as many as there are cores align, and the caller's thread writes. The writer waits for the answers in the order of the
//! lines, and a bounded number of lines and bytes lies between reader and writer: a slow document, or a slow reader of the output, makes
//! the input wait and memory does not grow.
//!
//! Nothing that is wrong with a line ends the stream: the line gets an error in place of an alignment. One empty text makes the sentences
//! of the other omitted or added, and two give an alignment without beads, so that nothing has to be sorted out beforehand.

mod flat;
mod form;
mod input;
mod lines;
mod object;
mod work;

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, SyncSender, TryRecvError};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

pub use flat::Flat;
pub use form::Form;
pub use input::Input;

use super::repeated::Known;
use crate::align::Options;
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::pack::Pack;
use crate::model::{Pair, Split};
use flat::Layout;
use lines::Line;
use work::Workers;

/// Lines between reader and writer, a thread. Enough to be busy behind a document as long as a hundred others.
const LINES: usize = 128;

/// Bytes of lines between reader and writer, if no line may be longer.
const BYTES: usize = 64 << 20;

/// How a stream is worked on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What a line is; `None` to recognise it by the first one.
    pub form: Option<Form>,
    /// What is paired; `None` for what is usual for the form: sentences in JSON, lines for bleualign.
    pub split: Option<Split>,
    /// Languages of source and target (BCP 47) where a line names none; `None` to detect them in each text.
    pub languages: Pair<Option<String>>,
    /// How texts are aligned.
    pub options: Options,
    /// Lexicons of the user, the first before the others; each is used for the texts whose languages it is of.
    pub lexicons: Vec<Arc<Pack>>,
    /// Two-sided beads below this confidence are left out.
    pub min_confidence: f32,
    /// Pairs that are less likely to translate each other have no beads; those of which nothing is known have.
    pub min_related: f32,
    /// How beads are written one a line; `None` to answer each line as its form does.
    pub flat: Option<Flat>,
    /// Of beads with the same two texts, white space and case aside, only the first is written. Only where beads are written one a line.
    pub dedup: bool,
    /// Longer lines are not read.
    pub max_bytes: usize,
    /// Texts with more sentences are not aligned.
    pub max_sentences: Option<usize>,
    /// Bytes of memory that all alignments in work may take together; see [`Builder::max_memory`](crate::align::Builder::max_memory).
    pub max_memory: Option<u64>,
    /// Threads that align.
    pub threads: usize,
}

/// The result of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Lines that were read, without a header.
    pub lines: u64,
    /// Lines that could not be aligned.
    pub failed: u64,
    /// Bytes of the lines.
    pub bytes: u64,
    /// Pairs without beads because they are too unlikely to translate each other.
    pub unrelated: u64,
    /// Beads left out because they were there already.
    pub repeated: u64,
    /// Lines with a key that has no column.
    pub unplaced: u64,
    /// The first of these and the key.
    pub first_unplaced: Option<(u64, String)>,
}

/// What is written for a line.
#[derive(Debug, Default)]
struct Answer {
    rows: flat::Rows,
    error: Option<String>,
    /// Whether it has no beads because its texts are too unlikely to translate each other.
    unrelated: bool,
}

/// What the reader hands to the writer, in the order of the lines.
enum Promise {
    /// A header.
    Header(String),
    /// The line with this number and length will be answered.
    Line(u64, usize, Receiver<Answer>),
    /// Nothing more can be read.
    Broken(Error),
}

/// A line to be aligned.
struct Job {
    number: u64,
    line: Line,
    form: Form,
    layout: Option<Arc<Layout>>,
    answer: SyncSender<Answer>,
}

/// Aligns every line of `input` and writes the answers to `out`. `report` is called for each line that could not be aligned, in order, with
/// its number, from 1, the reason, and whether the reason is in what is written.
///
/// # Errors
/// The outer one if `out` cannot be written (a closed pipe included) or threads cannot be started; the inner one if `input` cannot be read, or
/// its header lacks a field, or a table is damaged: then all lines before are answered.
pub fn run(input: Input, out: &mut dyn Write, settings: Settings, mut report: impl FnMut(u64, &str, bool)) -> io::Result<Result<Summary>> {
    let threads = settings.threads.max(1);
    let gate = Arc::new(Gate::new(settings.max_bytes.max(BYTES)));
    // However this ends, the reader must not wait for ever.
    let _open = Open(&gate);
    let (promise, promises) = mpsc::sync_channel(LINES * threads);
    let (job, jobs) = mpsc::sync_channel(LINES * threads);
    let (max_bytes, form, flat, dedup) = (settings.max_bytes, settings.form, settings.flat, settings.dedup);
    let reader = Reader { max_bytes, form, flat, gate: Arc::clone(&gate), promise, job };
    Workers::new(settings, jobs)?.start(threads)?;
    // Not waited for: it may be stuck in a read that never returns.
    std::thread::Builder::new().name("read".into()).spawn(move || reader.run(input))?;

    let (mut summary, mut known) = (Summary::default(), Known::default());
    while let Some(promise) = ready(&promises, out)? {
        let (number, length, answer) = match promise {
            Promise::Header(line) => {
                out.write_all(line.as_bytes())?;
                continue;
            }
            Promise::Broken(error) => {
                out.flush()?;
                return Ok(Err(error));
            }
            Promise::Line(number, length, answer) => (number, length, answer),
        };
        let answer = ready(&answer, out)?.unwrap_or_default();
        match dedup {
            true => summary.repeated += first_ones(out, &answer.rows, &mut known)?,
            false => out.write_all(&answer.rows.bytes)?,
        }
        if let Some(error) = &answer.error {
            report(number, error, !answer.rows.bytes.is_empty());
        }
        summary.count(number, length, answer);
        gate.leave(length);
    }
    out.flush()?;
    Ok(Ok(summary))
}

impl Summary {
    fn count(&mut self, number: u64, length: usize, answer: Answer) {
        self.lines += 1;
        self.bytes += length as u64;
        self.failed += u64::from(answer.error.is_some());
        self.unrelated += u64::from(answer.unrelated);
        if let Some(key) = answer.rows.unplaced {
            self.unplaced += 1;
            self.first_unplaced.get_or_insert((number, key));
        }
    }
}

/// Writes the rows that were not there before; gives the number of the others.
fn first_ones(out: &mut dyn Write, rows: &flat::Rows, known: &mut Known) -> io::Result<u64> {
    let (mut start, mut repeated) = (0, 0);
    for &(end, print) in &rows.ends {
        if print.is_none_or(|print| known.is_new(print)) {
            out.write_all(rows.bytes.get(start..end).unwrap_or_default())?;
        } else {
            repeated += 1;
        }
        start = end;
    }
    Ok(repeated)
}

/// The next of a channel; what is written so far goes out before it is waited for, because the other end may wait for it.
fn ready<T>(from: &Receiver<T>, out: &mut dyn Write) -> io::Result<Option<T>> {
    match from.try_recv() {
        Ok(next) => Ok(Some(next)),
        Err(TryRecvError::Disconnected) => Ok(None),
        Err(TryRecvError::Empty) => {
            out.flush()?;
            Ok(from.recv().ok())
        }
    }
}

/// The thread that reads.
struct Reader {
    max_bytes: usize,
    form: Option<Form>,
    flat: Option<Flat>,
    gate: Arc<Gate>,
    promise: SyncSender<Promise>,
    job: SyncSender<Job>,
}

impl Reader {
    fn run(self, mut input: Input) {
        let mut told = input.is_table().then_some(Form::Jsonl);
        let (mut number, mut layout) = (0, None);
        loop {
            let mut line = match input.next(self.max_bytes) {
                Ok(Some(line)) => line,
                Ok(None) => return,
                Err(error) => return self.broken(error),
            };
            let form = match told.map_or_else(|| self.form(&mut line), |form| Ok((form, None))) {
                Ok((form, header)) => {
                    told = Some(form);
                    match header {
                        None => form,
                        // Rows have a header of their own.
                        Some(_) if self.flat.is_some() => continue,
                        Some(header) if self.promise.send(Promise::Header(header.into())).is_ok() => continue,
                        Some(_) => return,
                    }
                }
                Err(kind) => return self.broken(Error::new(input.name(), kind)),
            };
            if let (0, Some(flat)) = (number, self.flat) {
                let first = Layout::of(flat, form, &line);
                if first.header().is_some_and(|header| self.promise.send(Promise::Header(header)).is_err()) {
                    return;
                }
                layout = Some(Arc::new(first));
            }
            number += 1;
            if !self.hand_out(number, line, form, layout.clone()) {
                return;
            }
        }
    }

    /// What the first line tells: the form, and if it is a header, what is to be written in its place.
    fn form(&self, line: &mut Line) -> Result<(Form, Option<&'static str>), ErrorKind> {
        let (Line::Whole(first) | Line::TooLong { beginning: first, .. }) = line;
        if first.starts_with(b"\xEF\xBB\xBF") {
            first.drain(..3);
        }
        let told = self.form.unwrap_or_else(|| Form::of(first));
        match told.of_header(first) {
            Ok(Some((named, header))) => Ok((named, Some(header))),
            Ok(None) => Ok((told, None)),
            Err(what) => Err(ErrorKind::Malformed { line: 1, what, remedy: format!("the fields are {}", form::FIELDS.join(", ")) }),
        }
    }

    /// Waits for room and hands out a line; whether to go on.
    fn hand_out(&self, number: u64, line: Line, form: Form, layout: Option<Arc<Layout>>) -> bool {
        let (Line::Whole(held) | Line::TooLong { beginning: held, .. }) = &line;
        let length = held.len();
        let (answer, answers) = mpsc::sync_channel(1);
        self.gate.enter(length)
            && self.promise.send(Promise::Line(number, length, answers)).is_ok()
            && self.job.send(Job { number, line, form, layout, answer }).is_ok()
    }

    fn broken(self, error: Error) {
        // If nobody listens any more, nobody has to know.
        let _ = self.promise.send(Promise::Broken(error));
    }
}

/// How many bytes are between reader and writer.
struct Gate {
    most: usize,
    /// Bytes inside, and whether anybody will ever leave again.
    state: Mutex<(usize, bool)>,
    left: Condvar,
}

impl Gate {
    fn new(most: usize) -> Self {
        Self { most, state: Mutex::new((0, true)), left: Condvar::new() }
    }

    /// Waits until there is room for this many bytes; false if there never will be. What is larger than all the room enters alone.
    fn enter(&self, bytes: usize) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |state: &mut (usize, bool)| state.1 && state.0 > 0 && state.0.saturating_add(bytes) > self.most;
        let mut state = self.left.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        state.0 += bytes;
        state.1
    }

    fn leave(&self, bytes: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 -= bytes;
        self.left.notify_one();
    }
}

/// Lets all go when it is dropped.
struct Open<'a>(&'a Gate);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).1 = false;
        self.0.left.notify_all();
    }
}

#[cfg(test)]
mod tests;
