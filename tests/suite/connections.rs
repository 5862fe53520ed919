//! Connections that want nothing, or never come to their end, do not keep a reviewer from the page.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use crate::support::crowd::crowd;
use crate::support::folder::Folder;
use crate::support::serving::Serving;

#[test]
fn half_sent_requests_do_not_lock_the_page_out() {
    let folder = Folder::new();
    // More connections than files: each would have one for ever.
    let serving = Serving::limited(folder.path(), "ulimit -n 200", &["a.en", "a.fr"]);
    let half = |_| {
        let mut stream = TcpStream::connect(serving.host()).unwrap();
        // It may have been ended already.
        let _ = stream.write_all(b"POST /api/edit HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le");
        stream
    };
    let streams: Vec<TcpStream> = (0..400).map(half).collect();
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(5))).build().into();
    let mut answer = agent.get(format!("{}api/book", serving.address)).call().unwrap();
    assert!(answer.body_mut().read_to_string().unwrap().contains("a.diptych"));
    drop(streams);
}

#[test]
fn a_crowd_can_edit_among_idle_connections() {
    let folder = Folder::empty();
    folder.put("a.en", "It rained again.\n".repeat(20));
    folder.put("a.fr", "Il pleuvait encore.\n".repeat(20));
    let serving = Serving::start(folder.path(), &["a.en", "a.fr", "--split", "lines"]);
    let seen = crowd(&serving, 8, 300, Duration::from_millis(1500));
    // `cargo bench --bench crowd` measures; here a busy machine must pass, too.
    assert!(seen.edits.len() >= 16, "{seen:?}");
    assert!(seen.quantile(0.5) < Duration::from_secs(1), "{:?}", seen.quantile(0.5));
    assert!(seen.ended >= 300 - 128, "{}", seen.ended);
}
