//! `diptych convert`: what every writer writes is read back as the same beads, whatever the texts hold.

use std::path::Path;

use assert_cmd::Command;
use diptych::bitext::{self, Aligned, Options};
use diptych::formats::{self, Format};
use diptych::model::{Alignment, Bead, BeadKind, Pair};
use diptych::write::{Bitext, Parts, Settings};
use proptest::prelude::*;

use crate::support::bitext::{Sample, sample, text};

/// A bead as both sides of a round trip can be compared: ids, kind, confidence in ten-thousandths, texts.
type Seen = (Vec<usize>, Vec<usize>, BeadKind, u32, String, String);

/// What a format can say.
#[derive(Clone, Copy)]
struct Says {
    omitted: bool,
    added: bool,
    confidence: bool,
    moved: bool,
    controls: bool,
}

const ALL: Says = Says { omitted: true, added: true, confidence: true, moved: true, controls: true };
const XML: Says = Says { controls: false, ..ALL };

fn says(format: Format) -> Says {
    match format.name {
        "tsv" | "csv" | "jsonl" | "parquet" => ALL,
        "xlsx" | "html" | "epub" => XML,
        "tmx" => Says { omitted: false, added: false, ..XML },
        "xliff" => Says { added: false, ..ALL },
        "xliff12" => Says { added: false, ..XML },
        "xces" => Says { moved: false, ..XML },
        "intertext" => Says { moved: false, confidence: false, ..XML },
        "tei" => Says { moved: false, ..XML },
        "bitextor" => Says { omitted: false, added: false, moved: false, ..ALL },
        "moses" => Says { omitted: false, added: false, moved: false, confidence: false, ..ALL },
        name => panic!("{name} has no texts"),
    }
}

/// The sentence ids of beads counted anew, as for a file from which some were left out.
fn counted_anew(beads: &mut [Seen]) {
    for side in [0, 1] {
        let ids = |bead: &Seen| if side == 0 { bead.0.clone() } else { bead.1.clone() };
        let mut all: Vec<usize> = beads.iter().flat_map(ids).collect();
        all.sort_unstable();
        for bead in beads.iter_mut() {
            for id in if side == 0 { &mut bead.0 } else { &mut bead.1 } {
                *id = all.binary_search(id).unwrap();
            }
        }
    }
}

fn seen(bitext: &Bitext, says: Says) -> Vec<Seen> {
    let legal = |line: String| match says.controls {
        true => line,
        // The space beside what is left out is at an edge then, and goes too.
        false => {
            let line = line.replace(|c: char| c < ' ' || ('\u{FFFE}'..='\u{FFFF}').contains(&c), "");
            line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        }
    };
    let beads = bitext.beads().filter(|bead| match bead.kind {
        BeadKind::Omitted => says.omitted,
        BeadKind::Added => says.added,
        _ => true,
    });
    let mut beads: Vec<Seen> = beads
        .map(|bead| {
            let kind = if bead.kind == BeadKind::Moved && !says.moved { BeadKind::Match } else { bead.kind };
            let confidence = if says.confidence { (bead.confidence * 1e4).round() as u32 } else { 0 };
            let texts = (legal(bitext.source_line(bead)), legal(bitext.target_line(bead)));
            (bead.source.clone(), bead.target.clone(), kind, confidence, texts.0.trim().to_owned(), texts.1.trim().to_owned())
        })
        .collect();
    counted_anew(&mut beads);
    beads
}

fn there_and_back(sample: &Sample, format: Format, folder: &Path) -> Aligned {
    let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
    let name = match format.extension() {
        Some(extension) => format!("written.{extension}"),
        None => "written.en-zh".to_owned(),
    };
    let parts = Parts::new(&folder.join(name), format, Pair::new(sample.source.language(), sample.target.language()));
    parts.write(&bitext, &Settings::default(), None).unwrap();
    bitext::read(
        if format == &formats::moses::FORMAT { folder.join("written.en-zh") } else { parts.paths()[0].clone() },
        &Options::default(),
    )
    .unwrap_or_else(|error| panic!("{}: {error}", format.name))
}

/// Formats in which neither ids nor the number of sentences are said: a pair is one sentence on each side.
fn is_flat(format: Format) -> bool {
    [&formats::bitextor::FORMAT, &formats::moses::FORMAT].contains(&format)
}

fn check(sample: &Sample, format: Format) {
    let folder = tempfile::tempdir().unwrap();
    let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
    let mut says = says(format);
    if format == &formats::tei::FORMAT {
        // One-sided beads come back, sentence by sentence, but not what was thought of them: they are counted below.
        (says.omitted, says.added) = (false, false);
    }
    let mut expected = seen(&bitext, says);
    if expected.is_empty() && sample.alignment.beads().iter().all(|bead| bead.kind != BeadKind::Match) {
        return;
    }
    let back = there_and_back(sample, format, folder.path());
    let mut read = seen(&back.bitext().unwrap(), says);
    if format == &formats::tei::FORMAT {
        let singles = |beads: &[Bead]| {
            beads.iter().filter(|b| b.source.is_empty() || b.target.is_empty()).map(|b| b.source.len() + b.target.len()).sum::<usize>()
        };
        assert_eq!(singles(back.alignment.beads()), singles(sample.alignment.beads()));
    }
    if is_flat(format) {
        for bead in expected.iter_mut().chain(&mut read) {
            (bead.0, bead.1) = (vec![], vec![]);
            // At the beginning of a file it is a byte-order mark.
            bead.4 = bead.4.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).to_owned();
            bead.5 = bead.5.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).to_owned();
        }
    }
    assert_eq!(read, expected, "{}", format.name);
    if !is_flat(format) && says.omitted && says.added {
        assert_eq!((back.source.len(), back.target.len()), (sample.source.len(), sample.target.len()));
    }
}

const WITH_TEXTS: &[Format] = &[
    #[cfg(feature = "parquet")]
    &formats::parquet::FORMAT,
    &formats::tsv::FORMAT,
    &formats::csv::FORMAT,
    &formats::xlsx::FORMAT,
    &formats::jsonl::FORMAT,
    &formats::tmx::FORMAT,
    &formats::xliff::FORMAT,
    &formats::xliff12::FORMAT,
    &formats::html::FORMAT,
    &formats::epub::FORMAT,
    &formats::moses::FORMAT,
    &formats::xces::FORMAT,
    &formats::intertext::FORMAT,
    &formats::tei::FORMAT,
    &formats::bitextor::FORMAT,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_format_with_texts_is_read_back(sample in sample().prop_filter("pairs", |s| s.alignment.beads().iter().any(|b| !b.source.is_empty() && !b.target.is_empty()))) {
        for &format in WITH_TEXTS {
            check(&sample, format);
        }
    }

    #[test]
    fn every_format_of_ids_is_read_back(sample in sample()) {
        let folder = tempfile::tempdir().unwrap();
        let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
        for format in [&formats::vecalign::FORMAT, &formats::ladder::FORMAT, &formats::sketch::FORMAT] {
            let parts = Parts::new(&folder.path().join("links"), format, Pair::new("en", "zh"));
            parts.write(&bitext, &Settings::default(), None).unwrap();
            let texts = Some(Pair::new(sample.source.clone(), sample.target.clone()));
            let options = Options { format: Some(format), texts, ..Options::default() };
            let back = bitext::read(&parts.paths()[0], &options).unwrap();
            if format == &formats::vecalign::FORMAT {
                let plain = Says { moved: false, ..ALL };
                prop_assert_eq!(seen(&back.bitext().unwrap(), plain), seen(&bitext, plain));
            }
        }
    }
}

/// Every shape of bead up to three on a side, over texts that break careless writers.
fn awkward() -> Sample {
    let long = "x".repeat(49_999) + " & <b>]]></b> " + &"é".repeat(30_000);
    let hard = [
        "a]]>b",
        "=1+1",
        "<b>&amp;</b>",
        "😀 👩‍👩‍👧",
        "שלום עולם",
        "مرحبا",
        "e\u{301}\u{327}",
        "\"quoted\"; it's",
        "- dash",
        "_x0041_",
        "{0} %s",
        "\u{202e}abc\u{202c}",
        "a\u{a0}b",
        "'=x",
        "@me",
        "+33",
        "tab\tinside",
        "\u{1}\u{1b}[31m",
        "1;2,3",
        &long,
    ];
    let shapes = [(1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3), (3, 2), (0, 2), (3, 0), (3, 3)];
    let (mut beads, mut at) = (Vec::new(), (0, 0));
    for (number, (source, target)) in shapes.into_iter().enumerate() {
        beads.push(Bead::new((at.0..at.0 + source).collect(), (at.1..at.1 + target).collect(), 1.0 - number as f32 / 20.0));
        at = (at.0 + source, at.1 + target);
    }
    let lines = |count: usize, shift: usize| (0..count).map(|n| hard[(n + shift) % hard.len()].to_owned()).collect::<Vec<_>>();
    let (source, target) = (text("a.txt", "en", &lines(at.0, 0)), text("b.txt", "zh", &lines(at.1, 7)));
    let alignment = Alignment::new(beads, at.0, at.1).unwrap();
    Sample { source, target, alignment }
}

#[test]
fn awkward_texts_in_every_shape_are_read_back() {
    for &format in WITH_TEXTS {
        check(&awkward(), format);
    }
}

fn read(name: &str, contents: &str) -> Vec<Seen> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, contents).unwrap();
    seen(&bitext::read(&path, &Options::default()).unwrap().bitext().unwrap(), ALL)
}

#[test]
fn tables_of_others_are_read() {
    let texts = |beads: Vec<Seen>| beads.into_iter().map(|bead| (bead.0.len(), bead.4, bead.5, bead.3)).collect::<Vec<_>>();
    let pair = |n, a: &str, b: &str, c| (n, a.to_owned(), b.to_owned(), c);
    // hunalign -text, and columns without a header.
    assert_eq!(texts(read("a.tsv", "One. ~~~ Two.\tUn et deux.\t0.5\n")), [pair(2, "One. Two.", "Un et deux.", 5000)]);
    // Sketch Engine: English names in the first row; Custom Translator: codes.
    assert_eq!(texts(read("a.csv", "English,French\n\"One, two.\",Un.\n")), [pair(1, "One, two.", "Un.", 10_000)]);
    assert_eq!(texts(read("a.csv", "en;fr\nOne, two.;Un.\n")), [pair(1, "One, two.", "Un.", 10_000)]);
}

#[test]
fn xliff_1_2_is_read() {
    let xliff = r#"<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="en" target-language="fr" datatype="plaintext"><body>
        <trans-unit id="1"><source>Press <g id="1">OK</g>.</source><seg-source>x</seg-source><target>Appuyez sur <bpt id="1">&lt;b></bpt>OK.</target><alt-trans><source>y</source><target>z</target></alt-trans></trans-unit>
        </body></file></xliff>"#;
    let beads = read("a.xlf", xliff);
    assert_eq!(beads.len(), 1);
    assert_eq!((beads[0].4.as_str(), beads[0].5.as_str()), ("Press OK.", "Appuyez sur OK."));
}

#[test]
fn broken_files_are_named_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    for (name, contents, words) in [
        ("a.tmx", "<tmx><body>\n<tu></body></tmx>", "line 2"),
        ("a.tmx", "<!DOCTYPE x [<!ENTITY a \"b\">]><tmx>&a;</tmx>", "entity &a;"),
        ("a.xces", "<cesAlign><linkGrp fromDoc=\"no.xml\" toDoc=\"no.xml\"/></cesAlign>", "no.xml: cannot read"),
        ("a.jsonl", "{}\n", "line 1"),
        ("a.vecalign", "[0]:[0]\n", "--source"),
        ("a.xlsx", "not a zip", "no workbook"),
        ("a.epub", "not a zip", "no EPUB"),
        ("a.tsv", "one column\n", "columns"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, contents).unwrap();
        let error = bitext::read(&path, &Options::default()).unwrap_err().to_string();
        assert!(error.contains(words), "{name}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn damaged_files_are_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let lines: Vec<String> = ["One & two.", "Two.", "Three."].map(str::to_owned).to_vec();
        let beads = vec![Bead::new(vec![0, 1], vec![0], 0.5), Bead::new(vec![2], vec![1, 2], 0.9)];
        let sample = Sample {
            source: text("a.txt", "en", &lines),
            target: text("b.txt", "fr", &lines),
            alignment: Alignment::new(beads, 3, 3).unwrap(),
        };
        let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
        for &format in WITH_TEXTS {
            let folder = tempfile::tempdir().unwrap();
            let parts = Parts::new(&folder.path().join("x.en-fr"), format, Pair::new("en", "fr"));
            parts.write(&bitext, &Settings::default(), None).unwrap();
            for path in parts.paths() {
                let mut bytes = std::fs::read(path).unwrap();
                let place = at.index(bytes.len());
                if cut { bytes.truncate(place) } else { bytes[place] = byte }
                std::fs::write(path, bytes).unwrap();
            }
            let options = Options { format: Some(format), ..Options::default() };
            // Whatever comes out is an answer; what must not come out is a panic.
            let _ = bitext::read(&parts.paths()[0], &options).map(|aligned| diptych::check::translation(&aligned.bitext().unwrap()));
            let _ = diptych::check::form::faults(&parts.paths()[0], format);
        }
    }
}

#[test]
fn what_unpacks_to_far_more_than_a_text_is_refused() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.tsv");
    let mut packed = flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::best());
    let megabyte = vec![b' '; 1 << 20];
    (0..200).for_each(|_| packed.write_all(&megabyte).unwrap());
    packed.finish().unwrap();
    let error = bitext::read(&path, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("unpacks to far more"), "{error}");
}

/// Runs the program in a folder: its exit code and what it said on standard error.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_diptych")).current_dir(folder).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_bitext_goes_round_through_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.en"), "The cat sleeps. It is 21 February 1999. Nobody wakes it.\n").unwrap();
    std::fs::write(path("a.fr"), "Le chat dort. C'est le 21 février 1999. Personne ne le réveille.\n").unwrap();
    let languages = ["--source-lang", "en", "--target-lang", "fr"];
    let aligned = [&["align", "a.en", "a.fr", "-q", "-o", "0.tsv"], &languages[..]].concat();
    assert_eq!(run(folder.path(), &aligned), (Some(0), String::new()));
    let mut before = "0.tsv".to_owned();
    for (number, extension) in ["csv", "xlsx", "jsonl", "tmx", "xlf", "html", "epub", "xces", "tei"].into_iter().enumerate() {
        let after = format!("{}.{extension}", number + 1);
        let (code, said) = run(folder.path(), &["convert", &before, "-q", "-o", &after]);
        assert_eq!((code, said.as_str()), (Some(0), ""), "{before} to {after}");
        before = after;
    }
    run(folder.path(), &["convert", &before, "-q", "-o", "last.tsv"]);
    assert_eq!(std::fs::read_to_string(path("last.tsv")).unwrap(), std::fs::read_to_string(path("0.tsv")).unwrap());
    let (code, said) = run(folder.path(), &["convert", "0.tsv", "-o", "0.tsv"]);
    assert!(code == Some(1) && said.contains("overwrite the input"), "{said}");
    let (code, said) = run(folder.path(), &["convert", "0.tsv", "--to", "xces"]);
    assert!(code == Some(2) && said.contains("three files"), "{said}");
}

#[test]
fn a_row_of_ids_without_text_is_no_bead() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tsv");
    let head = "source_ids\ttarget_ids\tkind\tconfidence\tsource_text\ttarget_text\n";
    // The id stands twice, so ids do not count, and the first row holds nothing at all.
    std::fs::write(&path, format!("{head}0\t\tomitted\t0.9000\t\t\n0\t0\tmatch\t0.9000\tOne.\tUn.\n")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_diptych")).arg("convert").arg(&path).args(["--to", "tsv"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{head}0\t0\tmatch\t0.9000\tOne.\tUn.\n"));
}
