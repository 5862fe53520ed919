//! Runs a list: the results of its pairs in their folder.
//!
//! Each worker takes the next pair of the list that is not yet done. It is a rayon pool of its own, so that what the aligner would do in
//! parallel stays on the worker's thread: in a shared pool a thread that waits for a part of one pair would begin another pair meanwhile,
//! and pairs would pile up.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use super::common::Pools;
use super::journal::{self, Entry, Journal, Outcome, Stamp};
use super::pair::Work;
use super::{Pair, Plan, results};
use crate::align::{Aligner, Builder};
use crate::error::{Error, Result};
use crate::lexicon::prior;
use crate::model::UNRELATED;
use crate::source::{atomic, open};

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Pairs that an earlier run has done.
    pub before: usize,
    /// Pairs done so far, those before included.
    pub done: usize,
    /// Pairs in all.
    pub all: usize,
    /// Pairs that failed so far.
    pub failed: usize,
}

/// The result of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Counts, at the end.
    pub progress: Progress,
    /// The table of results.
    pub results: PathBuf,
    /// Of some pairs that failed, the first ones of the list, why.
    pub failures: Vec<String>,
    /// Those that were aligned, in the order of the list.
    pub aligned: Vec<Aligned>,
    /// How many of these do not look like translations of each other.
    pub unrelated: usize,
}

/// A pair that was aligned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aligned {
    /// Its place in the list, from 0.
    pub place: usize,
    /// Languages of source and target.
    pub languages: [String; 2],
}

/// The folder, in that of the results, of what is not yet complete.
pub(super) const UNFINISHED: &str = ".diptych-unfinished";
/// Failures listed in a summary.
const FAILURES: usize = 3;

/// Does the missing pairs of a list, or of a part of it, and writes the table of results. `report` is called after each pair, by any
/// thread.
///
/// # Errors
/// If something is wrong with the list as a whole or with the folder: nothing about one pair is an error.
pub fn run(plan: &Plan, threads: usize, report: impl Fn(Progress) + Sync) -> Result<Summary> {
    let &Plan { pairs, settings, folder, shard, .. } = plan;
    let work = prepare(plan)?;
    let (journal, mut before) = Journal::open(&folder.join(shard.name("journal", "jsonl")))?;
    clear(&work.unfinished)?;
    let table = folder.join(shard.name("results", "tsv"));
    // It stands for a run that is complete.
    remove(&table)?;

    let key = journal::settings_key(settings, plan.pools.map(Pools::key));
    let mine: Vec<(usize, &Pair)> = pairs.iter().enumerate().filter(|&(place, _)| shard.has(place)).collect();
    let mut entries: Vec<Option<Entry>> = Vec::with_capacity(mine.len());
    let mut jobs = Vec::new();
    for (at, &(place, pair)) in mine.iter().enumerate() {
        let (key, earlier) = (journal::key(key, pair), before.remove(&pair.output));
        let holds = earlier.as_ref().is_some_and(|entry| entry.holds(key, folder) && entry.is_of(pair, settings.format));
        if !holds {
            let stale = earlier.as_ref().map_or_else(Vec::new, |entry| entry.leftovers(pair));
            jobs.push(Job { at, place, key, pair, stale });
        }
        entries.push(earlier.filter(|_| holds));
    }
    let failed = entries.iter().flatten().filter(|entry| entry.failure().is_some()).count();
    let done = mine.len() - jobs.len();
    let progress = Progress { before: done, done, all: mine.len(), failed };
    let workers = Workers {
        work: &work,
        jobs,
        next: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        shared: Mutex::new(Shared { journal, entries, progress }),
    };
    let Shared { entries, progress, .. } = workers.run(threads, &report)?;

    let rows = || mine.iter().zip(&entries).filter_map(|(&(place, pair), entry)| Some((place, pair, entry.as_ref()?)));
    let unfinished = Some(work.unfinished.as_path());
    atomic::own(&folder.join(shard.name("timings", "tsv")), unfinished, |out| results::write_timings(out, rows()))?;
    atomic::own(&table, unfinished, |out| results::write(out, rows(), plan.passed))?;
    clear(&work.unfinished)
        .and_then(|()| fs::remove_dir(&work.unfinished).map_err(|error| Error::io(&work.unfinished, "remove", error)))?;
    let failures =
        rows().filter_map(|(place, _, entry)| Some(format!("pair {}: {}", place + 1, entry.failure()?))).take(FAILURES).collect();
    let aligned = rows().filter_map(|(place, _, entry)| Some(Aligned { place, languages: entry.languages()?.clone() })).collect();
    let unrelated = rows().filter(|(.., entry)| entry.is_unrelated()).count();
    Ok(Summary { progress, results: table, failures, aligned, unrelated })
}

/// Checks and reads what all pairs share.
fn prepare<'a>(plan: &Plan<'a>) -> Result<Work<'a>> {
    let &Plan { settings, folder, shard, .. } = plan;
    let lexicons = settings.lexicons.iter().map(|path| prior::read(path).map(Into::into)).collect::<Result<Vec<_>>>()?;
    let builder = Aligner::builder().options(settings.options.clone()).lexicons(lexicons);
    let aligner = settings.limits.memory.into_iter().fold(builder, Builder::max_memory).build()?;
    let memory = aligner.memory();
    fs::create_dir_all(folder).map_err(|error| Error::io(folder, "create", error))?;
    let name = match shard.count {
        1 => UNFINISHED.to_owned(),
        count => format!("{UNFINISHED}.{}-of-{count}", shard.index),
    };
    Ok(Work {
        settings,
        pools: plan.pools,
        aligner,
        memory,
        folder,
        unfinished: folder.join(name),
        reads: plan.reads.clone(),
        last_source: Mutex::default(),
    })
}

/// A pair to be done.
struct Job<'a> {
    /// Its place among the pairs of this run.
    at: usize,
    /// Its place in the list.
    place: usize,
    key: u64,
    pair: &'a Pair,
    /// Files that an earlier run has written for it, and that may be removed.
    stale: Vec<Stamp>,
}

/// The workers of a run.
struct Workers<'a> {
    work: &'a Work<'a>,
    jobs: Vec<Job<'a>>,
    next: AtomicUsize,
    /// Set when the journal cannot be written.
    stop: AtomicBool,
    shared: Mutex<Shared>,
}

/// What they share.
struct Shared {
    journal: Journal,
    entries: Vec<Option<Entry>>,
    progress: Progress,
}

impl Workers<'_> {
    fn run(self, threads: usize, report: &(impl Fn(Progress) + Sync)) -> Result<Shared> {
        let count = threads.clamp(1, self.jobs.len().max(1));
        let ended = std::thread::scope(|scope| {
            let start = || std::thread::Builder::new().spawn_scoped(scope, || self.worker(report));
            let workers: Vec<_> = (0..count).map_while(|_| start().ok()).collect();
            // Where the system gives no thread, there is this one.
            let here = if workers.is_empty() { self.worker(report) } else { Ok(()) };
            // No worker panics: a pair that does is caught.
            workers.into_iter().filter_map(|worker| worker.join().ok()).collect::<Result<()>>().and(here)
        });
        ended?;
        Ok(self.shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn worker(&self, report: &(impl Fn(Progress) + Sync)) -> Result<()> {
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        // Without it the pairs are done all the same, in the pool of all.
        let _alone = alone.ok();
        while !self.stop.load(Ordering::Relaxed)
            && let Some(job) = self.jobs.get(self.next.fetch_add(1, Ordering::Relaxed))
        {
            let begin = Instant::now();
            let (outcome, files) = self.work.pair(job.place, job.pair);
            let entry = Entry { output: job.pair.output.clone(), key: job.key, seconds: begin.elapsed().as_secs_f64(), files, outcome };
            let names = entry.names();
            let is_as_written = |stale: &Stamp| Stamp::of(self.work.folder, &stale.name).as_ref() == Some(stale);
            for stale in job.stale.iter().filter(|stale| !names.contains(&stale.name) && is_as_written(stale)) {
                // What was left of another result: gone already is as good.
                let path = open::inside(self.work.folder, &stale.name).and_then(|path| self.work.reads.spares(&path).map(|()| path));
                let _ = path.map(fs::remove_file);
            }
            report(self.put_down(job.at, entry).inspect_err(|_| self.stop.store(true, Ordering::Relaxed))?);
        }
        Ok(())
    }

    fn put_down(&self, at: usize, entry: Entry) -> Result<Progress> {
        let mut shared = self.shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        shared.journal.add(&entry)?;
        shared.progress.done += 1;
        shared.progress.failed += usize::from(entry.failure().is_some());
        if let Some(place) = shared.entries.get_mut(at) {
            *place = Some(entry);
        }
        Ok(shared.progress)
    }
}

impl Entry {
    pub(super) fn names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.name.clone()).collect()
    }

    fn languages(&self) -> Option<&[String; 2]> {
        match &self.outcome {
            Outcome::Aligned(figures) => Some(&figures.languages),
            Outcome::Failed { .. } => None,
        }
    }

    /// Whether the two texts do not look like translations of each other.
    fn is_unrelated(&self) -> bool {
        match &self.outcome {
            Outcome::Aligned(figures) => figures.related.parse::<f32>().is_ok_and(|related| related < UNRELATED),
            Outcome::Failed { .. } => false,
        }
    }

    fn failure(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Failed { error, .. } => Some(error),
            Outcome::Aligned(_) => None,
        }
    }
}

/// An empty folder, cleared of what a killed run has left in it.
fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::io(folder, "remove", error)),
        _ => {}
    }
    fs::create_dir_all(folder).map_err(|error| Error::io(folder, "create", error))
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(file, "remove", error)),
        _ => Ok(()),
    }
}
