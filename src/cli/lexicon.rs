//! `diptych lexicon`: shows what is in a pack.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use crate::lang;
use crate::lexicon::built_in;
use crate::lexicon::pack::{Pack, Translation};
use crate::lexicon::prior;
use crate::source::Touched;
use anyhow::bail;

use super::output::Destination;
use super::side::notice;

/// Look inside the lexicons
///
/// The built-in packs hold which words translate each other, with probabilities, for English and each of the languages that `list` names.
/// Any two of these languages are aligned with the help of both their packs.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diptych lexicon list
  diptych lexicon show glacier --lang en-fr
  diptych lexicon export --lang en-fr -o en-fr.tsv
  diptych lexicon show glacier --file my.pack")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Print the built-in packs: languages, words, pairs, bytes, sources
    List,
    /// Print the translations of a word, both ways
    Show {
        /// The word, in either language
        word: String,
        #[command(flatten)]
        of: Of,
    },
    /// Print all pairs: source, target, p(target|source), p(source|target)
    Export {
        #[command(flatten)]
        of: Of,
        /// Write to this file instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// Which lexicon is meant.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Of {
    /// The built-in pack of two languages, as en-fr
    #[arg(long, value_name = "PAIR")]
    lang: Option<String>,
    /// A lexicon of your own: pack, hunalign dictionary or word pairs
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Of {
    fn pack(&self) -> anyhow::Result<Pack> {
        if let Some(path) = &self.file {
            return Ok(prior::read(path)?);
        }
        let pair = self.lang.as_deref().unwrap_or_default();
        let languages = pair.split_once('-').map(|(one, other)| (lang::lexicon(one), lang::lexicon(other)));
        let other = match languages {
            Some((Some(en), Some(other))) | Some((Some(other), Some(en))) if en == "en" => other,
            Some((Some(one), Some(other))) => {
                let direct = [format!("{one}-{other}"), format!("{other}-{one}")].iter().find_map(|code| built_in::named(code));
                return direct.map(Arc::unwrap_or_clone).ok_or_else(|| not_a_pack(pair));
            }
            _ => return Err(not_a_pack(pair)),
        };
        let pack = built_in::pack(&other).map(Arc::unwrap_or_clone);
        pack.ok_or_else(|| {
            let left_out = left_out().map_or_else(String::new, |left_out| format!(" ({left_out})"));
            anyhow::anyhow!("there is no built-in pack en-{other}; `diptych lexicon list` names those that there are{left_out}")
        })
    }
}

fn not_a_pack(pair: &str) -> anyhow::Error {
    anyhow::anyhow!("`{pair}` is not a pack: most built-in packs are of English and another language, as en-fr; see `diptych lexicon list`")
}

/// Prints what was asked for.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    match &args.command {
        Command::List => {
            Destination::Stdout.write(list)?;
            left_out().iter().for_each(|left_out| notice(left_out));
            Ok(())
        }
        Command::Show { word, of } => show(&of.pack()?, word),
        Command::Export { of, output } => {
            let touched = of.file.iter().fold(Touched::default(), |touched, file| touched.reading("lexicon", file));
            let destination = Destination::sparing(output.clone(), &touched)?;
            let pack = of.pack()?;
            destination.write(|out| export(out, &pack))
        }
    }
}

/// What this program was built without, if anything.
fn left_out() -> Option<String> {
    let features = built_in::left_out();
    (!features.is_empty()).then(|| format!("this program was built without {}", features.join(", ")))
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "pack\tlanguage\tEnglish words\twords\tpairs\tbytes\tsources")?;
    for pack in built_in::codes().filter_map(built_in::named) {
        let notes = pack.notes();
        let mut pairs = 0;
        pack.rows().all(|_| pairs += 1);
        let (from, code, name) = (&notes.source, &notes.target, lang::name(&notes.target).unwrap_or("?"));
        let sources: Vec<&str> = notes.origins.iter().map(|origin| origin.name.as_str()).collect();
        let (near, far, bytes, sources) = (pack.source().len(), pack.target().len(), pack.size(), sources.join(" "));
        writeln!(out, "{from}-{code}\t{name}\t{near}\t{far}\t{pairs}\t{bytes}\t{sources}")?;
    }
    Ok(())
}

fn show(pack: &Pack, word: &str) -> anyhow::Result<()> {
    let tokens = crate::tokens::tokenize([word].into_iter());
    let [token] = tokens.words.as_slice() else { bail!("`{word}` is not one word; lexicons hold single words") };
    let (source, target) = (pack.source().find(&token.form), pack.target().find(&token.form));
    let (mut of_source, mut of_target): (Vec<Translation>, Vec<Translation>) = (Vec::new(), Vec::new());
    pack.rows().of(source.into_iter(), |pair| of_source.push(pair));
    pack.rows().all(|pair| of_target.extend(Some(pair).filter(|pair| Some(pair.target) == target)));
    if of_source.is_empty() && of_target.is_empty() {
        bail!("the lexicon does not know `{}`", token.form);
    }
    of_source.sort_by(|a, b| b.forward.total_cmp(&a.forward));
    of_target.sort_by(|a, b| b.backward.total_cmp(&a.backward));
    let (from, to) = (&pack.notes().source, &pack.notes().target);
    Destination::Stdout.write(|out| {
        for pair in &of_source {
            writeln!(out, "{from}-{to}\t{}\t{}\t{:.3}", token.form, pack.target().word(pair.target).unwrap_or_default(), pair.forward)?;
        }
        for pair in &of_target {
            writeln!(out, "{to}-{from}\t{}\t{}\t{:.3}", token.form, pack.source().word(pair.source).unwrap_or_default(), pair.backward)?;
        }
        Ok(())
    })
}

fn export(out: &mut dyn Write, pack: &Pack) -> io::Result<()> {
    let (mut words, mut walk) = (Vec::with_capacity(pack.target().len()), pack.target().walk());
    while walk.valid {
        words.push(walk.text());
        walk.advance();
    }
    let mut source = pack.source().walk();
    let mut result = Ok(());
    pack.rows().all(|pair| {
        while source.valid && source.id < pair.source {
            source.advance();
        }
        let target = words.get(pair.target as usize).map_or("", String::as_str);
        if result.is_ok() {
            result = writeln!(out, "{}\t{target}\t{:.4}\t{:.4}", source.text(), pair.forward, pair.backward);
        }
    });
    result
}
