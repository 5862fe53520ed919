//! Every bound on input, in one place, each with its reason: a hostile file must cost seconds and a few hundred megabytes at most, and no
//! real text may ever meet a bound.

use std::time::Duration;

/// What a file is to be, and with it how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// A text: with its offsets, a longer one would not fit the memory of the machines this is made for.
    Text,
    /// A bitext, which holds both sides, and of which rows and texts are made at once.
    Bitext,
    /// A lexicon of the user's: the largest dictionaries there are have some ten million entries.
    Lexicon,
    /// Text to learn from: pairs of sentences lie in memory beside the file, as corpora of a hundred million pairs would not.
    Training,
    /// A list of pairs or documents, some two hundred bytes each: ten million of them.
    List,
    /// A project or its journal: one line per bead or edit, so a book of a million sentences with all its edits.
    Project,
    /// A journal: of a batch a line of some three hundred bytes for each of ten million pairs, of a review everything that was ever done.
    Journal,
    /// A file of settings, which people write by hand.
    Settings,
}

/// Up to here a packed file may have any ratio: it does no harm yet.
const HARMLESS: u64 = 64 << 20;

/// The same of a bitext or a lexicon, of which rows of four bytes take a hundred times as much in memory.
const HARMLESS_ROWS: u64 = 16 << 20;

impl Budget {
    /// The longest that such a file may be, and that it may unpack to.
    pub const fn bytes(self) -> u64 {
        match self {
            Self::Text | Self::Journal => 4 << 30,
            Self::Bitext | Self::List => 2 << 30,
            Self::Lexicon | Self::Project => 1 << 30,
            Self::Training => 16 << 30,
            Self::Settings => 16 << 20,
        }
    }

    /// How many times its own size a packed file may unpack to, where that does harm. Text shrinks to a third or a fifth; only a bomb, or a
    /// text that says one thing over and over, shrinks to a twentieth. Sheets, Parquet and memories in UTF-16 do repeat themselves.
    pub(super) const fn ratio(self) -> u64 {
        match self {
            Self::Bitext | Self::Training => 100,
            _ => 20,
        }
    }

    /// What a packed file of this many bytes may unpack to.
    pub(crate) fn unpacked(self, packed: usize) -> u64 {
        let of_size = self.ratio().saturating_mul(packed as u64);
        self.bytes().min(match self {
            Self::Bitext => HARMLESS_ROWS + of_size,
            Self::Lexicon => HARMLESS_ROWS.max(of_size),
            _ => HARMLESS.max(of_size),
        })
    }
}

/// Bytes of a line of a result that is read again, which holds a bead of two texts: they are sentences.
pub(super) const RESULT_LINE: usize = 64 << 20;

/// Bytes of the name of a result with its folders, as many as systems take.
pub(crate) const NAME_BYTES: usize = 4_096;

/// Folders of the name of a result: results in folders of their own, of which each is looked at for itself, lie five deep.
pub(crate) const NAME_PARTS: usize = 64;

/// Characters of each folder: bytes on some systems, of which the system itself tells.
pub(crate) const NAME_CHARACTERS: usize = 255;

/// Whoever is to read a pipe that is written to has this long to open it: it was started before.
#[cfg(unix)]
pub(super) const READER_TIME: Duration = Duration::from_secs(1);

/// Most bytes that the parts read from the archive of a document may have together: forty times a long novel in XML.
pub(super) const ARCHIVE_BYTES: u64 = 128 << 20;

/// Most parts of an archive. Illustrated books have a few thousand.
pub(crate) const ARCHIVE_PARTS: usize = 20_000;

/// Elements within elements are followed this far in a document. Tables in tables in tables need fifty.
pub(super) const DOCUMENT_DEPTH: usize = 1_000;

/// The same in a bitext: no format of them has any use for it.
pub(super) const BITEXT_DEPTH: usize = 500;

/// Most attributes of an element: each is compared with all others, because two of one name are an error. Formats have ten.
pub(crate) const ATTRIBUTES: usize = 500;

/// Most languages of a translation memory, in all their spellings: each is compared with those before it.
pub(crate) const LANGUAGES: usize = 500;

/// At most this much of a file is shown to the detector of encodings: it knows long before.
pub(super) const DETECTED_BYTES: usize = 4 << 20;

/// Most sentences of both texts that links or rows may hold, or number where the texts are not there to be counted, in a file of so many
/// bytes as it lies on the disk. A row of two sentences takes four bytes and more; packed, ten, unless it was made to be small.
pub(crate) const fn sentences(bytes: usize) -> usize {
    1_000_000 + bytes / 2
}

/// Most bytes of text that the rows of such a file may hold together. Text shrinks to a third or a fifth; what shrinks more is the markup
/// around it.
pub(crate) const fn row_bytes(bytes: usize) -> usize {
    (HARMLESS_ROWS as usize).saturating_add(bytes.saturating_mul(20))
}

/// Most entries of a dictionary in a file of so many bytes as it lies on the disk: they take four bytes and more, and packed two.
pub(crate) const fn entries(bytes: usize) -> usize {
    500_000 + bytes / 2
}

/// Most pairs of words that so many entries of a dictionary may put together, each word of the one side with each of the other. Most
/// entries are one or two words long, but ten thousand sentences will do, too.
pub(crate) const fn word_pairs(entries: usize) -> usize {
    4_000_000 + 8 * entries
}

/// Most links that a sentence may stand in, where results are measured: it belongs to one. Each is compared with all.
pub(crate) const LINKS_OF_SENTENCE: u32 = 100;

/// Bytes of files of sentences that are read again, because a later group of links names them once more: groups are of other files each.
pub(crate) const FILES_AGAIN: usize = 64 << 20;

/// Bytes of a page of Parquet, unpacked: programs write pages of one megabyte. It is held several times while it is read.
#[cfg(feature = "parquet")]
pub(crate) const PARQUET_PAGE: usize = 96 << 20;

/// The same of the pages of all columns together, one of each, where a table of any columns is read: rows of texts of 100 KB, a thousand in a page
/// as some programs write them, and what goes with them.
#[cfg(feature = "arrow")]
pub(crate) const PARQUET_PAGES: usize = 512 << 20;

/// Bytes that a Parquet file may say of itself: it says some hundred of each column of each row group.
#[cfg(feature = "arrow")]
pub(crate) const PARQUET_METADATA: u64 = 64 << 20;

/// How many times its length a page of any codec may unpack to, where it is longer than `ANY_RATIO`: a column that holds one value over and over.
#[cfg(feature = "arrow")]
pub(crate) const COLUMN_RATIO: usize = 100;

/// Pages up to here may have any ratio: with one of each of many columns `PARQUET_PAGES` stands before them.
#[cfg(feature = "arrow")]
pub(crate) const ANY_RATIO: usize = 4 << 20;

/// Bytes that a message of Arrow may say of itself: it says some fifty of each column.
#[cfg(feature = "arrow")]
pub(crate) const ARROW_HEADER: u64 = 16 << 20;

/// Bytes of a batch of Arrow, packed and unpacked, which lies in memory as a whole.
#[cfg(feature = "arrow")]
pub(crate) const ARROW_BODY: u64 = 2 << 30;

/// A batch of Arrow that unpacks to no more than this may have any ratio.
#[cfg(feature = "arrow")]
pub(crate) const ARROW_ANY_RATIO: u64 = 128 << 20;

/// Columns of a table, as many as Excel has.
pub(crate) const TABLE_COLUMNS: usize = 16_384;

/// Separators of one record of a table: there may be some in quotation marks, too.
pub(crate) const RECORD_SEPARATORS: usize = 1_000_000;

/// Rows of a sheet, as many as Excel has.
pub(crate) const SHEET_ROWS: usize = 1_048_576;

/// Bytes of the code of a language: the longest that are in use have thirty-five.
pub(crate) const LANGUAGE_BYTES: usize = 1_000;

/// Faults of form that are listed: nobody reads more, and a file can be made of nothing else.
pub(crate) const FAULTS: usize = 10_000;

/// Notes within notes and boxes within boxes are followed this far.
pub(crate) const INSETS: usize = 64;

/// Changes of style after which no more are kept: a book has some ten thousand.
pub(crate) const STYLE_CHANGES: usize = 1_000_000;

/// Longest address of a link that is kept: it is written again with every sentence that the link covers. Servers refuse longer ones; what is
/// longer is data in place of an address.
pub(crate) const LINK_BYTES: usize = 8 << 10;

/// Bytes that the cells of the first row and of one column may have together: an Excel file says a long string once and refers to it a million times.
pub(crate) const COLUMN_BYTES: usize = 128 << 20;

/// Block-level elements within each other. No page needs a tenth of it.
pub(crate) const HTML_DEPTH: usize = 400;

/// Nested inline elements that are distinguished: nobody can see more.
pub(crate) const HTML_INLINE: usize = 32;

/// Bytes of pictures that are kept of a book, each counted once. Picture books have more; what is beyond is left out.
pub(crate) const PICTURE_BYTES: u64 = 64 << 20;

/// Places of pictures that are kept: ornaments come again and again.
pub(crate) const PICTURE_PLACES: usize = 20_000;

/// Glyphs of one page beyond which no more are read: a page of a telephone book has 20,000.
pub(crate) const PDF_GLYPHS: usize = 400_000;

/// Things drawn on one page beyond which the rest is ignored: instructions may repeat each other without end.
pub(crate) const PDF_DRAWN: usize = 1_000_000;

/// Time of a processor for a PDF of this length: a book of 600 pages takes half a second, and on the slowest machines five. Very long ones are
/// mostly pictures, which nobody unpacks.
pub(crate) fn pdf_time(length: u64) -> Duration {
    Duration::from_secs(3 + (length / 100_000).min(100 + length / 1_000_000))
}

/// How many times longer the same work may take by the clock, on a machine on which others work too. Where the system counts the time of the
/// processor, the clock is only there for a child that waits for ever.
pub(crate) const PATIENCE: u32 = if cfg!(unix) { 60 } else { 6 };

/// Memory for a PDF of this length, itself included: a book of 600 pages takes 30 MB, fonts of Chinese unpacked and pages full of drawings
/// more. A stream that is packed once unpacks to a thousand times its length at most, so that a short file needs less.
pub(crate) fn pdf_memory(length: u64) -> u64 {
    (128 << 20) + length.saturating_mul(2_000).min(272 << 20) + 4 * length
}

/// Bytes of text that a PDF of this length may hold: ten thousand pages have thirty million, packed to a fifth.
pub(crate) const fn pdf_text(length: u64) -> u64 {
    let of_size = 20 * length;
    if of_size > 16 << 20 { of_size } else { 16 << 20 }
}

/// Stack for a PDF, whose dictionaries, forms and functions lie within each other.
pub(crate) const PDF_STACK: usize = 32 << 20;

/// Pieces of lines beyond which no columns are sought: no readable page has so many.
pub(crate) const PDF_FRAGMENTS: usize = 5_000;

/// Columns within columns are sought this deep: newspapers have eight.
pub(crate) const PDF_COLUMN_DEPTH: usize = 8;

/// Layers of packing of a stream of a PDF: programs that write it use one or two.
pub(crate) const PDF_LAYERS: usize = 8;

/// How many times more than a text a picture may unpack to, and all streams together: a blank poster, fine enough to be printed.
pub(crate) const PDF_PICTURES: u64 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_may_shrink_as_it_likes() {
        assert_eq!(Budget::Text.unpacked(10), 64 << 20);
        assert_eq!(Budget::Text.unpacked(10 << 20), 200 << 20);
        assert_eq!(Budget::Text.unpacked(1 << 40), 4 << 30);
        assert_eq!(Budget::Bitext.unpacked(1 << 20), 116 << 20);
        assert_eq!(Budget::Lexicon.unpacked(10), 16 << 20);
    }
}
