//! `diptych match`: document alignment; finds which documents of two collections translate each other.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::corpus::pairing::{self, Matching, Settings};
use crate::corpus::{Pair, Reading, list};
use crate::lexicon::prior;
use crate::model;
use crate::read::ReadOptions;
use crate::source::Touched;
use crate::terminal;

use super::align::probability;
use super::output::Destination;
use super::side::{language, notice};
use super::threads;

const EXAMPLES: &str = "\
Examples:
  diptych match en/ fr/ -o pairs.tsv                        which file of fr/ is the translation of which of en/
  diptych batch pairs.tsv -o aligned                        align them
  diptych match en.list fr.list --source-lang en --target-lang fr --min-score 0.3
                                                            files that are named in lists; only what is rather sure

Out: source, target, (a name for the result), language, language, score, separated by tabs, in the order of the sources.

Exit codes: 0 if all documents were read, 1 if one could not be (the others are matched), 2 if the command line makes no sense.";

/// Find out which files are translations of each other
///
/// Compares all documents of one folder (or list of files) with all of another by the words in them, translated by the built-in lexicons, by numbers, names
/// and lengths. Each document gets at most one partner, so that all together are as alike as possible. Names of files are not looked at.
///
/// The score, 0 to 1, says how alike two documents are: of true pairs it is mostly above 0.3, less for short texts and for languages with a small lexicon
/// or none. A document whose translation is not there may get one that tells of the same things.
#[derive(Debug, clap::Args)]
#[command(name = "match", after_help = EXAMPLES)]
pub(super) struct Args {
    /// The documents in one language: a folder, with those in it, or a file that lists one a line
    sources: PathBuf,
    /// The documents in the other language
    targets: PathBuf,
    /// Where the pairs go; - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Language of the sources [default: found out from each text]
    ///
    /// Any BCP 47 or ISO 639 code. Worth naming if the texts are short.
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    source_lang: Option<String>,
    /// Language of the targets [default: found out from each text]
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Reading")]
    target_lang: Option<String>,
    /// Encoding of the sources [default: found out]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    source_encoding: Option<String>,
    /// Encoding of the targets [default: found out]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    target_encoding: Option<String>,

    /// Leave documents alone rather than pair them with a lower score, 0 to 1
    #[arg(long, value_name = "S", value_parser = probability, default_value = "0.1", help_heading = "Matching")]
    min_score: f32,
    /// A lexicon of your own, believed before the built-in ones; may be repeated, the first before the second
    ///
    /// Used for the texts whose languages it is of; one that names no languages, for all.
    #[arg(long, value_name = "FILE", help_heading = "Matching")]
    lexicon: Vec<PathBuf>,
    /// Do without the built-in lexicon packs
    #[arg(long, help_heading = "Matching")]
    no_packs: bool,
    /// Threads [default: one for each core]; the result is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Matching")]
    threads: Option<u16>,

    /// End with exit code 0 even if some documents could not be read
    #[arg(long)]
    ignore_errors: bool,
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Matches the documents and writes the list.
pub(super) fn run(args: Args) -> anyhow::Result<()> {
    threads::start(args.threads)?;
    let begin = Instant::now();
    let (sources, targets) = (pairing::documents(&args.sources)?, pairing::documents(&args.targets)?);
    for (path, found) in [(&args.sources, &sources), (&args.targets, &targets)] {
        if found.is_empty() {
            anyhow::bail!("{}: there is no document in it; name a folder with files, or a list of files", terminal::name(path));
        }
    }
    let mut touched = Touched::default().reading("list", &args.sources).reading("list", &args.targets);
    sources.iter().chain(&targets).for_each(|document| touched.reads("document", document));
    args.lexicon.iter().for_each(|lexicon| touched.reads("lexicon", lexicon));
    let destination = Destination::sparing(args.output, &touched)?;
    let reading = |language, encoding| Reading { language, options: ReadOptions { encoding, ..ReadOptions::default() } };
    let settings = Settings {
        source: reading(args.source_lang, args.source_encoding),
        target: reading(args.target_lang, args.target_encoding),
        packs: !args.no_packs,
        lexicons: args.lexicon.iter().map(|path| prior::read(path).map(Arc::new)).collect::<Result<_, _>>()?,
        min_score: args.min_score,
    };
    let matching = pairing::run(&sources, &targets, &settings);
    let pairs = pairs(&matching, &sources, &targets);
    let text = list::text(&args.sources, pairs.iter())?;
    destination.write(|out| out.write_all(text.as_bytes()))?;

    let (failed, all) = (matching.failures.len(), sources.len() + targets.len());
    if !args.quiet {
        let seconds = begin.elapsed().as_secs_f64();
        notice(&format!("{} pairs of {} sources and {} targets in {seconds:.1} s", pairs.len(), sources.len(), targets.len()));
    }
    if failed == 0 {
        return Ok(());
    }
    let what = format!("{failed} of {all} documents could not be read; the others are matched (--ignore-errors makes this no error)");
    let reasons: Vec<String> = matching.failures.iter().map(|failure| format!("\n  {failure}")).collect();
    let told = what + &reasons.concat();
    if args.ignore_errors {
        notice(&told);
        return Ok(());
    }
    anyhow::bail!(told)
}

/// The pairs with their scores.
fn pairs(matching: &Matching, sources: &[PathBuf], targets: &[PathBuf]) -> Vec<(Pair, f32)> {
    let recognised = |languages: &[Option<String>], at: usize| languages.get(at).cloned().flatten().filter(|language| language != "und");
    let mut pairs: Vec<(Pair, f32)> = Vec::with_capacity(matching.matches.len());
    for found in &matching.matches {
        let (Some(source), Some(target)) = (sources.get(found.source), targets.get(found.target)) else { continue };
        let pair = Pair {
            source: source.clone(),
            target: target.clone(),
            output: String::new(),
            languages: model::Pair::new(
                recognised(&matching.source_languages, found.source),
                recognised(&matching.target_languages, found.target),
            ),
        };
        pairs.push((pair, found.score));
    }
    list::name_results(pairs.iter_mut().map(|(pair, _)| pair));
    pairs
}
