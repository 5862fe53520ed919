//! Pairs a second on a corpus of small documents: `cargo bench --bench corpus`. The documents are those of NTREX, news of some 16 lines, in English and 60
//! languages: 7,000 pairs in a folder for each language. Once with the languages named in the list, once with each found out from its text.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use clap::Parser;
use diptych::align::Options;
use diptych::corpus::{self, Limits, Pair, Settings, Shard};
use diptych::formats;
use diptych::internal::lang;
use diptych::model;
use diptych::write;
use support::documents;
use support::long;

/// Prints pairs a second.
#[derive(Parser)]
struct Args {
    /// Languages.
    #[arg(long, default_value_t = 60)]
    languages: usize,
    /// Pairs.
    #[arg(long, default_value_t = 7000)]
    pairs: usize,
    /// Threads; may be given several times.
    #[arg(long, default_values_t = [1, 2])]
    threads: Vec<usize>,
    /// Do without the packs.
    #[arg(long)]
    no_packs: bool,
    /// The language of the sources.
    #[arg(long, default_value = "eng")]
    source: String,
    /// Only with the languages named.
    #[arg(long)]
    named: bool,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let args = Args::parse();
    let Some(ntrex) = support::shared("train/ntrex") else { return };
    let texts = tempfile::tempdir().unwrap();
    let pairs = pairs(&args, &ntrex, texts.path());
    let results = tempfile::tempdir().unwrap();
    println!("  pairs   languages   packs   threads   seconds   pairs/s   failed   again, s   peak MB");
    for &threads in &args.threads {
        for named in [true, false].into_iter().filter(|&named| named || !args.named) {
            row(&args, &pairs, results.path(), named, threads);
        }
    }
}

/// Prints a row; its results stay in `results`, because ext4 is slow to make a file where many were deleted a moment ago.
fn row(args: &Args, pairs: &[Pair], results: &Path, named: bool, threads: usize) {
    let mut pairs = pairs.to_vec();
    if !named {
        pairs.iter_mut().for_each(|pair| pair.languages = model::Pair::default());
    }
    let settings = Settings {
        reading: model::Pair::default(),
        options: Options::default().packs(!args.no_packs),
        lexicons: Vec::new(),
        limits: Limits::default(),
        format: &formats::tsv::FORMAT,
        write: write::Settings::default(),
        min_confidence: 0.0,
    };
    let results = results.join(format!("{named}{threads}"));
    let timed = || {
        let start = Instant::now();
        let plan = corpus::Plan::new(Path::new("list"), &pairs, &settings, &results, Shard::WHOLE, None).unwrap();
        let summary = corpus::run(&plan, threads, |_| ()).unwrap();
        (start.elapsed().as_secs_f64(), summary)
    };
    let (seconds, summary) = timed();
    let (again, _) = timed();
    let languages = if named { "named" } else { "found" };
    let packs = if args.no_packs { "no" } else { "yes" };
    let peak = support::peak_megabytes("self").map_or("unknown".into(), |peak| format!("{peak:.0}"));
    println!(
        "{:>7}{languages:>12}{packs:>8}{threads:>10}{seconds:>10.2}{:>10.0}{:>9}{again:>11.2}{peak:>10}",
        pairs.len(),
        pairs.len() as f64 / seconds,
        summary.progress.failed
    );
}

/// Writes the documents, a folder a language, and pairs them: all languages of one document, then those of the next.
fn pairs(args: &Args, ntrex: &Path, folder: &Path) -> Vec<Pair> {
    let documents = long::unzipped(&ntrex.join("DOCUMENT_IDS.tsv.gz"));
    let documents: Vec<&str> = documents.lines().collect();
    let texts = ntrex.join("NTREX-128");
    let mut files: BTreeMap<String, _> = BTreeMap::new();
    for entry in fs::read_dir(&texts).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if let Some(code) = name.split('.').nth(1) {
            files.insert(code.to_owned(), path);
        }
    }
    let source = files.remove(&args.source).unwrap();
    let all: Vec<_> = files.into_iter().filter(|(code, _)| !code.starts_with("eng")).collect();
    let step = (all.len() / args.languages).max(1);
    let targets: Vec<_> = all.into_iter().step_by(step).take(args.languages).collect();
    let english = documents::write(folder, &args.source, &documents, &long::unzipped(&source));
    let mut pairs = Vec::new();
    let targets: Vec<_> =
        targets.iter().map(|(code, path)| (code, documents::write(folder, code, &documents, &long::unzipped(path)))).collect();
    for name in english {
        for (code, _) in &targets {
            pairs.push(Pair {
                source: folder.join(&args.source).join(&name),
                target: folder.join(code).join(&name),
                output: format!("{code}/{name}.tsv"),
                languages: model::Pair::new(lang::parse(&args.source), lang::parse(code)),
            });
        }
    }
    pairs.truncate(args.pairs);
    pairs
}
