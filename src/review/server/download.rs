//! Makes one download of the files of an export: the file itself, or a ZIP of several.

use std::io::{Cursor, Write};

use axum::http::header;
use axum::response::{IntoResponse, Response};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Something for the browser to save.
pub(super) fn download(files: Vec<(String, Vec<u8>)>, book: &str) -> std::io::Result<Response> {
    let (name, bytes) = match <[_; 1]>::try_from(files) {
        Ok([file]) => file,
        Err(files) => (format!("{book}.zip"), packed(&files)?),
    };
    let headers = [(header::CONTENT_TYPE, "application/octet-stream".to_owned()), (header::CONTENT_DISPOSITION, disposition(&name))];
    Ok((headers, bytes).into_response())
}

fn packed(files: &[(String, Vec<u8>)]) -> std::io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        // No time: the same bytes on every run.
        zip.start_file(name.as_str(), SimpleFileOptions::default().last_modified_time(zip::DateTime::default()))?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// RFC 6266: the name in ASCII for old browsers, and as it is.
fn disposition(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' }).collect();
    let mut full = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            full.push(char::from(byte));
        } else {
            full.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out_of_the_header() {
        assert_eq!(disposition("a b.tmx"), "attachment; filename=\"a b.tmx\"; filename*=UTF-8''a%20b.tmx");
        let hostile = disposition("x\"\r\nSet-Cookie: é.tmx");
        assert_eq!(hostile, "attachment; filename=\"x___Set-Cookie_ _.tmx\"; filename*=UTF-8''x%22%0D%0ASet-Cookie%3A%20%C3%A9.tmx");
    }
}
