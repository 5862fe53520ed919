//! EPUB: books are read, and bilingual books are written in a form that can be read back.

mod check;
mod drawing;
mod figures;
mod read;
mod styles;
mod write;

pub use write::Layout;

use crate::formats::bitext::marked;
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::{Sign, has_mimetype};

/// EPUB 2 and 3.
pub static FORMAT: Descriptor = Descriptor::new("epub")
    .read(Reading::new(
        "EPUB 2 or 3",
        "an EPUB",
        &["epub"],
        Sign::Archive(|_, archive| Ok(has_mimetype(archive, b"application/epub+zip")? || archive.holds("META-INF/container.xml"))),
        |file| read::document(file.path, &file.bytes, file.options.pictures),
    ))
    .bitext(|path, options| marked::book(path)?.aligned(path, options))
    .write(
        "A bilingual book",
        &["epub"],
        Files::Binary(|out, bitext, settings| write::write(out, bitext, settings.epub, settings.tmx.created)),
    )
    .check(check::faults);
