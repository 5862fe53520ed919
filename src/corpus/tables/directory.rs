//! The rows of an Arrow IPC file, a batch at a time, by the directory at its end: some programs write nothing before it that could be read as a stream.

use std::fs::File;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::FileDecoder;
use arrow_ipc::{Block, convert, root_as_footer, root_as_message};
use arrow_schema::SchemaRef;

use super::claims::Claims;
use super::{Batches, Broken, length_of, read};
use crate::source::limits;

/// What a file ends with, after four bytes with the length of the directory.
const MAGIC: &[u8] = b"ARROW1";

/// A file that is open.
pub(super) struct Rows {
    file: File,
    schema: SchemaRef,
    decoder: FileDecoder,
    batches: std::vec::IntoIter<Block>,
    claims: Claims,
}

impl Rows {
    /// Opens a file, if what its directory says lies in it.
    pub fn open(mut file: File) -> Result<Self, Broken> {
        let length = length_of(&mut file)?;
        let tail = read(&mut file, length.saturating_sub(4 + MAGIC.len() as u64), length)?;
        let (directory, magic) = tail.split_first_chunk::<4>().ok_or_else(Broken::cut_off)?;
        let directory = u64::from(u32::from_le_bytes(*directory));
        if magic != MAGIC {
            return Err(Broken::cut_off());
        }
        if directory > limits::PARQUET_METADATA {
            let what = format!("what it says of itself is longer than {} MB", limits::PARQUET_METADATA >> 20);
            return Err(Broken(what, "write it in several files"));
        }
        let end = length.saturating_sub(tail.len() as u64);
        let bytes = read(&mut file, end.checked_sub(directory).ok_or_else(Broken::cut_off)?, end)?;
        let footer = root_as_footer(&bytes).map_err(Broken::damaged)?;
        let schema = footer.schema().ok_or_else(|| Broken::damaged("it has no columns"))?;
        if !schema.endianness().equals_to_target_endianness() {
            return Err(Broken::other_order());
        }
        let schema = Arc::new(convert::try_fb_to_schema(schema).map_err(Broken::damaged)?);
        let [dictionaries, batches] =
            [footer.dictionaries(), footer.recordBatches()].map(|blocks| blocks.into_iter().flatten().copied().collect::<Vec<Block>>());
        let together = dictionaries.iter().chain(&batches).try_fold(0_u64, |sum, block| sum.checked_add(end_of(block)? - start_of(block)?));
        if together.is_none_or(|together| together > length) {
            return Err(Broken::damaged("its batches lie outside the file, or over each other"));
        }
        let decoder = FileDecoder::new(schema.clone(), footer.version());
        let claims = Claims { bytes: usize::try_from(length).unwrap_or(usize::MAX), ..Claims::default() };
        let mut rows = Self { file, schema, decoder, batches: batches.into_iter(), claims };
        for block in dictionaries {
            let bytes = rows.block(&block)?;
            rows.decoder.read_dictionary(&block, &bytes).map_err(Broken::damaged)?;
        }
        Ok(rows)
    }

    /// The bytes of a batch, checked.
    fn block(&mut self, block: &Block) -> Result<Buffer, Broken> {
        let place = start_of(block).zip(end_of(block)).ok_or_else(Broken::cut_off)?;
        if place.1 - place.0 > limits::ARROW_BODY {
            return Err(Broken::too_long_batch());
        }
        let bytes = read(&mut self.file, place.0, place.1)?;
        let head = usize::try_from(block.metaDataLength()).unwrap_or_default();
        let (head, body) = bytes.split_at_checked(head).ok_or_else(Broken::cut_off)?;
        // The mark before a message is younger than the format.
        let prefix = if head.starts_with(&[0xFF; 4]) { 8 } else { 4 };
        let head = head.get(prefix..).ok_or_else(Broken::cut_off)?;
        let claimed = root_as_message(head).map_err(Broken::damaged)?.bodyLength();
        if usize::try_from(claimed).is_ok_and(|claimed| claimed > body.len()) {
            return Err(Broken::cut_off());
        }
        self.claims.check(head, body)?;
        Ok(Buffer::from_vec(bytes))
    }
}

impl Batches for Rows {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, Broken> {
        while let Some(block) = self.batches.next() {
            let bytes = self.block(&block)?;
            if let Some(batch) = self.decoder.read_record_batch(&block, &bytes).map_err(Broken::damaged)? {
                return Ok(Some(batch));
            }
        }
        Ok(None)
    }
}

fn start_of(block: &Block) -> Option<u64> {
    u64::try_from(block.offset()).ok()
}

fn end_of(block: &Block) -> Option<u64> {
    let (head, body) = (u64::try_from(block.metaDataLength()).ok()?, u64::try_from(block.bodyLength()).ok()?);
    start_of(block)?.checked_add(head)?.checked_add(body)
}
