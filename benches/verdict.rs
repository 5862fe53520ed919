//! Fits the verdict, which tells whether two texts translate each other: `cargo bench --bench verdict`. To be run after every change of the
//! weights or the packs; it prints what stands in `src/align/verdict.rs`, and how far apart translations and strangers are, with the packs
//! and without.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use diptych::align::Options;
use diptych::align::need::Ledger;
use diptych::align::passes::Search;
use diptych::align::verdict::{self, TERMS, Terms};
use diptych::internal::score::weights::Model;
use diptych::lexicon::prior::Sources;
use diptych::model::{Pair, Text};
use rayon::prelude::*;
use support::gold::{self, GoldDocument};

/// Sentences of a document that are used: more only make it easier.
const LONGEST: [usize; 3] = [12, 40, 250];
/// Unrelated documents are this many documents apart.
const APART: [usize; 3] = [1, 9, 17];
/// Strength of the pull of the weights towards zero.
const PULL: f64 = 0.05;
const TURNS: usize = 50;

/// Two texts and whether they translate each other.
struct Case {
    name: String,
    packs: bool,
    translation: bool,
    /// Odds per sentence after learning, nats.
    odds: f64,
    terms: Terms,
}

fn main() {
    let Some(folder) = support::shared("gold") else { return };
    let documents = gold::documents(&folder, |_| true);
    for rounds in [Options::default().rounds, 0] {
        println!("rounds {rounds}");
        let cases: Vec<Case> = LONGEST.iter().flat_map(|&longest| cases(&documents, longest, rounds)).collect();
        let weights = fitted(&cases);
        println!("weights {weights:?}");
        margins(&cases, &weights);
    }
}

fn cases(documents: &[GoldDocument], longest: usize, rounds: usize) -> Vec<Case> {
    let documents: Vec<GoldDocument> = documents.iter().map(|document| document.beginning(longest)).collect();
    let name = |one: &GoldDocument| format!("{}/{}", one.corpus, one.name);
    let mut pairs: Vec<(String, bool, &Text, &Text)> = Vec::new();
    for (at, one) in documents.iter().enumerate() {
        pairs.push((name(one), true, &one.source, &one.target));
        for apart in APART {
            let other = &documents[(at + apart) % documents.len()];
            if one.group() != other.group() && one.source.language() != other.target.language() {
                pairs.push((format!("{} with {}", name(one), name(other)), false, &one.source, &other.target));
            }
        }
    }
    let both = pairs.into_iter().flat_map(|pair| [true, false].map(|packs| (packs, pair.clone())));
    let both: Vec<_> = both.collect();
    both.into_par_iter()
        .map(|(packs, (name, translation, source, target))| {
            let options = Options::default().packs(packs).rounds(rounds);
            let known = if packs { Sources::built_in(source.language(), target.language()) } else { Sources::default() };
            let (search, first) =
                Search::begin(Pair::new(source, target), &options, Model::built_in(), &known, false, &Ledger::unlimited()).unwrap();
            let last = search.last(first).unwrap();
            let odds = last.odds / (source.len() + target.len()) as f64;
            Case { name, packs, translation, odds, terms: verdict::terms(&search, &last).unwrap() }
        })
        .collect()
}

fn score(terms: &Terms, weights: &Terms) -> f64 {
    terms.iter().zip(weights).map(|(term, weight)| term * weight).sum()
}

/// Logistic regression by Newton's method, translations and strangers weighing the same.
fn fitted(cases: &[Case]) -> Terms {
    let count = |translation| cases.iter().filter(|case| case.translation == translation).count() as f64;
    let shares = [0.5 / count(false), 0.5 / count(true)].map(|share| share * cases.len() as f64);
    let mut weights = [0.0; TERMS];
    for _ in 0..TURNS {
        let mut slope = weights.map(|weight| -PULL * weight);
        let mut curve = [[0.0; TERMS]; TERMS];
        for (k, row) in curve.iter_mut().enumerate() {
            row[k] = PULL;
        }
        for case in cases {
            let p = 1.0 / (1.0 + (-score(&case.terms, &weights)).exp());
            let share = shares[usize::from(case.translation)];
            for k in 0..TERMS {
                slope[k] += share * (f64::from(u8::from(case.translation)) - p) * case.terms[k];
                for (cell, term) in curve[k].iter_mut().zip(case.terms) {
                    *cell += share * p * (1.0 - p) * case.terms[k] * term;
                }
            }
        }
        let step = solved(curve, slope);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
    }
    weights.map(|weight| (weight * 100.0).round() / 100.0)
}

/// Solves `matrix` x = `right` by elimination; the matrix is positive definite.
fn solved(mut matrix: [[f64; TERMS]; TERMS], mut right: Terms) -> Terms {
    for k in 0..TERMS {
        for l in k + 1..TERMS {
            let factor = matrix[l][k] / matrix[k][k];
            let above = matrix[k];
            matrix[l].iter_mut().zip(above).for_each(|(cell, above)| *cell -= factor * above);
            right[l] -= factor * right[k];
        }
    }
    for k in (0..TERMS).rev() {
        let after: f64 = (k + 1..TERMS).map(|l| matrix[k][l] * right[l]).sum();
        right[k] = (right[k] - after) / matrix[k][k];
    }
    right
}

fn margins(cases: &[Case], weights: &Terms) {
    for packs in [true, false] {
        for translation in [true, false] {
            let mut of: Vec<&Case> = cases.iter().filter(|case| case.packs == packs && case.translation == translation).collect();
            of.sort_by(|a, b| score(&a.terms, weights).total_cmp(&score(&b.terms, weights)));
            let what = if translation { "translations" } else { "strangers" };
            let odds = of.iter().map(|case| case.odds);
            let (least, most) = odds.fold((f64::MAX, f64::MIN), |(least, most), odds| (least.min(odds), most.max(odds)));
            println!("packs {packs}, {} {what}: odds a sentence {least:.2} to {most:.2}", of.len());
            let edge: Vec<_> = if translation { of.iter().take(6).collect() } else { of.iter().rev().take(6).collect() };
            for case in edge {
                println!(
                    "  {:6.2}  {:?}  {}",
                    score(&case.terms, weights),
                    case.terms.map(|term| (term * 100.0).round() / 100.0),
                    case.name
                );
            }
        }
    }
}
