//! Accuracy floors on every gold corpus of the shared data, and the pair of news texts whose alignment is known exactly. `cargo test
//! --release --test suite accuracy:: -- --nocapture` prints the figures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use diptych::align::Options;
use diptych::eval::Figures;
use diptych::internal::score::weights::Model;

use crate::support;
use crate::support::gold::{self, LexiconUse};

/// Which F1 of a corpus.
#[derive(Clone, Copy, Debug, PartialEq)]
enum F1 {
    Strict,
    Block,
    Null,
}

use F1::{Block, Null, Strict};

impl F1 {
    fn of(self, figures: &Figures) -> f64 {
        match self {
            Strict => figures.strict.f1,
            Block => figures.block.f1,
            Null => figures.null.rates.f1,
        }
    }
}

/// Corpus, figure, least F1: slightly below what is reached. After a change that reaches more, raise them to what the test prints; lower none.
const FLOORS: &[(&str, F1, f64)] = &[
    ("alibi_enfr", Block, 0.985),
    ("books_deen", Strict, 0.962),
    ("books_defr", Strict, 0.935),
    ("books_enhu", Strict, 0.940),
    ("books_ennl", Strict, 0.917),
    ("books_esfr", Strict, 0.946),
    ("books_fifr", Strict, 0.920),
    ("books_frhu", Strict, 0.977),
    ("books_frnl", Strict, 0.953),
    ("champollion", Strict, 0.928),
    ("champollion", Null, 0.790),
    ("hunalign_dtm", Strict, 0.975),
    ("idleb", Strict, 1.000),
    ("mac", Strict, 0.750),
    ("mac", Block, 0.865),
    ("maligna_plen", Strict, 0.988),
    ("mersenne_enfr", Block, 0.995),
    ("mte1984_encs", Strict, 0.987),
    ("mte1984_enro", Strict, 0.983),
    ("parice", Strict, 0.915),
    ("textberg", Strict, 0.890),
    ("textberg", Null, 0.855),
    ("transread_enes", Strict, 0.920),
    ("transread_enes", Null, 0.600),
    ("transread_enfr", Strict, 0.944),
    ("udhr_enar", Block, 0.990),
    ("udhr_ende", Block, 0.990),
    ("udhr_enes", Block, 0.990),
    ("udhr_enfi", Block, 0.990),
    ("udhr_enhi", Block, 0.960),
    ("udhr_enit", Block, 0.970),
    ("udhr_enja", Block, 0.990),
    ("udhr_enru", Block, 0.990),
    ("udhr_enth", Block, 0.990),
];

/// The same with the built-in lexicons, for the corpora that gain by them.
#[cfg(feature = "packs")]
const FLOORS_WITH_PACKS: &[(&str, F1, f64)] = &[
    ("alibi_enfr", Block, 0.993),
    ("books_deen", Strict, 0.961),
    ("books_defr", Strict, 0.938),
    ("books_enhu", Strict, 0.943),
    ("books_ennl", Strict, 0.921),
    ("books_esfr", Strict, 0.947),
    ("books_fifr", Strict, 0.912),
    ("books_frhu", Strict, 0.977),
    ("books_frnl", Strict, 0.953),
    ("champollion", Strict, 0.956),
    ("champollion", Null, 0.870),
    ("idleb", Strict, 1.000),
    ("mac", Strict, 0.845),
    ("mac", Block, 0.930),
    ("mte1984_encs", Strict, 0.987),
    ("mte1984_enro", Strict, 0.984),
    ("parice", Strict, 0.950),
    ("parice", Null, 0.640),
    ("textberg", Strict, 0.895),
    ("textberg", Null, 0.865),
    ("transread_enes", Strict, 0.942),
    ("transread_enes", Null, 0.740),
    ("transread_enfr", Strict, 0.950),
    ("transread_enfr", Null, 0.580),
];
#[cfg(not(feature = "packs"))]
const FLOORS_WITH_PACKS: &[(&str, F1, f64)] = &[];

/// What a debug build leaves out.
pub const LONG: &str = "whole novels and long gaps (cargo test --release)";

/// Whole novels and long parts of them, which take a debug build minutes.
const RELEASE_ONLY: [&str; 2] = ["mte1984_", "books_"];

#[test]
fn f1_stays_above_its_floor() {
    let Some(folder) = support::shared("gold") else { return };
    let wanted = |name: &str| !(cfg!(debug_assertions) && RELEASE_ONLY.iter().any(|start| name.starts_with(start)));
    if cfg!(debug_assertions) {
        support::unchecked::left_out(LONG);
    }
    let documents = gold::documents(&folder, wanted);
    let mut low = Vec::new();
    for (known, floors) in [(LexiconUse::None, FLOORS), (LexiconUse::Packs, FLOORS_WITH_PACKS)] {
        println!("lexicon: {}", known.name());
        let reached = gold::measure(&documents, &Options::default(), known, Model::built_in(), None);
        compare(&reached, floors, wanted, &mut low);
    }
    assert!(low.is_empty(), "{}", low.join("\n"));
}

/// Prints what was reached beside its floor, and notes what lies below.
fn compare(reached: &BTreeMap<String, gold::Reached>, floors: &[(&str, F1, f64)], wanted: impl Fn(&str) -> bool, low: &mut Vec<String>) {
    for &(corpus, figure, floor) in floors.iter().filter(|floor| wanted(floor.0)) {
        let Some(reached) = reached.get(corpus) else {
            low.push(format!("{corpus}: is not in the gold folder"));
            continue;
        };
        let f1 = figure.of(&reached.figures);
        println!(
            "{corpus:16} {:6} F1 {f1:.3} (floor {floor:.3}), {:.2} s",
            format!("{figure:?}").to_lowercase(),
            reached.time.as_secs_f64()
        );
        if f1 < floor {
            low.push(format!("{corpus}: {figure:?} F1 {f1:.4} < {floor}"));
        }
    }
}

#[test]
fn every_corpus_has_a_floor() {
    let Some(folder) = support::shared("gold") else { return };
    let floors: BTreeSet<&str> = FLOORS.iter().map(|floor| floor.0).collect();
    for corpus in gold::corpora(&folder) {
        assert!(floors.contains(corpus.as_str()), "{corpus} has no floor: add one");
    }
}

/// Through the command line, sentence boundaries included.
#[test]
fn the_news_pair_comes_out_as_its_gold() {
    let paths = ["seeds/idleb.en.txt", "seeds/idleb.fr.txt", "gold/idleb/idleb.gold"].map(support::shared);
    let [Some(source), Some(target), Some(gold)] = paths else { return };
    let sorted = |mut links: diptych::eval::Links| {
        links.sort();
        links
    };
    let found = sorted(diptych::eval::parse("output", &vecalign(&source, &target)).unwrap());
    assert_eq!(found, sorted(diptych::eval::read(gold).unwrap()));
}

fn vecalign(source: &Path, target: &Path) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_diptych")).arg("align").args([source, target]).args(["--to", "vecalign"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
