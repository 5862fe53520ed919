//! Memory that work may take, counted before it is taken.
//!
//! Nothing here measures anything: whoever is about to allocate much says how much, from the sizes of what it will allocate, and is refused
//! if that and what it holds would exceed the limit. Works that go on side by side may share one limit. None of them waits in the middle of
//! its work, where two could wait for each other for ever: one that finds too little because of the others gives back what it holds, waits
//! until they are done, and begins again alone. So a work fails only if the limit is too small for it alone, whatever runs beside it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A limit in bytes that works share.
#[derive(Clone, Debug)]
pub struct Memory(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    limit: u64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Bytes that are held.
    used: u64,
    /// Works that have begun and not ended.
    begun: usize,
    /// Works that wait to be alone.
    waiting: usize,
    /// Whether the one that has begun is to stay alone.
    alone: bool,
}

/// What would exceed the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    /// Bytes that the work would hold.
    pub need: u64,
    /// Bytes that it may.
    pub limit: u64,
}

impl Memory {
    /// With a limit in bytes.
    pub fn new(limit: u64) -> Self {
        Self(Arc::new(Shared { limit, state: Mutex::default(), changed: Condvar::new() }))
    }

    /// The account of a work that nothing runs beside, or that need not wait for what does.
    pub fn account(&self) -> Account {
        Account(Arc::new(Own {
            shared: Arc::clone(&self.0),
            held: AtomicU64::new(0),
            most: AtomicU64::new(0),
            crowded: AtomicBool::new(false),
        }))
    }

    /// Does a work beside others under the same limit, and once more alone if the others left too little for it.
    pub fn share<T, E>(&self, mut work: impl FnMut(&Account) -> Result<T, E>) -> Result<T, E> {
        {
            let _turn = self.turn(false);
            let account = self.account();
            let done = work(&account);
            if done.is_ok() || !account.0.crowded.load(Relaxed) {
                return done;
            }
        }
        let _turn = self.turn(true);
        work(&self.account())
    }

    /// Waits for the turn of a work, beside others or alone.
    fn turn(&self, alone: bool) -> Turn<'_> {
        let shared = &self.0;
        let mut state = shared.state();
        state.waiting += usize::from(alone);
        let closed = |state: &mut State| state.alone || if alone { state.begun > 0 } else { state.waiting > 0 };
        let mut state = shared.changed.wait_while(state, closed).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= usize::from(alone);
        state.begun += 1;
        state.alone = alone;
        Turn(shared)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turn of a work; over when it is dropped.
struct Turn<'m>(&'m Shared);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.begun -= 1;
        state.alone = false;
        self.0.changed.notify_all();
    }
}

/// What one work holds.
#[derive(Clone, Debug)]
pub struct Account(Arc<Own>);

#[derive(Debug)]
struct Own {
    shared: Arc<Shared>,
    held: AtomicU64,
    most: AtomicU64,
    /// Whether it was refused something that it would have got alone.
    crowded: AtomicBool,
}

impl Account {
    /// Takes some bytes until what is returned is dropped.
    ///
    /// # Errors
    /// If that is more than is left.
    pub fn take(&self, bytes: u64) -> Result<Taken, Short> {
        let own = &self.0;
        let mut state = own.shared.state();
        let limit = own.shared.limit;
        let need = own.held.load(Relaxed).saturating_add(bytes);
        if state.used.saturating_add(bytes) > limit {
            own.crowded.fetch_or(need <= limit, Relaxed);
            return Err(Short { need, limit });
        }
        state.used += bytes;
        own.held.store(need, Relaxed);
        own.most.fetch_max(need, Relaxed);
        Ok(Taken { account: self.clone(), bytes })
    }

    /// The most bytes that it held at a time.
    pub fn most(&self) -> u64 {
        self.0.most.load(Relaxed)
    }
}

/// Bytes that are held until this is dropped.
#[derive(Debug)]
pub struct Taken {
    account: Account,
    bytes: u64,
}

impl Drop for Taken {
    fn drop(&mut self) {
        let own = &self.account.0;
        let mut state = own.shared.state();
        state.used -= self.bytes;
        own.held.fetch_sub(self.bytes, Relaxed);
    }
}

/// Bytes as people read them: `812 MB`, `1.5 GB`; in powers of 1024, as `--max-memory` understands them.
pub fn shown(bytes: u64) -> String {
    let (mega, giga) = (bytes as f64 / f64::from(1 << 20), bytes as f64 / f64::from(1 << 30));
    match giga {
        giga if giga >= 0.995 => format!("{giga:.1} GB"),
        _ if mega >= 9.5 => format!("{mega:.0} MB"),
        _ => format!("{mega:.1} MB"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn what_is_held_counts_until_it_is_dropped() {
        let account = Memory::new(100).account();
        let held = account.take(60).unwrap();
        assert_eq!(account.take(50).unwrap_err(), Short { need: 110, limit: 100 });
        let more = account.take(40).unwrap();
        drop(held);
        assert!(account.take(60).is_ok());
        drop(more);
        assert_eq!(account.most(), 100);
        assert!(account.take(u64::MAX).is_err());
    }

    #[test]
    fn who_finds_too_little_beside_others_gets_it_alone() {
        let memory = Memory::new(100);
        let (begun, wait_begun) = channel();
        let (end, wait_end) = channel::<()>();
        std::thread::scope(|scope| {
            let first = memory.clone();
            scope.spawn(move || {
                first.share(|account| {
                    let held = account.take(60)?;
                    begun.send(()).unwrap();
                    wait_end.recv().unwrap();
                    drop(held);
                    Ok::<(), Short>(())
                })
            });
            wait_begun.recv().unwrap();
            let mut attempts = 0;
            let done = memory.share(|account| {
                attempts += 1;
                if attempts == 1 {
                    let refused = account.take(70).map(drop);
                    end.send(()).unwrap();
                    refused?;
                }
                account.take(70).map(drop)
            });
            assert_eq!((done, attempts), (Ok(()), 2));
        });
        // What is too much alone is not tried twice.
        let mut attempts = 0;
        let refused = memory.share(|account| {
            attempts += 1;
            account.take(101).map(drop)
        });
        assert_eq!((refused, attempts), (Err(Short { need: 101, limit: 100 }), 1));
    }

    #[test]
    fn sizes_are_told_in_the_units_that_are_typed() {
        let told = [3 << 18, 812 << 20, 1023 << 20, 4 << 30, 35_219_000_000].map(shown);
        assert_eq!(told, ["0.8 MB", "812 MB", "1.0 GB", "4.0 GB", "32.8 GB"]);
    }
}
