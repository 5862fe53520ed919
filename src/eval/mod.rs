//! Measures alignments against gold, in the field's own figures.
//!
//! The figures are those of Vecalign's `score.py` (Thompson and Koehn 2019, <https://github.com/thompsonb/vecalign>), so that they can be
//! compared with published ones, and more: the same without null links, figures for 1-1 links, n-m links and null sentences apart, and a
//! block measure for gold that pairs groups of sentences which a finer alignment may rightly cut. Links are compared as the files give
//! them, by number; no text is read. [`reliability`] measures whether confidences are the probabilities that they claim to be.

mod figures;
mod links;
mod reliability;

pub use figures::{Counted, Figures, Rates, score};
pub use links::{Link, Links, Scored, parse, parse_scored, read, read_scored};
pub use reliability::{BINS, Bin, Reliability, SURE, judge, reliability};
