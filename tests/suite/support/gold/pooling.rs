//! What `batch --pool` reaches beside the same run without it: the pairs are written as files, aligned in a folder as the command does it, and the
//! results read back and scored.

use std::fs;
use std::path::{Path, PathBuf};

use diptych::align::Options;
use diptych::corpus::{self, Limits, Pair, Reading, Settings, Shard, common};
use diptych::eval::{self, Figures, Links};
use diptych::formats;
use diptych::model::{self, Split, Text};
use diptych::read::ReadOptions;
use diptych::write;

use super::GoldDocument;
use crate::support::{corrupted, long};

/// How the pairs are aligned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// Whether the built-in packs are used.
    pub packs: bool,
    /// Lexicons beside them.
    pub lexicons: Vec<PathBuf>,
    /// Whether the pairs teach each other.
    pub pool: bool,
}

/// Novels in chapters of about so many sentences, cut where no link is.
pub fn chapters(documents: &[GoldDocument], most: usize) -> Vec<GoldDocument> {
    documents.iter().flat_map(|document| document.pieces(most)).collect()
}

/// News in English and another language, a pair for each article, without every 13th source and every 17th target line. `name` is that of the file.
pub fn news(ntrex: &Path, language: &str, name: &str) -> Vec<GoldDocument> {
    let lines = |name: &str| -> Vec<String> {
        let text = long::unzipped(&ntrex.join(name));
        text.lines().map(|line| line.trim().to_owned()).collect()
    };
    let articles = lines("DOCUMENT_IDS.tsv.gz");
    let english = lines("NTREX-128/newstest2019-src.eng.txt.gz");
    let other = lines(&format!("NTREX-128/newstest2019-ref.{name}.txt.gz"));
    let all: Vec<(usize, (String, String))> = english.into_iter().zip(other).enumerate().collect();
    let article = |chunk: &[(usize, (String, String))]| {
        let pairs: Vec<(String, String)> = chunk.iter().map(|(_, pair)| pair.clone()).collect();
        let first = chunk.first().map_or(0, |(at, _)| *at);
        let bitext = long::without(&pairs, |at| (first + at) % 13 == 12, |at| (first + at) % 17 == 16);
        corrupted::document(&format!("ntrex.{language}"), language, &bitext)
    };
    all.chunk_by(|(a, _), (b, _)| articles.get(*a) == articles.get(*b)).map(article).collect()
}

/// Aligns all documents in one run, and scores them together.
pub fn figures(documents: &[GoldDocument], way: &Way, threads: usize) -> Figures {
    let found = aligned(documents, way, threads);
    eval::score(found.iter().zip(documents).map(|(found, document)| (found.as_slice(), document.links.as_slice())))
}

/// The links that a run finds in each document.
pub fn aligned(documents: &[GoldDocument], way: &Way, threads: usize) -> Vec<Links> {
    let folder = tempfile::tempdir().unwrap();
    let put = |at: usize, text: &Text| {
        let path = folder.path().join(format!("{at}.{}.txt", text.language()));
        fs::write(&path, (0..text.len()).map(|i| format!("{}\n", text.sentence(i))).collect::<String>()).unwrap();
        path
    };
    let pair = |(at, document): (usize, &GoldDocument)| Pair {
        source: put(at, &document.source),
        target: put(at, &document.target),
        output: format!("{at}.vecalign"),
        languages: model::Pair::new(&document.source, &document.target).map(|text| Some(text.language().to_owned())),
    };
    let pairs: Vec<Pair> = documents.iter().enumerate().map(pair).collect();
    let reading = |which| Reading { language: None, options: ReadOptions { split: Split::Lines, which, ..ReadOptions::default() } };
    let settings = Settings {
        reading: model::Pair::from_fn(reading),
        options: Options::default().packs(way.packs),
        lexicons: way.lexicons.clone(),
        limits: Limits::default(),
        format: &formats::vecalign::FORMAT,
        write: write::Settings::default(),
        min_confidence: 0.0,
    };
    let out = folder.path().join("out");
    let plan = corpus::Plan::new(Path::new("list"), &pairs, &settings, &out, Shard::WHOLE, None).unwrap();
    let summary = if way.pool {
        let pools = common::pools(&plan, threads, |_| ()).unwrap();
        corpus::run(&plan.taught(&pools), threads, |_| ()).unwrap()
    } else {
        corpus::run(&plan, threads, |_| ()).unwrap()
    };
    assert!(summary.failures.is_empty(), "{:?}", summary.failures);
    pairs.iter().map(|pair| eval::read(out.join(&pair.output)).unwrap()).collect()
}
