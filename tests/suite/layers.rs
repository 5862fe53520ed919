//! The order in which modules may use each other, and the sizes that keep them readable: what docs/architecture.md promises.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the bottom up; a module may use those of the levels below its own.
const LEVELS: [&[&str]; 15] = [
    &["model", "error", "hash"],
    &["source"],
    &["lang"],
    &["tokens"],
    &["segment"],
    &["lexicon"],
    &["score"],
    &["align"],
    &["eval"],
    &["formats"],
    &["corpus"],
    &["project"],
    &["check"],
    &["review"],
    &["cli"],
];

/// Neighbours on one level that may use each other all the same.
const ALLOWED: [(&str, &str); 1] = [("model", "error")];

fn level(module: &str) -> Option<usize> {
    LEVELS.iter().position(|level| level.contains(&module))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every file of `src` with its top module (`main` and `lib` for those two) and its text.
fn modules() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let with_module = |path: PathBuf| {
        let inside = path.strip_prefix(&root).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let module = first.trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        (path, module, text)
    };
    sources(&root).into_iter().map(with_module).collect()
}

/// The part of a file that is compiled into the program: its tests stand at the end.
fn program(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

/// Modules named after `crate::` or `diptych::`, each with its line number; `use crate::{a, b}` counts for both.
fn used(text: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (number, line) in program(text).lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for start in ["crate::", "diptych::"] {
            for (at, _) in line.match_indices(start) {
                if line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                let rest = &line[at + start.len()..];
                let names = rest.strip_prefix('{').map_or(rest, |list| list.split('}').next().unwrap());
                let names: Vec<&str> = if rest.starts_with('{') { names.split(',').collect() } else { vec![names] };
                for name in names {
                    let end = name.trim().find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.trim().len());
                    used.push((number + 1, name.trim()[..end].to_owned()));
                }
            }
        }
    }
    used
}

#[test]
fn imports_point_one_way() {
    let mut breaches = Vec::new();
    for (path, module, text) in modules() {
        let Some(own) = level(&module) else {
            assert!(["lib", "main"].contains(&module.as_str()), "{} has no place in the order of LEVELS", path.display());
            continue;
        };
        for (line, other) in used(&text) {
            let fine = match level(&other) {
                None => true,
                Some(of_other) => of_other < own || other == module || ALLOWED.contains(&(module.as_str(), other.as_str())),
            };
            if !fine {
                breaches.push(format!("{}:{line}: {module} uses {other}", path.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "against the order of imports:\n{}", breaches.join("\n"));
}

#[test]
fn only_the_command_line_prints_and_exits() {
    for (path, module, text) in modules() {
        if ["main", "cli"].contains(&module.as_str()) {
            continue;
        }
        for word in ["clap::", "clap_complete", "stdout()", "stderr()", "process::exit", "std::env::var", "println!"] {
            let found = program(&text).lines().any(|line| line.contains(word) && !line.trim_start().starts_with("//"));
            assert!(!found, "{} has `{word}`, which belongs to cli", path.display());
        }
    }
}

#[test]
fn files_stay_short_and_say_what_they_are() {
    for (path, module, text) in modules() {
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines: split it", path.display());
        assert!(module != "main" || lines < 80, "main.rs has {lines} lines");
        assert!(text.starts_with("//!"), "{} does not say what it is", path.display());
    }
}
