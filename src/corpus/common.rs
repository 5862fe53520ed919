//! Learns a common lexicon for each pair of languages from all pairs of a list.
//!
//! A short text teaches little about its words, a hundred together teach much, above all where there is no pack. So everything is aligned
//! twice: the first time as if each pair were alone, into a hidden folder in the folder of results with a journal of its own. Then `diptych
//! train`'s method (IBM Model 1) learns from the sure beads of all pairs of two languages, and the second time the result serves as a
//! user's lexicon, before the built-in ones and after those that the user named. A killed run resumes in either pass, and a lexicon that
//! comes out as it was is not written again, so that what was done with it still holds.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::run::{Progress, Summary, UNFINISHED, run};
use super::{Pair, Plan, Settings, Shard, pooled};
use crate::error::{Error, Result};
use crate::formats::{output, tsv};
use crate::lang;
use crate::lexicon::pack::{Notes, Origin};
use crate::lexicon::train::{self, Size};
use crate::source::{Budget, atomic, bytes, open};

/// Where the results of the first pass lie, in the folder of results.
const FIRST: &str = ".diptych-first";
/// Nothing is learned from beads less sure than this.
const LEAST_CONFIDENCE: f32 = 0.5;
/// With fewer beads, chance co-occurrences would be learned.
const LEAST_BEADS: usize = 100;
/// The results of the first pass in one folder.
const FOLDER: usize = 1000;

/// Two texts and how sure it is that they translate each other.
type Training = Vec<(String, String, f32)>;

/// Aligns all pairs, each as if it were alone, and learns from them: the lexicons, `lexicon.xx-yy.pack` in the folder of results, to be used for the second pass.
/// `report` is called after each pair, by any thread.
///
/// # Errors
/// As [`run`], or if a lexicon cannot be written.
pub fn lexicons(plan: &Plan, threads: usize, report: impl Fn(Progress) + Sync) -> Result<Vec<PathBuf>> {
    let &Plan { pairs, settings, folder, .. } = plan;
    // Without options that concern only the results: the first pass is the same for all formats.
    let alone = Settings { format: &tsv::FORMAT, write: output::Settings::default(), min_confidence: LEAST_CONFIDENCE, ..settings.clone() };
    // Names of their own, since the name of a Moses result names no file.
    let numbered =
        |(place, pair): (usize, &Pair)| Pair { output: format!("{:04}/{:03}.tsv", place / FOLDER, place % FOLDER), ..pair.clone() };
    let first: Vec<Pair> = pairs.iter().enumerate().map(numbered).collect();
    let results = open::inside(folder, FIRST)?;
    let reads = plan.reads.clone();
    let summary = run(&Plan { pairs: &first, settings: &alone, folder: &results, shard: Shard::WHOLE, reads }, threads, report)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build();
    let pool = pool.map_err(|error| Error::io(folder, "start threads for", io::Error::other(error)))?;
    let mut lexicons = Vec::new();
    for ((source, target), places) in by_languages(&summary) {
        let training = training(&first, &results, &places)?;
        // One pair alone has nothing to learn from others.
        if places.len() < 2 || training.len() < LEAST_BEADS {
            continue;
        }
        let path = folder.join(format!("lexicon.{source}-{target}.pack"));
        let origins = vec![Origin { name: "the texts themselves".into(), licence: "that of the texts".into(), pairs: training.len() }];
        let notes = Notes { source, target, licence: "that of the texts".into(), origins };
        plan.reads.spares(&path)?;
        put(folder, &path, &pool.install(|| train::pack(&training, &notes, &Size::default())))?;
        lexicons.push(path);
    }
    Ok(lexicons)
}

/// For each pair of languages, in alphabetical order, the pairs that were aligned: their places, and whether the other language comes first in them.
fn by_languages(summary: &Summary) -> BTreeMap<(String, String), Vec<(usize, bool)>> {
    let mut groups: BTreeMap<(String, String), Vec<(usize, bool)>> = BTreeMap::new();
    for aligned in &summary.aligned {
        let [source, target] = aligned.languages.each_ref().map(|language| lang::lexicon(language));
        match (source, target) {
            (Some(one), Some(other)) if one == "und" || other == "und" || one == other => {}
            (Some(one), Some(other)) if one < other => groups.entry((one, other)).or_default().push((aligned.place, false)),
            (Some(one), Some(other)) => groups.entry((other, one)).or_default().push((aligned.place, true)),
            _ => {}
        }
    }
    groups
}

/// The beads of some pairs.
fn training(pairs: &[Pair], folder: &Path, places: &[(usize, bool)]) -> Result<Training> {
    let mut training = Training::new();
    for &(place, reversed) in places {
        let Some(pair) = pairs.get(place) else { continue };
        let path = open::inside(folder, &pair.output)?;
        let each = |_, bead: pooled::Bead| {
            let (one, other) = if reversed { (bead.target, bead.source) } else { (bead.source, bead.target) };
            training.push((one, other, bead.confidence as f32));
            Ok(())
        };
        // Keeping a bead cannot fail.
        pooled::beads(&path, &tsv::FORMAT, each).map_err(|error| Error::io(&path, "read", error))??;
    }
    Ok(training)
}

/// Writes a lexicon unless it is there already: its time counts for what was done with it.
fn put(folder: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    if bytes::own(path, Budget::Lexicon).is_ok_and(|there| there.as_deref() == Some(bytes)) {
        return Ok(());
    }
    // Where the second pass cleans up, if this is killed.
    let unfinished = open::inside(folder, UNFINISHED)?;
    fs::create_dir_all(&unfinished).map_err(|error| Error::io(&unfinished, "create", error))?;
    atomic::own(path, Some(&unfinished), |out| out.write_all(bytes))
}
