//! What a Parquet file claims of itself, before it is believed: how long its pages are unpacked, and how many values they hold.
//!
//! A page says its own length and number of values, and the reader of the `parquet` crate makes room for what it is told: five bytes can
//! ask for two gigabytes. So the headers (Thrift's compact protocol) are read here first. Nothing is kept of them but these numbers.

use std::ops::Range;

/// Structures within each other in a header; the format has four.
const DEPTH: usize = 16;

/// Elements of a schema: a bitext has fourteen columns.
const SCHEMA: usize = 2_000;

/// Snappy packs 64 bytes into three at best; small pages may say what they like.
const RATIO: usize = 24;
const SMALL: usize = 64 << 10;

/// What the pages of some columns are together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Pages {
    /// Bytes of the longest page, unpacked.
    pub longest: usize,
    /// Values in all of them.
    pub values: usize,
}

impl Pages {
    /// Adds the pages of a column; `None` if they do not fill its bytes, or claim more than they can hold.
    pub fn add(&mut self, column: &[u8]) -> Option<()> {
        let mut thrift = Thrift { bytes: column, at: 0 };
        while thrift.at < column.len() {
            let page = thrift.page()?;
            let end = thrift.at.checked_add(page.compressed)?;
            if end > column.len() || page.uncompressed > SMALL.max(RATIO * page.compressed) {
                return None;
            }
            thrift.at = end;
            self.longest = self.longest.max(page.uncompressed);
            self.values = self.values.checked_add(page.values)?;
        }
        Some(())
    }
}

/// Whether the metadata at the end of a file (its last bytes will do, if all metadata are in them) hold no more than their bytes can: lists as long as they say, and a schema of a sane size.
pub(crate) fn sound_metadata(file: &[u8]) -> Option<()> {
    let (rest, tail) = file.split_at_checked(file.len().checked_sub(8)?)?;
    let (length, magic) = tail.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let bytes = rest.get(rest.len().checked_sub(length)?..)?;
    let mut thrift = Thrift { bytes, at: 0 };
    let mut field = 0;
    while let Some(kind) = thrift.field(&mut field)? {
        if field == 2 && kind == LIST {
            let before = thrift.at;
            let (_, elements) = thrift.list()?;
            (elements <= SCHEMA).then_some(())?;
            thrift.at = before;
        }
        thrift.skip(kind, 0)?;
    }
    (magic == b"PAR1").then_some(())
}

/// The header of a page.
#[derive(Default)]
pub(crate) struct Page {
    /// Bytes of the page, unpacked.
    pub uncompressed: usize,
    /// Bytes that follow the header.
    pub compressed: usize,
    /// Values in it.
    pub values: usize,
}

impl Page {
    /// The page whose header begins here, and the bytes of the header; `None` if it is none, or goes on behind the end.
    #[cfg(feature = "arrow")]
    pub(crate) fn first(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut thrift = Thrift { bytes, at: 0 };
        thrift.page().map(|page| (page, thrift.at))
    }
}

/// Types of the compact protocol.
const BYTE: u8 = 3;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

/// A place in a structure of the compact protocol.
struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Thrift<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A number that may not be negative.
    fn number(&mut self) -> Option<usize> {
        let zigzag = self.varint()?;
        if zigzag & 1 == 0 { usize::try_from(zigzag >> 1).ok() } else { None }
    }

    fn pass(&mut self, bytes: usize) -> Option<()> {
        self.at = self.at.checked_add(bytes).filter(|&at| at <= self.bytes.len())?;
        Some(())
    }

    /// The type of the next field of a structure and, in `field`, its number; nothing at its end.
    fn field(&mut self, field: &mut u64) -> Option<Option<u8>> {
        let head = self.byte()?;
        if head == 0 {
            return Some(None);
        }
        *field = match head >> 4 {
            0 => self.varint()? >> 1,
            delta => field.checked_add(u64::from(delta))?,
        };
        Some(Some(head & 0x0F))
    }

    /// The type and the number of the elements of a list. Each takes a byte at least.
    fn list(&mut self) -> Option<(u8, usize)> {
        let head = self.byte()?;
        let size = if head >> 4 == 15 { usize::try_from(self.varint()?).ok()? } else { usize::from(head >> 4) };
        (size <= self.bytes.len() - self.at).then_some((head & 0x0F, size))
    }

    /// Goes past a value.
    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        (depth < DEPTH).then_some(())?;
        match kind {
            // The value of a field that is a truth is in its type.
            1 | 2 => Some(()),
            BYTE => self.pass(1),
            4..=6 => self.varint().map(|_| ()),
            DOUBLE => self.pass(8),
            BINARY => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.pass(length)
            }
            LIST | SET => {
                let (kind, size) = self.list()?;
                // In a list, a truth is a byte.
                let kind = if kind < BYTE { BYTE } else { kind };
                (0..size).try_for_each(|_| self.skip(kind, depth + 1))
            }
            MAP => match self.varint()? {
                0 => Some(()),
                size => {
                    let kinds = self.byte()?;
                    let one = |kind: u8| if kind < BYTE { BYTE } else { kind };
                    (0..size).try_for_each(|_| {
                        self.skip(one(kinds >> 4), depth + 1)?;
                        self.skip(one(kinds & 0x0F), depth + 1)
                    })
                }
            },
            STRUCT => {
                let mut field = 0;
                while let Some(kind) = self.field(&mut field)? {
                    self.skip(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    /// The header of the page that begins here.
    fn page(&mut self) -> Option<Page> {
        let (mut page, mut field) = (Page::default(), 0);
        while let Some(kind) = self.field(&mut field)? {
            match (field, kind) {
                (2, 5) => page.uncompressed = self.number()?,
                (3, 5) => page.compressed = self.number()?,
                // Of data, of a dictionary, of data in the second version: each begins with the number of values.
                (5 | 7 | 8, STRUCT) => {
                    let mut inner = 0;
                    while let Some(kind) = self.field(&mut inner)? {
                        match (inner, kind) {
                            (1, 5) => page.values = self.number()?,
                            _ => self.skip(kind, 1)?,
                        }
                    }
                }
                _ => self.skip(kind, 0)?,
            }
        }
        Some(page)
    }
}

/// The bytes of a file that a column says it takes.
pub(crate) fn range(start: i64, length: i64) -> Option<Range<usize>> {
    let start = usize::try_from(start).ok()?;
    Some(start..start.checked_add(usize::try_from(length).ok()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn varint(mut number: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while number >= 0x80 {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
        bytes
    }

    /// A data page with these claims, and so many bytes after its header.
    fn page(uncompressed: u64, compressed: u64, values: u64, bytes: usize) -> Vec<u8> {
        let field = |head: u8, number: u64| [vec![head], varint(number << 1)].concat();
        let header = [field(0x15, 0), field(0x15, uncompressed), field(0x15, compressed), vec![0x2C], field(0x15, values), vec![0, 0]];
        [header.concat(), vec![7; bytes]].concat()
    }

    fn added(column: &[u8]) -> Option<Pages> {
        let mut pages = Pages::default();
        pages.add(column).map(|()| pages)
    }

    #[test]
    fn pages_say_what_they_can_hold() {
        let two = [page(100, 10, 3, 10), page(50, 20, 4, 20)].concat();
        assert_eq!(added(&two), Some(Pages { longest: 100, values: 7 }));
        assert_eq!(added(&page(1 << 31, 10, 3, 10)), None);
        assert_eq!(added(&page(100, 11, 3, 10)), None);
        assert_eq!(added(&two[..two.len() - 1]), None);
        assert_eq!(added(&page(100, 10, 20_000_000, 10)), Some(Pages { longest: 100, values: 20_000_000 }));
    }

    #[test]
    fn metadata_hold_no_more_than_their_bytes() {
        let file = |metadata: &[u8]| [b"PAR1", metadata, &(metadata.len() as u32).to_le_bytes(), b"PAR1"].concat();
        // A version, a schema of two empty structures, an unknown list of numbers.
        assert!(sound_metadata(&file(&[0x15, 2, 0x19, 0x2C, 0, 0, 0x19, 0x25, 1, 1, 0])).is_some());
        let list = |size: u64| [vec![0x15, 2, 0x29, 0xFC], varint(size), vec![0; 10]].concat();
        assert!(sound_metadata(&file(&list(1 << 31))).is_none());
        let schema = [vec![0x15, 2, 0x19, 0xFC], varint(3_000), vec![0; 3_001]].concat();
        assert!(sound_metadata(&file(&schema)).is_none());
        // Structures within structures.
        assert!(sound_metadata(&file(&[0x1C; 100_000])).is_none());
        assert!(sound_metadata(b"PAR1").is_none() && sound_metadata(&[0xFF; 100]).is_none());
    }
}
