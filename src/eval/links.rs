//! Files of links: Vecalign's notation, hunalign's ladder, and this program's own TSV and JSONL.
//!
//! The format is recognised by the first line that is not blank, never by the name of the file: gold files have all kinds of names.

use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::hash::Map;
use crate::model::Pair;
use crate::source::limits::{self, LINKS_OF_SENTENCE};
use crate::source::{Budget, bytes, charset};

/// How the header line of a TSV file begins.
const TSV_HEADER: &str = "source_ids\ttarget_ids\t";

/// A link: the numbers of the source sentences and of the target sentences, as the file lists them.
pub type Link = Pair<Vec<usize>>;

/// The links of a file, in its order.
pub type Links = Vec<Link>;

/// A link, and the confidence that the file gives it: TSV and JSONL say it, the cost of Vecalign's notation is one minus it, and a rung of
/// a ladder has it as its score (of this program's ladders, that is: other aligners write costs and scores of their own).
pub type Scored = (Link, Option<f64>);

/// Reads a file of links.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read, [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) at a line that is none of the formats known.
pub fn read(path: impl AsRef<Path>) -> Result<Links> {
    Ok(links(read_scored(path)?))
}

/// Whether no sentence stands in more links than it may: each link is compared with all that share a sentence with it.
fn few_of_each(path: &Path, links: &[Scored]) -> Result<()> {
    let mut counts = Pair::<Map<usize, u32>>::default();
    for (link, _) in links {
        for (side, ids) in link.as_ref().sides() {
            for &id in ids {
                let count = counts[side].entry(id).or_default();
                *count += 1;
                if *count > LINKS_OF_SENTENCE {
                    let what = format!("{side} sentence {id} stands in more than {LINKS_OF_SENTENCE} links");
                    return Err(Error::unusable(path, what, "name links in which each sentence stands once"));
                }
            }
        }
    }
    Ok(())
}

/// Reads a file of links with their confidences.
///
/// # Errors
/// As [`read`].
pub fn read_scored(path: impl AsRef<Path>) -> Result<Vec<Scored>> {
    let path = path.as_ref();
    let remedy = "name a file of links (vecalign, ladder, tsv, jsonl), which is UTF-8";
    let text = charset::utf8_only(path, bytes::file(path, Budget::Bitext)?, "not valid UTF-8", remedy)?;
    let links = parse_scored(path, &text)?;
    few_of_each(path, &links)?;
    Ok(links)
}

fn links(scored: Vec<Scored>) -> Links {
    scored.into_iter().map(|(link, _)| link).collect()
}

/// Reads links from text; `path` stands for it in messages. No line at all is no link.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) at a line that is none of the formats known.
pub fn parse(path: impl AsRef<Path>, text: &str) -> Result<Links> {
    Ok(links(parse_scored(path, text)?))
}

/// Reads links with their confidences from text.
///
/// # Errors
/// As [`parse`].
pub fn parse_scored(path: impl AsRef<Path>, text: &str) -> Result<Vec<Scored>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let lines = || text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim().is_empty());
    let Some((number, first)) = lines().next() else { return Ok(Vec::new()) };
    let parsed = match first.trim_start().chars().next() {
        Some('[') => lines().map(|(at, line)| vecalign(line).ok_or((at, "[source ids]:[target ids]"))).collect(),
        Some('{') => lines().map(|(at, line)| json(line).ok_or((at, "an object with source_ids and target_ids"))).collect(),
        _ if first.starts_with(TSV_HEADER) => lines().skip(1).map(|(at, line)| row(line).ok_or((at, "six columns, ids first"))).collect(),
        Some('0'..='9') => ladder(lines(), limits::sentences(text.len())),
        _ => Err((number, "a line of vecalign, ladder, tsv or jsonl")),
    };
    parsed.map_err(|(line, expected)| {
        let what = format!("expected {expected}");
        Error::malformed(path.as_ref(), line, what, "name a file that diptych, Vecalign or hunalign wrote")
    })
}

/// `[0, 1]:[2]` with anything after a second colon.
fn vecalign(line: &str) -> Option<Scored> {
    let mut fields = line.split(':').map(str::trim).filter(|field| !field.is_empty());
    let mut ids = || list(fields.next()?.strip_prefix('[')?.strip_suffix(']')?, ',');
    let link = Pair::new(ids()?, ids()?);
    let cost = fields.next().and_then(|cost| cost.parse::<f64>().ok());
    Some((link, cost.and_then(|cost| probability(1.0 - cost))))
}

/// What lies between 0 and 1 may be a probability.
fn probability(value: f64) -> Option<f64> {
    (0.0..=1.0).contains(&value).then_some(value)
}

fn list(ids: &str, separator: char) -> Option<Vec<usize>> {
    let ids = ids.trim().trim_end_matches(separator);
    if ids.is_empty() {
        return Some(Vec::new());
    }
    ids.split(separator).map(|id| id.trim().parse().ok()).collect()
}

fn row(line: &str) -> Option<Scored> {
    let mut columns = line.split('\t');
    let link = Pair::new(list(columns.next()?, ' ')?, list(columns.next()?, ' ')?);
    let confidence = columns.nth(1)?.parse().ok().and_then(probability);
    (columns.count() == 2).then_some((link, confidence))
}

#[derive(Deserialize)]
struct Ids {
    source_ids: Vec<usize>,
    target_ids: Vec<usize>,
    confidence: Option<f64>,
}

fn json(line: &str) -> Option<Scored> {
    let ids: Ids = serde_json::from_str(line).ok()?;
    Some((Pair::new(ids.source_ids, ids.target_ids), ids.confidence.and_then(probability)))
}

/// Rungs in ascending order, up to `most`; a link lies between each and the next.
fn ladder<'a>(lines: impl Iterator<Item = (usize, &'a str)>, most: usize) -> Result<Vec<Scored>, (usize, &'static str)> {
    let mut links = Vec::new();
    let mut before: Option<(Pair<usize>, Option<f64>)> = None;
    for (number, line) in lines {
        let mut columns = line.split_whitespace();
        let mut place = || columns.next().and_then(|column| column.parse::<usize>().ok());
        let (Some(source), Some(target)) = (place(), place()) else {
            return Err((number, "a rung: two numbers and a score"));
        };
        let score = columns.next().and_then(|score| score.parse().ok()).and_then(probability);
        if let Some((from, score)) = before {
            if source < from.source || target < from.target {
                return Err((number, "a rung that is not below the one before"));
            }
            if source.saturating_add(target) > most {
                return Err((number, "a rung of texts that have no more sentences than a ladder of this length could count"));
            }
            links.push((Pair::new((from.source..source).collect(), (from.target..target).collect()), score));
        }
        before = Some((Pair { source, target }, score));
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Links {
        parse("test", text).unwrap()
    }

    #[test]
    fn every_format_gives_the_same_links() {
        let expected: Links = [(vec![0], vec![0, 1]), (vec![1], vec![]), (vec![], vec![2])].map(Pair::from).into();
        assert_eq!(links("[0]:[0, 1]:0.100000\n[1]:[]\n\n[]:[2]:0\n"), expected);
        assert_eq!(links("\u{feff}[0]:[0,1]\r\n [1]:[]:\n[]:[2]"), expected);
        assert_eq!(links("0\t0\t0.9\n1\t2\t0.5\n2\t2\t1\n2\t3\n"), expected);
        assert_eq!(
            links(&format!(
                "{}kind\tconfidence\tsource_text\ttarget_text\n0\t0 1\tmatch\t1\ta\tb\n1\t\tomitted\t1\tc\t\n\t2\tadded\t1\t\td\n",
                TSV_HEADER
            )),
            expected
        );
        let json = r#"{"source_ids":[0],"target_ids":[0,1],"kind":"match"}
            {"source_ids":[1],"target_ids":[]}
            {"source_ids":[],"target_ids":[2]}"#;
        assert_eq!(links(json), expected);
        assert_eq!(links(""), []);
    }

    #[test]
    fn confidences_are_kept() {
        let confidences = |text: &str| -> Vec<Option<f64>> { parse_scored("test", text).unwrap().into_iter().map(|(_, c)| c).collect() };
        assert_eq!(confidences("[0]:[0]:0.25\n[1]:[1]\n[2]:[2]:7.5\n"), [Some(0.75), None, None]);
        assert_eq!(confidences(&format!("{TSV_HEADER}kind\tconfidence\tsource_text\ttarget_text\n0\t0\tmatch\t0.5\ta\tb\n")), [Some(0.5)]);
        assert_eq!(confidences("{\"source_ids\":[0],\"target_ids\":[0],\"confidence\":0.5}\n"), [Some(0.5)]);
        assert_eq!(confidences("0\t0\t0.5\n1\t1\t0.25\n2\t2\n"), [Some(0.5), Some(0.25)]);
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, line) in [
            ("[0]:[0]\n[0]\n", 2),
            ("hello", 1),
            ("0 0\n1 x\n", 2),
            ("5 5\n\n1 1\n", 3),
            ("{\"source_ids\":[0]}", 1),
            ("0 0\n10000000000000 1\n", 2),
            ("0 0\n600000 600000\n", 2),
        ] {
            let error = parse("f", text).unwrap_err().to_string();
            assert!(error.starts_with(&format!("f: line {line}: expected ")), "{error}");
        }
    }

    #[test]
    fn no_sentence_stands_in_a_hundred_links() {
        let star: Vec<Scored> = (0..=100).map(|id| (Pair::new(vec![id], vec![7]), None)).collect();
        assert!(few_of_each(Path::new("f"), &star[1..]).is_ok());
        let refused = few_of_each(Path::new("f"), &star).unwrap_err().to_string();
        assert_eq!(refused, "f: target sentence 7 stands in more than 100 links; name links in which each sentence stands once");
    }
}
