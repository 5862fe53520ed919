//! Where the time goes: seconds of each stage of an alignment, `cargo bench --bench stages`. The text is that of the speed bench, English and French
//! with lines missing on both sides, with the packs.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::time::Instant;

use clap::Parser;
use diptych::align::lattice::Lattice;
use diptych::align::{Aligner, Options, Pass, align_with, anchors, verdict};
use diptych::lexicon::prior::Sources;
use diptych::model::{Split, Text};
use diptych::read::{self, ReadOptions};
use diptych::score::evidence::Evidence;
use diptych::score::weights::Model;
use diptych::segment;
use diptych::write::{self, Bitext, Format};
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
    let aligner = timed("tokens, known words, moved blocks", false, || Aligner::new(&source, &target, &options, Model::built_in(), &known));
    let first = timed("first pass", false, || aligner.first());
    timed("anchors and band", true, || anchors::band(&aligner.source, &aligner.target, aligner.known().0));
    parts(&aligner, &first);
    let last = timed("pass with what was learned", false, || aligner.next(&first));
    parts(&aligner, &last);
    timed("beads that cross or have holes", false, || aligner.beads(&last));
    timed("verdict", false, || verdict::related(&aligner, &last));
    let alignment = timed("all of these, once more", false, || align_with(&source, &target, &options, &known, |_, _| ()).unwrap());
    let bitext = Bitext::new(&source, &target, &alignment).unwrap();
    timed("writing a table", false, || write::write(&mut std::io::sink(), &bitext, Format::Tsv, &write::Settings::default()).unwrap());
}

/// The parts of a pass.
fn parts(aligner: &Aligner, pass: &Pass) {
    let max_bead = aligner.max_bead();
    let evidence = timed("evidence", true, || {
        let habits = pass.evidence.habits.clone();
        let mut evidence = Evidence::new(&aligner.source, &aligner.target, &pass.lexicon, &pass.band, max_bead, habits);
        evidence.known.clone_from(&pass.evidence.known);
        evidence
    });
    let lattice = timed("scores of the beads", true, || Lattice::new(&evidence, &pass.band, &pass.weights, max_bead));
    let posterior = timed("forward and backward sums", true, || lattice.posterior());
    timed("path", true, || posterior.decode(2.0, 0.5));
    println!("    {} cells", pass.band.area());
}
