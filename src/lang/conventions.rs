//! What is known of how a language is written: its abbreviations, its ordinals, its function words.
//!
//! The text files of `data/conventions/`, one for each language, are part of the program; [`Conventions::of`] gives those of any BCP 47
//! tag. A language without a file gets what is safe in any language (`und.txt`). They are plain word lists rather than a trained model, so
//! that a user can see why a sentence was not split and fix it by adding a word.

use std::sync::LazyLock;

use crate::hash::{Map, Set};

/// What a full stop after an abbreviation can mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abbreviation {
    /// Never the end of a sentence, whatever follows (`Mr.`, `z. B.`, `т. е.`).
    pub always: bool,
    /// Not the end of a sentence when a number follows (`No. 5`, `Abb. 3`).
    pub before_number: bool,
    /// Within a sentence as often as at its end (`Inc.`, `U.S.`, `гг.`): what follows decides.
    pub may_end: bool,
    /// The end of a sentence whenever a capital follows, although it looks like initials (`и т. д.`).
    pub ends: bool,
}

/// How a language is written, as far as the end of a sentence depends on it.
#[derive(Debug, Default)]
pub struct Conventions {
    abbreviations: Map<&'static str, Abbreviation>,
    function_words: Set<&'static str>,
    ordinals: Ordinals,
}

/// Which ordinal numbers are written as number and full stop, and stand before a word with a capital.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ordinals {
    /// None: a number before a full stop and a capital ends a sentence.
    #[default]
    Without,
    /// Roman ones only (`XIV. Olympijské hry`): after digits the noun is in lower case.
    Roman,
    /// Digits, too (`3. Oktober`, `2. Verdenskrig`).
    Digits,
}

macro_rules! files {
    ($($tag:literal)*) => { &[$(($tag, include_str!(concat!("data/conventions/", $tag, ".txt")))),*] };
}

/// One file of data for each language or group of languages that share a written norm here.
const FILES: &[(&str, &str)] = files!(
    "ar" "be" "bg" "ca" "cs" "da" "de" "el" "en" "es" "et" "eu" "fa" "fi" "fr" "gl" "he" "hi" "hr" "hu" "id" "is" "it" "ko" "lt" "lv" "mk"
    "nl" "no" "pl" "pt" "ro" "ru" "sk" "sl" "sq" "sv" "tr" "uk" "vi"
);

/// What every language gets.
const ANY: &str = include_str!("data/conventions/und.txt");

static READ: LazyLock<Map<&'static str, Conventions>> =
    LazyLock::new(|| FILES.iter().map(|&(tag, file)| (tag, Conventions::read(&[ANY, file]))).collect());

static FALLBACK: LazyLock<Conventions> = LazyLock::new(|| Conventions::read(&[ANY]));

impl Conventions {
    /// The conventions of a language by its BCP 47 tag; those safe in any language if it has none of its own.
    pub fn of(tag: &str) -> &'static Self {
        let language = tag.split('-').next().unwrap_or(tag);
        // Written norms that differ in ways that do not touch the end of a sentence share a file.
        let file = match language {
            "nb" | "nn" => "no",
            "sr" | "bs" | "sh" => "hr",
            "ms" => "id",
            other => other,
        };
        READ.get(file).unwrap_or(&FALLBACK)
    }

    /// The languages that have a file of their own, with their conventions, in a fixed order.
    pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static Self)> {
        FILES.iter().filter_map(|&(tag, _)| READ.get(tag).map(|conventions| (tag, conventions)))
    }

    /// The function words, in no particular order.
    pub(super) fn function_words(&self) -> impl Iterator<Item = &'static str> {
        self.function_words.iter().copied()
    }

    fn read(files: &[&'static str]) -> Self {
        let mut read = Self::default();
        let lines = files.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#'));
        for line in lines {
            let Some((section, words)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { continue };
            for word in words.split_whitespace() {
                match section {
                    "always" => read.abbreviations.entry(word).or_default().always = true,
                    "number" => read.abbreviations.entry(word).or_default().before_number = true,
                    "either" => read.abbreviations.entry(word).or_default().may_end = true,
                    "final" => read.abbreviations.entry(word).or_default().ends = true,
                    "function" => _ = read.function_words.insert(word),
                    "traits" => read.ordinals = if word == "ordinals" { Ordinals::Digits } else { Ordinals::Roman },
                    _ => {}
                }
            }
        }
        read
    }

    /// What a full stop after this word (given without the stop) can mean; all `false` if the word is not an abbreviation. An entry in
    /// lower case also stands for the word with a capital or in capitals (one letter aside, whose capital is an initial); an entry with a capital only for itself.
    pub fn abbreviation(&self, word: &str) -> Abbreviation {
        let found = self.abbreviations.get(word).copied();
        let found = found.or_else(|| {
            let lower = word.to_lowercase();
            // One capital is an initial.
            if lower == word || word.chars().nth(1).is_none() { None } else { self.abbreviations.get(lower.as_str()).copied() }
        });
        found.unwrap_or_default()
    }

    /// Whether this word, given in lower case, is a function word: an article, pronoun, conjunction and the like, which begins a sentence
    /// if it has a capital.
    pub fn is_function_word(&self, lower: &str) -> bool {
        self.function_words.contains(lower)
    }

    /// Whether any function words are known.
    pub fn has_function_words(&self) -> bool {
        !self.function_words.is_empty()
    }

    /// Which ordinals are written with a full stop.
    pub fn ordinals(&self) -> Ordinals {
        self.ordinals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_well_formed() {
        for (tag, file) in FILES.iter().chain([("und", ANY)].iter()) {
            for line in file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
                let section = line.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(section, _)| section);
                assert!(
                    matches!(section, Some("always" | "number" | "either" | "final" | "function" | "traits")),
                    "{tag}: a line without a known section: {line}"
                );
            }
            let conventions = Conventions::read(&[file]);
            for word in conventions.abbreviations.keys() {
                assert!(!word.ends_with('.'), "{tag}: {word} is given without its last stop");
            }
            for word in &conventions.function_words {
                assert_eq!(*word, word.to_lowercase(), "{tag}: function words are given in lower case");
            }
        }
    }

    #[test]
    fn case_of_an_entry_counts() {
        let english = Conventions::of("en-GB");
        assert!(english.abbreviation("Gen").always);
        assert!(!english.abbreviation("gen").always);
        assert!(english.abbreviation("Cf").always);
        assert!(english.abbreviation("FIG").before_number);
        assert!(english.abbreviation("U.S").may_end);
        assert_eq!(english.abbreviation("house"), Abbreviation::default());
    }

    #[test]
    fn norms_are_shared() {
        assert!(std::ptr::eq(Conventions::of("nb"), Conventions::of("no")));
        assert!(std::ptr::eq(Conventions::of("sr-Latn"), Conventions::of("hr")));
        assert!(std::ptr::eq(Conventions::of("tlh"), Conventions::of("und")));
    }
}
