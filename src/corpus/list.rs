//! A list of pairs in, checked pairs out: from a table, or from two folders whose files share names.
//!
//! All that can be wrong with a list as a whole is said before any work begins: a line without two files, a result outside of the folder of
//! results, two pairs with one result.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::Pair;
use crate::error::{Error, ErrorKind, Result};
use crate::hash::Map;
use crate::lang;
use crate::write::Format;

/// Names in the folder of results that begin so are not for results.
const RESERVED: [&str; 4] = ["results.", "timings.", "journal.", ".diptych"];

/// Reads a table: a line a pair, `source TAB target [TAB output [TAB source language TAB target language]]`. A field that is left empty is as one
/// that is not there; blank lines are passed over. `path` is named in errors.
///
/// # Errors
/// [`ErrorKind::Malformed`] naming the line.
pub fn table(path: &Path, text: &str, format: Format) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |what: String, remedy: &str| Error::new(path, ErrorKind::Malformed { line: at + 1, what, remedy: remedy.into() });
        let mut fields = line.split('\t').map(|field| Some(field.trim()).filter(|field| !field.is_empty()));
        let mut next = || fields.next().flatten();
        let (Some(source), Some(target)) = (next(), next()) else {
            return Err(wrong("there are not two files on this line".into(), "write source, tab, target"));
        };
        let (source, target) = (PathBuf::from(source), PathBuf::from(target));
        let output = match next() {
            Some(output) => inside(output).ok_or_else(|| wrong(format!("{output} is no name inside the folder of results"), NAME))?,
            None => name_of(&source, &target, format),
        };
        let mut language = || match next() {
            Some(code) => lang::parse(code).map(Some).ok_or_else(|| wrong(format!("{code} is not a language code"), CODE)),
            None => Ok(None),
        };
        let (source_language, target_language) = (language()?, language()?);
        if fields.next().is_some() {
            return Err(wrong("there are more than five fields on this line".into(), "write source, target, output, two languages"));
        }
        pairs.push(Pair { source, target, output, source_language, target_language });
    }
    Ok(pairs)
}

const NAME: &str = "name a file in it, without `..`, not beginning with results., timings. or journal.";
const CODE: &str = "use one like en, fra, zh-Hant or pt-BR";

/// What two folders have in common.
#[derive(Debug)]
pub struct Folders {
    /// Files with one name in both, in the order of the names.
    pub pairs: Vec<Pair>,
    /// Files that only one of them has.
    pub alone: Vec<PathBuf>,
}

/// Pairs the files of two folders by their names without extension and language: `a.en.txt` with `a.fr.txt`. Hidden files and folders in the folders
/// are passed over.
///
/// # Errors
/// If a folder cannot be read, or two files of one folder have one name.
pub fn folders(source: &Path, target: &Path, format: Format) -> Result<Folders> {
    let (mut sources, mut targets) = (files(source)?, files(target)?);
    let both: Vec<String> = sources.keys().filter(|name| targets.contains_key(*name)).cloned().collect();
    let mut pairs = Vec::with_capacity(both.len());
    for name in both {
        if let (Some(source), Some(target)) = (sources.remove(&name), targets.remove(&name)) {
            let output = with_extension(&name, format);
            pairs.push(Pair { source, target, output, source_language: None, target_language: None });
        }
    }
    Ok(Folders { pairs, alone: sources.into_values().chain(targets.into_values()).collect() })
}

fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let cannot = |error| Error::new(folder, ErrorKind::Io { action: "read", error });
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.is_file() && !stem(&path).starts_with('.') {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files = BTreeMap::new();
    for path in paths {
        if let Some(other) = files.insert(name(&path), path.clone()) {
            let what = format!("{} and {} have one name", other.display(), path.display());
            return Err(Error::new(folder, ErrorKind::Unusable { what, remedy: "rename one, or write a list of pairs".into() }));
        }
    }
    Ok(files)
}

/// Checks that no two pairs have one result.
///
/// # Errors
/// [`ErrorKind::Unusable`] naming both pairs.
pub fn check(path: &Path, pairs: &[Pair]) -> Result<()> {
    let mut first: Map<&str, usize> = Map::default();
    for (at, pair) in pairs.iter().enumerate() {
        let unusable =
            |what: String| Err(Error::new(path, ErrorKind::Unusable { what, remedy: "name the outputs in the third column".into() }));
        if inside(&pair.output).is_none() {
            return unusable(format!("{} cannot be the name of a result", pair.output));
        }
        if let Some(other) = first.insert(&pair.output, at) {
            return unusable(format!("pairs {} and {} would both be written to {}", other + 1, at + 1, pair.output));
        }
    }
    Ok(())
}

/// A name inside a folder, its parts separated by `/`; `None` if it leads out of it or is not for results.
fn inside(output: &str) -> Option<String> {
    let part = |part| match part {
        Component::Normal(part) => part.to_str(),
        _ => None,
    };
    let parts: Option<Vec<&str>> = Path::new(output).components().filter(|part| *part != Component::CurDir).map(part).collect();
    parts.map(|parts| parts.join("/")).filter(|name| !name.is_empty() && !RESERVED.iter().any(|reserved| name.starts_with(reserved)))
}

/// The name of the result of two files: what their names have in common, or both names.
fn name_of(source: &Path, target: &Path, format: Format) -> String {
    let (one, other) = (name(source), name(target));
    with_extension(&if one == other { one } else { format!("{}--{}", stem(source), stem(target)) }, format)
}

fn with_extension(name: &str, format: Format) -> String {
    match format.extension() {
        Some(extension) => format!("{name}.{extension}"),
        None => name.to_owned(),
    }
}

/// The name of a file without its extension.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The same without a language at its end.
fn name(path: &Path) -> String {
    let stem = stem(path);
    match stem.rsplit_once('.') {
        Some((name, code)) if !name.is_empty() && lang::is_known(code) => name.to_owned(),
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(text: &str) -> Result<Vec<String>> {
        Ok(table(Path::new("list"), text, Format::Tsv)?.into_iter().map(|pair| pair.output).collect())
    }

    #[test]
    fn a_table_names_files_results_and_languages() {
        let text = "\u{feff}x/a.en.txt\ta.fr\r\n\nb\tc\td/./e.tsv\tger\t\nb\tc\t\t\tfra-CA\n";
        let pairs = table(Path::new("list"), text, Format::Tsv).unwrap();
        assert_eq!(outputs(text).unwrap(), ["a.tsv", "d/e.tsv", "b--c.tsv"]);
        assert_eq!(pairs[1].source_language.as_deref(), Some("de"));
        assert_eq!(pairs[2].target_language.as_deref(), Some("fr-CA"));
        assert_eq!(pairs[2].source_language, None);
    }

    #[test]
    fn a_table_that_is_none_is_refused_by_its_line() {
        for (text, words) in [
            ("a\tb\nc\n", "line 2: there are not two files"),
            ("a\tb\t../c", "inside the folder of results"),
            ("a\tb\t/c", "inside the folder of results"),
            ("a\tb\tresults.tsv", "inside the folder of results"),
            ("a\tb\tc\tFrench!", "not a language code"),
            ("a\tb\tc\ten\tfr\tx", "more than five"),
        ] {
            let error = outputs(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
