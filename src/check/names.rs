//! Names that differ, without knowing what a name is: words with a capital that this very bitext renders by one spelling nearly every time.
//!
//! A missing name proves nothing: languages use pronouns differently, and a capital may stand for its country. It is a finding if the text
//! has shown that the name is *kept* (it is on the other side again and again, hardly ever not), and what stands in its place is another
//! kept name that is not its neighbour elsewhere (a first name for a surname), or another half beside the same half (Thomas Weber, Thomas
//! Miller). Two names are reported as swapped only where no grammar could have moved them: a name that took a preposition with it has moved
//! with its phrase, and a comma separates two phrases.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Row, Rule};
use crate::lang::Conventions;
use crate::model::Pair;

/// Shorter words look like too many others.
const SHORTEST: usize = 4;
/// A name is kept if it was found on the other side at least so often,
const FEWEST: usize = 2;
/// and so many times for every time it was not, the first time aside.
const TIMES: usize = 4;
/// The most words between two names that can be said to have changed places.
const NEAR: usize = 4;
/// The most that may be compared for the names of one pair, in bytes: a pair of a thousand words takes a twentieth. What is longer is a list, a
/// table or a whole document, where no name stands in the place of another.
const COMPARED: usize = 20_000_000;
/// A word that stands beside so many others is no name of its own, but a title or a part of many.
const MOST_NEIGHBOURS: usize = 2_000;
/// Longer words are compared by their beginnings alone: no name is as long.
const LONGEST: usize = 64;
/// Where more of the words inside sentences have a capital, nouns have it, and a capital says nothing.
const CAPITALS: f64 = 0.3;

/// A word of a sentence.
struct Word {
    /// In small Latin letters, which are ASCII.
    folded: String,
    /// In small letters.
    lower: String,
    /// Begins with a capital and goes on with a small letter.
    capital: bool,
    /// Is neither the first word of a sentence nor of a quotation.
    inside: bool,
    /// Nothing but a space or a hyphen stands before it.
    follows: bool,
}

/// What one side of the whole bitext says of its names.
#[derive(Default)]
struct Names {
    /// Those that the other side has as well, at least once.
    names: BTreeSet<String>,
    /// Those that are kept.
    kept: BTreeSet<String>,
    /// What stands next to a name somewhere.
    neighbours: BTreeMap<String, BTreeSet<String>>,
    /// Whether a capital makes a name here.
    telling: bool,
}

/// What both sides say.
pub(super) struct Shared {
    names: Pair<Names>,
    conventions: Pair<&'static Conventions>,
}

impl Shared {
    /// Collects the names of a bitext in these two languages.
    pub fn of(pairs: &[Row], languages: Pair<&str>) -> Self {
        let sentences = |text: fn(&Row) -> &str| -> Vec<Vec<Word>> { pairs.iter().map(|pair| words(text(pair))).collect() };
        let (there, here) = (sentences(|pair| &pair.source), sentences(|pair| &pair.target));
        Self { names: Pair::new(Names::of(&there, &here), Names::of(&here, &there)), conventions: languages.map(Conventions::of) }
    }

    /// Names replaced by others, and names that changed places.
    pub fn findings(&self, pair: &Row) -> Option<Finding> {
        let (source, target) = (words(&pair.source), words(&pair.target));
        if !are_comparable(&source, &target) {
            return None;
        }
        let missing = alone(&self.names.source, &source, &target);
        if let Some((gone, instead)) = self.replaced(&missing, &source, &target) {
            return Some(pair.finding(Rule::Name, format!("{} is missing, {} is not in the source", title(gone), title(instead))));
        }
        self.swapped(&source, &target).map(|(one, other)| {
            let what = format!("{} and {} changed places", title(one), title(other));
            pair.finding(Rule::Name, what)
        })
    }

    /// The first name that is missing and has another in its place, with that other.
    fn replaced<'a>(&self, missing: &[&'a Word], source: &[Word], target: &'a [Word]) -> Option<(&'a str, &'a str)> {
        let extra = alone(&self.names.target, target, source);
        for gone in missing {
            let strangers =
                |other: &&&Word| !self.names.source.are_neighbours(gone, other) && !self.names.target.are_neighbours(other, gone);
            let half = || if self.names.source.telling && self.names.target.telling { other_half(gone, source, target) } else { None };
            if let Some(instead) = extra.iter().find(strangers).copied().or_else(half) {
                return Some((&gone.folded, &instead.folded));
            }
        }
        None
    }

    /// Two names in opposite order, where nothing but a mistake could have changed it.
    fn swapped<'a>(&self, source: &'a [Word], target: &[Word]) -> Option<(&'a str, &'a str)> {
        let places: Vec<(usize, usize)> = (0..source.len()).filter_map(|at| self.only_place(at, source, target)).collect();
        let (one, other) = places.iter().zip(places.iter().skip(1)).find(|(one, other)| one.1 > other.1)?;
        let Pair { source: there, target: here } = self.conventions;
        let bare = [(there, source, one.0), (there, source, other.0), (here, target, one.1), (here, target, other.1)]
            .into_iter()
            .all(|(conventions, words, at)| is_bare(conventions, words, at));
        let close = joined_by_a_verb(there, source, one.0, other.0) && joined_by_a_verb(here, target, other.1, one.1);
        let name = |at: usize| source.get(at).map(|word| word.folded.as_str());
        (bare && close).then(|| name(one.0).zip(name(other.0))).flatten()
    }

    /// The places of a shared name that stands once on each side.
    fn only_place(&self, at: usize, source: &[Word], target: &[Word]) -> Option<(usize, usize)> {
        let name = source.get(at).filter(|word| word.capital && self.names.source.names.contains(&word.folded))?;
        if source.iter().filter(|word| alike(&word.folded, &name.folded)).count() > 1 {
            return None;
        }
        let mut found = target.iter().enumerate().filter(|(_, word)| alike(&word.folded, &name.folded));
        found.next().filter(|(_, word)| word.capital && found.next().is_none()).map(|(place, _)| (at, place))
    }
}

impl Names {
    fn of(these: &[Vec<Word>], those: &[Vec<Word>]) -> Self {
        let small: BTreeSet<&String> = these.iter().flatten().filter(|word| !word.capital).map(|word| &word.folded).collect();
        let mut seen_inside: BTreeSet<&String> = BTreeSet::new();
        let mut counts: BTreeMap<&String, (usize, usize)> = BTreeMap::new();
        let mut side = Self::default();
        for (this, other) in these.iter().zip(those).filter(|(this, other)| are_comparable(this, other)) {
            let mut here: BTreeSet<&String> = BTreeSet::new();
            for (at, word) in this.iter().enumerate().filter(|(_, word)| may_be_name(word) && !small.contains(&word.folded)) {
                if word.inside {
                    seen_inside.insert(&word.folded);
                }
                here.insert(&word.folded);
                for neighbour in neighbours(this, at) {
                    side.neighbours.entry(word.folded.clone()).or_default().insert(neighbour.folded.clone());
                }
            }
            for name in here {
                let count = counts.entry(name).or_default();
                count.0 += usize::from(other.iter().any(|word| word.capital && alike(name, &word.folded)));
                count.1 += usize::from(!is_among(name, other));
            }
        }
        for (name, (hits, misses)) in counts.into_iter().filter(|(name, (hits, _))| *hits > 0 && seen_inside.contains(name)) {
            side.names.insert(name.clone());
            if hits >= FEWEST && hits >= TIMES * misses.saturating_sub(1) {
                side.kept.insert(name.clone());
            }
        }
        let inside = || these.iter().flatten().filter(|word| word.inside);
        side.telling = (inside().filter(|word| word.capital).count() as f64) < CAPITALS * inside().count() as f64;
        side
    }

    /// Whether a word of the other side looks like what stands beside a name of this one.
    fn are_neighbours(&self, name: &Word, other: &Word) -> bool {
        let among = |beside: &BTreeSet<String>| beside.len() > MOST_NEIGHBOURS || beside.iter().any(|word| alike(word, &other.folded));
        self.neighbours.get(&name.folded).is_some_and(among)
    }
}

/// Whether two sentences are short enough for all their names to be compared with all their words.
fn are_comparable(source: &[Word], target: &[Word]) -> bool {
    let words = || source.iter().chain(target);
    let bytes: usize = words().map(|word| word.folded.len()).sum();
    words().filter(|word| word.capital).count().saturating_mul(bytes) <= COMPARED
}

/// The kept names of one side of a pair that are not on the other.
fn alone<'a>(side: &Names, these: &'a [Word], those: &[Word]) -> Vec<&'a Word> {
    let kept = these.iter().filter(|word| word.capital && side.kept.contains(&word.folded));
    kept.filter(|word| !is_among(&word.folded, those)).collect()
}

/// What stands beside the other half of a name, and is nowhere in the source.
fn other_half<'a>(gone: &Word, source: &[Word], target: &'a [Word]) -> Option<&'a Word> {
    let at = source.iter().position(|word| word.folded == gone.folded)?;
    for (step, half) in [(-1, at.checked_sub(1)), (1, Some(at + 1))] {
        let beside = |words: &[Word], at: usize| words.get(at).is_some_and(|word| word.follows);
        let Some(half) =
            half.filter(|&half| beside(source, half.max(at))).and_then(|half| source.get(half)).filter(|half| may_be_name(half))
        else {
            continue;
        };
        let place = target.iter().position(|word| word.capital && alike(&half.folded, &word.folded))?;
        // Where the half stood before the name, the other name comes after it.
        let other = if step < 0 { Some(place + 1) } else { place.checked_sub(1) };
        let found = other.filter(|&other| beside(target, other.max(place))).and_then(|other| target.get(other));
        if let Some(found) = found.filter(|word| may_be_name(word) && !is_among(&word.folded, source)) {
            return Some(found);
        }
    }
    None
}

/// Whether no small word of the language (a preposition, an article) stands before the name that this word is part of.
fn is_bare(conventions: &Conventions, words: &[Word], mut at: usize) -> bool {
    while let Some(before) = at
        .checked_sub(1)
        .filter(|&before| words.get(at).is_some_and(|word| word.follows) && words.get(before).is_some_and(|word| word.capital))
    {
        at = before;
    }
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    before.is_none_or(|word| !conventions.is_function_word(&word.lower))
}

/// Whether a few words stand between two others, with no mark among them and one at least that is not a small word of the language.
fn joined_by_a_verb(conventions: &Conventions, words: &[Word], from: usize, to: usize) -> bool {
    let Some(between) = words.get(from + 1..to).filter(|between| between.len() <= NEAR) else { return false };
    let together = words.get(from + 1..=to).is_some_and(|words| words.iter().all(|word| word.follows));
    // A language whose small words are not known may have anything there.
    let known = conventions.has_function_words();
    known && together && between.iter().any(|word| !word.capital && !conventions.is_function_word(&word.lower))
}

/// Words with a capital beside this one.
fn neighbours(words: &[Word], at: usize) -> impl Iterator<Item = &Word> {
    let before = words.get(at).filter(|word| word.follows).and_then(|_| words.get(at.checked_sub(1)?));
    let after = words.get(at + 1).filter(|word| word.follows);
    before.into_iter().chain(after).filter(|word| word.capital)
}

fn may_be_name(word: &Word) -> bool {
    word.capital && word.folded.len() >= SHORTEST
}

/// The words of a text.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = text;
    loop {
        let start = rest.find(char::is_alphanumeric).unwrap_or(rest.len());
        let (gap, after) = rest.split_at(start);
        let end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        let (word, after) = after.split_at(end);
        if word.is_empty() {
            return words;
        }
        words.push(Word {
            folded: any_ascii::any_ascii(word).to_lowercase(),
            lower: word.to_lowercase(),
            capital: word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase),
            inside: !words.is_empty()
                && !gap.contains(['.', '!', '?', ':', '…', '—', '–', '"', '“', '”', '«', '»', '„', '(', '¿', '¡', '*', '|']),
            follows: !words.is_empty() && matches!(gap, " " | "-" | "\u{A0}"),
        });
        rest = after;
    }
}

/// Whether a name is among these words in any form: inflected, in a compound, in another spelling.
fn is_among(name: &str, words: &[Word]) -> bool {
    let same = |word: &str| name.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
    words.iter().any(|word| same(&word.folded) >= SHORTEST || word.folded.contains(name) || alike(name, &word.folded))
}

/// Whether two spellings are of one name: Putin, Poutine; Assad, Asad; Moscow, Moscou.
fn alike(one: &str, other: &str) -> bool {
    let (letters, others) = (one.as_bytes(), other.as_bytes());
    if letters.first() != others.first() {
        return false;
    }
    // France, Français; Roma, Romano: the name and what is made of it.
    if letters.iter().zip(others).take_while(|(a, b)| a == b).count() >= 5 {
        return true;
    }
    if letters.len().max(others.len()) > LONGEST {
        return false;
    }
    let like = |one: &[u8], other: &[u8], share: usize| {
        let most = one.len().max(other.len()) / share;
        one.len().abs_diff(other.len()) <= most && distance(one, other) <= most
    };
    if like(letters, others, 4) {
        return true;
    }
    if letters.len().abs_diff(others.len()) >= SHORTEST {
        return false;
    }
    let (bones, other_bones) = (consonants(letters), consonants(others));
    bones.len() > 1 && like(&bones, &other_bones, 5)
}

/// The letters without vowels, doubled ones once.
fn consonants(letters: &[u8]) -> Vec<u8> {
    let mut bones: Vec<u8> = letters.iter().copied().filter(|letter| !b"aeiouy".contains(letter)).collect();
    bones.dedup();
    bones
}

/// How many letters must be changed, put in or taken out, for words of at most [`LONGEST`] letters.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: [usize; LONGEST + 1] = std::array::from_fn(|at| at);
    for (at, a) in one.iter().enumerate() {
        let mut before = at;
        let mut left = at + 1;
        row[0] = at + 1;
        for (slot, b) in row.iter_mut().skip(1).zip(other) {
            let cost = (before + usize::from(a != b)).min(left + 1).min(*slot + 1);
            (before, left) = (*slot, cost);
            *slot = cost;
        }
    }
    row.get(other.len()).copied().unwrap_or(usize::MAX)
}

fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        for (one, other, same) in [
            ("putin", "poutine", true),
            ("assad", "asad", true),
            ("moscow", "moscou", true),
            ("paul", "pauline", false),
            ("anna", "anne", true),
            ("london", "londres", false),
            ("brian", "britain", false),
        ] {
            assert_eq!(alike(one, other), same, "{one} {other}");
        }
    }

    /// What is found in the last of some pairs.
    fn found(pairs: &[(&str, &str)]) -> Option<String> {
        let pair = |&(source, target): &(&str, &str)| Row {
            bead: 1,
            source_ids: vec![0],
            target_ids: vec![0],
            source: source.into(),
            target: target.into(),
        };
        let pairs: Vec<Row> = pairs.iter().map(pair).collect();
        Shared::of(&pairs, Pair::new("en", "fr")).findings(pairs.last()?).map(|finding| finding.what)
    }

    const STORY: [(&str, &str); 4] = [
        ("Yesterday Thomas Weber met the French in Moscow.", "Hier Thomas Weber a vu les Français à Moscou."),
        ("Later Weber left Moscow with Anna Dunn.", "Plus tard Weber a quitté Moscou avec Anna Dunn."),
        ("They said that Anna Dunn knew Thomas.", "On disait que Anna Dunn connaissait Thomas."),
        (
            "It was late when they came back from the long walk along the river, and all of them were tired and wanted nothing but sleep.",
            "Il était tard quand ils revinrent de la longue promenade au bord de la rivière, et tous étaient fatigués et ne voulaient que dormir.",
        ),
    ];

    fn after_the_story(source: &str, target: &str) -> Option<String> {
        found(&[STORY.as_slice(), &[(source, target)]].concat())
    }

    #[test]
    fn another_name_in_its_place_is_found() {
        assert_eq!(
            after_the_story("Then Weber went home.", "Puis Dunn est rentrée.").as_deref(),
            Some("Weber is missing, Dunn is not in the source")
        );
        let half = after_the_story("Then Thomas Weber went home.", "Puis Thomas Muller est rentré.");
        assert_eq!(half.as_deref(), Some("Weber is missing, Muller is not in the source"));
        let swapped = after_the_story("Anna Dunn greeted Thomas Weber.", "Thomas Weber a salué Anna Dunn.");
        assert_eq!(swapped.as_deref(), Some("Dunn and Thomas changed places"));
    }

    #[test]
    fn what_grammar_and_style_do_to_names_is_not() {
        for (source, target) in [
            ("Then Weber went home.", "Puis il est rentré."),
            ("Then Weber went home.", "Puis Thomas est rentré."),
            ("Weber lived in Moscow.", "À Moscou, Weber vivait."),
            ("Weber said in Moscow on Friday that he was ill.", "A Moscou, Weber a dit vendredi qu'il était malade."),
            ("Dunn was greeted by Weber.", "Weber salua Dunn."),
            ("Weber and Dunn went home.", "Dunn et Weber sont rentrés."),
            ("Dunn's friend Weber went home.", "Weber l'ami de Dunn est rentré."),
            ("Moscow replied at once.", "Le Kremlin a répondu aussitôt."),
        ] {
            assert_eq!(after_the_story(source, target), None, "{source}");
        }
    }
}
