//! Web pages: read as texts, and written as pages that show a bitext.

mod attributes;
pub(super) mod boilerplate;
mod elements;
pub(super) mod read;
#[cfg(test)]
mod tests;
mod write;

pub use write::write;
