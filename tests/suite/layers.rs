//! The order in which modules may use each other, as docs/architecture.md draws it, and the sizes that keep them readable.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What docs/architecture.md draws.
struct Drawing {
    /// Modules from the bottom up, several of one level beside each other; `lib` is what `lib.rs` itself defines. A module may use those of the
    /// levels below its own.
    levels: Vec<Vec<String>>,
    /// Which may use which all the same.
    exceptions: BTreeSet<(String, String)>,
}

impl Drawing {
    /// Reads the block after "Imports point one way", and the exceptions (`` `a` may use `b` ``) of the paragraph after it.
    fn read() -> Self {
        let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md")).unwrap();
        let (_, after) = page.split_once("Imports point one way").expect("the architecture page draws the order of imports");
        let (_, after) = after.split_once("```text\n").unwrap();
        let (drawn, after) = after.split_once("```").unwrap();
        let names = |level: &str| level.split(',').map(|name| name.trim_matches([' ', '\n', '{', '}']).to_owned()).collect();
        let paragraph = after.trim_start().split("\n\n").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        let quoted = |text: &str, last: bool| {
            let mut words = text.split('`').collect::<Vec<_>>();
            if last {
                words.reverse();
            }
            words[1].to_owned()
        };
        let parts: Vec<&str> = paragraph.split(" may use ").collect();
        let exceptions = parts.windows(2).map(|pair| (quoted(pair[0], true), quoted(pair[1], false))).collect();
        Self { levels: drawn.split('◀').map(names).collect(), exceptions }
    }

    fn level(&self, module: &str) -> Option<usize> {
        self.levels.iter().position(|level| level.iter().any(|name| name == module))
    }
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

/// The names that a path goes on with: one, or those of a list in braces.
fn names(rest: &str) -> Vec<&str> {
    let word = |text: &'_ str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let Some(list) = rest.strip_prefix('{') else { return vec![&rest[..word(rest)]] };
    let (mut names, mut depth, mut begun) = (Vec::new(), 1, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            let name = list[begun..at].trim();
            names.push(&name[..word(name)]);
            begun = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Names that follow `crate::` or `diptych::`, each with its line number.
fn used(text: &str) -> Vec<(usize, String)> {
    let code: String =
        program(text).lines().map(|line| if line.trim_start().starts_with("//") { "\n".into() } else { format!("{line}\n") }).collect();
    let mut used = Vec::new();
    for start in ["crate::", "diptych::internal::", "diptych::"] {
        for (at, _) in code.match_indices(start) {
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let line = code[..at].lines().count().max(1);
            let names = names(&code[at + start.len()..]).into_iter().filter(|name| *name != "internal");
            used.extend(names.map(|name| (line, name.to_owned())));
        }
    }
    used
}

/// What can be named at the root of the library besides its modules, with the module that it is of: `lib` for what `lib.rs` itself defines.
fn root() -> BTreeMap<String, String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let mut root = BTreeMap::new();
    for statement in program(&text).split(';').filter_map(|statement| statement.split_once("pub use ")) {
        let (module, rest) = statement.1.split_once("::").unwrap();
        for name in rest.trim_matches(['{', '}', ' ', '\n']).split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let name = name.rsplit("::").next().unwrap();
            root.insert(name.rsplit(" as ").next().unwrap().trim().to_owned(), module.trim_start_matches("crate::").to_owned());
        }
    }
    for line in text.lines() {
        if let Some(name) = ["pub fn ", "pub struct ", "pub enum ", "pub type ", "pub const ", "pub trait "]
            .iter()
            .find_map(|start| line.strip_prefix(start))
        {
            root.insert(names(name)[0].to_owned(), "lib".to_owned());
        }
    }
    root
}

#[test]
fn imports_point_one_way() {
    let (drawing, root) = (Drawing::read(), root());
    let (mut breaches, mut needed) = (Vec::new(), BTreeSet::new());
    for (path, module, text) in modules() {
        // `main.rs` is part of the command line.
        let module = if module == "main" { "cli".to_owned() } else { module };
        let Some(own) = drawing.level(&module) else { panic!("docs/architecture.md does not draw where {} belongs", path.display()) };
        // Only tests have the module `dice`.
        for (line, name) in used(&text).into_iter().filter(|(_, name)| name != "dice") {
            let other = root.get(&name).unwrap_or(&name);
            let Some(of_other) = drawing.level(other) else { panic!("{}:{line}: what is {name}?", path.display()) };
            let pair = (module.clone(), other.clone());
            if of_other < own || *other == module {
            } else if drawing.exceptions.contains(&pair) {
                needed.insert(pair);
            } else {
                breaches.push(format!("{}:{line}: {module} uses {name} of {other}", path.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "against the order of imports in docs/architecture.md:\n{}", breaches.join("\n"));
    assert_eq!(needed, drawing.exceptions, "the page allows what nobody needs");
}

#[test]
fn only_the_command_line_prints_and_exits() {
    for (path, module, text) in modules() {
        if ["main", "cli"].contains(&module.as_str()) {
            continue;
        }
        // There an output that a person calls `/dev/stdout` goes where they said.
        let named_so = path.ends_with("source/named.rs");
        let streams = ["stdout()", "stderr()"].into_iter().filter(|_| !named_so);
        for word in ["clap::", "clap_complete", "process::exit", "std::env::var", "println!"].into_iter().chain(streams) {
            let found = program(&text).lines().any(|line| line.contains(word) && !line.trim_start().starts_with("//"));
            assert!(!found, "{} has `{word}`, which belongs to cli", path.display());
        }
    }
}

/// What opens, unpacks or parses what comes from outside, or puts a file in place.
const OPENING: [&str; 16] = [
    "File::open",
    "File::create",
    "OpenOptions::new",
    "fs::read(",
    "fs::read_to_string",
    "fs::write(",
    "fs::copy",
    "fs::rename",
    "fs::hard_link",
    "symlink(",
    "NamedTempFile",
    "GzDecoder",
    "FrameDecoder",
    "ZipArchive",
    "quick_xml::",
    "Encoding::for_bom",
];

#[test]
fn only_source_opens_files() {
    for (path, module, text) in modules() {
        if module == "source" || path.ends_with("tests.rs") {
            continue;
        }
        for word in OPENING {
            let found = program(&text).lines().any(|line| line.contains(word) && !line.trim_start().starts_with("//"));
            assert!(!found, "{} has `{word}`, which belongs to source", path.display());
        }
    }
}

#[test]
fn names_are_told_spelled_out() {
    for (path, module, text) in modules() {
        let printed = ["main", "cli"].contains(&module.as_str()) && program(&text).contains(".display()");
        assert!(!printed, "{} prints names of files as they are; terminal::name() spells them out", path.display());
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
