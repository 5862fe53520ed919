//! Carries the inline marks of sentences over to the line of their bead.
//!
//! Marks are ranges of the document, and a line is put together from sentences, so ranges have to be mapped. A mark that goes beyond the
//! bead is cut at its edge, and records that. Marks stay nested, so any format of elements can write them.

use std::ops::Range;

use crate::formats::output::flat;
use crate::hash::Map;
use crate::model::{MarkKind, Text};

/// A mark in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Inline<'a> {
    /// Bytes of the line.
    pub range: Range<usize>,
    pub kind: MarkKind,
    /// Where a link leads.
    pub address: Option<&'a str>,
    /// Whether the mark begins here, and not in a sentence before.
    pub begins: bool,
    /// Whether it ends here.
    pub ends: bool,
}

impl Inline<'_> {
    /// The tags of HTML that stand for it.
    pub fn tags(&self) -> (String, String) {
        let element = self.kind.element();
        let opening = match self.address {
            Some(address) => format!("<{element} href=\"{}\">", address.replace('&', "&amp;").replace('"', "&quot;")),
            None => format!("<{element}>"),
        };
        (opening, format!("</{element}>"))
    }
}

/// The sentences of a bead as one line, and the marks in it: ascending, the outer ones first.
pub(in crate::formats) fn line<'a>(text: &'a Text, ids: &[usize]) -> (String, Vec<Inline<'a>>) {
    let document = text.document();
    let mut line = String::new();
    let mut marks: Vec<(usize, Inline<'a>)> = Vec::new();
    // Where among `marks` those of the document are: a paragraph may have a hundred thousand.
    let mut places: Map<usize, usize> = Map::default();
    for (id, sentence) in ids.iter().filter_map(|&id| Some((id, text.sentences().get(id)?))) {
        let content = text.sentence(id);
        // The places of a sentence's marks in another wording are unknown.
        let touched = if text.correction(id).is_some() { Vec::new() } else { document.marks_in(&sentence.range) };
        if touched.is_empty() {
            flat::join(&mut line, &flat::line_of(content));
            continue;
        }
        let mut kept: Vec<(Range<usize>, usize)> = Vec::new();
        let flat = flat::traced(content, |range, to| kept.push((range, to)));
        let start = flat::join(&mut line, &flat);
        for at in touched {
            let Some(mark) = document.marks().get(at) else { continue };
            let place = |byte: usize| start + carried(&kept, byte.saturating_sub(sentence.range.start));
            let range = place(mark.range.start)..place(mark.range.end);
            let ends = mark.range.end <= sentence.range.end;
            // From the sentence before it goes on in this one.
            match places.get(&at).and_then(|&place| marks.get_mut(place)) {
                Some((_, inline)) => (inline.range.end, inline.ends) = (range.end, ends),
                None => {
                    places.insert(at, marks.len());
                    let begins = mark.range.start >= sentence.range.start;
                    marks.push((at, Inline { range, kind: mark.kind, address: mark.address.as_deref(), begins, ends }));
                }
            }
        }
    }
    marks.sort_by_key(|(at, _)| *at);
    let inlines = marks.into_iter().map(|(_, inline)| inline).filter(|inline| !inline.range.is_empty()).collect();
    (line, inlines)
}

/// Where a byte of a sentence is in its line, which was put together from these stretches.
fn carried(kept: &[(Range<usize>, usize)], byte: usize) -> usize {
    let after = kept.partition_point(|(range, _)| range.start <= byte);
    let stretch = after.checked_sub(1).and_then(|at| kept.get(at));
    stretch.map_or(0, |(range, to)| to + byte.min(range.end) - range.start)
}

/// A line as XML: `code` gives what is written before and after a mark, by its number.
pub(in crate::formats) fn coded(
    line: &str,
    marks: &[Inline<'_>],
    escape: impl Fn(&str) -> String,
    code: impl Fn(usize, &Inline<'_>) -> (String, String),
) -> String {
    let mut coded = String::with_capacity(line.len());
    let mut at = 0;
    let mut say = |coded: &mut String, to: usize| {
        coded.push_str(&escape(line.get(at..to).unwrap_or_default()));
        at = to.max(at);
    };
    let mut open: Vec<(usize, String)> = Vec::new();
    for (number, mark) in marks.iter().enumerate() {
        while let Some((end, closing)) = open.pop_if(|(end, _)| *end <= mark.range.start) {
            say(&mut coded, end);
            coded.push_str(&closing);
        }
        say(&mut coded, mark.range.start);
        let (opening, closing) = code(number, mark);
        coded.push_str(&opening);
        open.push((mark.range.end, closing));
    }
    for (end, closing) in open.into_iter().rev() {
        say(&mut coded, end);
        coded.push_str(&closing);
    }
    say(&mut coded, line.len());
    coded
}

/// Numbers that match the marks of both sides: the first bold one of the target is that of the source. Links are the same if they lead to
/// the same place, before they are because of their order. What has no counterpart gets a number of its own.
pub(in crate::formats) fn matched<'a>(source: &[Inline<'a>], target: &[Inline<'a>]) -> (Vec<usize>, Vec<usize>) {
    let mut free = vec![true; source.len()];
    let mut numbers: Vec<Option<usize>> = vec![None; target.len()];
    let place = |mark: &Inline<'a>| (mark.kind, mark.address);
    let kind = |mark: &Inline<'a>| (mark.kind, None);
    for same in [&place as &dyn Fn(&Inline<'a>) -> (MarkKind, Option<&'a str>), &kind] {
        // The first of the source that are left of each kind, or place, come last here.
        let mut left: Map<_, Vec<usize>> = Map::default();
        for (at, mark) in source.iter().enumerate().rev().filter(|(at, _)| free.get(*at) == Some(&true)) {
            left.entry(same(mark)).or_default().push(at);
        }
        for (number, mark) in numbers.iter_mut().zip(target).filter(|(number, _)| number.is_none()) {
            let Some(at) = left.get_mut(&same(mark)).and_then(Vec::pop) else { continue };
            free.get_mut(at).into_iter().for_each(|free| *free = false);
            *number = Some(at + 1);
        }
    }
    let mut next = source.len();
    let numbers = numbers.into_iter().map(|number| {
        number.unwrap_or_else(|| {
            next += 1;
            next
        })
    });
    ((1..=source.len()).collect(), numbers.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::output::xml::escaped;
    use crate::model::{Block, BlockKind, Document, Mark, SourceOffsets, Split};
    use crate::segment;

    /// A text of lines whose parts between `*` are bold and between `_` italic.
    fn text(marked: &str) -> Text {
        let (mut plain, mut marks, mut open) = (String::new(), Vec::new(), Vec::new());
        for c in marked.chars() {
            let kind = match c {
                '*' => MarkKind::Bold,
                '_' => MarkKind::Italic,
                c => {
                    plain.push(c);
                    continue;
                }
            };
            match open.pop_if(|&mut (_, of)| of == kind) {
                Some((start, kind)) => marks.push(Mark { range: start..plain.len(), kind, address: None }),
                None => open.push((plain.len(), kind)),
            }
        }
        marks.sort_by_key(|mark| (mark.range.start, usize::MAX - mark.range.end));
        let blocks = vec![Block { range: 0..plain.len(), kind: BlockKind::Paragraph }];
        let document = Document::new("f", plain, blocks, SourceOffsets::Shifted(0)).unwrap().with_marks(marks).unwrap();
        segment::segment(document, "en", Split::Sentences).unwrap()
    }

    fn coded_line(text: &Text, ids: &[usize]) -> String {
        let (line, marks) = line(text, ids);
        coded(&line, &marks, escaped, |_, mark| {
            let letter = mark.kind.element();
            (format!("{}{letter}(", if mark.begins { "" } else { "…" }), format!("){}", if mark.ends { "" } else { "…" }))
        })
    }

    #[test]
    fn marks_are_carried_over_line_ends_and_cut_at_the_edges_of_beads() {
        let text = text("One *bold\n  word _and_ more*. Two *long. Three long. Four* short.");
        assert_eq!(coded_line(&text, &[0]), "One b(bold word i(and) more).");
        assert_eq!(coded_line(&text, &[1]), "Two b(long.)…");
        assert_eq!(coded_line(&text, &[2]), "…b(Three long.)…");
        assert_eq!(coded_line(&text, &[3]), "…b(Four) short.");
        assert_eq!(coded_line(&text, &[1, 2, 3]), "Two b(long. Three long. Four) short.");
        assert_eq!(coded_line(&text, &[0, 3]), "One b(bold word i(and) more). …b(Four) short.");
    }

    #[test]
    fn the_same_marks_get_the_same_number() {
        let of = |kind, address| Inline { range: 0..1, kind, address, begins: true, ends: true };
        use MarkKind::{Bold, Italic, Link};
        let source = [of(Bold, None), of(Link, Some("a")), of(Link, Some("b")), of(Bold, None)];
        let target = [of(Italic, None), of(Link, Some("b")), of(Bold, None), of(Link, Some("c"))];
        assert_eq!(matched(&source, &target), (vec![1, 2, 3, 4], vec![5, 3, 1, 2]));
    }
}
