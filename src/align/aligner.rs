//! The aligner as programs use it: options, lexicons, threads and the watcher are set once, and then any number of texts are aligned.
//!
//! An [`Aligner`] holds no texts, so that one may serve many threads and pairs of languages; a copy shares its lexicons and threads.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::explain::Explainer;
use super::need::Ledger;
use super::passes::{Pass, Search};
use super::realign::{self, Realigner};
use super::{Options, Stats};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::pack::Pack;
use crate::lexicon::pool::Others;
use crate::lexicon::prior::Sources;
use crate::memory::{Account, Memory};
use crate::model::{Alignment, Bead, Pair, Text};
use crate::score::weights::Model;
use crate::source::machine;

/// Most threads that may be asked for.
const MOST_THREADS: usize = 1024;

/// The next step, for the watcher of an alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// A pass over the texts begins.
    Pass {
        /// Its number, from 0: before it, nothing is learned from the texts.
        number: usize,
        /// The number of all; it may turn out that fewer are enough.
        of: usize,
    },
    /// Passes are done, but for what lies between fixed beads; repair and verdict follow, which may take as long as the passes.
    Verdict,
}

/// The watcher: a break ends the alignment.
#[derive(Clone)]
struct Watch(Arc<dyn Fn(Progress) -> ControlFlow<()> + Send + Sync>);

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

/// Aligns texts.
///
/// ```
/// use std::ops::ControlFlow;
/// use diptych::align::{Aligner, Options};
/// use diptych::model::Split;
///
/// let source = diptych::text("en", "The cat sleeps. Nobody wakes it.", Some("en"), Split::Sentences)?;
/// let target = diptych::text("fr", "Le chat dort. Personne ne le réveille.", Some("fr"), Split::Sentences)?;
/// let aligner = Aligner::builder()
///     .options(Options::default().max_bead(3))
///     .threads(2)
///     .watch(|_| ControlFlow::Continue(()))
///     .build()?;
/// assert_eq!(aligner.align(&source, &target)?.beads().len(), 2);
/// # Ok::<(), diptych::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Aligner {
    options: Options,
    lexicons: Vec<Arc<Pack>>,
    known: Option<Sources>,
    others: Option<Others>,
    pool: Option<Arc<ThreadPool>>,
    watch: Option<Watch>,
    /// Bytes that an alignment may take, where somebody has said so.
    max_memory: Option<u64>,
}

/// The builder of an [`Aligner`].
#[derive(Clone, Debug, Default)]
#[must_use = "call `build`"]
pub struct Builder {
    aligner: Aligner,
    threads: Option<usize>,
}

impl Builder {
    /// Sets how texts are aligned instead of the [defaults](Options::default).
    pub fn options(mut self, options: Options) -> Self {
        self.aligner.options = options;
        self
    }

    /// Lexicons of the user's (see [`read`](crate::lexicon::prior::read)), believed before the built-in ones, the first before the others. Those that are of other languages than two texts
    /// are not used for these.
    pub fn lexicons(mut self, lexicons: impl IntoIterator<Item = Arc<Pack>>) -> Self {
        self.aligner.lexicons = lexicons.into_iter().collect();
        self
    }

    /// The only lexicons, for programs that align a single pair of languages: neither built-in ones nor others are used then.
    pub fn known(mut self, known: Sources) -> Self {
        self.aligner.known = Some(known);
        self
    }

    /// The aligner's own threads, 1 to 1024. Without them it uses those of the [`rayon`] pool that it is called in. The result is the same
    /// for any number. A [`Realigner`] uses the pool that it is called in.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: Some(threads), ..self }
    }

    /// Bytes of memory that an alignment may take, the two texts included: one that would take more ends with
    /// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) before it takes them. Without this it is three quarters of what the machine has, or of what
    /// its container or shell allows, where the system tells. What is taken is estimated within some 30 %.
    pub fn max_memory(mut self, bytes: u64) -> Self {
        self.aligner.max_memory = Some(bytes);
        self
    }

    /// Tells what comes next before each pass, and before repair and verdict; between these it does not ask, and the last step may take as long as
    /// all passes. If the answer is to break, the alignment ends with [`ErrorKind::Cancelled`].
    pub fn watch(self, watch: impl Fn(Progress) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        Self { aligner: self.aligner.watched(watch), ..self }
    }

    /// The aligner.
    ///
    /// # Errors
    /// [`ErrorKind::Unusable`] if an option is out of its range or the threads cannot be started.
    pub fn build(self) -> Result<Aligner> {
        let Self { mut aligner, threads } = self;
        aligner.options.check()?;
        if let Some(threads) = threads {
            if !(1..=MOST_THREADS).contains(&threads) {
                return Err(unusable(format!("{threads} threads cannot align"), format!("ask for 1 to {MOST_THREADS}")));
            }
            let pool = ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.map_err(|error| unusable(format!("cannot start {threads} threads: {error}"), "ask for fewer".into()))?;
            aligner.pool = Some(Arc::new(pool));
        }
        Ok(aligner)
    }
}

impl Aligner {
    /// Begins to build one.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The same aligner with another watcher; see [`Builder::watch`].
    #[must_use]
    pub fn watched(&self, watch: impl Fn(Progress) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        Self { watch: Some(Watch(Arc::new(watch))), ..self.clone() }
    }

    /// The same aligner for a pair of texts that knows what others teach.
    pub(crate) fn with_others(self, others: Option<Others>) -> Self {
        Self { others, ..self }
    }

    /// Pairs the sentences of two texts.
    ///
    /// # Errors
    /// [`ErrorKind::Cancelled`] if the watcher says so, [`ErrorKind::TooLarge`] if it would take too much memory.
    pub fn align(&self, source: &Text, target: &Text) -> Result<Alignment> {
        self.align_around(source, target, &[])
    }

    /// The same around beads that stay exactly as they are: ids, kind and confidence.
    ///
    /// # Errors
    /// As [`align`](Self::align), and [`ErrorKind::BadAlignment`] if two fixed beads hold the same sentence, or one that there is not.
    pub fn align_around(&self, source: &Text, target: &Text, fixed: &[Bead]) -> Result<Alignment> {
        self.align_with_stats(source, target, fixed).map(|(alignment, _)| alignment)
    }

    /// The same with how long it took.
    ///
    /// # Errors
    /// As [`align_around`](Self::align_around).
    pub fn align_with_stats(&self, source: &Text, target: &Text, fixed: &[Bead]) -> Result<(Alignment, Stats)> {
        realign::check(fixed, source, target)?;
        self.run(&self.memory().account(), Pair::new(source, target), false, |search, pass| {
            let (clock, ledger) = (search.clock(), search.ledger().clone());
            let alignment = if fixed.is_empty() {
                super::finished(&search, &pass, search.judged(&pass))
            } else {
                realign::around(search, &pass, fixed)
            }?;
            let stats = clock.stats(Pair::new(source.len(), target.len()), pass.round);
            Ok((alignment, Stats { memory: ledger.most(), ..stats }))
        })
    }

    /// The same as [`align`](Self::align) from an account of a memory that others share.
    pub(crate) fn align_from(&self, account: &Account, source: &Text, target: &Text) -> Result<Alignment> {
        let finish = |search: Search, pass: Pass| super::finished(&search, &pass, search.judged(&pass));
        self.run(account, Pair::new(source, target), false, finish)
    }

    /// A memory of as many bytes as an alignment may take.
    pub(crate) fn memory(&self) -> Memory {
        let of_machine = || machine::memory().map(|bytes| bytes / 4 * 3);
        Memory::new(self.max_memory.or_else(of_machine).unwrap_or(u64::MAX))
    }

    /// Aligns two texts and keeps what is needed to explain the beads.
    ///
    /// # Errors
    /// As [`align`](Self::align).
    pub fn explainer<'t>(&self, source: &'t Text, target: &'t Text) -> Result<Explainer<'t>> {
        let texts = Pair::new(source, target);
        self.run(&self.memory().account(), texts, true, |search, pass| Explainer::new(texts, search, pass))
    }

    /// Learns two texts, to align any stretch of them anew in milliseconds; takes as long as aligning them. What `fixed` beads say is certain.
    ///
    /// # Errors
    /// As [`align_around`](Self::align_around).
    pub fn realigner(&self, source: &Text, target: &Text, fixed: &[Bead]) -> Result<Realigner> {
        realign::check(fixed, source, target)?;
        let texts = Pair::new(source, target);
        self.run(&self.memory().account(), texts, false, |search, pass| Realigner::new(search, &pass, fixed))
    }

    /// Makes all passes over two texts, and something of the last one; all on the threads of this aligner.
    fn run<T: Send>(
        &self,
        account: &Account,
        texts: Pair<&Text>,
        rivals: bool,
        finish: impl FnOnce(Search, Pass) -> Result<T> + Send,
    ) -> Result<T> {
        let ledger = Ledger::new(account.clone(), texts);
        let run = || {
            let of = self.options.rounds + 1;
            self.tell(texts, Progress::Pass { number: 0, of })?;
            let known = || Sources::with(self.options.packs, &self.lexicons, texts.source.language(), texts.target.language());
            let known = self.known.clone().unwrap_or_else(known).with_others(self.others.clone());
            let (search, mut pass) = Search::begin(texts, &self.options, Model::built_in(), &known, rivals, &ledger)?;
            while !search.is_enough(&pass) {
                self.tell(texts, Progress::Pass { number: pass.round + 1, of })?;
                pass = search.next(&pass)?;
            }
            self.tell(texts, Progress::Verdict)?;
            finish(search, pass)
        };
        match &self.pool {
            Some(pool) => pool.install(run),
            None => run(),
        }
    }

    /// Tells what comes next, and asks whether to go on.
    fn tell(&self, texts: Pair<&Text>, next: Progress) -> Result<()> {
        match self.watch.as_ref().map(|watch| watch.0(next)) {
            Some(ControlFlow::Break(())) => Err(Error::new(texts.source.document().path(), ErrorKind::Cancelled)),
            _ => Ok(()),
        }
    }
}

impl Options {
    /// Whether all are in their ranges.
    fn check(&self) -> Result<()> {
        let in_range = |name: &str, value: usize, range: std::ops::RangeInclusive<usize>| {
            let remedy = || format!("set it to a number from {} to {}", range.start(), range.end());
            if range.contains(&value) { Ok(()) } else { Err(unusable(format!("`{name}` is {value}"), remedy())) }
        };
        in_range("max_bead", self.max_bead, 1..=8)?;
        in_range("rounds", self.rounds, 0..=5)
    }
}

fn unusable(what: String, remedy: String) -> Error {
    Error::new("aligner", ErrorKind::Unusable { what, remedy })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Split;

    fn texts() -> (Text, Text) {
        let text = |language, contents: &str| crate::text(language, contents, Some(language), Split::Lines).unwrap();
        (text("en", "The cat sleeps.\nNobody wakes it.\n"), text("fr", "Le chat dort.\nPersonne ne le réveille.\n"))
    }

    #[test]
    fn what_cannot_be_is_said_and_not_tried() {
        let said = |builder: Builder| builder.build().unwrap_err().to_string();
        let options = |max_bead, rounds| Aligner::builder().options(Options { max_bead, rounds, ..Options::default() });
        assert_eq!(said(options(0, 2)), "aligner: `max_bead` is 0; set it to a number from 1 to 8");
        assert_eq!(said(options(9, 2)), "aligner: `max_bead` is 9; set it to a number from 1 to 8");
        assert_eq!(said(options(4, 6)), "aligner: `rounds` is 6; set it to a number from 0 to 5");
        assert_eq!(said(Aligner::builder().threads(0)), "aligner: 0 threads cannot align; ask for 1 to 1024");
        assert!(options(8, 0).build().is_ok() && options(1, 5).build().is_ok());
    }

    #[test]
    fn who_watches_hears_of_every_step_and_may_end_it() {
        let (source, target) = texts();
        let aligner = Aligner::builder().build().unwrap();
        let heard = Arc::new(std::sync::Mutex::new(Vec::new()));
        let list = Arc::clone(&heard);
        let listening = aligner.watched(move |next| {
            list.lock().unwrap().push(next);
            ControlFlow::Continue(())
        });
        assert_eq!(listening.align(&source, &target).unwrap(), aligner.align(&source, &target).unwrap());
        let heard = heard.lock().unwrap().clone();
        assert_eq!(heard.first(), Some(&Progress::Pass { number: 0, of: 3 }));
        assert_eq!(heard.last(), Some(&Progress::Verdict));
        for end in heard {
            let impatient = aligner.watched(move |next| if next == end { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
            let error = impatient.align(&source, &target).unwrap_err();
            assert!(matches!(error.kind, ErrorKind::Cancelled), "{error}");
            assert!(impatient.realigner(&source, &target, &[]).is_err() && impatient.explainer(&source, &target).is_err());
        }
    }

    #[test]
    fn an_aligner_with_threads_of_its_own_finds_the_same_and_counts() {
        let (source, target) = texts();
        let (alignment, stats) = Aligner::builder().threads(1).build().unwrap().align_with_stats(&source, &target, &[]).unwrap();
        assert_eq!(alignment, crate::align(&source, &target, &Options::default()).unwrap());
        assert_eq!(stats.sentences, Pair::new(2, 2));
        assert!(stats.cells >= 18 && stats.rounds >= 1, "{stats:?}");
    }
}
