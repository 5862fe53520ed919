//! What the aligner reaches on every gold corpus with packs, without, and with packs but without retraining, beside the best that another
//! tool reaches there: `cargo bench --bench accuracy`.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/util/gold.rs"]
mod gold;
#[path = "../tests/util/mod.rs"]
mod util;

use std::path::PathBuf;

use clap::Parser;
use diptych::align::Options;
use diptych::score::weights::Model;
use gold::LexiconUse;

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

/// The best that any other tool reaches, from ../shared/rivals.md (November 2026, measured with the field's own script on the same files):
/// corpus, figure, F1, tool. hunalign as its README advises, yasa, Gargantua, mALIGNa, Moore's and Gale-Church aligners without any
/// dictionary; Bleualign with the machine translations that it ships. The published figures of the neural tools are for a test set of which
/// textberg is only the tuning part, so they are not here: Bertalign 0.936, SentAlign 0.932, Vecalign about 0.90.
const RIVALS: &[(&str, &str, f64, &str)] = &[
    ("textberg", "strict", 0.730, "yasa"),
    ("textberg", "null", 0.65, "hunalign"),
    ("transread_enfr", "strict", 0.864, "yasa"),
    ("transread_enfr", "null", 0.24, "yasa"),
    ("parice", "strict", 0.857, "yasa"),
    ("parice", "null", 0.13, "Gargantua"),
    ("alibi_enfr", "block", 0.983, "Gargantua"),
    ("mersenne_enfr", "block", 0.998, "yasa"),
    ("mte1984_enro", "strict", 0.968, "Gargantua"),
];

fn main() {
    let args = Args::parse();
    let Some(folder) = util::shared("gold") else { return };
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
        let options = Options { rounds, ..default.clone() };
        gold::print(&gold::measure(&documents, &options, known, &model, args.out.as_deref()), name);
        println!();
    }
    println!("untrained: packs, without retraining on the text. What other tools reach:");
    for corpus in gold::corpora(&folder) {
        let all: Vec<String> =
            RIVALS.iter().filter(|rival| rival.0 == corpus).map(|(_, figure, f1, tool)| format!("{figure} {f1:.3} {tool}")).collect();
        if !all.is_empty() {
            println!("{corpus:17} {}", all.join(", "));
        }
    }
}
