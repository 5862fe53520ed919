//! The lines of all pages in, paragraphs out.
//!
//! What stands at the edge of several pages and differs in nothing but its numbers is a running head; a number alone there is that of the page. A paragraph
//! ends where the next line is indented, far below, of another size, or where a line that closes a sentence is short. It goes on
//! over columns and pages. A hyphen at the end of a line is taken back, unless the same word is written with it elsewhere.

use std::path::Path;

use super::super::extract::Extract;
use super::page::Line;
use crate::error::Result;
use crate::hash::{Map, Set};
use crate::model::{BlockKind, Document};

/// Lines at the top and at the bottom of a page that may be running heads.
const EDGE: usize = 2;

/// A line that ends this many sizes before the right edge of its column is short.
const SHORT: f64 = 4.0;

/// Joins the lines of the pages.
pub(super) fn document(path: &Path, pages: &[Vec<Line>]) -> Result<Document> {
    let pages: Vec<Vec<Line>> = pages.iter().map(|page| without_blanks(page)).collect();
    let heads = running_heads(&pages);
    let lines: Vec<(usize, &Line)> = pages
        .iter()
        .enumerate()
        .flat_map(|(number, page)| {
            let heads = &heads;
            let kept = move |(at, line): &(usize, &Line)| {
                !is_edge(*at, page.len()) || !(is_page_number(&line.text) || heads.contains(&shape(&line.text)))
            };
            page.iter().enumerate().filter(kept).map(move |(_, line)| (number, line))
        })
        .collect();
    let body = body_size(&lines);
    let spacing = usual_spacing(&lines);
    let hyphenated = hyphenated(&lines);
    let mut extract = Extract::default();
    let mut before: Option<(usize, &Line)> = None;
    let mut kind = BlockKind::Paragraph;
    for &(page, line) in &lines {
        let goes_on = before.is_some_and(|(page_before, before)| continues(before, line, page_before != page, spacing));
        if !goes_on {
            extract.close(kind);
            kind = kind_of(line, body);
        }
        say(&mut extract, line.text.trim(), goes_on, &hyphenated);
        before = Some((page, line));
    }
    extract.close(kind);
    extract.finish(path, None)
}

fn without_blanks(page: &[Line]) -> Vec<Line> {
    page.iter().filter(|line| !line.text.trim().is_empty()).cloned().collect()
}

fn is_edge(at: usize, count: usize) -> bool {
    at < EDGE || at + EDGE >= count
}

/// The text of a line without its numbers.
fn shape(text: &str) -> String {
    text.chars().filter(|c| !c.is_numeric() && !c.is_whitespace()).collect()
}

/// What stands at the edges of at least three pages, or of two of two or three.
fn running_heads(pages: &[Vec<Line>]) -> Set<String> {
    let mut counts: Map<String, usize> = Map::default();
    for page in pages {
        let edges = page.iter().enumerate().filter(|(at, _)| is_edge(*at, page.len()));
        let shapes: Set<String> = edges.map(|(_, line)| shape(&line.text)).filter(|shape| !shape.is_empty()).collect();
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

/// Words that are written with a hyphen within a line.
fn hyphenated<'a>(lines: &[(usize, &'a Line)]) -> Set<&'a str> {
    let inner =
        lines.iter().flat_map(|(_, line)| line.text.split_whitespace()).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    inner.filter(|word| word.contains('-')).collect()
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
        .ends_with(['.', '!', '?', ':', '。', '！', '？']);
    let short = before.right < before.column.1 - SHORT * size;
    let indented = line.left > line.column.0 + 0.8 * size && before.left < line.left - 0.8 * size;
    let new_column = new_page || line.base < before.base;
    if new_column {
        return !closed && !short && !indented;
    }
    let far = line.base - before.base > (spacing * 1.3).max(spacing + 0.25) * size;
    // An unfinished line is short where the next word would not have fitted: only then does the paragraph go on.
    !far && !indented && !(short && closed) && !(short && starts_anew(&line.text))
}

fn starts_anew(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

fn is_bullet(text: &str) -> bool {
    text.trim_start().starts_with(['•', '▪', '◦', '‣', '●', '○', '■', '□', '\u{f0b7}'])
}

fn kind_of(line: &Line, body: f64) -> BlockKind {
    match () {
        () if is_bullet(&line.text) => BlockKind::ListItem,
        () if line.size > 1.15 * body => BlockKind::Heading,
        () => BlockKind::Paragraph,
    }
}

/// Adds a line to the paragraph, and takes back a hyphen before it.
fn say(extract: &mut Extract, text: &str, goes_on: bool, hyphenated: &Set<&str>) {
    if goes_on {
        let so_far = extract.open_text();
        let last = so_far.rsplit(char::is_whitespace).next().unwrap_or_default();
        let first = text.split_whitespace().next().unwrap_or_default();
        let stem = last.strip_suffix(['-', '\u{2010}', '\u{ad}']);
        match stem {
            Some(stem) if stem.ends_with(char::is_alphabetic) && first.starts_with(char::is_alphabetic) => {
                let whole = format!("{last}{first}");
                let compound = hyphenated.contains(whole.trim_matches(|c: char| !c.is_alphanumeric()));
                if !compound && first.starts_with(char::is_lowercase) {
                    extract.take_back_hyphen();
                }
            }
            _ => extract.say(" "),
        }
    }
    extract.say(text);
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
