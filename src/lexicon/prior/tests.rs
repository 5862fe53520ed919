//! Tests of priors: ways between languages, precedence, other forms.

use super::*;
use crate::lexicon::pack::Builder;

fn pack(source: &str, target: &str, pairs: &[(&str, &str, f32, f32)]) -> Pack {
    let mut builder = Builder::default();
    for (a, b, forward, backward) in pairs {
        builder.add(a, b, *forward, *backward);
    }
    let notes = Notes { source: source.into(), target: target.into(), ..Notes::default() };
    Pack::parse(Path::new("test"), Cow::Owned(builder.build(&notes))).unwrap()
}

fn words(forms: &[&str]) -> Vec<Word> {
    forms.iter().map(|form| Word { form: (*form).into(), number: false }).collect()
}

fn priors(sources: &Sources, source: &[&str], target: &[&str]) -> (Table, Table) {
    let words = Pair::new(words(source), words(target));
    let empty = words.as_ref().map(|words| Table::known(vec![vec![]; words.len()]));
    sources.add_to(empty, words.as_ref().map(Vec::as_slice)).into()
}

fn prior(table: &Table, from: u32, to: u32) -> f32 {
    table.row(from).iter().find(|entry| entry.word == to).map_or(0.0, |entry| entry.prior)
}

/// As near as products of two numbers of four bits are.
fn near(a: f32, b: f32) -> bool {
    (a / b).max(b / a) < 1.3
}

fn animals(code: &str) -> Option<Pack> {
    match code {
        "fr" => Some(pack("en", "fr", &[("cat", "chat", 0.8, 0.9), ("dog", "chien", 0.7, 0.6), ("hound", "chien", 0.5, 0.3)])),
        "de" => Some(pack("en", "de", &[("cat", "katze", 0.6, 0.8), ("dog", "hund", 0.9, 0.7), ("hound", "hund", 0.4, 0.2)])),
        _ => None,
    }
}

#[test]
fn a_pack_serves_both_directions() {
    let (forward, backward) = priors(&Sources::from_packs("en", "fr", animals), &["dog", "cat"], &["chat", "x"]);
    assert!(near(prior(&forward, 1, 0), 0.8) && near(prior(&backward, 0, 1), 0.9) && forward.row(0).is_empty());
    let (forward, backward) = priors(&Sources::from_packs("fra-CA", "en-GB", animals), &["chat", "x"], &["dog", "cat"]);
    assert!(near(prior(&forward, 0, 1), 0.9) && near(prior(&backward, 1, 0), 0.8));
}

#[test]
fn other_pairs_go_through_english() {
    let (forward, backward) = priors(&Sources::from_packs("de", "fr", animals), &["katze", "hund"], &["chien", "chat"]);
    assert!(near(prior(&forward, 1, 0), 0.7 * 0.7 + 0.2 * 0.5));
    assert!(near(prior(&backward, 0, 1), 0.6 * 0.9 + 0.3 * 0.4));
    assert!(near(prior(&forward, 0, 1), 0.8 * 0.8));
    assert_eq!(prior(&forward, 0, 0), 0.0);
}

#[test]
fn a_direct_pack_comes_before_the_way_through_english() {
    let packs = |code: &str| if code == "de-fr" { Some(pack("de", "fr", &[("katze", "chatte", 0.4, 0.9)])) } else { animals(code) };
    let (forward, _) = priors(&Sources::from_packs("de", "fr", packs), &["katze", "hund"], &["chien", "chat", "chatte"]);
    assert!(near(prior(&forward, 0, 2), 0.41) && near(prior(&forward, 0, 1), 0.59 * 0.8 * 0.8), "{:?}", forward.row(0));
    assert!(prior(&forward, 1, 0) > 0.4);
    let (_, backward) = priors(&Sources::from_packs("fr", "de", packs), &["chien", "chat", "chatte"], &["katze", "hund"]);
    assert!(near(prior(&backward, 0, 2), 0.41));
}

#[test]
fn unknown_languages_and_one_language_know_nothing() {
    for (source, target) in [("fr", "fr"), ("und", "fr"), ("en", "tlh"), ("de", "tlh"), ("", "en")] {
        assert!(Sources::from_packs(source, target, animals).is_empty(), "{source} {target}");
    }
}

#[test]
fn the_users_own_comes_first_and_leaves_the_rest() {
    let with = |lexicons: &[&Arc<Pack>]| {
        let mut sources = Sources::from_packs("en", "fr", animals);
        sources.relations.splice(0..0, lexicons.iter().filter_map(|lexicon| Relation::of(lexicon, "en", "fr")));
        sources
    };
    let own = Arc::new(pack("", "", &[("cat", "minou", 0.7, 1.0)]));
    let (forward, _) = priors(&with(&[&own]), &["cat"], &["chat", "minou"]);
    assert!(near(prior(&forward, 0, 1), 0.7) && near(prior(&forward, 0, 0), 0.3 * 0.8));
    let reversed = Arc::new(pack("fr", "en", &[("minet", "cat", 1.0, 1.0)]));
    let (forward, _) = priors(&with(&[&reversed, &own]), &["cat"], &["chat", "minet"]);
    assert!(near(prior(&forward, 0, 1), 1.0) && prior(&forward, 0, 0) < 0.01);
    assert!(Relation::of(&Arc::new(pack("de", "it", &[])), "en", "fr").is_none());
}

#[test]
fn another_form_of_a_word_is_believed_less() {
    let known = |_: &str| Some(pack("en", "fi", &[("glacier", "jäätikkö", 0.8, 0.8)]));
    let (forward, _) = priors(&Sources::from_packs("en", "fi", known), &["glaciers"], &["jäätikkö", "jäätikön"]);
    assert!(prior(&forward, 0, 0) > 0.3 && prior(&forward, 0, 0) < 0.5);
}

#[test]
fn cognates_stay_where_they_are_surer() {
    let prior = Pair::new(Table::known([[(0, 0.95)]]), Table::known([[(0, 0.1)]]));
    let (cat, chat) = (words(&["cat"]), words(&["chat"]));
    let tables = Sources::from_packs("en", "fr", animals).add_to(prior, Pair::new(&cat, &chat));
    assert!(near(super::tests::prior(&tables.source, 0, 0), 0.95));
}
