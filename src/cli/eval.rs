//! `diptych eval`: results and gold in, the field's figures out.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use diptych::eval::{Counted, Figures, Links, Rates, read, score};
use serde::Serialize;

use super::output::Destination;

/// Measure alignments against gold ones
///
/// Reads pairs of files of links: the result of an aligner, then the gold alignment of the same texts. Formats are told by their content:
/// vecalign ([0, 1]:[2]), hunalign's ladder, and this program's tsv and jsonl. Figures are counted over all pairs together.
///
/// strict: the very same link is in the gold; lax: it shares a sentence with a gold link on both sides. As in Vecalign's score.py, links
/// with an empty side count in precision, not in recall. block: for gold that pairs groups of sentences; a link inside one group is right.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "diptych eval [OPTIONS] RESULT GOLD [RESULT GOLD]...",
    after_help = "\
Examples:
  diptych eval result.vecalign gold.txt
  diptych eval a.tsv a.gold b.tsv b.gold --per-document
  diptych eval result.jsonl gold.ladder --json"
)]
pub(super) struct Args {
    /// A result, then its gold; again for more documents
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Print the figures of each document too
    #[arg(long)]
    per_document: bool,
    /// Print JSON, figures of each document included
    #[arg(long)]
    json: bool,
}

/// What was asked for, as pairs.
pub(super) struct Plan {
    pairs: Vec<(PathBuf, PathBuf)>,
    per_document: bool,
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    all: Figures,
    documents: Vec<Document<'a>>,
}

#[derive(Serialize)]
struct Document<'a> {
    result: &'a Path,
    gold: &'a Path,
    #[serde(flatten)]
    figures: Figures,
}

impl Plan {
    /// Pairs the files.
    pub fn new(args: Args) -> anyhow::Result<Self> {
        let (pairs, rest) = args.files.as_chunks::<2>();
        if let [alone] = rest {
            return Err(super::usage("eval", format!("{} has no gold file after it: name files in pairs", alone.display())));
        }
        let pairs = pairs.iter().map(|[result, gold]| (result.clone(), gold.clone())).collect();
        Ok(Self { pairs, per_document: args.per_document, json: args.json })
    }

    /// Reads, counts and prints.
    pub fn run(&self) -> anyhow::Result<()> {
        let mut links: Vec<(Links, Links)> = Vec::with_capacity(self.pairs.len());
        for (result, gold) in &self.pairs {
            links.push((read(result)?, read(gold)?));
        }
        let all = score(links.iter().map(|(result, gold)| (&result[..], &gold[..])));
        let one = |(result, gold): &(Links, Links)| score([(&result[..], &gold[..])]);
        let named = self.pairs.iter().zip(links.iter().map(one));
        let documents = named.map(|((result, gold), figures)| Document { result, gold, figures }).collect();
        let report = Report { all, documents };
        Destination::Stdout.write(|out| {
            if self.json {
                serde_json::to_writer_pretty(&mut *out, &report)?;
                return writeln!(out);
            }
            print(out, &all)?;
            if self.per_document { print_documents(out, &report.documents) } else { Ok(()) }
        })
    }
}

fn print(out: &mut dyn Write, figures: &Figures) -> io::Result<()> {
    writeln!(out, "{:22} precision  recall     F1", "")?;
    let mut row = |name: &str, rates: &Rates, rest: String| {
        let line = format!("{name:22} {:9.3} {:7.3} {:6.3}{rest}", rates.precision, rates.recall, rates.f1);
        writeln!(out, "{line}")
    };
    row("strict", &figures.strict, String::new())?;
    row("lax", &figures.lax, String::new())?;
    row("block", &figures.block, String::new())?;
    row("strict, no null links", &figures.strict_without_null, String::new())?;
    row("lax, no null links", &figures.lax_without_null, String::new())?;
    let counts = |counted: &Counted| format!("  {} right of {}, gold has {}", counted.right, counted.result, counted.gold);
    row("1-1 links", &figures.one_to_one.rates, counts(&figures.one_to_one))?;
    row("n-m links", &figures.many.rates, counts(&figures.many))?;
    row("null sentences", &figures.null.rates, counts(&figures.null))
}

fn print_documents(out: &mut dyn Write, documents: &[Document]) -> io::Result<()> {
    writeln!(out, "\nstrict precision  recall     F1  lax F1  block F1  null F1  result")?;
    for Document { result, figures, .. } in documents {
        let Rates { precision, recall, f1 } = figures.strict;
        let (lax, block, null) = (figures.lax.f1, figures.block.f1, figures.null.rates.f1);
        writeln!(out, "{precision:16.3} {recall:7.3} {f1:6.3} {lax:7.3} {block:9.3} {null:8.3}  {}", result.display())?;
    }
    Ok(())
}
