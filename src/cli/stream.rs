//! `diptych stream`: pairs of documents on standard input, alignments on standard output.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Instant;

use crate::align::Options;
use crate::corpus::stream::{self, Flat, Form, Input, Settings, Summary};
use crate::lexicon::prior;
use crate::model::Pair;

use super::align::probability;
use super::memory::{Memory, size};
use super::output::Destination;
use super::side::{SplitArg, language, notice};
use super::threads;

const EXAMPLES: &str = r#"Examples:
  diptych stream < pairs.jsonl > aligned.jsonl
  diptych stream pairs.parquet --flat --dedup --min-related 0.5 > beads.jsonl
                                             one bead a line, the columns of the table (url, ...) before it
  zcat matches.gz | diptych stream --source-lang en --target-lang fr --min-confidence 0.5 | gzip > aligned.gz
                                             in place of bleualign_cpp, without a translation of the texts

JSON in:   {"id": 7, "source": "One. Two.", "target": "Un. Deux.", "source_lang": "en", "target_lang": "fr"}
           id is any value; id and the languages may be left out. A text may be a list of its sentences: ["One.", "Two."].
           Any other key (url, ...) is written back as it stands, before beads, unless it is one that is written anyway.
JSON out:  {"id": 7, "source_lang": "en", "target_lang": "fr", "related": 1.0, "beads": [{"source_ids": [0], ...}, ...]}
           beads are what `diptych align --to jsonl` writes; ranges are bytes of the two strings in UTF-8, of a list of
           those of its strings joined by line feeds.
           related is the probability that the two texts translate each other, null where nothing is known of their words.
           {"id": 7, "line": 3, "error": "..."} for a line that could not be aligned.
Tables:    Parquet and Arrow IPC (file or stream) are known by their first bytes; a row is what a JSON object with its columns
           would be. Parquet from a pipe is put into a temporary file first.
--flat:    {"id": 7, "url": "...", "row": 0, "bead": 0, "kind": "match", "confidence": 0.98, "related": 1.0,
           "source_ids": [0], "target_ids": [0], "source_starts": [0], "source_ends": [4], "target_starts": [0],
           "target_ends": [3], "source_text": "One.", "target_text": "Un.", "source_lang": "en", "target_lang": "fr",
           "error": null}; row is the number of the line or row, from 0. A line that could not be aligned has one with error.
bleualign: address, address, text, text, separated by tabs, the texts in base64 with a sentence on each line; more fields are
           passed over. Out: address, address, sentences, sentences, confidence. If a header names the fields (src_url,
           trg_url, src_text, trg_text), one is written, too. What is wrong with a line is said on standard error.

Exit codes: 0 if all lines were aligned, 1 if one could not be (all others are), 2 if the command line makes no sense."#;

/// Align a stream of pairs of texts, one pair a line
///
/// Reads JSON Lines, Parquet, Arrow IPC or what bleualign-cpp takes and writes alignments to standard output, in the same order, on all cores, in
/// bounded memory. A line that cannot be aligned gets an error and does not stop the others. If one of the texts is empty, the sentences of the
/// other are omitted or added; if both are, there are no beads.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The pairs [default: standard input]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// What the lines are [default: told by the first one]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Reading")]
    format: Option<FormArg>,
    /// Language of the sources where a line names none [default: found out from each text]
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    source_lang: Option<String>,
    /// Language of the targets where a line names none [default: found out from each text]
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    target_lang: Option<String>,
    /// What to pair [default: sentences in JSON, lines for bleualign]
    #[arg(long, value_enum, value_name = "UNIT", help_heading = "Reading")]
    split: Option<SplitArg>,
    /// Do not read lines of more bytes; K, M and G are understood
    #[arg(long, value_name = "N", default_value = "64M", value_parser = bytes, help_heading = "Reading")]
    max_bytes: usize,
    /// Do not align if one of the texts has more sentences
    #[arg(long, value_name = "N", help_heading = "Reading")]
    max_sentences: Option<usize>,

    /// Most sentences on one side of a bead, 1 to 8
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=8), help_heading = "Aligning")]
    max_bead: u8,
    /// Most rounds of learning translations from the two texts themselves, 0 to 5; one is enough where most words are known
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=5), help_heading = "Aligning")]
    rounds: u8,
    /// Do not look for sentences that stand elsewhere in the other text
    #[arg(long, help_heading = "Aligning")]
    no_moved: bool,
    /// A lexicon of your own, believed before the built-in ones; may be repeated, the first before the second
    ///
    /// Used for the texts whose languages it is of; one that names no languages, for all.
    #[arg(long, value_name = "FILE", help_heading = "Aligning")]
    lexicon: Vec<PathBuf>,
    /// Do without the built-in lexicon packs
    #[arg(long, help_heading = "Aligning")]
    no_packs: bool,
    /// Pairs to work on at a time [default: one for each core]; the result is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Aligning")]
    threads: Option<u16>,
    #[command(flatten)]
    memory: Memory,

    /// Leave out beads of lower confidence, 0 to 1
    ///
    /// Applies to beads with sentences on both sides, as for `diptych align`.
    #[arg(long, value_name = "P", value_parser = probability, help_heading = "Writing")]
    min_confidence: Option<f32>,
    /// Write no beads of pairs that are less likely to translate each other, 0 to 1
    ///
    /// Pairs of which nothing is known (`related` is null) keep theirs. How many pairs have none is said at the end.
    #[arg(long, value_name = "P", value_parser = probability, help_heading = "Writing")]
    min_related: Option<f32>,
    /// Write one bead a line
    ///
    /// What is passed through stands before the bead. A line that could not be aligned is a line with its error.
    #[arg(long, help_heading = "Writing")]
    flat: bool,
    /// What the lines of --flat are
    ///
    /// TSV has a header; its columns are those keys of the first line whose values are neither lists nor objects, then those of the bead. Tabs and line ends
    /// become spaces.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, requires = "flat", help_heading = "Writing")]
    to: FlatArg,
    /// Of beads with the same two texts (white space and case aside), write the first only
    #[arg(long, requires = "flat", help_heading = "Writing")]
    dedup: bool,
    /// End with exit code 0 even if some lines could not be aligned
    #[arg(long)]
    ignore_errors: bool,
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

/// What the lines are, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormArg {
    /// One JSON object a line
    Jsonl,
    /// Tab-separated values with texts in base64, as bleualign-cpp and Bitextor have them
    Bleualign,
}

/// What the lines of beads are, as typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum FlatArg {
    /// One JSON object a line
    #[default]
    Jsonl,
    /// Tab-separated values with a header
    Tsv,
}

/// The length of a line, as typed.
fn bytes(typed: &str) -> Result<usize, String> {
    // Places in documents are 32-bit numbers.
    let number = size(typed).ok().filter(|number| (1..=4 << 30).contains(number)).and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| "not a number of bytes from 1 to 4G".to_owned())
}

impl Args {
    fn settings(&self) -> anyhow::Result<Settings> {
        let form = self.format.map(|format| match format {
            FormArg::Jsonl => Form::Jsonl,
            FormArg::Bleualign => Form::BLEUALIGN,
        });
        Ok(Settings {
            form,
            split: self.split.map(Into::into),
            languages: Pair::new(self.source_lang.clone(), self.target_lang.clone()),
            options: Options::default()
                .max_bead(self.max_bead.into())
                .rounds(self.rounds.into())
                .moved(!self.no_moved)
                .packs(!self.no_packs),
            lexicons: self.lexicon.iter().map(|path| prior::read(path).map(Into::into)).collect::<Result<_, _>>()?,
            min_confidence: self.min_confidence.unwrap_or(0.0),
            min_related: self.min_related.unwrap_or(0.0),
            flat: self.flat.then_some(match self.to {
                FlatArg::Jsonl => Flat::Jsonl,
                FlatArg::Tsv => Flat::Tsv,
            }),
            dedup: self.dedup,
            max_bytes: self.max_bytes,
            max_sentences: self.max_sentences,
            max_memory: self.memory.max_memory,
            threads: threads::or_cores(self.threads),
        })
    }
}

/// Aligns until the input ends or nobody reads the output any more.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let settings = args.settings()?;
    let file = args.file.as_deref().filter(|path| path.as_os_str() != "-");
    if file.is_none() && io::stdin().is_terminal() && !args.quiet {
        notice("reading standard input; end it with Ctrl-D");
    }
    let input = Input::open(file)?;
    let begin = Instant::now();
    let mut done = None;
    // A panic is an error of its line, which says enough.
    std::panic::set_hook(Box::new(|_| ()));
    let written = Destination::Stdout.write(|out| {
        let report = |line: u64, error: &str, written: bool| {
            if !written {
                notice(&format!("line {line}: {error}"));
            }
        };
        done = Some(stream::run(input, out, settings, report)?);
        Ok(())
    });
    let _ = std::panic::take_hook();
    written?;
    // Nothing if the output was closed early.
    let Some(summary) = done else { return Ok(()) };
    let summary = summary?;
    if !args.quiet {
        tell(&summary, begin);
    }
    let Summary { lines, failed, .. } = summary;
    if failed > 0 && !args.ignore_errors {
        anyhow::bail!("{failed} of {lines} lines could not be aligned; all others are (--ignore-errors makes this no error)");
    }
    Ok(())
}

/// Says how much was done, and what of it was not written.
fn tell(summary: &Summary, begin: Instant) {
    let Summary { lines, bytes, unrelated, repeated, unplaced, .. } = *summary;
    let seconds = begin.elapsed().as_secs_f64().max(1e-3);
    let (per_second, megabytes) = (lines as f64 / seconds, bytes as f64 / seconds / 1e6);
    notice(&format!("{lines} lines in {seconds:.1} s: {per_second:.0} lines and {megabytes:.2} MB a second"));
    if unrelated > 0 {
        notice(&format!("{unrelated} of {lines} pairs have no beads: they are below --min-related"));
    }
    if repeated > 0 {
        notice(&format!("{repeated} beads were left out because they were there already"));
    }
    if let Some((line, key)) = &summary.first_unplaced {
        notice(&format!(
            "{unplaced} lines have a key without a column, the first is line {line} with `{key}`; columns are the keys of the first line that are neither \
             lists nor objects (--to jsonl writes all)"
        ));
    }
}
