//! Translation QA: what looks wrong in a bitext, and why a tool would refuse a file ([`form`](mod@form)).
//!
//! It works without a model: every rule compares what can be compared without knowing the languages well (numbers, names that both texts
//! share, addresses, placeholders, lengths) and is silent where it cannot tell, because nobody reads a report full of false alarms. Each
//! rule is a file and looks at one pair at a time, or at all of them where it must learn what is usual in this text.

use serde::Serialize;

use self::lengths::Finds as _;
pub use crate::formats::faults as form;
use crate::formats::output::{Bitext, Remark};
use crate::hash::Map;
use crate::model::{BeadKind, Pair};

mod addresses;
mod consistency;
mod counterparts;
mod lengths;
mod measures;
mod names;
mod placeholders;
mod quantities;
mod repeated;
mod spelled;
mod untranslated;
mod values;

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// Source sentences without a translation.
    Omitted,
    /// Target sentences that translate nothing.
    Added,
    /// A number, time or date that differs.
    Number,
    /// A name that differs, or two that changed places.
    Name,
    /// A web or e-mail address that differs.
    Address,
    /// A placeholder, tag or entity that differs.
    Placeholder,
    /// A text left in the source language.
    Untranslated,
    /// A length that is unusual in this text.
    Length,
    /// A source that is translated in two ways.
    Inconsistent,
    /// A word that stands twice in a row.
    Repeated,
}

impl Rule {
    /// The word written to reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Omitted => "omitted",
            Self::Added => "added",
            Self::Number => "number",
            Self::Name => "name",
            Self::Address => "address",
            Self::Placeholder => "placeholder",
            Self::Untranslated => "untranslated",
            Self::Length => "length",
            Self::Inconsistent => "inconsistent",
            Self::Repeated => "repeated",
        }
    }
}

/// Something that looks wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What it is about.
    pub rule: Rule,
    /// Number of the bead, from 1.
    pub bead: usize,
    /// Ids of its source sentences, from 0.
    pub source_ids: Vec<usize>,
    /// Ids of its target sentences, from 0.
    pub target_ids: Vec<usize>,
    /// What was found, as a clause.
    pub what: String,
    /// The source text.
    pub source_text: String,
    /// The target text.
    pub target_text: String,
}

impl Finding {
    /// The same as a remark at its bead, for a page.
    pub fn remark(&self) -> Remark {
        Remark { bead: Some(self.bead), subject: self.rule.as_str().to_owned(), what: self.what.clone() }
    }
}

/// A bead with its texts, as the rules see it.
#[derive(Debug)]
struct Row {
    bead: usize,
    source_ids: Vec<usize>,
    target_ids: Vec<usize>,
    source: String,
    target: String,
}

impl Row {
    fn finding(&self, rule: Rule, what: impl Into<String>) -> Finding {
        Finding {
            rule,
            bead: self.bead,
            source_ids: self.source_ids.clone(),
            target_ids: self.target_ids.clone(),
            what: what.into(),
            source_text: self.source.clone(),
            target_text: self.target.clone(),
        }
    }
}

/// Everything that looks wrong, in the order of the beads.
pub fn translation(bitext: &Bitext) -> Vec<Finding> {
    let languages = Pair::new(bitext.source.language(), bitext.target.language());
    let (mut pairs, mut findings) = (Vec::new(), Vec::new());
    for (number, bead) in (1..).zip(bitext.beads()) {
        let pair = Row {
            bead: number,
            source_ids: bead.source.clone(),
            target_ids: bead.target.clone(),
            source: bitext.source_line(bead),
            target: bitext.target_line(bead),
        };
        match bead.kind {
            BeadKind::Omitted => findings.push(pair.finding(Rule::Omitted, "the target has nothing for this")),
            BeadKind::Added => findings.push(pair.finding(Rule::Added, "the source has nothing for this")),
            BeadKind::Match | BeadKind::Moved => pairs.push(pair),
        }
    }
    let names = names::Shared::of(&pairs, languages);
    let usual = lengths::Usual::of(&pairs);
    for pair in &pairs {
        if let Some(finding) = untranslated::finding(pair, languages) {
            // Other rules would find nothing, or everything, in an untranslated text.
            findings.push(finding);
            continue;
        }
        findings.extend(placeholders::findings(pair));
        findings.extend(addresses::findings(pair));
        findings.extend(quantities::findings(pair, languages));
        findings.extend(names.findings(pair));
        findings.extend(usual.finding(pair));
        findings.extend(repeated::findings(pair));
    }
    findings.extend(consistency::findings(&pairs));
    findings.sort_by_key(|finding| (finding.bead, finding.rule));
    findings
}

/// Whether the numbers, times or dates of two texts that translate each other differ, as the rule [`Rule::Number`] has it.
pub fn numbers_differ(source: &str, target: &str, languages: Pair<&str>) -> bool {
    let pair = Row { bead: 0, source_ids: Vec::new(), target_ids: Vec::new(), source: source.to_owned(), target: target.to_owned() };
    quantities::findings(&pair, languages).is_some()
}

/// What stands on one side only: `a, b are missing`, `c is not in the source`, or both.
fn difference(missing: &[String], extra: &[String]) -> Option<String> {
    let verb = |list: &[String], one: &str, many: &str| if list.len() == 1 { one.to_owned() } else { many.to_owned() };
    let missing_part = (!missing.is_empty()).then(|| format!("{} {} missing", missing.join(", "), verb(missing, "is", "are")));
    let extra_part = (!extra.is_empty()).then(|| format!("{} {} not in the source", extra.join(", "), verb(extra, "is", "are")));
    match (missing_part, extra_part) {
        (Some(missing), Some(extra)) => Some(format!("{missing}, {extra}")),
        (missing, extra) => missing.or(extra),
    }
}

/// The members of each list that the other lacks, one for one.
fn apart(source: &[String], target: &[String]) -> (Vec<String>, Vec<String>) {
    let without = |these: &[String], those: &[String]| {
        let mut counts: Map<&str, usize> = Map::default();
        for item in those {
            *counts.entry(item).or_default() += 1;
        }
        // The first ones of those that are equal have met theirs.
        let alone = these.iter().filter(|item| match counts.get_mut(item.as_str()) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
        alone.cloned().collect()
    };
    (without(source, target), without(target, source))
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_are_compared_one_for_one() {
        let list = |items: &str| items.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(super::apart(&list("a b a c a"), &list("d a b b a")), (list("c a"), list("d b")));
    }
}
