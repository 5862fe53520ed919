//! Finds boilerplate on a web page: menus, buttons, cookie notices, share bars.
//!
//! Nothing is a certain sign. Elements (`nav`, `button`) and roles made for it are believed; names of classes are believed as long as they
//! do not take most of the page, because `with-sidebar` may be the class of everything. A list of nothing but links is a menu unless the
//! page calls it part of its main content.

use std::ops::Range;

use html5ever::tokenizer::Tag;

/// Why a block is taken for boilerplate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::formats) enum Why {
    /// By the class or id of an element around it.
    Name,
    /// By an element or a role made for it.
    Element,
}

/// Words of classes and ids. The first or last word of a class decides: `cookie-banner`, `article-share`.
const NAMES: [&str; 42] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "advertising",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "consent",
    "cookie",
    "cookiebar",
    "cookiebanner",
    "cookies",
    "footer",
    "gdpr",
    "login",
    "masthead",
    "menu",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "pager",
    "pagination",
    "popup",
    "promo",
    "recommended",
    "related",
    "search",
    "share",
    "sharing",
    "sidebar",
    "signin",
    "signup",
    "skip",
    "social",
    "sponsored",
    "subscribe",
    "subscription",
    "toolbar",
    "widget",
];

/// Beginnings of classes that say something of the page and not of the element.
const ABOUT_THE_PAGE: [&str; 9] = ["with", "has", "no", "without", "is", "not", "js", "page", "layout"];

/// Whether an element is boilerplate, `inside` the main part of the page or not.
pub(in crate::formats) fn judge(tag: &Tag, name: &str, inside: bool) -> Option<Why> {
    match name {
        "nav" | "button" | "menu" | "dialog" | "select" | "option" | "datalist" | "label" | "legend" => return Some(Why::Element),
        "footer" | "aside" | "header" if !inside => return Some(Why::Element),
        "html" | "body" | "main" | "article" | "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "tbody" | "tr" | "td" => {
            return None;
        }
        _ => {}
    }
    match attribute(tag, "role").unwrap_or_default() {
        "navigation" | "banner" | "contentinfo" | "search" | "menu" | "menubar" | "toolbar" | "alertdialog" | "button" => {
            return Some(Why::Element);
        }
        "complementary" if !inside => return Some(Why::Element),
        "main" | "article" => return None,
        _ => {}
    }
    let names = attribute(tag, "class").unwrap_or_default().split_whitespace().chain(attribute(tag, "id"));
    names.into_iter().any(is_boilerplate).then_some(Why::Name)
}

fn is_boilerplate(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    !ABOUT_THE_PAGE.contains(first) && (NAMES.contains(first) || NAMES.contains(last))
}

/// The value of an attribute.
pub(in crate::formats) fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// What the page says of a block.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) struct Seen {
    /// Whether, and why, it was taken for boilerplate.
    pub why: Option<Why>,
    /// Whether it stands in the main part of the page or in an article.
    pub inside: bool,
    /// Whether it is an item of a list, and all of it is a link.
    pub linked: bool,
    /// Its length in bytes.
    pub length: usize,
}

/// Which blocks are boilerplate.
pub(in crate::formats) fn sort_out(blocks: &[Seen]) -> Vec<bool> {
    let sum = |keep: &dyn Fn(&Seen) -> bool| blocks.iter().filter(|seen| keep(seen)).map(|seen| seen.length).sum::<usize>();
    let named = sum(&|seen| seen.why == Some(Why::Name));
    let text = sum(&|seen| seen.why.is_none());
    let threshold = if named > 3 * text { Some(Why::Element) } else { Some(Why::Name) };
    let mut boilerplate: Vec<bool> = blocks.iter().map(|seen| seen.why >= threshold).collect();
    for run in runs(blocks, |seen| seen.linked && !seen.inside) {
        if run.len() >= 3 {
            boilerplate.iter_mut().skip(run.start).take(run.len()).for_each(|boilerplate| *boilerplate = true);
        }
    }
    boilerplate
}

/// The longest runs of blocks of which something is true.
fn runs(blocks: &[Seen], holds: impl Fn(&Seen) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in blocks.iter().enumerate().filter(|(_, seen)| holds(seen)) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::is_boilerplate;

    #[test]
    fn names_of_boilerplate() {
        for name in ["cookie-banner", "article__share", "nav", "SocialLinks-share", "sidebar"] {
            assert!(is_boilerplate(name), "{name}");
        }
        for name in ["with-sidebar", "content", "advantage", "has-nav", "body-text", ""] {
            assert!(!is_boilerplate(name), "{name}");
        }
    }
}
