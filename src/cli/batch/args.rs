//! What can be typed after `diptych batch`, and the help for it.

use std::path::PathBuf;

use crate::corpus::Shard;
use crate::formats::Format;

use super::super::align::{LayoutArg, LevelArg, probability};
use super::super::form::{Form, written};
use super::super::memory::Memory;
use super::super::side::{SplitArg, language};

const EXAMPLES: &str = "\
Examples:
  diptych batch pairs.tsv -o aligned                        every pair of the list, to aligned/*.tsv
  diptych batch --source-dir en --target-dir fr -o tm --to tmx
                                                            en/a.txt with fr/a.txt to tm/a.tmx, and so on
  diptych batch pairs.tsv -o aligned                        again, after it was interrupted: only what is missing
  diptych batch pairs.tsv -o aligned --shard $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT
                                                            one of the tasks of --array=1-100 that share the work;
                                                            of --array=0-99 with --shard-from 0
  diptych batch pairs.tsv -o aligned --min-confidence 0.7 --pooled train.tsv --dedup
                                                            and one file to train on

Exit codes: 0 if all pairs were aligned, 1 if one could not be (results.tsv says which and why, and all others are done),
2 if the command line makes no sense.";

/// Align many pairs of texts
///
/// The pairs are listed in a file, one a line: source, tab, target, and if you like, tab and a name for the result in DIR, tab and the languages of both.
/// Or the columns have names (TSV or CSV with a header, JSON Lines, Parquet, Arrow IPC): source, target, output, source_lang, target_lang; others are passed
/// through to results.tsv and the pooled file. Or they are the files of two folders that have the same names.
///
/// DIR gets a file for each pair, and when all is done, results.tsv: a line a pair, in the order of the list, with languages, sentences, beads, mean
/// confidence, the probability that the two texts translate each other (empty where nothing is known of their words), for a pair that could not be aligned the reason, and how many lines of navigation,
/// buttons and notices were left out of web pages. Such a pair never stops
/// the others. How long each took is in timings.tsv.
///
/// It may be interrupted at any moment, and goes on where it was when it is started again. Pairs are done again if their files or the
/// options have changed. What is in DIR in the end is the same for any number of threads and interruptions (timings.tsv and the journal aside).
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The list of pairs; - for standard input
    #[arg(value_name = "LIST", required_unless_present = "source_dir", conflicts_with = "source_dir")]
    pub list: Option<PathBuf>,
    /// Instead of a list: the folder with the texts in one language
    ///
    /// Files are paired by their names without extension and language: a.txt and a.txt, a.en.txt and a.fr.txt.
    #[arg(long, value_name = "DIR", requires = "target_dir")]
    pub source_dir: Option<PathBuf>,
    /// The folder with the texts in the other language
    #[arg(long, value_name = "DIR", requires = "source_dir")]
    pub target_dir: Option<PathBuf>,
    /// The folder of results; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,

    /// Language of the sources [default: found out from each text]
    ///
    /// Any BCP 47 or ISO 639 code. Languages that the list names come first.
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    pub source_lang: Option<String>,
    /// Language of the targets [default: found out from each text]
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    pub target_lang: Option<String>,
    /// Encoding of the sources [default: found out]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub source_encoding: Option<String>,
    /// Encoding of the targets [default: found out]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub target_encoding: Option<String>,
    /// What to pair
    #[arg(long, value_enum, value_name = "UNIT", default_value_t, help_heading = "Reading")]
    pub split: SplitArg,
    #[command(flatten)]
    pub form: Form,
    /// Give up a pair after so many seconds
    ///
    /// Looked at between the steps of the work (reading, each pass over the two texts, the verdict), so a long pair takes up to one step longer.
    #[arg(long, value_name = "S", value_parser = seconds, help_heading = "Reading")]
    pub max_seconds: Option<u64>,
    /// Do not try pairs with more sentences, both texts together
    #[arg(long, value_name = "N", help_heading = "Reading")]
    pub max_sentences: Option<usize>,

    /// Most sentences on one side of a bead, 1 to 8
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=8), help_heading = "Aligning")]
    pub max_bead: u8,
    /// Most rounds of learning translations from the two texts themselves, 0 to 5; one is enough where most words are known
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=5), help_heading = "Aligning")]
    pub rounds: u8,
    /// Do not look for sentences that stand elsewhere in the other text
    #[arg(long, help_heading = "Aligning")]
    pub no_moved: bool,
    /// A lexicon of your own, believed before the built-in ones; may be repeated, the first before the second
    ///
    /// Used for the pairs whose languages it is of; one that names no languages, for all.
    #[arg(long, value_name = "FILE", help_heading = "Aligning")]
    pub lexicon: Vec<PathBuf>,
    /// Do without the built-in lexicon packs
    #[arg(long, help_heading = "Aligning")]
    pub no_packs: bool,
    /// Let the pairs of two languages teach each other what their words mean
    ///
    /// Aligns everything twice. The first time the sure beads of all pairs of two languages teach a lexicon; the second time each pair learns from its own
    /// beads and from what the others have taught. Worth while for many short texts and for the chapters of a book, above all without a built-in
    /// lexicon. The lexicon of all pairs is in DIR/lexicon.xx-yy.pack; results of the first pass stay in DIR/.diptych-first, for runs that go on.
    #[arg(long, conflicts_with = "shard", help_heading = "Aligning")]
    pub pool: bool,
    /// Pairs to work on at a time [default: one for each core]; the result is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Aligning")]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub memory: Memory,
    /// Do only the I-th of N parts of the list, every N-th pair
    ///
    /// For the tasks of a job array. All may write to one DIR at the same time; each has its own results.I-of-N.tsv, with I from 1. Parts count from 1
    /// (1/8 to 8/8), with --shard-from 0 from 0 (0/8 to 7/8).
    #[arg(long, value_name = "I/N", value_parser = shard, help_heading = "Aligning")]
    pub shard: Option<(usize, usize)>,
    /// The number of the first part, 0 or 1: that of the first task of a job array
    ///
    /// It must be said for an array that counts from 0, because 1/8 would be the first part of one array and the second of another.
    #[arg(long, value_name = "FIRST", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=1), requires = "shard", help_heading = "Aligning")]
    pub shard_from: u8,

    /// Format of the results
    #[arg(long, value_parser = written(), value_name = "FORMAT", default_value = "tsv", help_heading = "Writing")]
    pub to: Format,
    /// How much of the formatting a TMX holds
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t, help_heading = "Writing")]
    pub tmx_level: LevelArg,
    /// How the two languages stand in an EPUB
    #[arg(long, value_enum, value_name = "LAYOUT", default_value_t, help_heading = "Writing")]
    pub epub_layout: LayoutArg,
    /// Leave out beads of lower confidence, 0 to 1
    ///
    /// Applies to beads with sentences on both sides, as for `diptych align`.
    #[arg(long, value_name = "P", value_parser = probability, help_heading = "Writing")]
    pub min_confidence: Option<f32>,

    /// When all is done, write the two-sided beads of all pairs to one file: .jsonl or .tsv
    ///
    /// Made from the results, which must be TSV or JSON Lines; a line says where it comes from (result:bead). With --shard the part is put into the
    /// name: pool.tsv becomes pool.2-of-5.tsv.
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub pooled: Option<PathBuf>,
    /// Of the lines of the pooled file that are the same in both texts (white space and case aside), keep the first
    #[arg(long, requires = "pooled", help_heading = "Writing")]
    pub dedup: bool,

    /// Say nothing on standard error but errors, and show no bar
    #[arg(short, long)]
    pub quiet: bool,
}

/// Reads `2.5` as milliseconds.
fn seconds(typed: &str) -> Result<u64, String> {
    match typed.parse::<f64>() {
        Ok(seconds) if (0.001..=1e9).contains(&seconds) => Ok((seconds * 1e3) as u64),
        _ => Err("not a number of seconds above 0".into()),
    }
}

/// Reads `3/100`.
fn shard(typed: &str) -> Result<(usize, usize), String> {
    let parts = typed.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
    match parts {
        Some((index, count)) if index <= count && count > 0 => Ok((index, count)),
        _ => Err("not a part like 1/8, from 1/N to N/N (with --shard-from 0 from 0/N)".into()),
    }
}

impl Args {
    /// The part of the list that is to be done.
    pub fn part(&self) -> Result<Shard, String> {
        let Some((number, count)) = self.shard else { return Ok(Shard::WHOLE) };
        let first = usize::from(self.shard_from);
        let array = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<usize>().ok());
        let slurm = [array("SLURM_ARRAY_TASK_ID"), array("SLURM_ARRAY_TASK_COUNT"), array("SLURM_ARRAY_TASK_MIN")];
        part(number, count, first, slurm)
    }
}

/// The part of this number, where the first one has the number `first`. `array` is what Slurm says of the array that this is a task of: the number of
/// the task, how many there are, and the lowest number.
fn part(number: usize, count: usize, first: usize, array: [Option<usize>; 3]) -> Result<Shard, String> {
    // The one mistake that no number of a single task shows.
    if let [Some(task), Some(tasks), Some(lowest)] = array
        && (task, tasks) == (number, count)
        && lowest != first
        && lowest <= 1
    {
        return Err(format!(
            "the tasks of this job array count from {lowest}, and --shard {number}/{count} is read as counted from {first}; say --shard-from {lowest}"
        ));
    }
    match number.checked_sub(first) {
        Some(index) if index < count => Ok(Shard { index: index + 1, count }),
        Some(_) => Err(format!("--shard {number}/{count}: counted from {first}, the last part is {}/{count}", count - 1 + first)),
        None => {
            Err(format!("--shard {number}/{count}: parts count from 1; say --shard-from 0 if they are 0/{count} to {}/{count}", count - 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_count_from_one_unless_it_is_said() {
        let index = |number, first| part(number, 8, first, [None; 3]).map(|shard| shard.index);
        assert_eq!([index(1, 1), index(8, 1), index(0, 0), index(7, 0)], [1, 8, 1, 8].map(Ok));
        assert!(index(0, 1).unwrap_err().contains("say --shard-from 0 if they are 0/8 to 7/8"));
        assert!(index(8, 0).unwrap_err().contains("the last part is 7/8"));
        assert!(shard("9/8").is_err() && shard("0/0").is_err() && shard("1").is_err());
    }

    #[test]
    fn a_job_array_that_counts_otherwise_is_refused_in_every_task() {
        let of = |number, first, lowest| part(number, 8, first, [Some(number), Some(8), Some(lowest)]).map(|shard| shard.index);
        assert_eq!((of(3, 1, 1), of(3, 0, 0)), (Ok(3), Ok(4)));
        assert!(of(3, 1, 0).unwrap_err().ends_with("say --shard-from 0") && of(3, 0, 1).unwrap_err().ends_with("say --shard-from 1"));
        // Other numbers are not those of the array.
        assert!(part(3, 8, 1, [Some(5), Some(8), Some(0)]).is_ok());
    }
}
