//! Turns the styles of pieces of text into inline marks.
//!
//! Formats express style in two ways: an element is bold from here to there (HTML), or a run of text is bold and italic (Word), and the
//! next one is again. Both are recorded here as the style from a byte on, so that a word which an editor cut into five runs is one mark,
//! and marks come out nested whatever the file does.

use std::ops::Range;
use std::sync::Arc;

use crate::model::{Mark, MarkKind};
use crate::source::limits::LINK_BYTES;

/// How a run of text is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::formats) struct Style {
    /// One bit per kind.
    kinds: u8,
    /// Where it leads, if it is a link.
    address: Option<Arc<str>>,
}

impl Style {
    /// Of one kind alone.
    pub fn of(kind: MarkKind) -> Self {
        Self { kinds: bit(kind), address: None }
    }

    /// A link; plain if what it should lead to is data rather than a place.
    pub fn link(address: &str) -> Self {
        if address.len() > LINK_BYTES {
            return Self::default();
        }
        Self { kinds: bit(MarkKind::Link), address: Some(address.into()) }
    }

    /// Sets a kind or takes it away.
    pub fn set(&mut self, kind: MarkKind, holds: bool) {
        self.kinds = if holds { self.kinds | bit(kind) } else { self.kinds & !bit(kind) };
    }

    /// With all that the other is, too.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.kinds |= other.kinds;
        self.address = other.address.clone().or(self.address);
        self
    }

    fn holds(&self, kind: MarkKind) -> bool {
        self.kinds & bit(kind) != 0
    }

    fn is_plain(&self) -> bool {
        self.kinds == 0
    }
}

fn bit(kind: MarkKind) -> u8 {
    MarkKind::ALL.iter().position(|&other| other == kind).map_or(0, |at| 1 << at)
}

static PLAIN: Style = Style { kinds: 0, address: None };

/// A text and the style of each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::formats) struct Styled {
    text: String,
    /// From which byte on it is set how, ascending; plain before the first.
    changes: Vec<(usize, Style)>,
}

impl Styled {
    /// The text alone.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, to be added to in the style that was turned to last, or taken from at its end.
    pub fn text_mut(&mut self) -> &mut String {
        &mut self.text
    }

    /// What is added from here on has this style.
    pub fn turn(&mut self, style: &Style) {
        // What was taken back took its styles with it.
        while self.changes.last().is_some_and(|(start, _)| *start >= self.text.len()) {
            self.changes.pop();
        }
        if self.changes.last().map_or(&PLAIN, |(_, style)| style) != style {
            self.changes.push((self.text.len(), style.clone()));
        }
    }

    /// Adds a part of another text, in its styles.
    pub fn append(&mut self, other: &Self, range: Range<usize>) {
        for (range, style) in other.parts(range) {
            self.turn(style);
            self.text.push_str(other.text.get(range).unwrap_or_default());
        }
    }

    /// The part from this byte on, which this text loses.
    pub fn split_off(&mut self, start: usize) -> Self {
        let mut rest = Self::default();
        rest.append(self, start..self.text.len());
        self.text.truncate(start);
        let kept = self.changes.partition_point(|(from, _)| *from < start);
        self.changes.truncate(kept);
        rest
    }

    /// The parts of a range, each in one style.
    pub fn parts(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &Style)> {
        let first = self.changes.partition_point(|(start, _)| *start <= range.start);
        let before = first.checked_sub(1).and_then(|at| self.changes.get(at)).map_or(&PLAIN, |(_, style)| style);
        let later = self.changes.get(first..).unwrap_or_default().iter().map(|(start, style)| (*start, style));
        let mut starts = std::iter::once((range.start, before)).chain(later).take_while(move |(start, _)| *start < range.end).peekable();
        std::iter::from_fn(move || {
            let (start, style) = starts.next()?;
            Some((start..starts.peek().map_or(range.end, |(next, _)| *next), style))
        })
    }

    /// The text, and its styles as marks.
    pub fn finish(self) -> (String, Vec<Mark>) {
        let mut marks: Vec<Mark> = Vec::new();
        // Places in `marks` of those that are open, the outermost first.
        let mut open: Vec<usize> = Vec::new();
        let end = (self.text.len(), PLAIN.clone());
        for (at, (start, style)) in self.changes.iter().chain([&end]).enumerate() {
            let goes_on = |mark: &Mark| style.holds(mark.kind) && (mark.kind != MarkKind::Link || mark.address == style.address);
            let kept = open.iter().take_while(|&&mark| marks.get(mark).is_some_and(goes_on)).count();
            for mark in open.drain(kept..) {
                marks.get_mut(mark).into_iter().for_each(|mark| mark.range.end = *start);
            }
            if style.is_plain() {
                continue;
            }
            let is_open = |kind| open.iter().any(|&mark| marks.get(mark).is_some_and(|mark| mark.kind == kind));
            let mut begun: Vec<MarkKind> = MarkKind::ALL.into_iter().filter(|&kind| style.holds(kind) && !is_open(kind)).collect();
            // What lasts longer goes around what ends sooner.
            begun.sort_by_key(|&kind| std::cmp::Reverse(self.lasts(at, kind)));
            for kind in begun {
                let address = style.address.clone().filter(|_| kind == MarkKind::Link);
                open.push(marks.len());
                marks.push(Mark { range: *start..*start, kind, address });
            }
        }
        marks.iter_mut().for_each(|mark| trim(&self.text, &mut mark.range));
        marks.retain(|mark| !mark.range.is_empty());
        (self.text, marks)
    }

    /// For how many changes a kind lasts, as far as it pays to look.
    fn lasts(&self, from: usize, kind: MarkKind) -> usize {
        self.changes.iter().skip(from).take(32).take_while(|(_, style)| style.holds(kind)).count()
    }
}

/// Takes the white space off the edges of a range.
fn trim(text: &str, range: &mut Range<usize>) {
    let content = text.get(range.clone()).unwrap_or_default();
    let start = range.start + content.len() - content.trim_start().len();
    *range = start..start + content.trim().len();
}

#[cfg(test)]
mod tests {
    use super::*;
    use MarkKind::{Bold, Italic, Link};

    fn marks(pieces: &[(&str, &[MarkKind])]) -> Vec<(MarkKind, String)> {
        let mut styled = Styled::default();
        for (text, kinds) in pieces {
            let mut style = Style::default();
            for &kind in *kinds {
                style = style.and(&if kind == Link { Style::link("x") } else { Style::of(kind) });
            }
            styled.turn(&style);
            styled.text_mut().push_str(text);
        }
        let (text, marks) = styled.finish();
        marks.into_iter().map(|mark| (mark.kind, text[mark.range].to_owned())).collect()
    }

    #[test]
    fn runs_of_one_style_are_one_mark() {
        assert_eq!(marks(&[("a ", &[]), ("b", &[Bold]), ("c ", &[Bold]), ("d", &[])]), [(Bold, "bc".to_owned())]);
    }

    #[test]
    fn marks_are_nested_whatever_the_styles_do() {
        let nested = marks(&[("a", &[Bold]), ("b", &[Bold, Italic]), ("c", &[Italic])]);
        assert_eq!(nested, [(Bold, "ab".to_owned()), (Italic, "b".to_owned()), (Italic, "c".to_owned())]);
        let longer_outside = marks(&[("a", &[Bold, Italic]), ("b", &[Italic])]);
        assert_eq!(longer_outside, [(Italic, "ab".to_owned()), (Bold, "a".to_owned())]);
        assert_eq!(marks(&[("a", &[Bold, Link])]), [(Link, "a".to_owned()), (Bold, "a".to_owned())]);
    }

    #[test]
    fn a_link_to_data_is_plain_text() {
        assert_eq!(Style::link(&"x".repeat(LINK_BYTES + 1)), Style::default());
        assert!(!Style::link(&"x".repeat(LINK_BYTES)).is_plain());
    }

    #[test]
    fn blank_marks_go() {
        assert_eq!(marks(&[("a", &[]), (" ", &[Bold]), ("b", &[])]), []);
    }
}
