//! Names that differ, without knowing what a name is: words with a capital inside a sentence that both texts have in nearly the same spelling.
//!
//! A name that is missing proves nothing, because languages like pronouns differently. It is a finding if another name stands in its place, or
//! if two names that occur once on each side have changed places.

use std::collections::BTreeSet;

use super::{Finding, Pair, Rule};

/// The names that both texts have, folded.
pub(super) struct Shared {
    names: BTreeSet<String>,
}

impl Shared {
    /// Collects them from pairs that have them on both sides.
    pub fn of(pairs: &[Pair]) -> Self {
        let mut names = BTreeSet::new();
        for pair in pairs {
            let (source, target) = (capitals(&pair.source), capitals(&pair.target));
            for (name, _) in source.iter().filter(|(name, inside)| *inside && name.len() > 2) {
                if target.iter().any(|(other, _)| alike(name, other)) {
                    names.insert(name.clone());
                }
            }
        }
        Self { names }
    }

    /// Names replaced by others, and names that changed places.
    pub fn findings(&self, pair: &Pair) -> Option<Finding> {
        let (source, target) = (capitals(&pair.source), capitals(&pair.target));
        let known = |words: &[(String, bool)]| -> Vec<String> {
            let names = words.iter().filter_map(|(word, _)| self.names.iter().find(|name| *name == word || alike(name, word)));
            names.cloned().collect()
        };
        let (there, here) = (known(&source), known(&target));
        let missing: Vec<&String> = there.iter().filter(|name| !target.iter().any(|(word, _)| alike(name, word))).collect();
        let extra: Vec<&String> = here.iter().filter(|name| !source.iter().any(|(word, _)| alike(name, word))).collect();
        if let (Some(missing), Some(extra)) = (missing.first(), extra.first()) {
            return Some(pair.finding(Rule::Name, format!("{} is missing, {} is not in the source", title(missing), title(extra))));
        }
        if let Some(missing) = missing.first() {
            // Other capitals may be translations of each other (London, Londres): only one too many stands for the name.
            let odd = |words: &[(String, bool)], others: &[(String, bool)]| -> Vec<String> {
                let inside = words.iter().filter(|(word, inside)| *inside && !self.names.contains(word));
                inside.filter(|(word, _)| !others.iter().any(|(other, _)| alike(word, other))).map(|(word, _)| word.clone()).collect()
            };
            let (other, instead) = (odd(&source, &target), odd(&target, &source));
            if let Some(instead) = instead.first().filter(|_| instead.len() > other.len()) {
                return Some(pair.finding(Rule::Name, format!("{} is missing, {} is not in the source", title(missing), title(instead))));
            }
        }
        swapped(&there, &here)
            .filter(|(one, other)| are_apart(&pair.source, one, other))
            .map(|(one, other)| pair.finding(Rule::Name, format!("{} and {} changed places", title(one), title(other))))
    }
}

/// Two names that stand once on each side, next to each other among the names, in opposite order.
fn swapped<'a>(there: &'a [String], here: &[String]) -> Option<(&'a String, &'a String)> {
    if there.len() != here.len() || there.len() < 2 {
        return None;
    }
    let once = |names: &[String], name: &String| names.iter().filter(|other| *other == name).count() == 1;
    if !there.iter().all(|name| once(there, name) && once(here, name)) {
        return None;
    }
    let place = |name: &String| here.iter().position(|other| other == name);
    there.iter().zip(there.iter().skip(1)).find(|(one, other)| place(one) > place(other))
}

/// Whether a small word stands between two names: without one they are parts of one name, which languages build in different orders.
fn are_apart(text: &str, one: &str, other: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is = |word: &str, name: &str| alike(&any_ascii::any_ascii(word).to_lowercase(), name);
    let between = words.skip_while(|word| !is(word, one)).skip(1).take_while(|word| !is(word, other));
    between.into_iter().any(|word| word.starts_with(char::is_lowercase))
}

/// Words with a capital, folded to small Latin letters, and whether they stand inside a sentence, not at its beginning.
fn capitals(text: &str) -> Vec<(String, bool)> {
    let mut capitals = Vec::new();
    let mut inside = false;
    for token in text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’' | '-')) {
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() {
            inside &= !token.contains(['—', '–', '"', '“', '«', '»']);
            continue;
        }
        let quoted = token.starts_with(['"', '“', '«', '„', '(', '¿', '¡', '—']);
        if word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase) {
            capitals.push((any_ascii::any_ascii(word).to_lowercase(), inside && !quoted));
        }
        inside = !token.trim_end_matches(['"', '”', '»', ')']).ends_with(['.', '!', '?', ':', '…']);
    }
    capitals
}

/// Whether two spellings are of one name: Putin, Poutine; Assad, Asad.
fn alike(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.first() != other.first() {
        return false;
    }
    // France, Français; Roma, Romano: the name and what is made of it.
    if one.iter().zip(&other).take_while(|(a, b)| a == b).count() >= 5 {
        return true;
    }
    let most = one.len().max(other.len()) / 3;
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let mut before = at;
        let mut left = at + 1;
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
        for (slot, b) in row.iter_mut().skip(1).zip(&other) {
            let cost = (before + usize::from(a != b)).min(left + 1).min(*slot + 1);
            (before, left) = (*slot, cost);
            *slot = cost;
        }
    }
    row.last().is_some_and(|&distance| distance <= most)
}

fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        for (one, other, same) in
            [("putin", "poutine", true), ("paul", "pauline", false), ("anna", "anne", true), ("london", "londres", false)]
        {
            assert_eq!(alike(one, other), same, "{one} {other}");
        }
    }
}
