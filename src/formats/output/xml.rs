//! What all XML formats share: escaped text and the names of sentences.
//!
//! A character that XML 1.0 cannot hold is left out, because no escape makes it legal; only the five entities of XML are used, because the
//! tools that read these files know no others.

use std::io::{self, Write};

use crate::formats::output::flat;
use crate::model::Text;

/// Text for an element or an attribute.
pub(in crate::formats) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            character if is_forbidden(character) => {}
            character => escaped.push(character),
        }
    }
    escaped
}

/// Whether XML 1.0 cannot hold a character at all.
pub(in crate::formats) fn is_forbidden(character: char) -> bool {
    !matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Names of the sentences of a text: the number of the paragraph among those with sentences and the number in it, both from 1.
pub(in crate::formats) fn places(text: &Text) -> Vec<(usize, usize)> {
    let mut places = Vec::with_capacity(text.len());
    let (mut paragraph, mut number, mut block) = (0, 0, None);
    for sentence in text.sentences() {
        if block != Some(sentence.block) {
            (paragraph, number, block) = (paragraph + 1, 0, Some(sentence.block));
        }
        number += 1;
        places.push((paragraph, number));
    }
    places
}

/// Writes the paragraphs and sentences of a text, indented by `indent`: `id` names a paragraph (`None`) or one of its sentences.
pub(in crate::formats) fn paragraphs(
    out: &mut dyn Write,
    text: &Text,
    indent: &str,
    id: impl Fn(usize, Option<usize>) -> String,
) -> io::Result<()> {
    let mut open = 0;
    for (place, number) in places(text).into_iter().zip(0..) {
        if place.0 != open {
            if open > 0 {
                writeln!(out, "{indent}</p>")?;
            }
            open = place.0;
            writeln!(out, "{indent}<p {}>", id(place.0, None))?;
        }
        writeln!(out, "{indent} <s {}>{}</s>", id(place.0, Some(place.1)), escaped(&flat::line_of(text.sentence(number))))?;
    }
    if open > 0 {
        writeln!(out, "{indent}</p>")?;
    }
    Ok(())
}

/// The name of a text's file as a title.
pub(in crate::formats) fn file_name(text: &Text) -> String {
    let path = text.document().path();
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_left_out() {
        assert_eq!(escaped("a\u{1}<b> & \"c\"\u{FFFF}\u{1F600}]]>"), "a&lt;b&gt; &amp; &quot;c&quot;\u{1F600}]]&gt;");
    }
}
