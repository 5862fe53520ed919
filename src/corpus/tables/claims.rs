//! What a message of Arrow claims of itself, before it is believed.

use arrow_ipc::{MessageHeader, root_as_message};

use super::Broken;
use crate::formats::parquet::pages;
use crate::source::limits;

/// What was claimed so far.
#[derive(Default)]
pub(super) struct Claims {
    /// Rows.
    pub rows: usize,
    /// Bytes of what holds them.
    pub bytes: usize,
}

impl Claims {
    /// Whether a batch can hold what it claims.
    pub fn check(&mut self, head: &[u8], body: &[u8]) -> Result<(), Broken> {
        let header = root_as_message(head).map_err(Broken::damaged)?;
        if header.header_as_schema().is_some_and(|schema| !schema.endianness().equals_to_target_endianness()) {
            return Err(Broken::other_order());
        }
        let batch = match header.header_type() {
            MessageHeader::RecordBatch => header.header_as_record_batch(),
            MessageHeader::DictionaryBatch => header.header_as_dictionary_batch().and_then(|dictionary| dictionary.data()),
            _ => None,
        };
        let Some(batch) = batch else { return Ok(()) };
        let most = limits::sentences(self.bytes);
        let length = |length: i64| usize::try_from(length).ok().filter(|&length| length <= most).ok_or_else(Broken::too_many);
        batch.nodes().into_iter().flatten().try_for_each(|node| length(node.length()).map(|_| ()))?;
        self.rows = self.rows.saturating_add(length(batch.length())?);
        if self.rows > most {
            return Err(Broken::too_many());
        }
        if batch.compression().is_none() {
            return Ok(());
        }
        let mut unpacked = 0_u64;
        for buffer in batch.buffers().into_iter().flatten() {
            let place = pages::range(buffer.offset(), buffer.length()).and_then(|range| body.get(range));
            let place = place.ok_or_else(|| Broken::damaged("a buffer lies outside its batch"))?;
            // Minus one says that it is not packed.
            let claimed = place.first_chunk::<8>().map_or(0, |bytes| i64::from_le_bytes(*bytes));
            unpacked = unpacked.saturating_add(u64::try_from(claimed).unwrap_or(0));
        }
        let of_length = (body.len() as u64).saturating_mul(limits::COLUMN_RATIO as u64);
        if unpacked > limits::ARROW_BODY.min(of_length.max(limits::ARROW_ANY_RATIO)) {
            return Err(Broken("a batch of it claims to unpack to far more than it can hold".into(), "check where it comes from"));
        }
        Ok(())
    }
}
