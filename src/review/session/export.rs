//! Exports a project as it is now in a format, as files in memory.

use std::path::Path;

use crate::error::Result;
use crate::formats::Format;
use crate::formats::output::{Bitext, Parts, Settings};
use crate::model::Split;
use crate::project::Project;

/// Every file of an export: its name and what is in it. They are called as the project is.
pub(super) fn files(project: &Project, format: Format, settings: &Settings) -> Result<Vec<(String, Vec<u8>)>> {
    let state = &project.state;
    let alignment = state.alignment()?;
    let bitext = Bitext::new(&state.texts.source, &state.texts.target, &alignment)?;
    let mut settings = settings.clone();
    settings.tmx.paragraphs |= project.origins.source.read.split == Split::Paragraphs;
    let stem = project.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = format!("{stem}.{}", format.extension().unwrap_or(format.name));
    Parts::new(Path::new(&name), format, bitext.languages()).bytes(&bitext, &settings)
}
