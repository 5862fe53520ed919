//! What a pack records of itself: its languages, and what it was learned from.

/// A body of text that a pack was learned from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its name.
    pub name: String,
    /// Its licence.
    pub licence: String,
    /// Sentence pairs and dictionary entries taken from it.
    pub pairs: usize,
}

/// The languages and origins of a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// BCP 47 tag of the source language; empty for the source of whatever texts are aligned.
    pub source: String,
    /// BCP 47 tag of the target language; empty for the target of whatever texts are aligned.
    pub target: String,
    /// Licence of the pack itself.
    pub licence: String,
    /// What it was learned from.
    pub origins: Vec<Origin>,
}

impl Notes {
    /// Reads the notes section: a field a line, tab-separated.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut notes = Self::default();
        for line in text.lines() {
            let mut fields = line.split('\t');
            let mut next = || fields.next().map(str::to_owned);
            match next()?.as_str() {
                "source" => notes.source = next()?,
                "target" => notes.target = next()?,
                "licence" => notes.licence = next()?,
                "origin" => notes.origins.push(Origin { name: next()?, licence: next()?, pairs: next()?.parse().ok()? }),
                // A later version may say more.
                _ => {}
            }
        }
        Some(notes)
    }

    /// The notes section.
    pub(super) fn to_text(&self) -> String {
        let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        let mut text = format!("source\t{}\ntarget\t{}\nlicence\t{}\n", clean(&self.source), clean(&self.target), clean(&self.licence));
        for origin in &self.origins {
            text += &format!("origin\t{}\t{}\t{}\n", clean(&origin.name), clean(&origin.licence), origin.pairs);
        }
        text
    }
}
