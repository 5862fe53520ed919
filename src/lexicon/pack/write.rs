//! Writes word pairs with probabilities as a pack.

use std::collections::BTreeMap;

use super::rows::{NEVER, Translation, quantise};
use super::{Learned, MAGIC, Notes, VERSION, WordList, checksum, list, rows};
use crate::model::Pair;

/// Collects word pairs for a pack.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    pairs: BTreeMap<(Box<str>, Box<str>), (f32, f32)>,
    affixes: Option<Pair<Learned>>,
}

impl Builder {
    /// Adds a pair with p(target|source) and p(source|target). Of a pair that is added twice the last counts.
    pub fn add(&mut self, source: &str, target: &str, forward: f32, backward: f32) {
        if quantise(forward) != NEVER || quantise(backward) != NEVER {
            self.pairs.insert((source.into(), target.into()), (forward, backward));
        }
    }

    /// Adds what was learned of the forms of both languages' words.
    pub fn affixes(&mut self, learned: Pair<Learned>) {
        self.affixes = Some(learned);
    }

    /// The bytes of the pack.
    pub fn build(&self, notes: &Notes) -> Vec<u8> {
        let mut sources: Vec<&str> = self.pairs.keys().map(|(source, _)| &**source).collect();
        sources.dedup();
        let mut targets: Vec<&str> = self.pairs.keys().map(|(_, target)| &**target).collect();
        targets.sort_unstable();
        targets.dedup();
        let mut pairs = Vec::with_capacity(self.pairs.len());
        let mut source_id = 0;
        for ((source, target), &(forward, backward)) in &self.pairs {
            if sources[source_id] != &**source {
                source_id += 1;
            }
            let target = targets.partition_point(|&word| word < &**target) as u32;
            pairs.push(Translation { source: source_id as u32, target, forward, backward });
        }
        let alphabets = (list::alphabet(&sources), list::alphabet(&targets));
        let letters = list::encode_alphabets(&[&alphabets.0, &alphabets.1]);
        let notes = notes.to_text().into_bytes();
        let (source_index, source_words) = list::encode(&sources, &alphabets.0);
        let (target_index, target_words) = list::encode(&targets, &alphabets.1);
        let (row_index, row_bytes) = rows::encode(sources.len(), targets.len(), &pairs);
        let mut affixes = Vec::new();
        let learned = self.affixes.as_ref();
        Learned::encode(learned.map(|pair| &pair.source), &WordList::new(0, &[], &[], &alphabets.0), &mut affixes);
        Learned::encode(learned.map(|pair| &pair.target), &WordList::new(0, &[], &[], &alphabets.1), &mut affixes);
        let sections = [notes, source_index, source_words, target_index, target_words, row_index, row_bytes, letters, affixes];
        let mut body = Vec::new();
        for len in [sources.len(), targets.len()].into_iter().chain(sections.iter().map(Vec::len)) {
            body.extend((len as u32).to_le_bytes());
        }
        body.extend(sections.concat());
        let mut bytes = MAGIC.to_vec();
        bytes.push(VERSION);
        bytes.extend(checksum(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }
}
