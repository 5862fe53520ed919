//! What the programs of `fuzz_targets/` share: [`targets`], which the tests include as well, and the seeds written where libFuzzer looks for them.

use std::fs;
use std::path::Path;

pub mod targets;

pub use targets::run;

/// Writes the seeds of a target into its corpus, `corpus/TARGET`: each program does so before it begins.
pub fn plant(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    fs::create_dir_all(&folder).expect("the corpus has a folder");
    for (number, seed) in targets::seeds(name).into_iter().enumerate() {
        fs::write(folder.join(format!("seed{number}")), seed).expect("a seed can be written");
    }
}
