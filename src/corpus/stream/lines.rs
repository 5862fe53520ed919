//! Reads lines up to a limit: of a longer one only the beginning is kept, and the rest is skipped without being held in memory.

use std::io::{self, BufRead};

/// How much of a line that is too long is kept: enough to see what it holds.
const BEGINNING: usize = 256;

/// A line without its line end (LF or CRLF).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// One that keeps to the limit.
    Whole(Vec<u8>),
    /// One that does not.
    TooLong {
        /// What it begins with.
        beginning: Vec<u8>,
        /// Its bytes.
        length: u64,
    },
}

impl Line {
    /// A line that is there as a whole.
    #[cfg(feature = "arrow")]
    pub fn of(line: Vec<u8>, most: usize) -> Self {
        let length = line.len() as u64;
        finish(line, length, most)
    }
}

/// Reads the next line; `None` at the end.
///
/// # Errors
/// Errors of the reader.
pub fn next(input: &mut impl BufRead, most: usize) -> io::Result<Option<Line>> {
    let mut kept = Vec::new();
    let mut length = 0_u64;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            return Ok((length > 0).then(|| finish(kept, length, most)));
        }
        let end = available.iter().position(|&byte| byte == b'\n');
        let part = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
        length += part.len() as u64;
        // One byte more than the limit, which may be the carriage return.
        if length <= most as u64 + 1 {
            kept.extend_from_slice(part);
        } else {
            let missing = BEGINNING.saturating_sub(kept.len()).min(part.len());
            kept.extend(part.iter().take(missing));
            kept.truncate(BEGINNING);
            kept.shrink_to_fit();
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            return Ok(Some(finish(kept, length, most)));
        }
    }
}

fn finish(mut kept: Vec<u8>, length: u64, most: usize) -> Line {
    if length <= most as u64 + 1 && kept.ends_with(b"\r") {
        kept.pop();
    }
    if length <= most as u64 + 1 && kept.len() <= most {
        return Line::Whole(kept);
    }
    kept.truncate(BEGINNING);
    Line::TooLong { beginning: kept, length }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, most: usize, buffer: usize) -> Vec<Line> {
        let mut input = io::BufReader::with_capacity(buffer, text.as_bytes());
        std::iter::from_fn(|| next(&mut input, most).unwrap()).collect()
    }

    fn whole(text: &str) -> Line {
        Line::Whole(text.into())
    }

    #[test]
    fn lines_end_where_they_end() {
        for buffer in [1, 2, 3, 100] {
            assert_eq!(lines("", 5, buffer), []);
            assert_eq!(lines("a\r\n\nbc", 5, buffer), [whole("a"), whole(""), whole("bc")]);
            assert_eq!(lines("abcde\r\nabcde\nabcde", 5, buffer), [whole("abcde"), whole("abcde"), whole("abcde")]);
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        for buffer in [1, 7, 1000, 10_000] {
            let long = "x".repeat(3000);
            let found = lines(&format!("ab\n{long}\nabcdef\ncd\n"), 5, buffer);
            let beginning = vec![b'x'; BEGINNING];
            assert_eq!(found[0], whole("ab"));
            assert_eq!(found[1], Line::TooLong { beginning, length: 3000 });
            assert_eq!(found[2], Line::TooLong { beginning: "abcdef".into(), length: 6 });
            assert_eq!(found[3..], [whole("cd")]);
        }
    }
}
