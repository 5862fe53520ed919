//! Pairs that teach each other are aligned at least as well as alone, but for a little where packs know their words: `batch --pool` on the chapters of novels, on papers and on news.

use crate::accuracy::LONG;
use crate::support;
use crate::support::gold;
use crate::support::gold::pooling::{self, Way};

/// Corpora of gold, and the sentences of the chapters that their texts are cut into, if they are.
const SETS: [(&str, Option<usize>); 3] = [("mac", None), ("transread_enfr", Some(150)), ("champollion", None)];

#[test]
fn pairs_that_teach_each_other_are_aligned_as_well_as_alone() {
    let Some(folder) = support::shared("gold") else { return };
    if cfg!(debug_assertions) {
        support::unchecked::left_out(LONG);
        return;
    }
    let mut worse = Vec::new();
    for (name, chapter) in SETS {
        let documents = gold::documents(&folder, |corpus| corpus == name);
        let documents = chapter.map_or_else(|| documents.clone(), |most| pooling::chapters(&documents, most));
        for packs in [false, true] {
            if packs && cfg!(not(feature = "packs")) {
                continue;
            }
            let of = |pool: bool| pooling::figures(&documents, &Way { packs, pool, lexicons: Vec::new() }, 2).strict.f1;
            let (alone, pool) = (of(false), of(true));
            println!("{name:16} packs: {packs:5}  alone {alone:.4}, with the pool {pool:.4}");
            // With packs the pool tells little that they do not: two links of champollion are lost, none elsewhere; without them all gain.
            if pool < alone - if packs { 0.0015 } else { 0.0 } {
                worse.push(format!("{name}, packs: {packs}: {pool:.4} < {alone:.4}"));
            }
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}

#[test]
fn without_a_pack_articles_gain_by_each_other() {
    let Some(ntrex) = support::shared("train/ntrex") else { return };
    if cfg!(debug_assertions) {
        support::unchecked::left_out(LONG);
        return;
    }
    for (language, file) in [("fi", "fin"), ("ka", "kat")] {
        let documents = pooling::news(&ntrex, language, file);
        let of = |pool: bool| pooling::figures(&documents, &Way { pool, ..Way::default() }, 2);
        let (alone, pool) = (of(false), of(true));
        let [strict, null] = [alone.strict.f1, alone.null.rates.f1];
        println!("{language}: alone {strict:.4}, null {null:.3}; with the pool {:.4}, null {:.3}", pool.strict.f1, pool.null.rates.f1);
        assert!(pool.strict.f1 > strict + 0.005 && pool.null.rates.f1 > null + 0.03, "{language}: no gain");
    }
}
