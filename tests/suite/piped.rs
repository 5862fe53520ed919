//! `segment`, `convert` and `check` with `-`: what comes from standard input is what a file would be.

use std::path::Path;

use crate::support::folder::{ENGLISH, Folder, Outcome};

/// Runs a command with a file as its standard input.
fn piped(folder: &Folder, arguments: &[&str], input: impl AsRef<Path>) -> Outcome {
    let output = folder.command(arguments).pipe_stdin(folder.path().join(input)).unwrap().output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// A folder with the pair of texts aligned in every format that can be read back from one file.
fn aligned() -> (Folder, Vec<&'static str>) {
    let folder = Folder::new();
    let formats = vec!["tsv", "csv", "jsonl", "tmx", "xliff", "html", "xlsx", "parquet", "epub"];
    for format in &formats {
        let (code, _, error) = folder.run(&["align", "-q", "a.en", "a.fr", "-o", &format!("a.{format}")]);
        assert_eq!(code, 0, "{format}: {error}");
    }
    (folder, formats)
}

#[test]
fn what_is_recognised_in_a_file_is_recognised_in_standard_input() {
    let (folder, formats) = aligned();
    for format in formats {
        let name = format!("a.{format}");
        let of_file = folder.run(&["convert", &name, "--to", "jsonl"]);
        assert_eq!(of_file.0, 0, "{format}: {}", of_file.2);
        // A table without tabs is nothing that its beginning tells.
        let told =
            if format == "csv" { &["convert", "-", "--from", "csv", "--to", "jsonl"][..] } else { &["convert", "-", "--to", "jsonl"] };
        assert_eq!(piped(&folder, told, &name), of_file, "{format}");
    }
    let (code, out, error) = piped(&folder, &["convert", "-", "--from", "tsv", "--to", "tmx"], "a.tsv");
    assert!(code == 0 && out.contains("<tmx version"), "{error}");
    let (code, out, error) = piped(&folder, &["convert", "-", "--to", "tsv"], "a.csv");
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(error, "error: -: this is no format of bitexts that is known; name its format with --from\n");
    let (code, _, error) = piped(&folder, &["convert", "-", "--from", "parquet", "--to", "tsv"], "a.csv");
    assert!(code == 1 && error.starts_with("error: -: this is no Parquet that can be read"), "{error}");
}

#[test]
fn standard_input_is_checked_as_a_file_is() {
    let (folder, _) = aligned();
    let damaged = folder.get("a.tmx").replace("srclang", "sourcelanguage");
    folder.put("bad.tmx", &damaged);
    for name in ["a.tmx", "bad.tmx", "a.xliff", "a.epub", "a.jsonl"] {
        let (code, out, error) = piped(&folder, &["check", "-"], name);
        let of_file = folder.run(&["check", name]);
        assert_eq!((code, out.replace("-: line", &format!("{name}: line"))), (of_file.0, of_file.1), "{name}: {error}");
    }
    // Packed, as zcat would unpack it.
    let packed = std::process::Command::new("gzip").args(["-k", "a.tmx"]).current_dir(folder.path()).status();
    if packed.is_ok_and(|status| status.success()) {
        assert_eq!(piped(&folder, &["check", "-"], "a.tmx.gz"), folder.run(&["check", "a.tmx"]));
    }
}

#[test]
fn a_text_is_segmented_whatever_its_format() {
    let folder = Folder::new();
    folder.put("a.html", format!("<!doctype html><html lang=en><body><p>{ENGLISH}</p></body></html>"));
    for name in ["a.en", "a.html"] {
        let of_file = folder.run(&["segment", name]);
        assert_eq!(of_file.0, 0, "{}", of_file.2);
        assert_eq!(piped(&folder, &["segment", "-"], name), of_file);
    }
}
