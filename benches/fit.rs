//! Fits the weights to the gold corpora and writes `src/score/weights.tsv`: `cargo bench --bench fit [-- --without CORPUS]`.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

#[path = "../tests/util/gold.rs"]
mod gold;
#[path = "../tests/util/mod.rs"]
mod util;

use std::collections::BTreeMap;

use diptych::align::fit::{Gold, Problem, fit};
use diptych::align::{Aligner, Options};
use diptych::eval::Links;
use diptych::score::weights::Model;
use rayon::prelude::*;

const RIDGE: f64 = 1.0;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let without = args.iter().position(|a| a == "--without").map(|at| args[at + 1].clone());
    let turns: usize = std::env::var("TURNS").map_or(3, |t| t.parse().unwrap());
    let Some(folder) = util::shared("gold") else { return };
    let documents = gold::documents(&folder, |corpus| without.as_ref().is_none_or(|without| !corpus.contains(without.as_str())));
    let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
    documents.iter().for_each(|d| *sizes.entry(&d.corpus).or_default() += d.links.len() as f64);
    let options = Options::default();
    let mut model = Model::built_in().clone();
    for turn in 0..turns {
        let problems: Vec<(Option<Problem>, Vec<Option<Problem>>)> = documents
            .par_iter()
            .map(|d| {
                let aligner = Aligner::new(&d.source, &d.target, &options, &model);
                let gold = Gold::new(&in_order(&d.links), d.source.len(), d.target.len(), d.block, options.max_bead);
                // A large corpus counts for more than a small one, but by the root of its size only.
                let weight = (300.0 / sizes[d.corpus.as_str()]).sqrt().min(1.0);
                let first = aligner.first();
                let mut later = Vec::new();
                let mut pass = aligner.next(&first);
                for round in 1..options.rounds {
                    if round == 1 {
                        later.push(Problem::new(&aligner, &pass, &gold, options.max_bead, weight * 0.5));
                    }
                    pass = aligner.next(&pass);
                }
                later.push(Problem::new(&aligner, &pass, &gold, options.max_bead, weight));
                (Problem::new(&aligner, &first, &gold, options.max_bead, weight), later)
            })
            .collect();
        for (d, (first, later)) in documents.iter().zip(&problems) {
            if first.is_none() || later.iter().any(Option::is_none) {
                println!(
                    "{} {}: gold outside the band ({}, {:?})",
                    d.corpus,
                    d.name,
                    first.is_none(),
                    later.iter().map(Option::is_none).collect::<Vec<_>>()
                );
            }
        }
        let (first, later): (Vec<_>, Vec<_>) = problems.into_iter().unzip();
        let first: Vec<Problem> = first.into_iter().flatten().collect();
        let later: Vec<Problem> = later.into_iter().flatten().flatten().collect();
        let say = |name: &'static str| {
            move |i: usize, value: f64| {
                if i % 20 == 19 {
                    println!("turn {turn} {name} {i}: {value:.1}")
                }
            }
        };
        let iterations = if turn == 0 { 80 } else { 50 };
        model.first = fit(&first, &model.first, RIDGE, iterations, say("first"));
        model.later = fit(&later, &model.later, RIDGE, iterations, say("later"));
        let path = std::env::var("WEIGHTS").unwrap_or_else(|_| format!("{}/src/score/weights.tsv", env!("CARGO_MANIFEST_DIR")));
        std::fs::write(path, model.render()).unwrap();
    }
    print!("{}", model.render());
}

/// The links with their ids ascending, which not every gold file has.
fn in_order(links: &Links) -> Links {
    let mut links = links.clone();
    for (source, target) in &mut links {
        source.sort_unstable();
        target.sort_unstable();
    }
    links
}
