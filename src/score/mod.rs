//! What speaks for and against a bead, as numbers.
//!
//! A bead's score is log-linear: the dot product of its [`features`] with the learned [`weights`]. The features see two [`Prepared`](crate::tokens::Prepared)s (tokens,
//! lengths, punctuation, block edges) and the lexical [`evidence`] that the current lexicon finds between them inside the [`band`]. What the search makes of
//! the scores is a posterior; [`calibration`] makes it a confidence.

pub mod band;
pub mod calibration;
pub mod evidence;
pub mod features;
pub mod looks;
pub mod norms;
pub mod shares;
pub mod weights;
