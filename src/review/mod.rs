//! Looking at an alignment, correcting it and locking what is right: everything behind `diptych review`.
//!
//! A [`session`] holds an open project and changes it, edit by edit; [`protocol`] is what page and server exchange about it.

pub mod protocol;
#[cfg(feature = "review")]
pub mod server;
pub mod session;
