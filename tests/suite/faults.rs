//! What goes wrong around the program while it writes: every command that writes a file against every fault, from one table. Whatever
//! happens, what was there before is unharmed or the new file is whole, nothing else is left behind, and the program says one sentence.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::dice::Dice;
use crate::support::folder::{ENGLISH, FRENCH, Folder, contents};
use crate::support::unchecked;

/// A command that writes: what it is called here, what it writes, its arguments.
type Writer = (&'static str, &'static [&'static str], &'static [&'static str]);

const ALIGN: [&str; 7] = ["align", "a.en", "a.fr", "--no-packs", "--rounds", "0", "-q"];

const WRITERS: [Writer; 24] = [
    ("align to TSV", &["o.tsv"], &["-o", "o.tsv"]),
    ("align to CSV", &["o.csv"], &["-o", "o.csv"]),
    ("align to JSON Lines", &["o.jsonl"], &["-o", "o.jsonl"]),
    ("align to TMX", &["o.tmx"], &["-o", "o.tmx"]),
    ("align to XLIFF", &["o.xlf"], &["-o", "o.xlf"]),
    ("align to Excel", &["o.xlsx"], &["-o", "o.xlsx"]),
    ("align to Parquet", &["o.parquet"], &["-o", "o.parquet"]),
    ("align to HTML", &["o.html"], &["-o", "o.html"]),
    ("align to EPUB", &["o.epub"], &["-o", "o.epub"]),
    ("align to Moses", &["o.en", "o.fr"], &["--to", "moses", "-o", "o"]),
    ("align to XCES", &["o.xces", "o.en.xml", "o.fr.xml"], &["-o", "o.xces"]),
    ("align to a project", &["o.diptych"], &["-o", "o.diptych"]),
    ("align, explaining", &["o.jsonl"], &["--explain", "1", "--to", "jsonl", "-o", "o.jsonl"]),
    ("align a project", &["p.diptych"], &["align", "p.diptych", "-q"]),
    ("convert", &["o.tmx"], &["convert", "b.tsv", "-q", "-o", "o.tmx"]),
    ("segment", &["o.txt"], &["segment", "a.en", "-q", "-o", "o.txt"]),
    ("match", &["o.tsv"], &["match", "en.list", "fr.list", "--no-packs", "-q", "-o", "o.tsv"]),
    ("train", &["o.pack"], &["train", "--lang", "en-fr", "--pairs", "b.tsv", "-q", "-o", "o.pack"]),
    ("check", &["o.txt"], &["check", "b.tsv", "-o", "o.txt"]),
    ("check with a page", &["o.html"], &["check", "b.tsv", "--report", "o.html"]),
    ("lexicon", &["o.tsv"], &["lexicon", "export", "--file", "d.tsv", "-o", "o.tsv"]),
    ("batch", BATCH, &["batch", "list.tsv", "-o", "out", "--no-packs", "--rounds", "0", "-q"]),
    ("batch, pooled", POOLED, &["batch", "list.tsv", "-o", "out", "--no-packs", "--rounds", "0", "-q", "--pooled", "o.tsv"]),
    ("batch with a pool", BATCH, &["batch", "list.tsv", "-o", "out", "--no-packs", "--rounds", "0", "-q", "--pool"]),
];

const BATCH: &[&str] = &["out/a.tsv", "out/b.tsv", "out/results.tsv"];
const POOLED: &[&str] = &["out/a.tsv", "out/b.tsv", "out/results.tsv", "o.tsv"];

/// What stands where a result goes.
const OLD: &str = "what was there before\n";

/// A fault that is set up before the program starts; the shell becomes the program. `$0` is the program.
const LIMITS: [(&str, &str); 7] = [
    ("files of no length", "ulimit -f 0; exec \"$0\" \"$@\""),
    ("files of a block", "ulimit -f 1; exec \"$0\" \"$@\""),
    ("4 descriptors", "ulimit -n 4; exec \"$0\" \"$@\""),
    ("6 descriptors", "ulimit -n 6; exec \"$0\" \"$@\""),
    ("7 descriptors", "ulimit -n 7; exec \"$0\" \"$@\""),
    ("300 MB of addresses", "ulimit -v 300000; exec \"$0\" \"$@\""),
    ("100 MB of addresses", "ulimit -v 100000; exec \"$0\" \"$@\""),
];

/// A folder as it may be when a command starts: texts, a bitext, a dictionary, a project, lists.
fn prepared() -> Folder {
    let folder = Folder::empty();
    let many = |text: &str| (0..4).map(|part| format!("{part} {text}")).collect::<String>();
    let rows: String = (0..60).map(|at| format!("The boat {at} came in.\tLe bateau {at} arriva.\n")).collect();
    folder.put("a.en", many(ENGLISH));
    folder.put("a.fr", many(FRENCH));
    folder.put("b.tsv", rows);
    folder.put("en.list", "a.en\n");
    folder.put("fr.list", "a.fr\n");
    folder.put("list.tsv", "a.en\ta.fr\ta.tsv\na.en\ta.fr\tb.tsv\n");
    let letters = |at: u8| format!("{}{}", char::from(b'a' + at / 20), char::from(b'a' + at % 20));
    folder.put("d.tsv", (0..200).map(|at| format!("boat{0}\tbateau{0}\n", letters(at))).collect::<String>());
    let (code, _, error) = folder.run(&typed(&["-o", "p.diptych"]));
    assert_eq!(code, 0, "{error}");
    folder
}

/// The whole command line.
fn typed<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    if arguments[0].starts_with('-') { [&ALIGN, arguments].concat() } else { arguments.to_vec() }
}

fn copied(from: &Folder) -> Folder {
    let folder = Folder::empty();
    for name in from.names() {
        fs::copy(from.path().join(&name), folder.path().join(&name)).unwrap();
    }
    folder
}

/// Every file of a folder and of those in it; empty folders are no matter.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = contents(folder);
    found.retain(|name, _| !name.ends_with('/'));
    found
}

/// A command with a folder in which to meet a fault, and what it writes if it meets none.
struct Trial {
    name: &'static str,
    typed: Vec<&'static str>,
    outputs: &'static [&'static str],
    start: Folder,
    whole: BTreeMap<String, Vec<u8>>,
    /// How long it takes without a fault.
    time: Duration,
}

impl Trial {
    fn new(&(name, outputs, arguments): &Writer, base: &Folder) -> Self {
        let calm = copied(base);
        let typed = typed(arguments);
        let began = Instant::now();
        let output = Self::command(env!("CARGO_BIN_EXE_diptych"), &calm).args(&typed).output().unwrap();
        assert!(output.status.success(), "{name}: {}", said(&output));
        let (time, whole) = (began.elapsed(), files(calm.path()));
        let start = copied(base);
        for output in outputs.iter().filter(|output| !output.contains('/') && !start.path().join(output).exists()) {
            start.put(output, OLD);
        }
        Self { name, typed, outputs, start, whole, time }
    }

    fn command(program: &str, folder: &Folder) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder.path()).env("SOURCE_DATE_EPOCH", "1700000000").stdin(Stdio::null());
        command
    }

    /// The folder after a fault: what was there is unharmed or the new file is whole, and nothing else is there. A batch leaves what the next
    /// run goes on with, and, `killed` by a signal, its folder of what is unfinished, which the next run clears; a project its lock, which does
    /// no harm.
    fn judge(&self, fault: &str, folder: &Folder, killed: bool) {
        let before = files(self.start.path());
        for (file, bytes) in files(folder.path()) {
            let place = || format!("{}, {fault}: {file}", self.name);
            let remains = killed && (file.ends_with(".lock") || file.starts_with("out/.diptych-unfinished/"));
            if is_kept(&file) || remains {
                continue;
            }
            let known = before.get(&file) == Some(&bytes) || self.whole.get(&file) == Some(&bytes) && self.outputs.contains(&&*file);
            assert!(known || self.tells_of_failures(&file, &bytes), "{} is neither old nor whole", place());
        }
        for (file, _) in before {
            assert!(folder.path().join(&file).exists(), "{}, {fault}: {file} is gone", self.name);
        }
    }

    /// In a batch that ends, what goes wrong with a pair is a row of the results, and its beads are not among those that are pooled.
    fn tells_of_failures(&self, file: &str, bytes: &[u8]) -> bool {
        let lines = bytes.iter().filter(|&&byte| byte == b'\n').count();
        let pooled = self.outputs.contains(&"out/results.tsv") && file == "o.tsv" && bytes.starts_with(b"source_text\t");
        bytes.ends_with(b"\n") && (file == "out/results.tsv" && lines == 3 || pooled)
    }

    /// After whatever happened, the same once more without a fault gives the same as if nothing had happened.
    fn again(&self, fault: &str, folder: &Folder) {
        let output = Self::command(env!("CARGO_BIN_EXE_diptych"), folder).args(&self.typed).output().unwrap();
        assert!(output.status.success(), "{}, after {fault}: {}", self.name, said(&output));
        let after = files(folder.path());
        for (file, bytes) in &self.whole {
            if !is_kept(file) {
                assert!(after.get(file) == Some(bytes), "{}, after {fault}: {file} is not what it is without", self.name);
            }
        }
        let more: Vec<_> = after.keys().filter(|file| !self.whole.contains_key(*file) && !is_kept(file)).collect();
        assert!(more.is_empty(), "{}, after {fault}: {more:?} are left", self.name);
    }

    /// Exit code 0, or 1 and one sentence that begins with a word of what went wrong.
    fn told(&self, fault: &str, output: &Output) {
        let error = said(output);
        match output.status.code() {
            Some(0) => {}
            Some(1) => {
                let one = error.lines().filter(|line| line.starts_with("error: ")).count() == 1;
                assert!(one && error.contains(": ") && !error.contains("panicked"), "{}, {fault}: {error}", self.name);
            }
            _ => panic!("{}, {fault}: ended with {}: {error}", self.name, output.status),
        }
    }
}

/// Whether this differs from run to run, or is what a batch goes on with.
fn is_kept(file: &str) -> bool {
    // Elsewhere there are no files without names, and a kill leaves one with a temporary name.
    let temporary = cfg!(not(target_os = "linux")) && file.starts_with(".diptych-");
    temporary || ["out/journal.", "out/timings.tsv", "out/.diptych-first/"].iter().any(|kept| file.starts_with(kept))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every writer, two at a time.
fn all(each: impl Fn(&Trial) + Sync) {
    let base = prepared();
    let (next, base, each) = (std::sync::atomic::AtomicUsize::new(0), &base, &each);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(writer) = WRITERS.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    each(&Trial::new(writer, base));
                }
            });
        }
    });
}

#[test]
fn limits_on_files_descriptors_and_memory() {
    all(|trial| {
        for (fault, script) in LIMITS {
            let folder = copied(&trial.start);
            let output =
                Trial::command("sh", &folder).args(["-c", script, env!("CARGO_BIN_EXE_diptych")]).args(&trial.typed).output().unwrap();
            // The loader needs descriptors and memory of its own; and the runtime of the language ends a program that gets no memory.
            let loader = output.status.code() == Some(127);
            let no_memory = |said: &str| said.contains("memory allocation of") || said.contains("failed to initiate panic");
            let memory = fault.ends_with("addresses") && output.status.signal() == Some(6) && no_memory(&said(&output));
            if !loader && !memory {
                trial.told(fault, &output);
            }
            trial.judge(fault, &folder, memory);
        }
    });
}

#[test]
fn signals_at_any_moment() {
    all(|trial| {
        let mut dice = Dice(trial.name.len() as u64);
        for (round, signal) in ["KILL", "KILL", "INT", "TERM", "HUP"].into_iter().enumerate() {
            let fault = format!("SIG{signal} in round {round}");
            let folder = copied(&trial.start);
            let mut command = Trial::command(env!("CARGO_BIN_EXE_diptych"), &folder);
            let mut child = command.args(&trial.typed).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_micros(dice.roll(trial.time.as_micros() as u64 * 2 / 3 + 1)));
            // Who has ended already cannot be told; that is no fault.
            let _ = Command::new("kill").args(["-s", signal, &child.id().to_string()]).stderr(Stdio::null()).status();
            let status = child.wait().unwrap();
            assert!(status.success() || status.signal().is_some(), "{}, {fault}: {status}", trial.name);
            trial.judge(&fault, &folder, true);
            if signal == "KILL" {
                trial.again(&fault, &folder);
            }
        }
    });
}

/// A disk of its own for the folder, in a namespace of its own, so that no rights are needed; what is on it in the end is copied out. `$1` is
/// where to, `$2` how much room there is.
const SMALL_DISK: &str = "set -e; to=$1; room=$2; shift 2; disk=$to/disk; mkdir \"$disk\"
    mount -t tmpfs -o size=$room tmpfs \"$disk\"; cp -R . \"$disk\"; cd \"$disk\"; set +e
    \"$0\" \"$@\"; code=$?; cp -R . \"$to/after\"; exit $code";

/// The folder can only be read.
const READ_ONLY: &str = "set -e; to=$1; shift 2; mount --bind . .; mount -o remount,ro,bind .; cd \"$PWD\"; set +e
    \"$0\" \"$@\"; code=$?; cp -R . \"$to/after\"; exit $code";

#[test]
fn full_and_read_only_disks() {
    let may = Command::new("unshare").args(["-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).stderr(Stdio::null()).status();
    if !may.is_ok_and(|status| status.success()) {
        unchecked::left_out("full and read-only disks (no namespaces for users here)");
        return;
    }
    all(|trial| {
        let used: u64 = files(trial.start.path()).values().map(|bytes| (bytes.len() as u64).div_ceil(4096) * 4096).sum();
        // The folder takes a block for itself.
        let room = |blocks: u64| (used + (blocks + 1) * 4096).to_string();
        for (fault, script, room) in [
            ("a full disk", SMALL_DISK, room(0)),
            ("a disk with a block left", SMALL_DISK, room(1)),
            ("a disk that can only be read", READ_ONLY, room(0)),
        ] {
            let (folder, after) = (copied(&trial.start), Folder::empty());
            let mut command = Trial::command("unshare", &folder);
            command.args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_diptych")]).arg(after.path()).arg(&room).args(&trial.typed);
            let output = command.output().unwrap();
            trial.told(fault, &output);
            assert!(output.status.code() == Some(1) || script == SMALL_DISK, "{}, {fault}: {}", trial.name, said(&output));
            let left = Folder::empty();
            fs::remove_dir(left.path()).unwrap();
            fs::rename(after.path().join("after"), left.path()).unwrap();
            trial.judge(fault, &left, false);
        }
    });
}

/// The beginning of a command that runs this as somebody who is not the superuser, to whom rights and numbers of processes are no limit.
/// `None` if that cannot be.
fn as_nobody() -> Option<&'static [&'static str]> {
    const NOBODY: &[&str] = &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    if !Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n") {
        return Some(&["env"]);
    }
    let tried = Command::new(NOBODY[0]).args(&NOBODY[1..]).args([env!("CARGO_BIN_EXE_diptych"), "--version"]).output();
    if tried.is_ok_and(|output| output.status.success()) {
        return Some(NOBODY);
    }
    unchecked::left_out("limits that are none for the superuser");
    None
}

#[test]
fn rights_and_threads_that_are_not_given() {
    let Some(nobody) = as_nobody() else { return };
    let rights = |folder: &Folder, mode| fs::set_permissions(folder.path(), PermissionsExt::from_mode(mode)).unwrap();
    all(|trial| {
        let run = |mode, script| {
            let folder = copied(&trial.start);
            rights(&folder, mode);
            let mut command = Trial::command(nobody[0], &folder);
            command.args(&nobody[1..]).args(["sh", "-c", script, env!("CARGO_BIN_EXE_diptych")]);
            let output = command.args(&trial.typed).output().unwrap();
            rights(&folder, 0o755);
            (folder, output)
        };
        let (folder, output) = run(0o555, "exec \"$0\" \"$@\"");
        trial.told("no right to write", &output);
        let error = said(&output);
        let told = error.contains("Permission denied (os error 13)") && error.contains("; ask for the right to it or choose another file");
        assert!(output.status.code() == Some(1) && told, "{}: {}: {error}", trial.name, output.status);
        trial.judge("no right to write", &folder, false);
        // All may write here; each thread is a process.
        let (folder, output) = run(0o777, "ulimit -u 1 2>/dev/null || ulimit -p 1; exec \"$0\" \"$@\"");
        trial.told("no threads", &output);
        trial.judge("no threads", &folder, false);
    });
}

#[test]
fn places_that_cannot_be_written() {
    all(|trial| {
        let Some(at) = trial.typed.iter().position(|typed| matches!(*typed, "-o" | "--report" | "--pooled")) else { return };
        let place = trial.typed[at + 1];
        let put = |folder: &Folder, place: &str| {
            let mut typed = trial.typed.clone();
            typed[at + 1] = place;
            let output = Trial::command(env!("CARGO_BIN_EXE_diptych"), folder).args(&typed).output().unwrap();
            trial.told(place, &output);
            (output.status.code(), said(&output))
        };
        // A folder that is not there, but for results of a batch, which makes it.
        if place != "out" {
            let folder = copied(&trial.start);
            let (code, error) = put(&folder, &format!("none/{place}"));
            assert!(code == Some(1) && error.contains("the folder none does not exist; create it first"), "{}: {error}", trial.name);
            trial.judge("a folder that is not there", &folder, false);
        }
        // A folder where the file is to be, and a file where the folder is to be.
        let folder = copied(&trial.start);
        let _ = fs::remove_file(folder.path().join(place));
        if place == "out" {
            folder.put("out", OLD);
        } else {
            for output in trial.outputs {
                let _ = fs::remove_file(folder.path().join(output));
                fs::create_dir_all(folder.path().join(output)).unwrap();
            }
        }
        let (code, error) = put(&folder, place);
        assert_eq!(code, Some(1), "{}: {error}", trial.name);
        assert!(files(folder.path()).keys().all(|name| !name.contains(".diptych-")), "{}: something is left", trial.name);
        // A device that is always full.
        if trial.outputs.len() == 1 && !place.ends_with(".diptych") && Path::new("/dev/full").exists() {
            let folder = copied(&trial.start);
            std::os::unix::fs::symlink("/dev/full", folder.path().join("full")).unwrap();
            let to = Path::new(place).extension().unwrap().to_str().unwrap();
            let name = format!("full.{to}");
            fs::rename(folder.path().join("full"), folder.path().join(&name)).unwrap();
            let (code, error) = put(&folder, &name);
            assert!(code == Some(1) && error.contains("No space left on device (os error 28); make room"), "{}: {error}", trial.name);
        }
    });
}

/// Commands that write to standard output.
#[cfg(target_os = "linux")]
const PRINTERS: [&[&str]; 10] = [
    &["--to", "tsv"],
    &["--to", "jsonl"],
    &["--explain", "1"],
    &["convert", "b.tsv", "--to", "tmx", "-q"],
    &["segment", "a.en", "-q"],
    &["check", "b.tsv", "--to", "json"],
    &["lexicon", "export", "--file", "d.tsv"],
    &["match", "en.list", "fr.list", "--no-packs", "-q"],
    &["completions", "bash"],
    &["stream", "--no-packs", "-q"],
];

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_is_full_or_closed() {
    let folder = prepared();
    // What `stream` reads.
    folder.put("lines.jsonl", "{\"source\": \"One. Two.\", \"target\": \"Un. Deux.\"}\n".repeat(3));
    for arguments in PRINTERS {
        let typed = typed(arguments);
        let mut command = Trial::command("sh", &folder);
        let output =
            command.args(["-c", "\"$0\" \"$@\" > /dev/full < lines.jsonl", env!("CARGO_BIN_EXE_diptych")]).args(&typed).output().unwrap();
        let error = said(&output);
        let told =
            error == "error: standard output: cannot write: No space left on device (os error 28); make room or choose another place\n";
        assert!(output.status.code() == Some(1) && told, "{typed:?}: {}: {error}", output.status);
        // Who no longer reads has read enough.
        let mut command = Trial::command(env!("CARGO_BIN_EXE_diptych"), &folder);
        let lines = fs::File::open(folder.path().join("lines.jsonl")).unwrap();
        let mut child = command.args(&typed).stdin(lines).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && said(&output).is_empty(), "{typed:?}: {}: {}", output.status, said(&output));
    }
}

/// More threads than are of use are not started.
#[test]
fn a_thousand_threads() {
    let folder = prepared();
    let few = folder.run(&["align", "a.en", "a.fr", "--no-packs", "-q", "--to", "tsv"]);
    for command in [&["--threads", "1000"][..], &["--threads", "1024"]] {
        let mut child = Trial::command("sh", &folder);
        // A thousand would take two gigabytes for their stacks alone.
        child.args(["-c", "ulimit -v 1500000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_diptych")]);
        let output = child.args(["align", "a.en", "a.fr", "--no-packs", "-q", "--to", "tsv"]).args(command).output().unwrap();
        assert!(output.status.success(), "{}: {}", output.status, said(&output));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), few.1);
    }
}

/// Edits of a review on a disk that takes no more: what was acknowledged is there, what was not is said, and the project is unharmed.
#[cfg(feature = "review")]
#[test]
fn a_review_whose_journal_cannot_grow() {
    use crate::support::serving::Serving;
    use serde_json::json;

    let folder = prepared();
    let before = folder.get("p.diptych");
    // A block is enough for the lock and for a step or two.
    let mut serving = Serving::limited(folder.path(), "ulimit -f 2", &["p.diptych"]);
    let edit = |row: usize| {
        let edit = json!({ "version": row + 1, "tab": "t", "edit": { "do": "accept", "row": row } });
        let request = ureq::post(format!("{}api/edit", serving.address)).config().http_status_as_error(false).build();
        let request = request.header("Content-Type", "application/json").header("Origin", serving.origin());
        let mut answer = request.send(edit.to_string()).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    };
    let (acknowledged, (status, said)) = (0..10).map(|row| (row, edit(row))).find(|(_, (status, _))| *status != 200).unwrap();
    assert!(status == 500 && said.contains("p.diptych.journal: cannot write: File too large"), "{status}: {said}");
    assert_eq!(edit(acknowledged).0, 500, "and nothing has changed");
    assert!(!serving.end("TERM"), "the project could not be written");
    assert_eq!(folder.get("p.diptych"), before);
    assert!(folder.names().iter().all(|name| !name.starts_with(".diptych-")), "{:?}", folder.names());

    let mut serving = Serving::start(folder.path(), &["p.diptych"]);
    assert!(serving.end("TERM"));
    let checked = folder.get("p.diptych").lines().filter(|line| line.contains("\tchecked\t")).count();
    assert_eq!(checked, acknowledged, "what was acknowledged is there");
    assert!(checked > 0 && !folder.path().join("p.diptych.journal").exists());
}
