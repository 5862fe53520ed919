//! diptych pairs two copies of a text in two languages, sentence by sentence, and says how sure it is of each pair.
//!
//! A text travels one way, through stages that know nothing of each other:
//!
//! 1. [`read`] turns bytes into a [`Document`]: the text as decoded, with its paragraphs as byte ranges.
//! 2. [`segment`] turns the document into a [`Text`]: its sentences, by the rules of its language.
//! 3. The text becomes what the aligner sees: words and numbers, lengths, punctuation, block edges.
//! 4. [`lexicon`] says which words translate which: look-alikes at first, then what is learned from the texts themselves.
//! 5. A group of sentences is turned into features, and learned weights turn those into a score.
//! 6. [`align`](mod@align) finds the beads: anchors, a band around them, a lattice over the band, and up to two rounds of learning from
//!    the result; an [`Alignment`] comes out.
//! 7. [`write`](mod@write) turns the alignment into a file: a table, TMX, XLIFF, a page, a book, links and more.
//!
//! [`corpus`] does all that for a list of pairs, and goes on where it was interrupted, or for a stream of them, and finds out which files are pairs. [`bitext`]
//! reads what was written, [`check`] says what looks wrong in it. [`eval`] measures an alignment against one made by hand. `docs/architecture.md` tells the whole story.
//!
//! ```
//! use diptych::{Options, Split, align, text};
//!
//! let source = text("en", "The cat sleeps. It is 21 February 1999. Nobody wakes it.", Some("en"), Split::Sentences)?;
//! let target = text("fr", "Le chat dort. C'est le 21 février 1999. Personne ne le réveille.", Some("fr"), Split::Sentences)?;
//! let alignment = align(&source, &target, &Options::default())?;
//!
//! assert_eq!(alignment.beads().len(), 3);
//! for bead in alignment.beads() {
//!     let side = |text: &diptych::Text, ids: &[usize]| ids.iter().map(|&id| text.sentence(id).to_owned()).collect::<Vec<_>>().join(" ");
//!     println!("{:.2}  {}  |  {}", bead.confidence, side(&source, &bead.source), side(&target, &bead.target));
//! }
//! # Ok::<(), diptych::Error>(())
//! ```

#![cfg_attr(not(all(feature = "parquet", feature = "pdf")), allow(dead_code, reason = "what only the formats left out use"))]

pub mod align;
pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod corpus;
mod error;
pub mod eval;
pub mod formats;
mod hash;
mod lang;
pub mod lexicon;
mod memory;
pub mod model;
pub mod project;
mod review;
mod score;
mod segment;
mod source;
mod terminal;
mod tokens;

/// The one random number generator, for tests only.
#[cfg(test)]
#[path = "../tests/suite/support/dice.rs"]
mod dice;

pub use align::{Aligner, Options, align};
pub use error::{Error, ErrorKind, Result};
pub use formats::{bitext, document as read, output as write};
pub use model::{Alignment, Bead, Document, Split, Text};
pub use segment::segment;

/// What the program, its tests and its benchmarks need beyond the public library; it may change with every version.
#[doc(hidden)]
#[allow(missing_docs, reason = "each is documented where it stands")]
pub mod internal {
    pub mod hash {
        pub use crate::hash::*;
    }
    pub mod lang {
        pub use crate::lang::*;
    }
    pub mod memory {
        pub use crate::memory::*;
    }
    pub mod review {
        pub use crate::review::*;
    }
    pub mod score {
        pub use crate::score::*;
    }
    pub mod segment {
        pub use crate::segment::*;
    }
    pub mod source {
        pub use crate::source::*;
    }
    pub mod terminal {
        pub use crate::terminal::*;
    }
    pub mod tokens {
        pub use crate::tokens::*;
    }
}

/// A text in memory, ready to be aligned: its paragraphs found as in a plain-text file, its language detected unless it is given (a BCP 47
/// tag), its sentences found. `name` is what errors call it.
///
/// # Errors
/// [`ErrorKind::Unusable`] if `language` is not a language code.
pub fn text(name: &str, contents: &str, language: Option<&str>, split: model::Split) -> Result<Text> {
    let language = match language {
        Some(code) => lang::parse(code).ok_or_else(|| {
            let what = format!("`{code}` is not a language code");
            Error::unusable(name, what, "use one like en, fra, zh-Hant or pt-BR")
        })?,
        None => lang::detect(contents),
    };
    segment(read::from_text(name, contents, split)?, &language, split)
}
