//! A text as a line of a stream or a row of a table holds it: whole, or already in sentences.

use crate::error::Result;
use crate::formats::document;
use crate::lang;
use crate::model::{Side, Split, Text};
use crate::segment::segment;

/// What one side of a pair consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// A text, whose sentences are to be found.
    Whole(String),
    /// Its sentences, each of which is a unit of the alignment whatever it holds. Places in them are those of the sentences joined by line feeds.
    Sentences(Vec<String>),
}

impl Contents {
    /// The text to be aligned. Without a language (BCP 47) it is found out. With more than `most` sentences it is refused.
    ///
    /// # Errors
    /// What is wrong, in a sentence.
    pub fn text(self, side: Side, language: Option<&str>, split: Split, most: Option<usize>) -> Result<Text, String> {
        let tag = |contents: &str| language.map_or_else(|| lang::detect(contents), str::to_owned);
        let name = side.as_str();
        let text = match self {
            Self::Whole(contents) => {
                let language = tag(&contents);
                document::from_text(name, contents, split).and_then(|document| segment(document, &language, split))
            }
            Self::Sentences(sentences) => document::from_sentences(name, &sentences).and_then(|document| {
                let language = tag(document.text());
                segment(document, &language, Split::Lines)
            }),
        };
        let text = text.map_err(|error| error.to_string())?;
        match most {
            Some(most) if text.len() > most => {
                Err(format!("the {side} has {} sentences, the limit is {most}; raise it with --max-sentences", text.len()))
            }
            _ => Ok(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_as_many_sentences_as_members_whatever_they_hold() {
        let given = ["One. Two.", "", "a\nb ", "Dr.\u{2028}Who"].map(str::to_owned);
        let text = Contents::Sentences(given.to_vec()).text(Side::Source, Some("en"), Split::Sentences, None).unwrap();
        assert_eq!((0..text.len()).map(|id| text.sentence(id)).collect::<Vec<_>>(), ["One. Two.", "", "a\nb", "Dr.\u{2028}Who"]);
        assert_eq!(text.document().text(), given.join("\n"));
        let whole = Contents::Whole("One. Two.".into());
        assert_eq!(whole.clone().text(Side::Target, Some("en"), Split::Sentences, Some(2)).unwrap().len(), 2);
        let refused = whole.text(Side::Target, Some("en"), Split::Sentences, Some(1)).unwrap_err();
        assert_eq!(refused, "the target has 2 sentences, the limit is 1; raise it with --max-sentences");
    }
}
