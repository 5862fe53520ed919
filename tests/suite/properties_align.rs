//! What must hold of the alignment of any two texts, likely or not.

use std::path::Path;

use diptych::align::{Aligner, Options, align};
use diptych::eval::Link;
use diptych::formats;
use diptych::lexicon::prior::Sources;
use diptych::model::{Alignment, Bead, BeadKind, Text};
use diptych::write::{Bitext, Settings, write};
use proptest::prelude::*;

use crate::support;
use crate::support::bitext;
use crate::support::gold;
use crate::support::made_up;

fn text(language: &str, lines: &[impl AsRef<str>]) -> Text {
    bitext::text("text", language, &lines.iter().map(|line| line.as_ref().to_owned()).collect::<Vec<_>>())
}

/// Two texts in made-up languages.
fn made_up(sentences: usize, seed: u64) -> (Text, Text) {
    let lines = made_up::made_up(sentences, seed);
    (text("und", &lines.source), text("und", &lines.target))
}

/// The samples, sentences as split by hand.
fn samples() -> Vec<(&'static str, Text, Text)> {
    let names = [("allotment", "de", "en"), ("harbour", "en", "fr"), ("kitchen", "en", "fr"), ("lighthouse", "en", "fr")];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let side = |name: &str, language: &str| gold::lines(&folder.join(format!("{name}.{language}.sentences")), language);
    names.map(|(name, source, target)| (name, side(name, source), side(name, target))).into()
}

fn aligned(source: &Text, target: &Text) -> Alignment {
    align(source, target, &Options::default()).unwrap()
}

/// That every sentence is in exactly one bead, counted here once more, and that what is said of each bead can be true.
fn check(alignment: &Alignment, n: usize, m: usize) {
    assert_eq!((alignment.source_len(), alignment.target_len()), (n, m));
    let mut seen = [vec![0; n], vec![0; m]];
    for bead in alignment.beads() {
        bead.source.iter().for_each(|&id| seen[0][id] += 1);
        bead.target.iter().for_each(|&id| seen[1][id] += 1);
        assert!((0.0..=1.0).contains(&bead.confidence), "{bead:?}");
        assert_eq!(bead.source.is_empty(), bead.kind == BeadKind::Added, "{bead:?}");
        assert_eq!(bead.target.is_empty(), bead.kind == BeadKind::Omitted, "{bead:?}");
    }
    assert!(seen.iter().flatten().all(|&times| times == 1), "{seen:?}");
}

/// The bytes that a format of full precision gives.
fn bytes(source: &Text, target: &Text, alignment: &Alignment) -> Vec<u8> {
    let mut out = format!("{alignment:?}\n").into_bytes();
    write(&mut out, &Bitext::new(source, target, alignment).unwrap(), &formats::jsonl::FORMAT, &Settings::default()).unwrap();
    out
}

/// Lines that are often the same, of few words: blank ones are no units of a line-based text, but marks alone are.
fn lines(most: usize) -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![3 => "[a-d]{1,3}", 1 => "\\PC{1,6}", 1 => "[0-9.,]{1,5}", 1 => "[一-丅。「」]{1,4}", 1 => "[?!…—«»\"(]{1,3}"];
    let line = prop::collection::vec(word, 1..6).prop_map(|words| words.join(" ")).prop_filter("blank", |line| !line.trim().is_empty());
    prop::collection::vec(prop_oneof![3 => line, 1 => Just("The same.".to_owned())], 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 96 } else { 512 }, ..ProptestConfig::default() })]

    #[test]
    fn every_sentence_is_in_one_bead(source in lines(14), target in lines(14), max_bead in 1..=8_usize, rounds in 0..=3_usize, moved: bool) {
        let (a, b) = (text("en", &source), text("und", &target));
        let alignment = align(&a, &b, &Options::default().max_bead(max_bead).rounds(rounds).moved(moved)).unwrap();
        check(&alignment, a.len(), b.len());
        // What was put right after the search may have holes.
        let whole = |ids: &[usize]| ids.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let contiguous = |bead: &&diptych::model::Bead| bead.kind == BeadKind::Match && whole(&bead.source) && whole(&bead.target);
        for bead in alignment.beads().iter().filter(contiguous) {
            prop_assert!(bead.source.len().max(bead.target.len()) <= max_bead, "{:?}", bead);
        }
    }

    #[test]
    fn the_same_end_on_both_sides_is_no_trouble(source in lines(10), target in lines(10), end in lines(6)) {
        let (a, b) = (text("en", &[source, end.clone()].concat()), text("fr", &[target, end].concat()));
        check(&aligned(&a, &b), a.len(), b.len());
    }

    #[test]
    fn twice_the_same_is_the_same(source in lines(12), target in lines(12)) {
        let (a, b) = (text("en", &source), text("fr", &target));
        prop_assert_eq!(bytes(&a, &b, &aligned(&a, &b)), bytes(&a, &b, &aligned(&a, &b)));
    }
}

/// Long enough that work is divided among the threads.
#[test]
fn the_number_of_threads_changes_nothing() {
    let mut pairs: Vec<(Text, Text)> = samples().into_iter().map(|(_, source, target)| (source, target)).collect();
    pairs.push(made_up(if cfg!(debug_assertions) { 800 } else { 1500 }, 7));
    for (source, target) in &pairs {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            bytes(source, target, &pool.install(|| aligned(source, target)))
        };
        let one = with(1);
        for threads in [2, 8] {
            assert!(with(threads) == one, "{threads} threads give something else than one");
        }
    }
}

/// The alignment of the swapped texts, swapped back: links, by their sentences, with what the model gives them.
fn links(alignment: &Alignment, swapped: bool) -> Vec<(Link, f32)> {
    let link = |bead: &diptych::model::Bead| {
        let link = Link::new(bead.source.clone(), bead.target.clone());
        (if swapped { link.swapped() } else { link }, bead.confidence)
    };
    let mut links: Vec<(Link, f32)> = alignment.beads().iter().map(link).collect();
    links.sort_by(|a, b| a.0.cmp(&b.0));
    links
}

fn assert_mirrored(name: &str, source: &Text, target: &Text) {
    let (there, back) = (links(&aligned(source, target), false), links(&aligned(target, source), true));
    let only = |these: &[(Link, f32)], those: &[(Link, f32)]| {
        these
            .iter()
            .filter(|link| !those.iter().any(|other| other.0 == link.0))
            .map(|link| format!("{link:?}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (first, second) = (only(&there, &back), only(&back, &there));
    assert!(first.is_empty() && second.is_empty(), "{name}: source to target {first}; target to source {second}");
    for (one, other) in there.iter().zip(&back) {
        assert!((one.1 - other.1).abs() < 0.01, "{name}: confidence of {one:?} is {} the other way round", other.1);
    }
}

#[test]
fn changing_source_and_target_over_mirrors_the_alignment() {
    for (name, source, target) in &samples() {
        assert_mirrored(name, source, target);
    }
    for seed in 0..8 {
        let (source, target) = made_up(120, seed);
        assert_mirrored(&format!("made up, seed {seed}"), &source, &target);
    }
}

/// The same on real text, over bands rather than whole matrices.
#[test]
fn changing_novels_over_mirrors_the_alignment() {
    let Some(folder) = support::shared("gold") else { return };
    for document in gold::documents(&folder, |corpus| ["textberg", "parice", "hunalign_dtm"].contains(&corpus)) {
        assert_mirrored(&document.name, &document.source, &document.target);
    }
}

#[test]
fn a_text_is_its_own_translation() {
    let mut texts: Vec<(&str, Text)> = samples().into_iter().flat_map(|(name, source, target)| [(name, source), (name, target)]).collect();
    texts.push(("made up", made_up(400, 3).0));
    texts.push(("one word a line", text("en", &(0..50).map(|at| format!("{}.", char::from(b'A' + at % 26))).collect::<Vec<_>>())));
    for (name, text) in &texts {
        let alignment = aligned(text, text);
        for bead in alignment.beads() {
            assert!(bead.source == bead.target && bead.source.len() == 1, "{name}: {bead:?}");
            // Single letters say little, and the confidence says so.
            let least = if *name == "one word a line" { 0.6 } else { 0.9 };
            assert!(bead.confidence > least, "{name}: {bead:?} {:?}", text.sentence(bead.source[0]));
        }
    }
}

#[test]
fn texts_of_next_to_nothing() {
    let none: [&str; 0] = [];
    let blank = diptych::read::from_text("blank", " \n\n\t\n\u{a0}\n", diptych::model::Split::Lines).unwrap();
    let blank = diptych::internal::segment::segment(blank, "en", diptych::model::Split::Lines).unwrap();
    let texts =
        [blank, text("en", &none), text("en", &["Yes"]), text("fr", &["…"]), text("ja", &["はい。"]), text("en", &["12", "12", "12"])];
    for source in &texts {
        for target in &texts {
            check(&aligned(source, target), source.len(), target.len());
        }
    }
    let one = aligned(&texts[2], &text("fr", &["Oui"]));
    assert_eq!(links(&one, false)[0].0, Link::new(vec![0], vec![0]));
    let omitted = aligned(&texts[2], &texts[1]);
    assert_eq!((omitted.beads()[0].kind, omitted.beads()[0].confidence), (BeadKind::Omitted, 1.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn fixed_beads_stay_whatever_they_are(
        sentences in 4_usize..60,
        seed in any::<u64>(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_usize..4), 1..8),
    ) {
        let (source, target) = made_up(sentences, seed);
        let mut used = [vec![false; source.len()], vec![false; target.len()]];
        let mut fixed = Vec::new();
        for (s, t, shape) in picks {
            // Shapes: one with one, two with one, omitted, added.
            let (s, t) = (s.index(source.len()), t.index(target.len()));
            let s: Vec<usize> = if shape == 3 { Vec::new() } else { (s..(s + 1 + usize::from(shape == 1)).min(source.len())).collect() };
            let t: Vec<usize> = if shape == 2 { Vec::new() } else { vec![t] };
            if s.iter().all(|&id| !used[0][id]) && t.iter().all(|&id| !used[1][id]) {
                s.iter().for_each(|&id| used[0][id] = true);
                t.iter().for_each(|&id| used[1][id] = true);
                fixed.push(Bead::new(s, t, 0.5));
            }
        }
        let aligner = Aligner::builder().known(Sources::default()).build().unwrap();
        let around = || aligner.align_around(&source, &target, &fixed).unwrap();
        let alignment = around();
        check(&alignment, source.len(), target.len());
        prop_assert!(fixed.iter().all(|bead| alignment.beads().contains(bead)), "{fixed:?} {:?}", alignment.beads());
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(around);
        prop_assert_eq!(bytes(&source, &target, &alignment), bytes(&source, &target, &one));
    }
}
