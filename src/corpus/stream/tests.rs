//! Lines and bytes between reader and writer stay bounded, whoever is slow.

use std::io::{BufReader, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::model::Pair;

fn settings(threads: usize) -> Settings {
    Settings {
        form: None,
        split: None,
        languages: Pair::new(Some("en".into()), Some("fr".into())),
        options: Options { packs: false, ..Options::default() },
        lexicons: Vec::new(),
        min_confidence: 0.0,
        min_related: 0.0,
        flat: None,
        dedup: false,
        max_bytes: 1 << 20,
        max_memory: None,
        max_sentences: None,
        threads,
    }
}

/// Endless lines, counted as they are read.
struct Endless(Arc<AtomicUsize>);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let line = b"{\"source\":\"One.\",\"target\":\"Un.\"}\n";
        self.0.fetch_add(1, Ordering::SeqCst);
        let len = line.len().min(buffer.len());
        buffer[..len].copy_from_slice(&line[..len]);
        Ok(len)
    }
}

/// Takes a few lines, then waits, then refuses.
struct Slow {
    left: usize,
    most_ahead: usize,
    taken: usize,
    read: Arc<AtomicUsize>,
}

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        self.taken += 1;
        self.left -= 1;
        self.most_ahead = self.most_ahead.max(self.read.load(Ordering::SeqCst) - self.taken);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn who_reads_slowly_is_not_run_away_from() {
    let read = Arc::new(AtomicUsize::new(0));
    let mut out = Slow { left: 40, most_ahead: 0, taken: 0, read: Arc::clone(&read) };
    let input = BufReader::with_capacity(64, Endless(Arc::clone(&read)));
    let error = run(Input::lines(input), &mut out, settings(2), |_, _, _| ()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    assert!(out.most_ahead <= 2 * LINES + 8, "{}", out.most_ahead);
}

#[test]
fn bytes_between_reader_and_writer_are_bounded() {
    let gate = Arc::new(Gate::new(100));
    assert!(gate.enter(60) && gate.enter(40));
    let waiting = std::thread::spawn({
        let gate = Arc::clone(&gate);
        move || gate.enter(1000)
    });
    gate.leave(60);
    assert!(!waiting.is_finished());
    gate.leave(40);
    assert!(waiting.join().unwrap(), "what is larger than everything enters alone");
    drop(Open(&gate));
    assert!(!gate.enter(1000));
}
