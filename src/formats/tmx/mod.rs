//! TMX, the exchange format of translation memories.

pub(super) mod bitext;
pub(super) mod check;
pub(super) mod document;
mod write;

pub(super) use write::date;
pub use write::{Header, Level, write};
