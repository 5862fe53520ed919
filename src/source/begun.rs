//! Standard input or a file of which the first bytes have been looked at: what it is decides how it is read on.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use super::open;
use crate::error::{Error, Result};

/// What something that has been begun is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Parquet, which is read from its end.
    Parquet,
    /// Arrow IPC in the form of a file.
    ArrowFile,
    /// Arrow IPC in the form of a stream.
    ArrowStream,
    /// Packed, with this program.
    Packed(&'static str),
    /// Anything else: text.
    Text,
}

/// What they begin with.
const SIGNS: [(&[u8], Kind); 5] = [
    (b"PAR1", Kind::Parquet),
    (b"ARROW1", Kind::ArrowFile),
    (b"\xFF\xFF\xFF\xFF", Kind::ArrowStream),
    (b"\x1F\x8B\x08", Kind::Packed("gzip")),
    (b"\x28\xB5\x2F\xFD", Kind::Packed("zstd")),
];

/// Something that has been begun.
pub struct Begun {
    /// What it is.
    pub kind: Kind,
    head: Vec<u8>,
    rest: Rest,
}

enum Rest {
    /// A regular file, at its beginning again.
    File(File),
    /// A pipe, after `head`.
    Pipe(Box<dyn Read + Send>),
}

/// Begins a file that somebody named, or standard input if none is named. No more is read than is needed to tell what it is.
///
/// # Errors
/// What `open` says, and errors of reading.
pub fn begin(path: Option<&Path>) -> Result<Begun> {
    let name = path.unwrap_or(Path::new("standard input"));
    let cannot = |error| Error::io(name, "read", error);
    let file = match path {
        Some(path) => Some(open::open(path)?),
        None => standard_input(),
    };
    // Not one of which somebody else has read the beginning.
    let is_whole =
        |mut file: &File| file.metadata().is_ok_and(|metadata| metadata.is_file()) && file.stream_position().is_ok_and(|at| at == 0);
    let whole = file.as_ref().is_some_and(is_whole);
    match file {
        Some(mut file) if whole => {
            let kind = kind(&mut file, &mut Vec::new()).map_err(cannot)?;
            file.seek(SeekFrom::Start(0)).map_err(cannot)?;
            Ok(Begun { kind, head: Vec::new(), rest: Rest::File(file) })
        }
        file => {
            let begun = match file {
                Some(file) if path.is_some() => Begun::of(file),
                _ => Begun::of(io::stdin()),
            };
            begun.map_err(cannot)
        }
    }
}

impl Begun {
    /// Begins anything that gives bytes.
    ///
    /// # Errors
    /// Errors of reading.
    pub fn of(input: impl Read + Send + 'static) -> io::Result<Self> {
        let (mut pipe, mut head): (Box<dyn Read + Send>, _) = (Box::new(input), Vec::new());
        let kind = kind(&mut pipe, &mut head)?;
        Ok(Self { kind, head, rest: Rest::Pipe(pipe) })
    }

    /// All of it from the beginning on.
    pub fn reader(self) -> BufReader<Box<dyn Read + Send>> {
        let reader: Box<dyn Read + Send> = match self.rest {
            Rest::File(file) => Box::new(file),
            Rest::Pipe(pipe) => Box::new(Cursor::new(self.head).chain(pipe)),
        };
        BufReader::with_capacity(1 << 16, reader)
    }

    /// The same as a file in which one can go back and forth: itself, or what comes out of the pipe in a file without a name, which is gone when it
    /// is closed.
    ///
    /// # Errors
    /// Errors of reading and of writing that file.
    pub fn file(self) -> io::Result<File> {
        match self.rest {
            Rest::File(file) => Ok(file),
            Rest::Pipe(pipe) => {
                let mut file = tempfile::tempfile()?;
                io::copy(&mut Cursor::new(self.head).chain(pipe), &mut file)?;
                file.seek(SeekFrom::Start(0))?;
                Ok(file)
            }
        }
    }
}

/// Reads a byte at a time until it is clear which sign this is: a pipe may have no more to give yet.
fn kind(input: &mut impl Read, head: &mut Vec<u8>) -> io::Result<Kind> {
    loop {
        if let Some((_, kind)) = SIGNS.iter().find(|(sign, _)| head.starts_with(sign)) {
            return Ok(*kind);
        }
        let mut byte = [0];
        if !SIGNS.iter().any(|(sign, _)| sign.starts_with(head)) || input.read(&mut byte)? == 0 {
            return Ok(Kind::Text);
        }
        head.extend(byte);
    }
}

/// Standard input as a file, where the system can give it: its place is that of standard input itself.
#[cfg(unix)]
fn standard_input() -> Option<File> {
    use std::os::fd::AsFd;
    io::stdin().as_fd().try_clone_to_owned().ok().map(File::from)
}

/// The same.
#[cfg(windows)]
fn standard_input() -> Option<File> {
    use std::os::windows::io::AsHandle;
    io::stdin().as_handle().try_clone_to_owned().ok().map(File::from)
}

/// Not here.
#[cfg(not(any(unix, windows)))]
fn standard_input() -> Option<File> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(bytes: &[u8]) -> (Kind, Vec<u8>) {
        let (mut input, mut head) = (bytes, Vec::new());
        (kind(&mut input, &mut head).unwrap(), head)
    }

    #[test]
    fn no_more_is_read_than_tells_what_it_is() {
        assert_eq!(begun(b"{\"source\""), (Kind::Text, b"{".to_vec()));
        assert_eq!(begun(b"PARIS"), (Kind::Text, b"PARI".to_vec()));
        assert_eq!(begun(b"PAR1rest"), (Kind::Parquet, b"PAR1".to_vec()));
        assert_eq!(begun(b"ARROW1\0\0"), (Kind::ArrowFile, b"ARROW1".to_vec()));
        assert_eq!(begun(b"\xFF\xFF\xFF\xFF\x10"), (Kind::ArrowStream, vec![0xFF; 4]));
        assert_eq!(begun(b"\x1F\x8B\x08"), (Kind::Packed("gzip"), b"\x1F\x8B\x08".to_vec()));
        assert_eq!(begun(b""), (Kind::Text, Vec::new()));
        assert_eq!(begun(b"A"), (Kind::Text, b"A".to_vec()));
    }

    #[test]
    fn a_file_is_read_from_its_beginning_and_a_pipe_is_put_into_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, "PAR1 and more").unwrap();
        let mut all = String::new();
        begin(Some(&path)).unwrap().reader().read_to_string(&mut all).unwrap();
        let pipe = Begun { kind: Kind::Parquet, head: b"PAR1".to_vec(), rest: Rest::Pipe(Box::new(&b" and more"[..])) };
        pipe.file().unwrap().read_to_string(&mut all).unwrap();
        assert_eq!(all, "PAR1 and morePAR1 and more");
        assert!(begin(Some(folder.path())).is_err());
    }
}
