//! Confidences: that `--min-confidence` keeps exactly what it says in every format, and that `eval --calibration` measures them.

use std::path::Path;

use diptych::eval;

use crate::support::folder::Folder;

/// The samples' folder.
fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name).to_str().unwrap().to_owned()
}

/// What `align` writes for a sample.
fn aligned(folder: &Folder, options: &[&str]) -> String {
    let (source, target) = (sample("kitchen.en.txt"), sample("kitchen.fr.txt"));
    let (code, out, error) = folder.run(&[&["align", &source, &target, "-q"], options].concat());
    assert_eq!(code, 0, "{error}");
    out
}

/// Ids and confidence of the two-sided beads of a TSV.
fn pairs(tsv: &str) -> Vec<(String, String, f64)> {
    let rows = tsv.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let pairs = rows.filter(|row| !row[0].is_empty() && !row[1].is_empty());
    pairs.map(|row| (row[0].to_owned(), row[1].to_owned(), row[3].parse().unwrap())).collect()
}

#[test]
fn exactly_the_beads_from_the_least_confidence_up_are_kept_in_every_format() {
    let folder = Folder::empty();
    let all = pairs(&aligned(&folder, &["--to", "tsv"]));
    // The confidence of a bead itself is a limit that must keep the bead.
    let mut confidences: Vec<f64> = all.iter().map(|pair| pair.2).collect();
    confidences.sort_by(f64::total_cmp);
    for limit in [confidences[0], confidences[confidences.len() / 2], 0.9] {
        let least = format!("{limit:.4}");
        let kept: Vec<_> = all.iter().filter(|pair| pair.2 >= limit).cloned().collect();
        let with = |format: &str| aligned(&folder, &["--to", format, "--min-confidence", &least]);
        assert_eq!(pairs(&with("tsv")), kept, "tsv from {least}");
        for format in ["jsonl", "vecalign"] {
            let links = eval::parse(format, &with(format)).unwrap();
            assert_eq!(links.iter().filter(|link| link.iter().all(|ids| !ids.is_empty())).count(), kept.len(), "{format} from {least}");
        }
        assert_eq!(with("tmx").matches("<tu ").count(), kept.len(), "tmx from {least}");
        let (source, target) = (sample("kitchen.en.txt"), sample("kitchen.fr.txt"));
        assert_eq!(folder.run(&["align", &source, &target, "-q", "--min-confidence", &least, "-o", "k.en-fr"]).0, 0);
        assert_eq!((folder.get("k.en-fr.en").lines().count(), folder.get("k.en-fr.fr").lines().count()), (kept.len(), kept.len()));
        // A table leaves nothing out: what is below is marked.
        let table = with("table");
        let summary = table.lines().last().unwrap();
        assert!(summary.ends_with(&format!("below {})", limit as f32)), "{summary}");
    }
}

#[test]
fn the_summary_counts_the_doubtful() {
    let folder = Folder::empty();
    let tsv = aligned(&folder, &["--to", "tsv"]);
    let doubtful = tsv.lines().skip(1).filter(|line| line.split('\t').nth(3).unwrap().parse::<f64>().unwrap() < 0.6).count();
    let table = aligned(&folder, &["--to", "table"]);
    let expected = match doubtful {
        0 => "none doubtful (below 0.6)".to_owned(),
        some => format!("{some} doubtful (?, below 0.6)"),
    };
    assert!(table.lines().last().unwrap().ends_with(&expected), "{expected}: {table}");
    assert_eq!(table.lines().filter(|line| line.chars().nth(1) == Some('?')).count(), doubtful);
}

#[test]
fn calibration_is_measured_on_what_align_wrote() {
    let folder = Folder::empty();
    let gold = sample("kitchen.gold");
    folder.put("k.jsonl", aligned(&folder, &["--to", "jsonl"]));
    folder.put("k.vecalign", aligned(&folder, &["--to", "vecalign"]));
    folder.put("k.tsv", aligned(&folder, &["--to", "tsv"]));
    let (code, table, error) = folder.run(&["eval", "k.jsonl", &gold, "--calibration"]);
    assert_eq!(code, 0, "{error}");
    assert!(table.starts_with("confidence   links   mean  right\n0.0 - 0.1 "), "{table}");
    assert!(table.contains("\nexpected calibration error 0.") && table.contains("\nfrom 0.9 up: "), "{table}");
    for file in ["k.vecalign", "k.tsv"] {
        assert_eq!(folder.run(&["eval", file, &gold, "--calibration"]).1, table, "{file}");
    }
    let (_, json, _) = folder.run(&["eval", "k.jsonl", &gold, "--calibration", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["bins"].as_array().unwrap().len(), 10);
    assert!(json["error"].as_f64().unwrap() < 0.2, "{json}");
    folder.refuses(&["eval", &gold, &gold, "--calibration"], &["link 1 has no confidence"]);
    folder.misused(&["eval", "k.jsonl", &gold, "--block"], "--calibration");
}
