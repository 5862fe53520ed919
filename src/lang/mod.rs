//! Language codes, what is known of each language, and detection.
//!
//! Everything that depends on the name of a language is here and in the files of `data/`: [`parse`] turns any code into one usual tag,
//! [`detect`] finds the tag of a text, and [`Conventions`] holds how a language is written. Later stages ask for properties, never for
//! names, so a text file is all that a new language needs.

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
