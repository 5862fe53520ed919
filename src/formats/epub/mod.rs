//! EPUB: books that are read, and bilingual books that are written.

pub(super) mod check;
mod figures;
pub(super) mod read;
mod write;

pub use write::{Layout, write};
