//! Numbers, times and dates that differ.

use super::values::{Value, Values};
use super::{Finding, Pair, Rule, addresses, difference, placeholders, spelled};

/// Words for numbers that mean something else too: `one`, `neuf` (new), `sei` (you are), `once` and their like are no evidence against a text.
const WORDLESS: [&str; 7] = ["one", "neuf", "six", "sei", "once", "acht", "null"];

/// A finding if a number of one side has no counterpart on the other.
pub(super) fn findings(pair: &Pair, (source, target): (&str, &str)) -> Option<Finding> {
    let values = |text: &str, language: &str| Values::of(&addresses::blank(&placeholders::blank(text, |_| {})), language);
    let (there, here) = (values(&pair.source, source), values(&pair.target, target));
    let (mut missing, mut extra) = (without(&there, &here), without(&here, &there));
    for (alone, text, language) in [(&mut missing, &pair.target, target), (&mut extra, &pair.source, source)] {
        // Twenty-second and vingt-deux explain 22, and accuse nobody.
        if !alone.is_empty() {
            let spelled = spelled::numbers(text, language);
            alone.retain(|value| !spelled.contains(&value.form.parse().unwrap_or(u32::MAX)));
        }
    }
    let shown = |values: Vec<Value>| values.into_iter().map(|value| value.shown).collect::<Vec<_>>();
    let (mut missing, mut extra) = (shown(missing), shown(extra));
    let months = |values: &Values| values.months.iter().map(|value| value.form.clone()).collect::<Vec<_>>();
    if !there.months.is_empty() && !here.months.is_empty() {
        let other = |value: &&Value, months: Vec<String>| !months.contains(&value.form);
        missing.extend(there.months.iter().filter(|value| other(value, months(&here))).map(|value| value.shown.clone()));
        extra.extend(here.months.iter().filter(|value| other(value, months(&there))).map(|value| value.shown.clone()));
    }
    let (lost, put) = (words(&there, &here), words(&here, &there));
    if !lost.is_empty() && !put.is_empty() {
        missing.extend(lost);
        extra.extend(put);
    }
    difference(&missing, &extra).map(|what| pair.finding(Rule::Number, what))
}

/// The firm values of one side that the other does not have in any form.
fn without(these: &Values, those: &Values) -> Vec<Value> {
    let met = |value: &Value| {
        let others = those.firm.iter().chain(&those.loose).chain(&those.months);
        others.into_iter().any(|other| same(&value.form, &other.form))
    };
    let mut alone: Vec<Value> = these.firm.iter().filter(|value| !met(value)).cloned().collect();
    alone.dedup();
    alone
}

/// The number words of one side that the other has neither in words nor in digits.
fn words(these: &Values, those: &Values) -> Vec<String> {
    let alone = these.loose.iter().filter(|value| value.form != "1" && !WORDLESS.contains(&value.shown.to_lowercase().as_str()));
    let met = |value: &&Value| those.firm.iter().chain(&those.loose).chain(&those.months).any(|other| same(&value.form, &other.form));
    alone.filter(|value| !met(value)).map(|value| value.shown.clone()).collect()
}

/// Whether two values may be one: a time may look like a decimal number (9.30), a full hour may be written without its minutes, and by
/// twelve hours.
fn same(one: &str, other: &str) -> bool {
    let decimal = |form: &str| form.replace(':', ".").trim_end_matches('0').to_owned();
    if one.contains(':') != other.contains(':') && decimal(one) == decimal(other) {
        return true;
    }
    let hour = |form: &str| form.strip_suffix(":00").and_then(|hour| hour.parse::<u32>().ok());
    let plain = |form: &str| form.parse::<u32>().ok();
    let hours =
        |clock: Option<u32>, number: Option<u32>| clock.zip(number).is_some_and(|(clock, number)| clock == number || clock == number + 12);
    one == other || hours(hour(one), plain(other)) || hours(hour(other), plain(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, target: &str) -> Option<String> {
        let pair = Pair { bead: 1, source_ids: vec![0], target_ids: vec![0], source: source.into(), target: target.into() };
        findings(&pair, ("en", "fr")).map(|finding| finding.what)
    }

    #[test]
    fn what_is_equal_is_not_found() {
        for (source, target) in [
            ("It weighs 1,000.5 kg.", "Il pèse 1 000,5 kg."),
            ("At 3 pm on 3 March 2020.", "À 15 h, le 3 mars 2020."),
            ("Twelve men and 7 dogs.", "12 hommes et sept chiens."),
            ("In the 19th century.", "Au XIXe siècle."),
            ("The new house.", "La maison neuf."),
            ("See https://example.org/7 and {0}.", "Voir https://example.org/8 et {1}."),
            ("5 percent, 2 million", "5 %, 2 000 000"),
            ("On the twenty-ninth, at 9.30.", "Le 29, à 9 h 30."),
            ("It took 22 months.", "Cela prit vingt-deux mois."),
        ] {
            assert_eq!(found(source, target), None, "{source}");
        }
    }

    #[test]
    fn what_differs_is_found() {
        for (source, target) in [
            ("It costs 45 euros.", "Il coûte 54 euros."),
            ("On 3 March.", "Le 3 mai."),
            ("At 3 pm.", "À 16 h."),
            ("Three men.", "Quatre hommes."),
            ("In 1998 it rained.", "Il a plu."),
        ] {
            assert!(found(source, target).is_some(), "{source}");
        }
    }
}
