//! The hand-made alignments of the shared data, and what the aligner reaches on them: one loader for tests and benchmarks.

pub mod pooling;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use diptych::align::Options;
use diptych::align::need::Ledger;
use diptych::align::passes::Search;
use diptych::eval::{self, Figures, Link, Links};
use diptych::internal::score::weights::Model;
use diptych::internal::segment;
use diptych::lexicon::prior::Sources;
use diptych::model::{Alignment, Pair, Split, Text};
use diptych::read;
use rayon::prelude::*;

/// A pair of texts, one sentence a line, with its gold.
#[derive(Clone)]
pub struct GoldDocument {
    /// Name of the folder it lies in.
    pub corpus: String,
    /// Name of its files.
    pub name: String,
    /// Whether the gold pairs groups of sentences that a finer alignment may rightly cut.
    pub block: bool,
    /// The left text.
    pub source: Text,
    /// The right text.
    pub target: Text,
    /// The gold links, as the file lists them.
    pub links: Links,
}

impl GoldDocument {
    /// What is left out together when a corpus is left out: translations of one text are no strangers to each other, nor
    /// are the novels of one collection.
    pub fn group(&self) -> &str {
        ["udhr", "mte1984", "books"].into_iter().find(|text| self.corpus.starts_with(text)).unwrap_or(&self.corpus)
    }

    /// The first sentences of a longer document, about `most` of the source, cut where no link is.
    pub fn beginning(&self, most: usize) -> Self {
        self.pieces(most).swap_remove(0)
    }

    /// The whole document in parts of `most` or a few more sentences of the source, cut where no link is.
    pub fn pieces(&self, most: usize) -> Vec<Self> {
        let whole = Pair::new(self.source.len(), self.target.len());
        let mut pieces = Vec::new();
        let mut begin = Pair::new(0, 0);
        while begin.source + most < whole.source {
            let cut = (begin.source + most..whole.source).find_map(|at| self.cut(at).filter(|end| end.source > begin.source));
            let end = cut.unwrap_or(whole);
            pieces.push(self.piece(begin, end));
            begin = end;
        }
        if pieces.is_empty() || begin != whole {
            pieces.push(self.piece(begin, whole));
        }
        pieces
    }

    /// Where all that is linked to the source before a sentence ends, if no link goes across.
    fn cut(&self, from: usize) -> Option<Pair<usize>> {
        let before = self.links.iter().filter(|link| link.source.iter().any(|&i| i < from));
        let (n, m) = before.fold((0, 0), |(n, m), link| {
            (link.source.iter().fold(n, |n, &i| n.max(i + 1)), link.target.iter().fold(m, |m, &j| m.max(j + 1)))
        });
        let inside = |ids: &[usize], end: usize| ids.iter().filter(|&&id| id < end).count();
        let whole = |Link { source: s, target: t }: &Link| {
            let (a, b) = (inside(s, n), inside(t, m));
            (a == s.len() && b == t.len()) || (a == 0 && b == 0)
        };
        self.links.iter().all(whole).then_some(Pair::new(n, m))
    }

    /// The sentences from a place in both texts to another, with the links of these.
    fn piece(&self, begin: Pair<usize>, end: Pair<usize>) -> Self {
        if begin == Pair::new(0, 0) && end == Pair::new(self.source.len(), self.target.len()) {
            return self.clone();
        }
        let lines = |text: &Text, range: Range<usize>| {
            let lines: String = range.map(|i| format!("{}\n", text.sentence(i))).collect();
            segment::segment(read::from_text(&self.name, lines, Split::Lines).unwrap(), text.language(), Split::Lines).unwrap()
        };
        let (source, target) = (begin.source..end.source, begin.target..end.target);
        let inside = |link: &&Link| link.source.iter().all(|i| source.contains(i)) && link.target.iter().all(|j| target.contains(j));
        let moved = |ids: &[usize], by: usize| ids.iter().map(|id| id - by).collect();
        let links = self.links.iter().filter(inside);
        let links = links.map(|link| Link::new(moved(&link.source, begin.source), moved(&link.target, begin.target))).collect();
        Self { source: lines(&self.source, source), target: lines(&self.target, target), links, ..self.clone() }
    }
}

/// What the aligner knows of the words before it reads the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LexiconUse {
    /// The built-in packs.
    Packs,
    /// Nothing but look-alikes.
    None,
}

impl LexiconUse {
    /// For tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Packs => "packs",
            Self::None => "no packs",
        }
    }

    /// For two languages.
    pub fn sources(self, source: &Text, target: &Text) -> Sources {
        match self {
            Self::Packs => Sources::built_in(source.language(), target.language()),
            Self::None => Sources::default(),
        }
    }
}

/// The corpora of the folder `gold`, by name.
pub fn corpora(gold: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(gold).unwrap_or_else(|error| panic!("{}: {error}", gold.display()));
    let folders = entries.map(|entry| entry.unwrap().path()).filter(|path| path.join("meta.json").exists());
    let mut names: Vec<String> = folders.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The documents of the corpora whose names are `wanted`, corpus after corpus.
pub fn documents(gold: &Path, wanted: impl Fn(&str) -> bool) -> Vec<GoldDocument> {
    corpora(gold).iter().filter(|name| wanted(name)).flat_map(|name| corpus(&gold.join(name), name)).collect()
}

fn corpus(folder: &Path, name: &str) -> Vec<GoldDocument> {
    let meta: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("meta.json")).unwrap()).unwrap();
    let [left, right] = ["left", "right"].map(|side| meta[side].as_str().unwrap());
    let stems = meta["docs"].as_array().unwrap().iter().map(|stem| stem.as_str().unwrap());
    let document = |stem: &str| GoldDocument {
        corpus: name.to_owned(),
        name: stem.to_owned(),
        block: meta["kind"] == "block",
        source: lines(&folder.join(format!("{stem}.{left}")), left),
        target: lines(&folder.join(format!("{stem}.{right}")), right),
        links: eval::read(folder.join(format!("{stem}.gold"))).unwrap(),
    };
    stems.map(document).collect()
}

/// A text of one sentence a line.
pub fn lines(path: &Path, language: &str) -> Text {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    segment::segment(read::from_text(path, text, Split::Lines).unwrap(), language, Split::Lines).unwrap()
}

/// The links of an alignment.
pub fn links(alignment: &Alignment) -> Links {
    alignment.beads().iter().map(|bead| Link::new(bead.source.clone(), bead.target.clone())).collect()
}

/// An alignment in the notation of Vecalign.
pub fn notation(alignment: &Alignment) -> String {
    alignment.beads().iter().map(|bead| format!("{:?}:{:?}:{:.4}\n", bead.source, bead.target, 1.0 - bead.confidence)).collect()
}

/// What was reached on a corpus.
pub struct Reached {
    /// Counted over all its documents together.
    pub figures: Figures,
    /// Seconds spent on its documents, one after the other.
    pub time: Duration,
}

/// Aligns every document, several at a time, and scores each corpus. `out`: a folder that gets the alignments, `CORPUS.DOCUMENT` each.
pub fn measure(
    documents: &[GoldDocument],
    options: &Options,
    known: LexiconUse,
    model: &Model,
    out: Option<&Path>,
) -> BTreeMap<String, Reached> {
    let aligned = |document: &GoldDocument| {
        let start = Instant::now();
        let known = known.sources(&document.source, &document.target);
        let (search, first) =
            Search::begin(Pair::new(&document.source, &document.target), options, model, &known, false, &Ledger::unlimited()).unwrap();
        let beads = search.beads(&search.last(first).unwrap());
        let alignment = Alignment::new(beads, document.source.len(), document.target.len()).unwrap();
        let time = start.elapsed();
        if let Some(folder) = out {
            let path: PathBuf = folder.join(format!("{}.{}", document.corpus, document.name));
            std::fs::write(&path, notation(&alignment)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
        (links(&alignment), time)
    };
    let results: Vec<(Links, Duration)> = documents.par_iter().map(aligned).collect();
    let mut corpora: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        corpora.entry(document.corpus.clone()).or_default().push(at);
    }
    let reached = |ids: &[usize]| Reached {
        figures: eval::score(ids.iter().map(|&at| (results[at].0.as_slice(), documents[at].links.as_slice()))),
        time: ids.iter().map(|&at| results[at].1).sum(),
    };
    corpora.iter().map(|(name, ids)| (name.clone(), reached(ids))).collect()
}

/// The heading of the rows that [`print`] prints.
pub fn print_heading() {
    println!("corpus            lexicon    strict P     R    F1    lax F1   null P     R    F1   block F1   seconds");
}

/// One row a corpus.
pub fn print(reached: &BTreeMap<String, Reached>, lexicon: &str) {
    for (name, reached) in reached {
        let (strict, lax, null, block) = (reached.figures.strict, reached.figures.lax, reached.figures.null.rates, reached.figures.block);
        println!(
            "{name:17} {lexicon:10}    {:.3} {:.3} {:.3}     {:.3}    {:.3} {:.3} {:.3}      {:.3}   {:7.2}",
            strict.precision,
            strict.recall,
            strict.f1,
            lax.f1,
            null.precision,
            null.recall,
            null.f1,
            block.f1,
            reached.time.as_secs_f64()
        );
    }
}
