//! Tests of packs: round trips, damage, look-ups.

use std::borrow::Cow;
use std::path::Path;

use proptest::prelude::*;

use super::rows::{NEVER, quantise};
use super::{Builder, Learned, Notes, Origin, Pack};
use crate::model::Pair;

fn parse(bytes: Vec<u8>) -> crate::Result<Pack> {
    Pack::parse(Path::new("test.pack"), Cow::Owned(bytes))
}

fn notes() -> Notes {
    let origin = Origin { name: "songs".into(), licence: "CC0".into(), pairs: 3 };
    Notes { source: "en".into(), target: "fr".into(), licence: "CC BY-SA 4.0".into(), origins: vec![origin] }
}

fn build(pairs: &[(String, String, f32, f32)]) -> Vec<u8> {
    let mut builder = Builder::default();
    for (source, target, forward, backward) in pairs {
        builder.add(source, target, *forward, *backward);
    }
    builder.build(&notes())
}

/// A probability. Not from a range of floats: proptest's own sampler of those fails now and then.
fn share() -> impl Strategy<Value = f32> {
    (1_u16..1000).prop_map(|thousandths| f32::from(thousandths) / 1000.0)
}

fn some_pairs() -> impl Strategy<Value = Vec<(String, String, f32, f32)>> {
    prop::collection::vec(("[a-cé]{1,6}", "[x-zω]{1,5}", share(), share()), 0..200)
}

/// As near as sixteen steps are.
fn near(stored: f32, meant: f32) -> bool {
    (stored / meant).max(meant / stored) < 1.26 || meant < 0.03
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(pairs in some_pairs()) {
        let bytes = build(&pairs);
        prop_assert_eq!(&bytes, &build(&pairs));
        let pack = parse(bytes).unwrap();
        prop_assert_eq!(pack.notes(), &notes());
        // A pair of which both probabilities are as good as none is not kept; of one that is added twice the last that is kept counts.
        let pairs: Vec<_> = pairs.into_iter().filter(|&(.., p, q)| quantise(p).min(quantise(q)) != NEVER).collect();
        let mut expected: Vec<_> = pairs.iter().map(|(s, t, ..)| (s.clone(), t.clone())).collect();
        expected.sort();
        expected.dedup();
        let mut found = Vec::new();
        pack.rows().all(|pair| found.push((pack.source().word(pair.source).unwrap(), pack.target().word(pair.target).unwrap())));
        prop_assert_eq!(&found, &expected);
        for (source, target, ..) in &pairs {
            let id = pack.source().find(source).unwrap();
            let other = pack.target().find(target).unwrap();
            let (.., forward, backward) = pairs.iter().rev().find(|(s, t, ..)| s == source && t == target).unwrap();
            let mut row = Vec::new();
            pack.rows().of([id].into_iter(), |pair| row.push(pair));
            let pair = row.iter().find(|pair| pair.target == other).unwrap();
            prop_assert!(near(pair.forward, *forward) && near(pair.backward, *backward));
        }
        let mut asked: Vec<String> = pairs.iter().map(|p| p.0.clone()).chain(["a", "bb", "zz", "é", ""].map(String::from)).collect();
        asked.sort();
        let found = pack.source().find_all(asked.iter().map(String::as_str));
        for (word, id) in asked.iter().zip(found) {
            prop_assert_eq!(pack.source().find(word), id, "{}", word);
        }
    }

    #[test]
    fn damage_is_found(pairs in some_pairs(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = build(&pairs);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(parse(bytes.clone()).is_err());
        bytes.truncate(at);
        prop_assert!(parse(bytes).is_err());
    }

    #[test]
    fn a_forged_pack_never_panics(pairs in some_pairs(), at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = build(&pairs);
        let at = 16 + at.index(bytes.len() - 16);
        bytes[at] = byte;
        let sum = super::checksum(&bytes[16..]);
        bytes[8..16].copy_from_slice(&sum.to_le_bytes());
        if let Ok(pack) = parse(bytes) {
            let mut sum = 0.0;
            pack.rows().all(|pair| sum += pair.forward);
            let mut walk = pack.source().walk();
            while walk.valid {
                let word = walk.text();
                pack.target().find(&word);
                walk.advance();
            }
            pack.target().word(3);
        }
    }
}

/// Chinese has more letters than a byte can tell apart: words are written in two bytes a letter, and are found, and in order, all the same.
#[test]
fn scripts_of_many_letters_are_written_in_two_bytes() {
    let word = |at: u32| -> String { [at % 997, at % 1013].iter().filter_map(|&k| char::from_u32(0x4E00 + k)).collect() };
    let pairs: Vec<_> = (0..2000).map(|at| (format!("w{at}"), word(at), 0.5, 0.25)).collect();
    let pack = parse(build(&pairs)).unwrap();
    let list = pack.target();
    assert_eq!(list.code(&word(5)).unwrap().len(), 4);
    assert_eq!(list.code("猫x"), None);
    for (_, target, ..) in &pairs {
        let id = list.find(target).unwrap();
        assert_eq!(list.word(id).as_ref(), Some(target));
        assert_eq!(list.find_coded(&list.code(target).unwrap()), Some(id));
    }
    let mut walk = list.walk();
    let mut before = String::new();
    while walk.valid {
        assert!(before < walk.text());
        before = walk.text();
        walk.advance();
    }
    assert_eq!((list.shared(&[1, 2, 3, 4], &[1, 2, 3, 5]), list.letters(&[1, 2, 3, 4])), (2, 2));
}

#[test]
fn what_was_learned_of_forms_comes_out_as_the_list_writes_it() {
    let mut builder = Builder::default();
    for at in 0..50u8 {
        builder.add("house", &format!("{}ом", char::from_u32(0x0430 + u32::from(at % 32)).unwrap()), 0.5, 0.5);
    }
    let mut learned = Learned::default();
    learned.alike[2][1] = 0.4;
    learned.endings = vec![("а".into(), "м".into(), 1.5), ("zz".into(), "м".into(), 2.0)];
    learned.beginnings = vec![("о".into(), 0.6), ("zz".into(), 0.5)];
    builder.affixes(Pair { source: Learned::default(), target: learned });
    let pack = parse(builder.build(&notes())).unwrap();
    let (list, affixes) = (pack.target(), pack.affixes().target);
    let code = |text: &str| list.code(text).unwrap();
    assert_eq!(list.code("zz"), None);
    assert_eq!(affixes.beginnings().len(), 1);
    assert_eq!(affixes.beginnings()[0].0, code("о"));
    let alike = |one: &str, other: &str, stem| affixes.alike(stem, (&code(one), &code(other)), 2, &mut Vec::new());
    assert!((alike("м", "а", 4) - 0.6).abs() < 0.03 && alike("а", "м", 4) == alike("м", "а", 4));
    assert!((alike("о", "м", 4) - 0.4).abs() < 0.01);
    assert_eq!((alike("а", "м", 1), alike("а", "м", 3)), (0.0, 0.0));
    assert!(parse(build(&[])).unwrap().affixes().target.is_empty());
}

#[test]
fn errors_say_what_to_do() {
    let error = parse(b"hello".to_vec()).unwrap_err().to_string();
    assert!(error.contains("not a lexicon pack") && error.starts_with("test.pack"), "{error}");
    let mut bytes = build(&[]);
    bytes[7] = 9;
    assert!(parse(bytes).unwrap_err().to_string().contains("version"));
}
