//! Resolves what was typed: fills in defaults, tells formats by names, refuses contradictions.

use std::io;
use std::path::PathBuf;

use crate::align::Options;
use crate::formats::output::{DOUBTFUL, Settings};
use crate::formats::{self, Format, table, tmx};
use crate::model::Side;
use crate::project::EXTENSION;
use crate::source::touched::same_file;
use crate::source::{Touched, atomic, open};
use crate::terminal;
use anstream::{AutoStream, ColorChoice};

use super::super::output::{self, Destination};
use super::super::side::{Input, SplitArg};
use super::super::threads;
use super::super::usage;
use super::Plan;
use super::args::{Args, ColorArg};
use super::project::spare_beside;

/// Columns of a table that goes to a file or a pipe.
const WIDTH: usize = 100;

/// Columns beyond which a table on a wide terminal does not grow: longer lines are hard to read.
const WIDEST: usize = 160;

impl Plan {
    /// Resolves what was typed.
    pub fn new(args: Args) -> anyhow::Result<Self> {
        let split = args.split.into();
        let source = args.form.options(Side::Source, args.source_lang.clone(), args.source_encoding.clone(), split);
        let target = args.form.options(Side::Target, args.target_lang.clone(), args.target_encoding.clone(), split);
        let Some(target_path) = args.target.clone() else { return Err(usage("align", "name the text and its translation")) };
        let source = Input { name: "source", path: args.source.clone(), language: args.source_lang.clone(), read: source };
        let target = Input { name: "target", path: target_path, language: args.target_lang.clone(), read: target };
        Self::of(args, source, target, Touched::default())
    }

    /// The plan for two texts, and what is read besides.
    pub(super) fn of(args: Args, mut source: Input, target: Input, touched: Touched) -> anyhow::Result<Self> {
        let destination = Destination::new(args.output.clone());
        let project = project(&args, &destination, [&source, &target])?;
        let format = if project.is_some() { &formats::tsv::FORMAT } else { format(&args, &destination)? };
        source.read.pictures = format == &formats::epub::FORMAT;
        let settings = settings(&args, &destination)?;
        let touched = reads(touched, &source, &target, &args.lexicon);
        project.iter().try_for_each(|project| spare_beside(project, &touched))?;
        check_files(&source, &target, &touched, &destination, format)?;
        project.as_deref().map_or(Ok(()), open::own_place)?;
        Ok(Self {
            source,
            target,
            touched,
            options: options(&args, Options::default()),
            threads: threads::asked(args.threads),
            max_memory: args.memory.max_memory,
            destination,
            format,
            settings,
            min_confidence: args.min_confidence.unwrap_or(0.0),
            project,
            explain: args.explain,
            lexicons: args.lexicon,
            stats: args.stats,
            quiet: args.quiet,
        })
    }
}

impl Plan {
    /// The plan that makes a project of two texts, with nothing said beyond that.
    pub(in super::super) fn of_project(
        path: PathBuf,
        source: Input,
        target: Input,
        options: Options,
        lexicons: Vec<PathBuf>,
        max_memory: Option<u64>,
        quiet: bool,
    ) -> anyhow::Result<Self> {
        refuse_stdin([&source, &target])?;
        let (destination, format) = (Destination::File(path.clone()), &formats::tsv::FORMAT);
        let touched = reads(Touched::default(), &source, &target, &lexicons);
        spare_beside(&path, &touched)?;
        check_files(&source, &target, &touched, &destination, format)?;
        open::own_place(&path)?;
        let (settings, project) = (Settings::default(), Some(path));
        let (threads, min_confidence, explain, stats) = (None, 0.0, None, false);
        Ok(Self {
            source,
            target,
            touched,
            options,
            lexicons,
            threads,
            max_memory,
            destination,
            format,
            settings,
            min_confidence,
            project,
            explain,
            stats,
            quiet,
        })
    }
}

fn refuse_stdin(sides: [&Input; 2]) -> anyhow::Result<()> {
    match sides.iter().any(|side| side.is_stdin()) {
        true => Err(usage("align", "a project names its texts by their files; save standard input to one")),
        false => Ok(()),
    }
}

/// The options of the aligner: what was typed, else what they were.
pub(super) fn options(args: &Args, before: Options) -> Options {
    let (moved, packs) = (before.moved && !args.no_moved, before.packs && !args.no_packs);
    let max_bead = args.max_bead.map_or(before.max_bead, usize::from);
    let rounds = args.rounds.map_or(before.rounds, usize::from);
    before.max_bead(max_bead).rounds(rounds).moved(moved).packs(packs)
}

/// The project that is to be written, if the name asks for one.
fn project(args: &Args, destination: &Destination, sides: [&Input; 2]) -> anyhow::Result<Option<PathBuf>> {
    let Destination::File(path) = destination else { return Ok(None) };
    if args.to.is_some() || path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case(EXTENSION)) {
        return Ok(None);
    }
    if args.explain.is_some() {
        return Err(usage("align", "an explanation is text or JSON, not a project; leave out -o, or name another file"));
    }
    if args.min_confidence.is_some() {
        return Err(usage("align", "a project holds every bead; leave out --min-confidence, and give it to `diptych convert`"));
    }
    refuse_stdin(sides)?;
    Ok(Some(path.clone()))
}

/// With the two texts and the lexicons.
fn reads(touched: Touched, source: &Input, target: &Input, lexicons: &[PathBuf]) -> Touched {
    let touched = touched.reading("source text", &source.path).reading("target text", &target.path);
    lexicons.iter().fold(touched, |touched, lexicon| touched.reading("lexicon", lexicon))
}

/// Faults of the files that show before anything is read.
fn check_files(source: &Input, target: &Input, touched: &Touched, destination: &Destination, format: Format) -> anyhow::Result<()> {
    if source.is_stdin() && target.is_stdin() {
        return Err(usage("align", "only one of the two texts can be standard input"));
    }
    let form = source.read.from.or_else(|| formats::document::named(&source.path)).and_then(|format| format.reading);
    if same_file(&source.path, &target.path) && !form.is_some_and(|form| form.is_bilingual) {
        let (source, target) = (terminal::name(&source.path), terminal::name(&target.path));
        anyhow::bail!("{source} and {target} are the same file; name the text and its translation");
    }
    if let Destination::File(path) = destination {
        atomic::check(path)?;
        if format.several_files().is_none() {
            touched.spares(path)?;
        }
    }
    Ok(())
}

fn format(args: &Args, destination: &Destination) -> anyhow::Result<Format> {
    let format = match (args.to, destination) {
        (None, Destination::Stdout) if args.explain.is_some() => &formats::table::FORMAT,
        (to, destination) => output::format(to, destination).map_err(|message| usage("align", message))?,
    };
    if args.explain.is_some() && ![&formats::table::FORMAT, &formats::jsonl::FORMAT].contains(&format) {
        return Err(usage("align", "an explanation is text or JSON: --to table or --to jsonl"));
    }
    Ok(format)
}

fn settings(args: &Args, destination: &Destination) -> anyhow::Result<Settings> {
    let stdout = *destination == Destination::Stdout;
    let terminal = terminal_size::terminal_size_of(io::stdout()).filter(|_| stdout).map(|(width, _)| usize::from(width.0).min(WIDEST));
    let colour = match args.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => stdout && AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    };
    let table = table::Layout {
        width: args.width.map(usize::from).or(terminal).unwrap_or(WIDTH),
        colour,
        doubtful: args.min_confidence.unwrap_or(DOUBTFUL),
    };
    let paragraphs = args.split == SplitArg::Paragraphs;
    Ok(Settings {
        table,
        tmx: tmx::Header { paragraphs, created: date()?, level: args.tmx_level.into(), places: true },
        epub: args.epub_layout.into(),
        remarks: None,
    })
}

/// The date that reproducible builds set (<https://reproducible-builds.org/specs/source-date-epoch/>), if it is set.
pub(crate) fn date() -> anyhow::Result<Option<u64>> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Err(_) => Ok(None),
        Ok(seconds) => match seconds.parse() {
            // Up to the year 9999, the last that TMX can write.
            Ok(seconds) if seconds < 253_402_300_800 => Ok(Some(seconds)),
            _ => anyhow::bail!("SOURCE_DATE_EPOCH is `{seconds}`; set it to a number of seconds since 1970, or to nothing"),
        },
    }
}
