//! Fits the weights to the gold corpora and writes `src/score/weights.tsv`: `cargo bench --bench fit`. With `-- --leave-one-out FOLDER` each
//! corpus is then measured with weights that were fitted to the others; these are written to the folder, the built-in ones are not touched.
//!
//! Beside the gold there are synthetically corrupted bitexts (`tests/suite/support/corrupted.rs`): the gold alone has few omissions and few
//! languages, and a model that never saw any glues what is left over to its neighbours. Every document is seen with packs and without,
//! because the weights must serve both.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

#[path = "fit/climb.rs"]
mod climb;
#[path = "fit/crf.rs"]
mod crf;
#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Parser;
use crf::{Gold, Problem, fit};
use diptych::align::Options;
use diptych::align::need::Ledger;
use diptych::align::passes::Search;
use diptych::eval::Links;
use diptych::internal::score::features::NAMES;
use diptych::internal::score::weights::Model;
use diptych::lexicon::prior::Sources;
use diptych::model::Pair;
use rayon::prelude::*;
use support::corrupted;
use support::free;
use support::gold::{self, GoldDocument, LexiconUse};

/// Fits the weights.
#[derive(Parser)]
struct Args {
    /// Where to begin; the built-in weights if not given.
    #[arg(long)]
    start: Option<PathBuf>,
    /// File that gets the weights.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Times the texts are aligned anew with the weights found so far.
    #[arg(long, default_value_t = 2)]
    turns: usize,
    /// Measure every corpus with weights fitted to the others, and write these to this folder, a file a corpus.
    #[arg(long, value_name = "FOLDER")]
    leave_one_out: Option<PathBuf>,
    /// Only these corpora are left out.
    #[arg(long, requires = "leave_one_out")]
    corpus: Vec<String>,
    /// Sentences of a document that are enough for fitting: a whole novel says the same more often.
    #[arg(long, default_value_t = 500)]
    longest: usize,
    /// Sentences of a corpus after which no more of its documents are taken.
    #[arg(long, default_value_t = 1000)]
    enough: usize,
    /// Strength of the pull towards zero.
    #[arg(long, default_value_t = 1.0)]
    ridge: f64,
    /// Weight of the corrupted bitexts against gold.
    #[arg(long, default_value_t = CORRUPTED_SHARE)]
    corrupted: f64,
    /// Weight of the free bitexts against gold.
    #[arg(long, default_value_t = FREE_SHARE)]
    free: f64,
    /// Weight of gold with many slips against other gold.
    #[arg(long, default_value_t = NOISY_SHARE)]
    noisy: f64,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Weight of the corrupted bitexts against gold.
const CORRUPTED_SHARE: f64 = 0.3;
/// Weight of the free bitexts against gold.
const FREE_SHARE: f64 = 0.15;
/// How the names of the corpora begin whose gold has many slips, and their weight.
const NOISY: &str = "books_";
const NOISY_SHARE: f64 = 0.3;
/// Weight of a document without packs against the same with packs.
const WITHOUT_PACKS: f64 = 0.5;
/// The same for corrupted bitexts: without known words a model should not be quick to call a sentence unmatched.
const CORRUPTED_WITHOUT_PACKS: f64 = 0.1;

fn main() {
    let args = Args::parse();
    let (Some(folder), Some(train)) = (support::shared("gold"), support::shared("train")) else { return };
    let start = args.start.as_ref().map_or_else(|| Model::built_in().clone(), |path| Model::parse(&std::fs::read_to_string(path).unwrap()));
    let whole = gold::documents(&folder, |_| true);
    let mut sentences: BTreeMap<&str, usize> = BTreeMap::new();
    let mut documents: Vec<GoldDocument> = Vec::new();
    for document in &whole {
        let so_far = sentences.entry(&document.corpus).or_default();
        if *so_far < args.enough {
            *so_far += document.source.len().min(args.longest);
            documents.push(document.beginning(args.longest));
        }
    }
    documents.extend(corrupted::documents(&train));
    documents.extend(free::documents(&train));
    let packs = corrupted::make_all_packs();

    let mut model = start;
    let mut problems = Vec::new();
    for turn in 0..args.turns {
        problems = prepared(&documents, &packs, &model, &args);
        println!("turn {turn}: {} lattices", problems.len());
        fitted(&problems, "-", &mut model, args.ridge, if turn == 0 { 60 } else { 40 });
        if let Some(out) = &args.out {
            std::fs::write(out, render(&model)).unwrap();
        }
    }
    let Some(folder) = &args.leave_one_out else {
        let out = args.out.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("src/score/weights.tsv"));
        std::fs::write(out, render(&model)).unwrap();
        return;
    };
    std::fs::create_dir_all(folder).unwrap();
    gold::print_heading();
    for group in whole.iter().map(GoldDocument::group).collect::<BTreeSet<_>>() {
        if !args.corpus.is_empty() && !args.corpus.iter().any(|corpus| corpus == group) {
            continue;
        }
        let mut without = model.clone();
        fitted(&problems, group, &mut without, args.ridge, 40);
        std::fs::write(folder.join(format!("{group}.tsv")), render(&without)).unwrap();
        let own: Vec<GoldDocument> = whole.iter().filter(|document| document.group() == group).cloned().collect();
        for known in [LexiconUse::Packs, LexiconUse::None] {
            gold::print(&gold::measure(&own, &Options::default(), known, &without, None), known.name());
        }
    }
}

/// The lattices of one document with one kind of lexicon.
struct Lattices {
    group: String,
    /// What its path is counted with.
    judged_with: String,
    first: Option<Problem>,
    later: Option<Problem>,
}

/// Whether a document is synthetic.
fn is_made(document: &GoldDocument) -> bool {
    [corrupted::CORPUS, corrupted::COMPLETE_CORPUS, free::CORPUS].contains(&document.corpus.as_str())
}

/// Aligns every document with packs and without.
fn prepared(documents: &[GoldDocument], packs: &Path, model: &Model, args: &Args) -> Vec<Lattices> {
    let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
    documents.iter().for_each(|d| *sizes.entry(&d.corpus).or_default() += d.links.len() as f64);
    let lattices = |(document, with_packs): (&GoldDocument, bool)| {
        let (source, target) = (document.source.language(), document.target.language());
        let known = match with_packs {
            false => Sources::default(),
            true if is_made(document) => corrupted::packs(packs, target),
            true => Sources::built_in(source, target),
        };
        // A large corpus counts for more than a small one, but by the root of its size only.
        let size = sizes[document.corpus.as_str()];
        let of_gold = (300.0 / size).sqrt().min(1.0);
        let (share, without_packs) = match document.corpus.as_str() {
            corrupted::CORPUS | corrupted::COMPLETE_CORPUS => (args.corrupted, CORRUPTED_WITHOUT_PACKS),
            free::CORPUS => (args.free, CORRUPTED_WITHOUT_PACKS),
            name if name.starts_with(NOISY) => (args.noisy * of_gold, WITHOUT_PACKS),
            _ => (of_gold, WITHOUT_PACKS),
        };
        lattices(document, &known, share * if with_packs { 1.0 } else { without_packs }, model)
    };
    let all: Vec<(&GoldDocument, bool)> = documents.iter().flat_map(|document| [(document, true), (document, false)]).collect();
    all.into_par_iter().map(lattices).collect()
}

/// The documents of a corpus are counted together, with packs and without; synthetic ones each on its own kind.
fn judged_with(document: &GoldDocument, known: &Sources) -> String {
    let corpus = if document.corpus.starts_with(NOISY) { NOISY } else { &document.corpus };
    format!("{corpus} {}", if known.is_empty() { "alone" } else { "packs" })
}

/// Aligns a document and keeps the lattices of its first pass and of the last.
fn lattices(document: &GoldDocument, known: &Sources, weight: f64, model: &Model) -> Lattices {
    let options = Options::default();
    let (search, first) =
        Search::begin(Pair::new(&document.source, &document.target), &options, model, known, false, &Ledger::unlimited()).unwrap();
    let gold = Gold::new(&in_order(&document.links), document.source.len(), document.target.len(), document.block, options.max_bead);
    let problem = |pass: &_| {
        let problem = Problem::new(&search, pass, &gold, options.max_bead, weight);
        if problem.is_none() {
            println!("{} {}: no path agrees with the gold", document.corpus, document.name);
        }
        problem
    };
    let mut pass = search.next(&first).unwrap();
    for _ in 1..options.rounds {
        pass = search.next(&pass).unwrap();
    }
    Lattices {
        group: document.group().to_owned(),
        judged_with: judged_with(document, known),
        first: problem(&first),
        later: problem(&pass),
    }
}

/// Fits both columns to all lattices but those of a group.
fn fitted(all: &[Lattices], without: &str, model: &mut Model, ridge: f64, iterations: usize) {
    let of = |kind: fn(&Lattices) -> Option<&Problem>| all.iter().filter(|l| l.group != without).filter_map(kind).collect::<Vec<_>>();
    let say = |name: &'static str| {
        move |iteration: usize, value: f64| {
            if iteration % 20 == 19 {
                println!("without {without}, {name} {iteration}: {value:.1}");
            }
        }
    };
    model.first = fit(&of(|l| l.first.as_ref()), &model.first, ridge, iterations, say("first"));
    model.later = fit(&of(|l| l.later.as_ref()), &model.later, ridge, iterations, say("later"));
    let some = all.iter().filter(|l| l.group != without).filter_map(|l| Some((l.judged_with.clone(), l.later.as_ref()?)));
    model.later = climb::climb(&some.collect::<Vec<_>>(), &model.later);
}

/// The links with their ids ascending, which not every gold file has.
fn in_order(links: &Links) -> Vec<(Vec<usize>, Vec<usize>)> {
    let sorted = |mut ids: Vec<usize>| {
        ids.sort_unstable();
        ids
    };
    links.iter().map(|link| link.clone().map(sorted).into()).collect()
}

/// The weights as they are read.
fn render(model: &Model) -> String {
    let mut text = String::from(
        "# feature\tfirst pass: unknown\tknown\tunsure\tuneven\tmixed\tshort: unknown\tknown\tlater passes: unknown\tknown\tunsure\tuneven\tmixed\tshort: unknown\tknown\n",
    );
    for (at, name) in NAMES.iter().enumerate() {
        text += name;
        model.first.0.iter().chain(&model.later.0).for_each(|column| text += &format!("\t{:.4}", column.0[at]));
        text += "\n";
    }
    text
}
