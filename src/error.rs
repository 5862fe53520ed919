//! Errors: what went wrong, where, and what to do about it, in one sentence.

use std::path::PathBuf;

use crate::memory;
use crate::terminal;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error with the place it came from. Its message names the file, the place in it, and the remedy.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", terminal::name(.path), sentence(.kind))]
pub struct Error {
    /// The file (or `-` for standard input, or the name given to a text in memory).
    pub path: PathBuf,
    /// What went wrong. It is part of the message and therefore not the error's source.
    pub kind: ErrorKind,
}

impl Error {
    /// An error of this kind in this file.
    pub fn new(path: impl Into<PathBuf>, kind: ErrorKind) -> Self {
        Self { path: path.into(), kind }
    }

    /// The system refused: `action` is what was being done, as a verb.
    pub fn io(path: impl Into<PathBuf>, action: &'static str, error: std::io::Error) -> Self {
        Self::new(path, ErrorKind::Io { action, error })
    }

    /// Something is wrong with the file as a whole; with the remedy.
    pub fn unusable(path: impl Into<PathBuf>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(path, ErrorKind::Unusable { what: what.into(), remedy: remedy.into() })
    }

    /// Something is wrong at a line, from 1.
    pub fn malformed(path: impl Into<PathBuf>, line: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(path, ErrorKind::Malformed { line, what: what.into(), remedy: remedy.into() })
    }

    /// The bytes from this one on are not text in the encoding.
    pub fn undecodable(path: impl Into<PathBuf>, offset: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(path, ErrorKind::Undecodable { offset, what: what.into(), remedy: remedy.into() })
    }
}

/// A message may quote the file, which may hold anything: it stays on one line, sends the terminal nothing but text, and loses the middle
/// of a long quotation, because the remedy stands at the end.
fn sentence(kind: &ErrorKind) -> String {
    /// Characters kept at the beginning and at the end.
    const ENDS: (usize, usize) = (250, 150);
    let on_a_line: String = kind.to_string().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let said: Vec<char> = terminal::spelled(&on_a_line).chars().collect();
    match (said.get(..ENDS.0), said.len().checked_sub(ENDS.1).and_then(|at| said.get(at..))) {
        (Some(start), Some(end)) if said.len() > ENDS.0 + ENDS.1 => start.iter().chain(&[' ', '…', ' ']).chain(end).collect(),
        _ => said.into_iter().collect(),
    }
}

/// What went wrong with a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused: the string says what was being done (`read`, `write`, …).
    #[error("cannot {action}: {error}; {}", remedy(.error))]
    Io {
        /// What was being done, as a verb: `read`, `write`, `create`.
        action: &'static str,
        /// What the operating system said.
        error: std::io::Error,
    },
    /// The bytes are not text, or not in the encoding they were said to be in.
    #[error("byte {offset}: {what}; {remedy}")]
    Undecodable {
        /// Offset of the first bad byte from the start of the file.
        offset: usize,
        /// What was found there.
        what: String,
        /// What to do about it.
        remedy: String,
    },
    /// A file whose form is not what was expected, at a line (1-based).
    #[error("line {line}: {what}; {remedy}")]
    Malformed {
        /// Line number, from 1.
        line: usize,
        /// What was found there.
        what: String,
        /// What to do about it.
        remedy: String,
    },
    /// Anything else about a file as a whole.
    #[error("{what}; {remedy}")]
    Unusable {
        /// What is wrong.
        what: String,
        /// What to do about it.
        remedy: String,
    },
    /// Two texts that cannot be aligned in the memory that there may be for it.
    #[error(
        "to align it with {} takes at least {} of memory, more than the limit of {}; raise it with --max-memory, or align parts of the texts",
        terminal::name(.other), memory::shown(*.need), memory::shown(*.limit)
    )]
    TooLarge {
        /// The other text.
        other: PathBuf,
        /// Bytes that it would take, as far as the work has come.
        need: u64,
        /// Bytes that it may.
        limit: u64,
    },
    /// An edit that cannot be made: the string says why, as a sentence.
    #[error("{why}")]
    Refused {
        /// Why not, and what to do instead.
        why: String,
    },
    /// An edit of a list of beads that has changed since.
    #[error("the list has changed since this was asked for; look at it again")]
    Stale,
    /// An alignment that its watcher cancelled.
    #[error("the alignment was stopped before its end")]
    Cancelled,
    /// An [`Alignment`](crate::model::Alignment) that breaks its invariants.
    #[error("not an alignment of these texts: {what}; {remedy}")]
    BadAlignment {
        /// Which sentence or bead, and what is wrong with it.
        what: String,
        /// What to do about it.
        remedy: String,
    },
}

/// What to do when the operating system refuses.
fn remedy(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "check the name and the folder",
        std::io::ErrorKind::PermissionDenied => "ask for the right to it or choose another file",
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => "make room or choose another place",
        std::io::ErrorKind::FileTooLarge => "allow longer files (ulimit -f) or choose another place",
        #[cfg(unix)]
        _ if error.raw_os_error() == Some(libc::EMFILE) => "allow more open files (ulimit -n)",
        _ => "check the disk, or try again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_holds_stays_on_one_line() {
        let said = |what: String| Error::new("a.xml", ErrorKind::Unusable { what, remedy: "mend it".into() }).to_string();
        assert_eq!(said("`</a\n\u{1b}[31m\u{202e}>` is wrong".into()), r"a.xml: `</a \u{1b}[31m\u{202e}>` is wrong; mend it");
        let named = Error::new("a\r\n\u{1b}[2J é.xml", ErrorKind::Stale).to_string();
        assert!(named.starts_with(r"a\r\n\u{1b}[2J é.xml: the list"), "{named}");
        let limit = Error::io("a", "write", std::io::ErrorKind::FileTooLarge.into()).to_string();
        assert_eq!(limit, "a: cannot write: file too large; allow longer files (ulimit -f) or choose another place");
        for long in ["long ".repeat(1000), "\0".repeat(300)].map(said) {
            assert!(long.chars().count() < 450 && long.contains(" … ") && long.ends_with("; mend it"), "{long}");
        }
    }
}
