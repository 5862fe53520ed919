//! What a character can be at the edge of a sentence: terminator, closer, opener, bullet.
//!
//! The sets follow the property Sentence_Break of UAX #29 (STerm, ATerm, Close) for the scripts that people align, with what the annex
//! leaves to tailoring: which closing marks may stand after a space, and which marks open as well as close.

/// What can end a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Terminator {
    /// A full stop, which may also belong to an abbreviation or a number.
    Stop,
    /// An ellipsis, within a sentence as often as at its end.
    Ellipsis,
    /// `!` or `?`: the end, unless the sentence goes on in lower case.
    Mark,
    /// A mark that does nothing else: 。 । ۔ and their kin.
    Full,
}

/// The terminator that a character is, in any language.
pub(super) fn terminator(c: char) -> Option<Terminator> {
    match c {
        '.' | '\u{2024}' => Some(Terminator::Stop),
        '…' => Some(Terminator::Ellipsis),
        '!' | '?' | '\u{37e}' | '؟' | '\u{203c}' | '\u{203d}' | '\u{2047}'..='\u{2049}' => Some(Terminator::Mark),
        '。' | '．' | '｡' | '！' | '？' | '\u{fe52}' | '\u{fe56}' | '\u{fe57}' => Some(Terminator::Full),
        // Armenian, Arabic, Syriac, Indic dandas, Burmese, Ethiopic, Canadian, Khmer, Mongolian.
        '\u{589}' | '\u{61d}' | '\u{61e}' | '\u{6d4}' | '\u{700}'..='\u{702}' | '\u{964}' | '\u{965}' | '\u{104a}' | '\u{104b}' => {
            Some(Terminator::Full)
        }
        '\u{1362}' | '\u{1367}' | '\u{1368}' | '\u{166e}' | '\u{17d4}' | '\u{17d5}' | '\u{1803}' | '\u{1809}' => Some(Terminator::Full),
        '\u{1b5a}' | '\u{1b5b}' | '\u{1c3b}' | '\u{1c3c}' | '\u{1c7e}' | '\u{1c7f}' | '\u{a9c8}' | '\u{a9c9}' | '\u{abeb}' => {
            Some(Terminator::Full)
        }
        _ => None,
    }
}

/// Whether a byte can begin a character that the search for terminators has to look at. ASCII letters, Latin with accents, Greek and
/// Cyrillic are passed over a byte at a time.
pub(super) fn is_of_interest(byte: u8) -> bool {
    matches!(
        byte,
        b'.' | b'!' | b'?' | b';' | b'"' | b'\n' | b'\r' | b'=' | b'*' | b'_' | b'~' | b':' | 0xcd | 0xd6 | 0xd8 | 0xdb | 0xdc | 0xe0
            ..=0xe3 | 0xea | 0xef
    )
}

/// Marks that close and never open when they stand right after a terminator.
pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '’'
            | '”'
            | '»'
            | '›'
            | '」'
            | '』'
            | '】'
            | '》'
            | '〉'
            | '）'
            | '］'
            | '｝'
            | '〕'
            | '〗'
            | '〙'
            | '﹂'
            | '﹄'
            | '＂'
            | '″'
            | '〞'
            | '〟'
            | '´'
    )
}

/// Marks that close right after a terminator unless a word follows them at once: they open in some language or other (German `“`,
/// Danish `«`), or are the same on both sides.
pub(super) fn is_two_faced(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '‹' | '`' | '*' | '_')
}

/// Marks of a footnote after a terminator.
pub(super) fn is_note_mark(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡')
}

/// Emoji and what joins them: after a terminator they belong to the sentence before, like a smiley.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{26ff}' | '\u{2764}' | '\u{fe0f}' | '\u{200d}')
}

/// Whether a sentence may begin with this mark before its first word.
pub(super) fn may_open(c: char) -> bool {
    is_dash(c)
        || is_bullet(c)
        || matches!(
            c,
            '"' | '\''
                | '“'
                | '”'
                | '„'
                | '‚'
                | '‘'
                | '’'
                | '‛'
                | '‟'
                | '«'
                | '»'
                | '‹'
                | '›'
                | '`'
                | '('
                | '['
                | '{'
                | '¿'
                | '¡'
                | '「'
                | '『'
                | '【'
                | '《'
                | '〈'
                | '（'
                | '［'
                | '〔'
                | '.'
                | '…'
                | '#'
                | '$'
                | '€'
                | '£'
                | '¥'
                | '*'
                | '_'
                | '~'
                | '§'
                | '+'
                | '='
                | '\u{200e}'
                | '\u{200f}'
                | '\u{ad}'
                | '\u{feff}'
                | '<'
                | '>'
                | '^'
                | '@'
                | ','
        )
}

/// Dashes that open a turn of dialogue.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '−' | '‐' | '‑' | '⸺')
}

/// Bullets of list items.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '‣'
            | '▪'
            | '▫'
            | '●'
            | '○'
            | '◦'
            | '■'
            | '□'
            | '▶'
            | '►'
            | '➢'
            | '➤'
            | '✓'
            | '✔'
            | '❖'
            | '◆'
            | '◇'
            | '·'
            | '⁃'
    )
}

/// Punctuation after which a sentence goes on.
pub(super) fn is_continuation(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '،' | '؛' | '、' | '，' | '；' | '：' | '·' | '/' | '&' | '%' | '=')
}

/// Letters of scripts written without spaces between words, where a terminator needs none after it either.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}' | '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// The last character boundary of `text` that is not after `at`.
pub(super) fn boundary_up_to(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
