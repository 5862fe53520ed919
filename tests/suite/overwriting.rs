//! No command puts a result over a file that it reads, whatever name the file goes by: everything stays as it was, and one sentence says why.

use std::fs;
use std::path::Path;

use crate::support::folder::{ENGLISH, FRENCH, Folder, contents};

/// Everything that commands read.
fn furnished() -> Folder {
    let folder = Folder::new();
    for side in ["en", "fr"] {
        fs::create_dir(folder.path().join(side)).unwrap();
    }
    folder.put("en/a", ENGLISH);
    folder.put("fr/a", FRENCH);
    folder.put("en.list", "en/a\n");
    folder.put("fr.list", "fr/a\n");
    folder.put("list.tsv", "a.en\ta.fr\n");
    folder.put("words.tsv", "boat\tbateau\n".repeat(200));
    for output in ["s.xces", "s.tsv", "s.vecalign", "s.diptych"] {
        let (code, _, error) = folder.run(&["align", "a.en", "a.fr", "-q", "-o", output]);
        assert_eq!(code, 0, "{error}");
    }
    assert_eq!(folder.run(&["align", "a.en", "a.fr", "-q", "-o", "s.tei"]).0, 0);
    assert_eq!(folder.run(&["convert", "s.tsv", "-q", "-o", "m.en-fr"]).0, 0);
    folder
}

/// Runs it and sees that it is refused and nothing has changed.
fn spared(folder: &Folder, arguments: &[&str], words: &str) {
    let before = contents(folder.path());
    let (code, out, error) = folder.run(arguments);
    assert_eq!((code, out.as_str()), (1, ""), "{arguments:?}: {error}");
    assert!(error.starts_with("error: ") && error.lines().count() == 1 && error.contains(words), "{arguments:?}: {error}");
    assert!(contents(folder.path()) == before, "{arguments:?} changed something");
}

#[test]
fn no_command_writes_over_what_it_reads() {
    let folder = furnished();
    for (arguments, output, input) in [
        (&["segment", "a.en", "-o"][..], "a.en", "the text"),
        (&["align", "a.en", "a.fr", "--to", "tsv", "-o"], "a.en", "the source text"),
        (&["align", "a.en", "a.fr", "--lexicon", "words.tsv", "-o"], "words.tsv", "the lexicon"),
        (&["align", "s.diptych", "--to", "tsv", "-o"], "s.diptych", "the project"),
        (&["align", "s.diptych", "--to", "tsv", "-o"], "a.fr", "the target text"),
        (&["convert", "s.tsv", "--to", "jsonl", "-o"], "s.tsv", "the input"),
        (&["convert", "s.xces", "--to", "tsv", "-o"], "s.xces", "the input"),
        (&["convert", "s.xces", "--to", "tsv", "-o"], "s.en.xml", "the input"),
        (&["convert", "s.tei", "--to", "tsv", "-o"], "s.fr.xml", "the input"),
        (&["convert", "m.en-fr", "--to", "tsv", "-o"], "m.en-fr.fr", "the input"),
        (&["convert", "s.vecalign", "--source", "a.en", "--target", "a.fr", "--to", "tsv", "-o"], "a.fr", "the text"),
        (&["convert", "s.diptych", "--to", "tsv", "-o"], "a.en", "the input"),
        (&["check", "s.tsv", "-o"], "s.tsv", "the input"),
        (&["check", "a.en", "a.fr", "-o"], "a.fr", "the input"),
        (&["check", "s.xces", "--report"], "s.en.xml", "the input"),
        (&["match", "en", "fr", "-o"], "en/a", "the document"),
        (&["match", "en.list", "fr.list", "-o"], "fr.list", "the list"),
        (&["match", "en", "fr", "--lexicon", "words.tsv", "-o"], "words.tsv", "the lexicon"),
        (&["train", "--lang", "en-fr", "--pairs", "words.tsv", "-o"], "words.tsv", "the training text"),
        (&["train", "--lang", "en-fr", "--lines", "a.en", "a.fr", "-o"], "a.en", "the training text"),
        (&["lexicon", "export", "--file", "words.tsv", "-o"], "words.tsv", "the lexicon"),
    ] {
        for name in [output.to_owned(), format!("en/../{output}")] {
            spared(&folder, &[arguments, &[&*name]].concat(), &format!("the output would overwrite {input}"));
        }
        #[cfg(unix)]
        {
            let (link, file) = (folder.path().join("link.tsv"), folder.path().join(output));
            // One kind of link for every other command: the rule is one.
            if output.len() % 2 == 0 {
                fs::hard_link(file, &link).unwrap()
            } else {
                std::os::unix::fs::symlink(file, &link).unwrap()
            }
            spared(&folder, &[arguments, &[link.to_str().unwrap()]].concat(), "by another name; write to another file");
            fs::remove_file(link).unwrap();
        }
    }
    spared(&folder, &["check", "s.tsv", "-o", "x", "--report", "./x"], "two results would be written to this file");
}

#[test]
fn a_project_is_not_locked_by_one_of_its_texts() {
    let folder = Folder::new();
    for name in ["b.diptych.lock", "b.diptych.journal", "b.diptych.before"] {
        folder.put(name, FRENCH);
        spared(&folder, &["align", "a.en", name, "-o", "b.diptych"], "the output would overwrite the target text");
        fs::remove_file(folder.path().join(name)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn standard_input_is_an_input() {
    let folder = Folder::new();
    for (arguments, input) in
        [(&["segment", "-", "-o", "a.en"][..], "text"), (&["align", "-", "a.fr", "-o", "a.en", "--to", "tsv"], "source text")]
    {
        let text = fs::File::open(folder.path().join("a.en")).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_diptych"));
        let output = command.args(arguments).current_dir(folder.path()).stdin(text).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && said.contains(&format!("would overwrite the {input}")), "{said}");
        assert_eq!(folder.get("a.en"), ENGLISH);
    }
}

/// What may stand beside what is read, and devices, are written as ever.
#[test]
fn other_files_are_written() {
    let folder = furnished();
    for arguments in [
        &["segment", "a.en", "-o", "a.sentences", "-q"][..],
        &["segment", "a.en", "-o", "a.sentences", "-q"],
        &["segment", "a.en", "-o", "/dev/null", "-q"],
        &["align", "s.diptych", "-q"],
        &["align", "s.diptych", "-o", "other.diptych", "-q"],
        &["convert", "s.xces", "-o", "t.xces", "-q"],
        &["match", "en", "fr", "-o", "pairs.tsv", "-q"],
        &["check", "s.tsv", "-o", "x", "--report", "y"],
    ] {
        let (code, _, error) = folder.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn what_the_shell_has_opened_is_written_on() {
    let folder = Folder::new();
    let log = folder.put("log", "precious\n");
    fs::create_dir(folder.path().join("sub")).unwrap();
    std::os::unix::fs::symlink("/dev/stdout", folder.path().join("link")).unwrap();
    let opened = || fs::File::options().append(true).open(&log).unwrap();
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/../dev/stdout", "sub/../link"] {
        if !Path::new(name).exists() && name.starts_with("/proc") {
            continue;
        }
        let before = folder.get("log");
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_diptych"))
            .args(["segment", "a.fr", "-q", "-o", name])
            .current_dir(folder.path())
            .stdout(opened())
            .status()
            .unwrap();
        assert!(status.success() && folder.get("log").starts_with(&format!("{before}Le port")), "{name}: {}", folder.get("log"));
        assert!(folder.path().join("link").is_symlink());
    }
    assert_eq!(folder.names(), ["a.en", "a.fr", "link", "log", "sub"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_what_is_not_there_yet_stays_one() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("sub")).unwrap();
    std::os::unix::fs::symlink("sub/later.tsv", folder.path().join("link")).unwrap();
    std::os::unix::fs::symlink("none/later.tsv", folder.path().join("lost")).unwrap();
    assert_eq!(folder.run(&["align", "a.en", "a.fr", "-q", "--to", "tsv", "-o", "link"]).0, 0);
    assert!(folder.path().join("link").is_symlink() && folder.get("sub/later.tsv").contains("harbour"));
    folder.refuses(&["align", "a.en", "a.fr", "-q", "--to", "tsv", "-o", "lost"], &["none does not exist; create it first"]);
}
