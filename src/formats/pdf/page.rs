//! Makes lines of the glyphs of a page, in reading order.
//!
//! Glyphs are joined as long as they stand on one base line, one behind the other. Columns show by a gutter: a place that hardly any line
//! crosses, with lines on both sides of it. Lines that do cross it (a title above two columns) separate what is above from what is below.

use crate::formats::pdf::bidi;
use crate::source::limits::{PDF_COLUMN_DEPTH, PDF_FRAGMENTS};

/// A glyph on the page, in points from the top left corner.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// The characters it stands for.
    pub text: String,
    /// Where it begins.
    pub left: f64,
    /// Where the next one would begin.
    pub right: f64,
    /// The base line.
    pub base: f64,
    /// The size of its font.
    pub size: f64,
}

/// A line of text, or the part of one that stands in a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Its text.
    pub text: String,
    /// Its left edge.
    pub left: f64,
    /// Its right edge.
    pub right: f64,
    /// Its base line.
    pub base: f64,
    /// The size of its font.
    pub size: f64,
    /// The left and right edge of its column.
    pub column: (f64, f64),
}

/// Fewest lines on both sides of a gutter.
const COLUMN_LINES: usize = 5;

/// The lines of a page.
pub(super) fn lines(glyphs: &[Glyph], width: f64) -> Vec<Line> {
    let mut ordered = Vec::new();
    let rtl = bidi::is_right_to_left(glyphs);
    let mut fragments = if rtl { fragments(&bidi::by_place(glyphs), true) } else { fragments(glyphs, false) };
    bidi::reverse_brackets(&mut fragments);
    let fragments: Vec<Line> = fragments.into_iter().map(|(line, _)| if rtl { bidi::in_mirror(line, width) } else { line }).collect();
    let depth = if fragments.len() > PDF_FRAGMENTS { 0 } else { PDF_COLUMN_DEPTH };
    order(fragments, depth, &mut ordered);
    let mut lines: Vec<Line> = Vec::new();
    for column in ordered {
        let left = column.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
        let right = column.iter().map(|line| line.right).fold(0.0, f64::max).min(width.max(left));
        lines.extend(rows(column).into_iter().map(|line| Line { column: (left, right), ..line }));
    }
    lines
}

/// Runs of glyphs on one base line without a wide gap, each as it is read, and whether that is from right to left, as all of the page may be.
fn fragments(glyphs: &[Glyph], rtl: bool) -> Vec<(Line, bool)> {
    let mut fragments: Vec<Line> = Vec::new();
    // Where the pieces of each text begin.
    let mut starts: Vec<Vec<usize>> = Vec::new();
    for glyph in glyphs {
        let joined = fragments.last_mut().zip(starts.last_mut()).is_some_and(|(line, starts)| {
            let larger = line.size.max(glyph.size);
            let gap = glyph.left - line.right;
            let raised = (glyph.base - line.base).abs();
            if raised > 0.5 * larger || gap > 1.2 * larger || gap < -0.6 * larger {
                return false;
            }
            // The mark of a note, raised and small, is not part of the text.
            if raised > 0.15 * larger && glyph.size < 0.8 * line.size && glyph.text.chars().all(|c| c.is_ascii_digit() || c == '*') {
                line.right = glyph.right;
                return true;
            }
            if gap > 0.17 * larger && !line.text.ends_with(char::is_whitespace) {
                starts.push(line.text.len());
                line.text.push(' ');
            }
            starts.push(line.text.len());
            push(&mut line.text, &glyph.text);
            if !glyph.text.trim().is_empty() {
                line.right = line.right.max(glyph.right);
            }
            line.size = larger;
            true
        });
        if !joined && !glyph.text.trim().is_empty() {
            let mut text = String::new();
            push(&mut text, &glyph.text);
            let Glyph { left, right, base, size, .. } = *glyph;
            fragments.push(Line { text, left, right, base, size, column: (left, right) });
            starts.push(vec![0]);
        }
    }
    let read = |(line, starts): (Line, Vec<usize>)| {
        let (text, rtl) = bidi::logical(&line.text, &starts, rtl);
        (Line { text, ..line }, rtl)
    };
    fragments.into_iter().zip(starts).map(read).collect()
}

/// Adds text, ligatures spelled out.
fn push(text: &mut String, piece: &str) {
    for c in piece.chars() {
        match c {
            'ﬀ' => text.push_str("ff"),
            'ﬁ' => text.push_str("fi"),
            'ﬂ' => text.push_str("fl"),
            'ﬃ' => text.push_str("ffi"),
            'ﬄ' => text.push_str("ffl"),
            'ﬅ' | 'ﬆ' => text.push_str("st"),
            '\0'..='\u{1f}' => text.push(' '),
            c => text.push(c),
        }
    }
}

/// Puts lines into the order of columns: each entry is a column, or what stands across them.
fn order(lines: Vec<Line>, depth: usize, ordered: &mut Vec<Vec<Line>>) {
    let gutter = if depth == 0 { None } else { gutter(&lines) };
    let Some(gutter) = gutter else {
        if !lines.is_empty() {
            ordered.push(lines);
        }
        return;
    };
    let (mut crossing, rest): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.left < gutter && line.right > gutter);
    crossing.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut rest = rest;
    let mut across = crossing.into_iter().peekable();
    loop {
        let end = across.peek().map_or(f64::INFINITY, |line| line.base);
        let (above, below): (Vec<Line>, Vec<Line>) = rest.into_iter().partition(|line| line.base < end);
        let (left, right): (Vec<Line>, Vec<Line>) = above.into_iter().partition(|line| line.right <= gutter);
        order(left, depth - 1, ordered);
        order(right, depth - 1, ordered);
        rest = below;
        let Some(first) = across.next() else { break };
        let mut block = vec![first];
        // Lines across that follow each other without any between them are one paragraph.
        while let Some(line) = across.next_if(|line| !rest.iter().any(|between| between.base < line.base)) {
            block.push(line);
        }
        ordered.push(block);
    }
}

/// Where the gutter between two columns is.
fn gutter(lines: &[Line]) -> Option<f64> {
    let left = lines.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
    let right = lines.iter().map(|line| line.right).fold(0.0, f64::max);
    let width = right - left;
    if lines.len() < 2 * COLUMN_LINES || width <= 0.0 {
        return None;
    }
    let mut best: Option<(usize, f64)> = None;
    for step in 15..=85 {
        let at = left + width * f64::from(step) / 100.0;
        let before = lines.iter().filter(|line| line.right <= at).count();
        let after = lines.iter().filter(|line| line.left >= at).count();
        let crossing = lines.len() - before - after;
        let fewest = before.min(after);
        let clear = fewest >= COLUMN_LINES.max(lines.len() / 6) && 3 * crossing <= fewest;
        // In the middle of the clear places, the balanced one.
        if clear && best.is_none_or(|(found, _)| crossing < found) {
            best = Some((crossing, at));
        }
    }
    best.map(|(_, at)| at)
}

/// The fragments of one column as whole lines, from the top.
fn rows(mut fragments: Vec<Line>) -> Vec<Line> {
    fragments.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for fragment in fragments {
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| fragment.base - first.base < 0.4 * first.size.min(fragment.size)) => {
                row.push(fragment)
            }
            _ => rows.push(vec![fragment]),
        }
    }
    rows.into_iter().filter_map(joined).collect()
}

fn joined(mut row: Vec<Line>) -> Option<Line> {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    row.into_iter().reduce(|mut line, next| {
        if !line.text.ends_with(char::is_whitespace) {
            line.text.push(' ');
        }
        line.text.push_str(&next.text);
        line.right = line.right.max(next.right);
        line.size = line.size.max(next.size);
        line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, left: f64, base: f64) -> Vec<Glyph> {
        let place = |(at, c): (usize, char)| Glyph {
            text: c.to_string(),
            left: left + 5.0 * at as f64,
            right: left + 5.0 * (at + 1) as f64,
            base,
            size: 10.0,
        };
        text.chars().enumerate().map(place).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let mut glyphs = typed("A title that goes across both of the columns", 50.0, 40.0);
        for row in 0..8 {
            glyphs.extend(typed(&format!("left column line {row}"), 50.0, 60.0 + 12.0 * f64::from(row)));
            glyphs.extend(typed(&format!("right column line {row}"), 180.0, 60.0 + 12.0 * f64::from(row)));
        }
        let lines: Vec<String> = lines(&glyphs, 400.0).into_iter().map(|line| line.text).collect();
        assert_eq!(lines.len(), 17);
        assert!(lines[0].starts_with("A title"));
        assert_eq!(
            (lines[1].as_str(), lines[8].as_str(), lines[9].as_str()),
            ("left column line 0", "left column line 7", "right column line 0")
        );
    }

    #[test]
    fn gaps_are_spaces_and_raised_digits_marks_of_notes() {
        let mut glyphs = typed("one", 50.0, 40.0);
        glyphs.push(Glyph { text: "1".into(), left: 65.0, right: 68.0, base: 36.0, size: 6.0 });
        glyphs.extend(typed("ﬁve", 72.0, 40.0));
        assert_eq!(lines(&glyphs, 400.0).first().map(|line| line.text.clone()).as_deref(), Some("one five"));
    }
}
