//! Small files that mean much: bitexts, tables and lexicons that say a thing once and ask for it a million times. Each ends with one
//! sentence, or with its result, in little memory. They are made here, because nobody should have them lying about.

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::bombs::zip;
use crate::support::folder::Folder;

/// Kilobytes of addresses, which are more than what is used: the program itself and the stacks of its threads take some hundred megabytes.
const MEMORY: &str = "1500000";

/// Generous, because the tests are not optimised and share the machine.
const TIME: Duration = Duration::from_secs(60);

/// Runs the program within [`MEMORY`]: its exit code and what it says.
fn ended(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = if cfg!(target_os = "linux") {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -v \"$0\"; exec \"$@\"", MEMORY, env!("CARGO_BIN_EXE_diptych")]);
        shell
    } else {
        Command::new(env!("CARGO_BIN_EXE_diptych"))
    };
    command.current_dir(folder.path()).args(arguments).env_remove("RUST_BACKTRACE");
    let output = assert_cmd::Command::from_std(command).timeout(TIME).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// One sentence, and exit code 1.
fn refused(folder: &Folder, arguments: &[&str], words: &str) {
    let (code, said) = ended(folder, arguments);
    assert!(code == Some(1) && said.lines().count() == 1 && said.len() < 1_000 && said.contains(words), "{arguments:?}: {code:?} {said}");
}

fn done(folder: &Folder, arguments: &[&str]) {
    let (code, said) = ended(folder, arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {said}");
}

fn packed(piece: &str, times: usize) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    (0..times).for_each(|_| packer.write_all(piece.as_bytes()).unwrap());
    packer.finish().unwrap()
}

const FAR_MORE: &str = "this file holds far more sentences than any of its length";
const TOO_LONG: &str = "unpacks to far more than a text would";

#[test]
fn ladders_and_maps_count_no_more_than_there_is() {
    let folder = Folder::empty();
    folder.put("a", "A house.\nA dog.\n");
    folder.put("b", "Une maison.\nUn chien.\n");
    let texts = ["--source", "a", "--target", "b", "--split", "lines", "-o", "out.tsv"];
    let converted = |name| [&["convert", name][..], &texts].concat();
    for rungs in ["0 0 1\n10000000000000 0 1\n", "0 0 1\n20000000 20000000 1\n"] {
        folder.put("far.ladder", rungs);
        refused(&folder, &["eval", "far.ladder", "far.ladder"], "line 2: expected a rung of texts that have no more sentences");
        refused(&folder, &converted("far.ladder"), "line 2: expected a rung");
    }
    for map in ["0:9999999\t0:9999999\n", "0,9999999\t0,9999999\n"] {
        folder.put("far.sketch", map.repeat(40));
        refused(&folder, &converted("far.sketch"), "line 1: expected two columns");
    }
    assert!(!folder.names().contains(&"out.tsv".to_owned()));
}

#[test]
fn beads_of_many_sentences_are_measured() {
    let folder = Folder::empty();
    let ids: Vec<String> = (0..30_000).map(|id| id.to_string()).collect();
    folder.put("wide.vecalign", format!("[{0}]:[{0}]\n", ids.join(",")));
    folder.put("other.vecalign", format!("[{}]:[{}]\n", ids.join(","), ids[1..].join(",")));
    done(&folder, &["eval", "wide.vecalign", "other.vecalign"]);
    let star = |first: usize| (first..first + 1_000).map(|id| format!("[0]:[{id}]\n")).collect::<String>();
    folder.put("star.vecalign", star(0));
    folder.put("others.vecalign", star(1_000));
    refused(&folder, &["eval", "star.vecalign", "others.vecalign"], "source sentence 0 stands in more than 100 links");
}

#[test]
fn one_bead_over_many_lines() {
    let folder = Folder::empty();
    folder.put("one.vecalign", "[0]:[0]\n");
    let texts = ["a", "b"].map(|name| folder.put(name, (0..30_000).map(|line| format!("{name} {line}.\n")).collect::<String>()));
    assert_eq!(texts.len(), 2);
    let languages = ["--source-lang", "en", "--target-lang", "fr"];
    done(
        &folder,
        &[&["convert", "one.vecalign", "--source", "a", "--target", "b", "--split", "lines", "-o", "out.tsv"][..], &languages].concat(),
    );
    assert_eq!(folder.get("out.tsv").lines().count(), 1 + 59_999);
}

#[test]
fn packed_lines() {
    let folder = Folder::empty();
    for (format, piece, times, words) in [
        ("tsv", "a\tb\n", 3_000_000, FAR_MORE),
        ("tsv", "a ~~~ b ~~~ c ~~~ d\tb\n", 700_000, FAR_MORE),
        ("jsonl", "{\"source\":\"\",\"target\":\"a\"}\n", 4_000_000, TOO_LONG),
    ] {
        folder.put("rows.gz", packed(&piece.repeat(1_000), times / 1_000));
        refused(&folder, &["convert", "rows.gz", "--from", format, "-o", "out.tsv"], words);
    }
    folder.put("m.en-fr.en", packed(&"a\n".repeat(1_000), 6_000));
    folder.put("m.en-fr.fr", packed(&"b\n".repeat(1_000), 6_000));
    refused(&folder, &["convert", "m.en-fr", "-o", "out.tsv"], FAR_MORE);
    let unit = "<tu><tuv xml:lang='en'><seg>a</seg></tuv><tuv xml:lang='fr'><seg>b</seg></tuv></tu>";
    folder.put("units.tmx.gz", packed(&unit.repeat(1_000), 1_000));
    refused(&folder, &["convert", "units.tmx.gz", "--from", "tmx", "-o", "out.tsv"], TOO_LONG);
}

#[test]
fn rows_without_end() {
    let folder = Folder::empty();
    folder.put("wide.csv", format!("en,fr{0}\na,b{0}\n", ",x".repeat(1_000_000)));
    folder.put("wide.tsv", format!("en\tfr{0}\na\tb{0}\n", "\tx".repeat(1_000_000)));
    folder.put("commas.csv.gz", packed(&",".repeat(1_000), 16_000));
    for name in ["wide.csv", "wide.tsv"] {
        refused(&folder, &["convert", name, "-o", "out.jsonl"], "line 1: the row has more than 16384 columns");
        refused(&folder, &["segment", name], "line 1: the row has more than 16384 columns");
    }
    refused(&folder, &["convert", "commas.csv.gz", "--from", "csv", "-o", "out.tsv"], "line 1: the row has more than 16384 columns");
}

/// A workbook of these rows and shared strings.
fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    let (rows, strings) = (format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), format!("<sst>{strings}</sst>"));
    zip(&[
        ("xl/workbook.xml", b"<workbook><sheets><sheet r:id='r1'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>"),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", rows.as_bytes()),
    ])
}

#[test]
fn sheets() {
    let folder = Folder::empty();
    let cell = |place: &str| format!("<c r='{place}' t='inlineStr'><is><t>x</t></is></c>");
    folder.put("corner.xlsx", workbook(&format!("<row>{}</row><row>{}</row>", cell("A1"), cell("XFD1048576")), ""));
    done(&folder, &["convert", "corner.xlsx", "-o", "corner.tsv"]);
    let first = format!("<row>{}{}</row>", cell("A1"), cell("B1"));
    let far = "<row><c r='XFD1'><v>1</v></c></row>";
    folder.put("far.xlsx", workbook(&(first.clone() + &far.repeat(2_000)), ""));
    done(&folder, &["convert", "far.xlsx", "-o", "far.tsv"]);
    let both = "<row><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>0</v></c></row>".repeat(1_000);
    folder.put("long.xlsx", workbook(&both, &format!("<si><t>{}</t></si>", "long ".repeat(500_000))));
    refused(&folder, &["convert", "long.xlsx", "-o", "long.tsv"], "the column holds more than");
    refused(&folder, &["segment", "--column", "2", "long.xlsx"], "the column holds more than 128 MB");
    folder.put("strings.xlsx", workbook(&first, &"<si/>".repeat(10_000_000)));
    refused(&folder, &["convert", "strings.xlsx", "-o", "strings.tsv"], TOO_LONG);
    folder.put("cells.xlsx", workbook(&format!("{first}<row>{}</row>", "<c/>".repeat(100_000)), ""));
    done(&folder, &["convert", "cells.xlsx", "-o", "cells.tsv"]);
}

#[test]
fn languages_that_are_inherited() {
    let folder = Folder::empty();
    let long = "e".repeat(5_000_000);
    let (open, close) = ("<a>".repeat(488), "</a>".repeat(489));
    folder.put("page.html", format!("<html><a lang='{long}'>{open}<i data-bead='1' data-id='1'>x</i>{close}</html>"));
    refused(&folder, &["convert", "page.html", "-o", "out.tsv"], "the code of a language is longer than 1000 bytes");
    let units = format!("<tu><tuv xml:lang='{long}'>{}</tuv></tu>", "<seg/>".repeat(5_000));
    folder.put("units.tmx", format!("<tmx version='1.4'><header srclang='en'/><body>{units}</body></tmx>"));
    for arguments in [&["convert", "units.tmx", "-o", "out.tsv"][..], &["segment", "units.tmx"]] {
        refused(&folder, arguments, "the code of a language is longer than 1000 bytes");
    }
}

#[test]
fn links_to_one_sentence_over_and_over() {
    let folder = Folder::empty();
    let sentences = |text: &str| format!("<text><p id='1'>{text}</p></text>");
    folder.put("long.xml", sentences(&format!("<s id='1'>{}</s>", "word ".repeat(50_000))));
    folder.put("b.xml", sentences("<s id='1'>b</s>"));
    let links = "<link xtargets='1;1'/>".repeat(5_000);
    folder.put("links.xces", format!("<cesAlign><linkGrp fromDoc='long.xml' toDoc='b.xml'>{links}</linkGrp></cesAlign>"));
    folder.put("links.intertext", format!("<linkGrp toDoc='long.xml' fromDoc='b.xml'>{links}</linkGrp>"));
    let links = "<link target='long.xml#1 b.xml#1'/>".repeat(5_000);
    folder.put("links.tei", format!("<TEI><linkGrp>{links}</linkGrp></TEI>"));
    for name in ["links.xces", "links.intertext", "links.tei"] {
        refused(&folder, &["convert", name, "-o", "out.tsv"], FAR_MORE);
    }
    folder.put("names.tei", format!("<TEI><linkGrp><link target='{} b.xml#1'/></linkGrp></TEI>", "long.xml#1 ".repeat(50_000)));
    done(&folder, &["convert", "names.tei", "-o", "names.tsv"]);
    let group = "<linkGrp fromDoc='long.xml' toDoc='b.xml'/>".repeat(2_000);
    folder.put("groups.xces", format!("<cesAlign>{group}</cesAlign>"));
    refused(&folder, &["convert", "groups.xces", "-o", "out.tsv"], FAR_MORE);
}

#[test]
fn faults_without_end() {
    let folder = Folder::empty();
    folder.put("b.xml", "<text><s id='1'>b</s></text>");
    let links = "<link xtargets='9;9'/>".repeat(30_000);
    folder.put("faults.xces", format!("<cesAlign><linkGrp fromDoc='b.xml' toDoc='b.xml'>{links}</linkGrp></cesAlign>"));
    let (code, said) = ended(&folder, &["check", "faults.xces", "-o", "report"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(folder.get("report").ends_with("10001 findings\n") && folder.get("report").contains("there are more than 10000 faults"));
}

#[test]
fn lexicons() {
    let folder = Folder::empty();
    folder.put("a", "A house.\n");
    folder.put("b", "Une maison.\n");
    // A megabyte that unpacks to a gigabyte, one that unpacks to what it may, and one that is nothing but its own product.
    folder.put("bomb.gz", packed(&"a @ b\n".repeat(10_000), 500));
    folder.put("many.gz", packed(&"a @ b\n".repeat(10_000), 250));
    let words = |letter: char| (0..2_500).map(|word| format!("{letter}{word} ")).collect::<String>();
    folder.put("product", format!("{}@ {}\n", words('x'), words('y')));
    for (lexicon, said) in [
        ("bomb.gz", "unpacks to more than 16 MB"),
        ("many.gz", "this file holds far more entries than any of its length"),
        ("product", "its entries are whole texts and not words"),
    ] {
        refused(&folder, &["align", "a", "b", "-o", "out.tsv", "-q", "--lexicon", lexicon], said);
    }
    #[cfg(unix)]
    refused(&folder, &["align", "a", "b", "-o", "out.tsv", "-q", "--lexicon", "/dev/zero"], "this is a pipe or a device");
}
