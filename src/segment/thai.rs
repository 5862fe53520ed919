//! Thai and Lao, which end a sentence with a space and nothing else.
//!
//! The same space separates clauses, list items, numbers and foreign words, so no rule finds sentences for certain, and manuals of style do
//! not agree on what a Thai sentence is. Two long clauses in a row are taken for two sentences, unless the second begins with a word that
//! continues the first.

/// The stretch after a space has to have this many characters for the space to count.
const LONG: usize = 16;
/// The stretch before it must have this many: a shorter one is next to a number or a name.
const SHORT: usize = 6;
/// A sentence has to have this many before it may end: shorter ones are clauses.
const SENTENCE: usize = 40;

/// Words that carry a sentence on after a space: and, or, but, that, which, by, for, in order to, whether, such as, as well as.
const CARRY_ON: [&str; 24] = [
    "และ",
    "หรือ",
    "แต่",
    "ที่",
    "ซึ่ง",
    "โดย",
    "เพื่อ",
    "อัน",
    "ทั้ง",
    "กับ",
    "ว่า",
    "เช่น",
    "รวมทั้ง",
    "ตลอดจน",
    "จึง",
    "ก็",
    "ด้วย",
    "ของ",
    "ใน",
    "ฯลฯ",
    "จะ",
    "ไม่ว่า",
    "ແລະ",
    "ຫຼື",
];

/// The offsets of the spaces in `text` at which a sentence ends, ascending.
pub(super) fn clause_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut since_end = 0;
    let mut stretch = 0;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if !c.is_whitespace() {
            since_end += 1;
            stretch += 1;
            continue;
        }
        // Of several spaces the first counts.
        if stretch == 0 {
            continue;
        }
        let next = chars.as_str().trim_start();
        let after = next.chars().take(LONG).take_while(|c| !c.is_whitespace()).count();
        let thai_before = text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(is_thai_or_lao);
        let thai_after = next.starts_with(is_thai_or_lao) && !CARRY_ON.iter().any(|word| next.starts_with(word));
        // A clause that ends in "that" announces the next.
        let announced = text.get(..at).is_some_and(|before| before.ends_with("ว่า"));
        if !announced && thai_before && thai_after && stretch >= SHORT && after >= LONG && since_end >= SENTENCE {
            ends.push(at);
            since_end = 0;
        }
        stretch = 0;
    }
    ends
}

/// Whether a text is written in Thai or Lao letters somewhere.
pub(super) fn is_thai_or_lao(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{eff}')
}
