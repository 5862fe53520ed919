//! Two files of lines (Moses) in, beads out: the same line of both translates each other.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::formats::bitext::collect::{Cell, Collected, Row};
use crate::formats::bitext::{Aligned, Options, text, unusable};
use crate::formats::moses;

/// Whether a name stands for two files.
pub(in crate::formats) fn are_there(name: &Path) -> bool {
    moses::languages(name).is_some_and(|(source, target)| {
        let (source, target) = moses::paths(name, &source, &target);
        source.exists() && target.exists()
    })
}

/// Reads `corpus.en-fr.en` and `corpus.en-fr.fr` for `corpus.en-fr`, or for either of the two.
pub(in crate::formats) fn moses(name: &Path, options: &Options) -> Result<Aligned> {
    let (paths, languages) = found(name, options).ok_or_else(|| {
        unusable(name, "this names no two files of lines", "name them as corpus.en-fr, with corpus.en-fr.en and corpus.en-fr.fr beside it")
    })?;
    let (source, target) = (text(&paths.0)?, text(&paths.1)?);
    let (source, target): (Vec<&str>, Vec<&str>) = (source.lines().collect(), target.lines().collect());
    if source.len() != target.len() {
        let what = format!("this file has {} lines, and {} has {}", source.len(), paths.1.display(), target.len());
        return Err(unusable(&paths.0, what, "name two files with a line a pair"));
    }
    let rows =
        source.into_iter().zip(target).map(|(source, target)| Row { source: Cell::of(source), target: Cell::of(target), ..Row::default() });
    let name = |path: &Path| Some(path.to_string_lossy().into_owned());
    let names = [name(&paths.0), name(&paths.1)];
    let languages = [Some(languages.0), Some(languages.1)];
    Collected { rows: rows.collect(), languages, names }.aligned(&paths.0, options)
}

type Found = ((PathBuf, PathBuf), (String, String));

fn found(name: &Path, options: &Options) -> Option<Found> {
    let of_pair = |name: &Path, languages: (String, String)| (moses::paths(name, &languages.0, &languages.1), languages);
    if let Some(languages) = moses::languages(name) {
        return Some(of_pair(name, languages));
    }
    let stem = name.with_extension("");
    if let Some(languages) = moses::languages(&stem) {
        return Some(of_pair(&stem, languages));
    }
    let (source, target) = (options.source_language.clone()?, options.target_language.clone()?);
    Some(of_pair(name, (source, target)))
}
