//! The rows of an Arrow IPC stream, a batch at a time.
//!
//! The messages are taken apart here, because a batch says how long its buffers are when unpacked, and the crate makes room for what it is told.

use std::io::{BufRead, Read};

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::root_as_message;
use arrow_schema::SchemaRef;

use super::claims::Claims;
use super::{Batches, Broken};
use crate::source::limits;

/// What is before every message, followed by four bytes with its length.
const CONTINUATION: [u8; 4] = [0xFF; 4];
/// Both together.
const PREFIX: usize = 8;

/// A stream that is open.
pub(super) struct Rows {
    messages: Messages,
    decoder: StreamDecoder,
    schema: SchemaRef,
    /// A batch that came while the columns were sought.
    ahead: Option<RecordBatch>,
}

impl Rows {
    /// Opens a stream.
    pub fn open(input: impl BufRead + Send + 'static) -> Result<Self, Broken> {
        let mut messages = Messages { input: Box::new(input), at_end: false, claims: Claims::default() };
        let mut decoder = StreamDecoder::new();
        loop {
            let message = messages.next()?;
            let is_end = message.is_none();
            // The decoder looks at a message without a body when the next one comes.
            let ahead = decode(&mut decoder, message.unwrap_or_else(|| [CONTINUATION, [0; 4]].concat()))?;
            if let Some(schema) = decoder.schema() {
                return Ok(Self { messages, decoder, schema, ahead });
            }
            if is_end {
                return Err(Broken::cut_off());
            }
        }
    }
}

impl Batches for Rows {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, Broken> {
        if let Some(batch) = self.ahead.take() {
            return Ok(Some(batch));
        }
        while let Some(message) = self.messages.next()? {
            if let Some(batch) = decode(&mut self.decoder, message)? {
                return Ok(Some(batch));
            }
        }
        Ok(None)
    }
}

fn decode(decoder: &mut StreamDecoder, message: Vec<u8>) -> Result<Option<RecordBatch>, Broken> {
    decoder.decode(&mut Buffer::from_vec(message)).map_err(Broken::damaged)
}

/// The messages of a stream.
struct Messages {
    input: Box<dyn BufRead + Send>,
    at_end: bool,
    claims: Claims,
}

impl Messages {
    /// The next message with what is before it, checked; `None` at the end.
    fn next(&mut self) -> Result<Option<Vec<u8>>, Broken> {
        if self.at_end {
            return Ok(None);
        }
        let mut message = Vec::new();
        let read = self.add(&mut message, PREFIX as u64)?;
        let parts = message.split_first_chunk::<4>().and_then(|(mark, length)| Some((*mark, u32::from_le_bytes(*length.first_chunk()?))));
        self.at_end = match parts {
            Some((CONTINUATION, length)) if length > 0 => return self.message(message, length.into()).map(Some),
            Some((CONTINUATION, _)) => true,
            Some(_) => return Err(Broken::damaged("a message does not begin where it should")),
            // The end of a stream need not be marked.
            None if read == 0 => true,
            None => return Err(Broken::cut_off()),
        };
        Ok(None)
    }

    /// A message of which the beginning is read: what it says of itself, of this length, and its body.
    fn message(&mut self, mut message: Vec<u8>, length: u64) -> Result<Vec<u8>, Broken> {
        if length > limits::ARROW_HEADER {
            return Err(Broken::damaged(format!("a message says more than {} MB of itself", limits::ARROW_HEADER >> 20)));
        }
        if self.add(&mut message, length)? != length {
            return Err(Broken::cut_off());
        }
        let start = message.len();
        let body = root_as_message(message.get(PREFIX..).unwrap_or_default()).map_err(Broken::damaged)?.bodyLength();
        let body = u64::try_from(body).map_err(Broken::damaged)?;
        if body > limits::ARROW_BODY {
            return Err(Broken::too_long_batch());
        }
        if self.add(&mut message, body)? != body {
            return Err(Broken::cut_off());
        }
        self.claims.bytes = self.claims.bytes.saturating_add(message.len());
        let (head, body) = message.split_at_checked(start).ok_or_else(Broken::cut_off)?;
        self.claims.check(head.get(PREFIX..).unwrap_or_default(), body)?;
        Ok(message)
    }

    /// Reads so many bytes, or as many as there are, and gives their number: a claim costs nothing that is not there.
    fn add(&mut self, message: &mut Vec<u8>, bytes: u64) -> Result<u64, Broken> {
        let read = (&mut self.input).take(bytes).read_to_end(message).map_err(Broken::damaged)?;
        Ok(read as u64)
    }
}
