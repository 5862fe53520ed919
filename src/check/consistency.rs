//! The same source translated in two ways, case and outer punctuation aside.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Finding, Row, Rule};

/// Fewer words may well be translated after their context: `Yes.`, `Chapter`.
const FEWEST: usize = 3;

/// At most so many characters of the other translation are shown: a long sentence has a quarter of it.
const SHOWN: usize = 2_000;

/// A finding at every pair whose translation is not that of the first with the same source.
pub(super) fn findings(pairs: &[Row]) -> Vec<Finding> {
    // With its translation as it is compared, so that one of many is not read again for each.
    let mut first: BTreeMap<String, (&Row, String)> = BTreeMap::new();
    let mut findings = Vec::new();
    for pair in pairs {
        let source = folded(&pair.source);
        if source.split(' ').count() < FEWEST {
            continue;
        }
        let target = folded(&pair.target);
        match first.entry(source) {
            Entry::Vacant(place) => _ = place.insert((pair, target)),
            Entry::Occupied(place) => {
                let (before, translation) = place.get();
                if *translation != target {
                    let what = format!("bead {} translates the same source as “{}”", before.bead, shown(&before.target));
                    findings.push(pair.finding(Rule::Inconsistent, what));
                }
            }
        }
    }
    findings
}

/// A translation, cut off if it is so long that nobody reads it again at each pair.
fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

fn folded(text: &str) -> String {
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
