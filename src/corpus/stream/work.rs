//! A line in, its answer out: the threads that align.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::form::Name;
use super::lines::Line;
use super::{Answer, Form, Job, LONG, Settings};
use crate::align::align_with;
use crate::formats::output::Bitext;
use crate::hash::Map;
use crate::lexicon::prior::Sources;
use crate::model::{Split, Text};

/// Pairs of languages whose lexicons are kept at hand: a stream has few of them.
const PAIRS: usize = 64;

/// The lexicons of two languages.
type Lexicons = Map<(String, String), Arc<Sources>>;

/// What all threads share.
pub struct Crew {
    settings: Settings,
    jobs: Mutex<Receiver<Job>>,
    /// For documents that are worth all threads.
    together: ThreadPool,
    lexicons: Mutex<Lexicons>,
}

impl Crew {
    /// Prepares to work on what comes through a channel.
    pub fn new(settings: Settings, jobs: Receiver<Job>) -> io::Result<Self> {
        let together = ThreadPoolBuilder::new().num_threads(settings.threads).build().map_err(io::Error::other)?;
        Ok(Self { settings, jobs: Mutex::new(jobs), together, lexicons: Mutex::default() })
    }

    /// Starts so many threads, which end when nothing more can come.
    pub fn start(self, threads: usize) -> io::Result<()> {
        let crew = Arc::new(self);
        for _ in 0..threads {
            let crew = Arc::clone(&crew);
            std::thread::Builder::new().name("align".into()).spawn(move || crew.work())?;
        }
        Ok(())
    }

    fn work(&self) {
        let alone = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        // Without it the documents are aligned all the same, in the pool of all.
        let _alone = alone.ok();
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
        let align = || self.aligned(job.form, name, request.texts, request.languages);
        let aligned = if line.len() > LONG { self.together.install(align) } else { align() };
        match aligned {
            Ok(bytes) => Answer { bytes, error: None },
            Err(what) => failed(job, Some(name), &what),
        }
    }

    fn aligned(&self, form: Form, name: Name, texts: [String; 2], languages: [Option<String>; 2]) -> Result<Vec<u8>, String> {
        let Settings { split, languages: usual, max_sentences, options, min_confidence, .. } = &self.settings;
        let split = split.unwrap_or(if form == Form::Jsonl { Split::Sentences } else { Split::Lines });
        let text = |side: usize, name: &str| -> Result<Text, String> {
            let language = languages.get(side).and_then(Option::as_deref).or(usual.get(side).and_then(Option::as_deref));
            let contents = texts.get(side).map_or("", String::as_str);
            let text = crate::text(name, contents, language, split).map_err(|error| error.to_string())?;
            match max_sentences {
                Some(most) if text.len() > *most => {
                    Err(format!("the {name} has {} sentences, the limit is {most}; raise it with --max-sentences", text.len()))
                }
                _ => Ok(text),
            }
        };
        let (source, target) = (text(0, "source")?, text(1, "target")?);
        drop(texts);
        let known = self.known(source.language(), target.language());
        let alignment = align_with(&source, &target, options, &known, |_, _| ()).map_err(|error| error.to_string())?;
        let bitext = Bitext::new(&source, &target, &alignment).map_err(|error| error.to_string())?;
        Ok(form.aligned(name, &bitext.with_min_confidence(*min_confidence), alignment.related()))
    }

    /// The built-in packs of two languages, and before them those lexicons of the user that are of these languages.
    fn known(&self, source: &str, target: &str) -> Arc<Sources> {
        let key = (source.to_owned(), target.to_owned());
        if let Some(known) = self.lexicons.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(known);
        }
        let mut known = if self.settings.options.packs { Sources::built_in(source, target) } else { Sources::default() };
        for pack in self.settings.lexicons.iter().rev() {
            // One that is of other languages is for other texts.
            let _ = known.put_first(pack.clone(), source, target);
        }
        let known = Arc::new(known);
        let mut lexicons = self.lexicons.lock().unwrap_or_else(PoisonError::into_inner);
        if lexicons.len() >= PAIRS {
            lexicons.clear();
        }
        lexicons.insert(key, Arc::clone(&known));
        known
    }
}

fn failed(job: &Job, name: Option<Name>, what: &str) -> Answer {
    Answer { bytes: job.form.failed(name, job.number, what), error: Some(what.to_owned()) }
}
