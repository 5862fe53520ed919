//! Long real text: the English-French pairs of the shared training data, one kind of text after the other.

use std::io::Read;
use std::path::{Path, PathBuf};

/// Folder, how the names of its files begin, and the column that holds the English (French stands in the next).
const SOURCES: &[(&str, &str, usize)] = &[
    ("matos", "", 1),
    ("python_docs", "en-fr.", 0),
    ("europarl_moses", "en-fr.", 0),
    ("bible_pd", "en-fr.", 0),
    ("mozilla_www", "en-fr.", 0),
    ("opensource_guide", "en-fr.", 0),
    ("tatoeba_anki", "fra-eng.", 0),
    ("comprehensive_rust", "en-fr.", 0),
    ("ud_pud", "en-fr.", 0),
    ("tldr", "en-fr.", 0),
];

/// Lines of fewer characters than this are left out.
const SHORTEST: usize = 3;

/// The first `most` pairs of lines, English and French.
pub fn pairs(train: &Path, most: usize) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for &(folder, begins, column) in SOURCES {
        for path in files(&train.join(folder), begins) {
            for row in unzipped(&path).lines() {
                let mut columns = row.split('\t').skip(column).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
                if let (Some(english), Some(french)) = (columns.next(), columns.next())
                    && english.chars().count().min(french.chars().count()) >= SHORTEST
                {
                    pairs.push((english, french));
                }
                if pairs.len() == most {
                    return pairs;
                }
            }
        }
    }
    pairs
}

/// Lines that stay together when a text is made longer.
const TOGETHER: usize = 40;

/// At least `most` pairs: after those that are there, copies of them, in which stretches are shuffled and names and numbers are others, the same on
/// both sides, so that as many words are rare as in a text of that length.
pub fn lengthened(pairs: Vec<(String, String)>, most: usize) -> Vec<(String, String)> {
    let mut dice = super::dice::Dice(7);
    let mut all = pairs.clone();
    for copy in 1.. {
        if all.len() >= most || pairs.is_empty() {
            break;
        }
        let mut stretches: Vec<&[(String, String)]> = pairs.chunks(TOGETHER).collect();
        for at in (1..stretches.len()).rev() {
            stretches.swap(at, dice.roll(at as u64 + 1) as usize);
        }
        all.extend(stretches.concat().iter().map(|(source, target)| (renamed(source, copy), renamed(target, copy))));
    }
    all.truncate(most);
    all
}

/// A line with other names and numbers.
fn renamed(line: &str, copy: u8) -> String {
    const ENDINGS: [&str; 8] = ["", "ov", "ani", "usk", "elo", "imba", "ert", "oth"];
    let word = |word: &str| match word.chars().next() {
        Some(first) if first.is_ascii_digit() => {
            word.chars().map(|c| if c.is_ascii_digit() { char::from(b'0' + (c as u8 - b'0' + copy) % 10) } else { c }).collect()
        }
        Some(first) if first.is_uppercase() && word.len() > 4 => {
            let name = word.trim_end_matches(|c: char| !c.is_alphanumeric());
            format!("{name}{}{}", ENDINGS[usize::from(copy) % ENDINGS.len()], &word[name.len()..])
        }
        _ => word.to_owned(),
    };
    line.split(' ').map(word).collect::<Vec<String>>().join(" ")
}

fn files(folder: &Path, begins: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with(begins) && path.extension().is_some_and(|e| e == "gz"));
    paths.sort();
    paths
}

/// The contents of a gzip file.
pub fn unzipped(path: &Path) -> String {
    let mut text = String::new();
    let file = std::fs::File::open(path).unwrap();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text
}

/// Two texts with their gold, as the contents of three files.
pub struct Bitext {
    /// One sentence a line.
    pub source: String,
    /// One sentence a line.
    pub target: String,
    /// As vecalign writes it.
    pub gold: String,
}

/// The pairs without every 13th source and every 17th target line.
pub fn with_gaps(pairs: &[(String, String)]) -> Bitext {
    without(pairs, |at| at % 13 == 12, |at| at % 17 == 16)
}

/// The pairs without the source lines and the target lines that these name by their place.
pub fn without(pairs: &[(String, String)], in_source: impl Fn(usize) -> bool, in_target: impl Fn(usize) -> bool) -> Bitext {
    let mut bitext = Bitext { source: String::new(), target: String::new(), gold: String::new() };
    let (mut i, mut j) = (0, 0);
    for (at, (source, target)) in pairs.iter().enumerate() {
        let (mut left, mut right) = (String::new(), String::new());
        if !in_source(at) {
            bitext.source += &format!("{source}\n");
            left = i.to_string();
            i += 1;
        }
        if !in_target(at) {
            bitext.target += &format!("{target}\n");
            right = j.to_string();
            j += 1;
        }
        if !(left.is_empty() && right.is_empty()) {
            bitext.gold += &format!("[{left}]:[{right}]\n");
        }
    }
    bitext
}

/// The pairs with sentences and runs of sentences taken out of either side here and there, by dice with this seed: what a careless translator
/// or a crawler leaves.
pub fn with_omissions(pairs: &[(String, String)], seed: u64) -> Bitext {
    let mut dice = super::dice::Dice(seed);
    let mut bitext = Bitext { source: String::new(), target: String::new(), gold: String::new() };
    let (mut i, mut j) = (0, 0);
    let mut gone = [0u64; 2];
    for (source, target) in pairs {
        for left in &mut gone {
            *left = match (*left, dice.roll(250)) {
                (0, 0) => 4 + dice.roll(12),
                (0, 1..=10) => 1,
                (0, _) => 0,
                (n, _) => n - 1,
            };
        }
        let (mut left, mut right) = (String::new(), String::new());
        if gone[0] == 0 {
            bitext.source += &format!("{source}\n");
            left = i.to_string();
            i += 1;
        }
        if gone[1] == 0 {
            bitext.target += &format!("{target}\n");
            right = j.to_string();
            j += 1;
        }
        if !(left.is_empty() && right.is_empty()) {
            bitext.gold += &format!("[{left}]:[{right}]\n");
        }
    }
    bitext
}

/// The pairs of a file of two columns.
pub fn columns(path: &Path) -> Vec<(String, String)> {
    let text = unzipped(path);
    text.lines().filter_map(|row| row.split_once('\t')).map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())).collect()
}
