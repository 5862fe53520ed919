//! The child process that reads PDFs: it says what the library says, ends with its parent, and nobody needs to know of it. What it does with
//! bombs is in `strangers.rs`.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use diptych::internal::lang;
use diptych::read::{self, ReadOptions};
use diptych::write::flat;
use diptych::{Split, segment};

use crate::support::bombs;
use crate::support::folder::Folder;

#[test]
fn the_child_gives_what_the_library_reads() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats");
    let folder = Folder::empty();
    for name in ["lighthouse.en.pdf", "lighthouse.fr.pdf", "harbour.ar.pdf", "harbour.he.pdf"] {
        let bytes = std::fs::read(samples.join(name)).unwrap();
        folder.put(name, &bytes);
        let document = read::bytes(name, bytes, &ReadOptions::default()).unwrap();
        let language = lang::of(&document);
        let text = segment(document, &language, Split::Sentences).unwrap();
        let mut lines = String::new();
        for blocks in text.sentences().chunk_by(|a, b| a.block == b.block) {
            lines += if lines.is_empty() { "" } else { "\n" };
            lines.extend(blocks.iter().map(|sentence| flat::line_of(&text.document().text()[sentence.range.clone()]) + "\n"));
        }
        let (code, out, error) = folder.run(&["segment", name]);
        assert_eq!((code, out), (0, lines), "{error}");
    }
    // Errors too.
    for pdf in [&b"%PDF-1.7\n1 0 obj<<"[..], &bombs::plain_pdf("")] {
        folder.put("a.pdf", pdf);
        let here = read::bytes("a.pdf", pdf, &ReadOptions::default()).unwrap_err();
        assert_eq!(folder.run(&["segment", "a.pdf"]).2, format!("error: {here}\n"));
    }
}

/// Without a child: no promise, but these are refused before they do harm.
#[test]
fn the_library_refuses_what_shows_from_outside() {
    let known = ["one-layer", "two-layers", "three-layers", "escaped-names", "hexadecimal", "stored-end", "objects", "references", "font"];
    for (name, _, pdf) in bombs::pdfs() {
        let said = match name {
            "characters" => "more text in the PDF than its pages can show",
            name if known.contains(&name) => "unpacks to far more than any page",
            _ => continue,
        };
        let error = read::bytes(name, pdf, &ReadOptions::default()).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

/// A child that is left alone ends, whether its parent said all it had to say or not.
#[test]
fn a_child_ends_with_its_parent() {
    let pdf = bombs::pdfs().into_iter().find(|(name, ..)| *name == "forms").unwrap().2;
    for sent in [pdf.len(), pdf.len() / 2] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_diptych"))
            .arg("--read-pdf-contained")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(&(pdf.len() as u64).to_le_bytes()).unwrap();
        input.write_all(&pdf[..sent]).unwrap();
        drop(input);
        let began = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "the child goes on alone");
            std::thread::sleep(Duration::from_millis(5));
        };
        assert!(!status.success());
        // By a code of its own: it was not stopped because it had computed too long.
        assert!(status.code().is_some(), "{status}");
    }
}

#[test]
fn the_child_is_no_command() {
    let folder = Folder::empty();
    let (code, out, _) = folder.run(&["--help"]);
    assert!(code == 0 && !out.contains("contained"), "{out}");
    // Nothing comes in: no document goes out.
    assert_eq!(folder.run(&["--read-pdf-contained"]).0, 1);
    assert_eq!(folder.run(&["--read-pdf-contained", "a.pdf"]).0, 2);
}
