//! Whether the aligner recognises two texts that are not translations of each other, and never doubts those that are.

use std::path::Path;

use diptych::align::{Options, align};
use diptych::model::{Split, Text, UNRELATED};
use rayon::prelude::*;

use crate::support;
use crate::support::folder::{ENGLISH, Folder};
use crate::support::gold::{self, GoldDocument};

fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name).to_str().unwrap().to_owned()
}

/// Standard error of aligning two samples.
fn said(source: &str, target: &str) -> String {
    let (code, _, error) = Folder::empty().run(&["align", &sample(source), &sample(target)]);
    assert_eq!(code, 0, "{error}");
    error
}

const WARNING: &str = "these do not look like translations of each other";

#[test]
fn samples_are_translations_of_their_own_translation_alone() {
    let english = ["harbour", "kitchen", "lighthouse"];
    for source in english {
        for target in english {
            let error = said(&format!("{source}.en.txt"), &format!("{target}.fr.txt"));
            assert_eq!(error.contains(WARNING), source != target, "{source} and {target}: {error}");
        }
        let error = said("allotment.de.txt", &format!("{source}.en.txt"));
        assert!(error.contains(WARNING), "allotment and {source}: {error}");
    }
    assert!(!said("allotment.de.txt", "allotment.en.txt").contains(WARNING));
}

/// Another text than `ENGLISH`, as long.
const STRANGE: &str = "Mon frère a vendu sa voiture. Elle était rouge, et il pleure.\n";

#[test]
fn a_few_sentences_are_judged_too() {
    let folder = Folder::new();
    folder.put("b.fr", STRANGE);
    for command in ["align", "check"] {
        let (code, _, error) = folder.run(&[command, "a.en", "b.fr"]);
        assert!(code == 0 && error.contains(WARNING), "{command}: {error}");
        let (code, _, error) = folder.run(&[command, "a.en", "a.fr"]);
        assert!(code == 0 && !error.contains(WARNING), "{command}: {error}");
    }
    folder.put("list.tsv", "a.en\ta.fr\ta\na.en\tb.fr\tb\n");
    let (code, _, error) = folder.run(&["batch", "list.tsv", "-o", "out"]);
    assert!(code == 0 && error.contains("1 of 2 pairs do not look like translations of each other"), "{error}");
    let results = folder.get("out/results.tsv");
    let related: Vec<f32> = results.lines().skip(1).map(|row| row.split('\t').nth(10).unwrap().parse().unwrap()).collect();
    assert!(related[0] > 0.5 && related[1] < UNRELATED, "{results}");
}

#[test]
fn no_bead_of_strangers_is_surer_than_they_are_related() {
    let text = |name: &str, language: &str, contents: &str| diptych::text(name, contents, Some(language), Split::Sentences).unwrap();
    let (source, target) = (text("a.en", "en", ENGLISH), text("b.fr", "fr", STRANGE));
    for packs in [true, false] {
        let alignment = align(&source, &target, &Options::default().packs(packs)).unwrap();
        let bound = alignment.related().unwrap_or(0.5) + 1e-4;
        let pairs = alignment.beads().iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
        assert!(pairs.clone().all(|bead| bead.confidence <= bound), "packs {packs}, {bound}: {:?}", alignment.beads());
    }
}

#[test]
fn where_nothing_is_known_nothing_is_said() {
    let line = r#"{"id": 1, "source": "Zarnu fek.", "target": "Mipo talu.", "source_lang": "en", "target_lang": "ain"}"#;
    let folder = Folder::empty();
    let out = folder.command(&["stream"]).write_stdin(line).output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert!(said["related"].is_null(), "{said}");
    let pairs = said["beads"].as_array().unwrap().iter().filter(|bead| bead["kind"] == "match");
    assert!(pairs.clone().all(|bead| bead["confidence"].as_f64().unwrap() <= 0.5), "{said}");
}

/// Documents of one text in several languages are no strangers to each other.
fn text_of(document: &GoldDocument) -> String {
    let one = ["udhr", "mte1984"].into_iter().find(|text| document.corpus.starts_with(text));
    one.map_or_else(|| format!("{}/{}", document.corpus, document.name), str::to_owned)
}

fn related(source: &Text, target: &Text, packs: bool) -> f32 {
    align(source, target, &Options::default().packs(packs)).unwrap().related().unwrap_or(0.5)
}

/// The least of the documents, and the greatest of pairs of a text with the translation of the next one.
fn margin(documents: &[GoldDocument], packs: bool) -> (f32, f32) {
    let own = documents.par_iter().map(|d| (related(&d.source, &d.target, packs), format!("{}/{}", d.corpus, d.name)));
    let pairs: Vec<(&GoldDocument, &GoldDocument)> = documents
        .iter()
        .zip(documents.iter().cycle().skip(1))
        .filter(|(one, other)| text_of(one) != text_of(other) && one.source.language() != other.target.language())
        .collect();
    let strange = pairs.par_iter().map(|(one, other)| {
        (related(&one.source, &other.target, packs), format!("{}/{} with {}/{}", one.corpus, one.name, other.corpus, other.name))
    });
    let least = own.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    let most = strange.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    println!("packs {packs}: {} documents, the least {least:?}; {} unrelated pairs, the greatest {most:?}", documents.len(), pairs.len());
    (least.0, most.0)
}

#[test]
fn gold_documents_are_translations_and_strangers_are_not() {
    let Some(folder) = support::shared("gold") else { return };
    let mut documents = gold::documents(&folder, |_| true);
    documents.retain(|document| document.source.len().max(document.target.len()) < 300);
    let (least, most) = margin(&documents, true);
    // Two short stories of one kind come near: they are told from translations, but nobody is warned of them.
    assert!(least > 0.5 && most < least, "translations from {least} up, strangers up to {most}");
}
