//! Reads beads from links by number and the two texts they number: Vecalign's notation, hunalign's ladder, Sketch Engine's map.

use std::path::Path;

use crate::error::{Error, Result};
use crate::eval::{self, Link};
use crate::formats::bitext::{Aligned, Options};
use crate::model::{Alignment, Bead, Pair, Text};

/// Links with their confidences, as [`eval`] reads them.
pub(in crate::formats) fn links(path: &Path, text: &str, format: &str, options: &Options) -> Result<Aligned> {
    of_texts(path, format, options, || eval::parse_scored(path, text))
}

/// The two texts and the links between them.
pub(in crate::formats) fn of_texts(
    path: &Path,
    format: &str,
    options: &Options,
    links: impl FnOnce() -> Result<Vec<(Link, Option<f64>)>>,
) -> Result<Aligned> {
    let Some(Pair { source, target }) = options.texts.clone() else {
        let what = format!("{format} holds numbers of sentences and no text");
        return Err(Error::unusable(path, what, "name the two texts with --source and --target"));
    };
    let scored = links()?.into_iter().filter(|(link, _)| link.iter().any(|ids| !ids.is_empty()));
    let beads = scored.map(|(link, confidence)| Bead::new(link.source, link.target, confidence.unwrap_or(1.0) as f32)).collect();
    let alignment = complete(beads, &source, &target).map_err(|error| {
        Error::unusable(
            path,
            format!("these links are not of these texts ({})", error.kind),
            "name the texts whose sentences it counts, as they were cut",
        )
    })?;
    Ok(Aligned { source, target, alignment, files: Vec::new() })
}

/// An alignment of beads that may leave sentences out: those stand alone, after the sentence before them.
fn complete(mut beads: Vec<Bead>, source: &Text, target: &Text) -> Result<Alignment> {
    let missing = |len: usize, ids: fn(&Bead) -> &Vec<usize>| {
        let mut held = vec![false; len];
        for &id in beads.iter().flat_map(ids) {
            if let Some(held) = held.get_mut(id) {
                *held = true;
            }
        }
        (0..len).filter(|&id| held.get(id) == Some(&false)).collect::<Vec<_>>()
    };
    let alone = (missing(source.len(), |bead| &bead.source), missing(target.len(), |bead| &bead.target));
    for id in alone.0 {
        let place = beads.iter().position(|bead| bead.source.contains(&id.wrapping_sub(1))).map_or(0, |place| place + 1);
        beads.insert(place, Bead::new(vec![id], vec![], 1.0));
    }
    for id in alone.1 {
        let place = beads.iter().position(|bead| bead.target.contains(&id.wrapping_sub(1))).map_or(0, |place| place + 1);
        beads.insert(place, Bead::new(vec![], vec![id], 1.0));
    }
    Alignment::new(beads, source.len(), target.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document::from_text;
    use crate::model::Split;
    use crate::segment::segment;

    #[test]
    fn sentences_that_no_link_names_stand_alone() {
        let text = |lines: &str| segment(from_text("f", lines, Split::Lines).unwrap(), "en", Split::Lines).unwrap();
        let texts = Pair::new(text("a\nb\nc\n"), text("d\ne\n"));
        let options = Options { texts: Some(texts), ..Options::default() };
        let read = links(Path::new("f"), "[0]:[1]\n", "vecalign", &options).unwrap();
        let beads: Vec<_> = read.alignment.beads().iter().map(|bead| (bead.source.clone(), bead.target.clone())).collect();
        assert_eq!(beads, [(vec![], vec![0]), (vec![0], vec![1]), (vec![1], vec![]), (vec![2], vec![])]);
        assert!(links(Path::new("f"), "[7]:[1]\n", "vecalign", &options).unwrap_err().to_string().contains("not of these texts"));
        assert!(links(Path::new("f"), "", "vecalign", &Options::default()).unwrap_err().to_string().contains("--source and --target"));
    }
}
