//! WebVTT subtitles.

use super::subtitles::document;
use crate::formats::descriptor::{Descriptor, Reading};
use crate::formats::document::Sign;

/// WebVTT subtitles.
pub static FORMAT: Descriptor = Descriptor::new("vtt").read(Reading::new(
    "WebVTT subtitles",
    "WebVTT subtitles",
    &["vtt"],
    Sign::Text(|head| head.strip_prefix("WEBVTT").is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace))),
    |mut file| document(file.path, &file.text()?),
));
