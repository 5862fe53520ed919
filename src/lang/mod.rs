//! Language codes, what is known of each language, and detection.
//!
//! Everything that depends on a language's name is here and in the files of `data/`: [`parse`] brings any code to one usual tag, [`detect`]
//! finds the tag of a text, and [`Conventions`] holds what is known of how a language is written. The stages that come later ask for
//! properties and not for names, so that a language is added by adding a text file.

mod codes;
mod conventions;
mod detect;

pub use codes::{code_of_name, is_known, lexicon, name, parse};
pub use conventions::{Abbreviation, Conventions, Ordinals};
pub use detect::{Detection, detect, identify};

use crate::model::Document;

/// The language of a document: what its file says, where that can be believed, else what its text looks like.
pub fn of(document: &Document) -> String {
    document.language().map_or_else(|| detect(document.text()), str::to_owned)
}
