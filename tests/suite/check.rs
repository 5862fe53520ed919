//! `diptych check`: planted errors are found and little else, and files that tools refuse are told why.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use diptych::check::form::{self, Fault};
use diptych::formats::{self, Format};
use diptych::model::Pair;
use diptych::write::{Bitext, Parts, Settings};
use serde_json::Value;

use crate::support;
use crate::support::bitext;

fn diptych() -> Command {
    Command::new(env!("CARGO_BIN_EXE_diptych"))
}

fn findings(source: &Path, target: &Path) -> Vec<Value> {
    let output = diptych().arg("check").args([source, target]).args(["--to", "json"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["translation"].as_array().unwrap().clone()
}

/// The rule and words of the source and the target of every error planted in `planted/museum.fr.txt`.
const PLANTED: [(&str, &str, &str); 12] = [
    ("number", "48 craftsmen", "84 artisans"),
    ("omitted", "Visitors may touch", ""),
    ("untranslated", "It was built by", "It was built by"),
    ("number", "at 3 pm", "à 16 h"),
    ("repeated", "piece of cork", "de de liège"),
    ("placeholder", "%d new messages", "nouveaux messages"),
    ("inconsistent", "old clothes", "habits usagés"),
    ("address", "museum.example.org/app", "musee.example.com/app"),
    ("name", "introduced Thomas Weber", "a présenté Margaret Dunn"),
    ("added", "", "les huîtres"),
    ("number", "25 December", "25 novembre"),
    ("length", "which we do not regret", "Nous l'avons manqué"),
];

#[test]
fn twelve_planted_errors_are_found_and_little_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/planted");
    let found = findings(&folder.join("museum.en.txt"), &folder.join("museum.fr.txt"));
    let is = |finding: &Value, (rule, source, target): &(&str, &str, &str)| {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        text("rule") == *rule && text("source_text").contains(source) && text("target_text").contains(target)
    };
    for planted in &PLANTED {
        assert!(found.iter().any(|finding| is(finding, planted)), "{planted:?} was not found in {found:#?}");
    }
    let alarms: Vec<&Value> = found.iter().filter(|finding| !PLANTED.iter().any(|planted| is(finding, planted))).collect();
    println!("12 of 12 found, {} false alarms: {alarms:#?}", alarms.len());
    assert!(alarms.len() <= 2, "{alarms:#?}");
}

#[test]
fn the_added_and_omitted_sentences_of_idleb_are_named() {
    let (Some(source), Some(target)) = (support::shared("seeds/idleb.en.txt"), support::shared("seeds/idleb.fr.txt")) else { return };
    let found = findings(&source, &target);
    let count = |rule: &str, ids: &str| -> usize {
        let of_rule = found.iter().filter(|finding| finding["rule"] == rule);
        of_rule.map(|finding| finding[ids].as_array().unwrap().len()).sum()
    };
    assert_eq!((count("added", "target_ids"), count("omitted", "source_ids")), (2, 5), "{found:#?}");
    // Nothing else is wrong with it: Moscow went to the front with its preposition.
    assert_eq!(found.len(), 7, "{found:#?}");
}

#[test]
fn strict_fails_if_anything_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tsv");
    std::fs::write(&path, "en\tfr\nIt costs 45 euros.\tIl coûte 54 euros.\n").unwrap();
    diptych().arg("check").arg(&path).assert().success();
    diptych().arg("check").arg(&path).arg("--strict").assert().code(1);
    std::fs::write(&path, "en\tfr\nIt costs 45 euros.\tIl coûte 45 euros.\n").unwrap();
    diptych().arg("check").arg(&path).arg("--strict").assert().success().stdout("nothing found\n");
}

#[test]
fn the_page_shows_the_findings_at_their_beads() {
    let folder = tempfile::tempdir().unwrap();
    let planted = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/planted");
    let page = folder.path().join("a.html");
    diptych()
        .arg("check")
        .args([planted.join("museum.en.txt"), planted.join("museum.fr.txt")])
        .arg("--report")
        .arg(&page)
        .assert()
        .success();
    let html = std::fs::read_to_string(&page).unwrap();
    let found = findings(&planted.join("museum.en.txt"), &planted.join("museum.fr.txt"));
    for finding in &found {
        let (bead, rule, what) = (finding["bead"].as_u64().unwrap(), finding["rule"].as_str().unwrap(), finding["what"].as_str().unwrap());
        assert!(
            html.contains(&format!("<li><a href=\"#b{bead}\"><i>{bead}</i> <b>{rule}</b> <span dir=\"auto\">{what}</span></a></li>")),
            "{finding}"
        );
        let row = html.split(&format!(" id=\"b{bead}\"")).nth(1).unwrap().split("</section>").next().unwrap();
        let said = row.contains(&format!("<b>{rule}</b>")) && row.contains(what);
        assert!(said || row.contains(&format!("data-kind=\"{rule}\"")), "{finding} is not in {row}");
    }
    assert!(html.contains(&format!("<b>{} findings</b>", found.len())));
    // It asks for nothing, and what it shows can be read back.
    let outside = ["src=", "url(", "@import", "<script", "<link"].into_iter().find(|word| html.contains(word));
    assert_eq!(outside, None);
    diptych().arg("convert").arg(&page).args(["--to", "tsv", "--quiet"]).assert().success();
}

#[test]
fn the_page_says_that_nothing_was_found_or_what_is_wrong_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (path, page) = (folder.path().join("a.tsv"), folder.path().join("a.html"));
    std::fs::write(&path, "en\tar\nIt costs 45 euros.\tثمنها 45 يورو.\n").unwrap();
    diptych().arg("check").arg(&path).arg("--report").arg(&page).assert().success();
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("checked: nothing found") && html.contains(r#"<div class="side target" lang="ar" dir="rtl">"#), "{html}");
    let path = folder.path().join("a.tmx");
    let unit = r#"<tu><tuv xml:lang="en"><seg>It costs.</seg></tuv><tuv xml:lang="fr"><seg>Il coûte.</seg></tuv></tu>"#;
    std::fs::write(&path, format!("<tmx version=\"1.4b\">{HEADER}<body>{unit}</body></tmx>")).unwrap();
    diptych().arg("check").arg(&path).arg("--report").arg(&page).assert().success();
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("<li><b>form</b> <span dir=\"auto\">line 1: ") && html.contains("Il coûte."), "{html}");
    // Never over what it is about.
    let page = folder.path().join("b.html");
    std::fs::copy(folder.path().join("a.html"), &page).unwrap();
    let output = diptych().arg("check").arg(&page).arg("--report").arg(&page).assert().code(1);
    assert!(String::from_utf8_lossy(&output.get_output().stderr).contains("would overwrite the input"));
}

/// What our own writers write, checked by our own rules.
#[test]
fn what_is_written_has_no_faults() {
    let lines = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>();
    let (source, target) =
        (bitext::text("a.txt", "en", &lines(&["One & <two>.", "Two."])), bitext::text("b.txt", "fr", &lines(&["Un.", "Deux."])));
    let beads = vec![diptych::model::Bead::new(vec![0], vec![0], 0.9), diptych::model::Bead::new(vec![1], vec![1], 0.2)];
    let alignment = diptych::model::Alignment::new(beads, 2, 2).unwrap();
    let bitext = Bitext::new(&source, &target, &alignment).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for format in
        [&formats::tmx::FORMAT, &formats::xliff::FORMAT, &formats::xliff12::FORMAT, &formats::xces::FORMAT, &formats::epub::FORMAT]
    {
        let parts = Parts::new(&folder.path().join(format!("a.{}", format.name)), format, Pair::new("en", "fr"));
        parts.write(&bitext, &Settings::default(), None).unwrap();
        assert_eq!(form::faults(&parts.paths()[0], format).unwrap(), Some(vec![]), "{}", format.name);
    }
}

fn faults(name: &str, contents: &str, format: Format) -> Vec<Fault> {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join(name);
    std::fs::write(folder.path().join("en.xml"), "<text><s id=\"a1\">One.</s></text>").unwrap();
    std::fs::write(folder.path().join("fr.xml"), "<text><s id=\"b1\">Un.</s></text>").unwrap();
    std::fs::write(&path, contents).unwrap();
    form::faults(&path, format).unwrap().unwrap()
}

fn assert_fault(faults: &[Fault], line: usize, words: &str) {
    assert!(faults.iter().any(|fault| fault.line == line && fault.rule.contains(words)), "{words} in line {line}: {faults:#?}");
}

const HEADER: &str =
    r#"<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en" datatype="plaintext"/>"#;

fn tmx(units: &str) -> Vec<Fault> {
    faults("a.tmx", &format!("<tmx version=\"1.4\">\n{HEADER}\n<body>\n{units}\n</body></tmx>"), &formats::tmx::FORMAT)
}

#[test]
fn tmx_of_the_wrong_version_is_refused() {
    // InterText writes 1.4b, OpusTools 1.4.
    assert_fault(&faults("a.tmx", &format!("<tmx version=\"1.4b\">{HEADER}<body/></tmx>"), &formats::tmx::FORMAT), 1, "exactly “1.4”");
}

#[test]
fn tmx_with_a_poor_header_is_refused() {
    // OpusTools leaves out the tool, its version and o-tmf.
    let found = faults(
        "a.tmx",
        "<tmx version=\"1.4\">\n<header srclang=\"en\" adminlang=\"en\" segtype=\"line\" datatype=\"plaintext\"/><body/></tmx>",
        &formats::tmx::FORMAT,
    );
    for words in ["creationtool", "creationtoolversion", "o-tmf", "segtype is “line”"] {
        assert_fault(&found, 2, words);
    }
}

#[test]
fn tmx_that_is_not_well_formed_is_refused() {
    // OpusTools opens a unit a source sentence and closes one a target sentence.
    let found = tmx("<tu><tu><tuv xml:lang=\"en\"><seg>a</seg></tuv></tu>");
    assert!(found.iter().any(|fault| fault.rule.contains("not well-formed")), "{found:#?}");
}

#[test]
fn tmx_with_properties_after_the_segment_is_refused() {
    // Bitextor's information on short segments.
    let unit = "<tu><tuv xml:lang=\"en\"><seg>a</seg><prop type=\"info\">b</prop></tuv><tuv xml:lang=\"fr\"><seg>c</seg></tuv></tu>";
    assert_fault(&tmx(unit), 4, "before <seg>");
}

#[test]
fn tmx_units_with_an_empty_side_are_dropped_by_trados() {
    assert_fault(&tmx("<tu><tuv xml:lang=\"en\"><seg>a</seg></tuv><tuv xml:lang=\"fr\"><seg> </seg></tuv></tu>"), 4, "empty");
    assert_fault(&tmx("<tu><tuv xml:lang=\"en\"><seg>a</seg></tuv></tu>"), 4, "two languages");
}

#[test]
fn tmx_in_another_source_language_than_its_header_is_refused() {
    // Smartling wants one srclang everywhere; lingtrain writes ru-RU always.
    assert_fault(&tmx("<tu><tuv xml:lang=\"en-US\"><seg>a</seg></tuv><tuv xml:lang=\"fr\"><seg>b</seg></tuv></tu>"), 4, "source language");
    assert_fault(&tmx("<tu><tuv><seg>a</seg></tuv><tuv xml:lang=\"fr\"><seg>b</seg></tuv></tu>"), 4, "xml:lang");
}

#[test]
fn tmx_with_text_that_is_not_escaped_is_refused() {
    // lingtrain's saver.
    assert_fault(
        &tmx("<tu><tuv xml:lang=\"en\"><seg>a <b>c</b></seg></tuv><tuv xml:lang=\"fr\"><seg>b</seg></tuv></tu>"),
        4,
        "<b> cannot stand in a segment",
    );
}

#[test]
fn xliff_with_targets_and_no_target_language_is_refused() {
    // OpenXLIFF's validator.
    let file = |attributes: &str, unit: &str| {
        let text = format!(
            "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\" {attributes}>\n<file id=\"f1\">\n{unit}</file></xliff>"
        );
        faults("a.xlf", &text, &formats::xliff::FORMAT)
    };
    let unit = "<unit id=\"u1\"><segment><source>a</source><target>b</target></segment></unit>";
    assert_fault(&file("srcLang=\"en\"", unit), 3, "trgLang");
    assert_eq!(file("srcLang=\"en\" trgLang=\"fr\"", unit), []);
    assert_fault(&file("trgLang=\"fr\"", unit), 1, "srcLang");
    assert_fault(&file("srcLang=\"en\"", "<unit id=\"u 1\"><segment><source>a</source></segment></unit>"), 3, "“u 1”");
    assert_fault(
        &file("srcLang=\"en\"", "<unit id=\"u1\"><segment state=\"done\"><source>a</source></segment></unit>"),
        3,
        "state is “done”",
    );
}

#[test]
fn xces_links_whose_sides_are_reversed_are_told() {
    let links = |targets: &str| {
        let text = format!(
            "<cesAlign version=\"1.0\">\n<linkGrp fromDoc=\"en.xml\" toDoc=\"fr.xml\">\n<link xtargets=\"{targets}\"/></linkGrp></cesAlign>"
        );
        faults("a.xces", &text, &formats::xces::FORMAT)
    };
    assert_eq!(links("a1;b1"), []);
    // A real file of OPUS has a space there.
    assert_eq!(links("a1 ;b1"), []);
    let reversed = links("b1;a1");
    assert_fault(&reversed, 3, "no sentence b1");
    assert!(reversed[0].remedy.contains("fromDoc first"), "{reversed:#?}");
    assert_fault(&links("a1"), 3, "semicolon");
}

#[test]
fn an_epub_without_its_first_entry_is_refused() {
    assert_fault(&faults("a.epub", "not a zip", &formats::epub::FORMAT), 0, "zip archive");
}
