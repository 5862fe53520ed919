//! Exports a project as it is now in a format, as files in memory.

use crate::error::{Error, Result};
use crate::formats::Format;
use crate::formats::output::{self, Bitext, Parts, Settings};
use crate::model::Split;
use crate::project::Project;
use crate::source::{Budget, bytes};

/// Every file of an export: its name and what is in it. They are called as the project is.
pub(super) fn files(project: &Project, format: Format, settings: &Settings) -> Result<Vec<(String, Vec<u8>)>> {
    let state = &project.state;
    let alignment = state.alignment()?;
    let bitext = Bitext::new(&state.texts.source, &state.texts.target, &alignment)?;
    let mut settings = settings.clone();
    settings.tmx.paragraphs |= project.origins.source.read.split == Split::Paragraphs;
    let stem = project.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = format!("{stem}.{}", format.extension().unwrap_or(format.name));
    let failed = |error| Error::io(&name, "write", error);
    format.fits(bitext.source.document())?;
    if format.several_files().is_none() {
        let mut bytes = Vec::new();
        output::write(&mut bytes, &bitext, format, &settings).map_err(failed)?;
        return Ok(vec![(name, bytes)]);
    }
    // Files that name each other are written where they have names.
    let folder = tempfile::tempdir().map_err(failed)?;
    let parts = Parts::new(&folder.path().join(&name), format, bitext.languages());
    parts.write(&bitext, &settings, None)?;
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok((name, bytes::file(path, Budget::Bitext)?))
    };
    parts.paths().iter().map(read).collect()
}
