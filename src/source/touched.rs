//! What a run reads and what it would write: no result is put over a file that was read, and no two results are put into one place.
//!
//! Every command says here which files it reads, and asks before it writes. Two names are one file if they lead to it by links of any kind;
//! a file that is not there yet is known by its folder and its name, as the file system there compares names.

use std::fs::{self, Metadata};
use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::named::LINKS;
use crate::error::{Error, Result};
use crate::hash::Map;

/// The files that a run reads and writes.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    files: Map<Identity, (Use, PathBuf)>,
}

/// What a run does with a file.
#[derive(Clone, Copy, Debug)]
enum Use {
    /// It reads it: what it is to the user.
    Reads(&'static str),
    Writes,
}

/// What makes a file the same under all its names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Identity {
    /// Device and number of a file that is there.
    #[cfg(unix)]
    Number(u64, u64),
    /// Its place.
    Place(PathBuf),
}

impl Touched {
    /// A run that reads this file, `what` to the user: `source text`, `lexicon`, `list`.
    #[must_use]
    pub fn reading(mut self, what: &'static str, path: &Path) -> Self {
        self.reads(what, path);
        self
    }

    /// The run reads this file; `-` is standard input.
    pub fn reads(&mut self, what: &'static str, path: &Path) {
        let stdin = cfg!(unix) && path.as_os_str() == "-";
        if let Some(identity) = there(if stdin { Path::new("/dev/stdin") } else { path }) {
            self.files.entry(identity).or_insert_with(|| (Use::Reads(what), path.to_owned()));
        }
    }

    /// Makes sure that writing a file would not overwrite one that is read.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) naming both.
    pub fn spares(&self, output: &Path) -> Result<()> {
        match there(output).and_then(|identity| self.files.get(&identity)) {
            Some((Use::Reads(what), input)) => Err(overwrites(output, what, input)),
            _ => Ok(()),
        }
    }

    /// The run writes this file.
    ///
    /// # Errors
    /// As [`spares`](Self::spares), or if it would write the file twice.
    pub fn writes(&mut self, output: &Path) -> Result<()> {
        // Devices and pipes take what comes.
        if fs::metadata(output).is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(());
        }
        match self.files.insert(identity(output), (Use::Writes, output.to_owned())) {
            None => Ok(()),
            Some((Use::Reads(what), input)) => Err(overwrites(output, what, &input)),
            Some((Use::Writes, _)) => Err(Error::unusable(output, "two results would be written to this file", "give each its own")),
        }
    }
}

fn overwrites(output: &Path, what: &str, input: &Path) -> Error {
    let other = if output == input { String::new() } else { format!(", {} by another name", input.display()) };
    Error::unusable(output, format!("the output would overwrite the {what}{other}"), "write to another file")
}

/// The identity of a regular file that is there.
fn there(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().filter(Metadata::is_file).map(|metadata| of_file(path, &metadata))
}

fn identity(path: &Path) -> Identity {
    there(path).unwrap_or_else(|| Identity::Place(place(path)))
}

#[cfg(unix)]
fn of_file(_: &Path, metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    Identity::Number(metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn of_file(path: &Path, _: &Metadata) -> Identity {
    Identity::Place(place(path))
}

/// Whether two names lead to one file that is there.
pub fn same_file(one: &Path, other: &Path) -> bool {
    there(one).is_some_and(|file| Some(file) == there(other))
}

/// Where a file is, or would be: without links and `..`, and in one spelling where the file system knows no capitals.
pub fn place(path: &Path) -> PathBuf {
    led(path, &mut LINKS.clone())
}

/// The same, following no more than so many links to what is not there.
fn led(path: &Path, links: &mut usize) -> PathBuf {
    let mut place = PathBuf::new();
    // Of the folder that new names would be put in.
    let mut capitals_count = None;
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => {
                place.pop();
            }
            Component::Normal(name) => {
                let folder = place.clone();
                place.push(name);
                if let Ok(there) = place.canonicalize() {
                    place = there;
                } else if let Some(left) = links.checked_sub(1)
                    && let Ok(target) = fs::read_link(&place)
                {
                    *links = left;
                    place = led(&folder.join(target), links);
                } else if !*capitals_count.get_or_insert_with(|| !ignores_case(&folder)) {
                    place = folder.join(folded(&name.to_string_lossy()));
                }
            }
            part => place.push(part),
        }
    }
    place
}

/// A name as file systems without capitals compare it.
pub fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect()
}

/// Whether names that differ in capitals alone are one file in a folder. Nothing is written to find out: something that is there already is
/// looked for in other letters. Where nothing is, the system is believed.
pub fn ignores_case(folder: &Path) -> bool {
    let swapped = |name: &str| -> String {
        name.chars().map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect()
    };
    // One that is not there will be in one that is.
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let folder = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(&folder);
    let inside = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).take(100);
    let outside = folder.canonicalize().ok().into_iter().flat_map(|folder| folder.ancestors().map(Path::to_owned).collect::<Vec<_>>());
    let told = inside.chain(outside).find_map(|path| {
        let name = path.file_name()?.to_str().filter(|name| name.contains(|c: char| c.is_ascii_alphabetic()))?;
        let (one, other) = (fs::symlink_metadata(&path).ok()?, fs::symlink_metadata(path.with_file_name(swapped(name))));
        // Two files that differ in nothing but capitals tell by being two.
        Some(other.is_ok_and(|other| is_one(&one, &other)))
    });
    told.unwrap_or(cfg!(any(windows, target_os = "macos")))
}

#[cfg(unix)]
fn is_one(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_one(one: &Metadata, other: &Metadata) -> bool {
    one.created().ok() == other.created().ok() && one.len() == other.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_known_by_all_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "text").unwrap();
        fs::create_dir(at("sub")).unwrap();
        let touched = Touched::default().reading("text", &at("a")).reading("text", &at("gone"));
        let says = |name: &str| touched.spares(&at(name)).map_err(|error| error.to_string());
        assert!(says("a").unwrap_err().ends_with("a: the output would overwrite the text; write to another file"));
        assert!(says("sub/../a").unwrap_err().contains("would overwrite the text, "));
        assert!(says("b").is_ok() && says("gone").is_ok() && says("sub").is_ok());
        assert!(touched.spares(Path::new("/dev/null")).is_ok());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("a"), at("link")).unwrap();
            std::os::unix::fs::symlink(folder.path(), at("sub/round")).unwrap();
            fs::hard_link(at("a"), at("second")).unwrap();
            for name in ["link", "second", "sub/round/a", "sub/round/link"] {
                assert!(says(name).unwrap_err().contains("a by another name"), "{name}");
            }
        }
    }

    #[test]
    fn two_results_are_two_files() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mut touched = Touched::default();
        touched.writes(&at("a")).unwrap();
        touched.writes(&at("b")).unwrap();
        touched.writes(Path::new("/dev/null")).unwrap();
        touched.writes(Path::new("/dev/null")).unwrap();
        for name in ["a", "./a", "none/../b"] {
            assert!(touched.writes(&at(name)).unwrap_err().to_string().contains("two results"), "{name}");
        }
        #[cfg(unix)]
        for (target, link) in [("b", "later"), ("round/round", "round")] {
            std::os::unix::fs::symlink(target, at(link)).unwrap();
        }
        #[cfg(unix)]
        assert!(touched.writes(&at("later")).is_err() && place(&at("round/round")).starts_with(place(folder.path())));
        touched.writes(&at("none/x")).unwrap();
        assert!(touched.writes(&at("none/y/../x")).is_err());
    }

    #[test]
    fn capitals_count_where_the_file_system_says_so() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "").unwrap();
        assert_eq!(ignores_case(folder.path()), folder.path().join("A").exists());
        assert_eq!(folded("Kapitel É.TSV"), folded("kapitel e\u{301}.tsv"));
    }
}
