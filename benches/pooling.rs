//! What `batch --pool` gains or costs: novels in chapters, papers, news in articles, aligned with the pool and without it, with packs and without:
//! `cargo bench --bench pooling`.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::time::Instant;

use clap::Parser;
use support::corrupted;
use support::gold::pooling::{self, Way};
use support::gold::{self, GoldDocument};

/// Prints strict and null F1 without a pool and with it.
#[derive(Parser)]
struct Args {
    /// Only the sets whose names hold one of these.
    sets: Vec<String>,
    /// Sentences of a chapter.
    #[arg(long, default_value_t = CHAPTER)]
    chapter: usize,
    /// Pairs at a time.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Only with packs, or only without.
    #[arg(long)]
    only_packs: Option<bool>,
    /// Not without the pool.
    #[arg(long)]
    only_pool: bool,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Sentences of a chapter.
const CHAPTER: usize = 150;

/// Corpora of gold, and whether they are cut into chapters.
const GOLD: &[(&str, bool)] = &[
    ("mac", false),
    ("transread_enfr", true),
    ("champollion", false),
    ("transread_enes", true),
    ("parice", false),
    ("books_enhu", true),
    ("books_fifr", true),
    ("books_ennl", true),
];

/// Languages of the news, and what their files are called. There is a pack for all but the last.
const NEWS: &[(&str, &str)] = &[("fi", "fin"), ("ar", "arb"), ("ja", "jpn"), ("de", "deu"), ("fr", "fra"), ("ka", "kat")];

fn main() {
    let args = Args::parse();
    let (Some(folder), Some(ntrex)) = (support::shared("gold"), support::shared("train/ntrex")) else { return };
    let is_wanted = |name: &str| args.sets.is_empty() || args.sets.iter().any(|set| name.contains(set.as_str()));
    println!("set                pairs   packs      alone: strict  null  seconds      pool: strict  null  seconds");
    for (name, novels) in GOLD.iter().filter(|set| is_wanted(set.0)) {
        let documents = gold::documents(&folder, |corpus| corpus == *name);
        let documents = if *novels { pooling::chapters(&documents, args.chapter) } else { documents };
        rows(&args, name, &documents, &Way { packs: true, ..Way::default() });
    }
    for (language, file) in NEWS.iter().filter(|language| is_wanted(&format!("ntrex {}", language.0))) {
        let documents = pooling::news(&ntrex, language, file);
        let packs = corrupted::make_packs("packs-without-ntrex", &[language], &["ntrex"]);
        let lexicons = vec![packs.join(format!("en-{language}.pack"))];
        rows(&args, &format!("ntrex {language}"), &documents, &Way { lexicons, ..Way::default() });
    }
}

/// Two rows: with what is known of the words, and without.
fn rows(args: &Args, name: &str, documents: &[GoldDocument], known: &Way) {
    for way in [known, &Way::default()] {
        let has_packs = *way != Way::default();
        if args.only_packs.is_some_and(|wanted| wanted != has_packs) {
            continue;
        }
        let cell = |pool: bool| {
            let start = Instant::now();
            if args.only_pool && !pool {
                return "    -     -        -".into();
            }
            let figures = pooling::figures(documents, &Way { pool, ..way.clone() }, args.threads);
            format!("{:.4} {:.3} {:8.2}", figures.strict.f1, figures.null.rates.f1, start.elapsed().as_secs_f64())
        };
        let packs = if has_packs { "yes" } else { "no" };
        println!("{name:17} {:6} {packs:>7}       {}       {}", documents.len(), cell(false), cell(true));
    }
}
