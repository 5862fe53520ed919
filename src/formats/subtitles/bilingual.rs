//! Writes subtitles in two languages: each cue of the source, at its times, with its translation below.
//!
//! Language learners read both at once, so the cues keep their times and the translation is fitted to them: that of a sentence that runs
//! over several cues is cut between words, in proportion to what each cue holds of the sentence. What was added in the translation has no
//! time and is left out; what was omitted stands alone.

use std::io::{self, Write};
use std::ops::Range;

use crate::formats::output::{Bitext, flat};
use crate::model::{Cue, Document, Text};

/// How one of the formats writes cues.
pub(in crate::formats) struct Notation {
    /// What stands before all cues.
    pub head: &'static str,
    /// Whether cues have numbers.
    pub is_numbered: bool,
    /// Before the milliseconds.
    pub mark: char,
    /// Text that is not taken for anything else.
    pub escaped: fn(&str) -> String,
}

/// Why subtitles cannot be written of a source.
pub(in crate::formats) fn refuses(source: &Document) -> Option<&'static str> {
    source.cues().is_empty().then_some("it has no times, and subtitles in two languages have those of the source")
}

/// Writes the cues in which something is said.
pub(in crate::formats) fn write(out: &mut dyn Write, bitext: &Bitext, notation: &Notation) -> io::Result<()> {
    let cues = bitext.source.document().cues();
    let lines = lines(bitext, cues);
    write!(out, "{}", notation.head)?;
    let spoken: Vec<(&Cue, &[String; 2])> =
        cues.iter().zip(&lines).filter(|(_, lines)| lines.iter().any(|line| !line.is_empty())).collect();
    for (number, same) in (1..).zip(spoken.chunk_by(|(one, _), (other, _)| (one.start, one.end) == (other.start, other.end))) {
        if notation.is_numbered {
            writeln!(out, "{number}")?;
        }
        let Some((cue, _)) = same.first() else { continue };
        writeln!(out, "{} --> {}", clock(cue.start, notation.mark), clock(cue.end, notation.mark))?;
        let sources = same.iter().map(|(_, [source, _])| source);
        for line in sources.chain(same.iter().map(|(_, [_, target])| target)).filter(|line| !line.is_empty()) {
            writeln!(out, "{}", (notation.escaped)(line))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn clock(time: u64, mark: char) -> String {
    let seconds = time / 1000;
    format!("{:02}:{:02}:{:02}{mark}{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, time % 1000)
}

/// What each cue says, and its translation; another speaker begins a line.
fn lines(bitext: &Bitext, cues: &[Cue]) -> Vec<[String; 2]> {
    let mut lines: Vec<[String; 2]> = vec![Default::default(); cues.len()];
    let mut blocks = [(usize::MAX, 0); 2];
    let mut say = |side: usize, cue: usize, id: usize, piece: &str| {
        let block = bitext.source.sentences().get(id).map_or(0, |sentence| sentence.block);
        let (Some(line), Some(before)) = (lines.get_mut(cue).and_then(|lines| lines.get_mut(side)), blocks.get_mut(side)) else { return };
        let piece = flat::line_of(piece);
        match *before == (cue, block) || line.is_empty() || piece.is_empty() {
            true => drop(flat::join(line, &piece)),
            false => line.extend(["\n", &piece]),
        }
        *before = (cue, block);
    };
    for id in 0..bitext.source.len() {
        let parts = parts(bitext.source, &[id], cues);
        match bitext.source.correction(id) {
            // The times of its words are no longer known.
            Some(wording) => spread(wording, &parts).for_each(|(cue, piece)| say(0, cue, id, piece)),
            None => {
                let text = bitext.source.document().text();
                parts.iter().for_each(|(cue, range)| say(0, *cue, id, text.get(range.clone()).unwrap_or_default()));
            }
        }
    }
    for bead in bitext.pairs() {
        let (target, first) = (bitext.target_line(bead), bead.source.first().copied().unwrap_or_default());
        spread(&target, &parts(bitext.source, &bead.source, cues)).for_each(|(cue, piece)| say(1, cue, first, piece));
    }
    lines
}

/// The cues that sentences stand in, and what of them stands there.
fn parts(text: &Text, ids: &[usize], cues: &[Cue]) -> Vec<(usize, Range<usize>)> {
    let mut parts = Vec::new();
    for sentence in ids.iter().filter_map(|&id| text.sentences().get(id)) {
        let first = cues.partition_point(|cue| cue.range.end <= sentence.range.start);
        let within = cues.iter().enumerate().skip(first).take_while(|(_, cue)| cue.range.start < sentence.range.end);
        parts.extend(within.map(|(at, cue)| (at, cue.range.start.max(sentence.range.start)..cue.range.end.min(sentence.range.end))));
    }
    parts
}

/// A text cut into as many pieces as there are parts, in proportion to their lengths.
fn spread<'t>(text: &'t str, parts: &[(usize, Range<usize>)]) -> impl Iterator<Item = (usize, &'t str)> {
    let whole: usize = parts.iter().map(|(_, range)| range.len()).sum();
    let words = if parts.len() > 1 { beginnings(text) } else { Vec::new() };
    let (mut from, mut passed) = (0, 0);
    parts.iter().enumerate().map(move |(number, (cue, range))| {
        passed += range.len();
        let to = if number + 1 == parts.len() { text.len() } else { cut(text, &words, from, text.len() * passed / whole.max(1)) };
        let piece = text.get(from..to).unwrap_or_default();
        from = to;
        (*cue, piece.trim())
    })
}

/// The places at which a word begins.
fn beginnings(text: &str) -> Vec<usize> {
    // Scripts without spaces: a line may break before any character that is no punctuation.
    let is_wide = |c: char| matches!(c, '\u{3040}'..='\u{30FA}' | '\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}');
    let mut before = ' ';
    let begins = |&(_, c): &(usize, char)| {
        let begins = before.is_whitespace() && !c.is_whitespace() || is_wide(c);
        before = c;
        begins
    };
    text.char_indices().filter(begins).map(|(at, _)| at).collect()
}

/// The place nearest to `wanted`, and not before `from`, at which a word begins, or the end of the text.
fn cut(text: &str, words: &[usize], from: usize, wanted: usize) -> usize {
    let wanted_at = words.partition_point(|&at| at < wanted);
    let last = wanted_at.checked_sub(1).and_then(|at| words.get(at)).copied().filter(|&at| at >= from);
    let next = words.get(wanted_at.max(words.partition_point(|&at| at < from))).copied().unwrap_or(text.len());
    [last, Some(next)].into_iter().flatten().min_by_key(|at| at.abs_diff(wanted)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::output::Settings;
    use crate::formats::{Format, document, output, srt, vtt};
    use crate::model::{Alignment, Bead, Split};
    use crate::segment::segment;

    fn text(name: &str, contents: &str, language: &str) -> Text {
        segment(document::bytes(name, contents, &Default::default()).unwrap(), language, Split::Sentences).unwrap()
    }

    fn written(format: Format, source: &Text, target: &Text, beads: Vec<Bead>) -> String {
        let alignment = Alignment::new(beads, source.len(), target.len()).unwrap();
        let mut out = Vec::new();
        output::write(&mut out, &Bitext::new(source, target, &alignment).unwrap(), format, &Settings::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    const SOURCE: &str = "1\n00:00:01,000 --> 00:00:03,000\nThe harbour was quiet, and\n\n2\n00:00:03,200 --> 00:00:05,000\nnobody saw it. It rained.\n\n\
        3\n01:00:05,000 --> 01:00:06,000\n- Who goes there?\n- Me & &lt;you&gt;.\n";

    #[test]
    fn a_translation_is_brought_to_the_times_of_its_source() {
        let source = text("a.srt", SOURCE, "en");
        let target = text("b.txt", "Le port était calme, et personne ne le vit. Qui va là ? Moi.", "fr");
        let bead = |source: &[usize], target: &[usize]| Bead::new(source.to_vec(), target.to_vec(), 1.0);
        let beads = || vec![bead(&[0], &[0]), bead(&[1], &[]), bead(&[2], &[1]), bead(&[3], &[2])];
        let expected = "1\n00:00:01,000 --> 00:00:03,000\nThe harbour was quiet, and\nLe port était calme, et\n\n\
            2\n00:00:03,200 --> 00:00:05,000\nnobody saw it. It rained.\npersonne ne le vit.\n\n\
            3\n01:00:05,000 --> 01:00:06,000\n- Who goes there?\n- Me & <you>.\nQui va là ?\nMoi.\n\n";
        assert_eq!(written(&srt::FORMAT, &source, &target, beads()), expected);
        let vtt = written(&vtt::FORMAT, &source, &target, beads());
        assert!(vtt.starts_with("WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nThe harbour"), "{vtt}");
        assert!(vtt.contains("\n- Me &amp; &lt;you&gt;.\n"), "{vtt}");
        // What is written is read again with the same times.
        let read = text("c.srt", expected, "en");
        let times = |text: &Text| text.document().cues().iter().map(|cue| (cue.start, cue.end)).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(times(&read), times(&source));
    }

    #[test]
    fn cuts_are_between_words() {
        let nearest = |text, from, wanted| cut(text, &beginnings(text), from, wanted);
        assert_eq!(nearest("One two three", 0, 5), 4);
        assert_eq!(nearest("One two three", 8, 2), 8);
        assert_eq!(nearest("港口一片寂静。", 0, 10), 9);
    }
}
