//! Folders that somebody else has made: whatever links and names they hold, nothing outside them is read, written or removed.

#![cfg_attr(not(unix), allow(dead_code, reason = "some tricks are those of Unix"))]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::folder::{ENGLISH, FRENCH, Folder, contents};

/// What must not be shown anywhere.
const MARK: &str = "PRECIOUS";

/// A run that takes little time.
const QUICK: &[&str] =
    &["batch", "list.tsv", "-o", "out", "-q", "--no-packs", "--rounds", "0", "--source-lang", "en", "--target-lang", "fr"];

/// A folder `outside` of what is precious, and two pairs whose results go into `out`.
fn beside_something_precious() -> Folder {
    let folder = Folder::new();
    folder.put("list.tsv", "a.en\ta.fr\ta.tsv\na.en\ta.fr\tdeep/b.tsv\n");
    fs::create_dir_all(folder.path().join("outside/0000")).unwrap();
    // All that could be taken for something of the program's own, so that it would be read if it were opened.
    let bead = format!("0\t0\tmatch\t1.0000\t{MARK}\t{MARK}\n");
    for name in ["a.tsv", "b.tsv", "000.tsv", "0000/000.tsv", "0000/001.tsv", "x"] {
        folder.put(&format!("outside/{name}"), &bead);
    }
    for name in ["results.tsv", "timings.tsv", "journal.jsonl"] {
        folder.put(&format!("outside/{name}"), format!("{{\"output\":\"{MARK}\"}}\n"));
    }
    folder
}

/// Everything that is in the folder `outside`.
fn outside(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    contents(&folder.path().join("outside"))
}

/// That no file of its own in a folder holds what is precious.
fn shows_nothing(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.is_dir() {
            shows_nothing(&path);
        } else if metadata.is_file() && !is_second_name(&metadata) {
            assert!(!String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(MARK), "{}", path.display());
        }
    }
}

#[cfg(unix)]
fn is_second_name(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn is_second_name(_: &fs::Metadata) -> bool {
    false
}

/// The files and folders that a folder of results may hold, and what could stand outside in their place.
const OWN: [(&str, &str); 16] = [
    ("a.tsv", "a.tsv"),
    ("deep", ""),
    ("deep/b.tsv", "b.tsv"),
    ("results.tsv", "results.tsv"),
    ("timings.tsv", "timings.tsv"),
    ("journal.jsonl", "journal.jsonl"),
    ("lexicon.en-fr.pack", "x"),
    (".diptych-unfinished", ""),
    (".diptych-unfinished/x", "x"),
    (".diptych-first", ""),
    (".diptych-first/journal.jsonl", "journal.jsonl"),
    (".diptych-first/results.tsv", "results.tsv"),
    (".diptych-first/timings.tsv", "timings.tsv"),
    (".diptych-first/0000", "0000"),
    (".diptych-first/0000/000.tsv", "000.tsv"),
    (".diptych-first/.diptych-unfinished", ""),
];

#[cfg(unix)]
#[test]
fn links_in_a_folder_of_results_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let folder = beside_something_precious();
    let before = outside(&folder);
    let there = |name: &str| folder.path().join("outside").join(name);
    for (own, other) in OWN {
        for trick in ["absolute link", "relative link", "dangling link", "hard link"] {
            let out = folder.path().join("out");
            let at = out.join(own);
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            let up = "../".repeat(own.split('/').count());
            match trick {
                "absolute link" => symlink(there(other), &at).unwrap(),
                "relative link" => symlink(format!("{up}outside/{other}"), &at).unwrap(),
                "dangling link" => symlink(there("none"), &at).unwrap(),
                _ if there(other).is_dir() => continue,
                _ => fs::hard_link(there(other), &at).unwrap(),
            }
            // What the first pass keeps, and what is made from all results.
            let first = own.starts_with(".diptych-first") || own.starts_with("lexicon");
            let options: &[&str] = if first { &["--pool"] } else { &["--pooled", "all.tsv"] };
            let (code, said, error) = folder.run(&[QUICK, options].concat());
            assert!(code == 0 || code == 1, "{own}, {trick}: {error}");
            assert!(!format!("{said}{error}").contains(MARK), "{own}, {trick}: {error}");
            assert!(outside(&folder) == before, "{own}, {trick}: what is outside has changed: {error}");
            shows_nothing(&out);
            if let Ok(all) = fs::read_to_string(folder.path().join("all.tsv")) {
                assert!(!all.contains(MARK), "{own}, {trick}");
                fs::remove_file(folder.path().join("all.tsv")).unwrap();
            }
            fs::remove_dir_all(&out).unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn a_learned_lexicon_replaces_a_link_and_not_what_it_leads_to() {
    let folder = beside_something_precious();
    let many = |text: &str| (1..=60).map(|number| format!("{number} {text}, {number}.\n\n")).collect::<String>();
    folder.put("a.en", many("boats in the quiet harbour"));
    folder.put("a.fr", many("bateaux dans le port calme"));
    let before = outside(&folder);
    let pack = folder.path().join("out/lexicon.en-fr.pack");
    for hard in [false, true] {
        fs::create_dir(folder.path().join("out")).unwrap();
        let victim = folder.path().join("outside/x");
        if hard {
            fs::hard_link(victim, &pack).unwrap()
        } else {
            std::os::unix::fs::symlink(victim, &pack).unwrap()
        }
        let (code, _, error) =
            folder.run(&["batch", "list.tsv", "-o", "out", "--pool", "--no-packs", "--source-lang", "en", "--target-lang", "fr"]);
        assert_eq!(code, 0, "{error}");
        assert!(fs::symlink_metadata(&pack).unwrap().is_file() && fs::read(&pack).unwrap().len() > 100);
        assert!(outside(&folder) == before);
        fs::remove_dir_all(folder.path().join("out")).unwrap();
    }
    // And one that the user names is not learned over.
    folder.put("words.tsv", "boat\tbateau\n");
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::rename(folder.path().join("words.tsv"), &pack).unwrap();
    let (code, _, error) = folder.run(&[
        "batch",
        "list.tsv",
        "-o",
        "out",
        "--pool",
        "--lexicon",
        "out/lexicon.en-fr.pack",
        "--source-lang",
        "en",
        "--target-lang",
        "fr",
    ]);
    assert!(code == 1 && error.contains("the output would overwrite the lexicon"), "{error}");
    assert_eq!(folder.get("out/lexicon.en-fr.pack"), "boat\tbateau\n");
}

/// A line of a journal for the pair with the result `a.x`.
fn forged(names: &[&str], languages: [&str; 2]) -> String {
    let files: Vec<_> = names.iter().map(|name| serde_json::json!({"name": name, "size": 8, "modified": 0})).collect();
    let figures = serde_json::json!({"languages": languages, "sentences": [1, 1], "beads": 1, "confidence": "1.0000", "related": "1.0000", "left_out": [0, 0]});
    let entry = serde_json::json!({"output": "a.x", "key": 0, "seconds": 0.1, "files": files, "outcome": {"Aligned": figures}});
    format!("{entry}\n")
}

#[test]
fn a_journal_of_somebody_else_removes_nothing() {
    let folder = Folder::new();
    for name in ["outside", "out", "out/sub"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    // The texts stand among the results: `a.x.en` is a name that a result could have.
    fs::rename(folder.path().join("a.en"), folder.path().join("out/a.x.en")).unwrap();
    folder.put("list.tsv", "out/a.x.en\ta.fr\ta.x\n");
    let kept = ["outside/victim", "out/notes.txt", "out/sub/notes.txt", "out/a.x.en.xml", "out/a.x.de", "out/a.xml", "out/results.txt"];
    for name in kept {
        folder.put(name, MARK);
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("outside"), folder.path().join("out/link")).unwrap();
    let absolute = folder.path().join("outside/victim");
    let names = [
        "../outside/victim",
        absolute.to_str().unwrap(),
        "./notes.txt",
        "notes.txt",
        "sub/notes.txt",
        "sub/../../outside/victim",
        "link/victim",
        "a.x.en",
        "a.x.en.xml",
        "a.x.de",
        "a.xml",
        "results.txt",
        ".",
        "",
        "sub",
    ];
    for languages in [["en", "fr"], ["../../outside/victim", "fr"], ["de", "/../notes.txt"]] {
        // As links and as lines, a result of the run's own would be in the place of some of them.
        for (fails, format) in [(false, "tsv"), (true, "tsv"), (true, "moses"), (true, "xces")] {
            folder.put("out/journal.jsonl", forged(&names, languages));
            folder.put("a.fr", if fails { &[0, 159, 146, 150, 0, 1][..] } else { FRENCH.as_bytes() });
            let (code, _, error) = folder.run(&["batch", "list.tsv", "-o", "out", "-q", "--to", format]);
            assert_eq!(code, i32::from(fails), "{error}");
            for name in kept {
                assert_eq!(folder.get(name), MARK, "{name} of {languages:?}");
            }
            assert_eq!(folder.get("out/a.x.en"), ENGLISH);
        }
    }
    // What the list itself would write goes, as ever, when there is no result any more.
    folder.put("a.fr", FRENCH);
    assert_eq!(folder.run(&["batch", "list.tsv", "-o", "out", "-q"]).0, 0);
    assert!(folder.path().join("out/a.x").exists());
    folder.put("a.fr", [0, 159, 146, 150, 0, 1]);
    assert_eq!(folder.run(&["batch", "list.tsv", "-o", "out", "-q"]).0, 1);
    assert!(!folder.path().join("out/a.x").exists());
}

#[test]
fn names_that_a_journal_calls_languages_are_no_results() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("out")).unwrap();
    folder.put("list.tsv", "a.en\ta.fr\tbook\ten\tfr\n");
    let own = ["book.txt", "book.thesis"];
    own.iter().for_each(|name| drop(folder.put(&format!("out/{name}"), MARK)));
    folder.put("out/journal.jsonl", forged(&own, ["txt", "thesis"]).replace("a.x", "book"));
    let (code, _, error) = folder.run(&["batch", "list.tsv", "-o", "out", "-q", "--to", "moses"]);
    assert!(code == 0 && folder.path().join("out/book.fr").exists(), "{error}");
    own.iter().for_each(|name| assert_eq!(folder.get(&format!("out/{name}")), MARK));
}

#[cfg(unix)]
#[test]
fn a_list_names_files_and_nothing_to_wait_for() {
    let folder = Folder::new();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let round = format!("/dev/fd/../../..{}", pipe.display());
    folder.put("list.tsv", format!("/dev/stdin\ta.fr\tone\n{round}\ta.fr\ttwo\na.en\ta.fr\tthree\n"));
    folder.put("files", format!("/dev/stdin\n{round}\na.en\n"));
    folder.put("others", "a.fr\n");
    for arguments in [&["batch", "list.tsv", "-o", "out", "-q"][..], &["match", "files", "others", "-o", "pairs.tsv", "-q"]] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_diptych"))
            .args(arguments)
            .current_dir(folder.path())
            .stdin(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // Standard input is a pipe that nobody closes.
        let _held = child.stdin.take();
        let begin = std::time::Instant::now();
        while child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(20));
            if begin.elapsed().as_secs() > 60 {
                child.kill().unwrap();
            }
        }
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.code() == Some(1)
                && error.matches("this is a pipe or a device, not a file; name a file in its place").count() == 2,
            "{error}"
        );
    }
    assert!(folder.path().join("out/three").exists() && folder.get("pairs.tsv").starts_with("a.en\ta.fr\t"));
}

#[cfg(unix)]
#[test]
fn a_journal_of_somebody_else_is_not_believed() {
    let folder = beside_something_precious();
    assert_eq!(folder.run(QUICK).0, 0);
    let journal = folder.get("out/journal.jsonl");
    // With the right key: who sends list, texts and results can have it. The result is said to be there, and to be no file.
    let mut lines: Vec<serde_json::Value> = journal.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &mut lines {
        line["files"] = serde_json::json!([]);
        line["outcome"]["Aligned"]["confidence"] = "0.5\tforged\u{1b}]0;title\u{7}".into();
    }
    folder.put("out/journal.jsonl", lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    fs::remove_dir_all(folder.path().join("out/deep")).unwrap();
    std::os::unix::fs::symlink("../outside", folder.path().join("out/deep")).unwrap();
    let before = outside(&folder);
    let (code, _, error) = folder.run(&[QUICK, &["--pooled", "all.tsv"]].concat());
    assert!(code == 1 && error.contains("deep: this leads out of the folder of results"), "{error}");
    assert!(!folder.get("all.tsv").contains(MARK) && !folder.get("out/results.tsv").contains("forged"));
    assert!(outside(&folder) == before);
}

#[test]
fn files_of_another_format_go_unless_somebody_has_touched_them() {
    let folder = Folder::new();
    folder.put("list.tsv", "a.en\ta.fr\ta.x\n");
    let run = |options: &[&str]| folder.run(&[&["batch", "list.tsv", "-o", "out", "-q"], options].concat()).0;
    assert_eq!(run(&["--to", "xces"]), 0);
    fs::write(folder.path().join("out/a.x.fr.xml"), "mine").unwrap();
    assert_eq!(run(&[]), 0);
    assert!(!folder.path().join("out/a.x.en.xml").exists());
    assert_eq!(folder.get("out/a.x.fr.xml"), "mine");
}

#[test]
fn parts_of_results_do_not_overwrite_each_other() {
    let folder = Folder::new();
    folder.put("b.en", ENGLISH.replace("harbour", "haven"));
    folder.put("list.tsv", "a.en\ta.fr\tk.1\nb.en\ta.fr\tk.2\n");
    for format in ["xces", "tei", "intertext"] {
        let (code, _, error) = folder.run(&["batch", "list.tsv", "-o", format, "--to", format, "-q"]);
        assert_eq!(code, 0, "{error}");
        assert!(folder.get(&format!("{format}/k.1.en.xml")).contains("harbour"));
        assert!(folder.get(&format!("{format}/k.2.en.xml")).contains("haven"));
    }
    for (list, format) in [
        ("a.en\ta.fr\tk.xces\nb.en\ta.fr\tk.ces\n", "xces"),
        ("a.en\ta.fr\tk.xml\ten\tfr\nb.en\ta.fr\tk.tei\ten\tfr\n", "tei"),
        ("a.en\ta.fr\tk.en-fr\nb.en\ta.fr\tk.moses\n", "moses"),
        ("a.en\ta.fr\tk\nb.en\ta.fr\tk/b\n", "tsv"),
    ] {
        folder.put("list.tsv", list);
        folder.refuses(&["batch", "list.tsv", "-o", "out", "--to", format], &["list.tsv: pairs 1 and 2 would both be written to k"]);
    }
}

#[test]
fn the_pooled_file_is_a_file_of_its_own() {
    let folder = Folder::new();
    folder.put("words.tsv", "boat\tbateau\n");
    folder.put("list.tsv", "a.en\ta.fr\ta.tsv\na.en\ta.fr\tdeep/er/b.tsv\n");
    for (pooled, words) in [
        ("list.tsv", "the output would overwrite the list"),
        ("words.tsv", "the output would overwrite the lexicon"),
        ("a.en", "the output would overwrite the text"),
        ("out/a.tsv", "this is the result of pair 1"),
        ("out/../out/./a.tsv", "this is the result of pair 1"),
        ("out/journal.jsonl", "this is a file that the run itself keeps"),
        ("out/results.tsv", "this is a file that the run itself keeps"),
        ("out/timings.tsv", "this is a file that the run itself keeps"),
        ("out/results.2-of-3.tsv", "this is a file that the run itself keeps"),
        ("out/lexicon.en-fr.pack", "this is a file that the run itself keeps"),
        ("out/.diptych-unfinished/x.tsv", "this is a file that the run itself keeps"),
        ("none/all.tsv", "the folder none does not exist"),
        ("out/deep", "this is the folder of the result of pair 2"),
        ("out/a.tsv/all.tsv", "its folder is the result of pair 1"),
    ] {
        folder.refuses(&["batch", "list.tsv", "-o", "out", "--lexicon", "words.tsv", "--pooled", pooled], &[words]);
    }
    folder.put("results.tsv", "a.en\ta.fr\n");
    folder.refuses(&["batch", "results.tsv", "-o", "."], &["results.tsv: the output would overwrite the list"]);
    assert_eq!(folder.run(&["batch", "list.tsv", "-o", "out", "--pooled", "out/all.tsv", "-q"]).0, 0);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("out/journal.jsonl"), folder.path().join("link.tsv")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("out"), folder.path().join("round")).unwrap();
        for name in ["link.tsv", "round/timings.tsv"] {
            folder.refuses(&["batch", "list.tsv", "-o", "out", "--pooled", name], &["this is a file that the run itself keeps"]);
        }
    }
}

/// The text of links in each format, between two files of sentences.
fn links(format: &str, from: &str, to: &str) -> String {
    match format {
        "xces" => format!("<cesAlign><linkGrp fromDoc=\"{from}\" toDoc=\"{to}\">\n<link xtargets=\"1;1\"/></linkGrp></cesAlign>"),
        "intertext" => format!("<linkGrp toDoc=\"{to}\" fromDoc=\"{from}\">\n<link xtargets=\"1;1\"/></linkGrp>"),
        _ => format!("<TEI><linkGrp domains=\"{from} {to}\">\n<link target=\"{from}#1 {to}#1\"/></linkGrp></TEI>"),
    }
}

#[test]
fn links_of_bitexts_lead_nowhere_outside() {
    let folder = Folder::empty();
    for name in ["outside", "sent", "sent/en"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    for (name, text) in [("outside/x.xml", MARK), ("sent/fr.xml", "Un."), ("sent/en/x.xml", "One.")] {
        folder.put(name, format!("<text><s id=\"1\">{text}</s></text>"));
    }
    folder.put("outside/secret", MARK);
    let mut names = vec!["../outside/x.xml".to_owned(), "en/../../outside/x.xml".to_owned(), "../outside/secret".to_owned()];
    names.push(folder.path().join("outside/x.xml").to_str().unwrap().to_owned());
    names.push("../outside/x.xml.gz".to_owned());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("outside/x.xml"), folder.path().join("sent/link.xml")).unwrap();
        std::os::unix::fs::symlink("../outside", folder.path().join("sent/folder")).unwrap();
        names.extend(["link.xml", "link.xml.gz", "folder/x.xml", "./folder/secret"].map(str::to_owned));
    }
    for format in ["xces", "intertext", "tei"] {
        for name in &names {
            folder.put("sent/s.x", links(format, name, "fr.xml"));
            for arguments in [&["convert", "sent/s.x", "--to", "tsv", "--from", format][..], &["check", "sent/s.x", "--from", format]] {
                let (_, out, error) = folder.run(arguments);
                let said = format!("{out}{error}");
                assert!(!said.contains(MARK), "{format}, {name}: {said}");
                assert!(said.contains(" the folder of this file") || said.contains("cannot be read"), "{format}, {name}: {said}");
            }
        }
        for name in ["en/x.xml", "en/x.xml.gz", "./en/../en/x.xml"] {
            folder.put("sent/s.x", links(format, name, "fr.xml"));
            let (code, out, error) = folder.run(&["convert", "sent/s.x", "--to", "tsv", "--from", format]);
            assert!(code == 0 && out.contains("One.\tUn."), "{format}, {name}: {error}");
        }
    }
}

#[test]
fn a_language_that_a_bitext_names_leads_nowhere() {
    let folder = Folder::empty();
    for language in ["/../../victim", "../victim", "/victim", "x/y"] {
        let unit = format!("<tuv xml:lang=\"{language}\"><seg>One.</seg></tuv><tuv xml:lang=\"fr\"><seg>Un.</seg></tuv>");
        folder.put("m.tmx", format!("<tmx version=\"1.4\"><header srclang=\"*all*\"/><body><tu>{unit}</tu></body></tmx>"));
        for format in ["moses", "xces", "tei"] {
            fs::create_dir(folder.path().join("o")).unwrap();
            let (code, _, error) = folder.run(&["convert", "m.tmx", "--to", format, "-o", "o/m"]);
            assert!(code == 0 && (error.contains("o/m.src and o/m.trg") || error.contains("o/m.src.xml and o/m.trg.xml")), "{error}");
            fs::remove_dir_all(folder.path().join("o")).unwrap();
        }
    }
    assert_eq!(folder.names(), ["m.tmx"]);
}
