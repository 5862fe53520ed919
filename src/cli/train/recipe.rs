//! A recipe: which files teach which pack, with what weight and under which licence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::lang;
use crate::lexicon::train::Size;
use crate::lexicon::train::files::Form;
use crate::source::{Budget, bytes, charset};
use crate::terminal;
use anyhow::{Context, bail};
use serde::Deserialize;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recipe {
    /// Licence of the packs.
    pub licence: String,
    /// Where the sources lie, from the recipe's own folder.
    root: PathBuf,
    /// The language that all packs have in common.
    pub language: String,
    /// The languages of each folder that packs are put into; without any, all go into one.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    #[serde(rename = "tier")]
    pub tiers: Vec<Tier>,
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
}

/// Languages whose packs are of one size.
#[derive(Debug, Deserialize)]
pub(super) struct Tier {
    pub languages: Vec<String>,
    #[serde(flatten)]
    pub size: Size,
}

/// A body of text, in any number of languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub name: String,
    pub licence: String,
    #[serde(default = "one")]
    pub weight: f32,
    /// Whether it is word pairs.
    #[serde(default)]
    pub dictionary: bool,
    /// Path from the root; `*` stands for the code of the language, or for anything if `language` is given.
    path: String,
    /// For files aligned line by line: the path of the English text.
    english: Option<String>,
    /// Columns of the English and of the other text, from 0.
    #[serde(default = "first_two")]
    columns: [usize; 2],
    /// The language, where the path does not say it.
    language: Option<String>,
    /// Both languages, where neither is the one that all packs have in common: the first of the pack that is written `de-fr` among the
    /// languages is that of the first column.
    pair: Option<String>,
    /// Codes, as the path has them, of files that are left out.
    #[serde(default)]
    except: Vec<String>,
}

fn one() -> f32 {
    1.0
}

fn first_two() -> [usize; 2] {
    [0, 1]
}

impl Recipe {
    /// Reads a recipe. `root` stands for the one that it names.
    pub fn read(path: &Path, root: Option<&Path>) -> anyhow::Result<Self> {
        let text = charset::utf8_only(path, bytes::file(path, Budget::Settings)?, "not valid UTF-8", "save the recipe as UTF-8")?;
        let mut recipe: Self = toml::from_str(&text).with_context(|| format!("{}: not a recipe", terminal::name(path)))?;
        recipe.root = root.map_or_else(|| path.parent().unwrap_or(Path::new("")).join(&recipe.root), Path::to_owned);
        if !recipe.root.is_dir() {
            bail!(
                "{}: there is no such folder; `root` in {}, or --root, says where the sources lie",
                terminal::name(&recipe.root),
                terminal::name(path)
            );
        }
        let mut seen = BTreeSet::new();
        for code in recipe.tiers.iter().flat_map(|tier| &tier.languages) {
            if canonical(code).as_deref() != Some(code) || !seen.insert(code) {
                bail!("{}: `{code}` is named twice, or is not the code that stands for its language", terminal::name(path));
            }
        }
        if let Some(group) = recipe.groups.keys().find(|group| !group.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')) {
            bail!("{}: the group `{group}` cannot be a folder; use letters, digits and hyphens", terminal::name(path));
        }
        let grouped: BTreeSet<&String> = recipe.groups.values().flatten().collect();
        if !recipe.groups.is_empty() && (grouped != seen || recipe.groups.values().map(Vec::len).sum::<usize>() != seen.len()) {
            bail!("{}: each language must be in exactly one of the groups", terminal::name(path));
        }
        Ok(recipe)
    }

    /// The folder of a language's pack.
    pub fn group(&self, language: &str) -> Option<&str> {
        self.groups.iter().find(|(_, codes)| codes.iter().any(|code| code == language)).map(|(group, _)| group.as_str())
    }

    /// The files of a source that teach a language, in the order of their names.
    pub fn files(&self, source: &Source, language: &str) -> anyhow::Result<Vec<Form>> {
        if language.contains('-') || source.pair.is_some() {
            let [first, second] = source.columns;
            let form = Form::Columns { path: self.root.join(&source.path), source: first, target: second };
            return Ok(if source.pair.as_deref() == Some(language) { vec![form] } else { Vec::new() });
        }
        let whole = self.root.join(&source.path);
        let (Some(folder), Some(name)) = (whole.parent(), whole.file_name().and_then(|name| name.to_str())) else {
            bail!("{}: not a path", terminal::name(&whole));
        };
        let mut stars = name.split('*');
        let (before, after) = (stars.next().unwrap_or(""), stars.next_back().unwrap_or(""));
        let entries = fs::read_dir(folder).with_context(|| format!("{}: cannot read (source {})", terminal::name(folder), source.name))?;
        let mut found = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let Some(code) = code(name, before, after) else { continue };
            // `tatoeba.*-eng.*.gz`: the second star is the same code.
            if name != whole.file_name().and_then(|name| name.to_str()).unwrap_or("").replace('*', code) {
                continue;
            }
            if source.except.iter().any(|left_out| left_out == code) {
                continue;
            }
            if lang::lexicon(source.language.as_deref().unwrap_or(code)).as_deref() != Some(language) {
                continue;
            }
            found.push(match &source.english {
                Some(english) => Form::Lines { source: self.root.join(english.replace('*', code)), target: path },
                None => Form::Columns { path, source: source.columns[0], target: source.columns[1] },
            });
        }
        found.sort_by_key(|form| format!("{form:?}"));
        Ok(found)
    }
}

/// The code that stands for a language, or the two of a pair.
pub(super) fn canonical(code: &str) -> Option<String> {
    match code.split_once('-').map(|(one, other)| (lang::lexicon(one), lang::lexicon(other))) {
        Some((Some(one), Some(other))) if one.as_str() < other.as_str() && code.len() == one.len() + 1 + other.len() => {
            Some(format!("{one}-{other}"))
        }
        _ => lang::lexicon(code),
    }
}

/// What stands where the first star of the name is.
fn code<'a>(name: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = name.strip_prefix(before)?.strip_suffix(after)?;
    // With two stars, up to the mark that follows the first.
    Some(rest.split_once("-eng.").map_or(rest, |(code, _)| code))
}
