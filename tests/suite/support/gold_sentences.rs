//! Measures a segmenter on sentences that were split by hand.
//!
//! The sentences of a paragraph are joined with one space (with nothing in Chinese and Japanese), segmented, and the boundary offsets inside the
//! paragraph compared. A file in which every paragraph is one sentence is joined to one paragraph.

use std::collections::BTreeSet;
use std::path::Path;

/// Boundary counts of one segmenter on one file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    /// Boundaries found that are in the gold.
    pub right: usize,
    /// Boundaries found.
    pub found: usize,
    /// Boundaries in the gold.
    pub gold: usize,
}

impl Score {
    /// Share of the found boundaries that are right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    /// Share of the gold boundaries that are found.
    pub fn recall(&self) -> f64 {
        self.right as f64 / self.gold.max(1) as f64
    }

    /// Harmonic mean of the two.
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }
}

/// Paragraphs of a file of gold sentences: the text and the offsets at which its sentences end, the last one left out.
///
/// With `clean` the sentences that do not end in a terminator are left out first: headlines, table cells, verses and captions, which stand in
/// blocks of their own in a document, and which no segmenter finds in a running line.
pub fn paragraphs(path: &Path, language: &str, clean: bool) -> Vec<(String, BTreeSet<usize>)> {
    let file = std::fs::read_to_string(path).unwrap();
    let joint = if matches!(language, "zh" | "ja") { "" } else { " " };
    let mut groups: Vec<Vec<&str>> = vec![Vec::new()];
    for line in file.lines().map(str::trim) {
        match groups.last_mut() {
            Some(group) if !line.is_empty() => group.extend((!clean || is_closed(line, language)).then_some(line)),
            _ => groups.push(Vec::new()),
        }
    }
    groups.retain(|group| !group.is_empty());
    if groups.iter().all(|group| group.len() == 1) {
        groups = vec![groups.concat()];
    }
    groups.iter().map(|group| join(group, joint)).collect()
}

/// Whether a sentence ends in a terminator, closing marks aside.
fn is_closed(sentence: &str, language: &str) -> bool {
    let bare = sentence.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»›“‘)]」』】`*".contains(c));
    bare.ends_with(|c: char| ".!?…。！？؟।".contains(c) || c == ';' && language == "el")
}

fn join(sentences: &[&str], joint: &str) -> (String, BTreeSet<usize>) {
    let mut ends = BTreeSet::new();
    let mut text = String::new();
    for sentence in sentences {
        if !text.is_empty() {
            ends.insert(text.len());
            text.push_str(joint);
        }
        text.push_str(sentence);
    }
    (text, ends)
}

/// Measures `segmenter`, which returns the offsets at which the sentences of a text end (that of the text itself may be among them).
pub fn measure(path: &Path, language: &str, clean: bool, segmenter: impl Fn(&str) -> Vec<usize>) -> Score {
    let mut score = Score::default();
    for (text, gold) in paragraphs(path, language, clean) {
        let found: BTreeSet<usize> = segmenter(&text).into_iter().filter(|&end| end < text.len()).collect();
        score.right += found.intersection(&gold).count();
        score.found += found.len();
        score.gold += gold.len();
    }
    score
}

/// The ends of the sentences that this crate finds.
pub fn ours(text: &str, language: &str) -> Vec<usize> {
    use diptych::model::{Block, BlockKind, Document, SourceOffsets, Split};
    let blocks = vec![Block { range: 0..text.len(), kind: BlockKind::Paragraph }];
    let document = Document::new("-", text.to_owned(), blocks, SourceOffsets::Shifted(0)).unwrap();
    let text = diptych::internal::segment::segment(document, language, Split::Sentences).unwrap();
    text.sentences().iter().map(|sentence| sentence.range.end).collect()
}
