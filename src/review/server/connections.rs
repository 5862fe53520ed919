//! The connections of the server: how many there may be, and how long each may keep still.
//!
//! Any program of this machine can connect before anybody knows whether it has the key, and each connection costs a file of which the
//! system gives a program a few hundred. So there are [`MOST`] at once. One more takes the place of the one that has waited longest since its
//! last answer, of those that never showed the key before those that did; one whose request is being answered is never ended. A connection
//! is ended besides when the head of a request does not come to its end, and when nothing moves on it though nobody is at work for it: a
//! client that does not read its answer.

use std::collections::BTreeMap;
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Most connections at once. A browser opens six for all tabs of a page; some systems give a program no more than 256 files.
const MOST: usize = 128;
/// How long to wait for a client. The page gives a sign of life every two seconds.
const PATIENCE: Patience = Patience { head: Duration::from_secs(30), still: Duration::from_secs(30) };
/// Longest head of a request; a browser's has some thousand bytes.
const HEAD_BYTES: usize = 64 * 1024;
/// How long to wait where the system gives no more connections.
const PAUSE: Duration = Duration::from_millis(50);

/// How long a connection may take.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// From the end of an answer until the head of the next request is there.
    head: Duration,
    /// How long nothing may move where nobody is at work.
    still: Duration,
}

/// A connection.
#[derive(Debug)]
pub(super) struct Connection {
    state: Mutex<State>,
    /// It is to end.
    end: Notify,
}

#[derive(Debug)]
struct State {
    /// Whether it has shown the key.
    known: bool,
    /// When its last answer was ready, or it was accepted.
    since: Instant,
    /// When a byte moved last.
    moved: Instant,
    /// Requests that are being answered.
    working: usize,
}

impl Connection {
    fn new() -> Self {
        let now = Instant::now();
        Self { state: Mutex::new(State { known: false, since: now, moved: now, working: 0 }), end: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It has shown the key.
    pub fn is_known(&self) {
        self.state().known = true;
    }

    fn moved(&self) {
        self.state().moved = Instant::now();
    }

    /// Until when something must move.
    fn deadline(&self, patience: Duration) -> Instant {
        let state = self.state();
        if state.working > 0 { Instant::now() + patience } else { state.moved.max(state.since) + patience }
    }

    /// Comes back when nothing has moved for too long.
    async fn still(&self, patience: Duration) {
        loop {
            let deadline = self.deadline(patience);
            if deadline <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(deadline).await;
        }
    }
}

/// A request of a connection that is being answered.
struct Working(Arc<Connection>);

impl Working {
    fn begin(connection: &Arc<Connection>) -> Self {
        connection.state().working += 1;
        Self(Arc::clone(connection))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.working -= 1;
        state.since = Instant::now();
    }
}

/// The connections that are open, in the order in which they came.
#[derive(Debug, Default)]
struct Open {
    all: Mutex<(u64, BTreeMap<u64, Arc<Connection>>)>,
}

impl Open {
    fn all(&self) -> MutexGuard<'_, (u64, BTreeMap<u64, Arc<Connection>>)> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more, for which another may have to end; nothing if all are at work.
    fn add(&self) -> Option<(u64, Arc<Connection>)> {
        if self.all().1.len() >= MOST && !self.end_one() {
            return None;
        }
        let mut all = self.all();
        let (number, connection) = (all.0, Arc::new(Connection::new()));
        all.0 += 1;
        all.1.insert(number, Arc::clone(&connection));
        Some((number, connection))
    }

    /// Ends the one that can best be spared; whether there is one.
    fn end_one(&self) -> bool {
        let mut all = self.all();
        let waiting = all.1.iter().filter_map(|(&number, connection)| {
            let state = connection.state();
            (state.working == 0).then_some((state.known, state.since, number))
        });
        let ended = waiting.min().and_then(|(.., number)| all.1.remove(&number));
        ended.inspect(|connection| connection.end.notify_one()).is_some()
    }

    fn remove(&self, number: u64) {
        self.all().1.remove(&number);
    }
}

/// Answers whoever connects, until it is told to end and the last answer is given.
pub(super) async fn serve(listener: TcpListener, router: Router, told: watch::Receiver<bool>) {
    answer(listener, router, told, PATIENCE).await;
}

async fn answer(listener: TcpListener, router: Router, mut told: watch::Receiver<bool>, patience: Patience) {
    let open = Arc::new(Open::default());
    let mut tasks = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = tasks.join_next() => continue,
            _ = told.changed() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let Some((number, connection)) = open.add() else { continue };
                let (open, router, told) = (Arc::clone(&open), router.clone(), told.clone());
                tasks.spawn(async move {
                    one(stream, connection, router, told, patience).await;
                    open.remove(number);
                });
                // Those that are to end give back their files before others are accepted.
                tokio::task::yield_now().await;
            }
            // It was broken off already, or there are no more files to be had.
            Err(error) if is_of_one(&error) => {}
            Err(_) => {
                open.end_one();
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    while tasks.join_next().await.is_some() {}
}

/// Whether an error is that of the connection and not of the listener.
fn is_of_one(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused)
}

/// Answers the requests of one connection.
async fn one(stream: TcpStream, connection: Arc<Connection>, router: Router, mut told: watch::Receiver<bool>, patience: Patience) {
    // Answers are short and wait for nothing; where that cannot be said they are slower.
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Watched { stream, connection: Arc::clone(&connection) });
    let asked = Arc::clone(&connection);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Arc::clone(&asked));
        let working = Working::begin(&asked);
        let answer = router.call(request);
        async move {
            let answer = answer.await;
            drop(working);
            answer
        }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience.head).max_buf_size(HEAD_BYTES);
    let mut served = pin!(builder.serve_connection(io, service));
    let mut ending = false;
    loop {
        tokio::select! {
            // What went wrong with a connection is nobody's business but the client's.
            _ = served.as_mut() => return,
            () = connection.end.notified() => return,
            () = connection.still(patience.still) => return,
            _ = told.changed(), if !ending => {
                ending = true;
                served.as_mut().graceful_shutdown();
            }
        }
    }
}

/// A stream of which it is known when a byte moved last.
struct Watched {
    stream: TcpStream,
    connection: Arc<Connection>,
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.connection.moved();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.connection.moved();
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(context, slices))?;
        self.connection.moved();
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use axum::routing::get;

    use super::*;

    #[test]
    fn who_waits_longest_without_the_key_goes_first() {
        let open = Open::default();
        let all: Vec<_> = (0..MOST).map(|_| open.add().unwrap()).collect();
        let working: Vec<_> = all[2..].iter().map(|(_, connection)| Working::begin(connection)).collect();
        all[0].1.is_known();
        let is_open = |number: usize| open.all().1.contains_key(&all[number].0);
        open.add().unwrap();
        assert!(is_open(0) && !is_open(1), "it never showed the key");
        let newest = open.add().unwrap();
        assert!(is_open(0), "and neither had the next");
        let _answered = Working::begin(&newest.1);
        open.add().map(|(_, connection)| connection.is_known()).unwrap();
        assert!(!is_open(0), "the known one that waits longest");
        drop(working);
        assert_eq!(open.all().1.len(), MOST);
    }

    #[test]
    fn nobody_is_ended_while_at_work() {
        let open = Open::default();
        let all: Vec<_> = (0..MOST).map(|_| open.add().unwrap().1).collect();
        let working: Vec<_> = all.iter().map(Working::begin).collect();
        assert!(open.add().is_none());
        drop(working);
        assert!(open.add().is_some());
    }

    /// Serves answers of 64 MB with little patience while a client does something.
    fn served(patience: Patience, client: impl FnOnce(std::net::TcpStream) + Send + 'static) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let router = Router::new().route("/", get(|| async { vec![b'x'; 64 << 20] }));
            let (_told, heard) = watch::channel(false);
            let client = tokio::task::spawn_blocking(move || {
                let stream = std::net::TcpStream::connect(address).unwrap();
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                client(stream);
            });
            tokio::select! {
                () = answer(listener, router, heard, patience) => panic!("it serves on"),
                done = client => done.unwrap(),
            }
        });
    }

    const LONG: Duration = Duration::from_secs(600);
    const SHORT: Duration = Duration::from_millis(50);

    /// Whether the server hung up, rather than that nothing came for long.
    fn hung_up(read: &io::Result<usize>) -> bool {
        read.as_ref().map_or_else(|error| error.kind() == io::ErrorKind::ConnectionReset, |&count| count == 0)
    }

    #[test]
    fn a_head_must_come_to_its_end() {
        for sent in ["", "GET / HTTP/1.1\r\nHost: x"] {
            served(Patience { head: SHORT, still: LONG }, move |mut stream| {
                stream.write_all(sent.as_bytes()).unwrap();
                assert!(hung_up(&stream.read(&mut [0; 16])), "{sent}");
            });
        }
    }

    #[test]
    fn an_answer_must_be_read() {
        served(Patience { head: LONG, still: SHORT }, |mut stream| {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
            std::thread::sleep(Duration::from_secs(2));
            let mut read = 0;
            let mut buffer = vec![0; 1 << 20];
            let end = loop {
                match stream.read(&mut buffer) {
                    Ok(count) if count > 0 => read += count,
                    other => break other,
                }
            };
            assert!(hung_up(&end) && read < 64 << 20, "{read} {end:?}");
        });
    }
}
