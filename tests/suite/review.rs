//! A review session: whatever is done, in whatever order, every sentence is in exactly one bead, every step can be taken back and again, and what
//! is on the disk is what was acknowledged.

use std::fs;
use std::path::Path;

use diptych::formats;
use diptych::internal::review::protocol::{Change, Edit, Row, Search};
use diptych::internal::review::session::Session;
use diptych::model::Side;
use diptych::project::lock::Lock;
use diptych::project::{Outside, State, Status};
use diptych::write::Settings;
use diptych::{Error, ErrorKind};
use proptest::prelude::*;

use crate::support::book::{self, Action, ENGLISH, FRENCH};

fn open(folder: &Path) -> Session {
    Session::open(&book::make(folder, ENGLISH, FRENCH)).unwrap()
}

fn learn(session: &mut Session) {
    if let Some(learning) = session.to_learn() {
        let realigner = learning.learn().unwrap();
        session.learned(learning.generation, realigner);
    }
}

fn act(session: &mut Session, action: &Action) -> Result<Option<Change>, Error> {
    let version = session.version();
    match action {
        Action::Edit(edit) => session.edit(version, edit).map(Some),
        Action::Undo => session.undo(version).map(Some),
        Action::Redo => session.redo(version).map(Some),
        Action::Save => session.save().map(|()| None),
        Action::Learn => {
            learn(session);
            Ok(None)
        }
    }
}

/// A page that does what changes tell it, and asks for nothing.
fn follow(page: &mut Vec<Row>, change: &Change) {
    page.splice(change.from..change.from + change.removed, []);
    if let Some((panel, from, by)) = change.shifted {
        for row in page.iter_mut() {
            for sentence in if panel == Side::Source { &mut row.source } else { &mut row.target } {
                if sentence.id >= from {
                    sentence.id = sentence.id.checked_add_signed(by as isize).unwrap();
                }
            }
        }
    }
    page.splice(change.from..change.from, change.rows.iter().cloned());
}

fn check(session: &Session, page: &[Row]) {
    let state = &session.project().state;
    state.alignment().unwrap();
    let firsts: Vec<usize> = state.rows.iter().filter_map(|row| row.bead.source.first().copied()).collect();
    assert!(firsts.is_sorted(), "rows are out of order: {:?}", state.rows);
    assert_eq!(page, session.rows(0..usize::MAX), "the page shows something else");
    let overview = session.overview();
    assert_eq!(overview.numbers, page.iter().map(|row| if row.numbers { '1' } else { '0' }).collect::<String>());
    assert_eq!([overview.kinds.len(), overview.statuses.len(), overview.confidences.len(), overview.lengths.len()], [page.len(); 4]);
}

/// Rows that are locked, by their words: ids may shift.
fn locked(state: &State) -> Vec<(Vec<String>, Vec<String>)> {
    let words = |text: &diptych::model::Text, ids: &[usize]| ids.iter().map(|&id| text.sentence(id).to_owned()).collect();
    let rows = state.rows.iter().filter(|row| row.status == Status::Locked);
    rows.map(|row| (words(&state.texts.source, &row.bead.source), words(&state.texts.target, &row.bead.target))).collect()
}

fn scripts() -> impl Strategy<Value = Vec<[usize; 4]>> {
    prop::collection::vec(prop::array::uniform4(0..1000usize), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_in_any_order(script in scripts(), learned in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let mut session = open(folder.path());
        if learned {
            learn(&mut session);
        }
        let first = session.project().state.clone();
        let mut page = session.rows(0..usize::MAX);
        for numbers in script {
            let action = book::action(&session, numbers);
            let before = session.project().state.clone();
            match act(&mut session, &action) {
                Ok(change) => if let Some(change) = change {
                    follow(&mut page, &change);
                    prop_assert!(change.focus < page.len() || page.is_empty());
                    prop_assert!(change.realigned.iter().all(|&at| page[at].status == Status::Auto));
                },
                Err(error) => {
                    prop_assert!(matches!(error.kind, ErrorKind::Refused { .. }), "{error}");
                    prop_assert_eq!(&before, &session.project().state);
                }
            }
            check(&session, &page);
            if let Action::Edit(edit) = &action && !matches!(edit, Edit::Release { .. } | Edit::Lock { .. }) {
                prop_assert_eq!(locked(&before), locked(&session.project().state));
            }
        }
        let last = session.project().state.clone();
        let steps = session.overview().undo;
        for _ in 0..steps {
            let change = session.undo(session.version()).unwrap();
            follow(&mut page, &change);
            check(&session, &page);
        }
        prop_assert_eq!(&first, &session.project().state);
        for _ in 0..steps {
            let change = session.redo(session.version()).unwrap();
            follow(&mut page, &change);
        }
        check(&session, &page);
        prop_assert_eq!(&last, &session.project().state);
    }

    #[test]
    fn the_journal_cut_anywhere_holds_what_was_acknowledged_by_then(script in scripts(), learned in any::<bool>(), cut in 0.0..1.0f64) {
        let folder = tempfile::tempdir().unwrap();
        let mut session = open(folder.path());
        if learned {
            learn(&mut session);
        }
        let journal = folder.path().join("book.diptych.journal");
        let length = || fs::metadata(&journal).map_or(0, |metadata| metadata.len());
        let mut acknowledged = vec![(0, session.project().state.clone(), (0, 0))];
        for numbers in script {
            let action = book::action(&session, numbers);
            if action != Action::Save && act(&mut session, &action).is_ok() {
                let overview = session.overview();
                acknowledged.push((length(), session.project().state.clone(), (overview.undo, overview.redo)));
            }
        }
        let bytes = if length() > 0 { fs::read(&journal).unwrap() } else { Vec::new() };
        let keep = (bytes.len() as f64 * cut) as usize;
        let reopened = |keep: usize| {
            drop(fs::write(&journal, &bytes[..keep]));
            Session::open_read_only(&folder.path().join("book.diptych"), Outside::default()).unwrap()
        };
        drop(session);
        for keep in [keep, bytes.len()] {
            let (_, state, steps) = acknowledged.iter().rfind(|(length, ..)| *length <= keep as u64).unwrap();
            let session = reopened(keep);
            prop_assert_eq!(state, &session.project().state);
            prop_assert_eq!(*steps, (session.overview().undo, session.overview().redo));
        }
        // And it goes on from there.
        reopened(keep);
        let mut session = Session::open(&folder.path().join("book.diptych")).unwrap();
        let accepted = session.edit(session.version(), &Edit::Accept { row: 0, count: usize::MAX });
        let state = session.project().state.clone();
        drop(session);
        prop_assert!(accepted.is_ok() || state.rows.iter().all(|row| row.status.is_fixed()));
        let again = Session::open_read_only(&folder.path().join("book.diptych"), Outside::default()).unwrap();
        prop_assert_eq!(&state, &again.project().state);
    }

    #[test]
    fn what_is_saved_is_what_is_read(script in scripts()) {
        let folder = tempfile::tempdir().unwrap();
        let mut session = open(folder.path());
        learn(&mut session);
        for numbers in script {
            let action = book::action(&session, numbers);
            let _ = act(&mut session, &action);
        }
        session.save().unwrap();
        let state = session.project().state.clone();
        prop_assert!(!folder.path().join("book.diptych.journal").exists());
        drop(session);
        let again = Session::open_read_only(&folder.path().join("book.diptych"), Outside::default()).unwrap();
        prop_assert_eq!(&state, &again.project().state);
    }
}

fn refused(session: &mut Session, edit: &Edit) -> String {
    match session.edit(session.version(), edit).unwrap_err().kind {
        ErrorKind::Refused { why } => why,
        other => panic!("{other}"),
    }
}

#[test]
fn refusals_are_sentences() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = open(folder.path());
    session.edit(1, &Edit::Lock { row: 0, count: 1 }).unwrap();
    assert!(matches!(session.edit(1, &Edit::Unlink { row: 0 }).unwrap_err().kind, ErrorKind::Stale));
    let last = session.rows(0..usize::MAX).len() - 1;
    for (edit, says) in [
        (Edit::Merge { row: 0 }, "row 1 is locked; unlock it first"),
        (Edit::Move { row: 1, panel: Side::Source, up: true }, "row 1 is locked"),
        (Edit::Correct { panel: Side::Source, sentence: 0, text: "No.".into() }, "row 1 is locked"),
        (Edit::Merge { row: last }, "no row below"),
        (Edit::Link { row: 2, other: 2 }, "cannot be linked with itself"),
        (Edit::Accept { row: 999, count: 1 }, "there is no row 1000"),
        (Edit::Cut { panel: Side::Source, sentence: 1, at: 0 }, "one part would be empty"),
        (Edit::Cut { panel: Side::Source, sentence: 1, at: 9999 }, "no such place"),
        (Edit::Cut { panel: Side::Target, sentence: 999, at: 1 }, "there is no sentence 1000"),
        (Edit::Join { panel: Side::Source, sentence: 1 }, "another row"),
        (Edit::Correct { panel: Side::Source, sentence: 1, text: " ".into() }, "to nothing"),
        (Edit::Correct { panel: Side::Source, sentence: 1, text: "a\nb".into() }, "line breaks"),
        (Edit::Release { row: 1, count: 1 }, "nothing here"),
        (Edit::Lock { row: 0, count: 1 }, "locked already"),
    ] {
        let why = refused(&mut session, &edit);
        assert!(why.contains(says), "{edit:?}: {why}");
    }
    session.edit(2, &Edit::Merge { row: 2 }).unwrap();
    let sentence = session.rows(2..3)[0].source.last().unwrap().id;
    assert!(session.rows(2..3)[0].source[0].id < sentence);
    assert!(refused(&mut session, &Edit::Join { panel: Side::Source, sentence: sentence - 1 }).contains("another paragraph"));
}

#[test]
fn one_edits_and_others_look() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = open(folder.path());
    session.edit(1, &Edit::Accept { row: 0, count: 1 }).unwrap();
    let path = folder.path().join("book.diptych");
    let said = Session::open(&path).unwrap_err().to_string();
    assert!(said.contains(&format!("process {}", std::process::id())) && said.contains("close it there first"), "{said}");
    let mut other = Session::open_read_only(&path, Outside::default()).unwrap();
    assert_eq!(other.project().state, session.project().state);
    assert!(other.book().read_only.is_some() && session.book().read_only.is_none());
    assert!(refused(&mut other, &Edit::Accept { row: 1, count: 1 }).contains("to look at only"));
    drop(session);
    assert!(!folder.path().join("book.diptych.lock").exists());
    Session::open(&path).unwrap();
}

#[test]
fn corrections_and_cuts_reach_every_view() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = open(folder.path());
    let at = "Nobody saw him go,".encode_utf16().count();
    let change = session.edit(1, &Edit::Cut { panel: Side::Source, sentence: 1, at }).unwrap();
    assert_eq!(change.shifted, Some((Side::Source, 2, 1)));
    let row = &change.rows[0];
    assert_eq!(row.source.iter().map(|one| &one.text[..]).collect::<Vec<_>>(), ["Nobody saw him go,", "and 3 boats followed."]);
    assert_eq!((row.status, row.confidence, row.numbers), (Status::Checked, 1.0, false));
    let text = "and 4 boats 😀 followed him.";
    let change = session.edit(2, &Edit::Correct { panel: Side::Source, sentence: 2, text: text.into() }).unwrap();
    assert!(change.rows[0].numbers && change.rows[0].source[1].corrected, "{change:?}");
    let search = Search { pattern: "FOLLOWED h.m".into(), case: false, panel: None };
    let hits = session.search(&search).unwrap();
    let [hit] = &hits[..] else { panic!("{hits:?}") };
    let units: Vec<u16> = text.encode_utf16().collect();
    assert_eq!(String::from_utf16(&units[hit.range[0]..hit.range[1]]).unwrap(), "followed him");
    assert_eq!((hit.row, hit.sentence, hit.panel), (change.from, 2, Side::Source));
    assert!(session.search(&Search { case: true, ..search.clone() }).unwrap().is_empty());
    assert!(session.search(&Search { panel: Some(Side::Target), ..search }).unwrap().is_empty());
    for pattern in ["(", "(a{1000}){1000}"] {
        let search = Search { pattern: pattern.into(), case: true, panel: None };
        assert!(matches!(session.search(&search).unwrap_err().kind, ErrorKind::Refused { .. }), "{pattern}");
    }
    // Subtitles in two languages have the times of their source, and a book has none: they are not offered.
    let offered: Vec<String> = session.book().formats.into_iter().map(|(name, ..)| name).collect();
    assert!(offered.contains(&"tmx".to_owned()) && !offered.contains(&"srt".to_owned()), "{offered:?}");
    for (format, _) in formats::written().filter(|(format, _)| offered.contains(&format.name.to_owned())) {
        let files = session.export(format, &Settings::default()).unwrap();
        assert_eq!(files.len() > 1, format.several_files().is_some(), "{}", format.name);
        assert!(files.iter().all(|(name, bytes)| name.starts_with("book.") && !bytes.is_empty()), "{}", format.name);
    }
    let tmx = String::from_utf8(session.export(&formats::tmx::FORMAT, &Settings::default()).unwrap().remove(0).1).unwrap();
    assert!(tmx.contains("Nobody saw him go, and 4 boats 😀 followed him."), "{tmx}");
    // The wording of the file takes the correction back.
    let back = session.edit(3, &Edit::Correct { panel: Side::Source, sentence: 2, text: "and 3 boats followed.".into() }).unwrap();
    assert!(!back.rows[0].source[1].corrected);
    assert_eq!(fs::read_to_string(folder.path().join("book.en.txt")).unwrap(), ENGLISH);
}

#[test]
fn words_are_shown_once_they_are_learned() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = open(folder.path());
    let row = session.rows(0..usize::MAX).iter().position(|row| row.source.iter().any(|one| one.text.contains("12"))).unwrap();
    assert!(session.words(row).is_empty());
    learn(&mut session);
    assert!(session.to_learn().is_none());
    let shown = session.rows(row..row + 1).remove(0);
    let word = |sentences: &[diptych::internal::review::protocol::Sentence], (id, range): (usize, [usize; 2])| {
        let text = &sentences.iter().find(|one| one.id == id).unwrap().text;
        String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[range[0]..range[1]]).unwrap()
    };
    let pairs: Vec<_> =
        session.words(row).iter().map(|pair| (word(&shown.source, pair.source), word(&shown.target, pair.target))).collect();
    assert!(pairs.contains(&("12".into(), "12".into())), "{pairs:?}");
    session.edit(session.version(), &Edit::Cut { panel: Side::Source, sentence: 0, at: 11 }).unwrap();
    assert!(session.words(row).is_empty() && session.to_learn().is_some());
}

#[test]
fn an_edit_aligns_its_stretch_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = book::make(folder.path(), ENGLISH, FRENCH);
    // Every pair of the middle one off, as if the program had been wrong.
    let contents = fs::read_to_string(&path).unwrap();
    let mut rows: Vec<Vec<String>> =
        contents.lines().skip_while(|line| !line.is_empty()).skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    let head: String = contents.lines().take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
    let targets: Vec<(String, String)> = rows.iter().map(|row| (row[1].clone(), row[6].clone())).collect();
    assert!(rows.len() > 9 && rows[..9].iter().all(|row| row[2] == "match"), "{contents}");
    for at in 1..8 {
        (rows[at][1], rows[at][6]) = targets[at + 1].clone();
    }
    (rows[8][1], rows[8][6]) = targets[1].clone();
    rows[8][2] = "moved".into();
    let lines: String = rows.iter().map(|row| row.join("\t") + "\n").collect();
    fs::write(&path, format!("{head}\n{lines}")).unwrap();
    let mut session = Session::open(&path).unwrap();
    let right = |session: &Session| {
        session.project().state.rows.iter().filter(|row| row.bead.source == row.bead.target && row.bead.source.len() == 1).count()
    };
    let before = right(&session);
    learn(&mut session);
    let change = session.edit(1, &Edit::Unlink { row: 8 }).unwrap();
    assert!(change.looked && !change.realigned.is_empty(), "{change:?}");
    assert!(right(&session) >= before + 5, "{} right of before {before}: {:?}", right(&session), session.project().state.rows);
}

#[test]
fn what_another_program_did_to_a_project_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = book::make(folder.path(), book::ENGLISH, book::FRENCH);
    let project = || fs::read_to_string(&path).unwrap();
    let at = |name: &str| folder.path().join(name);
    // As editors, git and programs that keep folders alike do it.
    let replace = |contents: &str| {
        fs::write(at("new"), contents).unwrap();
        fs::rename(at("new"), &path).unwrap();
    };
    let opened = project();
    let theirs = opened.replacen("\tauto", "\tlocked", 1);
    assert_ne!(theirs, opened);
    // Nobody made an edit: there is nothing to save.
    let mut session = Session::open(&path).unwrap();
    replace(&theirs);
    session.save().unwrap();
    assert_eq!(project(), theirs);
    drop(session);
    replace(&opened);
    // There are edits: nothing of either is lost.
    let mut session = Session::open(&path).unwrap();
    session.edit(1, &Edit::Accept { row: 0, count: 1 }).unwrap();
    replace(&theirs);
    for name in ["book.diptych.unsaved", "book.diptych.unsaved.2"] {
        let said = session.save().unwrap_err().to_string();
        let ending = "put the one that you want in this place, and then delete ";
        assert!(said.contains("another program has changed this file since it was opened") && said.contains(ending), "{said}");
        assert!(said.contains(&format!("what was to be saved is in {}", at(name).display())), "{said}");
        assert_eq!(project(), theirs);
        assert!(at("book.diptych.journal").exists());
        assert!(fs::read_to_string(at(name)).unwrap().contains("\tchecked\t"));
    }
    // The one that took its place is locked, too.
    fs::remove_file(at("book.diptych.lock")).unwrap();
    assert!(Lock::take(&path).is_err_and(|error| error.to_string().contains("another program has this project open")));
    drop(session);
    // The remedy is one.
    fs::rename(at("book.diptych.unsaved"), &path).unwrap();
    fs::remove_file(at("book.diptych.journal")).unwrap();
    // What a program put back as it was is none of that, nor is a project that was only deleted.
    let mut session = Session::open(&path).unwrap();
    session.edit(1, &Edit::Accept { row: 1, count: 1 }).unwrap();
    fs::remove_file(&path).unwrap();
    session.save().unwrap();
    assert_eq!(project().matches("\tchecked\t").count(), 2);
    assert!(!at("book.diptych.journal").exists());
}
