//! A folder of its own for a test, and the program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder with a pair of texts in it, and the program run in it.
pub struct Folder(TempDir);

/// A small text.
pub const ENGLISH: &str = "The harbour was quiet.\n\nNobody saw the boat come in. It rained.\n\nSubscribe now\n";
/// Its translation.
pub const FRENCH: &str = "Le port était calme.\n\nPersonne ne vit arriver le bateau. Il pleuvait.\n";

/// What a run gave: exit code, standard output, standard error.
pub type Outcome = (i32, String, String);

impl Folder {
    /// With nothing in it.
    pub fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With the two texts, `a.en` and `a.fr`.
    pub fn new() -> Self {
        let folder = Self::empty();
        folder.put("a.en", ENGLISH);
        folder.put("a.fr", FRENCH);
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn get(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.0.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
        command.current_dir(self.0.path()).args(arguments).env_remove("SOURCE_DATE_EPOCH").env_remove("CLICOLOR_FORCE");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().expect("ended by a signal"), text(output.stdout), text(output.stderr))
    }

    /// Runs it, expects exit code 1, one sentence on standard error that holds these words, and nothing new in the folder.
    pub fn refuses(&self, arguments: &[&str], words: &[&str]) {
        let before = self.names();
        let (code, out, error) = self.run(arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{arguments:?}: {error}");
        assert!(error.starts_with("error: ") && error.lines().count() == 1, "{arguments:?}: {error}");
        for word in words {
            assert!(error.contains(word), "{arguments:?}: `{word}` is not in {error}");
        }
        assert_eq!(self.names(), before, "{arguments:?} left something behind");
    }

    pub fn misused(&self, arguments: &[&str], words: &str) {
        let (code, out, error) = self.run(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {error}");
        assert!(error.starts_with("error: ") && error.contains(words) && error.contains("--help"), "{arguments:?}: {error}");
    }
}

/// Every file of a folder and of those in it, by its name from the folder; a folder itself ends in a slash and is empty. What a link
/// leads to counts as the link's contents, nothing as those of one that leads nowhere.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(contents(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
            found.insert(name + "/", Vec::new());
        } else {
            found.insert(
                name,
                fs::read(&path).unwrap_or_else(|error| if path.is_symlink() { Vec::new() } else { panic!("{}: {error}", path.display()) }),
            );
        }
    }
    found
}
