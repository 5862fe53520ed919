//! `diptych convert`: writes a bitext of one format in another, without aligning anything.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use crate::bitext::{self, Aligned, Stored};
use crate::formats::{Format, table, tmx};
use crate::model::{Pair, Split, Text};
use crate::project::{self, Project};
use crate::read::ReadOptions;
use crate::source::{Budget, Touched, bytes};
use crate::terminal;
use crate::write::{Parts, Settings};

use super::align::{LayoutArg, LevelArg, date, probability};
use super::form::{bitexts, written};
use super::output::{self, Destination};
use super::side::{Input, SplitArg, language, notice};
use super::usage;

const EXAMPLES: &str = "\
Examples:
  diptych convert story.tmx -o story.xlsx                   a translation memory as a workbook
  diptych convert story.jsonl -o story.html                 a page to look at
  diptych convert book.diptych -o book.tmx                  a project, corrections included
  some-program | diptych convert - --from tsv --to tmx      from standard input; --from where its beginning does not tell
  diptych convert corpus.en-fr -o corpus.tmx                from corpus.en-fr.en and corpus.en-fr.fr
  diptych convert gold.vecalign --source a.en --target a.fr --split lines -o gold.tsv
                                                            links by number, with their two texts";

/// Turn a bitext from one format into another, without aligning anything again
///
/// Reads projects (.diptych) and what --from lists: Vecalign's notation, ladders and the maps of Sketch Engine with --source and --target, pages and books
/// if diptych wrote them. Beads stay what they are; confidence, kind and ids are kept where both formats can say them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The bitext; for Moses the name without the two languages; - for standard input
    #[arg(value_name = "IN")]
    pub input: PathBuf,
    #[command(flatten)]
    pub given: Given,

    /// Format of the result [default: by the name of OUT; table on a terminal, tsv in a pipe]
    #[arg(long, value_parser = written(), value_name = "FORMAT", help_heading = "Writing")]
    pub to: Option<Format>,
    /// Write to OUT instead of standard output; its name tells the format, as for `diptych align`
    #[arg(short, long, value_name = "OUT", help_heading = "Writing")]
    pub output: Option<PathBuf>,
    /// Leave out beads of lower confidence, 0 to 1
    #[arg(long, value_name = "P", value_parser = probability, help_heading = "Writing")]
    pub min_confidence: Option<f32>,
    /// How much of the formatting a TMX holds
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t, help_heading = "Writing")]
    pub tmx_level: LevelArg,
    /// How the two languages stand in an EPUB
    #[arg(long, value_enum, value_name = "LAYOUT", default_value_t, help_heading = "Writing")]
    pub epub_layout: LayoutArg,

    /// Say nothing on standard error but errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// What can be said of a bitext beyond its name.
#[derive(Debug, clap::Args)]
pub(crate) struct Given {
    /// Format of the bitext [default: by its name or what it begins with]
    #[arg(long, value_parser = bitexts(), value_name = "FORMAT", help_heading = "Reading")]
    pub from: Option<Format>,
    /// Language of the source [default: what the file says, else found out]
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    pub source_lang: Option<String>,
    /// Language of the target [default: what the file says, else found out]
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    pub target_lang: Option<String>,
    /// The source text, for a bitext that holds only numbers of sentences
    #[arg(long, value_name = "FILE", requires = "target", help_heading = "Reading")]
    pub source: Option<PathBuf>,
    /// The target text
    #[arg(long, value_name = "FILE", requires = "source", help_heading = "Reading")]
    pub target: Option<PathBuf>,
    /// What is numbered in the two texts
    #[arg(long, value_enum, value_name = "UNIT", default_value_t, help_heading = "Reading")]
    pub split: SplitArg,
}

impl Given {
    /// What it means to the reader of bitexts.
    pub fn options(self) -> anyhow::Result<bitext::Options> {
        let load = |name, path: PathBuf, language: &Option<String>| -> anyhow::Result<Text> {
            let read = ReadOptions { split: self.split.into(), ..ReadOptions::default() };
            Input { name, path, language: language.clone(), read }.load(true)
        };
        let texts = match (self.source, self.target) {
            (Some(source), Some(target)) => {
                Some(Pair::new(load("source", source, &self.source_lang)?, load("target", target, &self.target_lang)?))
            }
            _ => None,
        };
        let format = self.from;
        Ok(bitext::Options { format, languages: Pair::new(self.source_lang, self.target_lang), texts })
    }
}

/// What is in standard input, if that is meant.
pub(crate) fn standard_input(path: &Path, quiet: bool) -> anyhow::Result<Option<Vec<u8>>> {
    if path.as_os_str() != "-" {
        return Ok(None);
    }
    if io::stdin().is_terminal() && !quiet {
        notice("reading standard input; end it with Ctrl-D");
    }
    Ok(Some(bytes::input(path, io::stdin().lock(), Budget::Bitext)?))
}

/// The file of this name, or what standard input held.
pub(crate) fn stored<'a>(path: &'a Path, held: Option<&'a [u8]>) -> Stored<'a> {
    held.map_or_else(|| Stored::file(path), |held| Stored::bytes(path, held))
}

/// The bitext, and whether its units are paragraphs.
pub(crate) fn read(path: &Path, given: Given, quiet: bool) -> anyhow::Result<(Aligned, bool)> {
    let held = standard_input(path, quiet)?;
    if held.is_some() || given.from.is_some() || !project::is_one(path) {
        return Ok((bitext::read_stored(&stored(path, held.as_deref()), &given.options()?)?, false));
    }
    if given.source_lang.is_some() || given.target_lang.is_some() || given.source.is_some() {
        let path = terminal::name(path);
        anyhow::bail!("{path}: a project says itself what its texts are; leave out --source, --target and their languages");
    }
    let opened = Project::open(path)?.current()?;
    opened.notices.iter().filter(|_| !quiet).for_each(|said| notice(said));
    let paragraphs = opened.project.origins.source.read.split == Split::Paragraphs;
    Ok((project::of_project(opened.project)?, paragraphs))
}

/// Reads and writes.
pub(super) fn run(args: Args) -> anyhow::Result<()> {
    let destination = Destination::new(args.output);
    let format = output::format(args.to, &destination).map_err(|message| usage("convert", message))?;
    // A bitext does not say where its sentences stood; the texts themselves do.
    let places = args.given.source.is_some() || project::is_one(&args.input);
    let mut touched = Touched::default().reading("input", &args.input);
    [&args.given.source, &args.given.target].into_iter().flatten().for_each(|text| touched.reads("text", text));
    let (aligned, paragraphs) = read(&args.input, args.given, args.quiet)?;
    let bitext = aligned.bitext()?.with_min_confidence(args.min_confidence.unwrap_or(0.0));
    let settings = Settings {
        table: table::Layout::default(),
        tmx: tmx::Header { paragraphs, created: date()?, level: args.tmx_level.into(), places },
        epub: args.epub_layout.into(),
        remarks: None,
    };
    format.fits(aligned.source.document())?;
    let Destination::File(path) = &destination else {
        return destination.write_bitext(&bitext, format, &settings);
    };
    let parts = Parts::new(path, format, bitext.languages());
    aligned.files.iter().for_each(|file| touched.reads("input", file));
    parts.paths().iter().try_for_each(|path| touched.spares(path))?;
    parts.write(&bitext, &settings, None)?;
    let left_out = bitext.left_out();
    if !args.quiet {
        let beads = bitext.beads().count();
        let more = if left_out > 0 { format!("; {left_out} below the smallest confidence are left out") } else { String::new() };
        notice(&format!("wrote {beads} beads to {}{more}", output::names(parts.paths())));
    }
    Ok(())
}
