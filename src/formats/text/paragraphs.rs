//! Finds the paragraphs, headings and list items of plain text.
//!
//! Plain text expresses with line ends what other formats express with tags, in two ways that contradict each other: in hard-wrapped text
//! (Project Gutenberg, mail) a line end inside a paragraph means nothing, elsewhere (web pages, verse, addresses, subtitles) it ends a
//! paragraph. `wrap.rs` tells the two apart by measuring; this module then joins lines into blocks. In doubt a line stays alone: for the
//! aligner a sentence cut in two is a 2-1 bead, but two sentences joined are lost for good.

use crate::formats::text::lines::visible;
use crate::formats::text::wrap::{Measure, Measured, Width, document_width, group_width};
use crate::model::{Block, BlockKind};

/// Longest heading, in columns: about one line and a half of a book.
const HEADING_COLUMNS: usize = 90;

/// A line at least this wide is a paragraph of its own, and a short one before it can be its heading.
const LONG_LINE: usize = 100;

/// The blocks of a text.
pub(in crate::formats) fn blocks(text: &str) -> Vec<Block> {
    let measured = |measure| visible(text).map(move |line| Measured::new(text, line, measure));
    let width_by = |measure| document_width(|| measured(measure)).map(|width| (measure, Some(width)));
    let wrapped = width_by(Measure::Columns).or_else(|| width_by(Measure::Characters));
    let (measure, width) = wrapped.unwrap_or((Measure::Columns, None));
    let mut blocks = Vec::new();
    let mut group: Vec<Measured> = Vec::new();
    for line in measured(measure) {
        if line.line.after_blank && !group.is_empty() {
            close(text, &group, width, &mut blocks);
            group.clear();
        }
        group.push(line);
    }
    close(text, &group, width, &mut blocks);
    blocks
}

/// Cuts a run of lines without a blank one between them into blocks.
fn close(text: &str, group: &[Measured], document: Option<Width>, blocks: &mut Vec<Block>) {
    let width = group_width(group).or(document);
    let mut rest = group;
    while let Some(first) = rest.first() {
        let joined = match width {
            Some(width) => rest.iter().zip(rest.iter().skip(1)).take_while(|(line, next)| continues(text, line, next, width)).count(),
            None => 0,
        };
        let last = rest.get(joined).unwrap_or(first);
        let range = first.line.range.start..last.line.range.end;
        let after = rest.get(joined + 1);
        let alone = joined == 0 && (group.len() == 1 || after.is_some_and(|next| next.columns >= LONG_LINE));
        let kind = match text.get(range.clone()).unwrap_or_default() {
            content if item_marker(content) => BlockKind::ListItem,
            content if alone && is_heading(content, first) => BlockKind::Heading,
            _ => BlockKind::Paragraph,
        };
        blocks.push(Block { range, kind });
        rest = rest.get(joined + 1..).unwrap_or_default();
    }
}

/// Whether `next` is the same paragraph as `line`, in text wrapped at `width`.
fn continues(text: &str, line: &Measured, next: &Measured, width: Width) -> bool {
    let full = line.is_full(next, width);
    let begins = text.get(next.line.range.clone()).unwrap_or_default();
    if begins.starts_with(['–', '—', '―']) || item_marker(begins) {
        // A dash or a number that the wrapping put at the beginning of a line stands in mid sentence.
        return full && !line.closed && !begins.starts_with(['•', '·', '▪', '◦']);
    }
    let indented = next.line.indent >= line.line.indent + 2 && line.line.indent <= 1;
    if indented && line.closed {
        return false;
    }
    let nearly = |share: f32| line.columns as f32 >= share * width.columns() as f32;
    full || !line.closed && (nearly(0.8) || next.lower == Some(true) && nearly(0.5))
}

/// Whether a line begins as an item of a list does: `- `, `• `, `1. `, `12) `, `a) `, `(b) `, `iv. `.
fn item_marker(line: &str) -> bool {
    let Some((marker, _)) = line.split_once(char::is_whitespace) else { return false };
    if matches!(marker, "-" | "*" | "•" | "·" | "▪" | "◦" | "‣" | "●" | "○" | "■" | "□" | "+") {
        return true;
    }
    let (opened, inner) = marker.strip_prefix('(').map_or((false, marker), |inner| (true, inner));
    let Some((label, dot)) = inner.strip_suffix(')').map(|label| (label, false)).or(inner.strip_suffix('.').map(|label| (label, true)))
    else {
        return false;
    };
    let digits = |label: &str| (1..=3).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_digit());
    let numbered = label.len() <= 7 && label.split('.').all(digits);
    let roman = (1..=4).contains(&label.len()) && label.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let mut letters = label.chars();
    let letter = letters.next().is_some_and(char::is_lowercase) && letters.next().is_none();
    !(opened && dot) && (numbered || roman || letter)
}

/// Whether a line that stands alone is a heading: short, with a letter in it, and without the punctuation that ends a sentence.
fn is_heading(content: &str, line: &Measured) -> bool {
    let ends_open = content.chars().next_back().is_some_and(|c| !line.closed && !matches!(c, ',' | ';' | '-' | '、' | '，' | '；' | '،'));
    line.columns <= HEADING_COLUMNS
        && ends_open
        && content.split_whitespace().count() <= 14
        && content.chars().any(char::is_alphabetic)
        && !content.starts_with(['–', '—', '―', '"', '«', '“', '„', '「'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use BlockKind::{Heading, ListItem, Paragraph};

    fn cut(text: &str) -> Vec<(BlockKind, &str)> {
        blocks(text).into_iter().map(|block| (block.kind, &text[block.range])).collect()
    }

    fn kinds(text: &str) -> Vec<BlockKind> {
        blocks(text).into_iter().map(|block| block.kind).collect()
    }

    /// Wraps a text as `fmt` would.
    fn wrapped(text: &str, columns: usize) -> String {
        let mut out = String::new();
        let mut used = 0;
        for word in text.split(' ') {
            let width = word.chars().count();
            if used > 0 && used + 1 + width > columns {
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += width;
        }
        out
    }

    const PROSE: &str = "The harbour lay quiet in the grey light of the morning, and nobody on the quay had seen the boat come in. She \
        was tied to the last ring of the wall, with her sail half down. Two men and a dog slept under it; the older of them \
        woke when the clock of the chapel struck six, looked about him, and began to fold his blanket without a word.";

    #[test]
    fn hard_wrapped_paragraphs_are_unwrapped() {
        let text = format!("CHAPTER ONE\n\n{}\n\n{}\n", wrapped(PROSE, 70), wrapped(&PROSE[60..], 70));
        assert_eq!(kinds(&text), [Heading, Paragraph, Paragraph]);
        for columns in [45, 60, 72, 80, 100] {
            let text = wrapped(PROSE, columns);
            assert_eq!(cut(&text), [(Paragraph, text.as_str())], "wrapped at {columns}");
            assert_eq!(kinds(&text.replace('\n', "\r\n")), [Paragraph]);
        }
    }

    #[test]
    fn german_and_chinese_are_unwrapped_too() {
        let german = "Der Hafen lag still im grauen Licht des Morgens, und niemand am Kai hatte das Boot kommen sehen. Es war am \
            letzten Ring der Mauer festgemacht, das Segel halb gerefft. Zwei Männer und ein Hund schliefen darunter; der Ältere \
            erwachte, als die Uhr der Kapelle sechs schlug, sah sich um und faltete wortlos seine Decke.";
        assert_eq!(kinds(&wrapped(german, 66)), [Paragraph]);
        let chinese = "清晨的灰色光线里港口一片寂静，码头上没有人看见那条船进来。它系在墙上最后一个铁环上，帆只落下了一半。\
            两个男人和一条狗睡在帆下；教堂的钟敲六点时，年长的那个醒了，四下看了看，一言不发地开始叠他的毯子。";
        let lines: Vec<String> = chinese.chars().collect::<Vec<_>>().chunks(30).map(|c| c.iter().collect()).collect();
        assert_eq!(kinds(&lines.join("\n")), [Paragraph]);
    }

    #[test]
    fn a_paragraph_a_line_stays_so() {
        let text = format!("A heading of the story\n{PROSE}\n{PROSE}\nBy our correspondent\n");
        assert_eq!(kinds(&text), [Heading, Paragraph, Paragraph, Paragraph]);
        let sentences = PROSE.replace(". ", ".\n").replace("; ", ";\n");
        assert_eq!(blocks(&sentences).len(), 4);
    }

    #[test]
    fn verse_dialogue_and_addresses_are_not_glued() {
        let verse = "The tide went out at break of day,\nIt left the sand as smooth as slate,\nAnd every gull had gone away\nBefore the \
            keeper closed the gate.\n";
        assert_eq!(blocks(verse).len(), 4);
        assert_eq!(blocks("— Are you coming?\n— Not today.\n— Why not?\n— It rains.\n").len(), 4);
        assert_eq!(blocks("Harbour Office\n12 Quay Street\nPort Ellen\n").len(), 3);
        // … nor when the rest of the document is hard-wrapped.
        let mixed = format!("{}\n\n{verse}\n{}\n\nHarbour Office\n12 Quay Street\nPort Ellen\n", wrapped(PROSE, 72), wrapped(PROSE, 72));
        assert_eq!(blocks(&mixed).len(), 1 + 4 + 1 + 3);
    }

    #[test]
    fn list_items_stand_alone_and_may_be_wrapped() {
        let item = "the request must be sent to the office of the harbour master at least fourteen days before the planned arrival of";
        let text = format!("{}\n\n{}\n{}\n2) a short one\n", wrapped(PROSE, 72), wrapped(&format!("1) {item} the ship;"), 72), "- another");
        assert_eq!(kinds(&text), [Paragraph, ListItem, ListItem, ListItem]);
        for marker in ["-", "•", "*", "3.", "12)", "(a)", "a)", "iv.", "2.1."] {
            assert!(item_marker(&format!("{marker} thing")), "{marker}");
        }
        for no in ["A. Smith", "1984 was", "Mr. X", "-5 degrees", "(see) this", "word"] {
            assert!(!item_marker(no), "{no}");
        }
    }

    #[test]
    fn headings_are_short_and_open() {
        assert_eq!(kinds("Discussion around a summit\n\nHe came.\n\nHe left\n"), [Heading, Paragraph, Heading]);
        assert_eq!(kinds("“Yes”\n\n12\n\nDear Sir,\n"), [Paragraph, Paragraph, Paragraph]);
    }

    #[test]
    fn nothing_makes_no_block() {
        assert!(blocks("").is_empty());
        assert!(blocks(" \n\t\u{a0}\n\u{2028}").is_empty());
    }
}
