//! Inline formatting beside the text: which stretch is bold, which is a link.
//!
//! The text stays as it was read, without codes; a mark says how the format set off a range of its bytes. Writers that have such codes
//! write them again, the others need not know of them.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};

/// How a stretch of text is set off from what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// A link; [`Mark::address`] says where to.
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

/// The marks of a document, each with the one around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    list: Vec<Mark>,
    around: Vec<Option<usize>>,
}

impl Marks {
    /// Marks that are what [`Mark`] promises, as far as their order and their edges go.
    pub fn new(path: &Path, text: &str, list: Vec<Mark>) -> Result<Self> {
        let mut around = Vec::with_capacity(list.len());
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut start = 0;
        for (at, mark) in list.iter().enumerate() {
            let Range { start: from, end: to } = mark.range;
            while open.last().is_some_and(|&(_, end)| end <= from) {
                open.pop();
            }
            let nested = open.last().is_none_or(|&(_, end)| to <= end);
            if from < start || from >= to || !nested || text.get(mark.range.clone()).is_none() {
                let what = format!("mark {:?} is out of order or cuts a character", mark.range);
                return Err(Error::unusable(path, what, "report this reader's bug"));
            }
            around.push(open.last().map(|&(outer, _)| outer));
            open.push((at, to));
            start = from;
        }
        Ok(Self { list, around })
    }

    /// All of them.
    pub fn list(&self) -> &[Mark] {
        &self.list
    }

    /// The places in the list of those that a range of the text touches, ascending.
    pub fn touched(&self, range: &Range<usize>) -> Vec<usize> {
        let first = self.list.partition_point(|mark| mark.range.start < range.start);
        // Of those that begin before, the last one and those around it are all that can reach into the range.
        let mut touched = Vec::new();
        let mut outer = first.checked_sub(1);
        while let Some(at) = outer {
            touched.extend(self.list.get(at).filter(|mark| mark.range.end > range.start).map(|_| at));
            outer = self.around.get(at).copied().flatten();
        }
        touched.reverse();
        touched.extend((first..).zip(self.list.iter().skip(first)).take_while(|(_, mark)| mark.range.start < range.end).map(|(at, _)| at));
        touched
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(ranges: &[(usize, usize)]) -> Result<Marks> {
        let list = ranges.iter().map(|&(start, end)| Mark { range: start..end, kind: MarkKind::Bold, address: None }).collect();
        Marks::new(Path::new("f"), "0123456789é", list)
    }

    #[test]
    fn what_is_not_nested_is_refused() {
        for wrong in [&[(2, 2)][..], &[(2, 5), (1, 3)], &[(1, 4), (3, 6)], &[(9, 11)], &[(3, 13)]] {
            assert!(marks(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn marks_are_found_by_what_they_cover() {
        let marks = marks(&[(0, 9), (1, 3), (2, 3), (4, 5), (6, 8)]).unwrap();
        assert_eq!(marks.touched(&(3..4)), [0]);
        assert_eq!(marks.touched(&(2..7)), [0, 1, 2, 3, 4]);
        assert_eq!(marks.touched(&(9..10)), [0; 0]);
    }
}
