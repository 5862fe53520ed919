//! What we write, judged by others: the DTD of TMX, the schema of XLIFF, epubcheck, openpyxl, pyarrow, chromium; and the rules of the tools that
//! read it.
//!
//! A judge that is not there is listed at the end of the run: `xmllint`, `epubcheck` (a jar or a command), `chromium`, a Python with `openpyxl` and
//! `pyarrow` (`DIPTYCH_PYTHON` names it).

use std::path::{Path, PathBuf};
use std::process::Command;

use diptych::formats::{self, Format, epub, tmx};
use diptych::model::{Alignment, Bead, Pair};
use diptych::write::{self, Bitext, Parts, Remark, Settings};

use crate::support;
use crate::support::bitext::{Sample, text, with_marks};
use crate::support::judges::{self, verdict};

/// Texts that break careless writers, in every shape of bead up to three on a side.
fn awkward(target_language: &str) -> Sample {
    let long = format!("{} & <b>]]></b> {}", "x".repeat(49_999), "é".repeat(30_000));
    let hard = [
        "a]]>b",
        "=1+1",
        "<b>&amp;</b>",
        "😀 👩‍👩‍👧",
        "שלום עולם",
        "مرحبا",
        "e\u{301}\u{327}",
        "\"q\"; it's",
        "_x0041_",
        "{0} %s",
        "\u{202e}abc\u{202c}",
        "a\u{1}\u{1b}[31mb",
        "\u{fffe}x",
        &long,
    ];
    let shapes = [(1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3), (3, 2), (0, 2), (3, 0), (3, 3)];
    let (mut beads, mut at) = (Vec::new(), (0, 0));
    for (number, (source, target)) in shapes.into_iter().enumerate() {
        let ids = ((at.0..at.0 + source).collect(), (at.1..at.1 + target).collect());
        beads.push(Bead::new(ids.0, ids.1, 1.0 - number as f32 / 20.0));
        at = (at.0 + source, at.1 + target);
    }
    let lines = |count: usize, shift: usize| (0..count).map(|n| hard[(n + shift) % hard.len()].to_owned()).collect::<Vec<_>>();
    let (source, target) = (text("a b&c.txt", "en-GB", &lines(at.0, 0)), text("b.txt", target_language, &lines(at.1, 5)));
    let alignment = Alignment::new(beads, at.0, at.1).unwrap();
    Sample { source, target, alignment }
}

/// The same, with formatting of every kind: within sentences, over them, and from one bead into another.
fn formatted(target_language: &str) -> Sample {
    let sample = awkward(target_language);
    let over = |text: &diptych::model::Text| {
        let mut stretches: Vec<_> = (0..400).map(|at| (3 * at, 3 * at + 2, at)).collect();
        stretches.extend((0..40).map(|at| (20 * at, 20 * at + 17, at)));
        stretches.extend([(5, 60, 1), (61, 200, 2), (200, 100_000, 3), (250, 90_000, 0)]);
        with_marks(text, &stretches)
    };
    Sample { source: over(&sample.source), target: over(&sample.target), alignment: sample.alignment }
}

fn written(sample: &Sample, folder: &Path, name: &str, format: Format, settings: &Settings) -> PathBuf {
    let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
    let parts = Parts::new(&folder.join(name), format, Pair::new(sample.source.language(), sample.target.language()));
    parts.write(&bitext, settings, None).unwrap();
    parts.paths()[0].clone()
}

#[test]
fn tmx_is_valid_by_its_dtd() {
    let Some(dtd) = support::shared("schemas/tmx14.dtd") else { return };
    let folder = tempfile::tempdir().unwrap();
    for (created, sample) in [(None, awkward("ar")), (Some(1_795_219_200), awkward("ar")), (None, formatted("ar"))] {
        let settings = Settings {
            tmx: tmx::Header { paragraphs: created.is_some(), created, places: true, ..Default::default() },
            ..Settings::default()
        };
        let path = written(&sample, folder.path(), "a.tmx", &formats::tmx::FORMAT, &settings);
        let Some(mut command) = judges::xmllint() else { return };
        let (valid, said) = verdict(command.arg("--dtdvalid").arg(&dtd).arg(path));
        assert!(valid, "{said}");
    }
}

#[test]
fn xliff_is_valid_by_its_schema() {
    let Some(schema) = support::shared("schemas/xliff-2.1/xliff_core_2.0.xsd") else { return };
    let metadata = support::shared("schemas/xliff-2.1/metadata.xsd").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = written(&formatted("zh-Hant"), folder.path(), "a.xlf", &formats::xliff::FORMAT, &Settings::default());
    let Some(mut command) = judges::xmllint() else { return };
    let (valid, said) = verdict(command.arg("--schema").arg(schema).arg(&path));
    assert!(valid, "{said}");
    // The core takes any module; the metadata by its own schema, each of them as a document.
    let contents = std::fs::read_to_string(&path).unwrap();
    let start = contents.find("<mda:metadata>").unwrap();
    let end = contents.find("</mda:metadata>").unwrap() + "</mda:metadata>".len();
    let alone = contents[start..end].replacen("<mda:metadata>", "<mda:metadata xmlns:mda=\"urn:oasis:names:tc:xliff:metadata:2.0\">", 1);
    let module = folder.path().join("metadata.xml");
    std::fs::write(&module, alone).unwrap();
    let (valid, said) = verdict(judges::xmllint().unwrap().arg("--schema").arg(metadata).arg(&module));
    assert!(valid, "{said}");
}

#[test]
fn xliff_12_is_valid_by_both_schemas() {
    let folder = tempfile::tempdir().unwrap();
    for (name, sample) in [("plain.xlf", awkward("zh-Hant")), ("marked.xlf", formatted("zh-Hant"))] {
        let path = written(&sample, folder.path(), name, &formats::xliff12::FORMAT, &Settings::default());
        for schema in ["transitional", "strict"] {
            let Some(schema) = support::shared(&format!("schemas/xliff-1.2/xliff-core-1.2-{schema}.xsd")) else { return };
            let Some(mut command) = judges::xmllint() else { return };
            let (valid, said) = verdict(command.arg("--schema").arg(schema).arg(&path));
            assert!(valid, "{said}");
        }
    }
}

#[test]
fn all_xml_is_well_formed() {
    let folder = tempfile::tempdir().unwrap();
    for format in [&formats::xces::FORMAT, &formats::intertext::FORMAT, &formats::tei::FORMAT, &formats::html::FORMAT] {
        let name = format!("a.{}", format.name);
        written(&formatted("he"), folder.path(), &name, format, &Settings::default());
    }
    let files: Vec<PathBuf> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let Some(mut command) = judges::xmllint() else { return };
    let (valid, said) = verdict(command.args(files));
    assert!(valid, "{said}");
}

/// A browser finds nothing to fetch and nothing that its policy forbids, and prints every sentence and every remark.
#[test]
fn chromium_prints_the_page_whole() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["north", "lantern", "harbour", "copper", "seven", "thunder", "velvet", "orchard", "pebble", "winter", "saddle", "ember"];
    let lines = |side: &str| (0..120).map(|n| format!("{side} {} {} {n}.", words[n / 12], words[n % 12])).collect::<Vec<_>>();
    let (source, target) = (text("a.txt", "en", &lines("Source")), text("b.txt", "fr", &lines("Target")));
    let beads: Vec<Bead> = (0..120).map(|n| Bead::new(vec![n], vec![n], 0.9)).collect();
    let sample = Sample { source, target, alignment: Alignment::new(beads, 120, 120).unwrap() };
    let what = |bead: usize| format!("{} is missing, not {}", words[bead / 12], words[bead % 12]);
    let remarks = (1..=60).map(|bead| Remark { bead: Some(bead), subject: "name".into(), what: what(bead) });
    let settings = Settings { remarks: Some(remarks.collect()), ..Settings::default() };
    let page = written(&sample, folder.path(), "a.html", &formats::html::FORMAT, &settings);
    let print = folder.path().join("a.pdf");
    let Some(chromium) = judges::chromium() else { return };
    let mut command = Command::new(chromium);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--enable-logging=stderr"]);
    command.arg(format!("--user-data-dir={}", folder.path().join("profile").display()));
    command.arg(format!("--print-to-pdf={}", print.display())).arg(format!("file://{}", page.display()));
    let (printed, said) = verdict(&mut command);
    assert!(printed && !said.contains("Refused to") && !said.contains("CONSOLE"), "{said}");
    let document = diptych::read::file(&print, &diptych::read::ReadOptions::default()).unwrap();
    let shown: String = document.text().split_whitespace().collect::<Vec<_>>().join(" ");
    for n in 0..120 {
        for side in ["Source", "Target"] {
            let line = format!("{side} {} {} {n}.", words[n / 12], words[n % 12]);
            assert!(shown.contains(&line), "{line} is not printed: {shown}");
        }
    }
    // In the list, and at its bead.
    assert!((1..=60).all(|bead| shown.matches(&what(bead)).count() == 2), "{shown}");
}

#[test]
fn epubcheck_passes_the_bilingual_book() {
    let folder = tempfile::tempdir().unwrap();
    for layout in [epub::Layout::Alternating, epub::Layout::Columns, epub::Layout::Tap] {
        let path =
            written(&formatted("ar"), folder.path(), "a.epub", &formats::epub::FORMAT, &Settings { epub: layout, ..Settings::default() });
        let Some(mut command) = judges::epubcheck() else { return };
        let (valid, said) = verdict(command.arg(path));
        assert!(valid && said.contains("0 errors / 0 warnings"), "{layout:?}: {said}");
    }
}

/// Runs a script with a file as its argument, if there is a Python with that package.
fn python(package: &str, script: &str, file: &Path) -> Option<String> {
    let (ran, said) = verdict(judges::python(package)?.args(["-c", script]).arg(file));
    assert!(ran, "{said}");
    Some(said)
}

#[test]
fn openpyxl_reads_the_same_rows() {
    let (sample, folder) = (awkward("fr"), tempfile::tempdir().unwrap());
    let path = written(&sample, folder.path(), "a.xlsx", &formats::xlsx::FORMAT, &Settings::default());
    let script = "import openpyxl, sys\nsheet = openpyxl.load_workbook(sys.argv[1]).active\nassert sheet.freeze_panes == 'A2'\n\
        cells = [cell for row in sheet.iter_rows() for cell in row]\nassert all(cell.data_type != 'f' for cell in cells), 'a formula'\n\
        print(sum(1 for row in sheet.iter_rows(min_row=2) if row[2].value != 'continued'))";
    let Some(said) = python("openpyxl", script, &path) else { return };
    assert_eq!(said.trim(), sample.alignment.beads().len().to_string());
}

#[cfg(feature = "parquet")]
#[test]
fn pyarrow_reads_the_same_rows() {
    let (sample, folder) = (awkward("fr"), tempfile::tempdir().unwrap());
    let path = written(&sample, folder.path(), "a.parquet", &formats::parquet::FORMAT, &Settings::default());
    let script = "import pyarrow.parquet as pq, sys, json\ntable = pq.read_table(sys.argv[1])\n\
        print(json.dumps([[r['source_ids'], r['target_ids'], r['kind'], r['source_text'], len(r['source_starts']), r['target_language']] for r in table.to_pylist()]))";
    let Some(said) = python("pyarrow.parquet", script, &path) else { return };
    type Row = (Vec<usize>, Vec<usize>, String, String, usize, String);
    let rows: Vec<Row> = serde_json::from_str(&said).unwrap();
    let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
    let expected: Vec<_> = bitext
        .beads()
        .map(|bead| {
            let ids = (bead.source.clone(), bead.target.clone());
            (ids.0, ids.1, bead.kind.to_string(), bitext.source_line(bead), bead.source.len(), "fr".to_owned())
        })
        .collect();
    assert_eq!(rows, expected);
}

/// A small TMX, as text.
fn small_tmx(created: Option<u64>) -> String {
    let lines = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>();
    let source = text("a.txt", "en-US", &lines(&["One & \u{1}only.", "Two.", "Three."]));
    let target = text("b.txt", "fr-CA", &lines(&["Une seule.", "Deux et trois."]));
    let beads = vec![Bead::new(vec![0], vec![0], 0.9), Bead::new(vec![1, 2], vec![1], 0.8)];
    let alignment = Alignment::new(beads, 3, 2).unwrap();
    let bitext = Bitext::new(&source, &target, &alignment).unwrap();
    let mut out = Vec::new();
    let settings = Settings { tmx: tmx::Header { created, places: true, ..Default::default() }, ..Settings::default() };
    write::write(&mut out, &bitext, &formats::tmx::FORMAT, &settings).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn omegat_and_lf_aligner_know_the_doctype() {
    assert!(small_tmx(None).contains("\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\">\n"));
}

#[test]
fn omegat_strips_what_xml_forbids_and_so_do_we() {
    assert!(small_tmx(None).contains("<seg>One &amp; only.</seg>"));
}

#[test]
fn trados_reads_dates_in_the_z_form_only() {
    assert!(small_tmx(Some(1_795_219_200)).contains(" creationdate=\"20261121T000000Z\""));
}

#[test]
fn smartling_wants_the_source_language_and_a_known_datatype() {
    let tmx = small_tmx(None);
    assert!(tmx.contains(" srclang=\"en-US\" datatype=\"plaintext\""));
    assert_eq!(tmx.matches("<tuv xml:lang=\"en-US\">").count(), 2);
}

#[test]
fn cat_tools_demand_region_codes_as_the_user_gives_them() {
    assert_eq!(small_tmx(None).matches("<tuv xml:lang=\"fr-CA\">").count(), 2);
}

#[test]
fn sketch_engine_needs_a_unit_for_every_pair_of_n_and_m() {
    let tmx = small_tmx(None);
    assert_eq!((tmx.matches("<tu ").count(), tmx.matches("</tu>").count()), (2, 2));
    assert!(tmx.contains("<seg>Two. Three.</seg>"));
}

#[test]
fn properties_stand_before_the_segments_as_omegat_writes_them() {
    for unit in small_tmx(None).split("<tu ").skip(1) {
        assert!(unit.rfind("<prop").unwrap() < unit.find("<tuv").unwrap());
    }
}

#[test]
fn opus_has_from_first_and_intertext_has_to_first() {
    let lines = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>();
    let sample = Sample {
        source: text("a", "en", &lines(&["One.", "Two."])),
        target: text("b", "fr", &lines(&["Un et deux."])),
        alignment: Alignment::new(vec![Bead::new(vec![0, 1], vec![0], 0.5)], 2, 1).unwrap(),
    };
    let folder = tempfile::tempdir().unwrap();
    let read = |format: Format| {
        let path = written(&sample, folder.path(), &format!("x.{}", format.name), format, &Settings::default());
        std::fs::read_to_string(path).unwrap()
    };
    let opus = read(&formats::xces::FORMAT);
    assert!(
        opus.contains("fromDoc=\"x.en.xml\" toDoc=\"x.fr.xml\"") && opus.contains("xtargets=\"s1.1 s2.1;s1.1\" certainty=\"0.5000\""),
        "{opus}"
    );
    let intertext = read(&formats::intertext::FORMAT);
    assert!(intertext.contains("toDoc=\"x.fr.xml\" fromDoc=\"x.en.xml\""), "{intertext}");
    assert!(intertext.contains("<link type='1-2' xtargets='1:1;1:1 2:1' status='auto' mark='1'/>"), "{intertext}");
    assert_eq!(read(&formats::sketch::FORMAT), "0,1\t0\n");
}
