//! `diptych train`: learns lexicon packs from parallel text and dictionaries.

use std::path::{Path, PathBuf};

use crate::lang;
use crate::lexicon::pack::{Notes, Origin};
use crate::lexicon::train::files::{self, Form};
use crate::lexicon::train::{self, Size};
use crate::source::{Budget, Touched, atomic, bytes};
use crate::terminal;
use anyhow::Context;
use rayon::prelude::*;

use super::side::{language, notice};
use super::usage;

mod given;
mod recipe;

use given::Given;
use recipe::{Recipe, canonical};

/// Learn a lexicon pack from parallel text and dictionaries
///
/// Reads sentence pairs and dictionary entries, learns which words translate each other, and writes a pack for `diptych align --lexicon`.
/// Files may be gzip-compressed. After a file name may stand a weight and a licence note: corpus.tsv,weight=2,licence=CC0. With --recipe,
/// all packs that a recipe names are made.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diptych train --source-lang en --target-lang fr --pairs corpus.tsv.gz -o my.pack
  diptych train --lang en-fr --pairs memory.tmx -o my.pack
  diptych train --source-lang de --target-lang fr --lines a.de a.fr --dictionary words.tsv,weight=3 -o my.pack
  diptych train --recipe packs/recipe.toml -o packs
  diptych train --recipe packs/recipe.toml --only fr --check -o packs
  diptych train --recipe packs/recipe.toml --without ntrex --only fr --only de -o /tmp/packs")]
pub(super) struct Args {
    /// Language of the source side
    #[arg(long, value_name = "CODE", value_parser = language, required_unless_present_any = ["recipe", "lang"])]
    source_lang: Option<String>,
    /// Language of the target side
    #[arg(long, value_name = "CODE", value_parser = language, required_unless_present_any = ["recipe", "lang"])]
    target_lang: Option<String>,
    /// Both languages, as en-fr
    #[arg(long, value_name = "PAIR", conflicts_with_all = ["source_lang", "target_lang"])]
    lang: Option<String>,
    /// Sentence pairs, source TAB target, or a translation memory (.tmx); may be repeated
    ///
    /// In a translation memory the two languages pick the sides, whatever their order and region.
    #[arg(long, value_name = "FILE")]
    pairs: Vec<String>,
    /// Two files, one line the translation of the other; may be repeated
    #[arg(long, num_args = 2, value_names = ["SOURCE", "TARGET"])]
    lines: Vec<String>,
    /// Dictionary entries, source TAB target, or hunalign's `target @ source`; may be repeated
    #[arg(long, value_name = "FILE")]
    dictionary: Vec<String>,
    /// Make all packs that this file names, into the folder OUTPUT
    #[arg(long, value_name = "FILE", conflicts_with_all = ["source_lang", "target_lang", "lang", "pairs", "lines", "dictionary"])]
    recipe: Option<PathBuf>,
    /// Where the sources of the recipe lie [default: where it says]
    #[arg(long, value_name = "FOLDER", requires = "recipe")]
    root: Option<PathBuf>,
    /// Leave a source of the recipe out; may be repeated
    #[arg(long, value_name = "NAME", requires = "recipe")]
    without: Vec<String>,
    /// Make only the pack of this language of the recipe; may be repeated
    #[arg(long, value_name = "CODE", requires = "recipe")]
    only: Vec<String>,
    /// Write nothing, but say of each pack in the folder OUTPUT whether making it anew gives the same bytes
    ///
    /// Exit code 1 if one of them is not there or differs.
    #[arg(long, requires = "recipe")]
    check: bool,
    /// The pack to write; with --recipe the folder to write packs to
    #[arg(short, long, value_name = "OUTPUT")]
    output: PathBuf,
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Learns what was asked for.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    super::threads::start(None)?;
    match &args.recipe {
        Some(path) => all(args, &Recipe::read(path, args.root.as_deref())?),
        None => one(args),
    }
}

/// Weighted pairs of texts, and where they came from.
#[derive(Default)]
struct Corpus {
    pairs: Vec<(String, String, f32)>,
    origins: Vec<Origin>,
}

impl Corpus {
    fn add(&mut self, name: &str, licence: &str, weight: f32, dictionary: bool, forms: &[Form]) -> anyhow::Result<()> {
        let before = self.pairs.len();
        for form in forms {
            let read = files::read(form)?;
            let fits = |(source, target): &(String, String)| !dictionary || train::is_entry(source, target);
            self.pairs.extend(read.into_iter().filter(fits).map(|(source, target)| (source, target, weight)));
        }
        let pairs = self.pairs.len() - before;
        if pairs > 0 {
            self.origins.push(Origin { name: name.to_owned(), licence: licence.to_owned(), pairs });
        }
        Ok(())
    }
}

fn one(args: &Args) -> anyhow::Result<()> {
    let (source, target) = languages(args)?;
    let mut corpus = Corpus::default();
    let given = Given::all(&args.pairs, &args.lines, &args.dictionary, (&source, &target));
    let given = given.map_err(|message| usage("train", message))?;
    let mut touched = Touched::default();
    given.iter().flat_map(|given| given.form.paths()).for_each(|path| touched.reads("training text", path));
    atomic::check(&args.output)?;
    touched.spares(&args.output)?;
    for given in given {
        corpus.add(&given.name, &given.licence, given.weight, given.dictionary, &[given.form])?;
    }
    if corpus.pairs.is_empty() {
        return Err(usage("train", "there is nothing to learn from; name files with --pairs, --lines or --dictionary"));
    }
    let notes = Notes { source, target, licence: "that of its sources".into(), origins: corpus.origins };
    let bytes = train::pack(&corpus.pairs, &notes, &Size::default());
    write(&args.output, &bytes, corpus.pairs.len(), args.quiet)
}

/// The languages of the two sides.
fn languages(args: &Args) -> anyhow::Result<(String, String)> {
    let Some(pair) = &args.lang else {
        return Ok((args.source_lang.clone().unwrap_or_default(), args.target_lang.clone().unwrap_or_default()));
    };
    let parsed = pair.split_once('-').and_then(|(source, target)| Some((lang::parse(source)?, lang::parse(target)?)));
    parsed.ok_or_else(|| usage("train", format!("`{pair}` is not two languages; write them as en-fr")))
}

fn all(args: &Args, recipe: &Recipe) -> anyhow::Result<()> {
    if let Some(name) = args.without.iter().find(|name| recipe.sources.iter().all(|source| source.name != **name)) {
        return Err(usage("train", format!("the recipe has no source `{name}`")));
    }
    let sizes = recipe.tiers.iter().flat_map(|tier| tier.languages.iter().map(|code| (code, tier.size)));
    let only: Vec<Option<String>> = args.only.iter().map(|code| canonical(code)).collect();
    let wanted: Vec<(&String, Size)> = sizes.filter(|(code, _)| only.is_empty() || only.contains(&Some((*code).clone()))).collect();
    if wanted.is_empty() {
        return Err(usage("train", format!("the recipe has no language {}", args.only.join(" or "))));
    }
    if !args.check {
        spare_sources(args, recipe, &wanted)?;
    }
    let same: Vec<bool> = wanted
        .par_iter()
        .with_max_len(1)
        .map(|(code, size)| {
            let (bytes, pairs) = made(args, recipe, code, size)?;
            let path = pack_of(args, recipe, code);
            if args.check {
                return check(&path, &bytes, args.quiet);
            }
            let folder = path.parent().unwrap_or(&args.output);
            std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot create", terminal::name(folder)))?;
            write(&path, &bytes, pairs, args.quiet).map(|()| true)
        })
        .collect::<anyhow::Result<_>>()?;
    match same.iter().filter(|same| !**same).count() {
        0 if args.check || !args.only.is_empty() => Ok(()),
        0 => recipe.groups.iter().try_for_each(|(group, codes)| list(&args.output.join(group), &recipe.language, codes)),
        some => anyhow::bail!("{some} of {} packs are not what the recipe makes; make them anew without --check", same.len()),
    }
}

/// Where the pack of a language goes.
fn pack_of(args: &Args, recipe: &Recipe, code: &str) -> PathBuf {
    let folder = recipe.group(code).map_or_else(|| args.output.clone(), |group| args.output.join(group));
    folder.join(file_of(&recipe.language, code))
}

/// What the pack of a language, or of two, is called.
fn file_of(language: &str, code: &str) -> String {
    if code.contains('-') { format!("{code}.pack") } else { format!("{language}-{code}.pack") }
}

/// No pack is written over what one is learned from.
fn spare_sources(args: &Args, recipe: &Recipe, wanted: &[(&String, Size)]) -> anyhow::Result<()> {
    let mut touched = args.recipe.iter().fold(Touched::default(), |touched, path| touched.reading("recipe", path));
    for (code, _) in wanted {
        for source in recipe.sources.iter().filter(|source| !args.without.contains(&source.name)) {
            recipe.files(source, code)?.iter().flat_map(Form::paths).for_each(|path| touched.reads("training text", path));
        }
    }
    wanted.iter().try_for_each(|(code, _)| Ok(touched.spares(&pack_of(args, recipe, code))?))
}

/// The pack of a language as the recipe makes it, and how many pairs it was learned from.
fn made(args: &Args, recipe: &Recipe, code: &str, size: &Size) -> anyhow::Result<(Vec<u8>, usize)> {
    let mut corpus = Corpus::default();
    for source in recipe.sources.iter().filter(|source| !args.without.contains(&source.name)) {
        corpus.add(&source.name, &source.licence, source.weight, source.dictionary, &recipe.files(source, code)?)?;
    }
    let (one, other) = code.split_once('-').unwrap_or((&recipe.language, code));
    let notes =
        Notes { source: one.to_owned(), target: other.to_owned(), licence: recipe.licence.clone(), origins: merged(corpus.origins) };
    Ok((train::pack(&corpus.pairs, &notes, size), corpus.pairs.len()))
}

fn write(path: &Path, bytes: &[u8], pairs: usize, quiet: bool) -> anyhow::Result<()> {
    atomic::file(path, |out| out.write_all(bytes))?;
    if !quiet {
        notice(&format!("{}: {} bytes learned from {pairs} pairs", terminal::name(path), bytes.len()));
    }
    Ok(())
}

/// Whether a pack is what was made anew; says so.
fn check(path: &Path, bytes: &[u8], quiet: bool) -> anyhow::Result<bool> {
    let there = if path.exists() { Some(bytes::file(path, Budget::Lexicon)?) } else { None };
    let same = there.as_deref() == Some(bytes);
    if !quiet {
        let path = terminal::name(path);
        notice(&match &there {
            None => format!("{path}: not there"),
            Some(_) if same => format!("{path}: identical, {} bytes", bytes.len()),
            Some(there) => format!("{path}: differs, {} bytes instead of {}", there.len(), bytes.len()),
        });
    }
    Ok(same)
}

/// Writes what links the packs of a group into the program: `src/list.rs` of their package.
fn list(folder: &Path, language: &str, codes: &[String]) -> anyhow::Result<()> {
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    let rows: String =
        codes.iter().map(|code| format!("    (*b\"{code:<7}\", include_bytes!(\"../{}\")),\n", file_of(language, code))).collect();
    let sources = folder.join("src");
    std::fs::create_dir_all(&sources).with_context(|| format!("{}: cannot create", terminal::name(&sources)))?;
    Ok(atomic::file(&sources.join("list.rs"), |out| out.write_all(format!("{LIST}{}] = [\n{rows}];\n", codes.len()).as_bytes()))?)
}

/// How a list begins.
const LIST: &str = "\
// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); ";

/// One line a source, however many folders of it were read.
fn merged(origins: Vec<Origin>) -> Vec<Origin> {
    let mut merged: Vec<Origin> = Vec::new();
    for origin in origins {
        match merged.iter_mut().find(|known| known.name == origin.name) {
            Some(known) => known.pairs += origin.pairs,
            None => merged.push(origin),
        }
    }
    merged
}
