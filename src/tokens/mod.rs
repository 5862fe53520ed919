//! What the aligner sees of a text: words and numbers as ids, with their places and weights, lengths, marks, times.
//!
//! [`words`] cuts sentences into folded words, [`numbers`] brings numbers to one form, [`times`] puts subtitles on one clock, [`edges`]
//! classifies the marks at which sentences begin and end. [`Prepared`] holds all of it for one text, so that scores are computed from
//! numbers alone and no later stage looks at a letter.

pub mod edges;
pub mod numbers;
pub mod postings;
mod prepared;
pub mod times;
pub mod words;

pub use edges::{Edge, Seam};
pub use postings::Postings;
pub use prepared::Prepared;
pub use words::{Tokens, Word, tokenize};
