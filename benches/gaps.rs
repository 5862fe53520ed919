//! Recall of true pairs around missing and moved blocks, and seconds on repetitive text: `cargo bench --bench gaps`. The text is NTREX, 1,997 lines of
//! news in English and German, with the packs.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use diptych::align::{Options, align};
use diptych::model::{Alignment, BeadKind, Split, Text};
use support::long;

/// Lines that are taken out.
const TAKEN_OUT: [usize; 7] = [0, 250, 500, 1000, 1500, 1700, 1900];
/// Lines of repetitive texts.
const ROWS: usize = 10_000;

fn main() {
    let Some(train) = support::shared("train") else { return };
    let lines = |language: &str, code: &str| -> (String, Vec<String>) {
        let path = train.join(format!("ntrex/NTREX-128/newstest2019-{code}.txt.gz"));
        (language.to_owned(), contents(&path))
    };
    let (english, german) = (lines("en", "src.eng"), lines("de", "ref.deu"));
    blocks(&english, &german);
    swapped(&english, &german);
    repetitive(&english, &german);
}

fn contents(path: &Path) -> Vec<String> {
    long::unzipped(path).lines().map(str::to_owned).collect()
}

fn text(language: &str, lines: &[&str]) -> Text {
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let document = diptych::read::from_text(language, lines, Split::Lines).unwrap();
    diptych::internal::segment::segment(document, language, Split::Lines).unwrap()
}

/// One text against some lines of the other, in any order.
fn aligned(source: &(String, Vec<String>), target: &(String, Vec<String>), kept: &[usize]) -> (Alignment, f64) {
    let all: Vec<&str> = source.1.iter().map(String::as_str).collect();
    let some: Vec<&str> = kept.iter().map(|&at| target.1[at].as_str()).collect();
    let (source, target) = (text(&source.0, &all), text(&target.0, &some));
    let begin = Instant::now();
    let alignment = align(&source, &target, &Options::default()).unwrap();
    (alignment, begin.elapsed().as_secs_f64())
}

/// Share of the true pairs that are found.
fn recall(alignment: &Alignment, kept: &[usize]) -> f64 {
    let found: BTreeSet<(usize, usize)> = alignment
        .beads()
        .iter()
        .filter_map(|bead| match (&bead.source[..], &bead.target[..]) {
            (&[i], &[j]) => Some((i, j)),
            _ => None,
        })
        .collect();
    let right = kept.iter().enumerate().filter(|&(j, &i)| found.contains(&(i, j))).count();
    right as f64 / kept.len() as f64
}

fn blocks(source: &(String, Vec<String>), target: &(String, Vec<String>)) {
    let n = target.1.len();
    println!("target lines taken out   at the start   in the middle   at the end");
    for k in TAKEN_OUT {
        let at = |start: usize| -> Vec<usize> { (0..n).filter(|at| !Range { start, end: start + k }.contains(at)).collect() };
        let recalls = [0, (n - k) / 2, n - k].map(|start| {
            let kept = at(start);
            recall(&aligned(source, target, &kept).0, &kept)
        });
        println!("{k:>22}{:>15.3}{:>16.3}{:>13.3}", recalls[0], recalls[1], recalls[2]);
    }
}

fn swapped(source: &(String, Vec<String>), target: &(String, Vec<String>)) {
    let n = target.1.len();
    let kept: Vec<usize> = (n / 2..n).chain(0..n / 2).collect();
    let (alignment, seconds) = aligned(source, target, &kept);
    let pairs = alignment.beads().iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
    let moved = pairs.filter(|bead| bead.kind == BeadKind::Moved).count();
    println!("halves swapped: recall {:.3}, {moved} of {n} pairs marked moved, {seconds:.2} s", recall(&alignment, &kept));
}

fn repetitive(source: &(String, Vec<String>), target: &(String, Vec<String>)) {
    println!("{ROWS} lines                      seconds");
    let time = |what: &str, one: &[&str], other: &[&str]| {
        let (one, other) = (text(&source.0, one), text(&target.0, other));
        let begin = Instant::now();
        let alignment = align(&one, &other, &Options::default()).unwrap();
        println!("{what:<30}{:>8.2}   {} beads", begin.elapsed().as_secs_f64(), alignment.beads().len());
    };
    let repeated = |lines: &[String], some: usize| -> Vec<String> { lines.iter().take(some).cycle().take(ROWS).cloned().collect() };
    for (what, some) in [("the same 1,997 lines over and over", 1997), ("a table of equal rows", 1), ("a refrain of 4 lines", 4)] {
        let (one, other) = (repeated(&source.1, some), repeated(&target.1, some));

        let one: Vec<&str> = one.iter().map(String::as_str).collect();
        let other: Vec<&str> = other.iter().map(String::as_str).collect();
        time(what, &one, &other);
        time(&format!("{what}, one row less"), &one, &other[1..]);
    }
}
