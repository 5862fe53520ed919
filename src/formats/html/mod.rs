//! Web pages: read as texts, and written as pages that show a bitext and can be read back.

mod attributes;
pub(super) mod boilerplate;
mod elements;
pub(super) mod read;
#[cfg(test)]
mod tests;
mod write;

pub use write::write;

use crate::formats::bitext::{marked, text};
use crate::formats::descriptor::{Descriptor, Files, Reading};
use crate::formats::document::{Sign, is_root};

/// HTML and XHTML.
pub static FORMAT: Descriptor = Descriptor::new("html")
    .read(Reading::new("Web page", "a web page", &["html", "htm", "xhtml"], Sign::Text(|head| is_root(head, "html")), |file| {
        let options = file.options;
        read::document(file.path, file.bytes, options.encoding.as_deref(), options.main_content)
    }))
    .bitext(|path, options| marked::page(path, &text(path)?)?.aligned(path, options))
    .begins(|head| head.starts_with('<') && head.contains("<html"))
    .write(
        "A page to look at in a browser or to print",
        &["html", "htm"],
        Files::Text(|out, bitext, settings| write(out, bitext, settings.table.doubtful, settings.remarks.as_deref())),
    );
