//! Two texts and beads that a person has fixed in, the beads of everything else out.
//!
//! The whole is aligned once as if nothing were fixed, which teaches the words, the habits and how much is usually explained; the fixed beads
//! then teach with certainty. The heaviest chain of fixed beads that ascends on both sides cuts the texts into stretches, and each stretch is
//! aligned for itself with what the whole has taught, its fixed sentences taken out. So nothing crosses a fixed bead of the chain but what is
//! found elsewhere, unmatched on both sides; and one stretch can be done again in milliseconds, because it costs what the stretch costs.

use std::ops::Range;

use rayon::prelude::*;

use crate::align::passes::{Aligner, Learned};
use crate::align::repair::{self, Repair};
use crate::align::{Options, align_with, confident, explain, sure, verdict};
use crate::error::Result;
use crate::hash::Set;
use crate::lexicon::prior::Sources;
use crate::model::{Alignment, Bead, BeadKind, Text};
use crate::score::calibration::terms;
use crate::score::shares;
use crate::score::weights::Model;

/// Confidence in a sentence being unmatched whose stretch has nothing on the other side: its partner could only stand elsewhere.
const ALONE: f32 = 0.95;

/// Aligns two texts around beads that stay exactly as they are, ids, kind and confidence. `report` as for [`align_with`].
///
/// # Errors
/// [`BadAlignment`](crate::error::ErrorKind::BadAlignment) if two fixed beads hold the same sentence, or one that there is not.
pub fn align_around(
    source: &Text,
    target: &Text,
    options: &Options,
    known: &Sources,
    fixed: &[Bead],
    report: impl FnMut(usize, usize),
) -> Result<Alignment> {
    if fixed.is_empty() {
        return align_with(source, target, options, known, report);
    }
    check(fixed, source, target)?;
    let aligner = Aligner::new(source, target, options, Model::built_in(), known);
    let pass = aligner.last(report);
    let related = verdict::related(&aligner, &pass);
    let held = placed(&aligner, fixed);
    let learned = aligner.learned(&pass, &held);
    let mut beads = stretches(&aligner, &learned, related, 0..source.len(), 0..target.len(), &held);
    if options.moved {
        beads = paired_across(Repair::new(&aligner, &learned.lexicon, &pass.evidence, &learned.weights, Vec::new()), beads, related);
    }
    let beads = beads.into_iter().map(|bead| aligner.named(bead)).collect();
    Ok(Alignment::new(in_order(beads, fixed), source.len(), target.len())?.with_related(related))
}

/// Two texts, learned: aligns any stretch of them anew in milliseconds. Making one takes as long as aligning the texts.
pub struct Realigner {
    aligner: Aligner<'static>,
    learned: Learned,
    related: f32,
}

impl Realigner {
    /// Learns the texts; what `fixed` beads say is certain.
    pub fn new(source: &Text, target: &Text, options: &Options, known: &Sources, fixed: &[Bead]) -> Self {
        let aligner = Aligner::new(source, target, options, Model::built_in(), known);
        let pass = aligner.last(|_, _| ());
        let related = verdict::related(&aligner, &pass);
        let learned = aligner.learned(&pass, &placed(&aligner, fixed));
        drop(pass);
        Self { aligner, learned, related }
    }

    /// Beads, in reading order, for the sentences of these ranges of ids that are in no fixed bead. Of fixed beads those matter that hold sentences
    /// of both ranges: what is aligned does not cross them. A bead that lies partly outside of the ranges is to be given as fixed too.
    pub fn between(&self, source: Range<usize>, target: Range<usize>, fixed: &[Bead]) -> Vec<Bead> {
        let held = placed(&self.aligner, fixed);
        let beads = stretches(&self.aligner, &self.learned, self.related, source, target, &held);
        let beads: Vec<Bead> = beads.into_iter().map(|bead| self.aligner.named(bead)).collect();
        let untouched: Set<(&[usize], &[usize])> = fixed.iter().map(|bead| (&bead.source[..], &bead.target[..])).collect();
        let all = in_order(beads, fixed);
        all.iter().filter(|bead| !untouched.contains(&(&bead.source[..], &bead.target[..]))).cloned().collect()
    }

    /// Word pairs that speak for a group of sentences of these texts, which are the ones that were learned: bytes of the source document, bytes of
    /// the target document, and the weight in nats; the strongest first.
    pub fn words(&self, texts: (&Text, &Text), source: &[usize], target: &[usize]) -> Vec<(Range<usize>, Range<usize>, f32)> {
        let (one, other) = (&self.aligner.source, &self.aligner.target);
        let source: Vec<usize> = source.iter().copied().filter(|&id| id < one.len()).collect();
        let target: Vec<usize> = target.iter().filter(|&&id| id < other.len()).map(|&id| self.aligner.target_place(id)).collect();
        let found = shares::of_group(one, other, &self.learned.lexicon, &source, &target);
        let pair = |share: shares::WordShare| {
            let source = explain::place(texts.0, one, share.source, |id| id)?;
            let target = explain::place(texts.1, other, share.target, |id| self.aligner.target_id(id))?;
            Some((source.range, target.range, share.nats))
        };
        found.into_iter().filter_map(pair).collect()
    }
}

/// Every fixed sentence exists and is in one bead only.
fn check(fixed: &[Bead], source: &Text, target: &Text) -> Result<()> {
    let rest = |len: usize, ids: &mut dyn Iterator<Item = usize>| {
        let ids: Set<usize> = ids.collect();
        (0..len).filter(|id| !ids.contains(id)).collect::<Vec<_>>()
    };
    let omitted = rest(source.len(), &mut fixed.iter().flat_map(|bead| bead.source.iter().copied()));
    let added = rest(target.len(), &mut fixed.iter().flat_map(|bead| bead.target.iter().copied()));
    let mut beads = fixed.to_vec();
    beads.extend(omitted.into_iter().map(|id| Bead::new(vec![id], Vec::new(), 0.0)));
    beads.extend(added.into_iter().map(|id| Bead::new(Vec::new(), vec![id], 0.0)));
    Alignment::new(beads, source.len(), target.len()).map(drop)
}

/// Beads with the places that their target sentences have in the aligner.
fn placed(aligner: &Aligner, beads: &[Bead]) -> Vec<Bead> {
    let place = |bead: &Bead| {
        let mut bead = bead.clone();
        bead.target.iter_mut().for_each(|id| *id = aligner.target_place(*id));
        bead.target.sort_unstable();
        bead
    };
    beads.iter().map(place).collect()
}

/// The beads of all that is free in some ranges of sentences, stretch by stretch, with places as target ids.
fn stretches(aligner: &Aligner, learned: &Learned, related: f32, source: Range<usize>, target: Range<usize>, fixed: &[Bead]) -> Vec<Bead> {
    let mut target: Vec<usize> = target.map(|id| aligner.target_place(id)).collect();
    target.sort_unstable();
    let target_in = |id: usize| target.binary_search(&id).is_ok();
    let inside = |bead: &&Bead| bead.source.iter().all(|id| source.contains(id)) && bead.target.iter().all(|&id| target_in(id));
    let chain = chain(fixed.iter().filter(inside));
    let held_source: Set<usize> = fixed.iter().flat_map(|bead| &bead.source).copied().collect();
    let held_target: Set<usize> = fixed.iter().flat_map(|bead| &bead.target).copied().collect();
    let mut free = vec![(Vec::new(), Vec::new()); chain.len() + 1];
    for id in source.filter(|id| !held_source.contains(id)) {
        free[chain.partition_point(|bead| bead.source[0] < id)].0.push(id);
    }
    for &id in target.iter().filter(|&id| !held_target.contains(id)) {
        free[chain.partition_point(|bead| bead.target[0] < id)].1.push(id);
    }
    free.par_iter().flat_map_iter(|(source, target)| stretch(aligner, learned, related, source, target)).collect()
}

/// The beads of some sentences of both texts, aligned as if they followed each other.
fn stretch(aligner: &Aligner, learned: &Learned, related: f32, source: &[usize], target: &[usize]) -> Vec<Bead> {
    if source.is_empty() || target.is_empty() {
        let omitted = source.iter().map(|&id| Bead::new(vec![id], Vec::new(), ALONE));
        return omitted.chain(target.iter().map(|&id| Bead::new(Vec::new(), vec![id], ALONE))).collect();
    }
    let part = aligner.part(source, target);
    let lexicon = learned.lexicon.part((&aligner.source, &aligner.target), (&part.source, &part.target), source, target);
    let pass = part.pass_of_part(lexicon, learned);
    let mut beads = confident(part.judged(&pass), related);
    for bead in &mut beads {
        bead.source.iter_mut().for_each(|id| *id = source[*id]);
        bead.target.iter_mut().for_each(|id| *id = target[*id]);
    }
    beads
}

/// The heaviest chain of beads with both sides that ascends on both.
fn chain<'b>(beads: impl Iterator<Item = &'b Bead>) -> Vec<Bead> {
    let mut beads: Vec<Bead> = beads.filter(|bead| !bead.source.is_empty() && !bead.target.is_empty()).cloned().collect();
    beads.sort_by_key(|bead| bead.source[0]);
    repair::mark_moved(&mut beads);
    beads.retain(|bead| bead.kind == BeadKind::Match);
    beads
}

/// Beads with the unmatched among them paired whose partner stands in another stretch.
fn paired_across(repair: Repair, beads: Vec<Bead>, related: f32) -> Vec<Bead> {
    let unmatched: Set<usize> = beads.iter().filter(|bead| bead.target.is_empty()).flat_map(|bead| bead.source.clone()).collect();
    let found = repair.pairs_only(beads);
    let judged = |bead: Bead| match bead.source[..] {
        [id] if !bead.target.is_empty() && unmatched.contains(&id) => {
            let terms = terms(&bead, true);
            sure(bead, &terms, related)
        }
        _ => bead,
    };
    found.into_iter().map(judged).collect()
}

/// Free and fixed beads in reading order; free ones that cross the heaviest chain of all are called moved, fixed ones stay what they are.
fn in_order(free: Vec<Bead>, fixed: &[Bead]) -> Vec<Bead> {
    let kinds: Vec<BeadKind> = free.iter().map(|bead| bead.kind).chain(fixed.iter().map(|bead| bead.kind)).collect();
    let first_fixed = free.len();
    let mut beads = free;
    beads.extend_from_slice(fixed);
    repair::mark_moved(&mut beads);
    // Where the added ones stand: after the bead of the chain whose targets come before.
    let mut chain: Vec<(usize, usize)> = beads
        .iter()
        .filter(|bead| bead.kind == BeadKind::Match)
        .filter_map(|bead| Some((*bead.target.first()?, *bead.source.first()?)))
        .collect();
    chain.sort_unstable();
    let place = |bead: &Bead| match (bead.source.first(), bead.target.first()) {
        (Some(&id), _) => (id + 1, 0, 0),
        (None, Some(&id)) => {
            let before = chain.partition_point(|&(target, _)| target < id).checked_sub(1).and_then(|at| chain.get(at));
            (before.map_or(0, |&(_, source)| source + 1), 1, id)
        }
        (None, None) => (0, 0, 0),
    };
    let mut order: Vec<usize> = (0..beads.len()).collect();
    order.sort_by_key(|&at| place(&beads[at]));
    for (bead, kind) in beads.iter_mut().zip(kinds).skip(first_fixed) {
        bead.kind = kind;
    }
    order.into_iter().map(|at| beads[at].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Split;

    const ENGLISH: [&str; 6] = [
        "The captain left the harbour at dawn.\n",
        "Nobody saw him go.\n",
        "The old lighthouse was dark that night.\n",
        "A storm came from the west.\n",
        "Three ships were lost.\n",
        "The village remembered it for years.\n",
    ];
    const FRENCH: [&str; 6] = [
        "Le capitaine quitta le port à l'aube.\n",
        "Personne ne le vit partir.\n",
        "Le vieux phare était sombre cette nuit-là.\n",
        "Une tempête vint de l'ouest.\n",
        "Trois navires furent perdus.\n",
        "Le village s'en souvint pendant des années.\n",
    ];

    fn texts() -> (Text, Text) {
        let text = |name: &str, lines: [&str; 6], language| crate::text(name, &lines.concat(), Some(language), Split::Lines).unwrap();
        (text("a", ENGLISH, "en"), text("b", FRENCH, "fr"))
    }

    fn around(fixed: &[Bead]) -> Vec<Bead> {
        let (source, target) = texts();
        let known = Sources::built_in("en", "fr");
        align_around(&source, &target, &Options::default(), &known, fixed, |_, _| ()).unwrap().beads().to_vec()
    }

    #[test]
    fn fixed_beads_stay_and_the_rest_goes_around_them() {
        // Wrong on purpose: what is fixed is not argued with.
        let fixed = [Bead::new(vec![1], vec![2], 0.25), Bead::new(vec![4], vec![], 0.5)];
        let beads = around(&fixed);
        assert!(fixed.iter().all(|bead| beads.contains(bead)), "{beads:?}");
        for bead in beads.iter().filter(|bead| bead.kind == BeadKind::Match && !fixed.contains(bead)) {
            assert!((bead.source[0] < 1) == (bead.target[0] < 2), "{bead:?} crosses what is fixed");
        }
        assert!(beads.iter().any(|bead| (&bead.source[..], &bead.target[..]) == (&[5], &[5])), "{beads:?}");
    }

    #[test]
    fn a_fixed_bead_may_cross_and_have_holes() {
        let fixed = [Bead { kind: BeadKind::Moved, ..Bead::new(vec![0], vec![5], 1.0) }, Bead::new(vec![2, 4], vec![2], 1.0)];
        let beads = around(&fixed);
        assert!(fixed.iter().all(|bead| beads.contains(bead)), "{beads:?}");
        assert!(beads.iter().any(|bead| (&bead.source[..], &bead.target[..]) == (&[1], &[1])), "{beads:?}");
        assert!(beads.iter().any(|bead| (&bead.source[..], &bead.target[..]) == (&[3], &[3])), "{beads:?}");
    }

    #[test]
    fn a_stretch_is_aligned_as_the_whole_was() {
        let (source, target) = texts();
        let known = Sources::built_in("en", "fr");
        let realigner = Realigner::new(&source, &target, &Options::default(), &known, &[]);
        let beads = realigner.between(1..5, 1..5, &[Bead::new(vec![2], vec![2], 1.0)]);
        let ids: Vec<(Vec<usize>, Vec<usize>)> = beads.into_iter().map(|bead| (bead.source, bead.target)).collect();
        assert_eq!(ids, [1, 3, 4].map(|id| (vec![id], vec![id])));
        let words = realigner.words((&source, &target), &[0], &[0]);
        let said = |text: &Text, range: &Range<usize>| text.document().text()[range.clone()].to_owned();
        let pairs: Vec<(String, String)> = words.iter().map(|(s, t, _)| (said(&source, s), said(&target, t))).collect();
        assert!(pairs.contains(&("captain".into(), "capitaine".into())), "{pairs:?}");
    }

    #[test]
    fn a_sentence_in_two_fixed_beads_is_an_error() {
        let (source, target) = texts();
        let fixed = [Bead::new(vec![1], vec![1], 1.0), Bead::new(vec![1], vec![2], 1.0)];
        assert!(align_around(&source, &target, &Options::default(), &Sources::default(), &fixed, |_, _| ()).is_err());
    }
}
