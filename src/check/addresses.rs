//! Web and e-mail addresses: the same ones on both sides.

use super::{Finding, Row, Rule, apart, difference};

/// A finding if the two sides do not hold the same ones.
pub(super) fn findings(pair: &Row) -> Option<Finding> {
    let addresses = |text: &str| text.split_whitespace().filter_map(address).map(str::to_owned).collect::<Vec<_>>();
    let (missing, extra) = apart(&addresses(&pair.source), &addresses(&pair.target));
    difference(&missing, &extra).map(|what| pair.finding(Rule::Address, what))
}

/// A text without its addresses.
pub(super) fn blank(text: &str) -> String {
    text.split(' ').map(|word| if address(word).is_some() { "" } else { word }).collect::<Vec<_>>().join(" ")
}

/// The address in a word, without the punctuation around it.
fn address(word: &str) -> Option<&str> {
    let around = |c: char| !c.is_alphanumeric() && !matches!(c, '/' | '=' | '#' | '&' | '%' | '_' | '~' | '-');
    let word = word.trim_matches(around);
    // The mark of a note, or a text without spaces, may stand right before it.
    let scheme = word.find("://").map(|at| word.get(..at).unwrap_or_default());
    let start = scheme.map_or(0, |scheme| scheme.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len());
    let word = word.get(start..).unwrap_or(word);
    let web = word.contains("://") || word.starts_with("www.");
    let mail = word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    (web || mail).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_lose_the_punctuation_around_them() {
        assert_eq!(address("(https://example.org/a?b=1)."), Some("https://example.org/a?b=1"));
        assert_eq!(address("«anna@example.org»,"), Some("anna@example.org"));
        assert_eq!(address("¹http://example.org/a,"), Some("http://example.org/a"));
        assert_eq!(address("@anna"), None);
    }
}
