//! Numbers, times and dates that differ.
//!
//! The digits of one side must be on the other in some form: in words, as a time, as a shorter year, in other units, multiplied by a word. Where the
//! number words of a language are not known, a small number may be one of them.

use super::counterparts::Counterparts;
use super::measures::{Conversions, Numbers};
use super::values::{Value, Values, is_known};
use super::{Finding, Row, Rule, addresses, difference, placeholders, spelled};
use crate::hash::Set;
use crate::model::Pair;

/// Whole numbers up to this are often put in words.
const WORDED: f64 = 100.0;

/// Words for numbers that mean something else too: `one`, `neuf` (new), `sei` (you are), `once` and the like are not evidence against a
/// text.
const WORDLESS: [&str; 7] = ["one", "neuf", "six", "sei", "once", "acht", "null"];

/// A finding if a number of one side has no counterpart on the other.
pub(super) fn findings(pair: &Row, languages: Pair<&str>) -> Option<Finding> {
    let values = |text: &str, language: &str| Values::of(&addresses::blank(&placeholders::blank(text, |_| {})), language);
    let (there, here) = (values(&pair.source, languages.source), values(&pair.target, languages.target));
    let (known_there, known_here) = (Counterparts::of(&there), Counterparts::of(&here));
    let (mut missing, mut extra) = (without(&there, &known_here), without(&here, &known_there));
    for (alone, text, language) in [(&mut missing, &pair.target, languages.target), (&mut extra, &pair.source, languages.source)] {
        // Twenty-second and vingt-deux explain 22, and are no findings themselves.
        if !alone.is_empty() {
            let spelled: Set<u32> = spelled::numbers(text, language).into_iter().collect();
            alone.retain(|value| !spelled.contains(&value.form.parse().unwrap_or(u32::MAX)));
        }
    }
    convert(pair, languages, &there, &here, &mut missing, &mut extra);
    drop_inconclusive(&mut missing, &mut extra, languages);
    let shown = |values: Vec<Value>| values.into_iter().map(|value| value.shown).collect::<Vec<_>>();
    let (mut missing, mut extra) = (shown(missing), shown(extra));
    if !there.months.is_empty() && !here.months.is_empty() {
        missing.extend(other_months(&there, &here));
        extra.extend(other_months(&here, &there));
    }
    let (lost, put) = (words(&there, &known_here), words(&here, &known_there));
    if !lost.is_empty() && !put.is_empty() {
        missing.extend(lost);
        extra.extend(put);
    }
    difference(&missing, &extra).map(|what| pair.finding(Rule::Number, what))
}

/// Takes out the numbers whose measures were converted.
fn convert(pair: &Row, languages: Pair<&str>, there: &Values, here: &Values, missing: &mut Vec<Value>, extra: &mut Vec<Value>) {
    let (away, back) = (Conversions::of(&pair.source, languages.source), Conversions::of(&pair.target, languages.target));
    if away.is_empty() && back.is_empty() {
        return;
    }
    let numbers = |values: &Values| Numbers::of(values.digits.iter().map(|value| value.form.as_str()));
    let (numbers_there, numbers_here) = (numbers(there), numbers(here));
    // `800 km/h (497 mph)`: the measure may stand on both sides, and its conversion on one.
    let within = |text: &Conversions, value: &Value, numbers: &Numbers| {
        text.make_one_of(&value.form, numbers) || text.make_of_one_of(numbers, &value.form)
    };
    // A mile, half an inch.
    let one = |text: &Conversions, value: &Value| text.make("1", &value.form) || text.make("0.5", &value.form);
    missing.retain(|value| {
        let converted = away.make_one_of(&value.form, &numbers_here) || back.make_of_one_of(&numbers_here, &value.form);
        !converted && !within(&away, value, &numbers_there) && !one(&back, value)
    });
    extra.retain(|value| {
        let converted = away.make_of_one_of(&numbers_there, &value.form) || back.make_one_of(&value.form, &numbers_there);
        !one(&away, value) && !converted && !within(&back, value, &numbers_here)
    });
}

/// Takes out what proves nothing about the numbers that are left.
fn drop_inconclusive(missing: &mut Vec<Value>, extra: &mut Vec<Value>, languages: Pair<&str>) {
    // Articles and words for a few are one, too.
    if missing.iter().chain(extra.iter()).all(|value| value.form == "1") {
        missing.clear();
        extra.clear();
    }
    // The same digits, put together otherwise: 7.55, 7 and 55.
    let digits = |values: &[Value]| values.iter().flat_map(|value| value.form.chars()).filter(char::is_ascii_digit).collect::<String>();
    if missing.len() != extra.len() && digits(missing) == digits(extra) {
        missing.clear();
        extra.clear();
    }
    let worded =
        |value: &Value| value.form.trim_end_matches(":00").parse::<f64>().is_ok_and(|number| number.fract() == 0.0 && number <= WORDED);
    if extra.is_empty() && !is_known(languages.target) {
        missing.retain(|value| !worded(value));
    }
    if missing.is_empty() && !is_known(languages.source) {
        extra.retain(|value| !worded(value));
    }
}

/// The values in digits of one side that the other does not have in any form.
fn without(these: &Values, those: &Counterparts<'_>) -> Vec<Value> {
    let mut alone: Vec<Value> = these.digits.iter().filter(|value| !those.meet(value)).cloned().collect();
    alone.dedup();
    alone
}

/// The number words of one side that the other has neither in words nor in digits.
fn words(these: &Values, those: &Counterparts<'_>) -> Vec<String> {
    let alone = these.words.iter().filter(|value| value.form != "1" && !WORDLESS.contains(&value.shown.to_lowercase().as_str()));
    alone.filter(|value| !those.may_be(&value.form)).map(|value| value.shown.clone()).collect()
}

/// The months of one side that the other does not name.
fn other_months(these: &Values, those: &Values) -> Vec<String> {
    let named: Set<&str> = those.months.iter().map(|month| month.form.as_str()).collect();
    these.months.iter().filter(|month| !named.contains(month.form.as_str())).map(|month| month.shown.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, target: &str) -> Option<String> {
        let pair = Row { bead: 1, source_ids: vec![0], target_ids: vec![0], source: source.into(), target: target.into() };
        findings(&pair, Pair::new("en", "fr")).map(|finding| finding.what)
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
            ("In the 1930s.", "Dans les années 30."),
            ("It is 300 km (190 miles) away.", "À 300 km de là."),
            ("Winds of 85 mph, 20-foot waves.", "Des vents de 135 km/h, des vagues de 6 mètres."),
            ("It cost £125m.", "Cela a coûté 125 millions."),
            ("At 7.55 they left.", "Ils partirent à 7 heures 55."),
            ("An egg, and another.", "1 œuf et encore un."),
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
