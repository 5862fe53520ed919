//! The text of a project file: its head and its lines, parsed and written.
//!
//! A head of keys and values, an empty line, a line for each bead, an empty line, a line for each correction. Defaults are not written, so
//! that the head shows what is special about this project. Sentences are byte ranges of the decoded text and not numbers, so that cutting
//! one changes one line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::origin::{self, Origin};
use super::{Lexicon, Project, Status};
use crate::align::Options;
use crate::error::{Error, Result};
use crate::formats;
use crate::formats::document::ReadOptions;
use crate::lang;
use crate::model::{Bead, Pair, Split, Text};

/// What every project file begins with.
pub const MAGIC: &str = "diptych project ";

/// The version of the form that is written here.
const VERSION: &str = "1";

/// A project file, its lines not yet parsed.
#[derive(Debug)]
pub(super) struct Form<'t> {
    pub origins: Pair<Origin>,
    pub options: Options,
    pub lexicons: Vec<Lexicon>,
    pub related: Option<f32>,
    /// Lines of beads and corrections with their numbers, from 1.
    pub lines: Vec<(usize, &'t str)>,
}

pub(super) fn malformed(path: &Path, line: usize, what: impl Into<String>, remedy: impl Into<String>) -> Error {
    Error::malformed(path, line, what, remedy)
}

/// What a side's keys say.
#[derive(Default)]
struct Keys {
    path: Option<PathBuf>,
    sha256: Option<String>,
    text_sha256: Option<String>,
    language: Option<String>,
    read: ReadOptions,
}

/// Reads the head, and finds the lines.
pub(super) fn parse<'t>(path: &Path, contents: &'t str) -> Result<Form<'t>> {
    let contents = contents.strip_prefix('\u{FEFF}').unwrap_or(contents);
    let mut lines = (1..).zip(contents.lines());
    match lines.next().and_then(|(_, first)| first.strip_prefix(MAGIC)).map(str::trim) {
        Some(VERSION) => {}
        Some(version) => {
            let what = format!("this is a project of version {version}, and this diptych knows version {VERSION}");
            return Err(malformed(path, 1, what, "get a newer diptych"));
        }
        None => {
            let what = format!("this is no project: the first line is not `{MAGIC}{VERSION}`");
            return Err(malformed(path, 1, what, "make one with `diptych align SOURCE TARGET -o NAME.diptych`"));
        }
    }
    let mut head = Head::default();
    let mut end = 1;
    for (number, line) in lines.by_ref().take_while(|(_, line)| !line.trim().is_empty()) {
        end = number;
        let Some((key, value)) = line.split_once(':') else {
            let remedy = "write `key: value`, and an empty line before the first bead";
            return Err(malformed(path, number, format!("`{}` is no key with a value", cut(line)), remedy));
        };
        head.set(path, key.trim(), value.trim()).map_err(|(what, remedy)| malformed(path, number, what, remedy))?;
    }
    let Head { mut keys, split, main_content, options, lexicons, related } = head;
    let origins = Pair::try_from_fn(|which| {
        let side = std::mem::take(&mut keys[which]);
        let missing = |key: &str| {
            let remedy = "put the line back, or align the texts into a new project";
            malformed(path, end, format!("the head ends without `{which}{key}`"), remedy)
        };
        Ok::<_, Error>(Origin {
            path: side.path.ok_or_else(|| missing(""))?,
            sha256: side.sha256.ok_or_else(|| missing("-sha256"))?,
            text_sha256: side.text_sha256.ok_or_else(|| missing("-text-sha256"))?,
            language: side.language.ok_or_else(|| missing("-language"))?,
            read: ReadOptions { split, main_content, which, ..side.read },
        })
    })?;
    Ok(Form { origins, options, lexicons, related, lines: lines.filter(|(_, line)| !line.trim().is_empty()).collect() })
}

/// The beginning of something that is quoted in a message.
pub(super) fn cut(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

/// What the head says.
struct Head {
    keys: Pair<Keys>,
    split: Split,
    main_content: bool,
    options: Options,
    lexicons: Vec<Lexicon>,
    related: Option<f32>,
}

impl Default for Head {
    fn default() -> Self {
        let (keys, options, lexicons) = Default::default();
        Self { keys, split: Split::default(), main_content: false, options, lexicons, related: None }
    }
}

/// What is wrong, and what to do.
type Wrong = (String, String);

impl Head {
    fn set(&mut self, path: &Path, key: &str, value: &str) -> Result<(), Wrong> {
        let wrong = |what: &str| (format!("`{key}: {}`: {what}", cut(value)), "correct the value, or take the line out".to_owned());
        let yes = || match value {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(wrong("not yes or no")),
        };
        let number =
            |most: usize| value.parse::<usize>().ok().filter(|&number| number <= most).ok_or_else(|| wrong("not a number in range"));
        let hash = || {
            let digits = Some(value.to_ascii_lowercase()).filter(|v| v.len() == 64 && v.bytes().all(|b| b.is_ascii_hexdigit()));
            digits.ok_or_else(|| wrong("not 64 hexadecimal digits"))
        };
        match key {
            // For people only.
            "program" => {}
            "split" => self.split = splits().find(|(_, name)| *name == value).ok_or_else(|| wrong("not sentences, lines or paragraphs"))?.0,
            "main-content" => self.main_content = yes()?,
            "max-bead" => self.options.max_bead = number(8)?.max(1),
            "rounds" => self.options.rounds = number(5)?,
            "moved" => self.options.moved = yes()?,
            "packs" => self.options.packs = yes()?,
            "lexicon" => self.lexicons.push(Lexicon { path: origin::resolved(value, path), sha256: None }),
            "lexicon-sha256" => self.lexicons.last_mut().ok_or_else(|| wrong("no lexicon before it"))?.sha256 = Some(hash()?),
            "related" => self.related = Some(probability(value).ok_or_else(|| wrong("not a number from 0 to 1"))?),
            _ => {
                let unknown = || {
                    let remedy = "correct its spelling, take it out, or get a newer diptych".to_owned();
                    (format!("`{}` is no key that is known", cut(key)), remedy)
                };
                let (side, rest) = match (key.strip_prefix("source"), key.strip_prefix("target")) {
                    (Some(rest), _) => (&mut self.keys.source, rest),
                    (_, Some(rest)) => (&mut self.keys.target, rest),
                    _ => return Err(unknown()),
                };
                match rest {
                    "" => side.path = Some(origin::resolved(value, path)),
                    "-sha256" => side.sha256 = Some(hash()?),
                    "-text-sha256" => side.text_sha256 = Some(hash()?),
                    "-language" => {
                        let detected = value.strip_suffix(DETECTED);
                        let code = lang::parse(detected.unwrap_or(value).trim()).ok_or_else(|| wrong("not a language code"))?;
                        side.read.language = detected.is_none().then(|| code.clone());
                        side.language = Some(code);
                    }
                    "-from" => {
                        let format = formats::named(value).filter(|format| format.reading.is_some());
                        side.read.from = Some(format.ok_or_else(|| wrong("not a format that is read"))?);
                    }
                    "-encoding" => side.read.encoding = Some(value.to_owned()),
                    "-column" => side.read.column = Some(value.to_owned()),
                    _ => return Err(unknown()),
                }
            }
        }
        Ok(())
    }
}

/// What follows a language that nobody named.
const DETECTED: &str = "(detected)";

fn splits() -> impl Iterator<Item = (Split, &'static str)> {
    [(Split::Sentences, "sentences"), (Split::Lines, "lines"), (Split::Paragraphs, "paragraphs")].into_iter()
}

pub(super) fn probability(value: &str) -> Option<f32> {
    value.parse().ok().filter(|value| (0.0..=1.0).contains(value))
}

/// The file's contents.
pub(super) fn write(project: &Project) -> Result<String> {
    let mut out = format!("{MAGIC}{VERSION}\nprogram: {}\n", env!("CARGO_PKG_VERSION"));
    head(&mut out, project)?;
    out.push('\n');
    for row in &project.state.rows {
        let Bead { source, target, kind, confidence } = &row.bead;
        let (source, target) = (sentences(&project.state.texts.source, source), sentences(&project.state.texts.target, target));
        let status = row.status.as_str();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}\t{}\t{kind}\t{confidence:.4}\t{status}\t{}\t{}", source.0, target.0, source.1, target.1);
    }
    let mut first = true;
    for (side, text) in project.state.texts.as_ref().sides() {
        for (id, wording) in text.corrections() {
            if std::mem::take(&mut first) {
                out.push('\n');
            }
            let range = text.sentences().get(id).map(|sentence| sentence.range.clone()).unwrap_or_default();
            let _ = writeln!(out, "{side}\t{}-{}\t{wording}", range.start, range.end);
        }
    }
    Ok(out)
}

fn head(out: &mut String, project: &Project) -> Result<()> {
    let mut say = |key: &str, value: &str| {
        let _ = writeln!(out, "{key}: {value}");
    };
    for (name, origin) in project.origins.as_ref().sides() {
        say(name.as_str(), &origin::relative(&origin.path, &project.path)?);
        say(&format!("{name}-sha256"), &origin.sha256);
        say(&format!("{name}-text-sha256"), &origin.text_sha256);
        let detected = if origin.read.language.is_some() { String::new() } else { format!(" {DETECTED}") };
        say(&format!("{name}-language"), &format!("{}{detected}", origin.language));
        let read = &origin.read;
        let from = read.from.map(|format| format.name.to_owned());
        for (key, value) in [("from", &from), ("encoding", &read.encoding), ("column", &read.column)] {
            let Some(value) = value else { continue };
            if value.contains(['\n', '\r']) {
                let what = format!("a project cannot hold the {key} `{}`, which has a line break", cut(value));
                return Err(Error::unusable(&origin.path, what, "name it by its number, or rename it"));
            }
            say(&format!("{name}-{key}"), value);
        }
    }
    let (read, default) = (&project.origins.source.read, Options::default());
    let yes = |value: bool| if value { "yes" } else { "no" };
    for (split, name) in splits().filter(|(split, _)| *split == read.split && *split != Split::default()) {
        let _: Split = split;
        say("split", name);
    }
    if read.main_content {
        say("main-content", "yes");
    }
    let Options { max_bead, rounds, moved, packs } = project.options;
    if max_bead != default.max_bead {
        say("max-bead", &max_bead.to_string());
    }
    if rounds != default.rounds {
        say("rounds", &rounds.to_string());
    }
    for (key, value, default) in [("moved", moved, default.moved), ("packs", packs, default.packs)] {
        if value != default {
            say(key, yes(value));
        }
    }
    for Lexicon { path, sha256 } in &project.lexicons {
        say("lexicon", &origin::relative(path, &project.path)?);
        if let Some(sha256) = sha256 {
            say("lexicon-sha256", sha256);
        }
    }
    if let Some(related) = project.related {
        say("related", &format!("{related:.4}"));
    }
    Ok(())
}

/// The ranges and the hashes of some sentences.
fn sentences(text: &Text, ids: &[usize]) -> (String, String) {
    if ids.is_empty() {
        return ("-".to_owned(), "-".to_owned());
    }
    let (mut ranges, mut hashes) = (String::new(), String::new());
    for &id in ids {
        let space = if ranges.is_empty() { "" } else { " " };
        let range = text.sentences().get(id).map(|sentence| sentence.range.clone()).unwrap_or_default();
        let _ = write!(ranges, "{space}{}-{}", range.start, range.end);
        let _ = write!(hashes, "{space}{:08x}", origin::short(text.original(id)));
    }
    (ranges, hashes)
}

/// The status of this name.
pub(super) fn status(word: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|status| status.as_str() == word)
}
