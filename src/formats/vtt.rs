//! WebVTT subtitles: read as a text, written in two languages.

use super::subtitles::bilingual::{Notation, refuses, write};
use super::subtitles::document;
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::Sign;
use crate::formats::output::xml::escaped;

/// WebVTT subtitles.
pub static FORMAT: Descriptor = Descriptor::new("vtt")
    .read(Reading::new(
        "WebVTT subtitles",
        "WebVTT subtitles",
        &["vtt"],
        Sign::Text(|head| head.strip_prefix("WEBVTT").is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace))),
        |mut file| document(file.path, &file.text()?),
    ))
    .no_bitext("subtitles do not say which of their lines is in which language")
    .write(
        "WebVTT subtitles in both languages, at the times of the source",
        &["vtt"],
        Files::Text(|out, bitext, _| write(out, bitext, &NOTATION)),
    )
    .refuses(refuses);

const NOTATION: Notation =
    Notation { head: "WEBVTT\n\n", is_numbered: false, mark: '.', escaped: |line| escaped(line).replace("&quot;", "\"") };
