//! A picture of a document, kept for the bilingual book that is made of it.

use std::sync::Arc;

/// A picture, and where in the text it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Byte of [`Document::text`](super::Document::text): what ends there or before it stands before the picture, all else behind it.
    pub offset: usize,
    /// The name of its file within the document. Pictures of one name are one file.
    pub name: Arc<str>,
    /// What stands for it where it cannot be seen; may be empty.
    pub description: String,
    /// The file.
    pub bytes: Arc<[u8]>,
}
