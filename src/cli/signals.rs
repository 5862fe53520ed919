//! Signals that are answered with a sentence where the system would end the program.

/// A file that grows beyond what is allowed (`ulimit -f`) is an error of writing, like a full disk.
pub(super) fn prepare() {
    #[cfg(unix)]
    {
        // Whoever catches the signal gets the error; that it came need not be known. Without it the program ends as others do.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    }
}
