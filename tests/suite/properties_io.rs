//! What must hold for any bytes at all: no panic on the whole path, and every range of the text leads back to its bytes in the file.

use diptych::align::{Options, align};
use diptych::formats::{self, moses};
use diptych::internal::{lang, segment};
use diptych::model::Side;
use diptych::model::{Document, Split};
use diptych::read::{self, ReadOptions};
use diptych::write::{self, Bitext, Settings};
use encoding_rs::Encoding;
use proptest::prelude::*;

const SPLITS: [Split; 3] = [Split::Sentences, Split::Lines, Split::Paragraphs];

/// Bytes with what matters in them: line ends, NULs, marks, halves of characters and of surrogate pairs.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        "\\PC{0,30}".prop_map(String::into_bytes),
        "([a-z]{1,9}[ .\n]{1,2}){0,30}".prop_map(String::into_bytes),
        "\\PC{0,30}".prop_map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        prop::sample::select(vec![&b"\r\n"[..], b"\r", b"\n\n", b"\0", b"\xEF\xBB\xBF", b"\xFF\xFE", b"\x00\xD8", b"\xE2\x80\xA8", b"- "])
            .prop_map(<[u8]>::to_vec),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn read(bytes: &[u8], encoding: Option<&str>, split: Split) -> diptych::Result<Document> {
    read::bytes("bytes", bytes, &ReadOptions { encoding: encoding.map(str::to_owned), split, ..ReadOptions::default() })
}

/// The text of a slice of a file in this encoding, decoded on its own.
fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).expect("a range cuts no character").into_owned()
}

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    match encoding.name() {
        "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text
            .chars()
            .filter_map(|c| Some(encoding.encode(c.encode_utf8(&mut [0; 4]))).filter(|out| !out.2).map(|out| out.0.into_owned()))
            .flatten()
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_go_the_whole_path_or_are_refused(source in bytes(), target in bytes(), split in prop::sample::select(&SPLITS[..])) {
        let (Ok(source), Ok(target)) = (read(&source, None, split), read(&target, None, split)) else { return Ok(()) };
        let text = |document: Document| {
            let language = lang::detect(document.text());
            segment::segment(document, &language, split).unwrap()
        };
        let (source, target) = (text(source), text(target));
        let alignment = align(&source, &target, &Options::default()).unwrap();
        let bitext = Bitext::new(&source, &target, &alignment).unwrap();
        for (format, _) in formats::written() {
            let mut out = Vec::new();
            match format.several_files() {
                _ if format == &moses::FORMAT => moses::side(&mut out, &bitext, Side::Source).unwrap(),
                Some(_) => continue,
                None => write::write(&mut out, &bitext, format, &Settings::default()).unwrap(),
            }
            prop_assert!(format.is_binary() || String::from_utf8(out).is_ok());
        }
    }

    #[test]
    fn any_bytes_in_any_encoding_are_read_or_refused(
        bytes in bytes(),
        label in prop::sample::select(vec!["utf-8", "utf-16", "utf-16be", "latin1", "koi8-u", "shift_jis", "gb18030", "iso-2022-jp", "big5", "euc-kr"]),
    ) {
        if let Ok(document) = read(&bytes, Some(label), Split::Lines) {
            // Nothing was lost or replaced: a strict decoder of the whole gives the same.
            let whole = document.source_range(&(0..0)).start;
            let big = label == "utf-16" && bytes.starts_with(b"\xFE\xFF");
            let encoding = Encoding::for_label(if big { b"utf-16be" } else { label.as_bytes() }).unwrap();
            prop_assert_eq!(document.text(), decoded(&bytes[whole..], encoding));
        }
    }

    #[test]
    fn blocks_hold_everything_but_white_space(text in "([a-z.•0-9]{0,9}[ \n\r\t\u{2028}\u{3000}—]{1,3}){0,40}", split in prop::sample::select(&SPLITS[..])) {
        let document = read::from_text("text", text.clone(), split).unwrap();
        let mut end = 0;
        for block in document.blocks() {
            prop_assert!(text[end..block.range.start].trim().is_empty());
            end = block.range.end;
            if split != Split::Lines {
                let content = &text[block.range.clone()];
                prop_assert!(!content.is_empty() && content.trim() == content);
            }
        }
        prop_assert!(text[end..].trim().is_empty());
        if split == Split::Lines && text.contains('\n') {
            prop_assert_eq!(document.blocks().len(), text.split_terminator('\n').count());
        }
    }

    #[test]
    fn ranges_lead_back_to_the_bytes_of_the_file(
        text in "([a-zéüßа-яα-ωčřž一-丑ぁ-ん가-각ｱ-ｹ😀\n .]{0,6}){0,8}",
        label in prop::sample::select(vec![
            "utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-2", "windows-1251", "koi8-r", "iso-8859-7", "shift_jis", "euc-jp",
            "gb18030", "gbk", "big5", "euc-kr",
        ]),
        mark in any::<bool>(),
        cut in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let mut file = match (mark, encoding.name()) {
            (true, "UTF-8") => vec![0xEF, 0xBB, 0xBF],
            (true, "UTF-16LE") => vec![0xFF, 0xFE],
            (true, "UTF-16BE") => vec![0xFE, 0xFF],
            _ => vec![],
        };
        let marked = file.len();
        file.extend(encoded(&text, encoding));
        let document = read(&file, Some(label), Split::Lines).unwrap();
        prop_assert_eq!(document.text(), decoded(&file[marked..], encoding));
        let places: Vec<usize> = document.text().char_indices().map(|(at, _)| at).chain([document.text().len()]).collect();
        let (one, other) = (*cut.0.get(&places), *cut.1.get(&places));
        let ranges = document.blocks().iter().map(|block| block.range.clone()).chain(std::iter::once(one.min(other)..one.max(other)));
        for range in ranges {
            let source = document.source_range(&range);
            prop_assert_eq!(decoded(&file[source], encoding), &document.text()[range]);
        }
    }
}

#[test]
fn a_hundred_megabytes_on_one_line_are_read() {
    let text = "The quick brown fox jumps over the lazy dog and does not stop. ".repeat(1_600_000);
    let begun = std::time::Instant::now();
    let document = read(text.as_bytes(), None, Split::Sentences).unwrap();
    assert_eq!(document.blocks().len(), 1);
    let cyrillic = [0xE4, 0xE0, b' '].repeat(10_000_000);
    let document = read(&cyrillic, Some("windows-1251"), Split::Sentences).unwrap();
    assert_eq!(document.source_range(&document.blocks()[0].range), 0..cyrillic.len() - 1);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
