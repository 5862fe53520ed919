//! Synthetically corrupted bitexts with their gold: real sentence pairs of many languages from which sentences and runs of sentences are
//! removed and whose neighbours are joined here and there. Hand-made gold is scarce, mostly European, and has few omissions.
//!
//! The packs must not know these sentences already, so they are made without the texts that they come from.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use diptych::eval;
use diptych::internal::segment;
use diptych::lexicon::prior::{self, Sources};
use diptych::model::{Split, Text};
use diptych::read;

use super::dice::Dice;
use super::free;
use super::gold::GoldDocument;
use super::long;

/// What the bitexts are called.
pub const CORPUS: &str = "careless";
/// What those are called that lack only single sentences.
pub const COMPLETE_CORPUS: &str = "complete";

/// Folder of the training data, the name of a file in it, the language, the first pair that is taken and how many.
const BITEXTS: &[(&str, &str, &str, usize, usize)] = &[
    ("ud_pud", "en-de", "de", 0, 600),
    ("ud_pud", "en-es", "es", 100, 500),
    ("ud_pud", "en-ru", "ru", 200, 600),
    ("ud_pud", "en-zh", "zh", 400, 600),
    ("bible_pd", "en-ko", "ko", 300, 400),
    ("bible_pd", "en-pl", "pl", 3000, 400),
    ("bible_pd", "en-vi", "vi", 5000, 300),
    ("bible_pd", "en-hy", "hy", 1000, 300),
    ("opensource_guide", "en-hu", "hu", 0, 400),
    ("opensource_guide", "en-tr", "tr", 200, 400),
    ("opensource_guide", "en-fa", "fa", 400, 400),
    ("comprehensive_rust", "en-uk", "uk", 100, 300),
    ("comprehensive_rust", "en-id", "id", 500, 300),
];

/// Folder of careful translations, the language, the first pair and how many, and of a thousand sentences how many each side lacks: one here and one
/// there, in texts that are otherwise complete.
const COMPLETE: &[(&str, &str, usize, usize, [u64; 2])] = &[
    ("ud_pud", "fr", 0, 500, [77, 59]),
    ("ud_pud", "it", 500, 500, [10, 30]),
    ("ud_pud", "de", 600, 400, [60, 80]),
    ("sib200", "ar", 0, 500, [70, 60]),
    ("sib200", "tr", 100, 500, [30, 90]),
    ("sib200", "hi", 200, 500, [60, 10]),
    ("sib200", "ja", 300, 500, [80, 70]),
    ("sib200", "ko", 400, 500, [50, 50]),
    ("sib200", "hu", 500, 500, [5, 5]),
    ("sib200", "uk", 0, 500, [100, 30]),
    ("sib200", "el", 450, 500, [4, 12]),
];

/// The pairs of a file of sentence pairs, or of two files of as many lines.
fn pairs(train: &Path, folder: &str, language: &str) -> Vec<(String, String)> {
    let folder = train.join(folder);
    let whole = folder.join(format!("en-{language}.tsv.gz"));
    if whole.exists() {
        return long::columns(&whole);
    }
    let [english, other] =
        ["source.en".to_owned(), format!("target.{language}")].map(|name| long::unzipped(&folder.join(name + ".txt.gz")));
    english.lines().zip(other.lines()).map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())).collect()
}

/// The bitexts: those with an odd number have omissions, the others few, and both have joined neighbours; and [`COMPLETE`] ones.
pub fn documents(train: &Path) -> Vec<GoldDocument> {
    let complete = COMPLETE.iter().zip(201..).map(|(&(folder, language, first, count, lone), seed)| {
        let some: Vec<_> =
            pairs(train, folder, language).into_iter().filter(|(a, b)| a.len().min(b.len()) > 2).skip(first).take(count).collect();
        let damage = Damage { lone, run: 0, facing: false, joined: 3, noisy: false };
        let bitext = document(&format!("{folder}.{language}"), language, &corrupt(&some, &damage, seed));
        GoldDocument { corpus: COMPLETE_CORPUS.to_owned(), ..bitext }
    });
    let bitext = |at: usize| {
        let (folder, name, language, first, count) = BITEXTS[at];
        let pairs = long::columns(&train.join(folder).join(format!("{name}.tsv.gz")));
        let pairs: Vec<(String, String)> = pairs.into_iter().filter(|(a, b)| a.len().min(b.len()) > 2).skip(first).take(count).collect();
        let seed = at as u64 + 1;
        let (lone, run) = if seed.is_multiple_of(2) { (10, 2) } else { (50, 4) };
        // As scanned pages are.
        let noisy = seed.is_multiple_of(3);
        let damage = Damage { lone: [lone; 2], run, facing: true, joined: 12, noisy };
        document(&format!("{folder}.{language}"), language, &corrupt(&pairs, &damage, seed))
    };
    (0..BITEXTS.len()).map(bitext).chain(complete).collect()
}

/// The packs for a language that were made without what the bitexts come from: `folder` keeps them from run to run.
pub fn packs(folder: &Path, language: &str) -> Sources {
    let path = folder.join(format!("en-{language}.pack"));
    Sources::from_packs("en", language, |_| path.exists().then(|| prior::read(&path).unwrap()))
}

/// Makes the packs of some languages without some sources of the recipe, once for each recipe.
pub fn make_packs(name: &str, languages: &[&str], without: &[&str]) -> PathBuf {
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("packs/recipe.toml");
    let mut hash = DefaultHasher::new();
    std::fs::read(&recipe).unwrap().hash(&mut hash);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{:016x}", hash.finish()));
    // One that an earlier version wrote cannot be read.
    let is_there = |code: &str| prior::read(&folder.join(format!("en-{code}.pack"))).is_ok();
    let missing: Vec<&&str> = languages.iter().filter(|code| !is_there(code)).collect();
    if !missing.is_empty() {
        std::fs::create_dir_all(&folder).unwrap();
        let mut train = Command::new(env!("CARGO_BIN_EXE_diptych"));
        train.args(["train", "--quiet", "--recipe"]).arg(recipe).arg("-o").arg(&folder);
        if let Some(root) = super::shared("train") {
            train.arg("--root").arg(root);
        }
        missing.iter().for_each(|code| {
            train.args(["--only", code]);
        });
        without.iter().for_each(|source| {
            train.args(["--without", source]);
        });
        assert!(train.status().unwrap().success(), "packs for {missing:?}");
        // Each was put into the folder of its group.
        for code in missing {
            let name = format!("en-{code}.pack");
            let groups = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            let made = groups.map(|group| group.join(&name)).find(|path| path.is_file());
            std::fs::rename(made.unwrap(), folder.join(&name)).unwrap();
        }
    }
    folder
}

/// The packs of all bitexts, the [free] ones too.
pub fn make_all_packs() -> PathBuf {
    let mut languages: Vec<&str> = BITEXTS
        .iter()
        .map(|bitext| bitext.2)
        .chain(free::BITEXTS.iter().map(|bitext| bitext.2))
        .chain(COMPLETE.iter().map(|bitext| bitext.1))
        .collect();
    let mut sources: Vec<&str> = BITEXTS
        .iter()
        .map(|bitext| bitext.0)
        .chain(free::BITEXTS.iter().map(|bitext| bitext.0))
        .chain(COMPLETE.iter().map(|bitext| bitext.0))
        .collect();
    for names in [&mut languages, &mut sources] {
        names.sort_unstable();
        names.dedup();
    }
    make_packs("packs-careless", &languages, &sources)
}

/// A document from pairs of lines and gold notation.
pub fn document(name: &str, language: &str, bitext: &long::Bitext) -> GoldDocument {
    let text = |text: &str, language: &str| -> Text {
        segment::segment(read::from_text(name, text, Split::Lines).unwrap(), language, Split::Lines).unwrap()
    };
    GoldDocument {
        corpus: CORPUS.to_owned(),
        name: name.to_owned(),
        block: false,
        source: text(&bitext.source, "en"),
        target: text(&bitext.target, language),
        links: eval::parse(name, &bitext.gold).unwrap(),
    }
}

/// A sentence cut after one of its inner marks, if it has any.
pub fn in_two(line: &str, dice: &mut Dice) -> Vec<String> {
    let marks = [',', ';', ':', '.', '(', '،', '，', '、', '；', '：'];
    let places: Vec<usize> =
        line.char_indices().filter(|&(_, c)| marks.contains(&c)).map(|(at, c)| at + c.len_utf8()).filter(|&at| at < line.len()).collect();
    if places.is_empty() {
        return vec![line.to_owned()];
    }
    let (first, second) = line.split_at(places[dice.roll(places.len() as u64) as usize]);
    [first, second].iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// A line with one letter in sixty taken for another.
fn misread(line: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = line.chars().collect();
    for at in 0..letters.len() {
        if letters[at].is_alphabetic() && dice.roll(60) == 0 {
            let other = letters[dice.roll(letters.len() as u64) as usize];
            if other.is_alphabetic() {
                letters[at] = other;
            }
        }
    }
    letters.into_iter().collect()
}

/// What is done to a bitext.
struct Damage {
    /// Of a thousand lines so many are left out on each side,
    lone: [u64; 2],
    /// or begin a run that is.
    run: u64,
    /// Whether what one side lacks often stands beside what the other lacks.
    facing: bool,
    /// Of a hundred sentences so many are cut in two, and two thirds as many joined with the next.
    joined: u64,
    /// Whether letters are misread.
    noisy: bool,
}

/// Joins neighbours and takes sentences out.
fn corrupt(pairs: &[(String, String)], damage: &Damage, seed: u64) -> long::Bitext {
    let mut dice = Dice(seed);
    let Damage { lone, run, facing, joined: often, noisy } = *damage;
    let mut bitext = long::Bitext { source: String::new(), target: String::new(), gold: String::new() };
    let (mut next, mut gone) = ([0usize; 2], [0u64; 2]);
    // A side that is left out next: what one side lacks beside what the other lacks looks like a pair.
    let mut after: Option<usize> = None;
    let mut at = 0;
    while at < pairs.len() {
        for (left, lone) in gone.iter_mut().zip(lone) {
            *left = match (*left, dice.roll(1000)) {
                (0, roll) if roll < run => 4 + dice.roll(12),
                (0, roll) if roll < run + lone => 1,
                (0, _) => 0,
                (n, _) => n - 1,
            };
        }
        if let Some(side) = after.take() {
            gone[side] = gone[side].max(1);
        } else if facing && gone[0] + gone[1] == 1 && dice.roll(3) == 0 {
            after = Some(usize::from(gone[0] == 1));
        }
        // One sentence here is one to three there: neighbours are joined on one side, or one sentence is cut in two at a comma or the like.
        let (size, cut) = match dice.roll(100) {
            _ if gone != [0, 0] => (1, false),
            roll if roll < often * 2 / 3 => (2, false),
            8 if often > 8 => (3, false),
            roll if (often * 3 / 4..often * 7 / 4).contains(&roll) => (1, true),
            _ => (1, false),
        };
        let group = &pairs[at..(at + size).min(pairs.len())];
        let joined = dice.roll(2) as usize;
        let mut ids = [Vec::new(), Vec::new()];
        for (k, ids) in ids.iter_mut().enumerate().filter(|&(k, _)| gone[k] == 0) {
            let lines: Vec<&str> = group.iter().map(|pair| if k == 0 { pair.0.as_str() } else { pair.1.as_str() }).collect();
            let mut lines = if k == joined { vec![lines.join(" ")] } else { lines.iter().map(|line| (*line).to_owned()).collect() };
            if cut && k == joined {
                lines = in_two(&lines[0], &mut dice);
            }
            if noisy {
                lines.iter_mut().for_each(|line| *line = misread(line, &mut dice));
            }
            for line in lines {
                let text = if k == 0 { &mut bitext.source } else { &mut bitext.target };
                *text += &format!("{line}\n");
                ids.push(next[k]);
                next[k] += 1;
            }
        }
        if ids.iter().any(|ids| !ids.is_empty()) {
            bitext.gold += &format!("{:?}:{:?}\n", ids[0], ids[1]);
        }
        at += group.len();
    }
    bitext
}
