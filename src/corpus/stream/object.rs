//! A pair of documents as a JSON object, and the objects that are written. Whatever is not ours is passed through as it was written, byte for byte.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::form::{Name, Request, invalid};
use crate::corpus::Contents;
use crate::lang;
use crate::model::Pair;

/// A key of an object with its value, as they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// What it is called.
    pub name: Cow<'a, str>,
    /// The same in quotes, as it was written.
    raw: Cow<'a, str>,
    /// Its value.
    pub value: Cow<'a, str>,
}

impl<'a> Key<'a> {
    fn new(raw: &'a str, value: &'a str) -> Result<Self, serde_json::Error> {
        let bare = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).filter(|bare| !bare.contains('\\'));
        let name = match bare {
            Some(bare) => bare.into(),
            None => serde_json::from_str::<String>(raw)?.into(),
        };
        Ok(Self { name, raw: raw.into(), value: value.into() })
    }

    /// One that holds a text.
    pub fn text(name: &'static str, value: &str) -> Self {
        Self { name: name.into(), raw: format!("\"{name}\"").into(), value: serde_json::Value::from(value).to_string().into() }
    }

    /// Whether its value is neither a list nor an object.
    pub fn is_scalar(&self) -> bool {
        !self.value.starts_with(['[', '{'])
    }

    /// Its value as a field of a table: a text without its quotes, nothing for `null`.
    pub fn field(&self) -> String {
        match &*self.value {
            "null" => String::new(),
            value if value.starts_with('"') => serde_json::from_str(value).unwrap_or_else(|_| value.to_owned()),
            value => value.to_owned(),
        }
    }
}

/// All keys of an object, in their order.
struct Keys<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Keys<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(&'de RawValue, &'de RawValue)>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut keys = Vec::new();
                while let Some(key) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(keys)
            }
        }
        deserializer.deserialize_map(Object).map(Keys)
    }
}

/// Reads an object.
///
/// # Errors
/// What is wrong with it, in a sentence, and what can be passed through if that is known.
pub fn read(line: &[u8]) -> Result<Request<'_>, (Option<Name<'_>>, String)> {
    let text = std::str::from_utf8(line).map_err(|error| (None, invalid(error)))?;
    let Keys(entries) = serde_json::from_str(text).map_err(|error| (None, wrong_json(&error, 0)))?;
    let (mut own, mut twice) = ([None; READ.len()], None);
    let mut passed = Vec::with_capacity(entries.len());
    for (raw, value) in entries {
        let key = Key::new(raw.get(), value.get()).map_err(|error| (None, wrong_json(&error, place(text, raw))))?;
        match READ.iter().zip(&mut own).find(|(name, _)| **name == key.name) {
            Some((name, own)) => twice = own.replace(value).map(|_| name).or(twice),
            None => passed.push(key),
        }
    }
    let name = Name::Keys(passed);
    if let Some(twice) = twice {
        return Err((Some(name), format!("\"{twice}\" stands twice in the object")));
    }
    let [source, target, source_lang, target_lang] = own;
    let request = || -> Result<_, String> {
        let texts = Pair::new(contents(text, "source", source)?, contents(text, "target", target)?);
        Ok((texts, Pair::new(language(text, "source_lang", source_lang)?, language(text, "target_lang", target_lang)?)))
    };
    match request() {
        Ok((texts, languages)) => Ok(Request { name, texts, languages }),
        Err(what) => Err((Some(name), what)),
    }
}

/// The keys that are read.
const READ: [&str; 4] = ["source", "target", "source_lang", "target_lang"];

/// The keys that are written where a line is answered by a line, besides those that are read.
pub const WRITTEN: [&str; 5] = ["id", "line", "related", "beads", "error"];

fn contents(text: &str, field: &str, value: Option<&RawValue>) -> Result<Contents, String> {
    let value = value.filter(|value| value.get() != "null").ok_or_else(|| format!("there is no \"{field}\" in the object"))?;
    let wrong = |error: serde_json::Error| wrong_json(&error, place(text, value));
    match value.get().as_bytes() {
        [b'"', ..] => serde_json::from_str(value.get()).map(Contents::Whole).map_err(wrong),
        [b'[', ..] => serde_json::from_str(value.get()).map(Contents::Sentences).map_err(wrong),
        _ => Err(format!("\"{field}\": expected a string or a list of strings (byte {})", place(text, value) + 1)),
    }
}

fn language(text: &str, field: &str, value: Option<&RawValue>) -> Result<Option<String>, String> {
    let Some(value) = value else { return Ok(None) };
    let code: Option<String> = serde_json::from_str(value.get()).map_err(|error| wrong_json(&error, place(text, value)))?;
    match code.map(|code| (lang::parse(&code), code)) {
        Some((Some(tag), _)) => Ok(Some(tag)),
        Some((None, code)) => Err(format!("{field}: `{code}` is not a language code; use one like en, fra, zh-Hant or pt-BR")),
        None => Ok(None),
    }
}

/// Where a value stands in the line that it is borrowed from.
fn place(text: &str, value: &RawValue) -> usize {
    (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// What the parser says, without its line, which is always the first.
fn wrong_json(error: &serde_json::Error, before: usize) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    format!("not an object of the right form: {what} (byte {})", before + error.column())
}

/// An object that is being written in one line.
pub struct Object(Vec<u8>);

impl Object {
    /// One without keys.
    pub fn new() -> Self {
        Self(vec![b'{'])
    }

    /// With one more key.
    pub fn with(mut self, name: &str, value: &impl Serialize) -> Self {
        self.next(name);
        let start = self.0.len();
        // Writing to memory cannot fail here.
        if serde_json::to_writer(&mut self.0, value).is_err() {
            self.0.truncate(start);
            self.0.extend(b"null");
        }
        self
    }

    /// With the identity of a pair.
    pub fn with_id(mut self, keys: &[Key]) -> Self {
        self.next("id");
        self.0.extend(keys.iter().find(|key| key.name == "id").map_or("null", |key| &*key.value).bytes());
        self
    }

    /// With the keys that are passed through but for some.
    pub fn with_keys(mut self, keys: &[Key], but: &[&str]) -> Self {
        for key in keys.iter().filter(|key| !but.contains(&&*key.name)) {
            self.separated();
            self.0.extend(key.raw.bytes());
            self.0.push(b':');
            self.0.extend(key.value.bytes());
        }
        self
    }

    /// The line.
    pub fn line(mut self) -> Vec<u8> {
        self.0.extend(b"}\n");
        self.0
    }

    /// The name of a key of our own, which needs no escapes.
    fn next(&mut self, name: &str) {
        self.separated();
        self.0.push(b'"');
        self.0.extend(name.bytes());
        self.0.extend(b"\":");
    }

    fn separated(&mut self) {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is passed through, as the answer to an error has it.
    fn passed(name: Option<Name>) -> Option<String> {
        name.map(|name| {
            let Name::Keys(keys) = name else { panic!("addresses of an object") };
            String::from_utf8(Object::new().with_id(&keys).with_keys(&keys, &WRITTEN).line()).unwrap()
        })
    }

    #[test]
    fn objects_are_read_or_told_what_is_wrong() {
        let line =
            br#"{"id": [1e400, "x"], "source":"a\nb","target":["", "c"],"source_lang":"fra","more": {}, "beads":1, "\u0061": 1e400}"#;
        let request = read(line).unwrap();
        assert_eq!(request.texts, Pair::new(Contents::Whole("a\nb".into()), Contents::Sentences(vec![String::new(), "c".into()])));
        assert_eq!(request.languages, Pair::new(Some("fr".to_owned()), None));
        assert_eq!(passed(Some(request.name)).unwrap(), "{\"id\":[1e400, \"x\"],\"more\":{},\"\\u0061\":1e400}\n");
        for (line, known, words) in [
            (&b"{\"id\":7,\"source\":\"a\"}"[..], true, "no \"target\""),
            (b"{\"id\":7,\"source\":null,\"target\":\"a\"}", true, "no \"source\""),
            (b"{\"id\":7,\"source\":3,\"target\":\"a\"}", true, "\"source\": expected a string or a list of strings (byte 18)"),
            (b"{\"id\":7,\"source\":[\"a\", 3],\"target\":\"a\"}", true, "expected a string (byte 24)"),
            (b"{\"id\":7,\"source\":\"\\ud800\",\"target\":\"a\"}", true, "form"),
            (b"{\"id\":7,\"source\":\"\",\"source\":\"\",\"target\":\"a\"}", true, "\"source\" stands twice"),
            (b"{\"id\":7,\"source\":\"\",\"target\":\"\",\"target_lang\":\"Klingonish!\"}", true, "target_lang: `Klingonish!`"),
            (b"{\"id\":7", false, "EOF"),
            (b"[7]", false, "expected an object"),
            (b"{\"id\":\"\xff\"}", false, "byte 7 is not valid UTF-8"),
        ] {
            let (name, what) = read(line).unwrap_err();
            assert_eq!(passed(name).as_deref(), known.then_some("{\"id\":7}\n"), "{what}");
            assert!(what.contains(words), "{what}");
        }
    }
}
