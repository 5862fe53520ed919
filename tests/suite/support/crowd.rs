//! A crowd at a review server: clients that edit, beside connections that ask for nothing.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::serving::Serving;

/// What the clients saw.
#[derive(Debug, Default)]
pub struct Seen {
    /// From the wish to edit to its acknowledgement, in order of length.
    pub edits: Vec<Duration>,
    /// Idle connections that the server ended; each came again at once.
    pub ended: usize,
}

impl Seen {
    /// The time that this share of the edits, 0 to 1, did not need more than.
    pub fn quantile(&self, share: f64) -> Duration {
        let last = self.edits.len().saturating_sub(1);
        self.edits.get((share * last as f64).round() as usize).copied().unwrap_or(Duration::MAX)
    }
}

/// So many clients edit for so long; so many connections do nothing, half of them in the middle of a request.
pub fn crowd(serving: &Serving, clients: usize, idle: usize, time: Duration) -> Seen {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        // 500 a thread: each looks after its own.
        let shares = (0..idle).step_by(500).map(|at| (idle - at).min(500));
        let idlers: Vec<_> = shares
            .map(|count| {
                scope.spawn({
                    let over = &over;
                    move || idlers(serving, count, over)
                })
            })
            .collect();
        // The crowd is there before the first edit.
        thread::sleep(Duration::from_millis(500));
        let end = Instant::now() + time;
        let editors: Vec<_> = (0..clients).map(|at| scope.spawn(move || editor(serving, at, end))).collect();
        let mut edits: Vec<Duration> = editors.into_iter().flat_map(|editor| editor.join().unwrap()).collect();
        over.store(true, Ordering::Relaxed);
        edits.sort();
        Seen { edits, ended: idlers.into_iter().map(|idler| idler.join().unwrap()).sum() }
    })
}

/// Holds connections open, and opens those again that are ended.
fn idlers(serving: &Serving, count: usize, over: &AtomicBool) -> usize {
    let open = |at: usize| {
        let mut stream = TcpStream::connect(serving.host()).ok()?;
        if at.is_multiple_of(2) {
            stream.write_all(b"GET /half HTTP/1.1\r\nHost:").ok()?;
        }
        stream.set_nonblocking(true).ok()?;
        Some(stream)
    };
    let mut streams: Vec<Option<TcpStream>> = (0..count).map(open).collect();
    let mut ended = 0;
    while !over.load(Ordering::Relaxed) {
        for (at, slot) in streams.iter_mut().enumerate() {
            let alive =
                slot.as_mut().is_some_and(|stream| stream.read(&mut [0; 64]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock));
            if !alive {
                ended += 1;
                *slot = open(at);
            }
        }
        thread::sleep(Duration::from_millis(100));
    }
    ended
}

/// Locks and unlocks one row; all clients share the pen, as the tabs of one person do, and ask again where another was first.
fn editor(serving: &Serving, row: usize, end: Instant) -> Vec<Duration> {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(20))).build().into();
    let ask = |path: &str, body: Value| -> Option<(u16, Value)> {
        let request =
            agent.post(format!("{}{path}", serving.address)).header("Content-Type", "application/json").header("Origin", serving.origin());
        let mut answer = request.send(body.to_string()).ok()?;
        Some((answer.status().as_u16(), serde_json::from_str(&answer.body_mut().read_to_string().ok()?).ok()?))
    };
    // A connection that was ended before it could ask is no answer; the time goes on.
    let ask = |path: &str, body: Value| -> (u16, Value) { (0..1000).find_map(|_| ask(path, body.clone())).expect("the server answers") };
    let mut edits = Vec::new();
    let mut version = ask("api/tab", json!({ "tab": "t" })).1["version"].clone();
    while Instant::now() < end {
        let begin = Instant::now();
        let edit = if edits.len() % 2 == 0 { "lock" } else { "release" };
        loop {
            let (status, answer) = ask("api/edit", json!({ "version": version, "tab": "t", "edit": { "do": edit, "row": row } }));
            match status {
                200 => {
                    version = answer["version"].clone();
                    break;
                }
                409 => version = ask("api/tab", json!({ "tab": "t" })).1["version"].clone(),
                _ => panic!("{status}: {answer}"),
            }
        }
        edits.push(begin.elapsed());
        // A person's pace, roughly.
        thread::sleep(Duration::from_millis(200));
    }
    edits
}
