//! Moses: two files with one line per bead; the same lines of both translate each other.
//!
//! Only beads with text on both sides are written. The files are called as the field calls them, `corpus.en-fr.en` and `corpus.en-fr.fr`,
//! whether one asks for `corpus.en-fr` or for `corpus.moses`; any other name just gets the languages as its extensions.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::formats::bitext::collect::{Collected, Row};
use crate::formats::bitext::{Aligned, Options, Stored, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::Bitext;
use crate::model::{Pair, Side};

/// Two files of lines.
pub static FORMAT: Descriptor = Descriptor::new("moses").bitext(read).write(
    "Two files with a line a bead, for training machine translation",
    &["", "moses"],
    Files::Sides(side),
);

/// Writes one of the sides.
///
/// # Errors
/// Errors of the writer.
pub fn side(out: &mut dyn Write, bitext: &Bitext, side: Side) -> io::Result<()> {
    for bead in bitext.pairs() {
        let lines = bitext.lines(bead);
        if lines.iter().all(|line| !line.is_empty()) {
            writeln!(out, "{}", lines[side])?;
        }
    }
    Ok(())
}

/// The two files of a name: `x.en-fr` gives `x.en-fr.en` and `x.en-fr.fr` whatever the languages of the texts; `x.moses` gives the same, and
/// any other `x` gives `x.en` and `x.fr`, by the languages of the texts. If those are the same, they are called `src` and `trg`.
pub fn paths(name: &Path, of_texts: Pair<&str>) -> Pair<PathBuf> {
    let languages = languages(name).unwrap_or_else(|| told_apart(of_texts).map(str::to_owned));
    let stem = match name.extension() {
        Some(extension) if extension == "moses" => with(name.with_extension(""), &format!("{}-{}", languages.source, languages.target)),
        _ => name.to_owned(),
    };
    languages.map(|language| with(stem.clone(), &language))
}

/// What the sides are called in names of files: after their languages, unless those are the same, or are not what languages are called: a
/// bitext may say anything of them.
pub(super) fn told_apart(languages: Pair<&str>) -> Pair<&str> {
    let is_tag = |tag: &&str| !tag.is_empty() && tag.len() < 40 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let apart = languages.source != languages.target && languages.iter().all(is_tag);
    if apart { languages } else { Pair::new("src", "trg") }
}

/// A name with one more extension.
pub(super) fn with(path: PathBuf, extension: &str) -> PathBuf {
    let mut path = OsString::from(path);
    path.push(".");
    path.push(extension);
    PathBuf::from(path)
}

/// The two language codes at the end of a name: `corpus.en-fr` gives `en` and `fr`.
pub fn languages(name: &Path) -> Option<Pair<String>> {
    let (source, target) = name.extension()?.to_str()?.split_once('-')?;
    let code = |code: &str| (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    (code(source) && code(target) && source != target).then(|| Pair::new(source, target).map(str::to_owned))
}

/// Whether a name stands for two files.
pub(super) fn are_there(name: &Path) -> bool {
    languages(name).is_some_and(|languages| paths(name, languages.as_ref().map(String::as_str)).iter().all(|path| path.exists()))
}

/// Reads `corpus.en-fr.en` and `corpus.en-fr.fr` for `corpus.en-fr`, or for either of the two.
fn read(name: &Stored, options: &Options) -> Result<Aligned> {
    let (paths, languages) = found(name, options).ok_or_else(|| {
        Error::unusable(
            name,
            "this names no two files of lines",
            "name them as corpus.en-fr, with corpus.en-fr.en and corpus.en-fr.fr beside it",
        )
    })?;
    let texts = paths.as_ref().try_map(|path| text(&Stored::file(path)))?;
    let count = texts.as_ref().map(|text| text.lines().count());
    if count.source != count.target {
        let what = format!("this file has {} lines, and {} has {}", count.source, paths.target.display(), count.target);
        return Err(Error::unusable(&paths.source, what, "name two files with a line a pair"));
    }
    let mut collected = Collected::of(texts.iter().map(|text| text.packed).sum());
    for (source, target) in texts.source.lines().zip(texts.target.lines()) {
        collected.push(&paths.source, Row::plain(Pair::new(source, target)))?;
    }
    collected.languages = languages.map(Some);
    collected.names = paths.as_ref().map(|path| Some(path.to_string_lossy().into_owned()));
    collected.files = paths.iter().cloned().collect();
    collected.aligned(&paths.source, options)
}

fn found(name: &Path, options: &Options) -> Option<(Pair<PathBuf>, Pair<String>)> {
    let of_pair = |name: &Path, languages: Pair<String>| (paths(name, languages.as_ref().map(String::as_str)), languages);
    let stem = name.with_extension("");
    if let Some(of_name) = languages(name).map(|languages| (name, languages)).or_else(|| Some((&*stem, languages(&stem)?))) {
        return Some(of_pair(of_name.0, of_name.1));
    }
    let Pair { source, target } = options.languages.clone();
    Some(of_pair(name, Pair::new(source?, target?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_two_files() {
        let named = |name: &str, source, target| {
            let Pair { source, target } = paths(Path::new(name), Pair::new(source, target)).map(|path| path.display().to_string());
            [source, target]
        };
        assert_eq!(named("out", "de", "pt-BR"), ["out.de", "out.pt-BR"]);
        assert_eq!(named("a/out.en-fr", "de", "pt-BR"), ["a/out.en-fr.en", "a/out.en-fr.fr"]);
        assert_eq!(named("a.b/out.moses", "de", "pt-BR"), ["a.b/out.de-pt-BR.de", "a.b/out.de-pt-BR.pt-BR"]);
        assert_eq!(named("x", "und", "und"), ["x.src", "x.trg"]);
        assert_eq!(languages(Path::new("x.e-f")), None);
    }
}
