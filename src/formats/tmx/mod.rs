//! TMX, the exchange format of translation memories.

mod bitext;
mod check;
mod document;
mod write;

pub(super) use write::date;
pub use write::{Header, Level, write};

use crate::formats::bitext::text;
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::{Sign, is_root};
use crate::formats::faults::of_text;

/// TMX 1.4; other versions are read the same way.
pub static FORMAT: Descriptor = Descriptor::new("tmx")
    .read(
        Reading::new("Translation memory", "a translation memory (TMX)", &["tmx"], Sign::Text(|head| is_root(head, "tmx")), |mut file| {
            document::document(file.path, &file.xml()?, file.options)
        })
        .bilingual(),
    )
    .bitext(|path, options| bitext::read(path, &text(path)?, options)?.aligned(path, options))
    .begins(|head| head.starts_with('<') && head.contains("<tmx"))
    .write("Translation memory (TMX 1.4) for CAT tools", &["tmx"], Files::Text(|out, bitext, settings| write(out, bitext, &settings.tmx)))
    .names_languages()
    .check(|path| of_text(path, check::check));
