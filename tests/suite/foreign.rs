//! Project folders from strangers: whatever stands in the place of a file, or in the project, nothing outside of the folder is written or removed,
//! nothing of it is told on, and nothing waits for ever.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use diptych::internal::review::protocol::Edit;
use diptych::internal::review::session::Session;
use diptych::project::Outside;
use sha2::{Digest, Sha256};

use crate::support::folder::{ENGLISH, FRENCH, Folder, Outcome};

/// What must not be told on: a text and a lexicon at once.
const SECRET: &str = "precious\tprécieux\nunheard-of\tinouï\n";
/// Generous, because the tests are not optimised and share the machine.
const TIME: Duration = Duration::from_secs(60);
const PROJECT: &str = "in/book.diptych";

/// A folder `in` with a project and all that can be in it, and a folder `out` that is none of its business.
fn made() -> Folder {
    let folder = Folder::empty();
    for name in ["in", "out"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    folder.put("in/a.txt", ENGLISH);
    folder.put("in/b.txt", FRENCH);
    folder.put("in/own.tsv", "boat\tbateau\n");
    folder.put("out/secret.txt", SECRET);
    let languages = ["--source-lang", "en", "--target-lang", "fr", "--no-packs", "--lexicon", "in/own.tsv", "-q"];
    let (code, _, said) = folder.run(&[&["align", "in/a.txt", "in/b.txt", "-o", PROJECT][..], &languages].concat());
    assert_eq!(code, 0, "{said}");
    folder
}

/// A text has changed since the project was written.
fn outdate(folder: &Folder) {
    folder.put("in/b.txt", format!("{FRENCH}\nIl neige.\n"));
}

/// What stands in the place of a file.
const TRICKS: [&str; 7] = ["link", "dangling link", "link to a folder", "hard link", "pipe", "socket", "folder"];

fn play(folder: &Folder, trick: &str, name: &str) {
    let place = folder.path().join("in").join(name);
    fs::remove_file(&place).ok();
    match trick {
        "link" => symlink("../out/secret.txt", place).unwrap(),
        "dangling link" => symlink("../out/new.txt", place).unwrap(),
        "link to a folder" => symlink("../out", place).unwrap(),
        "hard link" => fs::hard_link(folder.path().join("out/secret.txt"), place).unwrap(),
        "pipe" => assert!(Command::new("mkfifo").arg(place).status().unwrap().success()),
        "socket" => drop(UnixListener::bind(place).unwrap()),
        "folder" => fs::create_dir(place).unwrap(),
        _ => unreachable!(),
    }
}

/// Everything of the folder `out` that anybody could change.
fn outside(folder: &Folder) -> String {
    let mut files: Vec<_> = fs::read_dir(folder.path().join("out")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let print = |path: &std::path::PathBuf| {
        let metadata = fs::symlink_metadata(path).unwrap();
        let changes = (metadata.ino(), metadata.mode(), metadata.mtime_nsec(), metadata.len());
        format!("{} {changes:?} {:?}\n", path.display(), fs::read(path).ok())
    };
    files.iter().map(print).collect()
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything in the folder `in` that was written since.
fn inside(folder: &Folder) -> String {
    let files = fs::read_dir(folder.path().join("in")).unwrap().map(|entry| entry.unwrap());
    // A hard link to the secret holds it.
    let own = files.filter(|entry| entry.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.nlink() == 1));
    own.map(|entry| fs::read_to_string(entry.path()).unwrap()).collect()
}

/// Nothing of the secret, be it only a hash by which it could be guessed.
fn tells_nothing(said: &str, case: &str) {
    let whole = sha256(SECRET);
    let sentence = &sha256(SECRET.lines().next().unwrap())[..8];
    for secret in ["precious", "précieux", "unheard", "inouï", &whole, sentence] {
        assert!(!said.contains(secret), "{case}: {secret:?} is told: {said}");
    }
}

fn run(folder: &Folder, arguments: &[&str]) -> Outcome {
    let mut command = folder.command(arguments);
    let output = command.env("TOLD", SECRET).timeout(TIME).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or_else(|| panic!("{arguments:?}: it had to be ended")), text(output.stdout), text(output.stderr))
}

/// What every command makes of the folder as it is: `refused` is what those say that need what is wrong, `needed` by these of `convert`, `align`
/// and the review.
fn tried(folder: &Folder, case: &str, refused: &str, needed: [bool; 3]) {
    let before = outside(folder);
    let check = |said: &str| {
        assert_eq!(outside(folder), before, "{case}: what is outside was changed");
        tells_nothing(&format!("{said}{}", inside(folder)), case);
    };
    for (arguments, needed) in [(&["convert", PROJECT, "--to", "tsv"][..], needed[0]), (&["align", PROJECT], needed[1])] {
        let (code, out, said) = run(folder, arguments);
        check(&format!("{out}{said}"));
        if needed {
            assert!(code == 1 && out.is_empty() && said.contains(refused), "{case}: {arguments:?}: {code} {out}{said}");
        } else {
            assert_eq!(code, 0, "{case}: {arguments:?}: {said}");
        }
    }
    match Session::open(&folder.path().join(PROJECT)) {
        Err(error) => {
            check(&error.to_string());
            assert!(needed[2] && error.to_string().contains(refused), "{case}: {error}");
        }
        Ok(mut session) => {
            assert!(!needed[2], "{case}: {refused}");
            session.edit(1, &Edit::Lock { row: 0, count: 1 }).unwrap();
            check("");
            session.save().unwrap();
            drop(session);
            check("");
        }
    }
}

#[test]
fn nothing_in_the_place_of_a_file_leads_out() {
    const FOREIGN: &str = "this is a link or no regular file";
    for trick in TRICKS {
        let is_link = trick.contains("link") && trick != "hard link";
        let hard = trick == "hard link";
        let project = if is_link { "this is a link to ../out" } else { FOREIGN };
        let lock = if hard { "a second name elsewhere" } else { FOREIGN };
        let journal = if hard { "this is no step of a review" } else { FOREIGN };
        let named = match trick {
            "link" | "hard link" => {
                "leads out of its folder, by its name or by a link, and is not what it was when the project was written; put it into the folder"
            }
            "dangling link" => "is not there",
            "pipe" | "socket" => "this is a pipe or a device",
            _ => "this is a directory",
        };
        let all = [true; 3];
        let to_write = [false, true, true];
        for (file, refused, needed) in [
            ("book.diptych", project, all),
            ("book.diptych.lock", lock, to_write),
            ("book.diptych.journal", journal, all),
            ("book.diptych.before", "", [false; 3]),
            ("a.txt", named, all),
            ("b.txt", named, all),
            ("own.tsv", named, [false, true, false]),
        ] {
            // The secret is no project, and one that is would be read as what it is.
            if (file, trick) == ("book.diptych", "hard link") {
                continue;
            }
            let folder = made();
            play(&folder, trick, file);
            tried(&folder, &format!("{file}: {trick}"), refused, needed);
        }
        let folder = made();
        outdate(&folder);
        play(&folder, trick, "book.diptych.before");
        let case = format!("before: {trick}");
        if hard {
            let before = outside(&folder);
            assert_eq!(run(&folder, &["align", PROJECT]).0, 0, "{case}");
            assert_eq!(outside(&folder), before);
            assert!(folder.get("in/book.diptych.before").starts_with("diptych project 1"));
        } else {
            let before = outside(&folder);
            let (code, out, said) = run(&folder, &["align", PROJECT]);
            assert!(code == 1 && said.contains(FOREIGN), "{case}: {said}");
            let refused = Session::open(&folder.path().join(PROJECT)).unwrap_err().to_string();
            assert!(refused.contains(FOREIGN), "{case}: {refused}");
            assert_eq!(outside(&folder), before, "{case}");
            tells_nothing(&format!("{out}{said}{}", inside(&folder)), &case);
        }
    }
}

#[test]
fn nothing_that_a_project_names_leads_out() {
    let changed =
        "leads out of its folder, by its name or by a link, and is not what it was when the project was written; put it into the folder";
    for (name, refused) in [
        ("../out/secret.txt", changed),
        ("..//in/./../out/secret.txt", changed),
        ("FULL", changed),
        ("away/secret.txt", changed),
        ("/proc/self/environ", changed),
        ("/dev/stdin", "this is a pipe or a device"),
        ("/dev/fd/0", "this is a pipe or a device"),
        ("/dev/zero", "this is a pipe or a device"),
        ("..", "this is a directory"),
        ("../out/none", "is not there"),
    ] {
        // Another machine may have no such places.
        if name.starts_with('/') && !Path::new(name).exists() {
            continue;
        }
        for (key, needed) in [("source: a.txt", [true; 3]), ("target: b.txt", [true; 3]), ("lexicon: own.tsv", [false, true, false])] {
            let folder = made();
            symlink("../out", folder.path().join("in/away")).unwrap();
            let (key_name, _) = key.split_once(' ').unwrap();
            let here = folder.path().join("out/secret.txt").to_str().unwrap().to_owned();
            let name = if name == "FULL" { &here } else { name };
            let project = folder.get(PROJECT);
            assert!(project.contains(key), "{project}");
            folder.put(PROJECT, project.replacen(key, &format!("{key_name} {name}"), 1));
            tried(&folder, &format!("{key_name} {name}"), refused, needed);
        }
    }
}

/// Projects of one's own name texts and dictionaries wherever they are.
#[test]
fn what_is_unchanged_outside_is_read() {
    let folder = Folder::empty();
    for name in ["en", "fr", "home"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    folder.put("en/a.txt", ENGLISH);
    folder.put("fr/b.txt", FRENCH);
    folder.put("home/own.tsv", "boat\tbateau\n");
    let (texts, project) = (["en/a.txt", "fr/b.txt"], "en/book.diptych");
    let (code, _, said) = run(&folder, &["align", texts[0], texts[1], "--lexicon", "home/own.tsv", "-q", "-o", project]);
    assert_eq!(code, 0, "{said}");
    let held = folder.get(project);
    assert!(held.contains("target: ../fr/b.txt\n") && held.contains("lexicon: ../home/own.tsv\nlexicon-sha256: "), "{held}");
    let fine = |arguments: &[&str]| {
        let (code, _, said) = run(&folder, arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
    };
    let refused = |arguments: &[&str], name: &str| {
        let (code, _, said) = run(&folder, arguments);
        assert!(
            code == 1 && said.contains(name) && said.contains("leads out of its folder, by its name or by a link, and is not what it was"),
            "{arguments:?}: {said}"
        );
        assert!(said.contains(&format!("run `diptych align {project} --allow-outside`")), "{said}");
    };
    fine(&["align", project]);
    fine(&["convert", project, "--to", "tsv"]);
    folder.put("home/own.tsv", "boat\tbateau\nharbour\tport\n");
    refused(&["align", project], "its lexicon en/../home/own.tsv");
    fine(&["align", project, "--lexicon", "home/own.tsv"]);
    fine(&["align", project]);
    folder.put("fr/b.txt", format!("{FRENCH}\nIl neige.\n"));
    refused(&["align", project], "its text en/../fr/b.txt");
    let path = folder.path().join(project);
    assert!(Session::open(&path).is_err());
    drop(Session::open_with(&path, Outside::Texts).unwrap());
    fine(&["align", project]);
    folder.put("fr/b.txt", FRENCH);
    folder.put("home/own.tsv", "boat\tbateau\n");
    assert!(Session::open_with(&path, Outside::Texts).unwrap_err().to_string().contains("its lexicon"));
    fine(&["align", project, "--allow-outside"]);
    fine(&["align", project]);
}

/// A text that can be read only once stands for one that is replaced while it is read.
#[test]
fn what_is_hashed_is_what_was_read() {
    let folder = Folder::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    let arguments = ["align", "/dev/stdin", "a.fr", "--source-lang", "en", "-q", "-o", "book.diptych"];
    let mut child = command.current_dir(folder.path()).args(arguments).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(ENGLISH.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let held = folder.get("book.diptych");
    assert!(held.contains(&format!("source-sha256: {}\n", sha256(ENGLISH))), "{held}");
}

#[test]
fn who_deletes_a_lock_or_a_journal_loses_nothing() {
    let folder = made();
    let path = folder.path().join(PROJECT);
    let remove = |end: &str| fs::remove_file(folder.path().join(format!("{PROJECT}.{end}"))).unwrap();
    let refused = || {
        let said = Session::open(&path).unwrap_err().to_string();
        assert!(said.contains("has this project open; close it there first"), "{said}");
    };
    let mut session = Session::open(&path).unwrap();
    let lock = |session: &mut Session, row| session.edit(session.version(), &Edit::Lock { row, count: 1 }).map(drop);
    remove("lock");
    refused();
    lock(&mut session, 0).unwrap();
    assert!(folder.path().join("in/book.diptych.lock").exists());
    remove("lock");
    session.save().unwrap();
    remove("lock");
    refused();
    assert_eq!(run(&folder, &["align", PROJECT]).0, 1);
    lock(&mut session, 1).unwrap();
    // Whether it is removed or another one is put in its place, nothing is acknowledged that is not kept.
    remove("journal");
    for put in [false, true] {
        if put {
            folder.put("in/book.diptych.journal", "");
        }
        let said = lock(&mut session, 2).unwrap_err().to_string();
        assert!(
            said.contains("book.diptych.journal: another program removed or replaced it") && said.contains("save the project"),
            "{said}"
        );
    }
    remove("journal");
    session.save().unwrap();
    lock(&mut session, 2).unwrap();
    drop(session);
    let session = Session::open(&path).unwrap();
    assert!(session.rows(0..3).iter().all(|row| format!("{row:?}").contains("Locked")), "{:?}", session.rows(0..3));
}
