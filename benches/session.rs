//! How long a review makes people wait: opening, what the page asks for, edits with and without aligning their stretch anew, on made-up books.
//!
//! `cargo bench --bench session -- [ROWS…]`; 10,000 and 100,000 rows without arguments.

#![allow(clippy::unwrap_used, missing_docs, clippy::print_stdout)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use diptych::align::Options;
use diptych::internal::review::protocol::{Edit, Search};
use diptych::internal::review::session::Session;
use diptych::internal::segment;
use diptych::model::{Alignment, Bead, Pair, Side, Split};
use diptych::project::{Origin, Project};
use diptych::read::ReadOptions;
use support::dice::Dice;

/// A sentence of words that are known by their numbers.
fn sentence(number: usize, stem: &str) -> String {
    let mut dice = Dice(number as u64);
    let mut words: Vec<String> = Vec::new();
    for _ in 0..8 + number % 9 {
        // Common words are common, rare ones rare.
        let rank = 1.0 / (1e-4 + dice.roll(10_000) as f64 / 10_000.0);
        words.push(format!(
            "{stem}{}",
            (0..4)
                .scan(rank as u64 * 7919, |rest, _| {
                    let letter = char::from(b'a' + (*rest % 26) as u8);
                    *rest /= 26;
                    Some(letter)
                })
                .collect::<String>()
        ));
    }
    let number = if number.is_multiple_of(11) { format!(" {number}") } else { String::new() };
    format!("The {}{number}.", words.join(" "))
}

fn project(folder: &Path, rows: usize) -> std::path::PathBuf {
    let load = |name: &str, stem: &str, language: &str| {
        let file = folder.join(name);
        let lines: String = (0..rows).map(|number| sentence(number, stem) + if number % 5 == 4 { "\n\n" } else { "\n" }).collect();
        fs::write(&file, lines).unwrap();
        let read = ReadOptions { split: Split::Lines, language: Some(language.into()), ..ReadOptions::default() };
        let (document, origin) = Origin::read(&file, Some(language), read).unwrap();
        (origin, segment::segment(document, language, Split::Lines).unwrap())
    };
    let (one, source) = load("a.txt", "a", "en");
    let (other, target) = load("b.txt", "e", "fr");
    let confidence = |id: usize| ((id * 37 % 1000) as f32 / 1000.0).sqrt();
    let beads = (0..source.len()).map(|id| Bead::new(vec![id], vec![id], (confidence(id) * 1e4).round() / 1e4)).collect();
    let alignment = Alignment::new(beads, source.len(), target.len()).unwrap();
    let path = folder.join("book.diptych");
    let project = Project::new(&path, Pair::new(one, other), Pair::new(source, target), &alignment).unwrap();
    Project { options: Options::default().packs(false), ..project }.write().unwrap();
    path
}

fn timed<T>(what: &str, times: &mut Vec<(String, Duration)>, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    times.push((what.to_owned(), start.elapsed()));
    result
}

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let learning = !std::env::args().any(|argument| argument == "--no-learning");
    for rows in if asked.is_empty() { vec![10_000, 100_000] } else { asked } {
        let folder = tempfile::tempdir().unwrap();
        let path = timed("write", &mut Vec::new(), || project(folder.path(), rows));
        let mut times = Vec::new();
        let mut session = timed("open", &mut times, || Session::open(&path).unwrap());
        let overview = timed("overview", &mut times, || session.overview());
        timed("overview as JSON", &mut times, || serde_json::to_string(&overview).unwrap());
        timed("queue", &mut times, || session.queue());
        timed("100 rows", &mut times, || session.rows(rows / 2..rows / 2 + 100));
        let search = Search { pattern: "[0-9]+$|bb.b".into(), case: false, panel: None };
        timed("search", &mut times, || session.search(&search).unwrap());
        let edits = [
            ("accept", Edit::Accept { row: rows / 2, count: 1 }),
            ("merge", Edit::Merge { row: rows / 3 }),
            ("move", Edit::Move { row: rows / 4, panel: Side::Target, up: true }),
            ("unlink", Edit::Unlink { row: rows / 5 }),
            ("link, far", Edit::Link { row: rows / 6, other: rows - 10 }),
            ("cut", Edit::Cut { panel: Side::Source, sentence: rows / 7 * 7 / 10, at: 9 }),
        ];
        let edit_all = |session: &mut Session, times: &mut Vec<(String, Duration)>, how: &str| {
            for (name, edit) in &edits {
                timed(&format!("{name}{how}"), times, || session.edit(session.version(), edit).unwrap());
            }
            for (name, _) in edits.iter().rev() {
                timed(&format!("undo {name}{how}"), times, || session.undo(session.version()).unwrap());
            }
        };
        edit_all(&mut session, &mut times, "");
        if learning {
            let learn = session.to_learn().unwrap();
            let realigner = timed("learn", &mut times, || learn.learn().unwrap());
            session.learned(learn.generation, realigner);
            edit_all(&mut session, &mut times, ", stretch aligned");
        }
        timed("save", &mut times, || session.save().unwrap());
        println!("{rows} rows");
        for (what, time) in times {
            println!("  {:<32} {:9.2} ms", what, time.as_secs_f64() * 1e3);
        }
    }
}
