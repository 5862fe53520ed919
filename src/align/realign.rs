//! Aligns around beads that a person has fixed, and realigns stretches of texts that are already learned.
//!
//! The whole is aligned once as if nothing were fixed, to learn the words, the bead-type priors and how much is usually explained; the
//! fixed beads are then learned from with certainty. The heaviest chain of fixed beads that ascends on both sides cuts the texts into
//! stretches, and each stretch is aligned by itself with what the whole has taught, its fixed sentences taken out. So nothing crosses a
//! fixed bead of the chain except sentences that are unmatched on both sides and found elsewhere; and one stretch can be realigned in
//! milliseconds, because the cost is that of the stretch.

use std::ops::Range;

use rayon::prelude::*;

use crate::align::explain::Places;
use crate::align::order::{in_reading_order, mark_moved};
use crate::align::passes::{Learned, Pass, Search};
use crate::align::repair::Repair;
use crate::align::stats::Stage;
use crate::align::tuning::ALONE;
use crate::align::verdict::{self, Verdict};
use crate::align::{confident, sure};
use crate::error::{Error, ErrorKind, Result};
use crate::hash::Set;
use crate::model::{Alignment, Bead, BeadKind, Pair, Side, Text};
use crate::score::attribution::{self, WordShare};
use crate::score::calibration::terms;

/// The alignment of two texts around beads that stay exactly as they are, after the last pass over them.
pub(super) fn around(search: Search, pass: &Pass, fixed: &[Bead]) -> Result<Alignment> {
    let (n, m) = (search.source.len(), search.target.len());
    let realigner = Realigner::new(search, pass, fixed)?;
    let Realigner { search, learned, verdict } = &realigner;
    let mut beads = realigner.free(Pair::new(0..n, 0..m), &placed(search, fixed))?;
    if search.may_move() {
        let repaired = |beads| search.clock().time(Stage::Repair, || Repair::new(search, &learned.lexicon, pass, beads).pairs_only());
        beads = paired_across(repaired, beads, *verdict, pass.unsure());
    }
    let beads = beads.into_iter().map(|bead| search.named(bead)).collect();
    Ok(Alignment::new(in_reading_order(beads, fixed), n, m)?.with_related(verdict.related()))
}

/// Two texts, learned: aligns any stretch of them anew in milliseconds. [`Aligner::realigner`](super::Aligner::realigner) makes one.
pub struct Realigner {
    search: Search,
    learned: Learned,
    verdict: Verdict,
}

impl Realigner {
    /// After the last pass over two texts; what `fixed` beads say is certain.
    pub(super) fn new(search: Search, pass: &Pass, fixed: &[Bead]) -> Result<Self> {
        let verdict = verdict::of(&search, pass);
        let learned = search.learned(pass, &placed(&search, fixed))?;
        Ok(Self { search, learned, verdict })
    }

    /// Beads, in reading order, for the sentences of these ranges of ids that are in no fixed bead. Of fixed beads those matter that hold sentences
    /// of both ranges: what is aligned does not cross them. A bead that lies partly outside of the ranges is to be given as fixed too. What of the
    /// ranges is beyond the texts is left out, and there are no beads at all where they would take more memory than there may be. Works in the
    /// thread pool that it is called in.
    pub fn between(&self, ranges: Pair<Range<usize>>, fixed: &[Bead]) -> Vec<Bead> {
        let texts = self.search.texts();
        let ranges = Pair::from_fn(|side| ranges[side].start..ranges[side].end.min(texts[side].len()));
        let Ok(beads) = self.free(ranges, &placed(&self.search, fixed)) else { return Vec::new() };
        let beads = beads.into_iter().map(|bead| self.search.named(bead)).collect();
        let fixed_ids: Set<(&[usize], &[usize])> = fixed.iter().map(|bead| (&bead.source[..], &bead.target[..])).collect();
        let mut all = in_reading_order(beads, fixed);
        all.retain(|bead| !fixed_ids.contains(&(&bead.source[..], &bead.target[..])));
        all
    }

    /// Word pairs that speak for a bead of these texts, which are the ones that were learned: bytes of the two documents and the weight in nats;
    /// the strongest first.
    pub fn words(&self, texts: Pair<&Text>, bead: &Bead) -> Vec<(Pair<Range<usize>>, f32)> {
        let prepared = self.search.texts();
        let known = |side: Side| bead.ids(side).iter().copied().filter(move |&id| id < prepared[side].len());
        let source: Vec<usize> = known(Side::Source).collect();
        let target: Vec<usize> = known(Side::Target).map(|id| self.search.target_place(id)).collect();
        let found = attribution::of_group(prepared, &self.learned.lexicon, Pair::new(&source, &target));
        let mut places = (Places::new(texts.source, prepared.source), Places::new(texts.target, prepared.target));
        let pair = |share: WordShare| {
            let source = places.0.of(share.places.source, |id| id)?;
            let target = places.1.of(share.places.target, |id| self.search.target_id(id))?;
            Some((Pair::new(source.range, target.range), share.nats))
        };
        found.into_iter().filter_map(pair).collect()
    }

    /// The beads of all that is free in some ranges of sentences, stretch by stretch, with places as target ids.
    fn free(&self, ranges: Pair<Range<usize>>, fixed: &[Bead]) -> Result<Vec<Bead>> {
        let source = ranges.source;
        let mut target: Vec<usize> = ranges.target.map(|id| self.search.target_place(id)).collect();
        target.sort_unstable();
        let target_in = |id: usize| target.binary_search(&id).is_ok();
        let inside = |bead: &&Bead| bead.source.iter().all(|id| source.contains(id)) && bead.target.iter().all(|&id| target_in(id));
        let chain = chain(fixed.iter().filter(inside));
        let mut free = vec![Pair::<Vec<usize>>::default(); chain.len() + 1];
        for (side, ids) in Pair::new(source.collect(), target).sides() {
            let held: Set<usize> = fixed.iter().flat_map(|bead| bead.ids(side)).copied().collect();
            for id in ids.into_iter().filter(|id| !held.contains(id)) {
                free[chain.partition_point(|bead| bead.ids(side)[0] < id)][side].push(id);
            }
        }
        let stretches: Result<Vec<Vec<Bead>>> = free.par_iter().map(|ids| self.stretch(&ids.source, &ids.target)).collect();
        Ok(stretches?.into_iter().flatten().collect())
    }

    /// The beads of some sentences of both texts, aligned as if they followed each other.
    fn stretch(&self, source: &[usize], target: &[usize]) -> Result<Vec<Bead>> {
        if source.is_empty() || target.is_empty() {
            let omitted = source.iter().map(|&id| Bead::new(vec![id], Vec::new(), ALONE));
            return Ok(omitted.chain(target.iter().map(|&id| Bead::new(Vec::new(), vec![id], ALONE))).collect());
        }
        let Self { search, learned, verdict } = self;
        let part = search.part(source, target)?;
        let lexicon = learned.lexicon.part(search.texts(), part.texts(), Pair::new(source, target));
        let pass = part.pass_of_part(lexicon, learned)?;
        let mut beads = confident(part.judged(&pass), *verdict);
        for bead in &mut beads {
            bead.source.iter_mut().for_each(|id| *id = source[*id]);
            bead.target.iter_mut().for_each(|id| *id = target[*id]);
        }
        Ok(beads)
    }
}

/// Every fixed sentence exists and is in one bead only.
pub(super) fn check(fixed: &[Bead], source: &Text, target: &Text) -> Result<()> {
    if fixed.is_empty() {
        return Ok(());
    }
    let rest = |len: usize, side: Side| {
        let held: Set<usize> = fixed.iter().flat_map(|bead| bead.ids(side)).copied().collect();
        (0..len).filter(move |id| !held.contains(id))
    };
    let mut beads = fixed.to_vec();
    beads.extend(rest(source.len(), Side::Source).map(|id| Bead::new(vec![id], Vec::new(), 0.0)));
    beads.extend(rest(target.len(), Side::Target).map(|id| Bead::new(Vec::new(), vec![id], 0.0)));
    Alignment::new(beads, source.len(), target.len()).map(drop).map_err(|error| match error.kind {
        ErrorKind::BadAlignment { what, .. } => {
            Error::new("fixed beads", ErrorKind::BadAlignment { what, remedy: "give beads that do not contradict each other".into() })
        }
        _ => error,
    })
}

/// Beads with the places that their target sentences have in a search.
fn placed(search: &Search, beads: &[Bead]) -> Vec<Bead> {
    let place = |bead: &Bead| {
        let mut bead = bead.clone();
        bead.target.iter_mut().for_each(|id| *id = search.target_place(*id));
        bead.target.sort_unstable();
        bead
    };
    beads.iter().map(place).collect()
}

/// The heaviest chain of beads with both sides that ascends on both.
fn chain<'b>(beads: impl Iterator<Item = &'b Bead>) -> Vec<Bead> {
    let mut beads: Vec<Bead> = beads.filter(|bead| !bead.source.is_empty() && !bead.target.is_empty()).cloned().collect();
    beads.sort_by_key(|bead| bead.source[0]);
    mark_moved(&mut beads);
    beads.retain(|bead| bead.kind == BeadKind::Match);
    beads
}

/// Beads with the unmatched among them paired whose partner stands in another stretch.
fn paired_across(repair: impl FnOnce(Vec<Bead>) -> Vec<Bead>, beads: Vec<Bead>, verdict: Verdict, unsure: f32) -> Vec<Bead> {
    let unmatched: Set<usize> = beads.iter().filter(|bead| bead.target.is_empty()).flat_map(|bead| bead.source.clone()).collect();
    let found = repair(beads);
    let judged = |bead: Bead| match bead.source[..] {
        [id] if !bead.target.is_empty() && unmatched.contains(&id) => {
            let terms = terms(&bead, true, unsure);
            sure(bead, &terms, verdict)
        }
        _ => bead,
    };
    found.into_iter().map(judged).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Aligner;
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

    fn aligner() -> Aligner {
        Aligner::builder().build().unwrap()
    }

    fn around(fixed: &[Bead]) -> Vec<Bead> {
        let (source, target) = texts();
        aligner().align_around(&source, &target, fixed).unwrap().beads().to_vec()
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
        let realigner = aligner().realigner(&source, &target, &[]).unwrap();
        let beads = realigner.between(Pair::new(1..5, 1..5), &[Bead::new(vec![2], vec![2], 1.0)]);
        let ids: Vec<(Vec<usize>, Vec<usize>)> = beads.into_iter().map(|bead| (bead.source, bead.target)).collect();
        assert_eq!(ids, [1, 3, 4].map(|id| (vec![id], vec![id])));
        let words = realigner.words(Pair::new(&source, &target), &Bead::new(vec![0], vec![0], 1.0));
        let said = |text: &Text, range: &Range<usize>| text.document().text()[range.clone()].to_owned();
        let pairs: Vec<(String, String)> =
            words.iter().map(|(place, _)| (said(&source, &place.source), said(&target, &place.target))).collect();
        assert!(pairs.contains(&("captain".into(), "capitaine".into())), "{pairs:?}");
    }

    #[test]
    fn a_sentence_in_two_fixed_beads_is_an_error() {
        let (source, target) = texts();
        let fixed = [Bead::new(vec![1], vec![1], 1.0), Bead::new(vec![1], vec![2], 1.0)];
        assert!(aligner().align_around(&source, &target, &fixed).is_err());
        assert!(aligner().realigner(&source, &target, &fixed).is_err());
    }
}
