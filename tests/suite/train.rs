//! `diptych train` from every form of input, and from a recipe.

use std::fs;

use crate::support::folder::Folder;

/// Word pairs from which sentences are made.
const WORDS: [(&str, &str); 6] =
    [("cat", "chat"), ("dog", "chien"), ("house", "maison"), ("bread", "pain"), ("water", "eau"), ("night", "nuit")];

/// Sentences of two words each: every word with every other.
fn sentences() -> Vec<(String, String)> {
    let all = WORDS.iter().flat_map(|one| WORDS.iter().map(move |other| (one, other))).filter(|(one, other)| one != other);
    all.map(|(one, other)| (format!("{} {}", one.0, other.0), format!("{} {}", one.1, other.1))).collect()
}

fn column(of: impl Fn(&(String, String)) -> String) -> String {
    sentences().iter().map(|pair| of(pair) + "\n").collect()
}

fn tmx() -> String {
    let unit = |(english, french): &(String, String)| {
        format!("<tu><tuv xml:lang=\"FR-fr\"><seg>{french}</seg></tuv><tuv xml:lang=\"en-GB\"><seg>{english}</seg></tuv></tu>\n")
    };
    let units: String = sentences().iter().map(unit).collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header srclang=\"fr\"/><body>\n{units}</body></tmx>\n")
}

/// Trains, and looks a word up in the pack.
fn learned(folder: &Folder, options: &[&str]) -> String {
    let (code, out, error) = folder.run(&[&["train", "-o", "my.pack"], options].concat());
    assert_eq!((code, out.as_str()), (0, ""), "{options:?}: {error}");
    assert!(error.starts_with("my.pack: ") && error.contains(" bytes learned from "), "{error}");
    let (code, shown, error) = folder.run(&["lexicon", "show", "house", "--file", "my.pack"]);
    assert_eq!(code, 0, "{options:?}: {error}");
    shown
}

#[test]
fn every_form_of_input_teaches_the_same() {
    let folder = Folder::empty();
    folder.put("pairs.tsv", column(|(english, french)| format!("{english}\t{french}")));
    folder.put("a.en", column(|pair| pair.0.clone()));
    folder.put("a.fr", column(|pair| pair.1.clone()));
    folder.put("m.tmx", tmx());
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(tmx().encode_utf16().flat_map(u16::to_le_bytes)).collect();
    folder.put("wide.tmx", wide);
    let languages = ["--source-lang", "en", "--target-lang", "fr"];
    let of = |options: &[&str]| learned(&folder, &[&languages[..], options].concat());
    let expected = of(&["--pairs", "pairs.tsv"]);
    assert!(expected.starts_with("en-fr\thouse\tmaison\t0."), "{expected}");
    assert_eq!(of(&["--lines", "a.en", "a.fr"]), expected);
    assert_eq!(of(&["--pairs", "m.tmx,licence=CC0"]), expected);
    assert_eq!(learned(&folder, &["--lang", "en-fr", "--pairs", "wide.tmx"]), expected);
    // Turned round, the same memory teaches the other direction.
    assert!(learned(&folder, &["--lang", "fr-en", "--pairs", "m.tmx"]).contains("en-fr\thouse\tmaison\t"));
}

#[test]
fn dictionaries_teach_too() {
    let folder = Folder::empty();
    folder.put("words.tsv", WORDS.map(|(english, french)| format!("{english}\t{french}\n")).concat());
    folder.put("words.dic", WORDS.map(|(english, french)| format!("{french} @ {english}\n")).concat());
    let languages = ["--source-lang", "en", "--target-lang", "fr"];
    let of = |name: &str| learned(&folder, &[&languages[..], &["--dictionary", name]].concat());
    assert!(of("words.tsv").contains("en-fr\thouse\tmaison\t"));
    assert_eq!(of("words.tsv"), of("words.dic"));
}

#[test]
fn what_cannot_teach_is_refused() {
    let folder = Folder::empty();
    folder.put("m.tmx", tmx());
    folder.put("broken.tmx", "<tmx><body>\n<tu></body>");
    folder.put("one.tsv", "cat\n");
    folder.put("a.en", "cat\n");
    folder.put("a.fr", "chat\nchien\n");
    let train = |options: &[&'static str]| -> Vec<&'static str> { [&["train", "-o", "my.pack"], options].concat() };
    folder.refuses(&train(&["--lang", "en-pl", "--pairs", "m.tmx"]), &["m.tmx: ", "no unit in en and pl", "FR-fr, en-GB"]);
    folder.refuses(&train(&["--lang", "en-fr", "--pairs", "broken.tmx"]), &["broken.tmx: line 2: ", "not well-formed XML"]);
    folder.refuses(&train(&["--lang", "en-fr", "--pairs", "one.tsv"]), &["one.tsv: line 1: a column is missing"]);
    folder.refuses(&train(&["--lang", "en-fr", "--lines", "a.en", "a.fr"]), &["a.fr: ", "2 lines", "a.en has 1"]);
    folder.misused(&train(&["--lang", "enfr", "--pairs", "m.tmx"]), "`enfr` is not two languages");
    folder.misused(&train(&["--lang", "en-fr"]), "nothing to learn from");
}

#[test]
fn a_recipe_with_groups_puts_each_pack_into_its_folder_and_lists_it_there() {
    let folder = Folder::empty();
    fs::create_dir(folder.path().join("sources")).unwrap();
    folder.put("sources/en-fr.tsv", column(|(english, french)| format!("{english}\t{french}")));
    folder.put("sources/en-de.tsv", "cat\tKatze\nthe dog\tder Hund\n");
    let train = ["train", "--recipe", "recipe.toml", "-o", "packs"];
    let grouped = |groups: &str| RECIPE.replace("[[tier]]", &format!("[groups]\n{groups}\n[[tier]]"));
    for wrong in ["west = ['fr']", "west = ['fr', 'de', 'pl']", "west = ['fr', 'de']\neast = ['de']"] {
        folder.put("recipe.toml", grouped(wrong));
        folder.refuses(&train, &["recipe.toml", "exactly one of the groups"]);
    }
    folder.put("recipe.toml", grouped("'../x' = ['fr', 'de']"));
    folder.refuses(&train, &["recipe.toml", "`../x` cannot be a folder"]);

    folder.put("recipe.toml", grouped("romance = ['fr']\ngermanic = ['de']"));
    assert_eq!(folder.run(&train).0, 0);
    assert!(folder.path().join("packs/romance/en-fr.pack").exists() && folder.path().join("packs/germanic/en-de.pack").exists());
    let list = fs::read_to_string(folder.path().join("packs/romance/src/list.rs")).unwrap();
    assert!(list.ends_with(" 1] = [\n    (*b\"fr     \", include_bytes!(\"../en-fr.pack\")),\n];\n"), "{list}");
    let (code, _, error) = folder.run(&[&train[..], &["--check"]].concat());
    assert!(code == 0 && error.contains("packs/romance/en-fr.pack: identical, "), "{error}");
}

#[test]
fn a_source_may_leave_languages_out() {
    let folder = Folder::empty();
    fs::create_dir(folder.path().join("sources")).unwrap();
    folder.put("sources/en-fr.tsv", column(|(english, french)| format!("{english}\t{french}")));
    folder.put("sources/en-de.tsv", "cat\tKatze\nthe dog\tder Hund\n");
    folder.put("sources/en-de-AT.tsv", "cat\tMieze\nthe dog\tder Köter\n");
    let made = |except: &str| {
        folder.put("recipe.toml", format!("{RECIPE}except = [{except}]\n"));
        let (code, _, error) = folder.run(&["train", "--recipe", "recipe.toml", "-o", "packs"]);
        assert_eq!(code, 0, "{error}");
        error
    };
    assert!(made("").contains("en-de.pack: ") && made("").contains("learned from 4 pairs"));
    let error = made("'de-AT', 'fr'");
    assert!(error.contains("learned from 2 pairs") && error.contains("learned from 0 pairs"), "{error}");
}

const RECIPE: &str = r#"
licence = "CC0"
root = "sources"
language = "en"
[[tier]]
most_pairs = 100
most_translations = 3
least_probability = 0.05
languages = ["fr", "de"]
[[source]]
name = "tiny"
licence = "CC0"
path = "en-*.tsv"
"#;

#[test]
fn a_recipe_makes_its_packs_and_checks_them() {
    let folder = Folder::empty();
    fs::create_dir(folder.path().join("sources")).unwrap();
    folder.put("sources/en-fr.tsv", column(|(english, french)| format!("{english}\t{french}")));
    folder.put("sources/en-de.tsv", "cat\tKatze\nthe dog\tder Hund\n");
    folder.put("recipe.toml", RECIPE);
    let run = |options: &[&str]| folder.run(&[&["train", "--recipe", "recipe.toml", "-o", "packs"], options].concat());
    let (code, _, error) = run(&["--only", "fr"]);
    assert_eq!(code, 0, "{error}");
    assert_eq!(folder.names(), ["packs", "recipe.toml", "sources"]);
    assert!(folder.path().join("packs/en-fr.pack").exists() && !folder.path().join("packs/en-de.pack").exists());

    let (code, out, error) = run(&["--only", "fr", "--check"]);
    assert_eq!((code, out.as_str()), (0, ""), "{error}");
    assert!(error.starts_with("packs/en-fr.pack: identical, "), "{error}");
    let (code, _, error) = run(&["--check"]);
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("packs/en-de.pack: not there\n"), "{error}");
    assert!(error.ends_with("error: 1 of 2 packs are not what the recipe makes; make them anew without --check\n"), "{error}");
    assert!(!folder.path().join("packs/en-de.pack").exists(), "--check wrote something");

    let pack = fs::read(folder.path().join("packs/en-fr.pack")).unwrap();
    folder.put("packs/en-fr.pack", &pack[..pack.len() - 1]);
    let (code, _, error) = run(&["--only", "fr", "--check"]);
    assert!(code == 1 && error.contains("packs/en-fr.pack: differs, "), "{error}");
    folder.misused(&["train", "--recipe", "recipe.toml", "-o", "packs", "--only", "pl"], "the recipe has no language pl");
    folder.misused(&["train", "--recipe", "recipe.toml", "-o", "packs", "--without", "none"], "the recipe has no source `none`");
}
