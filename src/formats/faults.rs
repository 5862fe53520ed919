//! Lists the reasons for which a tool would refuse a file: TMX, XLIFF, XCES and EPUB.
//!
//! The rules are those of the formats' own DTDs and schemas, and beyond them what the tools demand. They are written out here rather than
//! run from the schemas, because a validator says which rule is broken but not what to do.

use std::path::Path;

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::formats::Format;
use crate::formats::bitext::{Stored, text};
use crate::source::limits::FAULTS;
use crate::source::walk::Element;

/// Why a file would be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file, or the part of an EPUB.
    pub file: String,
    /// Line, from 1; 0 if the fault is not in a line.
    pub line: usize,
    /// The element it is about; empty if it is about none.
    pub element: String,
    /// What the rule says.
    pub rule: String,
    /// What to do.
    pub remedy: String,
}

/// The faults of a file, `None` if there are no rules for its format.
///
/// # Errors
/// [`ErrorKind::Io`] if it cannot be read, [`ErrorKind::Undecodable`] if it is not UTF-8.
pub fn faults(path: &Path, format: Format) -> Result<Option<Vec<Fault>>> {
    faults_of(&Stored::file(path), format)
}

/// The same of a file that may be in memory.
///
/// # Errors
/// As [`faults`].
pub fn faults_of(stored: &Stored, format: Format) -> Result<Option<Vec<Fault>>> {
    format.check.map(|check| check(stored)).transpose()
}

/// The faults that a check of the text of a file in XML finds.
pub(super) fn of_text(path: &Stored, check: fn(&mut Faults, &Path, &str) -> Result<()>) -> Result<Vec<Fault>> {
    let text = text(path)?;
    let mut faults = Faults::of(path.to_string_lossy());
    let checked = check(&mut faults, path, &text);
    faults.well_formed(checked)?;
    Ok(faults.list)
}

/// Faults of one file on their way into a list.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub file: String,
    pub list: Vec<Fault>,
}

impl Faults {
    pub fn of(file: impl Into<String>) -> Self {
        Self { file: file.into(), list: Vec::new() }
    }

    /// Adds a fault, if there are not too many already; the last one says that there are more.
    pub fn add(&mut self, line: usize, element: &str, rule: impl Into<String>, remedy: impl Into<String>) {
        let (rule, remedy) = match self.list.len() {
            0..FAULTS => (rule.into(), remedy.into()),
            FAULTS => (format!("there are more than {FAULTS} faults, and no more are listed"), "mend those above first".to_owned()),
            _ => return,
        };
        self.list.push(Fault { file: self.file.clone(), line, element: element.to_owned(), rule, remedy });
    }

    /// A fault of an element.
    pub fn at(&mut self, element: &Element, rule: impl Into<String>, remedy: impl Into<String>) {
        self.add(element.line, &element.name, rule, remedy);
    }

    /// An attribute that must be there.
    pub fn required(&mut self, element: &Element, attributes: &[&str]) {
        for attribute in attributes.iter().filter(|attribute| element.get(attribute).is_none_or(str::is_empty)) {
            self.at(element, format!("<{}> needs the attribute {attribute}", element.name), format!("add {attribute}=\"…\""));
        }
    }

    /// An attribute that, if it is there, has one of a few values.
    pub fn one_of(&mut self, element: &Element, attribute: &str, values: &[&str]) {
        if let Some(value) = element.get(attribute).filter(|value| !values.contains(value)) {
            let values = values.join(", ");
            self.at(element, format!("{attribute} is “{value}”, not one of {values}"), format!("write {attribute} as one of them"));
        }
    }

    /// A file that is not well-formed XML is a finding, and the last one: nothing can be said of what follows.
    pub fn well_formed(&mut self, checked: Result<()>) -> Result<()> {
        match checked {
            Err(Error { kind: ErrorKind::Malformed { line, what, remedy }, .. }) => {
                self.add(line, "", what, remedy);
                Ok(())
            }
            checked => checked,
        }
    }
}

/// Whether a name is made of letters, digits and `.-_:` alone, as XML wants of a name token.
pub(super) fn is_name_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_faults_has_an_end() {
        let mut faults = Faults::of("f");
        (1..20_000).for_each(|line| faults.add(line, "tu", "wrong", "mend it"));
        assert_eq!(faults.list.len(), 10_001);
        assert_eq!(faults.list.last().unwrap().rule, "there are more than 10000 faults, and no more are listed");
    }
}
