//! Inline formatting beside the text: which stretch of it is bold, which is a link.
//!
//! The text stays as it was read, without any code in it; a mark says of a range of its bytes how the format set it off. Writers that know such
//! codes write them again, all others need not know that there are any.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};

/// How a stretch of text is set off from what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// It leads somewhere: [`Mark::address`] says where to.
    Link,
    /// Bold, or strong emphasis.
    Bold,
    /// Italic, or emphasis.
    Italic,
    /// Underlined.
    Underline,
    /// Crossed out.
    Strike,
    /// Raised.
    Superscript,
    /// Lowered.
    Subscript,
    /// Code, in letters of one width.
    Code,
}

impl MarkKind {
    /// Every kind; the outer ones of those that cover the same text first.
    pub const ALL: [Self; 8] =
        [Self::Link, Self::Bold, Self::Italic, Self::Underline, Self::Strike, Self::Superscript, Self::Subscript, Self::Code];

    /// The element of HTML that stands for it.
    pub fn element(self) -> &'static str {
        match self {
            Self::Link => "a",
            Self::Bold => "b",
            Self::Italic => "i",
            Self::Underline => "u",
            Self::Strike => "s",
            Self::Superscript => "sup",
            Self::Subscript => "sub",
            Self::Code => "code",
        }
    }
}

/// A stretch of a document's text that is set off.
///
/// The marks of a document are ascending, the outer one first where two begin together, and properly nested; none is empty, begins or ends with
/// white space, or goes beyond its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of [`Document::text`](super::Document::text).
    pub range: Range<usize>,
    /// How.
    pub kind: MarkKind,
    /// Where a link leads, as the file says it.
    pub address: Option<Arc<str>>,
}

/// Whether marks are what [`Mark`] promises, as far as their order and their edges go.
pub(super) fn check(path: &Path, text: &str, marks: &[Mark]) -> Result<()> {
    let mut open: Vec<usize> = Vec::new();
    let mut start = 0;
    for mark in marks {
        let Range { start: from, end: to } = mark.range;
        while open.last().is_some_and(|&end| end <= from) {
            open.pop();
        }
        let nested = open.last().is_none_or(|&end| to <= end);
        if from < start || from >= to || !nested || text.get(mark.range.clone()).is_none() {
            let what = format!("mark {:?} is out of order or cuts a character", mark.range);
            return Err(Error::new(path, ErrorKind::Unusable { what, remedy: "report this reader's bug".into() }));
        }
        open.push(to);
        start = from;
    }
    Ok(())
}
