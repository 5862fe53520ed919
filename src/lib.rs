//! diptych pairs two copies of a text in two languages, sentence by sentence, and says how sure it is of each pair.
//!
//! (map of the stages: to be completed)

pub mod align;
pub mod error;
pub mod eval;
pub mod hash;
pub mod lang;
pub mod lexicon;
pub mod model;
pub mod numbers;
pub mod read;
pub mod score;
pub mod segment;
pub mod side;
pub mod words;
pub mod write;

pub use error::{Error, ErrorKind, Result};
