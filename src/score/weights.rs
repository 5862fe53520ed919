//! The learned weights, and where they come from.
//!
//! `weights.tsv` is written by `cargo bench --bench fit` and read here: one line a feature, two columns of weights, one for the first pass
//! (before anything was learned from the text) and one for every later pass.

use std::sync::LazyLock;

use crate::score::features::{COUNT, NAMES, Vector};

/// Weights for one pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(pub Vector);

impl Weights {
    /// Dot product with a feature vector.
    pub fn score(&self, x: &Vector) -> f32 {
        self.0.iter().zip(x).map(|(w, x)| w * x).sum()
    }
}

/// The weights of both kinds of pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Before the first round of retraining.
    pub first: Weights,
    /// After it.
    pub later: Weights,
}

impl Model {
    /// Reads the form that [`render`](Self::render) writes. Features that the text does not name have weight 0.
    pub fn parse(text: &str) -> Self {
        let mut model = Self { first: Weights([0.0; COUNT]), later: Weights([0.0; COUNT]) };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let Some(at) = fields.next().and_then(|name| NAMES.iter().position(|known| *known == name)) else { continue };
            let mut number = || fields.next().and_then(|field| field.parse().ok()).unwrap_or(0.0);
            model.first.0[at] = number();
            model.later.0[at] = number();
        }
        model
    }

    /// The weights as text.
    pub fn render(&self) -> String {
        let mut text = String::from("# feature\tfirst pass\tlater passes\n");
        for ((name, first), later) in NAMES.iter().zip(self.first.0).zip(self.later.0) {
            text += &format!("{name}\t{first:.4}\t{later:.4}\n");
        }
        text
    }

    /// The weights that were fitted and built in.
    pub fn built_in() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(include_str!("weights.tsv")));
        &MODEL
    }
}
