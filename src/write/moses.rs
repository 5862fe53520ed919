//! Moses: two files with a line a bead, the same line of both translating each other.
//!
//! Only beads with text on both sides are written. The files are called `NAME.en` and `NAME.fr`, after the languages of the texts, or after
//! the name itself if that ends in two codes (`corpus.en-fr`).

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Bitext;

/// Writes the two sides.
///
/// # Errors
/// What the writers say.
pub fn write(source: &mut dyn Write, target: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    for bead in bitext.pairs() {
        let (source_line, target_line) = (bitext.source_line(bead), bitext.target_line(bead));
        if !source_line.is_empty() && !target_line.is_empty() {
            writeln!(source, "{source_line}")?;
            writeln!(target, "{target_line}")?;
        }
    }
    Ok(())
}

/// The two files of a name: `NAME.SOURCE` and `NAME.TARGET`, by the languages at the end of the name or else those of the texts; `src` and
/// `trg` if the two are the same.
pub fn paths(name: &Path, source_language: &str, target_language: &str) -> (PathBuf, PathBuf) {
    let (source, target) = match languages(name) {
        Some(pair) => pair,
        None => (source_language.to_owned(), target_language.to_owned()),
    };
    let (source, target) = if source == target { ("src".into(), "trg".into()) } else { (source, target) };
    let with = |language: String| {
        let mut path = OsString::from(name);
        path.push(".");
        path.push(language);
        PathBuf::from(path)
    };
    (with(source), with(target))
}

/// The two language codes at the end of a name: `corpus.en-fr` gives `en` and `fr`.
pub fn languages(name: &Path) -> Option<(String, String)> {
    let (source, target) = name.extension()?.to_str()?.split_once('-')?;
    let code = |code: &str| (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    (code(source) && code(target)).then(|| (source.to_owned(), target.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_two_files() {
        let named = |name: &str| paths(Path::new(name), "de", "pt-BR");
        assert_eq!(named("out"), ("out.de".into(), "out.pt-BR".into()));
        assert_eq!(named("a/out.en-fr"), ("a/out.en-fr.en".into(), "a/out.en-fr.fr".into()));
        assert_eq!(paths(Path::new("x"), "und", "und"), ("x.src".into(), "x.trg".into()));
        assert_eq!(languages(Path::new("x.e-f")), None);
    }
}
