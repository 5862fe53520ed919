//! No tests: the last line of `cargo test`, which says what the tests before could not check on this machine. Cargo runs test programs in the order
//! of their names, and no test can speak after its own program has ended; hence a program of its own, without the harness.

#[path = "suite/support/unchecked.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod unchecked;

fn main() {
    // Asked by a runner for its tests, it has none.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let record = unchecked::record();
    let Ok(noted) = std::fs::read_to_string(&record) else { return };
    let _ = std::fs::remove_file(record);
    let mut noted: Vec<&str> = noted.lines().collect();
    noted.sort_unstable();
    noted.dedup();
    #[allow(clippy::print_stdout)]
    {
        println!("not checked: {}", noted.join(", "));
    }
}
