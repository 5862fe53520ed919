//! The edges of a sentence: the marks it begins and ends with, and whether it seems to continue across its boundary.
//!
//! Translators keep questions questions and lists lists, so the marks of all scripts fall into a few classes that both languages share. The
//! seam between two sentences distinguishes a wrong cut (after an abbreviation, before a small letter) from a real end.

/// What a sentence ends or begins with. Marks of all scripts are folded into a few classes; `None` says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// No mark that means anything.
    None,
    /// A full stop.
    Stop,
    /// A question mark.
    Question,
    /// An exclamation mark.
    Exclamation,
    /// A colon or semicolon.
    Colon,
    /// An ellipsis.
    Ellipsis,
    /// An opening quotation mark or dialogue dash (at the beginning).
    Speech,
    /// A list marker or number (at the beginning).
    Number,
    /// An opening bracket (at the beginning).
    Bracket,
}

/// Signs that a sentence goes on where its text was cut: between a sentence and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seam {
    /// The one before ends with a colon or semicolon.
    pub colon: bool,
    /// The one before ends without any mark.
    pub open: bool,
    /// The one before ends with a full stop after one or two letters, which may be an abbreviation.
    pub short: bool,
    /// This one begins with a small letter.
    pub small: bool,
}

/// The seam between two sentences.
pub(super) fn seam(before: &str, after: &str) -> Seam {
    let end = closing(before);
    let last = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let letters = last.chars().rev().take_while(|c| c.is_alphanumeric());
    let short = letters.clone().take(3).count() < 3 && letters.clone().any(char::is_alphabetic);
    Seam {
        colon: end == Edge::Colon,
        open: end == Edge::None,
        short: end == Edge::Stop && short,
        small: after.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase),
    }
}

/// The class of the last mark of a sentence, closing quotes and brackets left aside.
pub(super) fn closing(sentence: &str) -> Edge {
    let skip =
        |c: &char| c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』' | '“' | '）' | '*' | '_');
    let mut rest = sentence.chars().rev().skip_while(|c| skip(c));
    match rest.next() {
        Some('.') if rest.next() == Some('.') => Edge::Ellipsis,
        // Greek asks with what looks like a semicolon.
        Some(';') if rest.any(|c| matches!(c, 'α'..='ω' | 'Α'..='Ω' | 'ά'..='ώ')) => Edge::Question,
        Some('.' | '。' | '।' | '．' | '۔' | '॥' | '։') => Edge::Stop,
        Some('?' | '？' | '؟' | '\u{37E}' | '՞') => Edge::Question,
        Some('!' | '！' | '՜') => Edge::Exclamation,
        Some(':' | ';' | '：' | '；' | '؛') => Edge::Colon,
        Some('…') => Edge::Ellipsis,
        _ => Edge::None,
    }
}

/// The class of the first mark of a sentence.
pub(super) fn opening(sentence: &str) -> Edge {
    match sentence.chars().find(|c| !c.is_whitespace()) {
        Some('"' | '“' | '«' | '„' | '‹' | '‘' | '「' | '『' | '—' | '–' | '-' | '―' | '\'') => Edge::Speech,
        Some('(' | '[' | '（' | '{') => Edge::Bracket,
        Some(c) if c.is_numeric() => Edge::Number,
        Some('•' | '*' | '◦' | '▪' | '·') => Edge::Number,
        _ => Edge::None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Edge, Seam, closing, opening, seam};

    #[test]
    fn edges_of_all_scripts_fall_into_classes() {
        let cases = [
            ("Oui.", Edge::Stop),
            ("« Vraiment ? »", Edge::Question),
            ("はい。」", Edge::Stop),
            ("Non...", Edge::Ellipsis),
            ("Title", Edge::None),
        ];
        for (sentence, class) in cases {
            assert_eq!(closing(sentence), class, "{sentence}");
        }
        assert_eq!(seam("Erstersteigung durch B.M .", "Abalakow"), Seam { short: true, ..Seam::default() });
        assert_eq!(seam("dans le Transalaï ;", "première"), Seam { colon: true, small: true, ..Seam::default() });
        assert_eq!(seam("Er kam 1957.", "Sie"), Seam::default());
        assert_eq!(opening("— Oui"), Edge::Speech);
        assert_eq!(opening("  3. Satz"), Edge::Number);
    }
}
