//! XLIFF, the exchange format of translation tools.

pub(super) mod bitext;
pub(super) mod check;
pub(super) mod document;
mod write;

pub use write::write;
