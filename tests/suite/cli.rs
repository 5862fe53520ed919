//! The program as people run it: what it prints, its exit codes, and that bad input leaves one clear sentence and nothing else.

use std::fs;
use std::path::Path;

use crate::support::folder::{ENGLISH, FRENCH, Folder};
use crate::support::unchecked;

#[test]
fn tsv_goes_to_a_pipe_and_notices_to_standard_error() {
    let folder = Folder::new();
    let (code, out, error) = folder.run(&["align", "a.en", "a.fr", "--source-lang", "eng"]);
    assert_eq!(code, 0, "{error}");
    assert!(out.starts_with("source_ids\ttarget_ids\tkind\tconfidence\tsource_text\ttarget_text\n"), "{out}");
    assert!(error.contains("source: English (en), 4 sentences\ntarget: French (fr, detected), 3 sentences\n"), "{error}");
    let (_, quiet, error) = folder.run(&["align", "a.en", "a.fr", "-q", "--source-lang", "en"]);
    assert_eq!((quiet, error), (out, String::new()));
}

#[test]
fn the_extension_tells_the_format() {
    let folder = Folder::new();
    for (name, begins) in [
        ("o.tsv", "source_ids\t"),
        ("o.jsonl", "{\"source_ids\":"),
        ("o.tmx", "<?xml version=\"1.0\""),
        ("o.vecalign", "["),
        ("o.path", "["),
        ("o.ladder", "0\t0\t"),
        ("o.txt", "   a.en"),
    ] {
        let (code, out, error) = folder.run(&["align", "a.en", "a.fr", "-q", "-o", name]);
        assert_eq!((code, out.as_str(), error.as_str()), (0, "", ""), "{name}");
        assert!(folder.get(name).starts_with(begins), "{name}: {}", folder.get(name));
    }
    folder.misused(&["align", "a.en", "a.fr", "-o", "o.doc"], "o.doc: its name tells no format");
    assert_eq!(folder.run(&["align", "a.en", "a.fr", "-q", "-o", "o.doc", "--to", "tsv"]).0, 0);
    assert_eq!(folder.get("o.doc"), folder.get("o.tsv"));
}

#[test]
fn statistics_go_to_standard_error_when_asked_for() {
    let folder = Folder::new();
    let (code, out, error) = folder.run(&["align", "a.en", "a.fr", "-q", "--stats", "--threads", "1"]);
    assert_eq!((code, out), (0, folder.run(&["align", "a.en", "a.fr", "-q"]).1));
    assert!(error.starts_with("sentences  4 + 3\ncells ") && error.contains("\nlattice ") && error.contains("\nin all "), "{error}");
    folder.misused(&["align", "a.en", "a.fr", "--stats", "--explain", "1"], "--stats");
}

#[test]
fn moses_is_two_files() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["align", "a.en", "a.fr", "-q", "-o", "c.en-fr"]).0, 0);
    assert_eq!(folder.run(&["align", "a.en", "a.fr", "-q", "-o", "d", "--to", "moses", "--source-lang", "en", "--target-lang", "fr"]).0, 0);
    assert_eq!(folder.run(&["align", "a.en", "a.fr", "-q", "-o", "e.moses", "--source-lang", "en"]).0, 0);
    assert_eq!(folder.names(), ["a.en", "a.fr", "c.en-fr.en", "c.en-fr.fr", "d.en", "d.fr", "e.en-fr.en", "e.en-fr.fr"]);
    assert_eq!(folder.get("c.en-fr.en").lines().count(), folder.get("c.en-fr.fr").lines().count());
    assert_eq!(folder.get("c.en-fr.en"), folder.get("d.en"));
    folder.misused(&["align", "a.en", "a.fr", "--to", "moses"], "name them with -o NAME");
    folder
        .refuses(&["align", "a.en", "a.fr", "-q", "--to", "moses", "-o", "a", "--source-lang", "en"], &["would overwrite the source text"]);
    assert_eq!(folder.get("a.en"), ENGLISH);
}

#[test]
fn the_table_is_plain_in_a_pipe_and_coloured_on_demand() {
    let folder = Folder::new();
    let plain = folder.run(&["align", "a.en", "a.fr", "-q", "--to", "table"]).1;
    assert!(plain.contains("a.en · English") && !plain.contains('\u{1b}'), "{plain}");
    assert!(plain.lines().last().unwrap().contains(" beads: "), "{plain}");
    let coloured = folder.run(&["align", "a.en", "a.fr", "-q", "--to", "table", "--color", "always"]).1;
    assert!(coloured.contains('\u{1b}'));
}

#[test]
fn standard_input_is_one_side() {
    let folder = Folder::new();
    let named = folder.run(&["align", "a.en", "a.fr", "-q"]).1;
    let output = folder.command(&["align", "-", "a.fr", "-q"]).write_stdin(ENGLISH).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), named);
    let output = folder.command(&["align", "a.en", "-", "-q"]).write_stdin(FRENCH).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), named);
    folder.misused(&["align", "-", "-"], "only one of the two texts can be standard input");
}

#[test]
fn every_encoding_gives_the_same_result() {
    let folder = Folder::new();
    let expected = folder.run(&["align", "a.en", "a.fr", "-q"]).1;
    let utf16: Vec<u8> = FRENCH.encode_utf16().flat_map(u16::to_be_bytes).collect();
    folder.put("utf16.fr", [&b"\xFE\xFF"[..], &utf16].concat());
    folder.put("plain16.fr", &utf16);
    folder.put("latin1.fr", FRENCH.chars().map(|c| c as u8).collect::<Vec<u8>>());
    folder.put("crlf.fr", FRENCH.replace('\n', "\r\n"));
    folder.put("mark.fr", format!("\u{feff}{FRENCH}"));
    for name in ["utf16.fr", "plain16.fr", "latin1.fr", "crlf.fr", "mark.fr"] {
        assert_eq!(folder.run(&["align", "a.en", name, "-q"]).1, expected, "{name}");
    }
    assert_eq!(folder.run(&["align", "a.en", "latin1.fr", "-q", "--target-encoding", "iso-8859-1"]).1, expected);
    folder.refuses(&["align", "a.en", "latin1.fr", "--target-encoding", "utf-8"], &["latin1.fr: byte 8: 0xE9", "--target-encoding"]);
    folder.refuses(&["align", "a.en", "a.fr", "--target-encoding", "utf-9"], &["no encoding called `utf-9`"]);
}

#[test]
fn bad_input_is_refused_in_one_sentence() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("dir")).unwrap();
    folder.put("empty", "");
    folder.put("blank", " \n\n\t\n");
    folder.put("nul", "some text\0more");
    folder.put("lone", b"\xFF\xFEa\0\x00\xDCb\0");
    folder.put("pdf", "%PDF-1.4\n...");
    folder.put("docx", "PK\u{3}\u{4}....");
    folder.put("noise", (0..2000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 & 0x9F | 1).collect::<Vec<u8>>());
    for (file, words) in [
        ("missing", "cannot read"),
        ("dir", "this is a directory"),
        ("nul", "byte 9: a NUL"),
        ("lone", "byte 4: 0x00 0xDC is a lone surrogate"),
        ("pdf", "the PDF is damaged"),
        ("docx", "the zip archive is damaged"),
        ("noise", "--source-encoding"),
    ] {
        folder.refuses(&["align", file, "a.fr"], &[file, words]);
        folder.refuses(&["align", "a.en", file, "-o", "out.tsv"], &[file, words]);
        folder.refuses(&["segment", file], &[file, words]);
    }
    folder.refuses(&["align", "empty", "blank"], &["empty and blank: there is no text in either"]);
    folder.refuses(&["segment", "blank"], &["blank: there is no text in it"]);
    folder.refuses(&["align", "a.en", "a.en"], &["the same file"]);
    folder.refuses(&["align", "a.en", "./dir/../a.en"], &["the same file"]);
    folder.refuses(&["align", "a.en", "a.fr", "-o", "no/such/out.tsv"], &["the folder no/such does not exist; create it first"]);
    folder.refuses(&["align", "a.en", "a.fr", "-o", "dir", "--to", "tsv"], &["dir: this is a directory"]);
    folder.refuses(&["align", "a.en", "a.fr", "-o", "a.fr", "--to", "tsv"], &["would overwrite the target text"]);
    assert_eq!(folder.get("a.fr"), FRENCH);
}

#[test]
fn an_empty_side_is_said_and_everything_is_omitted() {
    let folder = Folder::new();
    folder.put("empty", "");
    let (code, out, error) = folder.run(&["align", "a.en", "empty", "--to", "vecalign"]);
    assert_eq!(code, 0);
    assert!(error.contains("there is no text in empty, so all 4 source sentences are omitted"), "{error}");
    assert!(out.lines().all(|line| line.contains("]:[]:")), "{out}");
    let (code, out, error) = folder.run(&["align", "empty", "a.fr"]);
    assert!(code == 0 && error.contains("all 3 target sentences are added") && out.contains("\tadded\t"), "{error}{out}");
}

#[test]
fn an_unknown_script_is_noticed_and_aligned() {
    let folder = Folder::new();
    folder.put("x", "\u{16A0}\u{16A2}\u{16A6} \u{16A8}\u{16B1}.\n\n\u{16B2}\u{16B7}\u{16B9}.\n");
    let (code, out, error) = folder.run(&["align", "x", "a.fr"]);
    assert!(code == 0 && error.contains("source: language not recognised") && out.lines().count() > 2, "{error}{out}");
    let (code, _, error) = folder.run(&["align", "a.en", "a.fr", "--source-lang", "qqx"]);
    assert!(code == 0 && error.contains("source: qqx (a language unknown"), "{error}");
    folder.misused(&["align", "a.en", "a.fr", "--source-lang", "not a code"], "not a language code");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one_sentence() {
    let folder = Folder::new();
    if !Path::new("/dev/full").exists() {
        return unchecked::missing("/dev/full");
    }
    folder.refuses(&["align", "a.en", "a.fr", "-q", "-o", "/dev/full", "--to", "tsv"], &["/dev/full: cannot write: No space left"]);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_diptych"));
    let output = command.current_dir(folder.path()).args(["align", "a.en", "a.fr", "-q"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output: cannot write"));
    assert!(Path::new("/dev/full").exists());
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new();
    folder.put("long.en", "A sentence of a long text.\n\n".repeat(20_000));
    folder.put("long.fr", "Une phrase d'un long texte.\n\n".repeat(20_000));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_diptych"))
        .current_dir(folder.path())
        .args(["segment", "long.en", "-q"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[cfg(unix)]
#[test]
fn unreadable_and_unwritable_places_are_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.put("secret", "text");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        unchecked::left_out("files that may not be read (root may)");
    } else {
        folder.refuses(&["align", "secret", "a.fr"], &["secret: cannot read: Permission denied"]);
    }
}

#[test]
fn numbers_out_of_range_are_misuse() {
    let folder = Folder::new();
    for (option, value) in
        [("--max-bead", "9"), ("--max-bead", "0"), ("--rounds", "6"), ("--min-confidence", "1.5"), ("--threads", "0"), ("--width", "3")]
    {
        folder.misused(&["align", "a.en", "a.fr", option, value], option);
    }
    folder.misused(&["eval", "one"], "in pairs");
}

#[test]
fn segment_prints_a_sentence_a_line() {
    let folder = Folder::new();
    let (code, out, error) = folder.run(&["segment", "a.en", "--lang", "en"]);
    assert_eq!((code, error.as_str()), (0, "text: English (en), 4 sentences\n"));
    assert_eq!(out, "The harbour was quiet.\n\nNobody saw the boat come in.\nIt rained.\n\nSubscribe now\n");
}

#[test]
fn eval_reads_what_align_wrote() {
    let folder = Folder::new();
    for name in ["o.vecalign", "o.tsv", "o.jsonl", "o.ladder"] {
        assert_eq!(folder.run(&["align", "a.en", "a.fr", "-q", "-o", name]).0, 0);
        let (code, out, error) = folder.run(&["eval", name, "o.vecalign"]);
        assert_eq!(code, 0, "{error}");
        assert!(out.contains("strict                     1.000   1.000  1.000"), "{name}: {out}");
    }
    let json = folder.run(&["eval", "--json", "o.tsv", "o.jsonl"]).1;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["strict"]["f1"], 1.0);
    folder.refuses(&["eval", "a.en", "o.tsv"], &["a.en: line 1: expected a line of vecalign"]);
    folder.refuses(&["eval", "missing", "o.tsv"], &["missing: cannot read"]);
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.run(&["completions", shell]).1.contains("diptych"));
    }
    assert!(folder.run(&["man"]).1.contains(".TH diptych"));
    fs::create_dir(folder.path().join("man")).unwrap();
    assert_eq!(folder.run(&["man", "--dir", "man"]).0, 0);
    assert!(folder.get("man/diptych-align.1").contains("\\-\\-max\\-bead"));
    folder.refuses(&["man", "--dir", "no/such"], &["no/such: cannot write the pages"]);
}

#[test]
fn the_same_bytes_on_every_run_and_for_any_number_of_threads() {
    let folder = Folder::new();
    for format in ["tsv", "jsonl", "tmx", "table"] {
        let once = folder.run(&["align", "a.en", "a.fr", "-q", "--to", format, "--threads", "1"]).1;
        assert_eq!(folder.run(&["align", "a.en", "a.fr", "-q", "--to", format, "--threads", "2"]).1, once);
    }
    let dated = folder.command(&["align", "a.en", "a.fr", "-q", "--to", "tmx"]).env("SOURCE_DATE_EPOCH", "1795219200").output().unwrap();
    assert!(String::from_utf8(dated.stdout).unwrap().contains("creationdate=\"20261121T000000Z\""));
}
