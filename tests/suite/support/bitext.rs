//! Arbitrary texts with arbitrary alignments between them, for the tests of formats.

use std::cmp::Reverse;

use diptych::internal::segment;
use diptych::model::{Alignment, Bead, BeadKind, Mark, MarkKind, Split, Text};
use diptych::read;
use proptest::prelude::*;

/// Two texts and an alignment of them.
#[derive(Clone, Debug)]
pub struct Sample {
    pub source: Text,
    pub target: Text,
    pub alignment: Alignment,
}

/// A text of these lines, a sentence each.
pub fn text(name: &str, language: &str, lines: &[String]) -> Text {
    let all: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let text = segment::segment(read::from_text(name, all, Split::Lines).unwrap(), language, Split::Lines).unwrap();
    assert_eq!(text.len(), lines.len());
    text
}

/// The same with inline marks over these stretches of it, counted in characters, as far as they are nested.
pub fn with_marks(text: &Text, stretches: &[(usize, usize, usize)]) -> Text {
    let whole = text.document().text();
    let places: Vec<usize> = whole.char_indices().map(|(at, _)| at).chain([whole.len()]).collect();
    let place = |at: usize| places[at % places.len()];
    let mut stretches: Vec<_> =
        stretches.iter().map(|&(one, other, kind)| (place(one).min(place(other)), place(one).max(place(other)), kind)).collect();
    stretches.sort_by_key(|&(start, end, kind)| (start, Reverse(end), kind));
    let mut marks: Vec<Mark> = Vec::new();
    for (start, end, kind) in stretches.into_iter().filter(|(start, end, _)| start < end) {
        if marks.iter().all(|mark| mark.range.end <= start || mark.range.end >= end) {
            let kind = MarkKind::ALL[kind % MarkKind::ALL.len()];
            marks.push(Mark { range: start..end, kind, address: (kind == MarkKind::Link).then(|| "a&b\"<".into()) });
        }
    }
    Text::new(text.document().clone().with_marks(marks).unwrap(), text.language(), text.sentences().to_vec()).unwrap()
}

/// A line of anything but what ends lines, never blank.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé<>&\"' ]{0,12}[a-z.]",
        "\\PC{0,20}[a-z]",
        "[\u{4e00}-\u{4e40}，。]{1,8}",
        "\t?[=\u{1}\u{1b}\u{feff}\u{2028}\u{85}]{0,3}x[\t ]y",
    ]
}

/// Any alignment at all: every sentence of both sides is given to one of a few beads, which may cross and have holes.
pub fn sample() -> impl Strategy<Value = Sample> {
    let side = || prop::collection::vec((line(), 0_usize..8), 0..12);
    let marks = || prop::collection::vec((0_usize..200, 0_usize..200, 0_usize..8), 0..6);
    let beads = prop::collection::vec((0_u32..=10_000, any::<bool>()), 8);
    (side(), side(), beads, marks(), marks()).prop_map(|(source, target, beads, source_marks, target_marks)| {
        let ids = |side: &[(String, usize)], bead: usize| {
            side.iter().enumerate().filter(|(_, (_, of))| *of == bead).map(|(id, _)| id).collect::<Vec<usize>>()
        };
        let mut all: Vec<Bead> = Vec::new();
        for (number, (confidence, moved)) in beads.into_iter().enumerate() {
            let mut bead = Bead::new(ids(&source, number), ids(&target, number), confidence as f32 / 10_000.0);
            if moved && bead.kind == BeadKind::Match {
                bead.kind = BeadKind::Moved;
            }
            if !(bead.source.is_empty() && bead.target.is_empty()) {
                all.push(bead);
            }
        }
        let lines = |side: &[(String, usize)]| side.iter().map(|(line, _)| line.clone()).collect::<Vec<_>>();
        let (source_text, target_text) = (text("a.txt", "en", &lines(&source)), text("b.txt", "zh", &lines(&target)));
        let alignment = Alignment::new(all, source.len(), target.len()).unwrap();
        Sample { source: with_marks(&source_text, &source_marks), target: with_marks(&target_text, &target_marks), alignment }
    })
}
