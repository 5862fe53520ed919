//! Placeholders (`{0}`, `%s`, `${name}`), tags (`<b>`) and the escapes of their brackets (`&lt;`): a program needs each of them as often as
//! the source has it. Other entities are a way to spell a letter, and `<year>` is for people, who read it in their language.

use super::{Finding, Row, Rule, apart, difference};

/// A finding if the two sides do not hold the same ones.
pub(super) fn findings(pair: &Row) -> Option<Finding> {
    let (missing, extra) = apart(&found(&pair.source), &found(&pair.target));
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

/// What stands between brackets is no longer than this in a placeholder.
const LONGEST: usize = 100;

/// The placeholder that a text begins with, if it does; `before` is the character before it.
fn placeholder(text: &str, before: char) -> Option<&str> {
    match text.chars().next()? {
        '{' => enclosed(text, "{", b'}', |c| !c.is_whitespace()).map(|inner| {
            if text.starts_with("{{") && text.get(inner.len()..).is_some_and(|rest| rest.starts_with('}')) {
                text.get(..inner.len() + 1).unwrap_or(inner)
            } else {
                inner
            }
        }),
        '$' => enclosed(text, "${", b'}', |c| !c.is_whitespace()),
        '<' => enclosed(text, "<", b'>', |_| true).filter(|tag| is_tag(tag)),
        '&' => ["&lt;", "&gt;"].into_iter().find(|entity| text.starts_with(entity)),
        '%' if !before.is_ascii_digit() => conversion(text),
        _ => None,
    }
}

/// Elements without attributes that are recognised by their names: those of running text in HTML, XLIFF and TMX.
const ELEMENTS: &str = " a abbr b bdi big blockquote br center cite code del div em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span \
     strike strong sub sup table td th tr tt u ul var wbr g x bx ex ph it bpt ept hi sc ec pc mrk xliff ";

/// Whether what is in these angle brackets is for a program: an end tag, an empty element, one with attributes, or a known one.
fn is_tag(tag: &str) -> bool {
    let inside = tag.trim_start_matches('<').trim_end_matches('>');
    let name = inside.trim_start_matches('/').trim_end_matches('/').split_whitespace().next().unwrap_or_default();
    let begins = inside.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins || name.contains(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)) {
        return false;
    }
    inside.starts_with('/')
        || inside.ends_with('/')
        || inside.contains('=')
        || ELEMENTS.contains(&format!(" {} ", name.to_ascii_lowercase()))
}

/// `%s`, `%1$d`, `%.2f`, `%(name)s`, and nothing that is a percentage.
fn conversion(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('%')?;
    let rest = match rest.strip_prefix('(') {
        Some(named) => {
            let end = named.bytes().take(LONGEST).position(|byte| byte == b')')?;
            named.get(end + 1..)?
        }
        None => rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '$' | '.' | '-' | '+' | '#')),
    };
    let letter = rest.chars().next().filter(|c| "sdifuxXcegopq@".contains(*c))?;
    let after = rest.strip_prefix(letter)?;
    let ends = !after.starts_with(|c: char| c.is_alphanumeric());
    ends.then(|| text.get(..text.len() - after.len())).flatten()
}

/// From an opening to the next closing, no longer than a placeholder is.
fn enclosed<'a>(text: &'a str, open: &str, close: u8, allowed: impl Fn(char) -> bool) -> Option<&'a str> {
    let inside = text.strip_prefix(open)?;
    let end = inside.bytes().take(LONGEST + 1).position(|byte| byte == close).filter(|&end| end > 0)?;
    let contents = inside.get(..end)?;
    contents.chars().all(allowed).then(|| text.get(..open.len() + end + 1)).flatten()
}

#[cfg(test)]
mod tests {
    use super::found;

    #[test]
    fn placeholders_are_told_from_prose() {
        assert_eq!(
            found("Hi {0}, %s has %1$d of <b>50 %</b> ${x} &lt; %(n)s {{y}} <x id=\"1\"/> </name>"),
            ["{0}", "%s", "%1$d", "<b>", "</b>", "${x}", "&lt;", "%(n)s", "{{y}}", "<x id=\"1\"/>", "</name>"]
        );
        assert_eq!(found("50 % des gens, 5%d'un, a < b > c, {a b}, R&D; 100%, <year>, <your name>, succ&egrave;s"), Vec::<String>::new());
    }
}
