//! XLIFF 2, the exchange format of translation tools. Reader and checker know 1.2 as well, which [`xliff12`](super::xliff12) writes.

pub(super) mod check;
pub(super) mod read;
pub(super) mod write;

use crate::formats::bitext::text;
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::{Sign, is_root, root};
use crate::formats::faults::of_text;

/// XLIFF 2; 1.2 is read as well.
pub static FORMAT: Descriptor = Descriptor::new("xliff")
    .read(
        Reading::new(
            "XLIFF 2, and 1.2 too",
            "an XLIFF file",
            &["xlf", "xliff", "sdlxliff", "mxliff"],
            Sign::Text(|head| is_root(head, "xliff") && !is_old(head)),
            |mut file| read::document(file.path, &file.xml()?, file.options),
        )
        .alias("xlf")
        .bilingual(),
    )
    .bitext(|path, options| read::bitext(path, &text(path)?)?.aligned(path, options))
    .begins(|head| head.starts_with('<') && head.contains("<xliff"))
    .write("XLIFF 2.1 for CAT tools", &["xlf", "xliff"], Files::Text(|out, bitext, _| write::write(out, bitext)))
    .names_languages()
    .check(|path| of_text(path, check::check));

/// Whether the root element says that it is of a version 1.
pub(super) fn is_old(head: &str) -> bool {
    let tag = root(head).and_then(|root| root.split('>').next()).unwrap_or_default();
    ["version=\"1.", "version='1."].iter().any(|version| tag.contains(version))
}
