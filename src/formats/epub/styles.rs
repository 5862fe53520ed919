//! Makes of the styles (CSS) of a drawing from a stranger styles that fetch nothing.
//!
//! Programs read CSS each in its own way, so nothing is believed about what a comment, a text or a name is: what is kept holds no rule that fetches
//! (`@`), no escape by which a name is spelled otherwise (`\\`) and no function that is not known, wherever it stands. That is judged declaration
//! by declaration and rule by rule, and only what is not plain is left out.

use std::borrow::Cow;

/// What may stand before a parenthesis; and `url(#…)`.
const FUNCTIONS: [&str; 23] = [
    "calc",
    "hsl",
    "hsla",
    "is",
    "matrix",
    "matrix3d",
    "max",
    "min",
    "not",
    "nth-child",
    "nth-last-child",
    "nth-last-of-type",
    "nth-of-type",
    "rgb",
    "rgba",
    "rotate",
    "scale",
    "scaleX",
    "scaleY",
    "skewX",
    "skewY",
    "translate",
    "where",
];

/// Most references of a sheet, each for one selector; real sheets have some hundred.
const MOST: usize = 100_000;

/// Something that a style refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub id: String,
    /// Whether what is within the element refers to it, too.
    pub is_inherited: bool,
}

/// Which elements a rule may be for, by the last part of its selector.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Of {
    All,
    Id(String),
    Class(String),
    Element(String),
}

/// Whether it is a name that a reference can have.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c))
}

/// What the value of a property refers to, if it is plain.
pub(super) fn value(property: &str, value: &str) -> Option<Vec<Reference>> {
    let property = property.trim().to_ascii_lowercase();
    let is_inherited = ["fill", "stroke", "marker"].iter().any(|inherited| property.starts_with(inherited)) || property.starts_with("--");
    Some(ids(value)?.into_iter().map(|id| Reference { id, is_inherited }).collect())
}

/// The declarations that are plain, if there is one, and what they refer to.
pub(super) fn declarations(text: &str) -> Option<(Cow<'_, str>, Vec<Reference>)> {
    let text = uncommented(text);
    let mut refers = Vec::new();
    let (mut kept, mut all) = (Vec::new(), true);
    for declaration in parts(&text) {
        let property = declaration.split(':').next().unwrap_or_default();
        match value(property, declaration).filter(|_| is_closed(declaration)) {
            Some(more) => {
                refers.extend(more);
                kept.push(declaration);
            }
            None => all = false,
        }
    }
    let is_something = kept.iter().any(|declaration| !declaration.trim().is_empty());
    let kept = kept.join(";");
    is_something.then_some((if all { text } else { Cow::Owned(kept) }, refers))
}

/// A style sheet with what is plain in it, and what it refers to.
pub(super) fn sheet(text: &str) -> (String, Vec<(Of, Reference)>) {
    let (text, mut kept, mut refers) = (uncommented(text), String::new(), Vec::new());
    for rule in rules(&text) {
        if rule.trim().is_empty() {
            kept.push_str(rule);
        }
        let Some((selectors, body)) = rule.strip_suffix('}').and_then(|rule| rule.split_once('{')) else { continue };
        if ids(selectors).is_none_or(|ids| !ids.is_empty()) || body.contains(['{', '}']) || !is_closed(selectors) {
            continue;
        }
        let Some((body, more)) = declarations(body) else { continue };
        let of = if more.is_empty() { Vec::new() } else { of(selectors) };
        if of.len().saturating_mul(more.len()) > MOST - refers.len() {
            continue;
        }
        for of in of {
            refers.extend(more.iter().map(|reference| (of.clone(), reference.clone())));
        }
        kept.push_str(&format!("{selectors}{{{body}}}"));
    }
    (kept, refers)
}

/// The same without comments. They part words, and so does what stands in their place.
fn uncommented(text: &str) -> Cow<'_, str> {
    if !["/*", "<!--", "-->"].iter().any(|sign| text.contains(sign)) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("<!--", " ").replace("-->", " ");
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        plain.push(' ');
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The characters outside quotation marks, and where they stand.
fn bare(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quoted = None;
    let mut escaped = false;
    text.char_indices().filter(move |&(_, c)| {
        let was = quoted;
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '"' | '\'' if quoted.is_none() => quoted = Some(c),
            _ if quoted == Some(c) || c == '\n' => quoted = None,
            _ => {}
        }
        was.is_none()
    })
}

/// Whether its quotation marks and parentheses come in pairs, so that what follows it is read as it is read here.
fn is_closed(text: &str) -> bool {
    let (mut depth, mut marks) = (0_usize, 0_usize);
    for (_, c) in bare(text) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return false,
            ')' | ']' => depth -= 1,
            '"' | '\'' => marks += 1,
            _ => {}
        }
    }
    // Opening marks are bare, closing ones are not.
    depth == 0 && text.matches(['"', '\'']).count() >= 2 * marks
}

/// Declarations, without the semicolons between them.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in bare(text) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => {
                parts.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(from..));
    parts
}

/// Rules, each with its braces or its semicolon, and what stands after the last.
fn rules(text: &str) -> Vec<&str> {
    let (mut rules, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in bare(text) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(c, '}' | ';') {
            rules.extend(text.get(from..=at));
            from = at + 1;
        }
    }
    rules.extend(text.get(from..));
    rules
}

/// Which elements these selectors may be for: more at most, never fewer.
fn of(selectors: &str) -> Vec<Of> {
    if selectors.contains(['(', '[', ':', '"', '\'']) {
        return vec![Of::All];
    }
    let last = |selector: &str| {
        let last = selector.split(|c: char| c.is_ascii_whitespace() || ">+~".contains(c)).rfind(|part| !part.is_empty()).unwrap_or("*");
        let class = last.rsplit_once('.').map(|(_, class)| class);
        match (class, last.strip_prefix('#')) {
            (Some(class), _) if is_name(class) => Of::Class(class.to_owned()),
            (None, Some(id)) if is_name(id) => Of::Id(id.to_owned()),
            // A link has become a group.
            (None, None) if is_name(last) && last != "a" => Of::Element(last.to_owned()),
            _ => Of::All,
        }
    };
    selectors.split(',').map(last).collect()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
}

/// The ids that a text refers to, if it can do nothing else.
fn ids(text: &str) -> Option<Vec<String>> {
    if text.contains(['@', '\\', '<', '&']) {
        return None;
    }
    let mut refers = Vec::new();
    for (at, _) in text.match_indices('(') {
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let name = before.rsplit(|c: char| !is_of_name(c)).next().unwrap_or_default();
        if name.eq_ignore_ascii_case("url") {
            let inside = after.split_once(')')?.0.trim();
            let unquoted = ['"', '\''].iter().find_map(|&mark| inside.strip_prefix(mark)?.strip_suffix(mark));
            let id = unquoted.unwrap_or(inside).strip_prefix('#').filter(|id| is_id(id))?;
            refers.push(id.to_owned());
        } else if !FUNCTIONS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return None;
        }
    }
    Some(refers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_plain_is_left_out() {
        for (text, kept) in [
            ("/* a (b) */.a{fill:red}", " .a{fill:red}"),
            ("@font-face{font-family:x;src:url(http://x)}.a{fill:red}\n", ".a{fill:red}\n"),
            ("@import 'x';@media print{.b{fill:blue}}.a{fill:red}", ".a{fill:red}"),
            (":is(.a,.b){fill:red}", ":is(.a,.b){fill:red}"),
            (".a{fill:var(--c,red);stroke:red}", ".a{stroke:red}"),
            (".a{fill:red;src:image-set('http://x')}.b{fill:evil(x)}.c{fill:blue;}", ".a{fill:red}.c{fill:blue;}"),
            (".a{content:';'}.b{fill:red}", ".a{content:';'}.b{fill:red}"),
            (".a{content:'}'}.b{fill:red}", ".b{fill:red}"),
            (".a{fill:ur/**/l(http://x)}/*", " "),
            (".a{fill:'x\n;stroke:red}.b{fill:blue}", ".a{stroke:red}.b{fill:blue}"),
            (".a{fill:url(http://x", ""),
            ("<!-- .a{fill:red} -->", "  .a{fill:red}  "),
            (".a{.b{fill:red}}", ""),
        ] {
            assert_eq!(sheet(text).0, kept, "{text}");
        }
        assert_eq!(declarations("fill:var(--c,red);stroke:red").unwrap().0, "stroke:red");
        assert_eq!(declarations("fill:url(http://x)"), None);
        assert_eq!(value("fill", "url('\"#a')"), None);
        assert!(value("fill", "url( '#a' )").is_some());
    }

    #[test]
    fn rules_are_for_more_elements_rather_than_fewer() {
        let of = |selectors| of(selectors);
        assert_eq!(of(".a, g > .b.c"), [Of::Class("a".into()), Of::Class("c".into())]);
        assert_eq!(of("g #x,path"), [Of::Id("x".into()), Of::Element("path".into())]);
        assert_eq!(of("a"), [Of::All]);
        assert_eq!(of(".a:not(.b)"), [Of::All]);
        assert_eq!(of("*"), [Of::All]);
        assert_eq!(of("a\u{a0}b"), [Of::All], "one name");
        assert!(value(" FILL", "url(#a)").is_some_and(|refers| refers.iter().all(|reference| reference.is_inherited)));
    }
}
