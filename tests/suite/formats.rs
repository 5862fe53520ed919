//! Every format read back: the same links, whatever the alignment and whatever the texts hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use diptych::eval::{self, Link};
use diptych::formats::{self, Format, moses, table, tmx};
use diptych::model::{Alignment, Bead, BeadKind, Side};
use diptych::write::{self, Bitext, Settings};
use proptest::prelude::*;
use quick_xml::events::Event;

use crate::support;
use crate::support::bitext::{Sample, sample, text};
use crate::support::judges;

fn written(sample: &Sample, format: Format) -> String {
    let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
    let mut out = Vec::new();
    write::write(&mut out, &bitext, format, &Settings::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn links(alignment: &Alignment) -> Vec<Link> {
    alignment.beads().iter().map(|bead| Link::new(bead.source.clone(), bead.target.clone())).collect()
}

/// A unit of a TMX file: its properties, and its segments by language.
type Unit = (BTreeMap<String, String>, Vec<(String, String)>);

/// What a TMX file says, unit after unit.
fn read_tmx(xml: &str) -> Vec<Unit> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut units, mut text, mut property) = (Vec::new(), String::new(), String::new());
    let mut codes = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if ["bpt", "ept", "it"].contains(&tag.name().as_ref()) => codes += 1,
            Event::End(tag) if ["bpt", "ept", "it"].contains(&tag.name().as_ref()) => codes -= 1,
            Event::Start(tag) if tag.name().as_ref() == "hi" => {}
            Event::Text(_) | Event::GeneralRef(_) if codes > 0 => {}
            Event::Start(tag) => {
                text.clear();
                let attribute = |name: &str| tag.try_get_attribute(name).unwrap().map(|a| a.value.into_owned());
                match tag.name().as_ref() {
                    "tu" => units.push((BTreeMap::new(), Vec::new())),
                    "prop" => property = attribute("type").unwrap(),
                    "tuv" => units.last_mut().unwrap().1.push((attribute("xml:lang").unwrap(), String::new())),
                    _ => {}
                }
            }
            Event::Text(piece) => text.push_str(&piece),
            Event::GeneralRef(name) => text.push_str(match &*name {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                other => panic!("entity {other}"),
            }),
            Event::End(tag) => match tag.name().as_ref() {
                "prop" => drop(units.last_mut().unwrap().0.insert(property.clone(), text.clone())),
                "seg" => units.last_mut().unwrap().1.last_mut().unwrap().1.clone_from(&text),
                _ => {}
            },
            Event::Eof => return units,
            _ => {}
        }
    }
}

fn numbers(list: &str) -> Vec<usize> {
    list.split(' ').map(|number| number.parse().unwrap()).collect()
}

const ESCAPE: char = '\u{1b}';

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn vecalign_tsv_and_jsonl_give_the_same_links(sample in sample()) {
        for format in [&formats::vecalign::FORMAT, &formats::tsv::FORMAT, &formats::jsonl::FORMAT] {
            let links_read = eval::parse("written", &written(&sample, format)).unwrap();
            prop_assert_eq!(links_read, links(&sample.alignment), "{:?}", format);
        }
    }

    #[test]
    fn tsv_has_six_columns_and_one_line_a_bead(sample in sample()) {
        let tsv = written(&sample, &formats::tsv::FORMAT);
        prop_assert_eq!(tsv.split('\n').count(), sample.alignment.beads().len() + 2);
        let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(tsv.as_bytes());
        for record in reader.records() {
            prop_assert_eq!(record.unwrap().len(), 6);
        }
    }

    #[test]
    fn jsonl_ranges_are_those_of_the_sentences(sample in sample()) {
        for (line, bead) in written(&sample, &formats::jsonl::FORMAT).lines().zip(sample.alignment.beads()) {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            for (range, &id) in row["source_ranges"].as_array().unwrap().iter().zip(&bead.source) {
                let range = range[0].as_u64().unwrap() as usize..range[1].as_u64().unwrap() as usize;
                prop_assert_eq!(&sample.source.document().text()[range], sample.source.sentence(id));
            }
            prop_assert_eq!(row["kind"].as_str(), Some(bead.kind.as_str()));
            prop_assert!((row["confidence"].as_f64().unwrap() - f64::from(bead.confidence)).abs() < 1e-4);
        }
    }

    #[test]
    fn tmx_holds_the_pairs(sample in sample()) {
        let units = read_tmx(&written(&sample, &formats::tmx::FORMAT));
        let pairs: Vec<&Bead> = sample.alignment.beads().iter().filter(|b| !b.source.is_empty() && !b.target.is_empty()).collect();
        prop_assert_eq!(units.len(), pairs.len());
        for ((properties, segments), bead) in units.iter().zip(pairs) {
            prop_assert_eq!(numbers(&properties["x-source-ids"]), bead.source.clone());
            prop_assert_eq!(numbers(&properties["x-target-ids"]), bead.target.clone());
            prop_assert_eq!(properties.contains_key("x-kind"), bead.kind == BeadKind::Moved);
            prop_assert_eq!(segments.iter().map(|s| s.0.as_str()).collect::<Vec<_>>(), ["en", "zh"]);
            let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
            let legal = |line: String| line.replace(|c: char| c < ' ' || ('\u{FFFE}'..='\u{FFFF}').contains(&c), "");
            prop_assert_eq!(&segments[0].1, &legal(bitext.source_line(bead)));
        }
    }

    #[test]
    fn codes_of_tmx_are_paired(sample in sample()) {
        let xml = written(&sample, &formats::tmx::FORMAT);
        for segment in xml.split("<seg>").skip(1).map(|rest| rest.split("</seg>").next().unwrap()) {
            let all = |begin: &str| -> Vec<String> {
                segment.match_indices(begin).map(|(at, _)| segment[at + begin.len()..].split('"').next().unwrap().to_owned()).collect()
            };
            let (mut opened, mut closed) = (all("<bpt i=\""), all("<ept i=\""));
            opened.sort();
            closed.sort();
            prop_assert_eq!(&opened, &closed);
            let mut numbers = all(" x=\"");
            let count = numbers.len();
            prop_assert_eq!(count, opened.len() + all("<it pos=\"").len() + all("<hi x=\"").len());
            numbers.sort();
            numbers.dedup();
            prop_assert_eq!(numbers.len(), count);
            for number in opened {
                let place = |element: &str| segment.find(&format!("<{element} i=\"{number}\""));
                prop_assert!(place("bpt") < place("ept"));
            }
        }
    }

    #[test]
    fn moses_has_a_line_a_pair(sample in sample()) {
        let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
        let (mut source, mut target) = (Vec::new(), Vec::new());
        moses::side(&mut source, &bitext, Side::Source).unwrap();
        moses::side(&mut target, &bitext, Side::Target).unwrap();
        let (source, target) = (String::from_utf8(source).unwrap(), String::from_utf8(target).unwrap());
        let lines: Vec<(String, String)> = source.lines().map(str::to_owned).zip(target.lines().map(str::to_owned)).collect();
        let expected: Vec<_> = bitext.pairs().map(|bead| (bitext.source_line(bead), bitext.target_line(bead))).collect();
        prop_assert_eq!(lines, expected);
        prop_assert_eq!(source.lines().count(), target.lines().count());
    }

    #[test]
    fn a_ladder_covers_both_texts_and_holds_every_pair(sample in sample()) {
        let ladder = written(&sample, &formats::ladder::FORMAT);
        prop_assert!(ladder.starts_with("0\t0\t"));
        let links_read = eval::parse("written", &ladder).unwrap();
        let covered = |side: fn(&Link) -> &Vec<usize>| links_read.iter().flat_map(|link| side(link).clone()).collect::<Vec<_>>();
        prop_assert_eq!(covered(|link| &link.source), (0..sample.source.len()).collect::<Vec<_>>());
        prop_assert_eq!(covered(|link| &link.target), (0..sample.target.len()).collect::<Vec<_>>());
        for bead in sample.alignment.beads().iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty()) {
            let holds = |link: &Link| bead.source.iter().all(|id| link.source.contains(id)) && bead.target.iter().all(|id| link.target.contains(id));
            prop_assert!(links_read.iter().any(holds));
        }
    }

    #[test]
    fn no_row_of_the_table_is_too_wide(sample in sample(), width in 40_usize..140) {
        let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
        let mut out = Vec::new();
        let layout = table::Layout { width, ..Default::default() };
        table::write(&mut out, &bitext, &layout).unwrap();
        let table = String::from_utf8(out).unwrap();
        let rows: Vec<&str> = table.lines().collect();
        for row in &rows[..rows.len() - 1] {
            prop_assert!(!row.contains(ESCAPE));
            let columns: usize = unicode_segmentation::UnicodeSegmentation::graphemes(*row, true).map(unicode_width::UnicodeWidthStr::width).sum();
            prop_assert!(columns <= width, "{columns} columns of {width}: {row}");
        }
    }
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|&line| line.to_owned()).collect()
}

/// A small alignment with everything in it that is monotone.
fn monotone() -> Sample {
    let source = text("a.txt", "en", &lines(&["One & only.", "Two.", "Three <b>.", "Four.", "Five."]));
    let target = text("b.txt", "fr", &lines(&["Zéro.", "Une seule.", "Deux et trois.", "Quatre.", "Et plus."]));
    let beads = vec![
        Bead::new(vec![], vec![0], 0.9),
        Bead::new(vec![0], vec![1], 0.75),
        Bead::new(vec![1, 2], vec![2], 0.5),
        Bead::new(vec![3], vec![3, 4], 0.99),
        Bead::new(vec![4], vec![], 1.0),
    ];
    let alignment = Alignment::new(beads, 5, 5).unwrap();
    Sample { source, target, alignment }
}

#[test]
fn the_formats_to_the_letter() {
    let sample = monotone();
    assert_eq!(
        written(&sample, &formats::vecalign::FORMAT),
        "[]:[0]:0.100000\n[0]:[1]:0.250000\n[1, 2]:[2]:0.500000\n[3]:[3, 4]:0.010000\n[4]:[]:0.000000\n"
    );
    assert_eq!(
        written(&sample, &formats::ladder::FORMAT),
        "0\t0\t0.9000\n0\t1\t0.7500\n1\t2\t0.5000\n3\t3\t0.9900\n4\t5\t1.0000\n5\t5\t0.0000\n"
    );
    assert_eq!(eval::parse("ladder", &written(&sample, &formats::ladder::FORMAT)).unwrap(), links(&sample.alignment));
    assert_eq!(written(&sample, &formats::tsv::FORMAT).lines().nth(3).unwrap(), "1 2\t2\tmatch\t0.5000\tTwo. Three <b>.\tDeux et trois.");
    assert_eq!(
        written(&sample, &formats::jsonl::FORMAT).lines().nth(2).unwrap(),
        r#"{"source_ids":[1,2],"target_ids":[2],"kind":"match","confidence":0.5,"source_ranges":[[12,16],[17,27]],"target_ranges":[[18,32]],"source_text":"Two. Three <b>.","target_text":"Deux et trois."}"#
    );
}

#[test]
fn the_table_to_the_letter() {
    let sample = monotone();
    let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
    let mut out = Vec::new();
    table::write(&mut out, &bitext, &table::Layout { width: 50, ..Default::default() }).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}

#[test]
fn doubtful_pairs_can_be_left_out() {
    let sample = monotone();
    let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap().with_min_confidence(0.6);
    assert_eq!(bitext.left_out(), 1);
    let written = |format| {
        let mut out = Vec::new();
        write::write(&mut out, &bitext, format, &Settings::default()).unwrap();
        eval::parse("written", std::str::from_utf8(&out).unwrap()).unwrap()
    };
    let expected = [(vec![], vec![0]), (vec![0], vec![1]), (vec![3], vec![3, 4]), (vec![4], vec![])].map(Link::from);
    assert_eq!(written(&formats::vecalign::FORMAT), expected);
    // A ladder has no gaps: what was left out stands unpaired.
    let unpaired = [(vec![1], vec![]), (vec![2], vec![]), (vec![], vec![2])].map(Link::from);
    assert_eq!(written(&formats::ladder::FORMAT)[2..5], unpaired);
}

#[test]
fn tmx_is_valid() {
    let Some(dtd) = support::shared("schemas/tmx14.dtd") else { return };
    let sample = monotone();
    let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (number, header) in
        [tmx::Header::default(), tmx::Header { paragraphs: true, created: Some(1_795_219_200), ..Default::default() }].iter().enumerate()
    {
        let path = folder.path().join(format!("{number}.tmx"));
        diptych::internal::source::atomic::file(&path, |out| tmx::write(out, &bitext, header)).unwrap();
        let Some(mut xmllint) = judges::xmllint() else { return };
        let (valid, said) = judges::verdict(xmllint.arg("--dtdvalid").arg(&dtd).arg(&path));
        assert!(valid, "{said}");
    }
}

/// The table in docs/formats.md, row by row, says of each format what its descriptor says.
#[test]
fn the_table_of_the_docs_is_that_of_the_formats() {
    let docs = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md")).unwrap();
    let rows = docs.lines().skip_while(|line| !line.starts_with("| format | extension |")).skip(2).take_while(|line| line.starts_with('|'));
    let documented: Vec<_> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let name = cells[1].split('`').nth(1).unwrap().to_owned();
            let extensions: Vec<&str> = cells[2].split('`').filter_map(|cell| cell.strip_prefix('.')).collect();
            (name, extensions.join(" "), [3, 4, 5].map(|cell| cells[cell] != "–"))
        })
        .collect();
    let described = formats::ALL.iter().map(|format| {
        let (reading, writing) = (format.reading.map(|reading| reading.extensions), format.writing.map(|writing| writing.extensions));
        let mut extensions: Vec<&str> =
            reading.into_iter().chain(writing).flatten().copied().filter(|extension| !extension.is_empty()).collect();
        let mut seen = BTreeSet::new();
        extensions.retain(|extension| seen.insert(*extension));
        (format.name.to_owned(), extensions.join(" "), [reading.is_some(), format.bitext.is_ok(), writing.is_some()])
    });
    assert_eq!(documented, described.collect::<Vec<_>>());
}
