//! Large files: seconds and peak memory of `diptych segment` on a Word file of 2,000 pages, a PDF of 600 pages and a book of 5 MB, all made
//! here of made-up words in a temporary folder. `cargo bench --bench reading`; fails if one takes 3 s or 1 GB.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use support::dice::Dice;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The most seconds and megabytes that a file may take.
const BARS: (f64, f64) = (3.0, 1000.0);

/// Prints seconds and peak memory of `diptych segment`.
#[derive(Parser)]
struct Args {
    /// The program, if not the one built for this bench.
    #[arg(long, default_value = env!("CARGO_BIN_EXE_diptych"))]
    program: PathBuf,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let args = Args::parse();
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(7);
    println!("{:<34}{:>8}{:>12}{:>9}{:>9}", "file", "MB", "sentences", "seconds", "peak MB");
    let files = [
        ("Word, 2,000 pages, 990,000 words", "a.docx", docx(&mut dice)),
        ("PDF, 600 pages", "a.pdf", pdf(&mut dice)),
        ("EPUB of 5 MB", "a.epub", epub(&mut dice)),
    ];
    let mut slow = Vec::new();
    for (what, name, contents) in files {
        let path = folder.path().join(name);
        fs::write(&path, &contents).unwrap();
        let (seconds, megabytes, sentences) = segmented(&args.program, &path);
        println!("{what:<34}{:>8.1}{sentences:>12}{seconds:>9.2}{megabytes:>9.0}", contents.len() as f64 / 1e6);
        if seconds > BARS.0 || megabytes > BARS.1 {
            slow.push(what);
        }
    }
    assert!(slow.is_empty(), "beyond {} s or {} MB: {slow:?}", BARS.0, BARS.1);
}

/// Seconds, peak memory in megabytes, and sentences of a file; the best of three runs.
fn segmented(program: &Path, path: &Path) -> (f64, f64, usize) {
    let out = path.with_extension("sentences");
    let (mut best, mut peak) = (f64::INFINITY, 0.0_f64);
    for _ in 0..3 {
        let begin = Instant::now();
        let mut child = Command::new(program)
            .args(["segment", "--lang", "en"])
            .arg(path)
            .stdout(File::create(&out).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let pid = child.id().to_string();
        while child.try_wait().unwrap().is_none() {
            peak = peak.max(support::peak_megabytes(&pid).unwrap_or(0.0));
            thread::sleep(Duration::from_millis(3));
        }
        assert!(child.wait().unwrap().success(), "{} cannot be read", path.display());
        best = best.min(begin.elapsed().as_secs_f64());
    }
    (best, peak, fs::read_to_string(out).unwrap().lines().count())
}

/// A sentence of 11 words, some of them rare.
fn sentence(dice: &mut Dice) -> String {
    let mut text = String::new();
    for at in 0..11 {
        let mut number = if dice.roll(3) == 0 { dice.roll(60_000) } else { dice.roll(900) };
        let start = text.len();
        while text.len() == start || number > 0 {
            text.push(char::from(b"bcdfghklmnprstvz"[usize::try_from(number % 16).unwrap()]));
            text.push(char::from(b"aeiou"[usize::try_from(number / 16 % 5).unwrap()]));
            number /= 80;
        }
        if at == 0 {
            text[..1].make_ascii_uppercase();
        }
        text.push(if at == 10 { '.' } else { ' ' });
    }
    text
}

fn paragraph(dice: &mut Dice, sentences: usize) -> String {
    (0..sentences).map(|_| sentence(dice)).collect::<Vec<_>>().join(" ")
}

fn archive(parts: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(contents.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// 2,000 pages of nine paragraphs of 55 words, each in runs as Word cuts them.
fn docx(dice: &mut Dice) -> Vec<u8> {
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let mut body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {space}><w:body>");
    for _ in 0..2_000 * 9 {
        body += "<w:p w:rsidR=\"00A77B3E\"><w:pPr><w:pStyle w:val=\"Normal\"/><w:jc w:val=\"both\"/></w:pPr>";
        for _ in 0..5 {
            let sentence = sentence(dice);
            write!(body, "<w:r><w:rPr><w:lang w:val=\"en-GB\"/></w:rPr><w:t xml:space=\"preserve\">{sentence} </w:t></w:r>").unwrap();
        }
        body += "</w:p>";
    }
    body += "</w:body></w:document>";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    archive(&[("[Content_Types].xml".into(), types.into()), ("word/document.xml".into(), body)])
}

/// 600 pages of 40 lines, a number below each.
fn pdf(dice: &mut Dice) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |file: &mut Vec<u8>, contents: &[u8]| {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", places.len()).bytes());
        file.extend(contents);
        file.extend(b"\nendobj\n");
    };
    let kids: String = (0..600).map(|page| format!("{} 0 R ", 4 + 2 * page)).collect();
    object(&mut file, b"<</Type/Catalog/Pages 2 0 R>>");
    object(&mut file, format!("<</Type/Pages/Count 600/Kids[{kids}]>>").as_bytes());
    object(&mut file, b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>");
    for page in 0..600 {
        let mut drawn = String::from("BT /F1 10 Tf 72 740 Td 16 TL\n");
        let text = paragraph(dice, 40);
        let words: Vec<&str> = text.split(' ').collect();
        for line in words.chunks(11) {
            writeln!(drawn, "({}) Tj T*", line.join(" ")).unwrap();
        }
        write!(drawn, "ET BT /F1 10 Tf 300 40 Td ({}) Tj ET", page + 1).unwrap();
        let next = 5 + 2 * page;
        let box_and_font = "/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>";
        object(&mut file, format!("<</Type/Page/Parent 2 0 R{box_and_font}/Contents {next} 0 R>>").as_bytes());
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(drawn.as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        let mut stream = format!("<</Filter/FlateDecode/Length {}>>stream\n", packed.len()).into_bytes();
        stream.extend(packed);
        stream.extend(b"\nendstream");
        object(&mut file, &stream);
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", places.len() + 1).bytes());
    file
}

/// Chapters of 200 paragraphs until the book has 5 MB.
fn epub(dice: &mut Dice) -> Vec<u8> {
    let chapter = |dice: &mut Dice, number: usize| {
        let paragraphs: String = (0..200).map(|_| format!("<p>{}</p>\n", paragraph(dice, 6))).collect();
        format!(
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>{number}</title></head><body><h1>Chapter {number}</h1>{paragraphs}</body></html>"
        )
    };
    // What one chapter takes, packed, says how many there must be.
    let first = chapter(dice, 1);
    let packed = archive(&[("a.xhtml".into(), first.clone())]).len();
    let count = 5_000_000 / packed;
    let list = |of: &dyn Fn(usize) -> String| (1..=count).map(of).collect::<String>();
    let manifest = list(&|n| format!("<item id=\"c{n}\" href=\"c{n}.xhtml\" media-type=\"application/xhtml+xml\"/>"));
    let spine = list(&|n| format!("<itemref idref=\"c{n}\"/>"));
    let mut parts = vec![
        ("mimetype".to_owned(), "application/epub+zip".to_owned()),
        (
            "META-INF/container.xml".to_owned(),
            "<container><rootfiles><rootfile full-path=\"book.opf\"/></rootfiles></container>".to_owned(),
        ),
        (
            "book.opf".to_owned(),
            format!("<package version=\"3.0\"><metadata/><manifest>{manifest}</manifest><spine>{spine}</spine></package>"),
        ),
        ("c1.xhtml".to_owned(), first),
    ];
    parts.extend((2..=count).map(|number| (format!("c{number}.xhtml"), chapter(dice, number))));
    archive(&parts)
}
