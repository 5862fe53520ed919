//! `diptych batch` from outside: lists and folders, failures as rows, limits, parts, and runs that are killed and go on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::dice;
use crate::support::folder::{ENGLISH, FRENCH, Folder, contents};

/// Every file of a folder and of those in it, but for what differs from run to run.
fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let varies = |name: &str| name.starts_with("journal.") || name.starts_with("timings.");
    let mut found = contents(folder);
    found.retain(|name, _| !name.ends_with('/') && !name.rsplit('/').next().is_some_and(varies));
    found
}

/// The rows of a table of results, without its header, a list of fields each.
fn rows(folder: &Folder, name: &str) -> Vec<Vec<String>> {
    let table = folder.get(name);
    let rows: Vec<Vec<String>> = table.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    assert_eq!(rows[0].len(), 14, "{table}");
    assert!(rows.iter().all(|row| row.len() == 14), "{table}");
    rows[1..].to_vec()
}

/// `count` pairs of texts of different lengths in two folders, and a list of them.
fn corpus(count: usize) -> Folder {
    let folder = Folder::empty();
    let mut list = String::new();
    for side in ["en", "fr"] {
        fs::create_dir(folder.path().join(side)).unwrap();
    }
    for number in 0..count {
        let many = |text: &str| (0..=number % 7).map(|part| format!("{number}.{part} {text}")).collect::<String>();
        folder.put(&format!("en/{number}.txt"), many(ENGLISH));
        folder.put(&format!("fr/{number}.txt"), many(FRENCH));
        list += &format!("en/{number}.txt\tfr/{number}.txt\n");
    }
    folder.put("list.tsv", list);
    folder
}

#[test]
fn a_list_gives_a_file_a_pair_and_a_table() {
    let folder = Folder::new();
    folder.put("list.tsv", "a.en\ta.fr\na.en\ta.fr\tdeep/b.tsv\ten\tfr\n");
    let (code, out, error) = folder.run(&["batch", "list.tsv", "-o", "out"]);
    assert_eq!((code, out.as_str()), (0, ""), "{error}");
    assert_eq!(error, "aligned 2 pairs; see out/results.tsv\n");
    let rows = rows(&folder, "out/results.tsv");
    assert_eq!(rows[0][..9], ["1", "a.en", "a.fr", "a.tsv", "en", "fr", "4", "3", "4"].map(str::to_owned), "{rows:?}");
    assert_eq!((rows[1][3].as_str(), rows[1][11].as_str()), ("deep/b.tsv", ""));
    assert!(rows.iter().all(|row| (0.0..=1.0).contains(&row[9].parse::<f32>().unwrap()) && row[10].parse::<f32>().unwrap() > 0.5));
    assert_eq!(folder.get("out/a.tsv"), folder.get("out/deep/b.tsv"));
    let (_, alone, _) = folder.run(&["align", "a.en", "a.fr", "--to", "tsv"]);
    assert_eq!(folder.get("out/a.tsv"), alone);
    assert!(!folder.path().join("out/.diptych-unfinished").exists());
}

#[test]
fn what_was_left_out_of_a_page_is_counted() {
    let folder = Folder::new();
    let items = ["Home", "About us", "Contact"].map(|item| format!("<li><a href='/'>{item}</a></li>")).concat();
    folder.put("a.html", format!("<html><body><nav><ul>{items}</ul></nav><main><p>{ENGLISH}</p></main></body></html>"));
    folder.put("list.tsv", "a.html\ta.fr\nnone\ta.fr\n");
    folder.run(&["batch", "list.tsv", "-o", "out"]);
    let rows = rows(&folder, "out/results.tsv");
    assert_eq!(rows[0][12..], ["3", "0"].map(str::to_owned), "{rows:?}");
    assert_eq!(rows[1][12..], ["", ""].map(str::to_owned), "{rows:?}");
    // An earlier run remembers.
    let before = folder.get("out/results.tsv");
    folder.run(&["batch", "list.tsv", "-o", "out"]);
    assert_eq!(folder.get("out/results.tsv"), before);
}

#[test]
fn two_folders_are_paired_by_name() {
    let folder = corpus(3);
    folder.put("en/alone.txt", ENGLISH);
    folder.put("en/x.en.md", ENGLISH);
    folder.put("fr/x.fr.txt", FRENCH);
    let (code, _, error) = folder.run(&["batch", "--source-dir", "en", "--target-dir", "fr", "-o", "out", "--to", "moses"]);
    assert_eq!(code, 0, "{error}");
    assert!(error.contains("1 files have none of the same name in the other folder (en/alone.txt and so on)"), "{error}");
    let made: Vec<String> = results(&folder.path().join("out")).into_keys().collect();
    assert_eq!(made, ["0.en", "0.fr", "1.en", "1.fr", "2.en", "2.fr", "results.tsv", "x.en", "x.fr"]);
}

#[test]
fn a_pair_that_fails_is_a_row_and_stops_nothing() {
    let folder = Folder::new();
    folder.put("bytes", [0, 159, 146, 150, 0, 1]);
    folder.put("empty", "");
    folder.put("list.tsv", "none\ta.fr\tn.tsv\na.en\tbytes\tb.tsv\nempty\tempty\te.tsv\na.en\ta.fr\ta.tsv\n");
    let (code, out, error) = folder.run(&["batch", "list.tsv", "-o", "out"]);
    assert_eq!((code, out.as_str()), (1, ""), "{error}");
    assert!(
        error.starts_with("error: 3 of 4 pairs could not be aligned; out/results.tsv says why:\n  pair 1: none: cannot read"),
        "{error}"
    );
    let errors: Vec<String> = rows(&folder, "out/results.tsv").into_iter().map(|row| row[11].clone()).collect();
    assert!(errors[0].contains("cannot read") && errors[1].contains("bytes: ") && errors[2].contains("no text"), "{errors:?}");
    assert_eq!(errors[3], "");

    // What was corrected is done, and nothing else.
    let before = fs::metadata(folder.path().join("out/a.tsv")).unwrap().modified().unwrap();
    folder.put("none", ENGLISH);
    folder.put("bytes", FRENCH);
    folder.put("empty", ENGLISH);
    let (code, _, error) = folder.run(&["batch", "list.tsv", "-o", "out"]);
    assert_eq!((code, error.as_str()), (0, "aligned 4 pairs, 1 of them by an earlier run; see out/results.tsv\n"));
    assert_eq!(fs::metadata(folder.path().join("out/a.tsv")).unwrap().modified().unwrap(), before);
}

#[test]
fn limits_are_rows_and_other_options_begin_anew() {
    let folder = corpus(3);
    let run = |options: &[&str]| {
        let (code, _, error) = folder.run(&[&["batch", "list.tsv", "-o", "out"], options].concat());
        (code, error, rows(&folder, "out/results.tsv").into_iter().map(|row| row[11].clone()).collect::<Vec<_>>())
    };
    let (code, _, errors) = run(&["--max-sentences", "17"]);
    assert_eq!((code, errors[1].as_str(), errors[0].as_str()), (1, "", ""), "{errors:?}");
    assert!(errors[2].starts_with("the texts have ") && errors[2].ends_with(", the limit is 17"), "{errors:?}");
    assert!(!folder.path().join("out/2.tsv").exists());
    assert_eq!(run(&[]).0, 0);
    assert!(folder.path().join("out/2.tsv").exists());
    // The results that a stricter limit does not allow go with it.
    assert_eq!(run(&["--max-sentences", "17"]).0, 1);
    assert!(!folder.path().join("out/2.tsv").exists());
    let (code, _, errors) = run(&["--max-seconds", "0.001"]);
    assert!(code == 1 && errors.iter().any(|error| error == "the limit of 0.001 seconds is over"), "{errors:?}");
}

#[test]
fn what_was_touched_is_done_again() {
    let folder = corpus(3);
    let batch = ["batch", "list.tsv", "-o", "out"];
    folder.run(&batch);
    let whole = results(&folder.path().join("out"));
    folder.put("out/0.tsv", "something else\n");
    fs::remove_file(folder.path().join("out/2.tsv")).unwrap();
    let (code, _, error) = folder.run(&batch);
    assert_eq!((code, error.as_str()), (0, "aligned 3 pairs, 1 of them by an earlier run; see out/results.tsv\n"));
    assert_eq!(results(&folder.path().join("out")), whole);
    folder.put("en/1.txt", "Something else.\n");
    assert!(folder.run(&batch).2.contains("2 of them by an earlier run"));
    assert_ne!(results(&folder.path().join("out")), whole);
}

#[test]
fn the_same_bytes_for_any_number_of_threads_and_parts() {
    let folder = corpus(12);
    for (threads, out) in [("1", "one"), ("2", "two")] {
        assert_eq!(folder.run(&["batch", "list.tsv", "-o", out, "--threads", threads, "--quiet"]), (0, String::new(), String::new()));
    }
    let whole = results(&folder.path().join("one"));
    assert_eq!(results(&folder.path().join("two")), whole);

    for part in ["2/3", "1/3", "3/3"] {
        assert_eq!(folder.run(&["batch", "list.tsv", "-o", "parts", "--shard", part]).0, 0);
    }
    let mut parts = results(&folder.path().join("parts"));
    let mut union: Vec<(usize, String)> = Vec::new();
    for part in 1..=3 {
        let table = String::from_utf8(parts.remove(&format!("results.{part}-of-3.tsv")).unwrap()).unwrap();
        union.extend(table.lines().skip(1).map(|row| (row.split('\t').next().unwrap().parse().unwrap(), format!("{row}\n"))));
    }
    union.sort();
    let table = String::from_utf8(whole["results.tsv"].clone()).unwrap();
    let (header, rest) = table.split_at(table.find('\n').unwrap() + 1);
    assert!(header.starts_with("pair\tsource\ttarget\toutput\t"));
    assert_eq!(union.into_iter().map(|(_, row)| row).collect::<String>(), rest);
    parts.insert("results.tsv".into(), table.into_bytes());
    assert_eq!(parts, whole);
}

/// Kills runs with these options at random moments until one ends by itself, and looks at what is there after each; `whole` is what comes of a calm run.
fn killed(folder: &Folder, options: &[&str], whole: &BTreeMap<String, Vec<u8>>) {
    let out = folder.path().join("killed");
    let mut dice = dice::Dice(7);
    let mut kills = 0;
    for _ in 0..40 {
        let mut run = Command::new(env!("CARGO_BIN_EXE_diptych"));
        let mut run = run
            .args(["batch", "list.tsv", "-o", "killed", "--threads", "2"])
            .args(options)
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(3 + dice.roll(60)));
        run.kill().unwrap();
        let ended = run.wait().unwrap();
        // No result is ever half there, killed or not.
        if out.exists() {
            for (name, bytes) in results(&out).into_iter().filter(|(name, _)| !name.contains(".diptych-unfinished")) {
                assert_eq!(whole.get(&name), Some(&bytes), "{name}");
            }
        }
        if ended.success() {
            break;
        }
        kills += 1;
    }
    assert!(kills > 0, "never killed");
    assert_eq!(folder.run(&[&["batch", "list.tsv", "-o", "killed"], options].concat()).0, 0);
    assert_eq!(results(&out), *whole);
}

#[test]
fn a_run_that_is_killed_goes_on_and_ends_as_if_it_had_not_been() {
    let folder = corpus(60);
    assert_eq!(folder.run(&["batch", "list.tsv", "-o", "calm"]).0, 0);
    killed(&folder, &[], &results(&folder.path().join("calm")));
}

#[test]
fn pairs_teach_each_other_and_that_may_be_interrupted_too() {
    let folder = corpus(60);
    let pool = ["--pool", "--no-packs", "--source-lang", "en", "--target-lang", "fr"];
    let (code, _, error) = folder.run(&[&["batch", "list.tsv", "-o", "calm", "--threads", "1"], &pool[..]].concat());
    assert_eq!((code, error.as_str()), (0, "aligned 60 pairs; see calm/results.tsv\n"));
    let whole = results(&folder.path().join("calm"));
    assert!(whole.contains_key("lexicon.en-fr.pack") && whole.contains_key(".diptych-first/0000/059.tsv"), "{:?}", whole.keys());
    let (_, found, _) = folder.run(&["lexicon", "show", "boat", "--file", "calm/lexicon.en-fr.pack"]);
    assert!(found.contains("bateau"), "{found}");
    // Started again, it has nothing to do.
    let (_, _, error) = folder.run(&[&["batch", "list.tsv", "-o", "calm"], &pool[..]].concat());
    assert!(error.starts_with("aligned 60 pairs, 60 of them by an earlier run"), "{error}");
    killed(&folder, &pool, &whole);

    // The same lexicon whichever side a language is on.
    let list: String = (0..60).map(|at| format!("fr/{at}.txt\ten/{at}.txt\n")).collect();
    folder.put("list.tsv", list);
    let swapped = ["batch", "list.tsv", "-o", "swapped", "--pool", "--no-packs", "--source-lang", "fr", "--target-lang", "en"];
    assert_eq!(folder.run(&swapped).0, 0);
    assert!(folder.path().join("swapped/lexicon.en-fr.pack").exists());
    folder.misused(&["batch", "list.tsv", "-o", "out", "--pool", "--shard", "1/2"], "--shard");
}

#[test]
fn what_is_wrong_with_a_list_is_said_before_anything_is_done() {
    let folder = Folder::new();
    folder.put("twice.tsv", "a.en\ta.fr\nb/a.en\tb/a.fr\n");
    folder.put("broken.tsv", "a.en\ta.fr\na.en\n");
    folder.put("blank.tsv", "\n\n");
    folder.put("lost.tsv", "a.en\ta.fr\t../a.en\n");
    for (list, words) in [
        ("twice.tsv", "pairs 1 and 2 would both be written to a.tsv"),
        ("broken.tsv", "line 2: there are not two files"),
        ("blank.tsv", "no pair in this list"),
        ("lost.tsv", "inside the folder of results"),
        ("none.tsv", "cannot read"),
    ] {
        folder.refuses(&["batch", list, "-o", "out"], &[words]);
    }
    folder.misused(&["batch", "twice.tsv", "-o", "out", "--shard", "3/2"], "not a part");
    folder.misused(&["batch", "-o", "out"], "LIST");
    // A text of the list is never written over.
    folder.put("self.tsv", "a.en\ta.fr\ta.fr\n");
    let (code, _, error) = folder.run(&["batch", "self.tsv", "-o", "."]);
    assert!(code == 1 && error.contains("the output would overwrite the text"), "{error}");
    assert_eq!(folder.get("a.fr"), FRENCH);
}

#[test]
fn all_beads_go_to_one_file_that_says_where_they_are_from() {
    let folder = Folder::new();
    folder.put("b.en", ENGLISH.replace("harbour", "HARBOUR  ").replace("It rained.", "It snowed."));
    folder.put("b.fr", FRENCH.replace("Il pleuvait.", "Il neigeait."));
    folder.put("list.tsv", "a.en\ta.fr\tdeep/a.x\ten\tfr\t0.9\nnone\ta.fr\tn\nb.en\tb.fr\tb.x\ten\tfr\n");
    let run = |options: &[&str]| folder.run(&[&["batch", "list.tsv", "-o", "out"], options].concat());
    let (code, _, error) = run(&["--pooled", "all.tsv"]);
    assert!(code == 1 && error.starts_with("all.tsv: 6 beads of 2 pairs\nerror: 1 of 3 pairs could not be aligned"), "{error}");
    let all = folder.get("all.tsv");
    let rows: Vec<Vec<&str>> = all.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0], ["source_text", "target_text", "confidence", "source_language", "target_language", "provenance"]);
    assert_eq!((rows[1][0], rows[1][1]), ("The harbour was quiet.", "Le port était calme."));
    assert_eq!(rows[1][3..], ["en", "fr", "deep/a.x:1"]);
    assert_eq!((rows[6][0], rows[6][5]), ("It snowed.", "b.x:3"));
    assert!(rows[1..].iter().all(|row| (0.0..=1.0).contains(&row[2].parse::<f32>().unwrap())), "{all}");

    // Made from the results: nothing is aligned again.
    let (_, _, error) = run(&["--pooled", "all.jsonl", "--dedup"]);
    assert!(error.starts_with("all.jsonl: 4 beads of 2 pairs, without 2 that were there already\n"), "{error}");
    let once: Vec<serde_json::Value> = folder.get("all.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        once.iter().map(|row| row["provenance"].as_str().unwrap()).collect::<Vec<_>>(),
        ["deep/a.x:1", "deep/a.x:2", "deep/a.x:3", "b.x:3"]
    );
    assert_eq!(once[3]["target_text"], "Il neigeait.");
    let (_, _, error) = run(&["--pooled", "jsonl.tsv", "--to", "jsonl"]);
    assert!(error.starts_with("jsonl.tsv: 6 beads of 2 pairs\n"), "{error}");
    assert_eq!(folder.get("jsonl.tsv"), all);

    run(&["--pooled", "part.tsv", "--shard", "3/3"]);
    assert_eq!(folder.get("part.3-of-3.tsv").lines().count(), 4);
    folder.misused(&["batch", "list.tsv", "-o", "out", "--pooled", "x", "--to", "tmx"], "TSV or JSON Lines");
    let (code, _, error) = run(&["--pooled", "a.en"]);
    assert!(code == 1 && error.contains("a.en: the output would overwrite the text;"), "{error}");
    assert_eq!(folder.get("a.en"), ENGLISH);
}
