//! The formats by name: what they are called on the command line, how their files are called, and which of them are several files.

use std::path::Path;

use super::moses;

/// What a bitext can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Two columns side by side, for people: [`table`](super::table).
    Table,
    /// Tab-separated values with a header line: [`tsv`](super::tsv).
    Tsv,
    /// Comma-separated values for spreadsheets: [`csv`](super::csv).
    Csv,
    /// A workbook, side by side: [`xlsx`](super::xlsx).
    Xlsx,
    /// One JSON object a bead: [`jsonl`](super::jsonl).
    Jsonl,
    /// Translation memory exchange: [`tmx`](super::tmx).
    Tmx,
    /// XLIFF 2.1: [`xliff`](super::xliff).
    Xliff,
    /// A page for a browser or for paper: [`html`](super::html).
    Html,
    /// A bilingual book: [`epub`](super::epub).
    Epub,
    /// Two files with a line a bead: [`moses`].
    Moses,
    /// Links of OPUS between two files of sentences: [`xces`](super::xces).
    Xces,
    /// Links of InterText between two files of sentences: [`intertext`](super::intertext).
    Intertext,
    /// Links of the Text Encoding Initiative between two files of sentences: [`tei`](super::tei).
    Tei,
    /// The columns of bleualign-cpp and Bitextor: [`bitextor`](super::bitextor).
    Bitextor,
    /// The m:n map of Sketch Engine: [`sketch`](super::sketch).
    Sketch,
    /// The notation of Vecalign, Bertalign and SentAlign: [`vecalign`](super::vecalign).
    Vecalign,
    /// hunalign's ladder: [`ladder`](super::ladder).
    Ladder,
    /// Columns for programs: [`parquet`](super::parquet).
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
