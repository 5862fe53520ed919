//! The HTTP server behind `diptych review`: a session as a page on this machine.
//!
//! Everything lies below an address that only the person who started the program knows; `guard` decides what a request must be before its
//! content is considered. No path leads to the disk: the page's files are in the program ([`assets`]), texts come from the session. The
//! session is behind a mutex and is asked on threads that may block; learning goes on beside it (`learning`) and never makes a request
//! wait.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::session::Session;
use crate::error::{Error, Result};
use crate::formats::output::Settings;
use crate::source::private::Private;

pub mod assets;
mod connections;
mod download;
mod guard;
mod learning;
mod lease;
mod routes;

use guard::Guard;
use routes::Shared;

/// How long requests that are under way when the program is to end may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a browser may take to start.
const VISIT: Duration = Duration::from_secs(120);

/// Where and how to serve.
#[derive(Clone, Debug)]
pub struct Place {
    /// The address to listen on.
    pub bind: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// Why nothing can be edited, if so.
    pub read_only: Option<String>,
    /// How exports are written.
    pub settings: Settings,
}

/// A server that listens and does not answer yet.
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Takes the address.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`](crate::ErrorKind::Unusable) if it is not to be had, or the system has no random numbers.
    pub fn new(session: Session, place: Place) -> Result<Self> {
        let wanted = SocketAddr::new(place.bind, place.port);
        let listen = || -> std::io::Result<_> {
            let listener = std::net::TcpListener::bind(wanted)?;
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = listen().map_err(|error| {
            let what = format!("cannot listen there: {error}");
            Error::unusable(wanted.to_string(), what, "choose another --port, or none for any that is free")
        })?;
        let guard = Guard::new(address)?;
        let shared = Arc::new(Shared::new(session, guard, place.read_only, place.settings));
        Ok(Self { listener, address, shared })
    }

    /// The address of the page, with its key.
    pub fn address(&self) -> String {
        format!("http://{}/{}/", self.address, self.shared.guard.token())
    }

    /// A file for a browser that leads it to the page, once: other users of the machine can read the arguments of a program, and not this file. It
    /// is in the first of these folders that takes it, and is gone after the visit, or when it did not come for [`VISIT`].
    ///
    /// # Errors
    /// Errors of the system.
    pub fn hand_over(&self, folders: &[PathBuf]) -> std::io::Result<PathBuf> {
        let address = format!("http://{}/{}/", self.address, self.shared.guard.once());
        let page = format!(
            "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n<title>diptych</title>\n\
             <p>If the page does not open by itself: <a href=\"{address}\">open it</a>.</p>\n"
        );
        let file = Private::new(folders, "html", &page)?;
        let path = file.path().to_owned();
        self.shared.guard.keep(file);
        Ok(path)
    }

    /// The file that was handed over is not wanted any more.
    pub fn take_back(&self) {
        self.shared.guard.take_back();
    }

    /// Answers until the program is told to end (Ctrl-C, SIGTERM, SIGHUP), then writes the project file.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if the server cannot run or the project cannot be written.
    pub fn run(self) -> Result<()> {
        let failed = |error| Error::io(Path::new("the review server"), "run", error);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        learning::start(&self.shared);
        let shared = Arc::clone(&self.shared);
        runtime.block_on(serve(self.listener, shared)).map_err(failed)?;
        runtime.shutdown_timeout(PATIENCE);
        match self.shared.take() {
            Some(mut session) if self.shared.read_only.is_none() => session.save(),
            _ => Ok(()),
        }
    }
}

async fn serve(listener: std::net::TcpListener, shared: Arc<Shared>) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let (told, heard) = tokio::sync::watch::channel(false);
    let mut late = heard.clone();
    let end = async move {
        told_to_end().await;
        let _ = told.send(true);
        std::future::pending::<()>().await;
    };
    let visited = {
        let shared = Arc::clone(&shared);
        async move {
            tokio::time::sleep(VISIT).await;
            shared.guard.take_back();
            std::future::pending::<()>().await;
        }
    };
    let late = async move {
        if late.changed().await.is_ok() {
            tokio::time::sleep(PATIENCE).await;
        }
    };
    tokio::select! {
        () = connections::serve(listener, routes::router(shared), heard) => {}
        () = late => {}
        () = end => {}
        () = visited => {}
    }
    Ok(())
}

#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut signals: Vec<_> =
        [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].into_iter().filter_map(|kind| signal(kind).ok()).collect();
    std::future::poll_fn(|context| {
        let any = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if any { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

#[cfg(not(unix))]
async fn told_to_end() {
    let _ = tokio::signal::ctrl_c().await;
}
