//! Whatever the text and the language: sentences and the gaps between them give the document back, and gaps are white space.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use diptych::internal::segment::segment;
use diptych::model::{Block, BlockKind, Document, SourceOffsets, Split};
use proptest::prelude::*;

const LANGUAGES: &[&str] = &[
    "en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "hu", "ro", "bg", "ru", "uk", "el", "tr", "ar", "he",
    "fa", "hi", "zh", "ja", "ko", "th", "lo", "vi", "id", "und", "tlh", "", "-", "zh-Hant",
];

/// Pieces of which a text is hard to split.
const PIECES: &[&str] = &[
    "Dr.",
    "z. B.",
    "т. е.",
    "p. ex.",
    "U.S.",
    "J. R.",
    "3.",
    "21. 2.",
    "3.14",
    "1)",
    "a)",
    "(iv)",
    "•",
    "...",
    "…",
    "?!",
    "!",
    "?",
    ".",
    ";",
    "؟",
    "۔",
    "।",
    "。",
    "！",
    "？",
    "「",
    "」",
    "“",
    "”",
    "„",
    "«",
    "»",
    "\"",
    "'",
    "''",
    ",,",
    "(",
    ")",
    "[",
    "]",
    "[12]",
    "³",
    "—",
    "–",
    "-",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "\u{a0}",
    "\u{202f}",
    "\u{3000}",
    "\u{2028}",
    "\u{2029}",
    "\u{200b}",
    "\u{feff}",
    "\u{301}",
    "http://a.b/c?d",
    "a@b.org",
    "foo.txt",
    "The",
    "the",
    "Maison",
    "і",
    "Он",
    "ο",
    "家",
    "と",
    "说",
    "บ้านหลังนั้น",
    "และ",
    "ไม่มีใครอาศัยอยู่ที่นั่นเลย",
    "גר",
    "كتاب",
    "😀",
    ":)",
    "iPhone",
    "ß",
    "İ",
    "ǆ",
    "\u{1d400}",
    "１２",
    "．",
    "IV.",
    "XIV.",
    "g.",
    ",",
    ":",
    "*",
    "_",
    "`",
    "\u{0}",
];

fn check(text: &str, language: &str, split: Split, kind: BlockKind) {
    let middle = (text.len() / 2..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap();
    let blocks = vec![Block { range: 0..middle, kind }, Block { range: middle..text.len(), kind }];
    let document = Document::new("-", text.to_owned(), blocks, SourceOffsets::Shifted(0)).unwrap();
    let found = segment(document, language, split).unwrap();
    let mut rebuilt = String::new();
    let mut end = 0;
    for (at, sentence) in found.sentences().iter().enumerate() {
        let gap = &text[end..sentence.range.start];
        assert!(gap.chars().all(char::is_whitespace), "gap {gap:?} in {text:?}");
        let content = found.sentence(at);
        assert_eq!(content, content.trim());
        assert!(!content.is_empty() || split == Split::Lines, "empty sentence in {text:?}");
        rebuilt.push_str(gap);
        rebuilt.push_str(content);
        end = sentence.range.end;
    }
    let last = &text[end..];
    assert!(last.chars().all(char::is_whitespace), "gap {last:?} in {text:?}");
    assert_eq!(rebuilt + last, text);
    if split == Split::Lines && kind == BlockKind::Line {
        assert_eq!(found.len(), 2);
    }
}

fn modes() -> impl Strategy<Value = (Split, BlockKind)> {
    let split = prop_oneof![4 => Just(Split::Sentences), 1 => Just(Split::Lines), 1 => Just(Split::Paragraphs)];
    (split, prop_oneof![Just(BlockKind::Paragraph), Just(BlockKind::Line)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_given_back(text in any::<String>(), language in prop::sample::select(LANGUAGES), (split, kind) in modes()) {
        check(&text, language, split, kind);
    }

    #[test]
    fn tricky_text_is_given_back(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60),
        language in prop::sample::select(LANGUAGES),
        (split, kind) in modes(),
    ) {
        check(&pieces.concat(), language, split, kind);
    }
}

/// Processor time of this thread, which other programs do not lengthen; where the system does not tell it, time.
fn now() -> Duration {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    // Linux brings the figure up to date when the thread has been asked to make room.
    std::thread::yield_now();
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat").ok().and_then(|stat| stat.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGUN.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// How long a text takes.
fn time(text: &str, language: &str) -> Duration {
    let begun = now();
    check(text, language, Split::Sentences, BlockKind::Paragraph);
    now() - begun
}

/// Sixteen times as much of the worst material takes sixteen times as long, not 256 times.
#[test]
fn time_is_linear() {
    /// Bytes of trouble in the short text, and times as many in the long one.
    const SHORT: usize = 6_000;
    const TIMES: usize = 16;
    for piece in [
        ".",
        "...\"",
        "!)",
        "a. ",
        ") ",
        "\n",
        ". \n",
        "« ? » ",
        "1. ",
        "\"",
        "「。」",
        "บ้าน ",
        "a.",
        "(.",
        "!' ",
        ". . ",
        "Abc!",
        "abc.Abc",
        "http://",
        "http://a ",
        "A. ",
        "=",
        "Oh! the ",
        "\u{3000}",
        "กข.  ",
        "!\n",
        "[1]",
        "1.1.",
    ] {
        for prefix in ["", "(", "ก", "x"] {
            // The prefix makes a first sentence that is long before the trouble begins.
            let text = |length: usize| prefix.repeat(length) + &piece.repeat(length / piece.len());
            for language in ["el", "th", "en"] {
                let [short, long] = [SHORT, SHORT * TIMES].map(text);
                let least = (0..3).map(|_| time(&short, language)).min().unwrap();
                // Four times what is linear, for caches and the look of a clock; a square would be four times that.
                let most = least * 4 * TIMES as u32 + Duration::from_millis(2);
                let linear = (0..3).any(|_| time(&long, language) < most);
                assert!(
                    linear,
                    "{prefix:?} and {piece:?} in {language}: {least:?} for {SHORT} bytes, thrice more than {most:?} for {TIMES} times as much"
                );
            }
        }
    }
}
