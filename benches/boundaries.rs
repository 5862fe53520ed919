//! Sentence boundaries against hand-made gold, as a table: `cargo bench --bench boundaries`. Beside ours stands the plain UAX #29 segmentation.
//! With `ERRORS=fr-gsd` in the environment it shows the mistakes on one file instead, with `CLEAN=1` those on its closed sentences.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::time::Instant;
use support::gold_sentences::{measure, ours, paragraphs};
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    let Some(folder) = support::shared("gold-sentences") else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    if let Ok(wanted) = std::env::var("ERRORS") {
        files.iter().filter(|path| stem(path) == wanted).for_each(|path| show_errors(path));
        return;
    }
    println!("{:<14} {:^40}   {:^40}", "", "all boundaries", "after sentences closed by a terminator");
    println!("{:<14} {}   {}", "file", HEADINGS, HEADINGS);
    for path in &files {
        let language = language(path);
        let columns: Vec<String> = [false, true].iter().map(|&clean| row(path, &language, clean)).collect();
        println!("{:<14} {}", stem(path), columns.join("   "));
    }
    for name in ["fr-gsd", "ru-gsd", "zh-gsdsimp"] {
        files.iter().filter(|path| stem(path) == name).for_each(|path| speed(path));
    }
}

const HEADINGS: &str = "  gold  precis. recall     F1   UAX#29 F1";

fn row(path: &Path, language: &str, clean: bool) -> String {
    let mine = measure(path, language, clean, |text| ours(text, language));
    let plain = measure(path, language, clean, uax29);
    format!("{:>6}   {:>6.4} {:>6.4} {:>6.4}   {:>9.4}", mine.gold, mine.precision(), mine.recall(), mine.f1(), plain.f1())
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn language(path: &Path) -> String {
    stem(path).split('-').next().unwrap().to_owned()
}

fn uax29(text: &str) -> Vec<usize> {
    text.split_sentence_bound_indices().map(|(at, sentence)| at + sentence.trim_end().len()).collect()
}

fn speed(path: &Path) {
    let text: String = paragraphs(path, &language(path), false).into_iter().map(|(text, _)| text + " ").collect();
    let text = text.repeat(20_000_000 / text.len());
    let megabytes = text.len() as f64 / 1e6;
    let mine = Instant::now();
    let sentences = ours(&text, &language(path)).len();
    let mine = mine.elapsed().as_secs_f64();
    let plain = Instant::now();
    let _ = uax29(&text).len();
    let plain = plain.elapsed().as_secs_f64();
    println!(
        "{}: one line of {megabytes:.0} MB, {sentences} sentences: {:.0} MB/s (plain UAX #29 {:.0} MB/s)",
        stem(path),
        megabytes / mine,
        megabytes / plain
    );
}

fn show_errors(path: &Path) {
    let language = language(path);
    for (text, gold) in paragraphs(path, &language, std::env::var_os("CLEAN").is_some()) {
        let found = ours(&text, &language).into_iter().filter(|&end| end < text.len()).collect();
        for &end in gold.symmetric_difference(&found) {
            let from = (0..=end.saturating_sub(60)).rev().find(|&at| text.is_char_boundary(at)).unwrap();
            let to = ((end + 60).min(text.len())..).find(|&at| text.is_char_boundary(at)).unwrap();
            let sign = if gold.contains(&end) { "missed" } else { "wrong " };
            println!("{sign} {}⏐{}", &text[from..end], &text[end..to]);
        }
    }
}
