//! Steps through a bitext in XML: [`Xml`] for callers that keep names and attributes and need the line of each element.

use std::path::Path;

use super::xml::{Node, Rules, Xml};
use crate::error::Result;

/// A step through the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// An element begins.
    Open(Element),
    /// Text.
    Text(String),
    /// The element of this name ends.
    Close(String),
}

/// An element's name and attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    /// Its name without prefix.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Line on which it begins, from 1.
    pub line: usize,
}

impl Element {
    /// An attribute by its name as written, prefix included.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(attribute, _)| attribute == name).map(|(_, value)| value.as_str())
    }
}

/// Goes through a file from its beginning to its end.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) where it is not well-formed, and whatever `each` returns.
pub(crate) fn walk(path: &Path, text: &str, mut each: impl FnMut(Step) -> Result<()>) -> Result<()> {
    let mut xml = Xml::with_rules(path, text, Rules::Bitext);
    let (mut line, mut counted) = (1, 0);
    loop {
        each(match xml.next()? {
            Node::Start(element) => {
                line += text.get(counted..xml.begin()).map_or(0, |passed| passed.matches('\n').count());
                counted = xml.begin();
                Step::Open(Element { name: element.name().to_owned(), attributes: element.attributes(), line })
            }
            Node::Text(piece) => Step::Text(piece.into_owned()),
            Node::End(name) => Step::Close(name),
            Node::Eof => return Ok(()),
        })?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_know_their_lines_and_attributes() {
        let mut steps = Vec::new();
        let each = |step| {
            steps.push(step);
            Ok(())
        };
        walk(Path::new("f"), "<a>\n<x:b\n xml:id='&lt;1'>c</x:b></a>", each).unwrap();
        let open = |name: &str, line, attributes: &[(&str, &str)]| {
            let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Step::Open(Element { name: name.into(), attributes, line })
        };
        let text = |text: &str| Step::Text(text.into());
        let close = |name: &str| Step::Close(name.into());
        assert_eq!(steps, [open("a", 1, &[]), text("\n"), open("b", 2, &[("xml:id", "<1")]), text("c"), close("b"), close("a")]);
    }
}
