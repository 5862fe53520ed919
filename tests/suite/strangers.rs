//! A batch over files from strangers: every kind of bomb among ordinary pairs costs its own pair, and the run ends with a row for each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::support::bombs::{self, Harm};
use crate::support::folder::{ENGLISH, Folder};

/// Pairs in all.
const PAIRS: usize = 100;

/// What must be said of a pair with this file, any of these; nothing if whatever comes of it is right.
type Said = &'static [&'static str];

/// Writes the bombs into a folder and gives their names, each with what must be said of it.
fn strangers(folder: &Folder) -> Vec<(String, Said)> {
    // A slow machine may run out of time before it runs out of memory.
    let expected = |harm| -> Said {
        match harm {
            Harm::Memory => &["MB of memory", "seconds"],
            Harm::Time => &["seconds"],
            Harm::Text => &["more text in the PDF than its pages can show", "MB of memory", "seconds"],
            Harm::Depth => &[],
        }
    };
    let pdfs = bombs::pdfs().into_iter().map(|(name, harm, bytes)| (format!("{name}.pdf"), expected(harm), bytes));
    let others = bombs::others().into_iter().map(|(name, bytes)| (name.to_owned(), &[][..], bytes));
    let mut names = Vec::new();
    for (name, said, bytes) in pdfs.chain(others) {
        folder.put(&name, bytes);
        names.push((name, said));
    }
    std::fs::create_dir(folder.path().join("folder.txt")).unwrap();
    names.push(("folder.txt".to_owned(), &["directory"]));
    names.push(("missing.pdf".to_owned(), &["No such file", "cannot find"]));
    #[cfg(unix)]
    names.push(("/dev/zero".to_owned(), &["a device"]));
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
        kinds.insert(pair + 1, stranger.map(|(_, said)| *said));
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
        match kinds[&row[0].parse::<usize>().unwrap()] {
            // Whatever comes of it, it is a result or a sentence with a remedy.
            Some([]) => assert!(failed.is_empty() || failed.contains("; "), "{row:?}"),
            Some(said) => assert!(said.iter().any(|said| failed.contains(said)) && failed.chars().count() < 600, "{row:?}"),
            None => assert!(failed.is_empty() && folder.path().join("out").join(row[3]).exists(), "{row:?}"),
        }
    }
}
