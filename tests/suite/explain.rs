//! `--explain`: what a person is told of a bead, and what a program gets.

use std::fs;
use std::path::Path;

use crate::support::folder::Folder;

fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name).to_str().unwrap().to_owned()
}

fn explained(options: &[&str]) -> String {
    let folder = Folder::empty();
    let (code, out, error) = folder.run(&[&["align", &sample("harbour.en.txt"), &sample("harbour.fr.txt"), "-q"], options].concat());
    assert_eq!(code, 0, "{error}");
    out
}

#[test]
fn people_are_told_words_points_and_rivals() {
    let text = explained(&["--explain", "3"]);
    let head = text.lines().next().unwrap();
    assert!(head.starts_with("match, 3 | ") && head.contains("confidence 0.") && head.contains("posterior "), "{text}");
    for part in ["\nscore ", " nats, ", " over leaving its sentences unpaired\n", "\n  words ", "\nwords that speak for it, nats\n", " = "]
    {
        assert!(text.contains(part), "`{part}` is not in {text}");
    }
    assert!(text.contains("\ninstead of it, posterior\n") || text.contains("\nno other bead comes near\n"), "{text}");
}

#[test]
fn programs_get_places_in_the_texts() {
    let (english, french) = (fs::read_to_string(sample("harbour.en.txt")).unwrap(), fs::read_to_string(sample("harbour.fr.txt")).unwrap());
    let json: serde_json::Value = serde_json::from_str(&explained(&["--explain", "3", "--to", "jsonl"])).unwrap();
    let words = json["words"].as_array().unwrap();
    assert!(!words.is_empty(), "{json}");
    for pair in words {
        for (side, text) in [("source", &english), ("target", &french)] {
            let range = ["start", "end"].map(|end| pair[side]["range"][end].as_u64().unwrap() as usize);
            assert_eq!(&text[range[0]..range[1]], pair[side]["text"].as_str().unwrap());
            let ids = json[side].as_array().unwrap();
            assert!(ids.contains(&pair[side]["sentence"]), "{pair}");
        }
    }
    // The points of the grounds add up to the score, and the strongest words come first.
    let points: f64 = json["reasons"].as_array().unwrap().iter().map(|reason| reason["points"].as_f64().unwrap()).sum();
    assert!((points - json["score"].as_f64().unwrap()).abs() < 1e-3, "{json}");
    assert!(words.windows(2).all(|two| two[0]["nats"].as_f64() >= two[1]["nats"].as_f64()));
    for rival in json["rivals"].as_array().unwrap() {
        assert!((0.001..=1.0).contains(&rival["probability"].as_f64().unwrap()), "{rival}");
    }
}

#[test]
fn the_bead_is_that_of_the_alignment() {
    let folder = Folder::empty();
    let (source, target) = (sample("harbour.en.txt"), sample("harbour.fr.txt"));
    let (_, tsv, _) = folder.run(&["align", &source, &target, "-q", "--to", "tsv"]);
    for row in tsv.lines().skip(1).step_by(5).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let ids = |column: &str| column.split_whitespace().map(|id| id.parse::<usize>().unwrap()).collect::<Vec<_>>();
        let (s, t) = (ids(row[0]), ids(row[1]));
        let asked = s.first().map_or_else(|| format!(":{}", t[0] + 1), |id| (id + 1).to_string());
        let (code, json, error) = folder.run(&["align", &source, &target, "-q", "--explain", &asked, "--to", "jsonl"]);
        assert_eq!(code, 0, "{error}");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((json["source"].clone(), json["target"].clone()), (s.into(), t.into()));
        assert_eq!(json["kind"].as_str().unwrap(), row[2]);
        assert!((json["confidence"].as_f64().unwrap() - row[3].parse::<f64>().unwrap()).abs() < 1e-4);
    }
}

#[test]
fn a_sentence_that_is_not_there_is_said() {
    let folder = Folder::new();
    folder.refuses(&["align", "a.en", "a.fr", "-q", "--explain", "9"], &["a.en: there is no sentence 9; the last is 4"]);
    folder.refuses(&["align", "a.en", "a.fr", "-q", "--explain", ":9"], &["a.fr: there is no sentence 9; the last is 3"]);
    folder.misused(&["align", "a.en", "a.fr", "--explain", "0"], "not the number of a sentence");
    folder.misused(&["align", "a.en", "a.fr", "--explain", "1", "--to", "tmx"], "an explanation is text or JSON");
}
