//! What a run would read and write, compared as a whole before anything is done: no result takes the place of another, of a part of
//! another, or of a file of the run's own, and what is removed is only what the run would write.
//!
//! A result may be several files, called after the languages of its texts. Where those are found out from the texts, results are held to be
//! one if they could be.

use std::path::Path;
use std::sync::Arc;

use super::common::Pools;
use super::journal::{Entry, Outcome, Stamp};
use super::listed::Passed;
use super::{Pair, Settings, Shard, list};
use crate::error::{Error, Result};
use crate::formats::output::Parts;
use crate::formats::{self, Format, moses};
use crate::hash::Map;
use crate::model;
use crate::source::touched::{folded, ignores_case, place};
use crate::source::{Touched, atomic};

/// Languages that stand for any, in names of files.
const ANY: model::Pair<&str> = model::Pair { source: "x-any-one", target: "x-any-other" };
/// What is shown in their place.
const LEFT_OPEN: &str = "*";
/// What to do about names.
const RENAME: &str = "name the outputs in the third column of a list";

/// A list of pairs that can be run: into which folder, how, and what must not be overwritten.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    pub(super) pairs: &'a [Pair],
    pub(super) settings: &'a Settings,
    pub(super) folder: &'a Path,
    pub(super) shard: Shard,
    pub(super) pools: Option<&'a Pools>,
    pub(super) reads: Arc<Touched>,
    /// What the list holds beside the pairs.
    pub(super) passed: Option<&'a Passed>,
}

impl<'a> Plan<'a> {
    /// Plans a run. `list` is where the pairs come from, which is named in errors; `pooled` is the file of all beads, if one is wanted.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if two results, the pooled file or a file that is read would be in one place.
    pub fn new(
        list: &Path,
        pairs: &'a [Pair],
        settings: &'a Settings,
        folder: &'a Path,
        shard: Shard,
        pooled: Option<&Path>,
    ) -> Result<Self> {
        let mut reads = Touched::default().reading("list", list);
        pairs.iter().flat_map(|pair| [&pair.source, &pair.target]).for_each(|text| reads.reads("text", text));
        settings.lexicons.iter().for_each(|lexicon| reads.reads("lexicon", lexicon));
        for (stem, extension) in list::OWN {
            reads.spares(&folder.join(shard.name(stem, extension)))?;
        }
        let names = Names::of(list, pairs, settings, ignores_case(folder))?;
        if let Some(pooled) = pooled {
            reads.spares(pooled)?;
            names.admit(pooled, folder, pairs)?;
        }
        Ok(Self { pairs, settings, folder, shard, pools: None, reads: Arc::new(reads), passed: None })
    }

    /// The same run with what the list holds beside the pairs, which goes to their rows.
    #[must_use]
    pub fn passing(self, passed: &'a Passed) -> Self {
        Self { passed: Some(passed), ..self }
    }

    /// The same run in which each pair knows what all others have taught.
    #[must_use]
    pub fn taught(&self, pools: &'a Pools) -> Self {
        Self { pools: Some(pools), ..self.clone() }
    }
}

/// The names of all files of all results, in the folder of results.
struct Names<'a> {
    list: &'a Path,
    ignore_case: bool,
    /// Whose they are: the places of the pairs in the list.
    owners: Map<String, usize>,
}

impl<'a> Names<'a> {
    fn of(list: &'a Path, pairs: &[Pair], settings: &Settings, ignore_case: bool) -> Result<Self> {
        let mut names = Self { list, ignore_case, owners: Map::default() };
        // Of the pairs whose languages are found out: their names with the languages left open.
        let mut found_out: Map<String, usize> = Map::default();
        let mut open_names = Vec::with_capacity(pairs.len());
        let is_one_file = settings.format.several_files().is_none();
        for (at, pair) in pairs.iter().enumerate() {
            if list::inside(&names.key(&pair.output)).is_none() {
                return Err(Error::unusable(list, format!("{} cannot be the name of a result", pair.output), RENAME));
            }
            if is_one_file {
                names.take(&pair.output, at)?;
                continue;
            }
            let open = parts(&pair.output, settings.format, ANY);
            let is_open =
                |name: &String| [ANY.source, ANY.target].iter().any(|any| name.ends_with(any) || name.contains(&format!("{any}.")));
            let languages = pair
                .languages
                .as_ref()
                .zip(settings.reading.as_ref())
                .map(|(named, reading)| named.as_deref().or(reading.language.as_deref()));
            match (languages.source, languages.target) {
                (Some(source), Some(target)) => {
                    let known = parts(&pair.output, settings.format, model::Pair::new(source, target));
                    known.iter().try_for_each(|name| names.take(name, at))?;
                    open_names
                        .push((at, known.iter().chain(&open).flat_map(|name| left_open(&names.key(name), settings.format)).collect()));
                }
                _ => {
                    let (open, known): (Vec<String>, Vec<String>) = open.into_iter().partition(is_open);
                    known.iter().try_for_each(|name| names.take(name, at))?;
                    for name in open.iter().map(|name| without_languages(&names.key(name))) {
                        if let Some(other) = found_out.insert(name.clone(), at).filter(|&other| other != at) {
                            return Err(names.clash(other, at, &name));
                        }
                    }
                    open_names.push((at, known.iter().flat_map(|name| left_open(&names.key(name), settings.format)).collect::<Vec<_>>()));
                }
            }
        }
        for (at, name) in open_names.iter().flat_map(|(at, names)| names.iter().map(move |name| (*at, name))) {
            if let Some(&other) = found_out.get(name).filter(|&&other| other != at) {
                return Err(names.clash(other.min(at), other.max(at), name));
            }
        }
        names.no_folders()?;
        Ok(names)
    }

    /// A name as the file system compares it.
    fn key(&self, name: &str) -> String {
        if self.ignore_case { folded(name) } else { name.to_owned() }
    }

    fn take(&mut self, name: &str, at: usize) -> Result<()> {
        match self.owners.insert(self.key(name), at).filter(|&other| other != at) {
            Some(other) => Err(self.clash(other, at, name)),
            None => Ok(()),
        }
    }

    /// No file is also the folder of another.
    fn no_folders(&self) -> Result<()> {
        for (name, &at) in self.owners.iter().filter(|(name, _)| name.contains('/')) {
            for (end, _) in name.match_indices('/') {
                if let Some(&other) = name.get(..end).and_then(|folder| self.owners.get(folder)) {
                    return Err(self.clash(other.min(at), other.max(at), name));
                }
            }
        }
        Ok(())
    }

    fn clash(&self, one: usize, other: usize, name: &str) -> Error {
        Error::unusable(self.list, format!("pairs {} and {} would both be written to {name}", one + 1, other + 1), RENAME)
    }

    /// Makes sure that the pooled file is none of the others, nor a folder of one, nor in a folder that is one.
    fn admit(&self, pooled: &Path, folder: &Path, pairs: &[Pair]) -> Result<()> {
        let Ok(inside) = place(pooled).strip_prefix(place(folder)).map(Path::to_owned) else { return atomic::check(pooled) };
        let name = self.key(&inside.to_string_lossy());
        let another = |what: String| Error::unusable(pooled, what, "choose another name for the pooled file");
        if let Some(at) = self.owners.get(&name) {
            return Err(another(format!("this is the result of pair {}", at + 1)));
        }
        if let Some(at) = pairs.iter().position(|pair| self.key(&pair.output).strip_prefix(&name).is_some_and(|rest| rest.starts_with('/')))
        {
            return Err(another(format!("this is the folder of the result of pair {}", at + 1)));
        }
        if let Some(at) = name.match_indices('/').find_map(|(end, _)| self.owners.get(name.get(..end)?)) {
            return Err(another(format!("its folder is the result of pair {}", at + 1)));
        }
        if list::is_own(&name) {
            return Err(another("this is a file that the run itself keeps".into()));
        }
        Ok(())
    }
}

/// The files of a result, by their names in the folder of results.
pub(super) fn parts(output: &str, format: Format, languages: model::Pair<&str>) -> Vec<String> {
    Parts::new(Path::new(output), format, languages).paths().iter().map(|path| path.to_string_lossy().into_owned()).collect()
}

/// A name of any languages.
fn without_languages(name: &str) -> String {
    name.replace(ANY.target, LEFT_OPEN).replace(ANY.source, LEFT_OPEN)
}

/// What a name would be with its languages left open, if it ends in some: `a.en.xml` of sentences, or `a.en` and `a.en-fr.en` of lines.
fn left_open(name: &str, format: Format) -> Vec<String> {
    let name = without_languages(name);
    if format != &moses::FORMAT {
        let stem = name.strip_suffix(".xml").and_then(|name| name.rsplit_once('.'));
        return stem.map(|(stem, _)| format!("{stem}.{LEFT_OPEN}.xml")).into_iter().collect();
    }
    let Some((stem, _)) = name.rsplit_once('.') else { return Vec::new() };
    let both = stem.rsplit_once('.').filter(|_| moses::languages(Path::new(stem)).is_some());
    let both = both.map(|(stem, _)| format!("{stem}.{LEFT_OPEN}-{LEFT_OPEN}.{LEFT_OPEN}"));
    [format!("{stem}.{LEFT_OPEN}")].into_iter().chain(both).collect()
}

impl Entry {
    /// Whether a run in this format would have written it for this pair. A journal may come from anybody.
    pub(super) fn is_of(&self, pair: &Pair, format: Format) -> bool {
        match &self.outcome {
            Outcome::Failed { .. } => self.files.is_empty(),
            Outcome::Aligned(figures) => {
                let [source, target] = &figures.languages;
                figures.are_sound() && self.names() == parts(&pair.output, format, model::Pair::new(source, target))
            }
        }
    }

    /// The files that it says were written for a pair and that may be removed if they are not written again: those that a run in any format
    /// would have written, while they are still as they were written. Who did not write them cannot know their times.
    pub(super) fn leftovers(&self, pair: &Pair) -> Vec<Stamp> {
        let Outcome::Aligned(figures) = &self.outcome else { return Vec::new() };
        if !figures.are_sound() {
            return Vec::new();
        }
        let [source, target] = &figures.languages;
        let of = |format| parts(&pair.output, format, model::Pair::new(source, target));
        let once: Vec<String> = formats::written().flat_map(|(format, _)| of(format)).collect();
        self.files.iter().filter(|file| once.contains(&file.name)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::corpus::{Limits, Reading};
    use crate::formats::{output, tei, tsv, xces};

    fn settings(format: Format) -> Settings {
        Settings {
            reading: model::Pair::default(),
            options: Default::default(),
            lexicons: Vec::new(),
            limits: Limits::default(),
            format,
            write: output::Settings::default(),
            min_confidence: 0.0,
        }
    }

    /// What is said of pairs with these outputs and languages (`en-fr`, or nothing).
    fn said(format: Format, ignore_case: bool, outputs: &[(&str, &str)]) -> String {
        let pair = |&(output, languages): &(&str, &str)| {
            let languages = languages
                .split_once('-')
                .map_or_else(model::Pair::default, |(source, target)| model::Pair::new(Some(source.into()), Some(target.into())));
            Pair { source: PathBuf::from("a"), target: PathBuf::from("b"), output: output.into(), languages }
        };
        let pairs: Vec<Pair> = outputs.iter().map(pair).collect();
        Names::of(Path::new("list"), &pairs, &settings(format), ignore_case).map_or_else(|error| error.to_string(), |_| String::new())
    }

    #[test]
    fn parts_of_results_are_compared() {
        let moses = &formats::moses::FORMAT;
        for (format, outputs, words) in [
            (&tsv::FORMAT, &[("a", ""), ("a", "")][..], "pairs 1 and 2 would both be written to a;"),
            (&tsv::FORMAT, &[("b", ""), ("a/b", ""), ("a", "")], "pairs 2 and 3 would both be written to a/b"),
            (&xces::FORMAT, &[("a.xces", "en-fr"), ("a.ces", "en-de")], "pairs 1 and 2 would both be written to a.en.xml"),
            (&xces::FORMAT, &[("a.xces", "en-fr"), ("a.fr.xml", "en-fr")], "pairs 1 and 2 would both be written to a.fr.xml"),
            (&xces::FORMAT, &[("a.xces", ""), ("a.ces", "")], "would both be written to a.*.xml"),
            (&tei::FORMAT, &[("a.tei", "en-fr"), ("a.xml", "")], "would both be written to a.*.xml"),
            (&xces::FORMAT, &[("a.xces", ""), ("a.fr.xml", "")], "would both be written to a.*.xml"),
            (moses, &[("a.en-fr", ""), ("a.moses", "en-fr")], "would both be written to a.en-fr.en"),
            (moses, &[("a.en-fr", ""), ("a.moses", "")], "would both be written to a.*-*.*"),
        ] {
            assert!(said(format, false, outputs).contains(words), "{outputs:?}: {}", said(format, false, outputs));
        }
        for (format, outputs) in [
            (&tsv::FORMAT, &[("k.1", ""), ("k.2", ""), ("K.1", ""), ("b/a", ""), ("b/c", "")][..]),
            (&xces::FORMAT, &[("k.1", ""), ("k.2", ""), ("a.en-fr.xces", ""), ("a.en-de.xces", "")]),
            (&xces::FORMAT, &[("a.xces", "en-fr"), ("a.ces", "de-es")]),
            (moses, &[("a", ""), ("a.en-fr", ""), ("a.en-de", ""), ("b.de", ""), ("b.fr", "")]),
        ] {
            assert_eq!(said(format, false, outputs), "", "{outputs:?}");
        }
    }

    #[test]
    fn capitals_are_compared_as_the_file_system_does() {
        let outputs = [("Kapitel", "en-fr"), ("kapitel", "en-fr")];
        assert_eq!(said(&tsv::FORMAT, false, &outputs), "");
        assert!(said(&tsv::FORMAT, true, &outputs).contains("pairs 1 and 2"));
        assert!(said(&xces::FORMAT, true, &[("K.xces", ""), ("k.ces", "")]).contains("k.*.xml"));
        assert!(said(&tsv::FORMAT, true, &[("Results.tsv", "")]).contains("cannot be the name of a result"));
    }

    #[test]
    fn reading_languages_count_where_the_list_names_none() {
        let reading = |language: &str| Reading { language: Some(language.into()), ..Reading::default() };
        let settings = Settings { reading: model::Pair::new(reading("en"), reading("fr")), ..settings(&xces::FORMAT) };
        let pair = |output: &str| Pair { source: "a".into(), target: "b".into(), output: output.into(), languages: model::Pair::default() };
        let pairs = [pair("a.xces"), pair("a.ces")];
        let error = Names::of(Path::new("list"), &pairs, &settings, false).err().unwrap().to_string();
        assert!(error.contains("a.en.xml"), "{error}");
    }
}
