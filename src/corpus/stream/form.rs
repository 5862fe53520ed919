//! The forms of a line: reading the pair of documents that it holds, and writing the lines that report an alignment.
//!
//! [`Form::Jsonl`] is our own: an object with `source` and `target` in, an object with `beads` or `error` out. [`Form::Bleualign`] is what
//! bleualign-cpp takes and gives between the stages of Bitextor: two addresses and two texts in base64 with a sentence on each line in, and
//! out a line for each pair of sentences, the addresses before it and a score after it. The machine translation that bleualign needs beside
//! the texts is ignored.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::object;
use crate::corpus::Contents;
use crate::corpus::keys::{Key, Object};
use crate::formats::jsonl;
use crate::formats::output::{Bitext, rounded};
use crate::model::{Bead, Pair};

/// Base64 as it occurs: with `=` at its end or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
);

/// The names of the fields that are read, where a header names them.
pub(super) const FIELDS: [&str; 4] = ["src_url", "trg_url", "src_text", "trg_text"];

/// The header of what is written where what was read has one.
const HEADER: &str = "src_url\ttrg_url\tsrc_text\ttrg_text\taligner_score\n";

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A JSON object.
    Jsonl,
    /// Tab-separated fields, with the places of those that are read: two addresses, two texts.
    Bleualign([usize; 4]),
}

/// A pair of documents.
#[derive(Debug, PartialEq)]
pub struct Request<'a> {
    /// What it is known by.
    pub name: Name<'a>,
    /// The texts, source and target.
    pub texts: Pair<Contents>,
    /// Their languages, where the line names them.
    pub languages: Pair<Option<String>>,
}

/// The identity of a pair and whatever else is passed through, written back as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name<'a> {
    /// The keys of an object that are not read.
    Keys(Vec<Key<'a>>),
    /// Two addresses.
    Addresses(&'a [u8], &'a [u8]),
}

/// What is passed through, as keys of an object.
pub fn keys<'a>(name: Option<&'a Name>) -> Cow<'a, [Key<'a>]> {
    match name {
        Some(Name::Keys(keys)) => keys.as_slice().into(),
        Some(Name::Addresses(source, target)) => {
            let [source_url, target_url, ..] = FIELDS;
            let key = |name, address| Key::text(name, &String::from_utf8_lossy(address));
            vec![key(source_url, source), key(target_url, target)].into()
        }
        None => Vec::new().into(),
    }
}

impl Form {
    /// The form of bleualign-cpp without a header.
    pub const BLEUALIGN: Self = Self::Bleualign([0, 1, 2, 3]);

    /// Tells the form by (the beginning of) a line: JSON begins with a brace, and what has tabs is not JSON.
    pub fn of(line: &[u8]) -> Self {
        let jsonl = line.trim_ascii_start().starts_with(b"{") || !line.contains(&b'\t');
        if jsonl { Self::Jsonl } else { Self::BLEUALIGN }
    }

    /// What the first line says if it is a header: the form with the fields where the header has them, and the header to be written. `None` if it is
    /// not a header.
    ///
    /// # Errors
    /// The field that it lacks.
    pub fn of_header(self, line: &[u8]) -> Result<Option<(Self, &'static str)>, String> {
        let names: Vec<&[u8]> = line.split(|&byte| byte == b'\t').collect();
        let place = |field: &str| names.iter().position(|&name| name == field.as_bytes());
        if self == Self::Jsonl || FIELDS.into_iter().all(|field| place(field).is_none()) {
            return Ok(None);
        }
        let mut places = [0; 4];
        for (slot, field) in places.iter_mut().zip(FIELDS) {
            *slot = place(field).ok_or_else(|| format!("the header has no field {field}"))?;
        }
        Ok(Some((Self::Bleualign(places), HEADER)))
    }

    /// Reads a line.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence, and its identity if that is known.
    pub fn read(self, line: &[u8]) -> Result<Request<'_>, (Option<Name<'_>>, String)> {
        if line.trim_ascii().is_empty() {
            return Err((None, "the line is empty".into()));
        }
        match self {
            Self::Jsonl => object::read(line),
            Self::Bleualign(places) => read_fields(line, places).map_err(|what| (None, what)),
        }
    }

    /// The lines that tell of an alignment.
    pub fn aligned(self, name: &Name, bitext: &Bitext, beads: &[&Bead], related: Option<f32>) -> Vec<u8> {
        let mut out = Vec::new();
        match name {
            Name::Keys(keys) => {
                let beads: Vec<jsonl::Row> = beads.iter().map(|bead| jsonl::row(bitext, bead)).collect();
                let named = Object::new().with_id(keys).with("source_lang", &bitext.source.language());
                let told = named.with("target_lang", &bitext.target.language()).with("related", &related.map(rounded));
                out = told.with_keys(keys, &object::WRITTEN).with("beads", &beads).line();
            }
            Name::Addresses(source, target) => {
                for bead in beads.iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty()) {
                    let (source_line, target_line) = (bitext.source_line(bead), bitext.target_line(bead));
                    // A blank line is a unit too where every line is one.
                    if source_line.is_empty() || target_line.is_empty() {
                        continue;
                    }
                    let score = format!("{:.4}", bead.confidence);
                    let fields = [source, target, source_line.as_bytes(), target_line.as_bytes(), score.as_bytes()];
                    out.extend(fields.join(&b'\t'));
                    out.push(b'\n');
                }
            }
        }
        out
    }

    /// The line that tells of an error; nothing where the form has no place for it.
    pub fn failed(self, name: Option<&Name>, line: u64, error: &str) -> Vec<u8> {
        let keys = keys(name);
        match self {
            Self::Jsonl => {
                let told = Object::new().with_id(&keys).with("line", &line);
                told.with_keys(&keys, &object::WRITTEN).with("error", &error).line()
            }
            Self::Bleualign(_) => Vec::new(),
        }
    }
}

fn read_fields(line: &[u8], places: [usize; 4]) -> Result<Request<'_>, String> {
    let fields: Vec<&[u8]> = line.split(|&byte| byte == b'\t').collect();
    let field = |place: usize| {
        let few = || format!("there are {} fields, and field {} is needed", fields.len(), place + 1);
        fields.get(place).copied().ok_or_else(few)
    };
    let [source, target, source_text, target_text] = places;
    let text = |place: usize| {
        let bytes = BASE64.decode(field(place)?.trim_ascii()).map_err(|error| format!("field {} is not base64: {error}", place + 1))?;
        String::from_utf8(bytes).map_err(|error| format!("field {}: {}", place + 1, invalid(error.utf8_error())))
    };
    let texts = Pair::new(text(source_text)?, text(target_text)?).map(Contents::Whole);
    Ok(Request { name: Name::Addresses(field(source)?, field(target)?), texts, languages: Pair::default() })
}

pub(super) fn invalid(error: std::str::Utf8Error) -> String {
    format!("byte {} is not valid UTF-8", error.valid_up_to())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_told_by_the_first_line() {
        assert_eq!(Form::of(b" {\"id\":\t1}"), Form::Jsonl);
        assert_eq!(Form::of(b"http://a\thttp://b\tYQ==\tYg=="), Form::BLEUALIGN);
        assert_eq!(Form::of(b"nonsense"), Form::Jsonl);
        let header = b"trg_url\tsrc_url\tsrc_text\tx\ttrg_text";
        assert_eq!(Form::BLEUALIGN.of_header(header), Ok(Some((Form::Bleualign([1, 0, 2, 4]), HEADER))));
        assert_eq!(Form::BLEUALIGN.of_header(b"a\tb\tYQ==\tYg=="), Ok(None));
        assert!(Form::BLEUALIGN.of_header(b"src_url\ttrg_url\tsrc_text").is_err());
    }

    #[test]
    fn fields_are_decoded_with_and_without_padding() {
        let request = Form::BLEUALIGN.read(b"u\xff\tv\tYQ\tYmM=\tignored").unwrap();
        assert_eq!(
            (request.name, request.texts),
            (Name::Addresses(b"u\xff", b"v"), Pair::new("a", "bc").map(|text| Contents::Whole(text.into())))
        );
        for (line, words) in [
            (&b"u\tv\tYQ=="[..], "there are 3 fields, and field 4"),
            (b"u\tv\tYQ==\t!!", "field 4 is not base64"),
            (b"u\tv\t/w==\tYQ==", "field 3: byte 0 is not valid UTF-8"),
        ] {
            let (_, what) = Form::BLEUALIGN.read(line).unwrap_err();
            assert!(what.contains(words), "{what}");
        }
    }
}
