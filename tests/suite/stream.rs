//! `diptych stream`: what comes out for each line that goes in.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support;
use crate::support::folder::{ENGLISH, FRENCH, Folder, Outcome};

fn stream(arguments: &[&str], input: impl AsRef<[u8]>) -> Outcome {
    let folder = Folder::empty();
    let mut all = vec!["stream", "-q"];
    all.extend(arguments);
    let output = folder.command(&all).write_stdin(input.as_ref()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn objects(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn spawn(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    command.args(["stream", "-q"]).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn every_line_gets_its_answer_in_its_place() {
    let good = json!({"id": "a", "source": ENGLISH, "target": FRENCH, "source_lang": "eng", "target_lang": "fr"});
    let lines = [
        good.to_string(),
        "{not json".into(),
        String::new(),
        json!({"id": {"n": 3}, "source": "One."}).to_string(),
        json!({"id": 4, "source": "x", "target": "y", "source_lang": "!"}).to_string(),
        json!({"source": ENGLISH, "target": "", "source_lang": "en"}).to_string(),
        json!({"id": 6, "source": "", "target": ""}).to_string(),
        good.to_string(),
    ];
    let mut input = lines.join("\r\n").into_bytes();
    input.extend(b"\n{\"id\":\"\xff\"}");
    let (code, out, error) = stream(&[], &input);
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("5 of 9 lines could not be aligned"), "{error}");
    let out = objects(&out);
    assert_eq!(out.len(), 9);
    let ids: Vec<&Value> = out.iter().map(|object| &object["id"]).collect();
    assert_eq!(
        ids,
        [&json!("a"), &Value::Null, &Value::Null, &json!({"n": 3}), &json!(4), &Value::Null, &json!(6), &json!("a"), &Value::Null]
    );
    let failed: Vec<u64> = out.iter().filter(|object| object["error"].is_string()).map(|object| object["line"].as_u64().unwrap()).collect();
    assert_eq!(failed, [2, 3, 4, 5, 9]);
    assert!(out[8]["error"].as_str().unwrap().contains("byte 7 is not valid UTF-8"), "{}", out[8]);

    assert_eq!(out[0], out[7]);
    assert_eq!((&out[0]["source_lang"], &out[0]["target_lang"]), (&json!("en"), &json!("fr")));
    let beads = out[0]["beads"].as_array().unwrap();
    let kinds: Vec<&str> = beads.iter().map(|bead| bead["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["match", "match", "match", "omitted"]);
    assert_eq!(
        (&beads[1]["source_text"], &beads[1]["target_text"]),
        (&json!("Nobody saw the boat come in."), &json!("Personne ne vit arriver le bateau."))
    );
    let range = |at: usize| beads[1]["source_ranges"][0][at].as_u64().unwrap() as usize;
    assert_eq!(&ENGLISH[range(0)..range(1)], "Nobody saw the boat come in.");
    assert!(beads[1]["confidence"].as_f64().unwrap() > 0.5);

    let empty: Vec<&Value> = out[5]["beads"].as_array().unwrap().iter().map(|bead| &bead["kind"]).collect();
    assert_eq!(empty, vec!["omitted"; 4]);
    assert_eq!(out[6]["beads"], json!([]));
}

#[test]
fn the_same_comes_out_for_any_number_of_threads() {
    let pair = |at: usize| json!({"id": at, "source": ENGLISH.repeat(at % 7), "target": FRENCH.repeat(at % 5)}).to_string() + "\n";
    let input: String = (0..100).map(pair).collect();
    let one = stream(&["--threads", "1", "--source-lang", "en", "--target-lang", "fr"], &input);
    assert_eq!(one.0, 0, "{}", one.2);
    assert_eq!(one, stream(&["--threads", "3", "--source-lang", "en", "--target-lang", "fr"], &input));
    let ids: Vec<u64> = objects(&one.1).iter().map(|object| object["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, (0..100).collect::<Vec<u64>>());
}

#[test]
fn bleualign_is_spoken() {
    let encoded = |text: &str| STANDARD.encode(text);
    let (source, target) = (
        encoded("The harbour was quiet.\nNobody saw the boat.\n\nSubscribe to our letter and get 20 more stories every week for free"),
        encoded("Le port était calme.\nPersonne ne vit le bateau.\n"),
    );
    let good = format!("http://a/\thttp://b/\t{source}\t{target}\t{target}\tmore");
    let input = format!("{good}\nhttp://c/\thttp://d/\t{source}\nx\ty\t!\t{target}\n{good}\n");
    let arguments = ["--source-lang", "en", "--target-lang", "fr"];
    let (code, out, error) = stream(&arguments, &input);
    assert_eq!(code, 1);
    assert!(error.starts_with("line 2: there are 3 fields, and field 4 is needed\nline 3: field 3 is not base64"), "{error}");
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 4, "{out}");
    assert_eq!(rows[0][..4], ["http://a/", "http://b/", "The harbour was quiet.", "Le port était calme."]);
    assert_eq!(rows[1][2..4], ["Nobody saw the boat.", "Personne ne vit le bateau."]);
    assert!(rows.iter().all(|row| row.len() == 5 && (0.0..=1.0).contains(&row[4].parse::<f64>().unwrap())), "{out}");
    assert_eq!(rows[..2], rows[2..]);

    let header = format!("trg_text\tsrc_text\tsrc_url\ttrg_url\n{target}\t{source}\thttp://a/\thttp://b/\n");
    let (code, named, error) = stream(&arguments, header);
    assert_eq!(code, 0, "{error}");
    let (head, rest) = named.split_once('\n').unwrap();
    assert_eq!(head, "src_url\ttrg_url\tsrc_text\ttrg_text\taligner_score");
    assert_eq!(rest.lines().collect::<Vec<_>>(), out.lines().take(2).collect::<Vec<_>>());

    let (code, _, error) = stream(&[], "src_url\ttrg_url\tsrc_text\n");
    assert_eq!(code, 1);
    assert!(error.contains("line 1: the header has no field trg_text"), "{error}");
    let (code, out, _) = stream(&["--ignore-errors", "--format", "bleualign", "--min-confidence", "1"], &input);
    assert_eq!((code, out.as_str()), (0, ""));
}

#[test]
fn what_is_too_large_is_left_alone() {
    let text = "One. ".repeat(100);
    let input = format!("{}\n{}\n", json!({"id": 1, "source": text, "target": text}), json!({"id": 2, "source": "One.", "target": "Un."}));
    let errors =
        |arguments: &[&str]| -> Vec<Value> { objects(&stream(arguments, &input).1).iter().map(|object| object["error"].clone()).collect() };
    let language = ["--source-lang", "en", "--target-lang", "fr"];
    let found = errors(&[&language[..], &["--max-bytes", "1K"]].concat());
    assert!(found[0].as_str().unwrap().contains("the line has 1032 bytes, the limit is 1024"), "{found:?}");
    assert!(found[1].is_null());
    let found = errors(&[&language[..], &["--max-sentences", "99"]].concat());
    assert!(found[0].as_str().unwrap().contains("the source has 100 sentences, the limit is 99"), "{found:?}");
    assert!(found[1].is_null());
    Folder::empty().misused(&["stream", "--max-bytes", "5G"], "1 to 4G");
}

#[test]
fn an_answer_is_not_held_back_and_nothing_is_no_error() {
    assert_eq!(stream(&[], ""), (0, String::new(), String::new()));
    let mut child = spawn(&["--source-lang", "en", "--target-lang", "fr"]);
    let (mut to, mut from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for at in 0..3 {
        writeln!(to, "{}", json!({"id": at, "source": "One.", "target": "Un."})).unwrap();
        to.flush().unwrap();
        let mut answer = String::new();
        from.read_line(&mut answer).unwrap();
        assert_eq!(objects(&answer)[0]["id"], at);
    }
    drop(to);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = spawn(&["--no-packs"]);
    let mut to = child.stdin.take().unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    let line = json!({"source": "One.", "target": "Un."}).to_string() + "\n";
    to.write_all(line.as_bytes()).unwrap();
    let mut answer = String::new();
    from.read_line(&mut answer).unwrap();
    drop(from);
    // Its input stays open: it must end all the same once it finds out. Another test's child may hold the pipe for a moment while it is being
    // started, so one answer that still goes through proves nothing.
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let _ = to.write_all(line.as_bytes());
        std::thread::sleep(std::time::Duration::from_millis(10));
    };
    assert!(status.success());
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!(error, "");
    drop(to);
}

/// Lines for ever: memory must not follow. `long` is the first of them.
#[cfg(target_os = "linux")]
fn peak_after(long: &str, lines: usize) -> f64 {
    let mut child = spawn(&["--no-packs", "--rounds", "0", "--max-bytes", "1M", "--ignore-errors"]);
    let mut to = child.stdin.take().unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    let reading = std::thread::spawn(move || from.by_ref().lines().count());
    let line = json!({"source": "One.", "target": "Un.", "source_lang": "en", "target_lang": "fr"}).to_string() + "\n";
    to.write_all(long.as_bytes()).unwrap();
    let block = line.repeat(100);
    for _ in 0..lines / 100 {
        to.write_all(block.as_bytes()).unwrap();
    }
    let peak = support::peak_own_megabytes(&child.id().to_string()).unwrap();
    drop(to);
    assert!(child.wait().unwrap().success());
    assert_eq!(reading.join().unwrap(), lines / 100 * 100 + usize::from(!long.is_empty()));
    peak
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_follow_the_stream() {
    let few = peak_after("", 1_000);
    let many = peak_after("", 20_000);
    assert!(many < few + 6.0, "{few} MB after 1,000 lines, {many} MB after 20,000");
    let mut long = "x".repeat(60_000_000);
    long.push('\n');
    let long = peak_after(&long, 1_000);
    assert!(long < few + 6.0, "{few} MB without a line of 60 MB, {long} MB with it");
}

/// In the environment of a process that is to run many streams, which this program starts.
#[cfg(target_os = "linux")]
const MANY: &str = "DIPTYCH_TEST_STREAMS";

/// Who embeds the library runs a stream for each request: nothing of one may stay behind.
#[test]
#[cfg(target_os = "linux")]
fn a_stream_gives_its_memory_back() {
    let name = "stream::a_stream_gives_its_memory_back";
    if std::env::var_os(MANY).is_none() {
        let mut again = Command::new(std::env::current_exe().unwrap());
        let output = again.args(["--exact", name, "--nocapture"]).env(MANY, "yes").output().unwrap();
        return assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let line = json!({"id": 1, "source": ENGLISH, "target": FRENCH, "source_lang": "en", "target_lang": "fr"}).to_string();
    let run = |times: usize| {
        for _ in 0..times {
            crate::fuzzing::targets::run("stream", line.as_bytes());
        }
        std::fs::read_to_string("/proc/self/statm").unwrap().split(' ').nth(1).unwrap().parse::<f64>().unwrap() * 4096.0 / 1e6
    };
    let few = run(200);
    let many = run(1_000);
    assert!(many < few + 5.0, "{few} MB after 200 streams, {many} MB after 1,200");
}
