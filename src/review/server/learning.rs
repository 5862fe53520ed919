//! What a session wants learned in, a realigner handed back to it out, on a thread of its own.
//!
//! Learning two texts takes as long as aligning them, so no request waits for it: the thread asks the session what is to be learned at the start and
//! whenever it is called, learns without holding the session, and hands the result in with the generation it is of.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::routes::Shared;

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
        let Some(learned) = shared.upgrade().map(|shared| learn(&shared)) else { return };
        if learned {
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

/// Learns what is to be learned; whether there was anything.
fn learn(shared: &Shared) -> bool {
    let wanted = shared.session().and_then(|session| session.to_learn());
    shared.ready.store(wanted.is_none(), Ordering::Release);
    let Some(wanted) = wanted else { return false };
    let Ok(realigner) = wanted.learn() else { return false };
    if let Some(mut session) = shared.session() {
        session.learned(wanted.generation, realigner);
    }
    true
}
