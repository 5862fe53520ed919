//! Reads beads from links by number and the two texts they number: Vecalign's notation, hunalign's ladder, Sketch Engine's map.

use std::cmp::Reverse;
use std::ops::Range;
use std::path::Path;

use crate::error::{Error, Result};
use crate::eval::{self, Link};
use crate::formats::bitext::{Aligned, Options};
use crate::model::{Alignment, Bead, Pair, Side, Text};

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
fn complete(beads: Vec<Bead>, source: &Text, target: &Text) -> Result<Alignment> {
    let alone = Pair::new(runs(&beads, Side::Source, source.len()), runs(&beads, Side::Target, target.len()));
    let single = |side: Side, id: usize| match side {
        Side::Source => Bead::new(vec![id], vec![], 1.0),
        Side::Target => Bead::new(vec![], vec![id], 1.0),
    };
    let mut whole = Vec::with_capacity(beads.len());
    let (mut sources, mut targets) = (alone.source.into_iter().peekable(), alone.target.into_iter().peekable());
    // Before the first bead, and after each of them.
    for (place, bead) in std::iter::once(None).chain(beads.into_iter().map(Some)).enumerate() {
        whole.extend(bead);
        while let Some((_, ids)) = targets.next_if(|(after, _)| *after == place) {
            whole.extend(ids.map(|id| single(Side::Target, id)));
        }
        while let Some((_, ids)) = sources.next_if(|(after, _)| *after == place) {
            whole.extend(ids.map(|id| single(Side::Source, id)));
        }
    }
    Alignment::new(whole, source.len(), target.len())
}

/// The runs of sentences that no bead holds, each with the number of beads that it stands after, in the order in which they are to stand.
fn runs(beads: &[Bead], side: Side, len: usize) -> Vec<(usize, Range<usize>)> {
    let mut places: Vec<Option<usize>> = vec![None; len];
    for (place, bead) in (1..).zip(beads) {
        for &id in bead.ids(side) {
            if let Some(slot) = places.get_mut(id) {
                slot.get_or_insert(place);
            }
        }
    }
    let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
    let mut after = 0;
    for (id, place) in places.into_iter().enumerate() {
        match (place, runs.last_mut()) {
            (Some(place), _) => after = place,
            (None, Some((_, run))) if run.end == id => run.end += 1,
            (None, _) => runs.push((after, id..id + 1)),
        }
    }
    // Of two runs after one bead the later sentences stand first, next to those that they follow.
    runs.sort_by_key(|(after, run)| (*after, Reverse(run.start)));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document::from_text;
    use crate::model::Split;
    use crate::segment::segment;

    fn text(lines: &str) -> Text {
        segment(from_text("f", lines, Split::Lines).unwrap(), "en", Split::Lines).unwrap()
    }

    /// What [`complete`] makes, put together a sentence at a time.
    fn by_hand(mut beads: Vec<Bead>, source: &Text, target: &Text) -> Vec<Bead> {
        for (side, len) in [(Side::Source, source.len()), (Side::Target, target.len())] {
            for id in 0..len {
                if beads.iter().all(|bead| !bead.ids(side).contains(&id)) {
                    let before = |bead: &Bead| id > 0 && bead.ids(side).contains(&(id - 1));
                    let place = beads.iter().position(before).map_or(0, |place| place + 1);
                    let Pair { source, target } = Pair::from_fn(|of| if of == side { vec![id] } else { vec![] });
                    beads.insert(place, Bead::new(source, target, 1.0));
                }
            }
        }
        beads
    }

    #[test]
    fn the_order_is_that_of_one_sentence_at_a_time() {
        let texts = Pair::new(text(&"a\n".repeat(9)), text(&"b\n".repeat(7)));
        let bead = |source: &[usize], target: &[usize]| Bead::new(source.to_vec(), target.to_vec(), 1.0);
        for beads in [
            vec![],
            vec![bead(&[1, 3, 5], &[1])],
            vec![bead(&[7], &[2, 4]), bead(&[1, 3], &[0, 6])],
            vec![bead(&[0], &[]), bead(&[], &[3]), bead(&[4, 6], &[5])],
        ] {
            let expected = by_hand(beads.clone(), &texts.source, &texts.target);
            assert_eq!(complete(beads, &texts.source, &texts.target).unwrap().beads(), expected);
        }
    }

    #[test]
    fn one_bead_over_many_lines_takes_no_time() {
        let lines = "a\n".repeat(200_000);
        let texts = Pair::new(text(&lines), text(&lines));
        let whole = complete(vec![Bead::new(vec![0], vec![0], 1.0)], &texts.source, &texts.target).unwrap();
        assert_eq!(whole.beads().len(), 399_999);
    }

    #[test]
    fn sentences_that_no_link_names_stand_alone() {
        let texts = Pair::new(text("a\nb\nc\n"), text("d\ne\n"));
        let options = Options { texts: Some(texts), ..Options::default() };
        let read = links(Path::new("f"), "[0]:[1]\n", "vecalign", &options).unwrap();
        let beads: Vec<_> = read.alignment.beads().iter().map(|bead| (bead.source.clone(), bead.target.clone())).collect();
        assert_eq!(beads, [(vec![], vec![0]), (vec![0], vec![1]), (vec![1], vec![]), (vec![2], vec![])]);
        assert!(links(Path::new("f"), "[7]:[1]\n", "vecalign", &options).unwrap_err().to_string().contains("not of these texts"));
        assert!(links(Path::new("f"), "", "vecalign", &Options::default()).unwrap_err().to_string().contains("--source and --target"));
    }
}
