//! Seconds and peak memory for texts of growing length: `cargo bench --bench speed`, or `-- SOURCE TARGET` for two files of one sentence a
//! line. The texts are real English and French of many kinds, from the shared training data, with lines missing on both sides. Each pair is
//! aligned in a process of its own, so that the peak is its own.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::Parser;
use diptych::align::{Options, align};
use diptych::eval;
use support::gold;
use support::long;

/// Prints sentences, seconds and peak memory of alignments.
#[derive(Parser)]
struct Args {
    /// Source text, one sentence a line; without it, texts of growing length are built.
    #[arg(requires = "target")]
    source: Option<PathBuf>,
    /// Target text, one sentence a line.
    target: Option<PathBuf>,
    /// Gold links, to be scored against.
    #[arg(long, requires = "source")]
    gold: Option<PathBuf>,
    /// Rounds of retraining.
    #[arg(long, default_value_t = Options::default().rounds)]
    rounds: usize,
    /// Threads; may be given several times.
    #[arg(long, default_values_t = [1, 2])]
    threads: Vec<usize>,
    /// Lines a side, before some are left out; may be given several times.
    #[arg(long, default_values_t = [1_000, 3_000, 10_000, 30_000, 100_000])]
    lines: Vec<usize>,
    /// Align in this process: what the bench calls itself with.
    #[arg(long, hide = true)]
    child: bool,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let args = Args::parse();
    match (&args.source, &args.target) {
        (Some(source), Some(target)) if args.child => print!("{}", row(&args, source, target)),
        (Some(source), Some(target)) => {
            println!("{HEADINGS}");
            args.threads.iter().for_each(|&threads| child(&args, threads, [source, target], args.gold.as_deref()));
        }
        _ => growing(&args),
    }
}

const HEADINGS: &str = "threads   source   target    beads   seconds   sentences/s   peak MB   strict F1   null F1";

/// Texts of growing length, and what is known to be paired in them.
fn growing(args: &Args) {
    let Some(train) = support::shared("train") else { return };
    let most = args.lines.iter().copied().max().unwrap_or(0);
    let pairs = long::lengthened(long::pairs(&train, most), most);
    let folder = tempfile::tempdir().unwrap();
    println!("{HEADINGS}");
    for &lines in &args.lines {
        let [source, target, gold] = ["en", "fr", "gold"].map(|extension| folder.path().join(format!("{lines}.{extension}")));
        let bitext = long::with_gaps(&pairs[..lines.min(pairs.len())]);
        std::fs::write(&source, bitext.source).unwrap();
        std::fs::write(&target, bitext.target).unwrap();
        std::fs::write(&gold, bitext.gold).unwrap();
        args.threads.iter().for_each(|&threads| child(args, threads, [&source, &target], Some(&gold)));
    }
}

fn child(args: &Args, threads: usize, texts: [&Path; 2], gold: Option<&Path>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(texts).arg("--child").args(["--rounds", &args.rounds.to_string()]).env("RAYON_NUM_THREADS", threads.to_string());
    if let Some(gold) = gold {
        command.arg("--gold").arg(gold);
    }
    let output = command.output().unwrap();
    print!("{threads:>7}{}", String::from_utf8_lossy(&output.stdout));
    if !output.status.success() {
        println!("   {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
}

/// Aligns and says what it took.
fn row(args: &Args, source: &Path, target: &Path) -> String {
    let (source, target) = (gold::lines(source, "und"), gold::lines(target, "und"));
    let start = Instant::now();
    let alignment = align(&source, &target, &Options::default().rounds(args.rounds)).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    // Before anything is scored, which takes memory, too.
    let peak = support::peak_megabytes("self").map_or("unknown".into(), |peak| format!("{peak:.0}"));
    let [strict, null] = args.gold.as_ref().map_or(["-".into(), "-".into()], |path| {
        let (links, gold) = (gold::links(&alignment), eval::read(path).unwrap());
        let figures = eval::score([(links.as_slice(), gold.as_slice())]);
        [figures.strict.f1, figures.null.rates.f1].map(|f1| format!("{f1:.3}"))
    });
    let rate = (source.len() + target.len()) as f64 / 2.0 / seconds;
    format!(
        "{:>9}{:>9}{:>9}{seconds:>10.2}{rate:>14.0}{peak:>10}{strict:>12}{null:>10}\n",
        source.len(),
        target.len(),
        alignment.beads().len()
    )
}
