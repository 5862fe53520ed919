//! `diptych batch`: aligns a list of pairs, or the files of two folders, into a folder of results.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::align::Options;
use crate::corpus::list::{self, Folders};
use crate::corpus::listed::{self, List, Passed};
use crate::corpus::{self, Limits, Pair, Progress, Reading, Settings, Shard, Summary};
use crate::corpus::{common, pooled};
use crate::formats::{self, Format, table, tmx};
use crate::model::{self, Side, Split, UNRELATED};
use crate::source;
use crate::terminal;
use crate::write::{self, DOUBTFUL};

use indicatif::{ProgressBar, ProgressStyle};

use super::align::date;
use super::side::{SplitArg, notice};
use super::threads;
use super::usage;

mod args;

pub(super) use args::Args;

/// What was typed, resolved: everything `run` needs to know.
#[derive(Debug)]
pub(super) struct Plan {
    /// Where the pairs come from.
    list: PathBuf,
    pairs: Vec<Pair>,
    /// What the list holds beside them.
    passed: Passed,
    settings: Settings,
    folder: PathBuf,
    shard: Shard,
    threads: usize,
    /// Whether the pairs teach each other a lexicon.
    pool: bool,
    pooled: Option<Pooled>,
    quiet: bool,
}

/// One file of all beads.
#[derive(Debug)]
struct Pooled {
    path: PathBuf,
    dedup: bool,
}

impl Plan {
    /// Resolves what was typed, and reads the list.
    pub fn new(args: Args) -> anyhow::Result<Self> {
        let format = args.to;
        let split: Split = args.split.into();
        if args.pooled.is_some() && !pooled::can_read(format) {
            return Err(usage("batch", "--pooled is made from results in TSV or JSON Lines; leave out --to, or say --to jsonl"));
        }
        let shard = args.part().map_err(|what| usage("batch", what))?;
        let pooled = args.pooled.map(|path| Pooled { path: of_part(path, shard), dedup: args.dedup });
        let reading = |which, language: Option<String>, encoding| {
            let mut options = args.form.options(which, language.clone(), encoding, split);
            options.pictures = format == &formats::epub::FORMAT && which == Side::Source;
            Reading { language, options }
        };
        let table = table::Layout { doubtful: args.min_confidence.unwrap_or(DOUBTFUL), ..table::Layout::default() };
        let paragraphs = args.split == SplitArg::Paragraphs;
        let tmx = tmx::Header { paragraphs, created: date()?, level: args.tmx_level.into(), places: true };
        let settings = Settings {
            reading: model::Pair::new(
                reading(Side::Source, args.source_lang, args.source_encoding),
                reading(Side::Target, args.target_lang, args.target_encoding),
            ),
            options: Options::default()
                .max_bead(args.max_bead.into())
                .rounds(args.rounds.into())
                .moved(!args.no_moved)
                .packs(!args.no_packs),
            lexicons: args.lexicon,
            limits: Limits { milliseconds: args.max_seconds, sentences: args.max_sentences, memory: args.memory.max_memory },
            format,
            write: write::Settings { table, tmx, epub: args.epub_layout.into(), remarks: None },
            min_confidence: args.min_confidence.unwrap_or(0.0),
        };
        let List { pairs, passed } = match (&args.list, &args.source_dir, &args.target_dir) {
            (Some(list), ..) => listed(list, format, args.quiet)?,
            (None, Some(source), Some(target)) => List { pairs: shared(source, target, format, args.quiet)?, passed: Passed::default() },
            _ => return Err(usage("batch", "name a list of pairs, or two folders with --source-dir and --target-dir")),
        };
        let list = args.list.or(args.source_dir).unwrap_or_default();
        let threads = threads::or_cores(args.threads);
        Ok(Self { list, pairs, passed, settings, folder: args.output, shard, threads, pool: args.pool, pooled, quiet: args.quiet })
    }

    /// Aligns what is missing, and reports the results.
    pub fn run(&self) -> anyhow::Result<()> {
        let pooled = self.pooled.as_ref().map(|pooled| pooled.path.as_path());
        let plan = corpus::Plan::new(&self.list, &self.pairs, &self.settings, &self.folder, self.shard, pooled)?.passing(&self.passed);
        let bar = self.bar()?;
        // A panic is a row of the results; what the system prints of it would run through the bar.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| ()));
        let summary = self.aligned(&plan, &bar);
        std::panic::set_hook(hook);
        bar.finish_and_clear();
        let summary = summary?;
        self.write_pooled(&plan, &summary)?;
        self.told(&summary)
    }

    /// Aligns, twice if the pairs are to teach each other.
    fn aligned(&self, plan: &corpus::Plan, bar: &ProgressBar) -> crate::Result<Summary> {
        let report = |progress| show(bar, progress);
        if !self.pool {
            return corpus::run(plan, self.threads, report);
        }
        let pools = common::pools(plan, self.threads, report)?;
        bar.set_length(0);
        corpus::run(&plan.taught(&pools), self.threads, report)
    }

    /// Writes the file of all beads, if it is wanted.
    fn write_pooled(&self, plan: &corpus::Plan, summary: &Summary) -> anyhow::Result<()> {
        let Some(Pooled { path, dedup }) = &self.pooled else { return Ok(()) };
        let count = pooled::write(path, plan, summary, *dedup)?;
        if !self.quiet {
            let repeated = if *dedup { format!(", without {} that were there already", count.repeated) } else { String::new() };
            notice(&format!("{}: {} beads of {} pairs{repeated}", terminal::name(path), count.beads, summary.aligned.len()));
        }
        Ok(())
    }

    fn bar(&self) -> anyhow::Result<ProgressBar> {
        let shown = !self.quiet && io::stderr().is_terminal();
        let bar = if shown { ProgressBar::new(0) } else { ProgressBar::hidden() };
        bar.set_style(ProgressStyle::with_template("{bar:30} {pos} of {len} pairs, {per_sec}, {eta} left{msg}")?);
        // A hidden one needs no thread.
        if shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Ok(bar)
    }

    /// Success if all went well; else an error that says how many did not, and why the first ones did not.
    fn told(&self, summary: &Summary) -> anyhow::Result<()> {
        let Progress { before, all, failed, .. } = summary.progress;
        let results = terminal::name(&summary.results);
        if summary.unrelated > 0 && !self.quiet {
            let (unrelated, aligned) = (summary.unrelated, summary.aligned.len());
            notice(&format!(
                "warning: {unrelated} of {aligned} pairs do not look like translations of each other; `related` in {results} is below {UNRELATED} there"
            ));
        }
        if failed > 0 {
            let first = summary.failures.join("\n  ");
            anyhow::bail!("{failed} of {all} pairs could not be aligned; {results} says why:\n  {first}");
        }
        if !self.quiet {
            let earlier = if before > 0 { format!(", {before} of them by an earlier run") } else { String::new() };
            notice(&format!("aligned {all} pairs{earlier}; see {results}"));
        }
        Ok(())
    }
}

/// The name of a file with the part in it.
fn of_part(path: PathBuf, shard: Shard) -> PathBuf {
    let part = |text: Option<&std::ffi::OsStr>| text.unwrap_or_default().to_string_lossy().into_owned();
    match shard.count {
        1 => path,
        _ => path.with_file_name(shard.name(&part(path.file_stem()), &part(path.extension()))),
    }
}

fn show(bar: &ProgressBar, progress: Progress) {
    if bar.length() != Some(progress.all as u64) {
        bar.set_length(progress.all as u64);
        // What an earlier run did says nothing of the rate of this one.
        bar.set_position(progress.before as u64);
        bar.reset_eta();
    }
    bar.set_position(progress.done as u64);
    if progress.failed > 0 {
        bar.set_message(format!("; {} failed", progress.failed));
    }
}

/// The pairs of a list.
fn listed(path: &Path, format: Format, quiet: bool) -> anyhow::Result<List> {
    let begun = source::begin(Some(path).filter(|path| path.as_os_str() != "-"))?;
    let list = listed::read(path, begun, format)?;
    if list.pairs.is_empty() {
        anyhow::bail!("{}: there is no pair in this list; write source, tab, target, a pair a line", terminal::name(path));
    }
    for column in list.passed.left_out.iter().filter(|_| !quiet) {
        let path = terminal::name(path);
        notice(&format!(
            "{path}: the column {column} is not passed through, because results have one of that name; rename it if it is needed"
        ));
    }
    Ok(list)
}

/// The pairs of two folders.
fn shared(source: &Path, target: &Path, format: Format, quiet: bool) -> anyhow::Result<Vec<Pair>> {
    let Folders { pairs, alone } = list::folders(source, target, format)?;
    if pairs.is_empty() {
        anyhow::bail!(
            "{} and {}: no files of the same name in both; write a list of pairs",
            terminal::name(source),
            terminal::name(target)
        );
    }
    if let (Some(first), false) = (alone.first(), quiet) {
        notice(&format!(
            "{} files have none of the same name in the other folder ({} and so on); they are left out",
            alone.len(),
            terminal::name(first)
        ));
    }
    Ok(pairs)
}
