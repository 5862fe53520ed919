//! diptych pairs two copies of a text in two languages, sentence by sentence, and says how sure it is of each pair.
//!
//! A text travels one way, through stages that know nothing of each other:
//!
//! 1. [`read`] turns bytes into a [`model::Document`]: the text as decoded, with its paragraphs as byte ranges.
//! 2. [`segment`] turns the document into a [`model::Text`]: its sentences, by the rules of its language ([`lang`]).
//! 3. [`tokens`] turns the text into what the aligner sees: words and numbers, lengths, punctuation, block edges.
//! 4. [`lexicon`] says which words translate which: look-alikes at first, then what the texts themselves teach.
//! 5. [`score`] turns a group of sentences into features, and the learned weights turn those into a score.
//! 6. [`align`](mod@align) finds the beads: anchors, a band around them, a lattice over the band, and one to three rounds of learning from
//!    the result; a [`model::Alignment`] comes out.
//! 7. [`write`](mod@write) turns the alignment into a file: a table, TMX, XLIFF, a page, a book, links and more.
//!
//! [`corpus`] does all that for a list of pairs, and goes on where it was interrupted, or for a stream of them, and finds out which files are pairs. [`bitext`]
//! reads what was written, [`check`] says what looks wrong in it. [`eval`] measures an alignment against one made by hand. `docs/architecture.md` tells the whole story.
//!
//! ```
//! use diptych::model::Split;
//! use diptych::{Options, align, text};
//!
//! let source = text("en", "The cat sleeps. It is 21 February 1999. Nobody wakes it.", Some("en"), Split::Sentences)?;
//! let target = text("fr", "Le chat dort. C'est le 21 février 1999. Personne ne le réveille.", Some("fr"), Split::Sentences)?;
//! let alignment = align(&source, &target, &Options::default())?;
//!
//! assert_eq!(alignment.beads().len(), 3);
//! for bead in alignment.beads() {
//!     let side = |text: &diptych::model::Text, ids: &[usize]| ids.iter().map(|&id| text.sentence(id).to_owned()).collect::<Vec<_>>().join(" ");
//!     println!("{:.2}  {}  |  {}", bead.confidence, side(&source, &bead.source), side(&target, &bead.target));
//! }
//! # Ok::<(), diptych::Error>(())
//! ```

pub mod align;
pub mod check;
pub mod corpus;
pub mod error;
pub mod eval;
pub mod formats;
pub mod hash;
pub mod lang;
pub mod lexicon;
pub mod model;
pub mod project;
pub mod review;
pub mod score;
pub mod segment;
#[doc(hidden)]
pub mod source;
pub mod tokens;

pub use align::{Options, align};
pub use error::{Error, ErrorKind, Result};
pub use formats::{bitext, document as read, output as write};

/// A text in memory, ready to be aligned: its paragraphs found as in a plain-text file, its language detected unless it is given (a BCP 47
/// tag), its sentences found. `name` is what errors call it.
///
/// # Errors
/// None in practice: what [`model::Document::new`] and [`model::Text::new`] check.
pub fn text(name: &str, contents: &str, language: Option<&str>, split: model::Split) -> Result<model::Text> {
    let language = language.map_or_else(|| lang::detect(contents), str::to_owned);
    segment::segment(read::from_text(name, contents, split)?, &language, split)
}
