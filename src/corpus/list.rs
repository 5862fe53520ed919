//! The list of pairs of a run, read from a table or from two folders whose files share names.
//!
//! A line without two files and a result outside the folder of results are reported here, before any work begins; what the results would do
//! to each other is up to the plan.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::{Pair, results};
use crate::error::{Error, Result};
use crate::formats::{self, Format};
use crate::hash::{Map, Set};
use crate::lang;
use crate::model;
use crate::source::limits;

/// The files that a run itself keeps in the folder of results: their names without part and extension, and their extensions.
pub(super) const OWN: [(&str, &str); 3] = [("results", "tsv"), ("timings", "tsv"), ("journal", "jsonl")];

/// Reads a table: one line per pair, `source TAB target [TAB output [TAB source language TAB target language [TAB score]]]`. An empty field
/// counts as missing; the score that `diptych match` writes is ignored, and so are blank lines. `path` is named in errors.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) naming the line.
pub fn table(path: &Path, text: &str, format: Format) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |what: String, remedy: &str| Error::malformed(path, at + 1, what, remedy);
        let mut fields = line.split('\t').map(|field| Some(field.trim()).filter(|field| !field.is_empty()));
        let mut next = || fields.next().flatten();
        let (Some(source), Some(target)) = (next(), next()) else {
            return Err(wrong("there are not two files on this line".into(), "write source, tab, target"));
        };
        let row = Row { source, target, output: next(), languages: model::Pair::new(next(), next()) };
        pairs.push(row.pair(format).map_err(|(what, remedy)| wrong(what, remedy))?);
        if let Some(score) = next()
            && score.parse::<f32>().is_err()
        {
            return Err(wrong(format!("{score} is no number"), FIELDS));
        }
        if fields.next().is_some() {
            return Err(wrong("there are more than six fields on this line".into(), FIELDS));
        }
    }
    Ok(pairs)
}

/// A pair as a list names it.
pub(super) struct Row<'a> {
    pub source: &'a str,
    pub target: &'a str,
    pub output: Option<&'a str>,
    pub languages: model::Pair<Option<&'a str>>,
}

impl Row<'_> {
    /// The pair, or what is wrong with it and what to do about it.
    pub fn pair(&self, format: Format) -> Result<Pair, (String, &'static str)> {
        let (source, target) = (PathBuf::from(self.source), PathBuf::from(self.target));
        let named = self.output.map_or_else(|| name_of(&source, &target, format), str::to_owned);
        if is_too_long(&named) {
            return Err(("the name of the result is too long".into(), SHORTER));
        }
        let output = inside(&named).ok_or_else(|| (format!("{named} is no name inside the folder of results"), NAME))?;
        let language = |code: &str| lang::parse(code).ok_or_else(|| (format!("{code} is not a language code"), CODE));
        let languages = self.languages.map(|code| code.map(language).transpose());
        Ok(Pair { source, target, output, languages: model::Pair::new(languages.source?, languages.target?) })
    }
}

const NAME: &str = "name a file in it, without `..`, not beginning with results., timings. or journal.";
const SHORTER: &str = "name one in the third column, with at most 4,096 bytes, 64 folders and 255 characters in each";
const CODE: &str = "use one like en, fra, zh-Hant or pt-BR";

const FIELDS: &str = "write source, target, output, two languages, score";

/// Writes pairs with their scores as a table that [`table`] reads. `path` is named in errors.
///
/// # Errors
/// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if a name cannot stand in a table.
pub fn text<'a>(path: &Path, pairs: impl Iterator<Item = &'a (Pair, f32)>) -> Result<String> {
    let mut text = String::new();
    for (pair, score) in pairs {
        let mut field = |name: &Path| {
            let fits = |name: &&str| !name.is_empty() && name.trim() == *name && !name.contains(['\t', '\n', '\r']);
            let Some(name) = name.to_str().filter(fits) else {
                let what = format!("{} cannot stand in a list (tabs, line ends, or not UTF-8)", name.display());
                return Err(Error::unusable(path, what, "rename the file"));
            };
            text += results::harmless(name);
            text += name;
            text.push('\t');
            Ok(())
        };
        field(&pair.source)?;
        field(&pair.target)?;
        let language = |language: &Option<String>| language.clone().unwrap_or_default();
        let (source, target) = (language(&pair.languages.source), language(&pair.languages.target));
        text += &format!("{}{}\t{source}\t{target}\t{score:.4}\n", results::harmless(&pair.output), pair.output);
    }
    Ok(text)
}

/// Names the results of pairs that would not have one of their own otherwise, so that no two have one; the others get theirs from their files.
pub fn name_results<'a>(pairs: impl Iterator<Item = &'a mut Pair>) {
    let mut pairs: Vec<(String, &mut Pair)> =
        pairs.map(|pair| (name_of(&pair.source, &pair.target, &formats::moses::FORMAT), pair)).collect();
    let mut taken: Set<String> = pairs.iter().map(|(name, _)| name.clone()).collect();
    let mut seen: Set<String> = Set::default();
    // Where to look on for each stem: what was taken below stays so.
    let mut next: Map<String, usize> = Map::default();
    for (name, pair) in &mut pairs {
        pair.output.clear();
        // With any extension: `results` alone would be a name, results.tsv is none.
        let fits = inside(&format!("{name}.x")).is_some();
        if fits && seen.insert(name.clone()) {
            continue;
        }
        let stem = if fits { name.as_str() } else { "pair" };
        let number = next.entry(stem.to_owned()).or_insert(2);
        let mut free = format!("{stem}.{number}");
        while taken.contains(&free) {
            *number += 1;
            free = format!("{stem}.{number}");
        }
        taken.insert(free.clone());
        pair.output = format!("{free}.tsv");
    }
}

/// What two folders have in common.
#[derive(Debug)]
pub struct Folders {
    /// Files with one name in both, in the order of the names.
    pub pairs: Vec<Pair>,
    /// Files that only one of them has.
    pub alone: Vec<PathBuf>,
}

/// Pairs the files of two folders by their names without extension and language: `a.en.txt` with `a.fr.txt`. Hidden files and folders in
/// the folders are ignored.
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
            pairs.push(Pair { source, target, output, languages: model::Pair::default() });
        }
    }
    Ok(Folders { pairs, alone: sources.into_values().chain(targets.into_values()).collect() })
}

fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let cannot = |error| Error::io(folder, "read", error);
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
            return Err(Error::unusable(folder, what, "rename one, or write a list of pairs"));
        }
    }
    Ok(files)
}

/// Whether a name is longer than systems take, who differ in what they count. Each folder of it is looked at for itself.
fn is_too_long(output: &str) -> bool {
    output.len() > limits::NAME_BYTES || {
        let mut parts = output.split('/');
        parts.clone().count() > limits::NAME_PARTS || parts.any(|part| part.chars().count() > limits::NAME_CHARACTERS)
    }
}

/// A name inside a folder, its parts separated by `/`; `None` if it leads out of it or is not for results.
pub(super) fn inside(output: &str) -> Option<String> {
    if is_too_long(output) {
        return None;
    }
    let part = |part| match part {
        Component::Normal(part) => part.to_str(),
        _ => None,
    };
    let parts: Option<Vec<&str>> = Path::new(output).components().filter(|part| *part != Component::CurDir).map(part).collect();
    // Anything that begins so, for what later versions keep.
    let reserved = |name: &str| OWN.iter().any(|(stem, _)| name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.')));
    parts.map(|parts| parts.join("/")).filter(|name| !name.is_empty() && !reserved(name) && !is_own(name))
}

/// Whether a run itself may keep a file or folder of this name in the folder of results.
pub(super) fn is_own(name: &str) -> bool {
    let is = |(stem, extension): (&str, &str)| {
        let part = name.strip_prefix(stem).and_then(|rest| rest.strip_suffix(extension)?.strip_suffix('.'));
        part.is_some_and(|part| part.is_empty() || part.starts_with('.') && part.contains("-of-"))
    };
    OWN.into_iter().any(is) || name.starts_with(".diptych") || name.starts_with("lexicon.") && name.ends_with(".pack")
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
        Ok(table(Path::new("list"), text, &formats::tsv::FORMAT)?.into_iter().map(|pair| pair.output).collect())
    }

    #[test]
    fn a_table_names_files_results_and_languages() {
        let text = "\u{feff}x/a.en.txt\ta.fr\r\n\nb\tc\td/./e.tsv\tger\t\nb\tc\t\t\tfra-CA\n";
        let pairs = table(Path::new("list"), text, &formats::tsv::FORMAT).unwrap();
        assert_eq!(outputs(text).unwrap(), ["a.tsv", "d/e.tsv", "b--c.tsv"]);
        assert_eq!(pairs[1].languages.source.as_deref(), Some("de"));
        assert_eq!(pairs[2].languages.target.as_deref(), Some("fr-CA"));
        assert_eq!(pairs[2].languages.source, None);
    }

    #[test]
    fn a_table_that_is_none_is_refused_by_its_line() {
        for (text, words) in [
            ("a\tb\nc\n", "line 2: there are not two files"),
            ("a\tb\t../c", "inside the folder of results"),
            ("a\tb\t/c", "inside the folder of results"),
            (&format!("a\tb\t{}", "d/".repeat(64)), "the name of the result is too long; name one"),
            (&format!("a\tb\t{}", "d".repeat(256)), "line 1: the name of the result is too long"),
            (&format!("a\tb\t{}", format!("{}/", "d".repeat(99)).repeat(41)), "line 1: the name of the result is too long"),
            ("a\tb\tresults.tsv", "inside the folder of results"),
            ("a\tb\tc\tFrench!", "not a language code"),
            ("a\tb\tc\ten\tfr\tx", "x is no number"),
            ("a\tb\tc\ten\tfr\t0.5\t", "more than six"),
        ] {
            let error = outputs(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let pair = |source: &str, target: &str, language: Option<&str>| {
            let (source, target) = (PathBuf::from(source), PathBuf::from(target));
            (Pair { source, target, output: String::new(), languages: model::Pair::new(language.map(str::to_owned), None) }, 0.25)
        };
        let mut pairs =
            [pair("x/a", "y/a", Some("de")), pair("z/a", "y/a.en", None), pair("q", "a.2", None), pair("results.en", "results.fr", None)];
        name_results(pairs.iter_mut().map(|(pair, _)| pair));
        let text = text(Path::new("list"), pairs.iter()).unwrap();
        assert!(text.starts_with("x/a\ty/a\t\tde\t\t0.2500\n"), "{text}");
        let read = table(Path::new("list"), &text, &formats::tsv::FORMAT).unwrap();
        assert_eq!(read[0].languages.source.as_deref(), Some("de"));
        assert_eq!(read.iter().map(|pair| pair.output.as_str()).collect::<Vec<_>>(), ["a.tsv", "a.2.tsv", "q--a.tsv", "pair.2.tsv"]);
        assert!(super::text(Path::new("list"), [pair("a\tb", "c", None)].iter()).is_err());
    }
}
