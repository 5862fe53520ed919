//! The options of EPUB and TMX, as typed, for every command that writes a bitext.

use crate::formats::{epub, tmx};

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
