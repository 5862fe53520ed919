//! Finds where the sentences of one block end, in one pass over its text.
//!
//! The candidates are those of UAX #29 (a terminator, closing marks, white space: rules SB8 to SB11), and the decision is tailored, as the
//! annex invites: what stands before ([`before`](super::before)) and after ([`after`](super::after)) a candidate decides together.
//! Correcting the annex's own boundaries would mean making two of three decisions again, and a scan for terminators is several times
//! faster. In doubt the rules split, since an aligner joins two halves more easily than it divides two sentences.

use super::after::{Closers, Opening, Start, closers, opening, quotation_goes_on, smiley};
use super::before::{ends_before_lower_case, stop_belongs_to, word_before};
use super::character::{Terminator, boundary_up_to, is_bullet, is_dash, is_of_interest, is_unspaced, terminator};
use crate::lang::Conventions;

/// The offsets at which sentences end within `text`, ascending, each right after the last mark of its sentence; the end of the text itself
/// is not among them.
pub(super) fn boundaries(text: &str, language: &str, conventions: &Conventions) -> Vec<usize> {
    let greek = language == "el" || language.starts_with("el-");
    let mut scan = Scan { text, conventions, greek, start: 0, quotes: 0, ends: Vec::new() };
    scan.run();
    scan.ends
}

/// An exclamation of up to this many words before a word in lower case is an interjection.
const INTERJECTION: usize = 3;

/// This many characters in a row are a drawn line; fewer may be a blank to be filled in.
const RULING: usize = 20;
/// Web addresses longer than this are not recognised as neighbours.
const ADDRESS: usize = 300;

struct Scan<'t> {
    text: &'t str,
    conventions: &'t Conventions,
    /// Whether `;` is a question mark.
    greek: bool,
    /// Where the current sentence begins.
    start: usize,
    /// Straight double quotes seen so far.
    quotes: usize,
    ends: Vec<usize>,
}

/// A terminator with all that belongs to it.
struct Candidate {
    /// Offset of the first terminator.
    at: usize,
    /// Offset after the closing marks.
    end: usize,
    kind: Terminator,
    closers: Closers,
    /// Whether a further terminator stands after closing marks: `(etc.).`
    detached: bool,
}

impl<'t> Scan<'t> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if !is_of_interest(byte) {
                at += 1;
                continue;
            }
            // Within a number or a name (`3.5`, `foo.txt`) nothing has to be decoded.
            if byte == b'.' && bytes.get(at + 1).is_some_and(|next| next.is_ascii_lowercase() || next.is_ascii_digit()) {
                at += 2;
                continue;
            }
            at = self.step(at);
        }
    }

    /// Handles the character at `at` and returns where to continue.
    fn step(&mut self, at: usize) -> usize {
        let Some(c) = self.rest(at).chars().next() else { return at + 1 };
        match c {
            '"' => self.quotes += 1,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => return self.line_break(at),
            '=' | '*' | '_' | '~' => return self.ruling(at, c),
            ':' if self.is_address_after_address(at) => self.end_before_word(at),
            ';' if self.greek => return self.terminator(at, Terminator::Mark),
            _ => {
                if let Some(kind) = terminator(c) {
                    return self.terminator(at, kind);
                }
            }
        }
        at + c.len_utf8()
    }

    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or("")
    }

    fn end_sentence(&mut self, end: usize, next: usize) {
        if end > self.start && next < self.text.len() {
            self.ends.push(end);
        }
        self.start = self.start.max(next);
    }

    /// A line break is a space, unless the line is blank or a list item begins after it.
    fn line_break(&mut self, at: usize) -> usize {
        let rest = self.rest(at);
        let next = at + rest.len() - rest.trim_start().len();
        let white = self.text.get(at..next).unwrap_or("");
        let blank = white.matches('\n').count() > 1 || white.contains('\u{2029}') || white.matches('\r').count() > 1;
        if blank || self.item_begins(at, next) {
            self.end_sentence(at, next);
        }
        next.max(at + 1)
    }

    /// Whether a line that begins at `next` is a list item: it has a bullet, or a label after a line that ended in punctuation.
    fn item_begins(&self, at: usize, next: usize) -> bool {
        let rest = self.rest(next);
        if rest.starts_with(is_bullet) {
            return true;
        }
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        let closed = before.is_some_and(|c| matches!(c, ';' | ':') || terminator(c).is_some());
        closed && (opening(rest).start == Start::Marker || rest.starts_with(is_dash) && rest.chars().nth(1) == Some(' '))
    }

    /// A line drawn with characters (`=====`) stands by itself, also where the line breaks around it were lost.
    fn ruling(&mut self, at: usize, c: char) -> usize {
        let rest = self.rest(at);
        let tail = rest.trim_start_matches(c);
        let after = at + rest.len() - tail.len();
        let free = self.text.get(..at).is_none_or(|before| before.is_empty() || before.ends_with(char::is_whitespace));
        if after - at >= RULING && free && tail.starts_with(char::is_whitespace) {
            self.end_sentence(at, at);
            self.end_sentence(after, after + tail.len() - tail.trim_start().len());
        }
        after
    }

    /// Whether the `:` at `at` belongs to a web address whose left neighbour is one, too: addresses in a row are a list.
    fn is_address_after_address(&self, at: usize) -> bool {
        let scheme = |word: &str| matches!(word, "http" | "https");
        let mut words = self.near(at).rsplit(char::is_whitespace);
        self.rest(at).starts_with("://")
            && words.next().is_some_and(scheme)
            && words.next().is_some_and(|word| word.split_once("://").is_some_and(|(word, _)| scheme(word)))
    }

    /// Ends the sentence before the word that reaches up to `at`.
    fn end_before_word(&mut self, at: usize) {
        let word = self.near(at).rsplit(char::is_whitespace).next().map_or(0, str::len);
        self.end_sentence(at - word, at - word);
    }

    /// The text right before `at`, as far back as any rule looks.
    fn near(&self, at: usize) -> &'t str {
        let floor = boundary_up_to(self.text, at.saturating_sub(ADDRESS)).max(self.start);
        self.text.get(floor..at).unwrap_or("")
    }

    fn terminator(&mut self, at: usize, kind: Terminator) -> usize {
        let candidate = self.candidate(at, kind);
        let rest = self.rest(candidate.end);
        let next = candidate.end + rest.len() - rest.trim_start().len();
        self.quotes += candidate.closers.straight;
        if self.is_end(&candidate, next) {
            self.end_sentence(candidate.end, next);
        }
        candidate.end
    }

    /// Gathers the run of terminators and closing marks that begins at `at`.
    fn candidate(&self, at: usize, kind: Terminator) -> Candidate {
        let (mut end, mut kind) = self.terminators(at, kind);
        let mut all = closers(self.text, end, self.quotes);
        let mut detached = false;
        loop {
            end = all.end;
            let further = self.further_terminator(end);
            let Some((from, next_kind)) = further else { break };
            let (run_end, run_kind) = self.terminators(from, next_kind);
            detached |= all.any;
            kind = if detached { run_kind.max(kind) } else { self.joined(kind, run_kind) };
            let more = closers(self.text, run_end, self.quotes + all.straight);
            all = Closers { straight: all.straight + more.straight, any: all.any | more.any, ..more };
        }
        let spaced = self.rest(end);
        if let Some(length) = spaced.strip_prefix(' ').and_then(smiley) {
            end += 1 + length;
        }
        Candidate { at, end, kind, closers: all, detached }
    }

    /// Two full stops make an ellipsis, anything else the stronger of the two.
    fn joined(&self, first: Terminator, second: Terminator) -> Terminator {
        if first == Terminator::Stop && second == Terminator::Stop { Terminator::Ellipsis } else { first.max(second) }
    }

    /// The end and the kind of a run of terminators without spaces.
    fn terminators(&self, at: usize, kind: Terminator) -> (usize, Terminator) {
        let mut run = self.rest(at).char_indices();
        let mut kind = kind;
        let mut end = run.next().map_or(at, |(_, c)| at + c.len_utf8());
        for (offset, c) in run {
            let Some(next) = terminator(c).or_else(|| (c == ';' && self.greek).then_some(Terminator::Mark)) else { break };
            kind = self.joined(kind, next);
            end = at + offset + c.len_utf8();
        }
        (end, kind)
    }

    /// A terminator at `at`, or after one space if nothing is attached to it on the right (`? !`, `. . .`).
    fn further_terminator(&self, at: usize) -> Option<(usize, Terminator)> {
        let rest = self.rest(at);
        let mut marks = rest.chars();
        let first = marks.next()?;
        if let Some(kind) = terminator(first) {
            return Some((at, kind));
        }
        let spaced = rest.strip_prefix([' ', '\u{a0}', '\u{202f}'])?;
        let mark = spaced.chars().next()?;
        let kind = terminator(mark)?;
        let after = spaced.trim_start_matches(|c| terminator(c).is_some()).chars().next();
        after.is_none_or(|c| !c.is_alphanumeric()).then_some((at + first.len_utf8(), kind))
    }

    /// Whether a sentence ends with `candidate`; `next` is the offset of the first character after the white space.
    fn is_end(&self, candidate: &Candidate, next: usize) -> bool {
        let rest = self.rest(next);
        let opening = opening(rest);
        if matches!(opening.start, Start::End | Start::Continuation) || self.is_aside(candidate) {
            return false;
        }
        let glued = next == candidate.end;
        match candidate.kind {
            Terminator::Full => {
                let number =
                    glued && opening.start == Start::Digit && self.text.get(..candidate.at).is_some_and(|t| t.ends_with(char::is_numeric));
                !(number || candidate.closers.any && quotation_goes_on(rest))
            }
            _ if glued => self.is_end_without_space(candidate, &opening, rest),
            Terminator::Mark => {
                opening.start != Start::Lower || !candidate.closers.any && self.mark_ends_before_lower_case(candidate, &opening)
            }
            Terminator::Ellipsis => !matches!(opening.start, Start::Lower | Start::Digit),
            Terminator::Stop => self.stop_ends(candidate, &opening),
        }
    }

    /// `(…)`, `[...]`, `(sic!)`, `(?)` within a sentence.
    fn is_aside(&self, candidate: &Candidate) -> bool {
        if !candidate.closers.bracket || candidate.kind == Terminator::Full {
            return false;
        }
        let word = word_before(self.text, self.start, candidate.at);
        let before = self.text.get(self.start..candidate.at - word.len().min(candidate.at)).unwrap_or("");
        before.ends_with(['(', '[']) && (word.is_empty() || before.len() > 1 && !self.conventions.abbreviation(word).may_end)
    }

    fn stop_ends(&self, candidate: &Candidate, opening: &Opening<'_>) -> bool {
        let word = word_before(self.text, self.start, candidate.at);
        if opening.start == Start::Lower {
            return !candidate.closers.any && ends_before_lower_case(word, self.is_uncapitalised(), opening, self.conventions);
        }
        if candidate.detached {
            return true;
        }
        let before = self.text.get(self.start..candidate.at - word.len().min(candidate.at)).unwrap_or("");
        if stop_belongs_to(word, before, opening, self.conventions) {
            return false;
        }
        // `Abt. 3`, `rev. 2`: short words before a number are shortened more often than not.
        let whole = word.is_empty() || word.chars().count() >= 4 || self.conventions.is_function_word(&word.to_lowercase());
        opening.start != Start::Digit || candidate.closers.any || opening.opened || whole
    }

    /// Whether `!` or `?` ends a sentence before a word in lower case. An interjection does not (`Hélas ! pauvre homme`), nor does a question with
    /// its verb of saying (`Quoi ? dit-il`); a function word begins something new (`Pourquoi ? vous étiez là`).
    fn mark_ends_before_lower_case(&self, candidate: &Candidate, opening: &Opening<'_>) -> bool {
        if opening.opened || self.is_uncapitalised() {
            return !opening.opened;
        }
        let sentence = self.text.get(self.start..candidate.at).unwrap_or("");
        let question = self.rest(candidate.at).starts_with('?');
        self.conventions.is_function_word(opening.word) && (question || sentence.split_whitespace().nth(INTERJECTION).is_some())
    }

    /// Whether the current sentence begins in lower case.
    fn is_uncapitalised(&self) -> bool {
        self.rest(self.start).starts_with(char::is_lowercase)
    }

    /// A terminator with no space after it: mostly within an address, a file name or a number, sometimes a space was forgotten.
    fn is_end_without_space(&self, candidate: &Candidate, opening: &Opening<'_>, rest: &str) -> bool {
        let capital = opening.start == Start::Upper;
        let unspaced = opening.start == Start::Uncased && rest.starts_with(is_unspaced);
        if candidate.closers.any {
            return capital && !rest.starts_with(['-', '/', '.', '_', '@']) || unspaced && !quotation_goes_on(rest);
        }
        let word = word_before(self.text, self.start, candidate.at);
        let lettered = word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
        if opening.opened && (!lettered || rest.starts_with(['-', '‐', '‑', '–', '.', '_', '@', '#', '<', '*', '=', '+', '~'])) {
            return false;
        }
        let near = rest.get(..boundary_up_to(rest, 64)).unwrap_or("");
        let next = near.split(char::is_whitespace).next().unwrap_or("");
        let plain =
            !next.contains(['@', '/', '=', '(', '\\', '<']) && next.trim_end_matches(|c| terminator(c).is_some()).find('.').is_none();
        match candidate.kind {
            Terminator::Mark => unspaced || lettered && plain && matches!(opening.start, Start::Upper | Start::Uncased),
            Terminator::Ellipsis => lettered && capital,
            _ => {
                let lower = word.chars().all(char::is_lowercase);
                let sentence = opening.word.chars().skip(1).take(2).filter(|c| c.is_lowercase()).count();
                let han = word.chars().next_back().is_some_and(is_unspaced);
                lettered && lower && capital && sentence >= 1 && plain || han && unspaced
            }
        }
    }
}
