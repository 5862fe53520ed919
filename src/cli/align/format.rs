//! Formats and layouts, as typed, for every command that writes a bitext.

use diptych::write::{Format, epub, tmx};

/// A format, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FormatArg {
    /// Two columns side by side, for people
    Table,
    /// Tab-separated values with a header line: ids, kind, confidence, texts
    Tsv,
    /// The same for spreadsheets, quoted
    Csv,
    /// A workbook, side by side
    Xlsx,
    /// One JSON object a bead, with places in the source files
    Jsonl,
    /// Translation memory (TMX 1.4) for CAT tools
    Tmx,
    /// XLIFF 2.1 for CAT tools
    Xliff,
    /// A page to look at in a browser or to print
    Html,
    /// A bilingual book
    Epub,
    /// Two files with a line a bead, for training machine translation
    Moses,
    /// Links of OPUS over two files of sentences
    Xces,
    /// Links of InterText over two files of sentences
    Intertext,
    /// Links of the TEI over two files of sentences
    Tei,
    /// The columns of bleualign-cpp and Bitextor
    Bitextor,
    /// The m:n map of Sketch Engine
    Sketch,
    /// [0, 1]:[2]:cost, as Vecalign writes it
    Vecalign,
    /// hunalign's ladder
    Ladder,
    /// Columns for programs that handle millions of beads
    #[cfg(feature = "parquet")]
    Parquet,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Table => Self::Table,
            FormatArg::Tsv => Self::Tsv,
            FormatArg::Csv => Self::Csv,
            FormatArg::Xlsx => Self::Xlsx,
            FormatArg::Jsonl => Self::Jsonl,
            FormatArg::Tmx => Self::Tmx,
            FormatArg::Xliff => Self::Xliff,
            FormatArg::Html => Self::Html,
            FormatArg::Epub => Self::Epub,
            FormatArg::Moses => Self::Moses,
            FormatArg::Xces => Self::Xces,
            FormatArg::Intertext => Self::Intertext,
            FormatArg::Tei => Self::Tei,
            FormatArg::Bitextor => Self::Bitextor,
            FormatArg::Sketch => Self::Sketch,
            FormatArg::Vecalign => Self::Vecalign,
            FormatArg::Ladder => Self::Ladder,
            #[cfg(feature = "parquet")]
            FormatArg::Parquet => Self::Parquet,
        }
    }
}

/// The layout of a bilingual book, as typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LayoutArg {
    /// A paragraph, then its translation
    #[default]
    Alternating,
    /// Paragraphs side by side
    Columns,
    /// A paragraph, its translation hidden under a tap
    Tap,
}

impl From<LayoutArg> for epub::Layout {
    fn from(layout: LayoutArg) -> Self {
        match layout {
            LayoutArg::Alternating => Self::Alternating,
            LayoutArg::Columns => Self::Columns,
            LayoutArg::Tap => Self::Tap,
        }
    }
}

/// The level of a translation memory, as typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LevelArg {
    /// Plain text
    #[value(name = "1")]
    One,
    /// Bold, italics, links and their kin as inline codes, where the texts have some
    #[default]
    #[value(name = "2")]
    Two,
}

impl From<LevelArg> for tmx::Level {
    fn from(level: LevelArg) -> Self {
        match level {
            LevelArg::One => Self::One,
            LevelArg::Two => Self::Two,
        }
    }
}
