//! SubRip subtitles: read as a text, written in two languages.

use super::subtitles::bilingual::{Notation, refuses, write};
use super::subtitles::{document, is_timing};
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::Sign;

/// SubRip subtitles.
pub static FORMAT: Descriptor = Descriptor::new("srt")
    .read(Reading::new("SubRip subtitles", "SubRip subtitles", &["srt"], Sign::Text(begins), |mut file| document(file.path, &file.text()?)))
    .no_bitext("subtitles do not say which of their lines is in which language")
    .write(
        "SubRip subtitles in both languages, at the times of the source",
        &["srt"],
        Files::Text(|out, bitext, _| write(out, bitext, &NOTATION)),
    )
    .refuses(refuses);

// Nothing escapes anything in SubRip; an arrow would be taken for times.
const NOTATION: Notation = Notation { head: "", is_numbered: true, mark: ',', escaped: |line| line.replace("-->", "→") };

/// Whether a text begins with a number and a time.
fn begins(head: &str) -> bool {
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    let number = lines.next().is_some_and(|line| line.bytes().all(|byte| byte.is_ascii_digit()));
    number && lines.next().is_some_and(is_timing)
}
