//! A missing chapter, of whatever size, must not spoil what stands around it: half of a long real text is taken out of one side.

use diptych::align::{Options, align};
use diptych::eval;
use diptych::model::{Split, Text};

use crate::accuracy::LONG;
use crate::support;
use crate::support::gold;
use crate::support::long;
use crate::support::unchecked;

fn text(language: &str, lines: String) -> Text {
    let document = diptych::read::from_text(language, lines, Split::Lines).unwrap();
    diptych::internal::segment::segment(document, language, Split::Lines).unwrap()
}

/// Strict F1 of `lines` lines a side, those of `gap` taken out of the target.
fn f1(train: &std::path::Path, lines: usize, gap: std::ops::Range<usize>) -> f64 {
    let bitext = long::without(&long::pairs(train, lines), |at| at % 13 == 12, |at| at % 17 == 16 || gap.contains(&at));
    let alignment = align(&text("en", bitext.source), &text("fr", bitext.target), &Options::default()).unwrap();
    let (links, gold) = (gold::links(&alignment), eval::parse("gold", &bitext.gold).unwrap());
    eval::score([(links.as_slice(), gold.as_slice())]).strict.f1
}

/// Lines of the text, the gap, and the least strict F1, slightly below what is reached; a release build takes the long ones. Without the gap
/// each text reaches 0.95 to 0.96: the first floor is to be raised when the aligner does better.
const GAPS: &[(usize, std::ops::Range<usize>, f64)] = &[(1_000, 300..800, 0.73), (4_000, 1_000..3_000, 0.955), (10_000, 500..6_500, 0.955)];

#[test]
fn a_missing_chapter_of_any_size_costs_nothing_around_it() {
    let Some(train) = support::shared("train") else { return };
    if cfg!(debug_assertions) {
        unchecked::left_out(LONG);
    }
    let mut low = Vec::new();
    for (lines, gap, floor) in GAPS.iter().take(if cfg!(debug_assertions) { 1 } else { GAPS.len() }) {
        let f1 = f1(&train, *lines, gap.clone());
        println!("{lines} lines, target lines {gap:?} missing: strict F1 {f1:.3}");
        if f1 < *floor {
            low.push(format!("{lines} lines, target lines {gap:?} missing: strict F1 {f1:.4} < {floor}"));
        }
    }
    assert!(low.is_empty(), "{}", low.join("\n"));
}
