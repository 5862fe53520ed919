//! Language codes: the usual BCP 47 tag for whatever a user, a file or a corpus calls a language.
//!
//! Corpora say `fre`, `fra`, `fr_FR` or `fr`, and all of them must lead to the same lexicon. The language subtag goes through one table
//! made from Unicode CLDR (`data/languages.tsv`): the shortest usual code wins, and a macrolanguage stands for the individual language that
//! is meant by default (`cmn` is `zh`, `arb` is `ar`). Script, region and what follows are kept, in the case that BCP 47 (RFC 5646, 2.1.1)
//! recommends. A well-formed code that is in no table is accepted: a language without any data can still be aligned.

use std::sync::LazyLock;

use crate::hash::Map;

/// What the table says of a language.
struct Language {
    tag: &'static str,
    name: &'static str,
}

const TABLE: &str = include_str!("data/languages.tsv");

/// Every code of the table, the tags among them, in lower case.
static BY_CODE: LazyLock<Map<&'static str, Language>> = LazyLock::new(|| {
    let mut by_code = Map::default();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(tag), Some(codes), Some(name)) = (fields.next(), fields.next(), fields.next()) else { continue };
        by_code.insert(tag, Language { tag, name });
        for code in codes.split(' ').filter(|code| !code.is_empty()) {
            by_code.insert(code, Language { tag, name });
        }
    }
    by_code
});

/// The BCP 47 tag, in its usual spelling, of any BCP 47 tag, ISO 639-1, ISO 639-2 (bibliographic or terminological) or ISO 639-3 code;
/// `None` if it is not a well-formed code. Case does not matter, `_` stands for `-`, an encoding after a dot (`en_US.UTF-8`) is dropped.
///
/// ```
/// use diptych::internal::lang::parse;
/// assert_eq!(parse("fre").as_deref(), Some("fr"));
/// assert_eq!(parse("PT_br").as_deref(), Some("pt-BR"));
/// assert_eq!(parse("cmn-hant").as_deref(), Some("zh-Hant"));
/// assert_eq!(parse("tlh").as_deref(), Some("tlh"));
/// assert_eq!(parse("French!"), None);
/// ```
pub fn parse(code: &str) -> Option<String> {
    let code = code.trim();
    let code = code.split_once('.').map_or(code, |(before, _)| before);
    let mut subtags = code.split(['-', '_']);
    let language = subtags.next().filter(|s| (2..=3).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphabetic()))?;
    let language = language.to_ascii_lowercase();
    let mut tag = BY_CODE.get(language.as_str()).map_or(language, |known| known.tag.to_owned());
    let mut private = false;
    for (at, subtag) in subtags.enumerate() {
        if subtag.is_empty() || subtag.len() > 8 || !subtag.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        private |= subtag.len() == 1;
        tag.push('-');
        let letters = subtag.bytes().all(|b| b.is_ascii_alphabetic());
        match subtag.len() {
            4 if letters && at == 0 => {
                tag.push_str(&subtag[..1].to_ascii_uppercase());
                tag.push_str(&subtag[1..].to_ascii_lowercase());
            }
            2 if letters && !private => tag.push_str(&subtag.to_ascii_uppercase()),
            _ => tag.push_str(&subtag.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

/// The language whose lexicon serves a tag or code: region and script do not matter, and languages that are written nearly alike share one
/// (Bosnian, Croatian and Serbian; the two Norwegians; Dari with Persian; Arabic with its spoken varieties). `None` if it is not a
/// well-formed code.
///
/// ```
/// use diptych::internal::lang::lexicon;
/// assert_eq!(lexicon("fra-CA").as_deref(), Some("fr"));
/// assert_eq!(lexicon("srp-Cyrl").as_deref(), Some("sh"));
/// ```
pub fn lexicon(code: &str) -> Option<String> {
    let tag = parse(code)?;
    let language = tag.split('-').next()?;
    let shared = match language {
        "bs" | "cnr" | "hr" | "sr" => "sh",
        "nb" | "nn" => "no",
        "prs" => "fa",
        "arz" | "arq" | "mey" => "ar",
        other => other,
    };
    Some(shared.to_owned())
}

/// Whether the language of a tag is in the table.
pub fn is_known(tag: &str) -> bool {
    name(tag).is_some()
}

/// English name of the language of a tag or code (`fr`, `pt-BR`, `fre`); `None` if it is not in the table.
pub fn name(tag: &str) -> Option<&'static str> {
    let tag = parse(tag)?;
    let language = tag.split('-').next()?;
    BY_CODE.get(language).map(|language| language.name)
}

/// Tag of the language with this English name, whatever its case: what Sketch Engine wants in the first row of a table.
pub fn code_of_name(name: &str) -> Option<&'static str> {
    let mut tags: Vec<&str> =
        BY_CODE.values().filter(|language| language.name.eq_ignore_ascii_case(name)).map(|language| language.tag).collect();
    // Should two languages share a name, the order of a hash map must not decide.
    tags.sort_unstable();
    tags.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_meet_at_the_usual_tag() {
        let cases = [
            ("en", "en"),
            ("eng", "en"),
            ("ENG", "en"),
            ("fre", "fr"),
            ("fra", "fr"),
            ("ger", "de"),
            ("deu", "de"),
            ("arb", "ar"),
            ("ara", "ar"),
            ("cmn", "zh"),
            ("chi", "zh"),
            ("zho", "zh"),
            ("zh_TW", "zh-TW"),
            ("zh-hant-hk", "zh-Hant-HK"),
            ("nob", "nb"),
            ("nb", "nb"),
            ("nor", "no"),
            ("nno", "nn"),
            ("hbs", "sh"),
            ("scc", "sr"),
            ("sr-LATN", "sr-Latn"),
            ("iw", "he"),
            ("in", "id"),
            ("fil", "tl"),
            ("tgl", "tl"),
            ("pes", "fa"),
            ("zsm", "ms"),
            ("ekk", "et"),
            ("lvs", "lv"),
            ("npi", "ne"),
            ("cze", "cs"),
            ("slk", "sk"),
            ("dut", "nl"),
            ("gre", "el"),
            ("rum", "ro"),
            ("ice", "is"),
            ("en_US.UTF-8", "en-US"),
            ("es-419", "es-419"),
            ("de-1996", "de-1996"),
            ("en-x-my", "en-x-my"),
            ("tlh", "tlh"),
            ("und", "und"),
            (" fr ", "fr"),
        ];
        for (code, tag) in cases {
            assert_eq!(parse(code).as_deref(), Some(tag), "{code}");
        }
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for code in ["", "e", "engl", "English", "12", "e1", "en-", "en--US", "en-toolongsubtag", "français", "en fr", "-", "*"] {
            assert_eq!(parse(code), None, "{code}");
        }
    }

    #[test]
    fn names_and_knowledge() {
        assert_eq!(name("fr"), Some("French"));
        assert_eq!(name("pt-BR"), Some("Portuguese"));
        assert_eq!(name("nob"), Some("Norwegian Bokmål"));
        assert!(is_known("cy") && is_known("gsw") && is_known("zh-Hant"));
        assert!(!is_known("qqq") && !is_known("und") && !is_known("!"));
    }

    #[test]
    fn the_table_is_closed_under_parse() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<_> = line.split('\t').collect();
            assert_eq!(fields.len(), 3, "{line}");
            assert_eq!(parse(fields[0]).as_deref(), Some(fields[0]), "{line}");
            for code in fields[1].split_whitespace() {
                assert_eq!(parse(code).as_deref(), Some(fields[0]), "{line}");
            }
        }
    }
}
