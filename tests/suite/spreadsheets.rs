//! What a spreadsheet would run does not run, and comes back as it was.

use crate::support::folder::Folder;

const EVIL: [&str; 8] = [
    "=HYPERLINK(\"http://x/\",\"y\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "'=1+1",
    "\"=cmd|' /C calc'!A0\"",
    "-WEBSERVICE (\"http://x\")",
    "-[x.xlsx]y!A1",
];

#[test]
fn cells_are_no_formulas_and_come_back() {
    let folder = Folder::empty();
    let lines = EVIL.join("\n") + "\n- Oui.\n@someone Non.\n";
    folder.put("a.en", &lines);
    folder.put("a.fr", &lines);
    for name in ["o.tsv", "o.csv", "o.xlsx"] {
        let arguments = ["align", "a.en", "a.fr", "--split", "lines", "--source-lang", "en", "--target-lang", "fr", "-q", "-o", name];
        assert_eq!(folder.run(&arguments).0, 0);
        let (code, jsonl, err) = folder.run(&["convert", name, "--to", "jsonl"]);
        assert_eq!(code, 0, "{err}");
        for text in lines.lines() {
            let quoted = format!("\"source_text\":{}", serde_json::to_string(text).unwrap());
            assert!(jsonl.contains(&quoted), "{name}: {text}: {jsonl}");
        }
    }
    let cells = |name: &str| folder.get(name).replace("\"'", "'").split(['\t', ',', '\n']).map(str::to_owned).collect::<Vec<_>>();
    let formula = |cell: &String| cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']);
    let in_tsv: Vec<String> = cells("o.tsv").into_iter().filter(formula).collect();
    assert!(in_tsv.iter().all(|cell| ["- Oui.", "@someone Non."].contains(&cell.as_str())) && in_tsv.len() == 4, "{in_tsv:?}");
    // In CSV quotation marks of a text are doubled, and so stay part of it.
    let formula = |cell: &String| cell.starts_with(['=', '+', '-', '@']);
    assert_eq!(cells("o.csv").into_iter().filter(formula).collect::<Vec<_>>(), [""; 0]);
    // The same of a text whose file is the table.
    let (code, text, _) = folder.run(&["segment", "o.csv", "--column", "source_text"]);
    assert!(code == 0 && text.contains("- Oui.") && !text.contains("'- Oui."), "{text}");
}

#[cfg(unix)]
#[test]
fn names_in_tables_are_no_formulas() {
    let folder = Folder::empty();
    for side in ["en", "fr"] {
        std::fs::create_dir(folder.path().join(side)).unwrap();
        folder.put(&format!("{side}/=cmd|' C calc'!A0.txt"), "It rained on 21 February 1999.\n");
    }
    std::fs::rename(folder.path().join("en/=cmd|' C calc'!A0.txt"), folder.path().join("=1.txt")).unwrap();
    std::fs::rename(folder.path().join("fr/=cmd|' C calc'!A0.txt"), folder.path().join("=2.txt")).unwrap();
    folder.put("list", "=1.txt\t=2.txt\t=3.tsv\n=1.txt\t=missing.txt\t=4.tsv\n");
    assert_eq!(folder.run(&["batch", "list", "-o", "out", "-q", "--source-lang", "en", "--target-lang", "fr"]).0, 1);
    let results = folder.get("out/results.tsv");
    assert!(results.contains("./=1.txt\t./=2.txt\t./=3.tsv"), "{results}");
    assert!(results.split(['\t', '\n']).all(|cell| !cell.starts_with('=')), "{results}");
    folder.put("sources", "=1.txt\n");
    folder.put("targets", "=2.txt\n");
    let (code, list, err) =
        folder.run(&["match", "sources", "targets", "--min-score", "0", "-q", "--source-lang", "en", "--target-lang", "fr"]);
    assert_eq!(code, 0, "{err}");
    assert!(list.starts_with("./=1.txt\t./=2.txt\t"), "{list}");
    folder.put("list", list);
    assert_eq!(folder.run(&["batch", "list", "-o", "again", "-q"]).0, 0);
}

#[test]
fn apostrophes_in_tables_of_others_are_theirs() {
    let folder = Folder::empty();
    for (name, table) in [
        ("a.csv", "source,target\n'-er' is a suffix.,'@home' dit-il.\n"),
        ("b.csv", "'-er' is a suffix.,'@home' dit-il.\n"),
        ("c.tsv", "source\ttarget\n'=er' is a suffix.\t'=home' dit-il.\n"),
    ] {
        folder.put(name, table);
        let (code, jsonl, err) = folder.run(&["convert", name, "--to", "jsonl"]);
        assert!(code == 0 && jsonl.contains("er' is a suffix.") && jsonl.contains("home' dit-il."), "{err}");
        assert!(jsonl.matches("\"'").count() == 2, "{jsonl}");
        let (code, text, _) = folder.run(&["segment", name, "--column", "1"]);
        assert!(code == 0 && text.contains("er' is a suffix.") && text.contains('\''), "{text}");
        assert!(text.lines().any(|line| line.starts_with('\'')), "{text}");
    }
}
