//! Text left in the source language: the same words again, or little but the function words of the source language.
//!
//! Some text rightly stays as it is: code, addresses, quotations, and a source that is not in its own language to begin with (a Latin
//! prayer, a reference to a book).

use super::{Finding, Row, Rule, addresses};
use crate::hash::Set;
use crate::lang::Conventions;
use crate::model::Pair;

/// Fewer words may be the same in both languages: names, titles, numbers.
const FEWEST: usize = 4;
/// Longer quotations are speech, and translated.
const LONGEST: usize = 8;

/// A finding if the target looks like the source language.
pub(super) fn finding(pair: &Row, languages: Pair<&str>) -> Option<Finding> {
    let Pair { source, target } = languages;
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    if base(source) == base(target) {
        return None;
    }
    let (there, here) = (words(&prose(&pair.source)), words(&prose(&pair.target)));
    if here.len() < FEWEST {
        return None;
    }
    let count = |tag: &str, words: &[String]| {
        let conventions = Conventions::of(tag);
        words.iter().filter(|word| conventions.is_function_word(word)).count()
    };
    // In its own language the source has small words, as far as they are known.
    if Conventions::of(source).has_function_words() && count(source, &there) * 8 < there.len() {
        return None;
    }
    let known: Set<&String> = there.iter().collect();
    let same = here.iter().filter(|word| known.contains(word)).count();
    // Names keep their capitals in any language: at least two words must be small.
    let small = prose(&pair.target).split(|c: char| !c.is_alphabetic()).filter(|word| word.starts_with(char::is_lowercase)).count();
    if same * 10 >= here.len() * 8 && small >= 2 {
        return Some(pair.finding(Rule::Untranslated, "the target repeats the source"));
    }
    let (of_source, of_target) = (count(source, &here), count(target, &here));
    let foreign = of_source >= 3 && of_source >= 3 * of_target && of_source * 5 >= here.len();
    foreign.then(|| pair.finding(Rule::Untranslated, "the target is in the language of the source"))
}

/// A text without what is the same in all languages: addresses, and what stands between marks of quotation or code.
fn prose(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    let mut at = 0;
    let mut closers = Closers::default();
    while let Some((before, mark)) = text.get(at..).and_then(|rest| rest.char_indices().find(|(_, mark)| closing(*mark).is_some())) {
        let (open, inside) = (at + before, at + before + mark.len_utf8());
        let head = text.get(at..open).unwrap_or_default();
        prose.push_str(head);
        at = inside;
        let Some((close, end)) = closing(mark).and_then(|closing| Some((closers.next(text, inside, closing)?, closing.len_utf8()))) else {
            continue;
        };
        let (quoted, after) = (text.get(inside..close).unwrap_or_default(), text.get(close + end..).unwrap_or_default());
        // The whole text in quotation marks is speech.
        if !(head.trim_start().is_empty() && after.trim_start().is_empty()) {
            prose.push(' ');
            if quoted.split_whitespace().nth(LONGEST).is_some() {
                prose.push_str(quoted);
            }
            at = close + end;
        }
    }
    prose.push_str(text.get(at..).unwrap_or_default());
    addresses::blank(&prose)
}

/// Where the marks that close a quotation stand next, so that a text of nothing but opening marks is not searched again for each.
#[derive(Default)]
struct Closers(Vec<(char, Option<usize>)>);

impl Closers {
    /// The next such mark from a byte on; bytes ascend from call to call.
    fn next(&mut self, text: &str, from: usize, mark: char) -> Option<usize> {
        let search = || text.get(from..).and_then(|rest| rest.find(mark)).map(|at| from + at);
        match self.0.iter_mut().find(|(of, _)| *of == mark) {
            Some((_, place)) => {
                if place.is_some_and(|place| place < from) {
                    *place = search();
                }
                *place
            }
            None => {
                let place = search();
                self.0.push((mark, place));
                place
            }
        }
    }
}

/// The mark that closes what this one opens.
fn closing(mark: char) -> Option<char> {
    match mark {
        '"' => Some('"'),
        '`' => Some('`'),
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        _ => None,
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic)).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_found(source: &str, target: &str) -> bool {
        let pair = Row { bead: 1, source_ids: vec![0], target_ids: vec![0], source: source.into(), target: target.into() };
        finding(&pair, Pair::new("en", "fr")).is_some()
    }

    #[test]
    fn the_source_again_is_found() {
        assert!(is_found("The museum is closed on Mondays.", "The museum is closed on Mondays."));
        assert!(is_found("\"It is closed on Mondays,\" he said.", "\"It is closed on Mondays\", he said to the woman in the house."));
        assert!(!is_found("The museum is closed on Mondays.", "Le musée est fermé le lundi."));
    }

    #[test]
    fn what_no_language_owns_is_not() {
        for text in [
            "``b`` (:class:`int`) [``unsigned char``]",
            "— @anna, \"How to run a small project\"",
            "Et cum spiritu tuo, dominus vobiscum.",
            "Weber T., Les ports de pêche, Paris, 1998, tome 2.",
        ] {
            assert!(!is_found(text, text), "{text}");
        }
    }
}
