//! Floors under the boundary figures of `benches/boundaries.rs`, and the two news texts whose sentences are known exactly.

use std::fs::read_to_string;

use diptych::model::{Block, BlockKind, Document, SourceOffsets, Split};

use crate::support;
use crate::support::gold_sentences;

/// File, then the least F1 over all boundaries and over those after sentences that are closed by a terminator. Slightly below what is reached.
const FLOORS: &[(&str, f64, f64)] = &[
    ("de-gsd", 0.983, 0.995),
    ("el-gdt", 0.954, 0.986),
    ("en-ewt", 0.898, 0.979),
    ("fr-gsd", 0.979, 0.991),
    ("fr-sequoia", 0.905, 0.988),
    ("hu-szeged", 0.995, 0.995),
    ("it-isdt", 0.933, 0.977),
    ("ja-gsd", 0.993, 0.995),
    ("nl-alpino", 0.994, 0.996),
    ("pl-pdb", 0.979, 0.992),
    ("pt-bosque", 0.903, 0.989),
    ("ro-rrt", 0.979, 0.986),
    ("ru-gsd", 0.978, 0.989),
    ("sv-talbanken", 0.978, 0.995),
    ("tr-boun", 0.919, 0.976),
    ("zh-gsdsimp", 0.994, 0.997),
];

#[test]
fn boundary_f1_stays_above_its_floor() {
    let Some(folder) = support::shared("gold-sentences") else { return };
    let mut low = Vec::new();
    for &(name, all, closed) in FLOORS {
        let language = name.split('-').next().unwrap();
        for (clean, floor) in [(false, all), (true, closed)] {
            let path = folder.join(name).with_extension("txt");
            let score = gold_sentences::measure(&path, language, clean, |text| gold_sentences::ours(text, language));
            if score.f1() < floor {
                low.push(format!("{name}: F1 {:.4} < {floor} ({score:?}, closed sentences only: {clean})", score.f1()));
            }
        }
    }
    assert!(low.is_empty(), "{}", low.join("\n"));
}

/// The French text stands on long lines, the English one in paragraphs set off by blank lines: both ways, the gold comes out.
#[test]
fn the_seed_texts_come_out_as_their_gold() {
    for language in ["fr", "en"] {
        let (Some(text), Some(gold)) =
            (support::shared(&format!("seeds/idleb.{language}.txt")), support::shared(&format!("gold/idleb/idleb.{language}")))
        else {
            return;
        };
        let (text, gold) = (read_to_string(text).unwrap(), read_to_string(gold).unwrap());
        let gold: Vec<&str> = gold.lines().collect();
        let whole = vec![Block { range: 0..text.len(), kind: BlockKind::Paragraph }];
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            lines.push(Block { range: start..start + line.len(), kind: BlockKind::Line });
            start += line.len();
        }
        let layouts = if language == "fr" { vec![lines] } else { vec![lines, whole] };
        for blocks in layouts {
            let document = Document::new("-", text.clone(), blocks, SourceOffsets::Shifted(0)).unwrap();
            let found = diptych::internal::segment::segment(document, language, Split::Sentences).unwrap();
            let found: Vec<&str> = (0..found.len()).map(|at| found.sentence(at)).collect();
            assert_eq!(found, gold, "{language}");
        }
    }
}
