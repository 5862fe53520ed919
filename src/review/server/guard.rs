//! What a request must be before its content is considered, and the headers that every answer has.
//!
//! Pages of other sites run in the same browser and can send requests to this machine. So the address holds 128 random bits; the name of
//! the host must be ours (a foreign name made to point here is refused); whatever changes something must come from our own page; and the
//! page may load nothing from elsewhere, call nobody and stand in no frame.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use subtle::ConstantTimeEq;

use super::connections::Connection;
use super::routes::{Refusal, Shared, refusal};
use crate::error::{Error, Result};
use crate::review::session::LONGEST;
use crate::source::private::Private;

/// Largest request that is read, from whoever has the key: the longest sentence that an edit may have, all of it in escapes, and what is around it.
const MOST_BYTES: usize = 6 * LONGEST + 4 * 1024;
/// How long it may take to come after its head: a moment, even over a slow network.
const BODY: Duration = Duration::from_secs(10);

/// What the page may do: load its own files, talk to its own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 9] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-embedder-policy"), HeaderValue::from_static("require-corp")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
];

/// What requests are checked against.
#[derive(Debug)]
pub(super) struct Guard {
    address: SocketAddr,
    token: String,
    once: String,
    once_used: AtomicBool,
    /// The file that leads a browser here by the key for one visit.
    handed: Mutex<Option<Private>>,
}

impl Guard {
    /// With new keys.
    pub fn new(address: SocketAddr) -> Result<Self> {
        Ok(Self { address, token: key()?, once: key()?, once_used: AtomicBool::new(false), handed: Mutex::default() })
    }

    /// The key in the address of the page.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The key that leads to the page once.
    pub fn once(&self) -> &str {
        &self.once
    }

    /// Keeps a file until the visit.
    pub fn keep(&self, file: Private) {
        *self.handed.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    }

    /// Removes that file, and the key in it is good for nothing any more.
    pub fn take_back(&self) {
        self.once_used.store(true, Ordering::SeqCst);
        self.handed.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Whether a `Host` is ours: its address and port as they were bound, or a name of this machine for itself. Where the server listens on all
    /// addresses of the machine any address with the right port will do, and no name but `localhost`: names can be made to point anywhere.
    fn is_own_host(&self, host: &str) -> bool {
        let Some((name, port)) = host.rsplit_once(':') else { return false };
        if port != self.address.port().to_string() {
            return false;
        }
        if name.eq_ignore_ascii_case("localhost") {
            return self.address.ip().is_loopback() || self.address.ip().is_unspecified();
        }
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let Ok(ip) = bare.parse::<IpAddr>() else { return false };
        ip == self.address.ip() || self.address.ip().is_unspecified() || (ip.is_loopback() && self.address.ip().is_loopback())
    }

    /// What is wrong with a request, if anything is.
    fn fault(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let host = text(header::HOST).filter(|_| headers.get_all(header::HOST).iter().count() == 1);
        let Some(host) = host.filter(|host| self.is_own_host(host)) else {
            return Some((StatusCode::MISDIRECTED_REQUEST, "this server is not known by that name; use the address that diptych printed"));
        };
        if !self.is_own_key(path) {
            return Some((StatusCode::NOT_FOUND, "there is nothing here; use the whole address that diptych printed"));
        }
        let site = text(HeaderName::from_static("sec-fetch-site"));
        let elsewhere = (StatusCode::FORBIDDEN, "only the review page itself may ask that");
        match *method {
            Method::GET | Method::HEAD => {
                let page = path.split('/').nth(2).unwrap_or_default().is_empty();
                (!page && site.is_some_and(|site| site != "same-origin" && site != "none")).then_some(elsewhere)
            }
            Method::POST => {
                let own = text(header::ORIGIN) == Some(&format!("http://{host}"));
                if !own || site.is_some_and(|site| site != "same-origin") {
                    return Some(elsewhere);
                }
                let json =
                    text(header::CONTENT_TYPE).is_some_and(|kind| kind.split(';').next().unwrap_or_default().trim() == "application/json");
                (!json).then_some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "a request is JSON: say Content-Type: application/json"))
            }
            _ => Some((StatusCode::METHOD_NOT_ALLOWED, "only GET and POST are answered")),
        }
    }

    fn is_own_key(&self, path: &str) -> bool {
        let given = path.split('/').nth(1).unwrap_or_default();
        // As long for a wrong key as for the right one, so that the time tells nothing about it.
        given.as_bytes().ct_eq(self.token.as_bytes()).into()
    }

    /// Whether this is the first request with the one-time key.
    fn is_first_visit(&self, method: &Method, path: &str, headers: &HeaderMap) -> bool {
        let given = path.strip_prefix('/').and_then(|path| path.strip_suffix('/')).unwrap_or_default();
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| self.is_own_host(host));
        host && *method == Method::GET
            && bool::from(given.as_bytes().ct_eq(self.once.as_bytes()))
            && !self.once_used.swap(true, Ordering::SeqCst)
    }
}

/// 128 random bits in hexadecimal digits.
fn key() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        let what = format!("the system has no random numbers: {error}");
        Error::unusable("the review server", what, "try again")
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Turns away what must not come in, and puts the headers on every answer.
pub(super) async fn watch(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let guard = &shared.guard;
    let (method, path, headers) = (request.method(), request.uri().path(), request.headers());
    let mut response = if guard.is_first_visit(method, path, headers) {
        guard.take_back();
        Redirect::to(&format!("/{}/", guard.token())).into_response()
    } else if let Some((status, why)) = guard.fault(method, path, headers) {
        refusal(status, why).into_response()
    } else {
        if let Some(connection) = request.extensions().get::<Arc<Connection>>() {
            connection.is_known();
        }
        match whole(request, BODY).await {
            Ok(request) => next.run(request).await,
            Err(refusal) => refusal.into_response(),
        }
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}

/// The request with all of its body, which may be neither long nor long in coming.
async fn whole(request: Request, patience: Duration) -> Result<Request, Refusal> {
    let (head, body) = request.into_parts();
    let bytes = tokio::time::timeout(patience, to_bytes(body, MOST_BYTES)).await;
    let bytes = bytes.map_err(|_| refusal(StatusCode::REQUEST_TIMEOUT, "the request did not come to its end"))?;
    let bytes = bytes.map_err(|_| refusal(StatusCode::PAYLOAD_TOO_LARGE, "the request is too large or was broken off"))?;
    Ok(Request::from_parts(head, Body::from(bytes)))
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::body::Bytes;
    use hyper::body::Frame;

    use super::*;

    fn guard(address: &str) -> Guard {
        Guard::new(address.parse().unwrap()).unwrap()
    }

    #[test]
    fn hosts_are_ours_or_not() {
        let local = guard("127.0.0.1:4000");
        for own in ["127.0.0.1:4000", "localhost:4000", "LOCALHOST:4000", "[::1]:4000"] {
            assert!(local.is_own_host(own), "{own}");
        }
        for foreign in [
            "127.0.0.1",
            "127.0.0.1:4001",
            "localhost:80",
            "evil.example:4000",
            "127.0.0.1.evil.example:4000",
            "192.168.0.2:4000",
            "",
            ":4000",
            "localhost:4000:4000",
        ] {
            assert!(!local.is_own_host(foreign), "{foreign}");
        }
        let anywhere = guard("0.0.0.0:4000");
        assert!(anywhere.is_own_host("192.168.0.2:4000") && anywhere.is_own_host("localhost:4000"));
        assert!(!anywhere.is_own_host("evil.example:4000"));
        let named = guard("192.168.0.2:4000");
        assert!(named.is_own_host("192.168.0.2:4000") && !named.is_own_host("localhost:4000") && !named.is_own_host("192.168.0.3:4000"));
    }

    #[test]
    fn keys_are_long_and_never_the_same() {
        let guard = guard("127.0.0.1:4000");
        assert_eq!(guard.token().len(), 32);
        assert!(guard.token() != guard.once() && guard.token() != Guard::new(guard.address).unwrap().token());
    }

    #[test]
    fn the_key_for_one_visit_is_good_for_one_visit() {
        let guard = guard("127.0.0.1:4000");
        let host = |host| HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]);
        let path = format!("/{}/", guard.once());
        let visit = |method: Method, path: &str, host: &HeaderMap| guard.is_first_visit(&method, path, host);
        assert!(!visit(Method::GET, &path, &host("evil.example:4000")), "from a foreign name it is not even used up");
        assert!(!visit(Method::POST, &path, &host("127.0.0.1:4000")));
        assert!(!visit(Method::GET, "/x/", &host("127.0.0.1:4000")));
        assert!(visit(Method::GET, &path, &host("127.0.0.1:4000")));
        assert!(!visit(Method::GET, &path, &host("127.0.0.1:4000")));
        assert!(!guard.is_own_key(&path), "and it is no key to anything else");
        let late = self::guard("127.0.0.1:4000");
        late.take_back();
        let path = format!("/{}/", late.once());
        assert!(!late.is_first_visit(&Method::GET, &path, &host("127.0.0.1:4000")), "it ends with its file");
    }

    #[test]
    fn a_body_must_come_to_its_end() {
        /// A body that never comes.
        struct Never;
        impl hyper::body::Body for Never {
            type Data = Bytes;
            type Error = std::convert::Infallible;
            fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
                Poll::Pending
            }
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let status = |body: Body, patience| {
            runtime.block_on(whole(Request::new(body), patience)).err().map(|refusal| refusal.into_response().status())
        };
        let (short, long) = (Duration::from_millis(20), Duration::from_secs(600));
        assert_eq!(status(Body::new(Never), short), Some(StatusCode::REQUEST_TIMEOUT));
        assert_eq!(status(Body::from(vec![b' '; MOST_BYTES + 1]), long), Some(StatusCode::PAYLOAD_TOO_LARGE));
        assert_eq!(status(Body::from("{}"), long), None);
    }
}
