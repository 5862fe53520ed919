//! `diptych eval`: measures results against gold, in the field's figures.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::eval::{Bin, Counted, Figures, Link, Links, Rates, Reliability, Scored, judge, read, read_scored, reliability, score};
use crate::model::Bead;
use crate::project::{self, Project};
use crate::terminal;
use serde::Serialize;

use super::output::Destination;

/// Measure alignments against gold ones
///
/// Reads pairs of files of links: the result of an aligner, then the gold alignment of the same texts. Formats are told by their content:
/// vecalign ([0, 1]:[2]), hunalign's ladder, and this program's tsv and jsonl. Figures are counted over all pairs together.
///
/// strict: the very same link is in the gold; lax: it shares a sentence with a gold link on both sides. As in Vecalign's score.py, links
/// with an empty side count in precision, not in recall. block: for gold that pairs groups of sentences; a link inside one group is right.
///
/// --calibration asks instead whether the confidences can be believed: of the links with confidence 0.8, eight in ten should be right.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "diptych eval [OPTIONS] RESULT GOLD [RESULT GOLD]...",
    after_help = "\
Examples:
  diptych eval result.vecalign gold.txt
  diptych eval a.tsv a.gold b.tsv b.gold --per-document
  diptych eval result.jsonl gold.ladder --json
  diptych eval result.jsonl gold.txt --calibration"
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
    /// Print how often links are right, by their confidence, and the expected calibration error
    ///
    /// A table of ten bins of equal width: how many links, their mean confidence, the share of them that is right. The error is the mean
    /// distance between the two. The results must say their confidences: tsv, jsonl, vecalign with costs from 0 to 1 (1 − confidence).
    #[arg(long)]
    calibration: bool,
    /// With --calibration: the gold pairs groups of sentences, so a link inside one group is right
    #[arg(long, requires = "calibration")]
    block: bool,
}

/// What was asked for, as pairs.
pub(super) struct Plan {
    pairs: Vec<(PathBuf, PathBuf)>,
    per_document: bool,
    json: bool,
    calibration: bool,
    block: bool,
}

/// The links of a file, which may be a project.
fn links_of(path: &Path) -> anyhow::Result<Links> {
    Ok(if project::is_one(path) { scored(path)?.into_iter().map(|(link, _)| link).collect() } else { read(path)? })
}

/// The same with their confidences.
fn scored(path: &Path) -> anyhow::Result<Vec<Scored>> {
    if !project::is_one(path) {
        return Ok(read_scored(path)?);
    }
    let rows = Project::open(path)?.current()?.project.state.rows;
    let link = |bead: &Bead| Link::new(bead.source.clone(), bead.target.clone());
    Ok(rows.iter().map(|row| (link(&row.bead), Some(f64::from(row.confidence())))).collect())
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
            return Err(super::usage("eval", format!("{} has no gold file after it: name files in pairs", terminal::name(alone))));
        }
        let pairs = pairs.iter().map(|[result, gold]| (result.clone(), gold.clone())).collect();
        Ok(Self { pairs, per_document: args.per_document, json: args.json, calibration: args.calibration, block: args.block })
    }

    /// Reads, counts and prints.
    pub fn run(&self) -> anyhow::Result<()> {
        if self.calibration {
            return self.calibration();
        }
        let mut links: Vec<(Links, Links)> = Vec::with_capacity(self.pairs.len());
        for (result, gold) in &self.pairs {
            links.push((links_of(result)?, links_of(gold)?));
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

    /// Asks whether the confidences can be believed.
    fn calibration(&self) -> anyhow::Result<()> {
        let mut documents: Vec<(&Path, Vec<(f64, bool)>)> = Vec::with_capacity(self.pairs.len());
        for (result, gold) in &self.pairs {
            documents.push((result, self.judged(result, scored(result)?, &links_of(gold)?)?));
        }
        let of = |links: &[(f64, bool)]| reliability(links.iter().copied());
        let all = reliability(documents.iter().flat_map(|(_, links)| links.iter().copied()));
        Destination::Stdout.write(|out| {
            if self.json {
                serde_json::to_writer_pretty(&mut *out, &all)?;
                return writeln!(out);
            }
            print_calibration(out, &all)?;
            if self.per_document {
                writeln!(out, "\n links   error  result")?;
                for (name, links) in &documents {
                    writeln!(out, "{:6} {:7.3}  {}", links.len(), of(links).error, terminal::name(name))?;
                }
            }
            Ok(())
        })
    }

    /// The confidence of each link that the gold speaks of, and whether it is right.
    fn judged(&self, path: &Path, scored: Vec<Scored>, gold: &Links) -> anyhow::Result<Vec<(f64, bool)>> {
        let (links, confidences): (Links, Vec<Option<f64>>) = scored.into_iter().unzip();
        let mut judged = Vec::with_capacity(links.len());
        for (at, (right, confidence)) in judge(&links, gold, self.block).into_iter().zip(confidences).enumerate() {
            let Some(right) = right else { continue };
            let Some(confidence) = confidence else {
                let path = terminal::name(path);
                anyhow::bail!("{path}: link {} has no confidence from 0 to 1; name a file of diptych's (tsv, jsonl, vecalign)", at + 1);
            };
            judged.push((confidence, right));
        }
        Ok(judged)
    }
}

fn print_calibration(out: &mut dyn Write, found: &Reliability) -> io::Result<()> {
    writeln!(out, "confidence   links   mean  right")?;
    for Bin { from, to, links, confidence, right } in &found.bins {
        match links {
            0 => writeln!(out, "{from:.1} - {to:.1} {links:9}      -      -")?,
            _ => writeln!(out, "{from:.1} - {to:.1} {links:9} {confidence:6.3} {right:6.3}")?,
        }
    }
    let Reliability { all, error, sure, kept, .. } = found;
    writeln!(out, "all {:15} {:6.3} {:6.3}", all.links, all.confidence, all.right)?;
    writeln!(out, "expected calibration error {error:.3}")?;
    writeln!(out, "from {:.1} up: {} links, {:.3} of them right, {kept:.3} of all right ones", sure.from, sure.links, sure.right)
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
        writeln!(out, "{precision:16.3} {recall:7.3} {f1:6.3} {lax:7.3} {block:9.3} {null:8.3}  {}", terminal::name(result))?;
    }
    Ok(())
}
