//! How long edits of a review take in a crowd: `cargo bench --bench crowd -- [CLIENTS] [IDLE] [SECONDS]`, else 8 clients that edit for 60 s beside
//! 2,000 connections that ask for nothing. Those need as many files: `ulimit -n 4096`.

#![allow(clippy::unwrap_used, missing_docs, clippy::print_stdout)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::time::Duration;

use support::crowd::crowd;
use support::folder::Folder;
use support::serving::Serving;

fn main() {
    let given: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let [clients, idle, seconds] = [(0, 8), (1, 2_000), (2, 60)].map(|(at, usual)| given.get(at).copied().unwrap_or(usual));
    let folder = Folder::empty();
    folder.put("a.en", "It rained again.\n".repeat(clients.max(1_000)));
    folder.put("a.fr", "Il pleuvait encore.\n".repeat(clients.max(1_000)));
    let serving = Serving::start(folder.path(), &["a.en", "a.fr", "--split", "lines"]);
    let seen = crowd(&serving, clients, idle, Duration::from_secs(seconds as u64));
    let milliseconds = |share| seen.quantile(share).as_secs_f64() * 1000.0;
    println!("{clients} clients, {idle} idle connections, {seconds} s: {} edits; {} idle connections ended", seen.edits.len(), seen.ended);
    println!("acknowledged in milliseconds: median {:.1}, 95 % {:.1}, all {:.1}", milliseconds(0.5), milliseconds(0.95), milliseconds(1.0));
}
