//! XML in, its elements and texts out one after the other, each with its line: what all readers of formats in XML share.
//!
//! Nothing is loaded from elsewhere and no entity is expanded but the five of XML and characters by number, so a file cannot make the reader
//! grow or reach for other files. Names come without their prefix.

use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::Result;
use crate::formats::bitext::malformed;

/// Deeper nesting is refused: no format here has any use for it.
const DEEPEST: usize = 500;

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

const REMEDY: &str = "export the file again, or mend it";

/// Goes through a file from its beginning to its end.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) where it is not well-formed, and whatever `each` returns.
pub(crate) fn walk(path: &Path, text: &str, mut each: impl FnMut(Step) -> Result<()>) -> Result<()> {
    let mut reader = Reader::from_str(text);
    let (mut line, mut counted) = (1, 0);
    let mut open: Vec<String> = Vec::new();
    loop {
        let at = reader.buffer_position() as usize;
        line += text.get(counted..at).map_or(0, |passed| passed.matches('\n').count());
        counted = at;
        let broken = |what: String| malformed(path, line, format!("this is not well-formed XML: {what}"), REMEDY);
        match reader.read_event().map_err(|error| broken(error.to_string()))? {
            Event::Start(tag) => {
                let element = element(&tag, line).ok_or_else(|| broken("an attribute is broken".into()))?;
                open.push(element.name.clone());
                if open.len() > DEEPEST {
                    return Err(malformed(path, line, format!("elements are nested more than {DEEPEST} deep"), REMEDY));
                }
                each(Step::Open(element))?;
            }
            Event::Empty(tag) => {
                let element = element(&tag, line).ok_or_else(|| broken("an attribute is broken".into()))?;
                let name = element.name.clone();
                each(Step::Open(element))?;
                each(Step::Close(name))?;
            }
            Event::End(_) => {
                let name = open.pop().ok_or_else(|| broken("an element ends that did not begin".into()))?;
                each(Step::Close(name))?;
            }
            Event::Text(piece) => each(Step::Text(piece.to_string()))?,
            Event::CData(piece) => each(Step::Text(piece.to_string()))?,
            Event::GeneralRef(entity) => {
                let name = entity.to_string();
                let character = match name.as_str() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => entity.resolve_char_ref().ok().flatten(),
                };
                let character = character.ok_or_else(|| broken(format!("the entity &{name}; is not one of XML's five")))?;
                each(Step::Text(character.to_string()))?;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match open.pop() {
        Some(name) => Err(malformed(path, line, format!("this is not well-formed XML: <{name}> does not end"), REMEDY)),
        None => Ok(()),
    }
}

fn element(tag: &BytesStart, line: usize) -> Option<Element> {
    let local = |name: &str| name.rsplit_once(':').map_or(name, |(_, local)| local).to_owned();
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let value = quick_xml::escape::unescape(&attribute.value).ok()?.into_owned();
        attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    Some(Element { name: local(tag.name().as_ref()), attributes, line })
}
