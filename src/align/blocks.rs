//! Finds blocks of the target that were moved, and the order of its sentences that undoes it.
//!
//! A lattice cannot follow a chapter that was moved: whatever path it takes, one of the two parts is lost. But the anchors of the moved
//! part form a chain of their own beside the main one. So dense chains are sought in what the main chain leaves over; the target is read in
//! the order of the source, aligned as any other, and the beads get their own ids back.

use std::ops::Range;

use crate::align::anchors::{self, Anchor, Gap};
use crate::align::tuning::{BLOCK_REACH, LEAST_BLOCK_ANCHORS, LEAST_BLOCK_TEXT, LEAST_BLOCK_WEIGHT, MOST_BLOCKS};
use crate::tokens::Prepared;

/// Sentences of both sides that go together, those that the main chain leaves over.
#[derive(Clone, Debug)]
struct Block {
    source: Range<usize>,
    target: Range<usize>,
}

/// Whether two texts are long enough to have blocks.
pub fn may_be(source: &Prepared, target: &Prepared) -> bool {
    source.len().min(target.len()) >= LEAST_BLOCK_TEXT
}

/// Old ids of the `m` sentences of the target in the order of the `n` of the source, if blocks of them stand elsewhere; by all anchors, and by the best
/// chain of them.
pub fn order(n: usize, m: usize, mut rest: Vec<Anchor>, main: &[Anchor]) -> Option<Vec<usize>> {
    let whole = Gap { rows: 0..n, columns: 0..m };
    let mut taken = (vec![false; n], vec![false; m]);
    for piece in pieces(main) {
        take(&mut taken, piece);
    }
    let mut blocks: Vec<Block> = Vec::new();
    while blocks.len() < MOST_BLOCKS {
        rest.retain(|anchor| !taken.0[anchor.source as usize] && !taken.1[anchor.target as usize]);
        let chain = anchors::chain(&rest, &whole);
        let found: Vec<&[Anchor]> = pieces(&chain).filter(|piece| is_block(piece)).collect();
        if found.is_empty() {
            break;
        }
        for piece in &found {
            take(&mut taken, piece);
        }
        blocks.extend(found.iter().filter_map(|piece| Some(Block { source: rows(piece)?, target: columns(piece)? })));
    }
    (!blocks.is_empty()).then(|| put_in_order(blocks, main, &mut taken, m))
}

fn rows(piece: &[Anchor]) -> Option<Range<usize>> {
    Some(piece.first()?.source as usize..piece.last()?.source as usize + 1)
}

fn columns(piece: &[Anchor]) -> Option<Range<usize>> {
    Some(piece.first()?.target as usize..piece.last()?.target as usize + 1)
}

/// The parts of a chain whose anchors are near each other.
fn pieces(chain: &[Anchor]) -> impl Iterator<Item = &[Anchor]> {
    chain.chunk_by(|a, b| (b.source - a.source) as usize <= BLOCK_REACH && (b.target - a.target) as usize <= BLOCK_REACH)
}

fn take(taken: &mut (Vec<bool>, Vec<bool>), piece: &[Anchor]) {
    taken.0[rows(piece).unwrap_or_default()].fill(true);
    taken.1[columns(piece).unwrap_or_default()].fill(true);
}

fn is_block(piece: &[Anchor]) -> bool {
    let weight: f32 = piece.iter().map(|anchor| anchor.weight).sum();
    let steps =
        piece.windows(2).map(|pair| anchors::price((pair[1].source - pair[0].source) as usize, (pair[1].target - pair[0].target) as usize));
    piece.len() >= LEAST_BLOCK_ANCHORS && weight - steps.sum::<f32>() >= LEAST_BLOCK_WEIGHT
}

/// Puts each block where the source has it.
fn put_in_order(mut blocks: Vec<Block>, main: &[Anchor], taken: &mut (Vec<bool>, Vec<bool>), m: usize) -> Vec<usize> {
    blocks.sort_by_key(|block| block.source.start);
    for block in &mut blocks {
        grow(block, taken);
    }
    let mut moved = vec![false; m];
    for block in &blocks {
        moved[block.target.clone()].fill(true);
    }
    // What is not moved stays in its order; each block comes before the first of it that follows it in the source.
    let mut order = Vec::with_capacity(m);
    let mut next = 0;
    for block in blocks {
        let last = main.iter().take_while(|anchor| (anchor.source as usize) < block.source.start).last();
        let end = last.map_or(0, |anchor| {
            let after = anchor.target as usize + 1;
            let between = block.source.start - anchor.source as usize - 1;
            after + (after..m).take(between).take_while(|&j| !taken.1[j]).count()
        });
        if end > next {
            order.extend((next..end).filter(|&j| !moved[j]));
            next = end;
        }
        order.extend(block.target);
    }
    order.extend((next..m).filter(|&j| !moved[j]));
    order
}

/// Takes in the sentences before and after a block that no other has, as many on one side as on the other.
fn grow(block: &mut Block, taken: &mut (Vec<bool>, Vec<bool>)) {
    let before = |taken: &[bool], at: usize| taken[..at].iter().rev().take_while(|&&taken| !taken).count();
    let after = |taken: &[bool], at: usize| taken[at..].iter().take_while(|&&taken| !taken).count();
    let head = before(&taken.0, block.source.start).min(before(&taken.1, block.target.start));
    let tail = after(&taken.0, block.source.end).min(after(&taken.1, block.target.end));
    block.source = block.source.start - head..block.source.end + tail;
    block.target = block.target.start - head..block.target.end + tail;
    taken.0[block.source.clone()].fill(true);
    taken.1[block.target.clone()].fill(true);
}
