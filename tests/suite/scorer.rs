//! `diptych eval` against `score.py`, the field's own arithmetic, on real gold files and results distorted from them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support;
use crate::support::dice::Dice;

type Links = Vec<(Vec<usize>, Vec<usize>)>;

fn notation(links: &Links) -> String {
    links.iter().map(|(source, target)| format!("{source:?}:{target:?}:0.123456\n")).collect()
}

/// Joins, splits, drops, repeats and unlinks every few links, by a generator with a fixed seed.
fn distorted(links: &Links, seed: u64) -> Links {
    let mut dice = Dice(seed);
    let mut out: Links = Vec::new();
    for (source, target) in links {
        match dice.roll(10) {
            0 => {}
            1 => {
                out.push((source.clone(), vec![]));
                out.push((vec![], target.clone()));
            }
            2 => out.extend([(source.clone(), target.clone()), (source.clone(), target.clone())]),
            3 if !out.is_empty() => {
                let last = out.last_mut().unwrap();
                last.0.extend(source);
                last.1.extend(target);
            }
            4 if source.len() > 1 => {
                out.push((source[..1].to_vec(), target.clone()));
                out.push((source[1..].to_vec(), vec![]));
            }
            _ => out.push((source.clone(), target.clone())),
        }
    }
    out
}

/// Runs the field's script.
fn score_py(python: &Path, script: &Path, results: &[PathBuf], golds: &[PathBuf]) -> Value {
    let output = Command::new(python).arg(script).arg("--json").arg("-t").args(results).arg("-g").args(golds).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn diptych(results: &[PathBuf], golds: &[PathBuf]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    command.args(["eval", "--json"]);
    for (result, gold) in results.iter().zip(golds) {
        command.arg(result).arg(gold);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Where `score.py` says it, and where we do.
const SAME: [(&str, &str); 25] = [
    ("/Ps", "/strict/precision"),
    ("/Rs", "/strict/recall"),
    ("/Fs", "/strict/f1"),
    ("/Pl", "/lax/precision"),
    ("/Rl", "/lax/recall"),
    ("/Fl", "/lax/f1"),
    ("/Bp", "/block/precision"),
    ("/Br", "/block/recall"),
    ("/Bf", "/block/f1"),
    ("/P0s", "/strict_without_null/precision"),
    ("/F0s", "/strict_without_null/f1"),
    ("/P0l", "/lax_without_null/precision"),
    ("/F0l", "/lax_without_null/f1"),
    ("/one/P", "/one_to_one/precision"),
    ("/one/R", "/one_to_one/recall"),
    ("/one/F", "/one_to_one/f1"),
    ("/many/P", "/many/precision"),
    ("/many/R", "/many/recall"),
    ("/many/F", "/many/f1"),
    ("/null/P", "/null/precision"),
    ("/null/R", "/null/recall"),
    ("/null/F", "/null/f1"),
    ("/null/test", "/null/result"),
    ("/null/gold", "/null/gold"),
    ("/null/tp", "/null/right"),
];

fn assert_same(theirs: &Value, ours: &Value, of: &str) {
    for (their, our) in SAME {
        let number = |value: &Value, at: &str| value.pointer(at).and_then(Value::as_f64).unwrap_or_else(|| panic!("no {at}"));
        let (their_number, our_number) = (number(theirs, their), number(ours, our));
        assert!((their_number - our_number).abs() < 1e-9, "{of}: {their} is {their_number}, {our} is {our_number}");
    }
}

#[test]
fn figures_agree_with_score_py() {
    let (Some(script), Some(gold)) = (support::shared("tools/score.py"), support::shared("gold")) else { return };
    let Some(python) = support::unchecked::program("python3") else { return };
    let folder = tempfile::tempdir().unwrap();
    let corpora = ["textberg", "parice", "champollion", "alibi_enfr", "mersenne_enfr", "transread_enfr", "udhr_enja", "idleb"];
    for (seed, corpus) in corpora.into_iter().enumerate() {
        let mut golds: Vec<PathBuf> = fs::read_dir(gold.join(corpus)).unwrap().map(|entry| entry.unwrap().path()).collect();
        golds.retain(|path| path.extension().is_some_and(|extension| extension == "gold"));
        golds.sort();
        let mut results = Vec::new();
        for (number, path) in golds.iter().enumerate() {
            let links = diptych::eval::read(path).unwrap().into_iter().map(Into::into).collect();
            let links = distorted(&links, (seed * 1000 + number) as u64);
            results.push(folder.path().join(format!("{corpus}.{number}.vecalign")));
            fs::write(results.last().unwrap(), notation(&links)).unwrap();
        }
        let theirs = score_py(&python, &script, &results, &golds);
        let ours = diptych(&results, &golds);
        assert_same(&theirs, &ours, corpus);
        let documents = ours["documents"].as_array().unwrap();
        assert_eq!(documents.len(), golds.len());
        for (document, gold) in documents.iter().zip(&golds) {
            let theirs = &theirs["docs"][gold.file_name().unwrap().to_str().unwrap()];
            assert_same(theirs, document, &gold.display().to_string());
        }
        let perfect = score_py(&python, &script, &golds, &golds);
        assert_same(&perfect, &diptych(&golds, &golds), corpus);
    }
}
