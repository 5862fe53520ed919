//! `diptych align --explain N`: why one bead came out, for people (`--to table`) and for programs (`--to jsonl`).

use std::io::{self, Write};

use crate::align::explain::{Explanation, Reason, Rival, WordPair};
use crate::formats;
use crate::model::{Side, Text};
use crate::terminal;
use crate::write::flat;

use indicatif::ProgressBar;

use super::Plan;

/// No more word pairs than this are shown to people.
const MOST_WORDS: usize = 24;

/// The sentence whose bead is asked for, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    side: Side,
    /// From 1, as the table counts.
    number: usize,
}

/// Reads `18` (source sentence) or `:17` (target sentence).
pub(super) fn asked(typed: &str) -> Result<Asked, String> {
    let (side, number) = typed.strip_prefix(':').map_or((Side::Source, typed), |rest| (Side::Target, rest));
    match number.parse() {
        Ok(number) if number > 0 => Ok(Asked { side, number }),
        _ => Err("not the number of a sentence as the table shows it: 18 in the source, :17 in the target".into()),
    }
}

impl Plan {
    /// Aligns, and explains the bead of one sentence instead of writing all.
    pub(super) fn explain(&self, source: &Text, target: &Text, asked: Asked) -> anyhow::Result<()> {
        let aligner = self.aligner(source, target, &ProgressBar::hidden())?;
        let explainer = aligner.explainer(source, target)?;
        let (path, text) = if asked.side == Side::Target { (&self.target.path, target) } else { (&self.source.path, source) };
        let Some(explanation) = explainer.of_sentence(asked.side, asked.number - 1) else {
            anyhow::bail!("{}: there is no sentence {}; the last is {}", terminal::name(path), asked.number, text.len());
        };
        self.warn_if_unrelated(explainer.alignment());
        if self.format != &formats::jsonl::FORMAT {
            return self.destination.tell(|out| print(out, &explanation, source, target));
        }
        self.destination.write(|out| {
            serde_json::to_writer(&mut *out, &explanation)?;
            writeln!(out)
        })
    }
}

/// Sentence numbers as the table counts them: `18`, `24-25`, `3 5`, `-` for none.
fn numbers(ids: &[usize]) -> String {
    match ids {
        [] => "-".to_owned(),
        [first, .., last] if last - first + 1 == ids.len() => format!("{}-{}", first + 1, last + 1),
        _ => ids.iter().map(|id| (id + 1).to_string()).collect::<Vec<_>>().join(" "),
    }
}

fn print(out: &mut dyn Write, explained: &Explanation, source: &Text, target: &Text) -> io::Result<()> {
    let Explanation { kind, confidence, posterior, score, .. } = explained;
    writeln!(
        out,
        "{kind}, {} | {}: confidence {confidence:.4}, posterior {posterior:.4}",
        numbers(&explained.source),
        numbers(&explained.target)
    )?;
    for (text, ids) in [(source, &explained.source), (target, &explained.target)] {
        for &id in ids {
            writeln!(out, "{:5}  {}", id + 1, flat::line_of(text.sentence(id)))?;
        }
    }
    match explained.unmatched_score {
        Some(unmatched) => writeln!(out, "\nscore {score:+.2} nats, {:+.2} over leaving its sentences unpaired", score - unmatched)?,
        None => writeln!(out, "\nscore {score:+.2} nats")?,
    }
    for Reason { ground, points, features } in &explained.reasons {
        let parts: Vec<String> = features.iter().take(4).map(|part| format!("{} {:+.2}", part.name, part.points)).collect();
        let rest = if features.len() > parts.len() { ", …" } else { "" };
        writeln!(out, "  {:10} {points:+6.2}  {}{rest}", format!("{ground:?}").to_lowercase(), parts.join(", "))?;
    }
    if !explained.words.is_empty() {
        writeln!(out, "\nwords that speak for it, nats")?;
    }
    for WordPair { source, target, nats, number } in explained.words.iter().take(MOST_WORDS) {
        let number = if *number { "  (number)" } else { "" };
        writeln!(out, "  {nats:5.2}  {} = {}{number}", source.text, target.text)?;
    }
    if explained.words.len() > MOST_WORDS {
        writeln!(out, "  and {} weaker pairs", explained.words.len() - MOST_WORDS)?;
    }
    writeln!(out, "\n{}", if explained.rivals.is_empty() { "no other bead comes near" } else { "instead of it, posterior" })?;
    for Rival { source, target, probability } in &explained.rivals {
        writeln!(out, "  {probability:.4}  {} | {}", numbers(source), numbers(target))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_named_as_the_table_names_them() {
        assert_eq!(asked("18"), Ok(Asked { side: Side::Source, number: 18 }));
        assert_eq!(asked(":3"), Ok(Asked { side: Side::Target, number: 3 }));
        assert!(asked("0").is_err() && asked("x").is_err() && asked(":").is_err());
        assert_eq!([numbers(&[]), numbers(&[4]), numbers(&[4, 5]), numbers(&[4, 6])], ["-", "5", "5-6", "5 7"]);
    }
}
