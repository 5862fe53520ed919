//! Finds where a regular expression occurs, in the order of the rows.

use regex::{Regex, RegexBuilder};

use super::super::protocol::{Hit, Search};
use super::places::units_of;
use crate::model::Side;
use crate::project::State;

/// No more places than this are found.
const MOST_HITS: usize = 10_000;
/// A pattern may be compiled to this many bytes, and its automaton may grow to as many.
const MOST_BYTES: usize = 4 << 20;
/// Longer patterns were not typed by a person.
const LONGEST: usize = 4_000;

/// Where a pattern occurs; the error is a sentence.
pub(super) fn hits(state: &State, search: &Search) -> Result<Vec<Hit>, String> {
    let pattern = compiled(search)?;
    let mut hits = Vec::new();
    for (row, marked) in state.rows.iter().enumerate() {
        for panel in Side::BOTH.into_iter().filter(|panel| search.panel.is_none_or(|only| only == *panel)) {
            let text = &state.texts[panel];
            for &sentence in marked.ids(panel) {
                let wording = text.sentence(sentence);
                // The end of the place before, and the code units up to there: a long sentence is counted once.
                let (mut end, mut passed) = (0, 0);
                for found in pattern.find_iter(wording).filter(|found| !found.is_empty()) {
                    let within = found.start().saturating_sub(end)..found.end().saturating_sub(end);
                    let Some([from, to]) = wording.get(end..).and_then(|rest| units_of(rest, &within)) else { continue };
                    hits.push(Hit { row, panel, sentence, range: [passed + from, passed + to] });
                    (end, passed) = (found.end(), passed + to);
                    if hits.len() >= MOST_HITS {
                        return Ok(hits);
                    }
                }
            }
        }
    }
    Ok(hits)
}

fn compiled(search: &Search) -> Result<Regex, String> {
    if search.pattern.len() > LONGEST {
        return Err("this pattern is too long; search for less".to_owned());
    }
    let mut builder = RegexBuilder::new(&search.pattern);
    builder.case_insensitive(!search.case).size_limit(MOST_BYTES).dfa_size_limit(MOST_BYTES);
    builder.build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "this pattern would need too much memory; repeat less in it".to_owned(),
        // The last line of the message says what; those before show where, in letters of one width.
        error => {
            let said = error.to_string();
            let what = said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            format!("this is no regular expression: {what}; put a backslash before signs that are to be found as such")
        }
    })
}
