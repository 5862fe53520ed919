//! Finds out whether some tag of a page has more attributes than any real tag.
//!
//! The tokenizer compares each attribute of a tag with all before it, so a tag with a hundred thousand of them takes minutes. They are
//! counted first.

use crate::source::limits::ATTRIBUTES;

/// Whether some tag has too many attributes.
pub(in crate::formats) fn are_too_many(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let tag = rest.get(at + 1..).unwrap_or_default();
        let raw = ["script", "style"].into_iter().find(|name| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        rest = tag;
        if tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            let (count, after) = count(tag);
            if count > ATTRIBUTES {
                return true;
            }
            rest = after;
        }
        // Scripts compare and hold markup in strings.
        if let Some(name) = raw {
            rest = after_end(rest, name);
        }
    }
    false
}

/// The number of attributes of a tag, and what follows it.
fn count(tag: &str) -> (usize, &str) {
    let (mut count, mut quote, mut before) = (0, None, ' ');
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if before == '=' => quote = Some(c),
            (None, '>') => return (count, tag.get(at + 1..).unwrap_or_default()),
            (None, c) if c.is_ascii_whitespace() || c == '/' => {}
            // A name begins after white space, a slash or a value in quotes.
            (None, '=') => before = '=',
            (None, _) => {
                count += usize::from(before == ' ');
                before = 'a';
            }
        }
        if quote.is_none() && (c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'')) && before != '=' || quote.is_some() {
            before = ' ';
        }
        if count > ATTRIBUTES {
            break;
        }
    }
    (count, "")
}

/// What follows the end tag of this name.
fn after_end<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = rest.get(at + 2..).unwrap_or_default();
        if rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return rest;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted() {
        assert_eq!(count("div class='a b > c' id=\"x\" hidden data-x = y>text").0, 5);
        let many: String = (0..1000).map(|at| format!(" a{at}=1")).collect();
        assert!(are_too_many(&format!("<p>x<div{many}>")));
        assert!(are_too_many(&format!("<p>x<div y='>'{many}")));
        assert!(are_too_many(&format!("<div {}>", many.replace(' ', "/"))));
        assert!(!are_too_many(&format!("<p>a < b{many}</p><script>if (a<b) {{{many}}}</script>")));
        assert!(!are_too_many(&"<p class='a'>x</p>".repeat(1000)));
    }
}
