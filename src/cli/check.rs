//! `diptych check`: what looks wrong in a translation, and why a tool would refuse its file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::align::Options;
use crate::bitext::{self, Aligned};
use crate::check::form::{self, Fault};
use crate::check::{self, Finding};
use crate::formats;
use crate::formats::html;
use crate::project;
use crate::read::ReadOptions;
use crate::source::{Touched, atomic};
use crate::terminal;
use crate::write::{DOUBTFUL, Remark};
use serde::Serialize;

use super::align::unrelated;
use super::convert::{self, Given};
use super::output::Destination;
use super::side::{Input, notice};

const EXAMPLES: &str = "\
Examples:
  diptych check story.tmx                                   its form, and the translation in it
  diptych check story.en.txt story.fr.txt                   two texts, aligned first
  diptych check book.diptych                                a project
  diptych check story.xlsx --to json                        for a program
  diptych check story.tmx --report story.html               a page to look at: both texts, the findings at their places
  diptych check story.tmx --strict                          exit code 1 if anything was found
  zcat story.tmx.gz | diptych check -                       from standard input";

/// Say what looks wrong in a translation
///
/// Of a bitext, or of two texts, which are aligned first: sentences left out or added; numbers, times, dates, names, addresses and placeholders that differ;
/// text left untranslated; lengths that are unusual in this text; a source translated in two ways; words that stand twice in a row. No model is asked,
/// so a finding is a reason to look, not a verdict. Of a TMX, XLIFF, XCES or EPUB file also why a tool would refuse it: line, element, rule and what to do.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The bitext, or the source text if TARGET is named; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The target text
    #[arg(value_name = "TARGET", conflicts_with_all = ["from", "source"])]
    pub translation: Option<PathBuf>,
    #[command(flatten)]
    pub given: Given,

    /// Format of the report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Writing")]
    pub to: ReportArg,
    /// Write the report to FILE instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    pub output: Option<PathBuf>,
    /// Write a page to PAGE as well: both texts side by side, with the findings at their places and a list of them
    #[arg(long, value_name = "PAGE", help_heading = "Writing")]
    pub report: Option<PathBuf>,
    /// Exit with code 1 if anything was found
    #[arg(long)]
    pub strict: bool,
}

/// The format of a report, as typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ReportArg {
    /// Lines for people
    #[default]
    Table,
    /// One JSON object
    Json,
}

/// All that was found.
#[derive(Serialize)]
struct Report {
    /// Why a tool would refuse the file.
    form: Vec<Fault>,
    /// What looks wrong in the translation.
    translation: Vec<Finding>,
}

/// Checks, and writes what was found.
pub(super) fn run(args: Args) -> anyhow::Result<()> {
    super::threads::start(None)?;
    let mut touched = Touched::default();
    let given = [args.translation.as_ref(), args.given.source.as_ref(), args.given.target.as_ref()];
    [Some(&args.file)].into_iter().chain(given).flatten().for_each(|input| touched.reads("input", input));
    let destination = Destination::new(args.output);
    spare(&mut touched.clone(), &destination, args.report.as_deref())?;
    let (form, aligned) = match args.translation {
        Some(target) => (Vec::new(), Some(of_texts(args.file.clone(), target, args.given)?)),
        None => of_file(&args.file, args.given)?,
    };
    // Links name more files.
    aligned.iter().flat_map(|aligned| &aligned.files).for_each(|input| touched.reads("input", input));
    spare(&mut touched, &destination, args.report.as_deref())?;
    let translation = aligned.as_ref().map(|aligned| aligned.bitext().map(|bitext| check::translation(&bitext))).transpose()?;
    let report = Report { form, translation: translation.unwrap_or_default() };
    if let Some(page) = &args.report {
        let Some(aligned) = &aligned else {
            anyhow::bail!(
                "{}: it holds no bitext that can be shown; leave out --report to see what is wrong with it",
                terminal::name(&args.file)
            );
        };
        let (bitext, remarks) = (aligned.bitext()?, report.remarks());
        atomic::file(page, |out| html::write(out, &bitext, DOUBTFUL, Some(&remarks)))?;
    }
    let found = report.form.len() + report.translation.len();
    match args.to {
        ReportArg::Json => destination.write(|out| {
            serde_json::to_writer_pretty(&mut *out, &report)?;
            writeln!(out)
        }),
        ReportArg::Table => destination.tell(|out| print(out, &report)),
    }?;
    if args.strict && found > 0 {
        anyhow::bail!("{found} findings; look at them, or leave out --strict");
    }
    Ok(())
}

/// Report and page are two files, and none of those that are read.
fn spare(touched: &mut Touched, report: &Destination, page: Option<&Path>) -> anyhow::Result<()> {
    let report = if let Destination::File(path) = report { Some(path.as_path()) } else { None };
    for path in [report, page].into_iter().flatten() {
        atomic::check(path)?;
        touched.writes(path)?;
    }
    Ok(())
}

impl Report {
    /// All of it for the page: the faults of the file first, then what was found at its beads.
    fn remarks(&self) -> Vec<Remark> {
        let faults = self.form.iter().map(|fault| {
            let place = if fault.line > 0 { format!("line {}: ", fault.line) } else { String::new() };
            Remark { bead: None, subject: "form".into(), what: format!("{place}{}; {}", fault.rule, fault.remedy) }
        });
        faults.chain(self.translation.iter().map(Finding::remark)).collect()
    }
}

/// The form of a file where there are rules for it, and the bitext in it where it can be read.
fn of_file(path: &Path, given: Given) -> anyhow::Result<(Vec<Fault>, Option<Aligned>)> {
    if given.from.is_none() && path.as_os_str() != "-" && project::is_one(path) {
        return Ok((Vec::new(), Some(convert::read(path, given, false)?.0)));
    }
    let held = convert::standard_input(path, false)?;
    let stored = convert::stored(path, held.as_deref());
    let format = given.from.map_or_else(|| bitext::format_of(&stored), Ok)?;
    let form = form::faults_of(&stored, format)?;
    let aligned = match bitext::read_stored(&stored, &bitext::Options { format: Some(format), ..given.options()? }) {
        Ok(aligned) => Some(aligned),
        // The findings say why; and a book that is not ours has no known alignment.
        Err(_) if form.as_ref().is_some_and(|form| !form.is_empty()) || format == &formats::epub::FORMAT => None,
        Err(error) => return Err(error.into()),
    };
    Ok((form.unwrap_or_default(), aligned))
}

/// Aligns two texts.
fn of_texts(source: PathBuf, target: PathBuf, given: Given) -> anyhow::Result<Aligned> {
    let load = |name, path, language| {
        let read = ReadOptions { split: given.split.into(), ..ReadOptions::default() };
        Input { name, path, language, read }.load(true)
    };
    let names = (source.clone(), target.clone());
    let source = load("source", source, given.source_lang.clone())?;
    let target = load("target", target, given.target_lang.clone())?;
    let alignment = crate::align(&source, &target, &Options::default())?;
    if let Some(warning) = unrelated(&names.0, &names.1, &alignment) {
        notice(&warning);
    }
    Ok(Aligned { source, target, alignment, files: Vec::new() })
}

fn print(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for fault in &report.form {
        let place = if fault.line > 0 { format!("{}: line {}", fault.file, fault.line) } else { fault.file.clone() };
        writeln!(out, "{place}: {}; {}", fault.rule, fault.remedy)?;
    }
    for finding in &report.translation {
        // Sentences count from 1 here, for people.
        let ids = |ids: &[usize]| ids.iter().map(|id| (id + 1).to_string()).collect::<Vec<_>>().join(" ");
        let (source, target) = (ids(&finding.source_ids), ids(&finding.target_ids));
        writeln!(out, "{:<12} {source:>5} | {target:<5} {}", finding.rule.as_str(), finding.what)?;
        for (mark, text) in [("<", &finding.source_text), (">", &finding.target_text)] {
            if !text.is_empty() {
                writeln!(out, "{mark:>14} {text}")?;
            }
        }
    }
    match report.form.len() + report.translation.len() {
        0 => writeln!(out, "nothing found"),
        1 => writeln!(out, "1 finding"),
        found => writeln!(out, "{found} findings"),
    }
}
