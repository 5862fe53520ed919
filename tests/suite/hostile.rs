//! Hostile files: each gives one sentence and exit code 1, within bounds of time and memory.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use diptych::read::{self, ReadOptions};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::bombs::{docx, zip};
use crate::support::damage::damaged_file;
use crate::support::dice::Dice;

/// Generous, because the tests are not optimised and share the machine.
const TIME: Duration = Duration::from_secs(30);

/// The sentence that a file gives.
fn refused(name: &str, contents: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, contents).unwrap();
    let began = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    let output = command.arg("segment").arg(&path).timeout(TIME).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{name}: {said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{name}: {said}");
    assert!(said.starts_with("error: ") && said.contains(name), "{said}");
    assert!(output.stdout.is_empty());
    let _ = writeln!(
        std::io::stderr(),
        "  {:5.2} s  {}",
        began.elapsed().as_secs_f32(),
        said.trim_end().replace(folder.path().to_str().unwrap(), "")
    );
    said
}

/// A gigabyte of one letter, packed by this.
fn gigabyte(mut packer: impl Write) {
    let part = vec![b'a'; 1 << 20];
    for _ in 0..1024 {
        packer.write_all(&part).unwrap();
    }
    packer.flush().unwrap();
}

#[test]
fn a_gigabyte_behind_a_megabyte() {
    let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file("word/document.xml", SimpleFileOptions::default().large_file(true)).unwrap();
    gigabyte(&mut bomb);
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(refused("bomb.docx", &bomb).contains("unpacks to more than 128 MB"));
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    gigabyte(&mut packed);
    assert!(refused("bomb.txt.gz", &packed.finish().unwrap()).contains("unpacks to more than"));
}

#[test]
fn a_size_that_lies() {
    let mut bomb = docx(&vec![b'a'; 1 << 20]);
    // The size unpacked, as the central directory declares it.
    let declared = (1_u32 << 20).to_le_bytes();
    let at: Vec<usize> = bomb.windows(4).enumerate().filter(|(_, window)| *window == declared).map(|(at, _)| at).collect();
    for at in at {
        bomb[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    refused("lies.docx", &bomb);
}

#[test]
fn entities_and_nesting() {
    let laughs =
        "<?xml version='1.0'?><!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><w:document><w:p><w:t>&b;</w:t></w:p></w:document>";
    assert!(refused("laughs.docx", &docx(laughs.as_bytes())).contains("declares entities"));
    let outside = "<?xml version='1.0'?><!DOCTYPE tmx [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><tmx><body><tu><tuv><seg>&x;</seg></tuv></tu></body></tmx>";
    assert!(refused("outside.tmx", outside.as_bytes()).contains("declares entities"));
    assert!(refused("deep.docx", &docx("<a>".repeat(1_000_000).as_bytes())).contains("1000 deep"));
    assert!(refused("deep.html", "<div>".repeat(1_000_000).as_bytes()).contains("400 deep"));
    let attributes: String = (0..200_000).map(|at| format!("a{at}=1 ")).collect();
    assert!(refused("attributes.html", format!("<div {attributes}>x</div>").as_bytes()).contains("500 attributes"));
    let books = "<xliff version='2.0'>".to_owned() + &"<group>".repeat(100_000);
    assert!(refused("deep.xlf", books.as_bytes()).contains("1000 deep"));
}

#[test]
fn archives_that_are_not_what_they_say() {
    let whole = docx(b"<w:document><w:p><w:t>Text.</w:t></w:p></w:document>");
    assert!(refused("cut.docx", &whole[..whole.len() / 2]).contains("damaged or cut off"));
    assert!(refused("out.docx", &zip(&[("../../etc/cron.d/x", b"x"), ("word/document.xml", b"<a/>")])).contains("leads out of it"));
    assert!(refused("text.docx", b"Just text.").contains("its name says a Word file"));
    assert!(refused("any.zip", &zip(&[("a.txt", b"text")])).contains("no docx, odt, epub or xlsx"));
    assert!(refused("picture.docx", b"\x89PNG\r\n\x1a\nnothing").contains("its name says"));
    let loops = "<container><rootfiles><rootfile full-path='META-INF/container.xml'/></rootfiles></container>";
    assert!(
        refused("loop.epub", &zip(&[("mimetype", b"application/epub+zip"), ("META-INF/container.xml", loops.as_bytes())]))
            .contains("none of the pages")
    );
    assert!(refused("cut.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03abc").contains("damaged or cut off"));
    assert!(refused("cut.zst", b"\x28\xB5\x2F\xFD\x24").contains("damaged or cut off"));
    assert!(refused("cut.pdf", b"%PDF-1.7\n1 0 obj<<").contains("PDF"));
}

#[test]
fn one_string_a_million_times() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "long ".repeat(200_000));
    let cells: String = (1..=5_000).map(|row| format!("<row r='{row}'><c r='A{row}' t='s'><v>0</v></c></row>")).collect();
    let book = zip(&[
        ("xl/workbook.xml", b"<workbook><sheets><sheet r:id='r1'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>"),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{cells}</sheetData></worksheet>").as_bytes()),
    ]);
    assert!(refused("strings.xlsx", &book).contains("more than 128 MB"));
}

#[test]
fn a_scan_says_so() {
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page\
        /Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n4 0 obj<</Length 5>>stream\n/I Do\nendstream \
        endobj\n5 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\nx\nendstream endobj\n\
        trailer<</Root 1 0 R>>\n%%EOF";
    assert!(refused("scan.pdf", pdf).contains("pictures of pages and no text"));
}

#[test]
fn pages_that_draw_themselves() {
    let objects: String = (4..40).map(|n| format!("{n} 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {} 0 R>>>>/Length 40>>stream\n0 0 1 1 re f /F Do /F Do /F Do /F Do        \nendstream endobj\n", if n == 39 { 4 } else { n + 1 })).collect();
    let pdf = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page\
        /Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>endobj\n{objects}trailer<</Root 1 0 R>>\n%%EOF"
    );
    refused("self.pdf", pdf.as_bytes());
}

/// Every file of the samples, damaged at random: whatever comes of it, it is an answer and not a panic.
#[test]
fn damaged_samples_are_answers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats");
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    for path in names.iter().filter(|path| path.extension().is_some_and(|extension| extension != "py")) {
        let whole = fs::read(path).unwrap();
        for round in 0..80 {
            let bytes = damaged_file(&mut dice, &whole);
            let read = || read::bytes(path, bytes, &ReadOptions::default()).map(|document| document.text().len());
            let result = std::panic::catch_unwind(read);
            assert!(result.is_ok(), "{} panics in round {round}", path.display());
        }
    }
}
