//! The only reader of XML: a stream of elements and text, within bounds.
//!
//! Little of XML is needed: elements, attributes, text, the five entities and character references. No other entity is ever expanded, which
//! rules out all entity bombs and inclusions; nothing outside the file is opened. Documents come from people and may be careless
//! ([`Rules::Document`]); bitexts are for tools, and what these would refuse is refused here, too ([`Rules::Bitext`]).

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::limits::{ATTRIBUTES, BITEXT_DEPTH, DOCUMENT_DEPTH, LANGUAGE_BYTES};
use super::{charset, unusable};
use crate::error::{Error, Result};

/// How strictly a file is read, and how its faults are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// A document: entities of HTML and broken attributes are read as they are meant.
    Document,
    /// A bitext: only what is well-formed.
    Bitext,
    /// Text to learn from: as a document, but what names no character says nothing, and a file that was cut off is taken as far as it goes.
    Training,
}

/// The text of an XML file or of a part of an archive, in the encoding it declares.
pub(crate) fn decoded(path: &Path, bytes: Vec<u8>, label: Option<&str>) -> Result<String> {
    let declared = declared_encoding(&bytes);
    let marked = encoding_rs::Encoding::for_bom(&bytes).map(|(encoding, _)| encoding.name());
    // Without a declaration it is UTF-8 or, by its first bytes, UTF-16.
    let utf16 = match bytes.first_chunk::<2>() {
        Some(b"<\0") => Some("utf-16le"),
        Some(b"\0<") => Some("utf-16be"),
        _ => None,
    };
    let label = label.or(marked).or(utf16).or(declared.as_deref()).unwrap_or("utf-8");
    Ok(charset::decode(path, bytes, Some(label))?.0)
}

fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(256))?);
    let declaration = head.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split_once("?>")?.0.to_owned();
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.get(1..)?.split(quote).next()?;
    // Declared in bytes that can be read as ASCII, so it is not that, whatever it says.
    (!label.to_ascii_lowercase().starts_with("utf-16")).then(|| label.to_owned())
}

/// The next node of a file.
#[derive(Debug)]
pub(crate) enum Node<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// An element ends: its name without prefix.
    End(String),
    /// Text, entities resolved.
    Text(Cow<'a, str>),
    /// The file ends.
    Eof,
}

/// The beginning of an element.
#[derive(Debug)]
pub(crate) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name without prefix.
    pub fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute, by its name without prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let found = self.0.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(unescaped(&found.value))
    }

    /// All attributes, by their names as written, prefix included.
    pub fn attributes(&self) -> Vec<(String, String)> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false).flatten().map(|attribute| (attribute.key.as_ref().to_owned(), unescaped(&attribute.value))).collect()
    }

    /// Whether an attribute has this value.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.attribute(name).is_some_and(|found| found == value)
    }
}

/// The value of an attribute; as it is written, if it holds something that is not an entity.
fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), Cow::into_owned)
}

/// A reader of one XML text.
pub(crate) struct Xml<'a> {
    path: PathBuf,
    /// The part of an archive that this is.
    part: &'a str,
    text: &'a str,
    rules: Rules,
    reader: Reader<&'a [u8]>,
    /// Where the elements that are open begin.
    open: Vec<usize>,
    /// Where the node that was read last begins.
    begin: usize,
}

impl<'a> Xml<'a> {
    /// Of a document; `part` is the part of the archive it is, or empty.
    pub fn new(path: &Path, part: &'a str, text: &'a str) -> Self {
        Self { part, ..Self::with_rules(path, text, Rules::Document) }
    }

    /// Of a file that is no archive.
    pub fn with_rules(path: &Path, text: &'a str, rules: Rules) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { path: path.to_owned(), part: "", text, rules, reader, open: Vec::new(), begin: 0 }
    }

    /// The next node.
    pub fn next(&mut self) -> Result<Node<'a>> {
        loop {
            self.begin = self.position();
            let event = self.reader.read_event().map_err(|error| self.ill_formed(&error.to_string()))?;
            return Ok(match event {
                Event::Start(start) => {
                    self.opened(&start)?;
                    Node::Start(Element(start))
                }
                Event::End(end) => {
                    self.open.pop();
                    Node::End(end.local_name().into_inner().to_owned())
                }
                Event::Text(text) => Node::Text(text.into_inner()),
                Event::CData(text) => Node::Text(text.into_inner()),
                Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                    Ok(Some(c)) => Node::Text(Cow::Owned(c.to_string())),
                    Err(_) if self.rules == Rules::Training => Node::Text(Cow::Borrowed("")),
                    Err(error) if self.rules == Rules::Document => {
                        return Err(self.malformed(format!("a character reference that names no character ({error})")));
                    }
                    _ => self.entity(&entity)?,
                },
                Event::DocType(declaration) if self.rules == Rules::Document && declaration.contains("<!ENTITY") => {
                    return Err(self.malformed("the file declares entities, which diptych does not expand".into()));
                }
                Event::Eof => self.end().map(|()| Node::Eof)?,
                Event::DocType(_) | Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    fn opened(&mut self, start: &BytesStart<'_>) -> Result<()> {
        self.open.push(self.begin);
        let (depth, too_deep) = match self.rules {
            Rules::Document | Rules::Training => (DOCUMENT_DEPTH, format_args!("elements stand {DOCUMENT_DEPTH} deep in each other")),
            Rules::Bitext => (BITEXT_DEPTH, format_args!("elements are nested more than {BITEXT_DEPTH} deep")),
        };
        if self.open.len() > depth {
            return Err(self.malformed(too_deep.to_string()));
        }
        // Elements inherit their language, so it is kept many times.
        let is_long = |name: &str, value: &str| name == "lang" && value.len() > LANGUAGE_BYTES;
        let mut attributes = start.attributes();
        if start.len() > LANGUAGE_BYTES
            && attributes.with_checks(false).flatten().any(|found| is_long(found.key.local_name().into_inner(), &found.value))
        {
            return Err(self.malformed(format!("the code of a language is longer than {LANGUAGE_BYTES} bytes")));
        }
        if self.rules != Rules::Bitext {
            return Ok(());
        }
        for (number, attribute) in start.attributes().enumerate() {
            if number == ATTRIBUTES {
                return Err(self.malformed(format!("an element has more than {ATTRIBUTES} attributes")));
            }
            if !attribute.is_ok_and(|attribute| quick_xml::escape::unescape(&attribute.value).is_ok()) {
                return Err(self.ill_formed("an attribute is broken"));
            }
        }
        Ok(())
    }

    /// The file ends: so must everything in it.
    fn end(&self) -> Result<()> {
        match (self.open.last(), self.rules) {
            (None, _) | (_, Rules::Training) => Ok(()),
            (Some(_), Rules::Document) => Err(self.malformed("the file ends in the middle of an element".into())),
            (Some(&begin), Rules::Bitext) => {
                let tag = self.text.get(begin + 1..).unwrap_or_default();
                let name = tag.split(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).next().unwrap_or_default();
                let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
                Err(self.ill_formed(&format!("<{local}> does not end")))
            }
        }
    }

    fn entity(&self, name: &str) -> Result<Node<'a>> {
        let resolved = quick_xml::escape::resolve_predefined_entity(name);
        match (resolved, self.rules) {
            (Some(text), _) => Ok(Node::Text(Cow::Borrowed(text))),
            (None, Rules::Bitext) => Err(self.ill_formed(&format!("the entity &{name}; is not one of XML's five"))),
            (None, Rules::Training) => Ok(Node::Text(Cow::Borrowed(latin(name).unwrap_or_default()))),
            (None, Rules::Document) => {
                let text = latin(name).ok_or_else(|| self.malformed(format!("there is no entity called `{name}`")))?;
                Ok(Node::Text(Cow::Borrowed(text)))
            }
        }
    }

    /// Goes past the end of the element that was just begun.
    pub fn skip(&mut self) -> Result<()> {
        let outside = self.depth().saturating_sub(1);
        while self.depth() > outside {
            if matches!(self.next()?, Node::Eof) {
                break;
            }
        }
        Ok(())
    }

    /// All the text in the element that was just begun, to its end.
    pub fn text_of(&mut self) -> Result<String> {
        let outside = self.depth().saturating_sub(1);
        let mut text = String::new();
        while self.depth() > outside {
            match self.next()? {
                Node::Text(piece) => text.push_str(&piece),
                Node::Eof => break,
                Node::Start(_) | Node::End(_) => {}
            }
        }
        Ok(text)
    }

    /// Elements that are open, the one that was just begun included.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Where the node begins that was read last.
    pub fn begin(&self) -> usize {
        self.begin
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    fn ill_formed(&self, why: &str) -> Error {
        self.malformed(match self.rules {
            Rules::Document | Rules::Training => format!("this is not well-formed XML ({why})"),
            Rules::Bitext => format!("this is not well-formed XML: {why}"),
        })
    }

    /// An error at this place.
    pub fn malformed(&self, what: String) -> Error {
        let (position, remedy) = match self.rules {
            Rules::Document | Rules::Training => (self.position(), "repair it, or save it again with the program it comes from"),
            Rules::Bitext => (self.begin, "export the file again, or mend it"),
        };
        let line = 1 + self.text.as_bytes().get(..position).unwrap_or_default().iter().filter(|&&byte| byte == b'\n').count();
        let what = if self.part.is_empty() { what } else { format!("in its part `{}`, {what}", self.part) };
        Error::malformed(&self.path, line, what, remedy)
    }
}

/// The entities of HTML that people write in XML without declaring them.
fn latin(name: &str) -> Option<&'static str> {
    Some(match name {
        "nbsp" => "\u{a0}",
        "copy" => "©",
        "laquo" => "«",
        "raquo" => "»",
        "ndash" => "–",
        "mdash" => "—",
        "hellip" => "…",
        "lsquo" => "‘",
        "rsquo" => "’",
        "ldquo" => "“",
        "rdquo" => "”",
        "eacute" => "é",
        "agrave" => "à",
        "shy" => "\u{ad}",
        _ => return None,
    })
}

/// The relation targets of an Office Open XML part: id to path.
pub(crate) fn relations(path: &Path, part: &str, text: &str) -> Result<Vec<(String, String, String)>> {
    let mut xml = Xml::new(path, part, text);
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(element) if element.name() == "Relationship" => {
                let get = |name| element.attribute(name).unwrap_or_default();
                found.push((get("Id"), get("Type"), get("Target")));
            }
            Node::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The text of a part of an archive that may be missing.
pub(crate) fn part_text(path: &Path, archive: &mut super::archive::Archive<'_>, part: &str) -> Result<Option<String>> {
    let decode = |bytes| {
        decoded(path, bytes, None)
            .map_err(|error| unusable(path, &format!("its part `{part}` is damaged: {}", error.kind), "save it again"))
    };
    archive.read(part)?.map(decode).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String> {
        read_by(Rules::Document, text)
    }

    fn read_by(rules: Rules, text: &str) -> Result<String> {
        let mut xml = Xml::with_rules(Path::new("f"), text, rules);
        let mut seen = String::new();
        loop {
            match xml.next()? {
                Node::Start(element) => seen.push_str(&format!("<{}>", element.name())),
                Node::End(name) => seen.push_str(&format!("</{name}>")),
                Node::Text(text) => seen.push_str(&text),
                Node::Eof => return Ok(seen),
            }
        }
    }

    #[test]
    fn entities_and_prefixes() {
        assert_eq!(read("<w:a>x &amp; &#233;<b/>&nbsp;<![CDATA[<]]></w:a>").unwrap(), "<a>x & é<b></b>\u{a0}<</a>");
    }

    #[test]
    fn what_bombs_are_made_of_is_refused() {
        assert!(read("<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>").unwrap_err().to_string().contains("declares entities"));
        assert!(read("<a>&b;</a>").unwrap_err().to_string().contains("no entity called `b`"));
        let long = format!("<a xml:lang='{}'/>", "en".repeat(501));
        assert!(read(&long).unwrap_err().to_string().contains("the code of a language is longer than 1000 bytes"));
        assert!(read(&"<a>".repeat(5_000)).unwrap_err().to_string().contains("1000 deep"));
        assert!(read("<a>\n<b>\n").unwrap_err().to_string().starts_with("f: line 3: "));
    }

    #[test]
    fn bitexts_are_read_as_tools_read_them() {
        let refused = |text: &str| read_by(Rules::Bitext, text).unwrap_err().to_string();
        assert_eq!(read_by(Rules::Bitext, "<x:a b='1'>x &amp; &#233;<b/></x:a>").unwrap(), "<a>x & é<b></b></a>");
        let remedy = "; export the file again, or mend it";
        assert_eq!(refused("<a>\n<x:b c='1'>\n"), format!("f: line 3: this is not well-formed XML: <b> does not end{remedy}"));
        assert!(refused("<a>\n&nbsp;</a>").contains("line 2: this is not well-formed XML: the entity &nbsp; is not one of XML's five"));
        assert!(refused("<a>&#0;</a>").contains("the entity &#0; is not"), "{}", refused("<a>&#0;</a>"));
        assert!(refused("<a b='1' b='2'/>").contains("an attribute is broken"));
        assert!(refused("<a b='&x;'/>").contains("an attribute is broken"));
        assert!(refused(&"<a>".repeat(501)).contains("nested more than 500 deep"));
        let many: String = (0..=ATTRIBUTES).map(|number| format!(" a{number}=''")).collect();
        assert!(refused(&format!("<a{many}/>")).contains("more than 500 attributes"));
    }

    #[test]
    fn encodings_are_those_declared() {
        let latin1 = b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xE9</a>";
        assert!(decoded(Path::new("f"), latin1.to_vec(), None).unwrap().ends_with("<a>é</a>"));
        let utf16: Vec<u8> = "\u{feff}<?xml version='1.0' encoding='utf-16'?><a>é</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(decoded(Path::new("f"), utf16, None).unwrap().ends_with("<a>é</a>"));
    }
}
