//! Bitexts in two made-up languages: every word has one translation, some sentences have none, some were joined or split. Same seed, same text.

use super::dice::Dice;

/// Lines of both texts.
pub struct MadeUp {
    pub source: Vec<String>,
    pub target: Vec<String>,
}

/// The spelling of a word in a language with these consonants and vowels; the two languages look nothing like each other.
fn spelling(mut word: u64, consonants: &[u8], vowels: &[u8]) -> String {
    let mut form = String::new();
    loop {
        form.push(char::from(consonants[(word % consonants.len() as u64) as usize]));
        word /= consonants.len() as u64;
        form.push(char::from(vowels[(word % vowels.len() as u64) as usize]));
        word /= vowels.len() as u64;
        if word == 0 {
            return form;
        }
    }
}

fn sentence(words: &[u64], consonants: &[u8], vowels: &[u8]) -> String {
    let forms: Vec<String> = words.iter().map(|&word| spelling(word, consonants, vowels)).collect();
    forms.join(" ") + "."
}

/// About `sentences` sentences a side.
pub fn made_up(sentences: usize, seed: u64) -> MadeUp {
    let mut dice = Dice(seed);
    let mut bitext = MadeUp { source: Vec::new(), target: Vec::new() };
    let speak = |words: &[u64]| (sentence(words, b"bdgklm", b"aio"), sentence(words, b"rstvwz", b"euy"));
    for _ in 0..sentences {
        // The product of two dice makes small numbers, that is, some words, much more frequent than others.
        let words: Vec<u64> = (0..3 + dice.roll(14)).map(|_| 1 + dice.roll(40) * dice.roll(40)).collect();
        let (source, target) = speak(&words);
        match dice.roll(20) {
            0 => bitext.source.push(source),
            1 => bitext.target.push(target),
            2 if words.len() > 5 => {
                let (first, second) = words.split_at(words.len() / 2);
                bitext.source.push(source);
                bitext.target.extend([speak(first).1, speak(second).1]);
            }
            3 if words.len() > 5 => {
                let (first, second) = words.split_at(words.len() / 2);
                bitext.source.extend([speak(first).0, speak(second).0]);
                bitext.target.push(target);
            }
            _ => {
                bitext.source.push(source);
                bitext.target.push(target);
            }
        }
    }
    bitext
}
