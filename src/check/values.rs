//! Reads the numbers, times and months of a text in one spelling for all languages.
//!
//! `1 000,5`, `1,000.5` and `1.000,5` are one number, `2 million` is 2000000, `3 pm` and `15 h` are one time. What stands in digits the
//! other text must have in some form. Words (`three`, `trois`) and Roman numerals may stand for digits of the other side, but many of them
//! are articles and idioms, so alone they prove nothing.

use std::borrow::Cow;

use crate::tokens::numbers;

/// A value of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    /// What it is in all languages: `1000.5`, `15:30`.
    pub form: String,
    /// As the text has it.
    pub shown: String,
    /// The number before the word that multiplies it.
    pub bare: Option<String>,
    /// Whether a word that multiplies it may stand behind it unseen: letters (`£125m`), or any word of a language whose words are not known.
    pub open: bool,
}

impl Value {
    fn plain(form: String, shown: &str) -> Self {
        Self { form, shown: shown.to_owned(), bare: None, open: false }
    }
}

/// The values of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    /// Written in digits.
    pub digits: Vec<Value>,
    /// Written in words.
    pub words: Vec<Value>,
    /// Months with a day or a year beside them, 1 to 12.
    pub months: Vec<Value>,
}

/// Words for 0 to 12 and for the months, one language per line; forms that mean something else as well, more often than not, are left out.
const WORDS: [(&str, &[&str; 13], &[&str; 12]); 5] = [
    (
        "en",
        &["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        &["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"],
    ),
    (
        "fr",
        &["zéro", "un|une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"],
        &["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    ),
    (
        "de",
        &[
            "null",
            "ein|eine|einen|einem|einer|eins",
            "zwei",
            "drei",
            "vier",
            "fünf",
            "sechs",
            "sieben",
            "acht",
            "neun",
            "zehn",
            "elf",
            "zwölf",
        ],
        &["januar|jänner", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"],
    ),
    (
        "es",
        &["cero", "un|uno|una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"],
        &["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
    ),
    (
        "it",
        &["zero", "un|uno|una", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici"],
        &["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
    ),
];

/// Words that multiply the number before them, as powers of ten. English `billion` is meant: the long scale says `milliard`.
const SCALES: [(&str, usize); 22] = [
    ("thousand", 3),
    ("mille", 3),
    ("tausend", 3),
    ("mil", 3),
    ("mila", 3),
    ("million", 6),
    ("millions", 6),
    ("millionen", 6),
    ("millón", 6),
    ("millones", 6),
    ("milione", 6),
    ("milioni", 6),
    ("mio", 6),
    ("billion", 9),
    ("billions", 9),
    ("milliard", 9),
    ("milliards", 9),
    ("milliarde", 9),
    ("milliarden", 9),
    ("miliardo", 9),
    ("miliardi", 9),
    ("mrd", 9),
];

/// What multiplies in Chinese and Japanese, as powers of ten.
const MYRIADS: [(char, usize); 6] = [('万', 4), ('萬', 4), ('만', 4), ('亿', 8), ('億', 8), ('억', 8)];

/// Whether number words of a language are known.
pub(super) fn is_known(language: &str) -> bool {
    WORDS.iter().any(|(tag, ..)| language.split('-').next() == Some(tag))
}

/// The number of a month by its name.
pub(super) fn month(lower: &str, language: &str) -> Option<usize> {
    let (.., months) = WORDS.iter().find(|(tag, ..)| language.split('-').next() == Some(tag))?;
    months.iter().position(|forms| forms.split('|').any(|form| form == lower)).map(|month| month + 1)
}

/// A piece of a text: a number in digits or a word.
struct Token<'a> {
    text: &'a str,
    /// Canonical value, of a number.
    number: Option<String>,
    /// Whether white space or punctuation other than a hyphen stands before it.
    apart: bool,
}

impl Values {
    /// The values of a text in this language.
    pub fn of(text: &str, language: &str) -> Self {
        let tokens = tokens(text);
        let words = WORDS.iter().find(|(tag, ..)| language.split('-').next() == Some(tag));
        let mut values = Self::default();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let next = |ahead: usize| tokens.get(at + ahead);
            let (taken, value) = match &token.number {
                Some(number) => number_at(number, token, &next),
                None => (1, None),
            };
            match value {
                Some(Number::One(value)) => {
                    let glued = next(1).is_some_and(|after| !after.apart && after.number.is_none());
                    values.digits.push(Value { open: value.bare.is_none() && (glued || words.is_none()), ..value });
                }
                Some(Number::Parts(parts)) => values.digits.extend(parts),
                None => {
                    let beside = |ahead: Option<&Token>| ahead.is_some_and(|token| token.number.is_some());
                    let dated = beside(at.checked_sub(1).and_then(|before| tokens.get(before)))
                        || beside(next(1))
                        || beside(at.checked_sub(2).and_then(|before| tokens.get(before)));
                    values.word(token.text, words, dated);
                }
            }
            at += taken.max(1);
        }
        values
    }

    fn word(&mut self, word: &str, words: Option<&(&str, &[&str; 13], &[&str; 12])>, dated: bool) {
        let lower = word.to_lowercase();
        let place = |list: &[&str]| list.iter().position(|forms| forms.split('|').any(|form| form == lower));
        let value = |number: usize| Value::plain(number.to_string(), word);
        if let Some((_, numbers, months)) = words {
            if let Some(number) = place(*numbers) {
                self.words.push(value(number));
            }
            if let Some(month) = place(*months).filter(|_| dated) {
                self.months.push(value(month + 1));
                return;
            }
        }
        if let Some(number) = roman(word) {
            self.words.push(value(number));
        }
    }
}

/// A number of many parts is shown with each of them, so no more of it than this many bytes.
const SHOWN: usize = 60;

fn shown(number: &str) -> Cow<'_, str> {
    match number.get(..number.floor_char_boundary(SHOWN)) {
        Some(beginning) if beginning.len() < number.len() => Cow::Owned(format!("{beginning}…")),
        _ => Cow::Borrowed(number),
    }
}

enum Number {
    One(Value),
    Parts(Vec<Value>),
}

/// The value that begins with a number, and how many tokens it takes.
fn number_at<'a>(number: &str, token: &Token, next: &impl Fn(usize) -> Option<&'a Token<'a>>) -> (usize, Option<Number>) {
    let word = |ahead: usize| next(ahead).filter(|token| token.number.is_none()).map(|token| token.text.to_lowercase()).unwrap_or_default();
    let one = |taken: usize, form: String, shown: String| (taken, Some(Number::One(Value::plain(form, &shown))));
    if number.matches('.').count() > 1 {
        let shown = shown(token.text);
        let parts = number.split('.').map(|part| Value::plain(plain(part), &shown));
        return (1, Some(Number::Parts(parts.collect())));
    }
    // 3:30 pm, 3.30 pm, 15:30, 15h30, 15 h, 3 p.m.
    let (hour, minute) = number.split_once('.').unwrap_or((number, ""));
    let minutes = next(1).and_then(|token| token.number.clone()).filter(|minute| minute.len() == 2);
    let colon = next(1).is_some_and(|after| !after.apart && after.text.len() == 2) && token.text.len() <= 2;
    let (clock, taken) = match (minute.len(), minutes) {
        (2, _) if half(&word(1)).is_some() => (Some((hour.to_owned(), minute.to_owned())), 1),
        (0, Some(minutes)) if colon => (Some((hour.to_owned(), minutes)), 2),
        (0, _) if half(&word(1)).is_some() => (Some((hour.to_owned(), "00".to_owned())), 1),
        (0, _) if matches!(word(1).as_str(), "h" | "uhr") => {
            let after = next(2).and_then(|token| token.number.clone().filter(|minute| minute.len() == 2));
            let more = usize::from(after.is_some());
            (Some((hour.to_owned(), after.unwrap_or_else(|| "00".to_owned()))), 2 + more)
        }
        (2, _) if matches!(word(1).as_str(), "uhr" | "h") => (Some((hour.to_owned(), minute.to_owned())), 2),
        _ => (None, 1),
    };
    if let Some((hour, minute)) = clock
        && let Ok(hour) = hour.parse::<u32>()
        && hour < 25
    {
        let suffix = half(&word(taken));
        let hour = match suffix {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        return one(taken + usize::from(suffix.is_some()), format!("{hour}:{minute}"), token.text.to_owned());
    }
    if let Some((_, power)) = SCALES.iter().find(|(scale, _)| *scale == word(1)) {
        let value = Value::plain(scaled(number, *power), &format!("{} {}", token.text, word(1)));
        return (2, Some(Number::One(Value { bare: Some(plain(number)), ..value })));
    }
    if let Some((taken, form, shown)) = in_myriads(number, token, next) {
        return one(taken, form, shown);
    }
    one(1, plain(number), token.text.to_owned())
}

/// `1億2,500万`: numbers that are multiplied, and added up.
fn in_myriads<'a>(number: &str, token: &Token, next: &impl Fn(usize) -> Option<&'a Token<'a>>) -> Option<(usize, String, String)> {
    let power = |at: usize| {
        let sign = next(at).filter(|token| !token.apart && token.number.is_none())?.text.chars().next()?;
        MYRIADS.iter().find(|(of, _)| *of == sign).map(|(_, power)| *power)
    };
    let (mut taken, mut shown) = (2, token.text.to_owned());
    let mut form = scaled(number, power(1)?);
    shown.extend(next(1).and_then(|token| token.text.chars().next()));
    while let Some(more) = next(taken).filter(|more| !more.apart) {
        let (Some(number), Some(power)) = (&more.number, power(taken + 1)) else { break };
        let (Ok(sum), Ok(added)) = (form.parse::<u128>(), scaled(number, power).parse::<u128>()) else { break };
        form = sum.saturating_add(added).to_string();
        shown.push_str(more.text);
        shown.extend(next(taken + 1).and_then(|token| token.text.chars().next()));
        taken += 2;
    }
    Some((taken, form, shown))
}

/// Whether a word says before noon (`false`) or after (`true`).
fn half(word: &str) -> Option<bool> {
    match word {
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => None,
    }
}

/// A number without needless zeros.
fn plain(number: &str) -> String {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

/// A number times a power of ten.
fn scaled(number: &str, power: usize) -> String {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let moved: String = part.chars().chain("0".repeat(power).chars()).take(power.max(part.len())).collect();
    match moved.get(..power).zip(moved.get(power..)) {
        Some((up, rest)) => plain(&format!("{whole}{up}.{rest}")),
        None => number.to_owned(),
    }
}

/// Words and numbers, in order.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut at, mut apart) = (0, true);
    let mut value = String::new();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        if let Some(end) = numbers::scan(text, at, &mut value).filter(|_| first.is_numeric()) {
            tokens.push(Token { text: text.get(at..end).unwrap_or_default(), number: Some(value.clone()), apart });
            (at, apart) = (end.max(at + first.len_utf8()), false);
        } else if first.is_alphabetic() {
            // a.m. and p.m. keep the mark inside.
            let abbreviation = ["a.m", "p.m", "A.M", "P.M"].iter().find(|mark| rest.starts_with(**mark));
            let length = abbreviation.map_or_else(|| rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len()), |mark| mark.len());
            tokens.push(Token { text: text.get(at..at + length).unwrap_or_default(), number: None, apart });
            (at, apart) = (at + length, false);
        } else {
            apart = first != ':';
            at += first.len_utf8();
        }
    }
    tokens
}

/// A Roman numeral of two letters at least, up to 39; `XIXe` too.
fn roman(word: &str) -> Option<usize> {
    let word = word.strip_suffix("ème").or(word.strip_suffix('e')).unwrap_or(word);
    if word.len() < 2 && word != "V" && word != "X" {
        return None;
    }
    let value = |letter: char| match letter {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        _ => None,
    };
    let values: Vec<usize> = word.chars().map(value).collect::<Option<_>>()?;
    let mut sum = 0;
    for (at, &value) in values.iter().enumerate() {
        match values.get(at + 1).filter(|&&next| next > value) {
            Some(_) => sum -= value as isize,
            None => sum += value as isize,
        }
    }
    usize::try_from(sum).ok().filter(|&sum| sum > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_digits(text: &str, language: &str) -> Vec<String> {
        Values::of(text, language).digits.into_iter().map(|value| value.form).collect()
    }

    #[test]
    fn one_number_in_all_its_spellings() {
        for (text, language, forms) in [
            ("1 000,5 kg", "fr", vec!["1000.5"]),
            ("1,000.5 kg", "en", vec!["1000.5"]),
            ("1.000,5 kg", "de", vec!["1000.5"]),
            ("5 % ou 5%", "fr", vec!["5", "5"]),
            ("2.5 million people", "en", vec!["2500000"]),
            ("2,5 millions d'habitants", "fr", vec!["2500000"]),
            ("at 3 pm, at 3:30 p.m., at 15:30", "en", vec!["15:00", "15:30", "15:30"]),
            ("à 15 h, à 15h30, à 15 h 30", "fr", vec!["15:00", "15:30", "15:30"]),
            ("um 15 Uhr, um 15.30 Uhr", "de", vec!["15:00", "15:30"]),
            ("21.02.2020", "de", vec!["21", "2", "2020"]),
            ("2020-02-21", "en", vec!["2020", "2", "21"]),
            ("1億2,500万ポンド、28億円", "ja", vec!["125000000", "2800000000"]),
            ("the 1st of 12 eggs", "en", vec!["1", "12"]),
        ] {
            assert_eq!(in_digits(text, language), forms, "{text}");
        }
    }

    #[test]
    fn words_and_months() {
        let values = Values::of("Le 21 février, trois rois du XIXe siècle.", "fr");
        let forms = |values: &[Value]| values.iter().map(|value| value.form.clone()).collect::<Vec<_>>();
        assert_eq!(forms(&values.months), ["2"]);
        assert_eq!(forms(&values.words), ["3", "19"]);
        assert!(Values::of("You may go in march step.", "en").months.is_empty());
    }
}
