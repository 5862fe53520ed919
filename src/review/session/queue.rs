//! Which rows deserve a look, by their confidences, and what looking is worth.

use super::super::protocol::{Promise, Queue};
use crate::project::Marked;

/// The shares that promises are made for.
const GOALS: [f64; 3] = [0.95, 0.99, 0.999];

/// Rows nobody has looked at, least confident first. A confidence is the probability that a row is right, so their mean is the share expected to
/// be right, and a row that was looked at is.
pub(super) fn queue(version: u64, rows: &[Marked]) -> Queue {
    let mut waiting: Vec<usize> = (0..rows.len()).filter(|&at| rows.get(at).is_some_and(|row| !row.status.is_fixed())).collect();
    let confidence = |at: usize| rows.get(at).map_or(1.0, Marked::confidence);
    waiting.sort_by(|&one, &other| confidence(one).total_cmp(&confidence(other)));
    let all = rows.len() as f64;
    let doubt: f64 = waiting.iter().map(|&at| 1.0 - f64::from(confidence(at))).sum();
    let share = |doubt: f64| if all > 0.0 { (1.0 - doubt / all).clamp(0.0, 1.0) } else { 1.0 };
    let mut promises = Vec::new();
    let mut left = doubt;
    let mut looked = 0;
    for goal in GOALS {
        if share(doubt) >= goal {
            continue;
        }
        while share(left) < goal {
            let Some(&at) = waiting.get(looked) else { break };
            looked += 1;
            left -= 1.0 - f64::from(confidence(at));
        }
        promises.push(Promise { look: looked, right: share(left) as f32 });
    }
    Queue { version, rows: waiting, right: share(doubt) as f32, promises }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Bead;

    #[test]
    fn the_least_confident_come_first_and_promises_are_kept_by_looking() {
        let auto = |id: usize, confidence| Marked::auto(Bead::new(vec![id], vec![id], confidence));
        let mut rows = vec![auto(0, 0.9), auto(1, 0.5), auto(2, 1.0), auto(3, 0.2)];
        let queue = queue(7, &rows);
        assert_eq!((queue.version, &queue.rows[..]), (7, &[3, 1, 0, 2][..]));
        assert!((queue.right - 0.65).abs() < 1e-6);
        let looks: Vec<usize> = queue.promises.iter().map(|promise| promise.look).collect();
        // Without rows 3 and 1, 0.1 of 4 is in doubt: 97.5 %.
        assert_eq!(looks, [2, 3, 3]);
        assert!((queue.promises[0].right - 0.975).abs() < 1e-6);
        for row in &mut rows {
            *row = Marked::checked(row.bead.clone());
        }
        let done = super::queue(8, &rows);
        assert_eq!((done.rows.len(), done.right, done.promises.len()), (0, 1.0, 0));
        assert_eq!(super::queue(1, &[]).right, 1.0);
    }
}
