//! Texts that a spreadsheet would take for formulas, and the apostrophe that keeps it from it.
//!
//! A cell that begins with `=`, `+`, `-` or `@` is a formula to a spreadsheet, and a formula can fetch what it likes or start a program. Quotation
//! marks do not help; an apostrophe before the text does, and is what spreadsheets know themselves. It is put on in writing and taken off in
//! reading, and so is one more where a text has one there already, so that every text comes back as it was.
//!
//! CSV is for spreadsheets, and there every such text gets one ([`begins`]). TSV is what programs read, and half of a novel's replies begin with
//! a dash; an apostrophe before each would spoil it for all that know nothing of this. There it stands only before what a spreadsheet could
//! run ([`runs`]).

/// Whether a text begins as a formula does, to any spreadsheet.
pub(super) fn begins(text: &str) -> bool {
    first(text).is_some()
}

/// Whether a text is a formula that can do something beyond sums: it begins with `=`, or it begins as one and calls a function (`NAME(`), talks
/// to a program (`|`) or refers to another file (`'!`, `]!`).
pub(super) fn runs(text: &str) -> bool {
    let calls = || text.match_indices('(').any(|(at, _)| text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric)));
    first(text)
        .is_some_and(|first| matches!(first, '=' | '＝') || text.contains(['|']) || text.contains("'!") || text.contains("]!") || calls())
}

/// The sign by which a text begins as a formula. Spreadsheets pass over white space, and take the wide signs of Japanese for the others.
fn first(text: &str) -> Option<char> {
    let text = text.trim_start_matches('\'').trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    text.chars().next().filter(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

/// A text that no spreadsheet takes for a formula: `is_one` says whether it would.
pub(super) fn defused(text: String, is_one: fn(&str) -> bool) -> String {
    if is_one(&text) { format!("'{text}") } else { text }
}

/// The text that was defused.
pub(super) fn armed(cell: &str, is_one: fn(&str) -> bool) -> &str {
    cell.strip_prefix('\'').filter(|text| is_one(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_armed_again() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("'=x", "''=x"),
            ("'Tis so.", "'Tis so."),
            ("- Oui.", "'- Oui."),
            ("a=b", "a=b"),
            (" \u{feff}@x", "' \u{feff}@x"),
            ("＝1", "'＝1"),
        ] {
            assert_eq!(defused(text.to_owned(), begins), cell);
            assert_eq!(armed(cell, begins), text);
        }
    }

    #[test]
    fn what_cannot_run_stays_as_it_is_for_programs() {
        for text in ["- Oui.", "-5 °C", "+33 1 23 45", "@someone Yes! (laughs)", "− Non.", "'Tis", "a|b", "-1+1"] {
            assert_eq!(defused(text.to_owned(), runs), text);
            assert_eq!(armed(text, runs), text);
        }
        for text in ["=1", "=HYPERLINK(\"http://x\")", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "-'[x.xlsx]y'!A1", "'=1"]
        {
            let cell = defused(text.to_owned(), runs);
            assert_eq!(cell, format!("'{text}"));
            assert_eq!(armed(&cell, runs), text);
        }
    }
}
