//! Whether two texts translate each other at all, as a probability, at any length: one line against one line, or two books.
//!
//! An alignment is found between any two texts, and after a few rounds of learning from itself it even looks good. What strangers lack is words
//! that translate each other: the prior lexicon, which no wrong alignment can have misled, explains little of either side, however the lines
//! are paired. How much is little depends on how many words the lexicon knows and how much text there is, so the weights of the terms
//! ([`terms`]) are interpolated between few words known and many, and between lengths ([`fitted`]).
//!
//! Where no lexicon knows a word, nothing looks alike, and there are only a few lines, nothing can be said: lengths and marks alone make no
//! probability that anybody should read. Then no pair is called surer than even, either.

pub mod fitted;
pub mod terms;

pub use fitted::Fitted;
pub use terms::{COUNT, Case, NAMES, Terms};

use crate::align::need::Ledger;
use crate::align::passes::{Pass, Search};
use crate::align::{Options, Stage};
use crate::error::Result;
use crate::lexicon::prior::Sources;
use crate::model::{Pair, Text};
use crate::score::weights::Model;

/// What is known of whether two texts translate each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    probability: f64,
    /// Whether there is anything that it is founded on.
    founded: bool,
}

impl Verdict {
    /// The confidence that no pair of sentences surpasses where nothing is known of the texts.
    const UNKNOWN: f64 = 0.5;

    /// What these weights say of two texts.
    pub fn new(case: &Case, fitted: &Fitted) -> Self {
        Self { probability: fitted.probability(case), founded: case.says_anything() }
    }

    /// Probability that they translate each other; `None` if nothing can be said.
    pub fn related(self) -> Option<f32> {
        self.founded.then_some(self.probability as f32)
    }

    /// A factor of the confidence of every pair of sentences, none of which is surer than the texts are related.
    pub fn bound(self) -> f64 {
        if self.founded { self.probability } else { self.probability.min(Self::UNKNOWN) }
    }
}

/// Judges two texts after the last pass over them.
pub fn of(search: &Search, last: &Pass) -> Verdict {
    search.clock().time(Stage::Verdict, || Verdict::new(&Case::new(search, last), Fitted::built_in()))
}

/// Judges two texts on their own, however short: a line and what may be its translation.
///
/// # Errors
/// If it would take more memory than there may be.
pub fn of_texts(texts: Pair<&Text>, known: &Sources) -> Result<Verdict> {
    let options = Options::default();
    let (search, first) = Search::begin(texts, &options, Model::built_in(), known, false, &Ledger::unlimited())?;
    Ok(of(&search, &search.last(first)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Split;

    fn judged(source: &str, target: (&str, &str), packs: bool) -> Verdict {
        let text = |language, text: &str| crate::text("t", text, Some(language), Split::Lines).unwrap();
        let (source, target) = (text("en", source), text(target.0, target.1));
        let known = if packs { Sources::built_in(source.language(), target.language()) } else { Sources::default() };
        of_texts(Pair::new(&source, &target), &known).unwrap()
    }

    const ENGLISH: &str = "The captain left the harbour at dawn, and nobody saw him go.";
    const FRENCH: &str = "Le capitaine quitta le port à l'aube, et personne ne le vit partir.";
    const OTHER: &str = "Ma sœur fait cuire des pommes de terre avec du beurre et du sel.";

    #[test]
    #[cfg(feature = "packs")]
    fn one_line_tells_a_translation_from_another_line() {
        let own = judged(ENGLISH, ("fr", FRENCH), true);
        let strange = judged(ENGLISH, ("fr", OTHER), true);
        assert!(own.related().unwrap() > 0.8, "{own:?}");
        assert!(strange.related().unwrap() < 0.4, "{strange:?}");
        assert!((own.bound() - f64::from(own.related().unwrap())).abs() < 1e-6);
    }

    #[test]
    fn of_words_that_nobody_knows_nothing_is_said() {
        let lone = judged("Zarnu fek.", ("fr", "Mipo talu."), false);
        assert!(lone.related().is_none() && lone.bound() <= 0.5, "{lone:?}");
        assert!(judged("Zarnu 1947.", ("fr", "Mipo 1947."), false).related().is_some());
        assert_eq!(judged("", ("fr", FRENCH), false).related(), None);
    }
}
