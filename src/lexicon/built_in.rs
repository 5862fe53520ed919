//! The packs that are part of the program (feature `packs`): English with each language of the list.
//!
//! They lie in `packs/` and are made by `diptych train` from `packs/recipe.toml`. Linked in, they are pages of the program's own file: those
//! that a run does not ask for are never read from the disk.

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::lang;
use crate::lexicon::pack::Pack;

macro_rules! packs {
    ($($code:literal)*) => {
        /// The language of each pack, and its bytes. Static, so that they are there once. Not a `const`: each part of the program that uses one holds a copy.
        static PACKS: &[(&str, &[u8])] = &[$(($code, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/packs/en-", $code, ".pack")))),*];
    };
}

#[cfg(feature = "packs")]
include!("../../packs/list.rs");

#[cfg(not(feature = "packs"))]
packs!();

/// The languages that have a pack with English, in order of their codes.
pub fn languages() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(code, _)| *code)
}

/// The packs that were asked for so far, each beside its bytes: to check them takes longer than to align a short text. They borrow the bytes, so
/// that all of them together are a few megabytes.
static CHECKED: LazyLock<Vec<OnceLock<Option<Arc<Pack>>>>> = LazyLock::new(|| PACKS.iter().map(|_| OnceLock::new()).collect());

/// The pack of English and a language (any code).
pub fn pack(language: &str) -> Option<Arc<Pack>> {
    let language = lang::lexicon(language)?;
    let at = PACKS.binary_search_by_key(&language.as_str(), |(code, _)| code).ok()?;
    let (_, bytes) = PACKS.get(at)?;
    // A test reads them all.
    let check = || Pack::parse(Path::new("built-in pack"), Cow::Borrowed(bytes)).ok().map(Arc::new);
    CHECKED.get(at)?.get_or_init(check).clone()
}

#[cfg(all(test, feature = "packs"))]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_sound_and_in_its_place() {
        assert!(languages().is_sorted());
        assert!(languages().count() >= 100);
        for code in languages() {
            let pack = pack(code).unwrap_or_else(|| panic!("{code}"));
            assert_eq!((pack.notes().source.as_str(), pack.notes().target.as_str()), ("en", code));
            assert!(!pack.notes().origins.is_empty(), "{code}");
        }
        let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("packs")).unwrap();
        let packs = files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|end| end == "pack")).count();
        assert_eq!(packs, PACKS.len(), "packs/list.rs does not list what is in packs/");
    }
}
