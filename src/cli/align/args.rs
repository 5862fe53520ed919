//! What can be typed after `diptych align`, and the help for it.

use std::path::PathBuf;

use crate::formats::Format;

use super::super::form::{Form, output_help, written};
use super::super::memory::Memory;
use super::super::side::{SplitArg, language};
use super::explain::{Asked, asked};
use super::format::{LayoutArg, LevelArg};

const EXAMPLES: &str = "\
Examples:
  diptych align story.en.txt story.fr.txt                   show both side by side
  diptych align story.en.txt story.fr.txt -o story.tmx      a translation memory for a CAT tool
  diptych align story.en.txt story.fr.txt -o story.tsv      a table for a spreadsheet or a script
  diptych align a.de a.fr --split lines --to vecalign       texts with one sentence a line
  diptych align old.txt new.txt --source-encoding koi8-r    an encoding that was not recognised
  diptych align book.en.epub book.fr.docx -o book.tmx       any formats, told by what is in the files
  diptych align table.xlsx table.xlsx --column en,fr        two columns of one table
  diptych align a.en a.fr -o corpus.en-fr --min-confidence 0.7
                                                            corpus.en-fr.en and corpus.en-fr.fr, sure pairs only
  diptych align book.en.txt book.fr.txt -o book.diptych     a project: to look at, correct and align again
  diptych align book.diptych                                everything again but what was checked or locked
  diptych align a.en a.fr --explain 18                      why sentence 18 was paired as it was";

/// Pair the sentences of two texts that translate each other
///
/// Reads two files (plain text, Markdown, HTML, DOCX, ODT, EPUB, PDF, subtitles and more, see --from), finds their sentences, and pairs those that
/// translate each other. Sentences that one text lacks are reported
/// as omitted (only in the source) or added (only in the target), sentences that stand elsewhere as moved. Every group of sentences, called
/// a bead, has a confidence between 0 and 1: the probability that exactly this bead is right. If the two texts do not look like translations of
/// each other at all, a warning says so.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The text in one language; - for standard input; or a project
    ///
    /// A project (.diptych) is aligned anew but for the beads that somebody checked or locked, and written back, or to the FILE of -o.
    #[arg(value_name = "SOURCE")]
    pub source: PathBuf,
    /// The text in the other language; - for standard input
    #[arg(value_name = "TARGET")]
    pub target: Option<PathBuf>,

    /// Language of the source [default: found out from the text]
    ///
    /// Any BCP 47 or ISO 639 code: en, fra, zh-Hant, pt-BR. It is written to files with its region, in the usual spelling (pt-BR for pt_br).
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    pub source_lang: Option<String>,
    /// Language of the target [default: found out from the text]
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    pub target_lang: Option<String>,
    /// Encoding of the source [default: found out]
    ///
    /// Any name that web pages use: utf-8, utf-16, latin1, windows-1251, shift_jis, gb18030. Without it a byte-order mark is believed, then
    /// UTF-8 and UTF-16 are recognised, then the likeliest older encoding is taken.
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub source_encoding: Option<String>,
    /// Encoding of the target [default: found out]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub target_encoding: Option<String>,
    /// What to pair
    #[arg(long, value_enum, value_name = "UNIT", default_value_t, help_heading = "Reading")]
    pub split: SplitArg,
    #[command(flatten)]
    pub form: Form,
    /// Read what the project names outside of its folder even if it has changed since: for projects of your own
    ///
    /// What a project names by `..`, by a full name or through a link may be any file of yours. So without this option it is read only if it still is,
    /// to the byte, what the project was made of.
    #[arg(long, conflicts_with = "target", help_heading = "Reading")]
    pub allow_outside: bool,

    /// Most sentences on one side of a bead, 1 to 8 [default: 4]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=8), help_heading = "Aligning")]
    pub max_bead: Option<u8>,
    /// Most rounds of learning translations from the two texts themselves, 0 to 5; one is enough where most words are known [default: 2]
    ///
    /// Each round learns which words translate each other from the beads of the round before. More is slower; 2 are enough for most texts.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=5), help_heading = "Aligning")]
    pub rounds: Option<u8>,
    /// Do not look for sentences that stand elsewhere in the other text
    #[arg(long, help_heading = "Aligning")]
    pub no_moved: bool,
    /// A lexicon of your own, believed before the built-in ones; may be repeated, the first before the second
    ///
    /// A pack that `diptych train` wrote, a hunalign dictionary (`target @ source`), or word pairs (`source TAB target`).
    #[arg(long, value_name = "FILE", help_heading = "Aligning")]
    pub lexicon: Vec<PathBuf>,
    /// Do without the built-in lexicon packs
    #[arg(long, help_heading = "Aligning")]
    pub no_packs: bool,
    /// Threads to use [default: one for each core]; the result is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Aligning")]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub memory: Memory,

    /// Format of the result [default: by the name of FILE; table on a terminal, tsv in a pipe]
    #[arg(long, value_parser = written(), value_name = "FORMAT", help_heading = "Writing")]
    pub to: Option<Format>,
    /// Write to FILE instead of standard output; its name tells the format
    #[arg(short, long, value_name = "FILE", help_heading = "Writing", long_help = output_help())]
    pub output: Option<PathBuf>,
    /// Leave out beads of lower confidence, 0 to 1
    ///
    /// Applies to beads with sentences on both sides; omitted and added sentences are written as before. A table leaves nothing out and marks
    /// all beads below this as doubtful instead (below 0.6 without this option). In a ladder, which has no gaps, the sentences of a bead
    /// left out stand unpaired.
    #[arg(long, value_name = "P", value_parser = probability, help_heading = "Writing")]
    pub min_confidence: Option<f32>,
    /// How much of the formatting a TMX holds
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t, help_heading = "Writing")]
    pub tmx_level: LevelArg,
    /// How the two languages stand in an EPUB
    #[arg(long, value_enum, value_name = "LAYOUT", default_value_t, help_heading = "Writing")]
    pub epub_layout: LayoutArg,
    /// Explain the bead of one sentence instead of writing all beads
    ///
    /// N is a source sentence as the table numbers it, :N a target sentence. Shown are the words, numbers, lengths and marks that speak for the
    /// bead or against it, and the likeliest beads that could stand in its place; --to jsonl gives the same with places in the texts.
    #[arg(long, value_name = "N", value_parser = asked, help_heading = "Writing")]
    pub explain: Option<Asked>,
    /// Width of the table in columns [default: that of the terminal, else 100]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..=1000), help_heading = "Writing")]
    pub width: Option<u16>,
    /// When to colour the table
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, help_heading = "Writing")]
    pub color: ColorArg,

    /// Say on standard error where the time went
    ///
    /// Seconds of each stage of aligning, sentences, cells of the lattices and rounds of learning; said with --quiet too.
    #[arg(long, conflicts_with = "explain")]
    pub stats: bool,
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// When to colour, as typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColorArg {
    /// On a terminal that shows colours, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Checks a probability as typed.
pub(crate) fn probability(typed: &str) -> Result<f32, String> {
    match typed.parse() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("not a number from 0 to 1".into()),
    }
}
