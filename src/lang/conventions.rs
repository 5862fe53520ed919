//! What is known of how a language is written: its abbreviations, its ordinals, its function words.
//!
//! In go the text files of `data/conventions/`, one a language, read into the binary; out comes one [`Conventions`] for any BCP 47 tag. A
//! language without a file gets what is safe in any language (`und.txt`). They are plain word lists and not a trained model, so that a
//! user can see why a sentence was not split and can mend it with one word.

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

/// One file of data for each language or group of languages that share a written norm here.
const FILES: &[(&str, &str)] = &[
    ("be", include_str!("data/conventions/be.txt")),
    ("bg", include_str!("data/conventions/bg.txt")),
    ("ca", include_str!("data/conventions/ca.txt")),
    ("cs", include_str!("data/conventions/cs.txt")),
    ("da", include_str!("data/conventions/da.txt")),
    ("de", include_str!("data/conventions/de.txt")),
    ("el", include_str!("data/conventions/el.txt")),
    ("en", include_str!("data/conventions/en.txt")),
    ("es", include_str!("data/conventions/es.txt")),
    ("et", include_str!("data/conventions/et.txt")),
    ("eu", include_str!("data/conventions/eu.txt")),
    ("fa", include_str!("data/conventions/fa.txt")),
    ("fi", include_str!("data/conventions/fi.txt")),
    ("fr", include_str!("data/conventions/fr.txt")),
    ("gl", include_str!("data/conventions/gl.txt")),
    ("he", include_str!("data/conventions/he.txt")),
    ("hi", include_str!("data/conventions/hi.txt")),
    ("hr", include_str!("data/conventions/hr.txt")),
    ("hu", include_str!("data/conventions/hu.txt")),
    ("id", include_str!("data/conventions/id.txt")),
    ("is", include_str!("data/conventions/is.txt")),
    ("it", include_str!("data/conventions/it.txt")),
    ("ko", include_str!("data/conventions/ko.txt")),
    ("lt", include_str!("data/conventions/lt.txt")),
    ("lv", include_str!("data/conventions/lv.txt")),
    ("mk", include_str!("data/conventions/mk.txt")),
    ("nl", include_str!("data/conventions/nl.txt")),
    ("no", include_str!("data/conventions/no.txt")),
    ("pl", include_str!("data/conventions/pl.txt")),
    ("pt", include_str!("data/conventions/pt.txt")),
    ("ro", include_str!("data/conventions/ro.txt")),
    ("ru", include_str!("data/conventions/ru.txt")),
    ("sk", include_str!("data/conventions/sk.txt")),
    ("sl", include_str!("data/conventions/sl.txt")),
    ("sq", include_str!("data/conventions/sq.txt")),
    ("sv", include_str!("data/conventions/sv.txt")),
    ("tr", include_str!("data/conventions/tr.txt")),
    ("uk", include_str!("data/conventions/uk.txt")),
    ("vi", include_str!("data/conventions/vi.txt")),
    ("ar", include_str!("data/conventions/ar.txt")),
];

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
