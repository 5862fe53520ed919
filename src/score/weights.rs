//! The fitted weights of the features.
//!
//! `weights.tsv` is written by `cargo bench --bench fit` and read here: one line for each feature, with a column for each part of a [`Kind`] for
//! the first pass (before anything was learned from the texts), and as many for every later pass.

use std::sync::LazyLock;

use crate::score::features::{COUNT, NAMES, Vector};

/// One number per feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(pub Vector);

impl Weights {
    /// Dot product with a feature vector.
    pub fn score(&self, x: &Vector) -> f32 {
        self.0.iter().zip(x).map(|(w, x)| w * x).sum()
    }
}

/// How many sets of weights are mixed: see [`Kind`].
pub const COLUMNS: usize = 7;

/// What kind of texts two texts are, as the parts of the [`Blend`]: how much of their words is unknown and how much known (1 together), how
/// unsure the pass before was of its path, how uneven the numbers of sentences are, and how many of the beads it found are larger than 1-1. A
/// careful translation of known words has sure 1-1 beads; where words are unknown, little is sure and sentences are cut and joined, few words
/// explained are no sign of an omission. Texts of a few lines tell nothing of that: the last two parts are theirs, where words are unknown and
/// where they are known.
pub type Kind = [f32; COLUMNS];

/// Weights for a kind of pass: how far each kind of evidence is to be trusted depends on the [`Kind`] of the texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Blend(pub [Weights; COLUMNS]);

impl Blend {
    /// The weights for texts of this kind.
    pub fn at(&self, kind: Kind) -> Weights {
        let mut weights = Weights([0.0; COUNT]);
        for (column, share) in self.0.iter().zip(kind) {
            weights.0.iter_mut().zip(column.0).for_each(|(sum, weight)| *sum += share * weight);
        }
        weights
    }
}

/// The weights of both kinds of pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Before the first round of retraining.
    pub first: Blend,
    /// After it.
    pub later: Blend,
}

impl Model {
    /// Reads lines of a feature and its weights. Features and columns that the text does not name have weight 0.
    pub fn parse(text: &str) -> Self {
        let zero = Blend([(); COLUMNS].map(|()| Weights([0.0; COUNT])));
        let mut model = Self { first: zero.clone(), later: zero };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let Some(at) = fields.next().and_then(|name| NAMES.iter().position(|known| *known == name)) else { continue };
            for column in model.first.0.iter_mut().chain(&mut model.later.0) {
                column.0[at] = fields.next().and_then(|field| field.parse().ok()).unwrap_or(0.0);
            }
        }
        model
    }

    /// The weights that were fitted and built in.
    pub fn built_in() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(include_str!("weights.tsv")));
        &MODEL
    }
}
