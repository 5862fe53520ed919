//! A review that is killed: fifty scripts of edits, each in a process of its own that gets SIGKILL at some moment; whatever it acknowledged is there
//! afterwards. The process that is killed is this program once more, told by [`FOLDER`] to edit instead of to test.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use diptych::internal::review::session::Session;
use diptych::project::Outside;

use crate::support::book::{self, Action};
use crate::support::dice::Dice;

const SCRIPTS: u64 = 50;
const ACTIONS: usize = 40;
/// In the environment of a process that edits: the project's folder. [`SEED`] says what is done to it.
const FOLDER: &str = "DIPTYCH_TEST_FOLDER";
const SEED: &str = "DIPTYCH_TEST_SEED";
/// The only test that such a process runs.
const NAME: &str = "journal::killed_reviews_lose_nothing";

/// What is to be there afterwards: texts, beads and statuses.
fn print(session: &Session) -> u64 {
    let state = &session.project().state;
    let said = format!("{:?} {:?} {:?}", state.rows, state.texts.source, state.texts.target);
    said.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}

/// Does what the seed says to the project in a folder, and tells the state after each action.
fn run(folder: &Path, seed: u64, mut told: impl FnMut(u64)) {
    let mut session = Session::open(&folder.join("book.diptych")).unwrap();
    let mut dice = Dice(seed);
    for _ in 0..ACTIONS {
        let numbers = [0; 4].map(|_| dice.roll(1000) as usize);
        let version = session.version();
        // What is refused is acknowledged by the state as it was.
        let _ = match book::action(&session, numbers) {
            Action::Edit(edit) => session.edit(version, &edit).map(drop),
            Action::Undo => session.undo(version).map(drop),
            Action::Redo => session.redo(version).map(drop),
            Action::Save => session.save(),
            Action::Learn => Ok(()),
        };
        told(print(&session));
    }
}

/// Edits, telling each state, until it is killed.
fn edit(folder: &Path) {
    let seed = std::env::var(SEED).unwrap().parse().unwrap();
    let mut out = std::io::stdout().lock();
    // Ends the line that the harness may have begun.
    writeln!(out).unwrap();
    let mut allowed = std::io::stdin().lock().bytes();
    run(folder, seed, |print| {
        writeln!(out, "{print:016x}").unwrap();
        out.flush().unwrap();
        // The next action waits until it is allowed, or a fast machine would be done before it is killed.
        allowed.next();
    });
}

#[test]
fn killed_reviews_lose_nothing() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return edit(Path::new(&folder));
    }
    let (mut early, mut acknowledged_in_all) = (0, 0);
    for seed in 0..SCRIPTS {
        let folder = tempfile::tempdir().unwrap();
        let path = book::make(folder.path(), book::ENGLISH, book::FRENCH);
        let mut expected = vec![print(&Session::open_read_only(&path, Outside::default()).unwrap())];
        run(folder.path(), seed, |print| expected.push(print));
        // From the beginning, in a process that is killed.
        std::fs::remove_file(folder.path().join("book.diptych.journal")).ok();
        book::make(folder.path(), book::ENGLISH, book::FRENCH);
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", NAME, "--nocapture"]).env(FOLDER, folder.path()).env(SEED, seed.to_string());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut dice = Dice(!seed);
        let wait = dice.roll(ACTIONS as u64 + 1) as usize;
        // The action after the last one awaited is under way when the process dies.
        let mut allow = child.stdin.take().unwrap();
        allow.write_all(&vec![b'.'; wait]).unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut states = lines.filter(|line| line.len() == 16 && line.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let mut acknowledged = states.by_ref().take(wait).count();
        std::thread::sleep(Duration::from_micros(dice.roll(3000)));
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died was said.
        acknowledged += states.count();
        early += usize::from(acknowledged < ACTIONS);
        acknowledged_in_all += acknowledged;
        let after = print(&Session::open(&path).unwrap_or_else(|error| panic!("seed {seed}: {error}")));
        let possible = &expected[acknowledged..(acknowledged + 2).min(expected.len())];
        assert!(possible.contains(&after), "seed {seed}: of {acknowledged} acknowledged actions, not all are there");
    }
    assert!(early > SCRIPTS as usize / 2, "only {early} of {SCRIPTS} were killed before their end");
    println!(
        "killed_reviews_lose_nothing: {SCRIPTS} scripts, {early} killed half-way, {acknowledged_in_all} actions acknowledged, all there"
    );
}
