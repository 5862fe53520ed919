//! Chooses the column of a table (CSV, TSV, Excel) that is the text.
//!
//! The user names it, or else a first row that names languages (`en`, `French`) or sides (`source`, `target`).

use std::path::Path;

use crate::error::Result;
use crate::formats::document::{ReadOptions, units};
use crate::formats::formula;
use crate::formats::records::Records;
use crate::lang;
use crate::model::{Document, Side};
use crate::source::unusable;

/// Columns that a message names.
const LISTED: usize = 20;

/// The column that is wanted, and whether the first row is its name.
pub(in crate::formats) fn choose(path: &Path, first: &[String], options: &ReadOptions) -> Result<(usize, bool)> {
    let names: Vec<String> = first.iter().map(|cell| cell.trim().to_lowercase()).collect();
    let list = || {
        let mut list: Vec<String> = first.iter().take(LISTED).map(|cell| cell.trim().chars().take(20).collect()).collect();
        list.extend((first.len() > LISTED).then(|| "…".to_owned()));
        list.join(", ")
    };
    if let Some(column) = &options.column {
        if let Some(at) = names.iter().position(|name| *name == column.to_lowercase()) {
            return Ok((at, true));
        }
        return match column.parse::<usize>() {
            Ok(number) if (1..=first.len()).contains(&number) => Ok((number - 1, is_header(&names))),
            _ => {
                let what = format!("there is no column `{column}` among its {} ({})", first.len(), list());
                Err(unusable(path, &what, "name one with --column, by its name or its number from 1"))
            }
        };
    }
    let is_wanted = |name: &String| match (&options.language, options.which) {
        (Some(wanted), _) => language_of(name).is_some_and(|tag| units::is_language(&tag, wanted)),
        (None, Side::Source) => matches!(name.as_str(), "source" | "source_text" | "src"),
        (None, Side::Target) => matches!(name.as_str(), "target" | "target_text" | "trg" | "tgt"),
    };
    if let Some(at) = names.iter().position(is_wanted) {
        return Ok((at, true));
    }
    let wanted = usize::from(options.which == Side::Target);
    match names.len() {
        0 | 1 => Ok((0, is_header(&names))),
        // A table of two languages and nothing else.
        2 => Ok((wanted, is_header(&names))),
        count => {
            let what = format!("the table has {count} columns ({})", list());
            Err(unusable(path, &what, "say which one with --column, by its name or its number from 1"))
        }
    }
}

/// Whether a first row names its columns.
fn is_header(names: &[String]) -> bool {
    let is_name = |name: &String| language_of(name).is_some() || matches!(name.as_str(), "source" | "target" | "id" | "text");
    !names.is_empty() && names.iter().all(is_name)
}

/// The language that a cell names by its code or its English name.
fn language_of(name: &str) -> Option<String> {
    let by_code = lang::parse(name).filter(|tag| (2..=11).contains(&name.len()) && lang::is_known(tag));
    by_code.or_else(|| {
        const NAMED: [&str; 24] = [
            "en", "fr", "de", "es", "it", "pt", "nl", "ru", "pl", "sv", "da", "fi", "cs", "el", "tr", "ar", "he", "hi", "zh", "ja", "ko",
            "uk", "hu", "ro",
        ];
        NAMED.into_iter().find(|tag| lang::name(tag).is_some_and(|english| english.eq_ignore_ascii_case(name))).map(str::to_owned)
    })
}

/// Reads a column of a CSV or TSV file.
pub(in crate::formats) fn separated(path: &Path, text: &str, tabs: bool, options: &ReadOptions) -> Result<Document> {
    let first_line = text.lines().next().unwrap_or_default();
    let count = |separator: char| first_line.matches(separator).count();
    let separator = match () {
        () if tabs => b'\t',
        () if count(';') > count(',') => b';',
        () => b',',
    };
    // Quotation marks in TSV corpora are plain text.
    let quoting = !tabs || first_line.starts_with('"');
    let mut records = Records::new(path, text, separator, quoting);
    let is_formula = if tabs { formula::runs } else { formula::begins };
    let mut units = Vec::new();
    let mut column = None;
    let mut own = false;
    while let Some((_, record)) = records.next()? {
        let at = match column {
            Some(at) => at,
            None => {
                let (at, named) = choose(path, &record.iter().map(str::to_owned).collect::<Vec<_>>(), options)?;
                column = Some(at);
                own = formula::is_own(record.len(), |column| record.get(column));
                if named {
                    continue;
                }
                at
            }
        };
        let text = record.get(at).unwrap_or_default();
        units.push(if own { formula::armed(text, is_formula) } else { text }.to_owned());
    }
    units::document(path, &units, options.split, options.language.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(csv: &str, column: Option<&str>, which: Side) -> Result<String> {
        let options = ReadOptions { column: column.map(str::to_owned), which, ..ReadOptions::default() };
        Ok(separated(Path::new("f"), csv, false, &options)?.text().to_owned())
    }

    #[test]
    fn columns_by_name_number_and_place() {
        let csv = "id,English,fr\n1,\"One, two.\",Un.\n2,Three.,Deux.\n";
        assert_eq!(read(csv, Some("English"), Side::Source).unwrap(), "One, two.\nThree.\n");
        assert_eq!(read(csv, Some("3"), Side::Source).unwrap(), "Un.\nDeux.\n");
        assert_eq!(read("a;b\nc;d\n", None, Side::Target).unwrap(), "b\nd\n");
        let refused = read(csv, None, Side::Source).unwrap_err().to_string();
        assert!(refused.contains("3 columns (id, English, fr)") && refused.contains("--column"), "{refused}");
        assert!(read(csv, Some("5"), Side::Source).is_err());
        let wide = read(&format!("{}\n", ["a"; 30].join(",")), None, Side::Source).unwrap_err().to_string();
        assert!(wide.contains("30 columns (a, ") && wide.contains(", a, …)") && wide.len() < 300, "{wide}");
    }
}
