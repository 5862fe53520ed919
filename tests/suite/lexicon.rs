//! `diptych lexicon`, and lexicons of one's own in `diptych align`.

use crate::support::folder::Folder;

#[test]
fn built_in_packs_can_be_looked_into() {
    let folder = Folder::empty();
    let (code, list, error) = folder.run(&["lexicon", "list"]);
    assert_eq!(code, 0, "{error}");
    assert!(list.starts_with("pack\tlanguage\tEnglish words\twords\tpairs\tbytes\tsources\n"), "{list}");
    let french = list.lines().find(|line| line.starts_with("en-fr\tFrench\t")).unwrap();
    assert_eq!(french.split('\t').count(), 7, "{french}");
    let (code, shown, error) = folder.run(&["lexicon", "show", "House", "--lang", "fr-en"]);
    assert_eq!(code, 0, "{error}");
    assert!(shown.lines().next().unwrap().starts_with("en-fr\thouse\tmaison\t0."), "{shown}");
    let (code, exported, error) = folder.run(&["lexicon", "export", "--lang", "en-zu"]);
    assert_eq!(code, 0, "{error}");
    let pairs: usize = list.lines().find(|line| line.starts_with("en-zu\t")).unwrap().split('\t').nth(4).unwrap().parse().unwrap();
    assert_eq!(exported.lines().count(), pairs);
    assert!(exported.lines().all(|line| line.split('\t').count() == 4));
    folder.refuses(&["lexicon", "show", "house", "--lang", "de-it"], &["`de-it` is not a pack"]);
    folder.refuses(&["lexicon", "show", "qqqzzz", "--lang", "en-fr"], &["does not know `qqqzzz`"]);
    folder.refuses(&["lexicon", "show", "two words", "--lang", "en-fr"], &["not one word"]);
    folder.misused(&["lexicon", "show", "house"], "--lang");
}

/// The word pairs that speak for the first bead of two texts in languages that nobody has a pack for.
fn words(folder: &Folder, options: &[&str]) -> Vec<String> {
    let texts = ["align", "a.txt", "b.txt", "-q", "--source-lang", "qaa", "--target-lang", "qab", "--explain", "1", "--to", "jsonl"];
    let (code, out, error) = folder.run(&[&texts[..], options].concat());
    assert_eq!(code, 0, "{error}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let text = |pair: &serde_json::Value, side: &str| pair[side]["text"].as_str().unwrap().to_owned();
    json["words"].as_array().unwrap().iter().map(|pair| text(pair, "source") + "=" + &text(pair, "target")).collect()
}

/// The confidence of the first bead.
fn first_confidence(folder: &Folder, options: &[&str]) -> f64 {
    let (code, out, error) = folder.run(&[&["align", "a.en", "a.fr", "-q", "--to", "tsv"], options].concat());
    assert_eq!(code, 0, "{error}");
    out.lines().nth(1).unwrap().split('\t').nth(3).unwrap().parse().unwrap()
}

#[test]
fn a_lexicon_of_ones_own_is_believed_in_every_form() {
    let folder = Folder::empty();
    folder.put("a.txt", "Bada gomi lako. Mibo tane dilu. Kora bamu gido. Lami doka biga.\n");
    folder.put("b.txt", "Resu tewy zuse. Vyre suty wezu. Tyse ruvy zewu. Suze wyte rysu.\n");
    let pairs = [("bada", "zuse"), ("gomi", "resu"), ("mibo", "vyre"), ("kora", "tyse")];
    folder.put("w.tsv", pairs.map(|(a, b)| format!("{a}\t{b}\n")).concat());
    folder.put("w.dic", pairs.map(|(a, b)| format!("{b} @ {a}\n")).concat());
    let train = folder.run(&["train", "--lang", "qaa-qab", "--dictionary", "w.tsv", "-o", "w.pack", "-q"]);
    assert_eq!(train.0, 0, "{}", train.2);
    assert!(!words(&folder, &[]).contains(&"Bada=zuse".to_owned()));
    for lexicon in ["w.tsv", "w.dic", "w.pack"] {
        let found = words(&folder, &["--lexicon", lexicon]);
        let mut strongest = found.iter().take(2).map(String::as_str).collect::<Vec<_>>();
        strongest.sort_unstable();
        assert_eq!(strongest, ["Bada=zuse", "gomi=Resu"], "{lexicon}");
    }
}

#[test]
fn ones_own_lexicon_comes_before_the_packs() {
    let folder = Folder::new();
    // Against the packs: what is wrong here must count, or nothing did.
    folder.put("wrong.tsv", "harbour\tbateau\nquiet\tarriver\nrained\tport\nboat\tcalme\n");
    folder.put("right.tsv", "harbour\tport\nquiet\tcalme\nrained\tpleuvait\n");
    let plain = first_confidence(&folder, &[]);
    assert!(first_confidence(&folder, &["--lexicon", "wrong.tsv"]) < plain);
    // The first of two comes before the second.
    let both = ["--lexicon", "right.tsv", "--lexicon", "wrong.tsv"];
    assert!(first_confidence(&folder, &both) > first_confidence(&folder, &["--lexicon", "wrong.tsv", "--lexicon", "right.tsv"]));
}

#[test]
fn packs_may_be_left_out() {
    let folder = Folder::empty();
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/");
    let texts = ["en", "fr"].map(|language| format!("{samples}harbour.{language}.txt"));
    let align = ["align", texts[0].as_str(), texts[1].as_str(), "-q", "--to", "tsv"];
    let (with, without) = (folder.run(&align), folder.run(&[&align[..], &["--no-packs"]].concat()));
    assert_eq!((with.0, without.0), (0, 0), "{}{}", with.2, without.2);
    assert_ne!(with.1, without.1);
}

#[test]
fn a_lexicon_of_other_languages_is_refused() {
    let folder = Folder::new();
    folder.put("w.tsv", "Haus\tcasa\n");
    assert_eq!(folder.run(&["train", "--lang", "de-it", "--dictionary", "w.tsv", "-o", "w.pack", "-q"]).0, 0);
    let align = ["align", "a.en", "a.fr", "-q", "--source-lang", "en", "--target-lang", "fr", "--lexicon", "w.pack"];
    folder.refuses(&align, &["w.pack: this lexicon is of de and it, the texts are in en and fr"]);
    folder.put("bad.dic", "no entry here\n");
    folder.refuses(&["align", "a.en", "a.fr", "-q", "--lexicon", "bad.dic"], &["bad.dic: line 1: this is not a dictionary entry"]);
    folder.refuses(&["align", "a.en", "a.fr", "-q", "--lexicon", "none.tsv"], &["none.tsv: cannot read"]);
}
