//! The same source translated in two ways, case and outer punctuation aside.

use std::collections::BTreeMap;

use super::{Finding, Row, Rule};

/// Fewer words may well be translated after their context: `Yes.`, `Chapter`.
const FEWEST: usize = 3;

/// A finding at every pair whose translation is not that of the first with the same source.
pub(super) fn findings(pairs: &[Row]) -> Vec<Finding> {
    let mut first: BTreeMap<String, &Row> = BTreeMap::new();
    let mut findings = Vec::new();
    for pair in pairs {
        let source = folded(&pair.source);
        if source.split(' ').count() < FEWEST {
            continue;
        }
        let before = first.entry(source).or_insert(pair);
        if folded(&before.target) != folded(&pair.target) {
            let what = format!("bead {} translates the same source as “{}”", before.bead, before.target);
            findings.push(pair.finding(Rule::Inconsistent, what));
        }
    }
    findings
}

fn folded(text: &str) -> String {
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
