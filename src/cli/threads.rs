//! How many threads a command works with.

use std::thread::available_parallelism;

/// More threads than cores only wait for each other, and a thousand take seconds to start. So many are enough to try what a larger machine
/// would do.
const MOST: usize = 64;

/// Threads that were asked for, if any were: no more than are of use. The result is the same for any number.
pub(super) fn asked(threads: Option<u16>) -> Option<usize> {
    threads.map(|threads| usize::from(threads).min(cores().max(MOST)))
}

/// The same, or one for each core.
pub(super) fn or_cores(threads: Option<u16>) -> usize {
    asked(threads).unwrap_or_else(cores)
}

/// Starts the threads that all work shares. If that were left to the first piece of work, a system that gives no threads would end the program
/// without a sentence.
pub(super) fn start(threads: Option<u16>) -> anyhow::Result<()> {
    // None is the default of the pool: one for each core, or what its environment says.
    let started = rayon::ThreadPoolBuilder::new().num_threads(asked(threads).unwrap_or_default()).build_global();
    started.map_err(|error| anyhow::anyhow!("threads: cannot start them: {error}; allow more processes (ulimit -u) or more memory"))
}

fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_are_of_use() {
        assert_eq!((asked(None), asked(Some(3))), (None, Some(3)));
        assert!((MOST..1000).contains(&or_cores(Some(1000))));
        assert!(or_cores(None) >= 1);
    }
}
