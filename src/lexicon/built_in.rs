//! The built-in packs: English with each of the languages whose group is among the features `packs-...`, and some pairs without English.
//!
//! They lie in `packs/`, a package for each group, and are made by `diptych train` from `packs/recipe.toml`. Linked in, they are pages of
//! the program's own file: those that a run does not ask for are never read from the disk.

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::lang;
use crate::lexicon::pack::Pack;

macro_rules! groups {
    ($($feature:literal $package:ident)*) => {
        /// The packs of each group that is linked in: the code of the language, or of both, filled up with spaces, and the bytes. References to statics, not
        /// their values: those would be copied into this part of the program.
        static GROUPS: &[&[([u8; 7], &[u8])]] = &[$(#[cfg(feature = $feature)] &$package::PACKS),*];

        /// The features of groups of packs that this program was built without.
        pub fn left_out() -> Vec<&'static str> {
            [$(($feature, cfg!(feature = $feature))),*].into_iter().filter(|(_, there)| !there).map(|(feature, _)| feature).collect()
        }
    };
}

groups! {
    "packs-africa-americas" diptych_packs_africa_americas
    "packs-east-asia" diptych_packs_east_asia
    "packs-europe" diptych_packs_europe
    "packs-germanic" diptych_packs_germanic
    "packs-romance" diptych_packs_romance
    "packs-slavic" diptych_packs_slavic
    "packs-south-asia" diptych_packs_south_asia
    "packs-southeast-asia" diptych_packs_southeast_asia
    "packs-west-asia" diptych_packs_west_asia
}

/// A pack that is linked in.
struct BuiltIn {
    code: &'static str,
    bytes: &'static [u8],
    /// What the bytes say, once it was asked for: to check them takes longer than to align a short text. It borrows the bytes, so that all packs
    /// together are a few megabytes.
    checked: OnceLock<Option<Arc<Pack>>>,
}

/// All of them, in order of their codes.
static PACKS: LazyLock<Vec<BuiltIn>> = LazyLock::new(|| {
    let built_in = |(code, bytes): &'static ([u8; 7], &'static [u8])| {
        let code = str::from_utf8(code.trim_ascii_end()).ok()?;
        Some(BuiltIn { code, bytes, checked: OnceLock::new() })
    };
    let mut packs: Vec<BuiltIn> = GROUPS.iter().copied().flatten().filter_map(built_in).collect();
    packs.sort_unstable_by_key(|pack| pack.code);
    packs
});

/// The languages that have a pack with English, in order of their codes.
pub fn languages() -> impl Iterator<Item = &'static str> {
    codes().filter(|code| !code.contains('-'))
}

/// All packs: the code of the language that they have with English, or both codes (`de-fr`).
pub fn codes() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|pack| pack.code)
}

/// The pack of English and a language (any code).
pub fn pack(language: &str) -> Option<Arc<Pack>> {
    named(&lang::lexicon(language)?)
}

/// The pack of these [`codes`].
pub fn named(code: &str) -> Option<Arc<Pack>> {
    let at = PACKS.binary_search_by_key(&code, |pack| pack.code).ok()?;
    let found = PACKS.get(at)?;
    // A test reads them all.
    let check = || Pack::parse(Path::new("built-in pack"), Cow::Borrowed(found.bytes)).ok().map(Arc::new);
    found.checked.get_or_init(check).clone()
}

#[cfg(all(test, feature = "packs"))]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_sound_and_in_its_place() {
        assert!(languages().is_sorted());
        assert!(languages().count() >= 100);
        for code in codes() {
            let pack = named(code).unwrap_or_else(|| panic!("{code}"));
            assert_eq!((pack.notes().source.as_str(), pack.notes().target.as_str()), code.split_once('-').unwrap_or(("en", code)));
            assert!(!pack.notes().origins.is_empty(), "{code}");
        }
        let folders = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("packs")).unwrap();
        let files = folders.filter_map(|group| std::fs::read_dir(group.unwrap().path()).ok()).flatten();
        let packs = files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|end| end == "pack")).count();
        assert_eq!(packs, PACKS.len(), "the lists do not name all packs in packs/");
    }
}
