//! A sorted word list, front-coded in blocks: a word is the number of bytes it shares with the one before, and the rest.
//!
//! Sorted neighbours share most of their letters, so a word takes three to four bytes: one that holds both numbers in four bits each, and
//! the letters that differ. Scripts whose letters take two or three bytes in UTF-8 are written as numbers of an alphabet that the pack
//! holds, in code point order, so that the order of the words does not change: one byte a letter, or two where there are more than 255
//! letters (Chinese, Japanese, Korean). A look-up is a binary search over the
//! first words of the blocks, which are whole, and at most [`BLOCK`] steps inside one. Words with a common beginning are neighbours, as the
//! search for other forms of an unknown word needs.

use std::collections::BTreeSet;

use super::{BLOCK, number, read_varint, write_varint};

/// The words of one language, by id in byte order.
#[derive(Clone, Copy, Debug)]
pub struct WordList<'a> {
    len: u32,
    /// Four bytes a block: where it begins in `words`.
    index: &'a [u8],
    words: &'a [u8],
    /// Letters in order; words are bytes of UTF-8 if it is empty, else places in it.
    alphabet: &'a [char],
}

/// What does not fit into half a byte: the rest follows.
const MOST: u8 = 15;
/// Letters that one byte can tell apart; 255 is no letter.
const NARROW: usize = 255;
/// Letters that two bytes can tell apart, the first of which is never 255.
const WIDE: usize = 255 * 256;

impl<'a> WordList<'a> {
    pub(super) fn new(len: u32, index: &'a [u8], words: &'a [u8], alphabet: &'a [char]) -> Self {
        let len = len.min((index.len() / 4 * BLOCK) as u32);
        Self { len, index, words, alphabet }
    }

    /// A word as the list writes it; `None` if it has a letter that no word of the list has.
    pub fn code(&self, word: &str) -> Option<Vec<u8>> {
        code(self.alphabet, word)
    }

    /// How many letters a part of a word has, as [`code`](Self::code) writes it.
    pub fn letters(&self, coded: &[u8]) -> usize {
        match self.alphabet.len() {
            0 => coded.iter().filter(|&&byte| byte & 0xC0 != 0x80).count(),
            len if len <= NARROW => coded.len(),
            _ => coded.len() / 2,
        }
    }

    /// How many bytes two words have in common from the beginning, in whole letters.
    pub fn shared(&self, one: &[u8], other: &[u8]) -> usize {
        let mut shared = one.iter().zip(other).take_while(|(a, b)| a == b).count();
        match self.alphabet.len() {
            0 => {
                let inside = |word: &[u8], at: usize| word.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
                while shared > 0 && (inside(one, shared) || inside(other, shared)) {
                    shared -= 1;
                }
            }
            len if len <= NARROW => {}
            _ => shared -= shared % 2,
        }
        shared
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The id of a word.
    pub fn find(&self, word: &str) -> Option<u32> {
        self.find_all(std::iter::once(word)).pop()?
    }

    /// The id of a word, as [`code`](Self::code) writes it.
    pub fn find_coded(&self, word: &[u8]) -> Option<u32> {
        let mut walk = self.walk_from(word);
        while walk.valid && walk.current() < word {
            walk.advance();
        }
        (walk.valid && walk.current() == word).then_some(walk.id)
    }

    /// The word of an id.
    pub fn word(&self, id: u32) -> Option<String> {
        if id < self.len { self.words(std::iter::once(id)).pop() } else { None }
    }

    /// The words of some ascending ids.
    pub fn words(&self, ascending: impl Iterator<Item = u32>) -> Vec<String> {
        let mut walk = self.walk();
        ascending
            .map(|id| {
                let block = id as usize / BLOCK;
                if block > walk.id as usize / BLOCK {
                    walk = self.walk_block(block);
                }
                while walk.valid && walk.id < id {
                    walk.advance();
                }
                walk.text()
            })
            .collect()
    }

    /// Walks over all words from the first.
    pub fn walk(&self) -> Walk<'a> {
        self.walk_block(0)
    }

    /// Walks from the start of the block in which a word, as [`code`](Self::code) writes it, stands or would stand.
    pub fn walk_from(&self, word: &[u8]) -> Walk<'a> {
        let (mut low, mut high) = (0, self.index.len() / 4);
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            if self.walk_block(middle).current() <= word { low = middle } else { high = middle }
        }
        self.walk_block(low)
    }

    /// The same from one block earlier.
    pub fn walk_before(&self, word: &[u8]) -> Walk<'a> {
        let found = self.walk_from(word);
        self.walk_block((found.id as usize / BLOCK).saturating_sub(1))
    }

    fn walk_block(&self, block: usize) -> Walk<'a> {
        let mut walk = Walk { list: *self, at: 0, id: (block * BLOCK) as u32, head: &[], buffer: Vec::new(), valid: false };
        if let Some(at) = number(self.index, 4 * block) {
            walk.at = at as usize;
            walk.valid = walk.id < self.len;
            walk.read();
        }
        walk
    }

    /// The id of each of some ascending words.
    pub fn find_all<'w>(&self, ascending: impl ExactSizeIterator<Item = &'w str>) -> Vec<Option<u32>> {
        let mut walk = self.walk();
        // The words of a short text are far from each other in a long list: the way through the index is shorter from the start.
        let patience = if self.len() > 4 * BLOCK * ascending.len() { 0 } else { 2 * BLOCK };
        ascending
            .map(|word| {
                let word = &*self.code(word)?;
                let mut steps = 0;
                while walk.valid && walk.current() < word {
                    if steps == patience {
                        walk = self.walk_from(word);
                        if walk.current() >= word {
                            break;
                        }
                    }
                    walk.advance();
                    steps += 1;
                }
                (walk.valid && walk.current() == word).then_some(walk.id)
            })
            .collect()
    }
}

/// A place in a word list.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    list: WordList<'a>,
    at: usize,
    /// Id of the current word.
    pub id: u32,
    /// The first word of a block stands there whole and is not copied.
    head: &'a [u8],
    buffer: Vec<u8>,
    /// Whether there is a current word.
    pub valid: bool,
}

impl Walk<'_> {
    /// The current word.
    pub fn text(&self) -> String {
        if self.list.alphabet.is_empty() {
            return String::from_utf8_lossy(self.current()).into_owned();
        }
        if self.list.alphabet.len() <= NARROW {
            return self.current().iter().filter_map(|&place| self.list.alphabet.get(usize::from(place))).collect();
        }
        let places = self.current().as_chunks::<2>().0.iter().map(|&two| usize::from(u16::from_be_bytes(two)));
        places.filter_map(|place| self.list.alphabet.get(place)).collect()
    }

    /// The current word as the list writes it, empty at the end.
    pub fn current(&self) -> &[u8] {
        if self.head.is_empty() { &self.buffer } else { self.head }
    }

    /// Goes to the next word; whether there is one.
    pub fn advance(&mut self) -> bool {
        self.id += 1;
        self.valid &= self.id < self.list.len;
        self.read();
        self.valid
    }

    fn read(&mut self) {
        if !self.valid || self.decode().is_none() {
            self.valid = false;
            self.head = &[];
            self.buffer.clear();
        }
    }

    fn decode(&mut self) -> Option<()> {
        let words = self.list.words;
        let first = (self.id as usize).is_multiple_of(BLOCK);
        let head = *words.get(self.at)?;
        self.at += 1;
        let mut whole = |half: u8| {
            let more = if half == MOST { read_varint(words, &mut self.at)? as usize } else { 0 };
            usize::from(half).checked_add(more)
        };
        let (shared, len) = (whole(head >> 4)?, whole(head & MOST)?);
        let rest = words.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        if first {
            self.head = rest;
            return Some(());
        }
        if !self.head.is_empty() {
            self.buffer.clear();
            self.buffer.extend_from_slice(self.head);
            self.head = &[];
        }
        if shared > self.buffer.len() {
            return None;
        }
        self.buffer.truncate(shared);
        self.buffer.extend_from_slice(rest);
        Some(())
    }
}

fn code(alphabet: &[char], word: &str) -> Option<Vec<u8>> {
    if alphabet.is_empty() {
        return Some(word.as_bytes().to_vec());
    }
    let places = word.chars().map(|c| alphabet.binary_search(&c).ok());
    if alphabet.len() <= NARROW {
        return places.map(|place| place.map(|place| place as u8)).collect();
    }
    let mut coded = Vec::with_capacity(word.len());
    for place in places {
        coded.extend((place? as u16).to_be_bytes());
    }
    Some(coded)
}

/// The alphabet in which words take the fewest bytes, empty for UTF-8.
pub(super) fn alphabet(words: &[&str]) -> Vec<char> {
    let letters: BTreeSet<char> = words.iter().flat_map(|word| word.chars()).collect();
    let count = |length: fn(&str) -> usize| words.iter().map(|word| length(word)).sum::<usize>();
    let each = if letters.len() <= NARROW { 1 } else { 2 };
    let coded = count(|word| word.chars().count()) * each + 2 * letters.len();
    // Plain UTF-8 is quicker to look up.
    if letters.len() > WIDE || coded * 10 > count(str::len) * 9 { Vec::new() } else { letters.into_iter().collect() }
}

/// Alphabets one after the other, each with its length and the distances between its letters.
pub(super) fn encode_alphabets(alphabets: &[&[char]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for alphabet in alphabets {
        write_varint(&mut bytes, alphabet.len() as u32);
        let mut before = 0;
        for &letter in *alphabet {
            write_varint(&mut bytes, u32::from(letter) - before);
            before = u32::from(letter);
        }
    }
    bytes
}

/// The next alphabet.
pub(super) fn decode_alphabet(bytes: &[u8], at: &mut usize) -> Option<Vec<char>> {
    let mut letter = 0u32;
    let len = read_varint(bytes, at)?.min(WIDE as u32);
    (0..len)
        .map(|_| {
            letter = letter.checked_add(read_varint(bytes, at)?)?;
            char::from_u32(letter)
        })
        .collect()
}

/// Index and words of ascending words.
pub(super) fn encode(words: &[&str], alphabet: &[char]) -> (Vec<u8>, Vec<u8>) {
    let (mut index, mut coded) = (Vec::new(), Vec::new());
    let mut before: Vec<u8> = Vec::new();
    for (id, word) in words.iter().filter_map(|word| code(alphabet, word)).enumerate() {
        let mut shared = 0;
        if id % BLOCK == 0 {
            index.extend((coded.len() as u32).to_le_bytes());
        } else {
            shared = word.iter().zip(&before).take_while(|(a, b)| a == b).count();
        }
        let numbers = [shared, word.len() - shared];
        let [high, low] = numbers.map(|number| number.min(usize::from(MOST)) as u8);
        coded.push(high << 4 | low);
        for number in numbers.into_iter().filter(|&number| number >= usize::from(MOST)) {
            write_varint(&mut coded, (number - usize::from(MOST)) as u32);
        }
        coded.extend(&word[shared..]);
        before = word;
    }
    (index, coded)
}
