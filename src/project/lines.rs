//! Turns the lines of a project file into beads and sentences: checked against the texts, or unchecked for texts that have changed.
//!
//! People edit these files by hand, so everything that can be wrong with a line has its own message, and every sentence of both texts must
//! be in exactly one bead: what an edit by hand left out is found here and not by a reader who misses it in the result.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::carry::{Old, OldText};
use super::form::{Form, cut, malformed, probability, status};
use super::{Marked, State, Status, order};
use crate::error::{Error, Result};
use crate::model::{Bead, BeadKind, Document, Pair, Sentence, Side, Text};

/// A sentence as a line names it.
type Named = (Range<usize>, Option<u32>);

/// A line with a bead.
struct Line {
    number: usize,
    sides: Pair<Vec<Named>>,
    kind: BeadKind,
    confidence: f32,
    status: Status,
}

/// A line with a correction.
struct Wording<'t> {
    number: usize,
    side: Side,
    range: Range<usize>,
    text: &'t str,
}

const COLUMNS: &str = "source ranges, target ranges, kind, confidence, status, source hashes, target hashes";

/// The texts and beads of a project whose texts have not changed.
pub(super) fn state(path: &Path, form: &Form, documents: &Pair<Arc<Document>>) -> Result<State> {
    let (lines, wordings) = read(path, form)?;
    let numbered = Pair::try_from_fn(|side| numbered(path, &lines, side))?;
    let mut texts = Pair::try_from_fn(|side| {
        let sentences = placed(path, side, &documents[side], &numbered[side])?;
        Text::new(Arc::clone(&documents[side]), form.origins[side].language.clone(), sentences)
    })?;
    for Wording { number, side, range, text: wording } in wordings {
        let text = &mut texts[side];
        let found = text.sentences().binary_search_by_key(&range.start, |sentence| sentence.range.start).ok();
        if found.and_then(|id| text.sentences().get(id)).is_none_or(|sentence| sentence.range != range) {
            let what = format!("the correction is of bytes {}-{}, which are no sentence of a bead", range.start, range.end);
            return Err(malformed(path, number, what, "write the range of a sentence, or take the line out"));
        }
        if text.correct(range.start, Some(wording.to_owned())).is_some() {
            return Err(malformed(path, number, "this sentence was corrected before", "take one of the two lines out"));
        }
    }
    Ok(State { texts, rows: rows(&lines, &numbered) })
}

/// What a project file says, for texts that are no longer those it was written for.
pub(super) fn unchecked(path: &Path, form: &Form) -> Result<Old> {
    let (lines, wordings) = read(path, form)?;
    let numbered = Pair::try_from_fn(|side| numbered(path, &lines, side))?;
    let texts = Pair::from_fn(|side| {
        let sentences: Vec<Named> = numbered[side].iter().map(|(named, _)| named.clone()).collect();
        let id = |range: &Range<usize>| {
            let found = sentences.binary_search_by_key(&range.start, |(other, _)| other.start).ok();
            found.filter(|&at| sentences.get(at).is_some_and(|(other, _)| other == range))
        };
        let of_side = wordings.iter().filter(|wording| wording.side == side);
        let corrections = of_side.filter_map(|wording| Some((id(&wording.range)?, wording.text.to_owned()))).collect();
        OldText { sentences, corrections }
    });
    Ok(Old { texts, rows: rows(&lines, &numbered) })
}

fn rows(lines: &[Line], numbered: &Pair<Vec<(Named, usize)>>) -> Vec<Marked> {
    let marked = |line: &Line| {
        let ids = Pair::from_fn(|side| {
            let id = |(range, _): &Named| numbered[side].binary_search_by_key(&range.start, |((other, _), _)| other.start).ok();
            line.sides[side].iter().filter_map(id).collect()
        });
        let bead = Bead { source: ids.source, target: ids.target, kind: line.kind, confidence: line.confidence };
        Marked { bead, status: line.status }
    };
    let mut rows = lines.iter().map(marked).collect();
    order::sort(&mut rows);
    rows
}

fn read<'t>(path: &Path, form: &Form<'t>) -> Result<(Vec<Line>, Vec<Wording<'t>>)> {
    let (mut lines, mut wordings) = (Vec::with_capacity(form.lines.len()), Vec::new());
    for &(number, line) in &form.lines {
        let wrong = |(what, remedy): (String, &str)| malformed(path, number, what, remedy);
        match line.split_once('\t') {
            Some(("source", rest)) => wordings.push(correction(Side::Source, rest, number).map_err(wrong)?),
            Some(("target", rest)) => wordings.push(correction(Side::Target, rest, number).map_err(wrong)?),
            _ => lines.push(bead(line, number).map_err(wrong)?),
        }
    }
    Ok((lines, wordings))
}

/// An error: what is wrong with a line, and the remedy.
type Wrong = (String, &'static str);

fn correction(side: Side, rest: &str, number: usize) -> Result<Wording<'_>, Wrong> {
    let remedy = "write source or target, a tab, the range of the sentence, a tab, and the wording";
    let Some((at, text)) = rest.split_once('\t') else {
        return Err(("a correction needs a range and a wording".to_owned(), remedy));
    };
    let range = range(at).ok_or_else(|| (format!("`{}` is no range", cut(at)), remedy))?;
    if text.trim().is_empty() {
        return Err(("the wording is empty".to_owned(), "write one, or take the line out"));
    }
    Ok(Wording { number, side, range, text })
}

fn bead(line: &str, number: usize) -> Result<Line, Wrong> {
    let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [source, target, kind, confidence, status_word, hashes @ ..] = columns.as_slice() else {
        let what = format!("a bead has the columns {COLUMNS}, and this line has {}", columns.len());
        return Err((what, "separate them by one tab each; the hashes may be left out"));
    };
    if hashes.len() > 2 {
        return Err((format!("a bead has the columns {COLUMNS}, and this line has {}", columns.len()), "take out what is too much"));
    }
    let sides = Pair::new(named(source, hashes.first().copied())?, named(target, hashes.get(1).copied())?);
    let kind: BeadKind =
        kind.parse().map_err(|()| (format!("`{}` is no kind of bead", cut(kind)), "write match, moved, omitted or added"))?;
    let fits: &[BeadKind] = match (sides.source.is_empty(), sides.target.is_empty()) {
        (true, true) => return Err(("a bead without a sentence".to_owned(), "take the line out")),
        (false, true) => &[BeadKind::Omitted],
        (true, false) => &[BeadKind::Added],
        (false, false) => &[BeadKind::Match, BeadKind::Moved],
    };
    if !fits.contains(&kind) {
        let has = if fits.len() == 2 { "both sides" } else { "one side" };
        return Err((
            format!("a bead with sentences on {has} is called {kind}"),
            match fits {
                [BeadKind::Omitted] => "call it omitted, or name its target sentences",
                [BeadKind::Added] => "call it added, or name its source sentences",
                _ => "call it match or moved, or take the sentences of one side out",
            },
        ));
    }
    let confidence =
        probability(confidence).ok_or_else(|| (format!("`{}` is no confidence", cut(confidence)), "write a number from 0 to 1"))?;
    let status = status(status_word).ok_or_else(|| (format!("`{}` is no status", cut(status_word)), "write auto, checked or locked"))?;
    Ok(Line { number, sides, kind, confidence, status })
}

fn named(ranges: &str, hashes: Option<&str>) -> Result<Vec<Named>, Wrong> {
    let written = |list: &str| !matches!(list, "" | "-");
    let mut named: Vec<Named> = Vec::new();
    for word in ranges.split_ascii_whitespace().filter(|word| written(word)) {
        let range = range(word).ok_or_else(|| {
            (
                format!("`{}` is no range of bytes", cut(word)),
                "write FIRST-END as two numbers, END being the byte after the last, or - for no sentence",
            )
        })?;
        if named.last().is_some_and(|(before, _)| before.end > range.start || before.start == range.start) {
            return Err((
                format!("the range {word} stands after one that it does not follow"),
                "write the ranges of a bead in the order of the text",
            ));
        }
        named.push((range, None));
    }
    let hashes: Vec<&str> = hashes.unwrap_or("-").split_ascii_whitespace().filter(|word| written(word)).collect();
    // Merging or cutting beads by hand leaves harmless stale hashes.
    if hashes.len() == named.len() {
        for ((_, hash), word) in named.iter_mut().zip(hashes) {
            let read = u32::from_str_radix(word, 16).ok().filter(|_| word.len() == 8);
            *hash =
                Some(read.ok_or_else(|| {
                    (format!("`{}` is no hash of eight hexadecimal digits", cut(word)), "take the hashes of the line out")
                })?);
        }
    }
    Ok(named)
}

fn range(word: &str) -> Option<Range<usize>> {
    let (start, end) = word.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start <= end).then_some(start..end)
}

/// The sentences of one side in their order, each with the line that names it; no two overlap.
fn numbered(path: &Path, lines: &[Line], side: Side) -> Result<Vec<(Named, usize)>> {
    let of_line = |line: &Line| -> Vec<_> { line.sides[side].iter().map(|named| (named.clone(), line.number)).collect() };
    let mut all: Vec<(Named, usize)> = lines.iter().flat_map(of_line).collect();
    all.sort_by_key(|((range, _), _)| (range.start, range.end));
    for pair in all.windows(2) {
        let [((one, _), first), ((other, _), second)] = pair else { continue };
        if other.start < one.end || other.start == one.start {
            let (number, before) = (first.max(second), first.min(second));
            let what = if one == other {
                format!("the {side} sentence {}-{} is on line {before} too", one.start, one.end)
            } else {
                format!("the {side} sentences {}-{} and {}-{} overlap (line {before})", one.start, one.end, other.start, other.end)
            };
            return Err(malformed(path, *number, what, "put every sentence into one bead only"));
        }
    }
    Ok(all)
}

/// Sentences with their blocks, if they are sentences of this document and leave nothing of it out.
fn placed(path: &Path, side: Side, document: &Document, named: &[(Named, usize)]) -> Result<Vec<Sentence>> {
    let mut sentences = Vec::with_capacity(named.len());
    for ((range, _), number) in named {
        let (start, end) = (range.start, range.end);
        let wrong = |what: String, remedy: &str| malformed(path, *number, what, remedy);
        if end > document.text().len() {
            let what = format!("the {side} sentence {start}-{end} is beyond the end of the text, byte {}", document.text().len());
            return Err(wrong(what, "write the range of a sentence of the text"));
        }
        if document.text().get(range.clone()).is_none() {
            return Err(wrong(
                format!("the {side} sentence {start}-{end} begins or ends inside a character"),
                "move the range to where characters end",
            ));
        }
        let block = document.blocks().partition_point(|block| block.range.start <= start).checked_sub(1);
        let Some(block) = block.filter(|&at| document.blocks().get(at).is_some_and(|block| end <= block.range.end)) else {
            return Err(wrong(format!("the {side} sentence {start}-{end} is not within one paragraph"), "cut it where the paragraph ends"));
        };
        let blank = document
            .blocks()
            .get(block)
            .is_some_and(|block| document.text().get(block.range.clone()).unwrap_or_default().trim().is_empty());
        if range.is_empty() && !blank {
            return Err(wrong(format!("the {side} sentence {start}-{end} is empty"), "take it out"));
        }
        sentences.push(Sentence { range: range.clone(), block });
    }
    let mut next = sentences.iter().peekable();
    for (at, block) in document.blocks().iter().enumerate() {
        let mut from = block.range.start;
        while let Some(sentence) = next.next_if(|sentence| sentence.block == at) {
            left_out(path, side, document, from..sentence.range.start)?;
            from = sentence.range.end;
        }
        left_out(path, side, document, from..block.range.end)?;
    }
    Ok(sentences)
}

/// An error if there is text between two sentences.
fn left_out(path: &Path, side: Side, document: &Document, range: Range<usize>) -> Result<()> {
    let text = document.text().get(range.clone()).unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(());
    }
    let start = range.start + (text.len() - text.trim_start().len());
    let end = start + text.trim().len();
    let what = format!("the {side} sentence {start}-{end} (`{}`) is in no bead", cut(text.trim()));
    Err(Error::unusable(path, what, "add it to a bead, or give it a line of its own"))
}
