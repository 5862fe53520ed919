//! Looking at an alignment, correcting it and locking what is right: everything behind `diptych review`.
//!
//! A [`session`] holds an open project and changes it, edit by edit; [`protocol`] is what a page and a server say to each other about it.

pub mod protocol;
pub mod session;
