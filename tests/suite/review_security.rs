//! What keeps others out of a review: every guard of the server, asked over plain HTTP as somebody would who wants to get in.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::{Agent, http};

use crate::support::folder::Folder;
use crate::support::serving::Serving;

type Answer = (u16, String);

fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).max_redirects(0).timeout_global(Some(Duration::from_secs(20))).build().into()
}

fn serving() -> (Folder, Serving) {
    let folder = Folder::new();
    let serving = Serving::start(folder.path(), &["a.en", "a.fr"]);
    (folder, serving)
}

fn get(url: &str, headers: &[(&str, &str)]) -> http::Response<ureq::Body> {
    headers.iter().fold(agent().get(url), |request, (name, value)| request.header(*name, *value)).call().unwrap()
}

fn status(url: &str, headers: &[(&str, &str)]) -> u16 {
    get(url, headers).status().as_u16()
}

/// Asks for an edit, as the page does, with these headers instead of its own.
fn post(serving: &Serving, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
    let request = agent().post(format!("{}{path}", serving.address)).header("Content-Type", "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let mut answer = request.send(body.to_string()).unwrap();
    (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
}

fn own(serving: &Serving) -> Vec<(&'static str, String)> {
    vec![("Origin", serving.origin()), ("Sec-Fetch-Site", "same-origin".to_owned())]
}

fn as_page(serving: &Serving, path: &str, body: &Value) -> Answer {
    let headers = own(serving);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post(serving, path, body, &headers)
}

fn accept() -> Value {
    json!({ "version": 1, "tab": "t", "edit": { "do": "accept", "row": 0 } })
}

/// Bytes as they are to the server, its answer back: for what no client would send.
fn raw(serving: &Serving, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(serving.host()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // The server may hang up before it has read everything.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn without_the_token_there_is_nothing() {
    let (_folder, serving) = serving();
    assert_eq!(serving.token().len(), 32, "128 bits");
    assert_eq!(status(&serving.address, &[]), 200);
    let origin = serving.origin();
    let mut wrong = serving.token().to_owned();
    wrong.replace_range(31.., if wrong.ends_with('0') { "1" } else { "0" });
    let shorter = &serving.token()[..31];
    for path in [
        "",
        "/",
        "/api/book",
        "/style.css",
        &format!("/{wrong}/"),
        &format!("/{wrong}/api/book"),
        &format!("/{shorter}/"),
        "//",
        &format!("/{}x/", serving.token()),
    ] {
        let answer = get(&format!("{origin}{path}"), &[]);
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.headers().contains_key("content-security-policy"), "{path}");
    }
    let other = Serving::start(
        Folder::new().path(),
        &[&format!("{}/a.en", _folder.path().display()), &format!("{}/a.fr", _folder.path().display()), "-o", "other.diptych"],
    );
    assert_ne!(other.token(), serving.token(), "a new one every time");
}

#[test]
fn a_foreign_host_is_refused() {
    let (_folder, serving) = serving();
    let port = serving.host().rsplit(':').next().unwrap().to_owned();
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1".into(),
        "127.0.0.1:1".into(),
        format!("127.0.0.1.evil.example:{port}"),
        format!("192.168.0.1:{port}"),
    ] {
        assert_eq!(status(&format!("{}api/book", serving.address), &[("Host", &host)]), 421, "{host}");
    }
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")] {
        assert_eq!(status(&format!("{}api/book", serving.address), &[("Host", &host)]), 200, "{host}");
    }
    let path = format!("/{}/api/book", serving.token());
    assert!(raw(&serving, format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).starts_with("HTTP/1.0 421"), "none at all");
    let two = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nHost: evil.example\r\nConnection: close\r\n\r\n", serving.host());
    assert!(raw(&serving, two.as_bytes()).starts_with("HTTP/1.1 4"), "two of them");
}

#[test]
fn only_its_own_page_may_change_anything() {
    let (_folder, serving) = serving();
    let origin = serving.origin();
    let foreign: [&[(&str, &str)]; 7] = [
        &[],
        &[("Origin", "http://evil.example")],
        &[("Origin", "null")],
        &[("Origin", "http://localhost:1")],
        &[("Origin", &origin), ("Sec-Fetch-Site", "cross-site")],
        &[("Origin", &origin), ("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "same-origin")],
    ];
    for headers in foreign {
        for path in ["api/edit", "api/undo", "api/search", "api/tab"] {
            assert_eq!(post(&serving, path, &accept(), headers).0, 403, "{path} {headers:?}");
        }
    }
    let (status, answer) = as_page(&serving, "api/edit", &accept());
    assert_eq!(status, 200, "{answer}");
    // What another site's page can fetch without being asked, it gets no answer to.
    for site in ["cross-site", "same-site"] {
        assert_eq!(self::status(&format!("{}api/book", serving.address), &[("Sec-Fetch-Site", site)]), 403);
        assert_eq!(self::status(&format!("{}app.js", serving.address), &[("Sec-Fetch-Site", site)]), 403);
    }
}

#[test]
fn only_json_is_taken() {
    let (_folder, serving) = serving();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let answer = agent().post(format!("{}api/edit", serving.address)).header("Origin", serving.origin()).header("Content-Type", kind);
        assert_eq!(answer.send(accept().to_string()).unwrap().status(), 415, "{kind}");
    }
    for body in
        [json!(null), json!([]), json!({ "version": -1 }), json!({ "version": 1, "tab": "t", "edit": { "do": "format", "row": 0 } })]
    {
        assert_eq!(as_page(&serving, "api/edit", &body).0, 400, "{body}");
    }
    let mut put = agent().put(&serving.address).header("Origin", serving.origin()).send("x").unwrap();
    assert_eq!(put.status(), 405, "{:?}", put.body_mut().read_to_string());
}

#[test]
fn every_answer_has_its_headers() {
    let (_folder, serving) = serving();
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; \
                  form-action 'none'; frame-ancestors 'none'";
    let expected = [
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    for path in ["", "app.js", "style.css", "api/book", "api/rows?from=0&to=9", "api/export?to=tmx", "nothing", "api/rows?from=x"] {
        let answer = get(&format!("{}{path}", serving.address), &[]);
        for (name, value) in expected {
            assert_eq!(answer.headers().get(name).map(|value| value.to_str().unwrap()), Some(value), "{path}: {name}");
        }
        assert!(!answer.headers().contains_key("access-control-allow-origin"), "{path}");
    }
    let html = get(&serving.address, &[]).body_mut().read_to_string().unwrap();
    assert!(
        !html.contains("<style")
            && !html.contains(" style=")
            && html.matches("<script").count() == html.matches("<script type=\"module\" src=").count()
    );
}

#[test]
fn no_path_leads_to_the_disk() {
    let (folder, serving) = serving();
    folder.put("secret.txt", "the key is under the mat");
    let token = serving.token();
    let up = "../".repeat(12);
    let paths = [
        format!("/{token}/../secret.txt"),
        format!("/{token}/../../../../../../etc/passwd"),
        format!("/{token}/{up}etc/passwd"),
        format!("/{token}/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd"),
        format!("/{token}/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
        format!("/{token}/..%5csecret.txt"),
        format!("/{token}//etc/passwd"),
        format!("/{token}/%2fetc%2fpasswd"),
        format!("/{token}/secret.txt"),
        format!("/{token}/a.en"),
        format!("/{token}/a.diptych"),
        format!("/{token}/app.js%00"),
        format!("/{token}/api/export?to=../../secret.txt"),
        format!("/{token}/api/export?to=%2fetc%2fpasswd"),
        "/etc/passwd".to_owned(),
        format!("file:///{token}/etc/passwd"),
    ];
    for path in paths {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", serving.host());
        let answer = raw(&serving, request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
        for held in ["root:", "under the mat", "The harbour was quiet"] {
            assert!(!answer.contains(held), "{path}: {answer}");
        }
    }
}

#[test]
fn requests_are_bounded() {
    let (_folder, serving) = serving();
    let search = |length: usize| json!({ "pattern": "a".repeat(length) });
    let (small, _) = as_page(&serving, "api/search", &search(1_000));
    assert_eq!(small, 200);
    let mut edit = accept();
    edit["more"] = json!("x".repeat(620_000));
    assert_eq!(as_page(&serving, "api/edit", &edit).0, 413);
    // The longest wording comes through, however it is written.
    edit["more"] = json!("\u{1}".repeat(100_000));
    assert_ne!(as_page(&serving, "api/edit", &edit).0, 413);
    // Without a length said beforehand, and without an end.
    let head = format!(
        "POST /{}/api/edit HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        serving.token(),
        serving.host(),
        serving.origin()
    );
    let mut request = head.into_bytes();
    for _ in 0..150 {
        request.extend(format!("{:x}\r\n{}\r\n", 4096, " ".repeat(4096)).as_bytes());
    }
    let answer = raw(&serving, &request);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[test]
fn answers_are_bounded() {
    let folder = Folder::empty();
    folder.put("a.en", "Rain.\n".repeat(700));
    folder.put("a.fr", "Pluie.\n".repeat(700));
    let serving = Serving::start(folder.path(), &["a.en", "a.fr", "--split", "lines"]);
    for (range, rows) in [("from=0&to=18446744073709551615", 500), ("from=100&to=650", 500), ("from=9&to=12", 3), ("from=12&to=9", 0)] {
        let answer = get(&format!("{}api/rows?{range}", serving.address), &[]).body_mut().read_to_string().unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["rows"].as_array().unwrap().len(), rows, "{range}");
    }
}

#[test]
fn other_machines_are_not_let_in_by_accident() {
    let folder = Folder::new();
    for bind in ["0.0.0.0", "::", "192.0.2.1"] {
        let arguments = ["review", "a.en", "a.fr", "--no-open", "--bind", bind];
        // Without the guard it would serve until it is told to end.
        let output = folder.command(&arguments).timeout(Duration::from_secs(20)).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{bind}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("--allow-remote"), "{bind}");
    }
    assert_eq!(folder.names(), ["a.en", "a.fr"], "nothing was made");
    let serving = Serving::start(folder.path(), &["a.en", "a.fr"]);
    assert!(serving.address.starts_with("http://127.0.0.1:"), "{}", serving.address);
    drop(serving);
    let serving = Serving::start(folder.path(), &["a.diptych", "--bind", "0.0.0.0", "--allow-remote"]);
    let port = serving.host().rsplit(':').next().unwrap().to_owned();
    let local = format!("http://127.0.0.1:{port}/{}/api/book", serving.token());
    assert_eq!(status(&local, &[]), 200);
    assert_eq!(status(&local, &[("Host", &format!("evil.example:{port}"))]), 421, "a name can be made to point here");
}

#[test]
fn who_only_looks_changes_nothing() {
    let folder = Folder::new();
    drop(Serving::start(folder.path(), &["a.en", "a.fr"]));
    let before = folder.get("a.diptych");
    let serving = Serving::start(folder.path(), &["a.diptych", "--read-only"]);
    for path in ["api/edit", "api/undo", "api/redo"] {
        let (status, answer) = as_page(&serving, path, &accept());
        assert_eq!(status, 423, "{answer}");
    }
    let book: Value =
        serde_json::from_str(&get(&format!("{}api/book", serving.address), &[]).body_mut().read_to_string().unwrap()).unwrap();
    assert!(book["read_only"].is_string());
    assert_eq!(folder.get("a.diptych"), before);
}

#[test]
fn stale_and_refused_edits_say_why() {
    let (_folder, serving) = serving();
    let stale = json!({ "version": 99, "tab": "t", "edit": { "do": "accept", "row": 0 } });
    let (status, answer) = as_page(&serving, "api/edit", &stale);
    assert_eq!(status, 409, "{answer}");
    let nowhere = json!({ "version": 1, "tab": "t", "edit": { "do": "accept", "row": 999 } });
    let (status, answer) = as_page(&serving, "api/edit", &nowhere);
    assert_eq!(status, 422);
    assert!(!serde_json::from_str::<Value>(&answer).unwrap()["error"].as_str().unwrap().is_empty());
    assert_eq!(as_page(&serving, "api/tab", &json!({ "tab": "other" })).0, 200);
    let other = json!({ "version": 1, "tab": "other", "edit": { "do": "accept", "row": 0 } });
    assert_eq!(as_page(&serving, "api/edit", &other).0, 423, "the first tab holds the pen");
    assert_eq!(as_page(&serving, "api/search", &json!({ "pattern": "(" })).0, 422);
    assert_eq!(as_page(&serving, "api/tab", &json!({ "tab": "x".repeat(65) })).0, 400);
}

#[test]
fn it_ends_well_when_told_to() {
    for signal in ["TERM", "INT"] {
        let folder = Folder::new();
        let mut serving = Serving::start(folder.path(), &["a.en", "a.fr"]);
        let before = folder.get("a.diptych");
        let (status, answer) = as_page(&serving, "api/edit", &accept());
        assert_eq!(status, 200, "{answer}");
        assert!(
            folder.names().iter().any(|name| name.contains("journal")),
            "what is not saved yet is in the journal: {:?}",
            folder.names()
        );
        let start = Instant::now();
        assert!(serving.end(signal), "{signal}");
        assert!(start.elapsed() < Duration::from_secs(6), "{:?}", start.elapsed());
        assert_ne!(folder.get("a.diptych"), before, "{signal}: saved");
        assert_eq!(folder.names(), ["a.diptych", "a.en", "a.fr"], "{signal}: nothing is left lying about");
    }
}

#[test]
fn a_project_of_other_texts_is_not_opened_for_these() {
    let folder = Folder::new();
    drop(Serving::start(folder.path(), &["a.en", "a.fr"]));
    folder.put("b.fr", fs::read(folder.path().join("a.fr")).unwrap());
    folder.refuses(&["review", "a.en", "b.fr", "--no-open"], &["a.diptych", "b.fr", "-o"]);
    let (_, out, _) = folder.run(&["review", "--help"]);
    assert!(out.contains("--allow-remote") && out.contains("--read-only"));
}

#[cfg(unix)]
#[test]
fn no_argument_of_the_browser_holds_a_key() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let home = Folder::empty();
    // A browser that keeps what it was told, as the list of processes shows it to everybody.
    let browser = folder.put(
        "xdg-open",
        format!("#!/bin/sh\nprintf '%s\\n' \"$@\" > {0}/told.part && mv {0}/told.part {0}/told\n", folder.path().display()),
    );
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    let serving = Serving::start_with_browser(folder.path(), folder.path(), home.path(), &["a.en", "a.fr"]);
    let begin = Instant::now();
    while !folder.path().join("told").exists() {
        assert!(begin.elapsed() < Duration::from_secs(20), "no browser was started");
        std::thread::sleep(Duration::from_millis(20));
    }
    let told = folder.get("told");
    let file = std::path::Path::new(told.trim());
    assert!(!told.contains("http") && !told.contains(serving.token()), "{told}");
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    let page = fs::read_to_string(file).unwrap();
    let (_, address) = page.split_once("0; url=").unwrap();
    let (address, _) = address.split_once('"').unwrap();
    assert!(address.starts_with(&serving.origin()) && !page.contains(serving.token()), "{page}");
    let answer = get(address, &[]);
    assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (303, &*format!("/{}/", serving.token())));
    assert!(!file.exists(), "gone after the visit");
    assert_eq!(status(address, &[]), 404, "and the key is used up");
}
