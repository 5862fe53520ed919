//! The rows of a Parquet file, some at a time.

use std::fs::File;

use ::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use ::parquet::file::metadata::ColumnChunkMetaData;
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::{Batches, Broken, length_of, read};
use crate::formats::parquet::pages::{self, Page};
use crate::source::limits;

/// Rows that are taken at a time, and the bytes that they may have: a value can be as long as its page, and repeat another.
const BATCH: usize = 1_024;
const BATCH_BYTES: usize = 32 << 20;

/// Bytes of a page in which its header is sought. With its smallest and its largest value in it, it is long.
const HEADS: [u64; 4] = [1 << 10, 1 << 16, 1 << 20, 1 << 24];

/// A table that is open.
pub(super) struct Rows {
    schema: SchemaRef,
    reader: ParquetRecordBatchReader,
}

impl Rows {
    /// Opens a table, if it can hold what it claims.
    pub fn open(mut file: File) -> Result<Self, Broken> {
        let length = sound(&mut file)?;
        // The types that Parquet knows are enough, and no second schema can contradict them.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(Broken::damaged)?;
        let longest = longest_pages(&mut file, &metadata, length)?;
        let rows = (BATCH_BYTES / longest.max(1)).clamp(1, BATCH);
        let schema = metadata.schema().clone();
        let reader =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata).with_batch_size(rows).build().map_err(Broken::damaged)?;
        Ok(Self { schema, reader })
    }
}

impl Batches for Rows {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, Broken> {
        self.reader.next().transpose().map_err(Broken::damaged)
    }
}

/// The length of a file whose metadata hold no more than their bytes can.
fn sound(file: &mut File) -> Result<u64, Broken> {
    let length = length_of(file)?;
    let tail = read(file, length.checked_sub(8).ok_or_else(Broken::cut_off)?, length)?;
    let metadata = tail.first_chunk::<4>().map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)));
    let start = length.checked_sub(8 + metadata).ok_or_else(Broken::cut_off)?;
    if metadata > limits::PARQUET_METADATA {
        let what = format!("what it says of itself is longer than {} MB", limits::PARQUET_METADATA >> 20);
        return Err(Broken(what, "write it in several files"));
    }
    let bytes = read(file, start, length)?;
    pages::sound_metadata(&bytes).map(|()| length).ok_or_else(Broken::cut_off)
}

/// The lengths of the longest pages of all columns of a row group together, if they are in the file and hold no more than they can.
fn longest_pages(file: &mut File, metadata: &ArrowReaderMetadata, length: u64) -> Result<usize, Broken> {
    let most = limits::sentences(usize::try_from(length).unwrap_or(usize::MAX));
    let (mut rows, mut longest) = (0_usize, 0);
    for group in metadata.metadata().row_groups() {
        rows = usize::try_from(group.num_rows()).ok().and_then(|more| rows.checked_add(more)).ok_or_else(Broken::too_many)?;
        let mut together = 0_usize;
        for column in group.columns() {
            let (page, values) = pages_of(file, column, length)?;
            if values > most {
                return Err(Broken::too_many());
            }
            together = together.saturating_add(page);
        }
        longest = longest.max(together);
    }
    if rows > most {
        return Err(Broken::too_many());
    }
    if longest > limits::PARQUET_PAGES {
        let what = format!("its pages unpack to more than {} MB, one of each column", limits::PARQUET_PAGES >> 20);
        return Err(Broken(what, "write it again with smaller pages (in pyarrow, write_batch_size=16)"));
    }
    Ok(longest)
}

/// The length of the longest page of a column, and the values of all its pages.
fn pages_of(file: &mut File, column: &ColumnChunkMetaData, length: u64) -> Result<(usize, usize), Broken> {
    let outside = || Broken("its columns lie outside the file, or claim more than they can hold".into(), "write it again");
    let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
    let range = pages::range(start, column.compressed_size()).ok_or_else(outside)?;
    let (mut at, end) = (range.start as u64, range.end as u64);
    if end > length {
        return Err(outside());
    }
    let (mut longest, mut values) = (0, 0_usize);
    while at < end {
        let mut header = None;
        for head in HEADS {
            let bytes = read(file, at, end.min(at.saturating_add(head)))?;
            header = Page::first(&bytes);
            if header.is_some() || at.saturating_add(head) >= end {
                break;
            }
        }
        let (page, head) = header.ok_or_else(outside)?;
        at = at.checked_add(head as u64 + page.compressed as u64).filter(|&at| at <= end).ok_or_else(outside)?;
        if page.uncompressed > limits::ANY_RATIO.max(page.compressed.saturating_mul(limits::COLUMN_RATIO)) {
            return Err(outside());
        }
        longest = longest.max(page.uncompressed);
        values = values.checked_add(page.values).ok_or_else(outside)?;
    }
    Ok((longest, values))
}
