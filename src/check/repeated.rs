//! A word that stands twice in a row in the target, while nothing does in the source.

use super::{Finding, Row, Rule};

/// What languages rightly say twice: French and German pronouns and articles, English auxiliaries.
const RIGHTLY: [&str; 14] = ["nous", "vous", "had", "that", "die", "der", "das", "sie", "no", "non", "so", "bla", "très", "si"];

/// A finding for the first such word.
pub(super) fn findings(pair: &Row) -> Option<Finding> {
    if twice(&pair.source).is_some() {
        return None;
    }
    let word = twice(&pair.target).filter(|word| !RIGHTLY.contains(&word.as_str()))?;
    Some(pair.finding(Rule::Repeated, format!("“{word} {word}” stands twice in a row")))
}

fn twice(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let neighbours = words.iter().zip(words.iter().skip(1));
    neighbours
        .map(|(one, other)| (*one, other.trim_end_matches(|c: char| !c.is_alphanumeric())))
        .find(|(one, other)| one.chars().count() > 1 && one.chars().all(char::is_alphabetic) && one.to_lowercase() == other.to_lowercase())
        .map(|(one, _)| one.to_lowercase())
}
