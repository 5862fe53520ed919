//! What a format is to the rest of the program: a name, and functions that work with its files.
//!
//! Every format describes itself in its own file, and [`ALL`] lists them. Whatever depends on which formats there are (recognition, the
//! values of options and their help, the menu of the review page, the table in docs/formats.md) derives from that list, so that a new
//! format is a new file and a line in the list.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::Path;

use super::ALL;
use super::bitext::{Aligned, Options, Stored};
use super::document::{File, Sign};
use super::faults::Fault;
use super::output::{Bitext, Settings};
use crate::error::Result;
use crate::model::{Document, Pair, Side, Text};
use crate::source::unusable;

/// A format: what is in [`ALL`].
pub type Format = &'static Descriptor;

/// Reads a file as a bitext.
pub type ReadBitext = fn(&Stored, &Options) -> Result<Aligned>;

/// Checks the form of a file.
pub type Check = fn(&Stored) -> Result<Vec<Fault>>;

/// How a format is called, and what can be done with it.
#[derive(Clone, Copy)]
pub struct Descriptor {
    /// Its name on the command line, in project files and in addresses of the review page. No two have the same.
    pub name: &'static str,
    /// How a text is read from it.
    pub reading: Option<Reading>,
    /// How a bitext is read from it, or why it cannot be: the beginning of a sentence.
    pub bitext: std::result::Result<ReadBitext, &'static str>,
    /// Whether a bitext of this format begins like this, white space aside: asked where the name of a file tells nothing.
    pub begins: fn(&str) -> bool,
    /// How a bitext is written to it.
    pub writing: Option<Writing>,
    /// Why a tool would refuse a file of it.
    pub check: Option<Check>,
}

/// Reading one text from a format.
#[derive(Clone, Copy)]
pub struct Reading {
    /// For the help: `Web page`.
    pub help: &'static str,
    /// For messages: `a web page`.
    pub described: &'static str,
    /// What names of its files end in, without the dot.
    pub extensions: &'static [&'static str],
    /// Another name on the command line.
    pub alias: Option<&'static str>,
    /// What its contents are told by.
    pub(super) sign: Sign,
    /// Whether a file holds a text and its translation, so that it can be both sides of an alignment.
    pub is_bilingual: bool,
    /// Reads it.
    pub read: fn(File<'_>) -> Result<Document>,
}

/// Writing a bitext to a format.
#[derive(Clone, Copy)]
pub struct Writing {
    /// For the help: `The m:n map of Sketch Engine`.
    pub help: &'static str,
    /// The extensions of its files, without the dot; the first is the default, empty for files that end in their languages.
    pub extensions: &'static [&'static str],
    /// Whether the file names the languages of the texts.
    pub names_languages: bool,
    /// Why it cannot be written of a source text: the beginning of a sentence.
    pub refuses: fn(&Document) -> Option<&'static str>,
    /// Which files it is.
    pub files: Files,
}

/// What writes one file.
pub type Write = fn(&mut dyn io::Write, &Bitext, &Settings) -> io::Result<()>;

/// The files of a format.
#[derive(Clone, Copy)]
pub enum Files {
    /// One, of text.
    Text(Write),
    /// One that is not text and so not for a terminal.
    Binary(Write),
    /// One for each side.
    Sides(fn(&mut dyn io::Write, &Bitext, Side) -> io::Result<()>),
    /// One of links, and one of sentences for each side.
    Linked {
        /// Writes the links; the names are those of the files of sentences.
        links: fn(&mut dyn io::Write, &Bitext, Pair<&str>) -> io::Result<()>,
        /// Writes the sentences of a side.
        sentences: fn(&mut dyn io::Write, &Text) -> io::Result<()>,
    },
}

impl Descriptor {
    /// A format with which nothing can be done yet.
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, reading: None, bitext: Err("it holds one text"), begins: |_| false, writing: None, check: None }
    }

    /// With a reader of one text.
    pub(super) const fn read(self, reading: Reading) -> Self {
        Self { reading: Some(reading), ..self }
    }

    /// With a reader of bitexts.
    pub(super) const fn bitext(self, read: ReadBitext) -> Self {
        Self { bitext: Ok(read), ..self }
    }

    /// With the reason for which no bitext is read from it.
    pub(super) const fn no_bitext(self, why: &'static str) -> Self {
        Self { bitext: Err(why), ..self }
    }

    /// With the sign by which a bitext is recognised when its name says nothing.
    pub(super) const fn begins(self, begins: fn(&str) -> bool) -> Self {
        Self { begins, ..self }
    }

    /// With a writer.
    pub(super) const fn write(self, help: &'static str, extensions: &'static [&'static str], files: Files) -> Self {
        Self { writing: Some(Writing { help, extensions, names_languages: false, refuses: |_| None, files }), ..self }
    }

    /// With a writer (the one that was given) of files that must name the languages of the texts.
    pub(super) const fn names_languages(self) -> Self {
        match self.writing {
            Some(writing) => Self { writing: Some(Writing { names_languages: true, ..writing }), ..self },
            None => self,
        }
    }

    /// With a writer (the one that was given) that wants something of the source text: why it cannot be written, as the beginning of a sentence.
    pub(super) const fn refuses(self, refuses: fn(&Document) -> Option<&'static str>) -> Self {
        match self.writing {
            Some(writing) => Self { writing: Some(Writing { refuses, ..writing }), ..self },
            None => self,
        }
    }

    /// With the rules for its files.
    pub(super) const fn check(self, check: Check) -> Self {
        Self { check: Some(check), ..self }
    }

    /// What names of its files end in where it names them itself; `None` if they end in their languages, or none are written.
    pub fn extension(&self) -> Option<&'static str> {
        self.writing?.extensions.first().copied().filter(|extension| !extension.is_empty())
    }

    /// How many files a bitext becomes, and so has no place on standard output: `two files`; `None` if it is one.
    pub fn several_files(&self) -> Option<&'static str> {
        match self.writing?.files {
            Files::Text(_) | Files::Binary(_) => None,
            Files::Sides(_) => Some("two files"),
            Files::Linked { .. } => Some("three files"),
        }
    }

    /// Makes sure that it can be written of a source text.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it cannot.
    pub fn fits(&self, source: &Document) -> Result<()> {
        match self.writing.and_then(|writing| (writing.refuses)(source)) {
            Some(why) => Err(unusable(source.path(), why, "write another format")),
            None => Ok(()),
        }
    }

    /// Whether its file is not text, and so nothing for a terminal.
    pub fn is_binary(&self) -> bool {
        self.writing.is_some_and(|writing| matches!(writing.files, Files::Binary(_)))
    }
}

impl Reading {
    /// A format that is recognised by this sign.
    pub(super) const fn new(
        help: &'static str,
        described: &'static str,
        extensions: &'static [&'static str],
        sign: Sign,
        read: fn(File<'_>) -> Result<Document>,
    ) -> Self {
        Self { help, described, extensions, alias: None, sign, is_bilingual: false, read }
    }

    /// With another name on the command line.
    pub(super) const fn alias(self, alias: &'static str) -> Self {
        Self { alias: Some(alias), ..self }
    }

    /// Of a text and its translation.
    pub(super) const fn bilingual(self) -> Self {
        Self { is_bilingual: true, ..self }
    }
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl PartialEq for Descriptor {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Descriptor {}

impl Hash for Descriptor {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// The format of this name.
pub fn named(name: &str) -> Option<Format> {
    ALL.iter().copied().find(|format| format.name == name)
}

/// The format of this name on the command line.
pub fn named_or_alias(name: &str) -> Option<Format> {
    named(name).or_else(|| read().find(|(_, reading)| reading.alias == Some(name)).map(|(format, _)| format))
}

/// The formats from which texts are read.
pub fn read() -> impl Iterator<Item = (Format, Reading)> {
    ALL.iter().filter_map(|&format| Some((format, format.reading?)))
}

/// The formats to which bitexts are written.
pub fn written() -> impl Iterator<Item = (Format, Writing)> {
    ALL.iter().filter_map(|&format| Some((format, format.writing?)))
}

/// The format of a file to be written, by its name: by its extension; two language codes (`corpus.en-fr`) ask for Moses.
pub fn asked_by(path: &Path) -> Option<Format> {
    let extension = path.extension()?.to_str().filter(|extension| !extension.is_empty())?.to_ascii_lowercase();
    let found = written().find(|(_, writing)| writing.extensions.contains(&extension.as_str()));
    found.map(|(format, _)| format).or_else(|| super::moses::languages(path).map(|_| &super::moses::FORMAT))
}
