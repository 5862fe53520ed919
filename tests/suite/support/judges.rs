//! Other programs that judge what we write. `None` where one is not there, which is noted.

use std::path::Path;
use std::process::Command;

use super::unchecked::{missing, program};

/// `xmllint`, without access to the network.
pub fn xmllint() -> Option<Command> {
    let mut command = Command::new(program("xmllint")?);
    command.args(["--noout", "--nonet", "--huge"]);
    Some(command)
}

/// `epubcheck`: Debian's command is the jar itself, which not every system runs.
pub fn epubcheck() -> Option<Command> {
    let Some(jar) = ["/usr/share/java/epubcheck.jar", "/usr/bin/epubcheck"].into_iter().find(|path| Path::new(path).exists()) else {
        return program("epubcheck").map(Command::new);
    };
    let mut command = Command::new(program("java")?);
    // It runs for a moment: what the virtual machine does to become fast takes longer.
    command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar]);
    Some(command)
}

/// Chromium, under any of its names.
pub fn chromium() -> Option<&'static str> {
    let names = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let found = names.into_iter().find(|path| Path::new(path).exists());
    if found.is_none() {
        missing("chromium");
    }
    found
}

/// A Python with this package; `DIPTYCH_PYTHON` names it.
pub fn python(package: &str) -> Option<Command> {
    let python = std::env::var("DIPTYCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&python).args(["-c", &format!("import {package}")]).output();
    if !found.is_ok_and(|output| output.status.success()) {
        missing(package.split('.').next().unwrap());
        return None;
    }
    Some(Command::new(python))
}

/// Whether a judge is content, and all that it says.
pub fn verdict(command: &mut Command) -> (bool, String) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    (output.status.success(), said)
}
