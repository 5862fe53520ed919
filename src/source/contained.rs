//! Has a child process do what a file may make boundless: it may use so much memory and time, and answer at such length, and no more.
//!
//! A crate that unpacks and interprets what it reads may keep no budget, and nothing within a process can take memory back from it, stop
//! it, or survive the overflow of its stack. So the program starts itself once more, under limits of the system. The child gets the bytes
//! through its standard input, gives its answer through its standard output, opens nothing, and ends with its parent. Whatever becomes of
//! it, the parent has an answer or a `Failure`.
//!
//! On Linux the kernel holds the child to its memory. Elsewhere a thread of the child looks every few milliseconds how much it has, so that
//! it may have somewhat more for a moment. Only a program that says how it is started can have children: in another that uses the library nothing is contained.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use super::limits::PATIENCE;

/// How much a child may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Bytes of memory, what the program itself needs aside.
    pub memory: u64,
    /// Time of a processor; by the clock several times as much.
    pub time: Duration,
    /// Bytes of its answer.
    pub answer: u64,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It could not be started, or something outside has ended it: another attempt may do better.
    Io(io::Error),
    /// It wanted more memory than it may have, or nested deeper than its stack.
    Memory,
    /// It took longer than it may.
    Time,
    /// It said more than it may.
    Length,
}

/// How often a child looks at the clock and, where the kernel does not, at its memory.
const LOOKS: Duration = Duration::from_millis(5);

/// Address space of the program itself, its packs and libraries among it, and what the allocator reserves for two threads.
#[cfg(target_os = "linux")]
const PROGRAM: u64 = 512 << 20;

/// Exit code of a child that takes too long.
const EXIT_TIME: u8 = 3;
/// Exit code of a child that has taken too much memory, where no kernel holds it.
const EXIT_MEMORY: u8 = 4;

/// How a child is started.
#[derive(Debug)]
struct Start {
    /// The program; `None` for this one.
    program: Option<PathBuf>,
    /// What it is started with, by which it knows that it is a child.
    arguments: Vec<OsString>,
}

static START: OnceLock<Start> = OnceLock::new();

/// Says that this program, started with this argument alone, will [`serve`].
pub fn offer(argument: &str) {
    begun_by(None, vec![argument.into()]);
}

/// Says that another program, started with these arguments, will: an interpreter that has this library loaded.
pub fn offer_of(program: PathBuf, arguments: Vec<OsString>) {
    begun_by(Some(program), arguments);
}

fn begun_by(program: Option<PathBuf>, arguments: Vec<OsString>) {
    // The first offer is as good as a second.
    let _ = START.set(Start { program, arguments });
}

/// Has a child work on the bytes; `None` if nobody has [offered](offer) to be one.
pub(crate) fn ask(bytes: &[u8], allowance: Allowance) -> Option<Result<Vec<u8>, Failure>> {
    let start = START.get()?;
    Some(started(start).map_err(Failure::Io).and_then(|child| conversation(child, bytes, allowance)))
}

fn started(start: &Start) -> io::Result<Child> {
    let mut command = Command::new(start.program.clone().map_or_else(program, Ok)?);
    #[cfg(unix)]
    if start.program.is_none() {
        std::os::unix::process::CommandExt::arg0(&mut command, "diptych");
    }
    // What it says of its own end is said better here, and an account of a panic takes long.
    command.args(&start.arguments).env("RUST_BACKTRACE", "0").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
}

/// This program: on Linux the very file that runs, even if another version has been put in its place meanwhile.
fn program() -> io::Result<PathBuf> {
    let itself = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && itself.exists() { Ok(itself) } else { std::env::current_exe() }
}

fn conversation(mut child: Child, bytes: &[u8], allowance: Allowance) -> Result<Vec<u8>, Failure> {
    let (Some(mut question), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Failure::Io(io::Error::other("the child process has no pipes")));
    };
    // A child that has come to an end listens no more; how it ended says why.
    let _ = question.write_all(&(bytes.len() as u64).to_le_bytes()).and_then(|()| question.write_all(bytes));
    let answer = heard(output, allowance.answer);
    if answer.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().map_err(Failure::Io)?;
    // Until here, because a child whose standard input is closed takes its parent for dead.
    drop(question);
    let answer = answer?;
    ended(status).map_or(Ok(answer), Err)
}

fn heard(output: ChildStdout, most: u64) -> Result<Vec<u8>, Failure> {
    let mut answer = Vec::new();
    output.take(most.saturating_add(1)).read_to_end(&mut answer).map_err(Failure::Io)?;
    if answer.len() as u64 > most { Err(Failure::Length) } else { Ok(answer) }
}

/// What is wrong with how a child has ended.
fn ended(status: ExitStatus) -> Option<Failure> {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        use rustix::process::Signal;
        let is = |signals: &[Signal]| signals.iter().any(|known| known.as_raw() == signal);
        return Some(if is(&[Signal::XCPU]) {
            Failure::Time
        } else if is(&[Signal::ABORT, Signal::SEGV, Signal::BUS]) {
            // Memory that is not to be had and a stack that overflows end a program like this.
            Failure::Memory
        } else {
            Failure::Io(io::Error::other(format!("the child process was ended ({status})")))
        });
    }
    match status.code() {
        Some(0) => None,
        Some(code) if code == i32::from(EXIT_TIME) => Some(Failure::Time),
        // On Windows an end by the system is a code of 32 bits.
        Some(code) if code == i32::from(EXIT_MEMORY) || u8::try_from(code).is_err() => Some(Failure::Memory),
        _ => Some(Failure::Io(io::Error::other(format!("the child process failed ({status})")))),
    }
}

/// Is the child: works on what comes in, within what `allowance` gives a file of its length, and answers. `exit` ends the process with a code.
///
/// # Errors
/// If the limits cannot be set, or the parent is gone.
pub fn serve(
    mut input: impl Read + Send + 'static,
    mut output: impl Write,
    allowance: impl FnOnce(u64) -> Allowance,
    work: impl FnOnce(Vec<u8>) -> Vec<u8>,
    exit: fn(u8) -> !,
) -> io::Result<()> {
    let mut length = [0; 8];
    input.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let allowance = allowance(length);
    hold_to(allowance)?;
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    input.read_exact(&mut bytes)?;
    thread::Builder::new().spawn(move || {
        // Nothing more comes: this returns when the parent closes its end.
        let _ = input.read(&mut [0]);
        exit(EXIT_TIME)
    })?;
    thread::Builder::new().spawn(move || watch(allowance, exit))?;
    output.write_all(&work(bytes))?;
    output.flush()
}

/// Ends the child when it has taken too much.
fn watch(allowance: Allowance, exit: fn(u8) -> !) {
    let began = Instant::now();
    loop {
        thread::sleep(LOOKS);
        if began.elapsed() > allowance.time.saturating_mul(PATIENCE) {
            exit(EXIT_TIME);
        }
        #[cfg(not(target_os = "linux"))]
        if memory_stats::memory_stats().is_some_and(|now| now.physical_mem as u64 > allowance.memory) {
            exit(EXIT_MEMORY);
        }
    }
}

/// Has the system hold this process to its allowance.
#[cfg(unix)]
fn hold_to(allowance: Allowance) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let hold = |resource, most: u64| {
        let Rlimit { current, maximum } = getrlimit(resource);
        let at_most = |limit: Option<u64>| Some(limit.map_or(most, |limit| limit.min(most)));
        // Beyond the maximum of time a process is killed without the signal that says why.
        let maximum = if matches!(resource, Resource::Cpu) { maximum } else { at_most(maximum) };
        setrlimit(resource, Rlimit { current: at_most(current), maximum })
    };
    hold(Resource::Cpu, allowance.time.as_secs().max(1))?;
    #[cfg(target_os = "linux")]
    {
        hold(Resource::Data, allowance.memory)?;
        // Of kernels that count less as data.
        hold(Resource::As, allowance.memory.saturating_add(PROGRAM))?;
    }
    // No files beyond the three there are, nothing written to a disk, and no image of the memory: at one byte no program gets one either.
    hold(Resource::Nofile, 3)?;
    hold(Resource::Fsize, 0)?;
    hold(Resource::Core, 1)?;
    Ok(())
}

/// Has the system hold this process to its allowance: it has no means for that, [`watch`] does it.
#[cfg(not(unix))]
fn hold_to(_: Allowance) -> io::Result<()> {
    Ok(())
}
