//! Moses: two files with a line a bead, the same line of both translating each other.
//!
//! Only beads with text on both sides are written. The files are called as the field calls them, `corpus.en-fr.en` and `corpus.en-fr.fr`,
//! whether one asks for `corpus.en-fr` or for `corpus.moses`; any other name just gets the languages as its extensions.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::formats::bitext::lines;
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::Bitext;
use crate::model::Side;

/// Two files of lines.
pub static FORMAT: Descriptor = Descriptor::new("moses").bitext(lines::moses).write(
    "Two files with a line a bead, for training machine translation",
    &["", "moses"],
    Files::Sides(side),
);

/// Writes one of the sides.
///
/// # Errors
/// What the writer says.
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
pub fn paths(name: &Path, source_language: &str, target_language: &str) -> (PathBuf, PathBuf) {
    let of_texts = || match (source_language, target_language) {
        (source, target) if source == target => ("src".to_owned(), "trg".to_owned()),
        (source, target) => (source.to_owned(), target.to_owned()),
    };
    let (source, target) = languages(name).unwrap_or_else(of_texts);
    let stem = match name.extension() {
        Some(extension) if extension == "moses" => with(name.with_extension(""), &format!("{source}-{target}")),
        _ => name.to_owned(),
    };
    (with(stem.clone(), &source), with(stem, &target))
}

fn with(path: PathBuf, extension: &str) -> PathBuf {
    let mut path = OsString::from(path);
    path.push(".");
    path.push(extension);
    PathBuf::from(path)
}

/// The two language codes at the end of a name: `corpus.en-fr` gives `en` and `fr`.
pub fn languages(name: &Path) -> Option<(String, String)> {
    let (source, target) = name.extension()?.to_str()?.split_once('-')?;
    let code = |code: &str| (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    (code(source) && code(target) && source != target).then(|| (source.to_owned(), target.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_two_files() {
        let named = |name: &str| paths(Path::new(name), "de", "pt-BR");
        assert_eq!(named("out"), ("out.de".into(), "out.pt-BR".into()));
        assert_eq!(named("a/out.en-fr"), ("a/out.en-fr.en".into(), "a/out.en-fr.fr".into()));
        assert_eq!(named("a.b/out.moses"), ("a.b/out.de-pt-BR.de".into(), "a.b/out.de-pt-BR.pt-BR".into()));
        assert_eq!(paths(Path::new("x"), "und", "und"), ("x.src".into(), "x.trg".into()));
        assert_eq!(languages(Path::new("x.e-f")), None);
    }
}
