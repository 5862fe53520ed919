//! What looking at the doubtful beads is worth: `cargo bench --bench review`.
//!
//! A reviewer looks at one bead after the other, the least confident first (or in random order), puts it right by the gold and locks what
//! was corrected; the stretch around it is aligned anew. Looking at a bead puts right every gold bead that it shares a sentence with.
//! Printed: strict F1 of all documents of a corpus together against the share of the beads that was looked at.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/suite/support/mod.rs"]
mod support;

use diptych::internal::hash::Set;
use std::ops::Range;

use clap::Parser;
use diptych::align::{Aligner, Realigner};
use diptych::eval::{self, Link, Links};
use diptych::model::{Bead, Pair};
use rayon::prelude::*;
use support::dice;
use support::gold::{self, GoldDocument};

/// Prints the curves.
#[derive(Parser)]
struct Args {
    /// The corpora whose names hold this.
    #[arg(default_value = "textberg")]
    corpus: String,
    /// What `cargo bench` passes.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Percent of the beads that were looked at where the curve is printed.
const POINTS: [usize; 9] = [0, 1, 2, 5, 10, 15, 20, 30, 50];
/// Sentences to either side of an edit that are aligned anew.
const REACH: usize = 200;

fn main() {
    let args = Args::parse();
    let Some(folder) = support::shared("gold") else { return };
    let documents = gold::documents(&folder, |name| name.contains(&args.corpus));
    println!("strict F1 of {} after this share of the beads was looked at\n", args.corpus);
    print!("{:32}", "order");
    POINTS.iter().for_each(|point| print!("{:>7}", format!("{point} %")));
    println!();
    for (name, random, again) in
        [("most doubtful first", false, true), ("the same, nothing aligned anew", false, false), ("random", true, true)]
    {
        let curves: Vec<Vec<Links>> = documents.par_iter().map(|document| Review::new(document).curve(random, again)).collect();
        print!("{name:32}");
        for at in 0..POINTS.len() {
            let figures =
                eval::score(curves.iter().zip(&documents).map(|(curve, document)| (curve[at].as_slice(), document.links.as_slice())));
            print!("{:7.3}", figures.strict.f1);
        }
        println!();
    }
}

/// A document under review: its beads, and whether somebody fixed them.
struct Review<'a> {
    document: &'a GoldDocument,
    realigner: Realigner,
    beads: Vec<(Bead, bool)>,
}

impl<'a> Review<'a> {
    fn new(document: &'a GoldDocument) -> Self {
        let (source, target) = (&document.source, &document.target);
        let aligner = Aligner::builder().build().unwrap();
        let alignment = aligner.align(source, target).unwrap();
        let realigner = aligner.realigner(source, target, &[]).unwrap();
        Self { document, realigner, beads: alignment.beads().iter().map(|bead| (bead.clone(), false)).collect() }
    }

    /// The links at each of the points.
    fn curve(mut self, random: bool, again: bool) -> Vec<Links> {
        let all = self.beads.len();
        let mut dice = dice::Dice(7);
        let mut looked = 0;
        let mut curve = Vec::new();
        for point in POINTS {
            while looked < all * point / 100 {
                let Some(at) = self.next(random.then_some(&mut dice)) else { break };
                self.put_right(at, again);
                looked += 1;
            }
            curve.push(self.beads.iter().map(|(bead, _)| Link::new(bead.source.clone(), bead.target.clone())).collect());
        }
        curve
    }

    /// The place of the bead to look at.
    fn next(&self, dice: Option<&mut dice::Dice>) -> Option<usize> {
        let open: Vec<usize> = (0..self.beads.len()).filter(|&at| !self.beads[at].1).collect();
        match dice {
            Some(dice) => (!open.is_empty()).then(|| open[dice.roll(open.len() as u64) as usize]),
            None => open.into_iter().min_by(|&a, &b| self.beads[a].0.confidence.total_cmp(&self.beads[b].0.confidence)),
        }
    }

    /// Puts a bead right after the gold, and the stretch around it.
    fn put_right(&mut self, at: usize, again: bool) {
        let bead = self.beads[at].0.clone();
        let touches = |one: &[usize], other: &[usize]| one.iter().any(|id| other.contains(id));
        let links = self.document.links.iter().filter(|link| touches(&link.source, &bead.source) || touches(&link.target, &bead.target));
        let mut right: Vec<Bead> = links
            .filter(|link| link.iter().any(|ids| !ids.is_empty()))
            .map(|link| Bead::new(link.source.clone(), link.target.clone(), 1.0))
            .collect();
        let held = |right: &[Bead]| -> (Set<usize>, Set<usize>) {
            (right.iter().flat_map(|b| b.source.clone()).collect(), right.iter().flat_map(|b| b.target.clone()).collect())
        };
        let (source, target) = held(&right);
        // What the gold does not mention has no counterpart.
        right.extend(bead.source.iter().filter(|&id| !source.contains(id)).map(|&id| Bead::new(vec![id], Vec::new(), 1.0)));
        right.extend(bead.target.iter().filter(|&id| !target.contains(id)).map(|&id| Bead::new(Vec::new(), vec![id], 1.0)));
        let (source, target) = held(&right);
        let (mut rest, mut place) = (Vec::new(), None);
        for (mut bead, fixed) in std::mem::take(&mut self.beads) {
            let before = (bead.source.len(), bead.target.len());
            bead.source.retain(|id| !source.contains(id));
            bead.target.retain(|id| !target.contains(id));
            if before != (bead.source.len(), bead.target.len()) {
                place.get_or_insert(rest.len());
                if bead.source.is_empty() && bead.target.is_empty() {
                    continue;
                }
                bead = Bead::new(bead.source, bead.target, bead.confidence);
            }
            rest.push((bead, fixed));
        }
        let place = place.unwrap_or(rest.len());
        let count = right.len();
        rest.splice(place..place, right.into_iter().map(|bead| (bead, true)));
        self.beads = rest;
        if again {
            self.align_again(place..place + count);
        }
    }

    /// Aligns anew what lies between the nearest fixed beads around these.
    fn align_again(&mut self, changed: Range<usize>) {
        let sentences =
            |range: Range<usize>| self.beads[range].iter().map(|(bead, _)| bead.source.len().max(bead.target.len())).sum::<usize>();
        let (mut from, mut to) = (changed.start, changed.end);
        while from > 0 && !self.beads[from - 1].1 && sentences(from..changed.start) < REACH {
            from -= 1;
        }
        while to < self.beads.len() && !self.beads[to].1 && sentences(changed.end..to) < REACH {
            to += 1;
        }
        let inside = &self.beads[from..to];
        let bounds = |ids: &mut dyn Iterator<Item = usize>| {
            ids.fold(None, |b: Option<(usize, usize)>, id| b.map_or(Some((id, id + 1)), |(a, z)| Some((a.min(id), z.max(id + 1)))))
        };
        let open = || inside.iter().filter(|(_, fixed)| !fixed);
        let Some((a, b)) = bounds(&mut open().flat_map(|(bead, _)| bead.source.clone())) else { return };
        let Some((c, d)) = bounds(&mut open().flat_map(|(bead, _)| bead.target.clone())) else { return };
        let fixed: Vec<Bead> = self
            .beads
            .iter()
            .enumerate()
            .filter(|(at, (_, fixed))| *fixed || !(from..to).contains(at))
            .map(|(_, (bead, _))| bead.clone())
            .collect();
        let found = self.realigner.between(Pair::new(a..b, c..d), &fixed);
        let mut all: Vec<(Bead, bool)> = found.into_iter().map(|bead| (bead, false)).collect();
        all.extend(inside.iter().filter(|(_, fixed)| *fixed).cloned());
        all.sort_by_key(|(bead, _)| bead.source.first().copied().map_or_else(|| (bead.target[0], 1), |id| (id, 0)));
        self.beads.splice(from..to, all);
    }
}
