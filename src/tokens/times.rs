//! The times at which the sentences of subtitles are spoken, on one clock for both texts.
//!
//! Subtitles of one film in two languages seldom begin at the same second: one was made for a copy with another opening, or for one that
//! runs four percent faster (25 pictures a second against 24). So the shift and the rate are sought at which most lines appear together.
//! Where none stands out, the two belong to different films or cuts, and their times say nothing.

use crate::model::{Cue, Pair, Text};

/// When something is said, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// When it begins.
    pub start: i64,
    /// When it ends, not before it begins.
    pub end: i64,
}

impl Span {
    /// The span from the earlier beginning to the later end of two.
    pub fn and(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The time that both take together, as a share of the time from the earlier beginning to the later end; 0 where they do not meet.
    pub fn shared(self, other: Self) -> f32 {
        let both = self.and(other);
        let shared = self.end.min(other.end) - self.start.max(other.start);
        if shared <= 0 { 0.0 } else { shared as f32 / (both.end - both.start).max(1) as f32 }
    }

    /// The time between two that do not meet, in milliseconds; 0 if they do.
    pub fn apart(self, other: Self) -> i64 {
        (self.start.max(other.start) - self.end.min(other.end)).max(0)
    }
}

/// When each sentence of a text is said; empty if the text has no time codes. Within a time code, time is spread evenly over the letters.
pub fn of(text: &Text) -> Vec<Option<Span>> {
    let cues = text.document().cues();
    if cues.is_empty() {
        return Vec::new();
    }
    let span = |index: usize| {
        let range = &text.sentences().get(index)?.range;
        let first = cues.partition_point(|cue| cue.range.end <= range.start);
        let heard = cues.get(first..)?.iter().take_while(|cue| cue.range.start < range.end);
        let part = |cue: &Cue| {
            let (start, length) = (cue.start as f64, cue.end.saturating_sub(cue.start) as f64);
            let at = |byte: usize| {
                let share = byte.saturating_sub(cue.range.start) as f64 / cue.range.len().max(1) as f64;
                (start + length * share.min(1.0)) as i64
            };
            Span { start: at(range.start), end: at(range.end) }
        };
        heard.map(part).reduce(Span::and)
    };
    (0..text.len()).map(span).collect()
}

/// Rates of one clock against another: pictures a second of cinema, of American and of European television.
const RATES: [f64; 7] = [1.0, 25.0 / 24.0, 24.0 / 25.0, 25.0 / 23.976, 23.976 / 25.0, 24.0 / 23.976, 23.976 / 24.0];
/// Greatest shift between two clocks that is looked for, in milliseconds either way.
const MOST_SHIFT: i64 = 180_000;
/// Beginnings this near to each other, in milliseconds, are at one shift.
const STEP: i64 = 250;
/// Share of the sentences of the shorter text that must begin together, and how many times more than chance brings together.
const LEAST_TOGETHER: (f64, f64) = (0.3, 3.0);
/// The texts are divided into this many parts, each of which must have half of that share: clocks that drift apart agree only in places.
const PARTS: usize = 4;
/// Fewer sentences with times say nothing.
const LEAST_SENTENCES: usize = 5;

/// Converts both to the clock of the source; empties both where they have none in common.
pub fn to_one_clock(times: Pair<&mut Vec<Option<Span>>>) {
    match clock(times.source, times.target) {
        Some((rate, shift)) => {
            let moved = |time: i64| (time as f64 * rate) as i64 - shift;
            times.target.iter_mut().flatten().for_each(|span| *span = Span { start: moved(span.start), end: moved(span.end) });
        }
        None => times.into_iter().for_each(Vec::clear),
    }
}

/// Rate and shift that bring the target to the clock of the source: the time of the target times the rate, less the shift.
fn clock(source: &[Option<Span>], target: &[Option<Span>]) -> Option<(f64, i64)> {
    let starts = |spans: &[Option<Span>]| {
        let mut starts: Vec<i64> = spans.iter().flatten().map(|span| span.start).collect();
        starts.sort_unstable();
        starts
    };
    let (source, target) = (starts(source), starts(target));
    let fewer = source.len().min(target.len());
    if fewer < LEAST_SENTENCES {
        return None;
    }
    let mut best: Option<(usize, f64, i64)> = None;
    for rate in RATES {
        let found = shift(&source, &target, rate);
        if let Some((together, shift)) = found
            && best.is_none_or(|(most, ..)| together > most)
        {
            best = Some((together, rate, shift));
        }
    }
    let enough = |&(together, rate, shift): &(usize, f64, i64)| {
        together as f64 >= LEAST_TOGETHER.0 * fewer as f64 && everywhere(&source, &target, rate, shift)
    };
    best.filter(enough).map(|(_, rate, shift)| (rate, shift))
}

/// Whether beginnings meet in every part of the text with fewer of them.
fn everywhere(source: &[i64], target: &[i64], rate: f64, shift: i64) -> bool {
    let moved: Vec<i64> = target.iter().map(|&time| (time as f64 * rate) as i64 - shift).collect();
    let (fewer, more) = if source.len() <= moved.len() { (source, &moved[..]) } else { (&moved[..], source) };
    let meets = |time: &&i64| {
        let next = more.partition_point(|other| other < time);
        let near = |at: usize| more.get(at).is_some_and(|other| (other - **time).abs() <= STEP);
        near(next) || next.checked_sub(1).is_some_and(near)
    };
    let enough = |part: &[i64]| part.iter().filter(meets).count() as f64 >= 0.5 * LEAST_TOGETHER.0 * part.len() as f64;
    fewer.chunks(fewer.len().div_ceil(PARTS).max(1)).all(enough)
}

/// The shift at which most beginnings of the target, its clock at this rate, meet one of the source, and how many; `None` if it is no more than
/// chance.
fn shift(source: &[i64], target: &[i64], rate: f64) -> Option<(usize, i64)> {
    let bins = (2 * MOST_SHIFT / STEP) as usize + 1;
    let mut counts = vec![0usize; bins];
    let mut sums = vec![0i64; bins];
    let mut first = 0;
    for &time in target {
        let time = (time as f64 * rate) as i64;
        while source.get(first).is_some_and(|&start| start < time - MOST_SHIFT) {
            first += 1;
        }
        for &start in source.get(first..).unwrap_or_default().iter().take_while(|&&start| start <= time + MOST_SHIFT) {
            let bin = ((time - start + MOST_SHIFT) / STEP) as usize;
            counts[bin] += 1;
            sums[bin] += time - start;
        }
    }
    // A peak may lie across two bins.
    let pairs: Vec<usize> = counts.windows(2).map(|pair| pair[0] + pair[1]).collect();
    let (at, &most) = pairs.iter().enumerate().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(&a.0)))?;
    let reached = pairs.iter().filter(|&&count| count > 0).count().max(1);
    let usual = pairs.iter().sum::<usize>() as f64 / reached as f64;
    // The shift itself is where the two texts lie on each other, so most of the pairs of beginnings are chance.
    (most as f64 > LEAST_TOGETHER.1 * usual).then(|| (most, (sums[at] + sums[at + 1]) / most.max(1) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences at uneven distances.
    fn spans(count: i64, moved: impl Fn(i64) -> i64) -> Vec<Option<Span>> {
        let start = |at: i64| 4_000 * at + (at * at * 7_919) % 3_000;
        (0..count).map(|at| Some(Span { start: moved(start(at)), end: moved(start(at) + 1_500) })).collect()
    }

    #[test]
    fn another_clock_is_found() {
        for (rate, shift) in [(1.0, 0), (1.0, 41_300), (25.0 / 24.0, -7_000), (23.976 / 25.0, 12_500)] {
            let mut source = spans(300, |time| time);
            let mut target = spans(300, |time| ((time + shift) as f64 / rate) as i64);
            to_one_clock(Pair::new(&mut source, &mut target));
            let off = source.iter().flatten().zip(target.iter().flatten()).map(|(a, b)| (a.start - b.start).abs()).max();
            assert!(off.is_some_and(|off| off < 2 * STEP), "{rate} {shift}: {off:?}");
        }
    }

    #[test]
    fn other_films_have_no_common_clock() {
        let mut source = spans(300, |time| time);
        let mut target: Vec<_> =
            (0..300).map(|at: i64| 3_700 * at + (at * 104_729) % 3_331).map(|start| Some(Span { start, end: start + 900 })).collect();
        to_one_clock(Pair::new(&mut source, &mut target));
        assert!(source.is_empty() && target.is_empty());
    }

    #[test]
    fn clocks_that_drift_apart_are_not_one() {
        let mut source = spans(60, |time| time);
        let mut target = spans(60, |time| time + time * time / 12_000_000);
        to_one_clock(Pair::new(&mut source, &mut target));
        assert!(source.is_empty() && target.is_empty());
    }

    #[test]
    fn spans_meet_or_lie_apart() {
        let (a, b) = (Span { start: 0, end: 1000 }, Span { start: 500, end: 2000 });
        assert_eq!((a.shared(b), a.apart(b)), (0.25, 0));
        assert_eq!((a.shared(Span { start: 1500, end: 1600 }), a.apart(Span { start: 1500, end: 1600 })), (0.0, 500));
    }
}
