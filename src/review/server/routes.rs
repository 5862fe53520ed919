//! Answers the requests of the page from the session, as JSON.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use serde::{Deserialize, Serialize};

use super::assets::ASSETS;
use super::download::download;
use super::guard::{self, Guard};
use super::lease::EditLease;
use crate::error::{Error, ErrorKind};
use crate::formats;
use crate::formats::output::Settings;
use crate::review::protocol::{Change, Edit, Hit, Row, Search};
use crate::review::session::Session;

/// Most rows that one answer has.
const MOST_ROWS: usize = 500;
/// Longest name of a tab.
const LONGEST_TAB: usize = 64;

/// What all requests share.
pub(super) struct Shared {
    pub guard: Guard,
    pub read_only: Option<String>,
    /// Whether the texts as they are have been learned.
    pub ready: AtomicBool,
    /// Nothing once the program ends.
    session: Mutex<Option<Session>>,
    lease: Mutex<EditLease>,
    settings: Settings,
    call: Sender<()>,
    calls: Mutex<Option<Receiver<()>>>,
}

impl Shared {
    pub fn new(session: Session, guard: Guard, read_only: Option<String>, settings: Settings) -> Self {
        let (call, calls) = channel();
        let (session, lease, calls) = (Mutex::new(Some(session)), Mutex::new(EditLease::default()), Mutex::new(Some(calls)));
        Self { guard, read_only, ready: AtomicBool::new(false), session, lease, settings, call, calls }
    }

    /// Asks the session; nothing once something in it has gone wrong half-way, because then only what is on disk can be believed, and once it has
    /// been taken.
    pub fn with<T>(&self, question: impl FnOnce(&mut Session) -> T) -> Option<T> {
        self.session.lock().ok()?.as_mut().map(question)
    }

    /// Takes the session away from everybody else, for the end: what it holds locked is free when it is dropped, whoever still waits for it.
    pub fn take(&self) -> Option<Session> {
        self.session.lock().ok()?.take()
    }

    /// The calls for learning, for the one who takes them.
    pub fn take_calls(&self) -> Option<Receiver<()>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn lease(&self) -> MutexGuard<'_, EditLease> {
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Asked = State<Arc<Shared>>;
type Answer = Result<Response, Refusal>;

/// All that is answered.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/{key}/", get(page))
        .route("/{key}/{asset}", get(asset))
        .route("/{key}/api/book", get(book))
        .route("/{key}/api/overview", get(overview))
        .route("/{key}/api/rows", get(rows))
        .route("/{key}/api/queue", get(queue))
        .route("/{key}/api/words", get(words))
        .route("/{key}/api/export", get(export))
        .route("/{key}/api/search", post(search))
        .route("/{key}/api/edit", post(edit))
        .route("/{key}/api/undo", post(undo))
        .route("/{key}/api/redo", post(redo))
        .route("/{key}/api/tab", post(tab))
        .route("/{key}/api/leave", post(leave))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "there is nothing here") })
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard::watch))
        .with_state(shared)
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: &'a str,
}

/// No, and why.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    why: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(ErrorBody { error: &self.why })).into_response()
    }
}

/// No, and why.
pub(super) fn refusal(status: StatusCode, why: impl Into<String>) -> Refusal {
    Refusal { status, why: why.into() }
}

fn refused(error: &Error) -> Refusal {
    match &error.kind {
        ErrorKind::Stale => refusal(StatusCode::CONFLICT, error.kind.to_string()),
        ErrorKind::Refused { .. } => refusal(StatusCode::UNPROCESSABLE_ENTITY, error.kind.to_string()),
        _ => refusal(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

fn broken() -> Refusal {
    refusal(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong inside; what was saved is on disk: start diptych review again")
}

/// Asks the session on a thread that may block.
async fn ask<T: Send + 'static>(shared: Arc<Shared>, question: impl FnOnce(&mut Session) -> T + Send + 'static) -> Result<T, Refusal> {
    let asked = tokio::task::spawn_blocking(move || shared.with(question));
    asked.await.ok().flatten().ok_or_else(broken)
}

fn read<'a, T: Deserialize<'a>>(body: &'a Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| refusal(StatusCode::BAD_REQUEST, format!("the request is not what was expected: {error}")))
}

fn parameters<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Refusal> {
    query.map(|Query(parameters)| parameters).map_err(|rejection| refusal(StatusCode::BAD_REQUEST, rejection.body_text()))
}

fn served(name: &str) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => ([(header::CONTENT_TYPE, asset.media_type)], asset.contents).into_response(),
        None => refusal(StatusCode::NOT_FOUND, "there is nothing here").into_response(),
    }
}

async fn page() -> Response {
    served("")
}

async fn asset(Path((_, name)): Path<(String, String)>) -> Response {
    served(&name)
}

async fn book(State(shared): Asked) -> Answer {
    let read_only = shared.read_only.clone();
    let mut book = ask(shared, |session| session.book()).await?;
    book.read_only = read_only.or(book.read_only);
    Ok(Json(book).into_response())
}

async fn overview(State(shared): Asked) -> Answer {
    Ok(Json(ask(shared, |session| session.overview()).await?).into_response())
}

#[derive(Deserialize)]
struct Window {
    from: usize,
    to: usize,
}

#[derive(Serialize)]
struct Rows {
    version: u64,
    from: usize,
    rows: Vec<Row>,
}

async fn rows(State(shared): Asked, query: Result<Query<Window>, QueryRejection>) -> Answer {
    let Window { from, to } = parameters(query)?;
    let to = to.min(from.saturating_add(MOST_ROWS));
    let rows = ask(shared, move |session| Rows { version: session.version(), from, rows: session.rows(from..to.max(from)) }).await?;
    Ok(Json(rows).into_response())
}

async fn queue(State(shared): Asked) -> Answer {
    Ok(Json(ask(shared, |session| session.queue()).await?).into_response())
}

#[derive(Deserialize)]
struct Place {
    version: u64,
    row: usize,
}

async fn words(State(shared): Asked, query: Result<Query<Place>, QueryRejection>) -> Answer {
    let Place { version, row } = parameters(query)?;
    let words = ask(shared, move |session| if session.version() == version { session.words(row) } else { Vec::new() }).await?;
    Ok(Json(words).into_response())
}

#[derive(Serialize)]
struct Hits {
    version: u64,
    hits: Vec<Hit>,
}

async fn search(State(shared): Asked, body: Bytes) -> Answer {
    let search: Search = read(&body)?;
    let hits = ask(shared, move |session| session.search(&search).map(|hits| Hits { version: session.version(), hits })).await?;
    hits.map(|hits| Json(hits).into_response()).map_err(|error| refused(&error))
}

#[derive(Deserialize)]
struct Export {
    to: String,
}

async fn export(State(shared): Asked, query: Result<Query<Export>, QueryRejection>) -> Answer {
    let Export { to } = parameters(query)?;
    let format = formats::named(&to).filter(|format| format.writing.is_some());
    let format = format.ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "there is no such format"))?;
    let settings = shared.settings.clone();
    let made = ask(shared, move |session| session.export(format, &settings).map(|files| (files, session.book().name))).await?;
    let (files, name) = made.map_err(|error| refused(&error))?;
    // Nobody waits while several files are packed.
    let made = tokio::task::spawn_blocking(move || download(files, name.strip_suffix(".diptych").unwrap_or(&name))).await;
    made.map_err(|_| broken())?.map_err(|error| refusal(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
}

#[derive(Deserialize)]
struct Wanted {
    version: u64,
    tab: String,
    edit: Edit,
}

#[derive(Deserialize)]
struct Step {
    version: u64,
    tab: String,
}

async fn edit(State(shared): Asked, body: Bytes) -> Answer {
    let Wanted { version, tab, edit } = read(&body)?;
    change(shared, &tab, move |session| session.edit(version, &edit)).await
}

async fn undo(State(shared): Asked, body: Bytes) -> Answer {
    let Step { version, tab } = read(&body)?;
    change(shared, &tab, move |session| session.undo(version)).await
}

async fn redo(State(shared): Asked, body: Bytes) -> Answer {
    let Step { version, tab } = read(&body)?;
    change(shared, &tab, move |session| session.redo(version)).await
}

async fn change(
    shared: Arc<Shared>,
    tab: &str,
    make: impl FnOnce(&mut Session) -> crate::error::Result<Change> + Send + 'static,
) -> Answer {
    if let Some(why) = &shared.read_only {
        return Err(refusal(StatusCode::LOCKED, why.as_str()));
    }
    if tab.len() > LONGEST_TAB || !shared.lease().beat(tab, false, Instant::now()) {
        return Err(refusal(StatusCode::LOCKED, "another tab holds the pen; take it there or here"));
    }
    let call = shared.call.clone();
    let make_known = move |session: &mut Session| {
        let changed = make(session)?;
        // Here, because the one who asked may be gone when it is made. Nobody listens any more only when the program ends.
        let _ = call.send(());
        Ok(changed)
    };
    let changed = ask(shared, make_known).await?.map_err(|error: Error| refused(&error))?;
    Ok(Json(changed).into_response())
}

#[derive(Deserialize)]
struct Beat {
    tab: String,
    #[serde(default)]
    take: bool,
}

#[derive(Serialize)]
struct Alive {
    version: u64,
    holder: bool,
    ready: bool,
}

async fn tab(State(shared): Asked, body: Bytes) -> Answer {
    let Beat { tab, take } = read(&body)?;
    if tab.len() > LONGEST_TAB {
        return Err(refusal(StatusCode::BAD_REQUEST, "the name of the tab is too long"));
    }
    let holder = shared.lease().beat(&tab, take, Instant::now());
    let ready = shared.ready.load(Ordering::Acquire);
    let version = ask(shared, |session| session.version()).await?;
    Ok(Json(Alive { version, holder, ready }).into_response())
}

async fn leave(State(shared): Asked, body: Bytes) -> Answer {
    let Beat { tab, .. } = read(&body)?;
    shared.lease().leave(&tab);
    Ok(Json(()).into_response())
}
