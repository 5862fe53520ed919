//! Placeholders (`{0}`, `%s`, `${name}`), tags (`<b>`) and entities (`&nbsp;`): a program needs each of them as often as the source has it.

use super::{Finding, Pair, Rule, apart, difference};

/// A finding if the two sides do not hold the same ones.
pub(super) fn findings(pair: &Pair) -> Option<Finding> {
    let (missing, extra) = apart(found(&pair.source), found(&pair.target));
    difference(&missing, &extra).map(|what| pair.finding(Rule::Placeholder, what))
}

/// The placeholders of a text, in order.
fn found(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    blank(text, |placeholder| found.push(placeholder.to_owned()));
    found
}

/// The text with spaces in place of its placeholders, each of which is shown to `each`.
pub(super) fn blank(text: &str, mut each: impl FnMut(&str)) -> String {
    let mut plain = String::with_capacity(text.len());
    let (mut at, mut before) = (0, ' ');
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(placeholder) = placeholder(rest, before) {
            each(placeholder);
            plain.push(' ');
            at += placeholder.len();
            before = ' ';
        } else if let Some(character) = rest.chars().next() {
            plain.push(character);
            at += character.len_utf8();
            before = character;
        }
    }
    plain
}

/// The placeholder that a text begins with, if it does; `before` is the character before it.
fn placeholder(text: &str, before: char) -> Option<&str> {
    match text.chars().next()? {
        '{' => enclosed(text, "{", "}", |c| !c.is_whitespace()).map(|inner| {
            if text.starts_with("{{") && text.get(inner.len()..).is_some_and(|rest| rest.starts_with('}')) {
                text.get(..inner.len() + 1).unwrap_or(inner)
            } else {
                inner
            }
        }),
        '$' => enclosed(text, "${", "}", |c| !c.is_whitespace()),
        '<' => enclosed(text, "<", ">", |_| true)
            .filter(|tag| tag.get(1..).is_some_and(|rest| rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()))),
        '&' => enclosed(text, "&", ";", |c| c.is_ascii_alphanumeric() || c == '#').filter(|entity| entity.len() > 3),
        '%' if !before.is_ascii_digit() => conversion(text),
        _ => None,
    }
}

/// `%s`, `%1$d`, `%.2f`, `%(name)s`, and nothing that is a percentage.
fn conversion(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('%')?;
    let rest = match rest.strip_prefix('(') {
        Some(named) => named.split_once(')')?.1,
        None => rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '$' | '.' | '-' | '+' | '#')),
    };
    let letter = rest.chars().next().filter(|c| "sdifuxXcegopq@".contains(*c))?;
    let after = rest.strip_prefix(letter)?;
    let ends = !after.starts_with(|c: char| c.is_alphanumeric());
    ends.then(|| text.get(..text.len() - after.len())).flatten()
}

/// From an opening to the next closing, no longer than a placeholder is.
fn enclosed<'a>(text: &'a str, open: &str, close: &str, allowed: impl Fn(char) -> bool) -> Option<&'a str> {
    let inside = text.strip_prefix(open)?;
    let end = inside.find(close).filter(|&end| (1..=100).contains(&end))?;
    let contents = inside.get(..end)?;
    contents.chars().all(allowed).then(|| text.get(..open.len() + end + close.len())).flatten()
}

#[cfg(test)]
mod tests {
    use super::found;

    #[test]
    fn placeholders_are_told_from_prose() {
        assert_eq!(
            found("Hi {0}, %s has %1$d of <b>50 %</b> ${x} &nbsp; %(n)s {{y}}"),
            ["{0}", "%s", "%1$d", "<b>", "</b>", "${x}", "&nbsp;", "%(n)s", "{{y}}"]
        );
        assert_eq!(found("50 % des gens, 5%d'un, a < b > c, {a b}, R&D; 100%"), Vec::<String>::new());
    }
}
