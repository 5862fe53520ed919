//! Fits the verdict, which tells whether two texts translate each other, and writes `src/align/verdict/verdict.tsv`: `cargo bench --bench
//! verdict`. To be run after every change of the weights of beads or of the packs.
//!
//! It is fitted to stretches of one to 120 lines of gold and of professional translations in many languages, a fifth of them with
//! omissions, and to strangers, half of them from the neighbourhood of the other text, with the packs and without. Then it is judged on news
//! that it was not fitted to, with packs that do not know them: area under the ROC, means, and what the confidence of beads comes to.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Parser;
use diptych::align::Options;
use diptych::align::need::Ledger;
use diptych::align::passes::Search;
use diptych::align::verdict::fitted::{LENGTHS, WEIGHTS, shares};
use diptych::align::verdict::{Case, Fitted, Verdict};
use diptych::internal::score::calibration::Calibration;
use diptych::internal::score::weights::Model;
use diptych::lexicon::prior::Sources;
use diptych::model::UNRELATED;
use rayon::prelude::*;
use support::corrupted;
use support::gold;
use support::long;
use support::strangers::{self, Bitext, Wanted};

/// Fits the verdict and judges it.
#[derive(Parser)]
struct Args {
    /// File that gets the weights.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/src/align/verdict/verdict.tsv"))]
    out: PathBuf,
    /// Weights of beads instead of the built-in ones.
    #[arg(long)]
    weights: Option<PathBuf>,
    /// Only judges what is built in.
    #[arg(long)]
    judge: bool,
    /// Translations, and strangers, of each length and pair of languages that are judged.
    #[arg(long, default_value_t = 200)]
    count: usize,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Languages that have packs, with the name of the news in them.
const LANGUAGES: [(&str, &str); 9] = [
    ("fr", "fra"),
    ("zh", "zho-CN"),
    ("ar", "arb"),
    ("fi", "fin"),
    ("de", "deu"),
    ("es", "spa"),
    ("tr", "tur"),
    ("hi", "hin"),
    ("ja", "jpn"),
];
/// Of these so many are judged, and the last with the language below, of which nothing is known.
const JUDGED: usize = 4;
const WITHOUT_PACK: (&str, &str) = ("sw", "swa");
/// Folders of the training data that the packs of this benchmark must not know.
const UNSEEN: [&str; 4] = ["ntrex", "sib200", "tico19", "global_asp"];

/// Lengths that are fitted to, and translations and strangers of each.
const FITTED: [(usize, usize); 8] = [(1, 50), (2, 24), (3, 15), (4, 20), (7, 20), (15, 15), (40, 10), (120, 4)];
/// Lengths that are judged.
const JUDGED_LENGTHS: [usize; 7] = [1, 2, 4, 6, 8, 15, 40];
/// Of a hundred units of translations in the fit so many lack a side, in a part of the cases.
const OMITTED: u64 = 12;
/// Strength of the pull of the weights towards zero.
const PULL: f64 = 1.0;
const TURNS: usize = 12;

/// A bitext and what is known of its languages.
struct Known {
    bitext: Bitext,
    packs: bool,
    known: Sources,
}

/// A pair of texts that was judged.
struct Found {
    packs: bool,
    languages: String,
    size: usize,
    translation: bool,
    case: Case,
    /// Confidences of the pairs of sentences as they are without a verdict, those alone that are right where the texts are a translation.
    beads: Vec<f64>,
}

fn main() {
    let args = Args::parse();
    let (Some(train), Some(gold)) = (support::shared("train"), support::shared("gold")) else { return };
    let model =
        args.weights.as_ref().map_or_else(|| Model::built_in().clone(), |path| Model::parse(&std::fs::read_to_string(path).unwrap()));
    let packs = packs();
    let fitted = if args.judge {
        Fitted::built_in().clone()
    } else {
        let cases: Vec<Found> = fitted_to(&train, &gold, &packs).par_iter().flat_map(|known| cases_to_fit(known, &model)).collect();
        println!("{} pairs of texts to fit to", cases.len());
        let fitted = Fitted::new(fit(&cases));
        write(&args.out, &fitted);
        fitted
    };
    let wanted = judged(&train, &packs);
    let work: Vec<(&Known, usize)> = wanted.iter().flat_map(|known| JUDGED_LENGTHS.map(|size| (known, size))).collect();
    let found: Vec<Found> =
        work.par_iter().flat_map(|&(known, size)| found(known, &model, Wanted { size, count: args.count, omitted: 0 })).collect();
    print(&found, &fitted);
}

/// The folder of the packs that know none of the texts, those of the gold aside, of which no longer sentence is in any training text.
fn packs() -> PathBuf {
    let recipe = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("packs/recipe.toml")).unwrap();
    let without: Vec<&str> = UNSEEN.into_iter().filter(|name| recipe.contains(&format!("name = \"{name}\""))).collect();
    corrupted::make_packs("packs-verdict", &LANGUAGES.map(|(code, _)| code), &without)
}

/// A bitext with the packs and without; the packs only where there are any.
fn both(packs: &Path, make: impl Fn() -> Bitext) -> Vec<Known> {
    let mut all = vec![Known { bitext: make(), packs: false, known: Sources::default() }];
    let bitext = make();
    let known = corrupted::packs(packs, &bitext.languages.target);
    if !known.is_empty() {
        all.push(Known { bitext, packs: true, known });
    }
    all
}

fn fitted_to(train: &Path, gold: &Path, packs: &Path) -> Vec<Known> {
    let mut all = Vec::new();
    let aligned = |folder: &str, code: &str| {
        let folder_path = train.join(folder);
        let files = ["source.en.txt.gz".to_owned(), format!("target.{code}.txt.gz")].map(|name| folder_path.join(name));
        Bitext::lines(folder, ["en", code], [&files[0], &files[1]], None)
    };
    for code in ["de", "es", "ar", "fi", "tr", "hi", "ja", "fr", "yo", "ka"] {
        all.extend(both(packs, || aligned("sib200", code)));
    }
    for code in ["fr", "ar", "zh", "hi", "sw"] {
        all.extend(both(packs, || aligned("tico19", code)));
    }
    for code in ["fr", "de", "tr", "zh", "sw"] {
        let path = train.join(format!("global_asp/en-{code}.tsv.gz"));
        all.extend(both(packs, || Bitext::pairs("global_asp", ["en", code], long::columns(&path), None)));
    }
    let documents = gold::documents(gold, |_| true);
    for of in documents.chunk_by(|one, other| one.corpus == other.corpus) {
        for packs in [true, false] {
            let bitext = Bitext::gold(of);
            let known = if packs { Sources::built_in(&bitext.languages.source, &bitext.languages.target) } else { Sources::default() };
            all.push(Known { bitext, packs, known });
        }
    }
    all
}

fn judged(train: &Path, packs: &Path) -> Vec<Known> {
    let folder = train.join("ntrex/NTREX-128");
    let documents = strangers::documents(&train.join("ntrex"));
    let languages = LANGUAGES[..JUDGED].iter().chain([&WITHOUT_PACK]);
    let bitext = |(code, name): (&str, &str)| {
        let files =
            ["newstest2019-src.eng".to_owned(), format!("newstest2019-ref.{name}")].map(|file| folder.join(format!("{file}.txt.gz")));
        Bitext::lines("ntrex", ["en", code], [&files[0], &files[1]], Some(&documents))
    };
    languages.flat_map(|&language| both(packs, || bitext(language))).collect()
}

fn cases_to_fit(known: &Known, model: &Model) -> Vec<Found> {
    // Corpora of gold are many and small.
    let share = if known.bitext.name.contains('_') && !UNSEEN.contains(&known.bitext.name.as_str()) { 3 } else { 1 };
    let wanted = FITTED.into_iter().flat_map(|(size, count)| {
        let count = count.div_ceil(share);
        let clean = Wanted { size, count, omitted: 0 };
        [Some(clean), (size > 1).then_some(Wanted { count: count.div_ceil(4), omitted: OMITTED, ..clean })]
    });
    wanted.flatten().flat_map(|wanted| found(known, model, wanted)).collect()
}

fn found(known: &Known, model: &Model, wanted: Wanted) -> Vec<Found> {
    let options = Options::default().packs(known.packs);
    let found = |pair: strangers::Case| {
        let (search, first) = Search::begin(pair.texts.as_ref(), &options, model, &known.known, false, &Ledger::unlimited()).unwrap();
        let last = search.last(first).unwrap();
        let judged = search.judged(&last);
        let counted = judged.iter().filter(|(bead, _)| {
            let paired = !bead.source.is_empty() && !bead.target.is_empty();
            paired && (!pair.translation || pair.line_by_line && bead.source.len() == 1 && bead.source == bead.target)
        });
        Found {
            packs: known.packs,
            languages: format!("{}-{}", known.bitext.languages.source, known.bitext.languages.target),
            size: wanted.size,
            translation: pair.translation,
            case: Case::new(&search, &last),
            beads: counted.map(|(_, terms)| Calibration::built_in().confidence(terms)).collect(),
        }
    };
    known.bitext.cases(wanted).into_iter().map(found).collect()
}

/// Logistic regression by Newton's method.
fn fit(cases: &[Found]) -> Vec<f64> {
    let cases: Vec<(Vec<(usize, f64)>, f64)> =
        cases.iter().map(|found| (shares(&found.case), f64::from(u8::from(found.translation)))).collect();
    let mut weights = vec![0.0; WEIGHTS];
    for _ in 0..TURNS {
        let mut slope: Vec<f64> = weights.iter().map(|weight| -PULL * weight).collect();
        let mut curve = vec![vec![0.0; WEIGHTS]; WEIGHTS];
        (0..WEIGHTS).for_each(|at| curve[at][at] = PULL);
        for (terms, translation) in &cases {
            let score: f64 = terms.iter().map(|&(at, value)| weights[at] * value).sum();
            let p = 1.0 / (1.0 + (-score).exp());
            for &(k, value) in terms {
                slope[k] += (translation - p) * value;
                for &(l, other) in terms {
                    curve[k][l] += p * (1.0 - p) * value * other;
                }
            }
        }
        let step = solved(curve, slope);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
    }
    weights
}

/// Solves `matrix` x = `right` by elimination; the matrix is positive definite.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for k in 0..n {
        for l in k + 1..n {
            let factor = matrix[l][k] / matrix[k][k];
            if factor != 0.0 {
                let above = matrix[k].clone();
                matrix[l].iter_mut().zip(above).for_each(|(cell, above)| *cell -= factor * above);
                right[l] -= factor * right[k];
            }
        }
    }
    for k in (0..n).rev() {
        let after: f64 = (k + 1..n).map(|l| matrix[k][l] * right[l]).sum();
        right[k] = (right[k] - after) / matrix[k][k];
    }
    right
}

fn write(path: &Path, fitted: &Fitted) {
    let mut file = "# Fitted by `cargo bench --bench verdict`. Words known, term, weights where the shorter text has".to_owned();
    for length in LENGTHS {
        write!(file, " {length}").unwrap();
    }
    file += " sentences.\n";
    std::fs::write(path, file + &fitted.lines()).unwrap();
    println!("{} written", path.display());
}

fn print(found: &[Found], fitted: &Fitted) {
    let fitted = Fitted::parse(&fitted.lines());
    println!("related: area under the ROC, mean of translations, of strangers; warned of translations, of strangers; nothing said of");
    println!("beads: mean confidence in translations (right ones) without and with the verdict, in strangers without and with it");
    println!("languages packs lines   area   true strange   warned  warned  silent   right before  after   strange before  after");
    let mut groups: BTreeMap<(bool, String, usize), Vec<&Found>> = BTreeMap::new();
    for one in found {
        groups.entry((!one.packs, one.languages.clone(), one.size)).or_default().push(one);
        groups.entry((!one.packs, "all".to_owned(), one.size)).or_default().push(one);
    }
    for ((without, languages, size), group) in groups {
        let of = |translation: bool| -> Vec<(f64, &Found)> {
            group.iter().filter(|one| one.translation == translation).map(|one| (fitted.probability(&one.case), *one)).collect()
        };
        let (own, strange) = (of(true), of(false));
        let related = |all: &[(f64, &Found)]| mean(all.iter().map(|one| one.0));
        let warned = |all: &[(f64, &Found)]| {
            mean(all.iter().map(|one| f64::from(u8::from(one.1.case.says_anything() && one.0 < f64::from(UNRELATED)))))
        };
        let silent = mean(group.iter().map(|one| f64::from(u8::from(!one.case.says_anything()))));
        let bound = |one: &(f64, &Found)| Verdict::new(&one.1.case, &fitted).bound();
        let before = |all: &[(f64, &Found)]| mean(all.iter().flat_map(|one| one.1.beads.iter().copied()));
        let after = |all: &[(f64, &Found)]| mean(all.iter().flat_map(|one| one.1.beads.iter().map(|bead| bead * bound(one))));
        println!(
            "{languages:9} {:5} {size:5}  {:.4}  {:.3}   {:.3}    {:.3}   {:.3}   {silent:.3}          {:.3}  {:.3}            {:.3}  {:.3}",
            if without { "no" } else { "yes" },
            area(&own, &strange),
            related(&own),
            related(&strange),
            warned(&own),
            warned(&strange),
            before(&own),
            after(&own),
            before(&strange),
            after(&strange)
        );
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    sum / f64::from(count.max(1))
}

/// The share of pairs of a translation and a stranger of which the translation is the more probable one.
fn area(own: &[(f64, &Found)], strange: &[(f64, &Found)]) -> f64 {
    let above = |one: &(f64, &Found)| {
        strange.iter().map(|other| if one.0 > other.0 { 1.0 } else { 0.5 * f64::from(u8::from(one.0 == other.0)) }).sum::<f64>()
    };
    own.iter().map(above).sum::<f64>() / (own.len() * strange.len()).max(1) as f64
}
