//! Texts that a spreadsheet would take for formulas, and the apostrophe that keeps it from it.
//!
//! A cell that begins with `=`, `+`, `-` or `@` is a formula to a spreadsheet, and a formula can fetch what it likes or start a program. Quotation
//! marks do not help; an apostrophe before the text does, and is what spreadsheets know themselves. It is put on in writing and taken off in
//! reading tables that are ours, and so is one more where a text has one there already, so that every text comes back as it was.
//!
//! CSV is for spreadsheets, and there every such text gets one ([`begins`]). TSV is what programs read, and half of a novel's replies begin with
//! a dash; an apostrophe before each would spoil it for all that know nothing of this. There it stands only before what a spreadsheet could
//! run ([`runs`]).

use crate::formats::csv::COLUMNS;

/// Whether a text begins as a formula does, to any spreadsheet.
pub(super) fn begins(text: &str) -> bool {
    first(text).is_some()
}

/// Whether a text is a formula that can do something beyond sums: it begins with `=`, or it begins as one and calls a function (`NAME(`), talks
/// to a program (`|`) or refers to another file (`'!`, `]sheet!`). Quotation marks around it do not help: in TSV they are part of the text to us,
/// and spreadsheets take them off.
pub(crate) fn runs(text: &str) -> bool {
    let bare = text.trim_start_matches('\'').trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '"'));
    let calls = || {
        text.match_indices('(')
            .any(|(at, _)| matches!((text.get(..at), text.get(at + 1..)), (Some(before), Some(after)) if calls(before, after)))
    };
    let refers = || {
        let files = text.match_indices(']').filter_map(|(at, _)| text.get(at + 1..));
        files.into_iter().any(|sheet| sheet.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.')).starts_with('!'))
    };
    first(bare).is_some_and(|first| matches!(first, '=' | '＝') || text.contains('|') || text.contains("'!") || refers() || calls())
}

/// Whether a parenthesis calls a function. Spreadsheets allow a space before it, as in `- Oui (rires)`; there it calls one if the function stands
/// where one can and is given something it could send: a text, or cells.
fn calls(before: &str, after: &str) -> bool {
    if before.ends_with(char::is_alphanumeric) {
        return true;
    }
    let before = before.trim_end();
    let operator = before.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_')).trim_end();
    let given = after.split(')').next().unwrap_or_default();
    let is_cell = |word: &str| word.contains(|c: char| c.is_ascii_digit()) && word.contains(|c: char| c.is_ascii_alphabetic());
    let cells = || given.contains('$') || given.split(|c: char| !c.is_ascii_alphanumeric()).any(is_cell);
    let columns =
        || given.match_indices(':').any(|(at, _)| given.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric)));
    before.ends_with(char::is_alphanumeric)
        && operator.ends_with(|c: char| "=+-*/^&<>,;(@=＝＋－＠".contains(c))
        && (given.contains(['"', '(']) || cells() || columns())
}

/// The sign by which a text begins as a formula. Spreadsheets pass over white space, and take the wide signs of Japanese for the others.
fn first(text: &str) -> Option<char> {
    let text = text.trim_start_matches('\'').trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    text.chars().next().filter(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

/// Whether these columns are those of a table that we wrote, where apostrophes are ours. In the tables of others they are part of the texts.
pub(super) fn is_own<'c>(width: usize, cell: impl Fn(usize) -> Option<&'c str>) -> bool {
    COLUMNS.iter().all(|name| (0..width).any(|column| cell(column).is_some_and(|text| text.trim() == *name)))
}

/// A text that no spreadsheet takes for a formula: `is_one` says whether it would.
pub(crate) fn defused(text: String, is_one: fn(&str) -> bool) -> String {
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
        for text in [
            "- Oui.",
            "-5 °C",
            "+33 1 23 45",
            "@someone Yes! (laughs)",
            "− Non.",
            "'Tis",
            "a|b",
            "-1+1",
            "\"- Oui.\"",
            "- Oui (rires).",
            "- Fin (1945)",
            "- [rires] Oui !",
        ] {
            assert_eq!(defused(text.to_owned(), runs), text);
            assert_eq!(armed(text, runs), text);
        }
        for text in [
            "=1",
            "=HYPERLINK(\"http://x\")",
            "@SUM(1)",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "-'[x.xlsx]y'!A1",
            "'=1",
            "\"=cmd|' /C calc'!A0\"",
            " \"\"+cmd|x",
            "'\"=1",
            "-WEBSERVICE (\"http://x\")",
            "+2* WEBSERVICE  (F2)",
            "+SUM (A:A)",
            "-[x.xlsx]y!A1",
        ] {
            let cell = defused(text.to_owned(), runs);
            assert_eq!(cell, format!("'{text}"));
            assert_eq!(armed(&cell, runs), text);
        }
    }
}
