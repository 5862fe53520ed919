//! Aligns a stream: one pair of documents on each line, the answers in the same order, for pipelines that have no files.
//!
//! One thread reads, as many as there are cores align, and the caller's thread writes. The writer waits for the answers in the order of the
//! lines, and a bounded number of lines and bytes lies between reader and writer: a slow document, or a slow reader of the output, makes
//! the input wait and memory does not grow. Each thread that aligns is a rayon pool of its own, because a thread of a shared pool that
//! waits for a part of one document would begin another one meanwhile, and documents would pile up on its stack; only a document longer
//! than 4 MB is worth all threads.
//!
//! Nothing that is wrong with a line ends the stream: the line gets an error in place of an alignment. One empty text makes the sentences
//! of the other omitted or added, and two give an alignment without beads, so that nothing has to be sorted out beforehand.

mod form;
mod lines;
mod work;

use std::io::{self, BufRead, Write};
use std::sync::mpsc::{self, Receiver, SyncSender, TryRecvError};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

pub use form::Form;

use crate::align::Options;
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::pack::Pack;
use crate::model::{Pair, Split};
use lines::Line;
use work::Workers;

/// Lines between reader and writer, a thread. Enough to be busy behind a document as long as a hundred others.
const LINES: usize = 128;

/// Bytes of lines between reader and writer, if no line may be longer.
const BYTES: usize = 64 << 20;

/// Documents whose line is longer than this are worked on by all threads together.
const LONG: usize = 4 << 20;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Lines that were read, without a header.
    pub lines: u64,
    /// Lines that could not be aligned.
    pub failed: u64,
    /// Bytes of the lines.
    pub bytes: u64,
}

/// What is written for a line.
#[derive(Debug, Default)]
struct Answer {
    bytes: Vec<u8>,
    error: Option<String>,
}

/// What the reader hands to the writer, in the order of the lines.
enum Promise {
    /// A header.
    Header(&'static str),
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
    answer: SyncSender<Answer>,
}

/// Aligns every line of `input` and writes the answers to `out`. `report` is called for each line that could not be aligned, in order, with
/// its number, from 1, the reason, and whether the reason is in what is written.
///
/// # Errors
/// The outer one if `out` cannot be written (a closed pipe included) or threads cannot be started; the inner one if `input` cannot be read, or
/// its header lacks a field: then all lines before are answered.
pub fn run(
    input: impl BufRead + Send + 'static,
    out: &mut dyn Write,
    settings: Settings,
    mut report: impl FnMut(u64, &str, bool),
) -> io::Result<Result<Summary>> {
    let threads = settings.threads.max(1);
    let gate = Arc::new(Gate::new(settings.max_bytes.max(BYTES)));
    // However this ends, the reader must not wait for ever.
    let _open = Open(&gate);
    let (promise, promises) = mpsc::sync_channel(LINES * threads);
    let (job, jobs) = mpsc::sync_channel(LINES * threads);
    let reader = Reader { max_bytes: settings.max_bytes, form: settings.form, gate: Arc::clone(&gate), promise, job };
    Workers::new(settings, jobs)?.start(threads)?;
    // Not waited for: it may be stuck in a read that never returns.
    std::thread::Builder::new().name("read".into()).spawn(move || reader.run(input))?;

    let mut summary = Summary::default();
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
        out.write_all(&answer.bytes)?;
        if let Some(error) = &answer.error {
            report(number, error, !answer.bytes.is_empty());
        }
        summary.lines += 1;
        summary.failed += u64::from(answer.error.is_some());
        summary.bytes += length as u64;
        gate.leave(length);
    }
    out.flush()?;
    Ok(Ok(summary))
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
    gate: Arc<Gate>,
    promise: SyncSender<Promise>,
    job: SyncSender<Job>,
}

impl Reader {
    fn run(mut self, mut input: impl BufRead) {
        let (mut number, mut form) = (0, None);
        loop {
            let mut line = match lines::next(&mut input, self.max_bytes) {
                Ok(Some(line)) => line,
                Ok(None) => return,
                Err(error) => return self.broken(ErrorKind::Io { action: "read", error }),
            };
            if number == 0 && form.is_none() {
                let (Line::Whole(first) | Line::TooLong { beginning: first, .. }) = &mut line;
                if first.starts_with(b"\xEF\xBB\xBF") {
                    first.drain(..3);
                }
                let told = self.form.take().unwrap_or_else(|| Form::of(first));
                form = Some(told);
                match told.of_header(first) {
                    Err(what) => {
                        let remedy = format!("the fields are {}", form::FIELDS.join(", "));
                        return self.broken(ErrorKind::Malformed { line: 1, what, remedy });
                    }
                    Ok(Some((named, header))) => {
                        form = Some(named);
                        if self.promise.send(Promise::Header(header)).is_err() {
                            return;
                        }
                        continue;
                    }
                    Ok(None) => {}
                }
            }
            number += 1;
            if !self.hand_out(number, line, form.unwrap_or(Form::Jsonl)) {
                return;
            }
        }
    }

    /// Waits for room and hands out a line; whether to go on.
    fn hand_out(&self, number: u64, line: Line, form: Form) -> bool {
        let (Line::Whole(held) | Line::TooLong { beginning: held, .. }) = &line;
        let length = held.len();
        let (answer, answers) = mpsc::sync_channel(1);
        self.gate.enter(length)
            && self.promise.send(Promise::Line(number, length, answers)).is_ok()
            && self.job.send(Job { number, line, form, answer }).is_ok()
    }

    fn broken(self, kind: ErrorKind) {
        // If nobody listens any more, nobody has to know.
        let _ = self.promise.send(Promise::Broken(Error::new("standard input", kind)));
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
