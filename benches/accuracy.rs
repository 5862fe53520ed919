//! What the aligner reaches on every gold corpus, beside the best that another tool reaches there: `cargo bench --bench accuracy`.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/util/gold.rs"]
mod gold;
#[path = "../tests/util/mod.rs"]
mod util;

use std::path::PathBuf;

use clap::Parser;
use diptych::align::Options;

/// Prints strict, lax, null and block figures for every gold corpus.
#[derive(Parser)]
struct Args {
    /// Only the corpora whose names hold this.
    corpus: Option<String>,
    /// Rounds of retraining.
    #[arg(long, default_value_t = Options::default().rounds)]
    rounds: usize,
    /// Without the built-in packs.
    #[arg(long)]
    no_packs: bool,
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
    let documents = gold::documents(&folder, |name| args.corpus.as_deref().is_none_or(|wanted| name.contains(wanted)));
    let options = Options { rounds: args.rounds, packs: !args.no_packs, ..Options::default() };
    println!("corpus            strict P     R    F1    lax F1   null P     R    F1   block F1   seconds   best other tool");
    for (name, reached) in gold::measure(&documents, &options, args.out.as_deref()) {
        let (strict, lax, null, block) = (reached.figures.strict, reached.figures.lax, reached.figures.null.rates, reached.figures.block);
        println!(
            "{name:18} {:.3} {:.3} {:.3}     {:.3}    {:.3} {:.3} {:.3}      {:.3}   {:7.2}   {}",
            strict.precision,
            strict.recall,
            strict.f1,
            lax.f1,
            null.precision,
            null.recall,
            null.f1,
            block.f1,
            reached.time.as_secs_f64(),
            rivals(&name)
        );
    }
}

fn rivals(corpus: &str) -> String {
    let of_corpus = RIVALS.iter().filter(|rival| rival.0 == corpus);
    let all: Vec<String> = of_corpus.map(|(_, figure, f1, tool)| format!("{figure} {f1:.3} {tool}")).collect();
    if all.is_empty() { "-".to_owned() } else { all.join(", ") }
}
