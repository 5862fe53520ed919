//! The fitted weights of the features.
//!
//! `weights.tsv` is written by `cargo bench --bench fit` and read here: one line for each feature, with two columns for the first pass
//! (before anything was learned from the texts) and two for every later pass: where few of the words are known, and where most are.

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

/// Weights for a kind of pass: how far the lexical evidence is to be trusted depends on how much of the texts' words is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Blend {
    /// Where hardly a word is known.
    pub little: Weights,
    /// Where nearly every word is known.
    pub much: Weights,
}

impl Blend {
    /// The weights for texts of which this much is known, from 0 to 1.
    pub fn at(&self, knowledge: f32) -> Weights {
        let mut weights = self.little.clone();
        weights.0.iter_mut().zip(self.much.0).for_each(|(little, much)| *little += knowledge * (much - *little));
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
    /// Reads lines of a feature and its four weights. Features that the text does not name have weight 0.
    pub fn parse(text: &str) -> Self {
        let zero = Blend { little: Weights([0.0; COUNT]), much: Weights([0.0; COUNT]) };
        let mut model = Self { first: zero.clone(), later: zero };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let Some(at) = fields.next().and_then(|name| NAMES.iter().position(|known| *known == name)) else { continue };
            for column in [&mut model.first.little, &mut model.first.much, &mut model.later.little, &mut model.later.much] {
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
