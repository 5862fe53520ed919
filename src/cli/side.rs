//! Reads and segments a text as it was named on the command line.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use crate::model::{Document, Split, Text};
use crate::project::Origin;
use crate::read;
use crate::{lang, segment};

use super::output;

/// How a text is cut into units, as typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum SplitArg {
    /// Sentences, by the rules of the language
    #[default]
    Sentences,
    /// Every line is a unit, blank ones too: ids are line numbers, from 0
    Lines,
    /// Every paragraph, heading or list item is a unit
    Paragraphs,
}

impl From<SplitArg> for Split {
    fn from(split: SplitArg) -> Self {
        match split {
            SplitArg::Sentences => Self::Sentences,
            SplitArg::Lines => Self::Lines,
            SplitArg::Paragraphs => Self::Paragraphs,
        }
    }
}

/// One of the texts: where it is and what was said of it.
#[derive(Debug)]
pub(super) struct Input {
    /// What it is called in notices: `source`, `target`, `text`.
    pub name: &'static str,
    /// The file, `-` for standard input.
    pub path: PathBuf,
    /// Its language if the user named it.
    pub language: Option<String>,
    /// Its format, its encoding and what is a unit.
    pub read: read::ReadOptions,
}

impl Input {
    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Reads and segments the text.
    pub fn load(&self, quiet: bool) -> anyhow::Result<Text> {
        let document = if self.is_stdin() {
            if io::stdin().is_terminal() && !quiet {
                notice(&format!("{}: reading standard input; end it with Ctrl-D", self.name));
            }
            read::reader(&self.path, io::stdin().lock(), &self.read)?
        } else {
            read::file(&self.path, &self.read)?
        };
        let language = self.language.clone().unwrap_or_else(|| lang::of(&document));
        self.segmented(document, &language, quiet)
    }

    /// The same for a project, which knows its texts by what was read of them.
    pub fn load_for_project(&self, quiet: bool) -> anyhow::Result<(Text, Origin)> {
        let (document, origin) = Origin::read(&self.path, self.language.as_deref(), self.read.clone())?;
        Ok((self.segmented(document, &origin.language, quiet)?, origin))
    }

    fn segmented(&self, document: Document, language: &str, quiet: bool) -> anyhow::Result<Text> {
        let left_out = document.boilerplate().len();
        if left_out > 0 && !quiet {
            let lines = if left_out == 1 { "1 line" } else { &format!("{left_out} lines") };
            notice(&format!("{}: {lines} of navigation, buttons and notices left out", self.name));
        }
        Ok(segment::segment(document, language, self.read.split)?)
    }

    /// What was taken for its language, and how much there is of it.
    pub fn notice(&self, text: &Text) -> String {
        format!("{}: {}", self.name, self.described(text))
    }

    /// `English (en, detected), 15 sentences`.
    fn described(&self, text: &Text) -> String {
        let tag = text.language();
        let how = if self.language.is_some() { "" } else { ", detected" };
        let flag = if self.name == "text" { "--lang".into() } else { format!("--{}-lang", self.name) };
        let language = match lang::name(tag) {
            _ if tag == "und" => format!("language not recognised, so no rules of a language apply (name it with {flag})"),
            Some(name) => format!("{name} ({tag}{how})"),
            None => format!("{tag} (a language unknown to diptych, so no rules of a language apply)"),
        };
        let unit = match (self.read.split, text.len()) {
            (Split::Sentences, 1) => "sentence",
            (Split::Sentences, _) => "sentences",
            (Split::Lines, 1) => "line",
            (Split::Lines, _) => "lines",
            (Split::Paragraphs, 1) => "paragraph",
            (Split::Paragraphs, _) => "paragraphs",
        };
        format!("{language}, {} {unit}", text.len())
    }
}

/// Says something on standard error that is neither data nor an error.
pub(super) fn notice(message: &str) {
    // If standard error is closed there is nowhere to say so.
    let _ = writeln!(anstream::stderr(), "{}", output::message(message));
}

/// Checks a language code as typed.
pub(super) fn language(code: &str) -> Result<String, String> {
    lang::parse(code).ok_or_else(|| "not a language code; use one like en, fra, zh-Hant or pt-BR".to_owned())
}
