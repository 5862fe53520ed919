//! A review that is killed: fifty scripts of edits, each in a process of its own that gets SIGKILL at some moment; whatever it acknowledged is there
//! afterwards. Without the test harness, because the process that is killed is this program, too.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use diptych::review::session::Session;

#[path = "util/book.rs"]
mod book;

use book::Action;

const SCRIPTS: u64 = 50;
const ACTIONS: usize = 40;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match &arguments[..] {
        [_, what, folder, seed] if what == "edit" => {
            let mut out = std::io::stdout().lock();
            let mut allowed = std::io::stdin().lock().bytes();
            run(Path::new(folder), seed.parse().unwrap(), |print| {
                writeln!(out, "{print:016x}").unwrap();
                out.flush().unwrap();
                // The next action waits until it is allowed, or a fast machine would be done before it is killed.
                allowed.next();
            });
        }
        // What cargo asks of a harness for its list of tests.
        _ if arguments.iter().any(|argument| argument == "--list") => println!("killed_reviews_lose_nothing: test"),
        _ => killed_reviews_lose_nothing(),
    }
}

/// Numbers that look random, the same for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// What is to be there afterwards: texts, beads and statuses.
fn print(session: &Session) -> u64 {
    let state = &session.project().state;
    let said = format!("{:?} {:?} {:?}", state.rows, state.source, state.target);
    said.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}

/// Does what the seed says to the project in a folder, and tells the state after each action.
fn run(folder: &Path, seed: u64, mut told: impl FnMut(u64)) {
    let mut session = Session::open(&folder.join("book.diptych")).unwrap();
    let mut dice = Dice(seed);
    for _ in 0..ACTIONS {
        let numbers = [0; 4].map(|_| dice.next() as usize % 1000);
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

fn killed_reviews_lose_nothing() {
    let (mut early, mut acknowledged_in_all) = (0, 0);
    for seed in 0..SCRIPTS {
        let folder = tempfile::tempdir().unwrap();
        let path = book::make(folder.path(), book::ENGLISH, book::FRENCH);
        let mut expected = vec![print(&Session::open_read_only(&path).unwrap())];
        run(folder.path(), seed, |print| expected.push(print));
        // From the beginning, in a process that is killed.
        std::fs::remove_file(folder.path().join("book.diptych.journal")).ok();
        book::make(folder.path(), book::ENGLISH, book::FRENCH);
        let mut command = Command::new(std::env::current_exe().unwrap());
        let arguments = ["edit", folder.path().to_str().unwrap(), &seed.to_string()];
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut dice = Dice(!seed);
        let wait = dice.next() as usize % (ACTIONS + 1);
        // The action after the last one awaited is under way when the process dies.
        let mut allow = child.stdin.take().unwrap();
        allow.write_all(&vec![b'.'; wait]).unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut acknowledged = lines.by_ref().take(wait).count();
        std::thread::sleep(Duration::from_micros(dice.next() % 3000));
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died was said.
        acknowledged += lines.filter(|line| line.len() == 16).count();
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
