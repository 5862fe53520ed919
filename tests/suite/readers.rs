//! One pair in every format that can be read gives the beads of its plain text: `samples/formats/`, made by `samples/formats/make.py`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// The beads of two files, as `[0]:[1, 2]`.
fn beads(source: &Path, target: &Path, options: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    command.arg("align").args([source, target]).args(["--to", "vecalign"]).args(options);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}: {}", source.display(), String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| line.rsplit_once(':').unwrap().0.to_owned()).collect()
}

/// Beads of one list that are not in the other, whichever has more.
fn different(one: &[String], other: &[String]) -> usize {
    let lacking = |one: &[String], other: &[String]| one.iter().filter(|bead| !other.contains(bead)).count();
    lacking(one, other).max(lacking(other, one))
}

#[test]
fn every_format_gives_the_beads_of_the_plain_text() {
    let plain = beads(&samples().join("lighthouse.en.txt"), &samples().join("lighthouse.fr.txt"), &[]);
    let formats = samples().join("formats");
    let mut report = format!("{} beads in plain text; different in\n", plain.len());
    let mut wrong = Vec::new();
    let mut compare = |source: &str, target: &str, options: &[&str], allowed: usize| {
        let found = beads(&formats.join(source), &formats.join(target), options);
        let different = different(&found, &plain);
        writeln!(report, "  {source:24} {different}").unwrap();
        if different > allowed {
            wrong.push(source.to_owned());
        }
    };
    for extension in ["txt.gz", "txt.zst", "md", "html", "docx", "odt", "epub", "srt", "vtt"] {
        compare(&format!("lighthouse.en.{extension}"), &format!("lighthouse.fr.{extension}"), &[], 0);
    }
    compare("lighthouse.en.pdf", "lighthouse.fr.pdf", &[], 1);
    for name in ["lighthouse.tmx", "lighthouse.1.xlf", "lighthouse.2.xlf", "lighthouse.po"] {
        compare(name, name, &[], 0);
    }
    let languages = ["--source-lang", "en", "--target-lang", "fr"];
    for name in ["lighthouse.tmx", "lighthouse.2.xlf", "lighthouse.csv", "lighthouse.tsv", "lighthouse.xlsx"] {
        compare(name, name, &languages, 0);
    }
    compare("lighthouse.csv", "lighthouse.csv", &["--column", "en,fr"], 0);
    compare("lighthouse.xlsx", "lighthouse.xlsx", &["--column", "2,3"], 0);
    compare("lighthouse.en.docx", "lighthouse.fr.epub", &[], 0);
    // Not through `eprintln!`, which a passing test swallows.
    let _ = std::io::stderr().write_all(report.as_bytes());
    assert!(wrong.is_empty(), "{wrong:?} differ from the plain text\n{report}");
}

#[test]
fn what_is_left_out_of_a_page_is_said() {
    let page = samples().join("formats/lighthouse.en.html");
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    let output = command.arg("segment").arg(&page).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("6 lines of navigation, buttons and notices left out"), "{said}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    let output = command.args(["segment", "--main-content"]).arg(&page).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("left out"), "{said}");
}

#[test]
fn the_format_can_be_said() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.txt");
    std::fs::write(&page, "<p>One <b>line</b>.</p>").unwrap();
    let segment = |options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
        let output = command.arg("segment").arg(&page).args(options).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(segment(&[]), "<p>One <b>line</b>.</p>\n");
    assert_eq!(segment(&["--from", "html"]), "One line.\n");
}

#[test]
fn right_to_left_pdfs_are_read_in_the_order_of_reading() {
    for language in ["ar", "he"] {
        let path = |extension: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("samples/formats/harbour.{language}.{extension}"));
        let document = diptych::read::file(path("pdf"), &Default::default()).unwrap();
        assert_eq!(document.text(), std::fs::read_to_string(path("txt")).unwrap());
    }
}
