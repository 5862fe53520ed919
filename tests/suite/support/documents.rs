//! The documents of NTREX as files: news of some 16 lines.

use std::fs;
use std::path::Path;

/// Writes the documents of one language into a folder `code` of `folder`; `documents` has the document of each line of `text`. Returns their names.
pub fn write(folder: &Path, code: &str, documents: &[&str], text: &str) -> Vec<String> {
    let folder = folder.join(code);
    fs::create_dir(&folder).unwrap();
    let lines: Vec<(&str, &str)> = documents.iter().copied().zip(text.lines()).collect();
    let mut names = Vec::new();
    for document in lines.chunk_by(|a, b| a.0 == b.0) {
        let name = format!("{:03}.txt", names.len());
        let text: String = document.iter().map(|(_, line)| format!("{line}\n")).collect();
        fs::write(folder.join(&name), text).unwrap();
        names.push(name);
    }
    names
}
