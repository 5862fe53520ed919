//! What stands after a terminator: the closing marks that belong to the sentence, and what the next one would begin with.
//!
//! Both look only a few characters ahead, so that the time is linear in the text whatever it holds.

use super::character::{is_bullet, is_closer, is_continuation, is_emoji, is_note_mark, is_two_faced, is_unspaced, may_open, terminator};

/// What the text after a possible end begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Nothing: the block ends.
    End,
    /// A comma or the like: the sentence goes on.
    Continuation,
    /// A word in lower case.
    Lower,
    /// A word with a capital (`iPhone` has one, too).
    Upper,
    /// A number.
    Digit,
    /// A word of a script without case.
    Uncased,
    /// A list marker: `2.`, `b)`, `(iv)`, `•`.
    Marker,
    /// Anything else: an emoji, a sign.
    Sign,
}

/// What stands after a possible end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening<'t> {
    /// What it begins with, after any opening marks.
    pub start: Start,
    /// Its first word, letters and apostrophes only; empty if it does not begin with one, or with an initial (`В. И. Даль`).
    pub word: &'t str,
    /// Whether an opening mark (a quote, a bracket, a dash) stands before the word.
    pub opened: bool,
    /// Whether the first of these marks is a round bracket.
    pub bracket: bool,
}

/// How many opening marks and spaces may precede the first word.
const REACH: usize = 12;

/// What `rest`, which begins at the first character after the white space, begins with.
pub(super) fn opening(rest: &str) -> Opening<'_> {
    let mut opened = false;
    let found = |start, word, opened| Opening { start, word, opened, bracket: opened && rest.starts_with('(') };
    if is_marker(rest) {
        return found(Start::Marker, "", false);
    }
    for (at, c) in rest.char_indices().take(REACH) {
        let tail = rest.get(at..).unwrap_or("");
        if c.is_alphabetic() {
            return found(case(tail), word(tail), opened);
        }
        if c.is_numeric() {
            return found(Start::Digit, "", opened);
        }
        // Two commas are the low quotation marks of typewriters (Dutch, German).
        if at == 0 && is_continuation(c) && !rest.starts_with(",,") {
            return found(Start::Continuation, "", opened);
        }
        if is_bullet(c) {
            return found(Start::Marker, "", opened);
        }
        if !may_open(c) && !c.is_whitespace() {
            return found(Start::Sign, "", opened);
        }
        opened |= !c.is_whitespace();
    }
    found(if rest.is_empty() { Start::End } else { Start::Sign }, "", opened)
}

fn case(word: &str) -> Start {
    let mut letters = word.chars().take_while(|c| c.is_alphanumeric());
    match (letters.next(), letters.next()) {
        (Some(first), _) if first.is_uppercase() => Start::Upper,
        // iPhone, eBay, pH: a name, and names may begin a sentence.
        (Some(first), Some(second)) if first.is_lowercase() && second.is_uppercase() => Start::Upper,
        (Some(first), _) if first.is_lowercase() => Start::Lower,
        _ => Start::Uncased,
    }
}

/// The longest word that is looked up.
const LONGEST_WORD: usize = 20;

fn word(text: &str) -> &str {
    let in_word = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’') || is_mark(c);
    let end = text.char_indices().take(LONGEST_WORD).find(|&(_, c)| !in_word(c));
    let end = end.map_or_else(|| text.char_indices().nth(LONGEST_WORD).map_or(text.len(), |(at, _)| at), |(at, _)| at);
    let word = text.get(..end).unwrap_or("");
    let initial = word.chars().count() == 1 && text.get(end..).is_some_and(|after| after.starts_with('.'));
    if initial { "" } else { word }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether a list marker stands here: a number of up to three digits, one letter, or a small Roman number, with `)` or in brackets (three digits are a
/// telephone prefix); or a number,
/// a section number (`3.2.`) or one of the first letters with `.`; each with a space after it.
fn is_marker(rest: &str) -> bool {
    let (bracket, inner) = rest.strip_prefix('(').map_or((false, rest), |inner| (true, inner));
    let end = inner.char_indices().take(16).find(|&(_, c)| !c.is_alphanumeric() && c != '.').map_or(0, |(at, _)| at);
    let (label, after) = inner.split_at(end);
    let spaced = |after: &str| after.starts_with(char::is_whitespace);
    if let Some(after) = after.strip_prefix(')') {
        let prefix = label.len() == 3 && label.starts_with(|c: char| c.is_ascii_digit());
        return spaced(after) && is_label(label) && !prefix;
    }
    let Some(label) = label.strip_suffix('.').filter(|_| !bracket && spaced(after)) else { return false };
    let number = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let letter = matches!(label.as_bytes(), [b'a'..=b'h']) && begins_with_capital(after.trim_start());
    letter || label.split('.').all(number) || label.len() == 3 && is_label(label) && !label.contains(char::is_alphabetic)
}

/// Whether a word of more than one letter with one capital stands here.
fn begins_with_capital(rest: &str) -> bool {
    let mut letters = rest.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// Whether a word can be the label of a list item.
pub(super) fn is_label(word: &str) -> bool {
    let digits = word.len() <= 3 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    digits || word.chars().count() == 1 && word.chars().all(char::is_alphabetic) || is_roman(word)
}

/// Whether a word is a Roman number of two to six letters, in one case. Some are words, too (`mix`, `di`): only those that count up to 89
/// are taken, which leaves out `D` and `M`.
pub(super) fn is_roman(word: &str) -> bool {
    let lower = word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x' | b'l' | b'c'));
    let upper = word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'));
    (2..=6).contains(&word.len()) && (lower || upper)
}

/// Where the closing marks and further terminators after a terminator at `from` end. `quotes` is the number of straight double quotes
/// before `from` in the block, which tells a closing one from an opening one where their neighbours do not.
pub(super) fn closers(text: &str, from: usize, quotes: usize) -> Closers {
    let mut found = Closers { end: from, straight: 0, any: false, bracket: false };
    while let Some(c) = text.get(found.end..).and_then(|rest| rest.chars().next()) {
        let after = found.end + c.len_utf8();
        let next = text.get(after..).and_then(|rest| rest.chars().next());
        let word_follows = next.is_some_and(|n| n.is_alphanumeric() || n == '¿' || n == '¡');
        let odd = (quotes + found.straight) % 2 == 1;
        let closes = match c {
            '"' => !word_follows || odd,
            '*' | '_' => next.is_none_or(|n| n.is_whitespace() || n == c),
            _ => is_closer(c) || is_note_mark(c) || is_emoji(c) || is_two_faced(c) && !word_follows,
        };
        if closes {
            found.accept(c, after);
        } else if let Some(end) = bracketed_note(text, found.end).or_else(|| spaced_closer(text, found.end, odd)) {
            found.accept(text.get(..end).and_then(|t| t.chars().next_back()).unwrap_or(c), end);
        } else {
            break;
        }
    }
    found
}

/// The closing marks after a terminator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closers {
    /// Offset of the first character after them.
    pub end: usize,
    /// How many of them are straight double quotes.
    pub straight: usize,
    /// Whether there is any (note marks aside).
    pub any: bool,
    /// Whether the last of them is a bracket.
    pub bracket: bool,
}

impl Closers {
    fn accept(&mut self, c: char, end: usize) {
        self.straight += usize::from(c == '"');
        self.any |= !is_note_mark(c) && !is_emoji(c);
        self.bracket = matches!(c, ')' | ']' | '）');
        self.end = end;
    }
}

/// The end of a note in square brackets, `[12]` or `[a]`, at `from`.
fn bracketed_note(text: &str, from: usize) -> Option<usize> {
    let inner = text.get(from..)?.strip_prefix('[')?;
    let close = inner.char_indices().take(6).find(|&(_, c)| !c.is_ascii_alphanumeric())?;
    (close.1 == ']' && close.0 > 0).then_some(from + 1 + close.0 + 1)
}

/// The end of a closing mark that stands after a space (`« Vraiment ? »`, `houden. ''`): no word may follow it.
fn spaced_closer(text: &str, from: usize, odd: bool) -> Option<usize> {
    let rest = text.get(from..)?;
    let space = rest.chars().next().filter(|&c| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'))?;
    let rest = rest.get(space.len_utf8()..)?;
    let mut marks = rest.chars();
    let mark = marks.next()?;
    let pair = mark == '\'' && rest.starts_with("''");
    let closes = match mark {
        '»' | '›' | '”' | ')' | ']' | '」' | '』' => true,
        '"' => odd,
        '\'' => pair,
        _ => false,
    };
    let width = if pair { 2 } else { mark.len_utf8() };
    let free = rest.get(width..)?.chars().next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '¿' | '¡' | '(' | '„'));
    (closes && free).then_some(from + space.len_utf8() + width)
}

/// Whether a smiley or emoji stand at the beginning of `rest`, white space after them; their length.
pub(super) fn smiley(rest: &str) -> Option<usize> {
    let emoji: usize = rest.chars().take_while(|&c| is_emoji(c)).map(char::len_utf8).sum();
    if emoji > 0 {
        return rest.get(emoji..)?.chars().next().is_none_or(char::is_whitespace).then_some(emoji);
    }
    let mut bytes = rest.bytes();
    let eyes = bytes.next().filter(|b| matches!(b, b':' | b';' | b'=' | b'8'))?;
    let mut length = 2;
    let mut mouth = bytes.next()?;
    if mouth == b'-' {
        mouth = bytes.next()?;
        length += 1;
    }
    let smiles = matches!(mouth, b')' | b'(') || eyes != b'8' && matches!(mouth, b'D' | b'P' | b'p' | b'/' | b'O' | b'|');
    let free = rest
        .get(length..)
        .is_some_and(|after| after.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '(' | '.' | '!')));
    (smiles && free).then_some(length)
}

/// Whether a sentence goes on in Japanese or Chinese after a quotation that ended in a terminator: a particle (`」と言った`) or a verb of
/// saying (`！”他说`).
pub(super) fn quotation_goes_on(rest: &str) -> bool {
    const SAYING: [char; 8] = ['说', '道', '问', '喊', '說', '問', '叫', '答'];
    const PARTICLES: [&str; 9] = ["と", "って", "を", "が", "の", "に", "など", "という", "は"];
    const WORDS: [&str; 14] =
        ["とて", "とは", "ところ", "とに", "とも", "とう", "とき", "はい", "はじ", "のち", "がん", "にも", "には", "のぞ"];
    if !rest.starts_with(is_unspaced) {
        return false;
    }
    if PARTICLES.iter().any(|particle| rest.starts_with(particle)) {
        return !WORDS.iter().any(|word| rest.starts_with(word));
    }
    let clause = rest.chars().take(5).take_while(|&c| is_unspaced(c) && terminator(c).is_none());
    clause.into_iter().any(|c| SAYING.contains(&c))
}
