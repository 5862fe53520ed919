//! The files that make up one result: one for most formats, two for Moses, three for links with their sentences.
//!
//! Links name the files they link, so all names are settled here before anything is written, and all files of a result are put in place
//! together, when all are complete.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::source::atomic;

use super::{Bitext, Settings, write};
use crate::error::{Error, Result};
use crate::formats::{Files, Format, asked_by, moses};
use crate::model::{Pair, Side};

/// The files of a result, the first of which holds the beads where only one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    format: Format,
    paths: Vec<PathBuf>,
}

impl Parts {
    /// The files of this name; `languages` are those of the source and the target text.
    ///
    /// Links called `story.xces` come with `story.en.xml` and `story.fr.xml`. If the languages are the same, or are none by their form, the
    /// sides are called `src` and `trg`.
    pub fn new(name: &Path, format: Format, languages: Pair<&str>) -> Self {
        let paths = match format.writing.map(|writing| writing.files) {
            Some(Files::Sides(_)) => {
                let Pair { source, target } = moses::paths(name, languages);
                vec![source, target]
            }
            Some(Files::Linked { .. }) => {
                // Only what tells the format: a dot may belong to the name.
                let ends =
                    |extension: &OsStr| extension == "xml" || asked_by(Path::new("x").with_extension(extension).as_path()) == Some(format);
                let stem = if name.extension().is_some_and(ends) { name.with_extension("") } else { name.to_owned() };
                let Pair { source, target } = moses::told_apart(languages).map(|side| moses::with(stem.clone(), &format!("{side}.xml")));
                vec![name.to_owned(), source, target]
            }
            _ => vec![name.to_owned()],
        };
        Self { format, paths }
    }

    /// Where the files go.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Writes all of them, and puts none in its place before all are complete. They are in the folder `unfinished`, if one is given, until they are complete.
    ///
    /// # Errors
    /// As [`atomic::files`].
    pub fn write(&self, bitext: &Bitext, settings: &Settings, unfinished: Option<&Path>) -> Result<()> {
        self.format.fits(bitext.source.document())?;
        atomic::files(unfinished, &self.paths, |part, out| self.part(part, out, bitext, settings))
    }

    /// The name of each and what is in it, written nowhere.
    ///
    /// # Errors
    /// If the format cannot hold the bitext.
    pub fn bytes(&self, bitext: &Bitext, settings: &Settings) -> Result<Vec<(String, Vec<u8>)>> {
        self.format.fits(bitext.source.document())?;
        let made = self.paths.iter().enumerate().map(|(part, path)| {
            let mut bytes = Vec::new();
            self.part(part, &mut bytes, bitext, settings).map_err(|error| Error::io(path, "write", error))?;
            Ok((self.name(part), bytes))
        });
        made.collect()
    }

    fn name(&self, part: usize) -> String {
        let name = self.paths.get(part).and_then(|path| path.file_name());
        name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn part(&self, part: usize, out: &mut dyn Write, bitext: &Bitext, settings: &Settings) -> io::Result<()> {
        let text = if part == 1 { bitext.source } else { bitext.target };
        match (self.format.writing.map(|writing| writing.files), part) {
            (Some(Files::Sides(side)), 0) => side(out, bitext, Side::Source),
            (Some(Files::Sides(side)), _) => side(out, bitext, Side::Target),
            (Some(Files::Linked { links, .. }), 0) => links(out, bitext, Pair::new(&self.name(1), &self.name(2))),
            (Some(Files::Linked { sentences, .. }), _) => sentences(out, text),
            _ => write(out, bitext, self.format, settings),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{tei, xces};

    #[test]
    fn links_come_with_their_sentences() {
        let parts = Parts::new(Path::new("a/story.xces"), &xces::FORMAT, Pair::new("en", "fr"));
        assert_eq!(parts.paths(), [Path::new("a/story.xces"), Path::new("a/story.en.xml"), Path::new("a/story.fr.xml")]);
        let parts = Parts::new(Path::new("story.xml"), &tei::FORMAT, Pair::new("en", "en"));
        assert_eq!(parts.paths(), [Path::new("story.xml"), Path::new("story.src.xml"), Path::new("story.trg.xml")]);
        let parts = Parts::new(Path::new("k.1"), &tei::FORMAT, Pair::new("en", "fr"));
        assert_eq!(parts.paths(), [Path::new("k.1"), Path::new("k.1.en.xml"), Path::new("k.1.fr.xml")]);
    }

    #[test]
    fn a_language_is_no_path() {
        for (format, name) in [(&xces::FORMAT, "a.xces"), (&moses::FORMAT, "a"), (&moses::FORMAT, "a.moses")] {
            for language in ["../../x", "/etc/x", "..", "en/x", "", "e\n"] {
                let parts = Parts::new(Path::new(name), format, Pair::new(language, "fr"));
                assert!(
                    parts.paths().iter().all(|path| path.components().count() == 1 && !path.to_string_lossy().contains('\\')),
                    "{parts:?}"
                );
            }
        }
    }
}
