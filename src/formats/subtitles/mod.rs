//! Reads SubRip and WebVTT as running text with its times.
//!
//! A cue is what fits on the screen for a few seconds: a sentence may run over three of them, and one may hold two sentences. So the cues
//! are joined, and only certain separators end a block: a cue that closes a sentence, a dash that begins another speaker's line, a long
//! silence. Sentences are then found as in any other text. Blocks are lines, because subtitles have no paragraphs.

pub(super) mod bilingual;

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::formats::document::extract::{Extract, is_read};
use crate::model::{BlockKind, Cue, Document};

/// Milliseconds without a word after which a sentence does not go on.
const SILENCE: u64 = 4_000;

/// Milliseconds after which it does not go on with a capital letter.
const PAUSE: u64 = 1_000;

/// Whether a line says when a cue is shown.
pub(super) fn is_timing(line: &str) -> bool {
    timing(line).is_some()
}

/// The times of a cue in milliseconds: `00:01:02,500 --> 00:01:04,000`, hours optional, anything after it (positions).
fn timing(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    Some((clock(start.trim())?, clock(rest.split_whitespace().next()?)?))
}

fn clock(time: &str) -> Option<u64> {
    let (whole, fraction) = time.split_once([',', '.']).unwrap_or((time, "0"));
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    let mut seconds = 0_u64;
    let mut parts = 0;
    for part in whole.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
        parts += 1;
    }
    (2..=3).contains(&parts).then_some(())?;
    seconds.checked_mul(1000)?.checked_add(fraction.parse().ok()?)
}

/// Reads subtitles.
pub(super) fn document(path: &Path, text: &str) -> Result<Document> {
    let mut joined = Joined::default();
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let Some(times) = timing(line) else { continue };
        let mut content = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.is_empty() && !is_timing(line)) {
            content.push(line);
        }
        // A number before the next time code that no blank line sets apart is its number.
        if lines.peek().is_some_and(|line| is_timing(line))
            && content.last().is_some_and(|line| line.bytes().all(|byte| byte.is_ascii_digit()))
        {
            content.pop();
        }
        joined.add(times, &content);
    }
    if joined.cues.is_empty() && !text.trim().is_empty() {
        let what = "there is no time code like `00:01:02,500 --> 00:01:04,000` in it".into();
        return Err(Error::new(
            path,
            ErrorKind::Malformed { line: 1, what, remedy: "if it is not subtitles, say what it is with --from".into() },
        ));
    }
    joined.extract.close(BlockKind::Line);
    joined.extract.set_cues(joined.cues);
    joined.extract.finish(path, None)
}

#[derive(Default)]
struct Joined {
    extract: Extract,
    cues: Vec<Cue>,
    /// Bytes of the current block.
    open: usize,
}

impl Joined {
    fn add(&mut self, (start, end): (u64, u64), lines: &[&str]) {
        let capital = lines.first().is_some_and(|line| plain(line).chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase));
        let most = if capital { PAUSE } else { SILENCE };
        if self.cues.last().is_some_and(|cue| start > cue.end.saturating_add(most)) {
            self.end_block();
        }
        for line in lines {
            // Without markup, or the places of the cues would not be those of the text.
            let line: String = plain(line).chars().filter(|&c| c.is_whitespace() || is_read(c)).collect();
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let speaks =
                line.strip_prefix(['-', '–', '—', '‐']).filter(|rest| rest.starts_with(|c: char| c.is_whitespace() || c.is_alphabetic()));
            if speaks.is_some() {
                self.end_block();
            }
            let at = self.extract.text().len() + self.open + usize::from(self.open > 0);
            self.extract.say(" ");
            self.extract.say(line);
            // White space within a line is what `say` makes of it, so its length is taken afterwards.
            let length = self.extract.open_length();
            self.open = length;
            let range = at..self.extract.text().len() + length;
            match self.cues.last_mut() {
                Some(cue) if cue.start == start && cue.end == end && cue.range.end <= range.start => cue.range.end = range.end,
                _ => self.cues.push(Cue { range, start, end }),
            }
        }
        if closes(self.extract.open_text()) {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        self.extract.close(BlockKind::Line);
        self.open = 0;
    }
}

/// Markup is no longer than this many bytes.
const LONGEST_TAG: usize = 1_000;

/// So many bytes at the end of a text tell whether it ends a sentence.
const END: usize = 200;

/// Whether a text ends as a sentence does, quotes and brackets after it aside.
fn closes(text: &str) -> bool {
    let text = text.get(text.floor_char_boundary(text.len().saturating_sub(END))..).unwrap_or_default();
    let end =
        text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '”' | '’' | '\'' | '»' | ')' | ']' | '“' | '」' | '♪'));
    end.ends_with(['.', '!', '?', '。', '！', '？', '؟', '।', '♪']) && !end.ends_with("...")
}

/// A line without the markup of subtitles: `<i>`, `<c.yellow>`, `<v Anna>`, `{\an8}`, entities.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '&']) {
        let (before, markup) = rest.split_at(at);
        out.push_str(before);
        let entity = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{a0}"), ("&lrm;", "\u{200e}"), ("&rlm;", "\u{200f}")]
            .into_iter()
            .find(|(name, _)| markup.starts_with(name));
        let tag = markup.starts_with('<') && markup.chars().nth(1).is_some_and(|c| c.is_ascii_alphanumeric() || c == '/');
        // Bytes that are ASCII are characters.
        let after = |end: u8| markup.get(markup.bytes().take(LONGEST_TAG).position(|byte| byte == end)? + 1..);
        rest = if let Some((name, meant)) = entity {
            out.push_str(meant);
            markup.get(name.len()..).unwrap_or_default()
        } else if let Some(after) = Some(b'>').filter(|_| tag).and_then(after) {
            after
        } else if let Some(after) = Some(b'}').filter(|_| markup.starts_with("{\\")).and_then(after) {
            after
        } else {
            let first = markup.chars().next().map_or(0, char::len_utf8);
            out.push_str(markup.get(..first).unwrap_or_default());
            markup.get(first..).unwrap_or_default()
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_run_over_cues_and_times_stay() {
        let srt = "1\n00:00:01,000 --> 00:00:03,000\n<i>The harbour was</i>\nquiet, and\n\n2\n00:00:03,200 --> 00:00:05,000\nnobody \
            saw it. {\\an8}It rained.\n\n3\n00:00:05,000 --> 00:00:06,000\n- Who goes there?\n- Me.\n";
        let document = document(Path::new("f"), srt).unwrap();
        assert_eq!(document.text(), "The harbour was quiet, and nobody saw it. It rained.\n- Who goes there?\n- Me.\n");
        assert_eq!(document.blocks().len(), 3);
        let cues: Vec<_> = document.cues().iter().map(|cue| (&document.text()[cue.range.clone()], cue.start)).collect();
        assert_eq!(cues.first(), Some(&("The harbour was quiet, and", 1000)));
        assert_eq!(cues.get(1), Some(&("nobody saw it. It rained.", 3200)));
    }

    #[test]
    fn what_nobody_reads_moves_no_cue() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nil a,\n\u{feff}\n\n2\n00:00:02,000 --> 00:00:03,000\n\u{200b}\u{a0}été là\u{ad}\n";
        let document = document(Path::new("f"), srt).unwrap();
        let cues: Vec<_> = document.cues().iter().map(|cue| document.text().get(cue.range.clone())).collect();
        assert_eq!(cues, [Some("il a,"), Some("été là")]);
    }

    #[test]
    fn vtt_notes_and_settings_are_no_text() {
        let vtt = "WEBVTT - a title\n\nNOTE nothing\n\nSTYLE\n::cue { color: red }\n\nintro\n01:02.5 --> 01:04.000 align:start\n<v Anna>Tom \
            &amp; I &lt;3\n";
        let document = document(Path::new("f"), vtt).unwrap();
        assert_eq!(document.text(), "Tom & I <3\n");
        assert_eq!(document.cues().first().map(|cue| (cue.start, cue.end)), Some((62_500, 64_000)));
    }

    #[test]
    fn a_silence_ends_a_sentence() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nOne\n2\n00:00:20,000 --> 00:00:21,000\ntwo\n";
        assert_eq!(document(Path::new("f"), srt).unwrap().text(), "One\ntwo\n");
        assert!(document(Path::new("f"), "no time").unwrap_err().to_string().contains("--from"));
    }
}
