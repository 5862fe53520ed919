//! Learns from all pairs of a list what the words of their languages mean, and tells each pair what the others have taught.
//!
//! A short text teaches little about its words, a hundred together teach much, above all where there is no pack. So everything is aligned
//! twice: the first time as if each pair were alone, into a hidden folder in the folder of results with a journal of its own. Then `diptych
//! train`'s method (IBM Model 1) learns from the sure beads of all pairs of two languages, and the second time each pair is told the counts of
//! the others: its own beads of the first pass are read again and taken out ([`Pool`]). A killed run resumes in either pass; what was
//! learned is part of the key of a result, so that what was done with it still holds.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::run::{Progress, Summary, UNFINISHED, run};
use super::{Pair, Plan, Settings, Shard, pooled};
use crate::error::{Error, Result};
#[cfg(feature = "arrow")]
use crate::formats::output::{Bitext, rounded};
use crate::formats::{output, tsv};
use crate::lang;
use crate::lexicon::pack::{Notes, Origin};
use crate::lexicon::pool::{Bead, Others, Pool};
#[cfg(feature = "arrow")]
use crate::model;
use crate::source::{Budget, atomic, bytes, open};

/// Where the results of the first pass lie, in the folder of results.
const FIRST: &str = ".diptych-first";
/// Nothing is learned from beads less sure than this.
const LEAST_CONFIDENCE: f32 = 0.5;
/// With fewer beads, chance co-occurrences would be learned.
const LEAST_BEADS: usize = 100;
/// The results of the first pass in one folder.
const FOLDER: usize = 1000;

/// What all pairs have taught, for each pair of languages.
#[derive(Debug)]
pub struct Pools {
    groups: Vec<Group>,
    /// The pairs with their results of the first pass.
    first: Vec<Pair>,
    /// The folder that these are in.
    results: PathBuf,
}

/// What pairs of two languages have taught.
#[derive(Debug)]
struct Group {
    languages: (String, String),
    /// The places of the pairs, ascending.
    places: Vec<(usize, bool)>,
    pool: Arc<Pool>,
}

impl Pools {
    /// What a pair, in the list at this place, may know from all others.
    ///
    /// # Errors
    /// If its result of the first pass cannot be read.
    pub(super) fn of(&self, place: usize, source: &str, target: &str) -> Result<Option<Others>> {
        let (Some(source), Some(target)) = (lang::lexicon(source), lang::lexicon(target)) else { return Ok(None) };
        let reversed = source > target;
        let languages = if reversed { (target, source) } else { (source, target) };
        let Some(group) = self.groups.iter().find(|group| group.languages == languages) else { return Ok(None) };
        // One that was not aligned has taught nothing.
        let own: Vec<_> = group.places.iter().filter(|own| own.0 == place).copied().collect();
        let own = training(&self.first, &self.results, &own)?;
        Ok(Some(group.pool.without(&own, reversed)))
    }

    /// A hash of it all.
    pub(super) fn key(&self) -> u64 {
        self.groups.iter().fold(0, |key, group| key.rotate_left(1) ^ group.pool.key())
    }
}

/// Aligns all pairs, each as if it were alone, and learns from them. What was learned is also written, as `lexicon.xx-yy.pack` in the folder of
/// results, for people and other runs. `report` is called after each pair, by any thread.
///
/// # Errors
/// As [`run`], or if a lexicon cannot be written.
pub fn pools(plan: &Plan, threads: usize, report: impl Fn(Progress) + Sync) -> Result<Pools> {
    let &Plan { pairs, settings, folder, .. } = plan;
    // Without options that concern only the results: the first pass is the same for all formats.
    let alone = Settings { format: &tsv::FORMAT, write: output::Settings::default(), min_confidence: LEAST_CONFIDENCE, ..settings.clone() };
    // Names of their own, since the name of a Moses result names no file.
    let numbered =
        |(place, pair): (usize, &Pair)| Pair { output: format!("{:04}/{:03}.tsv", place / FOLDER, place % FOLDER), ..pair.clone() };
    let first: Vec<Pair> = pairs.iter().enumerate().map(numbered).collect();
    let results = open::inside(folder, FIRST)?;
    let plan_of_first = Plan {
        pairs: &first,
        settings: &alone,
        folder: &results,
        shard: Shard::WHOLE,
        pools: None,
        reads: plan.reads.clone(),
        passed: None,
    };
    let summary = run(&plan_of_first, threads, report)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build();
    let threads = pool.map_err(|error| Error::io(folder, "start threads for", io::Error::other(error)))?;
    let mut groups = Vec::new();
    for (languages, places) in by_languages(&summary) {
        let training = training(&first, &results, &places)?;
        // One pair alone has nothing to learn from others.
        if places.len() < 2 || training.len() < LEAST_BEADS {
            continue;
        }
        let (source, target) = languages.clone();
        let path = folder.join(format!("lexicon.{source}-{target}.pack"));
        let origins = vec![Origin { name: "the texts themselves".into(), licence: "that of the texts".into(), pairs: training.len() }];
        let notes = Notes { source, target, licence: "that of the texts".into(), origins };
        plan.reads.spares(&path)?;
        let pool = threads.install(|| Pool::new(&training));
        put(folder, &path, &pool.pack(&notes))?;
        groups.push(Group { languages, places, pool: Arc::new(pool) });
    }
    Ok(Pools { groups, first, results })
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
fn training(pairs: &[Pair], folder: &Path, places: &[(usize, bool)]) -> Result<Vec<Bead>> {
    let mut training = Vec::new();
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

/// What the sure beads of two texts teach, in the order of the pool's languages: as [`training`] reads them back from a result.
#[cfg(feature = "arrow")]
pub(super) fn lessons(bitext: &Bitext, reversed: bool) -> Vec<Bead> {
    let lesson = |bead: &model::Bead| {
        let lines = bitext.lines(bead);
        let lines = if reversed { lines.swapped() } else { lines };
        (lines.source, lines.target, rounded(bead.confidence) as f32)
    };
    let bitext = bitext.with_min_confidence(LEAST_CONFIDENCE);
    bitext.pairs().map(lesson).filter(|(one, other, _)| !one.is_empty() && !other.is_empty()).collect()
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
