//! Accuracy on every gold corpus with packs, without, and with packs but without retraining, beside the best result of another tool: `cargo
//! bench --bench accuracy`.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::path::PathBuf;

use clap::Parser;
use diptych::align::Options;
use diptych::internal::score::weights::Model;
use support::gold::{self, LexiconUse};

/// Prints strict, lax, null and block figures for every gold corpus, in three tables.
#[derive(Parser)]
struct Args {
    /// Only the corpora whose names hold this.
    corpus: Option<String>,
    /// Rounds of retraining.
    #[arg(long)]
    rounds: Option<usize>,
    /// Only one table: `packs`, `no packs` or `untrained`.
    #[arg(long)]
    only: Option<String>,
    /// Weights to measure instead of the built-in ones.
    #[arg(long)]
    weights: Option<PathBuf>,
    /// Folder that gets the alignments, CORPUS.DOCUMENT each, as vecalign writes them.
    #[arg(long)]
    out: Option<PathBuf>,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What other tools reach on the same files, from ../shared/rivals.md (November 2026, measured with the field's own script): corpus, figure,
/// and F1 of galechurch, hunalign as its README advises, Moore's aligner in mALIGNa, Gargantua, yasa, all without a dictionary, and Bleualign
/// with the machine translations that it ships. No neural aligner could be run there. The published figures of these are for a test set of
/// which textberg is only the tuning part: Bertalign 0.936, SentAlign 0.932, Vecalign about 0.90.
const RIVALS: &[(&str, &str, [Option<f64>; 6])] = &[
    ("textberg", "strict", [Some(0.592), Some(0.658), Some(0.461), Some(0.313), Some(0.730), Some(0.720)]),
    ("textberg", "lax", [Some(0.824), Some(0.878), Some(0.687), Some(0.479), Some(0.939), Some(0.893)]),
    ("textberg", "null", [Some(0.44), Some(0.65), Some(0.18), Some(0.21), Some(0.59), Some(0.50)]),
    ("transread_enfr", "strict", [Some(0.821), Some(0.824), Some(0.817), Some(0.850), Some(0.864), None]),
    ("transread_enfr", "null", [Some(0.00), Some(0.19), Some(0.12), Some(0.19), Some(0.24), None]),
    ("parice", "strict", [Some(0.714), Some(0.753), Some(0.780), Some(0.692), Some(0.857), None]),
    ("parice", "null", [Some(0.0), Some(0.0), Some(0.0), Some(0.13), Some(0.0), None]),
    ("alibi_enfr", "block", [Some(0.962), Some(0.941), Some(0.913), Some(0.983), Some(0.968), None]),
    ("mersenne_enfr", "block", [Some(0.934), Some(0.997), Some(0.994), Some(0.997), Some(0.998), None]),
    ("mte1984_enro", "strict", [None, Some(0.943), None, Some(0.968), Some(0.957), None]),
];

fn main() {
    let args = Args::parse();
    let Some(folder) = support::shared("gold") else { return };
    if let Some(out) = &args.out {
        std::fs::create_dir_all(out).unwrap();
    }
    let model =
        args.weights.as_ref().map_or_else(|| Model::built_in().clone(), |path| Model::parse(&std::fs::read_to_string(path).unwrap()));
    let documents = gold::documents(&folder, |name| args.corpus.as_deref().is_none_or(|wanted| name.contains(wanted)));
    let default = Options::default();
    let kinds = [
        ("packs", LexiconUse::Packs, args.rounds.unwrap_or(default.rounds)),
        ("no packs", LexiconUse::None, args.rounds.unwrap_or(default.rounds)),
        ("untrained", LexiconUse::Packs, 0),
    ];
    gold::print_heading();
    for (name, known, rounds) in kinds.into_iter().filter(|kind| args.only.as_deref().is_none_or(|only| only == kind.0)) {
        let options = default.clone().rounds(rounds);
        gold::print(&gold::measure(&documents, &options, known, &model, args.out.as_deref()), name);
        println!();
    }
    println!(
        "untrained: packs, without retraining on the text.\n\nother tools            F1      galechurch  hunalign     Moore Gargantua      yasa Bleualign"
    );
    for (corpus, figure, reached) in RIVALS.iter().filter(|rival| args.corpus.as_deref().is_none_or(|wanted| rival.0.contains(wanted))) {
        let reached: Vec<String> = reached.iter().map(|f1| f1.map_or_else(|| format!("{:>9}", "-"), |f1| format!("{f1:9.3}"))).collect();
        println!("{corpus:22} {figure:9} {}", reached.join(" "));
    }
}
