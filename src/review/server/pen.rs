//! Signs of life of several tabs in, which of them may edit out: the first, until it is gone or another one takes the pen.

use std::time::{Duration, Instant};

/// How long a tab that is silent keeps the pen.
const SILENCE: Duration = Duration::from_secs(10);

/// Who may edit.
#[derive(Debug, Default)]
pub(super) struct Pen {
    holder: Option<(String, Instant)>,
}

impl Pen {
    /// A sign of life; whether the tab holds the pen now. `take` takes it from whoever has it.
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
    fn one_tab_holds_the_pen() {
        let mut pen = Pen::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(pen.beat("a", false, at(0)));
        assert!(!pen.beat("b", false, at(1)));
        assert!(pen.beat("b", true, at(2)), "it can be taken");
        assert!(!pen.beat("a", false, at(3)), "and is gone then");
        assert!(!pen.beat("a", false, at(12)), "ten seconds of silence are no end");
        assert!(pen.beat("a", false, at(13)), "more are");
        pen.leave("b");
        assert!(!pen.beat("b", false, at(14)), "only the holder can leave it");
        pen.leave("a");
        assert!(pen.beat("b", false, at(15)));
    }
}
