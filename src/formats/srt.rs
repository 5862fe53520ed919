//! SubRip subtitles.

use super::subtitles::{document, is_timing};
use crate::formats::descriptor::{Descriptor, Reading};
use crate::formats::document::Sign;

/// SubRip subtitles.
pub static FORMAT: Descriptor =
    Descriptor::new("srt").read(Reading::new("SubRip subtitles", "SubRip subtitles", &["srt"], Sign::Text(begins), |mut file| {
        document(file.path, &file.text()?)
    }));

/// Whether a text begins with a number and a time.
fn begins(head: &str) -> bool {
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    let number = lines.next().is_some_and(|line| line.bytes().all(|byte| byte.is_ascii_digit()));
    number && lines.next().is_some_and(is_timing)
}
