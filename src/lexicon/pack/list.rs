//! A sorted word list, front-coded in blocks: a word is the number of bytes it shares with the one before, and the rest.
//!
//! Sorted neighbours share most of their letters, so a word takes four to five bytes. A look-up is a binary search over the first words
//! of the blocks, which are whole, and at most [`BLOCK`] steps inside one; words with a common beginning are neighbours, which is what
//! the search for other forms of an unknown word needs.

use std::cmp::Ordering;

use super::{BLOCK, number, read_varint, write_varint};

/// The words of one language, by id in byte order.
#[derive(Clone, Copy, Debug)]
pub struct WordList<'a> {
    len: u32,
    /// Four bytes a block: where it begins in `words`.
    index: &'a [u8],
    words: &'a [u8],
}

impl<'a> WordList<'a> {
    pub(super) fn new(len: u32, index: &'a [u8], words: &'a [u8]) -> Self {
        let len = len.min((index.len() / 4 * BLOCK) as u32);
        Self { len, index, words }
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
        let mut walk = self.walk_from(word);
        loop {
            match walk.current().cmp(word.as_bytes()) {
                Ordering::Less => walk.advance().then_some(())?,
                Ordering::Equal if walk.valid => return Some(walk.id),
                _ => return None,
            }
        }
    }

    /// The word of an id.
    pub fn word(&self, id: u32) -> Option<String> {
        let mut walk = self.walk_block(id as usize / BLOCK);
        while walk.valid && walk.id < id {
            walk.advance();
        }
        (walk.valid && id < self.len).then(|| String::from_utf8_lossy(walk.current()).into_owned())
    }

    /// Walks over all words from the first.
    pub fn walk(&self) -> Walk<'a> {
        self.walk_block(0)
    }

    /// Walks from the start of the block in which a word stands or would stand.
    pub fn walk_from(&self, word: &str) -> Walk<'a> {
        let (mut low, mut high) = (0, self.index.len() / 4);
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            if self.walk_block(middle).current() <= word.as_bytes() { low = middle } else { high = middle }
        }
        self.walk_block(low)
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
    pub fn find_all<'w>(&self, ascending: impl Iterator<Item = &'w str>) -> Vec<Option<u32>> {
        let mut walk = self.walk();
        let mut steps = 0;
        ascending
            .map(|word| {
                while walk.valid && walk.current() < word.as_bytes() {
                    // A long way is shorter through the index.
                    if steps > 2 * BLOCK {
                        walk = self.walk_from(word);
                        steps = 0;
                        if walk.current() >= word.as_bytes() {
                            break;
                        }
                    }
                    walk.advance();
                    steps += 1;
                }
                steps = 0;
                (walk.valid && walk.current() == word.as_bytes()).then_some(walk.id)
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
    /// The current word, empty at the end.
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
        let first = self.id as usize % BLOCK == 0;
        let shared = if first { 0 } else { read_varint(words, &mut self.at)? as usize };
        let len = read_varint(words, &mut self.at)? as usize;
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

/// Index and words of ascending words.
pub(super) fn encode<'w>(words: impl Iterator<Item = &'w str>) -> (Vec<u8>, Vec<u8>) {
    let (mut index, mut coded) = (Vec::new(), Vec::new());
    let mut before: &[u8] = &[];
    for (id, word) in words.enumerate() {
        let word = word.as_bytes();
        let mut shared = 0;
        if id % BLOCK == 0 {
            index.extend((coded.len() as u32).to_le_bytes());
        } else {
            shared = word.iter().zip(before).take_while(|(a, b)| a == b).count();
            write_varint(&mut coded, shared as u32);
        }
        write_varint(&mut coded, (word.len() - shared) as u32);
        coded.extend(&word[shared..]);
        before = word;
    }
    (index, coded)
}
