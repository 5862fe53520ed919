//! The edit lease: of several tabs that show one project only one may edit, the first, until it gives no sign of life any more or another takes
//! the lease from it. Two that edit at once would undo each other.

use std::time::{Duration, Instant};

/// How long a tab that is silent keeps the lease.
const SILENCE: Duration = Duration::from_secs(10);

/// Who may edit.
#[derive(Debug, Default)]
pub(super) struct EditLease {
    holder: Option<(String, Instant)>,
}

impl EditLease {
    /// A sign of life; whether the tab holds the lease now. `take` takes it from whoever has it.
    pub fn beat(&mut self, tab: &str, take: bool, now: Instant) -> bool {
        let free = match &self.holder {
            None => true,
            Some((holder, last)) => take || holder == tab || now.duration_since(*last) > SILENCE,
        };
        if free {
            self.holder = Some((tab.to_owned(), now));
        }
        free
    }

    /// The tab is closed.
    pub fn leave(&mut self, tab: &str) {
        if self.holder.as_ref().is_some_and(|(holder, _)| holder == tab) {
            self.holder = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tab_holds_the_lease() {
        let mut lease = EditLease::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(lease.beat("a", false, at(0)));
        assert!(!lease.beat("b", false, at(1)));
        assert!(lease.beat("b", true, at(2)), "it can be taken");
        assert!(!lease.beat("a", false, at(3)), "and is gone then");
        assert!(!lease.beat("a", false, at(12)), "ten seconds of silence are no end");
        assert!(lease.beat("a", false, at(13)), "more are");
        lease.leave("b");
        assert!(!lease.beat("b", false, at(14)), "only the holder can leave it");
        lease.leave("a");
        assert!(lease.beat("b", false, at(15)));
    }
}
