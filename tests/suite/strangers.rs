//! A batch over files from strangers: every kind of bomb among ordinary pairs costs its own pair, and the run ends with a row for each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::support::bombs::{self, Harm};
use crate::support::folder::{ENGLISH, Folder};

/// Pairs in all.
const PAIRS: usize = 100;

/// Writes the bombs into a folder and gives their names, each with whether it can only fail.
fn strangers(folder: &Folder) -> Vec<(String, bool)> {
    let pdfs = bombs::pdfs().into_iter().map(|(name, harm, bytes)| (format!("{name}.pdf"), harm != Harm::Depth, bytes));
    let others = bombs::others().into_iter().map(|(name, bytes)| (name.to_owned(), false, bytes));
    let mut names = Vec::new();
    for (name, fails, bytes) in pdfs.chain(others) {
        folder.put(&name, bytes);
        names.push((name, fails));
    }
    std::fs::create_dir(folder.path().join("folder.txt")).unwrap();
    names.extend([("folder.txt", true), ("missing.pdf", true)].map(|(name, fails)| (name.to_owned(), fails)));
    #[cfg(unix)]
    names.push(("/dev/zero".to_owned(), true));
    names
}

#[test]
fn a_batch_with_all_bombs_ends_with_a_row_for_each_pair() {
    let folder = Folder::new();
    folder.put("good.pdf", bombs::plain_pdf("The harbour was quiet. Nobody saw the boat come in. It rained."));
    folder.put("good.docx", bombs::docx(b"<w:document><w:p><w:t>The harbour was quiet. It rained.</w:t></w:p></w:document>"));
    folder.put("good.en.gz", bombs::gzip(ENGLISH.as_bytes()));
    let bad = strangers(&folder);
    let good = ["a.en", "good.pdf", "good.docx", "good.en.gz"];
    // Every bomb once as a source or as a target, an ordinary pair after each, and more of these at the end.
    let mut list = String::new();
    let mut kinds = BTreeMap::new();
    let mut rest = bad.iter();
    for pair in 0..PAIRS {
        let stranger = if pair % 2 == 0 || PAIRS - pair <= rest.len() { rest.next() } else { None };
        let (source, target) = match stranger {
            Some((name, _)) if pair % 4 == 0 => ("a.en", name.as_str()),
            Some((name, _)) => (name.as_str(), "a.fr"),
            None => (good[pair / 2 % good.len()], "a.fr"),
        };
        kinds.insert(pair + 1, stranger.map(|(_, fails)| *fails));
        writeln!(list, "{source}\t{target}\tresult{pair}.tsv\ten\tfr").unwrap();
    }
    assert!(rest.next().is_none(), "there are more bombs than pairs");
    folder.put("list.tsv", list);

    let (code, _, error) = folder.run(&["batch", "list.tsv", "-o", "out", "--threads", "2", "--no-packs"]);
    assert_eq!(code, 1, "{error}");
    let table = folder.get("out/results.tsv");
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), PAIRS, "{table}");
    for row in rows {
        let failed = row[11];
        eprintln!("  {}  {}  {failed}", row[0], row[1]);
        match kinds[&row[0].parse::<usize>().unwrap()] {
            // Whatever comes of it, it is a result or a sentence with a remedy.
            Some(false) => assert!(failed.is_empty() || failed.contains("; "), "{row:?}"),
            Some(true) => assert!(failed.contains("; ") && failed.chars().count() < 600, "{row:?}"),
            None => assert!(failed.is_empty() && folder.path().join("out").join(row[3]).exists(), "{row:?}"),
        }
    }
}
