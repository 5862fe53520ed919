//! The documents of a folder or of a list.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::source::{Budget, bytes, charset};

/// The documents that a path stands for: all files of a folder and of the folders in it, in the order of their names (hidden ones are
/// ignored), or those that a file lists, one on each line; of a line with tabs the first field counts.
///
/// # Errors
/// If the folder or the list cannot be read.
pub fn documents(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_dir() {
        let mut found = Vec::new();
        walk(path, &mut found)?;
        found.sort();
        return Ok(found);
    }
    let remedy = "name a folder, or a list with the path of a file on each line";
    let text = charset::utf8_only(path, bytes::file(path, Budget::List)?, "this is no list of files", remedy)?;
    let lines = text.trim_start_matches('\u{feff}').lines().filter_map(|line| line.split('\t').next());
    Ok(lines.map(str::trim).filter(|line| !line.is_empty()).map(PathBuf::from).collect())
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| Error::io(folder, "read", error))? {
        let entry = entry.map_err(|error| Error::io(folder, "read", error))?;
        let kind = entry.file_type().map_err(|error| Error::io(folder, "read", error))?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            walk(&path, found)?;
        } else if path.is_file() {
            // A link to a folder is not followed: it may lead back.
            found.push(path);
        }
    }
    Ok(())
}
