//! Many documents at a time: streams of pairs.
//!
//! What goes in and out, and what may be in memory at a time, is different for each; what is done to a pair is what [`align`](mod@crate::align)
//! does to it.

pub mod stream;
