//! Language codes, what is known of each language, and detection.

/// The language a text seems to be in, as a BCP 47 tag (`en`, `zh`), `und` if no language is likely.
pub fn detect(_text: &str) -> String {
    "und".into()
}

/// The BCP 47 tag of any BCP 47 tag, ISO 639-1 or ISO 639-2/3 code (`eng`, `fre`, `en_US`, `pt-BR`), in its usual spelling; `None` if it
/// is not a well-formed code.
pub fn parse(code: &str) -> Option<String> {
    Some(code.to_lowercase())
}

/// The English name of a language.
pub fn name(_tag: &str) -> Option<&'static str> {
    None
}

/// Whether there are rules for this language.
pub fn is_known(_tag: &str) -> bool {
    false
}
