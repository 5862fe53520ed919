//! The m:n map of Sketch Engine and Manatee: two columns of sentence numbers from 0, in the order of both texts.
//!
//! `1,3` is the range from 1 to 3 and `-1` stands for nothing. So a map, like a ladder, cannot express crossing or holes and is written
//! from the same monotone path ([`ladder`]).

use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Result};
use crate::eval::Link;
use crate::formats::bitext::{Aligned, Options, ids, text};
use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::ladder;
use crate::formats::output::Bitext;

/// The m:n map of Sketch Engine.
pub static FORMAT: Descriptor = Descriptor::new("sketch").bitext(|path, options| read(path, &text(path)?, options)).write(
    "The m:n map of Sketch Engine",
    &["sketch"],
    Files::Text(|out, bitext, _| write(out, bitext)),
);

/// Writes the whole path.
fn write(out: &mut dyn Write, bitext: &Bitext) -> io::Result<()> {
    let rungs = ladder::rungs(bitext);
    for (from, to) in rungs.iter().zip(rungs.iter().skip(1)) {
        writeln!(out, "{}\t{}", range(from.source, to.source), range(from.target, to.target))?;
    }
    Ok(())
}

fn range(from: usize, to: usize) -> String {
    match to.saturating_sub(from) {
        0 => "-1".to_owned(),
        1 => from.to_string(),
        _ => format!("{from},{}", to - 1),
    }
}

/// Reads the steps.
fn read(path: &Path, text: &str, options: &Options) -> Result<Aligned> {
    // Each sentence is in one bead: whatever numbers more than there are is wrong.
    let most = options.texts.as_ref().map_or(0, |texts| texts.source.len() + texts.target.len());
    ids::of_texts(path, "sketch", options, || Ok(steps(path, text, most)?.into_iter().map(|link| (link, None)).collect()))
}

/// `0 TAB 0`, `1 TAB 1,3` for a range, `-1` for nothing, `6:8 TAB 6:8` for a run of 1-1; of `most` sentences of both texts.
fn steps(path: &Path, text: &str, most: usize) -> Result<Vec<Link>> {
    let mut links: Vec<Link> = Vec::new();
    let mut left = most;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let read = line.split_once('\t').and_then(|(source, target)| match (source.split_once(':'), target.split_once(':')) {
            (Some(source), Some(target)) => Some(
                between(source, most)?
                    .into_iter()
                    .zip(between(target, most)?)
                    .map(|(one, other)| Link::new(vec![one], vec![other]))
                    .collect(),
            ),
            _ => Some(vec![Link::new(ids_of(source, most)?, ids_of(target, most)?)]),
        });
        let wrong =
            || Error::malformed(path, at + 1, "expected two columns with numbers of sentences", "name a map that Sketch Engine reads");
        let read: Vec<Link> = read.ok_or_else(wrong)?;
        let numbered: usize = read.iter().map(|link| link.source.len() + link.target.len()).sum();
        links.extend(read);
        // The rest cannot be right any more, which is found out where links meet their texts.
        let Some(rest) = left.checked_sub(numbered) else { break };
        left = rest;
    }
    Ok(links)
}

fn ids_of(column: &str, most: usize) -> Option<Vec<usize>> {
    match column.trim() {
        "-1" => Some(Vec::new()),
        column => match column.split_once(',') {
            Some(ends) => between(ends, most),
            None => Some(vec![column.parse().ok()?]),
        },
    }
}

/// From one number to another, both in it: at most `most` of them.
fn between((from, to): (&str, &str), most: usize) -> Option<Vec<usize>> {
    let (from, to): (usize, usize) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to && to - from < most).then(|| (from..=to).collect())
}
