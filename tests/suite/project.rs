//! Projects on the command line: made, edited by hand, aligned again, converted, and read when their texts have changed.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use diptych::formats::{self, Format};
use diptych::internal::review::protocol::Edit;
use diptych::internal::review::session::Session;
use diptych::model::Side;
use diptych::project::Project;

use crate::support::book;

fn diptych(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_diptych")).current_dir(folder).args(arguments).output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let (fine, out, said) = diptych(folder, arguments);
    assert!(fine, "{arguments:?}: {said}");
    out + &said
}

fn failed(folder: &Path, arguments: &[&str]) -> String {
    let (fine, out, said) = diptych(folder, arguments);
    assert!(!fine, "{arguments:?}: {out}");
    assert!(out.is_empty(), "{out}");
    said
}

/// A folder with two texts and `book.diptych`, as the program makes it.
fn made() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), book::ENGLISH).unwrap();
    fs::write(folder.path().join("b.txt"), book::FRENCH).unwrap();
    done(folder.path(), &["align", "a.txt", "b.txt", "--source-lang", "en", "-o", "book.diptych"]);
    folder
}

fn project(folder: &Path) -> String {
    fs::read_to_string(folder.join("book.diptych")).unwrap()
}

fn change(folder: &Path, edit: impl FnOnce(String) -> String) -> String {
    let changed = edit(project(folder));
    fs::write(folder.join("book.diptych"), &changed).unwrap();
    changed
}

/// The lines of beads, with their numbers in the file.
fn beads(contents: &str) -> Vec<(usize, String)> {
    let lines = (1..).zip(contents.lines()).skip_while(|(_, line)| !line.is_empty()).skip(1);
    lines.take_while(|(_, line)| !line.is_empty()).map(|(number, line)| (number, line.to_owned())).collect()
}

/// Another line in the place of the bead at some place.
fn with_bead(contents: &str, at: usize, edit: impl FnOnce(&str) -> String) -> String {
    let (_, line) = beads(contents).swap_remove(at);
    contents.replacen(&line, &edit(&line), 1)
}

/// Subtitles in two languages have the times of their source, which only subtitles have.
fn needs_no_times(format: &Format) -> bool {
    !["srt", "vtt"].contains(&format.name)
}

#[test]
fn a_project_is_plain_text_and_converts_to_what_align_writes() {
    let folder = made();
    let contents = project(folder.path());
    for says in [
        "diptych project 1\n",
        "\nsource: a.txt\n",
        "\nsource-language: en\n",
        "\ntarget: b.txt\n",
        "\ntarget-language: fr (detected)\n",
        "0-37\t0-38\tmatch\t",
        "\tauto\t",
    ] {
        assert!(contents.contains(says), "no {says:?} in\n{contents}");
    }
    assert!(contents.lines().all(|line| line.len() < 200) && !contents.contains("captain"), "{contents}");
    for format in formats::written().map(|(format, _)| format).filter(needs_no_times) {
        let (name, direct) = (format.name, folder.path().join("direct"));
        let converted = folder.path().join("converted");
        fs::create_dir(&direct).unwrap();
        fs::create_dir(&converted).unwrap();
        done(folder.path(), &["align", "a.txt", "b.txt", "--source-lang", "en", "--to", name, "-o", "direct/x.out"]);
        done(folder.path(), &["convert", "book.diptych", "--to", name, "-o", "converted/x.out"]);
        let names: Vec<_> = fs::read_dir(&direct).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len() > 1, format.several_files().is_some());
        for file in names {
            assert_eq!(fs::read(direct.join(&file)).unwrap(), fs::read(converted.join(&file)).unwrap(), "{name}: {file:?}");
        }
        fs::remove_dir_all(direct).unwrap();
        fs::remove_dir_all(converted).unwrap();
    }
    assert!(done(folder.path(), &["check", "book.diptych"]).contains("finding"));
    done(folder.path(), &["convert", "book.diptych", "--to", "vecalign", "-o", "book.gold"]);
    let figures = done(folder.path(), &["eval", "book.diptych", "book.gold", "--json"]);
    assert!(figures.contains("\"f1\": 1.0"), "{figures}");
    // Moved as a whole it is still one.
    let other = tempfile::tempdir().unwrap();
    for name in ["a.txt", "b.txt", "book.diptych"] {
        fs::copy(folder.path().join(name), other.path().join(name)).unwrap();
    }
    done(Path::new("/"), &["convert", other.path().join("book.diptych").to_str().unwrap(), "--to", "tsv"]);
}

#[test]
fn what_was_said_of_reading_and_aligning_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.csv"), "en,fr\nThe cat sleeps.,Le chat dort.\nIt rains.,Il pleut.\nNobody came.,Personne ne vint.\n")
        .unwrap();
    fs::write(folder.path().join("own.tsv"), "cat\tchat\n").unwrap();
    let typed =
        ["--column", "en,fr", "--from", "csv", "--split", "paragraphs", "--max-bead", "2", "--rounds", "1", "--no-moved", "--no-packs"];
    let languages = ["--lexicon", "own.tsv", "--source-lang", "en", "--target-lang", "fr"];
    let name = ["align", "t.csv", "t.csv", "-o", "book.diptych"];
    done(folder.path(), &[&name[..], &typed, &languages].concat());
    let contents = project(folder.path());
    for says in [
        "source-from: csv",
        "source-column: en",
        "target-column: fr",
        "split: paragraphs",
        "max-bead: 2",
        "rounds: 1",
        "moved: no",
        "packs: no",
        "lexicon: own.tsv",
    ] {
        assert!(contents.contains(says), "no {says:?} in\n{contents}");
    }
    done(folder.path(), &["align", "book.diptych"]);
    assert_eq!(contents, project(folder.path()));
    assert!(done(folder.path(), &["convert", "book.diptych", "--to", "tmx"]).contains("segtype=\"paragraph\""));
    done(folder.path(), &["align", "book.diptych", "--max-bead", "4"]);
    assert!(!project(folder.path()).contains("max-bead"));
}

#[test]
fn locked_beads_are_kept_exactly() {
    let folder = made();
    // Wrong on purpose: the second source sentence with the third target one, at a confidence nobody has.
    change(folder.path(), |contents| {
        let lines = beads(&contents);
        let columns = |at: usize| lines[at].1.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let (mut two, mut three) = (columns(1), columns(2));
        std::mem::swap(&mut two[1], &mut three[1]);
        std::mem::swap(&mut two[6], &mut three[6]);
        (two[3], two[4]) = ("0.1234".into(), "locked".into());
        contents.replacen(&lines[1].1, &two.join("\t"), 1).replacen(&lines[2].1, &three.join("\t"), 1)
    });
    let locked = beads(&project(folder.path()))[1].1.clone();
    let said = done(folder.path(), &["align", "book.diptych"]);
    assert!(said.contains("1 of "), "{said}");
    let again = project(folder.path());
    assert!(beads(&again).iter().any(|(_, line)| *line == locked), "{again}");
    assert!(!again.contains("\tchecked\t"));
    // Exported, and the project as it was.
    done(folder.path(), &["align", "book.diptych", "-o", "x.tsv"]);
    assert!(fs::read_to_string(folder.path().join("x.tsv")).unwrap().contains("1\t2\tmatch\t1.0000\t"));
    assert_eq!(again, project(folder.path()));
    // Work is not written over by a project without it.
    let said = failed(folder.path(), &["align", "a.txt", "b.txt", "-o", "book.diptych"]);
    assert!(said.contains("holds beads that somebody checked"), "{said}");
    assert_eq!(again, project(folder.path()));
}

#[test]
fn hands_that_err_are_told_where_and_what_to_do() {
    let folder = made();
    let right = project(folder.path());
    let column = |at: usize, bead: usize, with: &'static str| {
        let right = &right;
        with_bead(right, bead, move |line| {
            let mut columns: Vec<&str> = line.split('\t').collect();
            columns[at] = with;
            columns.join("\t")
        })
    };
    let line_of = |bead: usize| beads(&right)[bead].0;
    let first = beads(&right)[0].1.clone();
    let cases: Vec<(String, Option<usize>, &str)> = vec![
        (right.replacen("diptych project 1", "diptych project 9", 1), Some(1), "knows version 1; get a newer diptych"),
        (right.replacen("diptych project 1", "hello", 1), Some(1), "this is no project"),
        (right.replacen("source: ", "sauce: ", 1), Some(3), "`sauce` is no key"),
        (right.replacen("source-language: en", "source-language: e n", 1), Some(6), "not a language code"),
        (right.replacen("program:", "split: words\nprogram:", 1), Some(2), "not sentences, lines or paragraphs"),
        (
            right.lines().filter(|line| !line.starts_with("target: ")).map(|line| format!("{line}\n")).collect(),
            None,
            "the head ends without `target`",
        ),
        (column(0, 1, "38-7x"), Some(line_of(1)), "`38-7x` is no range"),
        (column(0, 1, "0-37"), Some(line_of(1)), "the source sentence 0-37 is on line"),
        (column(0, 1, "30-74"), Some(line_of(1)), "overlap"),
        (column(0, 1, "99999-999999"), Some(line_of(1)), "beyond the end of the text"),
        (column(2, 1, "matched"), Some(line_of(1)), "`matched` is no kind of bead"),
        (column(2, 1, "added"), Some(line_of(1)), "sentences on both sides is called added"),
        (column(3, 1, "1.5"), Some(line_of(1)), "`1.5` is no confidence"),
        (column(4, 1, "sure"), Some(line_of(1)), "`sure` is no status"),
        (column(5, 1, "xyz"), Some(line_of(1)), "`xyz` is no hash"),
        (right.replacen(&first, "0-37\t0-38", 1), Some(line_of(0)), "this line has 2"),
        (
            right.replacen(&format!("{first}\n"), "", 1),
            None,
            "the source sentence 0-37 (`The captain left the harbour at dawn.`) is in no bead",
        ),
        (right.clone() + "\nsource\t0-9\tA word.\n", None, "which are no sentence of a bead"),
        (right.clone() + "\nsource\t0-37\n", None, "needs a range and a wording"),
    ];
    for (contents, line, says) in cases {
        fs::write(folder.path().join("book.diptych"), contents).unwrap();
        let said = failed(folder.path(), &["convert", "book.diptych", "--to", "tsv"]);
        assert!(said.contains("book.diptych: ") && said.contains(says), "{says}: {said}");
        if let Some(line) = line {
            assert!(said.contains(&format!("line {line}: ")), "{says}: {said}");
        }
        assert!(said.contains("; "), "no remedy: {said}");
    }
    // A range that cuts a character, and one that leaves its paragraph.
    let emoji = book::ENGLISH.find('😀').unwrap() + "😀".len();
    for (range, with, says) in [
        (format!("-{emoji}"), format!("-{}", emoji - 1), "inside a character"),
        ("79-103".to_owned(), "79-104".to_owned(), "within one paragraph"),
    ] {
        assert!(right.contains(&range), "no {range} in\n{right}");
        fs::write(folder.path().join("book.diptych"), right.replacen(&range, &with, 1)).unwrap();
        let said = failed(folder.path(), &["convert", "book.diptych", "--to", "tsv"]);
        assert!(said.contains(says), "{said}");
    }
    // Hands may leave hashes out and put lines in any order, with other line ends.
    let shuffled: String = right
        .lines()
        .take(line_of(0) - 1)
        .chain([beads(&right)[1].1.as_str(), first.rsplitn(3, '\t').nth(2).unwrap()])
        .map(|line| format!("{line}\r\n"))
        .collect();
    let rest: String = beads(&right)[2..].iter().map(|(_, line)| format!("{line}\r\n")).collect();
    fs::write(folder.path().join("book.diptych"), shuffled + &rest).unwrap();
    done(folder.path(), &["align", "book.diptych"]);
    assert_eq!(project(folder.path()), right);
}

#[test]
fn a_text_that_has_changed_keeps_what_was_checked() {
    let folder = made();
    let path = folder.path().join("book.diptych");
    let mut session = Session::open(&path).unwrap();
    let row = |session: &Session, words: &str| {
        session.rows(0..99).iter().position(|row| row.source.iter().any(|one| one.text.contains(words))).unwrap()
    };
    let at = "Nobody saw him go,".len();
    session.edit(1, &Edit::Cut { panel: Side::Source, sentence: 1, at }).unwrap();
    let village = row(&session, "village");
    session.edit(2, &Edit::Lock { row: village, count: 1 }).unwrap();
    let storm = row(&session, "storm");
    session.edit(3, &Edit::Accept { row: storm, count: 1 }).unwrap();
    let lamp = session.rows(0..99).iter().flat_map(|row| row.source.clone()).find(|one| one.text.contains("lamp")).unwrap().id;
    session.edit(4, &Edit::Correct { panel: Side::Source, sentence: lamp, text: "Every winter they light the lamp.".into() }).unwrap();
    session.save().unwrap();
    drop(session);
    // A sentence more at the beginning, one of the checked ones gone.
    let changed = format!("Once upon a time it was cold. {}", book::ENGLISH.replace("A storm came", "A gale came"));
    fs::write(folder.path().join("a.txt"), changed).unwrap();
    // Only what aligns brings it up to date.
    let outdated = project(folder.path());
    for command in [&["convert", "book.diptych", "--to", "tsv"][..], &["check", "book.diptych"], &["eval", "book.diptych", "book.diptych"]]
    {
        let said = failed(folder.path(), command);
        assert!(
            said.contains("book.diptych: a.txt has changed since book.diptych was written; bring the project up to date with"),
            "{said}"
        );
        assert!(said.contains("`diptych align book.diptych`"), "{said}");
    }
    assert_eq!(project(folder.path()), outdated);
    assert!(Project::open(&path).unwrap().is_outdated());
    let said = done(folder.path(), &["align", "book.diptych"]);
    assert!(
        said.contains("a.txt has changed since book.diptych was written") && said.contains("3 of 4 checked and locked beads still stand"),
        "{said}"
    );
    assert!(fs::read_to_string(folder.path().join("book.diptych.before")).unwrap().contains("\tlocked\t"));
    let project = Project::open(&path).unwrap().current().unwrap();
    assert!(project.notices.is_empty(), "{:?}", project.notices);
    let state = &project.project.state;
    let fixed: Vec<Vec<&str>> = state
        .rows
        .iter()
        .filter(|row| row.status.is_fixed())
        .map(|row| row.bead.source.iter().map(|&id| state.texts.source.sentence(id)).collect())
        .collect();
    let expected: [&[&str]; 3] = [
        &["Nobody saw him go,", "and 3 boats followed."],
        &["The village remembered it for years."],
        &["Every winter they light the lamp."],
    ];
    assert_eq!(fixed, expected);
    // A text in another encoding is the same text.
    let before = fs::read_to_string(&path).unwrap();
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(book::FRENCH.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("b.txt"), utf16).unwrap();
    let said = done(folder.path(), &["align", "book.diptych"]);
    assert!(!said.contains("has changed"), "{said}");
    let hash = |contents: &str, key: &str| contents.lines().find_map(|line| line.strip_prefix(key).map(str::to_owned)).unwrap();
    let after = fs::read_to_string(&path).unwrap();
    assert_ne!(hash(&before, "target-sha256: "), hash(&after, "target-sha256: "));
    assert_eq!(hash(&before, "target-text-sha256: "), hash(&after, "target-text-sha256: "));
    fs::remove_file(folder.path().join("b.txt")).unwrap();
    let said = failed(folder.path(), &["convert", "book.diptych", "--to", "tsv"]);
    assert!(said.contains("book.diptych: its text b.txt is not there; put it back"), "{said}");
}

#[test]
fn a_review_of_a_text_that_has_changed_goes_on() {
    let folder = made();
    let path = folder.path().join("book.diptych");
    let mut session = Session::open(&path).unwrap();
    session.edit(1, &Edit::Lock { row: 0, count: 2 }).unwrap();
    session.save().unwrap();
    drop(session);
    fs::write(folder.path().join("b.txt"), format!("Autrefois. {}", book::FRENCH)).unwrap();
    let mut session = Session::open(&path).unwrap();
    assert!(session.notices().iter().any(|said| said.contains("b.txt has changed")), "{:?}", session.notices());
    assert!(session.notices().iter().any(|said| said.contains("book.diptych.before")), "{:?}", session.notices());
    session.edit(1, &Edit::Unlink { row: 5 }).unwrap();
    let state = session.project().state.clone();
    drop(session);
    let again = Session::open(&path).unwrap();
    assert_eq!(again.project().state, state);
    assert!(again.notices().iter().all(|said| !said.contains("changed")), "{:?}", again.notices());
    drop(again);
    // Once more, with steps that are not saved.
    fs::write(folder.path().join("b.txt"), book::FRENCH).unwrap();
    let said = Session::open(&path).unwrap_err().to_string();
    assert!(said.contains("was not saved, and a text has changed since; bring the old text back"), "{said}");
}

#[test]
fn an_unfinished_review_counts() {
    let folder = made();
    let (path, journal) = (folder.path().join("book.diptych"), folder.path().join("book.diptych.journal"));
    let mut session = Session::open(&path).unwrap();
    session.edit(1, &Edit::Merge { row: 0 }).unwrap();
    session.edit(2, &Edit::Correct { panel: Side::Source, sentence: 0, text: "The captain left at dawn.".into() }).unwrap();
    let said = failed(folder.path(), &["align", "book.diptych"]);
    assert!(said.contains("has this project open"), "{said}");
    drop(session);
    let said = done(folder.path(), &["convert", "book.diptych", "--to", "tsv"]);
    assert!(said.contains("0 1\t0 1\tmatch\t1.0000\tThe captain left at dawn. Nobody"), "{said}");
    assert!(said.contains("2 edits that are not saved yet"), "{said}");
    let unsaved = fs::read(&journal).unwrap();
    let before = project(folder.path());
    done(folder.path(), &["align", "book.diptych"]);
    assert!(!journal.exists());
    let after = project(folder.path());
    assert!(after.contains("\tchecked\t") && after.contains("\nsource\t0-37\tThe captain left at dawn.\n"), "{after}");
    // The moment between the new file and the end of the journal: the journal says that it is saved.
    let saved = unsaved.clone();
    fs::write(&path, &before).unwrap();
    fs::write(&journal, &saved).unwrap();
    let mut session = Session::open(&path).unwrap();
    session.save().unwrap();
    drop(session);
    let held = project(folder.path());
    use sha2::Digest as _;
    let hash: String = sha2::Sha256::digest(held.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(&journal, [&saved[..], format!("{{\"saved\":\"{hash}\"}}\n").as_bytes()].concat()).unwrap();
    assert_eq!(
        done(folder.path(), &["convert", "book.diptych", "-q", "--to", "tsv", "-o", "-"]).matches("The captain left at dawn.").count(),
        1
    );
    let session = Session::open(&path).unwrap();
    assert_eq!(session.overview().undo, 0);
    drop(session);
    // A project that was changed under its journal.
    fs::write(&journal, &saved).unwrap();
    let said = failed(folder.path(), &["convert", "book.diptych", "--to", "tsv"]);
    assert!(said.contains("book.diptych.journal: it holds edits of another state"), "{said}");
    // A line that is broken, and a step that does not fit.
    fs::write(&path, &before).unwrap();
    for (line, says) in [
        ("{\"edit\":{\"rows\":[", "this is no step of a review"),
        ("{\"edit\":{\"rows\":[{\"at\":99,\"out\":[],\"new\":[]}]}}", "the rows from 100 on"),
        (
            "{\"edit\":{\"rows\":[{\"at\":0,\"out\":[],\"new\":[{\"source\":[0],\"target\":[0],\"kind\":\"match\",\"confidence\":0.5,\"status\":\"auto\"}]}]}}",
            "do not hold the sentences of those that it replaces",
        ),
    ] {
        fs::write(&journal, [&saved[..], line.as_bytes(), b"\n"].concat()).unwrap();
        let said = failed(folder.path(), &["convert", "book.diptych", "--to", "tsv"]);
        assert!(said.contains("book.diptych.journal: line 4: ") && said.contains(says) && said.contains("delete the lines"), "{said}");
    }
}

#[test]
fn corrections_are_in_every_format_with_words() {
    let folder = tempfile::tempdir().unwrap();
    let page = |one: &str, two: &str| format!("<!DOCTYPE html><html><body><p>{one} {two}</p></body></html>");
    fs::write(folder.path().join("a.html"), page("The <b>cat</b> sleeps <i>here.", "Nobody</i> wakes <b>it</b>.")).unwrap();
    fs::write(folder.path().join("b.html"), page("Le <b>chat</b> dort <i>ici.", "Personne</i> ne le <b>réveille</b>.")).unwrap();
    done(folder.path(), &["align", "a.html", "b.html", "--source-lang", "en", "--target-lang", "fr", "-o", "book.diptych"]);
    let mut session = Session::open(&folder.path().join("book.diptych")).unwrap();
    session.edit(1, &Edit::Correct { panel: Side::Source, sentence: 0, text: "A dog snores.".into() }).unwrap();
    session.save().unwrap();
    drop(session);
    let with_words =
        |format: &Format| !["vecalign", "ladder", "sketch"].contains(&format.name) && !format.is_binary() && needs_no_times(format);
    for format in formats::written().map(|(format, _)| format).filter(with_words) {
        done(folder.path(), &["convert", "book.diptych", "--to", format.name, "-o", "out"]);
        let parts = ["out", "out.en", "out.en.xml"].map(|name| fs::read_to_string(folder.path().join(name)).unwrap_or_default());
        assert!(parts.iter().any(|part| part.contains("A dog snores.")), "{}: {parts:?}", format.name);
        assert!(!parts.iter().any(|part| part.contains("sleeps")), "{}: {parts:?}", format.name);
        for name in ["out", "out.en", "out.en.xml", "out.fr", "out.fr.xml"] {
            fs::remove_file(folder.path().join(name)).ok();
        }
    }
}

#[test]
fn what_makes_no_sense_is_said() {
    let folder = made();
    for (arguments, says) in [
        (&["align", "a.txt"][..], "name the text and its translation, or a project"),
        (&["align", "book.diptych", "--source-lang", "en"], "says itself how its texts are read"),
        (&["align", "book.diptych", "--explain", "1"], "name its two texts"),
        (&["align", "-", "b.txt", "-o", "x.diptych"], "save standard input to one"),
        (&["align", "a.txt", "b.txt", "-o", "x.diptych", "--min-confidence", "0.5"], "holds every bead"),
        (&["align", "book.diptych", "-o", "a.txt", "--to", "tsv"], "would overwrite the source text"),
        (&["convert", "book.diptych", "-o", "b.txt", "--to", "tsv"], "would overwrite the input"),
        (&["convert", "book.diptych", "--source-lang", "en", "--to", "tsv"], "says itself what its texts are"),
    ] {
        let said = failed(folder.path(), arguments);
        assert!(said.contains(says), "{arguments:?}: {said}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("a.txt")).unwrap(), book::ENGLISH);
}

#[test]
fn what_cannot_be_read_may_hold_work() {
    let folder = made();
    let path = folder.path().join("book.diptych");
    let held = with_bead(&project(folder.path()), 0, |line| line.replace("\tauto", "\tchecked"));
    let utf16: Vec<u8> = held.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for contents in [[held.as_bytes(), b"# caf\xe9\n"].concat(), utf16] {
        fs::write(&path, &contents).unwrap();
        let said = failed(folder.path(), &["align", "a.txt", "b.txt", "-o", "book.diptych"]);
        assert!(said.contains("this project holds beads that somebody checked"), "{said}");
        assert_eq!(fs::read(&path).unwrap(), contents);
    }
}
