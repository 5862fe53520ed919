//! Threads that survive a fork: a process forked from one that has aligned (multiprocessing, PySpark's daemon) has none of its threads, and would
//! wait for them for ever. So pools are kept by process.

use std::process;
use std::sync::{Arc, Mutex, PoisonError};

use diptych::{Error, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Most threads that may be asked for.
const MOST: usize = 1024;

static POOLS: Mutex<Vec<(u32, usize, Arc<ThreadPool>)>> = Mutex::new(Vec::new());

/// The number of threads to use where nobody says: as many as there are cores that this process may use.
pub fn count(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// Does something on this many threads of this process.
///
/// # Errors
/// If there are none, or too many are asked for.
pub fn install<T: Send>(asked: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T> {
    Ok(pool(count(asked))?.install(work))
}

fn pool(threads: usize) -> Result<Arc<ThreadPool>> {
    let unusable = |what: String, remedy: &str| Error::unusable("threads", what, remedy);
    if !(1..=MOST).contains(&threads) {
        return Err(unusable(format!("{threads} threads cannot work"), "ask for 1 to 1024"));
    }
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    let process = process::id();
    // Those of the parent are left as they are: their threads are not here to be ended.
    if let Some((.., pool)) = pools.iter().find(|(of, size, _)| (*of, *size) == (process, threads)) {
        return Ok(Arc::clone(pool));
    }
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = Arc::new(pool.map_err(|error| unusable(format!("cannot start {threads} threads: {error}"), "ask for fewer"))?);
    pools.push((process, threads, Arc::clone(&pool)));
    Ok(pool)
}
