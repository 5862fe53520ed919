//! Prints what the aligner reaches on every gold corpus: `cargo bench --bench accuracy [-- CORPUS]`.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

mod gold;

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Link = (Vec<usize>, Vec<usize>);

#[derive(Default, Clone)]
struct Sums {
    strict: [f64; 2],
    lax: [f64; 2],
    tests: f64,
    twos: [f64; 2],
    null: [f64; 3],
    block: [f64; 4],
}

fn add(sums: &mut Sums, gold: &[Link], test: &[Link]) {
    let set = |l: &[Link]| l.iter().cloned().collect::<BTreeSet<_>>();
    let (gold, test) = (set(gold), set(test));
    let two = |l: &BTreeSet<Link>| l.iter().filter(|l| !l.0.is_empty() && !l.1.is_empty()).cloned().collect::<BTreeSet<_>>();
    let (gold2, test2) = (two(&gold), two(&test));
    let lax = |from: &BTreeSet<Link>, to: &BTreeSet<Link>| {
        let mut map: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (a, b) in to {
            for i in a {
                map.entry(*i).or_default().extend(b);
            }
        }
        from.iter().filter(|l| to.contains(*l) || l.0.iter().any(|i| map.get(i).is_some_and(|t| l.1.iter().any(|j| t.contains(j))))).count()
            as f64
    };
    sums.strict[0] += test.intersection(&gold).count() as f64;
    sums.strict[1] += test2.intersection(&gold2).count() as f64;
    sums.lax[0] += lax(&test, &gold);
    sums.lax[1] += lax(&gold2, &test2);
    sums.tests += test.len() as f64;
    sums.twos[1] += gold2.len() as f64;
    let universe: BTreeSet<(u8, usize)> =
        gold.iter().flat_map(|l| l.0.iter().map(|&i| (0, i)).chain(l.1.iter().map(|&j| (1, j)))).collect();
    let nulls = |two: &BTreeSet<Link>| {
        let used: BTreeSet<(u8, usize)> = two.iter().flat_map(|l| l.0.iter().map(|&i| (0, i)).chain(l.1.iter().map(|&j| (1, j)))).collect();
        universe.difference(&used).copied().collect::<BTreeSet<_>>()
    };
    let (gn, tn) = (nulls(&gold2), nulls(&test2));
    sums.null[0] += gn.intersection(&tn).count() as f64;
    sums.null[1] += tn.len() as f64;
    sums.null[2] += gn.len() as f64;
    let mut group = BTreeMap::new();
    for (k, l) in gold2.iter().enumerate() {
        l.0.iter().for_each(|&i| {
            group.insert((0u8, i), k);
        });
        l.1.iter().for_each(|&j| {
            group.insert((1u8, j), k);
        });
    }
    sums.block[3] += group.len() as f64;
    let mut covered = BTreeSet::new();
    for l in &test2 {
        sums.block[1] += 1.0;
        let ids: Vec<(u8, usize)> = l.0.iter().map(|&i| (0, i)).chain(l.1.iter().map(|&j| (1, j))).collect();
        let groups: BTreeSet<Option<usize>> = ids.iter().map(|id| group.get(id).copied()).collect();
        if groups.len() == 1 && groups.iter().all(|g| g.is_some()) {
            sums.block[0] += 1.0;
            covered.extend(ids);
        }
    }
    sums.block[2] += covered.len() as f64;
}

fn f(p: f64, r: f64) -> f64 {
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

fn d(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 0.0 }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let documents = gold::documents(args.first().map(String::as_str));
    let options = diptych::align::Options { rounds: std::env::var("ROUNDS").map_or(3, |r| r.parse().unwrap()), ..Default::default() };
    let results: Vec<(Sums, f64)> = documents
        .par_iter()
        .map(|document| {
            let start = std::time::Instant::now();
            let alignment = diptych::align::align(&document.source, &document.target, &options).unwrap();
            let test: Vec<Link> = alignment.beads().iter().map(|b| (b.source.clone(), b.target.clone())).collect();
            let mut sums = Sums::default();
            add(&mut sums, &document.links, &test);
            if let Ok(dir) = std::env::var("OUT") {
                let text: String =
                    alignment.beads().iter().map(|b| format!("{:?}:{:?}:{:.4}\n", b.source, b.target, 1.0 - b.confidence)).collect();
                std::fs::write(format!("{dir}/{}.{}", document.corpus, document.name), text).unwrap();
            }
            (sums, start.elapsed().as_secs_f64())
        })
        .collect();
    let mut corpora: BTreeMap<&str, (Sums, f64)> = BTreeMap::new();
    for (document, (sums, seconds)) in documents.iter().zip(results) {
        let entry = corpora.entry(&document.corpus).or_default();
        entry.1 += seconds;
        let into = &mut entry.0;
        for k in 0..2 {
            into.strict[k] += sums.strict[k];
            into.lax[k] += sums.lax[k];
            into.twos[k] += sums.twos[k];
        }
        into.tests += sums.tests;
        (0..3).for_each(|k| into.null[k] += sums.null[k]);
        (0..4).for_each(|k| into.block[k] += sums.block[k]);
    }
    println!("corpus            strict P     R    F1    lax F1   null P     R    F1   block F1   seconds");
    for (name, (s, seconds)) in corpora {
        let (p, r) = (d(s.strict[0], s.tests), d(s.strict[1], s.twos[1]));
        let (lp, lr) = (d(s.lax[0], s.tests), d(s.lax[1], s.twos[1]));
        let (np, nr) = (d(s.null[0], s.null[1]), d(s.null[0], s.null[2]));
        let (bp, br) = (d(s.block[0], s.block[1]), d(s.block[2], s.block[3]));
        println!(
            "{name:18} {p:.3} {r:.3} {:.3}     {:.3}    {np:.3} {nr:.3} {:.3}      {:.3}     {seconds:.2}",
            f(p, r),
            f(lp, lr),
            f(np, nr),
            f(bp, br)
        );
    }
}
