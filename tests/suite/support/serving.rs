//! The review server, started as people start it, and killed at the end.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running `diptych review`.
pub struct Serving {
    child: Child,
    /// What it printed: `http://127.0.0.1:PORT/TOKEN/`.
    pub address: String,
}

impl Serving {
    /// Starts it in a folder, with `--no-open` and these arguments.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::started(Command::new(env!("CARGO_BIN_EXE_diptych")), folder, &[&["--no-open"], arguments].concat())
    }

    /// The same under a limit that the shell sets first: `ulimit -f 1`.
    pub fn limited(folder: &Path, limit: &str, arguments: &[&str]) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{limit}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_diptych")]);
        Self::started(shell, folder, &[&["--no-open"], arguments].concat())
    }

    /// The same with a browser: programs of this folder are found first, and this is the user's home.
    pub fn start_with_browser(folder: &Path, programs: &Path, home: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([programs.to_owned()].into_iter().chain(std::env::split_paths(&path))).unwrap();
        command.env("PATH", path).env("HOME", home);
        Self::started(command, folder, arguments)
    }

    fn started(mut program: Command, folder: &Path, arguments: &[&str]) -> Self {
        let mut child = program
            .current_dir(folder)
            .args(["review", "--quiet"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        assert!(address.starts_with("http://"), "no address: {address:?}");
        Self { child, address: address.trim().to_owned() }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        self.address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.origin().trim_start_matches("http://").to_owned()
    }

    /// The key in the address.
    pub fn token(&self) -> &str {
        self.address.split('/').nth(3).unwrap()
    }

    /// Ends it as `kill -9` does: nothing is tidied up.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it as SIGTERM or Ctrl-C (`TERM`, `INT`) do, and waits for it; whether it ended well.
    pub fn end(&mut self, signal: &str) -> bool {
        assert!(Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
