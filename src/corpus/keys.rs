//! The keys of JSON objects in one line, passed through as they were written, byte for byte.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

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
    fn new(raw: &'a str, value: &'a str) -> serde_json::Result<Self> {
        let bare = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).filter(|bare| !bare.contains('\\'));
        let name = match bare {
            Some(bare) => bare.into(),
            None => serde_json::from_str::<String>(raw)?.into(),
        };
        Ok(Self { name, raw: raw.into(), value: value.into() })
    }

    /// One that holds a text.
    pub fn text(name: &'static str, value: &str) -> Self {
        Self { name: name.into(), raw: format!("\"{name}\"").into(), value: quoted(value).into() }
    }

    /// Reads its value, which stands in a text.
    ///
    /// # Errors
    /// What is wrong, in a sentence.
    pub fn read<T: DeserializeOwned>(&self, text: &str) -> Result<T, String> {
        serde_json::from_str(&self.value).map_err(|error| wrong_json(&error, self.place(text)))
    }

    /// Where its value stands in the text that it is borrowed from.
    pub fn place(&self, text: &str) -> usize {
        (self.value.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
    }

    /// Whether its value is neither a list nor an object.
    pub fn is_scalar(&self) -> bool {
        !self.value.starts_with(['[', '{'])
    }

    /// Its value as a field of a table: a text without its quotes, nothing for `null`.
    pub fn field(&self) -> String {
        field(&self.value)
    }
}

/// A value as a field of a table: a text without its quotes, nothing for `null`.
pub fn field(value: &str) -> String {
    match value {
        "null" => String::new(),
        value if value.starts_with('"') => serde_json::from_str(value).unwrap_or_else(|_| value.to_owned()),
        value => value.to_owned(),
    }
}

/// A text as a value.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// All keys of an object, in their order.
///
/// # Errors
/// What is wrong, in a sentence.
pub fn of(text: &str) -> Result<Vec<Key<'_>>, String> {
    let Keys(entries) = serde_json::from_str(text).map_err(|error| wrong_json(&error, 0))?;
    let keys = entries.into_iter().map(|(raw, value)| Key::new(raw.get(), value.get()));
    keys.map(|key| key.map_err(|error| wrong_json(&error, 0))).collect()
}

/// What the parser says, without its line, which is always the first.
fn wrong_json(error: &serde_json::Error, before: usize) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    format!("not an object of the right form: {what} (byte {})", before + error.column())
}

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
            self.raw(&key.raw, &key.value);
        }
        self
    }

    /// With a key whose value is JSON already.
    pub fn with_value(mut self, name: &str, value: &str) -> Self {
        self.raw(&quoted(name), value);
        self
    }

    /// The line.
    pub fn line(mut self) -> Vec<u8> {
        self.0.extend(b"}\n");
        self.0
    }

    fn raw(&mut self, name: &str, value: &str) {
        self.separated();
        self.0.extend(name.bytes());
        self.0.push(b':');
        self.0.extend(value.bytes());
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
