//! A pair of documents as a JSON object. Whatever is not read of it is passed through.

use super::form::{Name, Request, invalid};
use crate::corpus::Contents;
use crate::corpus::keys::{self, Key};
use crate::lang;
use crate::model::Pair;

/// Reads an object.
///
/// # Errors
/// What is wrong with it, in a sentence, and what can be passed through if that is known.
pub fn read(line: &[u8]) -> Result<Request<'_>, (Option<Name<'_>>, String)> {
    let text = std::str::from_utf8(line).map_err(|error| (None, invalid(error)))?;
    let entries = keys::of(text).map_err(|what| (None, what))?;
    let (mut own, mut twice) = ([const { None }; READ.len()], None);
    let mut passed = Vec::with_capacity(entries.len());
    for key in entries {
        match READ.iter().zip(&mut own).find(|(name, _)| **name == key.name) {
            Some((name, own)) => twice = own.replace(key).map(|_| name).or(twice),
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

fn contents(text: &str, field: &str, key: Option<Key>) -> Result<Contents, String> {
    let key = key.filter(|key| key.value != "null").ok_or_else(|| format!("there is no \"{field}\" in the object"))?;
    match key.value.as_bytes() {
        [b'"', ..] => key.read(text).map(Contents::Whole),
        [b'[', ..] => key.read(text).map(Contents::Sentences),
        _ => Err(format!("\"{field}\": expected a string or a list of strings (byte {})", key.place(text) + 1)),
    }
}

fn language(text: &str, field: &str, key: Option<Key>) -> Result<Option<String>, String> {
    let Some(key) = key else { return Ok(None) };
    match key.read::<Option<String>>(text)?.map(|code| (lang::parse(&code), code)) {
        Some((Some(tag), _)) => Ok(Some(tag)),
        Some((None, code)) => Err(format!("{field}: `{code}` is not a language code; use one like en, fra, zh-Hant or pt-BR")),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::keys::Object;

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
