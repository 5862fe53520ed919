//! The splices that bring rows into reading order when some go and others come.
//!
//! Rows that stay keep their order among themselves. A row with source sentences stands by its first one; an added one after the match
//! whose target sentences come before it.

use super::state::{Marked, Splice};
use crate::hash::{Map, Set};
use crate::model::{BeadKind, ReadingOrder};

/// Where a row belongs: after the rows with source sentences below the first number; added ones after those, by their targets.
type Key = (usize, u8, usize);

/// Keys of rows where they stand: an added row belongs to the row with source sentences before it.
fn standing<'r>(rows: impl Iterator<Item = &'r Marked>) -> impl Iterator<Item = Key> {
    let mut before = 0;
    rows.map(move |row| match (row.bead.source.first(), row.bead.target.first()) {
        (Some(&id), _) => {
            before = id + 1;
            (before, 0, 0)
        }
        (None, target) => (before, 1, target.copied().unwrap_or(0)),
    })
}

/// Brings rows into reading order; added ones stay behind the row they stand behind.
pub fn sort(rows: &mut Vec<Marked>) {
    let keys: Vec<usize> = standing(rows.iter()).map(|key| key.0).collect();
    if keys.is_sorted() {
        return;
    }
    let mut order: Vec<(usize, Marked)> = keys.into_iter().zip(std::mem::take(rows)).collect();
    order.sort_by_key(|(key, _)| *key);
    rows.extend(order.into_iter().map(|(_, row)| row));
}

/// What is at a place of the list that comes out.
#[derive(Clone, Copy)]
enum Item {
    Old(usize),
    New(usize),
}

/// The splices that take the rows `out` away, put `changed` ones in the places of what they were, and `new` ones where they belong.
pub fn splices(rows: &[Marked], out: &[usize], changed: Vec<(usize, Marked)>, new: Vec<Marked>) -> Vec<Splice> {
    let out: Set<usize> = out.iter().copied().collect();
    let mut changed: Map<usize, Marked> = changed.into_iter().collect();
    let kept: Vec<usize> = (0..rows.len()).filter(|at| !out.contains(at)).collect();
    let items = merged(rows, &kept, &changed, &new);
    let mut new: Vec<Option<Marked>> = new.into_iter().map(Some).collect();
    let mut splices: Vec<Splice> = Vec::new();
    let mut open = Splice { at: 0, out: Vec::new(), new: Vec::new() };
    let mut next = 0;
    for item in items.into_iter().chain([Item::Old(rows.len())]) {
        let old = match item {
            Item::New(at) => {
                open.new.extend(new.get_mut(at).and_then(Option::take));
                continue;
            }
            Item::Old(old) => old,
        };
        open.out.extend_from_slice(rows.get(next..old).unwrap_or_default());
        match changed.remove(&old) {
            Some(row) => {
                open.out.extend(rows.get(old).cloned());
                open.new.push(row);
            }
            None if open.out.is_empty() && open.new.is_empty() => open.at = old + 1,
            None => splices.push(std::mem::replace(&mut open, Splice { at: old + 1, out: Vec::new(), new: Vec::new() })),
        }
        next = old + 1;
    }
    splices
}

/// Kept and new rows in their order.
fn merged(rows: &[Marked], kept: &[usize], changed: &Map<usize, Marked>, new: &[Marked]) -> Vec<Item> {
    let row = |at: usize| changed.get(&at).or_else(|| rows.get(at));
    let mut coming: Vec<(Key, usize)> = keys_of_new(kept.iter().filter_map(|&at| row(at)), new).into_iter().zip(0..).collect();
    coming.sort_unstable();
    let mut coming = coming.into_iter().peekable();
    let mut items: Vec<Item> = Vec::with_capacity(kept.len() + new.len());
    let is_added_beyond = |item: &Item, target: usize| match item {
        Item::Old(at) => row(*at).is_some_and(|row| row.bead.source.is_empty() && row.bead.target.first() > Some(&target)),
        Item::New(_) => false,
    };
    let put = |items: &mut Vec<Item>, at: usize| {
        // Added rows whose targets come later stand behind a match, not before it.
        let target = new.get(at).filter(|row| row.bead.kind == BeadKind::Match).and_then(|row| row.bead.target.first());
        let behind = target.map_or(0, |&target| items.iter().rev().take_while(|item| is_added_beyond(item, target)).count());
        items.insert(items.len() - behind, Item::New(at));
    };
    for (&at, key) in kept.iter().zip(standing(kept.iter().filter_map(|&at| row(at)))) {
        while let Some((_, next)) = coming.next_if(|(next, _)| *next < key) {
            put(&mut items, next);
        }
        items.push(Item::Old(at));
    }
    coming.for_each(|(_, next)| put(&mut items, next));
    items
}

/// Where new rows belong.
fn keys_of_new<'r>(kept: impl Iterator<Item = &'r Marked>, new: &'r [Marked]) -> Vec<Key> {
    let has_added = new.iter().any(|row| row.bead.source.is_empty());
    let order = ReadingOrder::new(kept.chain(new).filter(|_| has_added).map(|row| &row.bead));
    new.iter().map(|row| order.place(&row.bead)).collect()
}
