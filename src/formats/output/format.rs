//! The formats by name: what they are called on the command line, how their files are called, and which of them are several files.

use std::path::Path;

use crate::formats::moses;

/// What a bitext can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Two columns side by side, for people: [`table`](crate::formats::table).
    Table,
    /// Tab-separated values with a header line: [`tsv`](crate::formats::tsv).
    Tsv,
    /// Comma-separated values for spreadsheets: [`csv`](crate::formats::csv).
    Csv,
    /// A workbook, side by side: [`xlsx`](crate::formats::xlsx).
    Xlsx,
    /// One JSON object a bead: [`jsonl`](crate::formats::jsonl).
    Jsonl,
    /// Translation memory exchange: [`tmx`](crate::formats::tmx).
    Tmx,
    /// XLIFF 2.1: [`xliff`](crate::formats::xliff::write).
    Xliff,
    /// A page for a browser or for paper: [`html`](crate::formats::html::write).
    Html,
    /// A bilingual book: [`epub`](crate::formats::epub::write).
    Epub,
    /// Two files with a line a bead: [`moses`].
    Moses,
    /// Links of OPUS between two files of sentences: [`xces`](crate::formats::xces).
    Xces,
    /// Links of InterText between two files of sentences: [`intertext`](crate::formats::intertext).
    Intertext,
    /// Links of the Text Encoding Initiative between two files of sentences: [`tei`](crate::formats::tei).
    Tei,
    /// The columns of bleualign-cpp and Bitextor: [`bitextor`](crate::formats::bitextor).
    Bitextor,
    /// The m:n map of Sketch Engine: [`sketch`](crate::formats::sketch).
    Sketch,
    /// The notation of Vecalign, Bertalign and SentAlign: [`vecalign`](crate::formats::vecalign).
    Vecalign,
    /// hunalign's ladder: [`ladder`](crate::formats::ladder).
    Ladder,
    /// Columns for programs: [`parquet`](crate::formats::parquet).
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: &[Self] = &[
        Self::Table,
        Self::Tsv,
        Self::Csv,
        Self::Xlsx,
        Self::Jsonl,
        Self::Tmx,
        Self::Xliff,
        Self::Html,
        Self::Epub,
        Self::Moses,
        Self::Xces,
        Self::Intertext,
        Self::Tei,
        Self::Bitextor,
        Self::Sketch,
        Self::Vecalign,
        Self::Ladder,
        #[cfg(feature = "parquet")]
        Self::Parquet,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Tsv => "tsv",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Jsonl => "jsonl",
            Self::Tmx => "tmx",
            Self::Xliff => "xliff",
            Self::Html => "html",
            Self::Epub => "epub",
            Self::Moses => "moses",
            Self::Xces => "xces",
            Self::Intertext => "intertext",
            Self::Tei => "tei",
            Self::Bitextor => "bitextor",
            Self::Sketch => "sketch",
            Self::Vecalign => "vecalign",
            Self::Ladder => "ladder",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }

    /// What names of files of this format end in, without the dot; `None` for Moses, whose two files end in their languages.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Self::Table => Some("txt"),
            Self::Xliff => Some("xlf"),
            Self::Moses => None,
            _ => Some(self.name()),
        }
    }

    /// The format that a file's name asks for: by its extension; two language codes (`corpus.en-fr`) ask for Moses.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" => Some(Self::Table),
            "tab" => Some(Self::Tsv),
            "ndjson" => Some(Self::Jsonl),
            "xlf" => Some(Self::Xliff),
            "htm" => Some(Self::Html),
            "ces" => Some(Self::Xces),
            "path" | "gold" => Some(Self::Vecalign),
            "table" => None,
            name => match Self::ALL.iter().copied().find(|format| format.name() == name) {
                Some(format) => Some(format),
                None => moses::languages(path).map(|_| Self::Moses),
            },
        }
    }

    /// Whether it is more than one file, and so has no place on standard output.
    pub fn is_several_files(self) -> bool {
        matches!(self, Self::Moses | Self::Xces | Self::Intertext | Self::Tei)
    }

    /// Whether its files are not text, and so nothing for a terminal.
    pub fn is_binary(self) -> bool {
        match self {
            Self::Xlsx | Self::Epub => true,
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
            _ => false,
        }
    }
}
