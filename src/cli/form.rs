//! What was typed about the form of the texts in, how they are read out.

use diptych::model::Split;
use diptych::read::{Format, ReadOptions, Which};

/// What can be said of the form of texts.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Form {
    /// Format of the texts [default: found out from the content, then the name]
    ///
    /// Text formats may be packed with gzip or zstd. Of tmx, xliff, po and tables one language is read, so that the same file may be named twice.
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Reading")]
    pub from: Option<FromArg>,
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
    pub fn options(&self, which: Which, language: Option<String>, encoding: Option<String>, split: Split) -> ReadOptions {
        let column = self.column.as_deref().map(|typed| match (typed.split_once(','), which) {
            (Some((source, _)), Which::Source) => source.trim().to_owned(),
            (Some((_, target)), Which::Target) => target.trim().to_owned(),
            (None, _) => typed.to_owned(),
        });
        let (from, main_content) = (self.from.map(Into::into), self.main_content);
        ReadOptions { encoding, split, from, which, language, column, main_content, pictures: false }
    }
}

/// A format, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FromArg {
    /// Plain text
    #[value(alias = "txt")]
    Text,
    /// Markdown
    #[value(alias = "md")]
    Markdown,
    /// Web page
    Html,
    /// Word
    Docx,
    /// OpenDocument text
    Odt,
    /// EPUB 2 or 3
    Epub,
    /// PDF with text in it
    Pdf,
    /// SubRip subtitles
    Srt,
    /// WebVTT subtitles
    Vtt,
    /// Translation memory
    Tmx,
    /// XLIFF 1.2 or 2
    #[value(alias = "xlf")]
    Xliff,
    /// gettext catalogue
    Po,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// Excel
    Xlsx,
}

impl From<FromArg> for Format {
    fn from(format: FromArg) -> Self {
        match format {
            FromArg::Text => Self::Text,
            FromArg::Markdown => Self::Markdown,
            FromArg::Html => Self::Html,
            FromArg::Docx => Self::Docx,
            FromArg::Odt => Self::Odt,
            FromArg::Epub => Self::Epub,
            FromArg::Pdf => Self::Pdf,
            FromArg::Srt => Self::Srt,
            FromArg::Vtt => Self::Vtt,
            FromArg::Tmx => Self::Tmx,
            FromArg::Xliff => Self::Xliff,
            FromArg::Po => Self::Po,
            FromArg::Csv => Self::Csv,
            FromArg::Tsv => Self::Tsv,
            FromArg::Xlsx => Self::Xlsx,
        }
    }
}
