//! Where results go: standard output, or a file put in place when it is complete.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use diptych::write::place;
use diptych::{Error, ErrorKind};

/// Where a result goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// Standard output.
    Stdout,
    /// A file.
    File(PathBuf),
}

impl Destination {
    /// What `-o` says: nothing and `-` are standard output.
    pub fn new(output: Option<PathBuf>) -> Self {
        match output {
            Some(path) if path.as_os_str() != "-" => Self::File(path),
            _ => Self::Stdout,
        }
    }

    /// Writes there. A reader of standard output that has seen enough is no error.
    pub fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        let path = match self {
            Self::File(path) => return Ok(place::file(path, write)?),
            Self::Stdout => Path::new("standard output"),
        };
        let mut out = BufWriter::new(io::stdout().lock());
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::new(path, ErrorKind::Io { action: "write", error }).into())
            }
            _ => Ok(()),
        }
    }
}
