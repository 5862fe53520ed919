//! Plain text: a line is a block, or a paragraph is.

mod lines;
mod paragraphs;
mod wrap;

pub(super) use lines::blocks as lines;
pub(super) use paragraphs::blocks as paragraphs;
