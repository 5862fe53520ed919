//! Finds the column at which lines were wrapped, if they were.
//!
//! A line of a wrapped paragraph is *full*: the first word of the next line would not have fitted on it. That holds exactly for any greedy
//! wrapping whatever the words are, whereas the spread of lengths misleads: verse has lines of one length, too. So a text counts as wrapped
//! when most of its lines are full at a plausible width, and the lines that follow them go on in mid sentence (in small letters, or after a
//! line without closing punctuation in scripts that have none), which lines of verse, lists and sentence-per-line files do not.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::formats::text::lines::Line;

/// Narrowest and widest column at which text is taken for wrapped: newspaper columns to wide terminals.
const COLUMNS: std::ops::RangeInclusive<usize> = 40..=140;

/// Of the lines that another follows, this share must be full for a document to be wrapped: headings, verse and lists are not.
const FULL_SHARE: f32 = 0.6;

/// … and this share of a single paragraph, which must speak for itself.
const GROUP_FULL_SHARE: f32 = 0.8;

/// Of the lines that follow another, this share must go on in mid sentence. German, with its capital nouns, has about 0.6.
const GOING_ON_SHARE: f32 = 0.4;

/// How wide a line is: in the columns of a terminal, or in characters, which is how some programs wrapped text in scripts with vowel signs
/// that take no column of their own (Hindi, Thai).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Columns of a terminal.
    Columns,
    /// Characters.
    Characters,
}

impl Measure {
    fn of(self, text: &str) -> usize {
        match self {
            Self::Columns => text.width(),
            Self::Characters => text.chars().count(),
        }
    }
}

/// A line and what decides whether the next one belongs to it.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// Where it is.
    pub line: Line,
    /// Its width in columns (a Chinese character takes two).
    pub columns: usize,
    /// Columns of its first word with the space before it: what the line above must have had free to take it.
    pub first_word: usize,
    /// Whether its first letter is a small one; `None` if it has no case.
    pub lower: Option<bool>,
    /// Whether it ends with the punctuation that ends a sentence, quotes and brackets after it aside.
    pub closed: bool,
}

/// The column at which lines were wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Width(usize);

impl Width {
    /// In columns.
    pub fn columns(self) -> usize {
        self.0
    }
}

impl Measured {
    /// Measures a line of this text.
    pub fn new(text: &str, line: Line, measure: Measure) -> Self {
        let content = text.get(line.range.clone()).unwrap_or_default();
        let wide = content.chars().next().and_then(UnicodeWidthChar::width).unwrap_or(0) > 1;
        let first_word = match content.split(char::is_whitespace).next() {
            // No spaces, but up to two characters more or less, for a line may not begin with a comma.
            _ if wide => 4,
            // Only the beginning counts, so that text without spaces takes no longer than other text.
            Some(word) => 1 + measure.of(word.char_indices().nth(*COLUMNS.end()).and_then(|(end, _)| word.get(..end)).unwrap_or(word)),
            None => 1,
        };
        let first = content.chars().take(8).find(|c| c.is_alphanumeric());
        let lower = first.filter(|c| c.is_lowercase() || c.is_uppercase()).map(char::is_lowercase);
        let last = content
            .chars()
            .rev()
            .take(6)
            .find(|c| !matches!(c, '"' | '\'' | '»' | '”' | '’' | '“' | '«' | ')' | ']' | '」' | '』' | '）' | ' '));
        let closed =
            last.is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | ':' | '。' | '！' | '？' | '：' | '؟' | '۔' | '।' | '։' | '።'));
        Self { columns: measure.of(content) + line.indent, line, first_word, lower, closed }
    }

    /// Whether the beginning of `next` would not have fitted on this line.
    pub fn is_full(&self, next: &Self, width: Width) -> bool {
        self.columns + next.first_word > width.0
    }

    /// Whether this line goes on with what `before` began.
    fn goes_on(&self, before: &Self) -> bool {
        self.lower.unwrap_or(!before.closed)
    }
}

/// Counts over the lines that another one follows.
#[derive(Default)]
struct Tally {
    pairs: usize,
    full: usize,
    going_on: usize,
}

impl Tally {
    fn add(&mut self, line: &Measured, next: &Measured, width: Width) {
        self.pairs += 1;
        self.full += usize::from(line.is_full(next, width));
        self.going_on += usize::from(next.goes_on(line));
    }

    fn wrapped(&self, full_share: f32) -> bool {
        let share = |count: usize| count as f32 / self.pairs.max(1) as f32;
        self.pairs > 0 && share(self.full) >= full_share && share(self.going_on) >= GOING_ON_SHARE
    }
}

/// The column at which a whole document is wrapped, if it is. `lines` is called twice, so that the lines need not be kept.
pub(super) fn document_width<I: Iterator<Item = Measured>>(lines: impl Fn() -> I) -> Option<Width> {
    let mut histogram = vec![0_usize; COLUMNS.end() + 2];
    each_pair(lines(), |line, _| {
        let at = line.columns.min(COLUMNS.end() + 1);
        if let Some(count) = histogram.get_mut(at) {
            *count += 1;
        }
    });
    // Not the very widest: a table or an address of the web sticks out of the best-wrapped text.
    let pairs: usize = histogram.iter().sum();
    let mut above = pairs / 33;
    let columns = histogram.iter().rposition(|&count| {
        let here = above < count;
        above = above.saturating_sub(count);
        here
    })?;
    let width = Some(Width(columns)).filter(|_| COLUMNS.contains(&columns))?;
    let mut tally = Tally::default();
    each_pair(lines(), |line, next| tally.add(line, next, width));
    tally.wrapped(FULL_SHARE).then_some(width)
}

/// The column at which these lines, between two blank ones, are wrapped, if they alone are enough to tell.
pub(super) fn group_width(group: &[Measured]) -> Option<Width> {
    let columns = group.iter().map(|line| line.columns).max()?;
    if group.len() < 4 || !COLUMNS.contains(&columns) {
        return None;
    }
    let mut tally = Tally::default();
    for (line, next) in group.iter().zip(group.iter().skip(1)) {
        tally.add(line, next, Width(columns));
    }
    tally.wrapped(GROUP_FULL_SHARE).then_some(Width(columns))
}

fn each_pair(lines: impl Iterator<Item = Measured>, mut visit: impl FnMut(&Measured, &Measured)) {
    let mut before: Option<Measured> = None;
    for line in lines {
        if let Some(before) = before.as_ref().filter(|_| !line.line.after_blank) {
            visit(before, &line);
        }
        before = Some(line);
    }
}
