//! Fits the map from posteriors to confidences and writes `src/score/calibration.tsv`: `cargo bench --bench calibration -- --weights FOLDER`.
//! To be run after every change of the weights or the packs; it aligns the gold corpora twice, with the packs and without.
//!
//! Prints first what the map is worth: for each corpus the calibration error under a map that was fitted on the other corpora.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Parser;
use diptych::align::Options;
use diptych::align::need::Ledger;
use diptych::align::passes::Search;
use diptych::eval::{self, Link, Reliability};
use diptych::internal::score::calibration::{COUNT, Calibration, NAMES, Terms};
use diptych::internal::score::weights::Model;
use diptych::lexicon::prior::Sources;
use diptych::model::Pair;
use rayon::prelude::*;
use support::gold::{self, GoldDocument};

/// Factor on the logit of every confidence. The weights were fitted to the corpora that the map is judged on, so the posteriors are better here
/// than on texts that nobody has seen. Without it (1.0) the corpora that are least like the others are off the most (textberg by 0.071); at
/// 0.78 none by much more than 0.06, at the cost of 0.01 over all; at 0.7 the easy ones are off by as much.
const CAUTION: f64 = 0.78;
/// Weight of gold that pairs blocks: a bead inside a block counts as right, which is easier than to be exactly right.
const BLOCK_SHARE: f64 = 0.3;
/// Links of a corpus that count fully; larger ones count for more by the root of their size only.
const FULL: f64 = 300.0;

/// A bead of the gold corpora.
struct Found {
    /// Where its document lies.
    corpus: String,
    packs: bool,
    posterior: f64,
    case: Case,
}

/// Fits the map from posterior to confidence.
#[derive(Parser)]
struct Args {
    /// Folder with the weights for each corpus that were fitted to the others (`cargo bench --bench fit -- --leave-one-out FOLDER`): what
    /// weights make of text that they have seen is too good to learn from.
    #[arg(long, value_name = "FOLDER")]
    weights: Option<PathBuf>,
    /// File that gets the map.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/src/score/calibration.tsv"))]
    out: PathBuf,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let args = Args::parse();
    let Some(folder) = support::shared("gold") else { return };
    let documents = gold::documents(&folder, |_| true);
    let runs: Vec<(&GoldDocument, bool)> = [true, false].iter().flat_map(|&packs| documents.iter().map(move |d| (d, packs))).collect();
    let mut found: Vec<Found> = runs
        .par_iter()
        .flat_map(|&(document, packs)| {
            let held_out = args.weights.as_ref().map(|folder| folder.join(format!("{}.tsv", document.group())));
            let model = held_out.map_or_else(|| Model::built_in().clone(), |path| Model::parse(&std::fs::read_to_string(path).unwrap()));
            beads(document, packs, &model)
        })
        .collect();
    let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
    found.iter().for_each(|f| *sizes.entry(text_of(&f.corpus)).or_default() += 1.0);
    let shares: Vec<f64> = found.iter().map(|f| (FULL / sizes[text_of(&f.corpus)]).sqrt()).collect();
    found.iter_mut().zip(shares).for_each(|(f, share)| f.case.weight *= share);
    // Posteriors of text that the weights have seen are better than they will be.
    let caution = if args.weights.is_some() { 1.0 } else { CAUTION };
    report(&found, caution);
    let map = fit(&found.iter().map(|f| f.case).collect::<Vec<_>>(), caution);
    std::fs::write(&args.out, render(&map)).unwrap();
    print!("\n{}", render(&map));
}

/// Corpora of one text in several languages are one: what is learned from one must not judge another.
fn text_of(corpus: &str) -> &str {
    ["udhr", "mte1984", "books"].into_iter().find(|text| corpus.starts_with(text)).unwrap_or(corpus)
}

/// The beads of a document of which the gold says whether they are right.
fn beads(document: &GoldDocument, packs: bool, model: &Model) -> Vec<Found> {
    let options = Options::default().packs(packs);
    let (source, target) = (&document.source, &document.target);
    let known = if packs { Sources::built_in(source.language(), target.language()) } else { Sources::default() };
    let (search, first) = Search::begin(Pair::new(source, target), &options, model, &known, false, &Ledger::unlimited()).unwrap();
    let judged = search.judged(&search.last(first).unwrap());
    let beads: Vec<_> = judged.into_iter().map(|(bead, terms)| (search.named(bead), terms)).collect();
    let links: Vec<Link> = beads.iter().map(|(bead, _)| Link::new(bead.source.clone(), bead.target.clone())).collect();
    let judged = eval::judge(&links, &document.links, document.block);
    let weight = if document.block { BLOCK_SHARE } else { 1.0 };
    let found = beads.iter().zip(judged).filter_map(|(&(ref bead, terms), right)| {
        let case = Case { terms, right: right?, weight };
        Some(Found { corpus: document.corpus.clone(), packs, posterior: f64::from(bead.confidence), case })
    });
    found.collect()
}

/// What the map is worth on corpora that it was not fitted on.
fn report(found: &[Found], caution: f64) {
    let texts: BTreeSet<&str> = found.iter().map(|f| text_of(&f.corpus)).collect();
    let maps: BTreeMap<&str, Calibration> = texts
        .iter()
        .map(|&text| {
            let others: Vec<Case> = found.iter().filter(|f| text_of(&f.corpus) != text).map(|f| f.case).collect();
            (text, fit(&others, caution))
        })
        .collect();
    let corpora: BTreeSet<&str> = found.iter().map(|f| f.corpus.as_str()).collect();
    for packs in [true, false] {
        println!(
            "\n{} packs     beads   right   mean   error  of posterior   from 0.9 up: right  kept",
            if packs { "with" } else { "without" }
        );
        let line = |name: &str, wanted: &dyn Fn(&Found) -> bool| {
            let chosen: Vec<&Found> = found.iter().filter(|f| f.packs == packs && wanted(f)).collect();
            let raw = eval::reliability(chosen.iter().map(|f| (f.posterior, f.case.right)));
            let Reliability { all, error, sure, kept, .. } =
                eval::reliability(chosen.iter().map(|f| (maps[text_of(&f.corpus)].confidence(&f.case.terms), f.case.right)));
            println!(
                "{name:16} {:6}   {:.3}  {:.3}   {error:.4}        {:.4}               {:.3} {kept:.3}",
                all.links, all.right, all.confidence, raw.error, sure.right
            );
        };
        corpora.iter().for_each(|corpus| line(corpus, &|f| f.corpus == *corpus));
        line("all udhr", &|f| f.corpus.starts_with("udhr"));
        line("all", &|_| true);
    }
}

/// Strength of the pull towards zero when the map is fitted.
const RIDGE: f64 = 1.0;

/// A bead of which it is known whether it is right.
#[derive(Clone, Copy)]
struct Case {
    terms: Terms,
    right: bool,
    /// How much it counts.
    weight: f64,
}

/// The likeliest map of these cases, by Newton's method.
fn fit(cases: &[Case], caution: f64) -> Calibration {
    let mut map = Calibration { weights: [0.0; COUNT], caution: 1.0 };
    for _ in 0..30 {
        let mut gradient = map.weights.map(|w| -RIDGE * w);
        let mut curvature = [[0.0; COUNT]; COUNT];
        (0..COUNT).for_each(|k| curvature[k][k] = RIDGE);
        for Case { terms, right, weight } in cases {
            let p = map.confidence(terms);
            for (k, x) in terms.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                gradient[k] += weight * (f64::from(u8::from(*right)) - p) * x;
                curvature[k].iter_mut().zip(terms).for_each(|(sum, y)| *sum += weight * p * (1.0 - p) * x * y);
            }
        }
        let step = solve(curvature, gradient);
        map.weights.iter_mut().zip(step).for_each(|(w, s)| *w += s);
    }
    Calibration { caution, ..map }
}

/// Gauss and Jordan's elimination; the matrix has a ridge, so no pivot vanishes.
fn solve(mut matrix: [[f64; COUNT]; COUNT], mut right: Terms) -> Terms {
    for k in 0..COUNT {
        let (row, value) = (matrix[k], right[k]);
        for i in (0..COUNT).filter(|&i| i != k) {
            let factor = matrix[i][k] / row[k];
            matrix[i].iter_mut().zip(row).for_each(|(x, y)| *x -= factor * y);
            right[i] -= factor * value;
        }
    }
    std::array::from_fn(|k| right[k] / matrix[k][k])
}

/// The map as it is read.
fn render(map: &Calibration) -> String {
    let mut text = String::from("# Written by `cargo bench --bench calibration`\n");
    for (name, weight) in NAMES.iter().zip(map.weights) {
        text += &format!("{name}\t{weight:.4}\n");
    }
    text + &format!("caution\t{:.4}\n", map.caution)
}
