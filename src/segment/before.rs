//! What stands before a full stop: whether it belongs to an abbreviation, an initial, an ordinal or a list marker rather than to the
//! sentence.
//!
//! Word lists decide where the language has them ([`Conventions`]), shape decides everywhere: a single letter, letters between stops, a
//! number at the beginning of the sentence, a short run of consonants. Where a stop may be either, the next word decides: a function word
//! with a capital begins a sentence ("in the U.S. The", "vitamin C. It"), a name does not ("the U.S. Senate", "J. Smith"). This is the most
//! effective part of Punkt (Kiss and Strunk, 2006), without its training.

use super::after::{Opening, Start, is_label, is_roman};
use super::character::{boundary_up_to, is_unspaced};
use crate::lang::{Abbreviation, Conventions, Ordinals};

/// The longest stretch before a stop that is looked at, in bytes.
const REACH: usize = 64;

/// The word that a stop at `stop` follows: back to white space, brackets or quotes, but at most to `start`, the beginning of the sentence.
pub(super) fn word_before(text: &str, start: usize, stop: usize) -> &str {
    let floor = boundary_up_to(text, stop.saturating_sub(REACH)).max(start);
    let before = text.get(floor..stop).unwrap_or("");
    let edge = |c: char| {
        c.is_whitespace() || matches!(c, '(' | '[' | '{' | '"' | '“' | '„' | '«' | '»' | '‘' | '‚' | '/' | '—' | '–' | '¿' | '¡' | ',')
    };
    let from = before.char_indices().rev().find(|&(_, c)| edge(c)).map_or(0, |(at, c)| at + c.len_utf8());
    before.get(from..).unwrap_or("").trim_start_matches(['\'', '’', '-', '*', '_', '`', '.'])
}

/// Whether the full stop after `word` ends no sentence, given what follows. `before` is the sentence up to the word.
pub(super) fn stop_belongs_to(word: &str, before: &str, opening: &Opening<'_>, conventions: &Conventions) -> bool {
    if word.is_empty() {
        return false;
    }
    let function_word = starts_with_function_word(opening, conventions);
    let first = before.len() < REACH && !before.contains(char::is_alphanumeric);
    // The first item of a list may follow a colon: `Należy: 1. Ustawić kursor`.
    if (first || before.trim_end().ends_with([':', ';'])) && is_list_label(word) {
        return true;
    }
    let elided = word.rsplit(['\'', '’']).next().unwrap_or(word);
    let known = conventions.abbreviation(if elided.len() > 1 { elided } else { word });
    if known.always || known.before_number && before_number(opening, function_word) {
        return true;
    }
    // `т. д.` is looked up as `т.д`.
    let pair = label_before(before).map(|label| format!("{label}.{word}"));
    if known.ends || is_initial(word) && pair.is_some_and(|pair| conventions.abbreviation(&pair).ends) {
        return false;
    }
    if known.may_end {
        return !function_word && matches!(opening.start, Start::Upper | Start::Digit) && (!opening.opened || opening.bracket);
    }
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return number_goes_on(word, before, function_word, opening, conventions);
    }
    if is_initial(word) || is_letters_between_stops(word) {
        return !function_word && (!opening.opened || opening.start == Start::Upper);
    }
    if conventions.ordinals() != Ordinals::Without && is_roman(word) && word.starts_with(char::is_uppercase) {
        return !function_word && !opening.opened;
    }
    known.before_number && opening.start == Start::Digit || looks_shortened(word) && !function_word && opening.start == Start::Upper
}

/// Whether the word after is a function word with a capital.
fn starts_with_function_word(opening: &Opening<'_>, conventions: &Conventions) -> bool {
    if opening.start != Start::Upper && opening.start != Start::Uncased {
        return false;
    }
    let lower = opening.word.to_lowercase().replace('’', "'");
    conventions.is_function_word(&lower) || lower.split_once('\'').is_some_and(|(elided, _)| conventions.is_function_word(elided))
}

/// Whether a sentence ends before a word in lower case: some writers use no capitals, and scanners lose them. What stands before has to be a
/// whole word rather than the beginning of one: abbreviations are short and break off in a consonant.
///
/// `uncapitalised` says that the sentence itself begins in lower case, which makes it likely that the next one does.
pub(super) fn ends_before_lower_case(word: &str, uncapitalised: bool, opening: &Opening<'_>, conventions: &Conventions) -> bool {
    let letters = word.chars().count();
    let vowel = |c: char| "aeiouyáéíóúýàèìòùâêîôûäëïöüãõåæøąęůűőăıаеиоуыэюяёіїєαεηιουωάέήίόύώς".contains(c);
    if opening.opened
        || letters < if uncapitalised { 3 } else { 4 }
        || !word.chars().all(char::is_lowercase)
        || conventions.abbreviation(word) != Abbreviation::default()
    {
        return false;
    }
    uncapitalised || word.ends_with(vowel) || letters >= 6 && conventions.is_function_word(opening.word)
}

/// Whether a number follows, in digits or as a Roman numeral.
fn before_number(opening: &Opening<'_>, function_word: bool) -> bool {
    let roman = is_roman(opening.word) || matches!(opening.word, "I" | "V" | "X");
    matches!(opening.start, Start::Digit | Start::Marker) || roman && !function_word
}

/// `1.`, `iv.`, `a.`, `2.1.`: the label of a list item or section that is the first word of a sentence.
fn is_list_label(word: &str) -> bool {
    let label = |part: &str| is_label(part) && part.chars().all(|c| is_letter(c) || c.is_numeric());
    label(word) || word.len() <= 12 && word.split('.').all(label)
}

fn number_goes_on(word: &str, before: &str, function_word: bool, opening: &Opening<'_>, conventions: &Conventions) -> bool {
    if matches!(opening.start, Start::Digit | Start::Marker | Start::Sign) {
        return word.len() < 4;
    }
    // After `Art.` or `S.` it counts nothing: the stop is the sentence's.
    let cardinal = label_before(before).is_some_and(|label| conventions.abbreviation(label).before_number);
    conventions.ordinals() == Ordinals::Digits && word.len() <= 2 && !cardinal && !function_word && !opening.opened
}

/// The word before the last full stop of `before`, if that stop is the last thing in it.
fn label_before(before: &str) -> Option<&str> {
    before.trim_end().strip_suffix('.').map(|label| word_before(label, 0, label.len()))
}

/// One letter, with or without a combining mark; or a hyphenated pair of them (`J.-P.` is letters between stops, `J-P.` this).
fn is_initial(word: &str) -> bool {
    word.split('-').all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(is_letter) && letters.all(|c| matches!(c, '\u{300}'..='\u{36f}'))
    })
}

/// A letter rather than a syllable or a word: `네.` is a sentence.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_unspaced(c) && !matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// `U.S`, `e.g`, `Ph.D`, `т.е`, `J.-C`: parts of at most three letters between stops.
fn is_letters_between_stops(word: &str) -> bool {
    let short = |part: &str| {
        let part = part.trim_start_matches('-');
        !part.is_empty() && part.chars().count() <= 3 && part.chars().all(is_letter)
    };
    word.len() <= 24 && word.contains('.') && word.split('.').all(short)
}

/// Consonants that end sentences and abbreviate nothing that a capital could follow.
const UNITS: [&str; 12] = ["km", "cm", "mm", "kg", "mg", "ml", "ft", "kb", "hm", "tv", "cd", "pc"];

/// Two to four consonants of the Latin alphabet in lower case or with a capital (`Bldg.`, `vgl.`, `pkt.`) are shortened from something.
/// Words in capitals are not (`BBC.`).
fn looks_shortened(word: &str) -> bool {
    if UNITS.contains(&word) {
        return false;
    }
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return false };
    let consonant = |c: char| c.is_ascii_alphabetic() && !matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut length = 1;
    consonant(first)
        && letters.all(|c| {
            length += 1;
            consonant(c) && c.is_ascii_lowercase()
        })
        && (2..=4).contains(&length)
}
