//! The samples as they come out of the program: whole outputs, sentence boundaries, and the alignment against its gold.
//!
//! `samples/expected/NAME.tsv` is what `diptych align` writes for each pair. After a change that is meant to change it, write them anew with
//! `UPDATE_EXPECTED=1 cargo test --test suite samples`, and read the difference before committing it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diptych::eval;
use diptych::internal::segment;
use diptych::model::{Split, Text};
use diptych::read;

/// Name, languages, and the least strict F1 against the gold: slightly below what is reached.
const SAMPLES: &[(&str, [&str; 2], f64)] = &[
    ("allotment", ["de", "en"], 0.99),
    ("harbour", ["en", "fr"], 0.935),
    ("kitchen", ["en", "fr"], 0.87),
    ("lighthouse", ["en", "fr"], 0.91),
];

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn read_sample(name: &str) -> String {
    fs::read_to_string(samples().join(name)).unwrap_or_else(|error| panic!("samples/{name}: {error}"))
}

/// What the program prints for a pair, languages left to be detected, as a newcomer runs it.
fn output(name: &str, languages: [&str; 2]) -> String {
    let texts = languages.map(|language| format!("{name}.{language}.txt"));
    let output = Command::new(env!("CARGO_BIN_EXE_diptych")).current_dir(samples()).arg("align").args(&texts).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The first line in which two outputs differ, of both.
fn difference<'a>(is: &'a str, should: &'a str) -> Option<(usize, &'a str, &'a str)> {
    let lines = is.lines().count().max(should.lines().count());
    let line = |text: &'a str, at| text.lines().nth(at).unwrap_or("(end of the file)");
    let first = (0..lines).map(|at| (at + 1, line(is, at), line(should, at))).find(|(_, is, should)| is != should);
    first.or_else(|| (is != should).then_some((lines, "other line ends", "these")))
}

#[test]
fn outputs_are_the_expected_ones() {
    let mut changed = Vec::new();
    for &(name, languages, _) in SAMPLES {
        let path = samples().join("expected").join(name).with_extension("tsv");
        let is = output(name, languages);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&path, is).unwrap();
            continue;
        }
        let should = fs::read_to_string(&path).unwrap_or_default();
        if let Some((line, is, should)) = difference(&is, &should) {
            changed.push(format!("{}, line {line}\nis:       {is}\nexpected: {should}", path.display()));
        }
    }
    let remedy = "if that is meant: UPDATE_EXPECTED=1 cargo test --test suite samples, and read the difference";
    assert!(changed.is_empty(), "{}\n{remedy}", changed.join("\n"));
}

#[test]
fn strict_f1_stays_above_its_floor() {
    let mut low = Vec::new();
    for &(name, languages, floor) in SAMPLES {
        let found = eval::parse(name, &output(name, languages)).unwrap();
        let gold = eval::read(samples().join(name).with_extension("gold")).unwrap();
        let figures = eval::score([(found.as_slice(), gold.as_slice())]);
        let (strict, null) = (figures.strict.f1, figures.null.rates.f1);
        println!("{name:12} strict F1 {strict:.3} (floor {floor:.3}), lax {:.3}, null {null:.3}", figures.lax.f1);
        if strict < floor {
            let wrong: Vec<String> =
                found.iter().filter(|link| !gold.contains(link)).map(|link| format!("{:?}:{:?}", link.source, link.target)).collect();
            low.push(format!("{name}: strict F1 {strict:.4} < {floor}; not in the gold: {}", wrong.join(" ")));
        }
    }
    assert!(low.is_empty(), "{}", low.join("\n"));
}

fn sentences(name: &str, language: &str) -> Vec<String> {
    let document = read::file(samples().join(name), &read::ReadOptions { split: Split::Sentences, ..Default::default() }).unwrap();
    let text: Text = segment::segment(document, language, Split::Sentences).unwrap();
    (0..text.len()).map(|at| text.sentence(at).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn sentences_are_split_as_by_hand() {
    for &(name, languages, _) in SAMPLES {
        for language in languages {
            let found = sentences(&format!("{name}.{language}.txt"), language);
            let gold = read_sample(&format!("{name}.{language}.sentences"));
            let gold: Vec<&str> = gold.lines().collect();
            if let Some(at) = (0..gold.len().max(found.len())).find(|&at| found.get(at).map(String::as_str) != gold.get(at).copied()) {
                panic!("{name}.{language}, sentence {at}\nis:       {:?}\nexpected: {:?}", found.get(at), gold.get(at));
            }
        }
    }
}

/// Every sample has a row above, and its gold names every sentence once: what the README of the samples promises.
#[test]
fn samples_are_whole() {
    let entries = fs::read_dir(samples()).unwrap().map(|entry| entry.unwrap().path());
    let golds = entries.filter(|path| path.extension().is_some_and(|extension| extension == "gold"));
    let mut names: Vec<String> = golds.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, SAMPLES.iter().map(|sample| sample.0).collect::<Vec<_>>());
    for &(name, languages, _) in SAMPLES {
        let links = eval::read(samples().join(name).with_extension("gold")).unwrap();
        let [sources, targets] = languages.map(|language| read_sample(&format!("{name}.{language}.sentences")).lines().count());
        let mut ids: [Vec<usize>; 2] =
            [links.iter().flat_map(|link| link.source.clone()).collect(), links.iter().flat_map(|link| link.target.clone()).collect()];
        ids.iter_mut().for_each(|side| side.sort_unstable());
        assert_eq!(ids, [(0..sources).collect::<Vec<_>>(), (0..targets).collect()], "{name}");
    }
}
