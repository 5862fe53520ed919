//! `--max-memory`: what is too much is refused before it is taken, what is estimated is what is taken, and pairs side by side share.

use serde_json::json;

use crate::support::folder::{ENGLISH, FRENCH, Folder};
use crate::support::made_up::made_up;

/// Two texts of one sentence a line, in a folder as `s` and `t`.
fn texts(source: &str, target: &str) -> Folder {
    let folder = Folder::empty();
    folder.put("s", source);
    folder.put("t", target);
    folder
}

const ALIGN: [&str; 13] =
    ["align", "s", "t", "--split", "lines", "--source-lang", "en", "--target-lang", "fr", "--no-packs", "--to", "jsonl", "--stats"];

/// Megabytes that the alignment of two texts is estimated to take, and that it takes.
fn measured(source: &str, target: &str, more: &[&str]) -> (f64, f64) {
    let (code, _, said) = texts(source, target).run(&[&ALIGN, more].concat());
    assert_eq!(code, 0, "{said}");
    let megabytes = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {said}"));
        let (number, unit) = line.trim().split_once(' ').unwrap();
        number.parse::<f64>().unwrap() * if unit == "GB" { 1024.0 } else { 1.0 }
    };
    (megabytes("memory "), megabytes("peak "))
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_estimated_is_what_is_taken() {
    // The release build has time for more.
    let (times, lines) = if cfg!(debug_assertions) { (1, 300) } else { (8, 3_000) };
    let prose = made_up(400 * times, 7);
    let cases: [(&str, String, String, &[&str]); 6] = [
        ("prose", prose.source.join("\n"), prose.target.join("\n"), &[]),
        ("equal lines", "It is the same.\n".repeat(lines), "C'est pareil.\n".repeat(lines - 20), &["--rounds", "0"]),
        ("one letter", "a\n".repeat(lines), "e\n".repeat(lines), &["--rounds", "0"]),
        ("large beads", "a b\n".repeat(lines / 2), "c d\n".repeat(lines / 2), &["--rounds", "0", "--max-bead", "8"]),
        ("one against many", "Here it is.\n".into(), "b\n".repeat(20_000 * times), &["--rounds", "0"]),
        ("one long sentence", "here there ".repeat(200_000 * times), "where when ".repeat(200_000 * times), &[]),
    ];
    let (_, nothing) = measured(ENGLISH, FRENCH, &[]);
    for (name, source, target, more) in cases {
        let (estimated, peak) = measured(&source, &target, more);
        let taken = peak - nothing;
        println!("{name}: {estimated:.0} MB estimated, {taken:.0} MB taken");
        // What the program itself takes varies by some megabytes.
        assert!(estimated > 0.7 * taken - 8.0 && estimated < 1.3 * taken + 8.0, "{name}: {estimated} {taken}");
    }
}

#[test]
fn what_is_too_much_is_refused_in_one_sentence() {
    let folder = texts(&"a\n".repeat(5_000), &"b\n".repeat(5_000));
    let aligned = |limit: &'static str| [&ALIGN[..10], &["-q", "-o", "out.tsv", "--max-memory", limit]].concat();
    folder.refuses(
        &aligned("20M"),
        &["s: to align it with t takes at least ", " MB of memory, more than the limit of 20 MB; raise it with --max-memory"],
    );
    folder.refuses(&aligned("64K"), &["more than the limit of 0.1 MB"]);
    folder.misused(&aligned("lots"), "not a number of bytes like 512M or 4G");
    folder.misused(&aligned("0"), "not a number of bytes");
    let small = Folder::new();
    let (code, out, error) = small.run(&["align", "a.en", "a.fr", "-q", "--to", "tsv", "--max-memory", "64M"]);
    assert_eq!((code, out), (0, small.run(&["align", "a.en", "a.fr", "-q", "--to", "tsv"]).1), "{error}");
}

#[test]
fn a_pair_that_is_too_large_is_a_row_and_is_tried_again_with_more() {
    let folder = Folder::new();
    folder.put("large.en", "a\n".repeat(300));
    folder.put("large.fr", "e\n".repeat(300));
    folder.put("list.tsv", "a.en\ta.fr\tone.tsv\nlarge.en\tlarge.fr\tlarge.tsv\na.en\ta.fr\ttwo.tsv\n");
    let batch =
        ["batch", "list.tsv", "-o", "out", "--split", "lines", "--no-packs", "--rounds", "0", "--source-lang", "en", "--target-lang", "fr"];
    let (code, _, error) = folder.run(&[&batch[..], &["--max-memory", "8M"]].concat());
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("1 of 3 pairs could not be aligned"), "{error}");
    let table = folder.get("out/results.tsv");
    assert!(table.lines().nth(2).unwrap().contains("large.en: to align it with large.fr takes at least"), "{table}");
    assert!(folder.path().join("out/two.tsv").exists() && !folder.path().join("out/large.tsv").exists());
    // The journal knows which pairs are done, whatever the limit was.
    let (code, _, error) = folder.run(&[&batch[..], &["--max-memory", "1G"]].concat());
    assert_eq!((code, error.as_str()), (0, "aligned 3 pairs, 2 of them by an earlier run; see out/results.tsv\n"));
}

#[test]
fn lines_side_by_side_share_the_limit() {
    let line = |id: &str, lines: usize| {
        let (source, target) = ("a\n".repeat(lines), "e\n".repeat(lines));
        json!({"id": id, "source": source, "target": target, "source_lang": "en", "target_lang": "fr"}).to_string()
    };
    // Two of them are too much, each alone is not; the last is.
    let input =
        [line("small", 3), line("one", 150), line("other", 150), line("third", 150), line("large", 300), line("small", 3)].join("\n");
    let stream = |threads: &str| {
        let folder = Folder::empty();
        let arguments = ["stream", "-q", "--split", "lines", "--no-packs", "--rounds", "0", "--max-memory", "7M", "--threads", threads];
        let output = folder.command(&arguments).write_stdin(input.as_str()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, out) = stream("4");
    assert_eq!(code, Some(1), "{out}");
    let failed: Vec<bool> = out.lines().map(|line| line.contains("to align it with target takes at least")).collect();
    assert_eq!(failed, [false, false, false, false, true, false], "{out}");
    assert_eq!(stream("1"), (code, out));
}
