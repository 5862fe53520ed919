//! The forms of a line: reading the pair of documents that it holds, and writing the lines that report an alignment.
//!
//! [`Form::Jsonl`] is our own: an object with `source` and `target` in, an object with `beads` or `error` out. [`Form::Bleualign`] is what
//! bleualign-cpp takes and gives between the stages of Bitextor: two addresses and two texts in base64 with a sentence on each line in, and
//! out a line for each pair of sentences, the addresses before it and a score after it. The machine translation that bleualign needs beside
//! the texts is ignored.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::formats::jsonl;
use crate::formats::output::{Bitext, rounded};
use crate::lang;
use crate::model::Pair;

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
    pub texts: Pair<String>,
    /// Their languages, where the line names them.
    pub languages: Pair<Option<String>>,
}

/// The identity of a pair, written back as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name<'a> {
    /// Any JSON value; `null` if there is none.
    Id(&'a str),
    /// Two addresses.
    Addresses(&'a [u8], &'a [u8]),
}

impl<'a> Name<'a> {
    fn of(id: Option<&'a RawValue>) -> Self {
        Self::Id(id.map_or("null", RawValue::get))
    }
}

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    source: Option<String>,
    target: Option<String>,
    source_lang: Option<String>,
    target_lang: Option<String>,
}

#[derive(Deserialize)]
struct OnlyId<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Aligned<'a> {
    id: Option<&'a RawValue>,
    source_lang: &'a str,
    target_lang: &'a str,
    related: Option<f64>,
    beads: Vec<jsonl::Row<'a>>,
}

#[derive(Serialize)]
struct Failed<'a> {
    id: Option<&'a RawValue>,
    line: u64,
    error: &'a str,
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
            Self::Jsonl => read_object(line),
            Self::Bleualign(places) => read_fields(line, places).map_err(|what| (None, what)),
        }
    }

    /// The lines that tell of an alignment.
    pub fn aligned(self, name: Name, bitext: &Bitext, related: Option<f32>) -> Vec<u8> {
        let mut out = Vec::new();
        match name {
            Name::Id(id) => {
                let beads = bitext.beads().map(|bead| jsonl::row(bitext, bead)).collect();
                let (source_lang, target_lang) = (bitext.source.language(), bitext.target.language());
                let related = related.map(rounded);
                write_object(&mut out, &Aligned { id: raw(id), source_lang, target_lang, related, beads });
            }
            Name::Addresses(source, target) => {
                for bead in bitext.pairs() {
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
    pub fn failed(self, name: Option<Name>, line: u64, error: &str) -> Vec<u8> {
        let mut out = Vec::new();
        if self == Self::Jsonl {
            let id = name.and_then(|name| if let Name::Id(id) = name { raw(id) } else { None });
            write_object(&mut out, &Failed { id, line, error });
        }
        out
    }
}

fn raw(id: &str) -> Option<&RawValue> {
    serde_json::from_str(id).ok()
}

/// Writing to memory cannot fail here.
fn write_object(out: &mut Vec<u8>, object: &impl Serialize) {
    let start = out.len();
    if serde_json::to_writer(&mut *out, object).is_err() {
        out.truncate(start);
    }
    out.push(b'\n');
}

fn read_object(line: &[u8]) -> Result<Request<'_>, (Option<Name<'_>>, String)> {
    let text = std::str::from_utf8(line).map_err(|error| (None, invalid(error)))?;
    let name = || serde_json::from_str::<OnlyId>(text).ok().map(|object| Name::of(object.id));
    let object: Object = serde_json::from_str(text).map_err(|error| (name(), wrong_json(&error)))?;
    let lacks = |field| (name(), format!("there is no \"{field}\" in the object"));
    Ok(Request {
        name: Name::of(object.id),
        texts: Pair::new(object.source.ok_or_else(|| lacks("source"))?, object.target.ok_or_else(|| lacks("target"))?),
        languages: Pair::new(
            language(object.source_lang, "source_lang").map_err(|what| (name(), what))?,
            language(object.target_lang, "target_lang").map_err(|what| (name(), what))?,
        ),
    })
}

/// What the parser says, without its line, which is always the first.
fn wrong_json(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    format!("not an object of the right form: {what} (byte {})", error.column())
}

fn language(code: Option<String>, field: &str) -> Result<Option<String>, String> {
    match code {
        Some(code) => match lang::parse(&code) {
            Some(tag) => Ok(Some(tag)),
            None => Err(format!("{field}: `{code}` is not a language code; use one like en, fra, zh-Hant or pt-BR")),
        },
        None => Ok(None),
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
    let texts = Pair::new(text(source_text)?, text(target_text)?);
    Ok(Request { name: Name::Addresses(field(source)?, field(target)?), texts, languages: Pair::default() })
}

fn invalid(error: std::str::Utf8Error) -> String {
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
    fn objects_are_read_or_told_what_is_wrong() {
        let line = br#"{"id": [1e400, "x"], "source":"a\nb","target":"","source_lang":"fra","more":{}}"#;
        let request = Form::Jsonl.read(line).unwrap();
        assert_eq!(request.name, Name::Id("[1e400, \"x\"]"));
        assert_eq!(request.texts, Pair::new("a\nb".to_owned(), String::new()));
        assert_eq!(request.languages, Pair::new(Some("fr".to_owned()), None));
        for (line, known, words) in [
            (&b"{\"id\":7,\"source\":\"a\"}"[..], true, "no \"target\""),
            (b"{\"id\":7,\"source\":3,\"target\":\"a\"}", true, "expected a string"),
            (b"{\"id\":7,\"source\":\"\",\"target\":\"\",\"target_lang\":\"Klingonish!\"}", true, "target_lang: `Klingonish!`"),
            (b"{\"id\":7", false, "EOF"),
            (b"{\"id\":\"\xff\"}", false, "byte 7 is not valid UTF-8"),
            (b"  ", false, "empty"),
        ] {
            let (name, what) = Form::Jsonl.read(line).unwrap_err();
            assert_eq!(name, known.then_some(Name::Id("7")), "{what}");
            assert!(what.contains(words), "{what}");
        }
    }

    #[test]
    fn fields_are_decoded_with_and_without_padding() {
        let request = Form::BLEUALIGN.read(b"u\xff\tv\tYQ\tYmM=\tignored").unwrap();
        assert_eq!((request.name, request.texts), (Name::Addresses(b"u\xff", b"v"), Pair::new("a".to_owned(), "bc".to_owned())));
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
