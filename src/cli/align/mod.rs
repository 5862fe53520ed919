//! `diptych align`: pairs the sentences of two texts, or aligns a project anew.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::align::{Aligner, Builder, Options, Progress, Stats, stretches};
use crate::formats::{self, Format};
use crate::lexicon::prior::Sources;
use crate::memory::shown;
use crate::model::{Alignment, Pair, Text};
use crate::source::Touched;
use crate::source::machine;
use crate::terminal;
use crate::write::{Bitext, Parts, Settings};

use indicatif::{ProgressBar, ProgressStyle};

use super::output::{self, Destination};
use super::side::{Input, notice};
use super::threads;

mod args;
mod explain;
mod format;
mod project;
mod resolve;

pub(super) use args::{Args, probability};
pub(super) use format::{LayoutArg, LevelArg};
pub(super) use resolve::date;

/// Sentences in a row without a partner, or out of order, that are worth reporting.
const LONG_STRETCH: usize = 10;
/// How many such stretches are reported one by one.
const MOST_STRETCHES: usize = 8;
/// Sentences of both texts above which a terminal shows how far it is.
const LONG: usize = 10_000;

/// What was typed, resolved: everything `run` needs to know.
#[derive(Debug)]
pub(super) struct Plan {
    source: Input,
    target: Input,
    options: Options,
    /// Lexicons of the user, the first before the others.
    lexicons: Vec<PathBuf>,
    threads: Option<usize>,
    /// What it reads.
    touched: Touched,
    max_memory: Option<u64>,
    destination: Destination,
    format: Format,
    settings: Settings,
    min_confidence: f32,
    /// The project that is written instead of a bitext.
    project: Option<PathBuf>,
    /// The sentence whose bead is to be explained.
    explain: Option<explain::Asked>,
    /// Whether to report where the time went.
    stats: bool,
    quiet: bool,
}

/// Aligns two texts, or a project anew.
pub(super) fn run(args: Args) -> anyhow::Result<()> {
    if args.threads.is_none() {
        threads::start(None)?;
    }
    if args.target.is_none() { project::again(args) } else { Plan::new(args)?.run() }
}

impl Plan {
    /// Reads, segments, aligns and writes.
    pub fn run(&self) -> anyhow::Result<()> {
        let Some(path) = &self.project else { return self.run_to_bitext() };
        let (source, from) = self.source.load_for_project(self.quiet)?;
        let (target, and) = self.target.load_for_project(self.quiet)?;
        self.check_contents(&source, &target)?;
        let alignment = self.align(&source, &target)?;
        self.warn_if_unrelated(&alignment);
        self.tell_stretches(&alignment);
        self.write_project(path, Pair::new(from, and), Pair::new(source, target), &alignment)
    }

    fn run_to_bitext(&self) -> anyhow::Result<()> {
        let source = self.source.load(self.quiet)?;
        let target = self.target.load(self.quiet)?;
        self.check_contents(&source, &target)?;
        self.check_parts(Pair::new(source.language(), target.language()))?;
        if let Some(asked) = self.explain {
            return self.explain(&source, &target, asked);
        }
        let alignment = self.align(&source, &target)?;
        self.finish(&source, &target, &alignment)
    }

    /// Reports on an alignment and writes it.
    fn finish(&self, source: &Text, target: &Text, alignment: &Alignment) -> anyhow::Result<()> {
        self.warn_if_unrelated(alignment);
        self.tell_stretches(alignment);
        let bitext = Bitext::new(source, target, alignment)?.with_min_confidence(self.min_confidence);
        let left_out = bitext.left_out();
        if left_out > 0 && self.format != &formats::table::FORMAT {
            self.say(&format!("{left_out} beads below confidence {} are left out", self.min_confidence));
        }
        self.write(&bitext)
    }

    /// Says where a text lacks much of the other or has it elsewhere.
    fn tell_stretches(&self, alignment: &Alignment) {
        let found = stretches(alignment, LONG_STRETCH);
        found.iter().take(MOST_STRETCHES).for_each(|stretch| self.say(&stretch.to_string()));
        if let Some(more) = found.len().checked_sub(MOST_STRETCHES).filter(|&more| more > 0) {
            self.say(&format!("and {more} more such stretches"));
        }
    }

    fn warn_if_unrelated(&self, alignment: &Alignment) {
        if let Some(warning) = unrelated(&self.source.path, &self.target.path, alignment) {
            self.say(&warning);
        }
    }

    /// Aligns, with a bar on a terminal where it takes long enough to wonder.
    fn align(&self, source: &Text, target: &Text) -> anyhow::Result<Alignment> {
        let bar = self.bar(source.len() + target.len())?;
        let aligned = self.aligner(source, target, &bar)?.align_with_stats(source, target, &[]);
        bar.finish_and_clear();
        let (alignment, stats) = aligned?;
        self.tell_stats(&stats);
        Ok(alignment)
    }

    /// What aligns two texts, by the built-in packs and the user's lexicons.
    fn aligner(&self, source: &Text, target: &Text, bar: &ProgressBar) -> anyhow::Result<Aligner> {
        let known = Sources::with_files(self.options.packs, &self.lexicons, source.language(), target.language())?;
        Ok(self.builder(bar).options(self.options.clone()).known(known).build()?)
    }

    /// An aligner with the threads that were asked for, and with a bar that shows how far it is.
    fn builder(&self, bar: &ProgressBar) -> Builder {
        let bar = bar.clone();
        let builder = Aligner::builder().watch(move |next| {
            if let Progress::Pass { number, of } = next {
                bar.set_length(of as u64);
                bar.set_position(number as u64);
                bar.set_message(format!("{} of {of}", number + 1));
            }
            ControlFlow::Continue(())
        });
        let builder = self.threads.into_iter().fold(builder, Builder::threads);
        self.max_memory.into_iter().fold(builder, Builder::max_memory)
    }

    /// Where the time went, for those who asked.
    fn tell_stats(&self, stats: &Stats) {
        if self.stats {
            notice(&stats.to_string());
            if let Some(peak) = machine::peak() {
                notice(&format!("peak       {}", shown(peak)));
            }
        }
    }

    /// The progress bar for this many sentences.
    fn bar(&self, sentences: usize) -> anyhow::Result<ProgressBar> {
        let long = sentences > LONG && !self.quiet && std::io::stderr().is_terminal();
        let bar = if long { ProgressBar::new(0) } else { ProgressBar::hidden() };
        bar.set_style(ProgressStyle::with_template("aligning {bar:30} pass {msg}, {elapsed}")?);
        // A hidden one needs no thread.
        if long {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Ok(bar)
    }

    fn say(&self, message: &str) {
        if !self.quiet {
            notice(message);
        }
    }

    /// Reports the texts; one without a sentence is worth a notice, two are an error.
    fn check_contents(&self, source: &Text, target: &Text) -> anyhow::Result<()> {
        self.format.fits(source.document())?;
        let (source_path, target_path) = (terminal::name(&self.source.path), terminal::name(&self.target.path));
        match (source.len(), target.len()) {
            (0, 0) => anyhow::bail!("{source_path} and {target_path}: there is no text in either of them; name two files with text"),
            (0, added) => self.say(&format!("source: there is no text in {source_path}, so all {added} target sentences are added")),
            (omitted, 0) => self.say(&format!("target: there is no text in {target_path}, so all {omitted} source sentences are omitted")),
            _ => {}
        }
        for (side, text) in [(&self.source, source), (&self.target, target)] {
            if !text.is_empty() {
                self.say(&side.notice(text));
            }
        }
        if self.format.writing.is_some_and(|writing| writing.names_languages)
            && [source, target].iter().any(|text| text.language() == "und")
        {
            let format = self.format.name.to_uppercase();
            self.say(&format!("a language is not known, and the {format} says `und`; name both with --source-lang and --target-lang"));
        }
        if source.language() == target.language() && source.language() != "und" {
            self.say("both texts are taken to be in one language; name them with --source-lang and --target-lang if they are not");
        }
        Ok(())
    }

    /// Makes sure, before the long work, that no file of the result is one of those that are read.
    fn check_parts(&self, languages: Pair<&str>) -> anyhow::Result<()> {
        let Destination::File(path) = &self.destination else { return Ok(()) };
        Ok(Parts::new(path, self.format, languages).paths().iter().try_for_each(|path| self.touched.spares(path))?)
    }

    fn write(&self, bitext: &Bitext) -> anyhow::Result<()> {
        let Destination::File(path) = &self.destination else {
            return self.destination.write_bitext(bitext, self.format, &self.settings);
        };
        let parts = Parts::new(path, self.format, bitext.languages());
        self.check_parts(bitext.languages())?;
        parts.write(bitext, &self.settings, None)?;
        if self.format.several_files().is_some() {
            self.say(&format!("wrote {}", output::names(parts.paths())));
        }
        Ok(())
    }
}

/// What is said of two texts that do not look like translations of each other.
pub(super) fn unrelated(source: &Path, target: &Path, alignment: &Alignment) -> Option<String> {
    let related = alignment.related().filter(|_| alignment.is_doubtful())?;
    let (percent, source, target) = ((100.0 * related).round(), terminal::name(source), terminal::name(target));
    let what = "these do not look like translations of each other";
    Some(format!("warning: {source} and {target}: {what} (probability {percent} %); check the files"))
}
