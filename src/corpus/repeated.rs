//! Pairs of sentences that come again: known by 128 bits of hash, so that memory is 16 bytes for each.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::hash::Set;

/// The pairs of sentences that were there already.
#[derive(Debug, Default)]
pub(super) struct Known(Set<u128>);

impl Known {
    /// Whether a pair of sentences with this print comes for the first time.
    pub fn is_new(&mut self, print: u128) -> bool {
        self.0.insert(print)
    }
}

/// The same for two texts that differ in white space and case only.
pub(super) fn print(source: &str, target: &str) -> u128 {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        for text in [source, target] {
            for word in text.split_whitespace() {
                word.to_lowercase().hash(&mut hasher);
            }
            // Between two texts, and no byte of one.
            hasher.write_u8(0xFE);
        }
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_look_the_same_are_the_same() {
        assert_eq!(print("Good  morning", "BONJOUR"), print("good morning ", "Bonjour"));
        assert_ne!(print("good morning", "a b"), print("good morning a", "b"));
        assert_ne!(print("goodmorning", "a"), print("good morning", "a"));
        let mut known = Known::default();
        assert!(known.is_new(print("a", "b")) && !known.is_new(print("A", "b")) && known.is_new(print("a", "c")));
    }
}
