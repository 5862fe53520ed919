//! The threads that align the lines of a stream.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::sync::{Mutex, PoisonError};

use super::flat::Rows;
use super::form::Name;
use super::lines::Line;
use super::{Answer, Form, Job, Settings};
use crate::align::{Aligner, Builder};
use crate::corpus::Contents;
use crate::corpus::crew::Crew;
use crate::formats::output::Bitext;
use crate::model::{Bead, Pair, Split, Text};

/// What all threads share.
pub struct Workers {
    settings: Settings,
    jobs: Mutex<Receiver<Job>>,
    crew: Crew,
}

impl Workers {
    /// Prepares to work on what comes through a channel.
    pub fn new(settings: Settings, jobs: Receiver<Job>) -> io::Result<Self> {
        let lexicons = settings.lexicons.iter().cloned();
        let builder = Aligner::builder().options(settings.options.clone()).lexicons(lexicons);
        let aligner = settings.max_memory.into_iter().fold(builder, Builder::max_memory).build().map_err(io::Error::other)?;
        Ok(Self { crew: Crew::new(aligner, settings.threads)?, settings, jobs: Mutex::new(jobs) })
    }

    /// Starts this many threads, which end when nothing more can come.
    pub fn start(self, threads: usize) -> io::Result<()> {
        Crew::start(threads, move || self.work())
    }

    fn work(&self) {
        loop {
            let next = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = next else { return };
            // A panic is our mistake, and must not cost more than its line.
            let answer = catch_unwind(AssertUnwindSafe(|| self.answer(&job)));
            let answer = answer.unwrap_or_else(|_| failed(&job, None, "this line is too much for diptych; report it as a bug"));
            // If nobody listens any more, nobody has to know.
            let _ = job.answer.send(answer);
        }
    }

    fn answer(&self, job: &Job) -> Answer {
        let line = match &job.line {
            Line::Whole(line) => line,
            Line::TooLong { length, .. } => {
                let most = self.settings.max_bytes;
                return failed(job, None, &format!("the line has {length} bytes, the limit is {most}; raise it with --max-bytes"));
            }
        };
        let request = match job.form.read(line) {
            Ok(request) => request,
            Err((name, what)) => return failed(job, name, &what),
        };
        let name = request.name;
        match self.aligned(line.len(), job, &name, request.texts, request.languages) {
            Ok(answer) => answer,
            Err(what) => failed(job, Some(name), &what),
        }
    }

    fn aligned(
        &self,
        bytes: usize,
        job: &Job,
        name: &Name,
        texts: Pair<Contents>,
        languages: Pair<Option<String>>,
    ) -> Result<Answer, String> {
        let texts = self.crew.install(bytes, || self.read(job.form, texts, languages))?;
        let alignment = self.crew.align(texts.as_ref(), bytes, None, || false).map_err(|error| error.to_string())?;
        let Pair { source, target } = &texts;
        let related = alignment.related();
        let unrelated = related.is_some_and(|related| related < self.settings.min_related);
        let bitext = Bitext::new(source, target, &alignment).map_err(|error| error.to_string())?;
        let bitext = bitext.with_min_confidence(self.settings.min_confidence);
        let beads: Vec<&Bead> = if unrelated { Vec::new() } else { bitext.beads().collect() };
        let rows = match &job.layout {
            Some(layout) => layout.aligned(name, job.number, &bitext, &beads, related),
            None => Rows { bytes: job.form.aligned(name, &bitext, &beads, related), ..Rows::default() },
        };
        Ok(Answer { rows, error: None, unrelated })
    }

    /// The two texts of a line.
    fn read(&self, form: Form, mut texts: Pair<Contents>, languages: Pair<Option<String>>) -> Result<Pair<Text>, String> {
        let Settings { split, languages: usual, max_sentences, .. } = &self.settings;
        let split = split.unwrap_or(if form == Form::Jsonl { Split::Sentences } else { Split::Lines });
        Pair::try_from_fn(|side| -> Result<Text, String> {
            let contents = std::mem::replace(&mut texts[side], Contents::Whole(String::new()));
            contents.text(side, languages[side].as_deref().or(usual[side].as_deref()), split, *max_sentences)
        })
    }
}

fn failed(job: &Job, name: Option<Name>, what: &str) -> Answer {
    let rows = match &job.layout {
        Some(layout) => layout.failed(name.as_ref(), job.number, what),
        None => Rows { bytes: job.form.failed(name.as_ref(), job.number, what), ..Rows::default() },
    };
    Answer { rows, error: Some(what.to_owned()), unrelated: false }
}
