//! News prose in twenty languages and many scripts from which every 13th source line and every 17th target line was taken out, aligned with packs
//! that were learned without that prose: `cargo bench --bench omissions`. What the gold corpora cannot show: how many of the sentences without a
//! counterpart are found, in languages that nobody aligned by hand.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};

use clap::Parser;
use diptych::align::Options;
use diptych::align::need::Ledger;
use diptych::align::passes::Search;
use diptych::eval;
use diptych::internal::score::weights::Model;
use diptych::lexicon::prior::Sources;
use diptych::model::{Alignment, Pair};
use rayon::prelude::*;
use support::corrupted;
use support::gold;
use support::long;

/// Prints figures for bitexts with omissions.
#[derive(Parser)]
struct Args {
    /// Only these languages.
    languages: Vec<String>,
    /// Rounds of retraining.
    #[arg(long, default_value_t = Options::default().rounds)]
    rounds: usize,
    /// Weights to measure instead of the built-in ones.
    #[arg(long)]
    weights: Option<PathBuf>,
    /// Without packs.
    #[arg(long)]
    no_packs: bool,
    /// Folder that gets the alignments, `omissions.LANGUAGE` each, as vecalign writes them.
    #[arg(long)]
    out: Option<PathBuf>,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Language and the name of its file.
const LANGUAGES: [(&str, &str); 20] = [
    ("fr", "fra"),
    ("de", "deu"),
    ("es", "spa"),
    ("pt", "por"),
    ("nl", "nld"),
    ("pl", "pol"),
    ("cs", "ces"),
    ("hu", "hun"),
    ("fi", "fin"),
    ("tr", "tur"),
    ("vi", "vie"),
    ("ru", "rus"),
    ("uk", "ukr"),
    ("el", "ell"),
    ("ar", "arb"),
    ("he", "heb"),
    ("hi", "hin"),
    ("zh", "zho-CN"),
    ("ja", "jpn"),
    ("ko", "kor"),
];

fn main() {
    let args = Args::parse();
    let Some(folder) = support::shared("train/ntrex/NTREX-128") else { return };
    let model =
        args.weights.as_ref().map_or_else(|| Model::built_in().clone(), |path| Model::parse(&std::fs::read_to_string(path).unwrap()));
    let wanted: Vec<(&str, &str)> =
        LANGUAGES.into_iter().filter(|(code, _)| args.languages.is_empty() || args.languages.iter().any(|wanted| wanted == code)).collect();
    let codes: Vec<&str> = wanted.iter().map(|language| language.0).collect();
    let packs = corrupted::make_packs("packs-without-ntrex", &codes, &["ntrex"]);
    let english = long::unzipped(&folder.join("newstest2019-src.eng.txt.gz"));
    let rows: Vec<(&str, eval::Figures)> = wanted
        .par_iter()
        .map(|&(code, name)| {
            let other = long::unzipped(&folder.join(format!("newstest2019-ref.{name}.txt.gz")));
            let pairs: Vec<(String, String)> =
                english.lines().zip(other.lines()).map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())).collect();
            (code, figures(&args, &model, &packs, code, &pairs))
        })
        .collect();
    println!("language   strict P     R    F1   null P     R    F1");
    let mut sums = [0.0; 2];
    for (code, figures) in &rows {
        let (strict, null) = (figures.strict, figures.null.rates);
        println!(
            "{code:8}      {:.3} {:.3} {:.3}    {:.3} {:.3} {:.3}",
            strict.precision, strict.recall, strict.f1, null.precision, null.recall, null.f1
        );
        sums = [sums[0] + strict.f1, sums[1] + null.f1];
    }
    println!("mean                      {:.3}                {:.3}", sums[0] / rows.len() as f64, sums[1] / rows.len() as f64);
}

fn figures(args: &Args, model: &Model, packs: &Path, code: &str, pairs: &[(String, String)]) -> eval::Figures {
    let document = corrupted::document("omissions", code, &long::with_gaps(pairs));
    let known = if args.no_packs { Sources::default() } else { corrupted::packs(packs, code) };
    let options = Options::default().rounds(args.rounds);
    let (search, first) =
        Search::begin(Pair::new(&document.source, &document.target), &options, model, &known, false, &Ledger::unlimited()).unwrap();
    let beads = search.beads(&search.last(first).unwrap());
    let alignment = Alignment::new(beads, document.source.len(), document.target.len()).unwrap();
    if let Some(out) = &args.out {
        std::fs::write(out.join(format!("omissions.{code}")), gold::notation(&alignment)).unwrap();
    }
    let links = gold::links(&alignment);
    eval::score([(links.as_slice(), document.links.as_slice())])
}
