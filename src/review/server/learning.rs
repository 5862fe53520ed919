//! Learns the texts of a session on a thread of its own and hands a realigner back to it.
//!
//! Learning two texts takes as long as aligning them, so no request waits for it: the thread asks the session what is to be learned at the
//! start and whenever it is called, learns without holding the session, and hands the result in with the generation it belongs to.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::routes::Shared;
use crate::review::session::Learning;

/// How long the thread waits for further calls before it begins: several corrections in a row are learned together.
const PAUSE: Duration = Duration::from_millis(300);

/// Starts the thread. It ends with the session.
pub(super) fn start(shared: &Arc<Shared>) {
    let Some(calls) = shared.take_calls() else { return };
    let weak = Arc::downgrade(shared);
    // Without the thread nothing is realigned; edits work all the same, and say that the program could not look.
    let _ = std::thread::Builder::new().name("learning".into()).spawn(move || work(&weak, &calls));
}

fn work(shared: &Weak<Shared>, calls: &Receiver<()>) {
    loop {
        let Some(wanted) = shared.upgrade().map(|shared| wanted(&shared)) else { return };
        if wanted.is_some_and(|wanted| learn(shared, &wanted)) {
            continue; // What was learned may be out of date already.
        }
        if calls.recv().is_err() {
            return;
        }
        loop {
            match calls.recv_timeout(PAUSE) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

/// What is to be learned.
fn wanted(shared: &Shared) -> Option<Learning> {
    let wanted = shared.with(|session| session.to_learn()).flatten();
    shared.ready.store(wanted.is_none(), Ordering::Release);
    wanted
}

/// Learns and hands it in; whether that worked. Holds nothing of the session meanwhile.
fn learn(shared: &Weak<Shared>, wanted: &Learning) -> bool {
    let Ok(realigner) = wanted.learn() else { return false };
    shared.upgrade().and_then(|shared| shared.with(|session| session.learned(wanted.generation, realigner))).is_some()
}
