//! A file for the user alone, and for a moment: what is handed to another program of theirs and no other user of the machine may see.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

/// Such a file. It is gone when this is dropped.
#[derive(Debug)]
pub struct Private(TempPath);

impl Private {
    /// A new one in the first of these folders that takes it; its name tells nothing.
    ///
    /// # Errors
    /// What the last of them said.
    pub fn new(folders: &[PathBuf], extension: &str, contents: &str) -> io::Result<Self> {
        let mut result = Err(io::ErrorKind::NotFound.into());
        for folder in folders {
            result = made(folder, extension, contents);
            if result.is_ok() {
                break;
            }
        }
        result
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

fn made(folder: &Path, extension: &str, contents: &str) -> io::Result<Private> {
    // It is made new (`O_EXCL`) and, where there are such rights, can be read and written by its owner only (0600).
    let mut file = tempfile::Builder::new().prefix("diptych-").suffix(&format!(".{extension}")).tempfile_in(folder)?;
    file.write_all(contents.as_bytes())?;
    Ok(Private(file.into_temp_path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let private = Private::new(&[folder.path().join("missing"), folder.path().to_owned()], "html", "secret").unwrap();
        let path = private.path().to_owned();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "secret");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        drop(private);
        assert!(!path.exists());
        assert!(Private::new(&[folder.path().join("missing")], "html", "").is_err());
    }
}
