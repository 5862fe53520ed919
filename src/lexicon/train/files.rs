//! Files of parallel text and dictionaries: what `diptych train` reads.
//!
//! Files may be gzip-compressed, whatever their names say. A dictionary entry is a very short pair of sentences, so everything is one list.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};
use crate::lang;
use crate::source::tmx::{Unit, Units};
use crate::source::xml::Rules;
use crate::source::{Budget, bytes, charset, limits};

/// How the pairs lie in files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// One file, tab-separated; the columns (from 0) of the source and the target.
    Columns {
        /// The file.
        path: PathBuf,
        /// Column of the source text.
        source: usize,
        /// Column of the target text.
        target: usize,
    },
    /// Two files, one line the translation of the other.
    Lines {
        /// The file of the source text.
        source: PathBuf,
        /// The file of the target text.
        target: PathBuf,
    },
    /// hunalign's dictionary: `target @ source`.
    Hunalign(PathBuf),
    /// A translation memory.
    Tmx {
        /// The file.
        path: PathBuf,
        /// Language of the source text, any code.
        source: String,
        /// Language of the target text.
        target: String,
    },
}

impl Form {
    /// The files.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let (one, other) = match self {
            Self::Columns { path, .. } | Self::Hunalign(path) | Self::Tmx { path, .. } => (path, None),
            Self::Lines { source, target } => (source, Some(target)),
        };
        [Some(one), other].into_iter().flatten().map(PathBuf::as_path)
    }
}

/// Two texts that translate each other.
pub type TextPair = (String, String);

/// Reads all pairs; those with an empty side are left out.
///
/// # Errors
/// If a file cannot be read or is not UTF-8, a line lacks a column, or two files do not have the same number of lines.
pub fn read(form: &Form) -> Result<Vec<TextPair>> {
    let mut pairs = match form {
        Form::Columns { path, source, target } => columns(path, &text(path)?, *source, *target)?,
        Form::Lines { source, target } => lines(source, target)?,
        Form::Hunalign(path) => hunalign(path, &text(path)?)?,
        Form::Tmx { path, source, target } => memory(path, &charset::unicode(path, bytes::read(path, Budget::Training)?)?, source, target)?,
    };
    pairs.retain(|(source, target)| !source.is_empty() && !target.is_empty());
    Ok(pairs)
}

/// The entries of a dictionary that a user names, its form told by its content: `target @ source`, or `source TAB target`. `packed` is the
/// length of the file as it lies on the disk.
///
/// # Errors
/// If it is not UTF-8, a line is no entry, or there are more entries than a file of that length can honestly hold.
pub fn dictionary(path: &Path, bytes: Vec<u8>, packed: usize) -> Result<Vec<TextPair>> {
    let text = decoded(path, bytes)?;
    let most = limits::entries(packed);
    if text.lines().filter(|line| !line.trim().is_empty()).nth(most).is_some() {
        return Err(Error::unusable(path, "this file holds far more entries than any of its length", "check where it comes from"));
    }
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    let mut pairs = if first.contains('\t') { columns(path, &text, 0, 1)? } else { hunalign(path, &text)? };
    pairs.retain(|(source, target)| !source.is_empty() && !target.is_empty());
    Ok(pairs)
}

fn columns(path: &Path, text: &str, source: usize, target: usize) -> Result<Vec<TextPair>> {
    let remedy = || format!("columns {} and {} are wanted, with a tab between columns", source + 1, target + 1);
    entries(path, text, |line| line.split('\t').nth(source).zip(line.split('\t').nth(target)), "a column is missing", remedy)
}

fn hunalign(path: &Path, text: &str) -> Result<Vec<TextPair>> {
    let remedy = || "write `target @ source` (hunalign) or `source TAB target` on every line".into();
    entries(path, text, |line| line.split_once(" @ ").map(|(target, source)| (source, target)), "this is not a dictionary entry", remedy)
}

/// A pair of texts for each line that is not blank.
fn entries(
    path: &Path,
    text: &str,
    pair: impl Fn(&str) -> Option<(&str, &str)>,
    what: &str,
    remedy: impl Fn() -> String,
) -> Result<Vec<TextPair>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let malformed = |at: usize| Error::new(path, ErrorKind::Malformed { line: at + 1, what: what.into(), remedy: remedy() });
    let read = lines.map(|(at, line)| pair(line).map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())).ok_or_else(|| malformed(at)));
    read.collect()
}

fn lines(source: &Path, target: &Path) -> Result<Vec<TextPair>> {
    let (left, right) = (text(source)?, text(target)?);
    let (count, other) = (left.lines().count(), right.lines().count());
    if count != other {
        let what = format!("it has {other} lines, but {} has {count}", source.display());
        return Err(Error::new(target, ErrorKind::Unusable { what, remedy: "the files must be aligned line by line".into() }));
    }
    Ok(left.lines().zip(right.lines()).map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())).collect())
}

fn text(path: &Path) -> Result<String> {
    decoded(path, bytes::read(path, Budget::Training)?)
}

fn decoded(path: &Path, bytes: Vec<u8>) -> Result<String> {
    charset::utf8_only(path, bytes, "this is not UTF-8", "convert the file to UTF-8")
}

/// The pairs of a translation memory in two languages, any codes; units that lack one of them are left out.
fn memory(path: &Path, text: &str, source: &str, target: &str) -> Result<Vec<TextPair>> {
    let mut units = Units::new(path, text, Rules::Training);
    let (mut pairs, mut seen) = (Vec::new(), BTreeSet::new());
    let wanted = (lang::lexicon(source), lang::lexicon(target));
    while let Some(Unit { segments, .. }) = units.next()? {
        let of = |wanted: &Option<String>| {
            let (_, text) = segments.iter().find(|(language, _)| lang::lexicon(language) == *wanted)?;
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        pairs.extend(of(&wanted.0).zip(of(&wanted.1)));
        seen.extend(segments.into_iter().map(|(language, _)| language));
    }
    if pairs.is_empty() {
        let languages = if seen.is_empty() { "no unit at all".to_owned() } else { seen.into_iter().collect::<Vec<_>>().join(", ") };
        let what = format!("this translation memory has no unit in {source} and {target}, but {languages}");
        return Err(Error::new(path, ErrorKind::Unusable { what, remedy: "name a TMX file and its two languages".into() }));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: &str = r#"<?xml version="1.0"?>
<tmx version="1.4"><header srclang="en"/><body>
 <tu><tuv xml:lang="fr-CA"><seg>Le chat &amp; le chien</seg></tuv><tuv xml:lang="EN-us"><seg>The <bpt i="1">&lt;b&gt;</bpt>cat<ept i="1">&lt;/b&gt;</ept>
   &#38; <hi>the dog</hi></seg></tuv></tu>
 <tu><tuv lang="en"><seg>Alone</seg></tuv><tuv lang="de"><seg>Allein</seg></tuv></tu>
</body></tmx>"#;

    #[test]
    fn languages_pick_the_sides() {
        let of = |source: &str, target: &str| memory(Path::new("m.tmx"), MEMORY, source, target);
        let pair = |one: &str, other: &str| vec![(one.to_owned(), other.to_owned())];
        assert_eq!(of("en", "fr").unwrap(), pair("The cat & the dog", "Le chat & le chien"));
        assert_eq!(of("de", "en").unwrap(), pair("Allein", "Alone"));
        let none = of("en", "pl").unwrap_err().to_string();
        assert_eq!(
            none,
            "m.tmx: this translation memory has no unit in en and pl, but EN-us, de, en, fr-CA; name a TMX file and its two languages"
        );
        // A memory of millions of units is not lost for one of them, nor for a download that broke off.
        let careless = "<tmx><tu><tuv lang='en'><seg>A &foo;cat&#xD83D;</seg></tuv><tuv lang='fr'><seg>Un chat</seg></tuv></tu><tu><tuv>";
        assert_eq!(memory(Path::new("m.tmx"), careless, "en", "fr").unwrap(), pair("A cat", "Un chat"));
        let broken = memory(Path::new("m.tmx"), "<tmx>\n<tu></body>", "en", "fr").unwrap_err().to_string();
        assert!(broken.starts_with("m.tmx: line 2: this is not well-formed XML"), "{broken}");
    }
}
