//! Makes paragraphs of the lines of all pages.
//!
//! What stands at the edge of several pages and differs only in its numbers is a running head; a number alone there is the page number. A
//! paragraph ends where the next line is indented, far below, or of another size, or where a line that closes a sentence is short. It
//! continues over columns and pages. A hyphen at the end of a line is removed, unless the word has one anywhere else.

use std::path::Path;

use crate::error::Result;
use crate::formats::document::extract::Extract;
use crate::formats::pdf::page::Line;
use crate::hash::{Map, Set};
use crate::model::{BlockKind, Document};

/// Lines at the top and at the bottom of a page that may be running heads.
const EDGE: usize = 2;

/// Marks at the end of a line where a word was cut.
const HYPHENS: [char; 2] = ['-', '\u{2010}'];

/// Marks of list items, the last of them in a font of symbols.
const BULLETS: [char; 9] = ['•', '▪', '◦', '‣', '●', '○', '■', '□', '\u{f0b7}'];

/// A line that ends this many sizes before the right edge of its column is short.
const SHORT: f64 = 4.0;

/// Joins the lines of the pages.
pub(super) fn document(path: &Path, pages: &[Vec<Line>]) -> Result<Document> {
    let pages: Vec<Vec<Line>> = pages.iter().map(|page| without_blanks(page)).collect();
    let heads = running_heads(&pages);
    let mut lines: Vec<(usize, &Line)> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let is_head = |line: &Line| is_page_number(&line.text) || heads.contains(&shape(&line.text));
        let kept = page.iter().zip(edges(page)).filter(|(line, edge)| !(*edge && is_head(line)));
        lines.extend(kept.map(|(line, _)| (number, line)));
    }
    let body = body_size(&lines);
    let spacing = usual_spacing(&lines);
    let words = whole_words(&lines);
    let mut extract = Extract::default();
    let mut before: Option<(usize, &Line)> = None;
    let mut kind = BlockKind::Paragraph;
    for &(page, line) in &lines {
        let goes_on = before.is_some_and(|(page_before, before)| continues(before, line, page_before != page, spacing));
        if !goes_on {
            extract.close(kind);
            kind = kind_of(line, body);
        }
        let text = if goes_on { line.text.trim() } else { line.text.trim().trim_start_matches(BULLETS).trim_start() };
        say(&mut extract, text, goes_on, &words);
        before = Some((page, line));
    }
    extract.close(kind);
    extract.finish(path, None)
}

fn without_blanks(page: &[Line]) -> Vec<Line> {
    page.iter().filter(|line| !line.text.trim().is_empty()).cloned().collect()
}

/// Which lines stand at the top or the bottom of a page, whatever column they are in.
fn edges(page: &[Line]) -> Vec<bool> {
    let mut bases: Vec<f64> = page.iter().map(|line| line.base).collect();
    bases.sort_by(f64::total_cmp);
    bases.dedup_by(|next, base| *next - *base < 3.0);
    let top = bases.get(EDGE - 1).copied().unwrap_or(f64::INFINITY);
    let bottom = bases.iter().rev().nth(EDGE - 1).copied().unwrap_or(f64::NEG_INFINITY);
    page.iter().map(|line| line.base < top + 3.0 || line.base > bottom - 3.0).collect()
}

/// The text of a line without its numbers.
fn shape(text: &str) -> String {
    text.chars().filter(|c| !c.is_numeric() && !c.is_whitespace()).collect()
}

/// What stands at the edges of at least three pages, or of two of two or three.
fn running_heads(pages: &[Vec<Line>]) -> Set<String> {
    let mut counts: Map<String, usize> = Map::default();
    for page in pages {
        let edges = page.iter().zip(edges(page)).filter(|(_, edge)| *edge);
        let shapes: Set<String> = edges.map(|(line, _)| shape(&line.text)).filter(|shape| !shape.is_empty()).collect();
        shapes.into_iter().for_each(|shape| *counts.entry(shape).or_default() += 1);
    }
    let enough = if pages.len() <= 3 { 2 } else { 3 };
    counts.into_iter().filter(|(_, count)| *count >= enough).map(|(shape, _)| shape).collect()
}

/// `12`, `- 12 -`, `xii`, `Page 3 of 10`, `3/10`.
fn is_page_number(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | '.' | '|')).filter(|word| !word.is_empty()).collect();
    let digits = |word: &&str| word.len() <= 5 && word.chars().all(char::is_numeric);
    let roman = |word: &&str| word.len() <= 7 && word.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l' | 'c'));
    match words.as_slice() {
        [number] => digits(number) || roman(number),
        [one, other] => {
            digits(one) && digits(other) || one.chars().all(char::is_alphabetic) && one.to_lowercase().starts_with("p") && digits(other)
        }
        [word, one, of, other] => {
            word.chars().all(char::is_alphabetic) && digits(one) && of.chars().all(char::is_alphabetic) && digits(other)
        }
        _ => false,
    }
}

/// The size in which most of the text is set.
fn body_size(lines: &[(usize, &Line)]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = lines.iter().map(|(_, line)| (line.size, line.text.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, length)| length).sum::<usize>() / 2;
    let mut seen = 0;
    sizes
        .iter()
        .find(|(_, length)| {
            seen += length;
            seen > half
        })
        .map_or(10.0, |(size, _)| *size)
}

/// The usual distance of base lines, in sizes of the font.
fn usual_spacing(lines: &[(usize, &Line)]) -> f64 {
    let apart = |((page, line), (next_page, next)): (&(usize, &Line), &(usize, &Line))| {
        let distance = (next.base - line.base) / line.size;
        (page == next_page && (0.5..3.0).contains(&distance)).then_some(distance)
    };
    let mut distances: Vec<f64> = lines.iter().zip(lines.iter().skip(1)).filter_map(apart).collect();
    distances.sort_by(f64::total_cmp);
    // Below the middle: where paragraphs are short, the distances between them are many.
    distances.get(distances.len() * 2 / 5).copied().unwrap_or(1.2)
}

/// The words that stand whole within lines: neither cut off at the end nor the rest of one that was.
fn whole_words(lines: &[(usize, &Line)]) -> Set<String> {
    let mut words = Set::default();
    let mut cut = false;
    for (_, line) in lines {
        let parts: Vec<&str> = line.text.split_whitespace().collect();
        let ends = ends_in_hyphen(&line.text);
        let whole = parts.iter().take(parts.len() - usize::from(ends)).skip(usize::from(cut));
        words.extend(whole.map(|word| bare(word)));
        cut = ends;
    }
    words
}

fn ends_in_hyphen(text: &str) -> bool {
    text.trim_end().ends_with(HYPHENS)
}

/// A word without the marks around it.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Whether a line goes on with what the one before it says.
fn continues(before: &Line, line: &Line, new_page: bool, spacing: f64) -> bool {
    let size = before.size.max(line.size);
    if (before.size - line.size).abs() > 0.12 * size || is_bullet(&line.text) {
        return false;
    }
    let closed = before
        .text
        .trim_end()
        .trim_end_matches(['"', '”', '»', '’', ')', '“'])
        .trim_end()
        .ends_with(['.', '!', '?', ':', '。', '！', '？', '؟', '۔']);
    let short = before.right < before.column.1 - SHORT * size;
    let indented = line.left > line.column.0 + 0.8 * size && before.left < line.left - 0.8 * size;
    let new_column = new_page || line.base < before.base;
    if new_column {
        return !closed && !short && !indented;
    }
    let far = line.base - before.base > (spacing * 1.3).max(spacing + 0.25) * size;
    // An unfinished line is short where the next word would not have fitted: only then does the paragraph go on.
    !(far || indented || short && (closed || starts_anew(&line.text)))
}

fn starts_anew(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

fn is_bullet(text: &str) -> bool {
    text.trim_start().starts_with(BULLETS)
}

fn kind_of(line: &Line, body: f64) -> BlockKind {
    match () {
        () if is_bullet(&line.text) => BlockKind::ListItem,
        () if line.size > 1.15 * body => BlockKind::Heading,
        () => BlockKind::Paragraph,
    }
}

/// Adds a line to the paragraph, and takes back a hyphen before it.
fn say(extract: &mut Extract, text: &str, goes_on: bool, words: &Set<String>) {
    let so_far = extract.open_text();
    let stem = so_far.rsplit(char::is_whitespace).next().and_then(|last| last.strip_suffix(HYPHENS));
    let first = text.split_whitespace().next().unwrap_or_default();
    match stem.filter(|stem| goes_on && stem.ends_with(char::is_alphabetic) && first.starts_with(char::is_alphabetic)) {
        Some(stem) if first.starts_with(char::is_lowercase) && !is_compound(stem, first, words) => extract.take_back_hyphen(),
        Some(_) => {}
        None if goes_on => extract.say(" "),
        None => {}
    }
    extract.say(text);
}

/// Whether a word that was cut at its hyphen has it anywhere: it is written so elsewhere, or its parts are words and the whole is not.
fn is_compound(stem: &str, rest: &str, words: &Set<String>) -> bool {
    let (stem, rest) = (bare(stem), bare(rest));
    let part = stem.rsplit('-').next().unwrap_or_default();
    words.contains(&format!("{stem}-{rest}")) || !words.contains(&format!("{stem}{rest}")) && words.contains(part) && words.contains(&rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, left: f64, right: f64, base: f64) -> Line {
        Line { text: text.into(), left, right, base, size: 10.0, column: (50.0, 300.0) }
    }

    #[test]
    fn heads_numbers_and_hyphens_go() {
        let page = |number: usize, lines: Vec<Line>| {
            let mut page = vec![line(&format!("The Fog Bell {number}"), 50.0, 200.0, 20.0)];
            page.extend(lines);
            page.push(line(&number.to_string(), 170.0, 180.0, 800.0));
            page
        };
        let pages = [
            page(
                1,
                vec![
                    line("The keeper had not spo-", 50.0, 299.0, 60.0),
                    line("ken to the well-known", 50.0, 299.0, 72.0),
                    line("clerk. He be-", 50.0, 299.0, 84.0),
                ],
            ),
            page(
                2,
                vec![
                    line("gan to count.", 50.0, 150.0, 60.0),
                    line("Next day it rained on the well-", 62.0, 299.0, 72.0),
                    line("known quay.", 50.0, 120.0, 84.0),
                ],
            ),
        ];
        let document = document(Path::new("f"), &pages).unwrap();
        assert_eq!(
            document.text(),
            "The keeper had not spoken to the well-known clerk. He began to count.\nNext day it rained on the well-known quay.\n"
        );
    }

    #[test]
    fn numbers_of_pages() {
        for text in ["12", "- 12 -", "xii", "Page 3 of 10", "3 / 10", "p. 4"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["1984 was", "One", "Chapter", "12 men came here today"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
