//! Fits the weights to the gold corpora and writes `src/score/weights.tsv`: `cargo bench --bench fit [-- --without CORPUS] [--out FILE]`.
//!
//! Beside the gold there are four bitexts of 1,000 news sentences from which single sentences and runs were taken at random: the gold alone
//! has few omissions, and a model that never saw any glues what is left over to its neighbours.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

#[path = "../tests/util/dice.rs"]
mod dice;
#[path = "../tests/util/gold.rs"]
mod gold;
#[path = "../tests/util/long.rs"]
mod long;
#[path = "../tests/util/mod.rs"]
mod util;

use std::collections::BTreeMap;

use diptych::align::fit::{Gold, Problem, fit};
use diptych::align::{Aligner, Options};
use diptych::eval::{self, Links};
use diptych::lexicon::packs::Sources;
use diptych::model::{Split, Text};
use diptych::score::weights::Model;
use diptych::{read, segment};
use gold::GoldDocument;
use rayon::prelude::*;

/// Strength of the pull towards zero.
const RIDGE: f64 = 1.0;
/// Times the texts are aligned anew with the weights found so far.
const TURNS: usize = 3;
/// What the bitexts with omissions are called.
const OMISSIONS: &str = "omissions";
/// Weight of the bitexts with omissions against gold: with none at all null F1 on prose with one sentence in nine removed was 0.69, with the
/// full weight it was 0.80, but real gold (textberg) lost 0.017 of strict F1.
const OMISSIONS_SHARE: f64 = 0.3;
/// Languages of the bitexts with omissions.
const WITH_OMISSIONS: [&str; 4] = ["de", "es", "ru", "zh"];

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let without = value("--without").map_or("-", String::as_str);
    let out = value("--out").cloned().unwrap_or_else(|| format!("{}/src/score/weights.tsv", env!("CARGO_MANIFEST_DIR")));
    let (Some(folder), Some(train)) = (util::shared("gold"), util::shared("train/ud_pud")) else { return };
    let mut documents = gold::documents(&folder, |corpus| !corpus.contains(without));
    documents.extend(WITH_OMISSIONS.iter().zip(1..).map(|(language, seed)| {
        let pairs = long::columns(&train.join(format!("en-{language}.tsv.gz")));
        document(language, &long::with_omissions(&pairs, seed))
    }));
    let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
    documents.iter().for_each(|d| *sizes.entry(&d.corpus).or_default() += d.links.len() as f64);
    let mut model = Model::built_in().clone();
    for turn in 0..TURNS {
        let passes: Vec<Problems> = documents.par_iter().map(|d| problems(d, sizes[d.corpus.as_str()], &model)).collect();
        let first: Vec<Problem> = passes.iter().flat_map(|p| p.first.clone()).collect();
        let later: Vec<Problem> = passes.into_iter().flat_map(|p| p.later).collect();
        let say = |name: &'static str| {
            move |iteration: usize, value: f64| {
                if iteration % 20 == 19 {
                    println!("turn {turn} {name} {iteration}: {value:.1}");
                }
            }
        };
        let iterations = if turn == 0 { 60 } else { 40 };
        model.first = fit(&first, &model.first, RIDGE, iterations, say("first"));
        model.later = fit(&later, &model.later, RIDGE, iterations, say("later"));
        std::fs::write(&out, model.render()).unwrap();
    }
    print!("{}", model.render());
}

/// The lattices of one document.
struct Problems {
    first: Option<Problem>,
    later: Vec<Problem>,
}

/// Aligns a document and keeps the lattices of its first pass, of the one after, and of the last.
fn problems(document: &GoldDocument, corpus_size: f64, model: &Model) -> Problems {
    let options = Options::default();
    let known = Sources::built_in(document.source.language(), document.target.language());
    let aligner = Aligner::new(&document.source, &document.target, &options, model, &known);
    let gold = Gold::new(&in_order(&document.links), document.source.len(), document.target.len(), document.block, options.max_bead);
    // A large corpus counts for more than a small one, but by the root of its size only.
    let share = if document.corpus == OMISSIONS { OMISSIONS_SHARE } else { 1.0 };
    let weight = share * (300.0 / corpus_size).sqrt().min(1.0);
    let problem = |pass: &_, weight| {
        let problem = Problem::new(&aligner, pass, &gold, options.max_bead, weight);
        if problem.is_none() {
            println!("{} {}: no path agrees with the gold", document.corpus, document.name);
        }
        problem
    };
    let first = aligner.first();
    let mut later = Vec::new();
    let mut pass = aligner.next(&first);
    for round in 1..options.rounds {
        if round == 1 {
            later.extend(problem(&pass, weight * 0.5));
        }
        pass = aligner.next(&pass);
    }
    later.extend(problem(&pass, weight));
    Problems { first: problem(&first, weight), later }
}

fn document(language: &str, bitext: &long::Bitext) -> GoldDocument {
    let text = |text: &str, language: &str| -> Text {
        segment::segment(read::from_text("omissions", text, Split::Lines).unwrap(), language, Split::Lines).unwrap()
    };
    GoldDocument {
        corpus: OMISSIONS.to_owned(),
        name: language.to_owned(),
        block: false,
        source: text(&bitext.source, "en"),
        target: text(&bitext.target, language),
        links: eval::parse("omissions", &bitext.gold).unwrap(),
    }
}

/// The links with their ids ascending, which not every gold file has.
fn in_order(links: &Links) -> Links {
    let sorted = |ids: &Vec<usize>| {
        let mut ids = ids.clone();
        ids.sort_unstable();
        ids
    };
    links.iter().map(|(source, target)| (sorted(source), sorted(target))).collect()
}
