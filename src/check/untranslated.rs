//! Text left in the source language: the same words again, or little but the small words of the source language.

use super::{Finding, Pair, Rule, addresses};
use crate::hash::Set;
use crate::lang::Conventions;

/// Fewer words may well be the same in both languages: names, titles, numbers.
const FEWEST: usize = 4;

/// A finding if the target looks like the source language.
pub(super) fn finding(pair: &Pair, (source, target): (&str, &str)) -> Option<Finding> {
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    if base(source) == base(target) {
        return None;
    }
    // An address is the same in all languages.
    let (there, here) = (words(&addresses::blank(&pair.source)), words(&addresses::blank(&pair.target)));
    if here.len() < FEWEST {
        return None;
    }
    let known: Set<&String> = there.iter().collect();
    let same = here.iter().filter(|word| known.contains(word)).count();
    // Names keep their capitals in any language: at least two words must be small.
    let small = pair.target.split(|c: char| !c.is_alphabetic()).filter(|word| word.starts_with(char::is_lowercase)).count();
    if same * 10 >= here.len() * 8 && small >= 2 {
        return Some(pair.finding(Rule::Untranslated, "the target repeats the source"));
    }
    let count = |tag: &str| {
        let conventions = Conventions::of(tag);
        here.iter().filter(|word| conventions.is_function_word(word)).count()
    };
    let (of_source, of_target) = (count(source), count(target));
    let foreign = of_source >= 3 && of_source >= 3 * of_target && of_source * 5 >= here.len();
    foreign.then(|| pair.finding(Rule::Untranslated, "the target is in the language of the source"))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic)).map(str::to_lowercase).collect()
}
