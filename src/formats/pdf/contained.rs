//! Has PDFs read by a child process, in which they may be what they like ([`contained`](crate::source::contained)).
//!
//! The child sends back the document in a form of its own, or the sentence of an error. Both ends are one program, so the form needs no
//! version; what comes is checked all the same, as if the PDF itself had written it.
//!
//! ```text
//! D  count of blocks (u32)  { kind (u8)  start (u32)  end (u32) }  text
//! E  what is wrong  U+0000  remedy
//! ```

use std::io::{self, Read, Write};
use std::path::Path;

use super::read;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Block, BlockKind, Document, SourceOffsets};
use crate::source::contained::{self, Allowance, Failure};
use crate::source::limits::{PDF_STACK, pdf_memory, pdf_text, pdf_time};
use crate::source::unusable;

/// What begins a document, and what an error.
const DOCUMENT: u8 = b'D';
const ERROR: u8 = b'E';

/// Kinds of blocks by their numbers.
const KINDS: [BlockKind; 7] = [
    BlockKind::Paragraph,
    BlockKind::Heading,
    BlockKind::ListItem,
    BlockKind::TableCell,
    BlockKind::Caption,
    BlockKind::Note,
    BlockKind::Line,
];

/// Bytes of a block.
const BLOCK: usize = 9;

/// Reads a PDF in a child process; `None` if this program cannot be one.
pub(super) fn document(path: &Path, bytes: &[u8]) -> Option<Result<Document>> {
    let allowance = allowance(bytes.len() as u64);
    let answer = contained::ask(bytes, allowance)?;
    Some(answer.map_err(|failure| refused(path, &failure, allowance)).and_then(|answer| decoded(path, &answer)))
}

/// Is the child of `document`: reads the PDF that comes in and sends back what is in it.
///
/// # Errors
/// If the limits cannot be set, or the parent is gone.
pub fn serve(input: impl Read + Send + 'static, output: impl Write, exit: fn(u8) -> !) -> io::Result<()> {
    contained::serve(input, output, allowance, |bytes| encoded(read::document(Path::new("-"), bytes)), exit)
}

/// What the child may use for a file of this length.
fn allowance(length: u64) -> Allowance {
    // Between any two letters there may be a space, and each letter may be a block.
    let answer = pdf_text(length).saturating_mul(2 + BLOCK as u64).saturating_add(1 << 10);
    Allowance { memory: pdf_memory(length).saturating_add(PDF_STACK as u64), time: pdf_time(length), answer }
}

fn refused(path: &Path, failure: &Failure, allowance: Allowance) -> Error {
    let what = match failure {
        Failure::Io(error) => {
            return Error::io(path, "read the PDF in a process of its own", io::Error::new(error.kind(), error.to_string()));
        }
        Failure::Memory => format!("reading the PDF takes more than {} MB of memory, or it nests too deep", allowance.memory >> 20),
        Failure::Time => format!("reading the PDF takes more than {} seconds", allowance.time.as_secs()),
        Failure::Length => "there is more text in the PDF than its pages can show".to_owned(),
    };
    unusable(path, &what, "print it into a new PDF and name that, if you trust it")
}

fn encoded(document: Result<Document>) -> Vec<u8> {
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            let (what, remedy) = match error.kind {
                ErrorKind::Unusable { what, remedy } => (what, remedy),
                other => (other.to_string(), "open and save it with another program".to_owned()),
            };
            return [&[ERROR], what.as_bytes(), &[0], remedy.as_bytes()].concat();
        }
    };
    let blocks = document.blocks();
    let mut answer = Vec::with_capacity(5 + BLOCK * blocks.len() + document.text().len());
    // A text is shorter than 4 GiB, so all these numbers are: Budget::Text.
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX).to_le_bytes();
    answer.push(DOCUMENT);
    answer.extend(number(blocks.len()));
    for block in blocks {
        let kind = KINDS.iter().position(|kind| *kind == block.kind).unwrap_or(0);
        answer.push(kind as u8);
        answer.extend(number(block.range.start));
        answer.extend(number(block.range.end));
    }
    answer.extend(document.text().as_bytes());
    answer
}

fn decoded(path: &Path, answer: &[u8]) -> Result<Document> {
    match answer.split_first() {
        Some((&DOCUMENT, rest)) => document_of(path, rest).ok_or_else(|| garbled(path))?,
        Some((&ERROR, rest)) => {
            let said = std::str::from_utf8(rest).ok().and_then(|said| said.split_once('\0'));
            Err(said.map_or_else(|| garbled(path), |(what, remedy)| unusable(path, what, remedy)))
        }
        _ => Err(garbled(path)),
    }
}

fn document_of(path: &Path, rest: &[u8]) -> Option<Result<Document>> {
    let (count, rest) = rest.split_first_chunk()?;
    let (blocks, text) = rest.split_at_checked(BLOCK.checked_mul(u32::from_le_bytes(*count) as usize)?)?;
    let block = |block: &[u8]| {
        let (&kind, block) = block.split_first()?;
        let (start, end) = block.split_first_chunk()?;
        let (end, _) = end.split_first_chunk()?;
        let range = u32::from_le_bytes(*start) as usize..u32::from_le_bytes(*end) as usize;
        Some(Block { range, kind: *KINDS.get(usize::from(kind))? })
    };
    let blocks = blocks.chunks_exact(BLOCK).map(block).collect::<Option<Vec<_>>>()?;
    let text = String::from_utf8(text.to_vec()).ok()?;
    Some(Document::new(path, text, blocks, SourceOffsets::Extracted))
}

fn garbled(path: &Path) -> Error {
    unusable(path, "what was read of the PDF did not arrive whole", "try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Document {
        let block = |range, kind| Block { range, kind };
        let blocks = vec![block(0..6, BlockKind::Heading), block(7..13, BlockKind::Paragraph), block(14..17, BlockKind::ListItem)];
        Document::new("f", "Tître\nA lamp\n•\n".into(), blocks, SourceOffsets::Extracted).unwrap()
    }

    #[test]
    fn a_document_arrives_as_it_was() {
        let path = Path::new("f");
        assert_eq!(decoded(path, &encoded(Ok(sample()))).unwrap(), sample());
        let error = decoded(path, &encoded(Err(unusable(path, "it is damaged", "mend it")))).unwrap_err();
        assert_eq!(error.to_string(), "f: it is damaged; mend it");
    }

    #[test]
    fn what_does_not_arrive_whole_is_no_document() {
        let whole = encoded(Ok(sample()));
        let path = Path::new("f");
        for length in 0..whole.len() {
            // What is cut off may be the end of the text, but never a part of a block.
            assert!(decoded(path, &whole[..length]).is_err() || length + 1 == whole.len(), "{length}");
        }
        for at in 0..whole.len() {
            for byte in [0, 1, 0x80, 0xFF] {
                let mut changed = whole.clone();
                changed[at] = byte;
                // Either of the two, and no panic.
                let _ = decoded(path, &changed);
            }
        }
        for answer in [&b""[..], b"E", b"Eno end", b"E\xFF\0x", b"X", b"D\xFF\xFF\xFF\xFF"] {
            assert_eq!(decoded(path, answer).unwrap_err().to_string(), garbled(path).to_string());
        }
    }
}
