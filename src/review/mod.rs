//! Looking at an alignment, correcting it and locking what is right: everything behind `diptych review`.
//!
//! A [`session`] holds an open project and changes it, edit by edit; [`protocol`] is what a page and a server say to each other about it.

pub mod protocol;
#[cfg(feature = "review")]
pub mod server;
pub mod session;
