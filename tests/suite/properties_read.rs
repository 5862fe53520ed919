//! Any bytes at all under every format, and the samples damaged at random: each is a document whose ranges are valid, or one sentence; never a
//! panic, never a hang. Archives are damaged within their parts, too, behind the checksums, and packed texts behind the packing.
//!
//! `DIPTYCH_CASES=20000 cargo test --test suite properties_read` tries this many cases per reader instead of a few.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use diptych::bitext;
use diptych::formats::{self, Format};
use diptych::write::{self, Bitext, Settings};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use crate::fuzzing::targets;
use crate::support::bitext::sample;
use crate::support::damage::{PIECES, within};

/// Cases a reader, where nothing else is said.
const CASES: u32 = 400;
/// The samples are small: what takes longer hangs, on the slowest machine.
const TIME: Duration = Duration::from_secs(20);

fn config() -> ProptestConfig {
    let cases = std::env::var("DIPTYCH_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    // A case that failed is printed, and belongs into a test of its own.
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() }
}

/// One thing done to a file.
#[derive(Clone, Debug)]
enum Damage {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize, u8),
    Move(prop::sample::Index, prop::sample::Index, usize),
    Insert(prop::sample::Index, usize),
    End(prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let at = any::<prop::sample::Index>;
    let one = prop_oneof![
        4 => (at(), 0_u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        4 => (at(), 1_usize..80).prop_map(|(at, length)| Damage::Cut(at, length)),
        2 => (at(), 1_usize..80, 1_u8..40).prop_map(|(at, length, times)| Damage::Repeat(at, length, times)),
        2 => (at(), at(), 1_usize..200).prop_map(|(from, to, length)| Damage::Move(from, to, length)),
        6 => (at(), 0..PIECES.len()).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        1 => at().prop_map(Damage::End),
    ];
    prop::collection::vec(one, 1..10)
}

fn damaged(mut bytes: Vec<u8>, damage: &[Damage]) -> Vec<u8> {
    let stretch = |bytes: &[u8], at: &prop::sample::Index, length: usize| {
        let at = at.index(bytes.len());
        at..(at + length).min(bytes.len())
    };
    for one in damage {
        if bytes.is_empty() {
            break;
        }
        match one {
            Damage::Flip(at, bit) => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            Damage::Cut(at, length) => drop(bytes.drain(stretch(&bytes, at, *length))),
            Damage::Repeat(at, length, times) => {
                let range = stretch(&bytes, at, *length);
                let piece = bytes[range.clone()].repeat(usize::from(*times));
                bytes.splice(range.start..range.start, piece);
            }
            Damage::Move(from, to, length) => {
                let piece: Vec<u8> = bytes.drain(stretch(&bytes, from, *length)).collect();
                let to = to.index(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            Damage::Insert(at, piece) => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, PIECES[*piece].iter().copied());
            }
            Damage::End(at) => bytes.truncate(at.index(bytes.len())),
        }
    }
    bytes
}

/// An archive with one of its parts damaged.
fn damaged_within(archive: &[u8], chosen: &prop::sample::Index, damage: &[Damage]) -> Vec<u8> {
    within(archive, |parts| chosen.index(parts), |contents| damaged(contents, damage))
}

/// What comes of some work within the time; fails with its panic, or if it hangs.
fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, TestCaseError> {
    let (send, receive) = mpsc::channel();
    // Deep recursion is to be found here rather than in front of a user, so the stack is that of a main thread.
    let worker = thread::Builder::new().stack_size(8 << 20).spawn(move || drop(send.send(work()))).unwrap();
    match receive.recv_timeout(TIME) {
        Ok(result) => Ok(result),
        Err(RecvTimeoutError::Timeout) => Err(TestCaseError::fail("it hangs")),
        Err(RecvTimeoutError::Disconnected) => {
            let panic = worker.join().err();
            let said = panic.and_then(|panic| {
                panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
            });
            Err(TestCaseError::fail(format!("it panics: {}", said.unwrap_or_default())))
        }
    }
}

/// Reads bytes under a name as a format, within the time.
fn is_answered(name: &'static str, format: Option<Format>, bytes: Vec<u8>) -> Result<(), TestCaseError> {
    in_time(move || targets::read_as(format, name, &bytes))
}

fn sample_bytes(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)).unwrap()
}

macro_rules! readers {
    ($($reader:ident: $format:expr, $name:literal;)*) => {
        proptest! {
            #![proptest_config(config())]
            $(
                #[test]
                fn $reader(
                    damage in damage(),
                    part in any::<prop::sample::Index>(),
                    within in any::<bool>(),
                    noise in prop::collection::vec(any::<u8>(), 0..400),
                ) {
                    let whole = sample_bytes($name);
                    let bytes = if within && whole.starts_with(b"PK") { damaged_within(&whole, &part, &damage) } else { damaged(whole, &damage) };
                    is_answered($name, Some($format), bytes)?;
                    is_answered($name, Some($format), noise)?;
                }
            )*
        }
    };
}

readers! {
    text: &formats::text::FORMAT, "lighthouse.en.txt";
    markdown: &formats::markdown::FORMAT, "formats/lighthouse.en.md";
    html: &formats::html::FORMAT, "formats/lighthouse.en.html";
    docx: &formats::docx::FORMAT, "formats/lighthouse.en.docx";
    odt: &formats::odt::FORMAT, "formats/lighthouse.en.odt";
    epub: &formats::epub::FORMAT, "formats/lighthouse.en.epub";
    pdf: &formats::pdf::FORMAT, "formats/lighthouse.en.pdf";
    srt: &formats::srt::FORMAT, "formats/lighthouse.en.srt";
    vtt: &formats::vtt::FORMAT, "formats/lighthouse.en.vtt";
    tmx: &formats::tmx::FORMAT, "formats/lighthouse.tmx";
    xliff_1: &formats::xliff::FORMAT, "formats/lighthouse.1.xlf";
    xliff_2: &formats::xliff::FORMAT, "formats/lighthouse.2.xlf";
    po: &formats::po::FORMAT, "formats/lighthouse.po";
    csv: &formats::csv::FORMAT, "formats/lighthouse.csv";
    tsv: &formats::tsv::FORMAT, "formats/lighthouse.tsv";
    xlsx: &formats::xlsx::FORMAT, "formats/lighthouse.xlsx";
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn packed(damage in damage(), zstd in any::<bool>(), within in any::<bool>()) {
        let name = if zstd { "formats/lighthouse.en.txt.zst" } else { "formats/lighthouse.en.txt.gz" };
        if within {
            let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(&damaged(sample_bytes("lighthouse.en.txt"), &damage)).unwrap();
            is_answered(name, Some(&formats::text::FORMAT), packer.finish().unwrap())?;
        } else {
            is_answered(name, Some(&formats::text::FORMAT), damaged(sample_bytes(name), &damage))?;
        }
    }

    /// Nothing said of the format, and the bytes of any sample.
    #[test]
    fn unnamed(damage in damage(), at in any::<prop::sample::Index>()) {
        let names = ["md", "html", "docx", "odt", "epub", "pdf", "srt", "vtt"];
        let whole = sample_bytes(&format!("formats/lighthouse.en.{}", names[at.index(names.len())]));
        let bytes = damaged(whole, &damage);
        is_answered("unnamed", None, bytes)?;
    }

    /// The readers of bitexts, each with what its writer writes.
    #[test]
    fn bitexts(sample in sample(), damage in damage(), part in any::<prop::sample::Index>(), within in any::<bool>()) {
        let written = [
            &formats::tsv::FORMAT,
            &formats::csv::FORMAT,
            &formats::xlsx::FORMAT,
            &formats::jsonl::FORMAT,
            &formats::tmx::FORMAT,
            &formats::xliff::FORMAT,
            &formats::html::FORMAT,
            &formats::epub::FORMAT,
            &formats::bitextor::FORMAT,
            #[cfg(feature = "parquet")]
            &formats::parquet::FORMAT,
        ];
        let format = written[part.index(written.len())];
        let bitext = Bitext::new(&sample.source, &sample.target, &sample.alignment).unwrap();
        let mut whole = Vec::new();
        write::write(&mut whole, &bitext, format, &Settings::default()).unwrap();
        let bytes = if within && whole.starts_with(b"PK") { damaged_within(&whole, &part, &damage) } else { damaged(whole, &damage) };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bitext");
        fs::write(&path, bytes).unwrap();
        let options = bitext::Options { format: Some(format), ..bitext::Options::default() };
        if let Err(error) = in_time(move || bitext::read(&path, &options))? {
            targets::assert_sentence("bitext", &error.to_string());
        }
    }
}
