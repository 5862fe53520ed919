//! Lexicon packs of [diptych](https://crates.io/crates/diptych): English with the languages of Southeast Asia and the Pacific.
//!
//! A package of the Rust registry may have 10 MB, and all packs together have more: hence one package for each group of languages. It holds
//! data and nothing else; diptych has it in when its feature `packs-southeast-asia` is on.

#![no_std]

include!("list.rs");
