//! The threads that align many pairs side by side.
//!
//! Each is a rayon pool of its own, because a thread of a shared pool that waits for a part of one pair would begin another one meanwhile, and
//! pairs would pile up on its stack; only a pair longer than 4 MB is worth all threads.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::align::Aligner;
use crate::error::Result;
use crate::lexicon::pool::Others;
use crate::memory::Memory;
use crate::model::{Alignment, Pair, Text};

/// Pairs with more bytes of text are worked on by all threads together.
pub const LONG: usize = 4 << 20;

/// What the threads share.
#[derive(Debug)]
pub struct Crew {
    aligner: Aligner,
    /// What all alignments in work may take together.
    memory: Memory,
    /// For pairs that are worth all threads.
    together: ThreadPool,
}

impl Crew {
    /// With an aligner for all.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(aligner: Aligner, threads: usize) -> io::Result<Self> {
        let together = ThreadPoolBuilder::new().num_threads(threads.max(1)).build().map_err(io::Error::other)?;
        Ok(Self { memory: aligner.memory(), aligner, together })
    }

    /// Starts this many threads, which end when their work returns. A thread turned into a pool later would keep its resources for ever.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn start(threads: usize, work: impl Fn() + Send + Sync + 'static) -> io::Result<()> {
        let work = Arc::new(work);
        for _ in 0..threads.max(1) {
            let work = Arc::clone(&work);
            let alone = ThreadPoolBuilder::new().num_threads(1).thread_name(|_| "align".into()).build().map_err(io::Error::other)?;
            alone.spawn(move || work());
        }
        Ok(())
    }

    /// Does something on all threads if it is about so many bytes of text, else on this one.
    pub fn install<T: Send>(&self, bytes: usize, work: impl FnOnce() -> T + Send) -> T {
        if bytes > LONG { self.together.install(work) } else { work() }
    }

    /// Aligns two texts of so many bytes. All wait for memory on their own threads: one that waited on a thread of the common ones would keep it
    /// from what it waits for.
    ///
    /// # Errors
    /// As [`Aligner::align`].
    pub fn align(
        &self,
        texts: Pair<&Text>,
        bytes: usize,
        others: Option<Others>,
        stop: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Result<Alignment> {
        let watch = move |_| if stop() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        let aligner = self.aligner.watched(watch).with_others(others);
        self.memory.share(|account| self.install(bytes, || aligner.align_from(account, texts.source, texts.target)))
    }
}
