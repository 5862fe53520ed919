//! What a lexicon finds between two texts, relative to what is usual there.
//!
//! A lexicon that knows every word explains two thirds of a good translation, one that knows little a quarter. So the same number may speak
//! for a bead in one pair of texts and against it in another, and the features compare with the share of a sentence that is usually
//! explained (its level). Two views are kept: of the lexicon of this pass, and of the prior lexicon, which no error of an earlier pass can
//! have misled.

use std::sync::Arc;

use rayon::prelude::*;

use crate::lexicon::Lexicon;
use crate::memory::Taken;
use crate::model::{Pair, Side};
use crate::score::band::Band;
use crate::score::priors::BeadTypePriors;
use crate::score::spans::Spans;
use crate::score::tuning::{FEW, KNOWLEDGE, LEAST_LEVEL, LEVEL_AT, MIXED, NEVER_EXPLAINED, UNEVEN, UNSURE};
use crate::score::weights::Kind;
use crate::tokens::Prepared;

/// Everything the scorer knows of two texts under one lexicon inside one band.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// The two texts.
    pub texts: Pair<&'a Prepared>,
    /// What the lexicon of this pass says.
    pub now: View,
    /// What the prior lexicon says; none in the pass that uses it itself.
    pub known: Option<View>,
    /// What the pass before found.
    pub priors: BeadTypePriors,
}

/// What one lexicon finds between two texts.
#[derive(Clone, Debug)]
pub struct View {
    /// What spans of each side explain of the sentences of the other.
    pub spans: Pair<Arc<Spans>>,
    /// Best share of each sentence that any one sentence of the other side inside the band explains.
    pub best: Arc<Pair<Vec<f32>>>,
    /// Share of a sentence of each side that is usually explained.
    pub level: Pair<f32>,
    /// The memory that it takes, if that is counted.
    pub held: Vec<Arc<Taken>>,
}

impl<'a> Evidence<'a> {
    /// Looks up everything once.
    pub fn new(texts: Pair<&'a Prepared>, lexicon: &Lexicon, band: &Band, max_bead: usize, priors: BeadTypePriors) -> Self {
        let transposed = band.transposed(texts.target.len());
        let bands = Pair::new(band, &transposed);
        let spans = |side: Side| Spans::new(texts[side], texts[side.other()], bands[side], max_bead, lexicon.direction(side));
        let (source, target) = rayon::join(|| spans(Side::Source), || spans(Side::Target));
        let spans = Pair::new(Arc::new(source), Arc::new(target));
        let best = |side: Side| best_shares(&spans[side.other()], texts[side], bands[side]);
        let best = Pair::from(rayon::join(|| best(Side::Source), || best(Side::Target)));
        let level = Pair::from_fn(|side| level(&best[side], &texts[side].sentence_mass));
        Self { texts, now: View { spans, best: Arc::new(best), level, held: Vec::new() }, known: None, priors }
    }

    /// What kind of texts these are.
    pub fn kind(&self) -> Kind {
        let known = self.knowledge();
        let sentences = self.texts.map(|text| text.len() as f32 + 1.0);
        let uneven = (sentences.target / sentences.source).ln().abs();
        let short = (-0.5 * (sentences.source + sentences.target - 2.0) / FEW).exp();
        let scaled = |factor: f32, share: f32| (1.0 - short) * (factor * share).min(1.0);
        [
            (1.0 - short) * (1.0 - known),
            (1.0 - short) * known,
            scaled(UNSURE, self.priors.unsure),
            scaled(UNEVEN, uneven),
            scaled(MIXED, self.priors.mixed),
            short * (1.0 - known),
            short * known,
        ]
    }

    /// How much of the words of the texts the prior lexicon knows, from 0 to 1.
    pub fn knowledge(&self) -> f32 {
        let level = self.known.as_ref().unwrap_or(&self.now).level;
        let (hardly, nearly) = KNOWLEDGE;
        ((0.5 * (level.source + level.target) - hardly) / (nearly - hardly)).clamp(0.0, 1.0)
    }
}

/// Best share of each sentence of a text that any one sentence of its row of the band explains.
fn best_shares(explaining: &Spans, text: &Prepared, band: &Band) -> Vec<f32> {
    let best = |i: usize| {
        let window = band.row(i).start..band.row(i + 1).end.saturating_sub(1);
        let most = window.map(|j| explaining.get(j, 1, i).covered).fold(0.0, f32::max);
        share(most, text.sentence_mass[i])
    };
    (0..text.len()).into_par_iter().map(best).collect()
}

/// The share of a sentence that is explained where it is explained best, for a sentence that has a counterpart.
fn level(best: &[f32], weights: &[f32]) -> f32 {
    let mut order: Vec<(f32, f32)> = best.iter().copied().zip(weights.iter().copied()).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
    let whole: f32 = weights.iter().sum();
    let mut above = 0.0;
    for (share, weight) in order {
        above += weight;
        if above >= LEVEL_AT * whole {
            return share.max(LEAST_LEVEL);
        }
    }
    LEAST_LEVEL
}

/// `part` of `whole`, with a little that nobody explains.
#[inline]
pub fn share(part: f32, whole: f32) -> f32 {
    part / (whole + NEVER_EXPLAINED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_that_of_the_sentences_with_a_counterpart() {
        assert_eq!(level(&[0.6, 0.1, 0.7, 0.05, 0.65], &[1.0; 5]), 0.65);
        assert_eq!(level(&[], &[]), 0.1);
    }
}
