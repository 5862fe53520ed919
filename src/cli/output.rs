//! Where results go: standard output, or a file put in place when it is complete.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use crate::Error;
use crate::formats::{self, Format};
use crate::source::{Touched, atomic};
use crate::terminal::{self, Filter};
use crate::write::{self, Bitext, Settings};

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

    /// The same for one file, which is none of those that the run reads.
    pub fn sparing(output: Option<PathBuf>, touched: &Touched) -> anyhow::Result<Self> {
        let destination = Self::new(output);
        if let Self::File(path) = &destination {
            atomic::check(path)?;
            touched.spares(path)?;
        }
        Ok(destination)
    }

    /// Writes data there, for programs: as they are, unless a terminal would act on what is in them. A reader that closes standard output early
    /// is not an error.
    pub fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        match self {
            Self::File(path) => Ok(atomic::file(path, write)?),
            Self::Stdout if io::stdout().is_terminal() => print(|out| filtered(out, write)),
            Self::Stdout => print(write),
        }
    }

    /// Writes something for people, which ends at a terminal in the end, whatever files and pipes it goes through.
    pub fn tell(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        self.write_filtered(|out| filtered(out, write))
    }

    /// Writes what holds nothing that a terminal acts on but its own colours: a table.
    pub fn write_filtered(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        match self {
            Self::File(path) => Ok(atomic::file(path, write)?),
            Self::Stdout => print(write),
        }
    }

    /// Writes a bitext there.
    pub fn write_bitext(&self, bitext: &Bitext, format: Format, settings: &Settings) -> anyhow::Result<()> {
        let write = |out: &mut dyn Write| write::write(out, bitext, format, settings);
        if format == &formats::table::FORMAT { self.write_filtered(write) } else { self.write(write) }
    }
}

fn filtered(out: &mut dyn Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = Filter::new(out);
    write(&mut out)
}

fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::io("standard output", "write", error).into()),
        _ => Ok(()),
    }
}

/// A message with what a terminal would act on spelled out; only its line ends stay.
pub(super) fn message(text: &str) -> String {
    text.split('\n').map(terminal::spelled).collect::<Vec<_>>().join("\n")
}

/// Names of files as a sentence lists them: `a`, `a and b`, `a, b and c`.
pub(super) fn names(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| terminal::name(path)).collect();
    match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// The format that was asked for, by name or by the file's; on standard output a table for a terminal, else TSV. The error is a sentence.
pub(super) fn format(to: Option<Format>, destination: &Destination) -> Result<Format, String> {
    let terminal = *destination == Destination::Stdout && io::stdout().is_terminal();
    let format = match (to, destination) {
        (Some(format), _) => format,
        (None, Destination::Stdout) if terminal => &formats::table::FORMAT,
        (None, Destination::Stdout) => &formats::tsv::FORMAT,
        (None, Destination::File(path)) => formats::asked_by(path).ok_or_else(|| {
            let mut endings: Vec<String> = formats::written().filter_map(|(format, _)| Some(format!(".{}", format.extension()?))).collect();
            endings.dedup();
            format!("{}: its name tells no format; end it in {} or .moses, or use --to", terminal::name(path), endings.join(", "))
        })?,
    };
    match (destination, format.several_files()) {
        (Destination::Stdout, Some(count)) => Err(format!("{} is {count}: name them with -o NAME", format.name)),
        (Destination::Stdout, None) if terminal && format.is_binary() => {
            Err(format!("{} is no text for a terminal: name a file with -o FILE", format.name))
        }
        _ => Ok(format),
    }
}
