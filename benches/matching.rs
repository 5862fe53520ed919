//! How many documents are matched with their translations, and how fast: `cargo bench --bench matching`. First the documents of NTREX, English against ten
//! languages, all of them, then with every second
//! translation taken away, then only those whose translation is not there; then thousands of pieces of English and French text. Both sides are shuffled.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use diptych::corpus::Reading;
use diptych::corpus::pairing::{self, Match, Settings};
use diptych::internal::lang;
use diptych::lexicon::prior;
use support::dice;
use support::documents;
use support::long;

/// Prints how many are right.
#[derive(Parser)]
struct Args {
    /// Languages of NTREX to be matched with English; may be given several times.
    #[arg(long, default_values = ["ces", "deu", "fra", "spa", "rus", "hun", "fin", "arb", "jpn", "tha"])]
    language: Vec<String>,
    /// Documents a side of the large one.
    #[arg(long, default_value_t = 5000)]
    documents: usize,
    /// Do without the packs.
    #[arg(long)]
    no_packs: bool,
    /// Take packs from this folder instead, such as those that were made without the text in question (`diptych train --recipe packs/recipe.toml --without
    /// ntrex`).
    #[arg(long)]
    packs: Option<PathBuf>,
    /// Threads; 0 for one for each core.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let args = Args::parse();
    rayon::ThreadPoolBuilder::new().num_threads(args.threads).build_global().unwrap();
    let Some(train) = support::shared("train") else { return };
    let folder = tempfile::tempdir().unwrap();
    println!("languages    sources   targets   right   wrong   left   right, %   least right   most wrong   seconds");
    ntrex(&args, &train.join("ntrex"), folder.path());
    pieces(&args, &train, folder.path());
    println!("peak memory {:.0} MB", support::peak_megabytes("self").unwrap_or(f64::NAN));
}

fn ntrex(args: &Args, ntrex: &Path, folder: &Path) {
    let ids = long::unzipped(&ntrex.join("DOCUMENT_IDS.tsv.gz"));
    let ids: Vec<&str> = ids.lines().collect();
    let files: Vec<PathBuf> = fs::read_dir(ntrex.join("NTREX-128")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let write = |code: &str| {
        let is_of = |path: &&PathBuf| path.file_name().unwrap().to_string_lossy().split('.').nth(1) == Some(code);
        let names = documents::write(folder, code, &ids, &long::unzipped(files.iter().find(is_of).unwrap()));
        names.into_iter().map(|name| folder.join(code).join(name)).collect::<Vec<PathBuf>>()
    };
    let english = write("eng");
    for code in &args.language {
        let other = write(code);
        for named in [true, false] {
            row(args, code, named, &english, &other);
        }
        let half: Vec<PathBuf> = other.iter().step_by(2).cloned().collect();
        row(args, code, true, &english, &half);
        let others: Vec<PathBuf> = english.iter().skip(1).step_by(2).cloned().collect();
        row(args, code, true, &others, &half);
    }
}

/// Pieces of long text, forty lines each at most.
fn pieces(args: &Args, train: &Path, folder: &Path) {
    let pairs = long::pairs(train, usize::MAX);
    let size = (pairs.len() / args.documents.max(1)).clamp(1, 40);
    let ids: Vec<String> = (0..args.documents).flat_map(|piece| vec![piece.to_string(); size]).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut sides = Vec::new();
    for (code, line) in [("en-pieces", (|pair| &pair.0) as fn(&(String, String)) -> &String), ("fr-pieces", |pair| &pair.1)] {
        let text: String = pairs.iter().take(ids.len()).map(|pair| format!("{}\n", line(pair))).collect();
        sides.push(documents::write(folder, code, &ids, &text).into_iter().map(|name| folder.join(code).join(name)).collect::<Vec<_>>());
    }
    row(args, "fra", true, &sides[0], &sides[1]);
    row(args, "fra", false, &sides[0], &sides[1]);
}

/// Matches documents that have the same name, in random order.
fn row(args: &Args, code: &str, named: bool, sources: &[PathBuf], targets: &[PathBuf]) {
    let reading = |code: &str| Reading { language: named.then(|| lang::parse(code).unwrap()), ..Reading::default() };
    let language = lang::lexicon(code).unwrap();
    let pack = args.packs.iter().map(|folder| prior::read(&folder.join(format!("en-{language}.pack"))).unwrap().into()).collect();
    let settings = Settings {
        lexicons: pack,
        source: reading("eng"),
        target: reading(code),
        packs: !args.no_packs && args.packs.is_none(),
        ..Settings::default()
    };
    let (sources, targets) = (shuffled(sources, 1), shuffled(targets, 2));
    let start = Instant::now();
    let matching = pairing::run(&sources, &targets, &settings);
    let seconds = start.elapsed().as_secs_f64();
    assert!(matching.failures.is_empty(), "{:?}", matching.failures);
    let (right, wrong): (Vec<Match>, Vec<Match>) =
        matching.matches.iter().copied().partition(|found| sources[found.source].file_name() == targets[found.target].file_name());
    let least = right.iter().fold(1.0_f32, |least, found| least.min(found.score));
    let most = wrong.iter().fold(0.0_f32, |most, found| most.max(found.score));
    let all = sources.len().min(targets.len());
    println!(
        "eng-{code}{:>8}{:>8}{:>10}{:>8}{:>8}{:>7}{:>11.2}{least:>14.3}{most:>13.3}{seconds:>10.2}",
        if named { "" } else { "?" },
        sources.len(),
        targets.len(),
        right.len(),
        wrong.len(),
        sources.len() - matching.matches.len(),
        100.0 * right.len() as f64 / all as f64
    );
}

fn shuffled(paths: &[PathBuf], seed: u64) -> Vec<PathBuf> {
    let mut dice = dice::Dice(seed);
    let mut paths = paths.to_vec();
    for at in (1..paths.len()).rev() {
        paths.swap(at, dice.roll(at as u64 + 1) as usize);
    }
    paths
}
