//! Evidence for and against a bead, as numbers.
//!
//! A bead's score is log-linear: the dot product of its [`features`] with the fitted [`weights`]. The features see two prepared texts
//! (tokens, lengths, punctuation, block edges), what the current lexicon finds between them inside the [`band`] ([`spans`], [`evidence`],
//! [`bead`]), and what is usual in these texts ([`priors`]). The search turns scores into posteriors; [`calibration`] turns these into
//! confidences, and [`attribution`] says which words they came from.

pub mod attribution;
pub mod band;
pub mod bead;
pub mod calibration;
pub mod evidence;
pub mod features;
pub mod priors;
pub mod spans;
pub mod tuning;
pub mod weights;
