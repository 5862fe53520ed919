//! Moves a few of the fitted weights so that paths are right oftener. What is likeliest is not what is right most often (Och, "Minimum error rate
//! training in statistical machine translation", 2003): the likelihood is dominated by steps that are right either way, while the weights of what is
//! left out decide few steps, nearly all of the doubtful ones.

use std::collections::BTreeMap;

use diptych::internal::score::features::Feature;
use diptych::internal::score::weights::{Blend, COLUMNS};
use rayon::prelude::*;

use super::crf::{Counts, Problem};

/// The weights that are moved.
const MOVED: [Feature; 3] = [Feature::Null, Feature::NullTurn, Feature::NullHabit];
/// By how much, round after round.
const STEPS: [f32; 2] = [0.4, 0.2];
/// What null F1 counts against strict F1.
const NULL_SHARE: f64 = 0.3;
/// What a group counts of which nothing is known but the texts themselves.
const ALONE: f64 = 0.5;
/// What a move of a weight costs for each unit: it must earn more than chance gives.
const PRICE: f64 = 3e-4;

/// Climbs from the fitted weights.
pub fn climb(problems: &[(String, &Problem)], start: &Blend) -> Blend {
    let mut best = start.clone();
    let mut value = worth(problems, &best, start);
    for step in STEPS {
        for feature in MOVED {
            for column in 0..COLUMNS {
                for step in [step, -step] {
                    let mut moved = best.clone();
                    moved.0[column].0[feature as usize] += step;
                    let other = worth(problems, &moved, start);
                    if other > value {
                        (best, value) = (moved, other);
                        break;
                    }
                }
            }
        }
    }
    best
}

/// Mean over groups of documents of strict F1 and a little of null F1.
fn worth(problems: &[(String, &Problem)], blend: &Blend, start: &Blend) -> f64 {
    let counts: Vec<Option<Counts>> = problems.par_iter().map(|(_, problem)| problem.counts(&blend.at(problem.kind()))).collect();
    let mut groups: BTreeMap<&str, Counts> = BTreeMap::new();
    for ((group, _), counts) in problems.iter().zip(counts) {
        if let Some(counts) = counts {
            *groups.entry(group).or_default() += counts;
        }
    }
    let of = |counts: &Counts| counts.strict() + NULL_SHARE * counts.null().unwrap_or_else(|| counts.strict());
    let moved: f32 = MOVED
        .iter()
        .flat_map(|&k| (0..COLUMNS).map(move |c| (c, k as usize)))
        .map(|(c, k)| (blend.0[c].0[k] - start.0[c].0[k]).abs())
        .sum();
    let share = |group: &str| if group.ends_with("alone") { ALONE } else { 1.0 };
    let sum: f64 = groups.iter().map(|(group, counts)| share(group) * of(counts)).sum();
    sum / groups.keys().map(|group| share(group)).sum::<f64>().max(1.0) - PRICE * f64::from(moved)
}
