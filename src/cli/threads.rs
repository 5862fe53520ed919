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
