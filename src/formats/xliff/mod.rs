//! XLIFF 2, the exchange format of translation tools. The reader and the rules know 1.2 as well.

mod bitext;
mod check;
mod document;
mod write;

use crate::formats::bitext::text;
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::{Sign, is_root};
use crate::formats::faults::of_text;

/// XLIFF 2; of 1.2 the same is read.
pub static FORMAT: Descriptor = Descriptor::new("xliff")
    .read(
        Reading::new(
            "XLIFF 1.2 or 2",
            "an XLIFF file",
            &["xlf", "xliff", "sdlxliff", "mxliff"],
            Sign::Text(|head| is_root(head, "xliff")),
            |mut file| document::document(file.path, &file.xml()?, file.options),
        )
        .alias("xlf")
        .bilingual(),
    )
    .bitext(|path, options| bitext::read(path, &text(path)?)?.aligned(path, options))
    .begins(|head| head.starts_with('<') && head.contains("<xliff"))
    .write("XLIFF 2.1 for CAT tools", &["xlf", "xliff"], Files::Text(|out, bitext, _| write::write(out, bitext)))
    .names_languages()
    .check(|path| of_text(path, check::check));
