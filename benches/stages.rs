//! Where the time goes: seconds of each stage of an alignment, `cargo bench --bench stages`. The text is that of the speed bench, English and French
//! with lines missing on both sides, with the packs.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::time::Instant;

use clap::Parser;
use diptych::align::lattice::Lattice;
use diptych::align::need::Ledger;
use diptych::align::passes::{Pass, Search};
use diptych::align::{Aligner, Options, verdict};
use diptych::formats;
use diptych::internal::score::evidence::Evidence;
use diptych::internal::score::weights::Model;
use diptych::internal::segment;
use diptych::lexicon::prior::Sources;
use diptych::model::{Pair, Split, Text};
use diptych::read::{self, ReadOptions};
use diptych::write::{self, Bitext};
use support::long;

/// Prints seconds and shares.
#[derive(Parser)]
struct Args {
    /// Lines a side, before some are left out.
    #[arg(long, default_value_t = 20_000)]
    lines: usize,
    /// Threads; may be given several times.
    #[arg(long, default_values_t = [1, 2])]
    threads: Vec<usize>,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let args = Args::parse();
    let Some(train) = support::shared("train") else { return };
    let bitext = long::with_gaps(&long::lengthened(long::pairs(&train, args.lines), args.lines));
    for &threads in &args.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        println!("{} lines, {threads} threads", args.lines);
        pool.install(|| stages(&bitext));
    }
}

/// Prints what one stage took, and gives what it made.
fn timed<T>(name: &str, inside: bool, stage: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let made = stage();
    let indent = if inside { "    of it " } else { "  " };
    println!("{:<48}{:>8.3} s", format!("{indent}{name}"), begin.elapsed().as_secs_f64());
    made
}

fn text(language: &str, contents: &str) -> Text {
    let options = ReadOptions { split: Split::Lines, ..ReadOptions::default() };
    let document = read::bytes(language, contents.as_bytes(), &options).unwrap();
    segment::segment(document, language, Split::Lines).unwrap()
}

fn stages(bitext: &long::Bitext) {
    let (source, target) = timed("reading both texts", false, || (text("en", &bitext.source), text("fr", &bitext.target)));
    let options = Options::default();
    let known = timed("packs", false, || Sources::built_in("en", "fr"));
    let begin = || Search::begin(Pair::new(&source, &target), &options, Model::built_in(), &known, false, &Ledger::unlimited()).unwrap();
    let (search, first) = timed("tokens, known words, moved blocks, first pass", false, begin);
    parts(&search, &first);
    let last = timed("pass with what was learned", false, || search.next(&first).unwrap());
    parts(&search, &last);
    timed("beads that cross or have holes", false, || search.beads(&last));
    timed("verdict", false, || verdict::of(&search, &last));
    let aligner = Aligner::builder().known(known).build().unwrap();
    let (alignment, stats) = timed("all of these, once more", false, || aligner.align_with_stats(&source, &target, &[]).unwrap());
    println!("{stats}");
    let bitext = Bitext::new(&source, &target, &alignment).unwrap();
    timed("writing a table", false, || {
        write::write(&mut std::io::sink(), &bitext, &formats::tsv::FORMAT, &write::Settings::default()).unwrap()
    });
}

/// The parts of a pass.
fn parts(search: &Search, pass: &Pass) {
    let max_bead = search.max_bead();
    let evidence = timed("evidence", true, || {
        let priors = pass.priors.clone();
        let mut evidence = Evidence::new(search.texts(), &pass.lexicon, &pass.band, max_bead, priors);
        evidence.known.clone_from(&pass.known);
        evidence
    });
    let lattice = timed("scores of the beads", true, || Lattice::new(&evidence, &pass.band, &pass.weights, max_bead));
    let posterior = timed("forward and backward sums", true, || lattice.posterior());
    timed("path", true, || posterior.decode(2.0, 0.5));
    println!("    {} cells", pass.band.area());
}
