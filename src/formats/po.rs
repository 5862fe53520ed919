//! Reads the messages of a gettext catalogue, or their translations.
//!
//! Translations marked fuzzy are guesses that gettext itself does not use; they are left out, like obsolete entries.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::formats::descriptor::{Descriptor, Reading};
use crate::formats::document::Sign;
use crate::formats::document::{ReadOptions, units};
use crate::model::{Document, Side};

/// gettext catalogues.
pub static FORMAT: Descriptor = Descriptor::new("po").read(
    Reading::new("gettext catalogue", "a gettext catalogue (PO)", &["po", "pot"], Sign::Text(begins), |mut file| {
        document(file.path, &file.text()?, file.options)
    })
    .bilingual(),
);

fn begins(head: &str) -> bool {
    let first = head.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| ["msgid \"", "msgctxt \"", "domain \""].iter().any(|start| line.starts_with(start)))
}

/// The string that a line goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Context,
    Message,
    Translation,
}

#[derive(Debug, Default)]
struct Entry {
    fuzzy: bool,
    /// Whether it has a context: then it is not a header, even if the message is empty.
    context: bool,
    /// The message and its plural.
    messages: Vec<String>,
    translations: Vec<String>,
}

/// Reads one side of a catalogue.
pub(super) fn document(path: &Path, text: &str, options: &ReadOptions) -> Result<Document> {
    let mut units: [Vec<String>; 2] = Default::default();
    let mut language = None;
    let mut entry = Entry::default();
    let mut field = None;
    let mut close = |entry: Entry| {
        if !entry.context && entry.messages.first().is_some_and(String::is_empty) {
            let header = entry.translations.concat();
            let found = header.lines().find_map(|line| line.strip_prefix("Language:")).map(|tag| tag.trim().replace('_', "-"));
            language = found.filter(|tag| !tag.is_empty()).or(language.take());
            return;
        }
        let [messages, translations] = &mut units;
        let count = entry.messages.len().max(entry.translations.len());
        for at in 0..count {
            messages.push(entry.messages.get(at).cloned().unwrap_or_default());
            translations.push(entry.translations.get(at).filter(|_| !entry.fuzzy).cloned().unwrap_or_default());
        }
    };
    for (number, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
        if line.starts_with('#') || line.is_empty() {
            if field == Some(Field::Translation) {
                close(std::mem::take(&mut entry));
                field = None;
            }
            entry.fuzzy |= line.starts_with("#,") && line.contains("fuzzy");
            continue;
        }
        let (keyword, rest) = line.find('"').map_or((line, ""), |at| line.split_at(at));
        let keyword = keyword.trim();
        let begins = match keyword {
            "" => None,
            "msgctxt" | "domain" => Some(Field::Context),
            "msgid" | "msgid_plural" => Some(Field::Message),
            keyword if keyword.starts_with("msgstr") => Some(Field::Translation),
            _ => {
                let what = format!("`{}` begins no line of a PO file", keyword.chars().take(20).collect::<String>());
                return Err(malformed(path, number, what));
            }
        };
        if matches!(keyword, "msgid" | "msgctxt") && field == Some(Field::Translation) {
            close(std::mem::take(&mut entry));
        }
        match begins {
            Some(Field::Message) => entry.messages.push(String::new()),
            Some(Field::Translation) => entry.translations.push(String::new()),
            Some(Field::Context) => entry.context = true,
            None => {}
        }
        field = begins.or(field);
        let string = string(rest).ok_or_else(|| malformed(path, number, "the string is not closed".into()))?;
        match field {
            Some(Field::Message) => entry.messages.last_mut().into_iter().for_each(|message| message.push_str(&string)),
            Some(Field::Translation) => entry.translations.last_mut().into_iter().for_each(|translation| translation.push_str(&string)),
            Some(Field::Context) => {}
            None => return Err(malformed(path, number, "a string stands alone".into())),
        }
    }
    close(entry);
    let translated =
        options.language.as_deref().zip(language.as_deref()).is_some_and(|(wanted, language)| units::is_language(language, wanted));
    let which = if translated { Side::Target } else { options.which };
    let [messages, translations] = units;
    match which {
        Side::Source => units::document(path, &messages, options.split, None),
        Side::Target => units::document(path, &translations, options.split, language.as_deref()),
    }
}

fn malformed(path: &Path, line: usize, what: String) -> Error {
    Error::new(path, ErrorKind::Malformed { line, what, remedy: "repair it (`msgfmt --check` tells more)".into() })
}

/// A quoted string without its quotes and escapes.
fn string(quoted: &str) -> Option<String> {
    let inner = quoted.trim().strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            (_, Some('n')) => out.push('\n'),
            (_, Some('t')) => out.push('\t'),
            (_, Some('r')) => {}
            (_, Some(escaped)) => out.push(escaped),
            (c, None) => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_translations() {
        let po = "# French\nmsgid \"\"\nmsgstr \"\"\n\"Language: fr\\n\"\n\n#: a.c:1\nmsgctxt \"menu\"\nmsgid \"Open \"\n\"the \\\"gate\\\"\"\nmsgstr \
            \"Ouvrir la porte\"\n\n#, fuzzy\nmsgid \"Guess\"\nmsgstr \"Deviner\"\n\nmsgid \"one boat\"\nmsgid_plural \"%d boats\"\nmsgstr[0] \"un \
            bateau\"\nmsgstr[1] \"%d bateaux\"\n#~ msgid \"old\"\n#~ msgstr \"vieux\"\n";
        let read = |which| {
            let options = ReadOptions { which, ..ReadOptions::default() };
            document(Path::new("f"), po, &options).unwrap()
        };
        assert_eq!(read(Side::Source).text(), "Open the \"gate\"\nGuess\none boat\n%d boats\n");
        assert_eq!(read(Side::Target).text(), "Ouvrir la porte\nun bateau\n%d bateaux\n");
        assert_eq!(read(Side::Target).language(), Some("fr"));
        assert!(
            document(Path::new("f"), "msgid \"a\nmsgstr \"\"\n", &ReadOptions::default())
                .unwrap_err()
                .to_string()
                .starts_with("f: line 1: ")
        );
    }
}
