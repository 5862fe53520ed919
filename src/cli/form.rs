//! How the texts are to be read, from what was typed.

use crate::formats::document::ReadOptions;
use crate::formats::{self, Format};
use crate::model::{Side, Split};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// What can be said of the form of texts.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Form {
    /// Format of the texts [default: found out from the content, then the name]
    ///
    /// Text formats may be packed with gzip or zstd. Of tmx, xliff, po and tables one language is read, so that the same file may be named twice.
    #[arg(long, value_parser = texts(), value_name = "FORMAT", help_heading = "Reading")]
    pub from: Option<Format>,
    /// Column of a table (csv, tsv, xlsx), by its number from 1 or its name in the first row
    ///
    /// Two columns, separated by a comma, are that of the source and that of the target.
    #[arg(long, value_name = "COLUMN", help_heading = "Reading")]
    pub column: Option<String>,
    /// Of web pages: only the main text, without what stands around it
    ///
    /// Menus, buttons and cookie notices are never aligned. With this option, what stands outside of the page's main part or article is left out, too.
    #[arg(long, help_heading = "Reading")]
    pub main_content: bool,
}

impl Form {
    /// How one of the texts is read.
    pub fn options(&self, which: Side, language: Option<String>, encoding: Option<String>, split: Split) -> ReadOptions {
        let column = self.column.as_deref().map(|typed| match (typed.split_once(','), which) {
            (Some((source, _)), Side::Source) => source.trim().to_owned(),
            (Some((_, target)), Side::Target) => target.trim().to_owned(),
            (None, _) => typed.to_owned(),
        });
        let (from, main_content) = (self.from, self.main_content);
        ReadOptions { encoding, split, from, which, language, column, main_content, pictures: false }
    }
}

/// What clap offers for an option that names a format to be written.
pub(crate) fn written() -> impl TypedValueParser<Value = Format> {
    offered(formats::written().map(|(format, writing)| PossibleValue::new(format.name).help(writing.help)))
}

/// What names of files say, for the help of `--output`.
pub(crate) fn output_help() -> String {
    let mut endings: Vec<String> = formats::written().filter_map(|(format, _)| Some(format!(".{}", format.extension()?))).collect();
    endings.dedup();
    format!(
        "Write to FILE instead of standard output; its name tells the format\n\n\
        .diptych (a project), {} (a table: .txt). Moses is two files: NAME.en-fr and NAME.moses give NAME.en-fr.en and NAME.en-fr.fr, and any other \
        name with --to moses gives NAME.en and NAME.fr, after the languages of the texts. Links (.xces, .intertext, .tei) come with two files of \
        sentences: NAME.en.xml and NAME.fr.xml. - is standard output. A file is put in place only when it is complete.",
        endings.join(", ")
    )
}

/// What clap offers for an option that names the format of a bitext.
pub(crate) fn bitexts() -> impl TypedValueParser<Value = Format> {
    let bitexts = formats::ALL.iter().filter(|format| format.bitext.is_ok());
    offered(bitexts.map(|format| PossibleValue::new(format.name).help(format.writing.map_or("", |writing| writing.help))))
}

/// What clap offers for an option that names the format of a text.
fn texts() -> impl TypedValueParser<Value = Format> {
    offered(formats::read().map(|(format, reading)| PossibleValue::new(format.name).help(reading.help).aliases(reading.alias)))
}

fn offered(values: impl Iterator<Item = PossibleValue>) -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(values).try_map(|typed| formats::named_or_alias(&typed).ok_or("no such format"))
}
